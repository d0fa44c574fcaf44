"""How a batch starts a kernel: over a socket file where the system has them, its chatter kept apart."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager


class LocalKernelManager(AsyncKernelManager):
    """A kernel that only this machine's user can reach, and that no other kernel's port can disturb.

    Ports are chosen before a kernel binds them, so that kernels started side by side may meet on
    one; a socket file in a folder of its own cannot. Its path must stay short (108 bytes).
    """

    def __init__(self, **given: object) -> None:
        super().__init__(**given)
        self._folder = None
        if hasattr(os, "fork"):
            self._folder = tempfile.mkdtemp(prefix="wb-")
            self.transport, self.ip = "ipc", str(Path(self._folder) / "k")

    @property
    def kernel_spec(self) -> KernelSpec:
        """This interpreter, whatever a user's own kernel specifications call by the same name."""
        return KernelSpec(resource_dir="", **get_kernel_dict())

    async def start_kernel(self, **options: object) -> None:
        """Start with standard error out of the way: what a notebook prints there reaches its cells all the same."""
        options.setdefault("stderr", subprocess.DEVNULL)
        await super().start_kernel(**options)

    async def cleanup_resources(self, restart: bool = False) -> None:
        """Take the socket files away with the kernel."""
        await super().cleanup_resources(restart=restart)
        if self._folder and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)

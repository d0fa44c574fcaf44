"""How a batch drives a kernel: over a socket file where the system has them, its chatter kept apart, without fixed waits."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from queue import Empty

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type

from workbench.batch.provisioner import SOCKET, ForkedKernel, PreloadedProvisioner


class LocalKernelClient(AsyncKernelClient):
    """A client that goes on as soon as the kernel has answered."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        """Without the stock client's last fifth of a second, spent on an empty channel.

        What it would throw away there belongs to no request, and nbclient looks at a message's request first.
        """
        async with asyncio.timeout(timeout):
            while True:
                self.kernel_info()
                try:
                    reply = await self.shell_channel.get_msg(timeout=1)
                    await self.iopub_channel.get_msg(timeout=0.2)  # or outputs could be lost: it connects by itself
                except Empty:
                    if not await self._async_is_alive():
                        raise RuntimeError("Kernel died before replying to kernel_info") from None
                    continue
                self._handle_kernel_info_reply(reply)
                return

    wait_for_ready = _async_wait_for_ready


class LocalKernelManager(AsyncKernelManager):
    """A kernel that only this machine's user can reach, and that no other kernel's port can disturb.

    Ports are chosen before a kernel binds them, so that kernels started side by side may meet on
    one; a socket file in a folder of its own cannot. Its path must stay short (108 bytes).
    """

    client_factory = Type(klass=LocalKernelClient, default_value=LocalKernelClient)

    def __init__(self, **given: object) -> None:
        super().__init__(**given)
        self._folder = None
        if hasattr(os, "fork"):
            # Where a run has a folder of its own, that goes with the run, however it ends.
            run = os.path.dirname(os.environ.get(SOCKET, ""))
            self._folder = tempfile.mkdtemp(prefix="wb-", dir=run or None)
            self.transport, self.ip = "ipc", str(Path(self._folder) / "k")
            self.connection_file = str(Path(self._folder) / "kernel.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        """This interpreter, whatever a user's own kernel specifications call by the same name."""
        return KernelSpec(resource_dir="", **get_kernel_dict())

    async def start_kernel(self, **options: object) -> None:
        """Start with standard error out of the way: what a notebook prints there reaches its cells all the same."""
        options.setdefault("stderr", subprocess.DEVNULL)
        if self.provisioner is None:
            self.provisioner = PreloadedProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        await super().start_kernel(**options)

    def limit_memory(self, megabytes: int) -> None:
        """Address space of the kernel; beyond it, Python raises MemoryError. Only Linux can limit another process."""
        if sys.platform == "linux":
            import resource

            resource.prlimit(self.provisioner.pid, resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    def kill_at_once(self) -> None:
        """End the kernel and all that it has started, without a question."""
        process = self.provisioner.process
        if isinstance(process, ForkedKernel):
            process.send_signal(signal.SIGKILL)
        elif process and hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        elif process:
            process.kill()

    def tell_end(self) -> str:
        """How a kernel ended by itself."""
        code = self.provisioner.process.poll() if self.provisioner.process else None
        if code is not None and code < 0:
            return f"the kernel was ended by signal {-code} ({signal.Signals(-code).name})"
        return f"the kernel ended by itself (exit code {code})"

    async def _async_wait(self, pollinterval: float = 0.1) -> None:
        """The kernel's end is told: there is nothing to look for each tenth of a second."""
        del pollinterval
        if self.has_kernel:
            await self.provisioner.wait()

    async def cleanup_resources(self, restart: bool = False) -> None:
        """Take the socket files away with the kernel."""
        await super().cleanup_resources(restart=restart)
        if self._folder and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)

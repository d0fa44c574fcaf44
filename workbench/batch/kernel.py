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
from jupyter_client import session
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.util import run_sync
from traitlets import Type

from workbench.batch.provisioner import SOCKET, ForkedKernel, PreloadedProvisioner

# nbclient keeps the history of cells in memory; nobody looks there either. On the disk, a kernel would wait for that of all others.
ARGUMENTS = ["--HistoryManager.enabled=False"]


# When a message was sent, nobody asks: it stays as it was written.
session.extract_dates = lambda told: told


class LocalKernelClient(AsyncKernelClient):
    """A client that goes on as soon as the kernel has answered, over the two channels that a batch uses."""

    def start_channels(self, shell: bool = True, iopub: bool = True, **_: bool) -> None:
        """Without a thread that feels the kernel's pulse: its end is told. Nobody is there to be asked for input."""
        super().start_channels(shell=shell, iopub=iopub, stdin=False, hb=False, control=False)

    def stop_channels(self) -> None:
        """Close what was opened; the stock client would open the others to close them."""
        self.shell_channel.stop()
        self.iopub_channel.stop()

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
        options.setdefault("extra_arguments", ARGUMENTS)
        if self.provisioner is None:
            self.provisioner = PreloadedProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
            self.provisioner.is_batch = True
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


class Kernels:
    """One kernel after the other: the next starts, and the last ends, while a page is written.

    All of it happens in the thread that asks, whenever something is awaited there.

    Parameters
    ----------
    ahead : whether a kernel starts before its job is known; of no use where few follow, and only forks cost little.
    """

    def __init__(self, *, ahead: bool = False) -> None:
        self._ahead = ahead and os.environ.get(SOCKET, "stock") != "stock"
        self._coming: asyncio.Task | None = None
        self._leaving: asyncio.Task | None = None

    def take(self) -> LocalKernelManager:
        """A kernel that has started."""
        return run_sync(self._take)()

    def leave(self, kernel: LocalKernelManager, client: LocalKernelClient | None) -> None:
        """Ask a kernel to end, and the next to start; neither is waited for."""
        run_sync(self._leave)(kernel, client)

    def settle(self) -> None:
        """Wait until the kernel that was left has ended."""
        if self._leaving:
            run_sync(self._left)()

    async def _take(self) -> LocalKernelManager:
        started, self._coming = self._coming or asyncio.create_task(_start()), None
        return await started

    async def _leave(self, kernel: LocalKernelManager, client: LocalKernelClient | None) -> None:
        self._leaving = asyncio.create_task(_end(kernel, client))
        if self._ahead:
            self._coming = asyncio.create_task(_start())
        await asyncio.sleep(0)  # both have said what they want by then

    async def _left(self) -> None:
        leaving, self._leaving = self._leaving, None
        await leaving


async def _start() -> LocalKernelManager:
    kernel = LocalKernelManager()
    await kernel.start_kernel()
    return kernel


async def _end(kernel: LocalKernelManager, client: LocalKernelClient | None) -> None:
    try:
        if await kernel.is_alive():
            await kernel.shutdown_kernel()
    finally:
        await kernel.cleanup_resources()
        if client:
            client.stop_channels()

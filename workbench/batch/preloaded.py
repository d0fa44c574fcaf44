"""A process that has loaded what notebooks import, and forks an IPython kernel of itself for each one asked for.

Linux only, and with one thread only: a fork copies the thread that forks and no other, so a lock that
another held would stay locked for ever. Nothing is instantiated here that may not be copied: no zmq
context, no event loop, no drawing backend; modules are loaded, that is all. ``provisioner.py`` is the other side.

One connection asks for one kernel and holds it: its end is the kernel's end. The end of standard input
is the end of this process and of all its kernels.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import warnings
from dataclasses import dataclass, field

# What IPython and ipykernel load when a kernel starts or runs its first cell: what is missing here, each kernel loads again.
# Not matplotlib_inline: it hooks into the kernel when loaded, or never.
KERNEL_MODULES = (
    *("workbench.batch.forked", "ipykernel_launcher", "ipykernel.debugger", "IPython.core.magics", "IPython.core.pylabtools"),
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger", "IPython.core.oinspect"),
    *("IPython.extensions.storemagic", "IPython.utils.wildcard", "faulthandler", "psutil", "sqlite3", "tornado.platform.asyncio"),
)
LIBRARIES = (
    "numpy",
    "pandas",
    "pandas.core.methods.to_dict",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "PIL.PngImagePlugin",
)
INLINE = "module://matplotlib_inline.backend_inline"
PR_SET_PDEATHSIG = 1
REQUEST_BYTES = 1 << 20  # an environment is far smaller


@dataclass
class Lease:
    """One connection and the kernel that it holds."""

    connection: socket.socket
    pid: int = 0
    pidfd: int = -1
    files: list[int] = field(default_factory=list)  # standard input, output and error that came with the request
    request: bytes = b""


def main() -> None:
    """``python -m workbench.batch.preloaded LISTENING_FD MODULE...``: serve until standard input ends."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    del sys.path[0]  # the folder it was started in: a kernel has its own
    given = dict(os.environ)
    refusal = preload(sys.argv[2:])
    # What libraries leave in the environment when loaded, a kernel that loads them itself would find there too.
    left = {name: value for name, value in os.environ.items() if given.get(name) != value}
    request = Server(listener, refusal).serve()
    if request:  # only a fork comes here
        from workbench.batch.forked import become_kernel

        become_kernel(request, left)


def preload(modules: list[str]) -> str:
    """Load the modules and warm what they make on first use; the reason why no kernel may be forked, or nothing."""
    os.environ["MPLBACKEND"] = INLINE  # as a kernel sets it before matplotlib is loaded
    with warnings.catch_warnings(record=True) as told:
        for name in (*KERNEL_MODULES, *LIBRARIES):
            with contextlib.suppress(ImportError):  # of another version, or not installed: the kernel loads what it finds
                importlib.import_module(name)
        for name in modules:
            importlib.import_module(name)
    if told:  # a notebook's own import would have shown it
        return f"a library warns when it is loaded ({told[0].message})"
    if "matplotlib_inline.backend_inline" in sys.modules:
        return "the drawing backend was loaded before its kernel"
    _draw_once()
    gc.collect()
    gc.freeze()  # the collector would write to, and so copy, every page that forks share
    return ""


def _draw_once() -> None:
    """Find the fonts and build the tables of drawing; leaves no figure, no backend and no setting behind."""
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    figure.subplots().plot([1, 2], label="ấ")
    figure.savefig(io.BytesIO(), format="png")


class Server:
    """Forks on request; tells the end of each kernel; ends a kernel whose client is gone."""

    def __init__(self, listener: socket.socket, refusal: str) -> None:
        self.listener, self.refusal, self.pid = listener, refusal, os.getpid()
        self.leases: list[Lease] = []
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, self._accept)
        self.selector.register(0, selectors.EVENT_READ, self._obey)
        self.over, self.orders = False, b""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run: it ends its kernels itself

    def serve(self) -> dict | None:
        """Serve until standard input ends; in a fork, the request that it is to fulfil."""
        while True:
            for key, _ in self.selector.select():
                request = key.data()
                if self.over:
                    self._end()
                    return None
                if request:
                    return request

    def _obey(self) -> None:
        """Call what the run asks for before its kernels start: figures loaded once need not be loaded in each."""
        heard = os.read(0, REQUEST_BYTES)
        self.over = not heard
        *orders, self.orders = (self.orders + heard).split(b"\n")
        for order in map(json.loads, orders):
            module, _, name = order["call"].partition(":")
            getattr(importlib.import_module(module), name)(**order["options"])
            gc.collect()  # what it has used and dropped would be copied with every page of it that a fork fills anew
            gc.freeze()

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        lease = Lease(connection)
        self.leases.append(lease)
        self.selector.register(connection, selectors.EVENT_READ, lambda: self._hear(lease))

    def _hear(self, lease: Lease) -> dict | None:
        try:
            heard, files, _, _ = socket.recv_fds(lease.connection, REQUEST_BYTES, 3)
        except ConnectionError:
            heard, files = b"", []
        lease.files += files
        if not heard:
            self._close(lease)
            return None
        lease.request += heard
        *lines, lease.request = lease.request.split(b"\n")
        for line in map(json.loads, lines):
            if "signal" not in line:
                return self._fork(lease, line)
            self._signal(lease, line["signal"])
        return None

    def _fork(self, lease: Lease, request: dict) -> dict | None:
        threads = len(os.listdir("/proc/self/task"))
        refusal = self.refusal or (f"the preloaded process has {threads} threads" if threads > 1 else "")
        if refusal:
            self._tell(lease, {"refused": refusal})
            self._close(lease)
            return None
        pid = os.fork()
        if pid == 0:
            return self._in_child(lease, request)
        lease.pid, lease.pidfd = pid, os.pidfd_open(pid)
        self.selector.register(lease.pidfd, selectors.EVENT_READ, lambda: self._ended(lease))
        self._close_files(lease)
        return None

    def _in_child(self, lease: Lease, request: dict) -> dict:
        """Let go of all that belongs to the server; a number closed later by chance may be another file's by then."""
        os.setsid()  # before any signal can be sent to its group
        gc.disable()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        # Should the server die, this kernel dies; if it died just now, the parent is another already.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self.pid:
            os._exit(1)
        self.selector.close()
        self.listener.close()
        for other in self.leases:
            if other is not lease:
                other.connection.close()
                self._close_files(other)
            if other.pidfd >= 0:
                os.close(other.pidfd)
        for number, file in enumerate(lease.files):
            os.dup2(file, number)
        self._close_files(lease)
        gc.enable()
        return {**request, "connection": lease.connection}

    def _ended(self, lease: Lease) -> None:
        # What the notebook has left running goes with it; the group first, while the kernel's number is kept by its remains.
        self._signal(lease, signal.SIGKILL)
        _, status = os.waitpid(lease.pid, 0)
        self.selector.unregister(lease.pidfd)
        os.close(lease.pidfd)
        lease.pid, lease.pidfd = 0, -1
        self._tell(lease, {"ended": os.waitstatus_to_exitcode(status)})
        self._close(lease)

    def _close(self, lease: Lease) -> None:
        """End a lease; while its kernel lives, `_ended` is still to come."""
        if lease.connection.fileno() >= 0:
            self.selector.unregister(lease.connection)
            lease.connection.close()
        self._close_files(lease)
        self._signal(lease, signal.SIGKILL)
        if not lease.pid and lease in self.leases:
            self.leases.remove(lease)

    @staticmethod
    def _signal(lease: Lease, number: int) -> None:
        """To the kernel and what it has started. It has not been waited for yet, so the number is still its own."""
        if lease.pid:
            try:
                os.killpg(lease.pid, number)
            except ProcessLookupError:  # so young that it has no group yet
                os.kill(lease.pid, number)

    @staticmethod
    def _close_files(lease: Lease) -> None:
        for file in lease.files:
            os.close(file)
        lease.files = []

    @staticmethod
    def _tell(lease: Lease, message: dict) -> None:
        if lease.connection.fileno() >= 0:
            with contextlib.suppress(OSError):
                lease.connection.sendall(json.dumps(message).encode() + b"\n")

    def _end(self) -> None:
        shutil.rmtree(os.path.dirname(self.listener.getsockname()), ignore_errors=True)
        for lease in self.leases:
            if lease.pid:
                self._signal(lease, signal.SIGKILL)
                os.waitpid(lease.pid, 0)


if __name__ == "__main__":
    main()

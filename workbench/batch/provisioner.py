"""How a kernel starts: forked of a process that has everything loaded, or, where that cannot work, the stock way."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

SOCKET = "WORKBENCH_KERNELS"  # where the preloaded process of a run listens; "stock": do without
START_SECONDS = 180  # on a machine that others keep busy, loading alone was seen to take two minutes
SINGLE_THREADED = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
# Read once, when Python and its libraries start: a kernel that asks for others than the preloaded process had cannot be its fork.
READ_AT_START = ("PYTHON", "LD_", "LC_", "LANG", "MPL", "JAX", "NUMEXPR")
OURS = ("MPLBACKEND", "PYTHONEXECUTABLE")  # set or taken away on the way, to the same end


class Preloaded:
    """The process that kernels are forked of. It ends with its `close`, or with the process that started it.

    Parameters
    ----------
    modules : loaded besides what every notebook imports. Code changed on the disk afterwards stays as it was loaded.
    """

    serving: "Preloaded | None" = None  # this process' kernels, while `kernels_ready` lasts

    def __init__(self, modules: tuple[str, ...] = ()) -> None:
        self.folder = tempfile.mkdtemp(prefix="wb-")  # of this user alone; its path must stay short (108 bytes)
        self.address = str(Path(self.folder) / "s")
        self.prepared: list[dict[str, object]] = []
        self.rehearsed: set[object] = set()  # languages
        # One thread: none may be running when it forks. Arrow would start one as soon as it is loaded.
        quiet = dict.fromkeys(SINGLE_THREADED, "1")
        quiet["JE_ARROW_MALLOC_CONF"] = "background_thread:false"
        quiet["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # a hint for who debugs, of no use here
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen(128)  # who connects before it is ready waits here
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "workbench.batch.preloaded", str(listener.fileno()), *modules],
                stdin=subprocess.PIPE,  # its end is the end of all
                env={**os.environ, **quiet},
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )

    def call(self, function: str, **options: object) -> None:
        """Have it call ``module:function`` before the next kernel is forked; what that leaves in memory, all kernels find."""
        with contextlib.suppress(BrokenPipeError):  # it has ended: stock kernels do without
            self.process.stdin.write(json.dumps({"call": function, "options": options}).encode() + b"\n")
            self.process.stdin.flush()

    def prepare(self, parameters: Mapping[str, object]) -> None:
        """Have the findings that a notebook of these parameters shows in memory, with those of the one before."""
        told = {name: parameters[name] for name in ("as_of", "observed_only", "scenario")} | {"name": parameters["programme"]}
        if told not in self.prepared:
            self.call("workbench.findings:keep_findings", **told)
            self.prepared = [*self.prepared[-1:], told]
        if parameters["lang"] not in self.rehearsed:
            self.call("workbench.briefing.rehearsal:rehearse", lang=parameters["lang"], **told)
            self.rehearsed.add(parameters["lang"])

    def close(self) -> None:
        """End the process and its kernels."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def kernels_ready(modules: tuple[str, ...]) -> Iterator[Callable[[Mapping[str, object]], None]]:
    """The preloaded process that this process' kernels are forked of, for as long as jobs run.

    Gives what is to be called with the parameters of each notebook before its kernel starts.
    """
    # One thread each: the kernels' linear algebra must not fight for the cores.
    for name in SINGLE_THREADED:
        os.environ.setdefault(name, "1")
    if sys.platform != "linux" or os.environ.get(SOCKET):
        mine = Preloaded.serving
        # Of whoever asked for it in this process; or another's, or none: the kernels say why.
        yield mine.prepare if mine and mine.address == os.environ.get(SOCKET) else lambda _: None
        return
    preloaded = Preloaded.serving = Preloaded(modules)
    os.environ[SOCKET] = preloaded.address
    try:
        yield preloaded.prepare
    finally:
        Preloaded.serving = None
        del os.environ[SOCKET]
        preloaded.close()


class ForkedKernel:
    """A forked kernel as its client sees it: what `subprocess.Popen` offers, as far as a provisioner asks for it.

    It is a child of the preloaded process, so its end is told over the connection and not waited for.
    """

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self.connection, self.pid, self.returncode, self.refusal = connection, 0, None, ""
        self._heard = b""

    def hear(self, message: bytes) -> None:
        """Take in what the preloaded process tells; nothing at all means that it is gone, and its kernels with it."""
        self._heard += message
        *lines, self._heard = self._heard.split(b"\n")
        for told in map(json.loads, lines):
            self.pid = told.get("bound", self.pid)
            self.refusal = told.get("refused", self.refusal)
            if "ended" in told:
                self.returncode = told["ended"]
        if not message and self.returncode is None:
            self.returncode = -signal.SIGKILL
        if self.returncode is not None:
            self.connection.close()

    def poll(self) -> int | None:
        """How the kernel ended; None while it runs."""
        while self.returncode is None:
            try:
                self.hear(self.connection.recv(4096, socket.MSG_DONTWAIT))
            except BlockingIOError:
                break
            except ConnectionError:
                self.hear(b"")
        return self.returncode

    async def hear_next(self) -> None:
        """Wait until something more is told of the kernel."""
        try:
            self.hear(await asyncio.get_running_loop().sock_recv(self.connection, 4096))
        except ConnectionError:
            self.hear(b"")

    def send_signal(self, number: int) -> None:
        """To the kernel and all that it has started; by its parent, which knows that the number is still its own."""
        if self.poll() is None:
            try:
                self.connection.sendall(json.dumps({"signal": number}).encode() + b"\n")
            except OSError:
                self.hear(b"")


class PreloadedProvisioner(LocalProvisioner):
    """Starts IPython kernels by forking a preloaded process; everything else, and everywhere else, the stock way.

    Registered with Jupyter under ``workbench-preloaded``: papermill, nbclient and JupyterLab use it through
    the kernel specification of that name.
    """

    own: Preloaded | None = None  # of a process that no run has told of one; starts with its first kernel
    told: set[str] = set()  # noqa: RUF012 - reasons for the stock kernel, of the whole process: each is said once

    is_batch = False  # whether its only client sends a cell when it has heard the end of the last

    async def launch_kernel(self, cmd: list[str], **options: object) -> KernelConnectionInfo:
        """Fork a kernel; where that cannot be, say why once and start the stock kernel."""
        try:
            self.process = await self._fork(cmd, options)
        except CannotFork as reason:
            if str(reason) not in self.told:
                self.told.add(str(reason))
                self.log.warning("Stock kernels are used: %s.", reason)
            return await super().launch_kernel(cmd, **options)
        self.pid = self.pgid = self.process.pid
        self.cwd = options.get("cwd") or os.getcwd()
        return self.connection_info

    async def _fork(self, command: list[str], options: dict) -> ForkedKernel:
        kept = {name: value for name, value in options.items() if name not in ("extra_arguments", "kernel_id", "independent")}
        env, cwd = dict(kept.pop("env", os.environ)), kept.pop("cwd", None) or os.getcwd()
        streams = [kept.pop(name, None) for name in ("stdin", "stdout", "stderr")]
        _check_possible(command, env, kept, streams)
        kernel = ForkedKernel(_connect(type(self)))
        request = {"command": command, "arguments": command[3:], "env": env, "cwd": str(cwd), "umask": _umask(), "is_batch": self.is_batch}
        reading, writing = os.pipe()  # as the stock launcher: standard input is at its end at once
        os.close(writing)
        nowhere = os.open(os.devnull, os.O_RDWR)
        given = [number if one is None else nowhere if one == subprocess.DEVNULL else one for number, one in enumerate(streams)]
        try:
            kernel.connection.setblocking(True)
            text = json.dumps(request).encode() + b"\n"
            sent = socket.send_fds(kernel.connection, [text], [reading if streams[0] is None else given[0], *given[1:]])
            kernel.connection.sendall(text[sent:])
        except OSError as error:
            raise CannotFork(f"the preloaded process is gone ({error})") from None
        finally:
            os.close(reading)
            os.close(nowhere)
        kernel.connection.setblocking(False)
        try:
            async with asyncio.timeout(START_SECONDS):
                # A client that connects before the kernel has bound its sockets would try again a fixed time later.
                while not kernel.pid and kernel.returncode is None:
                    await kernel.hear_next()
        except TimeoutError:
            kernel.refusal = f"the preloaded process did not answer within {START_SECONDS} s"
        if not kernel.pid:
            kernel.connection.close()
            raise CannotFork(kernel.refusal or "the preloaded process, or its kernel, ended at the start")
        return kernel

    async def wait(self) -> int | None:
        """Wait for the kernel's end as it is told, not by looking each tenth of a second."""
        if not isinstance(self.process, ForkedKernel):
            return await super().wait()
        kernel = self.process
        while kernel.poll() is None:
            await kernel.hear_next()
        self.process = None
        return kernel.returncode

    async def send_signal(self, signum: int) -> None:
        """To the kernel, by whoever has started it."""
        if isinstance(self.process, ForkedKernel):
            self.process.send_signal(signum)
        else:
            await super().send_signal(signum)


class CannotFork(Exception):
    """Why a kernel must be started the stock way."""


def _check_possible(command: list[str], env: dict[str, str], options: dict, streams: list) -> None:
    if os.environ.get(SOCKET) == "stock":
        raise CannotFork(f"{SOCKET} asks for them")
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        raise CannotFork(f"kernels are not forked on {sys.platform}")
    if command[:3] != [sys.executable, "-m", "ipykernel_launcher"]:
        raise CannotFork(f"only IPython kernels of {sys.executable} can be forked")
    if options or any(one is not None and one != subprocess.DEVNULL and (not isinstance(one, int) or one < 0) for one in streams):
        raise CannotFork(f"the start asks for {', '.join(options) or 'pipes'}")
    other = sorted(
        name
        for name in env.keys() | os.environ.keys()
        if name.startswith(READ_AT_START) and name not in OURS and env.get(name) != os.environ.get(name)
    )
    if env.get("MPLBACKEND", "module://matplotlib_inline.backend_inline") != "module://matplotlib_inline.backend_inline":
        other.append("MPLBACKEND")
    if other:
        raise CannotFork(f"the kernel has another {', '.join(other)} than the preloaded process")


def _connect(owner: type[PreloadedProvisioner]) -> socket.socket:
    """A connection to the run's preloaded process, or to this process' own, started if need be."""
    address = os.environ.get(SOCKET)
    if not address:
        if owner.own is None or owner.own.process.poll() is not None:
            owner.own = Preloaded()
        address = owner.own.address
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address)
    except OSError as error:
        connection.close()
        raise CannotFork(f"no preloaded process answers ({error.strerror})") from None
    return connection


def _umask() -> int:
    # To ask the usual way is to change it for an instant, in which another thread may make a file.
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        return next(int(line.split()[1], 8) for line in file if line.startswith("Umask:"))

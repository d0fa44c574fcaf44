"""What a fork of the preloaded process does to be a kernel, and what a kernel of a batch can leave out.

Most of what a cell costs that does little is one thread of its kernel waiting for another.
"""

import atexit
import contextlib
import functools
import json
import os
import random
import sys
import threading
from types import SimpleNamespace

import ipykernel_launcher
from ipykernel import ipkernel
from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp
from traitlets import default


class BatchStream(OutStream):
    """Standard output or error. The stock one waits for the thread that sends, six times a cell, even where nothing was written."""

    def flush(self) -> None:
        """Send what was written, if anything was."""
        with self._buffer_lock:
            is_empty = not self._buffers
        if not is_empty:
            super().flush()


class NoThread:
    """Instead of the thread that hands each message on to the shell whose it is: there is one."""

    parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class BatchKernel(ipkernel.IPythonKernel):
    """The stock kernel for a client that, before it sends a cell, has heard the end of the one before."""

    _supports_kernel_subshells = False
    _execute_sleep = 0  # no pause in which a client could hear outputs before the reply: this one waits for both

    def __init__(self, **given: object) -> None:
        # The files of all modules are for a debugger to skip. To ask a thousand modules for them copies a page of memory for each.
        ipkernel.sys = SimpleNamespace(**{**vars(sys), "modules": {}})
        try:
            super().__init__(**given)
        finally:
            ipkernel.sys = sys
        # ipykernel looks at a cell as IPython reads it, then has IPython read it again.
        read = functools.lru_cache(maxsize=1)(self.shell.transform_cell)
        self.shell.transform_cell = read
        self.shell.events.register("post_run_cell", lambda _: read.cache_clear())  # the cell may have changed how cells are read


class BatchApp(IPKernelApp):
    """The stock application with what a batch can do without left out."""

    kernel_class = BatchKernel

    @default("outstream_class")
    def _stream(self) -> str:
        return f"{__name__}.{BatchStream.__name__}"

    def init_control(self, context: object) -> None:
        """With the thread that hears a kernel's end, and no other."""
        super().init_control(context)
        self.shell_channel_thread = NoThread()


def become_kernel(request: dict, left: dict[str, str]) -> None:
    """Do as ``python -m ipykernel_launcher -f FILE`` would, in the environment and folder asked for; does not return."""
    code = 1
    try:
        os.environ.clear()
        os.environ.update({**left, **request["env"]})
        os.environ["JPY_PARENT_PID"] = str(os.getppid())
        os.chdir(request["cwd"])
        os.umask(request["umask"])
        _reseed()
        sys.argv[:] = [ipykernel_launcher.__file__, *request["arguments"]]
        sys.orig_argv[:] = request["command"]
        # The class took its parent from the environment when it was loaded: without this it would outlive the server.
        app = (BatchApp if request["is_batch"] else IPKernelApp).instance(parent_handle=os.getppid())
        app.initialize(sys.argv[1:])
        request["connection"].sendall(json.dumps({"bound": os.getpid()}).encode() + b"\n")
        request["connection"].close()
        app.start()
        # It still answers the request to end; closing what it writes to meanwhile would now and then block it for seconds.
        app.control_thread.join(timeout=1)
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        # As at the end of Python, without taking a thousand modules apart.
        threading._shutdown()
        atexit._run_exitfuncs()
        for stream in (sys.__stdout__, sys.__stderr__):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def _reseed() -> None:
    """Chance of its own for each kernel, as if it had been started alone."""
    random.seed()
    if "numpy" in sys.modules:
        import numpy as np

        np.random.seed()

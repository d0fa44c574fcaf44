"""What a fork of the preloaded process does to be a kernel, and what a kernel of a batch can leave out.

Most of what a cell costs that does little is one thread of its kernel waiting for another.
"""

import atexit
import contextlib
import json
import os
import random
import sys
import threading

import ipykernel_launcher
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


class BatchApp(IPKernelApp):
    """The stock application for a client that, before it sends a cell, has heard the end of the one before."""

    @default("outstream_class")
    def _stream(self) -> str:
        return f"{__name__}.{BatchStream.__name__}"

    def init_kernel(self) -> None:
        """Without the pause in which a client could hear outputs before the reply: this one waits for both."""
        super().init_kernel()
        self.kernel._execute_sleep = 0


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

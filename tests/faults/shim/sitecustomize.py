"""Loaded by the interpreter of a command under test: ends it before its Nth write, or lets no write succeed from there on."""

import errno
import os
import signal
import sys

# "kill 7 /place" or "full 7 /place"; taken away, so that it strikes this process and none that it starts.
_KIND, _, _REST = os.environ.pop("WORKBENCH_FAULT", "").partition(" ")
_LEFT, _, _PLACE = _REST.partition(" ")
_left = [int(_LEFT or 0)]
_WRITES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}
_FREES = {"os.remove", "os.rmdir", "os.rename"}  # a full disk forbids none of these


def _is_write(event: str, args: tuple) -> bool:
    if event not in _WRITES or not isinstance(args[0], str | bytes) or not os.fsdecode(args[0]).startswith(_PLACE):
        return False
    return event != "open" or bool(args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _strike(event: str, args: tuple) -> None:
    if not _is_write(event, args):
        return
    _left[0] -= 1
    if _left[0] <= 0 and _KIND == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if _left[0] <= 0 and _KIND == "full" and event not in _FREES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fsdecode(args[0]))


if _KIND:
    sys.addaudithook(_strike)

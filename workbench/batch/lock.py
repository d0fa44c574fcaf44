"""One run at a time in a folder."""

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil

from workbench.errors import RunError

BOOT = "/proc/sys/kernel/random/boot_id"  # another one with each start of the machine


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; a lock whose process has ended is taken over.

    Raises
    ------
    RunError : another run is at work there, or may be, on another machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lock"
    mine = folder / f"lock.{os.getpid()}.part"
    try:
        while not _linked(mine, path):
            _take_away_if_stale(path)
    finally:
        mine.unlink(missing_ok=True)
    _clear(folder)
    try:
        yield
    finally:
        path.unlink()


def _linked(mine: Path, path: Path) -> bool:
    with open(mine, "w", encoding="utf-8") as file:
        json.dump({"host": socket.gethostname(), "pid": os.getpid(), "started": _started(os.getpid())}, file)
        file.flush()
        os.fsync(file.fileno())  # or a power cut could leave a lock that names nobody
    try:
        os.link(mine, path)  # whole, and refused where there is one: two runs cannot both have it
    except (FileExistsError, FileNotFoundError):  # the second: who has the lock has just taken half-written files away, ours too
        return False
    return True


def _take_away_if_stale(path: Path) -> None:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    try:
        holder = json.loads(text)
        host, pid, started = (holder[name] for name in ("host", "pid", "started"))
        is_ours = type(pid) is int and pid > 0
    except (ValueError, KeyError, TypeError):
        is_ours = False
    if not is_ours:
        raise RunError(str(path), "this lock is damaged and does not say whose it is.", "If no run is at work in this folder, delete it.")
    if host != socket.gethostname():
        remedy = f"If none is at work on that machine any more, delete {path}."
        raise RunError(str(path.parent), f"a run of process {pid} on {host} has this folder.", remedy)
    if started == _started(pid):
        raise RunError(str(path.parent), f"a run is at work here already, process {pid}.", "Wait for its end.")
    aside = path.with_name(f"lock.{os.getpid()}.stale.part")
    with contextlib.suppress(FileNotFoundError):  # another run was faster
        os.replace(path, aside)
        if aside.read_text(encoding="utf-8") != text:  # another run was faster still, and this is its own
            os.link(aside, path)
        aside.unlink()


def _clear(folder: Path) -> None:
    """Take away what processes that were killed on their way to the lock have left."""
    for part in folder.glob("lock.*.part"):
        pid = part.name.split(".")[1]
        if pid.isdecimal() and _started(int(pid)) is None:
            part.unlink(missing_ok=True)


def _started(pid: int) -> str | float | None:
    """When a process began: told so that no later process of the same number shares it; None if there is none.

    On Linux in ticks of this start of the machine: the time of day is reckoned from a clock that may be set meanwhile.
    """
    try:
        if Path(BOOT).is_file():
            with open(f"/proc/{pid}/stat", "rb") as file:
                state, *fields = file.read().rpartition(b")")[2].split()  # the name before it may hold anything
            if state in (b"Z", b"X"):
                return None  # killed, and only waits to be counted out
            ticks = fields[18]
            return f"{Path(BOOT).read_text(encoding='ascii').strip()} {ticks.decode()}"
        return psutil.Process(pid).create_time()
    except FileNotFoundError:
        return None
    except psutil.NoSuchProcess:
        return None

"""One run at a time in a folder."""

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil

from workbench.errors import RunError


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
    mine.write_text(json.dumps({"host": socket.gethostname(), "pid": os.getpid(), "started": _started(os.getpid())}), encoding="utf-8")
    try:
        while not _linked(mine, path):
            _take_away_if_stale(path)
    finally:
        mine.unlink()
    try:
        yield
    finally:
        path.unlink()


def _linked(mine: Path, path: Path) -> bool:
    try:
        os.link(mine, path)  # whole, and refused where there is one: two runs cannot both have it
    except FileExistsError:
        return False
    return True


def _take_away_if_stale(path: Path) -> None:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    holder = json.loads(text)
    if holder["host"] != socket.gethostname():
        remedy = f"If none is at work on that machine any more, delete {path}."
        raise RunError(str(path.parent), f"a run of process {holder['pid']} on {holder['host']} has this folder.", remedy)
    if holder["started"] == _started(holder["pid"]):
        raise RunError(str(path.parent), f"a run is at work here already, process {holder['pid']}.", "Wait for its end.")
    aside = path.with_name(f"lock.{os.getpid()}.stale.part")
    with contextlib.suppress(FileNotFoundError):  # another run was faster
        os.replace(path, aside)
        if aside.read_text(encoding="utf-8") != text:  # another run was faster still, and this is its own
            os.link(aside, path)
        aside.unlink()


def _started(pid: int) -> float | None:
    """When a process began: a number that a later process of the same number does not share; None if there is none."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return None

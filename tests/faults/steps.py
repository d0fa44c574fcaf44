"""How each fault is made to happen, to the real command at work on a real folder."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.batch.test_resume import family
from tests.faults.site import FORM, SHIM, Site, wait_for

NOT_OURS = b"\x00\xff\xfe not ours \x1b[2J\n" * 40
PAGE = "C1*/01*-simulated.html"
Step = Callable[[Site], None]


# ---- Killed


def kill_at_every_write(command: str) -> Step:
    """Before its first write, then before its second, and so on until it comes to its end."""

    def do(site: Site) -> None:
        if command == "run":
            shutil.rmtree(site.out, ignore_errors=True)
        for number in range(1, 200):
            if site.struck(command, "kill", number) != -signal.SIGKILL:
                assert number > 4  # or the shim has watched nothing
                return
        raise AssertionError("it never came to its end")

    return do


def kill_one(kind: str, sent: int = signal.SIGKILL) -> Step:
    """While pages are made: as soon as there is one such process, then again a moment of chance later."""

    def do(site: Site) -> None:
        chance = random.Random(f"{kind} {sent}")
        for moment in (0.0, chance.uniform(0.1, 1.5)):
            shutil.rmtree(site.out, ignore_errors=True)
            run = site.start("run")
            try:
                wait_for(lambda run=run: run.poll() is not None or family(run, kind))
            except psutil.NoSuchProcess:
                continue
            victims = family(run, kind) if run.poll() is None else []
            relatives = run.children(recursive=True) if victims else []
            psutil.wait_procs(victims[:1], timeout=moment)
            for one in victims[:1]:
                with suppress(psutil.NoSuchProcess):
                    one.send_signal(sent)
            site.end(run)
            _, alive = psutil.wait_procs(relatives, timeout=30)
            assert not [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]

    return do


def kill_at_instants_of_chance(site: Site) -> None:
    shutil.rmtree(site.out, ignore_errors=True)
    chance = random.Random(53)
    for _ in range(6):
        run = site.start("run")
        psutil.wait_procs([run], timeout=chance.uniform(0.3, 6))
        with suppress(psutil.NoSuchProcess):
            run.kill()
        site.end(run)


# ---- No room, no permission


def no_room(command: str) -> Step:
    """From its first write on, then from its second, and so on."""

    def do(site: Site) -> None:
        if command == "run":
            next(site.run_folder.glob(PAGE)).unlink()
        for number in range(1, 200):
            if site.struck(command, "full", number) == 0:
                assert number > 3
                return
        raise AssertionError("it never came to its end")

    return do


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[None]:
    """A disk of so much room in the place of a folder, until it is given more."""
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    place.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", place], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


def full_disk(site: Site) -> None:
    """A real one: with room for a tenth, two fifths, nine tenths of what is to be written."""
    needed = sum(-(-path.stat().st_size // 4096) * 4 for path in site.out.rglob("*") if path.is_file())
    for share in (0.1, 0.4, 0.9):
        shutil.rmtree(site.out, ignore_errors=True)
        with small_disk(site.out, int(needed * share)):
            assert site.do("run") in (11, 20), site.told[-1]
            subprocess.run(["mount", "-o", "remount,size=64m", site.out], check=True)
            assert site.do("run") == 0, site.told[-1]
            made = shutil.copytree(site.out, site.place / "made")
        shutil.rmtree(site.out, ignore_errors=True)
        made.rename(site.out)


def without_rights(command: str, place: str) -> Step:
    """A folder in which the user may not write."""

    def do(site: Site) -> None:
        if command == "run":
            next(site.run_folder.glob(PAGE)).unlink()
        (folder,) = site.place.glob(place)
        before = (shutil.which("setpriv"), "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")
        if os.geteuid() == 0 and before[0] is None:
            pytest.skip("root may do everything, and there is no setpriv to take that away")
        mode = folder.stat().st_mode
        folder.chmod(0o500)
        try:
            code = site.end(site.start(command, before=before if os.geteuid() == 0 else ()))
        finally:
            folder.chmod(mode)
        assert code in (11, 20), site.told[-1]

    return do


# ---- Damaged


def damage(name: str, content: bytes | float) -> Step:
    """Files that match the name: other bytes, or a share of their own."""

    def do(site: Site) -> None:
        found = [path for path in sorted(site.place.glob(name)) if path.is_file()]
        assert found, name
        for path in found:
            old = path.read_bytes()
            path.write_bytes(old[: int(len(old) * content)] if isinstance(content, float) else content)

    return do


def both(*steps: Callable[[Site], object]) -> Step:
    def do(site: Site) -> None:
        for step in steps:
            step(site)

    return do


def change_a_figure(site: Site) -> None:
    """In the stored statistics, as no program would; and a page is gone that would show it."""
    (path,) = site.run_folder.glob("computed/*.json")
    text = path.read_text(encoding="utf-8")
    assert "1252.0" in text
    path.write_text(text.replace("1252.0", "9252.0"), encoding="utf-8")
    next(site.run_folder.glob(PAGE)).unlink()


def torn_ledger(site: Site) -> None:
    path = site.run_folder / "ledger.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(NOT_OURS + b"".join([lines[0][:50] + b"\n", *lines[2:]]) + lines[1][:70])


def leave_parts(site: Site) -> None:
    """As a machine that lost its power leaves them."""
    page = next(site.run_folder.glob(PAGE))
    page.with_name(f"{page.name}.0123abcd.part").write_bytes(page.read_bytes()[:1000])
    (site.run_folder / "folder.part" / "x").mkdir(parents=True)
    (site.run_folder / "index.html.89abcdef.part").touch()


def empty_lock(site: Site) -> None:
    (site.run_folder / "lock").touch()
    assert site.do("run") == 20, site.told[-1]
    (site.run_folder / "lock").unlink()


def lock_of_the_dead(site: Site) -> None:
    holder = {"host": socket.gethostname(), "pid": 1, "started": "long ago"}
    (site.run_folder / "lock").write_text(json.dumps(holder), encoding="utf-8")


def cut_short(name: str) -> Step:
    """An input ends in the middle; the run refuses it and leaves all pages as they are; then the whole file is put back."""

    def do(site: Site) -> None:
        (path,) = site.programme.glob(name)
        before, whole = site.tree(), path.read_bytes()
        path.write_bytes(whole[: len(whole) * 2 // 3])
        assert site.do("run") in (10, 11, 12), site.told[-1]
        path.write_bytes(whole)
        assert site.tree() == before

    return do


def form_cut_short(site: Site) -> None:
    path = site.place / FORM
    whole = path.read_bytes()
    for share in (0.0, 0.3, 0.9):
        path.write_bytes(whole[: int(len(whole) * share)])
        assert site.do("ingest") == 11, site.told[-1]
    path.write_bytes(whole)


def record_spoilt(site: Site) -> None:
    assert site.do("export") == 0, site.told[-1]
    path = site.out / "exports" / "record.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20] + b"\n")
    assert site.do("export") == 11, site.told[-1]
    path.write_bytes(whole)


# ---- The clock, two at once, other machines


def wrong_clock(seconds: int) -> Step:
    def do(site: Site) -> None:
        compiler = shutil.which("cc")
        if compiler is None:
            pytest.skip("no C compiler to make a wrong clock with")
        library = site.place / "clock.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, SHIM / "clock.c", "-ldl"], check=True)
        shutil.rmtree(site.out, ignore_errors=True)
        assert site.do("run", LD_PRELOAD=str(library), WORKBENCH_CLOCK=str(seconds)) == 0, site.told[-1]

    return do


def two_at_once(command: str) -> Step:
    def do(site: Site) -> None:
        if command == "run":
            shutil.rmtree(site.out, ignore_errors=True)
        started = [site.start(command) for _ in range(3)]
        codes = sorted(site.end(one) for one in started)
        assert codes[0] == 0 and set(codes) <= {0, 20}, site.told

    return do


def lose_a_worker(site: Site) -> None:
    """Two dask workers; the first that has a kernel is killed."""
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    shutil.rmtree(site.out, ignore_errors=True)
    file = site.place / "scheduler.json"
    commands = [
        ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)],
        *[["worker", "--nthreads", "1", "--no-dashboard", "--no-nanny", "--scheduler-file", str(file)]] * 2,
    ]
    quiet = {"cwd": site.place, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [psutil.Popen([sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]], **quiet) for words in commands]
    words = [*site.words("run"), "--scheduler-file", str(file)]
    try:
        run = psutil.Popen(words, cwd=SHIM, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

        def at_work() -> list[psutil.Process]:
            try:
                return [one for one in started[1:] for child in one.children() if child.children()]
            except psutil.NoSuchProcess:
                return []

        found: list[psutil.Process] = []
        wait_for(lambda: run.poll() is not None or found.extend(at_work()) or found)
        assert found, run.communicate()[0]
        found[0].kill()
        assert site.end(run) == 0, site.told[-1]
    finally:
        for one in started:
            one.kill()
            one.wait()
        file.unlink(missing_ok=True)

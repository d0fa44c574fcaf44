"""Killed at any instant, the next run ends with the tree of an undisturbed one."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.batch.conftest import contents
from tests.briefings.conftest import ROOT, run_command

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals")]
WORDS = ("--units", "19609,19612", "--areas", "INS,INF,HOU")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same pages asked for elsewhere, made one after the other."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert run_command("run", "--output", str(folder), *WORDS, "--workers", "1").returncode == 0
    return contents(folder)


def start(output: Path) -> psutil.Popen:
    return psutil.Popen(
        [sys.executable, "-m", "workbench", "run", "--output", str(output), *WORDS],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def family(run: psutil.Process, kind: str) -> list[psutil.Process]:
    """Processes of a run: its driver, workers, kernels, or the preloaded process."""
    if kind == "driver":
        return [run]
    found = {"preloaded": [], "kernel": [], "worker": []}
    for one in run.children(recursive=True):
        try:
            words = " ".join(one.cmdline())
            is_fork = one.parent().cmdline() == one.cmdline()
        except psutil.Error:
            continue
        if "workbench.batch.preloaded" in words:
            found["kernel" if is_fork else "preloaded"].append(one)
        elif "multiprocessing.forkserver" in words and is_fork:
            found["worker"].append(one)
    return found[kind]


@pytest.mark.parametrize(
    "kind", ["driver", *(pytest.param(kind, marks=pytest.mark.thorough) for kind in ("kernel", "worker", "preloaded"))]
)
def test_whoever_is_killed_the_next_run_ends_with_the_same_tree(kind: str, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    run = start(tmp_path)
    end, victims = time.monotonic() + 60, []
    while not victims or (kind == "driver" and not list(tmp_path.rglob("*.html"))):
        assert time.monotonic() < end and run.poll() is None
        victims = family(run, kind)
        time.sleep(0.02)
    relatives = run.children(recursive=True)
    victims[0].send_signal(signal.SIGKILL)
    run.wait(120)
    for one in relatives:  # whatever was killed, nothing of the run is left
        with_time = time.monotonic() + 20
        while one.is_running() and one.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < with_time, one
            time.sleep(0.05)
    again = run_command("retry" if kind == "kernel" else "run", "--output", str(tmp_path), *WORDS)
    assert again.returncode == 0, again.stdout + again.stderr
    again = run_command("run", "--output", str(tmp_path), *WORDS)
    assert again.returncode == 0 and again.stdout.startswith("0 trang cần lập, 6 trang không đổi.")
    assert contents(tmp_path) == undisturbed


def test_killed_again_and_again_at_instants_of_chance_it_still_ends_with_the_same_tree(
    undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    chance = random.Random(53)
    for _ in range(3):
        run = start(tmp_path)
        time.sleep(chance.uniform(0.5, 6))
        run.send_signal(signal.SIGKILL)
        run.wait(20)
    again = run_command("run", "--output", str(tmp_path), *WORDS)
    assert again.returncode == 0, again.stdout + again.stderr
    assert contents(tmp_path) == undisturbed


def test_a_second_run_in_the_same_folder_is_refused_while_the_first_is_at_work(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    run = start(tmp_path)
    while not (lock := tmp_path / "cam-lo-2017-vi" / "lock").exists():
        time.sleep(0.02)
    assert json.loads(lock.read_text(encoding="utf-8"))["pid"] == run.pid
    second = run_command("run", "--output", str(tmp_path), *WORDS)
    assert second.returncode == 20 and f"đang có lượt chạy khác ở đây, tiến trình {run.pid}" in second.stderr
    assert run.wait(120) == 0
    assert contents(tmp_path) == undisturbed


def test_one_changed_figure_of_one_commune_renews_the_pages_of_its_area_alone(tmp_path: Path) -> None:
    """The other units' pages of that area show it beside their own, or pool their trend with it: what they say changes too."""
    programme = Path(shutil.copytree(ROOT / "data" / "cam-lo", tmp_path / "programme"))
    words = ("--programme", str(programme), "--output", str(tmp_path / "out"), "--units", "468,19609,19612", "--areas", "POV,INS,WAT")
    assert run_command("run", *words).returncode == 0
    run = tmp_path / "out" / "cam-lo-2017-vi"
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    _change_one_figure(programme, "19609,WAT_WASTE__num,2017,")
    told = run_command("run", *words, "--explain").stdout
    assert told.startswith("3 trang cần lập, 6 trang không đổi.") and told.count("09_water") == 3 and told.count("(số liệu)") == 3
    changed = {path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file() and before.get(path) != path.read_bytes()}
    pages = {name for name in changed if name.endswith(".html")}
    assert {name.split("/")[-1].partition("-")[0] for name in pages} == {"09_water", "index.html"}
    assert "19609-xa-cam-thanh/09_water-mo-phong.html" in pages
    kept = run / "history" / "0001.csv"
    assert kept.read_bytes() == before[run / "assessments.csv"] != (run / "assessments.csv").read_bytes()


def _change_one_figure(programme: Path, start: str) -> None:
    for path in (programme / "observations").glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        for number, line in enumerate(lines):
            if line.startswith(start):
                value, rest = line[len(start) :].split(",", 1)
                lines[number] = f"{start}{float(value) + 1:g},{rest}"
                path.write_text("".join(lines), encoding="utf-8")
                return
    raise AssertionError(f"no figure of {start}")


def test_ctrl_c_ends_a_run_with_its_processes_and_its_lock(tmp_path: Path) -> None:
    run = start(tmp_path)
    while not family(run, "kernel"):
        time.sleep(0.02)
    relatives = run.children(recursive=True)
    os.kill(run.pid, signal.SIGINT)
    assert run.wait(30) != 0
    psutil.wait_procs(relatives, timeout=10)
    assert not [one for one in relatives if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert not list(tmp_path.rglob("lock"))

"""The same pages from other machines: here two dask workers of one, the first of which is lost midway."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.batch.conftest import contents
from tests.briefings.conftest import ROOT, run_command

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="a worker is killed by a signal")]
WORDS = ("--units", "19609,19612", "--areas", "INS,INF,HOU")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[Path, list[psutil.Popen]]]:
    """A scheduler and two workers as an administrator starts them, each by its command: the scheduler's file, and the workers."""
    file = tmp_path / "scheduler.json"
    commands = [
        ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)],
        *[["worker", "--nthreads", "1", "--no-dashboard", "--no-nanny", "--scheduler-file", str(file)]] * 2,
    ]
    quiet = {"cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [psutil.Popen([sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]], **quiet) for words in commands]
    yield file, started[1:]
    for one in started:
        one.kill()
        one.wait()


def test_a_worker_lost_midway_changes_nothing_of_what_stands_in_the_end(cluster: tuple[Path, list[psutil.Popen]], tmp_path: Path) -> None:
    scheduler, workers = cluster
    run = psutil.Popen(
        [sys.executable, "-m", "workbench", "run", "--output", str(tmp_path / "there"), *WORDS, "--scheduler-file", str(scheduler)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    preloaded = []
    while not preloaded:  # a worker at work: a kernel of its preloaded process is alive
        assert run.poll() is None, run.stdout.read()
        time.sleep(0.05)
        with contextlib.suppress(psutil.Error):  # a child that ended while it was looked at
            preloaded = [child for one in workers for child in one.children() if child.children()]
    preloaded[0].parent().send_signal(signal.SIGKILL)
    told, _ = run.communicate(timeout=120)
    assert run.returncode == 0, told
    psutil.wait_procs(preloaded[:1], timeout=10)
    assert not preloaded[0].is_running()  # the lost worker's kernels are gone with it
    assert run_command("run", "--output", str(tmp_path / "here"), *WORDS).returncode == 0
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert len(list((tmp_path / "there").rglob("*.html"))) == 7


def test_where_no_cluster_answers_the_run_says_so_and_leaves_no_lock(tmp_path: Path) -> None:
    told = run_command("run", "--output", str(tmp_path), *WORDS, "--scheduler-file", str(tmp_path / "none.json"))
    assert told.returncode == 20 and "không có cụm máy nào trả lời" in told.stderr and "dask scheduler" in told.stderr
    assert not list(tmp_path.rglob("lock"))

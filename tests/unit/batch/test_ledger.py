"""What a run remembers, what a page's state follows from, and that only one run is at work."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.batch import lock
from workbench.batch.ledger import Ledger
from workbench.batch.lock import locked
from workbench.batch.outcome import Outcome
from workbench.batch.plan import Job
from workbench.batch.run import clear_parts, standing_of
from workbench.errors import RunError

PAGE = '<head><meta name="workbench-job" content="{}"></head><body>…</body></html>'


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return make_job(tmp_path)


def make_job(folder: Path, *, key: str = "k1", stem: str = "03_poverty", **parts: str) -> Job:
    facts, parts = {"job": key}, {"figures": "f1", "code": "c1"} | parts
    return Job("19609", "POV", Path("x.ipynb"), {}, folder, stem, False, "simulated", facts, parts)


def make_page(job: Job, key: str = "k1") -> None:
    job.page.write_text(PAGE.format(key), encoding="utf-8")
    job.executed.write_text('{\n "cells": []\n}\n', encoding="utf-8")


def outcome(job: Job, state: str = "done", message: str = "") -> Outcome:
    return Outcome(job.unit_code, job.stem, state, 1.0, message)


def test_a_page_of_its_key_with_its_notebook_is_done_whatever_the_ledger_says(job: Job, tmp_path: Path) -> None:
    make_page(job)
    ledger = Ledger(tmp_path)
    assert standing_of(job, ledger.find(job)).state == "done"
    job.executed.unlink()
    assert (standing_of(job, None).state, standing_of(job, None).reasons) == ("stale", ("files",))


@pytest.mark.parametrize("kept", [0, 1, 0.5, 0.99])
@pytest.mark.parametrize("name", ["page", "executed"])
def test_a_page_or_notebook_that_was_cut_short_is_made_again(job: Job, tmp_path: Path, name: str, kept: float) -> None:
    make_page(job)
    Ledger(tmp_path).add(job, outcome(job))
    path = getattr(job, name)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))] if kept < 1 else content[:-1])
    standing = standing_of(job, Ledger(tmp_path).find(job))
    assert standing.state == "stale" and standing.is_due


def test_a_page_beside_its_own_other_name_is_made_again(job: Job) -> None:
    make_page(job)
    (job.folder / "03_poverty-simulated.html").write_text("", encoding="utf-8")  # a run was killed before it took it away
    assert standing_of(job, None).is_due


def test_a_stale_page_says_which_part_of_its_key_changed(job: Job, tmp_path: Path) -> None:
    make_page(job)
    Ledger(tmp_path).add(job, outcome(job))
    later = make_job(tmp_path, key="k2", figures="f2")
    standing = standing_of(later, Ledger(tmp_path).find(later))
    assert (standing.state, standing.reasons, standing.is_due) == ("stale", ("figures",), True)


def test_a_failure_waits_to_be_asked_for_until_something_of_its_key_changes(job: Job, tmp_path: Path) -> None:
    job.failed.write_text("{}", encoding="utf-8")
    Ledger(tmp_path).add(job, outcome(job, "failed", "ValueError: x"))
    standing = standing_of(job, Ledger(tmp_path).find(job))
    assert (standing.state, standing.reasons, standing.is_due) == ("failed", ("ValueError: x",), False)
    later = make_job(tmp_path, key="k2", code="c2")
    standing = standing_of(later, Ledger(tmp_path).find(later))
    assert (standing.state, standing.reasons, standing.is_due) == ("failed", ("code",), True)


def test_what_broke_through_no_fault_of_its_notebook_is_due_again(job: Job, tmp_path: Path) -> None:
    Ledger(tmp_path).add(job, outcome(job, "broken", "the worker process died"))
    standing = standing_of(job, Ledger(tmp_path).find(job))
    assert (standing.state, standing.reasons, standing.is_due) == ("failed", ("the worker process died",), True)


def test_a_torn_last_line_is_passed_over_and_the_next_line_stands_whole(job: Job, tmp_path: Path) -> None:
    other = make_job(tmp_path, stem="04_insurance")
    Ledger(tmp_path).add(job, outcome(job, message="Lỗi"))
    path = tmp_path / "ledger.jsonl"
    whole = path.read_bytes()
    for end in range(1, len(whole)):  # killed at any byte of the second line
        path.write_bytes(whole + whole[:end].replace(b"03_poverty", b"05_other"))
        ledger = Ledger(tmp_path)
        assert list(ledger.entries) == [("19609", "03_poverty")]
        if end % 50 == 1:
            ledger.add(other, outcome(other))
            assert sorted(Ledger(tmp_path).entries) == [("19609", "03_poverty"), ("19609", "04_insurance")]


@pytest.mark.parametrize(
    "spoilt",
    [b"", b"\x00" * 400, b"not json", b"{}", b"[]", b'"x"', b'{"unit_code": 5}', b"\xff\xfe", b'{"a":' * 5_000, b"1e999"],
    ids=lambda one: str(one[:12]),
)
def test_a_spoilt_line_is_passed_over_wherever_it_stands_and_later_lines_stand_whole(job: Job, tmp_path: Path, spoilt: bytes) -> None:
    other = make_job(tmp_path, stem="04_insurance")
    Ledger(tmp_path).add(job, outcome(job))
    path = tmp_path / "ledger.jsonl"
    whole = path.read_bytes()
    path.write_bytes(spoilt + b"\n" + whole + spoilt)
    ledger = Ledger(tmp_path)
    assert list(ledger.entries) == [("19609", "03_poverty")]
    ledger.add(other, outcome(other))
    assert path.read_bytes().startswith(spoilt + b"\n" + whole) and path.read_bytes().endswith(b"\n")
    assert sorted(Ledger(tmp_path).entries) == [("19609", "03_poverty"), ("19609", "04_insurance")]


def test_a_tidied_ledger_has_one_line_for_each_job_whatever_happened_on_the_way(job: Job, tmp_path: Path) -> None:
    other = make_job(tmp_path, stem="02_employment")
    for way in ([job, other], [other, job, job]):
        ledger = Ledger(tmp_path)
        for one in way:
            ledger.add(one, outcome(one))
        ledger.tidy([other, job], done=[])
        stems = [json.loads(line)["stem"] for line in (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
        assert stems == ["02_employment", "03_poverty"]


def test_a_page_that_stands_is_written_down_though_its_run_was_killed_before_it_could(job: Job, tmp_path: Path) -> None:
    Ledger(tmp_path).tidy([job], done=[job.key])
    assert Ledger(tmp_path).find(job).state == "done" and Ledger(tmp_path).find(job).parts == job.parts


def test_half_written_files_of_a_killed_run_are_taken_away_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "19609-x").mkdir()
    for name in ("19609-x/03.html.77.part", "19609-x/03.html", "run.json.77.part"):
        (tmp_path / name).write_text("", encoding="utf-8")
    clear_parts(tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["03.html"]


def test_a_folder_has_one_run_at_a_time_and_the_lock_goes_with_it(tmp_path: Path) -> None:
    with locked(tmp_path):
        with pytest.raises(RunError, match=f"a run is at work here already, process {os.getpid()}"), locked(tmp_path):
            pass
        assert [path.name for path in tmp_path.iterdir()] == ["lock"]
    assert list(tmp_path.iterdir()) == []


def write_lock(folder: Path, **changed: object) -> None:
    holder = {"host": socket.gethostname(), "pid": os.getpid(), "started": lock._started(os.getpid())}
    (folder / "lock").write_text(json.dumps(holder | changed), encoding="utf-8")


def test_a_lock_of_a_process_that_has_ended_is_taken_over(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    write_lock(tmp_path, pid=ended.pid)
    with locked(tmp_path):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process that has ended leaves nothing to be counted out")
def test_a_lock_of_a_process_killed_this_very_moment_is_taken_over(tmp_path: Path) -> None:
    """Its parent has not yet heard of its end."""
    killed = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    write_lock(tmp_path, pid=killed.pid, started=lock._started(killed.pid))
    killed.kill()
    os.waitid(os.P_PID, killed.pid, os.WEXITED | os.WNOWAIT)
    with locked(tmp_path):
        assert json.loads((tmp_path / "lock").read_text(encoding="utf-8"))["pid"] == os.getpid()
    killed.communicate()


def test_a_lock_of_an_earlier_process_of_the_same_number_is_taken_over(tmp_path: Path) -> None:
    write_lock(tmp_path, started=1.0)
    with locked(tmp_path):
        pass


def test_a_lock_of_another_machine_is_respected_and_told(tmp_path: Path) -> None:
    write_lock(tmp_path, host="elsewhere", pid=7)
    with pytest.raises(RunError, match="a run of process 7 on elsewhere has this folder"), locked(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", "{}", '{"host": "h", "pid": "7", "started": 1}', '{"host": "h", "pid": -1, "started": 1}']
)
def test_a_damaged_lock_is_told_and_left_for_a_person(tmp_path: Path, text: str) -> None:
    (tmp_path / "lock").write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match="this lock is damaged and does not say whose it is"), locked(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_what_the_killed_left_on_their_way_to_the_lock_goes_and_what_the_living_hold_stays(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    of_the_dead = {f"lock.{ended.pid}.part", f"lock.{ended.pid}.stale.part"}
    others = {f"lock.{os.getppid()}.part", f"page.{ended.pid}.part"}
    for name in of_the_dead | others:
        (tmp_path / name).touch()
    with locked(tmp_path):
        assert {path.name for path in tmp_path.iterdir()} == others | {"lock"}


@pytest.mark.skipif(not Path(lock.BOOT).is_file(), reason="only Linux tells when a process began but by a clock that may be set")
def test_a_clock_that_is_set_while_a_run_is_at_work_frees_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with locked(tmp_path):
        monkeypatch.setattr("psutil.boot_time", lambda: 0.0)
        monkeypatch.setattr("time.time", lambda: 0.0)
        with pytest.raises(RunError, match="a run is at work here already"), locked(tmp_path):
            pass


def test_who_waits_for_a_lock_goes_on_though_its_half_written_one_was_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def link(mine: Path, path: Path) -> None:
        monkeypatch.setattr(os, "link", real)
        clear_parts(tmp_path)
        real(mine, path)

    monkeypatch.setattr(os, "link", link)
    with locked(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == ["lock"]

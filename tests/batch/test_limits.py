"""A notebook without end, or measure, fails alone, with its reason, and is kept; the others finish."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from workbench.batch.outcome import Limits, Outcome
from workbench.batch.plan import Job, plan_jobs
from workbench.batch.pool import run_in_pool
from workbench.batch.provisioner import SOCKET, Preloaded
from workbench.findings import Findings, load_findings

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")]
LIMITS = Limits(seconds=12, memory_mb=3000, output_mb=5)
BAD = {
    "endless": ("while True: pass", "the notebook took longer than 12 s"),
    "stubborn": (
        "import signal, time\nfor one in (2, 15): signal.signal(one, signal.SIG_IGN)\n"
        "while True:\n    try: time.sleep(9)\n    except BaseException: pass",
        "the notebook took longer than 12 s",
    ),
    "exit": ("import os; os._exit(3)", "the kernel ended by itself (exit code 3)"),
    "segfault": ("import ctypes; ctypes.string_at(0)", "the kernel was ended by signal 11 (SIGSEGV)"),
    "prints": ("for _ in range(1000): print('x' * 100_000)", "the notebook printed more than 5 MB"),
    "memory": ("kept = []\nwhile True: kept.append(bytearray(100_000_000))", "MemoryError: "),
    "raises": ("print('before'); raise ValueError('mind this')", "ValueError: mind this"),
}


@pytest.fixture(scope="module")
def findings() -> Findings:
    return load_findings("cam-lo")


@pytest.fixture(scope="module", params=["forked", pytest.param("stock", marks=pytest.mark.thorough)])
def outcomes(findings: Findings, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict]:
    """Bad notebooks and two good ones, side by side on two workers; of stock kernels, those that end in ways of their own."""
    bad = BAD if request.param == "forked" else {stem: BAD[stem] for stem in ("endless", "exit", "memory")}
    folder = tmp_path_factory.mktemp(request.param)
    good = plan_jobs(findings, folder=folder, lang="vi", programme_name="cam-lo", units=["19609"], areas=["INS", "INF"])
    jobs = [_bad(good[0], folder, stem, source) for stem, (source, _) in bad.items()] + good
    with pytest.MonkeyPatch.context() as patch:
        preloaded = Preloaded() if request.param == "forked" else None
        patch.setenv(SOCKET, preloaded.address if preloaded else "stock")
        told = {job.stem: (job, outcome) for job, outcome in run_in_pool(jobs, workers=2, limits=LIMITS)}
        yield told
        if preloaded:
            preloaded.close()


def _bad(job: Job, folder: Path, stem: str, source: str) -> Job:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('first')"), nbformat.v4.new_code_cell(source)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / f"{stem}-in.ipynb")
    return replace(job, notebook=folder / f"{stem}-in.ipynb", parameters={}, stem=stem)


def test_each_fails_with_its_reason(outcomes: dict[str, tuple[Job, Outcome]]) -> None:
    told = {stem: (outcome.state, outcome.message) for stem, (_, outcome) in outcomes.items() if stem in BAD}
    assert told == {stem: ("failed", BAD[stem][1]) for stem in told} and len(told) >= 3


def test_each_notebook_is_kept_as_far_as_it_came_with_its_error_and_no_page(outcomes: dict[str, tuple[Job, Outcome]]) -> None:
    for stem in BAD.keys() & outcomes.keys():
        job, outcome = outcomes[stem]
        cells = json.loads(job.failed.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        assert outputs[0]["text"] == ["first\n"] and outputs[-1]["output_type"] == "error"
        assert outputs[-1]["evalue"] in outcome.message
        assert not job.page.exists() and job.failed.stat().st_size < 8_000_000


def test_the_others_finish(outcomes: dict[str, tuple[Job, Outcome]]) -> None:
    good = [(job, outcome) for stem, (job, outcome) in outcomes.items() if stem not in BAD]
    assert len(good) == 2 and all(outcome.state == "done" and job.page.is_file() for job, outcome in good)


def test_a_notebook_that_shows_other_figures_than_its_job_was_planned_with_is_no_page(findings: Findings, tmp_path: Path) -> None:
    (job,) = plan_jobs(findings, folder=tmp_path, lang="vi", programme_name="cam-lo", units=["19609"], areas=["INS"])
    swapped = replace(job, parameters={**job.parameters, "unit_code": "19612"})
    ((_, outcome),) = run_in_pool([swapped], workers=1, limits=LIMITS)
    assert outcome.state == "failed" and "it shows other figures" in outcome.message
    assert job.failed.is_file() and not list(tmp_path.rglob("*.html"))

"""Run the jobs that are missing or stale, and record what there is."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workbench.batch.files import write_whole
from workbench.batch.outcome import Limits, Outcome
from workbench.batch.plan import Job
from workbench.batch.pool import run_in_pool
from workbench.briefing.page import read_identity

State = Literal["done", "stale", "missing", "failed"]


@dataclass(frozen=True)
class Summary:
    """How a run ended."""

    outcomes: tuple[Outcome, ...]  # of the jobs that were run now
    unchanged: int  # pages that were in place already

    @property
    def failures(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.state != "done"]


def state_of(job: Job) -> State:
    """What stands in the output folder for a job: the page itself says which key made it."""
    if job.page.is_file():
        told = read_identity(job.page)
        return "done" if told.get("job") == job.key and job.executed.is_file() else "stale"
    return "failed" if job.failed.is_file() else "missing"


def run_jobs(jobs: Sequence[Job], *, workers: int, limits: Limits, progress: Callable[[Outcome], None] = lambda _: None) -> Summary:
    """Run what is not done yet. A job that fails leaves the others to finish.

    Parameters
    ----------
    workers : processes; each drives one kernel at a time.
    progress : told of each outcome as it happens.
    """
    due = [job for job in jobs if state_of(job) != "done"]
    # One thread each: the kernels' linear algebra must not fight for the cores.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    outcomes: list[Outcome] = []
    for outcome in run_in_pool(due, workers=workers, limits=limits):
        outcomes.append(outcome)
        progress(outcome)
    outcomes.sort(key=lambda one: (one.unit_code, one.stem))
    return Summary(tuple(outcomes), len(jobs) - len(due))


def write_record(folder: Path, asked: dict[str, object], states: dict[str, int]) -> None:
    """run.json: what was asked and how many pages are in which state. It holds no clock."""
    write_whole(folder / "run.json", json.dumps({"asked": asked, "pages": states}, ensure_ascii=False, indent=1, sort_keys=True) + "\n")

"""Executes one job in this process: papermill, then the page. Files appear whole or not at all."""

import os
import time
import warnings
from dataclasses import dataclass
from typing import Literal

from workbench.batch.files import write_whole
from workbench.batch.kernel import LocalKernelManager
from workbench.batch.plan import Job
from workbench.briefing.page import read_identity, render_page

SECONDS_PER_CELL = 600


@dataclass(frozen=True)
class Outcome:
    """What a worker tells of a job: small, so that thousands cost nothing."""

    unit_code: str
    stem: str
    state: Literal["done", "failed", "broken"]
    seconds: float
    message: str = ""


def execute_job(job: Job) -> Outcome:
    """Run one notebook and write it and its page.

    Done: notebook and page stand under their final names. Failed: the notebook raised; it is kept
    as ``<area>.failed.ipynb`` and there is no page. Broken: not the notebook's fault.
    """
    started = time.monotonic()
    try:
        state, message = _execute(job)
    except Exception as error:  # whatever it was, the other pages go on; the message says it
        _drop_page(job)
        state, message = "broken", f"{type(error).__name__}: {error}"
    return Outcome(job.unit_code, job.stem, state, time.monotonic() - started, message)


def _execute(job: Job) -> tuple[Literal["done", "failed"], str]:
    import nbformat
    import papermill

    job.folder.mkdir(parents=True, exist_ok=True)
    part = job.folder / f"{job.stem}.{os.getpid()}.part.ipynb"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of papermill's own libraries; a kernel's stay in its notebook
            papermill.execute_notebook(
                job.notebook,
                part,
                parameters=job.parameters,
                progress_bar=False,
                execution_timeout=SECONDS_PER_CELL,
                request_save_on_cell_execute=False,
                kernel_manager_class=LocalKernelManager,
            )
    except papermill.PapermillExecutionError as error:
        _drop_page(job)
        os.replace(part, job.failed)
        return "failed", f"{error.ename}: {error.evalue}"
    finally:
        notebook = nbformat.read(part, as_version=4) if part.exists() else None
        part.unlink(missing_ok=True)
    _settle(notebook, job)
    page = render_page(notebook)
    write_whole(job.executed, nbformat.writes(notebook) + "\n")
    write_whole(job.page, page)  # last: where the page stands, everything else does
    for path in job.outdated:
        path.unlink()
    told = read_identity(job.page)
    if told.get("job") != job.key or told.get("unit_code") != job.unit_code:
        raise RuntimeError(f"{job.page.name} says it is about {dict(told)}")
    return "done", ""


def _settle(notebook: object, job: Job) -> None:
    """Leave nothing in the notebook that another run would write differently: no clock, no place."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["workbench"] = job.facts
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        cell["id"] = f"cell-{number}"  # papermill gives the injected cell a random one


def _drop_page(job: Job) -> None:
    """An old page beside a failed notebook would be read as today's."""
    for path in (job.page, job.executed, *job.outdated):
        path.unlink(missing_ok=True)

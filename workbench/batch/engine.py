"""Executes one job in this process: papermill, then the page. Files appear whole or not at all."""

import contextlib
import sys
import time
import warnings
from typing import Literal

# Grammars of web addresses that no notebook's schema asks for; they take longer to build than all else that is loaded here.
sys.modules.setdefault("rfc3987_syntax", None)

import nbformat
import papermill
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import nbbase, new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.execute import raise_for_execution_errors

from workbench.batch.kernel import Kernels
from workbench.batch.outcome import Limits, Outcome
from workbench.batch.plan import Job
from workbench.batch.provisioner import START_SECONDS, PreloadedProvisioner
from workbench.briefing.page import read_identity, render_page
from workbench.files import write_whole

# Each output held against its part of the schema costs more than all of them against the whole, when the notebook is written.
nbbase.validate = lambda *_: None


class LimitedClient(PapermillNotebookClient):
    """Runs the cells within the limits. A kernel that is ended, or ends itself, is a cell's error with its reason."""

    limits = Limits()

    def execute(self, **options: object) -> nbformat.NotebookNode:
        """As papermill's, without asking a kernel that may be gone what its language is."""
        self.reset_execution_trackers()
        self._deadline, self._printed, self._reason = time.monotonic() + self.limits.seconds, 0, ""
        self.timeout_func = lambda _: max(self._deadline - time.monotonic(), 0.001)
        with self.setup_kernel(**options):
            self.km.limit_memory(self.limits.memory_mb)
            self.papermill_execute_cells()
            self.set_widgets_metadata()
        return self.nb

    def papermill_execute_cells(self) -> None:
        """Run the cells up to the first that fails; without papermill's times of each, which no page and no notebook of ours keeps."""
        for number, cell in enumerate(self.nb.cells):
            try:
                self.execute_cell(cell, number)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, number, exception=error)
                break

    def execute_cell(self, cell: nbformat.NotebookNode, cell_index: int, **options: object) -> nbformat.NotebookNode:
        """Run a cell; told as the cell's own error: no time left, too much printed, the kernel's end."""
        try:
            return super().execute_cell(cell, cell_index, **options)
        except CellTimeoutError:
            self.km.kill_at_once()
            reason = f"the notebook took longer than {self.limits.seconds} s"
        except DeadKernelError:
            reason = self._reason or self.km.tell_end()
        error = new_output("error", ename="KernelEnded", evalue=reason, traceback=[reason])
        cell.outputs.append(error)
        raise CellExecutionError(reason, error.ename, reason) from None

    def process_message(self, msg: dict, cell: nbformat.NotebookNode, cell_index: int) -> nbformat.NotebookNode | None:
        """Take in what a cell shows, as long as there is room for it."""
        content = msg["content"]
        self._printed += len(content.get("text", "")) + sum(len(str(one)) for one in content.get("data", {}).values())
        if self._printed > self.limits.output_mb * 1_000_000:
            if not self._reason:
                self._reason = f"the notebook printed more than {self.limits.output_mb} MB"
                self.km.kill_at_once()
            return None
        return super().process_message(msg, cell, cell_index)


class LimitedEngine(NBClientEngine):
    """papermill's own engine with `LimitedClient`."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: object, kernel_name: str, *, limits: Limits, kernels: Kernels, **_: object) -> None:
        """Run a notebook that papermill manages in a kernel with limits."""
        del kernel_name
        kernel = kernels.take()
        client = LimitedClient(
            nb_man,
            km=kernel,
            startup_timeout=START_SECONDS,
            coalesce_streams=True,  # where one print ends for the client is a matter of time
            record_timing=False,  # no clock stays in the notebook
        )
        client.limits = limits
        try:
            client.execute()
        finally:
            kernels.leave(kernel, client.kc)


def execute_job(job: Job, limits: Limits, kernels: Kernels) -> Outcome:
    """Run one notebook and write it and its page, or whatever there is of it.

    Parameters
    ----------
    kernels : of the worker, or thread, that runs job after job.
    """
    started = time.monotonic()
    try:
        try:
            state, message = _execute(job, limits, kernels)
        finally:
            kernels.settle()
    except Exception as error:  # whatever it was, the other pages go on; the message says it
        with contextlib.suppress(OSError):  # where nothing may be written, nothing can be taken away: the page's key tells that it is stale
            _drop_page(job)
        state, message = "broken", f"{type(error).__name__}: {error}"
    return Outcome(job.unit_code, job.stem, state, time.monotonic() - started, message, tuple(sorted(PreloadedProvisioner.told)))


def _execute(job: Job, limits: Limits, kernels: Kernels) -> tuple[Literal["done", "failed"], str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of papermill's own libraries; a kernel's stay in its notebook
        # In two steps: papermill would put the executed notebook into words once more, to write them nowhere.
        notebook = papermill.execute_notebook(job.notebook, None, parameters=job.parameters, prepare_only=True)
        notebook = LimitedEngine.execute_notebook(
            notebook, LimitedEngine.nb_kernel_name(notebook), progress_bar=False, limits=limits, kernels=kernels
        )
        message = _failure(notebook, job)
    _settle(notebook, job)
    if message:
        _drop_page(job)
        write_whole(job.failed, _text(notebook))
        return "failed", message
    page = render_page(notebook)
    write_whole(job.executed, _text(notebook))
    write_whole(job.page, page)  # last: where the page stands, everything else does
    for path in job.outdated:
        path.unlink()
    _prove_files(job)
    return "done", ""


def _failure(notebook: nbformat.NotebookNode, job: Job) -> str:
    """Why there can be no page of an executed notebook; empty if there can. An error is marked in the notebook, as papermill does."""
    try:
        raise_for_execution_errors(notebook, None)
    except papermill.PapermillExecutionError as error:
        return error.evalue if error.ename == "KernelEnded" else f"{error.ename}: {error.evalue}"
    if not _shows_its_figures(notebook, job):
        return f"{job.notebook.name} does not say “{job.facts['proof']}”: it shows other figures, or no sources"
    return ""


def _settle(notebook: nbformat.NotebookNode, job: Job) -> None:
    """Leave nothing in the notebook that another run would write differently: no clock, no place."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["workbench"] = job.facts
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        cell["id"] = f"cell-{number}"  # papermill gives the injected cell a random one


def _text(notebook: nbformat.NotebookNode) -> str:
    wrong: dict[str, Exception] = {}  # which nbformat would only write into a log
    text = nbformat.writes(notebook, capture_validation_error=wrong)
    for error in wrong.values():
        raise error
    return text + "\n"


def _shows_its_figures(notebook: nbformat.NotebookNode, job: Job) -> bool:
    """The notebook says, in its own words, which figures of which unit it has loaded: those that the job was planned with."""
    shown = "".join(output.get("data", {}).get("text/html", "") for cell in notebook.cells for output in cell.get("outputs", []))
    return str(job.facts["proof"]) in shown


def _prove_files(job: Job) -> None:
    """Read back what was written: both files say that they are this job's, and of the figures it was planned with."""
    for path in (job.page, job.executed):
        told = read_identity(path)
        wrong = [name for name, value in told.items() if value != str(job.facts[name])]
        if wrong or not told:
            raise RuntimeError(f"{path.name} says that it is about {dict(told)}")


def _drop_page(job: Job) -> None:
    """An old page beside a failed notebook would be read as today's."""
    for path in (job.page, job.executed, *job.outdated):
        path.unlink(missing_ok=True)

"""The main job: from a programme's name to a folder of briefings with its index."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench.batch.files import write_whole
from workbench.batch.outcome import Limits, Outcome
from workbench.batch.plan import Job, plan_jobs, run_name
from workbench.batch.provisioner import SOCKET, Preloaded
from workbench.batch.run import run_jobs, state_of, write_record
from workbench.briefing.portal import render_index
from workbench.briefing.texts import Texts
from workbench.errors import NotebookError
from workbench.findings import Findings, check_as_of, load_findings, store_findings
from workbench.programme import load_programme
from workbench.settings import COMPUTED, find_programme

PAGE_MODULES = ("workbench.case", "workbench.briefing.show", "workbench.briefing.figures")  # what our notebooks import


@dataclass(frozen=True)
class _Asked:
    """A run as it was asked for, looked up and found possible."""

    findings: Findings
    lang: str
    folder: Path
    jobs: list[Job]  # asked for now
    all_jobs: list[Job]  # of the whole run: the index shows them all


def make_briefings(
    programme: str,
    *,
    units: Sequence[str],
    areas: Sequence[str],
    lang: str,
    as_of: int,
    output: Path,
    workers: int,
    observed_only: bool,
) -> int:
    """Run what is missing or stale, write the index and run.json, and say so.

    Nothing is written before the programme, its observations and every code asked for are found sound.

    Returns
    -------
    How many pages failed.
    """
    from rich.console import Console

    asked = _prepare(programme, units=units, areas=areas, lang=lang, as_of=as_of, output=output, observed_only=observed_only)
    say = Texts(asked.lang)
    console = Console(markup=False, highlight=False)
    due = sum(state_of(job) != "done" for job in asked.jobs)
    console.print(str(say("command.planned", due=due, unchanged=len(asked.jobs) - due)), soft_wrap=True)
    # Kernels find the statistics here by digest; one that does not computes the same numbers itself.
    store_findings(asked.findings, asked.folder / "computed")
    with _kernels(asked, due), _progress(console, str(say("command.working")), due) as advance:
        said = set()

        def told(outcome: Outcome) -> None:
            advance()
            for reason in set(outcome.notes) - said:
                console.print(str(say("command.slower", reason=reason)), soft_wrap=True)
                said.add(reason)
            if outcome.state != "done":
                console.print(str(say("command.failure", unit=outcome.unit_code, stem=outcome.stem, message=outcome.message)))

        summary = run_jobs(asked.jobs, workers=workers or os.cpu_count() or 1, limits=Limits(), progress=told)
    index = _write_index(asked)
    failed = len(summary.failures)
    console.print(str(say("command.finished", done=len(summary.outcomes) - failed, failed=failed)), soft_wrap=True)
    console.print(str(say("command.index", path=index)), soft_wrap=True)
    return failed


def tell_status(
    programme: str, *, units: Sequence[str], areas: Sequence[str], lang: str, as_of: int, output: Path, observed_only: bool
) -> None:
    """Print how many pages are in which state, and name those that are not done."""
    from rich.console import Console

    asked = _prepare(programme, units=units, areas=areas, lang=lang, as_of=as_of, output=output, observed_only=observed_only)
    console = Console(markup=False, highlight=False)
    states = [(job, state_of(job)) for job in asked.jobs]
    counted = {state: sum(one == state for _, one in states) for state in ("done", "stale", "failed", "missing")}
    console.print(str(Texts(asked.lang)("index.states", **counted)), soft_wrap=True)
    for job, state in states:
        if state != "done":
            console.print(f"{state:8} {job.page.relative_to(output)}", soft_wrap=True)


def _prepare(
    programme: str, *, units: Sequence[str], areas: Sequence[str], lang: str, as_of: int, output: Path, observed_only: bool
) -> _Asked:
    found = load_programme(programme)
    lang = lang or found.header.default_language
    if lang not in found.header.languages:
        raise NotebookError(
            "--lang", f"'{lang}' is not a language of {found.header.id}.", f"Choose one of {', '.join(found.header.languages)}."
        )
    year = check_as_of(found, as_of)
    folder = output / run_name(found, as_of=year, lang=lang, observed_only=observed_only)
    os.environ[COMPUTED] = str((folder / "computed").resolve())
    findings = load_findings(programme, as_of=year, observed_only=observed_only)
    # Kernels may start anywhere: a path is told in full, a name stays a name.
    told = programme if not Path(programme).is_dir() else str(find_programme(programme))
    choice = {"folder": folder, "lang": lang, "programme_name": told}
    return _Asked(findings, lang, folder, plan_jobs(findings, units=units, areas=areas, **choice), plan_jobs(findings, **choice))


@contextmanager
def _kernels(asked: _Asked, due: int) -> Iterator[None]:
    """The preloaded process that kernels are forked of, for as long as jobs run."""
    if not due or sys.platform != "linux" or os.environ.get(SOCKET):
        yield
        return
    preloaded = Preloaded(PAGE_MODULES)
    os.environ[SOCKET] = preloaded.address
    told = asked.jobs[0].parameters
    preloaded.call("workbench.findings:keep_findings", name=told["programme"], as_of=told["as_of"], observed_only=told["observed_only"])
    try:
        yield
    finally:
        del os.environ[SOCKET]
        preloaded.close()


def _write_index(asked: _Asked) -> Path:
    pages, states = {}, {"done": 0, "stale": 0, "failed": 0, "missing": 0}
    for job in asked.all_jobs:
        state = state_of(job)
        states[state] += 1
        href = job.page.relative_to(asked.folder).as_posix() if state in ("done", "stale") else ""
        pages[job.unit_code, job.area] = {"href": href, "state": state, "is_simulated": job.is_simulated}
    write_whole(asked.folder / "index.html", render_index(asked.findings, asked.lang, pages))
    header = asked.findings.programme.header
    write_record(
        asked.folder,
        {
            "programme": header.id,
            "as_of": asked.findings.as_of,
            "lang": asked.lang,
            "observed_only": asked.findings.observed_only,
            "digest": asked.findings.digest,
        },
        states,
    )
    return asked.folder / "index.html"


class _progress:
    """A bar on a terminal, nothing in a pipe."""

    def __init__(self, console, title: str, total: int) -> None:  # noqa: ANN001 - rich's Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self.task = self.bar.add_task(title, total=total)

    def __enter__(self):  # noqa: ANN204 - the function that advances the bar
        self.bar.start()
        return lambda: self.bar.advance(self.task)

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

"""The main job: from a programme's name to a folder of briefings with its index."""

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.batch.forms import check_forms, drop_forms, make_forms, pages_in_place
from workbench.batch.history import basis_of, find_damage, keep_assessments
from workbench.batch.index import write_index
from workbench.batch.ledger import Ledger
from workbench.batch.lock import locked
from workbench.batch.outcome import Limits, Outcome
from workbench.batch.plan import Job, plan_jobs, run_name
from workbench.batch.progress import Progress
from workbench.batch.run import Standing, check_owner, clear_parts, read_records, run_here, standing_of
from workbench.batch.untouched import is_untouched
from workbench.batch.whole import bind_pages, whole_path
from workbench.briefing.parts import render_parts
from workbench.briefing.portal import reasons_told
from workbench.briefing.texts import Texts
from workbench.errors import NotebookError, RunError, visible
from workbench.files import write_whole
from workbench.findings import Findings, check_as_of, load_findings, store_findings
from workbench.messages import in_language
from workbench.printing import csv_text
from workbench.programme import Programme, load_programme, load_scenario, under
from workbench.programme.finding import find_unit
from workbench.programme.parts import parts_in
from workbench.settings import COMPUTED, DISCLOSED, find_programme, split_part

if TYPE_CHECKING:
    from rich.console import Console

    from workbench.batch.cluster import Cluster

PAGE_MODULES = ("workbench.case", "workbench.briefing.show", "workbench.briefing.figures")  # what our notebooks import


@dataclass(frozen=True)
class Asked:
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
    observed_only: bool,
    scenario: str,
    is_disclosed: bool = False,
    workers: int,
    limits: Limits,
    explain: bool = False,
    retry: bool = False,
    cluster: "Cluster | None" = None,
    forms: Sequence[str] = (),
) -> int:
    """Run what is missing or stale, write the index and run.json, and say so.

    Nothing is written before the programme, its observations and every code asked for are found sound.

    Parameters
    ----------
    explain : say of each page why it is made.
    retry : run what failed before, though nothing of it has changed, and nothing else.
    cluster : whose machines do the work; this one if left out.
    forms : other forms of the pages asked for; some of `FORMS`.

    Returns
    -------
    How many of the pages asked for failed, now or before, or of their other forms now.
    """
    from rich.console import Console

    check_forms(forms)
    if cluster and is_disclosed:
        raise RunError("--disclose", "pages for outside the office are made on this machine alone.", "Leave --scheduler out.")
    choice = {"units": units, "areas": areas, "lang": lang, "as_of": as_of, "observed_only": observed_only, "scenario": scenario}
    found = load_programme(programme)
    if found.header.is_divided and not found.part:
        if is_disclosed:
            raise RunError("--disclose", "pages for outside the office are made part by part.", f"Name one: --programme {programme}/CODE.")
        work = {"workers": workers, "limits": limits, "explain": explain, "retry": retry, "cluster": cluster, "forms": forms}
        return _make_parts(programme, found, choice, output, work)
    asked = prepare_run(programme, **choice, is_disclosed=is_disclosed, output=output, found=found)
    say = Texts(asked.lang)
    console = Console(markup=False, highlight=False)
    with locked(asked.folder):
        clear_parts(asked.folder)
        for path in find_damage(asked.folder):
            _print(console, say("command.damaged", path=path))
        ledger = Ledger(asked.folder)
        standings = [standing_of(job, ledger.find(job)) for job in asked.jobs]
        due = [one for one in standings if (one.state == "failed" if retry else one.is_due)]
        left = 0 if retry else sum(one.state == "failed" and not one.is_due for one in standings)
        unchanged = sum(one.state == "done" for one in standings)
        _print(console, say("command.planned", due=len(due), unchanged=unchanged))
        if left:
            _print(console, say("command.left", left=left))
        if explain:
            _tell(console, say, due, output)
        keep_assessments(asked.folder, csv_text(asked.findings.assessments), basis_of(asked.findings))
        # Kernels find the statistics here by digest; one that does not computes the same numbers itself.
        store_findings(asked.findings, Path(os.environ[COMPUTED]))
        outcomes = _run(asked, [one.job for one in due], console, ledger, workers=workers, limits=limits, cluster=cluster) if due else []
        standings = [standing_of(job, ledger.find(job)) for job in asked.all_jobs]
        ledger.tidy(asked.all_jobs, {one.job.key for one in standings if one.state == "done"})
        bind_pages(standings)
        lacking = _make_forms(asked, standings, forms, console, workers)
        index = write_index(asked, standings)
        failed = sum(one.state != "done" for one in outcomes)
        _print(console, say("command.finished", done=len(outcomes) - failed, failed=failed))
        _print(console, say("command.index", path=index))
    return failed + left + lacking


def _make_parts(programme: str, found: Programme, choice: dict, output: Path, work: dict) -> int:
    """A divided programme, part by part: what is at hand at once is never more than one of them."""
    from rich.console import Console

    from workbench.batch.provisioner import kernels_ready

    if choice["scenario"]:
        found = under(found, load_scenario(found, choice["scenario"]))
    lang, year = choice["lang"] or found.header.default_language, check_as_of(found, choice["as_of"])
    folder = output / run_name(found, as_of=year, lang=lang, observed_only=choice["observed_only"])
    above = parts_in(found, year)
    for code in choice["units"]:
        find_unit(found, code, year)
    parts = {part: [code for code in choice["units"] if above[code] == part] for part in above.values()}
    failed, console, say = 0, Console(markup=False, highlight=False), Texts(lang)
    told = {"as_of": year, "lang": lang, "observed_only": choice["observed_only"]}
    with locked(folder), kernels_ready(PAGE_MODULES) if not work["cluster"] else contextlib.nullcontext():
        for part, units in parts.items():
            if choice["units"] and not units:
                continue
            name = f"{programme}/{part}"
            if not (choice["scenario"] or work["forms"]) and is_untouched(load_programme(name), folder / part, **told):
                continue
            _print(console, say("command.part", part=part, name=found.units_in(year)[part].title(lang)))
            failed += make_briefings(name, **choice | {"units": units}, output=output, **work)
        records = read_records(folder, parts)
        write_whole(folder / "index.html", render_parts(found, lang, year, records))
    pages = {state: sum(one["pages"][state] for one in records.values()) for state in ("done", "stale", "failed", "missing")}
    _print(console, say("index.states", **pages))
    _print(console, say("command.index", path=folder / "index.html"))
    return failed


def _run(
    asked: Asked, jobs: list[Job], console: "Console", ledger: Ledger, *, workers: int, limits: Limits, cluster: "Cluster | None"
) -> list[Outcome]:
    """Run jobs before the reader's eyes: how far, how fast, how long still, and each failure as it happens."""
    say, said = Texts(asked.lang), set()
    outcomes = []
    made = (
        cluster.run(jobs, limits=limits, modules=PAGE_MODULES)
        if cluster
        else run_here(jobs, workers=workers or os.cpu_count() or 1, limits=limits, modules=PAGE_MODULES)
    )
    with contextlib.closing(made), Progress(console, say, len(jobs)) as advance:
        for job, outcome in made:
            ledger.add(job, outcome)
            outcomes.append(outcome)
            advance(failed=outcome.state != "done")
            for reason in set(outcome.notes) - said:
                _print(console, say("command.slower", reason=in_language(reason, asked.lang)))
                said.add(reason)
            if outcome.state != "done":
                line = say("command.failure", unit=outcome.unit_code, stem=outcome.stem, message=in_language(outcome.message, asked.lang))
                console.print(visible(line.unescape(), kept="\n"), soft_wrap=not console.is_terminal)  # in whole words beside the bar
    return outcomes


def tell_status(
    programme: str,
    *,
    units: Sequence[str],
    areas: Sequence[str],
    lang: str,
    as_of: int,
    output: Path,
    observed_only: bool,
    scenario: str,
    is_disclosed: bool = False,
) -> None:
    """Print how many pages are in which state, and name those that are not done, with the reason."""
    from rich.console import Console

    found = load_programme(programme)
    if found.header.is_divided and not found.part:
        some = next(iter(parts_in(found, check_as_of(found, as_of)).values()))
        raise NotebookError("--programme", "its parts are looked at one by one.", f"Name one: {programme}/{some}; the index tells of all.")
    choice = {"units": units, "areas": areas, "lang": lang, "as_of": as_of, "observed_only": observed_only, "scenario": scenario}
    asked = prepare_run(programme, **choice, is_disclosed=is_disclosed, output=output, found=found)
    console = Console(markup=False, highlight=False)
    ledger = Ledger(asked.folder)
    standings = [standing_of(job, ledger.find(job)) for job in asked.jobs]
    counted = {state: sum(one.state == state for one in standings) for state in ("done", "stale", "failed", "missing")}
    say = Texts(asked.lang)
    _print(console, say("index.states", **counted))
    _tell(console, say, [one for one in standings if one.state != "done"], output)


def _print(console: "Console", text: Markup) -> None:
    """A sentence on a terminal: what was escaped for a page is not for here."""
    console.print(visible(text.unescape()), soft_wrap=True)


def _tell(console: "Console", say: Texts, standings: list[Standing], output: Path) -> None:
    """One line for each page: its state, its file, and which parts of its key changed or what its failure said."""
    for one in standings:
        reasons = f"  ({reasons_told(one.reasons, say)})" if one.reasons else ""
        console.print(visible(f"{say(f'index.state.{one.state}')}  {one.job.page.relative_to(output)}{reasons}"), soft_wrap=True)


def prepare_run(
    programme: str,
    *,
    units: Sequence[str],
    areas: Sequence[str],
    lang: str,
    as_of: int,
    output: Path,
    observed_only: bool,
    scenario: str,
    is_disclosed: bool = False,
    found: Programme | None = None,
) -> Asked:
    """Look up what is asked for and compute its findings; nothing is written.

    Parameters
    ----------
    found : the programme, where it has been loaded already.

    Raises
    ------
    NotebookError, DefinitionError, TableError : whatever of it is not there or not sound.
    """
    plain = found = found or load_programme(programme)
    if scenario:
        found = under(found, load_scenario(found, scenario))
        scenario = str(Path(scenario).resolve()) if Path(scenario).is_file() else scenario
    lang = lang or found.header.default_language
    if lang not in found.header.languages:
        raise NotebookError(
            "--lang", f"'{lang}' is not a language of {found.header.id}.", f"Choose one of {', '.join(found.header.languages)}."
        )
    year = check_as_of(found, as_of)
    folder = output / run_name(found, as_of=year, lang=lang, observed_only=observed_only, is_disclosed=is_disclosed)
    # Told by the environment, as the kernels of notebooks are told by nothing else that is not a notebook's own parameter.
    os.environ.pop(DISCLOSED, None)
    if is_disclosed:
        os.environ[DISCLOSED] = "1"
    check_owner(folder, found)
    computed = (folder.parent if found.part else folder) / "computed"
    os.environ[COMPUTED] = str(computed.resolve())
    findings = load_findings(programme, as_of=year, observed_only=observed_only, scenario=scenario, found=plain)
    # Kernels may start anywhere: a path is told in full, a name stays a name.
    home, part = split_part(programme)
    told = "/".join(filter(None, (home if not Path(home).is_dir() else str(find_programme(home)), part)))
    choice = {"folder": folder, "lang": lang, "programme_name": told, "scenario": scenario}
    all_jobs = plan_jobs(findings, **choice)
    return Asked(findings, lang, folder, plan_jobs(findings, units=units, areas=areas, **choice) if units or areas else all_jobs, all_jobs)


def _make_forms(asked: Asked, standings: list[Standing], wanted: Sequence[str], console: "Console", workers: int) -> int:
    """Other forms of the pages asked for; how many could not be made."""
    pages, say = pages_in_place(standings), Texts(asked.lang)
    drop_forms({one.job.folder for one in standings}, pages)
    chosen = {job.page for job in asked.jobs} | {whole_path([job]).parent for job in asked.jobs}
    due = [page for page in pages if page.path in chosen or page.path.parent in chosen]
    if not wanted:
        return 0
    made = failed = 0
    with Progress(console, say, len(due) * len(wanted), what="command.forms_working") as advance:
        for path, message in make_forms(due, wanted, workers=workers or os.cpu_count() or 1):
            made += 1
            failed += bool(message)
            advance(failed=bool(message))
            if message:
                _print(console, say("command.form_failure", path=path.relative_to(asked.folder), message=message))
    _print(console, say("command.forms", made=made - failed, failed=failed))
    return failed

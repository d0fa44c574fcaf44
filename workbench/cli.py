"""Words typed at the prompt, each turned into one function call."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from workbench.batch.outcome import Limits
from workbench.errors import RunError, WorkbenchError, what_is_told
from workbench.messages import in_language, told_in
from workbench.options import (
    AreasOption,
    AsOfOption,
    DiscloseOption,
    DocxOption,
    FormatOption,
    LangOption,
    MemoryLimitOption,
    ObservedOption,
    OutputOption,
    PdfOption,
    ProgrammeOption,
    ScenarioOption,
    SchedulerFileOption,
    SchedulerOption,
    TimeLimitOption,
    UnitsOption,
    VersionOption,
    WorkersOption,
    cluster_of,
    codes_in,
    forms_of,
)
from workbench.settings import language_of

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Will the targets of a social policy programme be met?"
)


@app.callback()
def _before_a_command(version: VersionOption = False) -> None:
    pass


def main() -> None:
    """The command. What the user can put right is told without a traceback; everything else is a defect and keeps it."""
    try:
        app(standalone_mode=True)
    except (WorkbenchError, OSError) as error:
        told = what_is_told(error)
        if told is None:
            raise
        print(f"Lỗi / Error: {told}", file=sys.stderr)  # plain: nothing of the data is read as markup
        raise SystemExit(told.exit_code) from None


@app.command("new-programme")
def new_programme(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; its name becomes the programme's id.")],
    lang: Annotated[str, typer.Option("--lang", help="vi or en: language of comments, texts and pages.")] = "vi",
) -> None:
    """Make a small programme folder of example figures that runs at once."""
    from workbench.start.folder import create_programme

    create_programme(folder, lang, sys.stdout)


@app.command()
def schema(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put the files; a programme's own are in its folder schema/.")],
    lang: Annotated[Literal["vi", "en"], typer.Option("--lang", help="Language in which keys are explained.")] = "en",
) -> None:
    """Write the JSON Schema of a programme folder's files, for editors that complete TOML, and the page of all keys."""
    from workbench.start.folder import write_schema

    write_schema(folder, lang)


@app.command()
def check(programme: ProgrammeOption = "", lang: LangOption = "") -> None:
    """Look for every fault of a programme folder and tell what to do next; exit code 0 if none stops a run."""
    from workbench.gate import check_programme
    from workbench.start.steps import tell_next_steps

    with told_in(lang or language_of(programme)):
        check_programme(programme, sys.stdout, lang=lang)
        tell_next_steps(programme, sys.stdout, lang=lang)


@app.command()
def dictionary(
    output: Annotated[Path, typer.Option("-o", "--output", help="The .md file to write.")],
    programme: ProgrammeOption = "",
    lang: LangOption = "",
) -> None:
    """Write the data dictionary: every indicator with its unit, bounds, parts, breaks, targets and sources, as Markdown."""
    from workbench.start.dictionary import write_dictionary

    write_dictionary(programme, output, lang)


@app.command()
def template(
    output: Annotated[Path, typer.Option("-o", "--output", help="The .xlsx file to write.")],
    unit: Annotated[str, typer.Option("--unit", help="Code of the unit; a unit above others gets a sheet for each of them.")],
    programme: ProgrammeOption = "",
    area: Annotated[str, typer.Option("--area", help="One area and the counts behind its rates; all if left out.")] = "",
    year: Annotated[int, typer.Option("--year", help="Year asked for; the programme's as-of year if left out.", show_default=False)] = 0,
    lang: LangOption = "",
) -> None:
    """Write a form that a unit fills in with its figures."""
    from workbench.intake.form import write_form
    from workbench.intake.reading import check_replaceable
    from workbench.programme import load_programme

    spoken = lang or language_of(programme)
    with told_in(spoken):
        loaded = load_programme(programme)
        check_replaceable(output, loaded)
        lines = write_form(loaded, unit, output, area=area, year=year, lang=lang)
    print(f"{output}: {in_language(f'figures to fill in: {lines}.', spoken)}")


@app.command()
def ingest(
    files: Annotated[list[Path], typer.Argument(help="Filled forms, or tables that a layout describes.", show_default=False)],
    programme: ProgrammeOption = "",
    received: Annotated[str, typer.Option("--received", help="Day they came, such as 2018-06-05; today if left out.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen and write nothing.")] = False,
    lang: LangOption = "",
    propose: Annotated[bool, typer.Option("--propose", help="Take nothing in: propose a layout for the one file named.")] = False,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="With --propose: the layout to write, in the programme's folder.", show_default=False)
    ] = Path(),
) -> None:
    """Take filled forms and tables of others into the observations and tell what became of every figure."""
    from workbench.intake.ingest import ingest_files
    from workbench.intake.proposing import propose_layouts

    spoken = lang or language_of(programme)
    with told_in(spoken):
        if propose:
            propose_layouts(programme, files, output, sys.stdout, lang=spoken)
        else:
            ingest_files(programme, files, sys.stdout, received=received, is_dry=dry_run, lang=lang)


@app.command()
def trace(
    unit: Annotated[str, typer.Argument(help="Code of the unit.")],
    indicator: Annotated[str, typer.Argument(help="Id of an indicator or of one of its counts.")],
    year: Annotated[int, typer.Argument(help="Year of the figure.")],
    programme: ProgrammeOption = "",
    lang: LangOption = "",
) -> None:
    """Tell where a figure comes from: source, file, sheet and cell, and the parts of a computed one."""
    from workbench.intake.trace import trace_figure

    with told_in(lang or language_of(programme)):
        trace_figure(programme, unit, indicator, year, sys.stdout, lang=lang)


@app.command()
def assess(
    programme: ProgrammeOption = "",
    as_of: AsOfOption = 0,
    observed_only: ObservedOption = False,
    scenario: ScenarioOption = "",
    format: FormatOption = "table",
) -> None:
    """Print the assessments: every target for every unit."""
    from workbench.findings import load_findings
    from workbench.printing import print_table

    print_table(load_findings(programme, as_of=as_of, observed_only=observed_only, scenario=scenario).assessments, format, sys.stdout)


@app.command()
def project(
    programme: ProgrammeOption = "",
    as_of: AsOfOption = 0,
    observed_only: ObservedOption = False,
    scenario: ScenarioOption = "",
    format: FormatOption = "csv",
) -> None:
    """Print the projections: quantiles by unit, indicator and year."""
    from workbench.findings import load_findings
    from workbench.printing import print_table

    print_table(load_findings(programme, as_of=as_of, observed_only=observed_only, scenario=scenario).projections, format, sys.stdout)


@app.command()
def run(
    programme: ProgrammeOption = "",
    units: UnitsOption = "",
    areas: AreasOption = "",
    lang: LangOption = "",
    as_of: AsOfOption = 0,
    output: OutputOption = Path("outputs"),
    workers: WorkersOption = 0,
    observed_only: ObservedOption = False,
    scenario: ScenarioOption = "",
    disclose: DiscloseOption = False,
    docx: DocxOption = False,
    pdf: PdfOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say of each page why it is made.")] = False,
    time_limit: TimeLimitOption = Limits.seconds,
    memory_limit: MemoryLimitOption = Limits.memory_mb,
    scheduler: SchedulerOption = "",
    scheduler_file: SchedulerFileOption = "",
) -> None:
    """Make the briefings that are missing or stale, and the index."""
    asked = {"units": codes_in(units), "areas": codes_in(areas), "lang": lang, "as_of": as_of, "observed_only": observed_only}
    limits = Limits(seconds=time_limit, memory_mb=memory_limit)
    work = {"workers": workers, "limits": limits, "cluster": cluster_of(scheduler, scheduler_file)}
    work |= {"explain": explain, "forms": forms_of(docx, pdf)}
    _make(programme, **asked, scenario=scenario, is_disclosed=disclose, output=output, **work)


@app.command()
def retry(
    failed: Annotated[bool, typer.Option("--failed", help="The pages that failed; there is no other choice.")] = True,
    programme: ProgrammeOption = "",
    units: UnitsOption = "",
    areas: AreasOption = "",
    lang: LangOption = "",
    as_of: AsOfOption = 0,
    output: OutputOption = Path("outputs"),
    workers: WorkersOption = 0,
    observed_only: ObservedOption = False,
    scenario: ScenarioOption = "",
    disclose: DiscloseOption = False,
    time_limit: TimeLimitOption = Limits.seconds,
    memory_limit: MemoryLimitOption = Limits.memory_mb,
    scheduler: SchedulerOption = "",
    scheduler_file: SchedulerFileOption = "",
) -> None:
    """Make again the briefings that failed, though nothing of theirs has changed."""
    asked = {"units": codes_in(units), "areas": codes_in(areas), "lang": lang, "as_of": as_of, "observed_only": observed_only}
    limits = Limits(seconds=time_limit, memory_mb=memory_limit)
    work = {"workers": workers, "limits": limits, "cluster": cluster_of(scheduler, scheduler_file)}
    _make(programme, **asked, scenario=scenario, is_disclosed=disclose, output=output, **work, retry=failed)


def _make(programme: str, *, lang: str, **asked: object) -> None:
    """Make briefings; that some failed is told in the language of the pages."""
    from workbench.batch.briefings import make_briefings

    failed = make_briefings(programme, lang=lang, **asked)
    if failed:
        told = f"{failed} page{'s' if failed > 1 else ''} failed; the rest is in place."
        with told_in(lang or language_of(programme)):
            raise RunError("run", told, "See the index and the notebooks named *.failed.ipynb.")


@app.command()
def status(
    programme: ProgrammeOption = "",
    units: UnitsOption = "",
    areas: AreasOption = "",
    lang: LangOption = "",
    as_of: AsOfOption = 0,
    output: OutputOption = Path("outputs"),
    observed_only: ObservedOption = False,
    scenario: ScenarioOption = "",
    disclose: DiscloseOption = False,
) -> None:
    """Tell which pages are in place, stale, failed or missing, and why."""
    from workbench.batch.briefings import tell_status

    asked = {"units": codes_in(units), "areas": codes_in(areas), "lang": lang, "as_of": as_of, "observed_only": observed_only}
    tell_status(programme, **asked, output=output, scenario=scenario, is_disclosed=disclose)


@app.command()
def export(
    recipient: Annotated[str, typer.Option("--for", help="Id of a recipient in recipients.toml, or all.")],
    programme: ProgrammeOption = "",
    as_zip: Annotated[bool, typer.Option("--zip", help="One zip for each recipient; a folder if left out.")] = False,
    with_simulated: Annotated[bool, typer.Option("--with-simulated", help="Send pages of simulated figures too.")] = False,
    docx: DocxOption = False,
    pdf: PdfOption = False,
    as_of: AsOfOption = 0,
    output: OutputOption = Path("outputs"),
) -> None:
    """Gather the pages that a recipient is to get, with an index and sums, and note who got which version."""
    from workbench.batch.export import export_pages

    forms = forms_of(docx, pdf)
    export_pages(programme, recipient, sys.stdout, output=output, as_of=as_of, as_zip=as_zip, with_simulated=with_simulated, forms=forms)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(
    notebooks: Annotated[Path | None, typer.Option("--notebooks", help="Another folder of notebooks.", show_default=False)] = None,
    words: Annotated[list[str] | None, typer.Argument(help="Passed on to JupyterLab.", show_default=False)] = None,
) -> None:
    """Open JupyterLab on the notebooks, on this machine alone."""
    from workbench.desk.lab import start_lab

    raise SystemExit(start_lab(words or [], notebooks=notebooks))


@app.command(name="new-notebook")
def new_notebook(
    name: Annotated[str, typer.Argument(help="Of the notebook, such as 02_training.ipynb.", show_default=False)],
    area: Annotated[str, typer.Option("--area", help="Code of the policy area whose pages it makes.")],
    programme: ProgrammeOption = "",
) -> None:
    """Start a notebook for an area of a programme; the batch makes its pages from then on."""
    from workbench.desk.new_notebook import start_notebook

    path, area_file = start_notebook(programme, name, area)
    print(f'{path}\n{area_file}: notebook = "{path.name}"')

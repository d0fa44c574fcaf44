"""Commands about figures: forms out, figures in, where one comes from, what follows from them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.commands import Commands
from workbench.cli.options import AsOfOption, FormatOption, LangOption, ObservedOption, ProgrammeOption, ScenarioOption
from workbench.messages import in_language
from workbench.settings import language_of

app = Commands()


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

    loaded = load_programme(programme)
    check_replaceable(output, loaded)
    lines = write_form(loaded, unit, output, area=area, year=year, lang=lang)
    print(f"{output}: {in_language(f'figures to fill in: {lines}.', lang or language_of(programme))}")


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

    if propose:
        propose_layouts(programme, files, output, sys.stdout, lang=lang or language_of(programme))
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
    _print("assessments", **locals())


@app.command()
def project(
    programme: ProgrammeOption = "",
    as_of: AsOfOption = 0,
    observed_only: ObservedOption = False,
    scenario: ScenarioOption = "",
    format: FormatOption = "csv",
) -> None:
    """Print the projections: quantiles by unit, indicator and year."""
    _print("projections", **locals())


def _print(table: str, *, programme: str, format: str, **chosen: object) -> None:
    from workbench.findings import load_findings
    from workbench.printing import print_table

    print_table(getattr(load_findings(programme, **chosen), table), format, sys.stdout)

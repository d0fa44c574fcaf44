"""Commands about pages: make them, tell how they stand, send them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from workbench.batch.outcome import Limits
from workbench.cli.commands import Commands
from workbench.cli.options import (
    AreasOption,
    AsOfOption,
    DiscloseOption,
    DocxOption,
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
    WorkersOption,
    cluster_of,
    codes_in,
    forms_of,
)
from workbench.errors import RunError

app = Commands()


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
    _make(**locals())


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
    _make(**locals())


def _make(
    *,
    units: str,
    areas: str,
    disclose: bool,
    time_limit: int,
    memory_limit: int,
    scheduler: str,
    scheduler_file: str,
    docx: bool = False,
    pdf: bool = False,
    failed: bool = False,
    **same: object,
) -> None:
    """Make pages as the two commands ask for them: their options, by name."""
    from workbench.batch.briefings import make_briefings

    count = make_briefings(
        **same,
        units=codes_in(units),
        areas=codes_in(areas),
        is_disclosed=disclose,
        limits=Limits(seconds=time_limit, memory_mb=memory_limit),
        cluster=cluster_of(scheduler, scheduler_file),
        forms=forms_of(docx, pdf),
        retry=failed,
    )
    if count:
        told = f"{count} page{'s' if count > 1 else ''} failed; the rest is in place."
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

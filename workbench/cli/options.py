"""The options that several commands share, and what is made of them: `--programme` means the same everywhere."""

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench.errors import RunError
from workbench.settings import only_programme

if TYPE_CHECKING:
    from workbench.batch.cluster import Cluster


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        print(version("policy-workbench"))
        raise typer.Exit


VersionOption = Annotated[
    bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version and end.", show_default=False)
]
WHICH = "A name under data/, or a folder's path; if left out, WORKBENCH_PROGRAMME, the folder one stands in, or the only one."
ProgrammeOption = Annotated[
    str, typer.Option("--programme", help=WHICH, show_default=False, callback=lambda name: name or only_programme())
]
AsOfOption = Annotated[
    int, typer.Option("--as-of", help="Last year taken into account; the programme's own if left out.", show_default=False)
]
ObservedOption = Annotated[bool, typer.Option("--observed-only", help="Leave simulated observations out.")]
ScenarioOption = Annotated[str, typer.Option("--scenario", help="Assume what a file of scenarios/ says: name or path.", show_default=False)]
UnitsOption = Annotated[str, typer.Option("--units", help="Codes with commas between them; all if left out.", show_default=False)]
AreasOption = Annotated[
    str,
    typer.Option("--areas", help="Codes of policy areas with commas between them; all and the overview if left out.", show_default=False),
]
LangOption = Annotated[str, typer.Option("--lang", help="vi or en; the programme's own if left out.", show_default=False)]
OutputOption = Annotated[Path, typer.Option("--output", help="Folder that holds the runs.")]
DiscloseOption = Annotated[bool, typer.Option("--disclose", help="For outside the office, in a folder of its own: small counts withheld.")]
DocxOption = Annotated[bool, typer.Option("--docx", help="Each page also as a document to edit.")]
PdfOption = Annotated[bool, typer.Option("--pdf", help="Each page also as PDF, printed by a chromium of this machine.")]
WorkersOption = Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 is one for each core.")]
TimeLimitOption = Annotated[int, typer.Option("--time-limit", min=1, help="Seconds that one notebook may take.")]
MemoryLimitOption = Annotated[int, typer.Option("--memory-limit", min=512, help="MB of address space that one notebook may take (Linux).")]
SchedulerOption = Annotated[
    str, typer.Option("--scheduler", help="Do the work on a dask cluster: its scheduler, such as tls://host:8786.", show_default=False)
]
SchedulerFileOption = Annotated[
    str, typer.Option("--scheduler-file", help="The same, by the file that `dask scheduler` has written.", show_default=False)
]
FormatOption = Annotated[Literal["table", "csv", "json"], typer.Option("--format", help="How to print.")]


def forms_of(docx: bool, pdf: bool) -> list[str]:
    """The other forms of pages that were asked for."""
    return [name for name, is_wanted in (("docx", docx), ("pdf", pdf)) if is_wanted]


def codes_in(text: str) -> list[str]:
    """The codes of ``--units`` or ``--areas`` as typed: a space is kept, so that it can be told of rather than guessed away."""
    return text.split(",") if text else []


def cluster_of(scheduler: str, scheduler_file: str) -> "Cluster | None":
    """The cluster that was asked for, by address or by file; None where the work is done here.

    Raises
    ------
    RunError : both are given, or what a cluster needs is not installed.
    """
    if not scheduler and not scheduler_file:
        return None
    if scheduler and scheduler_file:
        raise RunError("--scheduler", "given together with --scheduler-file.", "Name the scheduler once.")
    try:
        from workbench.batch.cluster import Cluster
    except ModuleNotFoundError as error:
        remedy = "Install it: pip install '.[cluster]' in the clone."
        raise RunError("--scheduler", f"{error.name} is not installed.", remedy) from None
    return Cluster(scheduler, scheduler_file)

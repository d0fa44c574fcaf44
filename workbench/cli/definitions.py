"""Commands about the folder of a programme: begin one, look for its faults, tell what it defines."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from workbench.cli.commands import Commands
from workbench.cli.options import LangOption, ProgrammeOption

app = Commands()


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

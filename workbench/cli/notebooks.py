"""Commands about notebooks: open them, begin one of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.commands import Commands
from workbench.cli.options import ProgrammeOption

app = Commands()


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

"""Words typed at the prompt, each turned into one function call."""

import sys

import typer

from workbench.cli import definitions, figures, notebooks, pages
from workbench.cli.options import VersionOption
from workbench.errors import WorkbenchError, what_is_told

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Will the targets of a social policy programme be met?"
)
for part in (definitions, figures, pages, notebooks):
    app.add_typer(part.app)


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

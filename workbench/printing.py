"""Tables on standard output: for people, for spreadsheets, for programs."""

import json
import math
from typing import TextIO

import pandas as pd

from workbench.errors import visible

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a formula may begin; alone, such a sign is an operator of a target


def print_table(table: pd.DataFrame, form: str, out: TextIO) -> None:
    """Print a table as it is: no rounding in csv and json, and what is not known as an empty cell or null."""
    if form == "json":
        json.dump(
            [{key: _plain(value) for key, value in row.items()} for row in table.to_dict("records")], out, ensure_ascii=False, indent=1
        )
        out.write("\n")
    elif form == "csv":
        out.write(csv_text(table))
    else:
        _print_for_people(table, out)


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV. A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers are left alone."""
    texts = {name: table[name].map(_harmless) for name in table.columns if table[name].dtype == object}
    return table.assign(**texts).to_csv(index=False, lineterminator="\n")


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and len(value) > 1 and value.startswith(FORMULA) else value


def _plain(value: object) -> object:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value.item() if hasattr(value, "item") else value


def _print_for_people(table: pd.DataFrame, out: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table(*table.columns, show_lines=False)
    for row in table.to_dict("records"):
        shown.add_row(*(_short(value) for value in row.values()))
    # A pipe has no width: let the rows be as long as they are.
    Console(file=out, width=None if out.isatty() else 400, markup=False, highlight=False).print(shown)


def _short(value: object) -> str:
    value = _plain(value)
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else visible(str(value))

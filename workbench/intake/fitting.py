"""Where in a sheet the tables of a layout stand: their headers as declared, every column of them accounted for."""

import re
from dataclasses import dataclass

from workbench.intake.encodings import key_of
from workbench.intake.patterns import match
from workbench.intake.sheets import Sheet, address
from workbench.programme.layouts import Column, Table

DEEPEST = 300  # rows above a header: of the last of several tables on one sheet
_NUMBER_OF_COLUMN = re.compile(r"\(?([A-Z]|[IVX]+|\d{1,2})\)?( ?= ?\S.*)?")


@dataclass(frozen=True)
class Placed:
    """One column of the sheet, its declaration, and what the placeholders of its header stand for."""

    number: int
    column: Column
    found: dict[str, str]


@dataclass(frozen=True)
class Fit:
    """A table of a layout in a sheet.

    ``body`` is the first row below its header; ``found`` is what the sheet's name and the lines above the header say.
    """

    table: Table
    top: int
    body: int
    columns: tuple[Placed, ...]
    found: dict[str, str]

    def role(self, name: str) -> Placed | None:
        """The column of that role; None where the table has none."""
        return next((one for one in self.columns if one.column.role == name), None)

    def is_label(self, number: int) -> bool:
        """Whether the column tells what its rows are of."""
        return any(one.number == number and one.column.role in ("unit", "indicator", "year") for one in self.columns)

    @property
    def figures(self) -> list[Placed]:
        """The columns that hold figures."""
        return [one for one in self.columns if one.column.role in ("figure", "total")]


@dataclass(frozen=True)
class Misfit:
    """Why a table is not the one of a sheet, how many of its columns are there, and whether it is all but certainly meant."""

    reason: str
    near: int = 0
    is_meant: bool = False


def header_of(sheet: Sheet, top: int, rows: int) -> dict[int, str]:
    """Text of each column's header: its rows joined with " > ", merged cells spread, what stands twice said once."""
    found = {}
    for column in range(1, sheet.width + 1):
        texts = [sheet.text(row, column, is_spread=True) for row in range(top, top + rows)]
        parts = [text for place, text in enumerate(texts) if text and text not in texts[:place]]
        if parts:
            found[column] = " > ".join(parts)
    return found


def is_numbering(texts: list[str]) -> bool:
    """The row "A B 1 2 3=2/1" that numbers the columns."""
    numbers = [int(match[0]) for text in texts if (match := re.match(r"\d+", text.strip("( )")))]
    is_counting = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 3
    return is_counting and all(map(_NUMBER_OF_COLUMN.fullmatch, texts))


def fit(table: Table, sheet: Sheet) -> Fit | Misfit:
    """The table's first place in the sheet, or why it has none."""
    named = match(table.sheets, sheet.name)
    if named is None:
        return Misfit(f"the name of the sheet is not like '{table.sheets}'.")
    best = Misfit("there is nothing in it.")
    for top in range(1, min(sheet.height, DEEPEST) + 1):
        header = header_of(sheet, top, table.header_rows)
        pairs = [(number, one, match(one.header, text)) for number, text in header.items() for one in table.columns]
        placed = [Placed(number, one, found) for number, one, found in pairs if found is not None]
        absent = [one for one in table.columns if one not in {each.column for each in placed}]
        strange = [f"{address(top, number)} '{text}'" for number, text in header.items() if number not in {one.number for one in placed}]
        if not absent and not strange and len(placed) == len(header):
            tried = _with_title(table, sheet, top, tuple(placed), named)
            if isinstance(tried, Fit):
                return tried
            best = max(best, tried, key=lambda one: one.near)
            continue
        near = len(table.columns) - len(absent)
        if near > best.near:
            told = ["no column " + ", ".join(f"'{one.header}'" for one in absent)] if absent else []
            told += ["columns that it does not name: " + ", ".join(strange[:5])] if strange else []
            told += [] if told else ["two of its columns are the same one of the sheet"]
            figures = [one for one in table.columns if one.role in ("figure", "total")]
            there = sum(one not in absent for one in figures)
            best = Misfit(f"row {top}: {'; '.join(told)}.", near, is_meant=there > 0 and there * 2 >= len(figures))
    return best


def _with_title(table: Table, sheet: Sheet, top: int, placed: tuple[Placed, ...], named: dict[str, str]) -> Fit | Misfit:
    start = _start_of_title(sheet, top)
    above = [sheet.text(*place) for place in sorted(sheet.cells) if start <= place[0] < top]
    found = [named]
    for pattern in table.title:
        here = [one for one in (match(pattern, text) for text in above) if one is not None]
        if not here:
            return Misfit(f"row {top}: no line above the header is like '{pattern}'.", len(table.columns), is_meant=True)
        found += here
    together: dict[str, str] = {}
    for one in found:
        for name, text in one.items():
            if key_of(together.setdefault(name, text)) != key_of(text):
                told = f"row {top}: the lines above the header name two of {{{name}}}: '{together[name]}' and '{text}'."
                return Misfit(told, len(table.columns), is_meant=True)
    body = top + table.header_rows
    texts = [text for column in range(1, sheet.width + 1) if (text := sheet.text(body, column))]
    return Fit(table, top, body + (table.column_numbers and is_numbering(texts)), placed, together)


def _start_of_title(sheet: Sheet, top: int) -> int:
    """The first row that belongs to a header: below the figures of another table, if one stands above."""
    for row in range(top - 1, 0, -1):
        texts = [sheet.text(row, column) for column in range(1, sheet.width + 1)]
        if sum(bool(re.fullmatch(r"[\d.,]+", text)) for text in texts) > 1:
            return row + 1
    return 1

"""Where in a sheet the table of a layout stands: its header as declared, every column of it accounted for."""

from dataclasses import dataclass

from workbench.intake.encodings import key_of
from workbench.intake.patterns import match
from workbench.intake.sheets import Sheet, address
from workbench.programme.layouts import Column, Table

DEEPEST = 60  # rows above a header


@dataclass(frozen=True)
class Placed:
    """One column of the sheet, its declaration, and what the placeholders of its header stand for."""

    number: int
    column: Column
    found: dict[str, str]


@dataclass(frozen=True)
class Fit:
    """A table of a layout in a sheet. ``found`` is what the sheet's name and the lines above the header say."""

    table: Table
    top: int
    columns: tuple[Placed, ...]
    found: dict[str, str]

    @property
    def body(self) -> int:
        """The first row below the header."""
        return self.top + self.table.header_rows + self.table.column_numbers

    def role(self, name: str) -> Placed | None:
        """The column of that role; None where the table has none."""
        return next((one for one in self.columns if one.column.role == name), None)


@dataclass(frozen=True)
class Misfit:
    """Why a table is not the one of a sheet, and how many of its columns are there: the nearest miss is told."""

    reason: str
    near: int = 0


def header_of(sheet: Sheet, top: int, rows: int) -> dict[int, str]:
    """Text of each column's header: its rows joined with " > ", merged cells spread, what stands twice said once."""
    found = {}
    for column in range(1, sheet.width + 1):
        texts = [sheet.text(row, column, is_spread=True) for row in range(top, top + rows)]
        parts = [text for place, text in enumerate(texts) if text and text not in texts[:place]]
        if parts:
            found[column] = " > ".join(parts)
    return found


def fit(table: Table, sheet: Sheet) -> Fit | Misfit:
    """The table's place in the sheet, or why it has none."""
    named = match(table.sheets, sheet.name)
    if named is None:
        return Misfit(f"the name of the sheet is not like '{table.sheets}'.")
    best = Misfit("there is nothing in it.")
    for top in range(1, min(sheet.height, DEEPEST) + 1):
        header = header_of(sheet, top, table.header_rows)
        pairs = [(number, one, match(one.header, text)) for number, text in header.items() for one in table.columns]
        placed = [Placed(number, one, found) for number, one, found in pairs if found is not None]
        absent = [one.header for one in table.columns if one not in {each.column for each in placed}]
        strange = [f"{address(top, number)} '{text}'" for number, text in header.items() if number not in {one.number for one in placed}]
        if not absent and not strange and len(placed) == len(header):
            return _with_title(table, sheet, top, tuple(placed), named)
        near = len(table.columns) - len(absent)
        if near > best.near:
            told = ["no column " + ", ".join(f"'{one}'" for one in absent)] if absent else []
            told += ["columns that it does not name: " + ", ".join(strange[:5])] if strange else []
            told += [] if told else ["two of its columns are the same one of the sheet"]
            best = Misfit(f"row {top}: {'; '.join(told)}.", near)
    return best


def _with_title(table: Table, sheet: Sheet, top: int, placed: tuple[Placed, ...], named: dict[str, str]) -> Fit | Misfit:
    above = [sheet.text(*place) for place in sorted(sheet.cells) if place[0] < top]
    found = [named]
    for pattern in table.title:
        here = [one for one in (match(pattern, text) for text in above) if one is not None]
        if not here:
            return Misfit(f"no line above the header is like '{pattern}'.", len(table.columns))
        found += here
    together: dict[str, str] = {}
    for one in found:
        for name, text in one.items():
            if key_of(together.setdefault(name, text)) != key_of(text):
                return Misfit(f"the lines above the header name two of {{{name}}}: '{together[name]}' and '{text}'.", len(table.columns))
    return Fit(table, top, placed, together)

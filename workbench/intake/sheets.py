"""Sheets of any spreadsheet file, alike whatever the format: cells with value, font and number format at their address."""

from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from workbench.intake.cells import Typed, clean

ROWS, WIDTH = 5000, 256  # of a sheet with figures in it
CELLS = 200_000  # of a sheet, those that others are merged into counted again
Grid = dict[tuple[int, int], Typed]  # row and column from 1


@dataclass(frozen=True)
class Sheet:
    """One sheet: its filled cells, which of them are merged (first row, first column, last row, last column) and what is hidden."""

    name: str
    cells: Grid
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    spread: Grid = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        spread = dict(self.cells)
        inside = ((min(bottom, ROWS) - top + 1) * (min(right, WIDTH) - left + 1) for top, left, bottom, right in self.merged)
        if len(self.cells) + sum(inside) > CELLS:
            raise ValueError("more cells than a table of figures has")
        for top, left, bottom, right in self.merged:
            if (top, left) in self.cells:
                inside = ((row, column) for row in range(top, min(bottom, ROWS) + 1) for column in range(left, min(right, WIDTH) + 1))
                spread |= dict.fromkeys(inside, self.cells[top, left])
        object.__setattr__(self, "spread", spread)

    @property
    def height(self) -> int:
        """Number of the last row with a cell; 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def width(self) -> int:
        """Number of the last column with a cell; 0 for an empty sheet."""
        return max((column for _, column in self.cells), default=0)

    def text(self, row: int, column: int, *, is_spread: bool = False) -> str:
        """What a cell says; with `is_spread`, every cell of a merged range says what its first one does."""
        cell = (self.spread if is_spread else self.cells).get((row, column))
        return "" if cell is None else text_of(cell.value)


@dataclass(frozen=True)
class Book:
    """One file: its name alone, the digest of its bytes, its format, and its sheets in order."""

    file: str
    digest: str
    format: str  # "xlsx", "xls", "ods" or "csv"
    sheets: tuple[Sheet, ...]
    is_unicode: bool = True  # False: a text file in some older encoding, each byte read as of Windows-1252


def address(row: int, column: int) -> str:
    """A cell as people name it: C7."""
    return f"{get_column_letter(column)}{row}"


def text_of(value: object) -> str:
    """A cell's value in one line; a whole number without a decimal point, whatever the format stored."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else clean(str(value))

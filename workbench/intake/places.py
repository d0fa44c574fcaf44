"""A table of a sheet while it is read: its header and labels, what was found in it, and where another table begins below."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from workbench.intake.cells import is_sign
from workbench.intake.fitting import Fit, header_of
from workbench.intake.sheets import Sheet
from workbench.intake.totals import Figure, Held


@dataclass
class Place:
    """Where in a table the reader stands."""

    sheet: Sheet
    fit: Fit
    end: int  # the first row below it
    section: str = ""
    section_row: int = 0
    decimals: dict[int, str] = field(default_factory=dict)  # the sign before decimals in each column
    figures: list[Figure] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)  # rows of words since the last row of figures

    @cached_property
    def above(self) -> list[str]:
        """The lines above the header."""
        return [self.sheet.text(*at) for at in sorted(self.sheet.cells) if at[0] < self.fit.top]

    @cached_property
    def headers(self) -> dict[int, str]:
        """The header of each column."""
        return header_of(self.sheet, self.fit.top, self.fit.table.header_rows)

    @cached_property
    def strays(self) -> list[int]:
        """Columns right of the first one with figures that have no header: nobody knows what stands there."""
        first = min((one.number for one in self.fit.figures), default=0)
        return [number for number in range(first + 1, self.sheet.width + 1) if number not in self.headers]

    @cached_property
    def shared(self) -> set[tuple[int, int]]:
        """Cells merged over several rows or columns of figures: nothing says whose share of them is whose."""
        figures = {one.number for one in self.fit.figures}
        return {
            (top, left)
            for top, left, bottom, right in self.sheet.merged
            if left in figures and (bottom > top or len(figures & set(range(left, right + 1))) > 1)
        }

    def label(self, row: int, role: str) -> str:
        """What the column of that role says of a row."""
        column = self.fit.role(role)
        return self.sheet.text(row, column.number, is_spread=True) if column else ""

    def is_header(self, row: int) -> bool:
        """A header that stands again, as on each printed page, or the numbers of the columns below it."""
        here = header_of(self.sheet, row, 1)
        return any(here == header_of(self.sheet, one, 1) for one in range(self.fit.top, self.fit.body))

    def is_below_another(self, row: int, *, is_header: bool) -> bool:
        """Whether the row belongs to another table: below a header of its own, or below the same header under another title."""
        if is_header:
            told = [self.sheet.text(note, column) for note in self.notes for column in range(1, self.sheet.width + 1)]
            return not set(told) - {""} <= set(self.above)
        has_figures = any(re.search(r"\d", self.sheet.text(row, one.number)) for one in self.fit.figures)
        return has_figures and any(self._is_like_header(note) for note in self.notes)

    def _is_like_header(self, row: int) -> bool:
        labels = {text for text in (self.label(row, role) for role in ("unit", "indicator", "year")) if text}
        again = {part for number, header in self.headers.items() if self.fit.is_label(number) for part in header.split(" > ")}
        words = [self.sheet.text(row, one.number) for one in self.fit.figures]
        return bool(labels & again) or any(re.fullmatch(r"\D*[^\W\d]{2}\D*", text) and not is_sign(text) for text in words)

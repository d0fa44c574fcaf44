"""Formulas that compute nothing: a 0 whose cells are all empty says as little as they do."""

import re
from dataclasses import replace

from openpyxl.utils import column_index_from_string

from workbench.intake.sheets import Grid

_CELL = r"\$?([A-Z]{1,3})\$?([0-9]{1,5})"
_REFERENCE = re.compile(rf"(?<![\w.]){_CELL}(?::{_CELL})?(?![\w(])")
_WIDEST, _DEEPEST = 300, 20  # cells of one range, and sums of sums; a table made to be slow has more


def mark_hollow(cells: Grid) -> Grid:
    """The same cells, each 0 that a formula makes of empty cells alone marked as one."""
    known: dict[tuple[int, int], bool] = {}
    return {place: replace(cell, is_hollow=True) if is_hollow(place, cells, known) else cell for place, cell in cells.items()}


def is_hollow(place: tuple[int, int], cells: Grid, known: dict[tuple[int, int], bool], depth: int = 0) -> bool:
    """Whether a cell is a 0 computed from cells of its own sheet that are empty, or such zeros themselves.

    Parameters
    ----------
    known : what has been found of other cells of the sheet; grows.
    """
    cell = cells[place]
    if not cell.formula or cell.value != 0 or isinstance(cell.value, bool) or "!" in cell.formula or depth > _DEEPEST:
        return False
    if place not in known:
        known[place] = True  # what leads back to itself holds nothing either
        ranges = [_places(*found.groups()) for found in _REFERENCE.finditer(re.sub(r'"[^"]*"', "", cell.formula))]
        known[place] = bool(ranges) and all(
            one is not None and all(is_hollow(other, cells, known, depth + 1) for other in one if other in cells) for one in ranges
        )
    return known[place]


def _places(left: str, top: str, right: str | None, bottom: str | None) -> list[tuple[int, int]] | None:
    """The cells of a range; None if they are too many to look at."""
    columns = sorted(column_index_from_string(one) for one in (left, right or left))
    rows = sorted(int(one) for one in (top, bottom or top))
    if (columns[1] - columns[0] + 1) * (rows[1] - rows[0] + 1) > _WIDEST:
        return None
    return [(row, column) for row in range(rows[0], rows[1] + 1) for column in range(columns[0], columns[1] + 1)]

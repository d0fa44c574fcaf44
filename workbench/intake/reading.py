"""A filled form, from its bytes to answers; everything that is not a form of ours is refused with one message."""

import hashlib
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from workbench.errors import SourceError
from workbench.intake.books import UNREADABLE
from workbench.intake.cells import Answer, Line, Typed, clean, read_line
from workbench.intake.form import COLUMNS, HEAD_ROW, MARK, META_ROW, NAMES_ROW, VERSION
from workbench.intake.formulas import is_hollow
from workbench.intake.opening import NotAForm, inspect_workbook, read_bytes
from workbench.intake.sheets import Grid
from workbench.intake.words import Wording
from workbench.observations.asked import Asked, list_asked
from workbench.programme import Programme

ROWS, WIDTH = 2000, 40  # of a sheet: a form is far smaller


@dataclass(frozen=True)
class Answered:
    """One line of a form as it came back."""

    asked_id: str
    cell: str
    answer: Answer
    note: str
    last: object = None  # what stands in the column of the year before


@dataclass(frozen=True)
class FilledSheet:
    """One unit's sheet, read."""

    name: str
    unit_code: str
    year: int
    lines: tuple[Answered, ...]


@dataclass(frozen=True)
class FilledForm:
    """One file, read."""

    file: str
    digest: str
    sheets: tuple[FilledSheet, ...]
    unread: tuple[str, ...] = field(default=())
    questions: tuple[str, ...] = ()  # that no line bears, such as a row of which nothing says what it is
    layout: str = ""  # name of the layout by which somebody else's table was read; empty for a form of ours
    notes: tuple[str, ...] = ()  # what was converted beside figures
    refused: tuple[str, ...] = ()  # sheets that list persons

    @property
    def source_id(self) -> str:
        """Id of the file as a source, made of its digest."""
        return f"received-{self.digest[:12]}"


def read_form(path: Path, programme: Programme, words: Wording) -> FilledForm:
    """Read a filled form.

    Raises
    ------
    SourceError : the file cannot be read, is no form of this programme, or carries what no form carries.
    """
    name = clean(path.name) or "?"
    content = read_bytes(path, name)
    inspect_workbook(name, content)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of extensions that it leaves out; no form holds a figure in one.
            warnings.simplefilter("ignore", UserWarning)
            return _read_book(name, content, programme, words)
    except SourceError:
        raise
    except UNREADABLE as error:
        raise SourceError(
            name, f"the workbook cannot be read ({type(error).__name__}).", "Open it in LibreOffice or Excel and save it as .xlsx."
        ) from error


def _read_book(name: str, content: bytes, programme: Programme, words: Wording) -> FilledForm:
    stored = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    typed = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    sheets, unread = [], []
    for shown in stored.worksheets:
        grid = _grid(shown)
        if _is_form(grid):
            sheets.append(_read_sheet(name, clean(shown.title), grid, _grid(typed[shown.title]), programme, words))
        else:
            unread.append(clean(shown.title))
    if not sheets:
        raise NotAForm(name, "no sheet of it is a form of the workbench.", "Make one with `workbench template` and have it filled in.")
    return FilledForm(name, hashlib.sha256(content).hexdigest(), tuple(sheets), tuple(unread))


def check_replaceable(path: Path, programme: Programme) -> None:
    """Refuse to write a form over a file that is something else, or a form in which somebody has written.

    Raises
    ------
    SourceError : the file would be lost.
    """
    if not path.exists():
        return
    try:
        form = read_form(path, programme, Wording("vi"))
        is_filled = any(line.answer.silence != "blank" or line.note for sheet in form.sheets for line in sheet.lines)
        problem = "this form is filled in" if is_filled else ""
    except SourceError:
        problem = "there is another file of this name"
    if problem:
        raise SourceError(str(path), f"{problem}; it would be lost.", "Choose another name.")


def _grid(sheet: object) -> Grid:
    """The filled cells of the sheet's corner in which a form stands."""
    sheet.reset_dimensions()  # what the file claims of its size may be wrong
    found: Grid = {}
    for row in sheet.iter_rows(max_row=ROWS, max_col=WIDTH):
        for cell in row:
            if cell.value is not None:
                found[cell.row, cell.column] = Typed(cell.value, number_format=str(cell.number_format or "General"))
    return found


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.get((row, column))
    return "" if cell is None else clean(str(cell.value))


def _is_form(grid: Grid) -> bool:
    return _text(grid, META_ROW, 1) == MARK


def _read_sheet(file: str, name: str, grid: Grid, typed: Grid, programme: Programme, words: Wording) -> FilledSheet:
    where = f"{file}, {name}"
    version, programme_id, code, year_text = (_text(grid, META_ROW, column) for column in range(2, 6))
    if version != str(VERSION):
        raise SourceError(where, f"the form is of version '{version}'; this is version {VERSION}.", "Make a new one.")
    if programme_id != programme.header.id:
        raise SourceError(where, f"the form is of '{programme_id}', not of '{programme.header.id}'.", "Name its programme.")
    if not re.fullmatch(r"(19|20)\d\d", year_text):
        raise SourceError(where, f"the form's year '{year_text}' is not a year.", "Make a new form.")
    year = int(year_text)
    unit = programme.units_in(year).get(code)
    if unit is None:
        raise SourceError(where, f"there is no unit '{code}' in {programme.header.id} at the end of {year}.", "Make a new form.")
    columns = {_text(grid, NAMES_ROW, column): column for column in range(1, WIDTH + 1) if _text(grid, NAMES_ROW, column)}
    absent = [one for one in COLUMNS if one not in columns]
    if absent:
        raise SourceError(where, f"the form has lost its hidden columns {', '.join(absent)}.", "Fill in a new form.")
    known = {one.id: one for one in list_asked(programme, unit)}
    return FilledSheet(name, code, year, tuple(_read_lines(grid, typed, columns, known, words)))


def _read_lines(grid: Grid, typed: Grid, columns: dict[str, int], known: dict[str, Asked], words: Wording) -> Iterator[Answered]:
    rows: dict[str, list[int]] = {}
    for row, column in sorted(grid):
        if column == columns["key"] and row > NAMES_ROW and _text(grid, row, column):
            rows.setdefault(_text(grid, row, column), []).append(row)
    for key, places in rows.items():
        cells = [f"{get_column_letter(columns['value'])}{row}" for row in places]
        if key not in known:
            yield Answered(key, cells[0], Answer(question=words("question.strange", id=key)), "")
            continue
        if len(places) > 1:
            yield Answered(key, cells[0], Answer(question=words("question.twice", id=key, cells=", ".join(cells))), "")
            continue
        value, state, note = (_typed(grid, typed, places[0], columns[name]) for name in ("value", "state", "note"))
        one = known[key]
        answer = read_line(value, state, Line(one.is_whole, one.is_binary, one.is_percent), words)
        last = grid.get((places[0], columns["last"]))
        told = clean(str(note.value))[:500] if note.value is not None else ""
        yield Answered(key, cells[0], answer, told, last.value if last else None)
    yield from _strays(grid, typed, columns, words)


def _strays(grid: Grid, typed: Grid, columns: dict[str, int], words: Wording) -> Iterator[Answered]:
    """Figures typed where the form has no line, such as in a row put in by hand or over a computed rate."""
    for row, column in sorted(grid):
        value = grid[row, column].value
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if column != columns["value"] or row <= HEAD_ROW or not is_number or _text(grid, row, columns["key"]):
            continue
        if not _typed(grid, typed, row, column).formula:
            cell = f"{get_column_letter(column)}{row}"
            yield Answered("", cell, Answer(question=words("question.stray", text=value)), "")


def _typed(grid: Grid, typed: Grid, row: int, column: int) -> Typed:
    shown, behind = grid.get((row, column)), typed.get((row, column))
    formula = str(behind.value) if behind and isinstance(behind.value, str) and behind.value.startswith("=") else ""
    if behind and not isinstance(behind.value, str | int | float | bool) and hasattr(behind.value, "text"):
        formula = str(behind.value.text or "=")  # an array formula
    cell = Typed(shown.value if shown else None, formula, (shown or behind or Typed(None)).number_format)
    return replace(cell, is_hollow=is_hollow((row, column), grid | {(row, column): cell}, {})) if formula else cell

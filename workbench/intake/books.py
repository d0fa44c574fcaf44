"""Spreadsheet files of four formats, each to the same sheets."""

import csv
import hashlib
import io
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException

from workbench.errors import SourceError
from workbench.intake.cells import Typed, clean
from workbench.intake.delimited import RESAVE, decode_text, read_delimited
from workbench.intake.formulas import mark_hollow
from workbench.intake.old_excel import DAMAGED, read_old_excel
from workbench.intake.opendocument import is_opendocument, read_opendocument
from workbench.intake.opening import inspect_workbook, read_bytes
from workbench.intake.sheets import ROWS, WIDTH, Book, Sheet

# What the libraries raise on a file that is not what it says it is.
UNREADABLE = (
    *(*DAMAGED, InvalidFileException, zipfile.BadZipFile, csv.Error),
    *(KeyError, IndexError, ValueError, SyntaxError, TypeError, AttributeError, EOFError, AssertionError, RuntimeError),
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_book(path: Path) -> Book:
    """Read every sheet of a file, .xlsx, .xls, .ods or .csv as its content says, not its name.

    Raises
    ------
    SourceError : the file cannot be read, or holds what no sheet of figures holds.
    """
    name = clean(path.name) or "?"
    content = read_bytes(path, name)
    is_unicode = True
    try:
        if content.startswith(_OLD_EXCEL):
            kind, sheets = "xls", read_old_excel(content)
        elif is_opendocument(content):
            inspect_workbook(name, content, mark="content.xml")
            kind, sheets = "ods", read_opendocument(content)
        elif content.startswith(b"PK"):
            inspect_workbook(name, content)
            kind, sheets = "xlsx", _read_xlsx(content)
        else:
            text, is_unicode = decode_text(name, content)
            kind, sheets = "csv", (Sheet(clean(path.stem), read_delimited(name, text)),)
    except SourceError:
        raise
    except UNREADABLE as error:
        raise SourceError(name, f"the file cannot be read ({type(error).__name__}).", RESAVE) from error
    for sheet in sheets:
        if sheet.height > ROWS or sheet.width > WIDTH:
            raise SourceError(f"{name}, {sheet.name}", f"there are cells beyond row {ROWS} or column {WIDTH}.", "Send the table alone.")
    marked = tuple(replace(sheet, cells=mark_hollow(sheet.cells)) for sheet in sheets)
    return Book(name, hashlib.sha256(content).hexdigest(), kind, marked, is_unicode)


def _read_xlsx(content: bytes) -> tuple[Sheet, ...]:
    with warnings.catch_warnings():
        # openpyxl warns of extensions that it leaves out; none of them holds a figure.
        warnings.simplefilter("ignore", UserWarning)
        shown = load_workbook(io.BytesIO(content), data_only=True, keep_links=False, rich_text=True)
        behind = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        return tuple(_read_worksheet(sheet, behind[sheet.title]) for sheet in shown.worksheets)


def _read_worksheet(sheet: object, behind: object) -> Sheet:
    behind.reset_dimensions()  # what the file claims of its size may be wrong
    formulas: dict[tuple[int, int], str] = {}
    for row in behind.iter_rows(max_row=ROWS, max_col=WIDTH):
        for cell in row:
            if cell.data_type == "f":
                formulas[cell.row, cell.column] = str(getattr(cell.value, "text", cell.value) or "=")
    cells = {
        (cell.row, cell.column): Typed(
            _with_footnotes(cell.value),
            formulas.get((cell.row, cell.column), ""),
            str(cell.number_format or "General"),
            str(cell.font.name or ""),
            bool(cell.font.strike),
        )
        for cell in sheet._cells.values()  # every public way makes the empty cells up to the farthest one, too
        if cell.value is not None or (cell.row, cell.column) in formulas
    }
    return Sheet(
        clean(sheet.title),
        cells,
        tuple((one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges),
        frozenset(row for row, shape in sheet.row_dimensions.items() if shape.hidden or shape.height == 0),
        frozenset(
            column
            for shape in sheet.column_dimensions.values()
            if shape.hidden or shape.width == 0
            for column in range(shape.min or 0, min(shape.max or 0, WIDTH) + 1)
        ),
        sheet.sheet_state != "visible",
    )


def _with_footnotes(value: object) -> object:
    """The value of a cell; what stands raised in a text keeps apart from it, or 1020 with the footnote 1 would be 10201."""
    if not isinstance(value, CellRichText):
        return value
    is_raised = [isinstance(part, TextBlock) and part.font.vertAlign == "superscript" for part in value]
    return "".join(f"^{part}" if raised else str(part) for part, raised in zip(value, is_raised, strict=True))

"""Sheets of an .xls file, with the formulas that its library reads past."""

import io
import re
import struct
from collections.abc import Sequence

import xlrd
from xlrd.biffh import XL_FORMULA_OPCODES, XL_SHRFMLA
from xlrd.formula import FMLA_TYPE_CELL, FMLA_TYPE_SHARED, FormulaError, decompile_formula

from workbench.intake.cells import Typed, clean
from workbench.intake.sheets import Grid, Sheet

DAMAGED = (xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error)  # what the library raises on a file that is no .xls
# And what it raises on a formula that it cannot put into words.
_WORDLESS = (*DAMAGED, FormulaError, AssertionError, LookupError, ValueError, TypeError, AttributeError)
_ELSEWHERE = b"\x01"  # a formula that only names the cell where its text stands


def read_old_excel(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xls file.

    References
    ----------
    Microsoft, [MS-XLS] Excel Binary File Format, 2.4.127 (Formula) and 2.4.277 (ShrFmla).
    """
    book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO())
    formulas = _Formulas(book)
    return tuple(_read_sheet(book, book.sheet_by_index(number), formulas.take()) for number in range(book.nsheets))


class _Formulas:
    """Formulas of the sheet being read, overheard as the library takes record by record and keeps results alone."""

    def __init__(self, book: xlrd.Book) -> None:
        self.book, self.next_record = book, book.get_record_parts
        self.own: dict[tuple[int, int], bytes] = {}
        self.shared: dict[tuple[int, int], bytes] = {}
        book.get_record_parts = self.overhear

    def overhear(self) -> tuple[int, int, bytes]:
        """The next record. A formula that several cells share follows the first of them."""
        code, length, data = self.next_record()
        if code in XL_FORMULA_OPCODES:
            self.own[struct.unpack_from("<2H", data)] = data[20:]
        elif code == XL_SHRFMLA and self.own:
            self.shared[next(reversed(self.own))] = data[8:]
        return code, length, data

    def take(self) -> dict[tuple[int, int], str]:
        """The formulas of the sheet that has been read, by row and column from 0."""
        told = {place: f"={self._words(place, tokens)}" for place, tokens in self.own.items()}
        self.own, self.shared = {}, {}
        return told

    def _words(self, place: tuple[int, int], tokens: bytes) -> str:
        kind = FMLA_TYPE_CELL
        try:
            if tokens[2:3] == _ELSEWHERE:
                tokens, kind = self.shared[struct.unpack_from("<2H", tokens, 3)], FMLA_TYPE_SHARED
            (length,) = struct.unpack_from("<H", tokens)
            told = decompile_formula(self.book, tokens[2:], length, kind, *place) or ""
        except _WORDLESS:
            return ""  # the cell is a formula all the same
        return re.sub(r"\b([A-Z]+\d+):\1\b", r"\1", told.replace("<<external>>", "[…]"))


def _read_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, formulas: dict[tuple[int, int], str]) -> Sheet:
    cells: Grid = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            style = book.xf_list[cell.xf_index]
            number_format = book.format_map[style.format_key].format_str if style.format_key in book.format_map else "General"
            font, value = book.font_list[style.font_index], _value(book, cell)
            if isinstance(value, str):
                value = _with_footnotes(book, value, sheet.rich_text_runlist_map.get((row, column), ()))
            cells[row + 1, column + 1] = Typed(value, formulas.get((row, column), ""), number_format, font.name, bool(font.struck_out))
    return Sheet(
        clean(sheet.name),
        cells,
        tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells),
        frozenset(row + 1 for row, shape in sheet.rowinfo_map.items() if shape.hidden or shape.height == 0),
        frozenset(column + 1 for column, shape in sheet.colinfo_map.items() if shape.hidden),
        sheet.visibility != 0,
    )


def _with_footnotes(book: xlrd.Book, text: str, runs: Sequence[tuple[int, int]]) -> str:
    """Where a raised font begins, a sign, as in books.py."""
    raised = [place for place, font in runs if book.font_list[font].escapement == 1]
    for place in reversed(raised):
        text = f"{text[:place]}^{text[place:]}"
    return text


def _value(book: xlrd.Book, cell: xlrd.sheet.Cell) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return cell.value  # a number far outside of all dates, shown as ##### there
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value

"""A file's sheets with every text in Unicode, and the log of what was converted or stays open."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from workbench.intake.cells import Typed
from workbench.intake.encodings import clean, recognise
from workbench.intake.sheets import Book, Sheet, address


@dataclass(frozen=True)
class Conversion:
    """A text that was read in an older encoding."""

    sheet: str
    cell: str
    encoding: str
    before: str
    after: str


@dataclass(frozen=True)
class Undecided:
    """A text that more than one encoding explains; it stays as it was typed. One candidate alone: the text is damaged."""

    sheet: str
    cell: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Decoded:
    """A book in Unicode. `undecided` matters only where a layout needs the cell."""

    book: Book
    conversions: tuple[Conversion, ...]
    undecided: tuple[Undecided, ...]


def decode_book(book: Book) -> Decoded:
    """Every text of the book in Unicode, decided cell by cell: the font first, then spelling, then what is sure beside it.

    Sheets typed in two encodings come out whole; see `recognise` for what is sure. Numbers, dates
    and formulas are left alone.
    """
    sheets, conversions, undecided = [], [], []
    for sheet in book.sheets:
        sure = {found.encoding for found in (recognise(cell.value, cell.font) for _, cell in _texts(sheet)) if found.encoding} - {"utf-8"}
        is_unicode = book.is_unicode and not (book.format == "csv" and _is_saved_amiss(sheet, sure))
        cells = dict(sheet.cells)
        for place, cell in _texts(sheet):
            found = recognise(cell.value, cell.font, beside=sure, is_unicode=is_unicode)
            where = address(*place)
            if found.encoding:
                conversions.append(Conversion(sheet.name, where, found.encoding, clean(cell.value), found.text))
            if found.candidates:
                undecided.append(Undecided(sheet.name, where, found.candidates))
            cells[place] = replace(cell, value=found.text)
        sheets.append(replace(sheet, name=recognise(sheet.name).text, cells=cells))
    return Decoded(replace(book, sheets=tuple(sheets)), tuple(conversions), tuple(undecided))


def _is_saved_amiss(sheet: Sheet, sure: Set[str]) -> bool:
    """Whether a text file in Unicode holds an older encoding throughout: bytes of one that a program has saved as letters."""
    texts = [cell.value for _, cell in _texts(sheet) if not cell.value.isascii()]
    return len(sure) == 1 and all(recognise(text, beside=sure, is_unicode=False).encoding in sure for text in texts)


def _texts(sheet: Sheet) -> Iterator[tuple[tuple[int, int], Typed]]:
    for place, cell in sheet.cells.items():
        if isinstance(cell.value, str):
            yield place, cell

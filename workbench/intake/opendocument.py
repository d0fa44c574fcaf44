"""Sheets of an OpenDocument file, with the merged cells, fonts and hidden rows that lighter readers leave out."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from workbench.intake.cells import Typed, clean
from workbench.intake.sheets import CELLS, ROWS, WIDTH, Grid, Sheet

_SPACES = {
    name: f"{{urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0}}"
    for name, urn in {"office": "office", "table": "table", "text": "text", "style": "style", "fo": "xsl-fo-compatible"}.items()
}
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_MEDIA_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def _name(place: str) -> str:
    space, _, local = place.partition(":")
    return _SPACES[space] + local


def is_opendocument(content: bytes) -> bool:
    """Whether these are the bytes of an .ods file: its media type stands first in it, unpacked."""
    return content.startswith(b"PK") and _MEDIA_TYPE in content[:200]


def read_opendocument(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .ods file; repeated cells are written out up to one beyond the largest sheet.

    References
    ----------
    OASIS, Open Document Format for Office Applications 1.3, part 3, sections 9 (tables) and 16 (styles).
    """
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        body = ElementTree.fromstring(book.read("content.xml"))  # noqa: S314 opening.py has refused whatever declares entities
        common = ElementTree.fromstring(book.read("styles.xml"))  # noqa: S314
    styles = _Styles([common, body])
    return tuple(_read_table(table, styles, ROWS + 1, WIDTH + 1) for table in body.iter(_name("table:table")))


class _Styles:
    """The font of each cell style, and which sheets are hidden; a style without a font has that of its parent."""

    def __init__(self, documents: list[ElementTree.Element]) -> None:
        self.found = {
            one.get(_name("style:name"), ""): one
            for document in documents
            for one in document.iter(_name("style:style"))
            if one.get(_name("style:family")) in ("table-cell", "table")
        }

    def font(self, style: str) -> str:
        for _ in range(20):  # a guard against a style that is its own parent
            one = self.found.get(style)
            if one is None:
                return ""
            text = one.find(_name("style:text-properties"))
            if text is not None and (text.get(_name("style:font-name")) or text.get(_name("fo:font-family"))):
                return (text.get(_name("style:font-name")) or text.get(_name("fo:font-family"), "")).strip("'\"")
            style = one.get(_name("style:parent-style-name"), "")
        return ""

    def is_hidden(self, style: str) -> bool:
        one = self.found.get(style)
        properties = one.find(_name("style:table-properties")) if one is not None else None
        return properties is not None and properties.get(_name("table:display")) == "false"


def _repeated(one: ElementTree.Element, what: str) -> int:
    return max(1, int(one.get(_name(f"table:number-{what}-repeated"), "1")))


def _inside(table: ElementTree.Element, what: str) -> Iterator[ElementTree.Element]:
    """Rows or columns in order, those of groups and headers too, none of a table within a cell."""
    for one in table:
        if one.tag == _name(f"table:table-{what}"):
            yield one
        elif one.tag in {_name(f"table:table-{group}") for group in (f"header-{what}s", f"{what}s", f"{what}-group")}:
            yield from _inside(one, what)


def _read_table(table: ElementTree.Element, styles: _Styles, rows: int, width: int) -> Sheet:
    cells: Grid = {}
    merged, hidden_rows, hidden_columns = [], set(), set()
    column = 1
    defaults: dict[int, str] = {}
    for shape in _inside(table, "column"):
        last = min(column + _repeated(shape, "columns"), width + 1)
        if shape.get(_name("table:visibility"), "visible") != "visible":
            hidden_columns |= set(range(column, last))
        defaults |= dict.fromkeys(range(column, last), shape.get(_name("table:default-cell-style-name"), ""))
        column += _repeated(shape, "columns")
    row = 1
    for line in _inside(table, "row"):
        times = _repeated(line, "rows")
        is_hidden = line.get(_name("table:visibility"), "visible") != "visible"
        read = list(_read_row(line, styles, defaults, width))
        for place in range(row, min(row + times, rows + 1)) if read or is_hidden else ():
            hidden_rows |= {place} if is_hidden else set()
            for column, cell, across, down in read:
                cells[place, column] = cell
                if len(cells) > CELLS:
                    raise ValueError("more cells than a table of figures has")
                if across > 1 or down > 1:
                    merged.append((place, column, place + down - 1, column + across - 1))
        row += times
    return Sheet(
        clean(table.get(_name("table:name"), "")),
        cells,
        tuple(merged),
        frozenset(hidden_rows),
        frozenset(hidden_columns),
        styles.is_hidden(table.get(_name("table:style-name"), "")),
    )


def _read_row(line: ElementTree.Element, styles: _Styles, defaults: dict[int, str], width: int) -> Iterator[tuple[int, Typed, int, int]]:
    """Column, cell, and how many columns and rows it spans, of each filled cell."""
    column = 1
    for one in line:
        if one.tag not in (_name("table:table-cell"), _name("table:covered-table-cell")):
            continue
        times = _repeated(one, "columns")
        value = _value(one) if one.tag == _name("table:table-cell") else None
        formula = _formula(one.get(_name("table:formula"), ""))
        if value is not None or formula:
            style = one.get(_name("table:style-name")) or defaults.get(column, "")
            is_percent = one.get(_name("office:value-type")) == "percentage"
            cell = Typed(value, formula, "0.00%" if is_percent else "General", styles.font(style))
            across, down = (int(one.get(_name(f"table:number-{what}-spanned"), "1")) for what in ("columns", "rows"))
            for place in range(column, min(column + times, width + 1)):
                yield place, cell, across, down
        column += times


def _formula(text: str) -> str:
    """A formula with its references as people know them, [.A1] as A1; one into another file keeps its brackets."""
    text = re.sub(r"^\w+:(?==)", "", text)
    return re.sub(r"\[(?!')([^\]]*)\]", lambda match: match[1].replace("$", "").replace(".", "", 1), text)


def _value(one: ElementTree.Element) -> object:
    kind = one.get(_name("office:value-type"), "")
    if one.get(f"{_CALC}value-type") == "error":
        kind = "string"
    if kind in ("float", "percentage", "currency"):
        return float(one.get(_name("office:value"), ""))
    if kind == "date":
        return datetime.datetime.fromisoformat(one.get(_name("office:date-value"), "").replace("Z", "+00:00"))
    if kind == "time":
        return datetime.timedelta()  # no figure, whatever its length
    if kind == "boolean":
        return one.get(_name("office:boolean-value")) == "true"
    lines = ["".join(_letters(part)) for part in one.findall(_name("text:p"))]
    return "\n".join(lines) if any(lines) else one.get(_name("office:string-value")) or None


def _letters(part: ElementTree.Element) -> Iterator[str]:
    """Text of a paragraph with its spaces and tabs, without its annotations."""
    yield part.text or ""
    for one in part:
        if one.tag == _name("text:s"):
            yield " " * min(int(one.get(_name("text:c"), "1")), 100)
        elif one.tag == _name("text:tab"):
            yield "\t"
        elif one.tag != _name("office:annotation"):
            yield from _letters(one)
        yield one.tail or ""

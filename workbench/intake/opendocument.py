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
    for name, urn in {
        **{"office": "office", "table": "table", "text": "text", "style": "style", "fo": "xsl-fo-compatible"},
        "number": "datastyle",
    }.items()
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
        common = ElementTree.fromstring(book.read("styles.xml"))  # noqa: S314 as above, refused before
    styles = _Styles([common, body])
    return tuple(_read_table(table, styles, ROWS + 1, WIDTH + 1) for table in body.iter(_name("table:table")))


class _Styles:
    """What the styles of cells say, each with its parents: font, line through it, number format; and which sheets are hidden."""

    def __init__(self, documents: list[ElementTree.Element]) -> None:
        self.found = {
            one.get(_name("style:name"), ""): one
            for document in documents
            for one in document.iter(_name("style:style"))
            if one.get(_name("style:family")) in ("table-cell", "table", "text")
        }
        kinds = [_name(f"number:{kind}-style") for kind in ("number", "percentage", "currency")]
        self.formats = {one.get(_name("style:name"), ""): one for document in documents for one in document.iter() if one.tag in kinds}

    def _chain(self, style: str) -> Iterator[ElementTree.Element]:
        for _ in range(20):  # a guard against a style that is its own parent
            one = self.found.get(style)
            if one is None:
                return
            yield one
            style = one.get(_name("style:parent-style-name"), "")

    def _text(self, style: str, *names: str) -> str:
        """The first of these properties of its text that the style or a parent has."""
        properties = [one.find(_name("style:text-properties")) for one in self._chain(style)]
        return next((found for one in properties if one is not None for name in names if (found := one.get(_name(name)))), "")

    def font(self, style: str) -> str:
        return self._text(style, "style:font-name", "fo:font-family").strip("'\"")

    def is_struck(self, style: str) -> bool:
        return self._text(style, "style:text-line-through-style") not in ("", "none")

    def is_raised(self, style: str) -> bool:
        return self._text(style, "style:text-position").startswith(("super", "1", "2", "3", "4", "5"))

    def number_format(self, style: str) -> str:
        """The number format as .xlsx would write it; where it depends on conditions, all that it may be."""
        name = next((found for one in self._chain(style) if (found := one.get(_name("style:data-style-name")))), "")
        own = self.formats.get(name)
        if own is None:
            return "General"
        others = [self.formats.get(one.get(_name("style:apply-style-name"), "")) for one in own.iter(_name("style:map"))]
        several = [one for one in (own, *others) if one is not None]
        return ";".join(("[>=0]" if len(several) > 1 else "") + _code(one) for one in several)

    def is_hidden(self, style: str) -> bool:
        one = self.found.get(style)
        properties = one.find(_name("style:table-properties")) if one is not None else None
        return properties is not None and properties.get(_name("table:display")) == "false"


def _code(data_style: ElementTree.Element) -> str:
    """A number style as a format code, as far as `formats` asks: digits, what is left out, words."""
    code = ""
    for part in data_style:
        if part.tag == _name("number:number"):
            factor = float(part.get(_name("number:display-factor"), "1"))
            code += "0" + "," * (factor > 1)
        elif part.tag in (_name("number:text"), _name("number:currency-symbol")):
            text = (part.text or "").replace('"', "")
            is_percent = data_style.tag == _name("number:percentage-style") and text.strip() == "%"
            code += "%" if is_percent else f'"{text}"'
    return code or "General"


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
        value = _value(one, styles) if one.tag == _name("table:table-cell") else None
        formula = _formula(one.get(_name("table:formula"), ""))
        if value is not None or formula:
            style = one.get(_name("table:style-name")) or defaults.get(column, "")
            is_percent = one.get(_name("office:value-type")) == "percentage"
            number_format = "0.00%" if is_percent else styles.number_format(style)
            cell = Typed(value, formula, number_format, styles.font(style), styles.is_struck(style))
            across, down = (int(one.get(_name(f"table:number-{what}-spanned"), "1")) for what in ("columns", "rows"))
            for place in range(column, min(column + times, width + 1)):
                yield place, cell, across, down
        column += times


def _formula(text: str) -> str:
    """A formula with its references as people know them, [.A1] as A1, [$B.A1] as B!A1; one into another file keeps its brackets."""
    text = re.sub(r"^\w+:(?==)", "", text)
    return re.sub(r"\[(?!')([^\]]*)\]", lambda match: re.sub(r"\.(?=[A-Z]+\d+(:|$))", "!", _bare(match[1])), text)


def _bare(reference: str) -> str:
    return re.sub(r"(^|:)\.", r"\1", reference.replace("$", ""))


def _value(one: ElementTree.Element, styles: _Styles) -> object:
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
    lines = ["".join(_letters(part, styles)) for part in one.findall(_name("text:p"))]
    return "\n".join(lines) if any(lines) else one.get(_name("office:string-value")) or None


def _letters(part: ElementTree.Element, styles: _Styles) -> Iterator[str]:
    """Text of a paragraph with its spaces and tabs, without its annotations; a sign before what is raised, as in books.py."""
    if part.tag == _name("text:span") and styles.is_raised(part.get(_name("text:style-name"), "")):
        yield "^"
    yield part.text or ""
    for one in part:
        if one.tag == _name("text:s"):
            yield " " * min(int(one.get(_name("text:c"), "1")), 100)
        elif one.tag == _name("text:tab"):
            yield "\t"
        elif one.tag != _name("office:annotation"):
            yield from _letters(one, styles)
        yield one.tail or ""

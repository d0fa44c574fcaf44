"""Text files with one table, .csv by any name: their letters, and the sign that parts their cells."""

import csv
import io
import re
from collections import Counter

from workbench.errors import SourceError
from workbench.intake.cells import Typed
from workbench.intake.sheets import CELLS, Grid

RESAVE = "Open it in LibreOffice or Excel and save it as .xlsx."
_WINDOWS = {one: letter for one in range(0x80, 0xA0) if (letter := bytes([one]).decode("cp1252", "ignore"))}
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def decode_text(name: str, content: bytes) -> tuple[str, bool]:
    """The text of a file, and whether it said itself that it is Unicode."""
    encoding = next((one for mark, one in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "")
    if b"\x00" in content and not encoding:
        raise SourceError(name, "this is no spreadsheet.", "Send .xlsx, .xls, .ods or .csv.")
    if re.match(rb"\s*<(!doctype|html|\?xml|table)", content[:200], re.IGNORECASE):
        raise SourceError(name, "this is a web page or XML under the name of a spreadsheet.", RESAVE)
    try:
        return content.decode(encoding or "utf-8"), True
    except UnicodeDecodeError:
        if encoding:
            raise SourceError(name, "the text breaks off within a letter.", "Save it anew as CSV in UTF-8.") from None
    # Each byte as the letter of Windows-1252, or of Latin-1 where that has none: nothing is lost, and each cell is decided by itself.
    return content.decode("latin-1").translate(_WINDOWS), False


def read_delimited(name: str, text: str) -> Grid:
    """The cells of a text file, parted by the sign that gives most rows the same number of cells, more than one.

    Raises
    ------
    SourceError : commas part cells and decimals alike, so that nobody can tell which.
    """
    best: list[list[str]] = []
    most, chosen = -1, ""
    if max(map(text.count, "\t;,\n")) > CELLS:
        raise ValueError("more cells than a table of figures has")
    for delimiter in ("\t", ";", ","):
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        counts = Counter(len(row) for row in rows if len(row) > 1)
        agreeing = max(counts.values(), default=0)
        if agreeing > most:
            best, most, chosen = rows, agreeing, delimiter
    if chosen == ",":
        _check_commas(name, best)
    return {
        (number, column): Typed(value)
        for number, row in enumerate(best, start=1)
        for column, value in enumerate(row, start=1)
        if value.strip()
    }


def _check_commas(name: str, rows: list[list[str]]) -> None:
    """A row of figures longer than all above it: in "1,An Tốt,8,71" one comma is no border between cells."""
    longest = max(map(len, rows), default=0)
    first = next((row for row in rows if len(row) == longest), [])
    if longest > 1 and any(re.fullmatch(r"\s*\d+\s*", one) and not re.fullmatch(r"\s*(19|20)\d\d\s*", one) for one in first):
        problem = f"row {rows.index(first) + 1} has more cells than the rows above it; commas seem to part decimals as well as cells."
        raise SourceError(name, problem, "Save it as .xlsx, or as CSV with semicolons.")

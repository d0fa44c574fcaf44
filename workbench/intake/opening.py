"""A file's bytes, and the refusal of what could harm before any of it is unpacked."""

import io
import re
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from openpyxl.utils import column_index_from_string

from workbench.errors import SourceError

LARGEST_FILE, LARGEST_CONTENT, LARGEST_PARTS = 10 * 2**20, 20 * 2**20, 500  # bytes, bytes unpacked, files inside
ELEMENTS, MERGED = 250_000, 200_000  # of a workbook: a hundred thousand cells; cells merged into others


class NotAForm(SourceError):
    """A file that is no form of the workbench; it may be somebody else's table."""


def read_bytes(path: Path, name: str) -> bytes:
    """The file's content.

    Raises
    ------
    SourceError : there is no such file, it is too large, or it cannot be read.
    """
    try:
        if not path.is_file():
            raise SourceError(name, "there is no such file.", "Mend the path.")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise SourceError(name, f"the file has {size / 2**20:.0f} MB; a form has less than one.", "Send the form alone.")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(name, f"the file cannot be read ({error.strerror}).", "Close it elsewhere, or mend its permissions.") from error


def inspect_workbook(name: str, content: bytes, *, mark: str = "[Content_Types].xml") -> None:
    """Refuse what could harm before any of it is unpacked.

    Parameters
    ----------
    mark : the part that tells the format; by default that of .xlsx, "content.xml" for .ods.

    Raises
    ------
    SourceError : no such workbook, or one that holds what no sheet of figures needs.
    """
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise NotAForm(name, "this is not an .xlsx workbook.", "Open it in LibreOffice or Excel and save it as .xlsx.")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = book.infolist()
        if len(parts) > LARGEST_PARTS or sum(part.file_size for part in parts) > LARGEST_CONTENT:
            raise SourceError(name, "the file unpacks to more than a form can hold.", "Send the form alone.")
        names = [part.filename for part in parts]
        if any(one.startswith("/") or ".." in one.split("/") for one in names):
            raise SourceError(name, "the file holds paths that lead out of it.", "It was not saved by a spreadsheet program.")
        if any(one.lower().endswith("vbaproject.bin") or one.startswith(("Basic/", "Scripts/")) for one in names):
            raise SourceError(name, "the workbook holds macros.", "Save it as .xlsx, without them.")
        if mark not in names:
            raise NotAForm(name, "this is not an .xlsx workbook.", "Open it in LibreOffice or Excel and save it as .xlsx.")
        scales = _Scales(name)
        try:
            for part in parts:
                with book.open(part) as file:
                    content = file.read(part.file_size + 1)  # what the table of contents says of its size may be wrong
                if len(content) > part.file_size:
                    raise SourceError(name, "the file unpacks to more than a form can hold.", "Send the form alone.")
                scales.weigh(content)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:  # RuntimeError: it asks for a password
            raise SourceError(name, "the file is damaged or locked with a password.", "Save it anew as .xlsx, without one.") from error


class _Scales:
    """What the parts of a workbook would make a reader do, counted by a parser that builds nothing."""

    def __init__(self, name: str) -> None:
        self.name, self.elements, self.merged = name, 0, 0

    def weigh(self, content: bytes) -> None:
        """Count one part; a picture is no XML and weighs nothing, and whatever breaks off is for the reader to refuse."""
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.StartDoctypeDeclHandler = self._element, self._doctype
        try:
            parser.Parse(content, True)
        except expat.ExpatError:
            return

    def _doctype(self, *_: object) -> None:
        raise SourceError(self.name, "the file declares entities, as no spreadsheet program does.", "Save it anew as .xlsx.")

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if name.rpartition(":")[2] == "mergeCell":
            corners = re.findall(r"([A-Z]+)(\d+)", attributes.get("ref", "").upper())
            columns, rows = [column_index_from_string(column[:3]) for column, _ in corners], [int(row[:7]) for _, row in corners]
            self.merged += (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1) if corners else 0
        if self.elements > ELEMENTS or self.merged > MERGED:
            raise SourceError(self.name, "the file holds more cells than a table of figures has.", "Send the table alone.")

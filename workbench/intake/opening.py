"""A file's bytes, and the refusal of what could harm before any of it is unpacked."""

import io
import zipfile
from pathlib import Path

from workbench.errors import SourceError

LARGEST_FILE, LARGEST_CONTENT, LARGEST_PARTS = 10 * 2**20, 20 * 2**20, 500  # bytes, bytes unpacked, files inside


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
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and _declares_entities(book, part):
                raise SourceError(name, "the file declares entities, as no spreadsheet program does.", "Save it anew as .xlsx.")


def _declares_entities(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with book.open(part) as stream:  # a DOCTYPE stands at the beginning or nowhere
        return b"<!DOCTYPE" in stream.read(4096).replace(b"\x00", b"").upper()

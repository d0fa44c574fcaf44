"""Zips and office files that know no clock: the same content is the same bytes."""

import io
import re
import zipfile
from collections.abc import Mapping

_STAMP = (1980, 1, 1, 0, 0, 0)  # of every file in a zip
_CORE = "docProps/core.xml"


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by path: no clock, no owner, paths in order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            about = zipfile.ZipInfo(name, _STAMP)
            about.compress_type, about.create_system, about.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(about, content)
    return buffer.getvalue()


def settled(package: bytes) -> bytes:
    """An office file (.docx, .xlsx) without the clock of the library that wrote it."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files[_CORE] = re.sub(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", b"", files[_CORE], flags=re.DOTALL)
    return zip_files(files)

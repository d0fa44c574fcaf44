"""What reads files of others, each as a function of any bytes: it tells faults or figures and raises nothing but our own errors."""

import csv
import io
import math
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.conftest import THREE_COMMUNES
from workbench.errors import WorkbenchError
from workbench.intake.books import read_book
from workbench.intake.cells import Line, Typed
from workbench.intake.decoding import decode_book
from workbench.intake.encodings import clean, recognise
from workbench.intake.words import Wording
from workbench.intake.written import Beside, read_written
from workbench.observations import read_observations
from workbench.programme import load_programme, read_programme
from workbench.programme.layouts import read_layouts


@cache
def _folder() -> Path:
    return Path(shutil.copytree(THREE_COMMUNES, Path(tempfile.mkdtemp(prefix="wb-fuzz-")) / "three-communes"))


def _file(name: str, content: bytes, read: Callable[[Path], object]) -> None:
    """A file of the folder holds these bytes while it is read; then what was there is put back."""
    path = _folder() / name
    path.parent.mkdir(exist_ok=True)
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(content)
    try:
        read(_folder())
    except WorkbenchError as refused:
        assert str(refused)
    finally:
        path.unlink() if before is None else path.write_bytes(before)


def definitions(content: bytes) -> None:
    """An area's file."""
    _file("areas/02_work.toml", content, read_programme)


def header(content: bytes) -> None:
    """programme.toml."""
    _file("programme.toml", content, read_programme)


def units(content: bytes) -> None:
    """units.csv."""
    _file("units.csv", content, read_programme)


def layout(content: bytes) -> None:
    """A layout of somebody's table."""
    _file("layouts/a.toml", content, lambda folder: read_layouts(load_programme(folder)))


def observations(content: bytes) -> None:
    """A file of observations: every row is sound or told of, and a figure is finite."""

    def read(folder: Path) -> None:
        table, _ = read_observations(load_programme(folder))
        assert all(math.isfinite(value) for value in table["value"])

    _file("observations/more.csv", content, read)


def written(content: bytes) -> None:
    """A cell's text: a figure, a silence or a question, and one of them alone."""
    text = content.decode(errors="surrogateescape").encode(errors="replace").decode()
    told = recognise(clean(text))
    assert told is not None
    for line in (Line(True, False, False), Line(False, False, True)):
        answer = read_written(Typed(text), line, Wording("vi"), Beside(unit="nghìn", of=9))
        assert [answer.value is not None, bool(answer.silence), bool(answer.question)].count(True) == 1
        assert answer.value is None or math.isfinite(answer.value)


def table(content: bytes) -> None:
    """A table of text, of any encoding, in the shape in which a spreadsheet program saves one."""
    _book(content, ".csv")


def workbook(content: bytes) -> None:
    """A workbook."""
    _book(content, ".xlsx")


def cells(content: bytes) -> None:
    """Rows of cells that hold anything."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(line.split("\x1f") for line in content.decode("latin-1").replace("\0", "").split("\n"))
    _book(buffer.getvalue().encode(), ".csv")


def _book(content: bytes, ending: str) -> None:
    path = _folder().with_name(f"in{ending}")
    path.write_bytes(content)
    try:
        decode_book(read_book(path))
    except WorkbenchError as refused:
        assert str(refused)


PARSERS = {one.__name__: one for one in (definitions, header, units, layout, observations, written, table, workbook, cells)}

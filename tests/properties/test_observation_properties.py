"""Whatever stands in a table of observations, each row is read as it stands or told with file and row: none is lost or invented."""

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import THREE_COMMUNES
from workbench.observations import COLUMNS, digest_of, read_observations
from workbench.programme import Programme, load_programme

FEW = settings(max_examples=40)
FILE = "observations/more.csv"
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
SOUND = {
    "unit_code": st.sampled_from(["101", "102", "103", "D1"]),
    "indicator_id": st.sampled_from(["INCOME", "POV_HH", "BASE_HH", "TRAINED__num", "CLINIC", "URBAN_JOBLESS__num", "SCHOOLS__primary"]),
    "year": st.integers(2001, 2030).map(str),
    "value": st.one_of(st.integers(0, 10**6).map(str), st.floats(0.0, 1e12).map(repr)),
    "status": st.just("reported"),
    "qualifier": st.sampled_from(["exact", "preliminary", "about", "at_least", "at_most", "part_year", "planned"]),
    "source_id": st.just("register"),
    "file_sha256": st.just(""),
    "sheet": TEXTS,
    "cell": TEXTS,
    "received": st.one_of(st.just(""), st.dates().map(str)),
    "note": TEXTS,
}
ODD = st.one_of(
    TEXTS, st.sampled_from(["", "nan", "-1", "1e400", "1,5", "1_0", "٢", "0101", "corrected", "2017.0", "20", '"', "\n", "\r", "\0"])
)


@st.composite
def rows(draw: st.DrawFn) -> list[list[str]]:
    """Rows of the table, some sound, some with an odd cell, some too long or too short."""
    found = []
    for _ in range(draw(st.integers(1, 8))):
        row = [draw(SOUND[column]) for column in COLUMNS]
        if draw(st.booleans()):
            row[draw(st.integers(0, len(row) - 1))] = draw(ODD)
        found.append(draw(st.sampled_from([row, row, row, row[:-1], [*row, "x"]])))
    return found


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """The three communes without figures of their own."""
    folder = Path(shutil.copytree(THREE_COMMUNES, tmp_path_factory.mktemp("rows") / "three-communes"))
    (folder / "observations/reported.csv").unlink()
    return load_programme(folder)


def written(programme: Programme, found: list[list[str]]) -> dict[int, list[str]]:
    """The rows as a file of the folder; each by the number of its last line."""
    buffer, at = io.StringIO(newline=""), {}
    writer = csv.writer(buffer, lineterminator="\r\n")  # so that a lone return is quoted too
    for row in [COLUMNS, *found]:
        writer.writerow(row)
        # A row ends where a spreadsheet would say so: a return within quotes begins a line too.
        at[len(re.findall(r"\r\n|\r|\n", buffer.getvalue()))] = row
    (programme.folder / FILE).write_bytes(buffer.getvalue().encode())
    del at[1]
    return at


@FEW
@given(found=rows())
def test_a_row_is_read_as_it_stands_or_told_with_its_number(programme: Programme, found: list[list[str]]) -> None:
    at = written(programme, found)
    table, faults = read_observations(programme)
    read = {int(row["origin"].removeprefix(f"{FILE}, row ")): row for row in table.to_dict("records")}
    told = {int(number) for fault in faults for number in re.findall(rf"^{FILE}, row (\d+)$", fault.where) if fault.severity == "error"}
    broken = [int(number) for fault in faults for number in re.findall(rf"^{FILE}, after row (\d+)$", fault.where)]
    assert all(fault.where.startswith(FILE) for fault in faults)
    assert not read.keys() & told
    assert {number for number in at if not broken or number <= broken[0]} - {*broken} <= read.keys() | told
    for number, row in read.items():
        cells = dict(zip(COLUMNS, at[number], strict=True))
        assert row == cells | {"year": int(cells["year"]), "value": float(cells["value"]), "origin": f"{FILE}, row {number}"}


@FEW
@given(found=rows())
def test_rows_that_were_read_are_read_again_as_the_same(programme: Programme, found: list[list[str]]) -> None:
    written(programme, found)
    table, _ = read_observations(programme)
    if table.empty:
        return
    written(programme, table[COLUMNS].map(str).to_numpy().tolist())
    again, faults = read_observations(programme)
    assert [fault for fault in faults if fault.severity == "error"] == [] and digest_of(again) == digest_of(table)

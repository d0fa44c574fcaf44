"""Whatever is typed into a form: each cell becomes the figure that stands there, a silence, or a question that names the cell."""

import datetime
import math
import shutil
from pathlib import Path

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import THREE_COMMUNES, Folder
from tests.unit.intake.conftest import Desk

# What fails is told as it was found: to make it smaller would fill in and read hundreds of workbooks.
SOME = settings(max_examples=12, phases=[Phase.generate])
SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="￾￿")  # what a workbook can hold
TEXTS = st.text(SIGNS, max_size=10).filter(lambda text: not text.startswith("="))
FIGURES = st.one_of(st.integers(0, 300), st.integers(-5, 10**16), st.floats(0.0, 100.0), st.floats(allow_nan=False, allow_infinity=False))
CELLS = st.one_of(
    FIGURES,
    TEXTS,
    st.none(),
    st.booleans(),
    st.dates(datetime.date(1950, 1, 1), datetime.date(2050, 1, 1)),
    st.sampled_from(["21", "1.234", "1,5", "0,5%", "-", "…", "x", "KPS", "Có", "không", "khoảng 30", "=1+1", "#N/A", "12/3", "٣"]),
)
STATES = st.sampled_from([None, None, None, "", "Chính thức", "Sơ bộ", "Không phát sinh", "Chưa có số liệu", "Không áp dụng", "khác"])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    place = tmp_path_factory.mktemp("forms")
    folder = Folder(Path(shutil.copytree(THREE_COMMUNES, place / "three-communes")))
    folder.write("identities.toml", "")  # what contradicts other figures is refused as a whole, which has tests of its own
    return Desk(folder, place)


def as_written(value: float) -> float:
    """A workbook holds sixteen digits."""
    return float(f"{value:.16g}")


def forget(desk: Desk) -> None:
    """The folder as before any form came."""
    for path in desk.folder.path.rglob("received*"):
        path.unlink()


@pytest.fixture(scope="module")
def lines(desk: Desk) -> dict[str, str]:
    """Id of each line of the form -> its cell for the figure."""
    page = openpyxl.load_workbook(desk.form("101")).worksheets[1]
    return {page.cell(row, 1).value: f"F{row}" for row in range(3, page.max_row + 1) if page.cell(row, 1).value}


@SOME
@given(data=st.data())
def test_a_cell_is_the_figure_that_stands_there_or_a_silence_or_a_question(desk: Desk, lines: dict[str, str], data: st.DataObject) -> None:
    forget(desk)
    typed = {name: (data.draw(CELLS), data.draw(STATES), data.draw(TEXTS)) for name in lines}
    told = desk.ingest(desk.fill(desk.place / "form.xlsx", typed))
    rows = {row["indicator_id"]: row for row in desk.rows()}
    asked = {name for name, cell in lines.items() if f"question\t101 An Tốt, {cell}: " in told}
    assert not rows.keys() & asked and rows.keys() | asked <= lines.keys()
    for name, (value, state, _) in typed.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if name in rows:
            row = rows[name]
            assert math.isfinite(row["value"]) and row["cell"] == lines[name] and row["unit_code"] == "101" and row["year"] == 2017
            assert row["qualifier"] == ("preliminary" if state == "Sơ bộ" else "exact")
            if is_number:
                assert row["value"] == as_written(value)
            else:
                assert value in ("Có", "không", "KPS", "21") or str(value).strip().isdigit() or (not value and state == "Không phát sinh")
        elif name not in asked:  # nothing was said
            assert not is_number and (value is None or not str(value).strip() or value in ("…", "x") or not str(value).strip().isalnum())


@SOME
@given(value=st.integers(0, 10**15) | st.floats(0.0, 1e15), note=TEXTS)
def test_a_plain_figure_comes_through_with_every_digit(desk: Desk, lines: dict[str, str], value: float, note: str) -> None:
    forget(desk)
    desk.ingest(desk.fill(desk.place / "form.xlsx", {"INCOME": (value, None, note)}))
    (row,) = desk.rows()
    assert (row["indicator_id"], row["value"], row["cell"]) == ("INCOME", as_written(value), lines["INCOME"])


def test_the_properties_look_at_every_line_of_a_form(lines: dict[str, str]) -> None:
    assert len(lines) >= 5

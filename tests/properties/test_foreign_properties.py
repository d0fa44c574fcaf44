"""Tables of others made at random from a known truth: what is taken from them is the truth, and what is not is asked about."""

import math
import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import THREE_COMMUNES, Folder
from tests.unit.intake.conftest import write_units
from workbench.intake.foreign import read_foreign
from workbench.intake.words import Wording
from workbench.programme.layouts import Layout

UNITS = {"101": "Xã An Tốt", "102": "Xã Bình Hở", "103": "Xã Chi Ngắn"}
# Whole counts, a count that adds up, and an amount with decimals: header, id, unit of measure.
INDICATORS = {"Số hộ": "BASE_HH", "Hộ nghèo": "POV_HH", "Thu nhập": "INCOME"}
MEASURE = "triệu đồng/năm"
SIGNS = {"-": 0.0, "…": None, "x": None}
EXAMPLES = int(os.environ.get("FOREIGN_EXAMPLES", "40"))  # `make fuzz` asks for many more


def written(value: float | None, style: str) -> object:
    """A figure as somebody types it: a number, or a text with the office's signs."""
    if value is None:
        return None
    whole, _, rest = f"{value:.3f}".rstrip("0").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return {
        "number": value,
        "text": whole if value == int(value) else f"{whole},{rest}",
        "grouped": grouped if value == int(value) else f"{grouped},{rest}",
        "spaced": f" {whole} " if value == int(value) else f" {whole},{rest} ",
        "unit": f"{grouped} hộ" if value == int(value) else f"{whole},{rest} triệu",
    }[style]


@st.composite
def tables(draw):
    """The truth by unit, id and year; the cells of a table that tells it; and the layout that describes it."""
    units = draw(st.permutations(list(UNITS)))[: draw(st.integers(1, 3))]
    years = draw(st.lists(st.integers(2014, 2018), min_size=1, max_size=3, unique=True))
    names = draw(st.permutations(list(INDICATORS)))[: draw(st.integers(1, 3))]
    across = draw(st.sampled_from(["indicators", "years", "both", "units"]))
    if across == "years" or across == "units":
        names = names[:1]
    if across in ("indicators", "units"):
        years = years[:1]
    amounts = st.integers(1, 3).flatmap(lambda places: st.decimals("0.001", "9999.999", places=places)).map(float)
    counts = st.integers(0, 20000).map(float)
    truth = {
        (unit, INDICATORS[name], year): draw(st.none() | (amounts if name == "Thu nhập" else counts))
        for unit in units
        for name in names
        for year in years
    }
    styles = st.sampled_from(["number", "text", "grouped", "spaced", "unit"])
    texts, signs = {}, {}
    for key, value in truth.items():
        sign = draw(st.sampled_from(sorted(SIGNS))) if draw(st.integers(0, 9)) == 0 else None
        if sign:
            signs[key] = truth[key] = SIGNS[sign]
        texts[key] = sign or written(value, draw(styles))
    columns: list[tuple[str, tuple]] = []  # header, and what picks a unit's cell
    if across == "indicators":
        columns = [(name, (INDICATORS[name], years[0])) for name in names]
    elif across == "years":
        columns = [(f"Năm {year}", (INDICATORS[names[0]], year)) for year in years]
    elif across == "both":
        columns = [(f"Năm {year} > {name}", (INDICATORS[name], year)) for year in years for name in names]
    is_titled = across in ("indicators", "units")
    rows: list[list[object]] = [["UBND HUYỆN", None, "CỘNG HÒA"]] * draw(st.integers(0, 2))
    rows = [list(one) for one in rows] + ([[f"BIỂU SỐ LIỆU NĂM {years[0]}"]] if is_titled else [["BIỂU SỐ LIỆU"]])
    merged = []
    depth = 2 if across == "both" else 1
    number = draw(st.booleans())  # a column TT
    head = ["TT", "Đơn vị"] if number else ["Đơn vị"]
    top = len(rows) + 1
    if across == "units":
        rows.append(["Chỉ tiêu", *(UNITS[unit] for unit in units)])
        rows.append([names[0], *(texts[unit, INDICATORS[names[0]], years[0]] for unit in units)])
    else:
        for level in range(depth):
            rows.append([*(head if level == 0 else [None] * len(head)), *(header.split(" > ")[level] for header, _ in columns)])
        if depth == 2:
            first = len(head) + 1
            for place in range(0, len(columns), len(names)):
                for blank in range(place + 1, place + len(names)):
                    rows[top - 1][len(head) + blank] = None
                if len(names) > 1:
                    merged.append((top, first + place, top, first + place + len(names) - 1))
            merged += [(top, column, top + 1, column) for column in range(1, len(head) + 1)]
        body = [
            [*([place] if number else []), UNITS[unit], *(texts[unit, *picked] for _, picked in columns)]
            for place, unit in enumerate(units, start=1)
        ]
        if draw(st.booleans()):  # a total among the rows; it is right, or off by one
            off = draw(st.sampled_from([0, 0, 0, 1]))
            sums = [sum(truth[unit, *picked] or 0 for unit in units) + off for _, picked in columns]
            body.insert(draw(st.sampled_from([0, len(body)])), [*([None] if number else []), "Tổng số", *sums])
        rows += body
    if draw(st.booleans()):
        rows.append(["Ghi chú: số liệu theo chuẩn 2016-2020"])
    if draw(st.booleans()):
        rows += [[], ["NGƯỜI LẬP BIỂU", None, "Ngày 5/1/2019"]]
    table: dict[str, object] = {"until": ["NGƯỜI LẬP*"], "header_rows": depth}
    if names == ["Thu nhập"]:
        table["measure"] = MEASURE
    table["title"] = ["*năm {year}"] if is_titled else []
    roles = [{"header": "TT", "role": "ignore"}] if number and across != "units" else []
    if across == "units":
        table["columns"] = [{"header": "Chỉ tiêu", "role": "indicator"}, {"header": "Xã {unit}"}]
        table["rows"] = [{"label": names[0], "indicator": INDICATORS[names[0]]}, {"label": "Ghi chú*", "role": "ignore"}]
    else:
        pattern = {"years": "Năm {year}", "both": "Năm {year} > "}.get(across, "")
        heads = [{"header": pattern + name, "indicator": INDICATORS[name]} for name in names]
        heads = [{"header": pattern}] if across == "years" else heads
        if across == "years":
            table["indicator"] = INDICATORS[names[0]]
        for one in heads:
            if "Thu nhập" in one["header"]:
                one["measure"] = MEASURE
        table["columns"] = [*roles, {"header": "Đơn vị", "role": "unit"}, *heads]
        table["rows"] = [{"label": "Tổng số", "role": "total"}, {"label": "Ghi chú*", "role": "ignore"}]
    meanings = {"-": "zero", "…": "unknown", "x": "inapplicable"}
    layout = Layout.model_validate({"format": 1, "title": "x", "signs": meanings, "tables": [table]})
    return truth, rows, merged, layout


def save(path: Path, rows, merged) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                page.cell(number, column).value = value
    for top, left, bottom, right in merged:
        page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    book.save(path)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("random")


@pytest.fixture(scope="module")
def programme(place):
    folder = Folder(Path(shutil.copytree(THREE_COMMUNES, place / "three-communes")))
    write_units(folder)
    return folder.programme


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(made=tables())
def test_whatever_the_table_its_figures_are_right_or_asked_about(programme, place, made):
    truth, rows, merged, layout = made
    path = place / "table.xlsx"
    save(path, rows, merged)
    form = read_foreign(path, programme, {"x": layout}, Wording("en"))
    taken, asked = {}, len(form.questions)
    for sheet in form.sheets:
        for line in sheet.lines:
            asked += bool(line.answer.question)
            if line.answer.value is not None and not line.answer.question:
                taken[sheet.unit_code, line.asked_id, sheet.year] = line.answer.value
    wrong = {key: (value, truth.get(key)) for key, value in taken.items() if truth.get(key) is None or not math.isclose(value, truth[key])}
    assert wrong == {}
    missing = [key for key, value in truth.items() if value is not None and key not in taken]
    assert not missing or asked

"""Tables in which a figure could be read wrongly without anybody noticing: it is right, or asked about, or the file is refused."""

from pathlib import Path

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.unit.intake.conftest import put, taken, use
from tests.unit.intake.foreign import BODY, HEAD, SIMPLE, UNITS, add, sheet_of
from workbench.errors import SourceError
from workbench.intake.cells import Typed
from workbench.intake.formulas import mark_hollow
from workbench.intake.patterns import match

RATE = """format = 1
title = "Tỷ lệ"
[[tables]]
title = ["Năm {year}"]
columns = [{ header = "Đơn vị", role = "unit" }, { header = "Tỷ lệ", indicator = "TRAINED" }]
"""
INCOME = """format = 1
title = "Thu nhập"
[[tables]]
title = ["Năm {year}"]
measure = "triệu đồng/năm"
columns = [{ header = "Đơn vị", role = "unit" }, { header = "Thu nhập*", indicator = "INCOME" }]
"""
VND = '_-* #,##0\\ "₫"_-;\\-* #,##0\\ "₫"_-;_-* "-"??\\ "₫"_-;_-@_-'


@pytest.mark.parametrize(
    ("layout", "value", "number_format", "wanted", "told"),
    [
        (RATE, 0.52, '0.00"%"', 0.52, ""),  # the sign stands there as a word: nothing is shown a hundred times larger
        (RATE, 0.52, "0.00\\%", 0.52, ""),
        (RATE, 0.52, "0.00%", 52.0, "cell in per cent"),
        (INCOME, 25_000_000, "#,##0.0,,", None, "its format shows thousands or millions"),
        (INCOME, 25, '#,##0" triệu đồng"', 25.0, ""),
        (INCOME, 2500, '#,##0" nghìn đồng/tháng"', None, "its format adds “nghìn đồng/tháng”"),
        (INCOME, 25, VND, None, "its format adds “₫”"),
        (INCOME, 25, "[>=1000]#,##0,;0", None, "its format shows thousands or millions"),
        (INCOME, 25, "#,##0.0;[Red]-#,##0.0", 25.0, ""),
    ],
)
def test_what_a_number_format_adds_is_read_or_asked_about(office_desk, layout, value, number_format, wanted, told):
    use(office_desk, layout)
    header = "Tỷ lệ" if layout is RATE else "Thu nhập"
    book = sheet_of([["Năm 2018"], [UNITS, header], ["An Tốt", value]])
    book.active["B3"].number_format = number_format
    book.save(office_desk.place / "t.xlsx")
    report = office_desk.ingest(office_desk.place / "t.xlsx", received="2019-01-05")
    assert list(taken(office_desk).values()) == ([] if wanted is None else [wanted])
    assert told in report and (wanted is not None) == ("question" not in report)


@pytest.mark.parametrize(("beside", "wanted"), [(0.1, [0.1]), ("0,1", [0.1, 1.001]), ("1.000,1", [1000.1, 1.001]), ("~ 0,1", [0.1, 1.001])])
def test_only_figures_typed_as_text_tell_which_sign_parts_decimals(office_desk, beside, wanted):
    use(office_desk, INCOME)
    sheet_of([["Năm 2018"], [UNITS, "Thu nhập"], ["An Tốt", beside], ["Bình Hở", "1,001"]]).save(office_desk.place / "t.xlsx")
    report = office_desk.ingest(office_desk.place / "t.xlsx", received="2019-01-05")
    assert sorted(taken(office_desk).values()) == sorted(wanted)
    assert ("it may be 1.001 / 1001" in report) == (len(wanted) == 1)


def test_what_stands_below_the_table_does_not_tell_which_sign_parts_its_decimals(office_desk):
    use(office_desk, f'{INCOME}until = ["Ghi chú*"]\n')
    rows = [["Năm 2018"], [UNITS, "Thu nhập"], ["An Tốt", "1,001"], ["Ghi chú"], ["Hệ số", "0.5"]]
    sheet_of(rows).save(office_desk.place / "t.xlsx")
    report = office_desk.ingest(office_desk.place / "t.xlsx", received="2019-01-05")
    assert taken(office_desk) == {} and "it may be 1.001 / 1001" in report


@pytest.mark.parametrize("note", ["Theo Biểu 2.1", "Biểu 2.1, cột 3", "1.5 tr. 10,2"])
def test_a_note_below_the_figures_does_not_tell_which_sign_parts_decimals(office_desk, note):
    use(office_desk, INCOME)
    sheet_of([["Năm 2018"], [UNITS, "Thu nhập"], ["An Tốt", "1,001"], ["Ghi chú", note]]).save(office_desk.place / "t.xlsx")
    report = office_desk.ingest(office_desk.place / "t.xlsx", received="2019-01-05")
    assert taken(office_desk) == {} and "it may be 1.001 / 1001" in report


@pytest.mark.parametrize(
    ("above", "header", "is_asked"),
    [
        ("Biểu 3", "Thu nhập (nghìn đồng)", True),
        ("Đơn vị tính: nghìn đồng", "Thu nhập", True),
        ("Đơn vị tính: nghìn đồng", "Thu nhập (triệu đồng)", True),
        ("Biểu 3", "Thu nhập (triệu đồng/tháng)", True),
        ("Biểu 3", "Thu nhập (%)", True),
        ("Đơn vị tính: hộ", "Thu nhập (triệu đồng)", False),  # of other columns of the page
        ("Biểu 3 (kèm theo)", "Thu nhập (theo giá hiện hành)", False),
    ],
)
def test_a_unit_that_the_table_tells_and_the_layout_contradicts_is_a_question(office_desk, above, header, is_asked):
    use(office_desk, INCOME)
    told = office_desk.ingest(put(office_desk, [["Năm 2018"], [above], [UNITS, header], ["An Tốt", 25]]), received="2019-01-05")
    assert ("the table says it is in" in told) == is_asked and list(taken(office_desk).values()) == ([] if is_asked else [25.0])


FIRST = {("101", "BASE_HH", 2018): 1020.0, ("101", "POV_HH", 2018): 98.0}
TRAPS = {
    "the same header under another year": ([HEAD, BODY[0], [], ["Năm 2019"], HEAD, BODY[1]], FIRST, "row 5: another table seems to begin"),
    "another header below": (
        [HEAD, BODY[0], [], ["TT", UNITS, "Lao động", "Việc làm"], BODY[1]],
        FIRST,
        "row 5: another table seems to begin below this row; from row 6 on nothing is read",
    ),
    "a header of years below": ([HEAD, BODY[0], [], ["TT", UNITS, 2016, 2017], BODY[1]], FIRST, "another table seems to begin"),
    "two tables side by side": ([[*HEAD, None, *HEAD], [*BODY[0], None, *BODY[0][:2], 1021, 99]], {}, "with another figure"),
    "a figure in a column without a header": ([HEAD, [*BODY[0], 71]], {}, "there are figures in E3, in a column without a header"),
    "a unit twice": ([HEAD, BODY[0], [2, "An Tốt", 1021, 98]], {("101", "POV_HH", 2018): 98.0}, "C3 too, with another figure"),
    "an error in a cell": ([HEAD, [1, "An Tốt", 1020, "#DIV/0!"]], {("101", "BASE_HH", 2018): 1020.0}, "the error #DIV/0!"),
}


def test_nothing_added_up_is_asked_about_and_not_taken_for_zero(office_desk):
    use(office_desk, SIMPLE)
    told = office_desk.ingest(Path(__file__).with_name("formulas.xls"), received="2019-01-05")
    assert taken(office_desk) == {("101", "BASE_HH", 2018): 1020, ("102", "BASE_HH", 2018): 520}
    assert "D3: The formula =E3+F3 is 0 because the cells that it takes are all empty" in told
    assert "D4: The formula =SUM(E4:F4) is 0" in told


@pytest.mark.parametrize(
    ("formula", "cells", "hollow"),
    [
        ("=SUM(B1:B9)", {}, True),
        ("=SUM(B1:B9)", {(9, 2): Typed(0)}, False),
        ("=B1+B2", {(1, 2): Typed(0, "=C1")}, True),
        ("=B1", {(1, 2): Typed(0, "=A1")}, True),  # it leads back to itself
        ('=IF(B1="B2";0;0)', {}, True),
        ("=1000-1000", {}, False),
        ("=SUM(B1:B5000)", {}, False),
        ("=LOG10(5)", {}, False),
    ],
)
def test_a_zero_is_hollow_where_all_that_it_is_made_of_is_empty(formula, cells, hollow):
    assert mark_hollow({(1, 1): Typed(0, formula), **cells})[1, 1].is_hollow == hollow


@pytest.mark.parametrize(("rows", "wanted", "told"), TRAPS.values(), ids=TRAPS)
def test_what_may_belong_elsewhere_is_asked_about(office_desk, rows, wanted, told):
    use(office_desk, SIMPLE)
    assert told in office_desk.ingest(put(office_desk, [["Năm 2018"], *rows]), received="2019-01-05")
    assert taken(office_desk) == wanted


def test_a_header_on_each_printed_page_and_a_section_are_no_other_table(office_desk):
    use(office_desk, SIMPLE)
    told = office_desk.ingest(put(office_desk, [["Năm 2018"], HEAD, BODY[0], HEAD, ["I", "Vùng núi"], BODY[1]]), received="2019-01-05")
    assert "question" not in told and len(taken(office_desk)) == 4


def test_two_tables_on_one_sheet_are_read_where_the_layout_describes_both(office_desk):
    second = SIMPLE.partition("[[tables]]")[2].replace("Số hộ", "Lao động").replace("BASE_HH", "BASE_LF")
    second = second.replace('  { header = "Hộ nghèo", indicator = "POV_HH" },\n', "")
    use(office_desk, f"{SIMPLE}[[tables]]{second}")
    rows = [["Năm 2018"], HEAD, *BODY, [], ["Lao động năm 2017"], ["TT", UNITS, "Lao động"], [1, "An Tốt", 2040]]
    told = office_desk.ingest(put(office_desk, rows), received="2019-01-05")
    assert "question" not in told and len(taken(office_desk)) == 7
    assert taken(office_desk)["101", "BASE_LF", 2017] == 2040


def test_numbers_of_columns_that_are_not_there_cost_no_row(office_desk):
    use(office_desk, SIMPLE.replace("[[tables]]", "[[tables]]\ncolumn_numbers = true"))
    office_desk.ingest(put(office_desk, [["Năm 2018"], HEAD, BODY[0]]), received="2019-01-05")
    assert taken(office_desk) == FIRST


def test_a_sheet_with_most_of_the_columns_is_not_left_out_in_silence(office_desk):
    use(office_desk, SIMPLE)
    book = sheet_of([["Năm 2018"], HEAD, BODY[0]])
    add(book.create_sheet("Tờ 2"), [["Năm 2018"], [*HEAD[:3], "Hộ ngèo"], BODY[1]])
    add(book.create_sheet("Tờ 3"), [["Năm 2018"], ["TT", UNITS, "Lao động"], BODY[1][:3]])
    book.save(office_desk.place / "t.xlsx")
    told = office_desk.ingest(office_desk.place / "t.xlsx", received="2019-01-05")
    assert "question\tTờ 2: this sheet cannot be read" in told and "question\tTờ 3" not in told and "Tờ 3 (" in told


def test_a_footnote_is_no_digit_and_a_struck_figure_no_figure(office_desk):
    use(office_desk, SIMPLE)
    book = sheet_of([["Năm 2018"], HEAD, *BODY])
    book.active["C3"].value = CellRichText("1020", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    book.active["C4"].font = Font(strike=True)
    book.save(office_desk.place / "t.xlsx")
    told = office_desk.ingest(office_desk.place / "t.xlsx", received="2019-01-05")
    assert "“1020^1”" in told and "“520” is struck through" in told
    assert {key[0] for key in taken(office_desk) if key[1] == "BASE_HH"} == {"103"}


@pytest.mark.parametrize(
    "text",
    [
        "Năm 2018\nTT,Đơn vị,Số hộ,Hộ nghèo\n1,An Tốt,1,020,98\n2,Bình Hở,520,52\n",
        "Năm 2018,,,,\nTT,Đơn vị,Số hộ,Hộ nghèo,\n1,An Tốt,1,020,98,\n2,Bình Hở,520,52,\n",
    ],
)
def test_commas_that_part_decimals_and_cells_alike_are_refused(office_desk, text):
    use(office_desk, SIMPLE)
    (office_desk.place / "t.csv").write_text(text, "utf-8")
    with pytest.raises(SourceError, match="row 3 has more cells than the rows above it"):
        office_desk.ingest(office_desk.place / "t.csv")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("BIỂU NĂM 2018", "2018"),
        ("Số liệu tháng 6 năm 2018 (sơ bộ)", "2018"),
        ("Biểu năm 2017, kế hoạch năm 2018", None),
        ("Giai đoạn năm 2016-2020", None),
        ("Năm học năm 2017/2018", None),
        ("Văn bản năm 20180", None),
        ("Giai đoạn 2016 - 2020, năm 2018", "2018"),
    ],
)
def test_a_year_is_taken_from_a_line_that_names_one(text, year):
    assert match("*năm {year}*", text) == (year and {"year": year})

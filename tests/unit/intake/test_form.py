"""The form: what it asks, what is locked, and that nothing in it is taken for a formula."""

import openpyxl
import pytest

from tests.conftest import run_workbench
from workbench.errors import DefinitionError, SourceError
from workbench.observations.asked import list_asked
from workbench.programme import load_programme


def lines(path, sheet=1):
    page = openpyxl.load_workbook(path).worksheets[sheet]
    return {page.cell(row, 1).value: row for row in range(3, page.max_row + 1) if page.cell(row, 1).value}


def test_a_commune_is_asked_for_counts_and_amounts_and_never_for_a_rate_that_follows_from_them(desk):
    assert list(lines(desk.form("101"))) == [
        *("BASE_HH", "BASE_LF", "POV_HH", "TRAINED__num", "INCOME", "CLINIC", "URBAN_JOBLESS__num"),
    ]


def test_a_rural_commune_is_not_asked_for_urban_figures(desk):
    assert "URBAN_JOBLESS__num" not in lines(desk.form("102"))


def test_one_area_brings_the_counts_behind_its_rates(desk):
    assert list(lines(desk.form("102", area="POV"))) == ["BASE_HH", "POV_HH"]


def test_the_district_is_asked_for_its_own_figures_and_each_commune_has_a_sheet(desk):
    path = desk.form("D1")
    assert openpyxl.load_workbook(path).sheetnames == ["Hướng dẫn", "D1 Ba Đồi", "101 An Tốt", "102 Bình Hở", "103 Chi Ngắn"]
    assert list(lines(path, 1)) == ["SCHOOLS__primary", "SCHOOLS__lower"]


def test_last_years_reported_figure_stands_beside_the_cell_and_a_simulated_one_does_not(desk):
    desk.folder.observe("101", "INCOME", 2016, 20, status="simulated", source_id="invented")
    path = desk.form("101")
    page, rows = openpyxl.load_workbook(path).worksheets[1], lines(path)
    assert page.cell(rows["POV_HH"], 5).value == 110
    assert page.cell(rows["INCOME"], 5).value is None


def test_only_figure_state_and_note_can_be_written(desk):
    path = desk.form("101")
    page = openpyxl.load_workbook(path).worksheets[1]
    free = {cell.column for row in page.iter_rows() for cell in row if not cell.protection.locked}
    assert (page.protection.sheet, free) == (True, {6, 7, 8})
    assert page.column_dimensions["A"].hidden and page.row_dimensions[1].hidden and page.row_dimensions[2].hidden


def test_counts_are_whole_amounts_decimal_and_statuses_are_chosen(desk):
    desk.folder.replace("areas/01_poverty.toml", 'id = "POV_HH"', 'id = "POV_HH"\ndecimals = 0')
    path = desk.form("101")
    page, rows = openpyxl.load_workbook(path).worksheets[1], lines(path)
    kinds = {str(cell): rule.type for rule in page.data_validations.dataValidation for cell in rule.sqref.ranges}
    wanted = {"POV_HH": "whole", "INCOME": "decimal", "CLINIC": "list"}
    assert {key: next(kind for cells, kind in kinds.items() if f"F{rows[key]}" in expand(cells)) for key in wanted} == wanted


def expand(cells: str) -> set[str]:
    first, _, last = cells.partition(":")
    return {first} if not last else {f"{first[0]}{row}" for row in range(int(first[1:]), int(last[1:]) + 1)}


def test_text_that_begins_like_a_formula_stays_text(desk):
    desk.folder.replace("areas/02_work.toml", 'title = "Income per head"', "title = \"=cmd|'/c calc'!A1\"")
    desk.folder.replace("units.csv", "101,An Tốt", "101,=1+1")
    page = openpyxl.load_workbook(desk.form("101")).worksheets[1]
    formulas = [cell.value for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas and all(formula.startswith("=IF(AND(ISNUMBER(F") for formula in formulas)


def test_signs_that_no_sheet_name_may_hold_are_left_out_of_it(desk):
    desk.folder.replace("units.csv", "101,An Tốt", "101,../An[Tốt]:*?")
    assert openpyxl.load_workbook(desk.form("101")).sheetnames[1] == "101 .. An Tốt"


@pytest.mark.parametrize(
    ("unit", "options", "told"),
    [
        ("999", {}, "--unit: there is no unit '999' in three-communes at the end of 2017."),
        ("101", {"area": "XXX"}, "--area: there is no area 'XXX' in three-communes. Areas: GEN, POV, EMP."),
        ("101", {"year": 2031}, "--year: 2031 is outside the programme's years. Choose one from 2013 to 2020."),
        ("101", {"lang": "fr"}, "--lang: 'fr' is not a language of this programme. One of vi, en."),
    ],
)
def test_what_does_not_exist_is_refused_and_no_file_is_written(desk, unit, options, told):
    with pytest.raises(DefinitionError) as refused:
        desk.form(unit, **options)
    assert str(refused.value).startswith(told)
    assert not (desk.place / "form.xlsx").exists()


def test_a_commune_of_cam_lo_is_asked_for_each_figure_once():
    programme = load_programme("cam-lo")
    asked = [one.id for one in list_asked(programme, programme.units_in(2017)["19612"])]
    assert len(asked) == len(set(asked)) > 60
    assert not {"EMP_TRAINED_RATE", "POV_RATE", "INS_SI_PART", "EMP_INCOME_INDEX15", "BASE_POP_URBAN"} & set(asked)


def test_a_form_is_written_anew_over_an_empty_one_and_never_over_a_filled_one(desk):
    words = ["template", "--lang", "en", "--programme", str(desk.folder.path), "--unit", "101", "-o"]
    empty = desk.form("101")
    assert run_workbench(*words, str(empty)).returncode == 0
    filled = desk.fill(empty, {"INCOME": 20})
    before = filled.read_bytes()
    done = run_workbench(*words, str(filled))
    assert (done.returncode, filled.read_bytes()) == (11, before)
    assert "this form is filled in; it would be lost. Choose another name." in done.stderr
    (desk.place / "letter.xlsx").write_text("Kính gửi")
    assert "there is another file of this name" in run_workbench(*words, str(desk.place / "letter.xlsx")).stderr


def test_a_place_that_cannot_be_written_is_told(desk):
    (desk.place / "file").write_text("no folder")
    with pytest.raises(SourceError, match="the form cannot be written there"):
        desk.form("101", name="file/form.xlsx")

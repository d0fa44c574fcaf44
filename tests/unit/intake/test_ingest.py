"""From filled forms to the table: nothing lost, nothing twice, nothing half, every figure with its cell."""

import hashlib
import os
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from tests.conftest import ROOT, Folder, run_workbench
from workbench.errors import DefinitionError, SourceError, TableError
from workbench.findings import load_findings
from workbench.intake import ledger
from workbench.observations import COLUMNS

FIGURES = {"INCOME": 20.5, "CLINIC": "Có"}


def test_each_figure_becomes_a_row_with_file_sheet_cell_and_day(desk):
    path = desk.fill(desk.form("103", year=2016), {"POV_HH": (21, "Sơ bộ", "rà soát lại")}, name="Biểu xã.xlsx")
    told = desk.ingest(path, received="2018-01-15")
    (row,) = desk.rows()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert {name: row[name] for name in COLUMNS} == {
        "unit_code": "103",
        "indicator_id": "POV_HH",
        "year": 2016,
        "value": 21.0,
        "status": "reported",
        "qualifier": "preliminary",
        "source_id": f"received-{digest[:12]}",
        "file_sha256": digest,
        "sheet": "103 Chi Ngắn",
        "cell": row["cell"],
        "received": "2018-01-15",
        "note": "rà soát lại",
    }
    assert openpyxl.load_workbook(path)["103 Chi Ngắn"][row["cell"]].value == 21
    source = desk.folder.programme.sources[row["source_id"]]
    assert (source.title["vi"], source.publisher["vi"], source.publisher["en"], source.date) == (
        *("Biểu xã.xlsx", "Chi Ngắn", "Too short", "2018-01-15"),
    )
    assert "taken 1," in told and "rows written to observations/received-0001-" in told


def test_the_same_file_again_changes_nothing_under_whatever_name(desk):
    path = desk.fill(desk.form("101"), FIGURES)
    desk.ingest(path)
    before = desk.files()
    copy = desk.place / "copy.xlsx"
    copy.write_bytes(path.read_bytes())
    assert "This file was taken in before: nothing changes." in desk.ingest(copy)
    assert desk.files() == before


def test_the_same_figures_in_a_file_saved_anew_add_no_rows(desk):
    desk.ingest(desk.fill(desk.form("101"), FIGURES), received="2018-01-15")
    again = desk.fill(desk.place / "filled.xlsx", FIGURES | {"URBAN_JOBLESS__num": (None, None, "x")}, name="again.xlsx")
    told = desk.ingest(again, received="2018-02-01")
    assert "taken 0," in told and "as before 2;" in told and len(desk.rows()) == 2


def test_a_later_report_supersedes_by_its_day_and_both_stay(desk):
    desk.ingest(desk.fill(desk.form("101"), {"INCOME": 20.5}), received="2018-01-15")
    told = desk.ingest(desk.fill(desk.form("101"), {"INCOME": 21}, name="BC lan 2 (sua).xlsx"), received="2018-03-01")
    assert sorted(row["value"] for row in desk.rows()) == [20.5, 21.0]
    assert desk.in_force("101", "INCOME")["value"] == 21.0
    assert "changed\t101 An Tốt" in told and "20.5 (received-" in told and "received 2018-01-15) -> 21" in told


def test_a_report_that_comes_to_light_late_stays_behind_the_one_received_after_it(desk):
    desk.ingest(desk.fill(desk.form("101"), {"INCOME": 21}), received="2018-03-01")
    told = desk.ingest(desk.fill(desk.form("101"), {"INCOME": 20.5}, name="old.xlsx"), received="2018-01-15")
    assert desk.in_force("101", "INCOME")["value"] == 21.0 and len(desk.rows()) == 2
    assert "20.5 does not replace 21" in told


def test_of_two_reports_of_one_day_the_one_taken_in_last_is_in_force(desk):
    for value in (3, 2, 9):
        desk.ingest(desk.fill(desk.form("101"), {"INCOME": value}, name=f"{value}.xlsx"), received="2018-01-15")
    assert desk.in_force("101", "INCOME")["value"] == 9.0


def test_a_changed_figure_with_a_reason_is_a_correction_that_names_what_it_replaces(desk):
    desk.ingest(desk.fill(desk.form("101"), {"POV_HH": (99, None, "counted twice")}), received="2018-01-15")
    (row,) = desk.rows()
    assert (row["status"], row["note"], row["value"]) == ("corrected", "counted twice (100 -> 99)", 99.0)


def test_a_cell_left_empty_takes_nothing_back_and_is_told(desk):
    desk.ingest(desk.fill(desk.form("101"), FIGURES), received="2018-01-15")
    told = desk.ingest(desk.fill(desk.form("101"), {"CLINIC": "Có"}, name="second.xlsx"), received="2018-02-15")
    assert desk.in_force("101", "INCOME")["value"] == 20.5
    assert "now empty\t101 An Tốt" in told and "20.5 was reported" in told


def test_a_reported_figure_replaces_a_simulated_one_and_the_report_counts_them(desk):
    desk.folder.observe("101", "INCOME", 2017, 30, status="simulated", source_id="invented")
    assert "simulated figures replaced by reported ones: 1" in desk.ingest(desk.fill(desk.form("101"), {"INCOME": 20.5}))
    assert desk.in_force("101", "INCOME")["status"] == "reported"


def test_a_question_keeps_its_cell_out_lets_the_others_in_and_ends_with_an_exit_code(desk):
    path = desk.fill(desk.form("101"), {"INCOME": "20,5", "CLINIC": "Có"})
    done = run_workbench("ingest", str(path), "--programme", str(desk.folder.path), "--lang", "en")
    assert (done.returncode, len(desk.rows())) == (20, 1)
    assert "question\t101 An Tốt, F" in done.stdout and "it may be 20.5." in done.stdout
    assert (
        done.stderr.startswith("Lỗi / Error: ingest: cells that are questions, listed above and not taken: 1.")
        and "Traceback" not in done.stderr
    )


def test_a_figure_that_the_table_would_refuse_is_refused_with_its_cell(desk):
    told = desk.ingest(desk.fill(desk.form("101"), {"POV_HH": -3}))
    assert "value -3 of POV_HH is below 0." in told and desk.rows() == []


def test_a_dry_run_tells_the_same_and_writes_nothing(desk):
    path, before = desk.fill(desk.form("101"), FIGURES), desk.files()
    assert "Dry run: nothing was written; rows that would be: 2." in desk.ingest(path, is_dry=True)
    assert desk.files() == before


def test_figures_that_contradict_each_other_are_refused_as_a_whole(desk):
    path, before = desk.fill(desk.form("101"), {"POV_HH": 1001, "INCOME": 20}), desk.files()
    with pytest.raises(TableError, match=r"C-01, 101 in 2017: POV_HH 1001 is above BASE_HH 1000"):
        desk.ingest(path)
    assert desk.files() == before


def test_reported_figures_beside_simulated_ones_may_disagree_without_stopping_anyone(desk):
    desk.folder.forget(101, "BASE_HH", 2017).observe("101", "BASE_HH", 2017, 50, status="simulated", source_id="invented")
    told = desk.ingest(desk.fill(desk.form("101"), {"POV_HH": 101}))
    assert "rows written to" in told and "C-01, 101 in 2017" in told


def test_a_doubtful_figure_enters_and_is_told_at_once(desk):
    assert "POV_HH 2017: 100000 beside 110: off by about 1000" in desk.ingest(
        desk.fill(desk.form("101"), {"POV_HH": 100000, "BASE_HH": 1000000})
    )


@pytest.mark.parametrize("at", ["write_whole", "second write"])
def test_interrupted_at_any_moment_the_observations_are_as_before_and_the_next_try_takes_all(desk, monkeypatch, at):
    path, before = desk.fill(desk.form("101"), FIGURES), desk.files()
    calls, write = [], ledger.write_whole

    def pull_the_plug(*given):
        calls.append(given)
        if at == "write_whole" or len(calls) == 2:
            raise KeyboardInterrupt
        write(*given)

    monkeypatch.setattr(ledger, "write_whole", pull_the_plug)
    with pytest.raises(KeyboardInterrupt):
        desk.ingest(path)
    monkeypatch.undo()
    observations = {name: content for name, content in desk.files().items() if name.startswith("observations/")}
    assert observations == {name: content for name, content in before.items() if name.startswith("observations/")}
    assert desk.folder.table_faults() == []
    desk.ingest(path)
    assert len(desk.rows()) == 2


def test_one_bad_file_among_good_ones_stops_all_of_them_and_every_fault_is_told(desk):
    good, before = desk.fill(desk.form("101"), FIGURES), desk.files()
    (desk.place / "text.xlsx").write_text("no workbook")
    with pytest.raises(SourceError) as refused:
        desk.ingest(good, desk.place / "text.xlsx", desk.place / "absent.xlsx")
    assert "text.xlsx: this is not an .xlsx workbook." in str(refused.value)
    assert "absent.xlsx: there is no such file." in str(refused.value)
    assert desk.files() == before


def test_two_files_at_once_with_different_figures_for_one_cell_are_questions_and_neither_is_taken(desk):
    first = desk.fill(desk.form("101"), {"INCOME": 20}, name="a.xlsx")
    told = desk.ingest(first, desk.fill(desk.form("101"), {"INCOME": 21}, name="b.xlsx"))
    assert "stands in a.xlsx, 101 An Tốt, F" in told and "stands in b.xlsx, 101 An Tốt, F" in told and desk.rows() == []


def test_a_row_copied_within_the_form_is_a_question(desk):
    path = desk.fill(desk.form("101"), {"INCOME": 20})
    book = openpyxl.load_workbook(path)
    page = book.worksheets[1]
    page.cell(40, 1).value, page.cell(40, 6).value = "INCOME", 21
    book.save(path)
    assert "“INCOME” stands in two rows" in desk.ingest(path) and desk.rows() == []


def test_a_figure_on_no_line_of_the_form_is_a_question_and_so_is_one_typed_over_a_computed_rate(desk):
    path = desk.fill(desk.form("101"), {"INCOME": 20})
    book = openpyxl.load_workbook(path)
    page = book.worksheets[1]
    (rate,) = [
        row
        for row in range(7, page.max_row)
        if str(page.cell(row, 6).value).startswith("=IF") and page.cell(row, 3).value.startswith("Poverty")
    ]
    page.cell(rate, 6).value, page.cell(40, 6).value = 9.9, 77
    book.save(path)
    told = desk.ingest(path)
    assert f"F{rate}: The figure 9.9 stands on no line of the form." in told and "F40: The figure 77 stands on no line" in told
    assert [row["value"] for row in desk.rows()] == [20.0]


def test_a_change_of_the_locked_column_of_last_year_does_not_pass_unseen(desk):
    path = desk.fill(desk.form("101"), {"INCOME": 20})
    book = openpyxl.load_workbook(path)
    page = book.worksheets[1]
    row = next(row for row in range(7, page.max_row) if page.cell(row, 1).value == "POV_HH")
    page.cell(row, 5).value = 112
    book.save(path)
    assert "last year\t101 An Tốt: POV_HH 2016 stands in the form as 112, in use is 110;" in desk.ingest(path)
    assert desk.in_force("101", "POV_HH", 2016)["value"] == 110


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("A1", None, "no sheet of it is a form of the workbench."),
        ("B1", 2, "the form is of version '2'; this is version 1."),
        ("C1", "elsewhere", "the form is of 'elsewhere', not of 'three-communes'."),
        ("D1", "109", "there is no unit '109' in three-communes at the end of 2017."),
        ("E1", "now", "the form's year 'now' is not a year."),
        ("F2", None, "the form has lost its hidden columns value."),
    ],
)
def test_what_is_no_form_of_this_programme_is_refused(desk, cell, value, told):
    path = desk.fill(desk.form("101"), FIGURES)
    book = openpyxl.load_workbook(path)
    book.worksheets[1][cell].value = value
    book.save(path)
    with pytest.raises(SourceError, match=told.replace("(", r"\(")):
        desk.ingest(path)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("xl/vbaProject.bin", b"x", "the workbook holds macros."),
        ("../outside.xml", b"x", "the file holds paths that lead out of it."),
        ("xl/bomb.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "the file declares entities"),
        ("xl/zeros.xml", b"0" * (21 * 2**20), "the file unpacks to more than a form can hold."),
    ],
    ids=["macros", "path out", "entities", "bomb"],
)
def test_a_hostile_workbook_is_refused_before_it_is_unpacked(desk, name, content, told):
    path = desk.fill(desk.form("101"), FIGURES)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, content)
    with pytest.raises(SourceError, match=told):
        desk.ingest(path)
    assert desk.rows() == []


def test_a_note_or_a_sheet_name_that_begins_like_a_formula_is_defused_on_the_way_in(desk):
    path = desk.fill(desk.form("101"), {"INCOME": (20, None, " +cmd|' /C calc'!A0")})
    book = openpyxl.load_workbook(path)
    book.worksheets[1].title = "=HYPERLINK(1)"
    book.save(path)
    desk.ingest(path)
    (row,) = desk.rows()
    assert (row["note"], row["sheet"]) == ("'+cmd|' /C calc'!A0", "'=HYPERLINK(1)")


def test_a_file_name_is_kept_as_a_name_and_leads_nowhere(desk):
    odd = desk.place / "..\\..\\x\ny.xlsx"
    os.replace(desk.fill(desk.form("101"), FIGURES), odd)
    desk.ingest(odd)
    taken = [source for source in desk.folder.programme.sources.values() if source.id.startswith("received-")]
    assert [source.title["vi"] for source in taken] == ["..\\..\\x y.xlsx"]
    assert sorted(path.name[:13] for path in (desk.folder.path / "observations").iterdir()) == ["received-0001", "reported.csv"]


@pytest.mark.parametrize(
    ("day", "told"), [("15/01/2018", "is not a date"), ("20180115", "is not a date"), ("2199-01-01", "has not come yet")]
)
def test_a_day_of_receipt_is_a_date_that_has_come(desk, day, told):
    with pytest.raises(DefinitionError, match=told):
        desk.ingest(desk.fill(desk.form("101"), FIGURES), received=day)


def test_template_to_assessment_on_a_real_programme(tmp_path):
    """The whole way: form, figures, rows, gate, assessment; the figures come out of the assessment as they went in.

    The labour force of the nine communes is not the one that was estimated from the report's rate: told, and no hindrance.
    """
    folder = Folder(shutil.copytree(ROOT / "data" / "cam-lo", tmp_path / "cam-lo"))
    form, programme = tmp_path / "form.xlsx", str(folder.path)
    assert run_workbench("template", "--programme", programme, "--unit", "468", "--area", "EMP", "-o", str(form)).returncode == 0
    book = openpyxl.load_workbook(form)
    for page in book.worksheets[1:]:
        rows = {page.cell(row, 1).value: row for row in range(3, page.max_row + 1)}
        for key, figure in {"BASE_LF": 3210, "EMP_TRAINED_RATE__num": 2000 + page.max_row}.items():
            page.cell(rows[key], 6).value = figure
    book.save(tmp_path / "filled.xlsx")
    done = run_workbench("ingest", str(tmp_path / "filled.xlsx"), "--programme", programme)
    assert (done.returncode, done.stderr) == (0, "")
    assert "C-16, 468 năm 2017: BASE_LF là 28898, các đơn vị cộng lại là 28890." in done.stdout
    assert run_workbench("check", "--programme", programme).returncode == 0
    findings = load_findings(folder.path)
    values = findings.values
    rate = values[(values["unit_code"] == "19612") & (values["indicator_id"] == "EMP_TRAINED_RATE") & (values["year"] == 2017)].iloc[0]
    assert (rate["denominator"], bool(rate["is_simulated"])) == (3210.0, False)
    assert rate["value"] == 100 * rate["numerator"] / 3210
    table = findings.assessments
    own = table[(table["unit_code"] == "19612") & (table["target_id"] == "T-EMP-02")].iloc[0]
    assert (own["latest_year"], own["latest_value"]) == (2017, rate["value"])


def test_a_refused_file_is_told_in_the_language_of_the_programme(desk):
    done = run_workbench("ingest", str(desk.place / "none.xlsx"), "--programme", str(desk.folder.path))
    assert (done.returncode, done.stderr) == (11, "Lỗi / Error: none.xlsx: không có tệp này. Sửa đường dẫn.\n")


def test_a_table_that_no_layout_reads_is_told_with_its_remedy_in_the_language_asked_for(desk):
    (desk.place / "x.csv").write_text("a;b\n1;2\n", "utf-8")
    words = ["ingest", str(desk.place / "x.csv"), "--programme", str(desk.folder.path)]
    assert "chưa có mẫu đọc nào của chương trình cho bảng này. Gửi biểu cho đơn vị" in run_workbench(*words).stderr
    assert "Have a form filled in (`workbench template`)" in run_workbench(*words, "--lang", "en").stderr


@pytest.mark.slow
def test_a_form_saved_by_libreoffice_comes_back_without_a_question(desk):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice here to save a form with")
    path = desk.fill(desk.form("101"), FIGURES)
    words = [office, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(desk.place / "saved"), str(path)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    assert "taken 2," in desk.ingest(desk.place / "saved" / path.name)

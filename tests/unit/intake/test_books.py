"""One sheet, four formats: the same cells at the same addresses, with font, format, merged cells and what is hidden."""

import datetime
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from workbench.errors import SourceError
from workbench.intake.books import read_book
from workbench.intake.sheets import address


def make(path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Cam Thanh (2)"
    page["A1"] = "BIỂU TỔNG HỢP"
    page.merge_cells("A1:D1")
    page["B3"], page["C3"], page["D3"] = "Năm 2016", None, "Ghi chú"
    page.merge_cells("B3:C3")
    page["A4"], page["B4"], page["C4"], page["D4"] = 1, 8.71, 0.0871, datetime.datetime(2018, 9, 9)
    page["C4"].number_format = "0.00%"
    page["A5"], page["B5"], page["C5"] = "Tû lÖ hé nghÌo", "=B4*2", "=1/0"
    page["A5"].font = Font(name=".VnTime")
    page["A6"], page["B6"] = True, "1.234"
    page.row_dimensions[6].hidden = True
    book.create_sheet("ẩn").sheet_state = "hidden"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def office():
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("no LibreOffice here to save files with")
    return found


@pytest.fixture(scope="module")
def saved(office, tmp_path_factory):
    """The same sheet as LibreOffice saves it in each format."""
    place = tmp_path_factory.mktemp("saved")
    source = make(place / "source.xlsx")
    for kind in ("xlsx:Calc MS Excel 2007 XML", "xls:MS Excel 97", "ods", "csv:Text - txt - csv (StarCalc):59,34,76,1"):
        words = [
            office,
            f"-env:UserInstallation=file://{place}/profile",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(place / kind[:4].strip(":")),
        ]
        subprocess.run([*words, str(source)], check=True, capture_output=True, timeout=120)
    return lambda kind: read_book(place / kind / f"source.{kind}")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_workbook_is_the_same_sheet_in_every_format(saved, kind):
    book = saved(kind)
    sheet, hidden = book.sheets
    values = {address(*place): cell.value for place, cell in sheet.cells.items()}
    assert (book.format, sheet.name, hidden.is_hidden, sheet.is_hidden) == (kind, "Cam Thanh (2)", True, False)
    assert values == {
        **{"A1": "BIỂU TỔNG HỢP", "B3": "Năm 2016", "D3": "Ghi chú"},
        **{"A4": 1, "B4": 8.71, "C4": 0.0871, "D4": datetime.datetime(2018, 9, 9)},
        **{"A5": "Tû lÖ hé nghÌo", "B5": 17.42, "C5": "#DIV/0!", "A6": True, "B6": "1.234"},
    }
    assert set(sheet.merged) == {(1, 1, 1, 4), (3, 2, 3, 3)} and sheet.hidden_rows == {6}
    assert [sheet.text(3, column, is_spread=True) for column in (1, 2, 3, 4)] == ["", "Năm 2016", "Năm 2016", "Ghi chú"]
    assert (sheet.cells[5, 1].font, sheet.cells[4, 1].font) == (".VnTime", "Calibri")
    assert "%" in sheet.cells[4, 3].number_format and "%" not in sheet.cells[4, 2].number_format
    assert sheet.cells[5, 2].formula.replace(".0", "") == "=B4*2"


def test_formulas_of_an_old_workbook_are_told_those_that_cells_share_and_those_of_other_files_too():
    """formulas.xls: written with openpyxl, saved by LibreOffice 7.4; E5 is 10, the other cells that formulas take are empty."""
    sheets = read_book(Path(__file__).with_name("formulas.xls")).sheets
    formulas = [
        {address(*place): (cell.formula, cell.is_hollow) for place, cell in sheet.cells.items() if cell.formula} for sheet in sheets
    ]
    assert formulas == [
        {"D3": ("=E3+F3", True), "D4": ("=SUM(E4:F4)", True), "D5": ("=SUM(E5:F5)", False)},
        {
            **{"H3": ("=[…]!A1", False), "H4": ("=Biểu!A1", False), "H5": ('=IF(A3>0.0,"",1.0)', False), "H6": ("=A3", False)},
            "H7": ('=COUNTIF(E3:F4,">0")', True),
        },
    ]


@pytest.mark.slow
def test_a_text_file_holds_the_same_texts(saved):
    (sheet,) = saved("csv").sheets
    assert (sheet.text(1, 1), sheet.text(3, 2), sheet.text(5, 1), sheet.text(6, 2)) == (
        "BIỂU TỔNG HỢP",
        "Năm 2016",
        "Tû lÖ hé nghÌo",
        "1.234",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_text_file_is_read_in_its_encoding_and_parted_by_its_mark(tmp_path, encoding, mark):
    path = tmp_path / "Cam Tuyền.csv"
    path.write_bytes(
        "\r\n".join(["BIỂU", mark.join(("Đơn vị", "Số hộ")), mark.join(('"Cam A; B, C"', "8.71")), mark.join(("Cam D", "9"))]).encode(
            encoding
        )
    )
    (sheet,) = read_book(path).sheets
    assert sheet.name == "Cam Tuyền"
    assert {address(*place): cell.value for place, cell in sheet.cells.items()} == {
        **{"A1": "BIỂU", "A2": "Đơn vị", "B2": "Số hộ", "A3": "Cam A; B, C", "B3": "8.71", "A4": "Cam D", "B4": "9"}
    }


def test_a_decimal_comma_does_not_part_cells(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Đơn vị;Tỷ lệ\nCam A;8,71\nCam B;9,5\n", encoding="utf-8")
    assert read_book(path).sheets[0].text(2, 2) == "8,71"


def test_an_older_encoding_loses_no_byte_and_says_that_it_is_one(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("Tû lÖ;\x81".encode("latin-1"))
    book = read_book(path)
    assert (book.is_unicode, book.sheets[0].text(1, 1), book.sheets[0].cells[1, 2].value) == (False, "Tû lÖ", "\x81")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.xls", b"<html><table><tr><td>1", "this is a web page or XML under the name of a spreadsheet."),
        ("x.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, r"the file cannot be read \(\w+\)."),
        ("x.csv", b"a\x00b", "this is no spreadsheet."),
        ("x.xlsx", b"PK\x03\x04 no zip", "this is not an .xlsx workbook."),
        ("x.csv", b"\n" * 5001 + b"a;1", "there are cells beyond row 5000 or column 256."),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_one_message(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=told):
        read_book(tmp_path / name)

"""Files made to do harm are refused at once with one message, and nothing of them is taken in."""

import io
import time
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SourceError
from workbench.intake.books import read_book
from workbench.intake.ledger import harmless

SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha">' + "".join(f'<!ENTITY b{n} "{f"&b{n - 1 if n else str()};" * 10}">' for n in range(9)) + "]>"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def workbook(part: str = "", old: str = "", new: str = "", encoding: str = "utf-8", **more: str) -> bytes:
    """A workbook of one figure, one place of one part changed."""
    book, found, made = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active["A1"] = 8.71
    book.save(found)
    with zipfile.ZipFile(found) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == part:
                text = text.replace(" />", "/>")  # as openpyxl writes with lxml, and without it
                assert text.count(old) == 1
                text = text.replace(old, new)
            target.writestr(name, text.encode(encoding if name == part else "utf-8"))
        for name, text in more.items():
            target.writestr(name, text)
    return made.getvalue()


def opendocument(table: str, head: str = HEAD) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        target.writestr("content.xml", head + ODS.format(table))
        target.writestr("styles.xml", HEAD + ODS.format(""))
    return made.getvalue()


def locked(content: bytes) -> bytes:
    """The same file, its parts marked as encrypted."""
    changed = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def lying(content: bytes) -> bytes:
    """A workbook with a part of 40 MB that its table of contents gives a thousand bytes."""
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/worksheets/sheet9.xml", "0" * (40 * 2**20))
    changed = bytearray(made.getvalue())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.rfind(mark) + place
        changed[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(changed)


CELL = '<table:table-cell office:value-type="float" office:value="1" {}/>'
ROW = "<table:table table:name='a'><table:table-row {}>" + CELL + "</table:table-row></table:table>"
HOSTILE = {
    "a whole sheet merged": (
        lambda: workbook(SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:&#88;FD1048576"/></mergeCells>'),
        "more cells than",
    ),
    "a million rows without a cell": (
        lambda: workbook(SHEET, "</sheetData>", '<row r="2" ht="1"/>' * 260_000 + "</sheetData>"),
        "more cells than",
    ),
    "a million styles": (lambda: workbook(STYLES, "</cellXfs>", '<xf numFmtId="0"/>' * 260_000 + "</cellXfs>"), "more cells than"),
    "the last cell of a sheet": (
        lambda: workbook(SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        "beyond row",
    ),
    "entities behind a long comment": (
        lambda: workbook(SHEET, "<worksheet", f"<!--{' ' * 9000}-->{LAUGHS}<worksheet"),
        "declares entities",
    ),
    "entities in sixteen bits": (
        lambda: workbook(SHEET, "<worksheet", f"\ufeff{LAUGHS}<worksheet", "utf-16-le"),
        "declares entities",
    ),
    "entities in a part of another name": (lambda: workbook(**{"xl/worksheets/sheet9.txt": f"{LAUGHS}<a>&b8;</a>"}), "declares entities"),
    "zeros": (lambda: workbook(**{"xl/media/zeros.png": "0" * (21 * 2**20)}), "unpacks to more"),
    "many parts": (lambda: workbook(**{f"xl/part{number}.xml": "<a/>" for number in range(600)}), "unpacks to more"),
    "macros": (lambda: workbook(**{"xl/vbaProject.bin": "x"}), "macros"),
    "a path out": (lambda: workbook(**{"../../outside.xml": "x"}), "paths that lead out"),
    "a password": (lambda: locked(workbook()), "damaged or locked"),
    "half a file": (lambda: workbook()[:3000], "not an .xlsx"),
    "entities in an .ods": (
        lambda: opendocument("<table:table>&b8;</table:table>", HEAD + LAUGHS),
        "declares entities",
    ),
    "a cell repeated over a whole .ods sheet": (
        lambda: opendocument(ROW.format('table:number-rows-repeated="1048576"', 'table:number-columns-repeated="16384"')),
        "cannot be read",
    ),
    "a cell spread over a whole .ods sheet": (
        lambda: opendocument(ROW.format("", 'table:number-rows-spanned="1048576" table:number-columns-spanned="16384"')),
        "cannot be read",
    ),
    "groups within groups": (
        lambda: opendocument(f"<table:table>{'<table:table-row-group>' * 5000}{'</table:table-row-group>' * 5000}</table:table>"),
        "cannot be read",
    ),
    "a table of one long line": (lambda: b"1;" * 300_000, "cannot be read"),
    "a table of a million lines": (lambda: b"a;1\n" * 300_000, "cannot be read"),
}


@pytest.mark.parametrize(("made", "told"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_at_once_with_one_message(tmp_path, made, told):
    path = tmp_path / "a.xlsx"
    path.write_bytes(made())
    start = time.process_time()
    with pytest.raises(SourceError, match=told) as refused:
        read_book(path)
    assert time.process_time() - start < 10
    assert str(refused.value).count("\n") == 0


def test_a_part_larger_than_it_says_is_not_unpacked(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(lying(workbook()))
    tracemalloc.start()
    with pytest.raises(SourceError, match=r"damaged|unpacks to more"):
        read_book(tmp_path / "a.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * 2**20


def test_a_file_of_200_megabytes_is_refused_unread(tmp_path):
    with open(tmp_path / "a.xlsx", "wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(SourceError, match="200 MB"):
        read_book(tmp_path / "a.xlsx")


def test_a_sheet_that_claims_to_be_endless_is_read_by_its_cells(tmp_path):
    content = workbook(SHEET, '<dimension ref="A1:A1"/>', '<dimension ref="A1:XFD1048576"/>')
    (tmp_path / "a.xlsx").write_bytes(content)
    assert [cell.value for cell in read_book(tmp_path / "a.xlsx").sheets[0].cells.values()] == [8.71]


def test_a_sheet_name_is_a_text_and_leads_nowhere(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(workbook("xl/workbook.xml", 'name="Sheet"', 'name="../../../outside"'))
    before = sorted(tmp_path.rglob("*"))
    try:
        assert read_book(tmp_path / "a.xlsx").sheets[0].name == "../../../outside"
    except SourceError as refused:
        assert "a.xlsx" in str(refused)
    assert sorted(tmp_path.rglob("*")) == before


@given(st.text(max_size=8).map(lambda text: text.strip("\x00")), st.sampled_from(["", "=", "+", "-", "@", "\t", "\r"]))
def test_no_text_that_leaves_for_a_spreadsheet_begins_like_a_formula(text, sign):
    told = harmless(sign + text)
    assert told[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert told.endswith(sign + text)

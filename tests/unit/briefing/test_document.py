"""A page as a document: real headings, tables, captions and pictures; simulated figures marked; every text stays text."""

import base64
import io

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from workbench.briefing.blocks import Row, Table, bullets, heading, paragraph, section
from workbench.briefing.document import render_document

FACTS = {
    "lang": "vi",
    "title": "01 Xã A",
    "job": "k1",
    "footer": "chân trang",
    "mark": "MẪU",
    "is_simulated": True,
    "page_number": "bottom-right",
}
DOT = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
).decode()
TABLE = Table(
    "Bảng", ["Đơn vị", "2016", "2017", "Nguồn"], [Row("Xã A", ["1", "2", "[1]"], True), Row("Toàn huyện", ["3", "4", ""], is_total=True)]
)


def made(*sections: object, **facts: object):
    body = "".join(str(getattr(one, "html", one)) for one in sections)
    page = f"<!doctype html><html><head><meta charset='utf-8'></head><body><main>{body}</main></body></html>"
    return Document(io.BytesIO(render_document(page, FACTS | facts)))


def styled(document, style: str) -> list[str]:
    return [one.text for one in document.paragraphs if one.style.name == style]


def test_headings_are_headings_and_those_of_parts_are_numbered_as_on_the_page() -> None:
    document = made(
        "<h1>Việc làm<small>phụ đề</small></h1>", section(heading("Kết luận"), heading("Ghi chú", 3)), section(heading("Dự báo"))
    )
    assert styled(document, "Heading 1") == ["Việc làm\nphụ đề"]
    assert styled(document, "Heading 2") == ["1. Kết luận", "2. Dự báo"] and styled(document, "Heading 3") == ["Ghi chú"]


def test_a_table_has_its_caption_repeats_its_heads_and_keeps_its_rows_whole() -> None:
    document = made(section(TABLE.html("(mô phỏng)")))
    (table,) = document.tables
    assert styled(document, "Caption") == ["Bảng"]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["Đơn vị", "2016", "2017", "Nguồn"],
        ["(1)", "(2)", "(3)", "(4)"],
        ["Xã A (mô phỏng)", "1", "2", "[1]"],
        ["Toàn huyện", "3", "4", ""],
    ]
    heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True, True, False, False] and all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
    assert all(run.bold for cell in table.rows[3].cells for run in cell.paragraphs[0].runs)
    # A head never stands alone at the foot of a sheet, nor the total on the next one.
    assert [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows] == [True, True, True, False]


def test_a_picture_keeps_its_alt_text_and_its_caption() -> None:
    document = made(f'<figure><img src="data:image/png;base64,{DOT}" alt="Tỷ lệ 58%"><figcaption>Hình</figcaption></figure>')
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "Tỷ lệ 58%" and styled(document, "Caption") == ["Hình"]


def test_simulated_figures_are_said_at_the_foot_of_every_sheet() -> None:
    for is_simulated in (True, False):
        document = made(paragraph("x"), is_simulated=is_simulated)
        feet = [foot for one in document.sections for foot in (one.footer, one.first_page_footer)]
        assert all(("MẪU" in "".join(p.text for p in foot.paragraphs)) == is_simulated for foot in feet)


@pytest.mark.parametrize(("rule", "is_above"), [("bottom-right", False), ("top-center", True)])
def test_page_numbers_stand_where_the_rule_has_them_and_not_on_the_first(rule: str, is_above: bool) -> None:
    (one,) = made(paragraph("x"), page_number=rule).sections
    assert [("PAGE" in place._element.xml) for place in (one.header, one.footer)] == [is_above, not is_above]
    assert not any("PAGE" in place._element.xml for place in (one.first_page_header, one.first_page_footer))
    sizes = [one.page_width.mm, one.page_height.mm, one.top_margin.mm, one.right_margin.mm, one.bottom_margin.mm, one.left_margin.mm]
    assert [round(size) for size in sizes] == [210, 297, 20, 15, 20, 30]


def test_a_wide_table_turns_its_sheet_and_an_annex_starts_its_numbers_anew() -> None:
    document = made(section(TABLE.html(""), kind="matrix wide"), section(paragraph("Phụ lục I", "annex-number"), kind="annex"))
    ways = [one.orientation for one in document.sections]
    assert ways == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT]
    assert [one._sectPr.find(qn("w:pgNumType")) is not None for one in document.sections] == [True, False, False, True]


def test_markup_in_a_text_stays_text_and_what_xml_cannot_hold_is_a_sign() -> None:
    document = made(paragraph("<script>alert(1)</script> & \x07"))
    assert document.paragraphs[0].text == "<script>alert(1)</script> & \ufffd"


def test_it_says_whose_it_is_and_not_which_library_wrote_it() -> None:
    told = made(paragraph("x")).core_properties
    assert (told.identifier, told.title, told.author, told.comments, told.language) == ("k1", "01 Xã A", "", "chân trang", "vi")


def test_titles_of_an_office_are_in_capitals_and_what_is_small_beside_a_heading_is_not_bold() -> None:
    title = "<h1>Việc làm<small>phụ đề</small></h1>"
    for above, is_official in ((paragraph("Phụ lục I", "annex-number"), True), (paragraph("x"), False)):
        first, *_, small = next(one for one in made(above, title).paragraphs if one.style.name == "Heading 1").runs
        assert (bool(first.font.all_caps), bool(small.font.all_caps), small.bold) == (is_official, False, False)


def test_a_wide_table_has_the_room_of_its_turned_sheet_and_cells_narrow_gaps() -> None:
    plain, wide = made(section(TABLE.html(""))), made(section(TABLE.html(""), kind="matrix wide"))
    widths = [round(sum(column.width for column in document.tables[0].columns) / 36_000) for document in (plain, wide)]
    assert widths == [210 - 30 - 15, 297 - 30 - 15]
    assert plain.tables[0]._tbl.tblPr.find(qn("w:tblCellMar")) is not None


def test_recipients_stand_behind_dashes_in_small_letters_as_office_papers_have_them() -> None:
    document = made(section(paragraph("Nơi nhận:"), bullets(["UBND xã;", "Lưu VT."]), kind="recipients"), bullets(["một"]))
    assert styled(document, "List Bullet") == ["một"]
    named = [one for one in document.paragraphs if one.text.startswith("- ")]
    assert [one.text for one in named] == ["- UBND xã;", "- Lưu VT."] and {run.font.size.pt for one in named for run in one.runs} == {11}


LETTERHEAD = '<section class="headline"><div class="doc"><div><p>PHÒNG</p></div><div><p>NƯỚC</p></div></div></section>'


def test_page_one_is_written_close_and_what_follows_it_is_not() -> None:
    rest = section(paragraph("Phụ lục I", "annex-number"), TABLE.html("(mô phỏng)"), kind="annex")
    document = made(LETTERHEAD, section(paragraph("câu"), TABLE.html("(mô phỏng)"), kind="sheet"), rest)
    _, close, wide = document.tables
    assert [one.rows[2].cells[0].text.strip() for one in (close, wide)] == ["Xã A", "Xã A (mô phỏng)"]  # its figures bear their marks
    assert [one.rows[2].cells[0].paragraphs[0].style.style_id for one in (close, wide)] == ["CloseCell", "Cell"]
    spacings = {one.text: one.paragraph_format.line_spacing for one in document.paragraphs if one.text}
    assert (spacings["câu"], spacings["Phụ lục I"]) == (1.0, None)


def test_side_two_begins_at_its_heading_and_no_empty_line_stands_before_it() -> None:
    document = made(LETTERHEAD, section(heading("Một")), section(heading("Hai"), kind="sheet side-two"), section(heading("Ba")))
    heads = [one for one in document.paragraphs if one.style.name == "Heading 2"]
    assert [(one.text, bool(one.paragraph_format.page_break_before)) for one in heads] == [
        ("1. Một", False),
        ("2. Hai", True),
        ("3. Ba", False),
    ]
    assert all(one.text for one in document.paragraphs)


def test_recipients_of_page_one_stand_in_lines_that_run_on() -> None:
    document = made(LETTERHEAD, section(paragraph("Nơi nhận:"), bullets(["UBND xã;", "Lưu VT."]), kind="recipients"))
    assert document.paragraphs[-1].text == "Nơi nhận: - UBND xã; - Lưu VT."

"""The outer form of a document for an office: paper, margins, page numbers, one font; as the rules for official papers have it."""

from collections.abc import Mapping, Sequence

from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

FONT, BODY, SMALL = "Times New Roman", 13, 11
CELL, CLOSE = "Cell", "CloseCell"  # the styles of what stands in a table, and in one of the first sheet
MARGINS = {"top": Mm(20), "right": Mm(15), "bottom": Mm(20), "left": Mm(30)}
PAPER = Mm(210), Mm(297)
WIDTH = PAPER[0] - MARGINS["left"] - MARGINS["right"]
AFTER_NUMBERS = ("w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid")


def add(parent: BaseOxmlElement, name: str, *, before: Sequence[str] = (), **values: str) -> BaseOxmlElement:
    """Add an element of WordprocessingML, before those that must follow it; Word refuses files in another order."""
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    follower = next((child for child in parent if child.tag in {qn(one) for one in before}), None)
    if follower is None:
        parent.append(element)
    else:
        follower.addprevious(element)
    return element


def border(paragraph: Paragraph, *sides: str) -> None:
    """A line along the sides named; to be drawn first, what is set later finds its place behind it."""
    borders = add(paragraph._p.get_or_add_pPr(), "w:pBdr")
    for side in sides:
        add(borders, f"w:{side}", val="single", sz="6", space="1", color="auto")


def pad(table: Table) -> None:
    """Narrow gaps beside the words of a table's cells, as on the page: Word's own would break figures in two."""
    gaps = add(table._tbl.tblPr, "w:tblCellMar", before=("w:tblLook", "w:tblCaption", "w:tblDescription"))
    for side in ("left", "right"):
        add(gaps, f"w:{side}", w="45", type="dxa")


def room(section: Section) -> int:
    """How wide a table may be on the section's paper, whichever way that is turned."""
    return section.page_width - section.left_margin - section.right_margin


def set_styles(paper: Paper, lang: str) -> None:
    """The form of an office's paper: one font, black, no theme of the template's."""
    cell, close = (paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) for name in (CELL, CLOSE))
    cell.base_style = close.base_style = paper.styles["Normal"]
    sizes = {"Normal": BODY, "Heading 1": 14, "Heading 2": 14, "Heading 3": BODY, "Caption": SMALL, "List Bullet": BODY}
    sizes |= {CELL: SMALL, CLOSE: SMALL}
    for name, size in sizes.items():
        style = paper.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
        style.font.bold, style.font.italic = name.startswith("Heading"), name == "Caption"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        for key in ("w:eastAsia", "w:cs"):
            fonts.set(qn(key), FONT)
        style.paragraph_format.space_after = Pt(4)
        if name.startswith("Heading"):
            style.paragraph_format.space_before = Pt(8)
    paper.styles["Normal"].paragraph_format.line_spacing = 1.1
    cell.paragraph_format.space_after, cell.paragraph_format.line_spacing = Pt(0), 1.0
    close.paragraph_format.space_after, close.paragraph_format.line_spacing = Pt(0), Pt(11.2)
    paper.styles["Heading 1"].paragraph_format.alignment = ALIGN.CENTER
    defaults = next(paper.styles.element.iter(qn("w:rPrDefault")))
    next(defaults.iter(qn("w:lang"))).set(qn("w:val"), {"vi": "vi-VN", "en": "en-GB"}.get(lang, lang))


def set_section(section: Section, facts: Mapping[str, object]) -> None:
    """A4, the margins of the rules, page numbers of its own from the second page on; simulated figures are said at each foot."""
    section.page_width, section.page_height = PAPER
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", width)
    section.header_distance = section.footer_distance = Mm(8)  # a foot of two lines would else push the text up
    section.different_first_page_header_footer = True
    for number in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(number)
    add(section._sectPr, "w:pgNumType", before=AFTER_NUMBERS, start="1")
    is_above = facts["page_number"] == "top-center"
    for header, footer, is_first in (
        (section.first_page_header, section.first_page_footer, True),
        (section.header, section.footer, False),
    ):
        header.is_linked_to_previous = footer.is_linked_to_previous = False
        number = (header if is_above else footer).paragraphs[0]
        number.alignment = ALIGN.CENTER if is_above else ALIGN.RIGHT
        if not is_first:
            for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
                run = number.add_run()._r
                if kind:
                    add(run, "w:fldChar", fldCharType=kind)
                else:
                    add(run, "w:instrText").text = text
        if facts["is_simulated"]:
            mark = footer.add_paragraph().add_run(str(facts["mark"]))
            mark.bold, mark.font.size = True, Pt(10)


def turn(section: Section, way: WD_ORIENT) -> None:
    """Turn the paper; the numbers go on."""
    section.orientation = way
    section.page_width, section.page_height = PAPER if way == WD_ORIENT.PORTRAIT else reversed(PAPER)
    section.different_first_page_header_footer = False
    for element in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(element)

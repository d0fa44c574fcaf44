"""A page as a document that an office can edit: the same words, tables and pictures, read off the page and never told anew."""

import base64
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from xml.etree.ElementTree import Element

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from workbench.briefing.stationery import CELL, CLOSE, SMALL, WIDTH, add, border, pad, room, set_section, set_styles, turn
from workbench.briefing.tree import kinds_of, read_tree, runs

LINE, WIDEST = 88, 34  # letters that a table has room for; that a column asks for at most
CENTRED = {"annex-number", "annex-of", "mark"}
BOXED = {"mark", "draft"}


def render_document(page: str, facts: Mapping[str, object]) -> bytes:
    """The .docx of a page: real headings, tables with repeated heads, captions, pictures with their alt texts.

    Parameters
    ----------
    page : its HTML, as `render_page` or the file of a whole unit has it.
    facts : what the page says of itself; see `page_facts`. Its ``job`` becomes the document's identifier.
    """
    tree = read_tree(page)
    paper = Document()
    set_styles(paper, str(facts["lang"]))
    set_section(paper.sections[0], facts)
    told = paper.core_properties
    told.title, told.identifier, told.language = str(facts["title"]), str(facts["job"]), str(facts["lang"])
    told.author, told.comments = "", str(facts["footer"])
    is_official = any(kinds_of(one) & {"doc", "annex-number"} for one in tree.iter())
    _Writer(paper, facts, is_official).write(next(tree.iter("main")))
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


class _Writer:
    """Writes the blocks of a page one after the other."""

    def __init__(self, paper: Paper, facts: Mapping[str, object], is_official: bool) -> None:
        self.paper, self.facts, self.is_official, self.part = paper, facts, is_official, 0
        self.is_sheet = False  # page one, which has to go on one sheet
        self.turns_over = False  # before the next heading, to side two

    def write(self, node: Element) -> None:
        for block in node:
            kinds = kinds_of(block)
            self.is_sheet |= "headline" in kinds and any("doc" in kinds_of(one) for one in block.iter())
            if block.tag in ("section", "article", "aside", "footer") or (block.tag == "div" and "doc" not in kinds):
                self._group(block, kinds)
            elif block.tag == "div":
                self._letterhead(block)
            elif block.tag in ("h1", "h2", "h3"):
                self._heading(block, kinds)
            elif block.tag == "ul":
                self._list(block, is_of_recipients="recipients" in kinds_of(node))
            elif block.tag == "table":
                self._table(block)
            elif block.tag == "figure":
                self._figure(block)
            else:
                self._paragraph(block, kinds)

    def _new(self, style: str = "") -> Paragraph:
        paragraph = self.paper.add_paragraph()
        if style:
            paragraph._p.style = style  # by its id: asking by name reads all styles every time
        if self.is_sheet:
            paragraph.paragraph_format.line_spacing, paragraph.paragraph_format.space_after = 1.0, Pt(1)
            if style.startswith("Heading"):
                paragraph.paragraph_format.space_before = Pt(4)
        return paragraph

    def _group(self, node: Element, kinds: set[str]) -> None:
        if kinds & {"annex", "part"}:  # each annex has page numbers of its own
            self.part, self.is_sheet = 0, False
            set_section(self.paper.add_section(WD_SECTION.NEW_PAGE), self.facts)
        if "side-two" in kinds:
            self.turns_over = True
        if "wide" in kinds:
            turn(self.paper.add_section(WD_SECTION.NEW_PAGE), WD_ORIENT.LANDSCAPE)
        self.write(node)
        if "wide" in kinds:
            turn(self.paper.add_section(WD_SECTION.NEW_PAGE), WD_ORIENT.PORTRAIT)

    def _heading(self, node: Element, kinds: set[str]) -> None:
        is_title = node.tag == "h1" or "annex-title" in kinds
        number = ""
        if node.tag == "h2" and not is_title:
            self.part += 1
            number = f"{self.part}. "
        paragraph = self._new(f"Heading{1 if is_title else node.tag[1]}")
        if self.turns_over:  # a break in a paragraph of its own would need room on side one
            paragraph.paragraph_format.page_break_before, self.turns_over = True, False
        if number:
            paragraph.add_run(number)
        _fill(paragraph, node, breaks_before_small=is_title, is_in_capitals=is_title and self.is_official)

    def _list(self, node: Element, *, is_of_recipients: bool) -> None:
        for item in node:
            if not is_of_recipients:
                _fill(self._new("ListBullet"), item)
                continue
            # Those who receive a paper stand in small letters behind dashes; on one sheet, in lines that run on.
            paragraph = self.paper.paragraphs[-1] if self.is_sheet else self._new()
            paragraph.add_run(" - " if self.is_sheet else "- ").font.size, paragraph.paragraph_format.space_after = Pt(SMALL), Pt(0)
            _fill(paragraph, item, size=SMALL)

    def _paragraph(self, node: Element, kinds: set[str]) -> None:
        paragraph = self._new()
        if kinds & BOXED:
            border(paragraph, "top", "left", "bottom", "right")
        _fill(paragraph, node, size=SMALL if kinds & {"small", "unit"} else None, bold=bool(kinds & {"mark", "draft", "annex-number"}))
        if "unit" in kinds:
            paragraph.alignment, paragraph.paragraph_format.keep_with_next = ALIGN.RIGHT, True
        elif kinds & CENTRED:
            paragraph.alignment = ALIGN.CENTER
        if kinds & {"unit", "annex-of"}:
            for run in paragraph.runs:
                run.italic = True

    def _letterhead(self, node: Element) -> None:
        """Agency to the left, nation and motto to the right, in a table without lines."""
        table = self.paper.add_table(rows=1, cols=len(node))
        _set_widths(table, (42, 58))
        for cell, side in zip(table.rows[0].cells, node, strict=True):
            cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
            for block in side:
                paragraph = cell.add_paragraph()
                paragraph.paragraph_format.line_spacing = 1.0
                if block.tag == "hr":
                    border(paragraph, "top")
                    paragraph.paragraph_format.line_spacing = Pt(4)
                    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(22)
                paragraph.alignment, paragraph.paragraph_format.space_after = ALIGN.CENTER, Pt(0)
                _fill(paragraph, block, size=12)

    def _table(self, node: Element) -> None:
        caption = next(node.iter("caption"))
        if "vh" not in kinds_of(caption):
            paragraph = self._new("Caption")
            paragraph.paragraph_format.keep_with_next = True
            _fill(paragraph, caption)
        rows = list(node.iter("tr"))
        is_turned = self.paper.sections[-1].orientation == WD_ORIENT.LANDSCAPE
        form = {"style": CLOSE if self.is_sheet else CELL, "is_marked": not (self.is_sheet or is_turned)}
        heads = len(next(node.iter("thead")))
        table = self.paper.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        add(table._tbl.tblPr, "w:tblCaption", val=" ".join("".join(caption.itertext()).split()))
        for place, row in enumerate(rows):
            made = table.add_row()
            for wish in ("w:cantSplit", "w:tblHeader")[: 2 if place < heads else 1]:
                add(made._tr.get_or_add_trPr(), wish)
            rank = {"is_head": place < heads, "is_total": "total" in kinds_of(row), "is_kept": place in (heads, len(rows) - 2)}
            for cell, shown in zip(made.cells, row, strict=True):
                _write_cell(cell, shown, **rank, **form)
        given = [float(re.sub(r"[^\d.]", "", one.get("style", ""))) for one in node.iter("col")]
        pad(table)
        _set_widths(table, given or _rooms(zip(*rows, strict=True)), room(self.paper.sections[-1]))
        after = self.paper.add_paragraph().paragraph_format  # two tables without a paragraph between them would be one
        after.space_after, after.line_spacing = Pt(0), Pt(6)

    def _figure(self, node: Element) -> None:
        image, caption = next(node.iter("img")), next(node.iter("figcaption"))
        paragraph = self.paper.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(base64.b64decode(image.get("src", "").partition(",")[2])), width=WIDTH)
        picture._inline.docPr.set("descr", image.get("alt", ""))
        _fill(self._new("Caption"), caption)


def _rooms(columns: Iterable[Sequence[Element]]) -> list[float]:
    """How wide columns are: each its longest word at least, the rest by what their longest cells ask for."""
    least, wanted = [], []
    for column in columns:
        texts = ["".join(text for text, _ in runs(cell, ())).split() for cell in column]
        least.append(4 + max(len(word) for words in texts for word in (*words, "")))
        wanted.append(max(least[-1], 4 + min(WIDEST, max(len(" ".join(words)) for words in texts))))
    spare, asked = max(0, LINE - sum(least)), sum(wanted) - sum(least)
    return [low + spare * (high - low) / asked if asked else low for low, high in zip(least, wanted, strict=True)]


def _set_widths(table: Table, parts: Sequence[float], whole: int = WIDTH) -> None:
    for column, part in zip(table.columns, parts, strict=True):
        width = int(whole * part / sum(parts))
        column.width = width
        for cell in column.cells:
            cell.width = width


def _write_cell(cell: _Cell, node: Element, *, is_head: bool, is_total: bool, is_kept: bool, style: str, is_marked: bool) -> None:
    """Where there is little room, a row of simulated figures has no mark beside those of its figures: so it is on paper."""
    paragraph = cell.paragraphs[0]
    paragraph._p.style = style
    if is_head or is_kept:  # a head never stands alone, nor does the last row
        paragraph.paragraph_format.keep_with_next = True
    _fill(paragraph, node, bold=is_total or (is_head and node.tag == "th"), leaves_small_out=node.tag == "th" and not is_marked)
    if is_head:
        paragraph.alignment = ALIGN.CENTER
    elif "n" in kinds_of(node):
        paragraph.alignment = ALIGN.RIGHT


def _fill(
    paragraph: Paragraph,
    node: Element,
    *,
    size: int | None = None,
    bold: bool = False,
    breaks_before_small: bool = False,
    is_in_capitals: bool = False,
    leaves_small_out: bool = False,
) -> None:
    """Put the words of a block into a paragraph, run by run."""
    start = True
    for text, tags in runs(node, ()):
        if leaves_small_out and "small" in tags:
            continue
        if breaks_before_small and tags and "small" in tags and not start:
            paragraph.add_run().add_break()
            breaks_before_small = False
        if text == "\n":
            paragraph.add_run().add_break()
            start = True
            continue
        words = text.lstrip(" ") if start else text
        if not words:
            continue
        run, start = paragraph.add_run(words), words.endswith(" ")
        if size or "small" in tags:
            run.font.size = Pt(size or SMALL)
        if bold or "b" in tags or "strong" in tags:
            run.bold = True
        if "i" in tags or "small" in tags:
            run.italic = True
        if "small" in tags and not bold:  # beside a heading, which is bold by its style
            run.bold = False
        if "sup" in tags:
            run.font.superscript = True
        if is_in_capitals and "small" not in tags:
            run.font.all_caps = True

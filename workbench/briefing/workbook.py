"""The assessments as a workbook: every column of the table unrounded, shown with the decimals of the pages, with words beside the codes."""

import io

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from workbench.briefing.assumed import assumed
from workbench.briefing.numbers import Numbers, is_missing
from workbench.briefing.page import disclosure_told
from workbench.briefing.phrases import Phrases
from workbench.briefing.texts import Texts
from workbench.case import make_case
from workbench.findings import Findings
from workbench.programme import Indicator

WORDS = ("unit_name", "area_name", "target_name", "verdict_words")  # columns of the workbook alone, each behind the code that it explains
CHANCES = ("p_met", "p_stretch")
VALUES = ("target_value", "latest_value", "projected_q10", "projected_q50", "projected_q90")
FORMATS = {"latest_year": "0", "recent_years": "0", **dict.fromkeys(CHANCES, "0%")}
FONT = "Times New Roman"
SIMULATED = PatternFill("solid", fgColor="FFF7D6")
HEAD = PatternFill("solid", fgColor="F3F3F3")


def render_workbook(findings: Findings, lang: str, key: str) -> bytes:
    """One sheet: what it is and how sure, then a row for each target of each unit, in the order of the assessments.

    Parameters
    ----------
    key : of all that it is made of; the workbook's identifier.
    """
    say = Texts(lang)
    book = Workbook()
    sheet = book.active
    sheet.title = str(say("workbook.sheet"))
    header = findings.programme.header
    names = columns_of(findings)
    is_simulated = bool(findings.assessments["is_simulated"].any())
    lines = [
        header.title[lang],
        say("index.as_of", as_of=findings.as_of).unescape(),
        str(say("simulated.mark")) if is_simulated else "",
        disclosure_told(findings, lang),
        *(line.unescape() for line in assumed(findings.programme, lang)),
    ]
    for line in filter(None, lines):
        _append(sheet, [line])
        sheet.cell(sheet.max_row, 1).font = Font(name=FONT, size=13, bold=True)
    _append(sheet, [say(f"field.{name}").unescape() for name in names])
    _append(sheet, names)
    head = sheet.max_row
    for cell in (*sheet[head - 1], *sheet[head]):
        cell.font, cell.fill = Font(name=FONT, bold=cell.row < head, italic=cell.row == head), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    for row in rows_of(findings, lang):
        _append(sheet, [row[name] for name in names])
        _dress(sheet, names, row, findings.programme.indicators.get(row["indicator_id"] or ""))
    for place, name in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = 34 if name in WORDS else 13
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(names))}{sheet.max_row}"
    sheet.freeze_panes = sheet.cell(head + 1, names.index("target_name") + 2)
    sheet.print_title_rows = f"{head - 1}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", sheet.PAPERSIZE_A4, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.properties.title, book.properties.creator, book.properties.identifier = lines[0], header.id, key
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def columns_of(findings: Findings) -> list[str]:
    """Those of the assessments, each code followed by its words."""
    before = {"target_id": ["unit_name", "area_name"], "indicator_id": ["target_name"], "reason": ["verdict_words"]}
    return [one for name in findings.assessments.columns for one in (*before.get(name, ()), name)]


def rows_of(findings: Findings, lang: str) -> list[dict[str, object]]:
    """The assessments with words; what is not known is an empty cell."""
    programme, say = findings.programme, Texts(lang)
    area_of = {target.id: area.title[lang] for area in programme.policy_areas for target in area.targets}
    told = {code: Phrases(make_case(findings, "", code, lang)) for code in findings.assessments["unit_code"].unique()}
    rows = []
    for row in findings.assessments.to_dict("records"):
        phrases = told[row["unit_code"]]
        words = {
            "unit_name": phrases.case.unit.title(lang),
            "area_name": area_of[row["target_id"]],
            "target_name": programme.targets[row["target_id"]].title[lang],
            "verdict_words": phrases.verdict(row).unescape(),
            "verdict": str(row["verdict"]),
            "is_simulated": str(say("simulated.row")) if row["is_simulated"] else "",
            "is_reference": str(say("verdict.tentative_sign")) if row["is_reference"] else "",
        }
        rows.append({name: None if is_missing(value) else value for name, value in (row | words).items()})
    return rows


def _append(sheet: Worksheet, values: list[object]) -> None:
    """A row; a text that begins like a formula stays text, and what no workbook may hold is the sign for a lost letter."""
    sheet.append([ILLEGAL_CHARACTERS_RE.sub("\ufffd", one) if isinstance(one, str) else one for one in values])
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type, cell.quotePrefix = "s", cell.value.startswith(("=", "+", "-", "@"))


def _dress(sheet: Worksheet, names: list[str], row: dict[str, object], indicator: Indicator | None) -> None:
    """Decimals as on the pages; rows of simulated figures on a ground of their own, besides the word."""
    for name, cell in zip(names, sheet[sheet.max_row], strict=True):
        cell.font = Font(name=FONT)
        if row["is_simulated"]:
            cell.fill = SIMULATED
        if name in FORMATS:
            cell.number_format = FORMATS[name]
        elif isinstance(cell.value, float):
            decimals = Numbers.decimals(cell.value, indicator) if name in VALUES and indicator else 2
            cell.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")

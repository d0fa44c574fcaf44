"""The form that a unit fills in: one sheet for each unit, one line for each figure, all else locked."""

import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from workbench.errors import DefinitionError, SourceError
from workbench.files import write_bytes_whole
from workbench.intake.words import STATES, Wording
from workbench.observations import load_observations, select_observations
from workbench.observations.asked import Asked, is_kept_by, list_asked
from workbench.programme import Area, Indicator, Programme, Unit

MARK, VERSION = "workbench-form", 1
# Hidden: row 1 says what the sheet is, row 2 names its columns, column A the figure of each line.
META_ROW, NAMES_ROW, HEAD_ROW = 1, 2, 6
COLUMNS = ("key", "number", "title", "unit", "last", "value", "state", "note")
WIDTHS = (2, 6, 58, 20, 16, 16, 18, 40)
PLACE = {name: number for number, name in enumerate(COLUMNS, start=1)}
LETTER = {name: get_column_letter(number) for name, number in PLACE.items()}
_INPUT = PatternFill("solid", fgColor="FFF6CC")
_HEAD = PatternFill("solid", fgColor="D5E1EC")
_LINE = Side(style="thin", color="888888")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FONT = "Times New Roman"


def write_form(programme: Programme, unit_code: str, path: Path, *, area: str = "", year: int = 0, lang: str = "") -> int:
    """Write the form of a unit and of those directly below it; the number of lines to fill in.

    Parameters
    ----------
    year : the year asked for; 0 is the programme's as-of year.
    area : code of one area, with the counts behind its rates; empty for all.
    lang : a language of the programme; empty for its own.

    Raises
    ------
    DefinitionError : no such unit in that year, no such area or language, or nothing to ask.
    SourceError : the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise DefinitionError("--output", f"'{path.name}' is not the name of a workbook.", "Let it end with .xlsx.")
    year, lang = year or programme.header.as_of, lang or programme.header.default_language
    units = find_units(programme, unit_code, year)
    if lang not in programme.header.languages:
        raise DefinitionError(
            "--lang", f"'{lang}' is not a language of this programme.", f"One of {', '.join(programme.header.languages)}."
        )
    asked = {unit.code: list_asked(programme, unit, area=area) for unit in units}
    count = sum(map(len, asked.values()))
    if not count:
        raise DefinitionError("--area", f"unit '{unit_code}' reports nothing there itself.", "Choose another area, or a unit below it.")
    book = Workbook()
    book.remove(book.active)
    words = Wording(lang)
    _write_guide(book.create_sheet(words("form.guide")), words, year)
    before = _last_values(programme, year - 1)
    for unit in units:
        if asked[unit.code]:
            _write_sheet(book.create_sheet(_sheet_name(unit, lang)), programme, unit, asked[unit.code], words, year, before)
    book.active = 1
    buffer = io.BytesIO()
    book.save(buffer)
    try:
        write_bytes_whole(path, buffer.getvalue())
    except OSError as error:
        raise SourceError(str(path), f"the form cannot be written there ({error.strerror}).", "Choose another place.") from error
    return count


def find_units(programme: Programme, unit_code: str, year: int) -> list[Unit]:
    """The unit and those directly below it at the end of `year`.

    Raises
    ------
    DefinitionError : the programme has no such unit, or no such year.
    """
    header = programme.header
    if not header.first_year <= year <= header.horizon:
        raise DefinitionError(
            "--year", f"{year} is outside the programme's years.", f"Choose one from {header.first_year} to {header.horizon}."
        )
    units = programme.units_in(year)
    if unit_code not in units:
        raise DefinitionError(
            "--unit", f"there is no unit '{unit_code}' in {header.id} at the end of {year}.", f"Units: {', '.join(units)}."
        )
    return [units[unit_code], *(unit for unit in units.values() if unit.parent == unit_code)]


def _last_values(programme: Programme, year: int) -> dict[tuple[str, str], float]:
    """What was truly reported for `year`: a simulated figure is nobody's last value."""
    table = select_observations(load_observations(programme), as_of=year, observed_only=True)
    own = table[table["year"] == year]
    return {(row["unit_code"], row["indicator_id"]): row["value"] for row in own.to_dict("records")}


def _sheet_name(unit: Unit, lang: str) -> str:
    name = "".join(" " if one in "[]:*?/\\'" or not one.isprintable() else one for one in unit.title(lang))
    return f"{unit.code} {' '.join(name.split())}"[:31].strip()


def _put(cell: Cell, value: object, *, bold: bool = False, is_wrapped: bool = True, size: int = 12) -> Cell:
    """Write a cell; text that begins like a formula stays text."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font = Font(name=_FONT, size=size, bold=bold)
    cell.alignment = Alignment(vertical="center", wrap_text=is_wrapped)
    return cell


def _write_guide(sheet: Worksheet, words: Wording, year: int) -> None:
    _put(sheet["A1"], words("form.guide"), bold=True, size=14)
    for number in range(1, 10):
        _put(sheet.cell(number + 2, 1), f"{number}. {words(f'form.rule.r{number}', year=year)}", size=13)
    sheet.column_dimensions["A"].width = 110
    sheet.protection.sheet = True


def _write_sheet(
    sheet: Worksheet,
    programme: Programme,
    unit: Unit,
    asked: list[Asked],
    words: Wording,
    year: int,
    before: dict[tuple[str, str], float],
) -> None:
    for column, value in enumerate((MARK, VERSION, programme.header.id, unit.code, year), start=1):
        _put(sheet.cell(META_ROW, column), value)
    for name, column in PLACE.items():
        _put(sheet.cell(NAMES_ROW, column), name)
    _put(sheet.cell(3, 2), words("form.title", year=year), bold=True, is_wrapped=False, size=14)
    _put(sheet.cell(4, 2), words("form.unit", unit=unit.title(words.lang), code=unit.code), bold=True, is_wrapped=False)
    _put(sheet.cell(5, 2), words("form.measure"), is_wrapped=False)
    for name in COLUMNS[1:]:
        head = _put(sheet.cell(HEAD_ROW, PLACE[name]), words(f"form.column.{name}", year=year - 1 if name == "last" else year), bold=True)
        head.fill, head.border = _HEAD, _BOX
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    last = _write_lines(sheet, programme, unit, asked, words, before)
    _put(sheet.cell(last + 2, PLACE["title"]), words("form.signed"))
    _put(sheet.cell(last + 2, PLACE["value"]), words("form.approved"), is_wrapped=False)
    _lock(sheet)


def _lock(sheet: Worksheet) -> None:
    for width, column in zip(WIDTHS, COLUMNS, strict=True):
        sheet.column_dimensions[LETTER[column]].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[META_ROW].hidden = sheet.row_dimensions[NAMES_ROW].hidden = True
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, PLACE["unit"])
    sheet.protection.sheet = True  # no password: it keeps hands from slipping, it hides nothing
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"


def _write_lines(
    sheet: Worksheet, programme: Programme, unit: Unit, asked: list[Asked], words: Wording, before: dict[tuple[str, str], float]
) -> int:
    """The lines, area by area, each rate below its counts; the number of the last row."""
    rules = _Rules(sheet, words)
    row, rows, home, number = HEAD_ROW, {}, None, 0
    for one in asked:
        if one.area is not home:
            home, row = one.area, row + 1
            _write_area(sheet, row, home, words.lang)
        row, number = row + 1, number + 1
        rows[one.id] = row
        _put(sheet.cell(row, PLACE["key"]), one.id)
        cells = {
            "number": number,
            "title": title_of(one, words),
            "unit": one.unit[words.lang] if one.unit else "",
            "last": before.get((unit.code, one.id)),
            **dict.fromkeys(("value", "state", "note")),
        }
        for name, value in cells.items():
            cell = _put(sheet.cell(row, PLACE[name]), value)
            cell.border = _BOX
            if name in ("value", "state", "note"):
                cell.fill, cell.protection = _INPUT, Protection(locked=False)
            if name in ("last", "value"):
                cell.number_format = "#,##0" if one.is_whole else "#,##0.00"
        rules.apply(one, row)
        for indicator in (rate for rate in programme.indicators.values() if one.id in (rate.numerator, rate.denominator)):
            both = rows.keys() >= {indicator.numerator, indicator.denominator} and indicator.aggregate == "ratio_of_sums"
            if both and is_kept_by(indicator, unit):
                row += 1
                _write_rate(sheet, row, indicator, rows, words)
    return row


def title_of(one: Asked, words: Wording) -> str:
    """What a line asks for, in words."""
    name, title = one.indicator.title[words.lang], one.title
    if one.part in ("", "numerator", "denominator"):
        return title[words.lang] if title else words(f"form.{one.part}", title=name)
    return words("form.part", title=name, part=title[words.lang])


def _write_area(sheet: Worksheet, row: int, area: Area, lang: str) -> None:
    for column in range(PLACE["number"], len(COLUMNS) + 1):
        cell = sheet.cell(row, column)
        cell.fill, cell.border = _HEAD, _BOX
    _put(sheet.cell(row, PLACE["title"]), area.title[lang], bold=True)


def _write_rate(sheet: Worksheet, row: int, indicator: Indicator, rows: dict[str, int], words: Wording) -> None:
    """The rate as the sheet itself computes it, for the eye of whoever fills in; it is never read."""
    for column in range(PLACE["number"], len(COLUMNS) + 1):
        sheet.cell(row, column).border = _BOX
    title = _put(sheet.cell(row, PLACE["title"]), words("form.rate", title=indicator.title[words.lang]))
    title.font = Font(name=_FONT, size=12, italic=True)
    _put(sheet.cell(row, PLACE["unit"]), indicator.unit[words.lang])
    above, below = (f"{LETTER['value']}{rows[name]}" for name in (indicator.numerator, indicator.denominator))
    scale = "100*" if indicator.unit.root.get("") == "%" else ""
    cell = sheet.cell(row, PLACE["value"])
    cell.value = f'=IF(AND(ISNUMBER({above}),ISNUMBER({below})),IF({below}>0,{scale}{above}/{below},""),"")'
    cell.number_format, cell.font = "#,##0.00", Font(name=_FONT, size=12, italic=True)


class _Rules:
    """The data validations of a sheet, one of each kind."""

    def __init__(self, sheet: Worksheet, words: Wording) -> None:
        self.sheet, self.words = sheet, words
        self.made: dict[tuple[object, ...], DataValidation] = {}

    def apply(self, one: Asked, row: int) -> None:
        low, high = one.bounds
        high = None if high is None or high == float("inf") else high
        if one.is_binary:
            key = ("list", None, self._choices("yes", "no"), None)
        else:
            operator = "greaterThanOrEqual" if high is None else "between"
            key = ("whole" if one.is_whole else "decimal", operator, low if low is not None else -1e15, high)
        self._rule(key, "choice" if one.is_binary else "whole" if one.is_whole else "number").add(f"{LETTER['value']}{row}")
        self._rule(("list", None, self._choices(*STATES), None), "choice").add(f"{LETTER['state']}{row}")

    def _choices(self, *keys: str) -> str:
        return '"' + ",".join(self.words(f"form.state.{key}") for key in keys) + '"'

    def _rule(self, key: tuple[object, ...], alert: str) -> DataValidation:
        if key not in self.made:
            kind, operator, low, high = key
            rule = DataValidation(type=kind, operator=operator, formula1=str(low), formula2=None if high is None else str(high))
            rule.allow_blank, rule.showErrorMessage = True, True
            rule.errorTitle, rule.error = self.words("form.alert.title"), self.words(f"form.alert.{alert}")
            self.sheet.add_data_validation(rule)
            self.made[key] = rule
        return self.made[key]

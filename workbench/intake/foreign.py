"""A table that somebody else made, from its sheets to answers: read as one confirmed layout of the programme says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from workbench.errors import SourceError
from workbench.intake.books import read_book
from workbench.intake.cells import Answer, Line, Typed
from workbench.intake.choosing import choose_layout, list_meant
from workbench.intake.decoding import Decoded, decode_book
from workbench.intake.fitting import Fit, Placed
from workbench.intake.measures import find_told, is_contrary, nouns_of
from workbench.intake.patterns import UnitNames, match
from workbench.intake.persons import part_persons
from workbench.intake.places import Place
from workbench.intake.reading import Answered, FilledForm, FilledSheet
from workbench.intake.sheets import Sheet, address, text_of
from workbench.intake.totals import Figure, Held, hold_totals
from workbench.intake.words import Wording
from workbench.intake.written import Beside, find_decimal_sign, read_written
from workbench.messages import in_language
from workbench.observations.asked import Asked, list_asked
from workbench.programme import Programme, Words
from workbench.programme.layouts import Layout, Row


def read_foreign(path: Path, programme: Programme, layouts: dict[str, Layout], words: Wording) -> FilledForm:
    """Read a file by the one layout that fits it.

    Raises
    ------
    SourceError : the file cannot be read, no layout or more than one fits, or the one that fits is not confirmed.
    """
    decoded, persons = part_persons(decode_book(read_book(path)), programme)
    if not decoded.book.sheets:
        raise SourceError(decoded.book.file, "; ".join(one.told(words).strip() for one in persons), "Send totals alone.")
    name, layout, fits, unread = choose_layout(decoded, layouts)
    meant = list_meant(decoded, layout, unread)
    reader = _Reader(programme, layout, words)
    sheets: list[FilledSheet] = []
    reasons = {sheet: in_language(one.reason, words.lang) for sheet, one in unread.items()}
    questions = [words("foreign.sheet", sheet=sheet, reason=reason) for sheet, reason in reasons.items() if sheet in meant]
    for sheet, one in fits:
        below = [other.top for where, other in fits if where is sheet and other.top > one.top]
        figures, asked = reader.read(sheet, one, end=min(below, default=sheet.height + 1))
        questions += asked
        sheets += _by_unit_and_year(sheet.name, figures)
    return FilledForm(
        decoded.book.file,
        decoded.book.digest,
        tuple(sheets),
        tuple(f"{sheet} ({reason})" for sheet, reason in reasons.items() if sheet not in meant),
        tuple(questions),
        layout=name,
        notes=tuple(_tell_encodings(decoded, words)),
        refused=tuple(one.told(words) for one in persons),
    )


def _tell_encodings(decoded: Decoded, words: Wording) -> Iterator[str]:
    groups: dict[tuple[str, str], list] = {}
    for one in decoded.conversions:
        groups.setdefault((one.sheet, one.encoding), []).append(one)
    for (sheet, encoding), several in groups.items():
        first = several[0]
        yield words(
            "foreign.decoded",
            sheet=sheet,
            n=len(several),
            encoding=encoding,
            cell=first.cell,
            before=first.before[:40],
            after=first.after[:40],
        )


def _by_unit_and_year(name: str, figures: list[Figure]) -> Iterator[FilledSheet]:
    groups: dict[tuple[str, int], list[Answered]] = {}
    for one in figures:
        groups.setdefault((one.unit_code, one.year), []).append(Answered(one.id, one.cell, one.answer, ""))
    for (code, year), lines in groups.items():
        yield FilledSheet(name, code, year, tuple(lines))


class _Reader:
    """Reads the tables of one layout."""

    def __init__(self, programme: Programme, layout: Layout, words: Wording) -> None:
        self.programme, self.layout, self.words = programme, layout, words
        self.names = UnitNames(programme, layout.units)

    @cached_property
    def asked(self) -> dict[str, Asked]:
        return {one.id: one for unit in self.programme.units for one in list_asked(self.programme, unit)}

    def line(self, name: str) -> Line:
        """What the catalogue allows for a figure, be it one that forms ask for or a rate that they compute."""
        asked = self.asked.get(name)
        if asked is not None:
            units = self._in_order(asked.unit) if asked.unit else ()
            return Line(asked.is_whole, asked.is_binary, asked.is_percent, units, asked.bounds[1])
        indicator = self.programme.indicators[self.programme.components.get(name, name)]
        units = self._in_order(indicator.unit)
        is_percent = name == indicator.id and indicator.unit.root.get("") == "%"
        return Line(False, indicator.is_binary, is_percent, units, indicator.bounds[1] if name == indicator.id else None)

    def _in_order(self, unit: Words) -> tuple[str, ...]:
        lang = self.words.lang if self.words.lang in unit.root else next(iter(unit.root))
        return tuple(dict.fromkeys((unit[lang], *unit.root.values())))

    @cached_property
    def nouns(self) -> frozenset[str]:
        """What units of measure of the programme count."""
        return nouns_of(text for one in self.programme.indicators.values() for text in one.unit.root.values())

    def read(self, sheet: Sheet, table: Fit, *, end: int) -> tuple[list[Figure], list[str]]:
        """The figures of one table above row `end` that may be taken, and the questions that no single figure bears."""
        rows = {row: [sheet.text(row, column) for column in range(1, sheet.width + 1)] for row in range(table.body, end)}
        until = (
            row for row, texts in rows.items() for text in texts if any(match(one, text) is not None for one in table.table.until if text)
        )
        place = Place(sheet, table, end=next(until, end))
        for row in range(table.body, place.end):
            texts, is_header = rows[row], place.is_header(row)
            if any(texts) and place.is_below_another(row, is_header=is_header):
                place.questions.append(self._about(place, place.notes[0], "foreign.other", below=row))
                break
            if any(texts) and not is_header:
                self._read_row(place, row)
        # Where a row or cell is a question already, the sum would only repeat it.
        dropped, asked = hold_totals([] if place.questions else place.held, sheet.name, self.words)
        return [one for one in place.figures if one.cell not in dropped], place.questions + asked

    def _read_row(self, place: Place, row: int) -> None:
        told = {role: place.label(row, role) for role in ("unit", "indicator", "year", "measure")}
        label = told["indicator"] or told["unit"] or told["year"]
        declared = self._declared(place, label)
        if declared is not None and declared.role == "section":
            place.section, place.section_row = label, row
        filled = [one for one in place.fit.figures if place.sheet.text(row, one.number)]
        if declared is not None and (declared.role == "ignore" or (declared.role == "section" and not filled)):
            return
        is_total = declared is not None and declared.role in ("total", "section")
        if not is_total and declared is None and told["unit"] and not self.names.knows(told["unit"]):
            self._ask_about_row(place, row, label, filled)
            return
        if declared is None and place.fit.role("indicator") is not None:
            self._ask_about_row(place, row, label, filled)
            return
        if not label and self._has_labels(place):
            self._ask_about_row(place, row, label, filled)
            return
        hidden = self._hidden(place, row)
        if hidden and filled and place.fit.table.hidden == "ask":
            place.questions.append(self._about(place, row, "foreign.hidden", label=label))
        if hidden and place.fit.table.hidden != "read":
            return
        stray = [address(row, one) for one in place.strays if re.search(r"\d", place.sheet.text(row, one))] if filled else []
        if stray:
            place.questions.append(self._about(place, row, "foreign.stray", cells=", ".join(stray)))
            return
        place.notes.clear()
        for one in place.fit.figures:
            self._read_cell(place, row, one, declared, told, is_total=is_total or one.column.role == "total")

    def _has_labels(self, place: Place) -> bool:
        return any(place.fit.role(role) for role in ("unit", "indicator", "year"))

    def _declared(self, place: Place, label: str) -> Row | None:
        rows = [one for one in place.fit.table.rows if match(one.label, label) is not None]
        near = [one for one in rows if one.under is not None and match(one.under, place.section) is not None]
        return next(iter(near or [one for one in rows if one.under is None]), None)

    def _hidden(self, place: Place, row: int) -> bool:
        return row in place.sheet.hidden_rows

    def _ask_about_row(self, place: Place, row: int, label: str, filled: list[Placed]) -> None:
        """A row that the layout does not name: a note if it holds words alone, else a question."""
        if any(re.search(r"\d", place.sheet.text(row, one.number)) for one in filled):
            place.questions.append(self._about(place, row, "foreign.row", label=label))
        place.notes.append(row)

    def _about(self, place: Place, row: int, key: str, **values: object) -> str:
        where = self.words("foreign.at_row", row=row)
        return f"{place.sheet.name}, {where}: {self.words(key, **values)}"

    def _read_cell(self, place: Place, row: int, one: Placed, declared: Row | None, told: dict[str, str], *, is_total: bool) -> None:
        sheet, table, where = place.sheet, place.fit.table, address(row, one.number)
        cell = sheet.cells.get((row, one.number), Typed(None))
        is_filled = bool(text_of(cell.value)) or bool(cell.formula)
        if one.number in sheet.hidden_columns and table.hidden != "read":
            if is_filled and table.hidden == "ask":
                place.questions.append(f"{sheet.name}, {where}: {self.words('foreign.hidden', label=one.column.header)}")
            return
        names = {one.column.indicator, declared.indicator if declared else None} - {None} or {table.indicator} - {None}
        years = {str(one.column.year or ""), one.found.get("year", ""), told["year"]} - {""}
        years = years or {str(table.year or ""), place.fit.found.get("year", "")} - {""}
        if not is_filled and (len(names) != 1 or len(years) != 1):
            return
        if len(names) != 1 or len(years) != 1 or not re.fullmatch(r"(19|20)\d\d", next(iter(years))):
            key, found = ("foreign.year", years) if len(names) == 1 else ("foreign.indicator", names)
            place.questions.append(f"{sheet.name}, {where}: {self.words(key, found=' / '.join(sorted(found)) or '?')}")
            return
        name, year = next(iter(names)), int(next(iter(years)))
        texts = {one.found.get("unit", ""), told["unit"] if declared is None or declared.role == "figure" else ""} - {""}
        codes = {one.column.unit, declared.unit if declared else None} - {None}
        unit = "" if is_total else self._unit(codes, texts, place, year, where, is_filled=is_filled)
        if unit is None:
            return
        answer = self._answer(place, row, cell, one, declared, told, name, is_total=is_total)
        if one.column.qualifier != "exact" and answer.qualifier == "exact":
            answer = replace(answer, qualifier=one.column.qualifier)
        figure = Figure(name, unit, year, where, answer)
        adds_up = name in self.programme.components or self.programme.indicators[name].aggregate in ("sum", "count_true")
        if adds_up:
            is_of_all = is_total and not (declared and (declared.role == "section" or declared.of == "section"))
            place.held.append(Held(figure, is_total, 0 if is_of_all else place.section_row))
        if not is_total:
            place.figures.append(figure)

    def _unit(self, codes: set[str], texts: set[str], place: Place, year: int, where: str, *, is_filled: bool) -> str | None:
        """The code of the unit that a figure is of; None, and a question, where nothing says it or two things say different ones."""
        found = set(codes)
        for text in texts if not codes else ():
            named = self.names.find(text, year)
            found |= set(named) or {f"“{text}”"}
        if not found:
            text, own = place.fit.found.get("unit", ""), place.fit.table.unit
            found = {own} if own else set(self.names.find(text, year)) or {f"“{text}”"}
        code = next(iter(found))
        if len(found) == 1 and code in self.programme.units_in(year):
            return code
        if is_filled:
            place.questions.append(f"{place.sheet.name}, {where}: {self.words('foreign.unit', found=' / '.join(sorted(found)), year=year)}")
        return None

    def _overlooked(self, place: Place, row: int, one: Placed, line: Line, measure: str) -> str:
        """A unit of measure that header, label or title tell and that forbids to read the figure as the layout says."""
        used = [measure] if measure else line.units
        own = [place.headers[one.number], *(place.label(row, role) for role in ("indicator", "unit"))]
        told = [(find_told(text), self.nouns) for text in own] + [(find_told(text), frozenset()) for text in place.above]
        return next((text for text, known in told if text and is_contrary(text, used, known=known)), "")

    def _answer(
        self, place: Place, row: int, cell: Typed, one: Placed, declared: Row | None, told: dict[str, str], name: str, *, is_total: bool
    ) -> Answer:
        meaning = self._sign(cell)
        if meaning:
            text = text_of(cell.value)
            return Answer(0.0, conversion="words" if text else "", text=text) if meaning == "zero" else Answer(silence=meaning)
        if is_total and cell.is_hollow:
            return Answer(silence="blank")  # there is nothing to hold against it
        written = next((text for text in (told["measure"], one.found.get("measure")) if text), "")
        said = [one.column.measure, declared.measure if declared else None, place.fit.table.measure, place.fit.found.get("measure")]
        measure = written or next((text for text in said if text), "")
        if one.number not in place.decimals:
            cells = [each.value for at, each in place.sheet.cells.items() if at[1] == one.number and place.fit.body <= at[0] < place.end]
            # A number stored as one was typed with whatever sign its program took; only texts show their own.
            place.decimals[one.number] = find_decimal_sign(one for one in cells if isinstance(one, str))
        beside = Beside(unit=measure, decimal=place.decimals[one.number], of=one.column.of)
        line = self.line(name)
        overlooked = "" if written or cell.value is None else self._overlooked(place, row, one, line, measure)
        if overlooked:
            return Answer(question=self.words("foreign.measure", measure=overlooked))
        if (row, one.number) in place.shared:
            return Answer(question=self.words("foreign.shared", text=text_of(cell.value)[:40]))
        if is_total:
            line = replace(line, is_binary=False, highest=None)
        return read_written(cell, line, self.words, beside)

    def _sign(self, cell: Typed) -> str:
        return "" if cell.formula else self.layout.signs.get(text_of(cell.value).casefold(), "")

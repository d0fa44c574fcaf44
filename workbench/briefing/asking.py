"""What has to be asked: figures in doubt, told on the page, and the list that goes back to each unit."""

import itertools

from workbench.briefing.blocks import Row, Shown, Table, Text, heading, join, paragraph, section
from workbench.briefing.numbers import is_missing
from workbench.briefing.phrases import Phrases
from workbench.briefing.texts import Texts
from workbench.case import Case
from workbench.observations.asked import Asked, list_asked
from workbench.programme import Unit

MOST = 12  # doubts told on one page


def doubtful(told: Phrases) -> list[Text]:
    """A line for each doubt that touches the page."""
    case, say = told.case, told.say
    rows = case.doubts.to_dict("records")
    lines: list[Text] = [
        say(
            "doubt.line",
            unit=told.unit_within(case.units[row["unit_code"]]),
            indicator=title_of(told, row["indicator_id"]),
            year=row["year"],
            why=why(told, row),
        )
        for row in rows[:MOST]
    ]
    return [*lines, say("doubt.more", n=len(rows) - MOST)] if len(rows) > MOST else lines


def title_of(told: Phrases, name: str) -> str:
    """The catalogue's words for an indicator or one of its counts."""
    programme, lang = told.case.programme, told.case.lang
    indicator = programme.indicators[programme.components.get(name, name)]
    title = indicator.components.get(name) if name != indicator.id else indicator.title
    return title[lang] if title else f"{indicator.title[lang]} ({name})"


def why(told: Phrases, row: dict) -> Text:
    """Why a figure is doubted, with the figures it was held against."""
    simulated = bool(row["is_simulated"])
    figures = {name: told.marked(_figure(told, row[name]), simulated) for name in ("value", "other")}
    detail = row["detail"] if row["kind"] != "factor" else _figure(told, float(row["detail"]))
    return told.say(f"doubt.{row['kind']}", detail=detail, **figures)


def _figure(told: Phrases, value: object) -> str:
    if is_missing(value):
        return ""
    number = float(value)
    return told.numbers.plain(number, 0 if number.is_integer() else 2 if abs(number) >= 1 else 4)


def to_ask(case: Case) -> Shown:
    """The list that goes back to each unit: figures to check, figures to add, in every language of the programme."""
    told = Phrases(case)
    say = told.say
    languages = case.programme.header.languages
    others = [Phrases(Case(case.findings, case.unit, case.area, lang)) for lang in languages]
    parts = [heading(say("asking.title"))]
    for unit in case.members or [case.unit]:
        doubts = case.findings.doubts
        own = [row for row in doubts[doubts["unit_code"] == unit.code].to_dict("records") if _is_asked(case, row)]
        absent = missing(case, unit)
        if not own and not absent:
            continue
        title = say("asking.unit", unit=told.unit_name(unit), doubts=len(own), missing=len(absent), year=case.as_of)
        lines = list(zip(*(_lines(one, own, absent) for one in others), strict=True))
        columns = [say("asking.number"), *(_language(say, lang) for lang in languages)]
        rows = [Row(str(number), line) for number, line in enumerate(lines, start=1)]
        table = Table(say("asking.caption"), columns, rows, text_columns=frozenset(range(1, len(languages) + 1)), is_caption_hidden=True)
        parts += [heading(title, 3), table.html(say("simulated.row"))]
    return section(*parts) if len(parts) > 1 else section(*parts, paragraph(say("asking.none")))


def _language(say: Texts, lang: str) -> Text:
    return say("asking.vietnamese") if lang == "vi" else say("asking.english")


def _is_asked(case: Case, row: dict) -> bool:
    return not case.area or row["indicator_id"] in case.figure_ids


def _lines(told: Phrases, doubts: list[dict], absent: list[Asked]) -> list[Text]:
    say, case = told.say, told.case
    lines: list[Text] = [
        say("asking.check", indicator=title_of(told, row["indicator_id"]), year=row["year"], why=why(told, row)) for row in doubts
    ]
    for area, group in itertools.groupby(absent, key=lambda one: one.area):
        names = join([title_of(told, one.id) for one in group], "; ")
        lines.append(say("asking.missing", year=case.as_of, area=area.title[case.lang], indicators=names))
    return lines


def missing(case: Case, unit: Unit) -> list[Asked]:
    """What the unit keeps itself and has not reported for the as-of year; a simulated figure is no report."""
    table = case.findings.observations
    own = table[(table["unit_code"] == unit.code) & (table["year"] == case.as_of) & (table["status"] != "simulated")]
    there = set(own["indicator_id"])
    asked = list_asked(case.programme, unit, area=case.area.area if case.area else "")
    return [one for one in asked if one.id not in there]

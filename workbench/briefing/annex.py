"""What stands behind the story: the report's registers, cautions, sources."""

import itertools
from collections.abc import Iterable

from markupsafe import Markup

from workbench.briefing.asking import doubtful
from workbench.briefing.blocks import Row, Shown, Table, Text, bullets, heading, join, paragraph, section
from workbench.briefing.numbers import is_missing
from workbench.briefing.phrases import Phrases
from workbench.briefing.story import ambiguities
from workbench.briefing.track_record import came_true
from workbench.case import Case
from workbench.extract import digest_of
from workbench.programme import Unit
from workbench.programme.catalogue import Entry, Standing

MOST_CELLS = 30  # told of one sheet; `workbench trace` tells each
MOST_SAID = 2  # of the programme's own cautions on page one
TESTED_YEARS = 3  # how far ahead projections were compared with what came true


def registers(case: Case) -> Shown:
    """Difficulties, tasks and directions of the report for this area, and its recommendations."""
    told = Phrases(case)
    say = told.say
    area, report = case.area, case.programme.registers
    groups: list[tuple[str, Iterable[Entry]]] = [
        ("difficulties", area.difficulties),
        ("tasks", area.tasks),
        ("directions", area.directions),
        ("recommendations", [one for one in report.recommendations if _concerns(one, case)]),
    ]
    parts = [heading(say("registers.title"))]
    parts += [heading(say(f"registers.{name}"), 3) + bullets(_lines(told, entries)) for name, entries in groups if entries]
    if area.standing:
        parts.append(heading(say("registers.standing"), 3) + bullets(_claim(told, one) for one in area.standing))
    parts += [paragraph(say("registers.empty", section=one)) for one in area.empty_sections]
    if len(parts) == 1 and not _has_a_report(case):
        return section()
    if len(parts) == 1:
        parts.append(paragraph(say("registers.nothing")))
    return section(*parts, kind="registers")


def _has_a_report(case: Case) -> bool:
    """Whether the programme follows a report that has difficulties, tasks or directions at all."""
    of_areas = [
        one for area in case.programme.areas for one in (area.difficulties, area.tasks, area.directions, area.standing, area.empty_sections)
    ]
    return any(of_areas) or bool(case.programme.registers.recommendations)


def _claim(told: Phrases, statement: Standing) -> Text:
    """A statement of the report and how often the figures at hand bear it out; never across a break."""
    case, say = told.case, told.say
    history = case.history(statement.indicator)
    points = [(row["year"], row["value"], row["segment_from"]) for row in history[history["is_usable"]].to_dict("records")]
    if statement.claim == "at_least":
        asked = [(year, value >= statement.value - 1e-9) for year, value, _ in points]
    else:
        sign = 1 if statement.claim == "rising" else -1
        pairs = [(a, b) for a, b in itertools.pairwise(points) if b[0] == a[0] + 1 and a[2] == b[2]]
        asked = [(b[0], sign * (b[1] - a[1]) > 0) for a, b in pairs]
    quote = say("promises.quote", quote=statement.text[case.lang].rstrip("."))
    if not asked:
        return say("claim.unknown", quote=quote)
    held = told.marked(f"{sum(holds for _, holds in asked)}/{len(asked)}", bool(history["is_simulated"].any()))
    failed = ", ".join(str(year) for year, holds in asked if not holds)
    return say("claim.failed", quote=quote, held=held, years=failed) if failed else say("claim.held", quote=quote, held=held)


def _concerns(entry: Entry, case: Case) -> bool:
    """A recommendation belongs to the areas that its note names by code; without one, to the overview."""
    return case.area.area in entry.areas


def _lines(told: Phrases, entries: Iterable[Entry]) -> list[Text]:
    lines = []
    for entry in entries:
        where = told.say.count("registers.lines", len(entry.lines), lines=join(map(str, entry.lines), ", ")) if entry.lines else ""
        date = Markup(" ({})").format(told.date(entry.date)) if entry.date else ""
        note = Markup(" <i>{}</i>").format(entry.note[told.case.lang]) if entry.note else ""
        lines.append(Markup("{}{}{}{}").format(entry.text[told.case.lang], date, where, note))
    return lines


def report_annex(case: Case) -> Shown:
    """What the report says outside its areas: acts, tasks, resources, directions, recommendations, defects."""
    told = Phrases(case)
    say, report = told.say, case.programme.registers
    parts = []
    for name in ("recommendations", "directions", "tasks", "legal_texts", "defects"):
        entries = getattr(report, name)
        if entries:
            parts.append(heading(say(f"registers.{name}"), 3) + bullets(_lines(told, entries)))
    for area in case.programme.areas:
        if area.kind == "resources":
            empty = [paragraph(say("registers.empty", section=one)) for one in area.empty_sections]
            parts.append(
                heading(area.title[case.lang], 3) + Markup("").join(empty) + paragraph(area.no_target[case.lang] if area.no_target else "")
            )
    parts.append(ambiguities(told))
    return section(heading(say("registers.report")), *parts, kind="registers") if any(parts) else section()


def cautions(case: Case) -> Shown:
    """What the reader must know before leaning on a figure."""
    told = Phrases(case)
    say = told.say
    rows = case.assessments.to_dict("records")
    lines: list[Text] = [words[case.lang] for words in case.programme.header.cautions]
    if case.is_simulated:
        lines.append(say("cautions.simulated"))
    lines += doubtful(told) + _partial_years(told) + _breaks(told)
    horizon = case.programme.header.horizon
    latest = [int(row["latest_year"]) for row in rows if not is_missing(row["latest_year"])]
    if latest and horizon - min(latest) > TESTED_YEARS:
        lines.append(say("cautions.far", horizon=horizon, year=min(latest), years=horizon - min(latest), tested=TESTED_YEARS))
    if any(row["is_reference"] for row in rows):
        lines.append(say("cautions.tentative"))
    if any(not is_missing(row["p_met"]) for row in rows):
        lines += [say("cautions.trend"), say("cautions.denominators")]
    return section(heading(say("cautions.title")), bullets(lines), kind="cautions")


def warnings(case: Case) -> Shown:
    """The cautions of page one: those without which it would be misread. The annex has them all."""
    told = Phrases(case)
    say = told.say
    rows = case.assessments.to_dict("records")
    lines: list[Text] = [say("cautions.simulated_short")] if case.is_simulated else []
    lines += [words[case.lang] for words in case.programme.header.cautions][:MOST_SAID]
    if any(row["is_reference"] for row in rows):
        lines.append(say("cautions.tentative_short"))
    lines += (_partial_years(told) + doubtful(told))[:1]
    return section(heading(say("cautions.title")), bullets(lines), kind="sheet")


def _partial_years(told: Phrases) -> list[Text]:
    case = told.case
    values = case.findings.values
    names = {one.id: one.title[case.lang] for one in case.indicators if one.role == "indicator" and not one.derive}
    own = values[
        (values["unit_code"] == case.unit.code) & values["indicator_id"].isin(list(names)) & (values["n_units"] < values["n_expected"])
    ]
    return [
        told.say(
            "cautions.partial",
            indicator=names[row["indicator_id"]],
            year=row["year"],
            n=int(row["n_units"]),
            of=int(row["n_expected"]),
            absent=join(map(told.unit_within, _silent(case, row["indicator_id"], row["year"])), ", "),
        )
        for row in own.to_dict("records")
    ]


def _silent(case: Case, indicator_id: str, year: int) -> list[Unit]:
    """The units below that should have reported an indicator in a year and have not."""
    values = case.findings.values
    heard = set(values[(values["indicator_id"] == indicator_id) & (values["year"] == year)]["unit_code"])
    return [unit for unit in case.members if case.reports(case.indicator(indicator_id), unit) and unit.code not in heard]


def _breaks(told: Phrases) -> list[Text]:
    """Definition breaks of the indicators shown, if they fall into the programme's years."""
    case = told.case
    shown = (
        [one for one in case.indicators if one.role == "indicator"]
        if case.area
        else [case.indicator(target.indicator) for target in case.targets if target.indicator]
    )
    ids = dict.fromkeys(name for indicator in shown for name in indicator.breaks)
    found = [case.programme.breaks[name] for name in ids]
    wanted = [
        one
        for one in found
        if one.first_year is None or case.programme.header.first_year <= one.first_year <= case.programme.header.horizon
    ]
    unchecked = told.say("cautions.unchecked")
    return [
        told.say(
            f"cautions.{one.handling}",
            title=one.title[case.lang],
            basis=one.basis[case.lang].rstrip("."),
            year=one.first_year or "",
            check="" if one.is_checked else unchecked,
        )
        for one in wanted
    ]


def sources(case: Case) -> Shown:
    """Sources of the figures on the page, data date, method and digest, and how often it came true."""
    told = Phrases(case)
    say = told.say
    rows = []
    for number, name in enumerate(case.source_ids, start=1):
        source = case.programme.sources[name]
        digest = f"sha256 {source.sha256[:12]}…" if source.sha256 else ""
        cells = [_cells(told, sheet, cells) for sheet, cells in case.places.get(name, {}).items()]
        where = join([one for one in (source.url, digest, *cells, source.note[case.lang] if source.note else "") if one])
        rows.append(
            Row(
                f"[{number}] {name}",
                [source.title[case.lang], source.publisher[case.lang], told.date(source.date), say(f"source.{source.kind}"), where],
                source.kind == "simulated",
            )
        )
    columns = [
        say("column.code"),
        say("column.source"),
        say("column.publisher"),
        say("column.date"),
        say("column.kind"),
        say("column.place"),
    ]
    table = (
        Table(say("sources.caption"), columns, rows, text_columns=frozenset({1, 2, 3, 4, 5}), widths=(16, 25, 17, 10, 9, 23)).html(
            say("simulated.row")
        )
        if rows
        else paragraph(say("sources.none" if case.programme.facts else "sources.no_figures"))
    )
    facts = [
        say("sources.as_of", as_of=case.as_of),
        say("sources.method"),
        say("sources.digest", digest=digest_of(case)[:16], programme=case.programme.header.id, unit=case.unit.code),
    ]
    legend = [say("sources.signs")] + ([say("sources.simulated_sign")] if case.is_simulated else [])
    notes = bullets(facts) + paragraph(join(legend, " "), "small")
    return section(heading(say("sources.title")), table, notes, came_true(told), kind="sources")


def _cells(told: Phrases, sheet: str, cells: list[str]) -> Text:
    """Sheet and cells of a workbook that the figures of the page stand in."""
    more = told.say("sources.more", n=len(cells) - MOST_CELLS) if len(cells) > MOST_CELLS else ""
    return told.say("sources.cells", sheet=sheet, cells=join(cells[:MOST_CELLS], ", "), more=more)

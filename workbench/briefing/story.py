"""The parts of an area's page, in the order of its story. Each returns one section."""

from markupsafe import Markup

from workbench.assessment import Verdict
from workbench.briefing.blocks import Row, Shown, Table, Text, bullets, heading, join, paragraph, section
from workbench.briefing.numbers import is_missing
from workbench.briefing.phrases import Phrases
from workbench.case import Case
from workbench.programme import Indicator


def headline(case: Case) -> Shown:
    """Mark, letterhead, title and the general conclusion."""
    told = Phrases(case)
    say = told.say
    title = case.area.title[case.lang] if case.area else say("overview.title", horizon=case.programme.header.horizon)
    subtitle = say("headline.subtitle", programme=case.programme.header.short_title[case.lang], unit=told.unit_name(case.unit), as_of=case.as_of)
    return section(
        paragraph(say("simulated.mark"), "mark") if case.is_simulated else Markup(""),
        _letterhead(case),
        Markup('<p class="draft">{}</p>').format(say("headline.draft")),
        Markup("<h1>{}<small>{}</small></h1>").format(title, subtitle),
        heading(say("headline.conclusion")),
        paragraph(_conclusion(told)),
        paragraph(say("headline.benchmark", top=told.unit_name(_top(case)))) if not case.is_top and case.targets else Markup(""),
        paragraph(say("headline.observed_only")) if case.findings.observed_only else Markup(""),
        kind="headline",
    )


def _top(case: Case):  # noqa: ANN202 - the unit that lies in no other
    return next(unit for unit in case.units.values() if not unit.parent)


def _letterhead(case: Case) -> Markup:
    letter = case.programme.header.letterhead
    if letter is None:
        return Markup("")
    say = Phrases(case).say
    return Markup(
        '<div class="doc"><div><p>{}</p><p><b>{}</b></p><hr><p>{}</p></div><div><p><b>{}</b></p><p><b>{}</b></p><hr><p><i>{}</i></p></div></div>'
    ).format(
        letter.parent[case.lang], letter.office[case.lang], say("headline.number", symbol=letter.symbol),
        say("headline.nation"), say("headline.motto"), say("headline.date", place=letter.place[case.lang]),
    )


def _conclusion(told: Phrases) -> Text:
    """How many targets stand where; the counts add up to all of them."""
    case, say = told.case, told.say
    if not case.targets:
        return case.area.no_target[case.lang] if case.area.no_target else say("headline.no_target")
    verdicts = [row["verdict"] for row in case.assessments.to_dict("records")]
    counted = [(verdict, verdicts.count(verdict)) for verdict in Verdict if verdict in verdicts]
    words = join([say("headline.counted", n=number, verdict=say(f"verdict.{verdict}").lower()) for verdict, number in counted])
    part = case.programme.header.counted_section
    place = say("headline.of_section", section=part[case.lang]) if part and not case.area else say("headline.of_area") if case.area else ""
    sentence = say.count("headline.counts", len(verdicts), place=place, words=words)
    return Markup("{} {}").format(sentence, say("headline.if_trend")) if any(row["p_met"] is not None for row in case.assessments.to_dict("records")) else sentence


def promises(case: Case) -> Shown:
    """What was promised: figure, quote, basis, reading; then every ambiguity as a footnote."""
    told = Phrases(case)
    say = told.say
    if not case.targets:
        note = case.area.no_target[case.lang] if case.area.no_target else say("headline.no_target")
        return section(heading(say("promises.title")), paragraph(note))
    rows = []
    for target in case.targets:
        row = case.assessment(target.id)
        notes = join(target.ambiguities, ", ")
        quote = say("promises.quote", quote=target.quote[case.lang])
        basis = Markup("{}{}").format(target.basis[case.lang], say("promises.see", notes=notes) if notes else "")
        rows.append(Row(told.short(target), [told.promise(target, row), quote, basis, target.reading[case.lang]], bool(row["is_simulated"]) and target.carries_down == "share" and not case.is_top))
    columns = [say("column.target"), say("column.promise"), say("column.quote"), say("column.basis"), say("column.reading")]
    table = Table(say("promises.caption"), columns, rows, text_columns=frozenset({1, 2, 3, 4}))
    wanted = {name for target in case.targets for name in target.ambiguities}
    notes = [
        say("promises.ambiguity", id=one.id, text=one.text[case.lang], default=one.default[case.lang])
        for one in case.programme.registers.ambiguities if one.id in wanted
    ]
    return section(
        heading(say("promises.title")), table.html(say("simulated.row")),
        paragraph(say("promises.ambiguities")) if notes else Markup(""), bullets(notes), kind="promises",
    )


def standing(case: Case) -> Shown:
    """Where we stand: the report's own figures, then every indicator by unit and year with its sources."""
    told = Phrases(case)
    say = told.say
    parts = [heading(say("standing.title")), _facts(told)]
    absent: list[Text] = []
    for indicator in case.indicators:
        if not case.reports(indicator):
            absent.append(say("standing.not_kept", indicator=indicator.title[case.lang], level=_level_words(told, indicator)))
        elif indicator.role == "indicator":
            table = _by_unit_and_year(told, indicator)
            parts.append(table.html(say("simulated.row")) if table else Markup(""))
            if table is None:
                absent.append(say("standing.no_figure", indicator=indicator.title[case.lang]))
    parts += [paragraph(say("standing.absent")) if absent else Markup(""), bullets(absent), _outcomes(told)]
    return section(*parts, kind="standing")


def _level_words(told: Phrases, indicator: Indicator) -> Text:
    level = told.case.programme.header.levels[indicator.level].title[told.case.lang]
    return say_scope(told, indicator) or level


def say_scope(told: Phrases, indicator: Indicator) -> Text:
    """Words for an urban or rural restriction that keeps the unit out; empty where the level does."""
    case = told.case
    deep = case.unit.level in case.programme.levels_of(indicator.level)
    return told.say(f"scope.{indicator.scope}") if deep and indicator.scope != "all" else ""


def _facts(told: Phrases) -> Markup:
    """The report's figures of this area: with a year, without one (never on a time axis), and norms."""
    case, say = told.case, told.say
    facts = [fact for fact in case.programme.facts if case.area and fact.area == case.area.area and fact.kind != "target" and fact.indicator_id]
    if not facts:
        return Markup("")
    rows = []
    for fact in facts:
        decimals = 0 if float(fact.value).is_integer() else 2
        figure = told.numbers.plain(fact.value, decimals) + ("%" if fact.unit == "%" else f" {fact.unit_in(case.lang)}")
        year = str(fact.year) if fact.year else say("standing.undated")
        kind = say(f"fact.{fact.kind}")
        where = say("standing.line", section=fact.section, line=fact.line)
        notes = Markup(" ({})").format(join(fact.ambiguities, ", ")) if fact.ambiguities else ""
        name = case.indicator(fact.indicator_id).title[case.lang] if fact.indicator_id else fact.quote
        rows.append(Row(name, [figure, year, kind, say("promises.quote", quote=fact.quote), Markup("{}{}").format(where, notes)]))
    columns = [say("column.indicator"), say("column.figure"), say("column.year"), say("column.kind"), say("column.quote"), say("column.place")]
    return Table(say("standing.facts"), columns, rows, text_columns=frozenset({2, 3, 4, 5})).html(say("simulated.row"))


def _by_unit_and_year(told: Phrases, indicator: Indicator) -> Table | None:
    case, say = told.case, told.say
    members = [unit for unit in case.members if case.reports(indicator, unit)]
    units = [*members, case.unit] if members else [case.unit] if case.is_top else [case.unit, case.units[case.unit.parent]]
    values = case.findings.values
    found = values[(values["indicator_id"] == indicator.id) & values["unit_code"].isin([unit.code for unit in units])]
    if found[found["unit_code"].isin([case.unit.code, *(unit.code for unit in members)])].empty:
        return None
    years = sorted(int(year) for year in found["year"].unique())[-7:]
    cells = {(row["unit_code"], row["year"]): row for row in found.to_dict("records")}
    rows = []
    for unit in units:
        line = [_cell(told, indicator, cells.get((unit.code, year))) for year in years]
        simulated = any(cells[unit.code, year]["is_simulated"] for year in years if (unit.code, year) in cells)
        ids = sorted({one for year in years if (unit.code, year) in cells for one in cells[unit.code, year]["source_ids"].split()})
        rows.append(Row(told.unit_name(unit), [*line, join(ids, ", ")], simulated, is_total=unit is case.unit and bool(members)))
    unit = say("standing.unit", unit=indicator.unit[case.lang])
    columns = [say("column.unit"), *map(str, years), say("column.source")]
    return Table(indicator.title[case.lang], columns, rows, unit, text_columns=frozenset({len(years) + 1}))


def _cell(told: Phrases, indicator: Indicator, row: dict | None) -> Text:
    if row is None:
        return told.say("sign.missing")
    text = told.value(row["value"], indicator, is_simulated=row["is_simulated"])
    is_whole = row["n_units"] == row["n_expected"]
    return text if is_whole else Markup("{}<br><small>{}</small>").format(text, told.say("standing.coverage", n=int(row["n_units"]), of=int(row["n_expected"])))


def _outcomes(told: Phrases) -> Markup:
    """Figures that came later: for comparison by eye, never projected from."""
    case, say = told.case, told.say
    names = {indicator.id: indicator for indicator in case.indicators}
    table = case.findings.outcomes
    own = table[(table["unit_code"] == case.unit.code) & table["indicator_id"].isin(list(names))]
    if own.empty:
        return Markup("")
    rows = [
        Row(names[row["indicator_id"]].title[case.lang], [
            str(row["year"]), say(f"qualifier.{row['qualifier']}", value=told.with_unit(row["value"], names[row["indicator_id"]])), row["source_id"], row["note"],
        ]) for row in own.sort_values(["indicator_id", "year"]).to_dict("records")
    ]
    columns = [say("column.indicator"), say("column.year"), say("column.figure"), say("column.source"), say("column.note")]
    return heading(say("standing.outcomes"), 3) + paragraph(say("standing.outcomes_note", as_of=case.as_of)) + Table(
        say("standing.outcomes"), columns, rows, text_columns=frozenset({1, 3, 4})).html(say("simulated.row"))


def verdicts(case: Case) -> Shown:
    """Will it be met: latest value, projection with range, likelihood in words and per cent."""
    told = Phrases(case)
    say = told.say
    if not case.targets:
        return section(heading(say("verdicts.title")), paragraph(Markup("<b>{}</b>.").format(say("verdict.no_target"))))
    rows = [_verdict_row(told, row) for row in case.assessments.to_dict("records")]
    columns = [say("column.target"), say("column.promise"), say("column.latest"), say("column.projected", year=case.programme.header.horizon), say("column.verdict"), say("column.note")]
    table = Table(say("verdicts.caption", unit=told.unit_name(case.unit)), columns, rows, text_columns=frozenset({1, 4, 5}))
    return section(heading(say("verdicts.title")), table.html(say("simulated.row")), _readings(told), _years(told), kind="verdicts")


def _verdict_row(told: Phrases, row: dict) -> Row:
    case = told.case
    target = case.programme.targets[row["target_id"]]
    notes = [told.reason(row)]
    if target.about and not is_missing(row["latest_value"]) and target.value - target.about <= row["latest_value"] < target.value:
        notes.append(told.say("verdicts.about"))
    if not is_missing(row["p_stretch"]):
        notes.append(told.say("verdicts.stretch", amount=told.threshold(row["target_value"] * target.stretch / target.value, case.indicator(row["indicator_id"]), decimals=None if row["target_value"] == target.value else 0), p=told.numbers.chance(row["p_stretch"])))
    cells = [told.promise(target, row), told.latest(row), told.projected(row), told.verdict_cell(row), join([note for note in notes if note], "; ")]
    return Row(told.short(target), cells, bool(row["is_simulated"]))


def _readings(told: Phrases) -> Markup:
    """What the verdict would be under another reading of the same words."""
    case, say = told.case, told.say
    table = case.findings.readings
    own = table[(table["unit_code"] == case.unit.code) & table["target_id"].isin([target.id for target in case.targets])]
    lines = []
    for row in own.to_dict("records"):
        target = case.programme.targets[row["target_id"]]
        reading = next(one for one in target.readings if one.id == row["reading_id"])
        verdict = told.verdict(row)
        chance = "" if is_missing(row["p_met"]) else say("verdicts.chance", p=told.marked(told.numbers.chance(row["p_met"]), bool(row["is_simulated"])))
        reason = Markup(" ({})").format(told.reason(row)) if is_missing(row["p_met"]) and row["reason"] else ""
        lines.append(say("verdicts.reading", id=reading.id, target=told.short(target), reading=reading.title[case.lang], verdict=verdict, chance=chance, reason=reason))
    return (heading(say("verdicts.readings"), 3) + bullets(lines)) if lines else Markup("")


def _years(told: Phrases) -> Markup:
    """Annual targets, year by year: met or not, and the chance of each remaining year."""
    case, say = told.case, told.say
    table = case.findings.years
    parts = []
    for target in (one for one in case.targets if one.is_annual):
        own = table[(table["unit_code"] == case.unit.code) & (table["target_id"] == target.id)]
        if own.empty:
            continue
        indicator = case.indicator(target.indicator)
        rows = []
        for row in own.sort_values("year").to_dict("records"):
            simulated = bool(row["is_simulated"])
            if is_missing(row["value"]):
                figure = Markup("{} ({})").format(told.value(row["q50"], indicator, is_simulated=simulated), told.range(row["q10"], row["q90"], indicator, is_simulated=simulated))
                word = say("verdicts.year_chance", p=told.marked(told.numbers.chance(row["p_met"]), simulated))
            else:
                figure, word = told.value(row["value"], indicator, is_simulated=simulated, target=None), say(f"verdict.{row['verdict']}")
            rows.append(Row(str(row["year"]), [figure, word], simulated))
        unit = say("standing.unit", unit=indicator.unit[case.lang])
        parts.append(Table(say("verdicts.years", target=told.short(target)), [say("column.year"), say("column.value_or_range"), say("column.verdict")], rows, unit, frozenset({2})).html(say("simulated.row")))
    return Markup("").join(parts)

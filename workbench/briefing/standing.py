"""Where we stand: the report's own figures, every indicator by unit and year, and what came later."""

from markupsafe import Markup

from workbench.briefing.blocks import Row, Shown, Table, Text, bullets, heading, join, paragraph, section
from workbench.briefing.phrases import Phrases
from workbench.case import Case
from workbench.programme import Indicator


def standing(case: Case) -> Shown:
    """Where we stand: the report's own figures, then every indicator by unit and year with its sources."""
    told = Phrases(case)
    say = told.say
    parts = [heading(say("standing.title")), paragraph(case.area.note[case.lang]) if case.area.note else Markup(""), _facts(told)]
    absent: list[Text] = []
    for indicator in case.indicators:
        if not indicator.is_published_for(case.unit.level):
            name = "standing.not_published_whole" if case.is_top else "standing.not_published"
            level = case.programme.header.levels[case.unit.level].title[case.lang]
            absent.append(say(name, indicator=indicator.title[case.lang], level=level))
        elif not case.reports(indicator):
            absent.append(say("standing.not_kept", indicator=indicator.title[case.lang], level=_level_words(told, indicator)))
        elif indicator.role == "indicator":
            table = _by_unit_and_year(told, indicator)
            if table:
                parts.append(table.html(say("simulated.row")))
                parts.append(paragraph(say("standing.note", text=indicator.note[case.lang]), "small") if indicator.note else Markup(""))
            else:
                name = "standing.not_in_table" if indicator.published_for else "standing.no_figure"
                absent.append(say(name, indicator=indicator.title[case.lang]))
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
    facts = [
        fact for fact in case.programme.facts if case.area and fact.area == case.area.area and fact.kind != "target" and fact.indicator_id
    ]
    if not facts:
        return Markup("")
    rows = []
    for fact in facts:
        decimals = 0 if float(fact.value).is_integer() else 2
        figure = told.numbers.plain(fact.value, decimals) + ("%" if fact.unit == "%" else f" {fact.unit_in(case.lang)}")
        figure = say(f"qualifier.{fact.qualifier}", value=figure)
        year = str(fact.year) if fact.year else say("standing.undated")
        kind = say(f"fact.{fact.kind}")
        where = say("standing.line", section=fact.section, line=fact.line)
        notes = Markup(" ({})").format(join(fact.ambiguities, ", ")) if fact.ambiguities else ""
        name = case.indicator(fact.indicator_id).title[case.lang] if fact.indicator_id else fact.quote
        rows.append(Row(name, [figure, year, kind, say("promises.quote", quote=fact.quote), Markup("{}{}").format(where, notes)]))
    columns = [
        say("column.indicator"),
        say("column.figure"),
        say("column.year"),
        say("column.kind"),
        say("column.quote"),
        say("column.place"),
    ]
    return Table(say("standing.facts", whole=told.unit_within(case.top)), columns, rows, text_columns=frozenset({2, 3, 4, 5})).html(
        say("simulated.row")
    )


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
    rows, counted = [], {case.programme.targets[name].indicator for name in case.counted}
    for unit in units:
        is_told_elsewhere = indicator.id in counted or (indicator.aggregate == "none" and unit not in members)
        if is_told_elsewhere and unit.code not in set(found["unit_code"]):
            continue  # no figure of the whole and none can be made of the units'; those with figures are counted
        line = [_cell(told, indicator, cells.get((unit.code, year))) for year in years]
        simulated = any(cells[unit.code, year]["is_simulated"] for year in years if (unit.code, year) in cells)
        ids = sorted({one for year in years if (unit.code, year) in cells for one in cells[unit.code, year]["source_ids"].split()})
        rows.append(Row(told.unit_name(unit), [*line, told.sources(ids)], simulated, is_total=unit is case.unit and bool(members)))
    unit = say("standing.unit", unit=indicator.unit[case.lang])
    columns = [say("column.unit"), *map(str, years), say("column.source")]
    return Table(indicator.title[case.lang], columns, rows, unit, text_columns=frozenset({len(years) + 1}))


def _cell(told: Phrases, indicator: Indicator, row: dict | None) -> Text:
    if row is None:
        return told.say("sign.missing")
    text = told.value(row["value"], indicator, is_simulated=row["is_simulated"])
    text = told.questioned(text, row["unit_code"], indicator.id, int(row["year"]))
    is_whole = row["n_units"] == row["n_expected"]
    return (
        text
        if is_whole
        else Markup("{}<br><small>{}</small>").format(text, told.say("standing.coverage", n=int(row["n_units"]), of=int(row["n_expected"])))
    )


def _outcomes(told: Phrases) -> Markup:
    """Figures that came later: for comparison by eye, never projected from."""
    case, say = told.case, told.say
    names = {indicator.id: indicator for indicator in case.indicators}
    table = case.findings.outcomes
    own = table[(table["unit_code"] == case.unit.code) & table["indicator_id"].isin(list(names))]
    if own.empty:
        return Markup("")
    rows = [
        Row(
            names[row["indicator_id"]].title[case.lang],
            [
                str(row["year"]),
                say(f"qualifier.{row['qualifier']}", value=told.with_unit(row["value"], names[row["indicator_id"]])),
                told.sources([row["source_id"]]),
                told.note(row["note"]),
            ],
        )
        for row in own.sort_values(["indicator_id", "year"]).to_dict("records")
    ]
    columns = [say("column.indicator"), say("column.year"), say("column.figure"), say("column.source"), say("column.note")]
    return (
        heading(say("standing.outcomes"), 3)
        + paragraph(say("standing.outcomes_note", as_of=case.as_of))
        + Table(say("standing.outcomes"), columns, rows, text_columns=frozenset({1, 3, 4}), is_caption_hidden=True).html(
            say("simulated.row")
        )
    )

"""The parts of an area's page, in the order of its story. Each returns one section."""

from markupsafe import Markup

from workbench.assessment import Verdict
from workbench.briefing.blocks import Row, Shown, Table, Text, bullets, heading, join, paragraph, section
from workbench.briefing.numbers import is_missing
from workbench.briefing.paper import annex_lines, draft, letterhead
from workbench.briefing.phrases import Phrases
from workbench.case import Case


def headline(case: Case) -> Shown:
    """Mark, letterhead or annex number, title and the general conclusion."""
    told = Phrases(case)
    say = told.say
    benchmark = say("headline.benchmark", top=told.unit_within(case.top)) if _is_compared(case) else ""
    return opening(told, paragraph(_conclusion(told)), paragraph(benchmark))


def _is_compared(case: Case) -> bool:
    """Whether some of the targets are another unit's: the page says so."""
    return not case.is_top and any(target.carries_down != "same" for target in case.targets)


def opening(told: Phrases, *conclusion: Markup) -> Shown:
    """The head of a page: mark, letterhead, title, and the conclusion that it opens with."""
    case, say = told.case, told.say
    programme, name = case.programme.header.short_title[case.lang], told.unit_name(case.unit)
    whose = programme if name in programme else f"{programme} · {name}"  # a district's title may name the district
    subtitle = say("headline.subtitle", whose=whose, as_of=case.as_of)
    # The overview is the paper, an area's page one of its annexes.
    above, below = annex_lines(case) if case.area else (letterhead(case), Markup(""))
    return section(
        draft(case),
        paragraph(say("simulated.mark"), "mark") if case.is_simulated else Markup(""),
        above,
        Markup("<h1>{}<small>{}</small></h1>").format(told.title, subtitle),
        below,
        heading(say("headline.conclusion")),
        *conclusion,
        paragraph(say("headline.observed_only")) if case.findings.observed_only else Markup(""),
        kind="headline",
    )


def _conclusion(told: Phrases) -> Text:
    """How many targets stand where; the counts add up to all of them."""
    case, say = told.case, told.say
    if not case.targets:
        return case.area.no_target[case.lang] if case.area.no_target else say("headline.no_target")
    rows = case.assessments.to_dict("records")
    # Of what has no figure of the whole, the units below are counted instead.
    by_unit = [row["target_id"] for row in rows if case.is_counted(row)]
    verdicts = [row["verdict"] for row in rows if row["target_id"] not in by_unit]
    simulated = {row["verdict"] for row in rows if row["is_simulated"]}
    words = [(str(verdicts.count(one)), one in simulated, say(f"verdict.{one}").lower()) for one in Verdict if one in verdicts]
    words += [(str(len(by_unit)), False, say("verdict.by_unit").lower())] if by_unit else []
    told_each = [say.count("headline.counted", len(rows), number=told.marked(n, is_marked), verdict=word) for n, is_marked, word in words]
    part = case.programme.header.counted_section
    place = say("headline.of_section", section=part[case.lang]) if part and not case.area else say("headline.of_area") if case.area else ""
    sentence = say.count("headline.counts", len(rows), place=place, words=join(told_each))
    condition = say("headline.if_scenario" if told.case.programme.scenario else "headline.if_trend")
    return Markup("{} {}").format(sentence, condition) if any(not is_missing(row["p_met"]) for row in rows) else sentence


def promises(case: Case) -> Shown:
    """What was promised: figure, quote, basis, reading; then every ambiguity as a footnote."""
    told = Phrases(case)
    say = told.say
    if not case.targets:
        note = case.area.no_target[case.lang] if case.area.no_target else say("headline.no_target")
        return section(heading(say("promises.title")), paragraph(note), ambiguities(told))
    rows = []
    for target in case.targets:
        row = case.assessment(target.id)
        notes = join(target.ambiguities, ", ")
        quote = say("promises.quote", quote=target.quote[case.lang])
        basis = Markup("{}{}").format(target.basis[case.lang], say("promises.see", notes=notes) if notes else "")
        rows.append(
            Row(
                told.short(target),
                [told.promise(target, row), quote, basis, target.reading[case.lang]],
                bool(row["is_simulated"]) and target.carries_down == "share" and not case.is_top,
            )
        )
    columns = [say("column.target"), say("column.promise"), say("column.quote"), say("column.basis"), say("column.reading")]
    table = Table(say("promises.caption"), columns, rows, text_columns=frozenset({1, 2, 3, 4}))
    return section(
        heading(say("promises.title")),
        table.html(say("simulated.row")),
        ambiguities(told),
        kind="promises",
    )


def ambiguities(told: Phrases) -> Markup:
    """Every sentence of the page that can be read otherwise, with the reading in force."""
    case, say = told.case, told.say
    notes = [say("promises.ambiguity", id=one.id, text=one.text[case.lang], default=one.default[case.lang]) for one in case.ambiguities]
    return paragraph(say("promises.ambiguities")) + bullets(notes) if notes else Markup("")


def trend(case: Case) -> Shown:
    """The heading over the figures: how to read them, and what is not projected and why."""
    told = Phrases(case)
    say = told.say
    shown = [one for one in case.indicators if one.role == "indicator" and case.reports(one)]
    absent = [one for one in shown if case.projection(one.id).empty]
    known = [one for one in absent if not case.history(one.id).empty]  # what has no figure at all was said above
    reasons = [say("trend.obstacle", indicator=one.title[case.lang], reason=say(f"reason.{case.obstacle(one)}")) for one in known]
    return section(
        heading(say("trend.title", horizon=case.programme.header.horizon)),
        paragraph(say("trend.note") if len(absent) < len(shown) else say("trend.none")),
        paragraph(say("trend.obstacles")) if known else Markup(""),
        bullets(reasons),
        kind="trend",
    )


def readings(case: Case) -> Shown:
    """What the verdicts rest on beside the table of page one: notes, other readings, annual targets year by year."""
    told = Phrases(case)
    say = told.say
    # Of what is told by counting the units, that no figure of the whole exists has been said there.
    rows = [row for row in case.assessments.to_dict("records") if not case.is_counted(row)]
    notes = [(told.short(case.programme.targets[row["target_id"]]), _notes(told, row)) for row in rows]
    lines = [say("verdicts.line", target=name, note=join(of, "; ")) for name, of in notes if of]
    listed = heading(say("verdicts.notes"), 3) + bullets(lines) if lines else Markup("")
    parts = [part for part in (listed, _readings(told), _years(told)) if part]
    return section(*([heading(say("verdicts.title")), *parts] if parts else []), kind="readings")


def verdicts(case: Case) -> Shown:
    """Will it be met: latest value, projection with range, likelihood in words and per cent."""
    told = Phrases(case)
    say = told.say
    if not case.targets:
        return section(heading(say("verdicts.title")), paragraph(Markup("<b>{}</b>.").format(say(f"verdict.{Verdict.NO_TARGET}"))))
    rows = [_verdict_row(told, row) for row in case.assessments.to_dict("records")]
    columns = [
        say("column.target"),
        say("column.promise"),
        say("column.latest"),
        say("column.projected", year=case.programme.header.horizon),
        say("column.verdict"),
        say("column.note"),
    ]
    table = Table(
        say(
            "verdicts.caption_compared" if _is_compared(case) else "verdicts.caption",
            unit=told.unit_name(case.unit),
            top=told.unit_within(case.top),
        ),
        columns,
        rows,
        text_columns=frozenset({1, 4, 5}),
    )
    return section(heading(say("verdicts.title")), table.html(say("simulated.row")), _readings(told), _years(told), kind="verdicts")


def _verdict_row(told: Phrases, row: dict) -> Row:
    target = told.case.programme.targets[row["target_id"]]
    cells = [told.promise(target, row), told.latest(row), told.projected(row), told.verdict_cell(row), join(_notes(told, row), "; ")]
    return Row(told.short(target), cells, bool(row["is_simulated"]))


def _notes(told: Phrases, row: dict) -> list[Text]:
    """Why a verdict cannot be told or needs a word, "about" the mark, and the chance of the higher one."""
    target = told.case.programme.targets[row["target_id"]]
    notes = [told.reason(row)]
    if target.about and not is_missing(row["latest_value"]) and target.value - target.about <= row["latest_value"] < target.value:
        notes.append(told.say("verdicts.about"))
    if not is_missing(row["p_stretch"]):
        chance = told.marked(told.numbers.chance(row["p_stretch"]), bool(row["is_simulated"]))
        notes.append(told.say("verdicts.stretch", amount=told.higher_mark(target, row), p=chance))
    return [note for note in notes if note]


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
        chance = (
            ""
            if is_missing(row["p_met"])
            else say("verdicts.chance", p=told.marked(told.numbers.chance(row["p_met"]), bool(row["is_simulated"])))
        )
        is_told = row["reason"] and (is_missing(row["p_met"]) or row["reason"] == "no_price_index")
        reason = Markup(" ({})").format(told.reason(row)) if is_told else ""
        latest = ""  # of the target's own indicator it stands in the table above
        if reading.indicator and not is_missing(row["latest_value"]):
            value = told.with_unit(row["latest_value"], case.indicator(reading.indicator), is_simulated=bool(row["is_simulated"]))
            latest = say("verdicts.reading_latest", year=int(row["latest_year"]), value=value)
        lines.append(
            say(
                "verdicts.reading",
                id=reading.id,
                target=told.short(target),
                reading=reading.title[case.lang],
                latest=latest,
                verdict=verdict,
                chance=chance,
                reason=reason,
                note=Markup(" {}").format(reading.note[case.lang]) if reading.note and case.area else "",
            )
        )
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
                figure = Markup("{} ({})").format(
                    told.value(row["q50"], indicator, is_simulated=simulated),
                    told.range(row["q10"], row["q90"], indicator, is_simulated=simulated),
                )
                word = say("verdicts.year_chance", p=told.marked(told.numbers.chance(row["p_met"]), simulated))
            else:
                figure, word = (
                    told.value(row["value"], indicator, is_simulated=simulated, target=None),
                    told.verdict(row | {"is_reference": False}),
                )
            rows.append(Row(str(row["year"]), [figure, word], simulated))
        unit = say("standing.unit", unit=indicator.unit[case.lang])
        parts.append(
            Table(
                say("verdicts.years", target=told.short(target)),
                [say("column.year"), say("column.value_or_range"), say("column.verdict")],
                rows,
                unit,
                frozenset({2}),
            ).html(say("simulated.row"))
        )
    return Markup("").join(parts)

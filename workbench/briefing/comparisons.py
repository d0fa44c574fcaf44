"""For the analysts' desk: our projection beside common models, and how all of them did in earlier years."""

from markupsafe import Markup

from workbench.assessment.backtest import TRAFFIC_LIGHTS, back_test, summarise
from workbench.assessment.common_models import ask_common_models
from workbench.briefing.blocks import Row, Shown, Table, Text, heading, paragraph, section
from workbench.briefing.numbers import is_missing
from workbench.briefing.phrases import Phrases
from workbench.case import Case
from workbench.programme import Indicator


def comparisons(case: Case) -> Shown:
    """Median, 80 % range and chance of each target by our projection and by common models of the single series."""
    told = Phrases(case)
    say = told.say
    table = ask_common_models(case.programme, case.findings.values, case.assessments, as_of=case.as_of)
    if table.empty:
        return section(heading(say("models.title")), paragraph(say("models.nothing")), kind="comparisons")
    said = {(row["target_id"], row["method"]): row for row in table.to_dict("records")}
    methods = list(dict.fromkeys(table["method"]))
    rows = []
    for row in case.assessments.to_dict("records"):
        if (row["target_id"], methods[0]) not in said:
            continue
        target, simulated = case.programme.targets[row["target_id"]], bool(row["is_simulated"])
        ours = Markup("{}<br>{}").format(told.projected(row), told.verdict_cell(row))
        others = [_outlook(told, row, said[row["target_id"], name]) for name in methods]
        rows.append(Row(told.short(target), [told.promise(target, row), ours, *others], simulated))
    columns = [say("column.target"), say("column.promise"), say("models.ours"), *(say(f"models.name.{name}") for name in methods)]
    caption = say("models.caption", unit=told.unit_name(case.unit), horizon=case.programme.header.horizon)
    shown = Table(caption, columns, rows, text_columns=frozenset(range(1, len(columns)))).html(say("simulated.row"))
    return section(heading(say("models.title")), paragraph(say("models.note")), shown, kind="comparisons")


def _outlook(told: Phrases, row: dict, one: dict) -> Text:
    if one["reason"]:
        return told.say(f"reason.{one['reason']}")
    indicator, simulated = told.case.indicator(row["indicator_id"]), bool(row["is_simulated"])
    return Markup("{}<br>({})<br>{}").format(
        told.value(one["q50"], indicator, is_simulated=simulated),
        told.range(one["q10"], one["q90"], indicator, is_simulated=simulated),
        told.marked(told.numbers.chance(one["p_met"]), simulated),
    )


def back_tests(case: Case) -> Shown:
    """How our projection, common models and official methods did in earlier years, by indicator.

    Over the unit and those below it, or beside it where none are below.
    """
    told = Phrases(case)
    say = told.say
    indicators = _projected_indicators(case)
    units = [case.unit.code, *(unit.code for unit in case.members or case.siblings if unit is not case.unit)]
    scores = back_test(
        case.programme,
        case.findings.observations,
        case.findings.values,
        units=units,
        indicators=[one.id for one in indicators],
        as_of=case.as_of,
    )
    table = summarise(scores)
    if table.empty:
        return section(heading(say("backtest.title")), paragraph(say("backtest.nothing")), kind="backtest")
    parts = [_scored(told, one, table[table["indicator_id"] == one.id].to_dict("records")) for one in indicators]
    first, last = int(scores["origin"].min()), int(scores["origin"].max())
    return section(
        heading(say("backtest.title")),
        paragraph(say("backtest.note", first=first, last=last, units=len(units))),
        paragraph(say("backtest.simulated") if scores["is_simulated"].any() else ""),
        *parts,
        paragraph(say("backtest.caution"), "small"),
        kind="backtest",
    )


def _projected_indicators(case: Case) -> list[Indicator]:
    """The indicators that the case's targets rest on, where a trend can be asked of them."""
    asked = [case.indicator(target.indicator) for target in case.targets if target.indicator]
    sources = [case.indicator(one.derived_from) if one.derived_from else one for one in asked]
    return list({one.id: one for one in sources if not (one.is_binary or one.parts)}.values())


def _scored(told: Phrases, indicator: Indicator, found: list[dict]) -> Markup:
    if not found:
        return Markup("")
    say, plain = told.say, told.numbers.plain
    rows = []
    for one in found:
        simulated = bool(one["is_simulated"])
        came = one["true_yes"] / one["yes"] if one["yes"] else None
        cells = [
            plain(one["n"]),
            plain(one["unanswered"]),
            _figure(told, one["wis"], 2, simulated),
            _share(told, one["cover80"], simulated),
            _share(told, one["cover95"], simulated),
            _figure(told, one["brier"], 3, simulated),
            plain(one["yes"]),
            _share(told, came, simulated),
        ]
        rows.append(
            Row(say(f"{'official.method' if one['method'] in TRAFFIC_LIGHTS else 'models.name'}.{one['method']}"), cells, simulated)
        )
    columns = [say(f"backtest.{name}") for name in ("method", "n", "unanswered", "wis", "in80", "in95", "brier", "yes", "true_yes")]
    return Table(indicator.title[told.case.lang], columns, rows).html(say("simulated.row"))


def _figure(told: Phrases, value: object, decimals: int, is_simulated: bool) -> Text:
    return told.say("sign.none") if is_missing(value) else told.marked(told.numbers.plain(value, decimals), is_simulated)


def _share(told: Phrases, value: object, is_simulated: bool) -> Text:
    return told.say("sign.none") if is_missing(value) else told.marked(told.numbers.plain(100.0 * value) + "%", is_simulated)

"""Figures in one style, legible in black and white, with Vietnamese or English numbers."""

import matplotlib
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workbench.briefing.bars import members
from workbench.briefing.blocks import Row, Table
from workbench.briefing.canvas import ACCENT, INK, PALE, SHADE, canvas, plain, shown_value, style, tick_decimals, with_mark, write_title
from workbench.briefing.coverage import coverage
from workbench.briefing.funnel import funnel
from workbench.briefing.hindsight_figure import outcomes
from workbench.briefing.method_figures import regimes, reliability, tested
from workbench.briefing.numbers import is_missing, is_percent
from workbench.briefing.panels import gaps, outlooks
from workbench.briefing.phrases import Phrases
from workbench.briefing.picture import Picture, Pictures
from workbench.case import Case
from workbench.programme import Indicator, Target

__all__ = ["coverage", "funnel", "gaps", "members", "outcomes", "outlooks", "projection", "projections", "regimes", "reliability", "tested"]

MOST = 4  # figures on a page
MIN_POINTS = 2


def projections(case: Case) -> Pictures:
    """The trend of each indicator of the area that has one, targets first, four at most."""
    drawable = [
        one
        for one in case.indicators
        if one.role == "indicator" and case.reports(one) and len(case.history(one.id)) >= MIN_POINTS and not one.is_binary
    ]
    targeted = {target.indicator for target in case.targets}
    chosen = sorted(drawable, key=lambda one: one.id not in targeted)[:MOST]
    return Pictures(tuple(projection(case, one.id) for one in chosen))


def projection(case: Case, indicator_id: str) -> Picture | Pictures:
    """Values by year and definition, the range widening to the horizon, the target.

    One value alone is a figure for a table, not for a picture: then nothing is drawn.
    """
    indicator = case.indicator(indicator_id)
    history, ahead = case.history(indicator_id), case.projection(indicator_id)
    if len(history) < MIN_POINTS:
        return Pictures(())
    told = Phrases(case)
    target = next((one for one in case.targets if one.indicator == indicator_id), None)
    with matplotlib.rc_context(style()):
        figure, axes = canvas(2.9 if ahead.empty else 3.1)
        _draw_history(axes, history, told)
        is_doubted = _draw_doubts(axes, history, indicator, told)
        _draw_range(axes, history, ahead, told)
        line = _target_line(case, target)
        if line is not None:
            axes.axhline(line, color=ACCENT, linewidth=1.2, linestyle=(0, (5, 3)))
            _label_target(
                axes, line, str(told.say("figure.target", promise=plain(told.promise(target, case.assessment(target.id))))), history
            )
        _draw_breaks(axes, case, indicator, history)
        _label_axes(axes, indicator, told, [*history["year"], *ahead["year"]])
        caption = str(told.say("figure.projection", indicator=indicator.title[case.lang], unit=told.unit_within(case.unit)))
        caption += f" {told.say('figure.doubted')}" if is_doubted else ""
        simulated = bool(history["is_simulated"].any())
        write_title(
            axes,
            with_mark(told, _finding(told, indicator, target, history, ahead), simulated),
            left=0.09 if is_percent(indicator) else 0.12,
            bottom=0.33 if ahead.empty else 0.55,
        )
    alt = _alt(told, indicator, target, history, ahead, simulated)
    return Picture(figure, alt, with_mark(told, caption, simulated), str(_table(told, indicator, history, ahead, simulated)))


def _table(told: Phrases, indicator: Indicator, history: pd.DataFrame, ahead: pd.DataFrame, simulated: bool) -> Markup:
    """What the picture shows, as a table: values and, for the years ahead, medians with their 80 % range."""
    say = told.say
    past, future = history.to_dict("records"), ahead.to_dict("records")
    values = [told.value(row["value"], indicator, is_simulated=bool(row["is_simulated"])) for row in past]
    values += [told.value(row["q50"], indicator, is_simulated=simulated) for row in future]
    ranges = [say("sign.none")] * len(past) + [told.range(row["q10"], row["q90"], indicator, is_simulated=simulated) for row in future]
    years = [str(int(row["year"])) for row in past] + [say("figure.ahead", year=int(row["year"])) for row in future]
    rows = [Row(say("figure.value"), values, simulated)] + ([Row(say("figure.range"), ranges, simulated)] if future else [])
    unit = say("standing.unit", unit=indicator.unit[told.case.lang])
    caption = say("figure.data", indicator=indicator.title[told.case.lang])
    return Table(caption, [say("column.year"), *years], rows, unit, is_numbered=False).html(say("simulated.row"))


def _label_target(axes: Axes, line: float, words: str, history: pd.DataFrame) -> None:
    """The target's words over or under its line, on the side from which the first years keep away; over everything if they cross it."""
    low, high = axes.get_ylim()
    room = 0.14 * (high - low)
    early = history["value"].iloc[: len(history) // 2 + 1]
    above, below = (bool((sign * (early - line)).between(-0.02 * room, room).any()) for sign in (1, -1))
    if above and below:
        axes.set_ylim(low, high + room)
    under = above or line + room > high
    offset, side = ((0, -3), "top") if under else ((0, 3), "bottom")
    anchor = {"xycoords": "axes fraction"} if above and below else {"xycoords": ("axes fraction", "data")}
    place = (0.01, 1 if above and below else line)
    # Under the values: nothing that was reported is covered by words.
    label = axes.annotate(
        words, place, textcoords="offset points", xytext=offset, va=side, color=ACCENT, fontsize=8.5, zorder=1.5, **anchor
    )
    label.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.5})


def _draw_history(axes: Axes, history: pd.DataFrame, told: Phrases) -> None:
    for _, segment in history.groupby("segment_from"):
        axes.plot(segment["year"], segment["value"], color=INK, linewidth=1.6)
    hollow = {"markerfacecolor": "white"}
    groups = [(history["is_simulated"], "figure.simulated", hollow), (~history["is_simulated"], "figure.reported", {})]
    for chosen, key, marker in groups:
        if chosen.any():
            axes.plot(
                history.loc[chosen, "year"],
                history.loc[chosen, "value"],
                linestyle="none",
                marker="o",
                markersize=5.5,
                color=INK,
                label=str(told.say(key)),
                **marker,
            )
    partial = history[history["n_units"] < history["n_expected"]]
    for row in partial.to_dict("records"):
        axes.annotate(
            f"{int(row['n_units'])}/{int(row['n_expected'])}",
            (row["year"], row["value"]),
            xytext=(0, -13),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )


def _draw_doubts(axes: Axes, history: pd.DataFrame, indicator: Indicator, told: Phrases) -> bool:
    """The mark of doubtful figures above each of them; whether there are any."""
    doubted = [row for row in history.to_dict("records") if told.case.is_doubted(told.case.unit.code, indicator.id, int(row["year"]))]
    for row in doubted:
        point = (row["year"], row["value"])
        axes.annotate(str(told.say("doubt.short")), point, xytext=(0, 5), textcoords="offset points", ha="center", fontweight="bold")
    return bool(doubted)


def _draw_range(axes: Axes, history: pd.DataFrame, ahead: pd.DataFrame, told: Phrases) -> None:
    if ahead.empty:
        return
    last = history[history["year"] < ahead["year"].iloc[0]].iloc[-1]
    years = [last["year"], *ahead["year"]]
    edges = {name: [last["value"], *ahead[name]] for name in ("q025", "q10", "q50", "q90", "q975")}
    axes.fill_between(years, edges["q025"], edges["q975"], color=PALE, linewidth=0, label=str(told.say("figure.range95")))
    axes.fill_between(years, edges["q10"], edges["q90"], color=SHADE, linewidth=0, label=str(told.say("figure.range80")))
    axes.plot(years, edges["q50"], color=INK, linewidth=1.4, linestyle=(0, (2, 2)), label=str(told.say("figure.median")))
    # Below the axis, where it covers no value and no label.
    axes.get_figure().legend(loc="lower center", fontsize=7.5, frameon=False, borderaxespad=0.1, ncols=5)


def _draw_breaks(axes: Axes, case: Case, indicator: Indicator, history: pd.DataFrame) -> None:
    for name in indicator.breaks:
        one = case.programme.breaks[name]
        if one.handling == "split" and one.first_year and history["year"].min() < one.first_year <= history["year"].max():
            axes.axvline(one.first_year - 0.5, color="#555555", linewidth=1, linestyle=":")
            axes.annotate(
                str(Phrases(case).say("figure.break")),
                (one.first_year - 0.5, 0.02),
                xycoords=("data", "axes fraction"),
                xytext=(3, 0),
                textcoords="offset points",
                fontsize=8,
                color="#333333",
            )


def _label_axes(axes: Axes, indicator: Indicator, told: Phrases, years: list[int]) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(6))
    decimals = tick_decimals(axes)
    sign = "%" if is_percent(indicator) else ""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: told.numbers.plain(value, decimals) + sign))
    axes.set_xticks(sorted(set(years))[:: max(1, len(set(years)) // 13 + (len(set(years)) > 13))])
    axes.set_xlim(min(years) - 0.4, max(years) + 0.4)
    if not sign:
        axes.set_ylabel(indicator.unit[told.case.lang], fontsize=8.5)


def _target_line(case: Case, target: Target | None) -> float | None:
    if target is None or target.value is None:
        return None
    row = case.assessment(target.id)
    return (
        None
        if (row["verdict"] == "not_applicable" and row["reason"] != "already_below") or is_missing(row["target_value"])
        else float(row["target_value"])
    )


def _finding(told: Phrases, indicator: Indicator, target: Target | None, history: pd.DataFrame, ahead: pd.DataFrame) -> str:
    """The title says what the picture shows."""
    last = history.iloc[-1]
    now = told.with_unit(last["value"], indicator)
    if ahead.empty:
        return str(told.say("figure.finding_now", value=now, year=int(last["year"])))
    final = ahead.iloc[-1]
    words = told.say(
        "figure.finding", value=now, year=int(last["year"]), projected=told.with_unit(final["q50"], indicator), horizon=int(final["year"])
    )
    row = told.case.assessment(target.id) if target else None
    if row is None or is_missing(row["p_met"]):
        return str(words)
    return f"{words} – {plain(told.verdict(row)).lower()} ({told.numbers.chance(row['p_met'])})"


def _alt(told: Phrases, indicator: Indicator, target: Target | None, history: pd.DataFrame, ahead: pd.DataFrame, simulated: bool) -> str:
    """Everything the picture shows, in numbers."""
    say = told.say
    code = told.case.unit.code
    past = "; ".join(
        f"{int(row['year'])}: {shown_value(told, row['value'], indicator, code, int(row['year']))}" for row in history.to_dict("records")
    )
    text = say(
        "figure.alt",
        indicator=indicator.title[told.case.lang],
        unit=told.unit_within(told.case.unit),
        measure=indicator.unit[told.case.lang],
        past=past,
    )
    text = f"{text} {say('figure.doubted')}" if str(say("doubt.short")) in past else text
    if not ahead.empty:
        future = "; ".join(
            f"{int(row['year'])}: {plain(told.value(row['q50'], indicator))} ({plain(told.range(row['q10'], row['q90'], indicator))})"
            for row in ahead.to_dict("records")
        )
        text += " " + say("figure.alt_ahead", future=future)
    if target is not None and _target_line(told.case, target) is not None:
        text += " " + say("figure.alt_target", promise=plain(told.promise(target, told.case.assessment(target.id))))
    return with_mark(told, plain(text), simulated)

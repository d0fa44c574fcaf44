"""Pictures that hold many things beside each other: the units on one scale, all targets against their marks, whose gap it is."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence

import matplotlib
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from workbench.assessment import meets
from workbench.briefing.blocks import Row, Table, Text, join
from workbench.briefing.canvas import ACCENT, INK, PALE, SHADE, canvas, plain, shown_value, style, title_height, with_mark, write_title
from workbench.briefing.effort import TINY, missing_rows
from workbench.briefing.numbers import is_missing
from workbench.briefing.phrases import Phrases, in_doubt
from workbench.briefing.picture import Picture, Pictures
from workbench.case import Case
from workbench.programme import Indicator, Unit

MOST_PANELS = 12
MOST_ROWS = 8
MOST_NAMED = 3  # units in a title, and of each row in an alt text: the table below has them all
MOST_LETTERS = 42  # beside a range, in the half of the width that words have
LETTER = 0.0153  # of the width: room that a letter takes of a unit's name within its part
TONES = (INK, SHADE, PALE)


def fit_panels(histories: dict[str, pd.DataFrame]) -> bool:
    """Few enough units, two of them with two years at least; else bars tell more."""
    return len(histories) <= MOST_PANELS and sum(len(history) > 1 for history in histories.values()) > 1


def panels(case: Case, indicator: Indicator, units: list[Unit], histories: dict[str, pd.DataFrame]) -> Picture:
    """The trends of the units side by side on one scale, each with its latest value, and the mark of the target.

    One pair of axes holds them all, a stretch of it for each: axes of their own take three times as long to draw.
    """
    told = Phrases(case)
    shown = [unit for unit in units if unit.code in histories]
    years = pd.concat(histories.values())["year"]
    first, last = int(years.min()), int(years.max())
    width = last - first + 2.4
    simulated = any(bool(one["is_simulated"].any()) for one in histories.values())
    mark, promise = _mark(told, indicator)
    with matplotlib.rc_context(style()):
        figure, axes = canvas(2.2)
        for place, unit in enumerate(shown):
            history, is_own = histories[unit.code], unit.code == case.unit.code
            for _, segment in history.groupby("segment_from"):
                axes.plot(place * width + segment["year"] - first, segment["value"], color=INK, linewidth=2.4 if is_own else 1.3)
            latest = history.iloc[-1]
            spot = place * width + latest["year"] - first, latest["value"]
            face = "white" if latest["is_simulated"] else INK
            axes.plot(*spot, marker="o", markersize=4, color=INK, markerfacecolor=face)
            words = shown_value(told, latest["value"], indicator, unit.code, int(latest["year"]))
            label = axes.annotate(words, spot, xytext=(3, 5), textcoords="offset points", ha="right", fontsize=7.5, zorder=5)
            label.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.3})
            axes.axvline(place * width - 0.9, color="#aaaaaa", linewidth=0.5)
        if mark is not None:
            axes.axhline(mark, color=ACCENT, linewidth=1.1, linestyle=(0, (5, 3)))
        names = [textwrap.fill(told.short_name(unit), 9) for unit in shown]
        axes.set_xticks([place * width + (last - first) / 2 for place in range(len(shown))], names, fontsize=7.5)
        axes.set_xlim(-0.9, len(shown) * width - 0.9)
        axes.margins(y=0.18)
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_formatter(lambda value, _: told.numbers.plain(value, 0 if abs(value) >= 5 or value == int(value) else 1))
        axes.grid(visible=False, axis="x")
        title = _finding(told, indicator, histories, first, last)
        write_title(axes, with_mark(told, title, simulated), left=0.07, bottom=0.36)
    series = "; ".join(_told_series(told, unit, histories[unit.code], indicator) for unit in shown)
    promise += f" {told.say('figure.doubted')}" if str(told.say("doubt.short")) in series else ""
    return Picture(figure, with_mark(told, f"{title}: {series}.{promise}", simulated), with_mark(told, f"{title}.{promise}", simulated))


def _mark(told: Phrases, indicator: Indicator) -> tuple[float | None, str]:
    """Where the line of the target stands for every unit alike, and what it says."""
    target = told.case.target_of(indicator.id)
    if target is None or target.type not in ("level", "coverage_100"):
        return None, ""
    return target.value, " " + str(told.say("figure.alt_target", promise=plain(told.promise(target))))


def _finding(told: Phrases, indicator: Indicator, histories: dict[str, pd.DataFrame], first: int, last: int) -> str:
    """The title: how many units are at the mark, where there is one for all."""
    name, target = indicator.title[told.case.lang], told.case.target_of(indicator.id)
    if target is None or _mark(told, indicator)[0] is None:
        return str(told.say("panels.title", indicator=name, first=first, last=last))
    latest = [float(history.iloc[-1]["value"]) for history in histories.values()]
    held = sum(meets(value, target.operator, target.value) for value in latest)
    promise = plain(told.promise(target, in_short=True))
    return str(told.say("panels.finding", indicator=name, n=held, of=len(latest), promise=promise, first=first, last=last))


def _told_series(told: Phrases, unit: Unit, history: pd.DataFrame, indicator: Indicator) -> str:
    ends = history.iloc[[0, -1]] if len(history) > 1 else history
    values = (
        f"{shown_value(told, row['value'], indicator, unit.code, int(row['year']))} ({int(row['year'])})" for row in ends.to_dict("records")
    )
    return f"{told.unit_name(unit)} {' → '.join(values)}"


def outlooks(case: Case) -> Picture | Pictures:
    """Where each target's projection lies against its mark: latest value, 95 and 80 % range, median; each row on a scale of its own."""
    known = [
        row for row in case.assessments.to_dict("records") if not is_missing(row["projected_q50"]) and not is_missing(row["target_value"])
    ]
    rows = [row for row in known if not case.programme.targets[row["target_id"]].is_annual]
    if not rows:
        return Pictures(())
    told = Phrases(case)
    rows.sort(key=lambda row: (-1.0 if is_missing(row["p_met"]) else -row["p_met"], row["target_id"]))
    simulated = any(row["is_simulated"] for row in rows)
    with matplotlib.rc_context(style()):
        title = with_mark(told, _met(told, rows), simulated)
        figure, axes = canvas(0.4 + 0.36 * len(rows) + title_height(title))
        for place, row in enumerate(rows):
            _draw_outlook(axes, place, row, told)
        names = [textwrap.fill(told.short(case.programme.targets[row["target_id"]]), 32) for row in rows]
        axes.set_yticks(range(len(rows)), names, fontsize=8, linespacing=0.95)
        axes.set_xlim(-0.05, 2.3)  # half of the width for the words
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_xticks([])
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        write_title(axes, title, left=0.33, bottom=0.1)
    listed = "; ".join(_told_outlook(told, row) for row in reversed(rows))
    note = told.say("outlooks.note")
    return Picture(figure, f"{title}. {listed}.", f"{title}. {note}")


def _met(told: Phrases, rows: Sequence[dict]) -> str:
    """The title: how many of the targets their median projection meets."""
    met = sum(meets(row["projected_q50"], row["operator"], row["target_value"]) for row in rows)
    key = ("only_met" if met else "only_missed") if len(rows) == 1 else "some" if met else "none"
    horizon = told.case.programme.header.horizon
    return str(told.say(f"outlooks.{key}", unit=told.unit_name(told.case.unit), horizon=horizon, n=met, of=len(rows)))


def _draw_outlook(axes: Axes, place: int, row: dict, told: Phrases) -> None:
    case, indicator = told.case, told.case.indicator(row["indicator_id"])
    ahead = case.projection(row["indicator_id"])
    final = ahead.iloc[-1] if not ahead.empty else None
    edges = {name: row[f"projected_{name}"] for name in ("q10", "q50", "q90")}
    wide = (edges["q10"], edges["q90"]) if final is None or final["q50"] != edges["q50"] else (final["q025"], final["q975"])
    values = [*wide, row["target_value"], row["latest_value"]]
    low, high = min(values), max(values)
    span = (high - low) or 1.0

    def at(value: float) -> float:
        return (value - low) / span

    axes.plot([at(wide[0]), at(wide[1])], [place, place], color=SHADE, linewidth=2, solid_capstyle="butt")
    axes.plot([at(edges["q10"]), at(edges["q90"])], [place, place], color=SHADE, linewidth=8, solid_capstyle="butt")
    axes.plot(at(edges["q50"]), place, marker="|", markersize=9, color=INK, markeredgewidth=2)
    axes.plot(at(row["latest_value"]), place, marker="o", markersize=4.5, color=INK, markerfacecolor="white")
    axes.plot([at(row["target_value"])] * 2, [place - 0.36, place + 0.36], color=ACCENT, linewidth=2)
    target = case.programme.targets[row["target_id"]]
    sign = f" ({told.say('verdict.tentative_sign')})" if row["is_reference"] else ""
    verdict = f"{plain(told.verdict_in_short(row))}{sign}"
    spread = f"{plain(told.value(edges['q50'], indicator))} ({plain(told.range(edges['q10'], edges['q90'], indicator))})"
    promise = plain(told.promise(target, row, in_short=True))
    words = "\n".join(textwrap.fill(line, MOST_LETTERS) for line in (f"{spread} / {promise}", verdict))
    axes.annotate(words, (1.05, place), va="center", fontsize=7.5, linespacing=1.0)


def _told_outlook(told: Phrases, row: dict) -> str:
    target, indicator = told.case.programme.targets[row["target_id"]], told.case.indicator(row["indicator_id"])
    spread = plain(told.range(row["projected_q10"], row["projected_q90"], indicator))
    promise = told.say("figure.target", promise=plain(told.promise(target, row)))
    chance = "" if is_missing(row["p_met"]) else f", {told.numbers.chance(row['p_met'])} ({plain(told.verdict(row)).lower()})"
    return f"{told.short(target)} {plain(told.value(row['projected_q50'], indicator))} ({spread}), {promise}{chance}"


def gaps(case: Case) -> Picture | Pictures:
    """Whose gap it is: for each doubtful target, the units' parts of what is missing, the largest first."""
    parts = {}
    for doubt in in_doubt(case.assessments.to_dict("records")):
        target = case.programme.targets[doubt["target_id"]]
        behind = [(unit, row) for unit, row in missing_rows(case, target.id, case.members) if row["gap_quantity"] > TINY]
        if target.type != "ratio_to_base" and len(behind) > 1 and len(parts) < MOST_ROWS:
            parts[target.id] = behind
    if not parts:
        return Pictures(())
    told = Phrases(case)
    simulated = any(row["is_simulated"] for behind in parts.values() for _, row in behind)
    listed = []
    with matplotlib.rc_context(style()):
        title = with_mark(told, _most_missing(told, parts), simulated)
        figure, axes = canvas(0.25 + 0.34 * len(parts) + title_height(title))
        for place, (target_id, behind) in enumerate(reversed(parts.items())):
            total, left = sum(row["gap_quantity"] for _, row in behind), 0.0
            for number, (unit, row) in enumerate(behind):
                share, tone = row["gap_quantity"] / total, TONES[number % len(TONES)]
                axes.barh(place, share, left=left, height=0.7, color=tone, edgecolor="white", linewidth=0.8)
                name = told.short_name(unit)
                if share >= LETTER * len(name):
                    words = f"{name}\n{told.numbers.plain(100 * share)}%"
                    ink = "white" if tone == INK else "black"
                    axes.text(left + share / 2, place, words, ha="center", va="center", fontsize=6.7, linespacing=0.9, color=ink)
                left += share
            most = ", ".join(
                f"{told.unit_name(unit)} {told.numbers.plain(100 * row['gap_quantity'] / total)}%" for unit, row in behind[:MOST_NAMED]
            )
            listed.append(f"{told.short(case.programme.targets[target_id])}: {most}")
        names = [textwrap.fill(told.short(case.programme.targets[one]), 32) for one in reversed(parts)]
        axes.set_yticks(range(len(parts)), names, fontsize=8, linespacing=0.95)
        axes.set_xlim(0, 1)
        axes.set_xticks([])
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        write_title(axes, title, left=0.33, bottom=0.08)
    alt = f"{title}. {'; '.join(reversed(listed))}."
    return Picture(figure, alt, f"{title}. {told.say('gaps.note')}", str(_parts_table(told, parts)))


def _most_missing(told: Phrases, parts: Mapping[str, Sequence[tuple[Unit, dict]]]) -> str:
    """The title: who is first in most of the gaps, and who has the largest part of one; units that are level are told together."""
    say, whole = told.say, told.unit_name(told.case.unit)
    share = {one: behind[0][1]["gap_quantity"] / sum(row["gap_quantity"] for _, row in behind) for one, behind in parts.items()}
    level = {
        one: [unit for unit, row in behind if row["gap_quantity"] > behind[0][1]["gap_quantity"] - TINY] for one, behind in parts.items()
    }
    most = max(parts, key=lambda one: share[one])
    figures = {"share": told.numbers.plain(100 * share[most]), "target": told.short(told.case.programme.targets[most])}
    largest = say.count("gaps.largest", len(level[most]), units=_together(told, level[most]), **figures)
    firsts = Counter(unit.code for units in level.values() for unit in units)
    times = max(firsts.values())
    if times == 1:
        return str(say("gaps.alone", whole=whole, largest=largest))
    leading = [unit for unit in told.case.members if firsts[unit.code] == times]
    units = _together(told, leading)
    return str(say.count("gaps.first", len(leading), whole=whole, units=units, times=times, of=len(parts), largest=largest))


def _together(told: Phrases, units: Sequence[Unit]) -> Text:
    return join((told.unit_within(one) for one in units), ", ") if len(units) <= MOST_NAMED else told.say("gaps.units", n=len(units))


def _parts_table(told: Phrases, parts: Mapping[str, Sequence[tuple[Unit, dict]]]) -> Markup:
    """Each unit's part of what is missing, a row for each unit in the office's order."""
    missing = {target_id: {unit.code: row for unit, row in behind} for target_id, behind in parts.items()}
    totals = {target_id: sum(row["gap_quantity"] for row in rows.values()) for target_id, rows in missing.items()}
    simulated = {target_id: any(row["is_simulated"] for row in rows.values()) for target_id, rows in missing.items()}

    def part(target_id: str, code: str) -> Text:
        if code not in missing[target_id]:
            return told.say("sign.none")
        share = told.numbers.plain(100 * missing[target_id][code]["gap_quantity"] / totals[target_id])
        return told.marked(f"{share}%", simulated[target_id])

    rows = [Row(told.unit_name(unit), [part(one, unit.code) for one in parts], any(simulated.values())) for unit in told.case.members]
    columns = [told.say("column.unit"), *(told.short(told.case.programme.targets[one]) for one in parts)]
    return Table(told.say("gaps.data"), columns, rows, is_numbered=False).html(told.say("simulated.row"))

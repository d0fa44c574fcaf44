"""The units side by side: their trends on one scale or, where these do not fit, bars of the latest year."""

import matplotlib
from matplotlib.axes import Axes

from workbench.briefing.canvas import ACCENT, INK, SHADE, canvas, plain, shown_value, style, with_mark, write_title
from workbench.briefing.panels import fit_panels, panels
from workbench.briefing.phrases import Phrases
from workbench.briefing.picture import Picture, Pictures
from workbench.case import Case
from workbench.programme import Indicator, Unit


def members(case: Case, indicator_id: str) -> Picture | Pictures:
    """The units side by side on one scale: trends where there are few units with some years each, else the latest year."""
    indicator = case.indicator(indicator_id)
    units = [unit for unit in (case.members or case.siblings) if case.reports(indicator, unit)]
    histories = {unit.code: history for unit in units if not (history := case.history(indicator_id, unit.code)).empty}
    latest = {code: history.iloc[-1].to_dict() for code, history in histories.items()}
    if len(latest) < 2:
        return Pictures(())
    if fit_panels(histories):
        return panels(case, indicator, units, histories)
    told = Phrases(case)
    shown = sorted((unit for unit in units if unit.code in latest), key=lambda unit: latest[unit.code]["value"])
    simulated = any(row["is_simulated"] for row in latest.values())
    whole = case.unit if case.members else case.units.get(case.unit.parent)
    average = (
        None if whole is None or case.history(indicator_id, whole.code).empty else case.history(indicator_id, whole.code).iloc[-1]["value"]
    )
    with matplotlib.rc_context(style()):
        figure, axes = canvas(0.75 + 0.22 * len(shown))
        for place, unit in enumerate(shown):
            _draw_member(axes, place, unit, latest[unit.code], indicator, told)
        axes.set_yticks(range(len(shown)), [told.unit_name(unit) for unit in shown])
        if average is not None and indicator.aggregate != "sum":
            axes.axvline(average, color=ACCENT, linewidth=1.2, linestyle=(0, (5, 3)))
        axes.set_xlim(left=0, right=1.15 * max(row["value"] for row in latest.values()) or 1)
        axes.set_xticks([])
        axes.grid(visible=False)
        mark = str(told.say("figure.members", indicator=indicator.title[case.lang], year=int(max(row["year"] for row in latest.values()))))
        write_title(axes, with_mark(told, mark, simulated), left=0.27, bottom=0.1)
    listed = "; ".join(f"{told.unit_name(unit)} {_shown(told, unit, latest[unit.code], indicator)}" for unit in reversed(shown))
    line = (
        ""
        if average is None or indicator.aggregate == "sum"
        else " " + str(told.say("figure.average", unit=told.unit_within(whole), value=plain(told.value(average, indicator))))
    )
    line += f" {told.say('figure.doubted')}" if str(told.say("doubt.short")) in listed else ""
    return Picture(figure, with_mark(told, f"{mark}: {listed}.{line}", simulated), with_mark(told, mark + "." + line, simulated))


def _shown(told: Phrases, unit: Unit, row: dict, indicator: Indicator) -> str:
    return shown_value(told, row["value"], indicator, unit.code, int(row["year"]))


def _draw_member(axes: Axes, place: int, unit: Unit, row: dict, indicator: Indicator, told: Phrases) -> None:
    is_own = unit.code == told.case.unit.code
    axes.barh(
        place,
        row["value"],
        height=0.66,
        color=INK if is_own else SHADE,
        edgecolor=INK,
        linewidth=0.6,
        hatch="///" if row["is_simulated"] and not is_own else None,
    )
    axes.annotate(
        _shown(told, unit, row, indicator),
        (row["value"], place),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
        fontweight="bold" if is_own else "normal",
    )

"""Which figures are there: unit by indicator by year, in one picture."""

from collections import Counter

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from workbench.briefing.asking import title_of
from workbench.briefing.canvas import PALE, canvas, style, write_title
from workbench.briefing.phrases import Phrases
from workbench.briefing.picture import Picture
from workbench.case import Case
from workbench.observations.asked import list_asked
from workbench.programme import Unit

STATES = ("not_asked", "missing", "simulated", "there", "doubtful")
# On a black and white print a step of grey parts each from the next; white is parted by a mark, and so is what matters most.
COLOURS = ("#ffffff", "#ffffff", PALE, "#7fa3c7", "#7a1f14")
MARKS = {"not_asked": {"marker": "_", "color": "#888888"}, "doubtful": {"marker": "x", "color": "white"}}
LONGEST = 52  # signs of a row's name


def coverage(case: Case) -> Picture:
    """Each figure that units keep themselves: there, doubtful, simulated or missing; the years of a unit stand side by side.

    Rows are figures in the order of the forms, columns are units and, within them, years.
    """
    import seaborn  # of no use to any other picture, and slow to load

    told = Phrases(case)
    units = [*case.members, case.unit] if case.members else [case.unit]
    years = list(range(case.programme.header.first_year, case.as_of + 1))
    states = find_states(case, units, years)
    names = list(dict.fromkeys(name for _, name, _ in states))
    grid = np.zeros((len(names), len(units) * len(years)), dtype=int)
    for (code, name, year), state in states.items():
        column = [unit.code for unit in units].index(code) * len(years) + years.index(year)
        grid[names.index(name), column] = STATES.index(state)
    with matplotlib.rc_context(style()):
        figure, axes = canvas(1.5 + 0.115 * max(len(names), 6))
        shades = matplotlib.colors.ListedColormap(COLOURS)
        seaborn.heatmap(
            grid, ax=axes, cmap=shades, vmin=-0.5, vmax=len(STATES) - 0.5, linewidths=0.2, linecolor="#cccccc", cbar=False,
            xticklabels=False, yticklabels=False,
        )  # fmt: skip
        for state, mark in MARKS.items():
            rows, columns = np.nonzero(grid == STATES.index(state))
            axes.plot(columns + 0.5, rows + 0.5, linestyle="none", markersize=3, markeredgewidth=0.8, **mark)
        _label(axes, told, units, years, names)
        write_title(axes, str(told.say("coverage.title")), left=0.46, bottom=1.15)
    counted = {unit.code: Counter(state for (code, _, _), state in states.items() if code == unit.code) for unit in units}
    alt = "; ".join(
        str(told.say("coverage.alt", unit=told.unit_name(unit), **{state: counted[unit.code][state] for state in STATES[1:]}))
        for unit in units
    )
    return Picture(figure, alt, str(told.say("coverage.caption", first=years[0], last=years[-1])))


def find_states(case: Case, units: list[Unit], years: list[int]) -> dict[tuple[str, str, int], str]:
    """State of each figure that a unit keeps itself, by unit, id and year."""
    table = case.findings.observations
    keys = table[["unit_code", "indicator_id", "year"]].itertuples(index=False, name=None)
    there = dict(zip(keys, table["status"], strict=True))
    doubts = case.findings.doubts
    doubted = set(doubts[["unit_code", "indicator_id", "year"]].itertuples(index=False, name=None))
    found = {}
    for unit in units:
        for one in list_asked(case.programme, unit, area=case.area.area if case.area else ""):
            for year in years:
                key = unit.code, one.id, year
                status = there.get(key)
                found[key] = (
                    "missing" if status is None else "doubtful" if key in doubted else "simulated" if status == "simulated" else "there"
                )
    return found


def _label(axes: Axes, told: Phrases, units: list[Unit], years: list[int], names: list[str]) -> None:
    axes.grid(visible=False)
    titles = [title_of(told, name) for name in names]
    axes.set_yticks(np.arange(len(names)) + 0.5, [one if len(one) <= LONGEST else f"{one[: LONGEST - 1]}…" for one in titles], fontsize=5.2)
    axes.set_xticks(
        (np.arange(len(units)) + 0.5) * len(years), [told.unit_name(unit) for unit in units], fontsize=6.5, rotation=40, ha="right"
    )
    for place in range(1, len(units)):
        axes.axvline(place * len(years), color="#444444", linewidth=0.8)
    patches = [Patch(facecolor=colour, edgecolor="#888888") for colour in COLOURS]
    marks = [Line2D([], [], linestyle="none", markersize=4, **MARKS.get(state, {})) for state in STATES]
    axes.legend(
        handles=list(zip(patches, marks, strict=True)),  # one over the other
        labels=[str(told.say(f"coverage.{state}")) for state in STATES],
        handler_map={tuple: HandlerTuple(ndivide=1)},
        loc="upper center",
        bbox_to_anchor=(0.2, -0.75 / (axes.get_figure().get_figheight() - 1.4)),
        ncols=5,
        fontsize=6.5,
        frameon=False,
    )

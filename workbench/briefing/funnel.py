"""Units of unequal size side by side: who differs from the whole by more than small numbers explain."""

from itertools import product

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import Bbox

from workbench.briefing.canvas import ACCENT, INK, canvas, plain, style, tick_decimals, with_mark, write_title
from workbench.briefing.phrases import Phrases
from workbench.briefing.picture import Picture, Pictures
from workbench.case import Case

LIMITS = ((0.025, (0, (4, 2))), (0.001, (0, (1, 1))))  # of chance alone: 95 % and 99.8 %
HEIGHTS = (-3, 3, -9, 9, -15, 15, -21, 21, -27, 27)  # of a name over its point, in points
NEAR = 4  # pixels around the middle of a point that are its own
MOST = 0.999  # a whole beyond it leaves no room for limits


def funnel(case: Case, indicator_id: str) -> Picture | Pictures:
    """The latest rate of each unit over the people or households that it is counted among.

    The lines hold 95 and 99.8 % of what units with the whole's own rate would report by chance, from the
    binomial distribution: a small unit outside them is worth a question, one inside is not worth praise or blame.
    Nothing is drawn for indicators that are no share of counted cases, or of fewer than three units.
    """
    indicator = case.indicator(indicator_id)
    whole = case.unit if case.members else case.top
    units = case.members or case.siblings
    latest = {}
    for unit in units:
        history = case.history(indicator_id, unit.code)
        history = history[history["is_usable"] & history["denominator"].gt(0)]
        if not history.empty:
            latest[unit.code] = history.iloc[-1].to_dict()
    year = max((row["year"] for row in latest.values()), default=0)
    shown = {code: row for code, row in latest.items() if row["year"] == year}
    if indicator.aggregate != "ratio_of_sums" or len(shown) < 3:
        return Pictures(())
    from scipy.stats import binom

    told = Phrases(case)
    counted, among = (np.array([row[name] for row in shown.values()]) for name in ("numerator", "denominator"))
    share = counted.sum() / among.sum()
    simulated = any(row["is_simulated"] for row in shown.values())
    sizes = np.unique(np.geomspace(max(1, 0.7 * among.min()), 1.3 * among.max(), 200).round())
    outside, named = [], []
    with matplotlib.rc_context(style()):
        figure, axes = canvas(3.1)
        axes.axhline(100 * share, color=ACCENT, linewidth=1.2)
        if share < MOST:
            for level, dashes in LIMITS:
                for edge in (level, 1 - level):
                    axes.plot(sizes, 100 * binom.ppf(edge, sizes, share) / sizes, color="#555555", linewidth=0.9, linestyle=dashes)
        for unit in units:
            row = shown.get(unit.code)
            if row is None:
                continue
            low, high = (100 * binom.ppf(edge, round(row["denominator"]), share) / row["denominator"] for edge in (0.001, 0.999))
            is_outside = not low <= row["value"] <= high
            outside += [unit] if is_outside else []
            face = "white" if row["is_simulated"] else INK
            axes.plot(row["denominator"], row["value"], marker="D" if is_outside else "o", markersize=5, color=INK, markerfacecolor=face)
            named.append((row["denominator"], row["value"], told.unit_name(unit), "bold" if is_outside else "normal"))
        axes.set_xlabel(_among(told, indicator_id), fontsize=8.5)
        axes.set_xlim(0, 1.3 * among.max())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: told.numbers.plain(number)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda number, _: told.numbers.plain(number, tick_decimals(axes)) + "%"))
        mark = str(told.say("funnel.title", indicator=indicator.title[case.lang], year=int(year), n=len(outside), of=len(shown)))
        write_title(axes, with_mark(told, mark, simulated), left=0.1, bottom=0.42)
        _write_names(axes, named)
    names = ", ".join(told.unit_within(unit) for unit in outside) or str(told.say("funnel.nobody"))
    listed = "; ".join(
        f"{told.unit_name(unit)} {plain(told.value(row['value'], indicator))} / {told.numbers.plain(row['denominator'])}"
        for unit in units
        if (row := shown.get(unit.code))
    )
    about = told.say("funnel.caption", whole=told.unit_within(whole), value=plain(told.value(100 * share, indicator)), names=names)
    return Picture(figure, with_mark(told, f"{mark} {about} {listed}.", simulated), with_mark(told, str(about), simulated))


def _write_names(axes: Axes, named: list[tuple[float, float, str, str]]) -> None:
    """Each name beside its point, at the first place where it covers neither a point nor another name."""
    renderer = FigureCanvasAgg(axes.get_figure()).get_renderer()
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.85}  # the lines of chance run below
    taken = [Bbox.from_bounds(x - NEAR, y - NEAR, 2 * NEAR, 2 * NEAR) for x, y in axes.transData.transform([one[:2] for one in named])]
    for x, y, name, weight in named:
        label = axes.annotate(name, (x, y), xytext=(0, 0), textcoords="offset points", fontsize=7.5, fontweight=weight, bbox=ground)
        for up, side in product(HEIGHTS, (1, -1)):
            label.set(position=(6 * side, up), horizontalalignment="left" if side > 0 else "right")
            box = label.get_window_extent(renderer)
            is_inside = axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1
            if is_inside and not any(box.overlaps(other) for other in taken):
                break
        taken.append(box)


def _among(told: Phrases, indicator_id: str) -> str:
    indicator, lang = told.case.indicator(indicator_id), told.case.lang
    known = told.case.programme.indicators.get(indicator.denominator)
    words = indicator.denominator_title or (known.title if known else None)
    return words[lang] if words else str(told.say("funnel.among"))

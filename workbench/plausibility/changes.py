"""Changes from year to year: too large for the panel's own spread, by a factor of units, or of a denominator."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workbench.plausibility.panel import Panel, Step
from workbench.programme import Programme

SPREADS = 6.0  # how many spreads of the panel a change may lie from its middle
ENOUGH = 8  # changes from which a panel's own spread is taken
SPREAD_UNKNOWN, SPREAD_LEAST = 0.30, 0.01  # on the projection scale
MATERIAL, MATERIAL_DENOMINATOR, MATERIAL_POINTS = 0.30, 0.10, 1.0  # share, share, percentage points
COMMON_SHIFT = math.log(5)  # a whole panel that moves further in one year is itself in doubt
FACTORS = {1000.0: "1000", 1e6: "1000000", 12.0: "12", 100.0: "100"}
FACTOR_WIDTH = 0.35


@dataclass(frozen=True)
class Change:
    """One doubtful change: from which value to which, and the factor that would explain it, if one does."""

    unit_code: str
    year: int
    before: float
    value: float
    kind: str  # "jump", "factor", "denominator"
    factor: str = ""


def find_changes(programme: Programme, panel: Panel, *, is_denominator: bool) -> list[Change]:
    """Changes that lie too far from the middle of the panel's own, on the scale of projection.

    The middle is that of the same year where enough units moved together, so that what happens to
    all of them is no doubt about one; the spread is the median absolute deviation. Chance is
    allowed for: a count of 9 moves by 3 without a cause.
    """
    steps = list(panel.steps(programme))
    if not steps:
        return []
    scale = panel.scale()
    moved = scale.forward(np.array([step.value for step in steps])) - scale.forward(np.array([step.before for step in steps]))
    rest = moved - _middles(steps, moved)
    years = np.array([step.year - step.earlier for step in steps])
    spread = max(1.4826 * float(np.median(np.abs(rest) / np.sqrt(years))), SPREAD_LEAST) if len(rest) >= ENOUGH else SPREAD_UNKNOWN
    found: dict[tuple[str, int], Change] = {}
    for step, away in zip(steps, rest, strict=True):
        if abs(away) <= SPREADS * math.hypot(spread * math.sqrt(step.year - step.earlier), _chance(panel, step)):
            continue
        kind, factor = "", ""
        if _is_material(panel, step, MATERIAL):
            factor = _factor(panel, step, float(away))
            kind = "factor" if factor else "jump"
        elif is_denominator and _is_material(panel, step, MATERIAL_DENOMINATOR):
            kind = "denominator"
        first = found.get((step.unit_code, step.earlier))
        # There and back: the figure between is the odd one, not the return to the series.
        is_return = first is not None and (first.value > first.before) != (step.value > step.before)
        if kind and not is_return:
            found[step.unit_code, step.year] = Change(step.unit_code, step.year, step.before, step.value, kind, factor)
    return list(found.values())


def find_lone_factors(programme: Programme, panel: Panel) -> Iterator[Change]:
    """Figures without another near them, off by the size of a unit of measure from the others of their series or panel."""
    if panel.is_rate:
        return
    beside = {(step.unit_code, year) for step in panel.steps(programme) for year in (step.earlier, step.year)}
    everywhere = [value for value in panel.values if value > 0]
    middle_of_all = float(np.median(everywhere)) if len(everywhere) >= 4 else 0.0
    for code, one in panel.series.items():
        for year, value in one.items():
            if (code, year) in beside or value <= 0:
                continue
            own = [figure for when, figure in one.items() if when != year and figure > 0]
            middle = float(np.median(own)) if own else middle_of_all
            by = abs(math.log(value / middle)) if middle > 0 else 0.0
            if by > math.log(200):
                yield Change(code, year, middle, value, "factor", "1000000" if by > math.log(50000) else "1000")


def _middles(steps: list[Step], moved: np.ndarray) -> np.ndarray:
    """The median change over each step's years where five units or more moved in them, otherwise that of all steps."""
    spans = np.array([(step.earlier, step.year) for step in steps])
    lengths = spans[:, 1] - spans[:, 0]
    a_year = float(np.median(moved / lengths))
    middles = (a_year if abs(a_year) < COMMON_SHIFT else 0.0) * lengths
    for span in np.unique(spans, axis=0):
        own = (spans == span).all(axis=1)
        middle = float(np.median(moved[own]))
        if own.sum() >= 5 and abs(middle) < COMMON_SHIFT:
            middles[own] = middle
    return middles


def _chance(panel: Panel, step: Step) -> float:
    """Spread of the change by chance alone and by rounding, on the scale of projection."""
    before, value = step.before, step.value
    if panel.is_computed:
        sizes = [panel.sizes[step.unit_code][year] for year in (step.earlier, step.year)]
        shares = [min(max(rate / 100, 0.5 / size), 1 - 0.5 / size) for rate, size in zip((before, value), sizes, strict=True)]
        return math.sqrt(sum(1 / (size * share * (1 - share)) for share, size in zip(shares, sizes, strict=True) if 0 < share < 1))
    if panel.is_count:
        return math.sqrt(1 / (before + 0.5) + 1 / (value + 0.5))
    step = 0.5 * 10.0**-panel.indicator.decimals
    if panel.is_rate:
        ends = [min(max(one / 100, step / 100), 1 - step / 100) for one in (before, value)]
        return math.sqrt(sum((step / 100 / (one * (1 - one))) ** 2 for one in ends))
    return math.sqrt(sum((step / max(one, step)) ** 2 for one in (before, value)))


def _is_material(panel: Panel, step: Step, share: float) -> bool:
    before, value = step.before, step.value
    if panel.is_rate:
        nearest = min(min(before, 100 - before), min(value, 100 - value))
        return abs(value - before) > max(MATERIAL_POINTS, share * max(nearest, 0.0))
    return abs(value - before) > share * min(abs(before), abs(value))


def _factor(panel: Panel, step: Step, away: float) -> str:
    """The factor of units that explains a change beyond what the panel did, if one does."""
    if min(step.before, step.value) <= 0:
        return ""
    by = abs(math.log(step.value / step.before) if panel.is_rate else away)
    for factor, name in FACTORS.items():
        if name == "100" and not panel.is_rate:
            continue
        if name == "12" and (panel.is_rate or panel.indicator.kind == "count" or panel.is_component):
            continue  # a stock is not counted by months
        if abs(by - math.log(factor)) <= FACTOR_WIDTH:
            return name
    return ""

"""All doubts about the figures of a programme, in one table."""

import math
from collections.abc import Iterator

import pandas as pd

from workbench.observations.identities import Checked
from workbench.plausibility.changes import find_changes, find_lone_factors
from workbench.plausibility.panel import Panel, make_panels
from workbench.plausibility.repeats import find_copied_years, find_repeats, find_twins, find_zeros
from workbench.plausibility.totals import find_totals
from workbench.programme import Programme

DOUBTS = ["unit_code", "indicator_id", "year", "kind", "value", "other", "detail", "is_simulated"]
# Which tells most: a figure is told once, under the first of these that it shows.
_FIRST = ("factor", "zero", "jump", "copied", "twin", "denominator", "total", "range")


def find_doubts(programme: Programme, observations: pd.DataFrame) -> pd.DataFrame:
    """Doubts about the observations in force.

    Parameters
    ----------
    observations : one row for each unit, indicator and year; see `select_observations`.

    Returns
    -------
    Columns ``DOUBTS``, one row for each doubtful figure, sorted by unit, indicator and year.
    ``kind``: "jump" (a change beyond the panel's spread), "factor" (off by 1000, 12 or 100, told in
    ``detail``), "denominator" (moved by a tenth or more), "zero" (0 between years that are not),
    "copied" (the same figure again), "twin" (the same figures as the unit in ``detail``), "total"
    (not the sum of its parts), "range" (outside what is plausible, or a computed share outside what
    is possible). ``other`` is the figure it was held against. Reported figures are held against
    reported ones only, simulated against simulated ones.
    """
    panels = make_panels(programme, observations)
    found = [*_doubts(programme, panels), *_totals(programme, observations)]
    rows = pd.DataFrame(found, columns=DOUBTS)
    rank = rows["kind"].map({kind: place for place, kind in enumerate(_FIRST)})
    keys = ["unit_code", "indicator_id", "year"]
    rows = rows.assign(rank=rank).sort_values([*keys, "rank"], kind="stable").drop_duplicates(keys).drop(columns="rank")
    kept = _without_echoes(programme, rows) if len(rows) else rows
    return kept.reset_index(drop=True).astype({"year": "int64", "value": "float64", "other": "float64"})


def count_broken(checked: Checked, doubts: pd.DataFrame) -> int:
    """How often an identity broke; one of kind "jump" by the doubts about changes from year to year."""
    if checked.identity.kind != "jump":
        return len(checked.faults)
    return int(doubts["kind"].isin(["jump", "factor", "denominator"]).sum())


def _doubts(programme: Programme, panels: list[Panel]) -> Iterator[tuple[object, ...]]:
    denominators = {one.denominator for one in programme.indicators.values() if one.aggregate == "ratio_of_sums"}
    denominators |= {one.weight for one in programme.indicators.values() if one.weight}
    for panel in panels:
        for change in find_changes(programme, panel, is_denominator=panel.name in denominators):
            yield _row(panel, change.unit_code, change.year, change.kind, change.value, change.before, change.factor)
        for change in find_lone_factors(programme, panel):
            yield _row(panel, change.unit_code, change.year, change.kind, change.value, change.before, change.factor)
        for code, year, beside in find_zeros(panel) if not panel.is_computed else ():
            yield _row(panel, code, year, "zero", 0.0, beside)
        for code, year, value in find_repeats(programme, panel):
            yield _row(panel, code, year, "copied", value, value)
        yield from _ranges(panel, list(programme.header.levels)[-1])
    for panel, code, year, value in find_copied_years(programme, panels):
        yield _row(panel, code, year, "copied", value, value)
    for panel, code, year, value, other in find_twins(programme, panels):
        yield _row(panel, code, year, "twin", value, value, other)


def _totals(programme: Programme, observations: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    for code, name, year, value, total, is_simulated in find_totals(programme, observations):
        yield code, name, year, "total", value, total, "", is_simulated


def _row(panel: Panel, code: str, year: int, kind: str, value: float, other: float, detail: str = "") -> tuple[object, ...]:
    return code, panel.name, year, kind, value, other, detail, panel.is_simulated


def _ranges(panel: Panel, lowest: str) -> Iterator[tuple[object, ...]]:
    """What the catalogue holds plausible; that is said of the lowest level of units, and of no other."""
    ends = panel.indicator.plausible if panel.level == panel.indicator.level == lowest else None
    if ends is None and panel.is_computed:
        ends = tuple(infinite if end is None else end for end, infinite in zip(panel.indicator.bounds, (-math.inf, math.inf), strict=True))
    if ends is None or panel.is_component:
        return
    low, high = ends
    for code, one in panel.series.items():
        for year, value in one.items():
            if not low - 1e-9 <= value <= high + 1e-9:
                yield _row(panel, code, year, "range", value, low if value < low else high)


def _without_echoes(programme: Programme, rows: pd.DataFrame) -> pd.DataFrame:
    """A rate in doubt only because a count behind it is in doubt is not told a second time."""
    told = set(rows[["unit_code", "indicator_id", "year"]].itertuples(index=False, name=None))

    def is_echo(code: str, name: str, year: int) -> bool:
        indicator = programme.indicators.get(name)
        behind = (indicator.numerator, indicator.denominator) if indicator and indicator.aggregate == "ratio_of_sums" else ()
        return any((code, part, when) in told for part in behind for when in (year, year - 1))

    kept = [not is_echo(*key) for key in rows[["unit_code", "indicator_id", "year"]].itertuples(index=False, name=None)]
    return rows[kept]

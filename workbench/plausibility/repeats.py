"""Figures that are there only because something had to be: zeros that mean unknown, values copied from elsewhere."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from workbench.plausibility.panel import Panel
from workbench.programme import Programme

FEW = 10.0  # a count below it may well be 0 the next year
RATE_FEW = 5.0  # per cent
COMMON_ZERO = 0.05
COMMON = 0.20  # where so many of a panel's figures repeat, one more says nothing
BLOCK, BLOCK_SHARE = 3, 0.5  # figures of one unit and year that repeat at once, and as a share of all


def find_zeros(panel: Panel) -> Iterator[tuple[str, int, float]]:
    """Unit, year, middle of the years beside: 0 where they are far from it."""
    few = RATE_FEW if panel.is_rate else FEW if panel.is_count else 0.0
    zeros = {code: sum(value == 0 for value in one.values()) for code, one in panel.series.items()}
    figures = {code: len(one) for code, one in panel.series.items()}
    all_zeros, all_figures = sum(zeros.values()), sum(figures.values())
    for code, one in panel.series.items():
        others = all_figures - figures[code]
        if others and (all_zeros - zeros[code]) / others >= COMMON_ZERO:
            continue  # a year without a flood
        for year, value in one.items():
            beside = [one[when] for when in (year - 1, year + 1) if when in one]
            if value == 0 and beside and min(beside) > 0 and float(np.median(beside)) >= max(few, 1e-9):
                yield code, year, float(np.median(beside))


def find_repeats(programme: Programme, panel: Panel) -> Iterator[tuple[str, int, float]]:
    """Unit, year, value: the same three-digit figure for the fourth year, or the same four-digit count for the second."""
    steps = [step for step in panel.steps(programme) if step.year == step.earlier + 1]
    equal = {(step.unit_code, step.year) for step in steps if step.before == step.value}
    if not equal or panel.is_computed:
        return
    lengths = Counter(step.unit_code for step in steps)
    repeats = Counter(code for code, _ in equal)
    for code, year in sorted(equal):
        value = panel.series[code][year]
        others = len(steps) - lengths[code]
        habit = (len(equal) - repeats[code]) / others if others else 0.0
        if habit >= COMMON or (panel.is_rate and value in (0.0, 100.0)):
            continue
        is_fourth = {(code, year - 1), (code, year - 2)} <= equal and significant(value) >= 3
        is_second = panel.is_count and significant(value) >= 4 and others >= 8 and habit < COMMON / 4
        if is_fourth or is_second:
            yield code, year, value


def find_copied_years(programme: Programme, panels: list[Panel]) -> Iterator[tuple[Panel, str, int, float]]:
    """Panel, unit, year, value: half of what a unit reports for a year, three figures or more, is last year's to the digit."""
    places: dict[tuple[str, int, bool], list[tuple[Panel, float, bool]]] = defaultdict(list)
    for panel in panels:
        if not panel.is_computed:
            for step in panel.steps(programme):
                if significant(step.value) >= 3:
                    places[step.unit_code, step.year, panel.is_simulated].append((panel, step.value, step.before == step.value))
    for (code, year, _), found in sorted(places.items(), key=lambda item: item[0]):
        same = [(panel, value) for panel, value, is_same in found if is_same]
        if len(same) >= BLOCK and len(same) >= BLOCK_SHARE * len(found):
            yield from ((panel, code, year, value) for panel, value in same)


def find_twins(programme: Programme, panels: list[Panel]) -> Iterator[tuple[Panel, str, int, float, str]]:
    """Panel, unit, year, value, the other unit: two units of one parent that share several figures of one year to the digit."""
    parents = {unit.code: unit.parent for unit in programme.units}
    pairs: dict[tuple[str, str, int, bool], list[tuple[Panel, float]]] = defaultdict(list)
    compared: Counter[tuple[str, str, int, bool]] = Counter()
    for panel in panels:
        if panel.is_computed:
            continue
        siblings: dict[str, list[str]] = defaultdict(list)
        for code in sorted(panel.series):
            siblings[parents.get(code, "")].append(code)
        for code, other in (pair for codes in siblings.values() for pair in itertools.combinations(codes, 2)):
            for year, value in panel.series[code].items():
                if significant(value) >= 3 and year in panel.series[other]:
                    key = code, other, year, panel.is_simulated
                    compared[key] += 1
                    if value == panel.series[other][year]:
                        pairs[key].append((panel, value))
    for key, same in sorted(pairs.items(), key=lambda item: item[0]):
        code, other, year, _ = key
        if len(same) >= BLOCK and len(same) >= BLOCK_SHARE * compared[key]:
            yield from ((panel, other, year, value, code) for panel, value in same)


def significant(value: float) -> int:
    """Digits that say something: 1000 has one, 1234 has four, 98.7 has three."""
    return len(f"{abs(value):.10g}".replace(".", "").strip("0"))

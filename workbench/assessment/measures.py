"""Pace and gap: what was done each year, what it still takes, what is missing. Rules only."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

RECENT_YEARS = 3


@dataclass(frozen=True)
class Point:
    """One usable value of a series, with the counts behind it where they are known (else NaN)."""

    year: int
    value: float
    numerator: float
    denominator: float
    is_simulated: bool


@dataclass(frozen=True)
class Paces:
    """Per year, positive towards the target; None where undefined. ``recent_years``: how many years the recent one spans."""

    required: float | None
    recent: float | None
    best: float | None
    recent_years: int | None


def level_paces(points: Sequence[Point], *, target: float, horizon: int, upward: bool) -> Paces:
    """Yearly change in the target's unit: needed from now on, of the last three years, the best seen."""
    sign = 1.0 if upward else -1.0
    last = points[-1]
    required = max(0.0, sign * (target - last.value)) / (horizon - last.year) if horizon > last.year else None
    changes = [sign * (b.value - a.value) / (b.year - a.year) for a, b in itertools.pairwise(points)]
    start = _recent_start(points)
    recent = sign * (last.value - start.value) / (last.year - start.year) if start else None
    return Paces(required, recent, max(changes, default=None), last.year - start.year if start else None)


def growth_paces(points: Sequence[Point], *, target: float, horizon: int) -> Paces:
    """The same in per cent a year, for a target that multiplies a base."""
    last = points[-1]
    required = max(0.0, growth(last.value, target, horizon - last.year)) if horizon > last.year and last.value > 0 else None
    growths = [growth(a.value, b.value, b.year - a.year) for a, b in itertools.pairwise(points) if a.value > 0]
    start = _recent_start(points)
    recent = growth(start.value, last.value, last.year - start.year) if start and start.value > 0 else None
    return Paces(required, recent, max(growths, default=None), None if recent is None else last.year - start.year)


def annual_paces(points: Sequence[Point], *, target: float) -> Paces:
    """For a yearly quantity the pace is the quantity itself: asked, mean of three years, best year."""
    recent = [point.value for point in points if point.year > points[-1].year - RECENT_YEARS]
    return Paces(target, sum(recent) / len(recent), max(point.value for point in points), len(recent))


def _recent_start(points: Sequence[Point]) -> Point | None:
    earlier = [point for point in points[:-1] if point.year >= points[-1].year - RECENT_YEARS]
    return earlier[0] if earlier else None


def growth(start: float, end: float, years: int) -> float:
    """Per cent a year from one positive value to another."""
    return 100.0 * ((end / start) ** (1.0 / years) - 1.0)


def shortfall(value: float, target: float, *, upward: bool) -> float:
    """What is missing in the target's unit; 0 where nothing is."""
    return max(0.0, target - value if upward else value - target)


def quantity_missing(point: Point, target: float, *, upward: bool) -> float:
    """Persons or households missing to the target: target x denominator - numerator, positive if missing.

    Signed, so that the units' figures add up to the whole's: who is beyond the target makes up for others.
    NaN where the counts are not known.
    """
    missing = target / 100.0 * point.denominator - point.numerator
    return missing if upward else -missing


def chance_of_no_loss(unit_years: int, losses: int, ahead: int) -> float:
    """Probability that none of `ahead` further unit-years brings a loss, after `losses` in `unit_years`.

    The yearly loss rate has Jeffreys' prior, Beta(1/2, 1/2); the chance is the posterior mean of
    (1 - rate)^ahead.
    """
    from math import exp, lgamma

    a, b = losses + 0.5, unit_years - losses + 0.5
    return exp(lgamma(b + ahead) - lgamma(b) + lgamma(a + b) - lgamma(a + b + ahead))

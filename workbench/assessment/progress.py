"""The way of a series from its base to its target, as official methods measure it."""

import itertools
from collections.abc import Sequence

import numpy as np

from workbench.assessment.ladder import TOLERANCE, meets


def nearest_base(years: Sequence[int], declared: int) -> int | None:
    """The base year in force: the declared one, else the first later year with a later value, else the last earlier one.

    As the UN progress chart does where its base year has no value; None for an empty series.
    """
    if declared in years:
        return declared
    later = [year for year in years[:-1] if year > declared]
    earlier = [year for year in years if year < declared]
    return later[0] if later else earlier[-1] if earlier else years[0] if len(years) else None


class Progress:
    """Where a series stands between its base and its target: the few facts that every official method asks for."""

    def __init__(
        self, years: Sequence[int], values: Sequence[float], operator: str, target: float, base_year: int | None, horizon: int
    ) -> None:
        if len(years) != len(values) or any(b <= a for a, b in itertools.pairwise(years)):
            raise ValueError("years and values must be of one length, years increasing.")
        if not np.all(np.isfinite(np.asarray(values, dtype=float))):
            raise ValueError("values must be finite: leave a year without a value out.")
        self.direction = -1.0 if operator in ("<", "<=") else 1.0
        self.target, self.horizon, self.base_year, self.operator = target, horizon, base_year, operator
        self.n = len(years)
        self.year = int(years[-1]) if self.n else 0
        self.last = float(values[-1]) if self.n else np.nan
        self.base = next((float(value) for year, value in zip(years, values, strict=True) if year == base_year), np.nan)
        self.is_met = bool(self.n) and meets(self.last, operator, target)

    def obstacle(self) -> str:
        """Why there is no progress to measure, or an empty string."""
        if not self.n:
            return "no_value"
        if self.n == 1:
            return "one_value"
        if np.isnan(self.base) or self.base_year >= self.year:
            return "no_base"
        return "horizon_reached" if self.year >= self.horizon else ""

    def no_way(self) -> str:
        """Why the way from base to target has no length, or an empty string."""
        if abs(self.target - self.base) <= TOLERANCE:
            return "base_at_target"
        return "base_met" if meets(self.base, self.operator, self.target) else ""


def no_growth(base: float, last: float) -> str:
    """Why no rate of growth leads from base to last, or an empty string."""
    return "base_zero" if base == 0 else "negative_value" if base < 0 or last < 0 else ""


def line_at(years: Sequence[int], values: Sequence[float], weights: np.ndarray, at: int) -> float:
    """The weighted least-squares line at a year."""
    x, y = np.asarray(years, dtype=float) - at, np.asarray(values, dtype=float)
    centre = np.average(x, weights=weights)
    slope = np.sum(weights * (x - centre) * y) / np.sum(weights * (x - centre) ** 2)
    return float(np.average(y, weights=weights) - slope * centre)

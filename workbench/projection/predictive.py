"""What is known about the coming years of one series: a mixture of Student t's on the projection scale."""

from dataclasses import dataclass, replace

import numpy as np

from workbench.projection import mixture
from workbench.projection.scale import Scale

LEVELS = {"q025": 0.025, "q10": 0.10, "q50": 0.50, "q90": 0.90, "q975": 0.975}


@dataclass(frozen=True)
class Predictive:
    """The predictive distribution of one unit's indicator, year by year up to the horizon.

    Attributes
    ----------
    years : the years projected, H of them, from the one after the last usable value.
    weights : shape (K,), of the regimes; they add up to 1.
    mean, width : shape (H, K), of each regime's t, on ``scale``.
    degrees : degrees of freedom of the t's.
    last : the last usable value, on ``scale``.
    marks : shape (H, 5), quantiles at ``LEVELS``, on ``scale``.
    n_obs : usable values behind it, of the definition in force; segment_from : first year of that definition, 0 for the first.
    """

    unit_code: str
    indicator_id: str
    years: tuple[int, ...]
    weights: np.ndarray
    mean: np.ndarray
    width: np.ndarray
    degrees: float
    last: float
    scale: Scale
    marks: np.ndarray
    n_obs: int
    segment_from: int
    is_simulated: bool
    method: str

    @property
    def quantiles(self) -> np.ndarray:
        """At ``LEVELS``, shape (H, 5), in the indicator's unit, clipped to what is possible."""
        return self.scale.back(self.marks)

    def under(self, *, pace: float = 1.0, shift: float | np.ndarray = 0.0) -> "Predictive":
        """The same with the projected change `pace` times as large and moved by `shift`, on ``scale``; the spread stays.

        `shift` is one step for all years, or one for each, shape (H,).
        """
        mean = self.last + pace * (self.mean - self.last) + np.broadcast_to(shift, len(self.years))[:, None]
        levels = np.broadcast_to(list(LEVELS.values()), self.marks.shape)
        degrees = np.full(levels.shape, self.degrees)
        return replace(self, mean=mean, marks=mixture.quantile(levels, self.weights, mean[:, None], self.width[:, None], degrees))

    def quantile(self, year: int, level: float) -> float:
        """The value that the indicator stays below with probability `level`, clipped to what is possible."""
        place = self.years.index(year)
        for column, stored in enumerate(LEVELS.values()):
            if level == stored:
                return float(self.quantiles[place, column])
        z = mixture.quantile(np.array(level), self.weights, self.mean[place], self.width[place], np.array(self.degrees))
        return float(self.scale.back(z))

    def probability(self, year: int, operator: str, threshold: float) -> float:
        """Probability that the value of `year` meets the target, in closed form.

        The distribution is continuous, so that strict and plain operators differ only at the
        bounds: what lies beyond a bound counts as lying on it.
        """
        certain = self._certain(operator, threshold)
        if certain is not None:
            return certain
        place = self.years.index(year)
        asked = self.scale.forward(threshold)
        below = float(mixture.chance_below(asked, self.weights, self.mean[place], self.width[place], np.array(self.degrees)))
        return 1.0 - below if operator in (">=", ">", "=") else below

    def _certain(self, operator: str, threshold: float) -> float | None:
        """1 where every possible value meets the target, 0 where none does, None between."""
        low, high = self.scale.lower, np.inf if self.scale.ceiling is None else self.scale.ceiling
        if operator in (">=", "="):
            return 0.0 if threshold > high else 1.0 if threshold <= low else None
        if operator == ">":
            return 0.0 if threshold >= high else 1.0 if threshold < low else None
        if operator == "<":
            return 0.0 if threshold <= low else 1.0 if threshold > high else None
        return 0.0 if threshold < low else 1.0 if threshold >= high else None

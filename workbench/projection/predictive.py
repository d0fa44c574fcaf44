"""What is known about the coming years of one series: a Student t on the projection scale."""

import hashlib
from dataclasses import dataclass

import numpy as np

from workbench.projection.scale import Scale

DRAWS = 4_000
LEVELS = {"q025": 0.025, "q10": 0.10, "q50": 0.50, "q90": 0.90, "q975": 0.975}


@dataclass(frozen=True)
class Predictive:
    """The predictive distribution of one unit's indicator, year by year up to the horizon.

    Attributes
    ----------
    years : the years projected, H of them, from the one after the last usable value.
    mean : shape (H,); covariance : shape (H, H); both on ``scale``.
    degrees : degrees of freedom of the t.
    n_obs : usable values behind it; segment_from : first year of their definition, 0 for the first.
    """

    unit_code: str
    indicator_id: str
    years: tuple[int, ...]
    mean: np.ndarray
    covariance: np.ndarray
    degrees: float
    scale: Scale
    n_obs: int
    segment_from: int
    is_simulated: bool
    method: str

    def quantile(self, year: int, level: float) -> float:
        """The value that the indicator stays below with probability `level`, clipped to what is possible."""
        from scipy.special import stdtrit

        place = self.years.index(year)
        z = self.mean[place] + np.sqrt(self.covariance[place, place]) * stdtrit(self.degrees, level)
        return float(self.scale.back(z))

    def probability(self, year: int, operator: str, threshold: float) -> float:
        """Probability that the value of `year` meets the target, in closed form.

        The distribution is continuous, so that strict and plain operators differ only at the
        bounds: what lies beyond a bound counts as lying on it.
        """
        from scipy.special import stdtr

        certain = self._certain(operator, threshold)
        if certain is not None:
            return certain
        place = self.years.index(year)
        z = (self.scale.forward(threshold) - self.mean[place]) / np.sqrt(self.covariance[place, place])
        below = 0.0 if z == -np.inf else 1.0 if z == np.inf else float(stdtr(self.degrees, z))
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

    def draws(self, programme_id: str) -> np.ndarray:
        """Joint draws of the coming years, shape (DRAWS, H), in the indicator's unit.

        The seed comes from the names of programme, indicator and unit: the same question has the
        same answer, whatever else is projected and in whatever order.
        """
        name = f"{programme_id}|{self.indicator_id}|{self.unit_code}".encode()
        rng = np.random.default_rng(int.from_bytes(hashlib.sha256(name).digest()[:8]))
        root = np.linalg.cholesky(self.covariance + 1e-12 * np.eye(len(self.years)))
        normal = rng.standard_normal((DRAWS, len(self.years))) @ root.T
        tails = np.sqrt(self.degrees / rng.chisquare(self.degrees, (DRAWS, 1)))
        return self.scale.back(self.mean + normal * tails)

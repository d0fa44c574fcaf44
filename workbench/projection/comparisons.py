"""Common models of a single series, beside the panel trend: what an analyst would otherwise fit. For comparison only.

Each sees one series and nothing of its neighbours. With the four to nine yearly values of a programme their
intervals are known to be too narrow, which a back-test shows; see METHODS.md.
"""

import itertools
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.projection.scale import Scale, choose_scale

TINY = 1e-6  # of the largest value: a spread below it is a fit without residuals, not certainty
MIN_VALUES = {"line": 3, "curve": 3, "drift": 3, "local_trend": 4, "holt": 5}


@dataclass(frozen=True)
class Outlook:
    """What one model says of the coming years: a Student t or normal for each, on its own scale.

    Attributes
    ----------
    years : the years asked for, H of them.
    mean, spread : shape (H,), on ``scale`` or, without one, in the unit of the series.
    degrees : of the t; infinite for a normal.
    lower, upper : what is possible; infinite where nothing bounds it.
    """

    years: tuple[int, ...]
    mean: np.ndarray
    spread: np.ndarray
    degrees: float
    scale: Scale | None
    lower: float
    upper: float

    def quantile(self, year: int, level: float) -> float:
        """The value that the indicator stays below with probability `level`, clipped to what is possible."""
        from scipy.special import ndtri, stdtrit

        place = self.years.index(year)
        step = ndtri(level) if np.isinf(self.degrees) else stdtrit(self.degrees, level)
        z = self.mean[place] + self.spread[place] * step
        return float(np.clip(z if self.scale is None else self.scale.back(z), self.lower, self.upper))

    def probability(self, year: int, operator: str, threshold: float) -> float:
        """Probability that the value of `year` meets the target; what lies beyond a bound counts as lying on it."""
        from scipy.special import ndtr, stdtr

        if operator in (">=", ">", "="):
            if threshold > self.upper or (operator == ">" and threshold >= self.upper):
                return 0.0
            if threshold < self.lower or (operator != ">" and threshold <= self.lower):
                return 1.0
        else:
            if threshold < self.lower or (operator == "<" and threshold <= self.lower):
                return 0.0
            if threshold > self.upper or (operator == "<=" and threshold >= self.upper):
                return 1.0
        place = self.years.index(year)
        z = (threshold if self.scale is None else float(self.scale.forward(threshold))) - self.mean[place]
        z /= self.spread[place]
        below = float(ndtr(z) if np.isinf(self.degrees) else stdtr(self.degrees, z))
        return 1.0 - below if operator in (">=", ">", "=") else below


@dataclass(frozen=True)
class _Fit:
    mean: np.ndarray
    spread: np.ndarray
    degrees: float = np.inf


def compare(
    years: Sequence[int],
    values: Sequence[float],
    *,
    ahead: Sequence[int],
    ceiling: float | None = None,
    lower: float | None = 0.0,
) -> dict[str, Outlook | str]:
    """Every common model's outlook on one series, or the reason why it has none.

    Parameters
    ----------
    years, values : usable values of one definition, shape (n,), years increasing.
    ahead : the coming years, after the last one.
    ceiling, lower : bounds of the indicator, None where there is none.

    Returns
    -------
    Model -> `Outlook`, or a reason: ``too_few_values`` (fewer than `MIN_VALUES`), ``constant`` (no variation to learn
    from), ``gap`` (the model needs every year), ``not_converged`` (its likelihood has no maximum that could be found),
    ``no_spread`` (it fits the values exactly and would claim certainty).
    """
    if any(b <= a for a, b in itertools.pairwise(years)) or (len(years) and min(ahead) <= years[-1]):
        raise ValueError("years must increase and the coming years lie after the last one.")
    t, y = np.asarray(years, dtype=int), np.asarray(values, dtype=float)
    if not np.all(np.isfinite(y)):
        raise ValueError("values must be finite: leave a year without a value out.")
    coming = np.asarray(ahead, dtype=int)
    return {name: _one(name, model, t, y, coming, ceiling, lower) for name, model in MODELS.items()}


def _one(
    name: str, model: Callable[..., _Fit | str], t: np.ndarray, y: np.ndarray, ahead: np.ndarray, ceiling: float | None, lower: float | None
) -> Outlook | str:
    if len(y) < MIN_VALUES[name]:
        return "too_few_values"
    if np.all(y == y[0]):
        return "constant"
    low, high = -np.inf if lower is None else lower, np.inf if ceiling is None else ceiling
    if high < y.max():
        high = np.inf  # as the projection: a ceiling that the values pass is none
    scale = choose_scale(y, ceiling=ceiling, lower=0.0 if lower is None else lower) if name == "curve" else None
    z = y if scale is None else scale.forward(y)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # the optimiser's complaints come back as a reason
        fit = model(t, z, ahead)
    if isinstance(fit, str):
        return fit
    if not (np.all(np.isfinite(fit.mean)) and np.all(np.isfinite(fit.spread))):
        return "not_converged"
    if np.min(fit.spread) < TINY * np.max(np.abs(z)):
        return "no_spread"
    return Outlook(tuple(int(year) for year in ahead), fit.mean, fit.spread, fit.degrees, scale, low, high)


def _line(t: np.ndarray, z: np.ndarray, ahead: np.ndarray) -> _Fit:
    """Ordinary least squares on the year, with the prediction variance of a new value."""
    from statsmodels.regression.linear_model import OLS

    design = np.column_stack([np.ones(len(t)), t - t[-1]])
    result = OLS(z, design).fit()
    found = result.get_prediction(np.column_stack([np.ones(len(ahead)), ahead - t[-1]]))
    return _Fit(np.asarray(found.predicted_mean), np.sqrt(found.var_pred_mean + result.mse_resid), float(len(t) - 2))


def _drift(t: np.ndarray, z: np.ndarray, ahead: np.ndarray) -> _Fit:
    """Random walk with drift; a change over k years has k times the drift and k times the variance."""
    steps, change = np.diff(t), np.diff(z)
    span = float(t[-1] - t[0])
    drift = (z[-1] - z[0]) / span
    variance = np.sum((change - drift * steps) ** 2 / steps) / (len(steps) - 1)
    h = (ahead - t[-1]).astype(float)
    return _Fit(z[-1] + drift * h, np.sqrt(variance * (h + h**2 / span)), float(len(steps) - 1))


def _local_trend(t: np.ndarray, z: np.ndarray, ahead: np.ndarray) -> _Fit | str:
    """Local linear trend by maximum likelihood (`UnobservedComponents`); years without a value are missing."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    series = np.full(t[-1] - t[0] + 1, np.nan)
    series[t - t[0]] = z
    return _forecast(UnobservedComponents(series, level="local linear trend"), ahead - t[-1])


def _holt(t: np.ndarray, z: np.ndarray, ahead: np.ndarray) -> _Fit | str:
    """Damped Holt by maximum likelihood, begun at the first value and the first change."""
    from statsmodels.tsa.statespace.exponential_smoothing import ExponentialSmoothing

    if np.any(np.diff(t) != 1):
        return "gap"
    return _forecast(ExponentialSmoothing(z, trend=True, damped_trend=True, initialization_method="simple"), ahead - t[-1])


def _forecast(model: object, h: np.ndarray) -> _Fit | str:
    result = model.fit(disp=0)
    if not result.mle_retvals["converged"]:
        return "not_converged"
    found = result.get_forecast(int(h.max()))
    return _Fit(np.asarray(found.predicted_mean)[h - 1], np.asarray(found.se_mean)[h - 1])


MODELS: dict[str, Callable[..., _Fit | str]] = {"line": _line, "curve": _line, "drift": _drift, "local_trend": _local_trend, "holt": _holt}

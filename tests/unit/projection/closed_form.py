"""The panel trend written a second time, from differences instead of states: PROJECTION, steps 2 to 5."""

import itertools

import numpy as np

from workbench.projection.prior import Prior


def covariances(prior: Prior, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Of a unit's own yearly changes and of the common ones, over `size` years (step 2)."""
    lag = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    noise = prior.noise_variance * (2.0 * (lag == 0) - (lag == 1))
    own = prior.drift_variance + prior.wave_variance * prior.wave_memory**lag + (lag == 0) + noise
    common = prior.common_drift_variance + prior.common_wave_variance * prior.common_wave_memory**lag
    return own, common + prior.common_shock_variance * (lag == 0)


def differences(series: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Observed differences D and the rows A that make them from `size` yearly changes (step 3)."""
    years = np.flatnonzero(~np.isnan(series))
    rows = np.zeros((len(years) - 1, size))
    for row, (start, end) in enumerate(itertools.pairwise(years)):
        rows[row, start:end] = 1.0
    return np.diff(series[years]), rows


def future(series: np.ndarray, size: int) -> tuple[float, np.ndarray]:
    """The last value and the rows F that cumulate changes from it to each year after it."""
    last = int(np.flatnonzero(~np.isnan(series))[-1])
    rows = np.zeros((size - last, size))
    for row in range(size - last):
        rows[row, last : last + row + 1] = 1.0
    return series[last], rows


def surprise(series: np.ndarray, prior: Prior) -> float:
    """D' K^-1 D of one series (step 4)."""
    own, common = covariances(prior, len(series) - 1)
    changes, rows = differences(series, len(series) - 1)
    return float(changes @ np.linalg.solve(rows @ (own + common) @ rows.T, changes))


def spreads(levels: np.ndarray, prior: Prior) -> tuple[np.ndarray, np.ndarray]:
    """Each unit's spread and degrees of freedom (step 4)."""
    counts = (~np.isnan(levels)).sum(axis=0) - 1
    found = np.array([surprise(column, prior) for column in levels.T])
    total, weight = counts.sum(), prior.spread_weight
    pooled = np.exp((total * np.log(found.sum() / total + 1e-7) + weight * prior.log_spread) / (total + weight))
    degrees = prior.spread_degrees + counts
    return np.sqrt((prior.spread_degrees * pooled + found) / degrees), degrees


def project_stacked(levels: np.ndarray, prior: Prior, *, horizons: int, direction: int) -> tuple[list, list, np.ndarray]:
    """Step 5 with all units in one vector: gaps, unequal years and unequal last years are allowed."""
    size = len(levels) - 1 + horizons
    own, common = covariances(prior, size)
    spread, degrees = spreads(levels, prior)
    units = range(levels.shape[1])
    seen = [differences(levels[:, unit], size) for unit in units]
    ahead = [future(levels[:, unit], size) for unit in units]
    drift = prior.improvement * direction

    def cross(left: list, right: list) -> np.ndarray:
        return np.block([[a @ (common + (i == j) * own) @ b.T for j, b in enumerate(right)] for i, a in enumerate(left)])

    rows, later = [one[1] for one in seen], [one[1] for one in ahead]
    gain = np.linalg.solve(cross(rows, rows), cross(rows, later)).T
    known = np.concatenate([one[0] / spread[unit] - drift * one[1].sum(axis=1) for unit, one in enumerate(seen)])
    mean = np.concatenate([drift * one.sum(axis=1) for one in later]) + gain @ known
    covariance = cross(later, later) - gain @ cross(rows, later)
    ends = np.cumsum([len(one) for one in later])
    parts = [slice(end - len(one), end) for one, end in zip(later, ends, strict=True)]
    means = [ahead[unit][0] + spread[unit] * mean[part] for unit, part in enumerate(parts)]
    return means, [spread[unit] ** 2 * covariance[part, part] for unit, part in enumerate(parts)], degrees


def project_two_steps(levels: np.ndarray, prior: Prior, *, horizons: int, direction: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Step 5 on equal years: the panel mean and the deviations from it, each conditioned by itself."""
    years, units = levels.shape
    size = years - 1 + horizons
    own, common = covariances(prior, size)
    spread, degrees = spreads(levels, prior)
    rows, later = np.eye(years - 1, size), future(levels[:, 0], size)[1]
    drift = prior.improvement * direction
    changes = (np.diff(levels, axis=0) / spread).T - drift
    middle = changes.mean(axis=0)

    def condition(covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        gain = np.linalg.solve(rows @ covariance @ rows.T, rows @ covariance @ later.T).T
        return gain, later @ covariance @ later.T - gain @ rows @ covariance @ later.T

    gain_middle, cov_middle = condition(own / units + common)
    gain_apart, cov_apart = condition(own)
    moved = drift * later.sum(axis=1) + gain_middle @ middle + (changes - middle) @ gain_apart.T
    covariance = cov_middle + (1.0 - 1.0 / units) * cov_apart
    return levels[-1][:, None] + spread[:, None] * moved, spread[:, None, None] ** 2 * covariance, degrees

"""The panel trend written a third time, for equal years: the panel's mean and the deviations from it, each by itself."""

import numpy as np

from workbench.projection.prior import Prior, Regime


def covariances(regime: Regime, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Of a unit's own yearly changes and of the common ones, over `size` years."""
    lag = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    noise = regime.noise_variance * (2.0 * (lag == 0) - (lag == 1))
    own = regime.drift_variance + regime.wave_variance * regime.wave_memory**lag + (lag == 0) + noise
    common = regime.common_drift_variance + regime.common_wave_variance * regime.common_wave_memory**lag
    return own, common + regime.common_shock_variance * (lag == 0)


def two_steps(levels: np.ndarray, prior: Prior, *, horizons: int, direction: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Weights (K,), means (K, U, H), covariances (K, U, H, H) and degrees (U,) of a panel without a gap."""
    years, units = levels.shape
    size = years - 1 + horizons
    counts = np.full(units, years - 1)
    changes = np.diff(levels, axis=0).T
    rows, later = np.eye(years - 1, size), np.hstack([np.zeros((horizons, years - 1)), np.tril(np.ones((horizons, horizons)))])
    means, spreads, said = [], [], []
    for regime in prior.regimes:
        own, common = covariances(regime, size)
        surprise = np.array([one @ np.linalg.solve(rows @ (own + common) @ rows.T, one) for one in changes])
        total, weight = counts.sum(), prior.spread_weight
        pooled = np.exp((total * np.log(surprise.sum() / total + 1e-7) + weight * prior.log_spread) / (total + weight))
        spread = np.sqrt((prior.spread_degrees * pooled + surprise) / (prior.spread_degrees + counts))
        drift = regime.improvement * direction
        left = changes / spread[:, None] - drift
        middle = left.mean(axis=0)

        def condition(covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            gain = np.linalg.solve(rows @ covariance @ rows.T, rows @ covariance @ later.T).T
            return gain, later @ covariance @ later.T - gain @ rows @ covariance @ later.T

        def density(one: np.ndarray, covariance: np.ndarray) -> float:
            seen = rows @ covariance @ rows.T
            return -0.5 * (one @ np.linalg.solve(seen, one) + np.linalg.slogdet(seen)[1])

        gain_middle, cov_middle = condition(own / units + common)
        gain_apart, cov_apart = condition(own)
        moved = drift * later.sum(axis=1) + gain_middle @ middle + (left - middle) @ gain_apart.T
        means.append(levels[-1][:, None] + spread[:, None] * moved)
        spreads.append(spread[:, None, None] ** 2 * (cov_middle + (1.0 - 1.0 / units) * cov_apart))
        # U - 1 deviations in coordinates that stand at right angles to the mean and to each other.
        apart = np.linalg.qr(np.column_stack([np.ones(units), np.eye(units)[:, 1:]]))[0][:, 1:].T @ left
        likelihood = density(middle, own / units + common) + sum(density(one, own) for one in apart)
        said.append(likelihood - (years - 1) * np.log(spread).sum())
    weights = np.array([one.weight for one in prior.regimes]) * np.exp(prior.likelihood_power * (np.array(said) - max(said)))
    return weights / weights.sum(), np.array(means), np.array(spreads), prior.spread_degrees + counts

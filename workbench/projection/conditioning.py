"""The panel trend in closed form: what the years to come are, given the panel's yearly changes.

The same model as `workbench.projection.statespace`, whose states an analyst can look at; this form
is the one a batch runs. Everything is conditioned at once on all observed differences of all units
of the panel, so that gaps, breaks, unequal first and last years and the chance of small numbers
need no case of their own.
"""

from dataclasses import dataclass

import numpy as np

from workbench.projection.prior import Prior, Regime

MOST_BY_CHANCE = 0.5  # of a unit's yearly variance; with more, intervals of simulated small units were too narrow (METHODS.md)


@dataclass(frozen=True)
class Layout:
    """Which yearly changes every observed difference and every coming year adds up.

    N observed differences and U x H coming years over M yearly changes. A gap of two years is one
    row with two ones; a difference across a break of definition has no row.

    Attributes
    ----------
    seen : shape (N, M); seen_unit : shape (N,), the unit of each row.
    ahead : shape (U * H, M), the change since the unit's own last value, zero up to its year.
    ahead_unit : shape (U * H,).
    """

    seen: np.ndarray
    seen_unit: np.ndarray
    ahead: np.ndarray
    ahead_unit: np.ndarray
    units: int

    @property
    def counts(self) -> np.ndarray:
        """Differences of each unit, shape (U,)."""
        return np.bincount(self.seen_unit, minlength=self.units)


@dataclass(frozen=True)
class Conditioned:
    """The years to come under each of K regimes; leading axes are panels of one layout.

    Attributes
    ----------
    weights : shape (..., K), of the regimes, given the panel's own years.
    moved : shape (..., K, U, H), mean change since each unit's last value.
    spread : shape (..., K, U), the unit's yearly spread, on the projection scale.
    covariance : shape (..., K, U * H, U * H), of the changes divided by the spreads.
    degrees : shape (U,), of the Student t.
    """

    weights: np.ndarray
    moved: np.ndarray
    spread: np.ndarray
    covariance: np.ndarray
    degrees: np.ndarray


def lay_out(known: np.ndarray, *, horizons: int, segments: np.ndarray | None = None) -> tuple[Layout, np.ndarray, np.ndarray]:
    """The layout of a panel, and where its differences begin and end.

    Parameters
    ----------
    known : shape (T, U), whether a unit has a value in a year; each has one at least.
    horizons : years after the panel's last one; every unit is projected to the same year.
    segments : shape (T,), the segment of definition of each year; without it all years are one.

    Returns
    -------
    The layout, and the rows of values that each difference leads from and to, shape (2, N).
    The years ahead are the last `horizons` plus as many as the unit that stopped first lacks.
    """
    years, units = known.shape
    last = years - 1 - np.argmax(known[::-1], axis=0)
    changes = years - 1 + horizons
    place = np.arange(changes)
    start, end, unit = [], [], []
    for one in range(units):
        at = np.flatnonzero(known[:, one])
        start.append(at[:-1])
        end.append(at[1:])
        unit.append(np.full(len(at) - 1, one))
    start, end, unit = np.concatenate(start), np.concatenate(end), np.concatenate(unit)
    if segments is not None:
        same = segments[start] == segments[end]
        start, end, unit = start[same], end[same], unit[same]
    seen = ((place >= start[:, None]) & (place < end[:, None])).astype(float)
    reached = np.arange(last.min() + 1, years + horizons)
    ahead = ((place >= last[:, None, None]) & (place < reached[:, None])).astype(float)
    return (
        Layout(seen, unit, ahead.reshape(-1, changes), np.repeat(np.arange(units), len(reached)), units),
        np.stack([start, end]),
        last,
    )


def own_covariance(regime: Regime, size: int) -> np.ndarray:
    """Of a unit's own yearly changes over `size` years, without its error of measurement, shape (size, size)."""
    lag = _lags(size)
    return regime.drift_variance + regime.wave_variance * regime.wave_memory**lag + (lag == 0)


def common_covariance(regime: Regime, size: int) -> np.ndarray:
    """Of the yearly changes that the panel shares, shape (size, size)."""
    lag = _lags(size)
    waves = regime.common_wave_variance * regime.common_wave_memory**lag
    return regime.common_drift_variance + waves + regime.common_shock_variance * (lag == 0)


def noise_covariance(size: int) -> np.ndarray:
    """Of yearly changes whose levels are measured with errors of variance 1, shape (size, size)."""
    lag = _lags(size)
    return 2.0 * (lag == 0) - (lag == 1)


def _lags(size: int) -> np.ndarray:
    return np.abs(np.subtract.outer(np.arange(size), np.arange(size)))


def condition(differences: np.ndarray, layout: Layout, prior: Prior, *, direction: int, chance: np.ndarray | None = None) -> Conditioned:
    """What the years to come are, under each regime.

    Parameters
    ----------
    differences : shape (..., N), observed, on the projection scale, in the order of the layout.
    direction : +1 where higher is better, -1 where lower is, 0 where neither.
    chance : shape (..., U), variance of each unit's level that is the chance of small numbers; none if left out.
    """
    each = [_condition_one(differences, layout, prior, regime, direction, chance) for regime in prior.regimes]
    said = np.stack([one[0] for one in each], axis=-1)
    said = said - said.max(axis=-1, keepdims=True)
    weights = np.array([regime.weight for regime in prior.regimes]) * np.exp(prior.likelihood_power * said)
    return Conditioned(
        weights / weights.sum(axis=-1, keepdims=True),
        np.stack([one[1] for one in each], axis=-3),
        np.stack([one[2] for one in each], axis=-2),
        np.stack([one[3] for one in each], axis=-3),
        prior.spread_degrees + layout.counts,
    )


def _condition_one(
    differences: np.ndarray, layout: Layout, prior: Prior, regime: Regime, direction: int, chance: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    size = layout.seen.shape[1]
    own, common, noise = own_covariance(regime, size), common_covariance(regime, size), noise_covariance(size)
    own_seen, own_cross, own_ahead = _within(layout, own + regime.noise_variance * noise)
    common_seen, common_cross, common_ahead = (
        layout.seen @ common @ layout.seen.T,
        layout.ahead @ common @ layout.seen.T,
        layout.ahead @ common @ layout.ahead.T,
    )
    same = layout.seen_unit[:, None] == layout.seen_unit
    alone = np.linalg.inv(own_seen + same * common_seen)  # block by block: each unit by itself
    surprise = _by_unit(layout, differences * (differences @ alone))
    share = None
    spread2 = pooled_variance(surprise, layout.counts, prior)
    if chance is not None:
        noise_seen, noise_cross, noise_ahead = _within(layout, noise)
        spread2, share = part_by_chance(spread2, chance, _by_unit(layout, np.einsum("ij,ji->i", alone, noise_seen)), layout.counts)
    spread = np.sqrt(spread2)
    cov_seen, cov_cross, cov_ahead = own_seen + common_seen, own_cross + common_cross, own_ahead + common_ahead
    if share is not None:
        cov_seen = cov_seen + share[..., layout.seen_unit, None] * noise_seen
        cov_cross = cov_cross + share[..., layout.ahead_unit, None] * noise_cross
        cov_ahead = cov_ahead + share[..., layout.ahead_unit, None] * noise_ahead
    precision = np.linalg.inv(cov_seen)
    drift = regime.improvement * direction
    left = differences / spread[..., layout.seen_unit] - drift * layout.seen.sum(axis=1)
    weighed = (precision @ left[..., None])[..., 0]
    likelihood = -0.5 * ((left * weighed).sum(axis=-1) + np.linalg.slogdet(cov_seen)[1]) - (layout.counts * np.log(spread)).sum(axis=-1)
    gain = cov_cross @ precision
    moved = drift * layout.ahead.sum(axis=1) + (gain @ left[..., None])[..., 0]
    moved = moved.reshape(*moved.shape[:-1], layout.units, -1) * spread[..., None]
    covariance = cov_ahead - gain @ np.swapaxes(cov_cross, -1, -2)
    covariance = 0.5 * (covariance + np.swapaxes(covariance, -1, -2))
    return likelihood, moved, spread, np.broadcast_to(covariance, (*differences.shape[:-1], *covariance.shape[-2:]))


def pooled_variance(surprise: np.ndarray, counts: np.ndarray, prior: Prior) -> np.ndarray:
    """Each unit's yearly variance: its own tied to the panel's, the panel's to the prior's; shape of `surprise`, (..., U)."""
    total = counts.sum()
    evidence = total * np.log(surprise.sum(axis=-1, keepdims=True) / total + 1e-7) + prior.spread_weight * prior.log_spread
    panel = np.exp(evidence / (total + prior.spread_weight))
    return (prior.spread_degrees * panel + surprise) / (prior.spread_degrees + counts)


def part_by_chance(variance: np.ndarray, chance: np.ndarray, felt: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is left of each unit's yearly variance, and the chance of small numbers relative to it.

    What chance adds to a unit's mean squared surprise is not its own spread. A series that runs
    more smoothly than chance would let it shows that the same persons are counted year after year:
    chance is never taken to explain more than `MOST_BY_CHANCE`.

    Parameters
    ----------
    variance, chance, felt : shape (..., U); `felt` is what errors of variance 1 in every level add
        to the sum of squared surprises.
    """
    added = chance * felt / np.maximum(counts, 1)
    explained = np.minimum(added, MOST_BY_CHANCE * variance)
    left = variance - explained
    return left, np.divide(chance * explained, added * left, out=np.zeros_like(left), where=added > 0)


def _within(layout: Layout, covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A covariance of yearly changes that units do not share, of what is seen, across, and of what is ahead."""
    return (
        (layout.seen_unit[:, None] == layout.seen_unit) * (layout.seen @ covariance @ layout.seen.T),
        (layout.ahead_unit[:, None] == layout.seen_unit) * (layout.ahead @ covariance @ layout.seen.T),
        (layout.ahead_unit[:, None] == layout.ahead_unit) * (layout.ahead @ covariance @ layout.ahead.T),
    )


def _by_unit(layout: Layout, of_differences: np.ndarray) -> np.ndarray:
    """Sums over each unit's differences, shape (..., N) -> (..., U)."""
    return of_differences @ (layout.seen_unit[:, None] == np.arange(layout.units)).astype(float)

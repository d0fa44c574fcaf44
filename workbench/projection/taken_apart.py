"""One panel of a programme taken apart: the state space beside the closed form, and what the filter saw year by year.

For the analysts' desk; a batch never comes here.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.observations import segment_from
from workbench.programme import Indicator, Programme
from workbench.projection.conditioning import common_covariance, own_covariance
from workbench.projection.prior import Prior, Regime, priors_of
from workbench.projection.projecting import project, small_number_variance


@dataclass(frozen=True)
class TakenApart:
    """A panel of U units over T years under K regimes; means and widths are on the projection scale.

    Attributes
    ----------
    years : the T years of the panel's values; horizon : the last year projected.
    values : shape (T, U), NaN where a year has none.
    weights, weights_by_filter : shape (K,), of the regimes, given the panel's own years, by the closed form and by the state space.
    spread : shape (K, U), of yearly changes.
    mean, width, mean_by_filter, width_by_filter : shape (K, U), of the t at the horizon.
    apart : the greatest difference between the two ways, over all years, units, regimes, weights, means and covariances.
    heaviest : the regime that the panel's own years speak for most.
    level : shape (T, U), the filtered level under that regime, in the indicator's unit.
    common_drift, own_drift : shapes (T,) and (T, U), filtered, the lasting and the passing part together; of the
        unit's spread, a year.
    """

    indicator: Indicator
    units: tuple[str, ...]
    years: tuple[int, ...]
    horizon: int
    prior: Prior
    values: np.ndarray
    weights: np.ndarray
    weights_by_filter: np.ndarray
    spread: np.ndarray
    mean: np.ndarray
    width: np.ndarray
    mean_by_filter: np.ndarray
    width_by_filter: np.ndarray
    apart: float
    heaviest: int
    level: np.ndarray
    common_drift: np.ndarray
    own_drift: np.ndarray
    is_simulated: bool


def take_apart(programme: Programme, values: pd.DataFrame, indicator: Indicator, parent: str, *, as_of: int) -> TakenApart | None:
    """Project one panel in both ways; None where `project` makes no panel of it.

    Parameters
    ----------
    values : as `compute_values` returns them.
    parent : of the panel's units; empty for the top unit by itself.
    """
    from workbench.projection.statespace import PanelTrend, project_panel  # statsmodels takes a second

    panel = project(programme, values, as_of=as_of).panels.get((indicator.id, parent))
    if panel is None:
        return None
    own = values[(values["indicator_id"] == indicator.id) & values["is_usable"] & values["unit_code"].isin(panel.units)]
    wide = own.pivot(index="year", columns="unit_code", values="value")[list(panel.units)]
    wide = wide.reindex(range(int(wide.index.min()), int(wide.index.max()) + 1))
    segments = own.groupby("year")["segment_from"].first().reindex(wide.index).bfill().to_numpy()
    breaks = [int(row) for row in np.flatnonzero(np.diff(segments)) + 1]
    scale, found = panel.scales[0], panel.conditioned
    is_rate = scale.ceiling is not None
    prior = priors_of(programme)["rates" if is_rate else "amounts"]
    in_force = own[own["segment_from"] == segment_from(programme, indicator.id, as_of)]
    chance = small_number_variance(indicator, in_force, list(panel.units)) if is_rate else None
    levels, horizon = scale.forward(wide.to_numpy()), panel.years[-1]
    weights, means, covariances, _ = project_panel(
        levels, prior, horizons=horizon - wide.index[-1], direction=indicator.direction, breaks=breaks, chance=chance
    )
    regimes, units, ahead = found.moved.shape
    closed_mean = panel.last[:, None] + found.moved
    blocks = found.covariance.reshape(regimes, units, ahead, units, ahead)[:, np.arange(units), :, np.arange(units), :]
    closed_covariance = np.moveaxis(blocks, 0, 1) * found.spread[..., None, None] ** 2
    apart = [np.abs(weights - found.weights).max()]
    for regime in range(regimes):
        for unit in range(units):
            first = ahead - len(means[regime][unit])
            apart.append(np.abs(means[regime][unit] - closed_mean[regime, unit, first:]).max())
            apart.append(np.abs(covariances[regime][unit] - closed_covariance[regime, unit, first:, first:]).max())
    heaviest = int(np.argmax(found.weights))
    regime, spread = prior.regimes[heaviest], found.spread[heaviest]
    model = PanelTrend(
        levels / spread,
        regime,
        improvement=regime.improvement * indicator.direction,
        breaks=breaks,
        chance=None if chance is None else chance / spread**2,
    )
    states = model.filter([]).filter_results.filtered_state
    place = 2 + 3 * np.arange(units)
    return TakenApart(
        indicator=indicator,
        units=panel.units,
        years=tuple(int(year) for year in wide.index),
        horizon=horizon,
        prior=prior,
        values=wide.to_numpy(),
        weights=found.weights,
        weights_by_filter=weights,
        spread=found.spread,
        mean=closed_mean[..., -1],
        width=np.sqrt(closed_covariance[..., -1, -1]),
        mean_by_filter=np.array([[one[-1] for one in each] for each in means]),
        width_by_filter=np.sqrt([[one[-1, -1] for one in each] for each in covariances]),
        apart=float(max(apart)),
        heaviest=heaviest,
        level=scale.back(states[place].T * spread),
        common_drift=states[0] + states[1],
        own_drift=(states[place + 1] + states[place + 2]).T,
        is_simulated=bool(own["is_simulated"].any()),
    )


def simulate_paths(regime: Regime, *, years: int, paths: int, rng: np.random.Generator) -> np.ndarray:
    """Reported levels of imagined units, each of a panel of its own where more is better, shape (paths, years + 1).

    From a level of 0, in units of the yearly spread.
    """
    changes = own_covariance(regime, years) + common_covariance(regime, years)
    moved = rng.multivariate_normal(np.full(years, regime.improvement), changes, paths, method="cholesky")
    levels = np.concatenate([np.zeros((paths, 1)), np.cumsum(moved, axis=1)], axis=1)
    return levels + np.sqrt(regime.noise_variance) * rng.standard_normal(levels.shape)

"""The panel trend as a statsmodels state space with fixed parameters.

A panel is one indicator over the units that share a parent. On the logit or log scale each unit's
level moves by a drift that is partly the panel's and partly its own; each part has a lasting share
and a passing one (an AR(1), so that the projection's slope is damped), plus level shocks and an
error of measurement. Nothing is estimated by maximum likelihood: with five points a series that
degenerates to the random walk. The variances come from `Prior`, in units of the unit's own spread,
and the spread is shared within the panel.
"""

import numpy as np
from statsmodels.tsa.statespace.initialization import Initialization
from statsmodels.tsa.statespace.mlemodel import MLEModel

from workbench.projection.prior import Prior


class PanelTrend(MLEModel):
    """Levels of U units over T years, years without a value as NaN.

    States: the common lasting drift, the common passing drift, then for each unit its level, its
    lasting drift and its passing drift. Levels start diffuse; everything else from the prior.

    Parameters
    ----------
    levels : shape (T, U), on the projection scale, divided by each unit's spread.
    prior : variances relative to that spread.
    improvement : mean of the common drift for each unit, signed towards the good side.
    memory : how many past levels of each unit stay among the states, after all others; none are
        needed unless a unit reported last before the panel did.
    """

    def __init__(self, levels: np.ndarray, prior: Prior, *, improvement: float, memory: int = 0) -> None:
        units = levels.shape[1]
        super().__init__(levels, k_states=2 + 3 * units + memory * units, k_posdef=2 + 2 * units)
        level = 2 + 3 * np.arange(units)
        own_shock, own_wave = 2 + 2 * np.arange(units), 3 + 2 * np.arange(units)

        transition = np.eye(self.k_states)
        transition[1, 1] = prior.common_wave_memory
        transition[level + 2, level + 2] = prior.wave_memory
        for drift in (0, 1):
            transition[level, drift] = 1.0
        transition[level, level + 1] = transition[level, level + 2] = 1.0
        for back in range(1, memory + 1):
            place = self.past_level(back, units)
            transition[place, place] = 0.0
            transition[place, level if back == 1 else place - units] = 1.0

        # Disturbances: the common wave, the common shock to all levels, then each unit's shock and wave.
        selection = np.zeros((self.k_states, self.ssm.k_posdef))
        selection[1, 0] = 1.0
        selection[level, own_shock] = selection[level + 2, own_wave] = 1.0
        selection[level, 1] = 1.0
        variance = np.zeros(self.ssm.k_posdef)
        variance[0] = prior.common_wave_variance * (1 - prior.common_wave_memory**2)
        variance[own_shock] = 1.0
        variance[own_wave] = prior.wave_variance * (1 - prior.wave_memory**2)
        variance[1] = prior.common_shock_variance

        design = np.zeros((units, self.k_states))
        design[np.arange(units), level] = 1.0
        self["design"], self["transition"], self["selection"] = design, transition, selection
        self["state_cov"] = np.diag(variance)
        self["obs_cov"] = prior.noise_variance * np.eye(units)
        self.ssm.initialization = self._start(prior, improvement, units)

    @staticmethod
    def past_level(back: int, units: int) -> np.ndarray:
        """Places among the states of the units' levels `back` years ago."""
        return 2 + 3 * units + units * (back - 1) + np.arange(units)

    def _start(self, prior: Prior, improvement: float, units: int) -> Initialization:
        start = Initialization(self.k_states)
        known = [(0, improvement, prior.common_drift_variance), (1, 0.0, prior.common_wave_variance)]
        for unit in range(units):
            first = 2 + 3 * unit
            start.set(first, "diffuse")
            known += [(first + 1, 0.0, prior.drift_variance), (first + 2, 0.0, prior.wave_variance)]
        for state, mean, variance in known:
            start.set((state, state + 1), "known", constant=[mean], stationary_cov=[[variance]])
        for state in range(2 + 3 * units, self.k_states):  # before the first year there is nothing to remember
            start.set(state, "known", constant=[0.0])
        return start


def squared_surprise(series: np.ndarray, prior: Prior) -> float:
    """Sum of squared standardised one-step errors of one series: its yearly changes, decorrelated.

    Parameters
    ----------
    series : shape (T,), on the projection scale, NaN where a year has no value.
    """
    results = PanelTrend(series[:, None], prior, improvement=0.0).filter([])
    errors = results.filter_results.standardized_forecasts_error[0]
    observed = np.flatnonzero(~np.isnan(series))
    return float(np.sum(errors[observed[1:]] ** 2))  # the first value only places the level


def project_levels(levels: np.ndarray, prior: Prior, *, horizons: int, improvement: float) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Mean and covariance of each unit's values to be observed, from the year after its own last one.

    A unit that reported last before the panel did has more of them; what its neighbours reported
    meanwhile is used.

    Parameters
    ----------
    levels : shape (T, U), scaled as in `PanelTrend`; no unit without a value.
    horizons : years after the panel's last one, H; 0 where only units that lag behind are asked.

    Returns
    -------
    For each unit its mean, shape (H + lag,), and its covariance, shape (H + lag, H + lag).
    """
    lags = np.argmax(~np.isnan(levels[::-1]), axis=0)
    units, memory = levels.shape[1], int(lags.max())
    model = PanelTrend(levels, prior, improvement=improvement, memory=memory)
    filtered = model.filter([]).filter_results
    state, spread = filtered.predicted_state[:, -1], filtered.predicted_state_cov[:, :, -1]
    transition, design = model["transition"], model["design"]
    disturbance = model["selection"] @ model["state_cov"] @ model["selection"].T
    # Years from T - memory to T + horizons - 1: the past ones are read off the state of year T as well.
    designs = [np.eye(model.k_states)[model.past_level(back, units)] for back in range(memory, 0, -1)] + [design] * horizons
    steps = [0] * memory + list(range(horizons))
    mean = np.empty((units, len(steps)))
    covariance = np.empty((units, len(steps), len(steps)))
    for year, (here, step) in enumerate(zip(designs, steps, strict=True)):
        if step:
            state, spread = transition @ state, transition @ spread @ transition.T + disturbance
        mean[:, year] = here @ state
        ahead = spread  # covariance of this year's state with that of a later one
        for later in range(year, len(steps)):
            if steps[later] > steps[max(later - 1, year)]:
                ahead = ahead @ transition.T
            covariance[:, year, later] = covariance[:, later, year] = np.einsum("us,st,ut->u", here, ahead, designs[later])
    covariance[:, np.arange(len(steps)), np.arange(len(steps))] += prior.noise_variance
    return (
        [mean[unit, memory - lag :] for unit, lag in enumerate(lags)],
        [covariance[unit, memory - lag :, memory - lag :] for unit, lag in enumerate(lags)],
    )


def project_panel(
    levels: np.ndarray, prior: Prior, *, horizons: int, direction: int
) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray]:
    """Project a panel whose spread is not known: each unit's is tied to the panel's, and that to the prior's.

    Parameters
    ----------
    levels : shape (T, U), on the projection scale, years without a value as NaN; each unit has two at least.
    direction : +1 where higher is better, -1 where lower is, 0 where neither.

    Returns
    -------
    Means and covariances as `project_levels` gives them; degrees of freedom of the t, shape (U,).

    Raises
    ------
    ValueError : a level is infinite, since its value has no place on the projection scale.
    """
    if np.isinf(levels).any():  # asked of what comes in: the filter would take it for a year without a value
        raise ValueError("a level is not finite: its value has left the projection scale")
    changes = (~np.isnan(levels)).sum(axis=0) - 1
    surprise = np.array([squared_surprise(column, prior) for column in levels.T])
    total = changes.sum()
    evidence = total * np.log(surprise.sum() / total + 1e-7) + prior.spread_weight * prior.log_spread
    panel_variance = np.exp(evidence / (total + prior.spread_weight))
    degrees = prior.spread_degrees + changes
    spread = np.sqrt((prior.spread_degrees * panel_variance + surprise) / degrees)
    mean, covariance = project_levels(levels / spread, prior, horizons=horizons, improvement=prior.improvement * direction)
    scaled = zip(mean, covariance, spread, strict=True)
    means, covariances = zip(*((one * size, two * size**2) for one, two, size in scaled), strict=True)
    return list(means), list(covariances), degrees

"""The panel trend as a statsmodels state space with fixed parameters: the definition to take apart.

A panel is one indicator over the units that share a parent. On the logit or log scale each unit's
level moves by a drift that is partly the panel's and partly its own; each part has a lasting share
and a passing one (an AR(1), so that the projection's slope is damped), plus level shocks and an
error of measurement. Nothing is estimated by maximum likelihood: with five points a series that
degenerates to the random walk. The variances come from a `Regime` of the prior, in units of the
unit's own spread, and the spread is shared within the panel.

A batch runs `workbench.projection.conditioning` instead, which says the same in closed form; tests
hold the two together.
"""

from collections.abc import Sequence

import numpy as np
from statsmodels.tsa.statespace.initialization import Initialization
from statsmodels.tsa.statespace.mlemodel import MLEModel

from workbench.projection.conditioning import part_by_chance, pooled_variance
from workbench.projection.prior import Prior, Regime


class PanelTrend(MLEModel):
    """Levels of U units over T years, years without a value as NaN.

    States: the common lasting drift, the common passing drift, then for each unit its level, its
    lasting drift and its passing drift, then for each break and unit the step of the definition.
    Levels and steps start diffuse; everything else from the prior.

    Parameters
    ----------
    levels : shape (T, U), on the projection scale, divided by each unit's spread.
    regime : variances relative to that spread.
    improvement : mean of the common drift, signed towards the good side.
    breaks : rows of `levels` from which on another definition holds.
    chance : shape (U,), what the chance of small numbers adds to each unit's error of measurement,
        relative to its spread.
    memory : how many past levels of each unit stay among the states, after all others; none are
        needed unless a unit reported last before the panel did.
    """

    def __init__(
        self,
        levels: np.ndarray,
        regime: Regime,
        *,
        improvement: float,
        breaks: Sequence[int] = (),
        chance: np.ndarray | None = None,
        memory: int = 0,
    ) -> None:
        years, units = levels.shape
        steps = 2 + 3 * units  # where the steps of the breaks begin, and after them the past levels
        past = steps + len(breaks) * units
        super().__init__(levels, k_states=past + memory * units, k_posdef=2 + 2 * units)
        level = 2 + 3 * np.arange(units)
        own_shock, own_wave = 2 + 2 * np.arange(units), 3 + 2 * np.arange(units)

        transition = np.eye(self.k_states)
        transition[1, 1] = regime.common_wave_memory
        transition[level + 2, level + 2] = regime.wave_memory
        for drift in (0, 1):
            transition[level, drift] = 1.0
        transition[level, level + 1] = transition[level, level + 2] = 1.0
        for back in range(1, memory + 1):
            place = past + units * (back - 1) + np.arange(units)
            transition[place, place] = 0.0
            transition[place, level if back == 1 else place - units] = 1.0

        # Disturbances: the common wave, the common shock to all levels, then each unit's shock and wave.
        selection = np.zeros((self.k_states, self.ssm.k_posdef))
        selection[1, 0] = 1.0
        selection[level, own_shock] = selection[level + 2, own_wave] = 1.0
        selection[level, 1] = 1.0
        variance = np.zeros(self.ssm.k_posdef)
        variance[0] = regime.common_wave_variance * (1 - regime.common_wave_memory**2)
        variance[own_shock] = 1.0
        variance[own_wave] = regime.wave_variance * (1 - regime.wave_memory**2)
        variance[1] = regime.common_shock_variance

        design = np.zeros((units, self.k_states, years))
        design[np.arange(units), level] = 1.0
        for number, start in enumerate(breaks):
            design[np.arange(units), steps + number * units + np.arange(units), start:] = 1.0
        self["design"], self["transition"], self["selection"] = design, transition, selection
        self["state_cov"] = np.diag(variance)
        self["obs_cov"] = np.diag(regime.noise_variance + (np.zeros(units) if chance is None else chance))
        self.past_levels = [past + units * (back - 1) + np.arange(units) for back in range(1, memory + 1)]
        self.ssm.initialization = self._start(regime, improvement, units, past)

    def _start(self, regime: Regime, improvement: float, units: int, past: int) -> Initialization:
        start = Initialization(self.k_states)
        known = [(0, improvement, regime.common_drift_variance), (1, 0.0, regime.common_wave_variance)]
        for unit in range(units):
            first = 2 + 3 * unit
            start.set(first, "diffuse")
            known += [(first + 1, 0.0, regime.drift_variance), (first + 2, 0.0, regime.wave_variance)]
        for state, mean, variance in known:
            start.set((state, state + 1), "known", constant=[mean], stationary_cov=[[variance]])
        for state in range(2 + 3 * units, past):
            start.set(state, "diffuse")
        for state in range(past, self.k_states):  # before the first year there is nothing to remember
            start.set(state, "known", constant=[0.0])
        return start


def squared_surprise(series: np.ndarray, regime: Regime, breaks: Sequence[int] = ()) -> float:
    """Sum of squared standardised one-step errors of one series: its yearly changes, decorrelated.

    Parameters
    ----------
    series : shape (T,), on the projection scale, NaN where a year has no value.
    """
    results = PanelTrend(series[:, None], regime, improvement=0.0, breaks=_felt(series[:, None], breaks)).filter([])
    errors = results.filter_results.standardized_forecasts_error[0]
    return float(np.sum(errors[~np.isnan(series)] ** 2))  # the first value of each definition only places the level: of it there is none


def _felt(levels: np.ndarray, breaks: Sequence[int]) -> list[int]:
    """Breaks with values on both sides: any other would leave a step that nothing places."""
    known = np.flatnonzero(~np.isnan(levels).all(axis=1))
    return [start for start in breaks if known[0] < start <= known[-1]]


def project_levels(
    levels: np.ndarray,
    regime: Regime,
    *,
    horizons: int,
    improvement: float,
    breaks: Sequence[int] = (),
    chance: np.ndarray | None = None,
) -> tuple[list[np.ndarray], list[np.ndarray], float]:
    """Mean and covariance of each unit's values to be observed, from the year after its own last one.

    A unit that reported last before the panel did has more of them; what its neighbours reported
    meanwhile is used.

    Parameters
    ----------
    levels : shape (T, U), scaled as in `PanelTrend`; no unit without a value of the last definition.
    horizons : years after the panel's last one, H; 0 where only units that lag behind are asked.

    Returns
    -------
    For each unit its mean, shape (H + lag,), and its covariance, shape (H + lag, H + lag); the log
    likelihood of the panel.
    """
    lags = np.argmax(~np.isnan(levels[::-1]), axis=0)
    units, memory = levels.shape[1], int(lags.max())
    model = PanelTrend(levels, regime, improvement=improvement, breaks=_felt(levels, breaks), chance=chance, memory=memory)
    filtered = model.filter([]).filter_results
    state, spread = filtered.predicted_state[:, -1], filtered.predicted_state_cov[:, :, -1]
    transition, design = model["transition"], model["design"][:, :, -1]
    disturbance = model["selection"] @ model["state_cov"] @ model["selection"].T
    # Years from T - memory to T + horizons - 1: the past ones are read off the state of year T as well.
    steps_of_breaks = design.copy()
    steps_of_breaks[np.arange(units), 2 + 3 * np.arange(units)] = 0.0
    designs = [np.eye(model.k_states)[past] + steps_of_breaks for past in reversed(model.past_levels)] + [design] * horizons
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
    noise = np.diagonal(model["obs_cov"])[:, None]
    covariance[:, np.arange(len(steps)), np.arange(len(steps))] += noise
    return (
        [mean[unit, memory - lag :] for unit, lag in enumerate(lags)],
        [covariance[unit, memory - lag :, memory - lag :] for unit, lag in enumerate(lags)],
        float(filtered.llf_obs.sum()),
    )


def project_panel(
    levels: np.ndarray,
    prior: Prior,
    *,
    horizons: int,
    direction: int,
    breaks: Sequence[int] = (),
    chance: np.ndarray | None = None,
) -> tuple[np.ndarray, list[list[np.ndarray]], list[list[np.ndarray]], np.ndarray]:
    """Project a panel whose spread is not known: each unit's is tied to the panel's, and that to the prior's.

    Parameters
    ----------
    levels : shape (T, U), on the projection scale, years without a value as NaN; each unit has two at least.
    direction : +1 where higher is better, -1 where lower is, 0 where neither.
    breaks : rows of `levels` from which on another definition holds.
    chance : shape (U,), variance of each unit's level that is the chance of small numbers.

    Returns
    -------
    Weights of the K regimes given the panel's own years, shape (K,); for each regime means and
    covariances as `project_levels` gives them; degrees of freedom of the t's, shape (U,).

    Raises
    ------
    ValueError : a level is infinite, since its value has no place on the projection scale.
    """
    if np.isinf(levels).any():  # asked of what comes in: the filter would take it for a year without a value
        raise ValueError("a level is not finite: its value has left the projection scale")
    segment = np.searchsorted(breaks, np.arange(len(levels)), side="right")
    known = [segment[~np.isnan(column)] for column in levels.T]
    changes = np.array([(one[1:] == one[:-1]).sum() for one in known])
    said, means, covariances = [], [], []
    for regime in prior.regimes:
        surprise = np.array([squared_surprise(column, regime, breaks) for column in levels.T])
        variance = pooled_variance(surprise, changes, prior)
        share = None
        if chance is not None:
            felt = np.array([_surprise_of_noise(column, regime, breaks) for column in levels.T])
            variance, share = part_by_chance(variance, chance, felt, changes)
        spread = np.sqrt(variance)
        mean, covariance, likelihood = project_levels(
            levels / spread, regime, horizons=horizons, improvement=regime.improvement * direction, breaks=breaks, chance=share
        )
        means.append([one * size for one, size in zip(mean, spread, strict=True)])
        covariances.append([one * size**2 for one, size in zip(covariance, spread, strict=True)])
        said.append(likelihood - (changes * np.log(spread)).sum())
    weights = np.array([one.weight for one in prior.regimes]) * np.exp(prior.likelihood_power * (np.array(said) - max(said)))
    return weights / weights.sum(), means, covariances, prior.spread_degrees + changes


def _surprise_of_noise(series: np.ndarray, regime: Regime, breaks: Sequence[int]) -> float:
    """What an error of variance 1 in every level adds to `squared_surprise` in the mean: its derivative's trace."""
    observed = np.flatnonzero(~np.isnan(series))
    impulses = []
    for year in observed:  # the quadratic form of unit impulses, one year at a time
        alone = np.where(np.isnan(series), np.nan, 0.0)
        alone[year] = 1.0
        impulses.append(squared_surprise(alone, regime, breaks))
    return float(sum(impulses))

"""One panel: its units' values, what follows from them, unit by unit and drawn together."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.projection import mixture
from workbench.projection.conditioning import Conditioned, condition, lay_out
from workbench.projection.predictive import LEVELS, Predictive
from workbench.projection.prior import Prior
from workbench.projection.scale import Scale, choose_scale

METHOD = "panel_trend"

DRAWS = 4_000
ROUNDS = 60  # of bisection until units and the one above them agree


@dataclass(frozen=True)
class Panel:
    """A panel that has been conditioned: everything that its draws need.

    Attributes
    ----------
    name : what the seed is made of: the same question has the same answer, whatever else is projected.
    units : U codes; scales : one for each.
    years : H years, from the one after the earliest last value to the horizon.
    last : shape (U,), each unit's last value on the projection scale.
    conditioned : without leading axes.
    """

    name: str
    units: tuple[str, ...]
    years: tuple[int, ...]
    last: np.ndarray
    scales: tuple[Scale, ...]
    conditioned: Conditioned

    def draw(self) -> np.ndarray:
        """Draws of the coming years, shape (DRAWS, U, H), on the projection scale.

        A draw has one regime for the whole panel, and each unit one factor of the t for all its
        years: marginally every value has the distribution of the closed form.
        """
        rng = np.random.default_rng(int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:8]))
        found, shape = self.conditioned, (DRAWS, len(self.units), len(self.years))
        regimes = rng.choice(len(found.weights), DRAWS, p=found.weights)
        normal = rng.standard_normal((DRAWS, shape[1] * shape[2]))
        tails = np.sqrt(found.degrees / rng.chisquare(found.degrees, shape[:2]))
        drawn = np.empty(shape)
        for regime in np.unique(regimes):
            chosen = regimes == regime
            root = np.linalg.cholesky(found.covariance[regime] + 1e-10 * np.eye(normal.shape[1]))
            apart = (normal[chosen] @ root.T).reshape(-1, *shape[1:])
            drawn[chosen] = found.moved[regime] + found.spread[regime][:, None] * tails[chosen][..., None] * apart
        return self.last[:, None] + drawn

    def under(self, pace: np.ndarray, shift: np.ndarray) -> "Panel":
        """The same with each unit's projected change times `pace`, shape (U,), and moved by `shift`, shape (U, H); the spread stays."""
        return replace(self, conditioned=replace(self.conditioned, moved=self.conditioned.moved * pace[:, None] + shift))

    def back(self, drawn: np.ndarray) -> np.ndarray:
        """Draws in the indicator's unit, clipped to what is possible for each unit."""
        return np.stack([scale.back(drawn[:, place]) for place, scale in enumerate(self.scales)], axis=1)


def condition_panel(
    name: str,
    units: Sequence[str],
    years: Sequence[int],
    values: np.ndarray,
    *,
    horizon: int,
    ceiling: float | None,
    direction: int,
    prior: dict[str, Prior],
    lower: float = 0.0,
    floors: Sequence[float] | None = None,
    segments: np.ndarray | None = None,
    chance: np.ndarray | None = None,
) -> Panel:
    """Project the units of a panel to `horizon`, all at once.

    Parameters
    ----------
    years : T years without a gap; values : shape (T, U), NaN where a year has no value, each unit with two at least.
    ceiling, lower : bounds of the indicator; no ceiling means the log scale.
    direction : +1 where higher is better, -1 where lower is, 0 where neither.
    prior : for ``rates`` and ``amounts``.
    floors : what each unit cannot fall below.
    segments : shape (T,), the definition of each year.
    chance : shape (U,), variance on the logit scale that a unit's rate has because few persons were counted.

    Raises
    ------
    ValueError : a value has no place on the projection scale.
    """
    scale = choose_scale(values, ceiling=ceiling, lower=lower)
    levels = scale.forward(values)
    if np.isinf(levels).any():
        raise ValueError(f"{name}: a value has no place on the projection scale")
    layout, ends, last = lay_out(~np.isnan(levels), horizons=max(0, horizon - years[-1]), segments=segments)
    differences = levels[ends[1], layout.seen_unit] - levels[ends[0], layout.seen_unit]
    is_rate = scale.ceiling is not None
    found = condition(
        differences, layout, prior["rates" if is_rate else "amounts"], direction=direction, chance=chance if is_rate else None
    )
    return Panel(
        name=name,
        units=tuple(units),
        years=tuple(range(years[last.min()] + 1, horizon + 1)),
        last=levels[last, np.arange(len(last))],
        scales=tuple(replace(scale, lower=max(scale.lower, floor)) for floor in (floors if floors is not None else [0.0] * len(last))),
        conditioned=found,
    )


def predictives(panel: Panel) -> list[Predictive]:
    """The distribution of each unit of a panel over all years of the panel, in closed form."""
    found = panel.conditioned
    regimes, units, years = len(found.weights), len(panel.units), len(panel.years)
    variance = np.diagonal(found.covariance, axis1=1, axis2=2).reshape(regimes, units, years)
    mean = np.moveaxis(panel.last[:, None] + found.moved, 0, -1)
    width = np.moveaxis(np.sqrt(np.maximum(variance, 1e-300)) * found.spread[..., None], 0, -1)
    levels = np.broadcast_to(list(LEVELS.values()), (units, years, len(LEVELS)))
    degrees = np.broadcast_to(found.degrees[:, None, None], levels.shape)
    z = mixture.quantile(levels, found.weights, mean[:, :, None], width[:, :, None], degrees)
    return [
        Predictive(
            unit_code=code,
            indicator_id="",
            years=panel.years,
            weights=found.weights,
            mean=mean[place],
            width=width[place],
            degrees=float(found.degrees[place]),
            last=float(panel.last[place]),
            scale=panel.scales[place],
            marks=z[place],
            n_obs=0,
            segment_from=0,
            is_simulated=False,
            method=METHOD,
        )
        for place, code in enumerate(panel.units)
    ]


def cut_to(one: Predictive, last: int) -> Predictive:
    """Only the years after `last`, the unit's own last value."""
    kept = [place for place, year in enumerate(one.years) if year > last]
    years = tuple(one.years[place] for place in kept)
    return replace(one, years=years, mean=one.mean[kept], width=one.width[kept], marks=one.marks[kept])


def agree(panel: Panel, drawn: np.ndarray, above: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Paths of the units that add up, draw by draw, to the paths of the unit above them.

    Draws of both are paired by rank at the horizon; then all units of a draw are moved by one and
    the same step on the projection scale, year by year, until they add up.

    Parameters
    ----------
    drawn : shape (DRAWS, U, H), as `Panel.draw` gives them.
    above : shape (DRAWS, H), paths of the unit above, in its unit.
    shares : what one unit's value counts for in the value above: 1 in a sum, its part of all
        persons in a rate.

    Returns
    -------
    Paths in the indicator's unit, shape (DRAWS, U, H), in the order of `above`. Where the value
    above is out of reach of the units (beyond a floor or a bound) they stand at that bound.
    """
    weights = np.asarray(shares)[:, None]
    paired = np.empty_like(drawn)
    paired[np.argsort(above[:, -1], kind="stable")] = drawn[np.argsort(panel_total(panel, drawn, weights)[:, -1], kind="stable")]

    def total(moved: np.ndarray) -> np.ndarray:
        return panel_total(panel, paired + moved[:, None, :], weights)

    low, high = np.full_like(above, -1.0), np.full_like(above, 1.0)
    for _ in range(6):  # widen until the answer lies between, or is out of reach at 64 of the scale's units
        low, high = np.where(total(low) > above, 2 * low, low), np.where(total(high) < above, 2 * high, high)
    for _ in range(ROUNDS):
        middle = 0.5 * (low + high)
        short = total(middle) < above
        low, high = np.where(short, middle, low), np.where(short, high, middle)
        if np.max(high - low) < 1e-12:
            break
    return panel.back(paired + (0.5 * (low + high))[:, None, :])


def panel_total(panel: Panel, drawn: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What the units add up to in each draw and year, shape (DRAWS, H)."""
    return (panel.back(drawn) * weights).sum(axis=1)

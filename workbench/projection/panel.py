"""`project`: every series of a programme, panel by panel, or the reason why not."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.observations import segment_from
from workbench.programme import Indicator, Programme
from workbench.projection.predictive import LEVELS, Predictive
from workbench.projection.prior import Prior, load_prior
from workbench.projection.scale import choose_scale

PROJECTIONS = ["unit_code", "indicator_id", "year", *LEVELS, "method", "n_obs", "segment_from", "is_simulated"]
METHOD = "panel_trend"
MIN_VALUES = 3  # of one definition; two only beside enough neighbours
MIN_NEIGHBOURS = 3


@dataclass(frozen=True)
class Projections:
    """All predictive distributions of a programme, and for every other series why there is none.

    ``obstacles`` holds a reason code: ``no_value``, ``too_few_values``, ``constant_at_bound``,
    ``not_a_trend`` (a yes or no, a handful of schools), ``not_usable`` (only approximate figures).
    """

    programme: Programme
    predictive: dict[tuple[str, str], Predictive]
    obstacles: dict[tuple[str, str], str]

    def table(self) -> pd.DataFrame:
        """The projections table: columns ``PROJECTIONS``, sorted by unit, indicator, year."""
        rows = [self._row(one, year) for one in self.predictive.values() for year in one.years]
        rows += [row for indicator in self.programme.indicators.values() if indicator.derive for row in self._derived(indicator)]
        return pd.DataFrame(rows, columns=PROJECTIONS).sort_values(PROJECTIONS[:3], kind="stable").reset_index(drop=True)

    @staticmethod
    def _row(one: Predictive, year: int) -> dict[str, object]:
        quantiles = {name: one.quantile(year, level) for name, level in LEVELS.items()}
        return {
            "unit_code": one.unit_code,
            "indicator_id": one.indicator_id,
            "year": year,
            "method": one.method,
            "n_obs": one.n_obs,
            "segment_from": one.segment_from,
            "is_simulated": one.is_simulated,
        } | quantiles

    def _derived(self, indicator: Indicator) -> list[dict[str, object]]:
        rows = []
        for (code, name), one in self.predictive.items():
            base = self.bases.get((code, indicator.id)) if name == indicator.derived_from else None
            if base is None:
                continue
            paths = derive_paths(indicator, one, self.programme.header.id, base)
            for place, year in enumerate(one.years):
                quantiles = {key: float(np.quantile(paths[:, place], level)) for key, level in LEVELS.items()}
                if indicator.derive == "ratio_to_base":  # one year only: the closed form needs no draws
                    quantiles = {key: one.quantile(year, level) / base for key, level in LEVELS.items()}
                rows.append(self._row(one, year) | {"indicator_id": indicator.id} | quantiles)
        return rows

    @property
    def bases(self) -> dict[tuple[str, str], float]:
        """(unit, derived indicator) -> the figure it is measured against: the base year's, or the last one."""
        return self._bases

    _bases: dict[tuple[str, str], float] = None  # type: ignore[assignment]


def derive_paths(indicator: Indicator, one: Predictive, programme_id: str, base: float) -> np.ndarray:
    """Joint draws of a derived indicator, shape (draws, years): ratios to a base, or cuts from year to year."""
    paths = one.draws(programme_id)
    if indicator.derive == "ratio_to_base":
        return paths / base
    return -np.diff(paths, axis=1, prepend=np.full((len(paths), 1), base))


def project(programme: Programme, values: pd.DataFrame, *, as_of: int, prior: Prior | None = None) -> Projections:
    """Project every indicator of every unit from the year after its last usable value to the horizon.

    Only values of the definition in force at `as_of` are used; a panel is one indicator over the
    units that share a parent, and the top unit is a panel of its own.

    Parameters
    ----------
    values : as `compute_values` returns them.
    """
    prior = prior or load_prior()
    units = programme.units_in(as_of)
    parents = {code: unit.parent for code, unit in units.items()}
    predictive: dict[tuple[str, str], Predictive] = {}
    obstacles: dict[tuple[str, str], str] = {}
    for indicator in programme.indicators.values():
        if indicator.role != "indicator" or indicator.derive:
            continue
        own = values[values["indicator_id"] == indicator.id]
        usable = own[own["is_usable"] & (own["segment_from"] == segment_from(programme, indicator.id, as_of))]
        for code in units:
            if code not in set(usable["unit_code"]):
                obstacles[code, indicator.id] = "not_usable" if code in set(own["unit_code"]) else "no_value"
        floors = _floors(programme, values, indicator)
        for _, panel in usable.groupby(usable["unit_code"].map(parents), sort=True):
            if indicator.is_binary or indicator.parts:
                obstacles |= {(code, indicator.id): "not_a_trend" for code in panel["unit_code"].unique()}
            else:
                _project_panel(programme, indicator, panel, prior, floors, predictive, obstacles)
    projections = Projections(programme, predictive, obstacles)
    object.__setattr__(projections, "_bases", _bases(programme, values, predictive))
    return projections


def _bases(programme: Programme, values: pd.DataFrame, predictive: dict[tuple[str, str], Predictive]) -> dict[tuple[str, str], float]:
    at = values.set_index(["unit_code", "indicator_id", "year"])["value"]
    found = {}
    for indicator in programme.indicators.values():
        for code, name in predictive if indicator.derive else ():
            one = predictive[code, name]
            year = programme.header.base_year if indicator.derive == "ratio_to_base" else one.years[0] - 1
            if name == indicator.derived_from and (code, name, year) in at.index and at[code, name, year] > 0:
                found[code, indicator.id] = float(at[code, name, year])
    return found


def _floors(programme: Programme, values: pd.DataFrame, indicator: Indicator) -> dict[str, float]:
    """Unit -> the rate below which it cannot fall: its latest floor count over the denominator of that year."""
    if not indicator.floor:
        return {}
    counts = values[values["indicator_id"] == indicator.floor].set_index(["unit_code", "year"])["value"]
    below = values[values["indicator_id"] == indicator.denominator].set_index(["unit_code", "year"])["value"]
    shares = (100.0 * counts / below).dropna().sort_index()
    return shares.groupby(level="unit_code").last().to_dict()


def _project_panel(
    programme: Programme,
    indicator: Indicator,
    panel: pd.DataFrame,
    prior: Prior,
    floors: dict[str, float],
    predictive: dict[tuple[str, str], Predictive],
    obstacles: dict[tuple[str, str], str],
) -> None:
    # Sorted codes: the order of rows in a file must not move a figure in its last digit.
    wide = panel.pivot(index="year", columns="unit_code", values="value").sort_index(axis=1)
    wide = wide.reindex(range(int(wide.index.min()), int(wide.index.max()) + 1))
    low, high = indicator.bounds
    for code in list(wide.columns):
        known = wide[code].dropna()
        if known.nunique() == 1 and len(known) >= 2 and known.iloc[0] in (low, high):
            obstacles[code, indicator.id] = "constant_at_bound"
            wide = wide.drop(columns=code)
    counted = wide.notna().sum()
    neighbours = int((counted >= MIN_VALUES).sum())
    for code, number in counted.items():
        if number < 2 or (number == 2 and neighbours < MIN_NEIGHBOURS):
            obstacles[code, indicator.id] = "too_few_values"
            wide = wide.drop(columns=code)
    if wide.empty or not len(wide.columns):
        return
    last = int(wide.index.max())
    horizons = programme.header.horizon - last
    if horizons < 1:
        return
    from workbench.projection.statespace import project_panel  # statsmodels, only now

    scale = choose_scale(wide.to_numpy(), ceiling=high, lower=low or 0.0)
    mean, covariance, degrees = project_panel(scale.forward(wide.to_numpy()), prior, horizons=horizons, direction=indicator.direction)
    simulated = panel.groupby("unit_code")["is_simulated"].any()
    for place, code in enumerate(wide.columns):
        floor = min(floors.get(code, 0.0), float(wide[code].dropna().iloc[-1]))
        # A unit that reported last in an earlier year is projected through the panel's later years as well.
        predictive[code, indicator.id] = Predictive(
            unit_code=code,
            indicator_id=indicator.id,
            years=tuple(range(last + 1, programme.header.horizon + 1)),
            mean=mean[place],
            covariance=covariance[place],
            degrees=float(degrees[place]),
            scale=replace(scale, lower=max(scale.lower, floor)),
            n_obs=int(counted[code]),
            segment_from=int(panel["segment_from"].iloc[0]),
            is_simulated=bool(simulated.any()),
            method=METHOD,
        )

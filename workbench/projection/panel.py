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
    ``bases`` holds for (unit, derived indicator) the figure it is measured against: the base
    year's, or the last one.
    """

    programme: Programme
    predictive: dict[tuple[str, str], Predictive]
    obstacles: dict[tuple[str, str], str]
    bases: dict[tuple[str, str], float]

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
        for code in set(units) - set(usable["unit_code"]):
            known = own.loc[own["unit_code"] == code, "is_usable"]
            # Usable, but of an earlier definition: the one in force has no value yet.
            obstacles[code, indicator.id] = "no_value" if known.empty else "too_few_values" if known.any() else "not_usable"
        floors = _floors(programme, values, indicator)
        for _, panel in usable.groupby(usable["unit_code"].map(parents), sort=True):
            if indicator.is_binary or indicator.parts:
                obstacles |= {(code, indicator.id): "not_a_trend" for code in panel["unit_code"].unique()}
            else:
                _project_panel(programme, indicator, panel, prior, floors, predictive, obstacles)
    return Projections(programme, predictive, obstacles, _bases(programme, values, predictive))


def _bases(programme: Programme, values: pd.DataFrame, predictive: dict[tuple[str, str], Predictive]) -> dict[tuple[str, str], float]:
    usable = values[values["is_usable"]]
    at = usable.set_index(["unit_code", "indicator_id", "segment_from", "year"])["value"].to_dict()
    found = {}
    for indicator in programme.indicators.values():
        for code, name in predictive if indicator.derive else ():
            one = predictive[code, name]
            is_ratio = indicator.derive == "ratio_to_base"
            base = at.get((code, name, one.segment_from, programme.header.base_year if is_ratio else one.years[0] - 1))
            if name == indicator.derived_from and base is not None and (base > 0 or not is_ratio):
                found[code, indicator.id] = float(base)
    return found


def _floors(programme: Programme, values: pd.DataFrame, indicator: Indicator) -> dict[str, float]:
    """Unit -> the rate below which it cannot fall: its latest floor count over the denominator of that year."""
    if not indicator.floor:
        return {}
    usable = values[values["is_usable"]]
    counts = usable[usable["indicator_id"] == indicator.floor].set_index(["unit_code", "year"])["value"]
    below = usable[usable["indicator_id"] == indicator.denominator].set_index(["unit_code", "year"])["value"]
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
    horizon = programme.header.horizon
    lasts = {code: int(wide[code].last_valid_index()) for code in wide.columns}
    if min(lasts.values()) >= horizon:
        return
    from workbench.projection.statespace import project_panel  # statsmodels, only now

    scale = choose_scale(wide.to_numpy(), ceiling=high, lower=low or 0.0)
    ahead = max(0, horizon - int(wide.index.max()))
    mean, covariance, degrees = project_panel(scale.forward(wide.to_numpy()), prior, horizons=ahead, direction=indicator.direction)
    simulated = panel.groupby("unit_code")["is_simulated"].any()
    for place, code in enumerate(wide.columns):
        if lasts[code] >= horizon:
            continue
        floor = min(floors.get(code, 0.0), float(wide[code].dropna().iloc[-1]))
        predictive[code, indicator.id] = Predictive(
            unit_code=code,
            indicator_id=indicator.id,
            years=tuple(range(lasts[code] + 1, horizon + 1)),
            mean=mean[place],
            covariance=covariance[place],
            degrees=float(degrees[place]),
            scale=replace(scale, lower=max(scale.lower, floor)),
            n_obs=int(counted[code]),
            segment_from=int(panel["segment_from"].iloc[0]),
            is_simulated=bool(simulated.any()),
            method=METHOD,
        )

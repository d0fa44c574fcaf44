"""`project`: every series of a programme, panel by panel, or the reason why not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.projection.panel import Panel, condition_panel, cut_to, predictives
from workbench.projection.predictive import Predictive
from workbench.projection.prior import Prior, priors_of
from workbench.projection.projections import Projections
from workbench.projection.scale import OFFSET

if TYPE_CHECKING:  # the statistics need no models of a programme, which take longer to import than they do
    from workbench.programme import Indicator, Programme

MIN_VALUES = 3  # of one definition; two only beside enough neighbours
MIN_NEIGHBOURS = 3
AGREEMENT = 1e-6  # relative: units whose last values add up to that above them are projected to go on doing so


def project(
    programme: Programme,
    values: pd.DataFrame,
    *,
    as_of: int,
    prior: dict[str, Prior] | None = None,
    only: Collection[str] | None = None,
) -> Projections:
    """Project every indicator of every unit from the year after its last usable value to the horizon.

    A unit is projected from its values of the definition in force at `as_of`; changes from year to
    year within an earlier definition say how much the panel moves, and no change is taken across
    two definitions. A panel is one indicator over the units that share a parent, and the top unit
    is a panel of its own.

    Parameters
    ----------
    values : as `compute_values` returns them.
    prior : for ``rates`` and ``amounts``; the programme's own, or those that come with the package, if left out.
    only : ids of the indicators asked about; all if left out. A panel is projected by itself, whatever else is.
    """
    from workbench.observations import segment_from

    units = programme.units_in(as_of)
    parents = {code: unit.parent for code, unit in units.items()}
    builder = _Builder(programme, prior or priors_of(programme))
    amounts = set(values.loc[values["is_usable"], ["unit_code", "indicator_id"]].itertuples(index=False, name=None))
    for indicator in programme.indicators.values():
        if indicator.role != "indicator" or indicator.derive or (only is not None and indicator.id not in only):
            continue
        own = values[values["indicator_id"] == indicator.id]
        usable = own[own["is_usable"]]
        segment = segment_from(programme, indicator.id, as_of)
        in_force = usable[usable["segment_from"] == segment]
        for code in set(units) - set(in_force["unit_code"]):
            known = own.loc[own["unit_code"] == code, "is_usable"]
            # Usable, but of an earlier definition: the one in force has no value yet.
            builder.obstacles[code, indicator.id] = (
                ("no_price_index" if (code, indicator.nominal) in amounts else "no_value")
                if known.empty
                else "too_few_values"
                if known.any()
                else "not_usable"
            )
        usable = usable[usable["unit_code"].isin(in_force["unit_code"])]
        floors = _floors(values, indicator)
        for parent, panel in usable.groupby(usable["unit_code"].map(parents)):
            if indicator.is_binary or indicator.parts:
                builder.obstacles |= {(code, indicator.id): "not_a_trend" for code in panel["unit_code"].unique()}
            else:
                builder.add(indicator, parent, panel, segment, floors)
    predictive = builder.predictive
    shares = _shares(programme, values, builder.panels, predictive)
    return Projections(programme, predictive, builder.obstacles, _bases(programme, values, predictive), builder.panels, shares)


class _Builder:
    """Collects panels one by one."""

    def __init__(self, programme: Programme, prior: dict[str, Prior]) -> None:
        self.programme, self.prior = programme, prior
        self.predictive: dict[tuple[str, str], Predictive] = {}
        self.obstacles: dict[tuple[str, str], str] = {}
        self.panels: dict[tuple[str, str], Panel] = {}

    def add(self, indicator: Indicator, parent: str, panel: pd.DataFrame, segment: int, floors: dict[str, float]) -> None:
        # Sorted: the order of rows in a file must not move a figure in its last digit.
        panel = panel.sort_values(["unit_code", "year"])
        wide = panel.pivot(index="year", columns="unit_code", values="value").sort_index(axis=1)
        wide = wide.reindex(range(int(wide.index.min()), int(wide.index.max()) + 1))
        segments = panel.groupby("year")["segment_from"].first().reindex(wide.index).bfill()
        counted = wide[segments == segment].notna().sum()
        wide = self._projectable(indicator, wide, segments == segment, counted)
        horizon = self.programme.header.horizon
        if not len(wide.columns):
            return
        # Years before every unit's first value say nothing.
        wide = wide.loc[wide.first_valid_index() :]
        lasts = {code: int(wide[code].last_valid_index()) for code in wide.columns}
        if min(lasts.values()) >= horizon:
            return
        low, high = indicator.bounds
        joined = condition_panel(
            f"{self.programme.header.id}|{indicator.id}|{parent}",
            list(wide.columns),
            list(wide.index),
            wide.to_numpy(),
            horizon=horizon,
            ceiling=high,
            lower=low or 0.0,
            direction=indicator.direction,
            prior=self.prior,
            # A floor above what was reported last would be no floor.
            floors=[min(floors.get(code, 0.0), float(wide[code].dropna().iloc[-1])) for code in wide.columns],
            segments=segments.loc[wide.index].to_numpy(),
            chance=small_number_variance(indicator, panel[panel["segment_from"] == segment], list(wide.columns)),
        )
        self.panels[indicator.id, parent] = joined
        is_simulated = bool(panel.loc[panel["unit_code"].isin(wide.columns), "is_simulated"].any())
        for one in predictives(joined):
            code = one.unit_code
            if lasts[code] < horizon:
                own = replace(one, indicator_id=indicator.id, n_obs=int(counted[code]), segment_from=segment, is_simulated=is_simulated)
                self.predictive[code, indicator.id] = cut_to(own, lasts[code])

    def _projectable(self, indicator: Indicator, wide: pd.DataFrame, in_force: pd.Series, counted: pd.Series) -> pd.DataFrame:
        """Leave out the units that cannot be projected, each with its reason."""
        for code in list(wide.columns):
            known = wide.loc[in_force, code].dropna()
            if known.nunique() == 1 and len(known) >= 2 and known.iloc[0] in indicator.bounds:
                self.obstacles[code, indicator.id] = "constant_at_bound"
                wide = wide.drop(columns=code)
        neighbours = int((counted[wide.columns] >= MIN_VALUES).sum())
        for code in list(wide.columns):
            if counted[code] < 2 or (counted[code] == 2 and neighbours < MIN_NEIGHBOURS):
                self.obstacles[code, indicator.id] = "too_few_values"
                wide = wide.drop(columns=code)
        return wide


def small_number_variance(indicator: Indicator, panel: pd.DataFrame, codes: list[str]) -> np.ndarray | None:
    """Variance on the logit scale that each unit's rate has by chance alone, shape (U,); None where nothing was counted.

    Of N persons each is counted with probability p, so that the logit of the rate has variance
    1 / (N p (1 - p)), with the means of N and p over the years of the definition in force.
    """
    ceiling = indicator.bounds[1]
    if ceiling is None or indicator.aggregate != "ratio_of_sums" or panel["denominator"].isna().all():
        return None
    share = ((panel["value"] + OFFSET * ceiling) / (ceiling * (1 + 2 * OFFSET))).groupby(panel["unit_code"]).mean()
    people = panel.groupby("unit_code")["denominator"].mean()
    variance = 1.0 / (people * share * (1.0 - share))
    return variance.reindex(codes).fillna(0.0).to_numpy()


def _shares(
    programme: Programme, values: pd.DataFrame, panels: dict[tuple[str, str], Panel], predictive: dict[tuple[str, str], Predictive]
) -> dict[tuple[str, str], np.ndarray]:
    """What each unit of a panel counts for in the value above, where their last values add up to it."""
    found = {}
    at = values[values["is_usable"]].set_index(["indicator_id", "unit_code", "year"])
    value, denominator = at["value"].to_dict(), at["denominator"].to_dict()
    for (name, parent), panel in panels.items():
        indicator, year = programme.indicators[programme.indicators[name].nominal or name], panel.years[0] - 1
        units = [(name, code, year) for code in panel.units]
        together = [predictive[code, name].years for code in (parent, *panel.units) if (code, name) in predictive]
        is_whole = len(together) == len(units) + 1 and set(together) == {panel.years}
        if not is_whole or not all(key in value for key in [*units, (name, parent, year)]):
            continue
        if predictive[parent, name].is_simulated and not predictive[panel.units[0], name].is_simulated:
            continue  # real figures are not moved by simulated ones
        if indicator.aggregate == "sum":
            shares = np.ones(len(units))
        elif indicator.aggregate == "ratio_of_sums":
            shares = np.array([denominator[key] for key in units])
        elif indicator.aggregate == "weighted_mean":
            shares = np.array([value.get((indicator.weight, code, year), np.nan) for code in panel.units])
        else:
            continue
        if indicator.aggregate != "sum":
            shares = shares / shares.sum()
        total, above = sum(share * value[key] for share, key in zip(shares, units, strict=True)), value[name, parent, year]
        if abs(total - above) <= AGREEMENT * max(abs(above), 1e-9):
            found[name, parent] = shares
    return found


def _bases(programme: Programme, values: pd.DataFrame, predictive: dict[tuple[str, str], Predictive]) -> dict[tuple[str, str], float]:
    usable = values[values["is_usable"]]
    at = usable.set_index(["unit_code", "indicator_id", "segment_from", "year"])["value"].to_dict()
    found = {}
    for indicator in programme.indicators.values():
        for (code, name), one in predictive.items():
            is_ratio = indicator.derive == "ratio_to_base"
            base = at.get((code, name, one.segment_from, programme.header.base_year if is_ratio else one.years[0] - 1))
            if name == indicator.derived_from and base is not None and (base > 0 or not is_ratio):
                found[code, indicator.id] = float(base)
    return found


def _floors(values: pd.DataFrame, indicator: Indicator) -> dict[str, float]:
    """Unit -> the rate below which it cannot fall: its latest floor count over the denominator of that year."""
    if not indicator.floor:
        return {}
    usable = values[values["is_usable"]]
    counts = usable[usable["indicator_id"] == indicator.floor].set_index(["unit_code", "year"])["value"]
    below = usable[usable["indicator_id"] == indicator.denominator].set_index(["unit_code", "year"])["value"]
    shares = (100.0 * counts / below).dropna().sort_index()
    return shares.groupby(level="unit_code").last().to_dict()

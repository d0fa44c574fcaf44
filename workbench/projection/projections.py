"""What `project` finds: distributions, reasons, and joint draws of whole panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.projection.panel import Panel, agree
from workbench.projection.predictive import LEVELS, Predictive

if TYPE_CHECKING:
    from workbench.programme import Indicator, Lever, Programme

PROJECTIONS = ["unit_code", "indicator_id", "year", *LEVELS, "method", "n_obs", "segment_from", "is_simulated"]
EVERYTHING = -700.0  # a shock that leaves nothing of an amount leads here instead of to log 0, from where no figure comes back


@dataclass(frozen=True)
class Projections:
    """All predictive distributions of a programme, and for every other series why there is none.

    ``obstacles`` holds a reason code: ``no_value``, ``no_price_index`` (an amount whose prices are
    not known), ``too_few_values``, ``constant_at_bound``, ``not_a_trend`` (a yes or no, a handful of
    schools), ``not_usable`` (only approximate figures).
    ``bases`` holds for (unit, derived indicator) the figure it is measured against: the base
    year's, or the last one. ``panels`` holds, by indicator and parent, what joint draws are made
    from, and ``shares`` what each of its units counts for in the value above, where they add up.
    """

    programme: Programme
    predictive: dict[tuple[str, str], Predictive]
    obstacles: dict[tuple[str, str], str]
    bases: dict[tuple[str, str], float]
    panels: dict[tuple[str, str], Panel]
    shares: dict[tuple[str, str], np.ndarray]
    _drawn: dict[tuple[str, str], np.ndarray] = field(default_factory=dict, repr=False, compare=False)

    def under(self, levers: Sequence[Lever]) -> Projections:
        """The same under other assumptions: the projected change of an indicator is faster or slower, its level is moved by a shock.

        A shock is said in the indicator's unit, at the middle of the projection; from its year on every
        value is moved by that step on the projection scale. The spread stays what it is.
        """
        predictive, panels = dict(self.predictive), dict(self.panels)
        for (name, parent), panel in self.panels.items():
            pace, shift = np.ones(len(panel.units)), np.zeros((len(panel.units), len(panel.years)))
            for place, code in enumerate(panel.units):
                one = self.predictive.get((code, name))
                mine = [lever for lever in levers if lever.moves(name, code)]
                if one is None or not mine:
                    continue
                pace[place] = np.prod([lever.pace for lever in mine])
                faster = one.under(pace=pace[place])
                for lever in mine:
                    if lever.shock:
                        shift[place, np.array(panel.years) >= lever.shock_year] += _step(faster, lever)
                predictive[code, name] = one.under(pace=pace[place], shift=shift[place, -len(one.years) :])
            if (pace != 1.0).any() or shift.any():
                panels[name, parent] = panel.under(pace, shift)
        return replace(self, predictive=predictive, panels=panels, _drawn={})

    def table(self) -> pd.DataFrame:
        """The projections table: columns ``PROJECTIONS``, sorted by unit, indicator, year."""
        rows = [
            self._row(one, year, quantiles)
            for one in self.predictive.values()
            for year, quantiles in zip(one.years, one.quantiles, strict=True)
        ]
        rows += [row for indicator in self.programme.indicators.values() if indicator.derive for row in self._derived(indicator)]
        return pd.DataFrame(rows, columns=PROJECTIONS).sort_values(PROJECTIONS[:3]).reset_index(drop=True)

    @staticmethod
    def _row(one: Predictive, year: int, quantiles: np.ndarray) -> dict[str, object]:
        return {
            "unit_code": one.unit_code,
            "indicator_id": one.indicator_id,
            "year": year,
            "method": one.method,
            "n_obs": one.n_obs,
            "segment_from": one.segment_from,
            "is_simulated": one.is_simulated,
        } | dict(zip(LEVELS, quantiles.tolist(), strict=True))

    def _derived(self, indicator: Indicator) -> list[dict[str, object]]:
        rows = []
        for (code, name), one in self.predictive.items():
            base = self.bases.get((code, indicator.id)) if name == indicator.derived_from else None
            if base is None:
                continue
            if indicator.derive == "ratio_to_base":  # one year only: the closed form needs no draws
                quantiles = one.quantiles / base
            else:
                quantiles = np.quantile(self.derived_paths(indicator, code), list(LEVELS.values()), axis=0).T
            for place, year in enumerate(one.years):
                rows.append(self._row(one, year, quantiles[place]) | {"indicator_id": indicator.id})
        return rows

    def derived_paths(self, indicator: Indicator, code: str) -> np.ndarray:
        """Joint draws of a derived indicator, shape (draws, years): ratios to a base, or cuts from year to year."""
        paths, base = self.paths(indicator.derived_from, code), self.bases[code, indicator.id]
        if indicator.derive == "ratio_to_base":
            return paths / base
        return -np.diff(paths, prepend=np.full((len(paths), 1), base))

    def paths(self, name: str, code: str) -> np.ndarray:
        """Joint draws of a unit's coming years, shape (draws, years of its `Predictive`), in the indicator's unit.

        Draw by draw the units of a panel belong together, and where their values add up to the
        value above them, so do their paths.
        """
        parent = next(parent for (indicator, parent), panel in self.panels.items() if indicator == name and code in panel.units)
        panel = self.panels[name, parent]
        if (name, parent) not in self._drawn:
            drawn = panel.draw()
            if (name, parent) in self.shares:
                above = self.paths(name, parent)[:, -len(panel.years) :]
                self._drawn[name, parent] = agree(panel, drawn, above, self.shares[name, parent])
            else:
                self._drawn[name, parent] = panel.back(drawn)
        ahead = len(self.predictive[code, name].years)
        return self._drawn[name, parent][:, panel.units.index(code), -ahead:]


def _step(one: Predictive, lever: Lever) -> float:
    """A shock on the projection scale, at the middle of the projection in the year that it falls in."""
    middle = one.quantile(max(lever.shock_year, one.years[0]), 0.5)
    moved = one.scale.forward(np.clip(middle + lever.shock, one.scale.lower, one.scale.ceiling))
    return float(max(moved, EVERYTHING) - one.scale.forward(middle))

"""The figures as series: one for each unit, in panels of one indicator, one level of units and one kind of origin."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from workbench.observations import segment_from
from workbench.programme import Indicator, Programme
from workbench.projection.scale import Scale, choose_scale

Series = dict[int, float]  # year -> value
LONGEST = 3  # years: figures further apart say nothing of each other


class Step(NamedTuple):
    """Two figures of one series that follow each other."""

    unit_code: str
    earlier: int
    year: int
    before: float
    value: float


@dataclass(frozen=True)
class Panel:
    """One indicator or component at one level, either reported or simulated: the two are never compared."""

    name: str
    indicator: Indicator
    level: str
    is_simulated: bool
    series: dict[str, Series]  # unit -> its figures
    sizes: dict[str, Series] = field(default_factory=dict)  # of a computed rate: the denominators
    is_computed: bool = False

    @property
    def is_component(self) -> bool:
        """Whether it is a count behind an indicator."""
        return self.name != self.indicator.id

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage."""
        return not self.is_component and self.indicator.unit.root.get("") == "%"

    @cached_property
    def is_count(self) -> bool:
        """Whether it counts persons, households, cases: then chance alone moves it by its square root."""
        whole = self.indicator.decimals == 0 and self.indicator.kind in ("count", "flow")
        return (self.is_component or whole) and all(value == int(value) for one in self.series.values() for value in one.values())

    @property
    def values(self) -> list[float]:
        """All values of all units."""
        return [value for one in self.series.values() for value in one.values()]

    def scale(self) -> Scale:
        """The scale on which it is projected: logit for shares, log for what is positive."""
        return choose_scale(np.array(self.values), ceiling=self.indicator.bounds[1] if self.is_rate else None)

    def steps(self, programme: Programme) -> Iterator["Step"]:
        """From each figure to the next of its series, at most three years on, under one definition."""
        for code, one in self.series.items():
            for earlier, year in itertools.pairwise(sorted(one)):
                is_one_definition = segment_from(programme, self.name, year) == segment_from(programme, self.name, earlier)
                if is_one_definition and year - earlier <= LONGEST:
                    yield Step(code, earlier, year, one[earlier], one[year])


def make_panels(programme: Programme, observations: pd.DataFrame) -> list[Panel]:
    """Every panel of the observations in force, computed rates included; yes-or-no figures have none."""
    found: dict[tuple[str, str, bool], dict[str, Series]] = {}
    levels = {
        (unit.code, year): unit.level for year in map(int, observations["year"].unique()) for unit in programme.units_in(year).values()
    }
    for row in observations.to_dict("records"):
        level = levels.get((row["unit_code"], int(row["year"])))
        if level is not None:
            key = row["indicator_id"], level, row["status"] == "simulated"
            found.setdefault(key, {}).setdefault(row["unit_code"], {})[int(row["year"])] = float(row["value"])
    panels = []
    for (name, level, is_simulated), series in found.items():
        indicator = programme.indicators[programme.components.get(name, name)]
        if name != indicator.id or not (indicator.is_binary or indicator.computed_from):
            panels.append(Panel(name, indicator, level, is_simulated, series))
    return panels + list(_rates(programme, found))


def _rates(programme: Programme, found: dict[tuple[str, str, bool], dict[str, Series]]) -> Iterator[Panel]:
    rates = [one for one in programme.indicators.values() if one.aggregate == "ratio_of_sums" and one.unit.root.get("") == "%"]
    for indicator in rates:
        for level, is_simulated in {(level, flag) for _, level, flag in found}:
            above, below = (found.get((name, level, is_simulated), {}) for name in (indicator.numerator, indicator.denominator))
            years = {code: [year for year in above[code] if below[code].get(year, 0) > 0] for code in above.keys() & below.keys()}
            series = {code: {year: 100 * above[code][year] / below[code][year] for year in years[code]} for code in sorted(years)}
            series = {code: one for code, one in series.items() if one}
            if series and (indicator.id, level, is_simulated) not in found:
                yield Panel(indicator.id, indicator, level, is_simulated, series, {code: below[code] for code in series}, is_computed=True)

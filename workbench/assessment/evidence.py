"""What is known of one unit and one target: the points, the outlook, whether it applies at all."""

import copy
from collections import Counter
from typing import Self

import numpy as np
import pandas as pd

from workbench.assessment.measures import Point
from workbench.observations import segment_from
from workbench.programme import Indicator, Programme, Target, Unit
from workbench.projection import Predictive, Projections


class Evidence:
    """Looks up what is known of a unit and a target."""

    def __init__(self, programme: Programme, values: pd.DataFrame, projections: Projections, as_of: int) -> None:
        self.programme, self.projections, self.as_of = programme, projections, as_of
        self.units = programme.units_in(as_of)
        self.language = programme.header.default_language
        self.rows: dict[tuple[str, str], list[dict]] = {}
        self.reporting: dict[tuple[str, int], Counter[str]] = {}
        for row in values.sort_values("year").to_dict("records"):
            self.rows.setdefault((row["unit_code"], row["indicator_id"]), []).append(row)

    def under(self, programme: Programme, projections: Projections) -> Self:
        """The same values under other marks and other projections; they are not read again."""
        other = copy.copy(self)
        other.programme, other.projections = programme, projections
        return other

    def points(self, code: str, name: str, *, all_segments: bool = False) -> list[Point]:
        """Usable values of the definition in force (or of all), by year; a derived one has that of its source."""
        indicator = self.programme.indicators.get(name)
        segment = segment_from(self.programme, (indicator and indicator.derived_from) or name, self.as_of)
        return [
            Point(row["year"], row["value"], row["numerator"], row["denominator"], row["is_simulated"])
            for row in self.rows.get((code, name), [])
            if row["is_usable"] and (all_segments or row["segment_from"] == segment)
        ]

    def predictive(self, code: str, indicator: Indicator) -> Predictive | None:
        """The projection of an indicator, or of what it is derived from; None where nothing is projected."""
        return self.projections.predictive.get((code, indicator.derived_from or indicator.id))

    def target_value(self, unit: Unit, target: Target) -> float | None:
        """The target as it carries down to the unit; None where its share cannot be told."""
        if target.is_relative:
            rates = self.points(unit.code, self.programme.indicators[target.indicator].derived_from)
            return target.value * rates[-1].value / 100.0 if rates else target.value
        if not unit.parent or target.carries_down != "share":
            return target.value
        top = next(one.code for one in self.units.values() if not one.parent)
        totals = {point.year: point.value for point in self.points(top, target.share_by)}
        shares = [point.value / totals[point.year] for point in self.points(unit.code, target.share_by) if totals.get(point.year)]
        return target.value * shares[-1] if shares else None

    def inapplicable(self, unit: Unit, target: Target) -> str:
        """Why the target does not apply to the unit, or an empty string."""
        if unit.parent and target.carries_down == "none":
            return "top_level_only"
        if target.scope != "all" and unit.scope not in ("all", target.scope):
            return f"{target.scope}_only"
        indicator = self.programme.indicators.get(target.indicator)
        if indicator and not indicator.published_for and unit.level not in self.programme.levels_of(indicator.level):
            return "not_kept_here"
        if indicator and indicator.scope != "all" and unit.scope not in ("all", indicator.scope):
            return f"{indicator.scope}_only"
        return ""

    def had_no_event(self, unit: Unit, indicator: Indicator, points: list[Point]) -> bool:
        """Whether the latest year of the denominator counts nobody at all."""
        below = self.points(unit.code, indicator.denominator) if indicator.denominator else []
        return bool(below) and below[-1].value == 0 and (not points or points[-1].year < below[-1].year)

    def why_no_value(self, unit: Unit, target: Target, indicator: Indicator) -> str:
        """The reason given for a target without a usable value: a key of ``[reason]``."""
        if target.as_reported:
            return "as_reported"
        name = indicator.derived_from or indicator.id
        if not indicator.is_published_for(unit.level):
            return "not_published" if unit.parent else "not_published_whole"
        if indicator.published_for and not self.rows.get((unit.code, name)):
            return "not_in_table"
        if self.rows.get((unit.code, name)):
            return "too_few_values" if self.points(unit.code, name, all_segments=True) else "not_usable"
        return "no_price_index" if self.lacks_prices(unit, indicator, None) else "no_value"

    def lacks_prices(self, unit: Unit, indicator: Indicator, last: Point | None) -> bool:
        """Whether there is an amount at current prices, later than `last`, that no price index turns into a real one."""
        nominal = self.programme.indicators[indicator.derived_from or indicator.id].nominal
        points = self.points(unit.code, nominal) if nominal else []
        return bool(points) and (last is None or points[-1].year > last.year)

    def rate_before(self, unit: Unit, indicator: Indicator, year: int) -> float:
        """The latest rate before `year` that a yearly cut starts from; infinite where there is none."""
        before = [point.value for point in self.points(unit.code, indicator.derived_from, all_segments=True) if point.year < year]
        return before[-1] if before else np.inf

    def counts_behind(self, unit: Unit, indicator: Indicator, last: Point) -> Point:
        """The point that carries the counts: of a difference of rates, the rate's own of that year."""
        if indicator.derive != "annual_cut":
            return last
        return next((point for point in self.points(unit.code, indicator.derived_from) if point.year == last.year), last)

    def lacking(self, unit: Unit, indicator: Indicator, point: Point) -> float:
        """How many units of the point's own year lacked a status; a merged unit answers for those it came from."""
        key = (indicator.id, point.year)
        if key not in self.reporting:
            self.reporting[key] = Counter()
            for one in self.programme.units_in(point.year).values():
                code = one.code if one.code in self.units else one.successor
                is_meant = one.level == indicator.level and (indicator.scope == "all" or one.scope == indicator.scope)
                while is_meant and code in self.units:
                    self.reporting[key][code] += 1
                    code = self.units[code].parent
        return max(0.0, self.reporting[key][unit.code] - point.value)

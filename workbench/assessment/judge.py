"""What follows from the evidence for one unit and one target: a row of the assessments, the years of an annual target."""

import itertools

import numpy as np

from workbench.assessment.evidence import Evidence
from workbench.assessment.ladder import TOLERANCE, Verdict, choose_verdict, is_tentative, meets
from workbench.assessment.measures import (
    Paces,
    Point,
    annual_paces,
    chance_of_no_loss,
    growth_paces,
    level_paces,
    quantity_missing,
    shortfall,
)
from workbench.programme import Indicator, Target, Unit
from workbench.programme.finding import lies_in
from workbench.projection import Predictive

ASSESSMENTS = [
    "unit_code",
    "target_id",
    "indicator_id",
    "operator",
    "target_value",
    "unit",
    "latest_year",
    "latest_value",
    "projected_q10",
    "projected_q50",
    "projected_q90",
    "p_met",
    "p_stretch",
    "verdict",
    "reason",
    "is_reference",
    "is_simulated",
    "required_pace",
    "recent_pace",
    "recent_years",
    "best_pace",
    "best_peer_pace",
    "gap",
    "gap_quantity",
    "gap_unit",
]
ASSESSMENT_YEARS = ["unit_code", "target_id", "year", "value", "q10", "q50", "q90", "p_met", "verdict", "is_simulated"]


class Judge(Evidence):
    """Says what follows from the evidence, by the rules of the ladder."""

    def row(self, unit: Unit, target: Target) -> dict:
        """One row of the assessments."""
        words = {"unit": target.unit[self.language] if target.unit else None}
        row: dict = (
            dict.fromkeys(ASSESSMENTS)
            | {
                "unit_code": unit.code,
                "target_id": target.id,
                "indicator_id": target.indicator,
                "operator": target.operator,
                "target_value": target.value,
                "reason": "",
                "is_reference": False,
                "is_simulated": False,
            }
            | words
        )
        reason = self.inapplicable(unit, target)
        if reason:
            return row | {"verdict": Verdict.NOT_APPLICABLE, "reason": reason}
        if target.type == "qualitative":
            return row | {"verdict": Verdict.QUALITATIVE}
        indicator = self.programme.indicators[target.indicator]
        if target.type == "maintain_count":
            return row | self.maintained(unit, target, indicator)
        value = self.target_value(unit, target)
        if value is None:
            return row | {"target_value": None, "verdict": Verdict.NO_DATA, "reason": "no_share"}
        row["target_value"] = value
        points = self.points(unit.code, indicator.id)
        if self.had_no_event(unit, indicator, points):
            return row | {"verdict": Verdict.NO_EVENT, "reason": "denominator_zero"}
        if not points:
            return row | {"verdict": Verdict.NO_DATA, "reason": self.why_no_value(unit, target, indicator)}
        return row | self.judged(unit, target, indicator, points, value)

    def judged(self, unit: Unit, target: Target, indicator: Indicator, points: list[Point], value: float) -> dict:
        """The cells of a target that has a value: where it stands, what is projected, pace, gap and verdict."""
        last = points[-1]
        horizon = self.programme.horizon_of(target)
        upward = target.operator not in ("<", "<=")
        found = {
            "latest_year": last.year,
            "latest_value": last.value,
            "is_simulated": last.is_simulated,
            "gap": shortfall(last.value, value, upward=upward),
        } | self.missing(unit, target, indicator, last, value, upward)
        paces = self.paces(target, points, value, horizon, upward)
        found |= {"required_pace": paces.required, "recent_pace": paces.recent, "best_pace": paces.best, "recent_years": paces.recent_years}
        is_met = meets(last.value, target.operator, value)
        if target.type == "annual_change_pp" and self.rate_before(unit, indicator, max(last.year, horizon)) < value:
            return found | {"verdict": Verdict.NOT_APPLICABLE, "reason": "already_below"}
        if last.year >= horizon:
            return found | {"verdict": Verdict.MET_FINAL if is_met else Verdict.MISSED}
        one = None if target.type == "count_per_level" else self.predictive(unit.code, indicator)
        if one is not None and horizon in one.years:
            found |= self.outlook(target, indicator, one, value, horizon)
        n_values = one.n_obs if one else len(points)
        # Of a yearly quantity the pace shown is the quantity; whether it moves the wrong way is its change.
        change = level_paces(points, target=value, horizon=horizon, upward=upward) if target.type == "annual_flow" else paces
        verdict = choose_verdict(is_met=is_met, p_met=found.get("p_met"), recent_pace=change.recent, n_values=n_values)
        obstacle = self.projections.obstacles.get((unit.code, indicator.derived_from or indicator.id), "not_a_trend")
        reason = "no_price_index" if self.lacks_prices(unit, indicator, last) else "" if "p_met" in found else obstacle
        counts = self.counts_behind(unit, indicator, last)
        tentative = is_tentative(n_values=n_values, numerator=counts.numerator, denominator=counts.denominator)
        return found | {"verdict": verdict, "reason": reason, "is_reference": tentative and verdict != Verdict.NO_DATA}

    def missing(self, unit: Unit, target: Target, indicator: Indicator, last: Point, value: float, upward: bool) -> dict:
        """The gap as a quantity: persons, households, money for one person, whatever the indicator counts."""
        unit_of = lambda words: words[self.language] if words else None  # noqa: E731 - two words, used four times below
        if target.type == "annual_change_pp":
            rate = self.programme.indicators[indicator.derived_from]
            return {
                "gap_quantity": _number((value - last.value) / 100.0 * self.counts_behind(unit, indicator, last).denominator),
                "gap_unit": unit_of(rate.quantity_unit),
            }
        if target.type == "ratio_to_base":
            source = self.programme.indicators[indicator.derived_from]
            base_year = self.programme.header.base_year
            base = next((point.value for point in self.points(unit.code, source.id) if point.year == base_year), np.nan)
            return {"gap_quantity": _number((value - last.value) * base), "gap_unit": unit_of(source.unit)}
        if indicator.aggregate == "ratio_of_sums":
            return {"gap_quantity": _number(quantity_missing(last, value, upward=upward)), "gap_unit": unit_of(indicator.quantity_unit)}
        if indicator.kind == "rate":
            return {}  # a published rate whose counts nobody published
        return {"gap_quantity": value - last.value if upward else last.value - value, "gap_unit": unit_of(indicator.unit)}

    def paces(self, target: Target, points: list[Point], value: float, horizon: int, upward: bool) -> Paces:
        """Pace needed, recent and best, in the way that the target's type asks for."""
        if target.is_annual:
            return annual_paces(points, target=value)
        if target.type == "ratio_to_base":
            return growth_paces(points, target=value, horizon=horizon)
        return level_paces(points, target=value, horizon=horizon, upward=upward)

    def outlook(self, target: Target, indicator: Indicator, one: Predictive, value: float, horizon: int) -> dict:
        """Probability and range at the horizon; for annual targets, of every remaining year at once."""
        base = self.projections.bases.get((one.unit_code, indicator.id))
        stretch = None if target.stretch is None else value * target.stretch / target.value
        if indicator.derive and base is None:
            return {}
        factor = base if indicator.derive == "ratio_to_base" else 1.0
        quantiles = [one.quantile(horizon, level) / factor for level in (0.1, 0.5, 0.9)]
        chance = lambda asked: one.probability(horizon, target.operator, asked * factor)  # noqa: E731
        if target.is_annual:
            paths = self.paths(indicator, one)[:, : one.years.index(horizon) + 1]
            chance = lambda asked: float(np.mean(np.all(meets(paths, target.operator, asked), axis=1)))  # noqa: E731
            if indicator.derive:  # a difference of two years has no closed form after clipping
                quantiles = np.quantile(paths[:, -1], [0.1, 0.5, 0.9])
        return {
            "projected_q10": float(quantiles[0]),
            "projected_q50": float(quantiles[1]),
            "projected_q90": float(quantiles[2]),
            "p_met": chance(value),
            "p_stretch": None if stretch is None else chance(stretch),
            "is_simulated": one.is_simulated,
        }

    def paths(self, indicator: Indicator, one: Predictive) -> np.ndarray:
        """Joint draws of the coming years, for what needs more than one of them."""
        if indicator.derive:
            return self.projections.derived_paths(indicator, one.unit_code)
        return self.projections.paths(indicator.id, one.unit_code)

    def maintained(self, unit: Unit, target: Target, indicator: Indicator) -> dict:
        """A status that all units are to keep: how many have it, and the chance that none loses it."""
        below = [
            one
            for one in self.units.values()
            if one.level == indicator.level
            and (indicator.scope == "all" or one.scope == indicator.scope)
            and (one.code == unit.code or lies_in(one, unit.code, self.units))
        ]
        share = 100.0 / len(below) if target.unit.root.get("") == "%" else 1.0
        goal = len(below) * share
        points = self.points(unit.code, indicator.id)
        if not points:
            return {"target_value": goal, "verdict": Verdict.NO_DATA, "reason": self.why_no_value(unit, target, indicator)}
        last = points[-1]
        horizon = self.programme.horizon_of(target)
        siblings = [one for one in self.units.values() if one.level == indicator.level]
        steps = [(one, a, b) for one in siblings for a, b in self.pairs(one, indicator)]
        kept = [self.lacking(one, indicator, b) for one, a, b in steps if self.lacking(one, indicator, a) <= TOLERANCE]
        lacking = min(self.lacking(unit, indicator, last), float(len(below)))
        latest = (len(below) - lacking) * share
        found = {
            "target_value": goal,
            "latest_year": last.year,
            "latest_value": latest,
            "is_simulated": last.is_simulated,
            "gap": max(0.0, goal - latest),
            "gap_quantity": lacking,
            "gap_unit": indicator.unit[self.language],
        }
        is_met = lacking <= TOLERANCE
        if last.year >= horizon:
            return found | {"verdict": Verdict.MET_FINAL if is_met else Verdict.MISSED}
        losses = sum(after > TOLERANCE for after in kept)
        chance = chance_of_no_loss(len(kept), losses, len(below) * (horizon - last.year)) if is_met and kept else None
        verdict = choose_verdict(is_met=is_met, p_met=chance, recent_pace=None, n_values=len(points))
        return found | {
            "p_met": chance,
            "verdict": verdict,
            "reason": "loss_rate" if chance is not None else "not_a_trend",
            "is_reference": len(points) <= 3 and verdict != Verdict.NO_DATA,
        }

    def pairs(self, unit: Unit, indicator: Indicator) -> list[tuple[Point, Point]]:
        """Points of two years that follow each other."""
        return [(a, b) for a, b in itertools.pairwise(self.points(unit.code, indicator.id)) if b.year == a.year + 1]

    def years(self, unit: Unit, target: Target) -> list[dict]:
        """Past years of an annual target with their verdict, remaining years with their chance."""
        indicator = self.programme.indicators[target.indicator]
        value = self.target_value(unit, target)
        if value is None:
            return []
        start = dict.fromkeys(ASSESSMENT_YEARS) | {"unit_code": unit.code, "target_id": target.id}
        points = self.points(unit.code, indicator.id, all_segments=True)
        horizon = self.programme.horizon_of(target)
        is_cut = target.type == "annual_change_pp"
        rows = [
            start
            | {
                "year": point.year,
                "value": point.value,
                "is_simulated": point.is_simulated,
                "verdict": Verdict.NOT_APPLICABLE
                if is_cut and self.rate_before(unit, indicator, point.year) < value
                else Verdict.MET_YEAR
                if meets(point.value, target.operator, value)
                else Verdict.MISSED_YEAR,
            }
            for point in points
            if self.programme.header.first_year <= point.year <= horizon
        ]
        one = self.predictive(unit.code, indicator)
        base = self.projections.bases.get((unit.code, indicator.id))
        if one is None or (indicator.derive and base is None) or (is_cut and base < value):
            return rows
        paths = self.paths(indicator, one) if indicator.derive else None
        for place, year in enumerate(year for year in one.years if year <= horizon):
            if paths is None:
                low, middle, high = (one.quantile(year, level) for level in (0.1, 0.5, 0.9))
                chance = one.probability(year, target.operator, value)
            else:
                low, middle, high = np.quantile(paths[:, place], [0.1, 0.5, 0.9])
                chance = float(np.mean(meets(paths[:, place], target.operator, value)))
            rows.append(
                start
                | {
                    "year": year,
                    "q10": float(low),
                    "q50": float(middle),
                    "q90": float(high),
                    "p_met": chance,
                    "is_simulated": one.is_simulated,
                }
            )
        return rows


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

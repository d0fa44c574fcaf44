"""What may be printed of one unit and one subject: every observation, computed value, projection and assessment, as an office writes it."""

import math
from collections.abc import Iterable, Iterator
from functools import cache

from tests.briefings.passages import FIGURE
from workbench.briefing.numbers import Numbers, is_missing, is_percent
from workbench.case import Case
from workbench.findings import Findings
from workbench.programme import Indicator, Target

Tables = dict[str, dict[tuple[str, str], list[dict]]]
Known = Iterator[tuple[str, int | None]]  # a figure as printed, and the year it is of, where it is of one


def tables_of(findings: Findings) -> Tables:
    """Rows of each table of the findings by unit and indicator, or by unit and target; made once for all pages."""
    keys = dict.fromkeys(("values", "projections", "outcomes"), "indicator_id")
    keys |= dict.fromkeys(("assessments", "years", "readings", "assumptions", "official", "contradictions"), "target_id")
    found: Tables = {name: {} for name in keys}
    for name, key in keys.items():
        for row in getattr(findings, name).to_dict("records"):
            found[name].setdefault((row["unit_code"], row[key]), []).append(row)
    return found


def bare(text: str) -> str:
    """A printed figure without what stands around it."""
    (found,) = FIGURE.findall(text)
    return found


class Figures:
    """The figures of a programme by unit and subject; written by the page's own `Numbers`, found and computed here."""

    def __init__(self, case: Case, tables: Tables) -> None:
        self.case, self.programme, self.tables = case, case.programme, tables
        self.numbers = Numbers(case.lang)

    def rows(self, table: str, code: str, subject: str) -> list[dict]:
        return self.tables[table].get((code, subject), [])

    @cache  # noqa: B019 - one object for each page
    def of(self, code: str, subject: str) -> frozenset[tuple[str, int | None]]:
        """Everything known of a unit and an indicator or a target."""
        if subject in self.programme.targets:
            return frozenset(self._of_target(code, self.programme.targets[subject]))
        return frozenset(self._of_indicator(code, self.programme.indicators[subject]))

    # -- indicators

    def measured(self, value: float, indicator: Indicator) -> str:
        return bare(self.numbers.measured(abs(value), indicator))

    def _of_indicator(self, code: str, indicator: Indicator) -> Known:
        for row in self.rows("values", code, indicator.id):
            yield self.measured(row["value"], indicator), int(row["year"])
            if row["n_units"] != row["n_expected"]:
                yield from ((str(int(row[name])), int(row["year"])) for name in ("n_units", "n_expected"))
            if row["is_usable"] and is_percent(indicator) and not is_missing(row["denominator"]):
                yield self.numbers.plain(row["denominator"] - row["numerator"]), int(row["year"])  # who is not covered yet
        for row in self.rows("projections", code, indicator.id):
            yield from ((self.measured(row[name], indicator), int(row["year"])) for name in ("q10", "q50", "q90"))
        for row in self.rows("outcomes", code, indicator.id):
            yield self.measured(row["value"], indicator), int(row["year"])
        for fact in self.programme.facts:
            if fact.indicator_id == indicator.id:
                yield self.numbers.plain(fact.value, 0 if float(fact.value).is_integer() else 2), fact.year
                yield str(fact.line), None
                yield from self._costs(code, fact)

    def _costs(self, code: str, fact: object) -> Known:
        """What the cases still waiting cost by a norm in money."""
        norm = self.programme.indicators[fact.indicator_id]
        if fact.kind != "norm" or norm.cost is None:
            return
        for indicator in self.case.indicators:
            usable = [row for row in self.rows("values", code, indicator.id) if row["is_usable"]]
            if usable:
                last = usable[-1]
                cases = last["denominator"] - last["numerator"] if is_percent(indicator) else last["value"]
                if not math.isnan(cases):
                    yield self.numbers.plain(cases), int(last["year"])
                    yield self.numbers.plain(cases * fact.value * norm.cost.factor, 1), None

    # -- targets

    def _of_target(self, code: str, target: Target) -> Known:
        if target.indicator is None:
            return
        indicator = self.programme.indicators[target.indicator]
        yield from ((str(year), None) for year in (self.horizon(target), target.base_year) if year)
        for mark in (target.value, target.stretch):
            yield from self._marks(mark, indicator)
        for row in self.rows("assessments", code, target.id):
            yield from self._of_assessment(row, target, indicator)
        for row in self.rows("years", code, target.id):
            yield from (
                (self.measured(row[name], indicator), row["year"]) for name in ("value", "q10", "q50", "q90") if not is_missing(row[name])
            )
            yield from self._chance(row["p_met"], row["year"])
        for row in self.rows("readings", code, target.id):
            yield from self._chance(row["p_met"])
            yield from self._of_latest(row)
        for row in self.rows("assumptions", code, target.id):
            yield from self._chance(row["p_met"])
        for row in self.rows("official", code, target.id):
            yield from self._of_method(row, indicator)
        for row in self.rows("contradictions", code, target.id):
            yield from self._around(row["number"], indicator, target)
            yield from ((self.numbers.plain(one, places), None) for one, places in ((0.001, 3), (0.1, 1)))

    def horizon(self, target: Target) -> int:
        return target.horizon or self.programme.header.horizon

    def _marks(self, mark: float | None, indicator: Indicator) -> Known:
        if mark is not None:
            places = 1 if is_percent(indicator) and mark < 5 else 0 if float(mark).is_integer() else 1
            yield self.numbers.plain(mark, places), None

    def _chance(self, p: object, year: int | None = None) -> Known:
        if not is_missing(p):
            yield bare(self.numbers.chance(float(p))), year

    def _around(self, value: object, indicator: Indicator, target: Target) -> Known:
        """A value beside its mark, where rounding must not tell the opposite of the verdict."""
        if not is_missing(value):
            yield bare(self.numbers.measured(float(value), indicator, operator=target.operator, threshold=target.value)), None

    def _of_latest(self, row: dict) -> Known:
        indicator = self.programme.indicators.get(row["indicator_id"] or "")
        if not is_missing(row["latest_value"]):
            yield self.measured(row["latest_value"], indicator), int(row["latest_year"])

    def _of_assessment(self, row: dict, target: Target, indicator: Indicator) -> Known:
        plain = self.numbers.plain
        if is_missing(row["latest_year"]):
            return
        year = int(row["latest_year"])
        yield str(year), None
        beside = {"operator": target.operator, "threshold": row["target_value"]}
        yield bare(self.numbers.measured(row["latest_value"], indicator, **beside)), year
        if target.type == "maintain_count":
            yield plain(row["latest_value"]), year
            yield plain(row["target_value"]), year
        yield from (
            (self.measured(row[f"projected_{name}"], indicator), None)
            for name in ("q10", "q50", "q90")
            if not is_missing(row[f"projected_{name}"])
        )
        yield from self._chance(row["p_met"])
        yield from self._chance(row["p_stretch"])
        if target.carries_down == "share":
            yield plain(row["target_value"]), None
            if target.stretch:
                yield plain(row["target_value"] * target.stretch / target.value), None
        yield from self._of_paces(row, target, indicator)
        yield from self._of_gap(row, target, indicator, year)

    def _of_paces(self, row: dict, target: Target, indicator: Indicator) -> Known:
        is_points = is_percent(indicator) or target.type == "annual_change_pp"
        places = 1 if target.type == "ratio_to_base" else 0 if target.type == "annual_flow" else 2 if is_points else 1
        for name in ("required_pace", "recent_pace", "best_pace", "best_peer_pace"):
            if not is_missing(row[name]):
                yield self.numbers.plain(abs(row[name]), places), None
        years = self.horizon(target) - int(row["latest_year"])
        if not is_missing(row["projected_q50"]) and years > 0:
            begin, end = row["latest_value"], row["projected_q50"]
            growth = 100 * ((end / begin) ** (1 / years) - 1) if target.type == "ratio_to_base" else (end - begin) / years
            yield self.numbers.plain(abs(end if target.is_annual else growth), places), None
        if not is_missing(row["recent_pace"]):
            yield str(int(row["recent_years"])), None
            if row["recent_pace"] > 0 and not is_missing(row["required_pace"]):
                yield self.numbers.plain(row["required_pace"] / row["recent_pace"], 1), None

    def _of_gap(self, row: dict, target: Target, indicator: Indicator, year: int) -> Known:
        gap = row["gap_quantity"]
        if is_missing(gap):
            return
        plain = self.numbers.plain
        if target.type == "ratio_to_base":
            yield plain(abs(gap), min(self.programme.indicators[indicator.derived_from].decimals, 2)), None
            return
        whole = math.ceil(round(abs(gap), 6))
        yield plain(whole), None
        years = self.horizon(target) - year
        if years > 0 and gap > 0:
            yield plain(math.ceil(round(gap / years, 6))), None
            for fact in self.programme.facts:
                cost = self.programme.indicators[fact.indicator_id].cost if fact.kind == "norm" and fact.indicator_id else None
                if cost and target.id in cost.targets:
                    yield from (
                        (plain(one, 1), None) for one in (whole * fact.value * cost.factor, whole * fact.value * cost.factor / years)
                    )
                    yield from ((one, None) for one in (plain(fact.value), str(fact.line)))
        yield from self._part(row, target)

    def _part(self, row: dict, target: Target) -> Known:
        """The unit's part of what is missing in all units beside it, its place among them, and how many are known."""
        parent = self.case.units[row["unit_code"]].parent
        beside = [
            one["gap_quantity"]
            for code, unit in self.case.units.items()
            if unit.parent == parent
            for one in self.rows("assessments", code, target.id)
            if not is_missing(one["gap_quantity"]) and not is_missing(one["latest_value"])
        ]
        missing = sum(one for one in beside if one > 0)
        if parent and missing > 0 and row["gap_quantity"] > 0:
            yield self.numbers.plain(100 * row["gap_quantity"] / missing), None
            yield str(1 + sum(one > row["gap_quantity"] for one in beside)), None
            yield str(len(beside)), None

    def _of_method(self, row: dict, indicator: Indicator) -> Known:
        if not is_missing(row["measure"]):
            yield self.numbers.plain(row["measure"], 1), None
        if not is_missing(row["projected"]):
            yield self.measured(row["projected"], indicator), None
        if not is_missing(row["base_year"]):
            yield str(int(row["base_year"])), None


def years_of(known: Iterable[tuple[str, int | None]]) -> set[str]:
    return {str(year) for _, year in known if year}

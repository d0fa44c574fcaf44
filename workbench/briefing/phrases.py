"""Phrases about one target or figure: the promise, the verdict, the chance, what is missing."""

import math
from dataclasses import dataclass

from markupsafe import Markup

from workbench.assessment import Verdict
from workbench.briefing.blocks import Text, join
from workbench.briefing.numbers import is_missing, is_percent
from workbench.briefing.values import Values, threshold_decimals
from workbench.programme import Target

# Most in doubt first: the order of leaders' attention.
DOUBT = (Verdict.MISSED, Verdict.REGRESSING, Verdict.UNLIKELY, Verdict.ACCELERATE, Verdict.ACHIEVED_AT_RISK, Verdict.LIKELY_UNCERTAIN)

BELOW_MARK = {
    Verdict.MISSED: "below_mark",
    Verdict.MISSED_YEAR: "below_mark_year",
    Verdict.MET_FINAL: "at_mark",
    Verdict.MET_YEAR: "at_mark_year",
}


@dataclass(frozen=True)
class Phrases(Values):
    """Phrases in the language of a case."""

    @property
    def title(self) -> Text:
        """What the page is called."""
        case = self.case
        if case.is_hindsight:
            return self.say("hindsight.title")
        return case.area.title[case.lang] if case.area else self.say("overview.title", horizon=case.programme.header.horizon)

    # -- the promise --------------------------------------------------------------------------

    def higher_mark(self, target: Target, row: dict) -> str:
        """The higher mark of a target, or this unit's share of it, with its unit."""
        value = row["target_value"] * target.stretch / target.value
        indicator = self.case.indicator(row["indicator_id"])
        decimals = threshold_decimals(value, indicator) if row["target_value"] == target.value else 0
        return f"{self.threshold(value, indicator, decimals=decimals)}{self._unit_behind(value, target, decimals)}"

    def _unit_behind(self, value: float, target: Target, decimals: int) -> str:
        noun = self.numbers.noun(target.unit, value, decimals)
        return noun if noun == "%" else f" {noun}"

    def promise(self, target: Target, row: dict | None = None, *, in_short: bool = False) -> Text:
        """What was promised, as a cell of a table: "khoảng 70%", "dưới 1,0%", "1.100 - 1.200 người mỗi năm".

        In short, that it is a unit's share of another's target is a sign, whose meaning stands below the table.
        """
        if target.type == "qualitative":
            return self.say("promise.qualitative_short" if in_short else "promise.qualitative")
        if target.type == "maintain_count" and not self.case.members and not self.case.is_top:
            return self.say("promise.keep")
        indicator = self.case.indicator(target.indicator)
        value = target.value if row is None or is_missing(row["target_value"]) else row["target_value"]
        is_shared = value != target.value and target.carries_down == "share"
        decimals = 0 if is_shared else None
        amount, last = self.threshold(value, indicator, decimals=decimals), value
        if target.stretch is not None:
            last = target.stretch * value / target.value
            amount += f" - {self.threshold(last, indicator, decimals=decimals)}"
        unit = self._unit_behind(last, target, 0 if is_shared else threshold_decimals(last, indicator))
        key = {"annual_flow": "flow", "annual_change_pp": "cut", "ratio_to_base": "ratio", "count_per_level": "per_level"}.get(target.type)
        if key is None:
            operator = {">=": "at_least", ">": "above", "<": "below", "<=": "at_most", "=": "exactly"}[target.operator]
            key = "about" if target.about else "between" if target.stretch is not None else operator
        key += "_short" if in_short and key in ("flow", "cut", "per_level") else ""
        text = self.say(f"promise.{key}", amount=amount, unit=unit, year=target.base_year or "")
        if is_shared:
            share = self.say("promise.share_sign") if in_short else self.say("promise.share")
            return Markup("{} {}").format(self.marked(text, bool(row and row["is_simulated"])), share)
        if target.carries_down == "share" and not self.case.is_top and not in_short:
            return Markup("{} {}").format(text, self.say("promise.whole", top=self.unit_within(self.case.top)))
        return text

    # -- the verdict --------------------------------------------------------------------------

    def verdict(self, row: dict) -> Text:
        """The word of the ladder, with its prefix where it is for reference only."""
        word = self._word(row)
        return self.say("verdict.tentative", word=_lower_first(word)) if row["is_reference"] else word

    def _word(self, row: dict) -> Text:
        of_mark = BELOW_MARK.get(row["verdict"]) if self.is_compared(row) else None
        return self.say(f"verdict.{'by_unit' if self.case.is_counted(row) else of_mark or row['verdict']}")

    def is_compared(self, row: dict) -> bool:
        """Whether the target is another's: the unit is compared with its mark, never said to have missed it."""
        target = self.case.programme.targets[row["target_id"]]
        return bool(self.case.units[row["unit_code"]].parent) and target.carries_down in ("benchmark", "share")

    def verdict_in_short(self, row: dict) -> Text:
        """Word and chance; a sign where they are for reference only."""
        chance = "" if is_missing(row["p_met"]) else self.marked(self.numbers.chance(row["p_met"]), bool(row["is_simulated"]))
        sign = Markup("<sup>\N{NO-BREAK SPACE}{}</sup>").format(self.say("verdict.tentative_sign")) if row["is_reference"] else ""
        return Markup("<b>{}</b> {}{}").format(self._word(row), chance, sign)

    def verdict_cell(self, row: dict) -> Text:
        """Word, chance and a small bar that says the same in black and white."""
        word = Markup("<b>{}</b>").format(self.verdict(row))
        if is_missing(row["p_met"]):
            return word
        p = float(row["p_met"])
        bar = Markup(
            '<svg class="p" viewBox="0 0 60 8" preserveAspectRatio="none" aria-hidden="true"><rect width="60" height="8" fill="#e6e6e6"/>'
            '<rect width="{}" height="8" fill="#1f4e79"/><path d="M30 0v8" stroke="#fff"/></svg>'
        ).format(round(60 * p, 1))
        return Markup("{} {}{}").format(word, self.marked(self.numbers.chance(p), bool(row["is_simulated"])), bar)

    def reason(self, row: dict) -> Text:
        """Why, where the verdict needs a word of explanation."""
        if not row["reason"]:
            return ""
        target = self.case.programme.targets[row["target_id"]]
        if row["reason"] == "as_reported":
            return self.say("reason.as_reported", text=target.as_reported[self.case.lang])
        level = self.case.units[row["unit_code"]].level
        return self.say(f"reason.{row['reason']}", level=self.case.programme.header.levels[level].title[self.case.lang])

    def latest(self, row: dict) -> Text:
        """The latest value and its year."""
        if is_missing(row["latest_value"]):
            return self.say("sign.missing")
        target = self.case.programme.targets[row["target_id"]]
        indicator = self.case.indicator(row["indicator_id"])
        if target.type == "maintain_count" and target.unit.root.get("") != "%":
            text = f"{self.numbers.plain(row['latest_value'])}/{self.numbers.plain(row['target_value'])}"
        elif target.type == "maintain_count":
            text = f"{self.numbers.plain(row['latest_value'], 0)}%"
        else:
            text = self.numbers.measured(row["latest_value"], indicator, operator=target.operator, threshold=row["target_value"])
        marked = self.questioned(
            self.marked(text, bool(row["is_simulated"])), row["unit_code"], row["indicator_id"], int(row["latest_year"])
        )
        return Markup("{} ({})").format(marked, int(row["latest_year"]))

    def projected(self, row: dict) -> Text:
        """Median and 80 % range at the horizon."""
        if is_missing(row["projected_q50"]):
            return self.say("sign.missing")
        indicator = self.case.indicator(row["indicator_id"])
        simulated = bool(row["is_simulated"])
        middle = self.value(row["projected_q50"], indicator, is_simulated=simulated)
        return Markup('{}<br><span class="together">({})</span>').format(
            middle, self.range(row["projected_q10"], row["projected_q90"], indicator, is_simulated=simulated)
        )

    # -- what is missing ----------------------------------------------------------------------

    def quantity(self, row: dict) -> Text:
        """How many are missing to the target; a dash where none are, the missing sign where it cannot be told."""
        if is_missing(row["gap_quantity"]):
            return self.say("sign.missing")
        if row["gap_quantity"] <= 1e-9:
            return self.say("sign.none")
        text = self.quantity_text(row["gap_quantity"], row)
        return self.marked(self.say("quantity.surplus", quantity=text) if self.is_lower_better(row) else text, bool(row["is_simulated"]))

    def bare_quantity(self, quantity: float, row: dict) -> Text:
        """A count rounded up, without the unit that stands beside it."""
        return self.marked(self.numbers.plain(math.ceil(round(quantity, 6))), bool(row["is_simulated"]))

    def yearly(self, row: dict) -> Text:
        """What it takes each year up to the horizon: persons or households where they can be counted, else the pace."""
        target = self.case.programme.targets[row["target_id"]]
        if is_missing(row["latest_year"]) or target.is_annual or target.type == "ratio_to_base" or is_missing(row["gap_quantity"]):
            return self.pace(row["required_pace"], row=row, in_short=True)
        years = self.case.programme.horizon_of(target) - int(row["latest_year"])
        if row["gap_quantity"] <= 1e-9 or years <= 0:
            return self.say("sign.none")
        return self.bare_quantity(row["gap_quantity"] / years, row)

    def is_lower_better(self, row: dict) -> bool:
        """Whether what parts the unit from its target is a surplus, not a lack."""
        return self.case.indicator(row["indicator_id"]).direction < 0

    def quantity_text(self, quantity: float, row: dict) -> str:
        """A positive quantity with its unit: counts rounded up, amounts with their decimals."""
        indicator = self.case.indicator(row["indicator_id"])
        source = self.case.indicator(indicator.derived_from) if indicator.derived_from else indicator
        target = self.case.programme.targets[row["target_id"]]
        if target.type == "ratio_to_base":
            return self.numbers.counted(quantity, source.unit, min(source.decimals, 2))
        return self.numbers.needed(quantity, source.quantity_unit or source.unit)

    def pace(self, *paces: object, row: dict, in_short: bool = False) -> Text:
        """Yearly paces in the target's unit: "3,90 đpt", or "3,90 / 2,13 đpt" for two that go the same way.

        In short, under a heading that says "each year".
        """
        if len(paces) > 1 and len({is_missing(one) or self._course(one, row) for one in paces}) > 1:
            return join([self.pace(one, row=row, in_short=in_short) for one in paces], " / ")
        if is_missing(paces[0]):
            return self.say("sign.missing")
        target = self.case.programme.targets[row["target_id"]]
        if target.type == "ratio_to_base":
            key, decimals = "growth_short" if in_short else "growth", 1
        elif target.type == "annual_flow":
            key, decimals = "amount", 0
        elif is_percent(self.case.indicator(row["indicator_id"])) or target.type == "annual_change_pp":
            key, decimals = "points", 2
        else:
            key, decimals = "amount", 1
        *firsts, last = (self.numbers.plain(abs(one), decimals) for one in paces)
        simulated = bool(row["is_simulated"])
        unit = self.numbers.noun(target.unit, paces[-1], decimals)
        text = self.marked(self.say(f"pace.{key}", amount=last, unit=unit), simulated)
        text = join([*(self.marked(one, simulated) for one in firsts), text], " / ")
        course = self._course(paces[0], row)
        return self.say(f"pace.{course}", pace=text) if course else text

    def _course(self, pace: float, row: dict) -> str:
        """ "down" and "up" where the bare number would be taken for the opposite."""
        is_cut = self.case.programme.targets[row["target_id"]].type == "annual_change_pp"
        is_lower_better = is_cut or self.is_lower_better(row)
        if round(pace, 2) == 0 or (pace > 0 and not is_lower_better):
            return ""
        return "up" if pace < 0 and is_lower_better else "down"


def in_doubt(rows: list[dict]) -> list[dict]:
    """Rows whose target is in doubt, the least likely first."""
    doubtful = [row for row in rows if row["verdict"] in DOUBT]
    return sorted(
        doubtful, key=lambda row: (1.0 if is_missing(row["p_met"]) else row["p_met"], DOUBT.index(row["verdict"]), row["target_id"])
    )


def _lower_first(word: Text) -> Text:
    return word[:1].lower() + word[1:]

"""Phrases about one target or figure: the promise, the verdict, the chance, what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from workbench.assessment import Verdict
from workbench.briefing.blocks import Text
from workbench.briefing.numbers import Numbers, is_missing, is_percent
from workbench.briefing.texts import Texts
from workbench.case import Case
from workbench.programme import Indicator, Target, Unit

# Most in doubt first: the order of leaders' attention.
DOUBT = (Verdict.MISSED, Verdict.REGRESSING, Verdict.UNLIKELY, Verdict.ACCELERATE, Verdict.ACHIEVED_AT_RISK, Verdict.LIKELY_UNCERTAIN)

BELOW_MARK = {
    Verdict.MISSED: "below_mark",
    Verdict.MISSED_YEAR: "below_mark_year",
    Verdict.MET_FINAL: "at_mark",
    Verdict.MET_YEAR: "at_mark_year",
}


@dataclass(frozen=True)
class Phrases:
    """Phrases in the language of a case."""

    case: Case

    @cached_property
    def say(self) -> Texts:
        return Texts(self.case.lang)

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers(self.case.lang)

    # -- numbers ------------------------------------------------------------------------------

    def marked(self, text: Text, is_simulated: bool) -> Text:
        """A figure, with the mark of simulated ones behind it."""
        return Markup('{}<sup class="mp">{}</sup>').format(text, self.say("simulated.short")) if is_simulated and text else text

    def questioned(self, text: Text, code: str, indicator_id: str, year: int) -> Text:
        """A figure, with the mark of doubtful ones behind it."""
        if not self.case.is_doubted(code, indicator_id, year):
            return text
        return Markup('{}<sup class="mp" title="{}">{}</sup>').format(text, self.say("doubt.title"), self.say("doubt.short"))

    def value(self, value: object, indicator: Indicator, *, is_simulated: bool = False, target: Target | None = None) -> Text:
        """A value of an indicator, or the sign for one that is not known."""
        if is_missing(value):
            return self.say("sign.missing")
        near = {"operator": target.operator, "threshold": target.value} if target and target.operator else {}
        return self.marked(self.numbers.measured(float(value), indicator, **near), is_simulated)

    def with_unit(self, value: object, indicator: Indicator, *, is_simulated: bool = False) -> Text:
        """The same with its unit behind it, unless that is a per cent sign."""
        text = self.value(value, indicator, is_simulated=is_simulated)
        return text if is_percent(indicator) or is_missing(value) else Markup("{} {}").format(text, indicator.unit[self.case.lang])

    def range(self, low: object, high: object, indicator: Indicator, *, is_simulated: bool = False) -> Text:
        if is_missing(low) or is_missing(high):
            return ""
        return self.marked(
            f"{self.numbers.measured(float(low), indicator)} - {self.numbers.measured(float(high), indicator)}", is_simulated
        )

    def threshold(self, value: float, indicator: Indicator, *, decimals: int | None = None) -> str:
        """A target's number as programmes print it: 70%, 1,0%, 1.100."""
        if decimals is None:
            decimals = (
                1 if is_percent(indicator) and value < 5 else 0 if float(value).is_integer() else 1 if round(value, 1) == value else 3
            )
        return self.numbers.plain(value, decimals)

    # -- the promise --------------------------------------------------------------------------

    def promise(self, target: Target, row: dict | None = None) -> Text:
        """What was promised, as a cell of a table: "khoảng 70%", "dưới 1,0%", "1.100 - 1.200 người mỗi năm"."""
        if target.type == "qualitative":
            return self.say("promise.qualitative")
        if target.type == "maintain_count" and not self.case.members and not self.case.is_top:
            return self.say("promise.keep")
        indicator = self.case.indicator(target.indicator)
        unit = "%" if target.unit.root.get("") == "%" else f" {target.unit[self.case.lang]}"
        value = target.value if row is None or is_missing(row["target_value"]) else row["target_value"]
        is_shared = value != target.value and target.carries_down == "share"
        decimals = 0 if is_shared else None
        amount = self.threshold(value, indicator, decimals=decimals)
        if target.stretch is not None:
            amount += f" - {self.threshold(target.stretch * value / target.value, indicator, decimals=decimals)}"
        key = {"annual_flow": "flow", "annual_change_pp": "cut", "ratio_to_base": "ratio", "count_per_level": "per_level"}.get(target.type)
        if key is None:
            operator = {">=": "at_least", ">": "above", "<": "below", "<=": "at_most", "=": "exactly"}[target.operator]
            key = "about" if target.about else "between" if target.stretch is not None else operator
        text = self.say(f"promise.{key}", amount=amount, unit=unit, year=target.base_year or "")
        return (
            Markup("{} {}").format(self.marked(text, bool(row and row["is_simulated"])), self.say("promise.share")) if is_shared else text
        )

    def sources(self, ids: Iterable[str]) -> Text:
        """Sources by their number in the page's list."""
        return " ".join(f"[{self.case.source_ids.index(one) + 1}]" for one in ids)

    def note(self, text: str) -> str:
        """A note of a row: one text for all, or one for each language of the programme with " // " between them."""
        parts = text.split(" // ")
        languages = self.case.programme.header.languages
        return parts[languages.index(self.case.lang)] if len(parts) == len(languages) else text

    def short(self, target: Target) -> str:
        return target.title[self.case.lang]

    def unit_name(self, unit: Unit) -> str:
        return unit.title(self.case.lang)

    # -- the verdict --------------------------------------------------------------------------

    def verdict(self, row: dict) -> Text:
        """The word of the ladder, with its prefix where it is for reference only."""
        word = self.say(f"verdict.{(self.is_compared(row) and BELOW_MARK.get(row['verdict'])) or row['verdict']}")
        return self.say("verdict.tentative", word=_lower_first(word)) if row["is_reference"] else word

    def is_compared(self, row: dict) -> bool:
        """Whether the target is another's: the unit is compared with its mark, never said to have missed it."""
        target = self.case.programme.targets[row["target_id"]]
        return bool(self.case.units[row["unit_code"]].parent) and target.carries_down in ("benchmark", "share")

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
        return self.say(f"reason.{row['reason']}")

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
        return Markup("{}<br>({})").format(
            middle, self.range(row["projected_q10"], row["projected_q90"], indicator, is_simulated=simulated)
        )

    # -- what is missing ----------------------------------------------------------------------

    def quantity(self, row: dict) -> Text:
        """How many are missing to the target; a dash where none are, the missing sign where it cannot be told."""
        if is_missing(row["gap_quantity"]):
            return self.say("sign.missing")
        if row["gap_quantity"] <= 1e-9:
            return self.say("sign.none")
        return self.marked(self.quantity_text(row["gap_quantity"], row), bool(row["is_simulated"]))

    def quantity_text(self, quantity: float, row: dict) -> str:
        """A positive quantity with its unit: counts rounded up, amounts with their decimals."""
        indicator = self.case.indicator(row["indicator_id"])
        source = self.case.indicator(indicator.derived_from) if indicator.derived_from else indicator
        target = self.case.programme.targets[row["target_id"]]
        if target.type == "ratio_to_base":
            return f"{self.numbers.plain(quantity, min(source.decimals, 2))} {source.unit[self.case.lang]}"
        words = source.quantity_unit or source.unit
        return f"{self.numbers.needed(quantity)} {words[self.case.lang]}"

    def pace(self, value: object, row: dict) -> Text:
        """A yearly pace in the target's unit."""
        if is_missing(value):
            return self.say("sign.missing")
        target = self.case.programme.targets[row["target_id"]]
        if target.type == "ratio_to_base":
            text = self.say("pace.growth", amount=self.numbers.plain(value, 1))
        elif target.type == "annual_flow":
            text = self.say("pace.amount", amount=self.numbers.plain(value), unit=target.unit[self.case.lang])
        elif is_percent(self.case.indicator(row["indicator_id"])) or target.type == "annual_change_pp":
            text = self.say("pace.points", amount=self.numbers.plain(value, 2))
        else:
            text = self.say("pace.amount", amount=self.numbers.plain(value, 1), unit=target.unit[self.case.lang])
        return self.marked(text, bool(row["is_simulated"]))


def in_doubt(rows: list[dict]) -> list[dict]:
    """Rows whose target is in doubt, the least likely first."""
    doubtful = [row for row in rows if row["verdict"] in DOUBT]
    return sorted(
        doubtful, key=lambda row: (1.0 if is_missing(row["p_met"]) else row["p_met"], DOUBT.index(row["verdict"]), row["target_id"])
    )


def _lower_first(word: Text) -> Text:
    return Markup(word[:1].lower()) + word[1:]

"""Single figures, dates and names as a page of a case prints them, with their marks."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from workbench.briefing.blocks import Text
from workbench.briefing.names import name_within
from workbench.briefing.numbers import Numbers, is_missing, is_percent
from workbench.briefing.texts import Texts
from workbench.case import Case
from workbench.programme import Indicator, Target, Unit


@dataclass(frozen=True)
class Values:
    """Figures, dates and names in the language of a case."""

    case: Case

    @cached_property
    def say(self) -> Texts:
        """The sentences of the language."""
        return Texts(self.case.lang)

    @cached_property
    def numbers(self) -> Numbers:
        """Its numbers."""
        return Numbers(self.case.lang)

    def marked(self, text: Text, is_simulated: bool) -> Text:
        """A figure, with the mark of simulated ones behind it."""
        return Markup("{}<sup>{}</sup>").format(text, self.say("simulated.short")) if is_simulated and text else text

    def questioned(self, text: Text, code: str, indicator_id: str, year: int) -> Text:
        """A figure, with the mark of doubtful ones behind it."""
        if not self.case.is_doubted(code, indicator_id, year):
            return text
        return Markup('{}<sup title="{}">{}</sup>').format(text, self.say("doubt.title"), self.say("doubt.short"))

    def value(self, value: object, indicator: Indicator, *, is_simulated: bool = False, target: Target | None = None) -> Text:
        """A value of an indicator, or the sign for one that is not known."""
        if is_missing(value):
            return self.say("sign.missing")
        near = {"operator": target.operator, "threshold": target.value} if target and target.operator else {}
        return self.marked(self.numbers.measured(float(value), indicator, **near), is_simulated)

    def with_unit(self, value: object, indicator: Indicator, *, is_simulated: bool = False) -> Text:
        """The same with its unit behind it, unless that is a per cent sign."""
        text = self.value(value, indicator, is_simulated=is_simulated)
        if is_percent(indicator) or is_missing(value):
            return text
        return Markup("{} {}").format(text, self.numbers.noun(indicator.unit, value, self.numbers.decimals(value, indicator)))

    def range(self, low: object, high: object, indicator: Indicator, *, is_simulated: bool = False) -> Text:
        """Two values of an indicator as a span; nothing where one is not known."""
        if is_missing(low) or is_missing(high):
            return ""
        first, last = (self.numbers.measured(float(one), indicator) for one in (low, high))
        return self.marked(f"{first.removesuffix('%')} - {last}", is_simulated)

    def threshold(self, value: float, indicator: Indicator, *, decimals: int | None = None) -> str:
        """A target's number as programmes print it: 70%, 1,0%, 1.100."""
        return self.numbers.plain(value, threshold_decimals(value, indicator) if decimals is None else decimals)

    def sources(self, ids: Iterable[str]) -> Text:
        """Sources by their number in the page's list."""
        return " ".join(f"[{self.case.source_ids.index(one) + 1}]" for one in ids)

    def note(self, text: str) -> str:
        """A note of a row: one text for all, or one for each language of the programme with " // " between them."""
        parts = text.split(" // ")
        languages = self.case.programme.header.languages
        return parts[languages.index(self.case.lang)] if len(parts) == len(languages) else text

    def date(self, text: str) -> str:
        """A date as far as it is known: a day or a month as the language writes it, a year or a span as it stands."""
        parts = [int(part) for part in text.split("-")] if text else []
        if len(parts) == 3:
            day = datetime.date(*parts)
            return self.numbers.day(day, self.say("date.early_day" if day.month < 3 else "date.day"))
        if len(parts) == 2 and len(text) == len("2018-04"):
            return self.numbers.day(datetime.date(*parts, 1), self.say("date.month"))
        return text

    def short(self, target: Target) -> str:
        """The short name of a target."""
        return target.title[self.case.lang]

    def unit_name(self, unit: Unit) -> str:
        """The name of a unit."""
        return unit.title(self.case.lang)

    def unit_within(self, unit: Unit) -> str:
        """The name as it stands within a sentence."""
        return name_within(self.unit_name(unit), self.case.programme.header.levels[unit.level], self.case.lang)

    def short_name(self, unit: Unit) -> str:
        """The name of a unit where a table says already what its units are."""
        return unit.short_name or self.unit_name(unit)


def threshold_decimals(value: float, indicator: Indicator) -> int:
    """How many decimals programmes give a target's number."""
    if is_percent(indicator) and value < 5:
        return 1
    return 0 if float(value).is_integer() else 1 if round(value, 1) == value else 3

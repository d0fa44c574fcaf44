"""Numbers as an office writes them, in the language of the page. The only place that formats one."""

import datetime
import math
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from workbench.assessment import meets
from workbench.programme import Indicator, Words

FEW = 5.0  # rates below this many per cent are told with two decimals


def round_half_up(value: float, decimals: int) -> Decimal:
    """Round half away from zero, on the digits that the number prints, as an office does by hand."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


class Numbers:
    """Numbers in one language.

    Parameters
    ----------
    lang : "vi" writes 1.234,5; "en" writes 1,234.5.
    """

    def __init__(self, lang: str) -> None:
        self.locale = _locale(lang)

    def plain(self, value: float, decimals: int = 0) -> str:
        """A number with a fixed count of decimals; never "-0"."""
        rounded = round_half_up(value, decimals)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(abs(rounded) if rounded == 0 else rounded, format=pattern, locale=self.locale)

    def exact(self, value: float) -> str:
        """As reported or computed, to ten digits and without grouping: to be compared with a file."""
        return format_decimal(Decimal(f"{value:.10g}"), format="0.##########", locale=self.locale, decimal_quantization=False)

    def measured(self, value: float, indicator: Indicator, *, operator: str = "", threshold: float | None = None) -> str:
        """A value with the decimals of its indicator and, for a share, its per cent sign.

        Beside a target a rounded figure must not tell the opposite of the verdict: 0.96 % meets
        "below 1.0 %" and is then printed with two decimals.
        """
        decimals = self.decimals(value, indicator)
        if threshold is not None and operator:
            while decimals < 4 and meets(float(round_half_up(value, decimals)), operator, threshold) != meets(value, operator, threshold):
                decimals += 1
        return self.plain(value, decimals) + ("%" if is_percent(indicator) else "")

    @staticmethod
    def decimals(value: float, indicator: Indicator) -> int:
        """Two for small shares, one for others; the indicator's own, at most two, for what is no share."""
        if is_percent(indicator):
            return 2 if abs(value) < FEW else 1
        return min(indicator.decimals, 2)

    def noun(self, words: Words, value: float, decimals: int = 0) -> str:
        """The noun behind a number as it is printed: 1 person, 2 persons, 1.0 points."""
        form = self.locale.plural_form(round_half_up(value, decimals))
        return words.root.get(f"{self.locale.language}_{form}", words[self.locale.language])

    def counted(self, value: float, words: Words, decimals: int = 0) -> str:
        """A number and its noun."""
        return f"{self.plain(value, decimals)} {self.noun(words, value, decimals)}"

    def day(self, day: datetime.date, pattern: str) -> str:
        """A date by a pattern of CLDR, with the month's name in this language."""
        return format_date(day, pattern, locale=self.locale)

    def chance(self, p: float) -> str:
        """A probability in whole per cent; nothing is said to be certain or impossible."""
        return ("<" if p < 0.01 else ">" if p > 0.99 else "") + self.plain(100.0 * min(max(p, 0.01), 0.99)) + "%"

    def needed(self, quantity: float, words: Words) -> str:
        """Persons or households still missing, rounded up: half a household cannot be housed."""
        return self.counted(float(Decimal(repr(round(float(quantity), 6))).quantize(Decimal(1), rounding=ROUND_CEILING)), words)


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse(lang)


def is_percent(indicator: Indicator) -> bool:
    """Whether the indicator is printed with a per cent sign."""
    return indicator.unit.root.get("") == "%"


def is_missing(value: object) -> bool:
    """None and NaN: nothing is known."""
    return value is None or (isinstance(value, float) and math.isnan(value))

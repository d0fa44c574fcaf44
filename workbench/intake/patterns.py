"""Texts of a file held against the patterns of a layout, and the names of units in them."""

import re
from functools import cache

from workbench.intake.encodings import key_of
from workbench.programme import Programme, Unit

# A year is no part of a longer number, nor of a period such as 2016-2020.
_YEAR = r"(?P<year>(?<!\d)(?<!\d{4}[-–—/])(?<!\d{4} [-–—/] )(?:19|20)\d\d(?!\d)(?! ?[-–—/÷] ?\d))"
_HOLES = {"{year}": _YEAR, "{unit}": r"(?P<unit>.+?)", "{measure}": r"(?P<measure>.+?)", "*": ".*"}


@cache
def _compiled(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The pattern with its stars as long as they can be, and as short."""
    parts = re.split(r"(\{\w+\}|\*)", key_of(pattern))
    longest, shortest = ("".join(_HOLES.get(part, re.escape(part)).replace(".*", star) for part in parts) for star in (".*", ".*?"))
    return re.compile(longest), re.compile(shortest)


def match(pattern: str, text: str) -> dict[str, str] | None:
    """What the placeholders of a pattern stand for in a text, accents and all; None where it does not fit, or fits in two ways.

    "* năm {year}" fits "tháng 6 năm 2018", and not "năm 2017, kế hoạch năm 2018".
    """
    found, other = (one.fullmatch(key_of(text)) for one in _compiled(pattern))
    if found is None or other is None or found.groupdict() != other.groupdict():
        return None
    return {name: value.strip() for name, value in found.groupdict().items() if value}


class UnitNames:
    """Units by the names that files give them: their own, their code, their name with or without the word for their level."""

    def __init__(self, programme: Programme, others: dict[str, str]) -> None:
        self.programme = programme
        self.others = {key_of(name): code for name, code in others.items()}
        self._indexed: dict[int, tuple[dict[str, list[str]], dict[str, list[str]]]] = {}
        self.kinds = {
            name: {key_of(word) for words in (level.title, level.plural) for title in words.root.values() for word in title.split(",")}
            for name, level in programme.header.levels.items()
        }

    def find(self, text: str, year: int) -> list[str]:
        """Codes of the units of that year that the text may name; the layout's own word comes first, then whole names."""
        key = key_of(text)
        if key in self.others:
            return [code for code in (self.others[key],) if code in self.programme.units_in(year)]
        whole, parts = self._index(year)
        return whole.get(key) or parts.get(key, [])

    def knows(self, text: str) -> bool:
        """Whether the text names a unit of any year of the programme."""
        return any(self.find(text, year) for year in range(self.programme.header.first_year, self.programme.header.horizon + 1))

    def _index(self, year: int) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        if year not in self._indexed:
            whole: dict[str, list[str]] = {}
            parts: dict[str, list[str]] = {}
            for unit in self.programme.units_in(year).values():
                for key in {key_of(name) for name in (unit.code, *_names(unit))}:
                    whole.setdefault(key, []).append(unit.code)
                for key in self._variants(unit):
                    parts.setdefault(key, []).append(unit.code)
            self._indexed[year] = whole, parts
        return self._indexed[year]

    def _variants(self, unit: Unit) -> set[str]:
        """Its names without the word for its level, or with it where they have none: "Cam Thanh", "xã Cam Thanh"."""
        found = {key_of(unit.short_name)} - {""}
        for name in map(key_of, _names(unit)):
            bare = {name.removeprefix(f"{kind} ").removesuffix(f" {kind}") for kind in self.kinds[unit.level]} - {name}
            found |= bare or {f"{kind} {name}" for kind in self.kinds[unit.level]} | {f"{name} {kind}" for kind in self.kinds[unit.level]}
        return found


def _names(unit: Unit) -> list[str]:
    return [name for name in (unit.name, unit.name_en) if name]

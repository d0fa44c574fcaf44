"""What a number format puts around a stored number: per cent, thousands left out, a unit in words."""

import re
from dataclasses import dataclass
from functools import cache

# In this order: text in quotes, one letter taken as it is, a currency, a condition or colour, filling, any sign.
_PARTS = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|(\[[^\]]*\])|[_*].|(.)')
_SHORTENED = re.compile(r"[0#?],+(?![0#?,])")


@dataclass(frozen=True)
class Shape:
    """How a cell shows its number. ``unit`` is what stands in words around it, "" for nothing."""

    is_percent: bool = False  # shown a hundred times larger
    is_shortened: bool = False  # shown in thousands or millions
    unit: str = ""


@cache
def read_format(code: str, *, is_negative: bool = False) -> Shape:
    """The shape of a number under a format code as .xlsx and .xls write it.

    Of sections with conditions of their own each may be the one, so that what any of them adds counts.
    """
    sections = _sections(code)
    has_conditions = any(re.search(r"\[[<>=]", section) for section in sections)
    meant = sections if has_conditions else [sections[1] if is_negative and len(sections) > 1 else sections[0]]
    shapes = [_shape(section) for section in meant]
    units = dict.fromkeys(shape.unit for shape in shapes if shape.unit)
    return Shape(any(one.is_percent for one in shapes), any(one.is_shortened for one in shapes), " ".join(units))


def _sections(code: str) -> list[str]:
    found = [""]
    for part in _PARTS.finditer(code):
        if part[0] == ";":
            found.append("")
        else:
            found[-1] += part[0]
    return found


def _shape(section: str) -> Shape:
    words, signs = "", ""
    for part in _PARTS.finditer(section):
        words += part[1] or part[2] or part[3] or ""
        signs += part[5] or ""
    told = " ".join(words.split()).strip(" .,;:()-–")
    unit = told if any(one.isalpha() or one in "%₫" for one in told) else ""
    return Shape("%" in signs, bool(_SHORTENED.search(signs)), unit)

"""Units of measure as people write them, and by what a figure in one becomes a figure in another."""

import re
import tomllib
from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path

from workbench.intake.encodings import key_of


@cache
def load_measures() -> dict[str, dict]:
    """measures.toml, its words as keys."""
    raw = tomllib.loads(Path(__file__).with_name("measures.toml").read_text(encoding="utf-8"))
    found = {name: {key_of(word): value for word, value in raw[name].items()} for name in ("scales", "written_short", "per_year")}
    found["indivisible"] = {key_of(word): True for word in raw["indivisible"]["words"]}
    words = {key_of(word): qualifier for qualifier, several in raw["qualifiers"].items() for word in several}
    return found | {"qualifiers": dict(sorted(words.items(), key=lambda pair: -len(pair[0])))}


def is_indivisible(unit: str) -> bool:
    """Whether the unit has no decimals, such as a đồng."""
    scale, noun, *_ = _taken_apart(unit)
    return scale == 1.0 and noun in load_measures()["indivisible"]


def with_periods(unit: str, column: str) -> str:
    """A unit as a cell shortens it, with what its column says it is for each of: "đ" of "đồng/tháng" is "đ/tháng"."""
    per = re.search(r"/.*|\bper\b.*", column)
    return unit if re.search(r"/|\bper\b", unit) or per is None else f"{unit} {per[0]}"


def find_factor(written: str, wanted: str) -> float | None:
    """By what a figure in the unit `written` is multiplied to stand in the unit `wanted`; None where they measure different things.

    "nghìn đồng/tháng" becomes "triệu đồng/năm" by 0.012. A period that only one of them names is a difference.
    """
    one, other = _taken_apart(written), _taken_apart(wanted)
    if one[1:3] != other[1:3] or (one[3] is None) != (other[3] is None):
        return None
    return one[0] * (one[3] or 1.0) / (other[0] * (other[3] or 1.0))


def _taken_apart(unit: str) -> tuple[float, str, tuple[str, ...], float | None]:
    """A unit as multiple, what is counted, for each of which, and how often a year."""
    measures = load_measures()
    first, *per = [part.strip() for part in re.split(r"/|\bper\b", key_of(unit).strip(" ()"))]
    first = measures["written_short"].get(first, first)
    scale, noun = 1.0, []
    for word in key_of(first).split():
        if word in measures["scales"] and not noun:
            scale *= measures["scales"][word]
        else:
            noun.append(word)
    periods = [measures["per_year"][part] for part in per if part in measures["per_year"]]
    rest = tuple(sorted(part for part in per if part not in measures["per_year"]))
    return scale, " ".join(noun), rest, periods[0] if periods else None


def find_told(text: str) -> str:
    """The unit of measure that a header, a label or a title may tell, in brackets or behind a colon; empty if none."""
    told = re.findall(r"\(([^()]+)\)|: ([^:]+)$", text)
    return next((part for parts in reversed(told) for part in parts if part), "")


def is_contrary(told: str, used: Iterable[str], *, known: Set[str] = frozenset()) -> bool:
    """Whether what a table tells of its unit forbids to read its figures in any of the units `used`.

    Parameters
    ----------
    known : nouns that are units of measure; another of them than the one used is contrary as well.
    """
    scale, noun, _, period = _taken_apart(told)
    same = [one for one in map(_taken_apart, used) if one[1] == noun]
    if not same:
        return noun in known
    return not any(scale == one[0] and (period == one[3] or None in (period, one[3])) for one in same)


def nouns_of(units: Iterable[str]) -> frozenset[str]:
    """What the units count, whatever their multiple."""
    return frozenset(_taken_apart(unit)[1] for unit in units) | {"%", "đồng"}

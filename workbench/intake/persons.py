"""Lists of persons among the sheets: refused whole, and told without a word of what stands in them."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from workbench.intake.decoding import Decoded
from workbench.intake.encodings import key_of
from workbench.intake.sheets import Sheet
from workbench.intake.words import Wording
from workbench.programme import Programme

NAMES, NUMBERS, ROWS = 4, 3, 2  # cells in one column that tell a list without a heading; rows under a heading
_IDENTITY = re.compile(r"\d{9}|\d{12}|[a-z]{2}\d{13}")  # cards of identity, of health insurance
_PHONE = re.compile(r"0[35789]\d{8}")


@dataclass(frozen=True)
class PersonList:
    """A refused sheet: its place in the file, from 1, and by which signs it was known. Its name may name somebody."""

    number: int
    signs: tuple[str, ...]

    def told(self, words: Wording) -> str:
        """The refusal, as the report says it."""
        return words("report.persons", number=self.number, signs=", ".join(words(f"sign.{one}") for one in self.signs))


def part_persons(decoded: Decoded, programme: Programme) -> tuple[Decoded, tuple[PersonList, ...]]:
    """The file without its lists of persons, and what was refused; nothing of those sheets is kept, not even in the log."""
    titles = [key_of(title).split() for unit in programme.units for title in (unit.name, unit.name_en)]
    names = {" ".join(words[start:]) for words in titles for start in range(len(words))}  # Tỉnh Cao Bằng, Cao Bằng
    found = {place: signs for place, sheet in enumerate(decoded.book.sheets) if (signs := find_signs(sheet, names))}
    kept = tuple(sheet for place, sheet in enumerate(decoded.book.sheets) if place not in found)
    told = {sheet.name for sheet in kept}
    rest = Decoded(
        replace(decoded.book, sheets=kept),
        tuple(one for one in decoded.conversions if one.sheet in told),
        tuple(one for one in decoded.undecided if one.sheet in told),
    )
    return rest, tuple(PersonList(place + 1, signs) for place, signs in found.items())


def find_signs(sheet: Sheet, names: set[str]) -> tuple[str, ...]:
    """By which signs the sheet lists persons: "name", "birth", "number", "phone", "address"; empty if it does not.

    Parameters
    ----------
    names : keys of the names of units, which are no persons.

    A heading of names over two rows of text tells one; so do four names, or three numbers of cards or
    telephones, in one column; a place or a day of birth alone does not. Whoever signs is no list.
    """
    headed = set(_headed(sheet))
    counted: dict[str, Counter[int]] = {"name": Counter(), "number": Counter(), "phone": Counter()}
    for row, column in sheet.cells:
        kind = _kind(sheet.text(row, column), names)
        if kind:
            counted[kind][column] += 1
    least = {"name": NAMES, "number": NUMBERS, "phone": NUMBERS}
    filled = {kind for kind, columns in counted.items() if max(columns.values(), default=0) >= least[kind]}
    tells = "name" in headed | filled or bool(filled - {"number"}) or ("number" in filled and bool(headed))
    return tuple(sign for sign in _words()["headings"] if sign in headed | filled) if tells else ()


def _headed(sheet: Sheet) -> Iterator[str]:
    """Signs of headings with something below them, of names and places with words."""
    for row, column in sheet.cells:
        heading = key_of(sheet.text(row, column))
        below = [text for text in (sheet.text(row + step, column) for step in range(1, 8)) if text]
        worded = [text for text in below if any(map(str.isalpha, text))]
        for sign, headings in _words()["headings"].items() if len(heading) <= 40 else ():
            if heading.startswith(headings) and len(worded if sign in ("name", "address") else below) >= ROWS:
                yield sign


def _kind(text: str, names: set[str]) -> str:
    digits = re.sub(r"[ .\-]", "", text).casefold()
    if _PHONE.fullmatch(digits):
        return "phone"
    if _IDENTITY.fullmatch(digits):
        return "number"
    words = text.split()
    is_named = 2 <= len(words) <= 5 and all(word.isalpha() and word[0].isupper() for word in words)
    return "name" if is_named and key_of(words[0]) in _words()["family"] and key_of(text) not in names else ""


@cache
def _words() -> dict:
    raw = tomllib.loads(Path(__file__).with_name("persons.toml").read_text(encoding="utf-8"))
    headings = {sign: tuple(map(key_of, words)) for sign, words in raw["headings"].items()}
    return {"headings": headings, "family": frozenset(map(key_of, raw["family_names"]["words"].split()))}

"""Numbers as people write them in their own tables: one reading, or a question with every reading that is possible."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from workbench.intake.cells import Answer, Line, Typed, read_value
from workbench.intake.encodings import clean, key_of
from workbench.intake.measures import find_factor, is_contrary, is_indivisible, load_measures, with_periods
from workbench.intake.words import Wording

_NUMBER = r"\d+(?:[ .,]\d+)*"
_FIGURE = re.compile(rf"({_NUMBER})[.,;]* ?(.*?)[.,;]*")  # and what stands behind it
_RANGE = re.compile(rf"({_NUMBER}) ?(?:-|–|—|÷|\bđến\b|\bto\b) ?({_NUMBER})")
_FRACTION = re.compile(r"(\d{1,5}) ?/ ?(\d{1,5})")
_LONGEST = 15  # digits that a number keeps


@dataclass(frozen=True)
class Beside:
    """What the table says of a column, apart from its cells.

    ``unit`` is the unit that its header declares, if it does; ``decimal`` the sign that its other
    cells show before decimals, see `find_decimal_sign`; ``of`` the number of units where the
    column holds "9/9".
    """

    unit: str = ""
    decimal: str = ""
    of: int = 0


def read_written(cell: Typed, line: Line, words: Wording, beside: Beside = Beside()) -> Answer:
    """The figure that a cell of any table holds, in the unit of the catalogue.

    Parameters
    ----------
    line : what the catalogue allows; its unit and bounds decide between readings.
    beside : what the table itself declares; "1.234" is read by it, by what the unit allows, or asked about.

    Returns
    -------
    A value with its qualifier, a silence, or a question with the possible readings; never a guess.
    """
    shape = cell.shape
    is_number = isinstance(cell.value, int | float)
    written = (shape.unit if is_number else "") or beside.unit  # 25 shown as "25 triệu" says its unit itself
    if is_number and shape.unit and beside.unit and is_contrary(shape.unit, [beside.unit]):
        return Answer(question=words("question.shown_unit", text=words.figure(cell.value), unit=shape.unit[:40]))
    is_other = any(find_factor(written, unit) not in (None, 1.0) for unit in line.units) if written else False
    # 1,02 nghìn hộ is whole in the catalogue's unit, not in the column's.
    answer = read_value(cell, replace(line, is_whole=line.is_whole and not is_other), words, is_sure=False)
    is_error = cell.is_struck or bool(cell.formula and answer.question) or (isinstance(cell.value, str) and cell.value.startswith("#"))
    if isinstance(cell.value, str) and answer.question and not is_error and re.search(r"\d", clean(cell.value)):
        return _read_text(clean(cell.value), line, words, beside)
    if isinstance(cell.value, datetime.date) and beside.of:
        return _read_date(cell, words, beside)
    if answer.value is None or not written or shape.is_percent:
        return answer
    return _scaled(answer, words.figure(answer.value), written, line, words, beside)


def find_decimal_sign(texts: Iterable[str]) -> str:
    """The sign before decimals that texts of one column agree on: "," or "."; empty if they tell nothing, or different things.

    Only a text that is a figure tells anything: a note that names "Biểu 2.1" says nothing of the column's numbers.
    """
    found = set()
    for text in texts:
        match = _FIGURE.fullmatch(_without_qualifier(clean(text).strip("' "))[1])
        readings = _readings(match[1]) if match and not re.search(r"\d", match[2]) else []
        if len(readings) == 1:
            found |= {decimal for decimal in readings[0][1] if decimal}
    return found.pop() if len(found) == 1 else ""


def _read_text(told: str, line: Line, words: Wording, beside: Beside) -> Answer:
    text = told.strip("' ")
    qualifier, number = _without_qualifier(text)
    if match := _FRACTION.fullmatch(re.sub(r"(?<=\d) \D*$", "", number)):
        return _read_fraction(told, int(match[1]), int(match[2]), words, beside)
    if match := _RANGE.match(number):
        ends = [value for end in match.groups() for value in _possible(end, line, beside)]
        return Answer(question=words("question.range", text=told[:40], candidates=words.either(ends)))
    match = _FIGURE.fullmatch(number)
    if match is None or sum(one.isdigit() for one in match[1]) > _LONGEST:
        return _unread(told, line, words, beside)
    unit = match[2].strip(" ,.;()")
    values = _possible(match[1], line, beside) or [value for value, _ in _readings(match[1])]
    if unit and is_indivisible(unit):
        values = _undivided(match[1])
    if len(values) != 1:
        return _unread(told, line, words, beside)
    answer = Answer(values[0], qualifier, conversion="digits", text=told[:80])
    if unit == "%":
        return answer if line.is_percent else Answer(question=words("question.percent", text=told[:40], candidates=words.either(values)))
    if line.is_percent and 0 < values[0] <= 1 and not unit:
        return Answer(question=words("question.share", text=told[:40], candidates=words.either([values[0], round(100 * values[0], 10)])))
    return _scaled(answer, told, unit or beside.unit, line, words, beside)


def _unread(told: str, line: Line, words: Wording, beside: Beside) -> Answer:
    values = [value for number in re.findall(_NUMBER, told) for value in _possible(number, line, beside)]
    if values:
        return Answer(question=words("question.text_number", text=told[:40], candidates=words.either(values)))
    return Answer(question=words("question.text", text=told[:40]))


def _scaled(answer: Answer, told: str, unit: str, line: Line, words: Wording, beside: Beside) -> Answer:
    """The figure in the catalogue's unit; a question if the units do not measure the same, or the figure is then impossible."""
    value = answer.value
    if unit and value is not None:
        whole = {wanted: with_periods(unit, beside.unit or wanted) for wanted in line.units}
        factors = [factor for wanted, one in whole.items() if (factor := find_factor(one, wanted)) is not None]
        if not factors:
            wanted = next(iter(line.units), "?")
            return Answer(question=words("question.unit", text=told[:40], unit=unit[:40], wanted=wanted, candidates=words.figure(value)))
        if factors[0] != 1.0:
            value = float(f"{value * factors[0]:.14g}")  # 1.2 a month is 14.4 a year, not 14.399999999999999
            answer = replace(answer, value=value, conversion="unit", text=f"{told[:40]} ({unit[:40]})")
    if value is not None and line.is_whole and value != int(value):
        return Answer(question=words("question.fraction", text=told[:40], candidates=words.either([float(round(value)), value])))
    return answer


def _without_qualifier(text: str) -> tuple[str, str]:
    folded = key_of(text)
    if len(folded) == len(text):
        for word, qualifier in load_measures()["qualifiers"].items():
            rest = folded.removeprefix(word)
            if rest != folded and (rest[:1] in " 0123456789" or not word[-1].isalpha()):
                return qualifier, text[len(word) :].strip()
    return "exact", text


def _read_fraction(told: str, count: int, whole: int, words: Wording, beside: Beside) -> Answer:
    if beside.of and whole == beside.of and count <= whole:
        return Answer(float(count), conversion="digits", text=told[:80])
    return Answer(question=words("question.text_number", text=told[:40], candidates=words.either([float(count)])))


def _read_date(cell: Typed, words: Wording, beside: Beside) -> Answer:
    """A figure such as 9/9 that a program took for a day: decided where one order of day and month counts out of all units."""
    day, month = cell.value.day, cell.value.month
    told = f"{day:02d}/{month:02d}/{cell.value.year}"
    counts = sorted({count for count, whole in ((day, month), (month, day)) if whole == beside.of and count <= whole})
    is_year_shown = "y" in re.sub(r'"[^"]*"|\[[^\]]*\]', "", cell.number_format.casefold())
    if len(counts) == 1 and not is_year_shown:
        return Answer(float(counts[0]), conversion="date", text=f"{told} ({counts[0]}/{beside.of})")
    both = dict.fromkeys((f"{day}/{month}", f"{month}/{day}"))
    return Answer(question=words("question.date", text=told, candidates=" / ".join(both)))


def _possible(number: str, line: Line, beside: Beside) -> list[float]:
    """Readings that the catalogue and the column allow."""
    readings = _readings(number)
    if len(readings) > 1 and beside.decimal:
        readings = [one for one in readings if beside.decimal in one[1]] or readings
    allowed = [value for value, _ in readings]
    if line.is_whole and not beside.unit:
        allowed = _undivided(number) or [value for value in allowed if value == int(value)]
    inside = [value for value in allowed if line.highest is None or beside.unit or value <= line.highest]
    return inside if len(allowed) > 1 else allowed


def _readings(number: str) -> list[tuple[float, frozenset[str]]]:
    """What digits with signs between them may mean, and the sign before decimals that each reading supposes ("" for any)."""
    found: dict[float, set[str]] = {}
    for decimal in (",", "."):
        thousands = "." if decimal == "," else ","
        whole, mark, rest = number.partition(decimal)
        groups = re.split(rf"[ {re.escape(thousands)}]", whole)
        is_grouped = len(groups) == 1 or (1 <= len(groups[0]) <= 3 and groups[0][:1] != "0" and all(len(one) == 3 for one in groups[1:]))
        is_one_sign = not (" " in whole and thousands in whole)
        if is_grouped and is_one_sign and (rest.isdigit() or not mark):
            supposes = decimal if mark or thousands in whole else ""
            found.setdefault(float("".join(groups) + (f".{rest}" if mark else "")), set()).add(supposes)
    return [(value, frozenset(signs)) for value, signs in found.items()]


def _undivided(number: str) -> list[float]:
    """Readings in which no sign parts decimals: nobody writes 1.000 for one person, or for one đồng."""
    return [value for value, decimals in _readings(number) if not any(sign and sign in number for sign in decimals)]

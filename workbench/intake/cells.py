"""One cell of a form, read strictly: a number is a number, and what only looks like one is a question."""

import datetime
import re
from dataclasses import dataclass

from workbench.intake.encodings import clean
from workbench.intake.formats import Shape, read_format
from workbench.intake.words import Wording, read_word

# Signs of the statistical office for "occurred, figure not known" and "does not apply".
_SIGNS = {"…": "unknown", "...": "unknown", "x": "inapplicable", "kps": "zero"}
_DASHES = {"-", "–", "—", "_", "không", "none", "no", "k"}


@dataclass(frozen=True)
class Typed:
    """What stands in a cell: its stored value, the formula behind it, its number format and its font, where the file tells them."""

    value: object
    formula: str = ""
    number_format: str = "General"
    font: str = ""
    is_struck: bool = False  # through which somebody drew a line
    is_hollow: bool = False  # a 0 that its formula makes of empty cells alone

    @property
    def shape(self) -> Shape:
        """How the cell shows a number."""
        is_negative = isinstance(self.value, int | float) and self.value < 0
        return read_format(self.number_format, is_negative=is_negative)


@dataclass(frozen=True)
class Answer:
    """What a line says: a figure, or that there is none, or a question; and how it was converted."""

    value: float | None = None
    qualifier: str = "exact"
    silence: str = ""  # "blank", "unknown" or "inapplicable"
    question: str = ""
    conversion: str = ""  # key under [conversion], with its text
    text: str = ""


@dataclass(frozen=True)
class Line:
    """What the catalogue allows on a line."""

    is_whole: bool
    is_binary: bool
    is_percent: bool
    units: tuple[str, ...] = ()  # its unit in the languages of the programme, that of who reads first
    highest: float | None = None  # what it cannot pass


def read_line(cell: Typed, state: Typed, line: Line, words: Wording) -> Answer:
    """The answer of one line from its figure and its state.

    Nothing is guessed: a blank is not zero, text is converted only where it has one reading.
    """
    told = clean(str(state.value)) if state.value is not None else ""
    kind = read_word(told) if told else ""
    if told and kind not in ("final", "preliminary", "zero", "unknown", "inapplicable"):
        return Answer(question=words("question.state", text=told))
    answer = read_value(cell, line, words, is_sure=kind == "final")
    if answer.question:
        return answer
    if answer.value is None:
        if answer.silence == "blank" and kind == "zero":
            return Answer(0.0, conversion="words", text=told)
        if kind in ("final", "preliminary", "zero") and answer.silence != "blank":
            return Answer(question=words("question.contradiction", text=clean(str(cell.value)), state=told))
        silence = kind if kind in ("unknown", "inapplicable") else answer.silence
        return Answer(silence=silence)
    is_contrary = kind in ("unknown", "inapplicable") or (kind == "zero" and answer.value != 0)
    if is_contrary:
        return Answer(question=words("question.contradiction", text=words.figure(answer.value), state=told))
    qualifier = "preliminary" if kind == "preliminary" else "exact"
    return Answer(answer.value, qualifier, conversion=answer.conversion, text=answer.text)


def read_value(cell: Typed, line: Line, words: Wording, *, is_sure: bool) -> Answer:
    """What the cell alone says; `is_sure` if whoever filled it in confirmed a share of at most 1 in per cent."""
    value = cell.value
    if "[" in cell.formula or "://" in cell.formula or "|" in cell.formula:
        return Answer(question=words("question.linked", text=clean(cell.formula)[:80]))
    if cell.is_struck and value is not None:
        return Answer(question=words("question.struck", text=clean(str(value))[:40]))
    if cell.formula and (value is None or value == ""):
        return Answer(question=words("question.formula", text=clean(cell.formula)[:80]))
    if cell.is_hollow:
        return Answer(question=words("question.hollow", text=clean(cell.formula)[:80]))
    if value is None:
        return Answer(silence="blank")
    if isinstance(value, bool):
        return Answer(question=words("question.boolean", text=value))
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Answer(question=_date_question(value, words))
    if isinstance(value, str):
        return _read_text(value, line, words)
    # Through text: a whole number of four hundred digits is infinite rather than an overflow.
    return _read_number(float(str(value)), cell, line, words, is_sure=is_sure)


def _date_question(value: object, words: Wording) -> str:
    if isinstance(value, datetime.date):
        return words("question.date", text=value.strftime("%d/%m/%Y"), candidates=f"{value.day}/{value.month}")
    return words("question.date", text=value, candidates=value)


def _read_text(text: str, line: Line, words: Wording) -> Answer:
    told = clean(text)
    if not told:
        return Answer(silence="blank")
    if told.startswith("#"):
        return Answer(question=words("question.error", text=told[:40]))
    word = _SIGNS.get(told.casefold()) or read_word(told)
    if line.is_binary and word in ("yes", "no"):
        return Answer(float(word == "yes"), conversion="words", text=told)
    if told.casefold() in _DASHES:
        return Answer(question=words("question.dash", text=told))
    if word == "zero":
        return Answer(0.0, conversion="words", text=told)
    if word in ("unknown", "inapplicable"):
        return Answer(silence=word)
    if re.fullmatch(r"0|[1-9][0-9]{0,14}", told):
        return Answer(float(told), conversion="digits", text=told)
    candidates = list_readings(told)
    if candidates:
        return Answer(question=words("question.text_number", text=told[:40], candidates=words.either(candidates)))
    return Answer(question=words("question.text", text=told[:40]))


def is_sign(text: str) -> bool:
    """Whether the text is a sign or word for what a cell without a figure means."""
    told = clean(text).casefold()
    return told in _SIGNS or told in _DASHES or bool(read_word(told))


def list_readings(text: str) -> list[float]:
    """What a text that looks like a number may mean, plainest reading first; empty if it looks like none."""
    found: list[float] = []
    for part in re.findall(r"\d[\d.,  ]*", text):
        digits = part.strip(" .,")
        for thousands, decimal in ((".", ","), (",", ".")):
            whole, _, rest = digits.replace(" ", "").partition(decimal)
            is_grouped = thousands not in whole or re.fullmatch(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", whole)
            if is_grouped and rest.isdigit() | (rest == ""):
                value = float(whole.replace(thousands, "") + (f".{rest}" if rest else ""))
                found += [] if value in found else [value]
    return found[:4]


def _read_number(value: float, cell: Typed, line: Line, words: Wording, *, is_sure: bool) -> Answer:
    if value != value or value in (float("inf"), float("-inf")):
        return Answer(question=words("question.error", text=value))
    conversion, text = ("formula", clean(cell.formula)[:80]) if cell.formula else ("", "")
    shape = cell.shape
    if shape.is_shortened:
        return Answer(question=words("question.shortened", text=words.figure(value)))
    if shape.unit and not line.units:  # a form has a column for units; what a format adds contradicts it, or repeats it
        return Answer(question=words("question.shown_unit", text=words.figure(value), unit=shape.unit[:40]))
    if shape.is_percent:
        scaled = round(100 * value, 10)
        if not line.is_percent:
            return Answer(question=words("question.percent", text=f"{words.figure(scaled)}%", candidates=words.either([scaled, value])))
        return Answer(scaled, conversion="percent", text=f"{words.figure(scaled)}%")
    if line.is_percent and 0 < value <= 1 and not is_sure and shape.unit != "%":
        return Answer(question=words("question.share", text=words.figure(value), candidates=words.either([value, round(100 * value, 10)])))
    if line.is_whole and value != int(value):
        # 1.234 typed where the full stop is a decimal sign: one or a thousand and more.
        thousand = round(1000 * value, 6)
        near = [thousand] if thousand == int(thousand) else []
        return Answer(question=words("question.fraction", text=words.figure(value), candidates=words.either([*near, float(round(value))])))
    return Answer(value, conversion=conversion, text=text)

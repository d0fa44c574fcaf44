"""Total rows and columns of somebody else's table, told apart from its figures and held against their sum."""

import math
from dataclasses import dataclass

from workbench.intake.cells import Answer
from workbench.intake.words import Wording, plain_number


@dataclass(frozen=True)
class Figure:
    """One cell read: what it is, whose ("" of a total), of which year, and what it says."""

    id: str
    unit_code: str
    year: int
    cell: str
    answer: Answer


@dataclass(frozen=True)
class Held:
    """A figure that adds up, or a total; ``section`` is the row that began its section, 0 of a total for the whole table."""

    figure: Figure
    is_total: bool
    section: int


def hold_totals(held: list[Held], sheet: str, words: Wording) -> tuple[set[str], list[str]]:
    """Cells that must not be taken because their total says otherwise, and a question for each such total.

    A total is held against its parts only where each of them is a figure: what was not reported is not nothing.
    """
    dropped: set[str] = set()
    questions: list[str] = []
    parts = [one for one in held if not one.is_total]
    for total in (one for one in held if one.is_total):
        own = total.figure
        below = [one for one in parts if (one.figure.id, one.figure.year) == (own.id, own.year) and total.section in (0, one.section)]
        if own.answer.question:
            questions.append(f"{sheet}, {own.cell}: {own.answer.question}")
        if own.answer.value is None or not below or any(one.figure.answer.value is None for one in below):
            continue
        values = [one.figure.answer.value for one in below]
        added = math.fsum(values)
        if abs(added - own.answer.value) > _rounding([own.answer.value, *values]):
            cells = [one.figure.cell for one in below]
            dropped |= set(cells)
            told = {"total": words.figure(own.answer.value), "sum": words.figure(round(added, 6)), "cells": ", ".join(cells)}
            questions.append(f"{sheet}, {own.cell}: " + words("foreign.total", **told))
    return dropped, questions


def _rounding(values: list[float]) -> float:
    """By how much a printed sum may differ from the sum of printed figures: half of the last place of each."""
    places = max((len(plain_number(value).partition(".")[2]) for value in values), default=0)
    return 1e-9 if not places else 0.5 * 10.0**-places * len(values) + 1e-9

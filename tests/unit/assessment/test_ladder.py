"""The ladder as a table: which words follow from which facts, in which order."""

import itertools
import math

import pytest

from workbench.assessment import Verdict, meets
from workbench.assessment.ladder import choose_verdict, is_tentative


@pytest.mark.parametrize(
    ("is_met", "p_met", "recent_pace", "n_values", "word"),
    [
        # The latest value meets: only the chance counts.
        (True, None, None, 5, "achieved"),
        (True, None, -1.0, 1, "achieved"),
        (True, 1.0, 1.0, 5, "achieved"),
        (True, 0.5, -1.0, 5, "achieved"),
        (True, 0.4999, 1.0, 5, "achieved_at_risk"),
        (True, 0.0, -1.0, 5, "achieved_at_risk"),
        # It does not, and nothing can be projected.
        (False, None, None, 2, "no_data"),
        (False, None, -1.0, 5, "no_data"),
        # It does not: the chance, and below an even one the pace before the chance.
        (False, 1.0, 1.0, 5, "on_track"),
        (False, 0.8, 1.0, 3, "on_track"),
        (False, 0.8, -1.0, 5, "on_track"),
        (False, 0.7999, 1.0, 5, "likely_uncertain"),
        (False, 0.5, -1.0, 5, "likely_uncertain"),
        (False, 0.4999, 1.0, 5, "accelerate"),
        (False, 0.2, 1.0, 5, "accelerate"),
        (False, 0.1999, 1.0, 5, "unlikely"),
        (False, 0.0, 1.0, 5, "unlikely"),
        (False, 0.4999, -1.0, 5, "regressing"),
        (False, 0.2, -1.0, 5, "regressing"),
        (False, 0.0, -1.0, 5, "regressing"),
        # A pace that is not there, or nothing, is no step back.
        (False, 0.3, None, 5, "accelerate"),
        (False, 0.1, None, 5, "unlikely"),
        (False, 0.3, 0.0, 5, "accelerate"),
        (False, 0.3, -1e-12, 5, "accelerate"),
        (False, 0.3, -1e-9, 5, "accelerate"),
        (False, 0.3, -1e-6, 5, "regressing"),
        # Two values: nothing stronger than likely, uncertain.
        (False, 1.0, 1.0, 2, "likely_uncertain"),
        (False, 0.8, 1.0, 2, "likely_uncertain"),
        (False, 0.5, 1.0, 2, "likely_uncertain"),
        (False, 0.3, 1.0, 2, "accelerate"),
        (False, 0.1, -1.0, 2, "regressing"),
    ],
)
def test_the_word_follows_from_the_facts(is_met: bool, p_met: float | None, recent_pace: float | None, n_values: int, word: str) -> None:
    assert choose_verdict(is_met=is_met, p_met=p_met, recent_pace=recent_pace, n_values=n_values) == word


def test_a_better_chance_never_makes_the_word_worse() -> None:
    order = ["regressing", "unlikely", "accelerate", "likely_uncertain", "on_track"]
    for pace, n_values in itertools.product((None, -1.0, 0.0, 1.0), (2, 3, 5)):
        words = [choose_verdict(is_met=False, p_met=p / 1000, recent_pace=pace, n_values=n_values) for p in range(1001)]
        ranks = [order.index(word) for word in words]
        assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("value", "operator", "threshold", "is_met"),
    [
        (0.96, "<", 1.0, True),  # prints as 1.0, and is below it
        (1.0, "<", 1.0, False),
        (1.0 - 5e-10, "<", 1.0, False),  # equality within the tolerance: a miss
        (1.0 - 2e-9, "<", 1.0, True),
        (1.04, "<", 1.0, False),  # prints as 1.0
        (1.0, "<=", 1.0, True),
        (1.0 + 5e-10, "<=", 1.0, True),
        (1.0 + 2e-9, "<=", 1.0, False),
        (90.0, ">", 90.0, False),
        (90.0 + 5e-10, ">", 90.0, False),
        (90.0 + 2e-9, ">", 90.0, True),
        (1e-9, ">", 0.0, False),  # the tolerance itself still lies on the mark
        (-1e-9, "<", 0.0, False),
        (1e-9, "<=", 0.0, True),
        (-1e-9, ">=", 0.0, True),
        (89.96, ">", 90.0, False),
        (95.0, ">=", 95.0, True),
        (95.0 - 5e-10, ">=", 95.0, True),
        (95.0 - 2e-9, ">=", 95.0, False),
        (100.0 * 3 / 3, "=", 100.0, True),
        (99.96, "=", 100.0, False),  # 100 % means all of them: no tolerance of a point
        (100.0 * (0.1 + 0.2) / 0.3, "=", 100.0, True),
    ],
)
def test_values_are_compared_unrounded_and_strict_operators_miss_on_equality(
    value: float, operator: str, threshold: float, is_met: bool
) -> None:
    assert meets(value, operator, threshold) is is_met


@pytest.mark.parametrize(
    ("n_values", "numerator", "denominator", "expected"),
    [
        (5, 500.0, 5_000.0, False),
        (4, 20.0, 1_000.0, False),
        (3, 500.0, 5_000.0, True),
        (2, 500.0, 5_000.0, True),
        (5, 19.0, 5_000.0, True),
        (5, 500.0, 999.0, True),
        (5, math.nan, math.nan, False),  # an amount: no counts behind it
        (3, math.nan, math.nan, True),
    ],
)
def test_few_years_or_few_people_make_a_word_tentative(n_values: int, numerator: float, denominator: float, expected: bool) -> None:
    assert is_tentative(n_values=n_values, numerator=numerator, denominator=denominator) is expected


def test_there_is_a_word_for_every_code_of_the_vocabulary() -> None:
    vocabulary = """ACHIEVED ACHIEVED_AT_RISK ON_TRACK LIKELY_UNCERTAIN ACCELERATE UNLIKELY REGRESSING MISSED MET_FINAL
    MET_YEAR MISSED_YEAR NO_DATA NOT_APPLICABLE NO_EVENT NO_TARGET QUALITATIVE"""
    assert {one.name for one in Verdict} == set(vocabulary.split())
    assert all(one.value == one.name.lower() for one in Verdict)

"""Numbers as an office writes them."""

import pytest

from workbench.briefing.numbers import Numbers, round_half_up
from workbench.programme import Indicator, Words

RATE = Indicator(id="R", title="r", unit="%", kind="rate", bounds=(0, 100), level="commune", aggregate="none", decimals=2)
PERSONS = Words({"vi": "người", "en": "persons", "en_one": "person"})
COUNT = RATE.model_copy(update={"unit": Indicator.model_fields["unit"].annotation("người"), "kind": "count", "decimals": 0})


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (8.71, 2, "8,71", "8.71"),
        (28898, 0, "28.898", "28,898"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (0, 0, "0", "0"),
        (-0.62, 2, "-0,62", "-0.62"),
    ],
)
def test_decimal_and_thousands_follow_the_language(value: float, decimals: int, vi: str, en: str) -> None:
    assert Numbers("vi").plain(value, decimals) == vi
    assert Numbers("en").plain(value, decimals) == en


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"), [(0.125, 2, "0.13"), (2.5, 0, "3"), (-2.5, 0, "-3"), (1.005, 2, "1.01"), (2.675, 2, "2.68")]
)
def test_halves_are_rounded_away_from_zero_on_the_digits_that_print(value: float, decimals: int, rounded: str) -> None:
    assert str(round_half_up(value, decimals)) == rounded


def test_nothing_is_told_as_minus_zero() -> None:
    assert Numbers("vi").plain(-0.004, 2) == "0,00"


@pytest.mark.parametrize(("value", "told"), [(4.994, "4,99%"), (5.04, "5,0%"), (58.3016, "58,3%"), (100.0, "100,0%")])
def test_small_shares_have_two_decimals_and_others_one(value: float, told: str) -> None:
    assert Numbers("vi").measured(value, RATE) == told


@pytest.mark.parametrize(
    ("value", "operator", "threshold", "told"),
    [
        (94.96, ">=", 95.0, "94,96%"),  # one decimal would print 95,0% and tell the opposite
        (94.996, ">=", 95.0, "94,996%"),
        (0.996, "<", 1.0, "0,996%"),
        (0.96, "<", 1.0, "0,96%"),
        (93.2, ">=", 95.0, "93,2%"),
    ],
)
def test_beside_a_target_the_rounded_figure_never_tells_the_opposite(value: float, operator: str, threshold: float, told: str) -> None:
    assert Numbers("vi").measured(value, RATE, operator=operator, threshold=threshold) == told


def test_counts_have_no_decimals_and_no_sign() -> None:
    assert Numbers("vi").measured(1168.0, COUNT) == "1.168"


@pytest.mark.parametrize(("p", "told"), [(0.0, "<1%"), (0.004, "<1%"), (0.01, "1%"), (0.5, "50%"), (0.995, ">99%"), (1.0, ">99%")])
def test_no_chance_is_told_as_certain_or_impossible(p: float, told: str) -> None:
    assert Numbers("vi").chance(p) == told


@pytest.mark.parametrize(("quantity", "told"), [(78.02, "79"), (3380.6, "3.381"), (5.0, "5"), (4.999999999, "5"), (5.0000000001, "5")])
def test_persons_missing_are_rounded_up_and_float_dust_is_no_person(quantity: float, told: str) -> None:
    assert Numbers("vi").needed(quantity, PERSONS) == f"{told} người"


@pytest.mark.parametrize(
    ("number", "decimals", "vi", "en"),
    [
        (0, 0, "0 người", "0 persons"),
        (1, 0, "1 người", "1 person"),
        (1, 1, "1,0 người", "1.0 persons"),
        (0.96, 0, "1 người", "1 person"),
        (2, 0, "2 người", "2 persons"),
        (1001, 0, "1.001 người", "1,001 persons"),
    ],
)
def test_a_noun_follows_the_number_as_it_is_printed(number: float, decimals: int, vi: str, en: str) -> None:
    assert Numbers("vi").counted(number, PERSONS, decimals) == vi
    assert Numbers("en").counted(number, PERSONS, decimals) == en


@pytest.mark.parametrize(
    ("value", "vi", "en"), [(2375.0, "2375", "2375"), (54.16191562, "54,16191562", "54.16191562"), (-0.5, "-0,5", "-0.5")]
)
def test_an_exact_number_keeps_its_digits_and_only_its_decimal_mark_follows_the_language(value: float, vi: str, en: str) -> None:
    assert (Numbers("vi").exact(value), Numbers("en").exact(value)) == (vi, en)

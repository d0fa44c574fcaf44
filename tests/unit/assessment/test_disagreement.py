"""Where methods contradict each other, themselves or us. All series here are made up for arithmetic."""

from workbench.assessment.disagreement import Contradiction, find_contradictions
from workbench.assessment.official import METHODS

YEARS = [2015, 2016, 2017]


def contradictions(values, operator, target, *, ceiling=None, ours="", names=("escap", "eurostat", "unsd", "sdsn")):
    question = {"operator": operator, "target": target, "base_year": 2015, "horizon": 2020}
    said = {name: METHODS[name](YEARS, values, **question) for name in names}
    found = find_contradictions(said, YEARS, values, **question, ceiling=ceiling, ours=ours)
    return {(one.kind, one.method): one for one in found}


def test_trained_labour_divides_the_methods_and_two_of_them_from_their_own_extension():
    found = contradictions([56.0, 58.5, 61.0], ">=", 70.0, ceiling=100.0, ours="unlikely")
    assert found["between", ""] == Contradiction("between", here="eurostat unsd", there="escap sdsn")
    assert found["ours_less", ""] == Contradiction("ours_less", here="unlikely", there="eurostat unsd")
    assert 69 < found["own_line", "eurostat"].number < 70
    assert ("own_line", "escap") not in found


def test_counting_the_unserved_turns_the_verdict_of_growth_rates_alone():
    found = contradictions([90.0, 91.0, 92.0], ">=", 95.0, ceiling=100.0)
    assert found["mirrored", "eurostat"] == Contradiction("mirrored", "eurostat", "on_track", "moderate")
    assert not {("mirrored", "escap"), ("mirrored", "sdsn")} & set(found)


def test_what_is_no_share_has_no_other_side():
    assert not {key for key in contradictions([90.0, 91.0, 92.0], ">=", 95.0) if key[0] == "mirrored"}
    assert not {key for key in contradictions([98.0, 99.0, 101.0], ">=", 110.0, ceiling=100.0) if key[0] == "mirrored"}


def test_coverage_of_all_leaves_none_unserved_and_a_number_of_choice_decides():
    found = contradictions([97.0, 98.6, 99.4], "=", 100.0, ceiling=100.0)
    assert found["mirrored", "eurostat"] == Contradiction("mirrored", "eurostat", "on_track", "moderate", 0.001)
    assert found["impossible", "escap"].number > 100


def test_a_target_of_zero_hangs_on_what_stands_in_for_it():
    found = contradictions([3.0, 1.4, 0.6], "<=", 0.0)
    assert found["stand_in", "eurostat"] == Contradiction("stand_in", "eurostat", "moderate", "on_track", 0.1)


def test_a_target_of_zero_far_away_is_missed_whatever_stands_in():
    assert ("stand_in", "eurostat") not in contradictions([120.0, 115.0, 110.0], "<=", 0.0)


def test_the_weights_of_the_years_can_decide():
    found = contradictions([100.0, 104.0, 125.0], ">=", 168.0)
    assert found["weights", "escap"] == Contradiction("weights", "escap", "maintain", "accelerate")


def test_within_one_point_of_all_is_not_all():
    assert contradictions([99.4, 99.3, 99.2], "=", 100.0, ceiling=100.0)["within_one", "unsd"].here == "stagnation"


def test_methods_that_agree_with_each_other_and_with_us_contradict_nobody():
    assert contradictions([50.0, 50.0, 50.0], ">=", 90.0, ceiling=100.0, ours="unlikely") == {}


def test_we_may_be_the_more_hopeful():
    found = contradictions([56.0, 57.0, 58.0], ">=", 70.0, ours="likely_uncertain")
    assert found["ours_more", ""].there == "escap eurostat unsd sdsn"


def test_the_plan_practice_tells_of_today_and_contradicts_nobody():
    assert contradictions([50.0, 60.0, 70.0], ">=", 90.0, names=("sdsn", "plan")) == {}


def test_no_word_of_ours_is_no_contradiction():
    assert ("ours_less", "") not in contradictions([56.0, 60.0, 64.0], ">=", 70.0, ours="no_data")

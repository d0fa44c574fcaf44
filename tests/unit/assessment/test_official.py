"""The official methods on the worked examples of the domain reference, and on every edge. All series here are made up for arithmetic."""

import itertools

import numpy as np
import pytest

from workbench.assessment.official import FAVOURABLE, METHODS, PUBLISHED_STAND_IN, escap, escap_category, eurostat, jmp, plan, sdsn, unsd
from workbench.assessment.progress import nearest_base

YEARS = [2015, 2016, 2017]
UNEMPLOYMENT = {"years": YEARS, "values": [1.60, 1.48, 1.36], "operator": "<", "target": 1.0, "base_year": 2015, "horizon": 2020}
TRAINED = {"years": YEARS, "values": [56.0, 58.5, 61.0], "operator": ">=", "target": 70.0, "base_year": 2015, "horizon": 2020}
INCOME = {"years": YEARS, "values": [100.0, 114.0, 132.0], "operator": ">=", "target": 200.0, "base_year": 2015, "horizon": 2020}


# ---- worked examples


def test_unemployment_falling_to_the_mark_itself_is_maintained_for_escap():
    said = escap(**UNEMPLOYMENT)
    assert said.verdict == "maintain"
    assert said.figures["projected"] == pytest.approx(1.00) and said.figures["gap"] == pytest.approx(0.0, abs=1e-9)
    assert said.figures["status_index"] == pytest.approx(4.0)


def test_unemployment_must_be_accelerated_for_eurostat_and_the_progress_chart_and_is_on_track_for_sdsn():
    said = eurostat(**UNEMPLOYMENT)
    assert said.verdict == "moderate"
    assert said.figures["observed_rate"] == pytest.approx(-7.80, abs=0.005)
    assert said.figures["required_rate"] == pytest.approx(-8.97, abs=0.005)
    assert said.figures["ratio"] == pytest.approx(87.0, abs=0.05)
    said = unsd(**UNEMPLOYMENT)
    assert said.verdict == "progress"
    assert said.figures["projected"] == pytest.approx(1.066, abs=0.0005) and said.figures["share"] == pytest.approx(89.0, abs=0.05)
    assert said.figures["observed_rate"] == pytest.approx(-7.80, abs=0.005)
    said = sdsn(**UNEMPLOYMENT)
    assert said.verdict == "on_track"
    assert said.figures["pace"] == pytest.approx(-0.12) and said.figures["needed_pace"] == pytest.approx(-0.12)


def test_trained_labour_is_on_track_for_eurostat_although_the_line_misses():
    said = escap(**TRAINED)
    assert (said.verdict, said.figures["projected"]) == ("accelerate", pytest.approx(68.5))
    assert said.figures["status_index"] == pytest.approx(3.57, abs=0.005) and said.figures["gap"] == pytest.approx(10.7, abs=0.05)
    said = eurostat(**TRAINED)
    assert said.verdict == "on_track"
    assert said.figures["observed_rate"] == pytest.approx(4.37, abs=0.005)
    assert said.figures["required_rate"] == pytest.approx(4.56, abs=0.005)
    assert said.figures["ratio"] == pytest.approx(95.7, abs=0.05) and said.figures["projected"] == pytest.approx(69.35, abs=0.005)
    said = unsd(**TRAINED)
    assert said.verdict == "on_track"
    assert said.figures["projected"] == pytest.approx(69.35, abs=0.005) and said.figures["share"] == pytest.approx(95.35, abs=0.05)
    said = sdsn(**TRAINED)
    assert (said.verdict, said.figures["pace"], said.figures["needed_pace"]) == ("improving", pytest.approx(2.5), pytest.approx(2.8))
    assert said.figures["ratio"] == pytest.approx(89, abs=0.5)


def test_doubled_income_is_on_track_by_growth_and_behind_by_the_line():
    said = eurostat(**INCOME)
    assert said.verdict == "on_track"
    assert said.figures["required_rate"] == pytest.approx(14.87, abs=0.005)
    assert said.figures["observed_rate"] == pytest.approx(14.89, abs=0.005)
    assert said.figures["ratio"] == pytest.approx(100.1, abs=0.05)
    assert unsd(**INCOME).figures["projected"] == pytest.approx(200.2, abs=0.05)
    said = sdsn(**INCOME)
    assert (said.verdict, said.figures["pace"], said.figures["needed_pace"]) == ("improving", pytest.approx(16), pytest.approx(20))
    assert said.figures["ratio"] == pytest.approx(80)


def test_the_straight_line_of_escap_is_golden_with_equal_weights_and_a_little_kinder_with_recent_years_weighing_more():
    said = escap(**INCOME)
    assert said.verdict == "accelerate"
    assert said.figures["projected_equal"] == pytest.approx(179.3, abs=0.05) and said.figures["gap_equal"] == pytest.approx(20.7, abs=0.05)
    assert said.figures["projected"] == pytest.approx(180.8, abs=0.05) and said.figures["gap"] == pytest.approx(19.2, abs=0.05)


# ---- edges


@pytest.mark.parametrize(
    ("method", "verdict"),
    [("escap", "maintain"), ("eurostat", "achieved"), ("unsd", "on_track"), ("sdsn", "on_track"), ("plan", "exceeded")],
)
def test_a_target_that_is_met_is_said_to_be_met_first(method, verdict):
    said = METHODS[method](YEARS, [60.0, 66.0, 72.0], operator=">=", target=70.0, base_year=2015, horizon=2020)
    assert (said.verdict, said.reason) == (verdict, "")
    assert verdict in FAVOURABLE[method]


def test_a_target_that_is_met_has_all_its_way_behind_it_for_escap():
    said = escap(YEARS, [60.0, 66.0, 72.0], operator=">=", target=70.0, base_year=2015, horizon=2020)
    assert said.figures == {"status_index": 10.0, "gap": 0.0}


def test_a_line_beyond_the_mark_leaves_no_gap_for_escap():
    said = escap(**TRAINED | {"values": [56.0, 62.0, 68.0]})  # 6 a year: 86 in 2020
    assert (said.verdict, said.figures["gap"], said.figures["gap_equal"]) == ("maintain", 0.0, 0.0)


@pytest.mark.parametrize(("gap", "word"), [(10.0, "maintain"), (10.01, "accelerate"), (100.0, "accelerate"), (100.01, "reverse")])
def test_the_words_of_escap_change_beyond_a_tenth_of_the_way_and_beyond_all_of_it(gap, word):
    assert escap_category(gap) == word


# One year on from a base of 100, one before the horizon, so that each figure can be worked out in the head.
@pytest.mark.parametrize(
    ("method", "target", "value", "word"),
    [
        ("eurostat", 121.0, 109.5, "on_track"),  # 9.5 % a year of 10 % needed: 95 %
        ("eurostat", 121.0, 109.4, "moderate"),
        ("eurostat", 121.0, 106.0, "moderate"),  # 60 %
        ("eurostat", 121.0, 105.9, "limited"),
        ("eurostat", 121.0, 100.0, "limited"),
        ("eurostat", 121.0, 99.9, "deterioration"),
        ("unsd", 200.0, 19_500**0.5, "on_track"),  # 100 x 1.396...^2 = 195: 95 % of the way
        ("unsd", 200.0, 19_490**0.5, "progress"),
        ("unsd", 200.0, 11_000**0.5, "progress"),  # 10 %
        ("unsd", 200.0, 10_990**0.5, "stagnation"),
        ("sdsn", 120.0, 110.0, "on_track"),  # 10 a year of 10 needed
        ("sdsn", 120.0, 109.9, "improving"),
        ("sdsn", 120.0, 105.0, "improving"),  # half of it
        ("sdsn", 120.0, 104.9, "stagnating"),
        ("sdsn", 120.0, 100.0, "stagnating"),
        ("sdsn", 120.0, 99.9, "decreasing"),
    ],
)
def test_the_words_change_at_the_limits_that_each_method_names(method, target, value, word):
    assert METHODS[method]([2015, 2016], [100.0, value], operator=">=", target=target, base_year=2015, horizon=2017).verdict == word


def test_a_series_that_never_moves_from_its_target_needs_no_growth_rate():
    full = {"years": range(2013, 2018), "values": [100.0] * 5, "operator": "=", "target": 100.0, "base_year": 2015, "horizon": 2020}
    said = {name: method(**full) for name, method in METHODS.items()}
    assert {name: one.verdict for name, one in said.items()} == {
        "escap": "maintain",
        "eurostat": "achieved",
        "unsd": "on_track",
        "sdsn": "on_track",
        "jmp": "reaches",
        "plan": "met",
    }
    assert all(np.isfinite(list(one.figures.values())).all() for one in said.values())


def test_the_wrong_direction_has_its_own_word_in_every_method():
    worse = {"years": YEARS, "values": [60.0, 57.0, 54.0], "operator": ">=", "target": 70.0, "base_year": 2015, "horizon": 2020}
    assert escap(**worse).verdict == "reverse" and escap(**worse).figures["gap"] > 100 and escap(**worse).figures["status_index"] < 0
    assert eurostat(**worse).verdict == "deterioration" and eurostat(**worse).figures["ratio"] < 0
    assert unsd(**worse).verdict == "stagnation" and unsd(**worse).figures["share"] < 10
    assert sdsn(**worse).verdict == "decreasing" and sdsn(**worse).figures["ratio"] < 0
    rising = worse | {"values": [1.6, 1.8, 2.0], "operator": "<", "target": 1.0}
    assert [METHODS[name](**rising).verdict for name in ("escap", "eurostat", "unsd", "sdsn")] == [
        "reverse",
        "deterioration",
        "stagnation",
        "decreasing",
    ]


@pytest.mark.parametrize(
    ("values", "operator", "target", "word", "projected"),
    [
        ([74.0, 72.5, 71.0], ">=", 70.0, "decreasing", 66.5),
        ([73.0, 72.5, 72.0], ">=", 70.0, "on_track", 70.5),  # less each year, and still enough in 2020
        ([0.50, 0.60, 0.70], "<", 1.0, "decreasing", 1.0),  # on the mark itself is not below it
    ],
)
def test_a_target_met_is_decreasing_for_sdsn_if_at_this_pace_it_would_be_lost(values, operator, target, word, projected):
    said = sdsn(YEARS, values, operator=operator, target=target, base_year=2015, horizon=2020)
    assert said.verdict == word
    assert said.figures == pytest.approx({"pace": (values[2] - values[0]) / 2, "projected": projected})


@pytest.mark.parametrize("change", [{"years": [2017], "values": [71.0]}, {"horizon": 2017}, {"base_year": 2014}])
def test_a_target_met_without_a_pace_is_said_to_be_met_all_the_same(change):
    met = {"years": YEARS, "values": [60.0, 66.0, 72.0], "operator": ">=", "target": 70.0, "base_year": 2015, "horizon": 2020} | change
    assert {name: METHODS[name](**met).verdict for name in ("escap", "eurostat", "unsd", "sdsn")} == {
        "escap": "maintain",
        "eurostat": "achieved",
        "unsd": "on_track",
        "sdsn": "on_track",
    }


def test_a_target_met_once_and_lost_has_no_way_to_go_except_for_eurostat_whose_sign_tells():
    lost = {"years": YEARS, "values": [72.0, 70.5, 69.0], "operator": ">=", "target": 70.0, "base_year": 2015, "horizon": 2020}
    assert [METHODS[name](**lost).reason for name in ("escap", "unsd", "sdsn")] == ["base_met"] * 3
    assert eurostat(**lost).verdict == "deterioration"


def test_a_strict_target_equal_to_its_base_has_no_way_to_go():
    level = {"years": YEARS, "values": [1.0, 1.1, 1.2], "operator": "<", "target": 1.0, "base_year": 2015, "horizon": 2020}
    assert [METHODS[name](**level).reason for name in ("escap", "eurostat", "unsd", "sdsn")] == ["base_at_target"] * 4


def test_no_value_and_one_value_are_reasons():
    question = {"operator": ">=", "target": 70.0, "base_year": 2015, "horizon": 2020}
    assert {method([], [], **question).reason for method in METHODS.values()} == {"no_value"}
    one = {name: method([2015], [60.0], **question) for name, method in METHODS.items()}
    assert {one[name].reason for name in ("escap", "eurostat", "unsd", "sdsn")} == {"one_value"}
    assert (one["jmp"].verdict, one["plan"].verdict) == ("falls_short", "missed")
    assert METHODS["escap"]([2015], [71.0], **question).verdict == "maintain"


def test_a_base_year_without_a_value_is_a_reason_and_the_nearest_can_be_asked_for():
    gap = TRAINED | {"base_year": 2014}
    assert {METHODS[name](**gap).reason for name in ("escap", "eurostat", "unsd", "sdsn")} == {"no_base"}
    latest = TRAINED | {"base_year": 2017}  # nothing has passed since
    assert {METHODS[name](**latest).reason for name in ("escap", "eurostat", "unsd", "sdsn")} == {"no_base"}
    assert nearest_base([2013, 2015, 2017], 2015) == 2015
    assert nearest_base([2013, 2016, 2017], 2015) == 2016
    assert nearest_base([2013, 2016, 2017, 2018], 2015) == 2016
    assert nearest_base([2013, 2017], 2015) == 2013 and nearest_base([2011, 2012, 2013, 2017], 2015) == 2013
    assert nearest_base([2012, 2013, 2017], 2015) == 2013  # 2017 is the latest: nothing would have passed since
    assert nearest_base([2017], 2015) == 2017 and nearest_base([], 2015) is None


def test_a_zero_has_no_growth_rate():
    toward_zero = {"years": YEARS, "values": [120.0, 95.0, 80.0], "operator": "<=", "target": 0.0, "base_year": 2015, "horizon": 2020}
    assert eurostat(**toward_zero).reason == "target_zero"
    assert unsd(**toward_zero).verdict == "progress" and sdsn(**toward_zero).verdict == "improving"
    from_zero = TRAINED | {"values": [0.0, 20.0, 40.0]}
    assert (eurostat(**from_zero).reason, unsd(**from_zero).reason) == ("base_zero", "base_zero")
    assert sdsn(**from_zero).verdict == "on_track"
    assert eurostat(**TRAINED | {"values": [-1.0, 2.0, 3.0]}).reason == "negative_value"
    assert eurostat(**TRAINED | {"values": [2.0, 1.0, 0.0]}).verdict == "deterioration"  # down to zero there is one, -100 %
    assert eurostat(**UNEMPLOYMENT | {"values": [0.8, 0.7, 0.6], "target": 0.1}).verdict == "limited"  # 13.4 % a year of 34.0 %
    assert eurostat(**toward_zero | {"target": -5.0}).reason == "negative_value"  # no rate leads below zero


def test_with_a_stand_in_for_zero_the_verdict_hangs_on_the_stand_in():
    few = {"years": YEARS, "values": [3.0, 1.4, 0.6], "operator": "<=", "target": 0.0, "base_year": 2015, "horizon": 2020}
    assert eurostat(**few, stand_in=PUBLISHED_STAND_IN).verdict == "moderate"
    assert eurostat(**few, stand_in=0.1).verdict == "on_track"


def test_served_and_unserved_are_one_fact_and_two_verdicts_for_growth_rates_but_not_for_lines():
    served = {"years": YEARS, "values": [90.0, 91.0, 92.0], "operator": ">=", "target": 95.0, "base_year": 2015, "horizon": 2020}
    unserved = served | {"values": [10.0, 9.0, 8.0], "operator": "<=", "target": 5.0}
    assert (eurostat(**served).verdict, eurostat(**unserved).verdict) == ("on_track", "moderate")
    assert escap(**served).figures == pytest.approx(escap(**unserved).figures | {"projected": 95.0, "projected_equal": 95.0})
    assert sdsn(**served).verdict == sdsn(**unserved).verdict


def test_the_progress_chart_would_let_one_point_go_and_here_it_does_not():
    near = {"years": YEARS, "values": [97.0, 98.2, 99.4], "operator": "=", "target": 100.0, "base_year": 2015, "horizon": 2020}
    assert unsd(**near).figures["is_within_one"] == 1.0
    assert unsd(**near | {"values": [97.0, 97.2, 97.4]}).figures["is_within_one"] == 0.0
    nobody = near | {"operator": "<=", "target": 0.0}
    assert [unsd(**nobody | {"values": [3.0, 2.0, last]}).figures["is_within_one"] for last in (1.0, 1.5)] == [1.0, 0.0]
    stuck = unsd(**near | {"values": [99.4, 99.3, 99.2]})
    assert (stuck.verdict, stuck.figures["is_within_one"]) == ("stagnation", 1.0)
    alone = unsd(**near | {"years": [2017], "values": [99.4]})
    assert (alone.reason, alone.figures["is_within_one"]) == ("one_value", 1.0)


def test_the_horizon_reached_and_missed_leaves_nothing_to_project():
    over = TRAINED | {"horizon": 2017}
    assert {METHODS[name](**over).reason for name in ("escap", "eurostat", "unsd", "sdsn")} == {"horizon_reached"}


def test_the_joint_monitoring_programme_draws_a_line_over_five_years_two_years_on_and_holds_it():
    water = {"operator": ">=", "target": 95.0, "base_year": 2015}
    line = jmp([2012, 2014, 2017], [80.0, 84.0, 90.0], **water, horizon=2020)
    assert (line.verdict, line.figures) == ("falls_short", {"projected": pytest.approx(94.0), "is_line": 1.0})  # 2019's, held
    assert jmp([2012, 2014, 2017], [80.0, 84.0, 90.0], **water, horizon=2019).figures["projected"] == pytest.approx(94.0)
    short = jmp([2013, 2015, 2017], [80.0, 84.0, 88.0], **water, horizon=2020)
    assert short.figures == {"projected": pytest.approx(84.0), "is_line": 0.0}
    assert jmp([2012, 2017], [80.0, 99.0], **water, horizon=2019).figures["projected"] == 100.0
    assert jmp([2012, 2017], [80.0, 90.0], **water, horizon=2023).figures["projected"] == pytest.approx(94.0)  # 2 a year; 2019's, held
    assert jmp([2012, 2017], [80.0, 90.0], **water, horizon=2024).reason == "too_far"


def test_an_estimate_of_the_joint_monitoring_programme_stays_between_nobody_and_everybody():
    fewer = {"years": [2012, 2017], "values": [10.0, 2.0], "operator": "<", "target": 1.0, "base_year": 2015, "horizon": 2020}
    assert jmp(**fewer).figures["projected"] == 0.0 and jmp(**fewer).verdict == "reaches"  # -1.2 by the line


def test_the_plan_is_compared_by_a_ratio_upwards_and_as_it_is_downwards():
    assert plan(**TRAINED).figures["share"] == pytest.approx(87.14, abs=0.005)
    assert (plan(**TRAINED).verdict, plan(**UNEMPLOYMENT).verdict, plan(**UNEMPLOYMENT).figures) == ("missed", "missed", {})
    assert plan(**UNEMPLOYMENT | {"values": [1.2, 1.1, 0.9]}).verdict == "exceeded"
    assert plan(**TRAINED | {"values": [60.0, 65.0, 70.0]}).verdict == "met"
    assert plan(**TRAINED | {"values": [0.0, 0.0, 0.5], "target": 1.0}).figures["share"] == 50.0
    assert plan(**TRAINED | {"target": 0.0}).reason == "no_ratio"


def test_what_is_no_series_is_refused():
    with pytest.raises(ValueError, match="years increasing"):
        escap([2016, 2015], [1.0, 2.0], operator=">=", target=3.0, base_year=2015, horizon=2020)
    with pytest.raises(ValueError, match="years increasing"):
        escap([2015, 2015], [1.0, 2.0], operator=">=", target=3.0, base_year=2015, horizon=2020)
    with pytest.raises(ValueError, match="finite"):
        escap([2015, 2016], [1.0, np.nan], operator=">=", target=3.0, base_year=2015, horizon=2020)


def test_every_method_answers_every_short_series_with_a_verdict_or_a_reason():
    for values in itertools.product([0.0, 50.0, 100.0], repeat=3):
        for operator, target in itertools.product(["<", "<=", ">=", ">", "="], [0.0, 50.0, 100.0]):
            for name, method in METHODS.items():
                said = method(YEARS, values, operator=operator, target=target, base_year=2015, horizon=2020)
                assert bool(said.verdict) != bool(said.reason), (name, values, operator, target)
                assert np.isfinite(list(said.figures.values())).all(), (name, values, operator, target)

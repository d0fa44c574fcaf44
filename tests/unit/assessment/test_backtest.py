"""Back-tests on the provinces' published figures: nothing of the future is used, everybody is scored on the same cases."""

import numpy as np
import pandas as pd
import pytest

from tests.conftest import findings_of
from workbench.assessment.backtest import MIN_HISTORY, OURS, SCORES, SUMMARY, TESTED_YEARS, TRAFFIC_LIGHTS, back_test, summarise
from workbench.projection import project
from workbench.projection.comparisons import MODELS

UNITS = ["45", "44"]


@pytest.fixture(scope="module")
def findings():
    return findings_of("vietnam-provinces")


@pytest.fixture(scope="module")
def scores(findings):
    programme = findings.programme
    return back_test(programme, findings.observations, findings.values, units=UNITS, indicators=["TRAINED_WORKERS"], as_of=findings.as_of)


def test_every_case_has_one_row_for_each_method(scores):
    assert list(scores.columns) == SCORES
    cases = scores.groupby(["unit_code", "indicator_id", "origin", "year"])["method"]
    assert cases.apply(lambda one: set(one) == {OURS, *MODELS, *TRAFFIC_LIGHTS} and one.is_unique).all()


def test_only_years_after_the_origin_and_tested_ones_are_scored(scores, findings):
    assert ((scores["year"] > scores["origin"]) & (scores["year"] <= scores["origin"] + TESTED_YEARS)).all()
    first = findings.observations.query("indicator_id == 'TRAINED_WORKERS'")["year"].min()
    assert scores["origin"].min() == first + MIN_HISTORY - 1 and scores["year"].max() <= findings.as_of


def test_a_figure_of_the_future_moves_nothing_that_is_said_before_it(scores, findings):
    future = findings.observations["year"] >= 2015
    changed = findings.observations.assign(value=findings.observations["value"].where(~future, 99.0))
    again = back_test(findings.programme, changed, findings.values, units=UNITS, indicators=["TRAINED_WORKERS"], as_of=findings.as_of)
    early = scores["origin"] < 2015
    pd.testing.assert_frame_equal(again[again["origin"] < 2015], scores[early])
    assert not again[again["origin"] >= 2015].equals(scores[~early])


def test_ours_is_what_the_notebooks_project(scores, findings):
    past = findings.values[findings.values["year"] <= 2015]
    outlook = project(findings.programme, past, as_of=2015).predictive["45", "TRAINED_WORKERS"]
    row = scores[(scores["unit_code"] == "45") & (scores["origin"] == 2015) & (scores["year"] == 2016) & (scores["method"] == OURS)].iloc[0]
    actual = findings.values.query("unit_code == '45' and indicator_id == 'TRAINED_WORKERS' and year == 2016")["value"].iloc[0]
    assert row["in80"] == float(outlook.quantile(2016, 0.1) <= actual <= outlook.quantile(2016, 0.9))


def test_a_method_that_says_nothing_has_a_reason_and_no_score(scores):
    quiet = scores["reason"] != ""
    assert quiet.any() and scores.loc[quiet, ["wis", "in80", "brier"]].isna().all(axis=None)
    models = ~scores["method"].isin(TRAFFIC_LIGHTS)
    assert scores.loc[~quiet & models, ["wis", "in80", "in95"]].notna().all(axis=None)


def test_the_summary_scores_all_models_on_the_same_cases(scores):
    table = summarise(scores)
    assert list(table.columns) == SUMMARY
    models = table[~table["method"].isin(TRAFFIC_LIGHTS)]
    assert models["n"].nunique() == 1 and models["n"].iloc[0] > 0
    assert (table["true_yes"] <= table["yes"]).all() and table["brier"].dropna().between(0, 1).all()
    assert table.loc[table["method"].isin(TRAFFIC_LIGHTS), "wis"].isna().all()


def test_a_model_that_never_answers_does_not_empty_the_table():
    start = dict.fromkeys(SCORES, np.nan) | {"unit_code": "1", "indicator_id": "A", "origin": 2015, "year": 2016, "is_simulated": False}
    said = {"reason": "", "wis": 1.0, "in80": 1.0, "in95": 1.0}
    rows = [start | {"method": OURS} | said, start | {"method": "holt", "reason": "too_few_values"}]
    table = summarise(pd.DataFrame(rows, columns=SCORES)).set_index("method")
    assert table["n"].to_dict() == {OURS: 1, "holt": 0} and table["unanswered"].to_dict() == {OURS: 0, "holt": 1}


def test_nothing_to_score_is_an_empty_table(findings):
    none = back_test(findings.programme, findings.observations, findings.values, units=[], indicators=["TRAINED_WORKERS"], as_of=2016)
    assert none.empty and summarise(none).empty and list(summarise(none).columns) == SUMMARY

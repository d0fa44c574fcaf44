"""Common models of one series: known answers, bounds, and a reason wherever there is none."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import norm, t

from workbench.projection.comparisons import MIN_VALUES, MODELS, Outlook, compare

YEARS = [2013, 2014, 2015, 2016, 2017]
TRAINED = [11.2, 12.9, 13.1, 14.8, 15.0]  # made up
AHEAD = [2018, 2019, 2020]


def outlooks(values, years=YEARS, **bounds):
    return compare(years, values, ahead=AHEAD, **bounds)


def test_every_model_answers_five_ordinary_years():
    found = outlooks(TRAINED, ceiling=100.0)
    assert set(found) == set(MODELS) == set(MIN_VALUES)
    for name, one in found.items():
        assert isinstance(one, Outlook), (name, one)
        low, middle, high = (one.quantile(2020, level) for level in (0.1, 0.5, 0.9))
        assert 0 <= low < middle < high <= 100
        assert one.probability(2020, ">=", middle) == pytest.approx(0.5, abs=1e-9)


def test_the_line_is_the_textbook_line():
    x, y = np.array(YEARS, dtype=float), np.array(TRAINED)
    slope = np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)
    middle = y.mean() + slope * (2020 - x.mean())
    residual = y - y.mean() - slope * (x - x.mean())
    spread = np.sqrt(np.sum(residual**2) / 3 * (1 + 1 / 5 + (2020 - x.mean()) ** 2 / np.sum((x - x.mean()) ** 2)))
    line = outlooks(TRAINED)["line"]
    assert line.quantile(2020, 0.5) == pytest.approx(middle)
    assert line.quantile(2020, 0.9) == pytest.approx(middle + spread * t.ppf(0.9, 3))
    assert line.probability(2020, "<", 20.0) == pytest.approx(t.cdf((20.0 - middle) / spread, 3))


def test_the_drift_is_the_mean_change_and_its_variance_grows_with_the_years():
    drift = outlooks(TRAINED)["drift"]
    change = np.diff(TRAINED)
    assert drift.quantile(2020, 0.5) == pytest.approx(15.0 + 3 * change.mean())
    assert drift.spread == pytest.approx(np.sqrt(np.var(change, ddof=1) * (np.array([1, 2, 3]) + np.array([1, 4, 9]) / 4)))


def test_a_gap_of_two_years_is_one_change_of_two_years_for_the_drift_and_refused_by_holt():
    found = outlooks([10.0, 12.0, 13.5, 14.0, 15.5], years=[2011, 2013, 2014, 2015, 2017])
    assert found["drift"].quantile(2018, 0.5) == pytest.approx(15.5 + 5.5 / 6)
    assert found["holt"] == "gap"
    assert isinstance(found["local_trend"], Outlook) and isinstance(found["line"], Outlook)


def test_the_curve_stays_below_its_ceiling_where_the_line_is_cut_off():
    found = outlooks([90.0, 93.0, 94.5, 97.0, 98.0], ceiling=100.0)
    assert found["line"].quantile(2020, 0.5) == 100.0
    assert 98.0 < found["curve"].quantile(2020, 0.5) < 100.0


def test_bounds_decide_what_no_value_can_tell():
    line = outlooks(TRAINED, ceiling=100.0)["line"]
    assert line.probability(2020, ">", 100.0) == 0.0 and line.probability(2020, ">=", 101.0) == 0.0
    assert line.probability(2020, ">=", 0.0) == 1.0 and line.probability(2020, "<", 0.0) == 0.0
    assert line.probability(2020, "<=", 100.0) == 1.0 and line.probability(2020, "<", 101.0) == 1.0


def test_a_ceiling_that_the_values_pass_is_none():
    assert outlooks([96.0, 98.0, 101.0, 103.0, 104.0], ceiling=100.0)["line"].quantile(2020, 0.5) > 104.0


def test_maximum_likelihood_gives_a_normal_and_regression_a_t():
    found = outlooks(TRAINED)
    assert [found[name].degrees for name in ("line", "drift", "local_trend", "holt")] == [3.0, 3.0, np.inf, np.inf]
    one = found["local_trend"]
    assert one.quantile(2020, 0.9) == pytest.approx(one.mean[2] + one.spread[2] * norm.ppf(0.9))


@pytest.mark.parametrize("n", range(5))
def test_too_few_values_are_a_reason(n):
    found = outlooks(TRAINED[:n], years=YEARS[:n])
    assert {name for name, one in found.items() if one == "too_few_values"} == {name for name in MODELS if MIN_VALUES[name] > n}


def test_a_constant_series_has_nothing_to_learn_from():
    assert set(outlooks([100.0] * 5, ceiling=100.0).values()) == {"constant"}


def test_values_on_a_line_claim_no_certainty():
    found = outlooks([10.0, 11.0, 12.0, 13.0, 14.0])
    assert found["line"] == found["drift"] == "no_spread"
    assert not {name for name, one in found.items() if isinstance(one, Outlook) and one.spread.min() < 1e-4}


def test_zeros_and_small_counts_are_answered_or_explained():
    for values in ([0.0, 0.0, 3.0, 1.0, 0.0], [5.0, 3.0, 2.0, 1.0, 0.0], [0.0, 100.0, 0.0, 100.0, 0.0]):
        for one in outlooks(values, ceiling=100.0).values():
            assert isinstance(one, str) or np.isfinite([one.quantile(2020, level) for level in (0.025, 0.975)]).all()


def test_what_is_no_series_is_refused():
    with pytest.raises(ValueError, match="years must increase"):
        compare([2016, 2015], [1.0, 2.0], ahead=[2018])
    with pytest.raises(ValueError, match="after the last one"):
        compare([2015, 2016], [1.0, 2.0], ahead=[2016])
    with pytest.raises(ValueError, match="finite"):
        compare([2015, 2016], [1.0, np.nan], ahead=[2018])


def test_statsmodels_is_loaded_only_when_a_model_is_fitted():
    code = "import sys, workbench.projection.comparisons; print(any(name.startswith(('statsmodels', 'scipy')) for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"

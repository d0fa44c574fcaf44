"""What a scorer of short series is handed: the projection of the notebooks, on arrays."""

import numpy as np
import pytest

from benchmarks.projection_adapter import forecast

YEARS = [2013, 2014, 2015, 2016, 2017]


def panel(values, **other):
    values = np.array(values, dtype=float)
    about = {"panel_id": "a panel", "years": YEARS[-values.shape[1] :], "kind": "rate_pct", "direction": 1, "break_year": None}
    marks = np.nanmax(values, axis=1)[:, None] + np.array([1.0, 5.0])
    return about | {"series_id": [str(place) for place in range(len(values))], "y": values, "targets": marks} | other


@pytest.mark.parametrize(
    "asked",
    [
        panel([[50, 52, 53, 55, 56]]),
        panel([[100] * 5] * 3),
        panel([[95, 98, 101, 103, 104]]),
        panel([[0, 0, 1, 0, 2], [5, 3, 2, 1, 0]], kind="count", direction=-1),
        panel([[0] * 5] * 2, kind="count", direction=-1),
        panel([[50, 52, 53], [40, 41, 43]]),
        panel([[9, 8, 15, 14, 12]], direction=-1, break_year=2015),
        panel([[50, 52, 53, 55, 56], [40, 42, 44, 41, 43]], years=[2010, 2013, 2014, 2016, 2017]),
        panel([[50, np.nan, 53, 55, 56], [np.nan, 42, 44, 41, 43]]),
        panel([[1e-9, 2e-9, 1e-9, 3e-9, 2e-9]], kind="positive", direction=0),
    ],
)
def test_every_unit_with_two_values_gets_ordered_quantiles_of_three_years_and_chances(asked):
    found = forecast(asked)
    assert found["q"].shape == (len(asked["y"]), 3, 5) and (np.diff(found["q"], axis=2) >= 0).all()
    assert ((found["p_target"] >= 0) & (found["p_target"] <= 1)).all()


def test_a_unit_without_two_values_gets_none_and_moves_no_other():
    alone, beside = forecast(panel([[30, 42, 44, 41, 43]])), forecast(panel([[np.nan] * 4 + [50], [30, 42, 44, 41, 43]]))
    assert np.isnan(beside["q"][0]).all() and np.isnan(beside["p_target"][0]).all()
    assert np.array_equal(beside["q"][1], alone["q"][0])


def test_three_years_after_the_panel_are_answered_though_a_unit_ended_earlier():
    found = forecast(panel([[50, 51, 53, 55, np.nan], [30, 42, 44, 41, 43]]))
    level = forecast(panel([[50, 51, 53, 55, 55], [30, 42, 44, 41, 43]]))
    assert found["q"].shape == (2, 3, 5)
    assert (found["q"][0, 0, 4] - found["q"][0, 0, 0]) > (level["q"][0, 0, 4] - level["q"][0, 0, 0])  # a year further away


@pytest.mark.parametrize("wrong", [np.inf, -1.0])
def test_a_value_without_a_place_on_the_scale_is_refused(wrong):
    with pytest.raises(ValueError, match="no place on the projection scale"):
        forecast(panel([[1, 2, 3, 4, wrong]], kind="positive"))

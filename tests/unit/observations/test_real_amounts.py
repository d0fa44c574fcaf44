"""Amounts in prices of the base year: a price index as data, year by year, and never one later than the as-of year."""

import numpy as np
import pytest

from workbench.assessment import assess
from workbench.projection import project

INDEX = """
[[indicators]]
id = "PRICES"
title = "Consumer prices"
unit = "previous year = 100"
kind = "amount"
bounds = [1.0, inf]
level = "commune"
role = "parameter"
aggregate = "none"
price_base = "previous_year"

[[indicators]]
id = "REAL"
title = "Income in prices of 2015"
unit = "million"
kind = "amount"
better = "higher"
level = "commune"
aggregate = "deflate"
nominal = "INCOME"
deflator = "PRICES"

[[indicators]]
id = "REAL_INDEX"
title = "Real income against 2015"
unit = "times"
kind = "rate"
better = "higher"
level = "commune"
aggregate = "derive"
derive = "ratio_to_base"
derived_from = "REAL"

[[targets]]
id = "T-EMP-09"
title = "Income doubles"
indicator = "INCOME_INDEX"
type = "ratio_to_base"
operator = ">="
value = 1.5
unit = "times"
base_year = 2015
carries_down = "benchmark"
quote = "1.5 times"
basis = "Line 9"
reading = "At current prices."

[[targets.readings]]
id = "X-real"
title = "In real terms"
indicator = "REAL_INDEX"
"""
WORK = "areas/02_work.toml"
INCOME = {2013: 18.0, 2014: 19.0, 2015: 20.0, 2016: 22.0, 2017: 24.0}
CHAIN = {2014: 104.0, 2015: 101.0, 2016: 102.0, 2017: 103.0}
FIXED = {2013: 80.0, 2014: 83.2, 2015: 84.032, 2016: 85.71264, 2017: 88.2840192}  # the same prices, those of 2010 at 80


@pytest.fixture
def priced(folder):
    """Incomes of commune 101 in five years, and no price yet."""
    folder.append(WORK, INDEX)
    for year, value in INCOME.items():
        folder.observe("101", "INCOME", year, value)
    return folder


def observe_prices(folder, index, unit="D1"):
    for year, value in index.items():
        folder.observe(unit, "PRICES", year, value)
    return folder


def real(folder, code="101", **asked):
    return folder.values(**asked).query("indicator_id == 'REAL' and unit_code == @code").set_index("year")["value"].to_dict()


def reading(folder, *, as_of=2017):
    values = folder.values(as_of=as_of)
    found = assess(folder.programme, values, project(folder.programme, values, as_of=as_of), as_of=as_of)
    own = found.table.query("unit_code == '101' and target_id == 'T-EMP-09'").iloc[0]
    return own, found.readings.query("unit_code == '101'").iloc[0]


@pytest.mark.parametrize(("base", "index"), [("previous_year", CHAIN), ("fixed", FIXED)])
def test_an_amount_in_base_year_prices_is_divided_by_the_prices_since_and_multiplied_by_those_before(priced, base, index):
    observe_prices(priced.replace(WORK, '"previous_year"', f'"{base}"'), index)
    assert real(priced) == pytest.approx(
        {2013: 18.0 * 1.04 * 1.01, 2014: 19.0 * 1.01, 2015: 20.0, 2016: 22.0 / 1.02, 2017: 24.0 / (1.02 * 1.03)}, rel=1e-12
    )


def test_a_year_whose_prices_are_not_all_known_has_no_real_amount(priced):
    observe_prices(priced, {year: value for year, value in CHAIN.items() if year != 2016})
    assert list(real(priced)) == [2013, 2014, 2015]


def test_prices_later_than_the_as_of_year_move_nothing(priced):
    observe_prices(priced, CHAIN)
    values, (_, before) = priced.values(), reading(priced)
    observe_prices(priced, {2018: 150.0, 2020: 200.0})
    assert priced.values().equals(values)
    assert reading(priced)[1]["p_met"] == before["p_met"]
    assert list(real(priced, as_of=2016)) == [2013, 2014, 2015, 2016]


def test_a_unit_with_prices_of_its_own_is_not_given_those_above_it(priced):
    observe_prices(observe_prices(priced, CHAIN), dict.fromkeys(CHAIN, 100.0), "101")
    assert real(priced) == pytest.approx(INCOME)


def test_an_index_that_begins_anew_on_another_base_is_not_carried_over(priced):
    rebased = 'id = "REBASED"\ntitle = "Rebased"\nfirst_year = 2016\nhandling = "split"\nbasis = "Invented"\n'
    priced.append("breaks.toml", "\n[[breaks]]\n" + rebased)
    priced.replace(WORK, 'price_base = "previous_year"', 'price_base = "fixed"\nbreaks = ["REBASED"]')
    assert list(real(observe_prices(priced, FIXED))) == [2013, 2014, 2015]


def test_a_real_amount_is_as_sure_as_its_amount_and_its_prices(priced):
    observe_prices(priced, {2016: 102.0}).observe("D1", "PRICES", 2017, 103, qualifier="about")
    assert priced.value("101", "REAL", 2016)["is_usable"] and not priced.value("101", "REAL", 2017)["is_usable"]
    priced.forget("101", "INCOME", 2016).observe("101", "INCOME", 2016, 22, status="simulated", source_id="invented")
    assert priced.value("101", "REAL", 2016)["is_simulated"] and priced.value("101", "REAL", 2016)["source_ids"] == "invented register"


def test_the_mean_above_is_deflated_like_its_parts(priced):
    observe_prices(priced, CHAIN).observe("102", "INCOME", 2017, 12.0).observe("103", "INCOME", 2017, 12.0)
    parts = {code: priced.value(code, "REAL", 2017)["value"] for code in ("101", "102", "103")}
    assert real(priced, "D1")[2017] == pytest.approx((2000 * parts["101"] + 1000 * parts["102"] + 500 * parts["103"]) / 3500, rel=1e-12)


def test_where_prices_stand_still_the_real_reading_is_the_nominal_one(priced):
    own, other = reading(observe_prices(priced, dict.fromkeys(CHAIN, 100.0)))
    assert own["p_met"] is not None and other["p_met"] == pytest.approx(own["p_met"], abs=1e-12)


def test_rising_prices_make_the_real_reading_less_probable(priced):
    own, other = reading(observe_prices(priced, CHAIN))
    assert other["p_met"] < own["p_met"] and other["latest_value"] == pytest.approx(1.2 / (1.02 * 1.03))


def test_a_unit_without_a_price_index_is_told_that_this_is_what_is_missing(priced):
    other = reading(priced)[1]
    assert (other["verdict"], other["reason"], other["p_met"]) == ("no_data", "no_price_index", None)
    values = priced.values()
    obstacles = project(priced.programme, values, as_of=2017).obstacles
    assert obstacles["101", "REAL"] == "no_price_index" and obstacles["102", "REAL"] == "no_value"


def test_a_real_reading_that_ends_before_the_amount_says_why(priced):
    other = reading(observe_prices(priced, {year: value for year, value in CHAIN.items() if year < 2017}))[1]
    assert (other["latest_year"], other["reason"]) == (2016, "no_price_index") and other["p_met"] is not None


def test_every_commune_of_cam_lo_has_its_real_income_from_published_prices(cam_lo):
    income = cam_lo.values.query("indicator_id == 'EMP_INCOME_PC'").set_index(["unit_code", "year"])["value"]
    real_income = cam_lo.values.query("indicator_id == 'EMP_INCOME_REAL'").set_index(["unit_code", "year"])["value"]
    level = {2013: 1 / (1.0409 * 1.0063), 2014: 1 / 1.0063, 2015: 1.0, 2016: 1.0266, 2017: 1.0266 * 1.0353}
    assert len(real_income) == 50
    np.testing.assert_allclose(real_income, income / income.index.get_level_values("year").map(level), rtol=1e-12)


def test_the_nominal_factor_told_in_the_note_follows_from_the_prices_and_the_assumption_it_names(cam_lo):
    prices = cam_lo.values.query("indicator_id == 'EMP_CPI' and year > 2015")["value"]
    (note,) = (one.note for one in cam_lo.programme.targets["T-EMP-05"].readings if one.id == "X-05b")
    factor = 2 * np.prod(prices / 100) * 1.04**3
    assert "4%" in note["en"] and f"{factor:.3f} times" in note["en"] and f"{factor:.3f}".replace(".", ",") + " lần" in note["vi"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('price_base = "previous_year"\n', "", "deflator 'PRICES' does not say which prices are 100."),
        ('deflator = "PRICES"\n', "", "aggregate = 'deflate' goes with both nominal and deflator."),
        ("bounds = [1.0, inf]\n", "", "a price index needs bounds with a lower one above 0"),
        ('nominal = "INCOME"', 'nominal = "GHOST"', "nominal 'GHOST' is not in the catalogue."),
        ('deflator = "PRICES"\n', 'deflator = "PRICES"\nbreaks = ["POV15"]\n', "breaks are not those of 'INCOME'"),
    ],
)
def test_a_definition_that_cannot_be_computed_is_refused(priced, old, new, told):
    breaks = priced.programme.breaks
    (fault,) = priced.replace(WORK, old, new.replace("POV15", next(iter(breaks)))).definition_faults()
    assert told in fault


def test_a_real_amount_cannot_be_observed(priced):
    (fault,) = priced.observe("101", "REAL", 2017, 20).table_faults()
    assert "REAL is computed from INCOME. Give INCOME instead." in fault

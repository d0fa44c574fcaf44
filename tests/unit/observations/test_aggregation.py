"""From counts to values: rates are ratios of sums over the same units, and nothing is averaged, scaled up or chained across a break."""

import numpy as np
import pandas as pd
import pytest

from tests.conftest import one_value
from workbench.observations import VALUES, compute_values, load_observations, segment_from, select_observations


def counted(row: dict) -> tuple:
    return row["value"], row["n_units"], row["n_expected"], row["is_usable"]


def test_counts_add_up_to_the_district(folder):
    assert counted(folder.value("D1", "POV_HH", 2017)) == (175.0, 3, 3, True)


def test_a_rate_is_the_ratio_of_sums_and_never_the_mean_of_rates(folder):
    rate = folder.value("D1", "TRAINED", 2017)
    assert (rate["numerator"], rate["denominator"]) == (1980.0, 3500.0)
    assert rate["value"] == pytest.approx(100 * 1980 / 3500)
    assert rate["value"] != pytest.approx(np.mean([60.0, 48.0, 60.0]))


def test_a_sum_over_some_of_the_units_is_shown_with_its_count_and_not_modelled(folder):
    assert counted(folder.value("D1", "POV_HH", 2016)) == (170.0, 2, 3, False)
    assert counted(folder.value("D1", "POV_HH", 2015)) == (120.0, 1, 3, False)


def test_numerator_and_denominator_of_a_rate_are_over_the_same_units(folder):
    folder.forget("103", "TRAINED__num", 2017)
    assert counted(folder.value("D1", "BASE_LF", 2017)) == (3500.0, 3, 3, True)
    rate = folder.value("D1", "TRAINED", 2017)
    assert (rate["numerator"], rate["denominator"]) == (1680.0, 3000.0)
    assert counted(rate) == (pytest.approx(56.0), 2, 3, False)


def test_trained_labour_of_cam_lo_in_2016_counts_eight_of_nine_communes(cam_lo):
    rate = one_value(cam_lo.values, "468", "EMP_TRAINED_RATE", 2016)
    assert (rate["numerator"], rate["denominator"]) == (14760.0, 25908.0)
    assert counted(rate) == (pytest.approx(100 * 14760 / 25908), 8, 9, False)


def test_the_districts_own_figure_wins_over_the_sum_of_its_units(folder):
    assert counted(folder.observe("D1", "POV_HH", 2016, 211).value("D1", "POV_HH", 2016)) == (211.0, 1, 1, True)


def test_a_districts_estimate_gives_way_to_the_sum_of_all_its_units_and_not_to_that_of_some(folder):
    estimate = {"status": "estimated"}
    folder.observe("D1", "POV_HH", 2017, 190, **estimate).observe("D1", "POV_HH", 2016, 190, **estimate)
    assert counted(folder.value("D1", "POV_HH", 2017)) == (175.0, 3, 3, True)
    assert counted(folder.value("D1", "POV_HH", 2016)) == (190.0, 1, 1, True)


@pytest.mark.parametrize(
    ("status", "source", "value"), [("simulated", "invented", 190.0), ("estimated", "register", 190.0), ("reported", "register", 180.0)]
)
def test_a_districts_estimate_gives_way_to_figures_of_a_better_kind_alone(folder, status, source, value):
    folder.forget("103", "POV_HH", 2017).observe("103", "POV_HH", 2017, 25, status=status, source_id=source)
    folder.observe("D1", "POV_HH", 2017, 190, status="estimated")
    assert folder.value("D1", "POV_HH", 2017)["value"] == value


def test_a_districts_estimate_stands_before_a_sum_in_which_one_part_is_inexact(folder):
    folder.forget("103", "POV_HH", 2017).observe("103", "POV_HH", 2017, 25, qualifier="about")
    assert folder.observe("D1", "POV_HH", 2017, 190, status="estimated").value("D1", "POV_HH", 2017)["value"] == 190.0


def test_an_estimated_rate_or_mean_gives_way_to_the_one_computed_from_reports_of_all_units(folder):
    folder.observe("D1", "TRAINED", 2017, 70, status="estimated").observe("D1", "INCOME", 2017, 99, status="estimated")
    assert folder.value("D1", "TRAINED", 2017)["value"] == pytest.approx(100 * 1980 / 3500)
    assert folder.value("D1", "INCOME", 2017)["value"] == 99.0
    for code, income in (("101", 30.0), ("102", 20.0), ("103", 10.0)):
        folder.observe(code, "INCOME", 2017, income)
    assert folder.value("D1", "INCOME", 2017)["value"] == pytest.approx((30 * 2000 + 20 * 1000 + 10 * 500) / 3500)


def test_a_reported_rate_stands_and_keeps_the_counts_behind_it(folder):
    rate = folder.observe("D1", "TRAINED", 2017, 56.6).value("D1", "TRAINED", 2017)
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (56.6, 1980.0, 3500.0)


def test_a_figure_told_as_about_is_shown_and_not_modelled(folder):
    folder.observe("101", "INCOME", 2017, 20, qualifier="about").observe("102", "INCOME", 2017, 20, qualifier="preliminary")
    assert not folder.value("101", "INCOME", 2017)["is_usable"]
    assert folder.value("102", "INCOME", 2017)["is_usable"]


def test_one_inexact_part_makes_the_sum_unusable(folder):
    folder.forget("103", "POV_HH", 2017).observe("103", "POV_HH", 2017, 20, qualifier="at_least")
    assert counted(folder.value("D1", "POV_HH", 2017)) == (175.0, 3, 3, False)
    assert counted(folder.value("103", "POV_RATE", 2017)) == (8.0, 1, 1, False)
    assert not folder.value("D1", "POV_RATE", 2017)["is_usable"]


def test_a_value_is_simulated_as_soon_as_one_part_is(folder):
    assert not folder.value("D1", "POV_RATE", 2017)["is_simulated"]
    folder.forget("103", "POV_HH", 2017).observe("103", "POV_HH", 2017, 20, status="simulated", source_id="invented")
    rate = folder.value("D1", "POV_RATE", 2017)
    assert rate["is_simulated"] and rate["source_ids"] == "invented register"
    assert not folder.value("101", "POV_RATE", 2017)["is_simulated"]


def test_a_mean_is_weighted_by_its_count(folder):
    for code, income in (("101", 30.0), ("102", 20.0), ("103", 10.0)):
        folder.observe(code, "INCOME", 2017, income)
    mean = folder.value("D1", "INCOME", 2017)
    assert counted(mean) == (pytest.approx((30 * 2000 + 20 * 1000 + 10 * 500) / 3500), 3, 3, True)
    assert mean["denominator"] == 3500.0
    assert mean["value"] != pytest.approx(20.0)


def test_a_mean_over_some_of_the_units_is_weighted_by_those_and_not_modelled(folder):
    folder.observe("101", "INCOME", 2017, 30.0).observe("102", "INCOME", 2017, 20.0)
    assert counted(folder.value("D1", "INCOME", 2017)) == (pytest.approx(80 / 3), 2, 3, False)


def test_the_annual_cut_is_last_years_rate_less_this_years(folder):
    assert folder.value("101", "POV_CUT", 2014)["value"] == pytest.approx(1.0)
    assert folder.value("101", "POV_CUT", 2017)["value"] == pytest.approx(1.0)


def test_the_annual_cut_never_crosses_the_break(folder):
    cuts = folder.values().query("indicator_id == 'POV_CUT' and unit_code == '101'")
    assert cuts["year"].tolist() == [2014, 2016, 2017]
    assert cuts["segment_from"].tolist() == [0, 2015, 2015]


def test_no_cut_is_taken_over_a_missing_year(folder):
    assert folder.values().query("indicator_id == 'POV_CUT' and unit_code == '102'")["year"].tolist() == [2014, 2017]


def test_the_poverty_break_of_cam_lo_is_never_crossed(cam_lo):
    cuts = cam_lo.values.query("indicator_id == 'POV_CUT_PP'")
    assert set(cuts["year"]) == {2014, 2016, 2017} and set(cuts["unit_code"]) == set(cam_lo.programme.units_in(2017))


def test_a_break_that_is_only_noted_ends_no_series(folder):
    folder.replace("breaks.toml", 'handling = "split"', 'handling = "note"')
    assert folder.values().query("indicator_id == 'POV_CUT' and unit_code == '101'")["year"].tolist() == [2014, 2015, 2016, 2017]


def test_the_definition_in_force_begins_with_the_latest_split(folder):
    programme = folder.programme
    assert [segment_from(programme, "POV_RATE", year) for year in (2014, 2015, 2020)] == [0, 2015, 2015]
    assert segment_from(programme, "TRAINED__num", 2020) == 0


def test_a_ratio_to_the_base_year_is_one_in_that_year(folder):
    for year, income in ((2014, 18.0), (2015, 20.0), (2017, 30.0)):
        folder.observe("101", "INCOME", year, income)
    index = folder.values().query("indicator_id == 'INCOME_INDEX'").set_index("year")["value"]
    assert index.to_dict() == pytest.approx({2014: 0.9, 2015: 1.0, 2017: 1.5})


@pytest.mark.parametrize("base", [None, 0])
def test_without_a_base_there_is_no_ratio(folder, base):
    folder.observe("101", "INCOME", 2017, 30.0)
    if base is not None:
        folder.observe("101", "INCOME", 2015, base)
    assert folder.values().query("indicator_id == 'INCOME_INDEX'").empty


def test_one_on_each_level_is_the_least_of_the_levels(folder):
    folder.observe("D1", "SCHOOLS__primary", 2017, 3).observe("D1", "SCHOOLS__lower", 2017, 1)
    assert folder.value("D1", "SCHOOLS", 2017)["value"] == 1.0


def test_a_level_that_was_not_reported_leaves_the_least_unknown(folder):
    folder.observe("D1", "SCHOOLS__primary", 2017, 3)
    assert folder.values().query("indicator_id == 'SCHOOLS'").empty


def test_yes_and_no_add_up_to_a_count(folder):
    folder.observe("101", "CLINIC", 2017, 1).observe("102", "CLINIC", 2017, 0).observe("103", "CLINIC", 2017, 1)
    assert counted(folder.value("D1", "CLINIC", 2017)) == (2.0, 3, 3, True)


def test_an_urban_rate_of_the_district_is_over_its_urban_units_alone(folder):
    rate = folder.observe("101", "URBAN_JOBLESS__num", 2017, 40).value("D1", "URBAN_JOBLESS", 2017)
    assert (rate["numerator"], rate["denominator"]) == (40.0, 2000.0)
    assert counted(rate) == (pytest.approx(2.0), 1, 1, True)


def test_a_rural_unit_has_no_urban_rate(folder):
    folder.observe("101", "URBAN_JOBLESS__num", 2017, 40)
    assert set(folder.values().query("indicator_id == 'URBAN_JOBLESS'")["unit_code"]) == {"101", "D1"}


def test_nobody_in_the_denominator_gives_no_rate(folder):
    folder.forget("103", "BASE_LF", 2017).observe("103", "BASE_LF", 2017, 0)
    assert folder.values().query("indicator_id == 'TRAINED' and unit_code == '103'").empty


def test_a_ratio_that_is_no_percentage_is_not_scaled(folder):
    folder.replace("areas/02_work.toml", 'title = "Trained workers"\nunit = "%"\nkind', 'title = "Trained workers"\nunit = "share"\nkind')
    assert folder.value("101", "TRAINED", 2017)["value"] == pytest.approx(0.6)


def test_years_long_before_the_programme_are_values_too(folder):
    assert folder.observe("101", "BASE_HH", 1961, 400).value("101", "BASE_HH", 1961)["value"] == 400.0


def test_the_order_of_rows_is_irrelevant(folder, rng):
    programme, observations = folder.programme, folder.observations()
    shuffled = observations.iloc[rng.permutation(len(observations))].reset_index(drop=True)
    pd.testing.assert_frame_equal(compute_values(programme, shuffled, as_of=2017), compute_values(programme, observations, as_of=2017))


def test_values_have_their_columns_stand_once_and_leave_the_observations_alone(folder):
    programme, observations = folder.programme, folder.observations()
    before = observations.copy()
    values = compute_values(programme, observations, as_of=2017)
    assert list(values.columns) == VALUES and not values.duplicated(["unit_code", "indicator_id", "year"]).any()
    pd.testing.assert_frame_equal(observations, before)


# ---- mergers


def merge(folder):
    """103 goes into 102 at the end of 2017; 102 keeps its code with a new territory, as Thanh An kept that of Cam An."""
    folder.replace("units.csv", "102,Bình Hở,With a gap,commune,D1,rural,,,", "102,Bình Hở,With a gap,commune,D1,rural,,2017-12-31,102")
    folder.replace("units.csv", "103,Chi Ngắn,Too short,commune,D1,rural,,,", "103,Chi Ngắn,Too short,commune,D1,rural,,2017-12-31,102")
    return folder.append("units.csv", "102,Bình Chi,,commune,D1,rural,2018-01-01,,,,\n")


def test_a_merged_unit_inherits_the_sums_of_those_it_came_from(folder):
    merge(folder)
    assert counted(folder.value("102", "BASE_LF", 2017, as_of=2018)) == (1500.0, 2, 2, True)
    rate = folder.value("102", "TRAINED", 2017, as_of=2018)
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (780.0, 1500.0, pytest.approx(52.0))
    assert "103" not in set(folder.values(as_of=2018)["unit_code"])


def test_before_the_merger_each_unit_has_its_own_figures(folder):
    merge(folder)
    assert folder.value("102", "BASE_LF", 2017)["value"] == 1000.0
    assert folder.value("103", "BASE_LF", 2017)["value"] == 500.0


def test_half_of_a_merged_unit_is_never_taken_for_the_whole(folder):
    merge(folder)
    assert counted(folder.value("102", "BASE_LF", 2016, as_of=2018)) == (1000.0, 1, 2, False)
    assert counted(folder.value("D1", "BASE_LF", 2016, as_of=2018)) == (3000.0, 2, 3, False)


def test_a_merged_unit_has_no_rate_of_two_numerators_over_one_denominator(folder):
    merge(folder).forget("103", "BASE_LF", 2017)
    assert folder.value("102", "TRAINED__num", 2017, as_of=2018)["value"] == 780.0
    values = folder.values(as_of=2018)
    assert values.query("unit_code == '102' and indicator_id == 'TRAINED' and year == 2017").empty
    rate = one_value(values, "D1", "TRAINED", 2017)
    assert (rate["numerator"], rate["denominator"]) == (1200.0, 2000.0)
    assert counted(rate) == (60.0, 1, 2, False)


def test_a_rate_reported_by_one_half_is_no_figure_of_the_merged_unit(folder):
    merge(folder).write("observations/reported.csv", (folder.path / "observations/reported.csv").read_text().splitlines()[0] + "\n")
    folder.observe("102", "TRAINED", 2017, 48.0)
    assert counted(folder.value("102", "TRAINED", 2017)) == (48.0, 1, 1, True)
    assert counted(folder.value("102", "TRAINED", 2017, as_of=2018)) == (48.0, 1, 2, False)


def test_a_unit_that_is_gone_without_a_successor_still_counts_in_the_years_it_existed(folder):
    folder.replace("units.csv", "103,Chi Ngắn,Too short,commune,D1,rural,,,", "103,Chi Ngắn,Too short,commune,D1,rural,,2017-12-31,")
    values = folder.values(as_of=2018)
    assert "103" not in set(values["unit_code"])
    assert one_value(values, "D1", "BASE_HH", 2017)["value"] == 1500.0


def test_as_of_2020_cam_an_and_cam_thanh_are_summed_into_thanh_an(cam_lo, cam_lo_2020):
    for name in ("BASE_HH", "BASE_POP", "POV_HH", "EMP_TRAINED_RATE__num"):
        parts = [one_value(cam_lo.values, code, name, 2017)["value"] for code in ("19603", "19609")]
        merged = one_value(cam_lo_2020.values, "19603", name, 2017)
        assert counted(merged) == (sum(parts), 2, 2, True)
    rate = one_value(cam_lo_2020.values, "19603", "POV_RATE", 2017)
    assert rate["value"] == pytest.approx(100 * rate["numerator"] / rate["denominator"])


def test_cam_lo_has_nine_communes_as_of_2017_and_eight_as_of_2020(cam_lo, cam_lo_2020):
    communes = [{code for code in findings.values["unit_code"] if code != "468"} for findings in (cam_lo, cam_lo_2020)]
    assert [len(codes) for codes in communes] == [9, 8]
    assert communes[0] - communes[1] == {"19609"}


def test_the_merger_changes_no_sum_of_the_district(cam_lo, cam_lo_2020):
    for name in ("BASE_HH", "BASE_POP", "POV_HH"):
        before, after = (one_value(findings.values, "468", name, 2017) for findings in (cam_lo, cam_lo_2020))
        assert before["value"] == after["value"]


def test_cam_thanh_and_cam_thành_never_meet(cam_lo, cam_lo_2020):
    names = {code: cam_lo.programme.units_in(2017)[code].name for code in ("19609", "19612")}
    assert names == {"19609": "Xã Cam Thanh", "19612": "Xã Cam Thành"}
    own = cam_lo.observations.query("unit_code == '19612' and indicator_id == 'BASE_HH'").set_index("year")["value"]
    for findings in (cam_lo, cam_lo_2020):
        found = findings.values.query("unit_code == '19612' and indicator_id == 'BASE_HH'").set_index("year")
        assert found["value"].to_dict() == own.to_dict() and set(found["n_units"]) == {1}


# ---- three levels


def test_a_regions_own_figure_speaks_for_all_its_units(folder):
    folder.replace(
        "programme.toml", "[levels.commune]", '[levels.zone]\ntitle = "zone"\nplural = "zones"\nthis = "the zone"\n\n[levels.commune]'
    )
    folder.write("units.csv", (folder.path / "units.csv").read_text(encoding="utf-8").replace("commune,D1,rural", "commune,Z2,rural"))
    folder.append("units.csv", "Z2,Zone,,zone,D1,all,,,,,\n").observe("Z2", "BASE_HH", 2016, 760)
    assert folder.definition_faults() == []
    assert counted(folder.value("Z2", "BASE_HH", 2016)) == (760.0, 1, 1, True)
    assert counted(folder.value("D1", "BASE_HH", 2016)) == (1760.0, 3, 3, True)
    assert counted(folder.value("D1", "BASE_HH", 2017)) == (1750.0, 3, 3, True)


def test_the_country_of_the_provinces_keeps_its_own_published_figure():
    from workbench.programme import load_programme

    programme = load_programme("vietnam-provinces")
    observations = select_observations(load_observations(programme), as_of=2016, observed_only=False)
    values = compute_values(programme, observations, as_of=2016)
    published = observations.query("unit_code == 'VN' and indicator_id == 'POPULATION' and year == 2016")["value"].item()
    assert counted(one_value(values, "VN", "POPULATION", 2016)) == (published, 1, 1, True)

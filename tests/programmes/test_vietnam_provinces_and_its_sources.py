"""The 63 provinces against the published tables: nothing estimated, nothing left out, outcomes apart."""

import csv

import pytest

from tests.conftest import ROOT, findings_of
from workbench.observations import load_observations, read_outcomes
from workbench.programme import load_programme

SHARED = ROOT.parent / "shared" / "realdata"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the published tables (../shared) are not beside this clone")
TABLES = {  # of the snapshot of 2018, complete from 2008 on
    "TRAINED_WORKERS": "trained_employed_workers_pct_gso",
    "IMMUNISED": "u1_fully_immunised_pct",
    "INCOME_MONTH": "monthly_income_per_capita",
    "POPULATION": "average_population_thousand",
    "LABOUR_FORCE": "labour_force_15plus_thousand",
    "U5_MORTALITY": "u5_mortality_per_1000",
    "ELECTRICITY": "households_using_electricity_pct",
}
# Tables of one file each, some of whose years are outcomes: indicator -> file, name of the series there, unit codes there.
LATER = {
    "INCOME_POVERTY": ("income_poverty_by_province.csv", "poverty_rate_pct_gso_income_line", None),
    "MD_POVERTY": ("multidimensional_poverty_by_province.csv", "poverty_rate_pct_nso_multidimensional", None),
    "HEALTH_INSURED": ("insurance_by_province.csv", "health_insurance_coverage_pct", None),
    "SOCIAL_INSURED": ("insurance_by_province.csv", "social_insurance_coverage_pct", None),
    "TRAINED_LF": ("trained_labour_by_province.csv", "trained_labour_force_pct_gso", None),
    "UNEMPLOYED": ("unemployment_by_region.csv", "unemployment_rate_working_age_pct_total", None),
    "UNEMPLOYED_URBAN": ("unemployment_by_region.csv", "unemployment_rate_working_age_pct_urban", None),
    "UNEMPLOYED_RURAL": ("unemployment_by_region.csv", "unemployment_rate_working_age_pct_rural", None),
    "WATER": ("hygienic_water.csv", "hygienic_water_population_pct", None),
    "WATER_URBAN": ("hygienic_water.csv", "hygienic_water_population_pct", "VN-U"),
    "WATER_RURAL": ("hygienic_water.csv", "hygienic_water_population_pct", "VN-R"),
    "UNDERWEIGHT": ("under5_malnutrition.csv", "u5_malnutrition_weight_for_age_total", None),
    "UNDERWEIGHT_URBAN": ("under5_malnutrition.csv", "u5_malnutrition_weight_for_age_urban", "VN-U"),
    "UNDERWEIGHT_RURAL": ("under5_malnutrition.csv", "u5_malnutrition_weight_for_age_rural", "VN-R"),
    "STUNTED": ("under5_malnutrition.csv", "u5_malnutrition_height_for_age_total", None),
    "WASTED": ("under5_malnutrition.csv", "u5_malnutrition_weight_for_height_total", None),
}
REPEATED = {("VN", 2010)}  # the later table of malnutrition prints 2010 as 2014; the snapshot's own figures stand instead


@pytest.fixture(scope="module")
def programme():
    return load_programme(ROOT / "data" / "vietnam-provinces")


def published(name: str) -> list[dict[str, str]]:
    with open(SHARED / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def figures(table, name: str) -> dict[tuple[str, int], float]:
    rows = table[table["indicator_id"] == name]
    return {(code, year): value for code, year, value in zip(rows["unit_code"], rows["year"], rows["value"], strict=True)}


def test_sixty_three_provinces_in_six_regions(programme):
    levels = [unit.level for unit in programme.units]
    assert {level: levels.count(level) for level in levels} == {"country": 1, "region": 6, "province": 63}


def test_no_figure_is_simulated_or_estimated(programme):
    observations = load_observations(programme)
    assert set(observations["status"]) == {"reported"}
    assert set(observations.loc[observations["qualifier"] == "preliminary", "year"]) == {2016}


@needs_shared
@pytest.mark.parametrize(("name", "table"), TABLES.items())
def test_observations_equal_the_published_table(programme, name, table):
    wanted = {
        (row["area_code"], int(row["year"])): float(row["value"])
        for row in published("gso_as_published_2018.csv")
        if row["indicator"] == table and row["value"] and programme.header.first_year <= int(row["year"]) <= 2016
    }
    assert len(wanted) > 200
    assert figures(load_observations(programme), name) == wanted


@needs_shared
@pytest.mark.parametrize(("name", "place"), LATER.items())
def test_observations_and_outcomes_equal_their_own_table(programme, name, place):
    file, series, part = place
    wanted = {
        ("VN" if part else row["area_code"], int(row["year"])): float(row["value"])
        for row in published(file)
        if row["indicator"] == series and row["value"] and 2008 <= int(row["year"]) <= 2020
        if (row["area_code"] == part if part else row["area_code"] not in ("VN-U", "VN-R"))
    }
    found = figures(load_observations(programme), name) | figures(read_outcomes(programme)[0], name)
    if file == "under5_malnutrition.csv":
        wanted = {key: value for key, value in wanted.items() if key not in REPEATED}
        assert {found.pop(key) for key in REPEATED & found.keys()} <= {17.5, 29.3, 7.1}
    assert found == wanted and wanted


@pytest.mark.parametrize(
    ("name", "country", "regions", "provinces"),
    [
        *(("UNEMPLOYED", 1, 6, 0), ("WATER", 1, 6, 0), ("STUNTED", 1, 0, 0), ("ELECTRICITY", 1, 0, 63)),
        *(("HEALTH_INSURED", 0, 0, 56), ("SOCIAL_INSURED", 0, 0, 28), ("MD_POVERTY", 0, 0, 34), ("INCOME_POVERTY", 1, 6, 63)),
    ],
)
def test_a_series_stands_at_the_levels_at_which_it_was_published(programme, name, country, regions, provinces):
    levels = {unit.code: unit.level for unit in programme.units}
    told = [levels[code] for code in {code for code, _ in figures(load_observations(programme), name)}]
    assert (told.count("country"), told.count("region"), told.count("province")) == (country, regions, provinces)
    published_for = programme.indicators[name].published_for
    assert not published_for or set(published_for) == set(told)


@needs_shared
def test_outcomes_equal_the_later_publication_and_begin_after_the_as_of_year(programme):
    wanted = {
        (row["area_code"], int(row["year"])): float(row["value"])
        for row in published("immunisation_by_province.csv")
        if row["indicator"] == "u1_fully_immunised_pct" and row["value"] and 2016 < int(row["year"]) <= 2020
    }
    assert figures(read_outcomes(programme)[0], "IMMUNISED") == wanted and len(wanted) == 280


@needs_shared
def test_each_province_lies_in_its_region(programme):
    rows = published("province_regions.csv")
    columns = list(rows[0])
    code, region = (next(column for column in columns if word in column and "code" in column) for word in ("province", "region"))
    assert {row[code]: row[region] for row in rows} == {unit.code: unit.parent for unit in programme.units if unit.level == "province"}


def test_fifteen_targets_for_seventy_units_once_each():
    found = findings_of("vietnam-provinces").assessments
    assert len(found) == 15 * 70 and not found.duplicated(["unit_code", "target_id"]).any()
    assert not found["is_simulated"].any()


def test_a_series_with_values_every_second_year_is_still_judged():
    found = findings_of("vietnam-provinces").assessments
    assert found.query("unit_code == '45' and target_id == 'T-EMP-02'")["verdict"].item() != "no_data"


@pytest.mark.parametrize(
    ("code", "target", "reason"),
    [
        *(("45", "T-EMP-03", "not_published"), ("R3", "T-INS-01", "not_published"), ("VN", "T-INS-01", "not_published_whole")),
        *(("R3", "T-HLT-05", "not_published"), ("89", "T-INS-01", "not_in_table"), ("01", "T-POV-01", "not_in_table")),
    ],
)
def test_what_was_not_published_for_a_unit_is_an_answer_with_its_reason(code, target, reason):
    found = findings_of("vietnam-provinces").assessments
    row = found[(found["unit_code"] == code) & (found["target_id"] == target)].iloc[0]
    assert (row["verdict"], row["reason"]) == ("no_data", reason)


def test_targets_of_2019_stand_within_the_three_years_and_have_outcomes_in_their_own_table(programme):
    of_2019 = [target for target in programme.targets.values() if target.horizon == 2019]
    later = read_outcomes(programme)[0]
    assert {target.indicator for target in of_2019} == {"IMMUNISED", "TRAINED_LF"}
    assert all(((later["indicator_id"] == target.indicator) & (later["year"] == 2019)).sum() == 70 for target in of_2019)

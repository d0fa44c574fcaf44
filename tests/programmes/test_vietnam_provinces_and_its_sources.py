"""The 63 provinces against the published tables: nothing estimated, nothing left out, outcomes apart."""

import csv

import pytest

from tests.conftest import ROOT
from workbench.findings import load_findings
from workbench.observations import load_observations, read_outcomes
from workbench.programme import load_programme

SHARED = ROOT.parent / "shared" / "realdata"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the published tables (../shared) are not beside this clone")
TABLES = {
    "TRAINED_WORKERS": "trained_employed_workers_pct_gso",
    "IMMUNISED": "u1_fully_immunised_pct",
    "INCOME_MONTH": "monthly_income_per_capita",
    "POPULATION": "average_population_thousand",
    "LABOUR_FORCE": "labour_force_15plus_thousand",
}


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


def test_three_targets_for_seventy_units_once_each():
    found = load_findings(ROOT / "data" / "vietnam-provinces").assessments
    assert len(found) == 210 and not found.duplicated(["unit_code", "target_id"]).any()
    assert not found["is_simulated"].any()


def test_a_series_with_values_every_second_year_is_still_judged():
    found = load_findings(ROOT / "data" / "vietnam-provinces").assessments
    assert found.query("unit_code == '45' and target_id == 'T-EMP-02'")["verdict"].item() != "no_data"

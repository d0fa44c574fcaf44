"""Cam Lộ against what it was written from: the report line by line, the catalogue, the published figures, the script of the annex."""

import csv
import math
import re
import shutil
import subprocess
import sys
import unicodedata

import pytest
import yaml

from tests.conftest import ROOT
from workbench.observations import load_observations, read_outcomes

SHARED = ROOT.parent / "shared"
REPORT = SHARED / "reference" / "bao-cao-so-ket-53-cam-lo-2018.vi.txt"
needs_shared = pytest.mark.skipif(not REPORT.is_file(), reason="the reference material (../shared) is not beside this clone")
COMMUNES = ["19597", "19600", "19603", "19606", "19609", "19612", "19615", "19618", "19621"]


@pytest.fixture(scope="module")
def programme(cam_lo):
    return cam_lo.programme


@pytest.fixture(scope="module")
def observations(programme):
    return load_observations(programme)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return [folded(line) for line in REPORT.read_text(encoding="utf-8").splitlines()]


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def read_csv(name: str) -> list[dict[str, str]]:
    with open(SHARED / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---- what the folder holds


OF_PRICES = {"EMP_CPI", "EMP_INCOME_REAL", "EMP_INCOME_REAL15"}  # beyond the catalogue: the real reading of the doubling


def test_the_counts_of_the_programme(programme):
    assert len(programme.indicators) == 77 + len(OF_PRICES)
    assert len(programme.targets) == 20
    assert len(programme.facts) == 46
    assert len(programme.policy_areas) == 10
    assert [area.area for area in programme.areas if area.kind != "policy"] == ["GEN", "RES"]


def test_nine_communes_one_of_them_urban(programme):
    units = programme.units_in(2017)
    assert list(units) == ["468", *COMMUNES]
    assert [code for code, unit in units.items() if unit.scope == "urban"] == ["19597"]
    assert {unit.parent for unit in units.values()} == {"", "468"}


def test_resources_are_empty_as_in_the_report(programme):
    resources = next(area for area in programme.areas if area.kind == "resources")
    assert (resources.targets, resources.tasks, resources.difficulties) == ((), (), ())
    assert resources.empty_sections


def test_the_poverty_series_split_at_the_end_of_2015(programme):
    assert (programme.breaks["BRK-POV16"].first_year, programme.breaks["BRK-POV16"].handling) == (2015, "split")
    assert all("BRK-POV16" in programme.indicators[name].breaks for name in ("POV_HH", "POV_RATE", "POV_CUT_PP", "POV_NEAR_RATE"))


def test_undated_facts_are_on_no_time_axis(programme, observations):
    dated = {(fact.indicator_id, fact.year) for fact in programme.facts if fact.year}
    undated = {fact.indicator_id for fact in programme.facts if fact.year is None and fact.indicator_id} - {name for name, _ in dated}
    assert undated
    observed = observations[observations["status"] != "simulated"]
    assert not undated & set(observed["indicator_id"])


def test_every_reported_figure_of_the_report_is_one_of_its_facts(programme, observations):
    facts = {fact.id: fact for fact in programme.facts}
    rows = observations[(observations["source_id"] == "report-2018")]
    assert len(rows) == 9
    for row in rows.to_dict("records"):
        fact = facts[row["note"]]
        assert (fact.indicator_id, fact.year, fact.value, fact.kind) == (row["indicator_id"], row["year"], row["value"], "observed")
        assert row["cell"] == f"dòng {fact.line}" and row["file_sha256"] == programme.sources["report-2018"].sha256


def test_the_labour_force_is_computed_from_two_printed_figures_and_says_so(observations):
    row = observations.query("unit_code == '468' and indicator_id == 'BASE_LF'").iloc[0]
    assert (row["value"], row["status"], row["source_id"]) == (round(2517 / 0.0871), "estimated", "derived-2018")
    assert "8,71" in row["note"]


def test_simulated_figures_come_from_the_annex_alone_and_for_communes_alone(observations):
    simulated = observations["status"] == "simulated"
    assert (observations["origin"].str.startswith("observations/annex_illustrative.csv") == simulated).all()
    assert set(observations.loc[simulated, "unit_code"]) == set(COMMUNES)
    assert set(observations.loc[simulated, "year"]) == {2013, 2014, 2015, 2016, 2017}


def test_the_annex_covers_every_core_indicator_that_a_commune_reports_and_leaves_resources_empty(programme, observations):
    simulated = set(observations.loc[observations["status"] == "simulated", "indicator_id"])
    for one in programme.indicators.values():
        if one.is_core and one.level == "commune" and one.role != "parameter" and not one.derive:
            needed = {one.numerator, one.denominator} if one.numerator else {one.id}
            assert (needed <= simulated) != (programme.area_of[one.id].area == "RES"), one.id


def test_district_only_indicators_have_no_commune_figures(programme, observations):
    only = {one.id for one in programme.indicators.values() if one.level == "district"}
    below = observations[observations["unit_code"] != "468"]["indicator_id"]
    assert only and not only & set(below.map(lambda name: programme.components.get(name, name)))


def test_the_script_of_the_annex_gives_the_same_bytes_again(tmp_path):
    copy = shutil.copytree(ROOT / "data" / "cam-lo", tmp_path / "cam-lo", ignore=shutil.ignore_patterns("__pycache__"))
    annex = copy / "observations" / "annex_illustrative.csv"
    before = annex.read_bytes()
    annex.unlink()
    done = subprocess.run(
        [sys.executable, copy / "simulate_annex.py"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert annex.read_bytes() == before
    rows = len(before.splitlines()) - 1
    assert done.stdout == f"annex_illustrative.csv: {rows} rows\n"


def test_what_was_planted_in_the_annex_is_there(cam_lo):
    values = cam_lo.values

    def series(code: str, name: str) -> list[float]:
        return values[(values["unit_code"] == code) & (values["indicator_id"] == name)]["value"].tolist()

    assert len(series("19618", "EMP_TRAINED_RATE")) == 4  # a missing value
    assert all(97 <= value <= 99.5 for value in series("19600", "HLT_HI_RATE"))  # near its ceiling
    unemployed = series("19615", "EMP_UNEMP_RATE")
    assert unemployed == sorted(unemployed) and unemployed[-1] > unemployed[0]  # worsening
    assert max(series("19609", "BASE_HH")) < 1000  # a small commune
    rates = series("468", "POV_RATE")
    assert rates[2] > 1.3 * rates[1]  # the new standard


# ---- against the material it was written from


@needs_shared
def test_every_fact_stands_in_its_line_of_the_report(programme, lines):
    for fact in programme.facts:
        assert folded(fact.quote) in lines[fact.line - 1], fact.id


@needs_shared
def test_every_target_is_quoted_from_its_line_of_the_report(programme, lines):
    for target in programme.targets.values():
        (line,) = re.findall(r"dòng (\d+)\)", target.basis["vi"])
        assert folded(target.quote["vi"]) in lines[int(line) - 1], target.id


@needs_shared
def test_the_copy_of_the_report_is_the_one_whose_lines_are_cited(programme):
    import hashlib

    assert hashlib.sha256(REPORT.read_bytes()).hexdigest() == programme.sources["report-2018"].sha256


@needs_shared
def test_facts_are_those_of_the_reference(programme):
    reference = {row["id"]: row for row in read_csv("reference/report_facts.csv")}
    assert {fact.id for fact in programme.facts} == reference.keys()
    for fact in programme.facts:
        row = reference[fact.id]
        number = {key: float(row[key]) if row[key] else None for key in ("value", "value_max")}
        year = int(row["year"]) if row["year"] else None
        assert (fact.value, fact.value_max, fact.year) == (number["value"], number["value_max"], year), fact.id
        assert (fact.indicator_id, fact.kind, fact.unit) == (row["indicator_id"], row["kind"], row["unit"]), fact.id


@pytest.fixture(scope="module")
def reference() -> dict:
    return yaml.safe_load((SHARED / "reference/indicators.yml").read_text(encoding="utf-8"))


@needs_shared
def test_the_catalogue_is_that_of_the_reference(programme, reference):
    better = {"higher_is_better": "higher", "lower_is_better": "lower", "context": "none"}
    wanted = {
        one["id"]: (
            one["unit"],
            tuple(one["bounds"]),
            better[one["direction"]],
            one["aggregation"]["method"].replace("not_aggregable", "none"),
            one["kind"],
        )
        for one in reference["indicators"]
    }
    bounds = {
        one.id: tuple(None if end is not None and math.isinf(end) else end for end in one.bounds) for one in programme.indicators.values()
    }
    found = {one.id: (one.unit["vi"], bounds[one.id], one.better, one.aggregate, one.kind) for one in programme.indicators.values()}
    assert found.keys() - OF_PRICES == wanted.keys()
    assert {name: (found[name], wanted[name]) for name in wanted if found[name] != wanted[name]} == {}


@needs_shared
def test_numerators_and_denominators_are_those_of_the_reference(programme, reference):
    for one in reference["indicators"]:
        made, told = programme.indicators[one["id"]], one["aggregation"]
        for key in ("numerator", "denominator"):  # in words where it is no indicator of its own
            if told[key] in programme.indicators or told[key] in programme.components:
                assert getattr(made, key) == told[key], one["id"]
            assert told["method"] != "ratio_of_sums" or getattr(made, key), one["id"]
        if told["method"] == "weighted_mean":
            assert made.weight == told["weight"], one["id"]
        assert (made.level, made.scope) == (one["lowest_level"], one["scope"].replace("district", "all")), one["id"]


@needs_shared
def test_targets_are_those_of_the_reference(programme, reference):
    carried = {"same": "same", "benchmark": "benchmark", "quota_or_share": "share", "district_only": "none"}
    wanted = {one["id"]: one for one in reference["targets"]}
    assert wanted.keys() == programme.targets.keys()
    for name, one in wanted.items():
        target = programme.targets[name]
        operator = None if one["type"] == "qualitative" else one["operator"]
        assert (target.type, target.operator, target.value) == (one["type"], operator, one["value"]), name
        assert (target.stretch, target.base_year) == (one["value_max"], one["base_year"]), name
        assert target.carries_down == carried[one["commune_rule"]], name
        assert target.indicator in (one["indicators"] or [None]), name
        assert set(one["ambiguities"]) <= set(target.ambiguities), name


@needs_shared
def test_published_figures_are_those_of_their_sources_and_not_later_than_2017(programme, observations):
    published = observations[observations["origin"].str.startswith("observations/published.csv")]
    known = {(row["area_code"].split("-")[-1], row["year"], float(row["value"])) for row in read_csv("realdata/cam_lo.csv") if row["value"]}
    rows = [(row["unit_code"], str(row["year"]), row["value"]) for row in published.to_dict("records")]
    assert len(rows) == 12 and set(rows) <= known and published["year"].max() <= 2017
    later = read_outcomes(programme)[0]
    assert {(row["unit_code"], str(row["year"]), row["value"]) for row in later.to_dict("records")} <= known

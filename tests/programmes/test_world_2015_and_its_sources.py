"""The world by 2015: figures out of data/benchmark and no others, and a prior that has seen none of them."""

import csv
import importlib.util
import tomllib

import pytest

from tests.conftest import ROOT
from workbench.briefing import show
from workbench.case import make_case
from workbench.findings import load_findings
from workbench.observations import load_observations, read_outcomes
from workbench.programme import load_programme
from workbench.projection import project
from workbench.projection.prior import load_prior, priors_of

FOLDER, BENCHMARK = ROOT / "data" / "world-2015", ROOT / "data" / "benchmark"
LEARNED = tomllib.loads((FOLDER / "prior.toml").read_text(encoding="utf-8"))["learned"]


@pytest.fixture(scope="module")
def programme():
    return load_programme(FOLDER)


@pytest.fixture(scope="module")
def found():
    return load_findings(FOLDER)


@pytest.fixture(scope="module")
def from_benchmark():
    spec = importlib.util.spec_from_file_location("from_benchmark", FOLDER / "from_benchmark.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(name: str) -> list[dict[str, str]]:
    with open(BENCHMARK / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_figures_are_those_that_the_script_makes_of_the_benchmark(from_benchmark, tmp_path):
    from_benchmark.main(tmp_path)
    for name in ("observations/benchmark.csv", "outcomes.csv"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), f"{name}: run `make world-2015`"


def test_every_figure_leads_back_to_its_series(programme):
    series = {one["series"]: one for one in rows("series.csv")}
    known = {(one["series"], int(one["year"])): float(one["value"]) for one in rows("values.csv")}
    for table in (load_observations(programme), read_outcomes(programme)[0]):
        for row in table.to_dict("records"):
            number = row["note"].removeprefix("series ")
            assert series[number]["indicator"] == row["source_id"].replace(".", ":", 1)
            assert known[number, row["year"]] == row["value"]
            assert (row["status"], row["qualifier"]) == ("reported", "exact")


def test_the_prior_of_the_folder_has_seen_none_of_its_indicators_and_no_later_year(programme):
    asked = {one.replace(".", ":", 1) for one in load_observations(programme)["source_id"]}
    assert asked and asked <= set(LEARNED["left_out"])
    assert LEARNED["until"] == programme.header.as_of


def test_the_prior_says_how_it_was_learned_and_from_what():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    command = text[text.index(f"\n{LEARNED['command'].removeprefix('make ')}:") :].split("\n\n")[0]
    assert all(name in command for name in LEARNED["left_out"]) and f"--until {LEARNED['until']}" in command
    shipped = tomllib.loads((ROOT / "workbench/projection/prior.toml").read_text(encoding="utf-8"))["learned"]
    assert LEARNED["data_sha256"] == shipped["data_sha256"], "data/benchmark changed: run `make prior-world-2015`"
    assert LEARNED["windows"] > 500 and LEARNED["on_the_left_out"]["brier"] < 0.25  # better than knowing nothing


def test_the_prior_of_the_folder_is_the_one_that_projects(programme, found):
    assert priors_of(programme) == {kind: load_prior(kind, FOLDER / "prior.toml") for kind in ("rates", "amounts")}
    assert priors_of(programme) != {kind: load_prior(kind) for kind in ("rates", "amounts")}
    shipped = project(programme, found.values, as_of=2012, prior={kind: load_prior(kind) for kind in ("rates", "amounts")}).table()
    assert found.projections["q50"].to_list() != shipped["q50"].to_list()
    own = project(programme, found.values, as_of=2012).table()
    assert found.projections["q50"].to_list() == own["q50"].to_list()


def test_each_country_lies_in_the_region_that_the_benchmark_gives_it(programme, from_benchmark):
    by_name = {name: one for one in programme.units for name in (one.name, one.code.lower())}
    of_region: dict[str, set[str]] = {}
    for one in rows("series.csv"):
        if one["indicator"] in from_benchmark.INDICATORS and one["unit_name"] in by_name:
            of_region.setdefault(one["region"], set()).add(by_name[one["unit_name"]].parent)
    assert len(of_region) == 7 and all(len(parents) == 1 for parents in of_region.values())
    assert len({min(parents) for parents in of_region.values()}) == 7


def test_nothing_on_it_is_vietnamese(programme):
    assert programme.header.languages == ("en",) and programme.header.letterhead is None


def test_countries_alone_have_figures_and_no_average_of_a_region_is_made(programme, found):
    levels = {unit.code: unit.level for unit in programme.units}
    assert {levels[code] for code in found.values["unit_code"]} == {"country"}
    assert set(found.assessments.loc[found.assessments["unit_code"] == "001", "verdict"]) == {"no_data"}


def test_every_outcome_is_held_against_what_was_said(programme, found):
    came = read_outcomes(programme)[0]
    assert len(found.said) == len(found.ranges) == len(came)
    assert found.said["is_final"].sum() == (came["year"] == 2015).sum()


def test_a_region_tells_how_many_of_its_countries_are_at_the_mark(found):
    case = make_case(found, "IMM", "513", "en")
    told = show.reached(case).html
    rows = found.assessments.query("target_id == 'T-DTP3'").set_index("unit_code")
    inside = [unit.code for unit in found.programme.units if unit.parent == "513"]
    known = rows.loc[inside].query("latest_value.notna()")
    assert f"{len(known)} of {len(inside)}" in told and 0 < len(known) < len(inside)
    assert f'<td class="n">{(known["latest_value"] >= 90).sum()}</td>' in told
    assert make_case(found, "IMM", "DNK", "en").counted == {}


def test_what_is_counted_by_unit_is_said_so_and_not_called_lacking(found):
    world = make_case(found, "", "001", "en")
    assert "Of the 6 targets – counted by unit: 6." in show.headline(world).html
    told = show.targets(world).html + show.readings(world).html + show.matrix(world).html + show.doubts(world).html
    assert "Insufficient data" not in told and told.count("<b>Counted by unit</b>") == 6
    assert "Counted by unit" not in show.targets(make_case(found, "", "DNK", "en")).html


def test_the_readme_says_how_many_made_it(found):
    text = " ".join((ROOT / "data" / "world-2015" / "README.md").read_text(encoding="utf-8").split())
    final = found.said[found.said["is_final"].astype(bool)]
    before = found.said[~found.said["is_final"].astype(bool)]
    named = [one[one["p_met"].between(0.7, 0.8, inclusive="left")] for one in (final, before)]
    for one in named:
        assert f"{one['came_true'].sum()} of {len(one)}" in text
    whole = f"the chances add up to {final['p_met'].sum():.1f} and {final['came_true'].sum()} were met"
    assert f"{len(final)} statements" in text and whole in text
    yet = final[~final["was_met"].astype(bool)]
    for name, title in (("escap", "ESCAP's"), ("eurostat", "Eurostat's"), ("sdsn", "SDSN's")):
        yes = yet[yet[name] == 1.0]
        assert f"{title} {yes['came_true'].sum()} of {len(yes)}" in text
    ours = yet[yet["p_met"] >= 0.5]
    assert f"{ours['came_true'].sum()} of {len(ours)} where we gave half or more" in text

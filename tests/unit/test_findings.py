"""Everything that follows from a programme: computed once, found again by digest, and never from later years."""

import shutil
from dataclasses import fields

import pandas as pd
import pytest

from tests.conftest import ROOT, findings_of
from workbench import findings as room
from workbench.errors import DefinitionError, TableError
from workbench.findings import Findings, check_as_of, code_digest, load_findings, store_findings

TABLES = [one.name for one in fields(Findings) if one.type is pd.DataFrame]


def assert_same(first: Findings, second: Findings) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name), check_dtype=False)
    assert (first.obstacles, first.digest, first.as_of) == (second.obstacles, second.digest, second.as_of)


def test_findings_are_found_again_as_they_were_stored(tmp_path, monkeypatch, cam_lo):
    (tmp_path / "of_an_earlier_run.json").write_text("{}")
    store_findings(cam_lo, tmp_path)
    (stored,) = tmp_path.iterdir()
    assert stored.name == f"{cam_lo.digest[:16]}-{code_digest()[:16]}.json"
    monkeypatch.setenv("WORKBENCH_COMPUTED", str(tmp_path))
    monkeypatch.setattr(room, "_compute", None)  # whoever computes now, fails
    assert_same(load_findings(ROOT / "data" / "cam-lo"), cam_lo)


def test_kept_findings_stay_those_of_the_run_whatever_happens_to_the_folder(folder, monkeypatch):
    monkeypatch.setattr(room, "_kept", {})
    room.keep_findings(str(folder.path), as_of=2017, observed_only=False)
    before = load_findings(folder.path, as_of=2017)
    folder.observe("101", "INCOME", 2017, 20)
    assert load_findings(folder.path, as_of=2017) is before
    assert load_findings(folder.path).digest != before.digest  # another question is answered anew


def test_nothing_is_stored_unless_a_run_asks_for_it(folder):
    before = sorted(folder.path.rglob("*"))
    load_findings(folder.path)
    assert sorted(folder.path.rglob("*")) == before


@pytest.mark.parametrize("change", ["a figure", "an outcome", "a definition", "as_of", "observed_only"])
def test_whatever_changes_a_figure_changes_the_digest(folder, change):
    before = load_findings(folder.path).digest
    header = (folder.path / "observations/reported.csv").read_text(encoding="utf-8").splitlines()[0] + "\n"
    if change == "a figure":
        folder.observe("101", "INCOME", 2017, 20)
    elif change == "an outcome":
        folder.write("outcomes.csv", header).observe("101", "INCOME", 2019, 20, file="outcomes.csv")
    elif change == "a definition":
        folder.replace("areas/02_work.toml", "value = 70.0", "value = 71.0")
    wanted = {"as_of": {"as_of": 2016}, "observed_only": {"observed_only": True}}.get(change, {})
    assert load_findings(folder.path, **wanted).digest != before


def test_the_digest_depends_on_neither_the_place_of_the_folder_nor_the_order_of_rows(folder, tmp_path):
    before = load_findings(folder.path).digest
    other = shutil.copytree(folder.path, tmp_path / "elsewhere")
    head, *rows = (other / "observations/reported.csv").read_text(encoding="utf-8").splitlines()
    (other / "observations/reported.csv").write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    assert load_findings(other).digest == before


def test_as_of_2016_uses_nothing_later():
    found = findings_of("cam-lo", as_of=2016)
    assert found.as_of == 2016
    assert found.observations["year"].max() == found.values["year"].max() == 2016
    assert found.projections["year"].min() == 2016  # of units whose last value is older
    assert found.assessments["latest_year"].dropna().max() == 2016


def test_figures_after_the_as_of_year_change_no_finding_before_it(folder):
    before = load_findings(folder.path, as_of=2016)
    path = folder.path / "observations/reported.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ",2017," not in line), encoding="utf-8")
    after = load_findings(folder.path, as_of=2016)
    for name in ("values", "projections", "assessments", "years"):
        pd.testing.assert_frame_equal(getattr(before, name), getattr(after, name))


def test_outcomes_never_reach_values_projections_or_assessments(folder):
    before = load_findings(folder.path)
    header = (folder.path / "observations/reported.csv").read_text(encoding="utf-8").splitlines()[0] + "\n"
    folder.write("outcomes.csv", header).observe("101", "TRAINED", 2019, 99, file="outcomes.csv")
    folder.observe("101", "TRAINED", 2017, 1, file="outcomes.csv")
    after = load_findings(folder.path)
    for name in ("observations", "values", "projections", "assessments", "years", "readings"):
        pd.testing.assert_frame_equal(getattr(before, name), getattr(after, name))
    assert after.outcomes[["unit_code", "year", "value"]].values.tolist() == [["101", 2019, 99.0]]


def test_the_outcomes_of_cam_lo_are_later_than_its_as_of_year(cam_lo):
    assert len(cam_lo.outcomes) == 13 and cam_lo.outcomes["year"].min() > 2017


def test_without_simulated_figures_nothing_is_simulated(cam_lo):
    observed = findings_of("cam-lo", observed_only=True)
    for name in ("values", "projections", "assessments"):
        assert getattr(cam_lo, name)["is_simulated"].any()
        assert not getattr(observed, name)["is_simulated"].any()
    assert len(observed.assessments) == len(cam_lo.assessments) == 200


def test_the_as_of_year_is_the_programmes_own_unless_asked(folder):
    programme = folder.programme
    assert [check_as_of(programme, year) for year in (0, 2013, 2020)] == [2017, 2013, 2020]


@pytest.mark.parametrize("year", [2012, 2021, -1])
def test_a_year_outside_the_programme_is_refused(folder, year):
    with pytest.raises(DefinitionError) as refused:
        load_findings(folder.path, as_of=year)
    assert str(refused.value) == f"--as-of: {year} is outside the programme's years. Choose one from 2013 to 2020."


def test_a_fault_of_the_outcomes_stops_the_findings(folder):
    header = (folder.path / "observations/reported.csv").read_text(encoding="utf-8").splitlines()[0] + "\n"
    folder.write("outcomes.csv", header).observe("101", "INCOME", 2019, "-1", file="outcomes.csv")
    with pytest.raises(TableError) as refused:
        load_findings(folder.path)
    assert str(refused.value) == "outcomes.csv, row 2: value -1 of INCOME is below 0. Mend the figure, or the bounds in the area's file."


def test_every_unit_and_target_stands_in_the_assessments_once(folder):
    found = load_findings(folder.path).assessments
    pairs = list(zip(found["unit_code"], found["target_id"], strict=True))
    assert sorted(pairs) == sorted((unit, target) for unit in ("D1", "101", "102", "103") for target in ("T-POV-01", "T-EMP-01"))

"""What was said beside what came: which later figures are compared, with what, and what is left alone."""

import numpy as np
import pytest

from tests.conftest import Folder, findings_of
from workbench.findings import Findings, load_findings
from workbench.observations import COLUMNS

HEADER = ",".join(COLUMNS) + "\n"


@pytest.fixture
def told(folder: Folder) -> Folder:
    """The three communes, of which 101 told later what share of its workers was trained."""
    return later(later(folder.write("outcomes.csv", HEADER), 2018, 62.0), 2020, 71.0)


def later(folder: Folder, year: int, value: float, **cells: str) -> Folder:
    return folder.observe("101", "TRAINED", year, value, file="outcomes.csv", **cells)


def said(found: Findings, code: str = "101") -> dict[int, dict]:
    own = found.said[(found.said["unit_code"] == code) & (found.said["indicator_id"] == "TRAINED")]
    assert own["year"].is_unique
    return {row["year"]: row for row in own.to_dict("records")}


def test_the_chance_of_the_assessment_is_held_against_the_figure_of_the_target_year(told):
    found = load_findings(told.path)
    row = said(found)[2020]
    (own,) = found.assessments.query("unit_code == '101' and indicator_id == 'TRAINED'").to_dict("records")
    assert row["is_final"] and row["p_met"] == pytest.approx(own["p_met"], abs=1e-12)
    assert (row["actual"], row["came_true"], row["was_met"]) == (71.0, True, False)


def test_before_its_year_the_same_mark_is_asked_of_each_year_with_a_figure(told):
    found = said(load_findings(told.path))
    assert list(found) == [2018, 2020]
    assert not found[2018]["is_final"] and found[2018]["came_true"] is False
    assert 0 < found[2018]["p_met"] < found[2020]["p_met"] < 1  # a rising series
    assert np.isnan(found[2018]["sdsn"])


def test_what_other_methods_said_stands_beside_the_final_year(told):
    found = load_findings(told.path)
    row = said(found)[2020]
    own = found.official.query("unit_code == '101' and target_id == @row['target_id']").set_index("method")["verdict"]
    assert [row[name] for name in ("escap", "eurostat", "sdsn")] == [
        float(own["escap"] == "maintain"),
        float(own["eurostat"] in ("achieved", "on_track")),
        float(own["sdsn"] == "on_track"),
    ]


def test_ranges_are_held_against_what_came_with_the_years_ahead(told):
    found = load_findings(told.path)
    own = found.ranges.query("unit_code == '101' and indicator_id == 'TRAINED'").set_index("year")
    shown = found.projections.query("unit_code == '101' and indicator_id == 'TRAINED'").set_index("year")
    assert list(own.index) == [2018, 2020] and list(own["ahead"]) == [1, 3]
    assert own["q50"].to_dict() == shown["q50"].loc[[2018, 2020]].to_dict()
    assert list(own["actual"]) == [62.0, 71.0]


@pytest.mark.parametrize("cells", [{"qualifier": "about"}, {"qualifier": "planned"}, {"status": "simulated", "source_id": "invented"}])
def test_a_rough_figure_or_a_simulated_one_proves_nothing(told, cells):
    later(told, 2019, 80.0, **cells)
    assert list(said(load_findings(told.path))) == [2018, 2020]


def test_of_two_sources_that_tell_one_figure_neither_is_compared(told):
    told.append("sources.toml", '\n[[sources]]\nid = "press"\ntitle = "A newspaper"\npublisher = "A newspaper"\nkind = "press"\n')
    later(told, 2020, 75.0, source_id="press")
    assert list(said(load_findings(told.path))) == [2018]


def test_figures_of_another_definition_are_not_compared(told):
    rule = '[[breaks]]\nid = "NEW"\ntitle = "Counted anew"\nfirst_year = 2019\nhandling = "split"\nbasis = "A rule"\n'
    told.append("breaks.toml", f"\n{rule}")
    told.replace("areas/02_work.toml", 'numerator = "TRAINED__num"', 'numerator = "TRAINED__num"\nbreaks = ["NEW"]')
    assert list(said(load_findings(told.path))) == [2018]


def test_years_of_a_shock_are_marked(told):
    flood = '[[shocks]]\ntitle = "A flood"\nfirst_year = 2019\nlast_year = 2020\n'
    told.append("programme.toml", f"\n{flood}")
    found = load_findings(told.path)
    assert {year: row["is_shock"] for year, row in said(found).items()} == {2018: False, 2020: True}
    assert found.ranges.set_index("year")["is_shock"].to_dict() == {2018: False, 2020: True}


def test_one_mark_that_two_targets_ask_of_one_figure_is_one_statement_and_the_final_one(told):
    """A mark for 2018 and the same one for 2020: the figure of 2018 answers the first, and is not counted for the second again."""
    area = told.path / "areas/02_work.toml"
    text = area.read_text(encoding="utf-8")
    again = text[text.index("[[targets]]") :].replace('"T-EMP-01"', '"T-EMP-00"').replace('unit = "%"', 'unit = "%"\nhorizon = 2018')
    area.write_text(f"{text}\n{again}", encoding="utf-8")
    found = load_findings(told.path).said.query("unit_code == '101' and indicator_id == 'TRAINED'")
    assert set(found[["target_id", "year", "is_final"]].itertuples(index=False, name=None)) == {
        ("T-EMP-00", 2018, True),
        ("T-EMP-01", 2020, True),
    }


def test_with_an_earlier_as_of_year_the_figures_reported_since_are_what_came(folder):
    found = load_findings(folder.path, as_of=2016)
    assert set(found.said["year"]) == {2017} and not found.said["is_final"].any()
    assert load_findings(folder.path).said.empty


def test_a_yearly_target_is_asked_of_each_year_by_itself(folder):
    text = (folder.path / "areas/02_work.toml").read_text(encoding="utf-8")
    folder.write("areas/02_work.toml", text.replace('type = "level"', 'type = "annual_flow"').replace("value = 70.0", "value = 58.0"))
    found = load_findings(folder.path, as_of=2016)
    row = said(found)[2017]
    year = found.years.query("unit_code == '101' and target_id == 'T-EMP-01' and year == 2017").iloc[0]
    assert row["p_met"] == year["p_met"] and row["actual"] == pytest.approx(60.0) and row["came_true"] and not row["is_final"]


def test_no_real_figure_that_came_later_is_held_against_a_simulated_projection():
    found = findings_of("cam-lo")
    assert len(found.outcomes) and found.said.empty and found.ranges.empty

"""Probabilities and ranges beside those of a second program: tests/reference/panel_trend.R tells how each was made."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.unit.projection.small import real_assessments, real_projections, row_of, years_of
from workbench.assessment.measures import chance_of_no_loss
from workbench.projection import Predictive

DRAWN = 0.02  # METHODS.md 7: what 4,000 draws may be off
WORKED = list(
    csv.DictReader(line for line in Path(__file__).with_name("chances.csv").read_text(encoding="utf-8").splitlines() if line[0] != "#")
)
PROJECTED = {
    "country alone: trained workers": ("vietnam-provinces", "TRAINED_WORKERS"),
    "regions: trained workers": ("vietnam-provinces", "TRAINED_WORKERS"),
    "provinces of R3: immunised": ("vietnam-provinces", "IMMUNISED"),
    "regions: monthly income": ("vietnam-provinces", "INCOME_MONTH"),
    "communes (simulated): unemployment of small numbers": ("cam-lo", "EMP_UNEMP_RATE"),
    "communes (simulated): poverty with a break and a floor": ("cam-lo", "POV_RATE"),
}
ELSEWHERE = {"district (simulated): cut of poverty", "district (simulated): new jobs", "statuses kept"}


def of_panel(panel: str) -> list[dict[str, str]]:
    return [row for row in WORKED if row["panel"] == panel]


def answer(what: str) -> Callable[[Predictive, int], float]:
    """What a column of the other program asks of a projection: "q90", or "at least 25"."""
    if what.startswith("q"):
        return lambda one, year: one.quantile(year, float(what[1:]) / 100)
    return lambda one, year: one.probability(year, ">=", float(what.removeprefix("at least ")))


def test_every_panel_of_the_other_program_is_compared() -> None:
    assert {row["panel"] for row in WORKED} == PROJECTED.keys() | ELSEWHERE and len(WORKED) > 180


@pytest.mark.parametrize("panel", PROJECTED)
def test_ranges_and_chances_are_those_of_the_other_program(panel: str) -> None:
    programme, indicator = PROJECTED[panel]
    predictive = real_projections(programme).predictive
    ours = [answer(row["what"])(predictive[row["unit"], indicator], int(row["year"])) for row in of_panel(panel)]
    theirs = [float(row["value"]) for row in of_panel(panel)]
    np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-9)


def test_cuts_from_year_to_year_have_the_chances_of_a_million_draws_of_the_other_program() -> None:
    years, row = years_of(real_assessments(), "T-POV-01"), row_of(real_assessments(), "T-POV-01")
    *each, every = of_panel("district (simulated): cut of poverty")
    for one in each:
        assert years.loc[int(one["year"]), "p_met"] == pytest.approx(float(one["value"]), abs=DRAWN)
    assert row["p_met"] == pytest.approx(float(every["value"]), abs=DRAWN)


def test_a_yearly_flow_has_the_chance_of_each_year_and_of_all_of_them() -> None:
    years, row = years_of(real_assessments(), "T-EMP-01"), row_of(real_assessments(), "T-EMP-01")
    *each, every = of_panel("district (simulated): new jobs")
    for one in each:
        assert years.loc[int(one["year"]), "p_met"] == pytest.approx(float(one["value"]), rel=1e-8)
    assert row["p_met"] == pytest.approx(float(every["value"]), abs=DRAWN)


@pytest.mark.parametrize("worked", of_panel("statuses kept"), ids=lambda row: row["what"])
def test_the_chance_that_no_status_is_lost_is_the_integral_over_the_prior(worked: dict[str, str]) -> None:
    steps, lost, ahead = (int(word) for word in worked["what"].split()[2:])
    assert chance_of_no_loss(steps, lost, ahead) == pytest.approx(float(worked["value"]), rel=1e-8)

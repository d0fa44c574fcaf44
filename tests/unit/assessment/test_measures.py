"""Paces, gaps and the chance of losing nothing, against numbers worked out elsewhere."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from tests.unit.projection.small import COMMUNES, DISTRICT, programme_of, real_assessments, real_values, row_of
from workbench.assessment.measures import Point, annual_paces, chance_of_no_loss, growth_paces, level_paces, quantity_missing, shortfall

REFERENCE = Path(__file__).resolve().parents[2] / "reference"


def reference(name: str) -> list[dict[str, str]]:
    lines = (REFERENCE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def points(years: str, values: str) -> list[Point]:
    pairs = zip(years.split(), values.split(), strict=True)
    return [Point(int(year), float(value), math.nan, math.nan, False) for year, value in pairs]


@pytest.mark.parametrize("worked", reference("paces_and_gaps.csv"), ids=lambda row: row["origin"])
def test_paces_and_gap_are_those_worked_out_by_hand(worked: dict[str, str]) -> None:
    series = points(worked["years"], worked["values"])
    target, horizon, upward = float(worked["target"]), int(worked["horizon"]), worked["upward"] == "yes"
    found = {
        "level": lambda: level_paces(series, target=target, horizon=horizon, upward=upward),
        "growth": lambda: growth_paces(series, target=target, horizon=horizon),
        "annual": lambda: annual_paces(series, target=target),
    }[worked["kind"]]()
    for name in ("required", "recent", "best"):
        if worked[name] == "":
            assert getattr(found, name) is None
        else:
            places = len(worked[name].partition(".")[2])
            assert round(getattr(found, name), places) == float(worked[name])
    assert shortfall(series[-1].value, target, upward=upward) == pytest.approx(float(worked["gap"]), abs=1e-12)


def test_a_doubling_in_five_years_takes_1487_per_cent_a_year() -> None:
    found = growth_paces(points("2015", "1"), target=2.0, horizon=2020)
    assert found.required == pytest.approx(14.869835499703500, rel=1e-12)
    # The milestones of DOMAIN 4.8: 114.87; 131.95; 151.57; 174.11; 200.
    assert [round(100 * (1 + found.required / 100) ** year, 2) for year in range(1, 6)] == [114.87, 131.95, 151.57, 174.11, 200.0]


def test_a_real_doubling_takes_185_per_cent_a_year() -> None:
    assert growth_paces(points("2015", "1"), target=2.335, horizon=2020).required == pytest.approx(18.5, abs=0.05)


@pytest.mark.parametrize(
    ("values", "target", "horizon", "required"),
    [
        ("100 105 110", 110.55, 2018, 0.5),  # 110 x 1.005
        ("100 105 110", 108.0, 2020, 0.0),  # passed already: nothing more is needed
        ("100 105 110", 120.0, 2017, None),  # there is no year left
        ("100 50 0", 120.0, 2020, None),  # nothing grows out of nothing
    ],
)
def test_the_growth_needed_where_it_is_small_or_none_or_there_is_no_such_rate(
    values: str, target: float, horizon: int, required: float | None
) -> None:
    found = growth_paces(points("2015 2016 2017", values), target=target, horizon=horizon)
    assert found.required == (None if required is None else pytest.approx(required, abs=1e-9))


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "upward", "missing"),
    [
        (393.0, 28_898.0, 1.0, False, 104.02),  # DOMAIN (a): the threshold is 288 (288.98) persons of 28,898
        (5_830.0, 10_000.0, 70.0, True, 1_170.0),
        (7_200.0, 10_000.0, 70.0, True, -200.0),  # beyond the target: makes up for others
        (95.0, 1_000.0, 10.0, False, -5.0),
    ],
)
def test_the_missing_quantity_is_target_times_denominator_less_numerator(
    numerator: float, denominator: float, target: float, upward: bool, missing: float
) -> None:
    point = Point(2017, 100 * numerator / denominator, numerator, denominator, False)
    assert quantity_missing(point, target, upward=upward) == pytest.approx(missing, abs=1e-9)


def test_the_missing_quantity_is_unknown_where_counts_are() -> None:
    assert math.isnan(quantity_missing(Point(2017, 60.0, math.nan, math.nan, False), 70.0, upward=True))


RATE_TARGETS = ("T-EMP-02", "T-EMP-03", "T-EMP-04", "T-HLT-02", "T-HLT-03", "T-HLT-04", "T-WAT-02")
PARTIAL = {"T-WAT-03"}  # one commune did not report 2017: the district stands at 2016, its communes at 2017


@pytest.mark.parametrize("target", RATE_TARGETS)
def test_what_the_communes_lack_adds_up_to_what_the_district_lacks(target: str) -> None:
    found = real_assessments()
    rows = [row_of(found, target, code) for code in COMMUNES]
    rows = [row for row in rows if row["verdict"] != "not_applicable"]  # the town has no part in a rural target
    parts = [row["gap_quantity"] for row in rows]
    whole = row_of(found, target, DISTRICT)["gap_quantity"]
    assert len({row["gap_unit"] for row in (row_of(found, target, DISTRICT), *rows)}) == 1
    assert round(math.fsum(parts), 6) == round(whole, 6) and whole != 0


def test_no_level_target_with_figures_is_left_out_above() -> None:
    programme = programme_of()
    found = real_assessments().table
    reported = set(found[(found["unit_code"] == DISTRICT) & found["latest_value"].notna()]["target_id"])
    assert {one for one in reported if programme.targets[one].type == "level"} == set(RATE_TARGETS) | PARTIAL


def test_shares_of_a_yearly_target_add_up_to_it_and_so_do_the_jobs_missing() -> None:
    found = real_assessments()
    rows = [row_of(found, "T-EMP-01", code) for code in COMMUNES]
    assert math.fsum(row["target_value"] for row in rows) == pytest.approx(1_100.0, abs=1e-9)
    assert math.fsum(row["gap_quantity"] for row in rows) == pytest.approx(row_of(found, "T-EMP-01")["gap_quantity"], abs=1e-9)
    workers = real_values().set_index(["unit_code", "indicator_id", "year"])["value"]
    for code, row in zip(COMMUNES, rows, strict=True):
        share = workers[code, "BASE_LF", 2017] / workers[DISTRICT, "BASE_LF", 2017]
        assert row["target_value"] == pytest.approx(1_100.0 * share, rel=1e-12)


# ---- the chance of losing nothing


@pytest.mark.parametrize(("unit_years", "losses", "ahead"), [(36, 0, 27), (36, 0, 3), (36, 2, 27), (4, 4, 1), (0, 0, 1), (100, 1, 9)])
def test_the_chance_of_no_loss_is_the_posterior_mean_by_direct_integration(unit_years: int, losses: int, ahead: int) -> None:
    # rate = sin(x)^2 takes the poles of Jeffreys' prior away: d(rate)/sqrt(rate (1 - rate)) = 2 dx.
    x = (np.arange(400_000) + 0.5) / 400_000 * (np.pi / 2)
    weight = np.sin(x) ** (2 * losses) * np.cos(x) ** (2 * (unit_years - losses))
    expected = np.sum(weight * np.cos(x) ** (2 * ahead)) / np.sum(weight)
    assert chance_of_no_loss(unit_years, losses, ahead) == pytest.approx(expected, rel=1e-9)


def test_the_chance_of_no_loss_with_nothing_seen_is_a_half_for_one_unit_year() -> None:
    assert chance_of_no_loss(0, 0, 1) == pytest.approx(0.5, rel=1e-12)
    assert chance_of_no_loss(36, 0, 1) == pytest.approx(36.5 / 37, rel=1e-12)


def test_the_chance_of_no_loss_falls_with_losses_and_with_the_years_ahead() -> None:
    assert chance_of_no_loss(36, 0, 27) > chance_of_no_loss(36, 1, 27) > chance_of_no_loss(36, 1, 54) > 0
    assert chance_of_no_loss(36, 1, 0) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("years", "values", "level", "flow"),
    [("2014 2015 2016 2017", "1 2 3 4", 3, 3), ("2014 2017", "1 4", 3, 1), ("2016 2017", "3 4", 1, 2), ("2013 2017", "1 4", None, 1)],
)
def test_how_many_years_the_recent_pace_is_of_goes_with_it(years: str, values: str, level: int | None, flow: int) -> None:
    series = points(years, values)
    assert level_paces(series, target=9.0, horizon=2020, upward=True).recent_years == level
    assert growth_paces(series, target=9.0, horizon=2020).recent_years == level
    assert annual_paces(series, target=9.0).recent_years == flow

"""Whether the paths of units add up to those above them: what each counts for, and when none is moved."""

from collections.abc import Mapping

import numpy as np
import pytest

from tests.unit.projection.small import COMMUNES, DISTRICT, Series, programme_of, project_series, values_of, with_indicator
from workbench.projection import Projections, project

JOBS, RATE, INCOME = "EMP_NEW_JOBS", "EMP_TRAINED_RATE", "EMP_INCOME_PC"
YEARS = range(2014, 2018)
# Of the last year; those before it are other numbers, so that nothing but the last year's fits.
FORCE = np.array([900.0, 400.0, 500.0, 700.0, 300.0, 600.0, 800.0, 200.0, 600.0])


def each(name: str, rising: Mapping[int, float], size: np.ndarray = FORCE) -> list[Series]:
    """A series of every commune: its size times what the year gives, each with a wobble of its own."""
    return [
        (code, name, {year: size[place] * (value + 0.02 * ((place + year) % 3)) for year, value in rising.items()})
        for place, code in enumerate(COMMUNES)
    ]


def force(share: float = 1.0) -> list[Series]:
    return [(code, "BASE_LF", {2014: 500.0, 2015: 520.0, 2016: 540.0, 2017: share * FORCE[place]}) for place, code in enumerate(COMMUNES)]


def persons() -> list[Series]:
    return [(code, "BASE_POP", {2014: 990.0, 2015: 990.0, 2016: 990.0, 2017: 2 * FORCE[place]}) for place, code in enumerate(COMMUNES)]


RISING = dict(zip(YEARS, (0.20, 0.24, 0.25, 0.28), strict=True))
TRAINED = each(f"{RATE}__num", RISING)
EARNED = each(INCOME, {year: 100 * value for year, value in RISING.items()}, np.linspace(0.8, 1.2, 9))


@pytest.fixture(scope="module")
def found() -> Projections:
    return project_series(*each(JOBS, RISING), *TRAINED, *force(), *EARNED, *persons())


def paths(found: Projections, name: str) -> np.ndarray:
    """Of the communes, shape (9, draws, years)."""
    return np.stack([found.paths(name, code) for code in COMMUNES])


@pytest.mark.parametrize(("name", "shares"), [(JOBS, np.ones(9)), (RATE, FORCE / FORCE.sum()), (INCOME, FORCE / FORCE.sum())])
def test_draw_by_draw_counts_add_up_and_rates_and_means_by_the_persons_of_the_last_year(
    found: Projections, name: str, shares: np.ndarray
) -> None:
    np.testing.assert_allclose(found.shares[name, DISTRICT], shares, rtol=1e-12)
    np.testing.assert_allclose(np.tensordot(shares, paths(found, name), axes=1), found.paths(name, DISTRICT), rtol=1e-6)
    assert paths(found, name).std(axis=1).min() > 0.0


def test_the_district_itself_is_drawn_freely_and_not_moved(found: Projections) -> None:
    panel = found.panels[JOBS, ""]
    assert (panel.units, (JOBS, "") in found.shares) == ((DISTRICT,), False)
    np.testing.assert_array_equal(found.paths(JOBS, DISTRICT), panel.back(panel.draw())[:, 0])


@pytest.mark.parametrize("size", [1.0, 1e-4])  # a value above of 1,400, and of 0.14
@pytest.mark.parametrize(("factor", "agrees"), [(1 + 5e-7, True), (1 - 5e-7, True), (1 + 3e-6, False), (1 - 3e-6, False)])
def test_a_millionth_of_the_value_above_is_rounding_and_more_is_not(factor: float, agrees: bool, size: float) -> None:
    jobs = each(JOBS, RISING, size * FORCE)
    total = {year: sum(years[year] for _, _, years in jobs) for year in YEARS}
    assert ((JOBS, DISTRICT) in project_series(*jobs, (DISTRICT, JOBS, total | {2017: factor * total[2017]})).shares) == agrees


def test_units_that_end_in_another_year_than_the_one_above_do_not_agree() -> None:
    jobs = each(JOBS, RISING)
    late = [(code, name, {year: value for year, value in years.items() if year < 2017}) for code, name, years in jobs]
    total = (DISTRICT, JOBS, {year: sum(years[year] for _, _, years in jobs) for year in YEARS})
    assert (JOBS, DISTRICT) not in project_series(*jobs[:8], late[8], total).shares
    assert (JOBS, DISTRICT) not in project_series(*late, total).shares


def test_a_unit_that_cannot_be_projected_leaves_the_others_as_they_are() -> None:
    short = [(code, name, {2017: years[2017]} if code == COMMUNES[0] else years) for code, name, years in each(JOBS, RISING)]
    total = {year: sum(years.get(year, 80.0) for _, _, years in short) for year in YEARS}
    found = project_series(*short, (DISTRICT, JOBS, total))
    assert (COMMUNES[1], JOBS) in found.predictive and (JOBS, DISTRICT) not in found.shares
    panel = found.panels[JOBS, DISTRICT]
    np.testing.assert_array_equal(found.paths(JOBS, COMMUNES[1]), panel.back(panel.draw())[:, 0])


@pytest.mark.parametrize(("simulated", "agrees"), [((), True), ((DISTRICT,), False), ((DISTRICT, *COMMUNES), True), (COMMUNES, True)])
def test_real_units_are_not_moved_by_a_simulated_one_above(simulated: tuple[str, ...], agrees: bool) -> None:
    values = values_of(*each(JOBS, RISING), *TRAINED, *force())
    values["is_simulated"] = values["unit_code"].isin(simulated) & (values["indicator_id"] == JOBS)
    shares = project(programme_of(), values, as_of=2017, only=[JOBS, RATE]).shares
    assert ((JOBS, DISTRICT) in shares) == agrees and (RATE, DISTRICT) in shares


def test_what_is_never_added_up_does_not_agree_and_what_follows_it_does() -> None:
    alone = with_indicator(programme_of(), JOBS, aggregate="none")
    total = (DISTRICT, JOBS, {year: sum(years[year] for _, _, years in each(JOBS, RISING)) for year in YEARS})
    shares = project_series(*each(JOBS, RISING), total, *TRAINED, *force(), programme=alone).shares
    assert (JOBS, DISTRICT) not in shares and (RATE, DISTRICT) in shares


def test_a_mean_whose_weights_are_not_known_is_no_sum_of_its_units() -> None:
    district = (DISTRICT, INCOME, {year: 100 * value for year, value in RISING.items()})
    assert (INCOME, DISTRICT) not in project_series(*EARNED, district).shares
    assert (INCOME, DISTRICT) not in project_series(*EARNED, district, *persons()[:8]).shares

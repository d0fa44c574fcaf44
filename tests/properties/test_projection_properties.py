"""What holds for any figures: generated series, small and crooked."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.projection.small import COMMUNES, DISTRICT, assess_values, programme_of, real_values, values_of
from workbench.assessment import assess
from workbench.projection import project
from workbench.projection.panel import Panel, condition_panel, predictives
from workbench.projection.predictive import Predictive
from workbench.projection.prior import Prior, load_prior

FEW = settings(max_examples=25)
FEWER = settings(FEW, max_examples=10)
YEARS = (2018, 2019, 2020)
PRIORS = {kind: load_prior(kind) for kind in ("rates", "amounts")}
RATES = st.lists(st.floats(0.0, 100.0), min_size=3, max_size=6)
AMOUNTS = st.lists(st.floats(0.0, 1e6), min_size=3, max_size=6)


def predictive(values: list[float], ceiling: float | None, direction: int, prior: dict[str, Prior] | None = None) -> Predictive:
    return predictives(panel_of(values, ceiling, direction, prior))[0]


def panel_of(values: list[float], ceiling: float | None, direction: int, prior: dict[str, Prior] | None = None) -> Panel:
    years = list(range(2018 - len(values), 2018))
    wide = np.array(values, dtype=float)[:, None]
    return condition_panel("p|i|", ["u"], years, wide, horizon=2020, ceiling=ceiling, direction=direction, prior=prior or PRIORS)


@FEW
@given(values=RATES, direction=st.sampled_from([-1, 0, 1]), low=st.floats(0.001, 0.499), more=st.floats(0.0005, 0.4))
def test_a_wider_level_gives_a_wider_interval(values: list[float], direction: int, low: float, more: float) -> None:
    one = predictive(values, 100.0, direction)
    outer = max(low - more, 1e-4)
    for year in YEARS:
        a, b, c, d = (one.quantile(year, level) for level in (outer, low, 1 - low, 1 - outer))
        assert a <= b <= c <= d
        place = YEARS.index(year)
        assert np.isfinite(one.mean[place]).all() and np.isfinite(one.width[place]).all() and (one.width[place] > 0).all()
        if a > 0.0 and d < 100.0 and outer < low - 1e-6:
            assert d - a > c - b


@FEW
@given(values=st.one_of(RATES.map(lambda one: (one, 100.0)), AMOUNTS.map(lambda one: (one, None))), direction=st.sampled_from([-1, 0, 1]))
def test_what_is_projected_is_possible(values: tuple[list[float], float | None], direction: int) -> None:
    one = predictive(*values, direction)
    high = np.inf if values[1] is None else values[1]
    for year in YEARS:
        for level in (1e-6, 0.025, 0.5, 0.975, 1 - 1e-6):
            assert 0.0 <= one.quantile(year, level) <= high
        for operator in (">=", ">", "=", "<", "<="):
            for threshold in (-1.0, 0.0, 5.0, 100.0, 101.0):
                assert 0.0 <= one.probability(year, operator, threshold) <= 1.0
        assert one.probability(year, ">=", 5.0) + one.probability(year, "<", 5.0) == pytest.approx(1.0)
    panel = panel_of(*values, direction)
    drawn = panel.back(panel.draw())
    assert np.isfinite(drawn).all() and drawn.min() >= 0.0 and drawn.max() <= high


# The spread is known and the weights of the regimes are too: neither follows the figures.
HELD = {kind: replace(prior, spread_degrees=1e9, spread_weight=1e9, likelihood_power=0.0) for kind, prior in PRIORS.items()}


@FEW
@given(values=st.lists(st.floats(1.0, 95.0), min_size=3, max_size=6), better=st.floats(0.01, 5.0), threshold=st.floats(1.0, 99.9))
def test_a_better_last_value_never_lowers_the_chance_where_the_spread_is_held(values: list[float], better: float, threshold: float) -> None:
    raised = [*values[:-1], values[-1] + better]
    low, high = (predictive(one, 100.0, 1, HELD) for one in (values, raised))
    for year in YEARS:
        assert high.probability(year, ">=", threshold) >= low.probability(year, ">=", threshold)
        assert high.quantile(year, 0.1) >= low.quantile(year, 0.1)
    lower, higher = (predictive(one, 100.0, -1, HELD) for one in (raised, values))
    assert higher.probability(2020, "<", threshold) >= lower.probability(2020, "<", threshold)


@FEW
@given(values=st.lists(st.floats(1.0, 95.0), min_size=3, max_size=6), better=st.floats(0.01, 5.0), direction=st.sampled_from([-1, 0, 1]))
def test_a_better_last_value_never_lowers_the_middle(values: list[float], better: float, direction: int) -> None:
    low, high = (predictive(one, 100.0, direction) for one in (values, [*values[:-1], values[-1] + better]))
    assert all(high.quantile(year, 0.5) >= low.quantile(year, 0.5) for year in YEARS)


def shown() -> st.SearchStrategy[list[tuple]]:
    """Small sets of observations: a few units, a few indicators, any years, zeros and gaps."""
    counts = {"POV_HH": 900.0, "BASE_HH": 1_000.0, "EMP_NEW_JOBS": 300.0, "BASE_LF": 4_000.0, "EMP_INCOME_PC": 60.0, "BASE_POP": 9_000.0}
    counts |= {"ASS_EMERG_COVER__num": 5.0, "ASS_EMERG_COVER__den": 5.0, "HLT_COMMUNE_STD": 1.0}

    def series(name: str) -> st.SearchStrategy[tuple]:
        value = st.integers(0, int(counts[name])).map(float)
        years = st.dictionaries(st.integers(2012, 2017), value, min_size=1, max_size=6)
        units = st.sampled_from([DISTRICT, *COMMUNES] if name != "HLT_COMMUNE_STD" else COMMUNES)
        return st.tuples(units, st.just(name), years)

    many = st.lists(st.sampled_from(sorted(counts)).flatmap(series), min_size=1, max_size=25)
    return many.map(lambda found: list({(unit, name): (unit, name, years) for unit, name, years in found}.values()))


def sane(observed: list[tuple]) -> list[tuple]:
    """Parts no larger than their wholes, where both are given: what the checks of a table let through."""
    at = {(unit, name): dict(years) for unit, name, years in observed}
    for part, whole in (("POV_HH", "BASE_HH"), ("ASS_EMERG_COVER__num", "ASS_EMERG_COVER__den")):
        for (unit, name), years in at.items():
            above = at.get((unit, whole), {}) if name == part else {}
            years.update({year: min(value, above[year]) for year, value in years.items() if year in above})
    return [(unit, name, years) for (unit, name), years in at.items()]


@FEW
@given(observed=shown())
def test_nobody_vanishes(observed: list[tuple]) -> None:
    programme, values = programme_of(), values_of(*sane(observed))
    projections = project(programme, values, as_of=2017)
    found = assess(programme, values, projections, as_of=2017)
    pairs = list(zip(found.table["unit_code"], found.table["target_id"], strict=True))
    assert pairs == [(unit, target) for unit in programme.units_in(2017) for target in programme.targets]
    names = {one.id for one in programme.indicators.values() if one.role == "indicator" and not one.derive}
    assert set(projections.predictive) | set(projections.obstacles) == {(code, name) for code in programme.units_in(2017) for name in names}
    silent = found.table["verdict"].isin(["no_data", "not_applicable", "no_event"])
    assert found.table.loc[silent, "reason"].ne("").all()
    assert not projections.table().isna().any().any()
    assert found.table["p_met"].dropna().between(0.0, 1.0).all()


@FEWER
@given(observed=shown(), seed=st.integers(0, 2**31))
def test_the_order_of_rows_is_irrelevant(observed: list[tuple], seed: int) -> None:
    values = values_of(*sane(observed))
    shuffled = values.sample(frac=1.0, random_state=seed)
    first, second = assess_values(values), assess_values(shuffled)
    for name in ("table", "years", "readings"):
        pd.testing.assert_frame_equal(getattr(second, name), getattr(first, name), check_exact=True)


@FEWER
@given(seed=st.integers(0, 2**31), left_out=st.sampled_from(["EMP_TRAINED_RATE", "POV_RATE", "HLT_HI_RATE"]))
def test_what_is_known_of_one_indicator_moves_no_other(seed: int, left_out: str) -> None:
    keep = {"EMP_TRAINED_RATE", "POV_RATE", "HLT_HI_RATE"}
    values = real_values()[lambda table: table["indicator_id"].isin(keep)]
    whole = project(programme_of(), values, as_of=2017).table()
    fewer = project(programme_of(), values[values["indicator_id"] != left_out].sample(frac=1.0, random_state=seed), as_of=2017).table()
    rest = whole[~whole["indicator_id"].isin({left_out, "POV_CUT_PP"} if left_out == "POV_RATE" else {left_out})]
    pd.testing.assert_frame_equal(fewer, rest.reset_index(drop=True), check_exact=True)

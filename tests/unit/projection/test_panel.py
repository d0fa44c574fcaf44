"""One panel: what is conditioned, how it is drawn, and how its units agree with the one above them."""

from dataclasses import replace

import numpy as np
import pytest

from workbench.projection.conditioning import Conditioned
from workbench.projection.panel import DRAWS, Panel, agree, condition_panel, predictives
from workbench.projection.prior import Prior, load_prior
from workbench.projection.scale import Scale

PRIORS = {kind: load_prior(kind) for kind in ("rates", "amounts")}
TWO = np.array([[50.0, 30.0], [51.0, 31.5], [53.5, 31.0], [54.0, 33.0], [56.0, 36.0]])


def panel_of(values: np.ndarray = TWO, **about: object) -> Panel:
    """Two units from 2013 on, projected to 2020 as a rate that should rise."""
    usual = {"horizon": 2020, "ceiling": 100.0, "direction": 1, "prior": PRIORS}
    return condition_panel("p|X|", ["a", "b"], range(2013, 2013 + len(values)), values, **usual | about)


def same(one: Panel, other: Panel) -> bool:
    return np.array_equal(one.conditioned.moved, other.conditioned.moved) and np.array_equal(
        one.conditioned.spread, other.conditioned.spread
    )


def wild(kind: str) -> dict[str, Prior]:
    """Both priors, one of them with another spread."""
    return PRIORS | {kind: replace(PRIORS[kind], log_spread=0.0)}


def test_a_rate_is_projected_by_the_prior_of_rates_and_an_amount_by_that_of_amounts() -> None:
    assert same(panel_of(prior=wild("amounts")), panel_of()) and not same(panel_of(prior=wild("rates")), panel_of())
    amount = panel_of(ceiling=None)
    assert same(panel_of(ceiling=None, prior=wild("rates")), amount) and not same(panel_of(ceiling=None, prior=wild("amounts")), amount)


def test_a_rate_above_its_ceiling_is_an_amount_and_small_numbers_move_its_logit_alone() -> None:
    above, chance = TWO + 60.0, np.array([0.01, 0.02])
    assert same(panel_of(above), panel_of(above, ceiling=None)) and same(panel_of(above, chance=chance), panel_of(above))
    assert not same(panel_of(chance=chance), panel_of())


def test_the_step_between_two_definitions_is_no_change() -> None:
    stepped = TWO.copy()
    stepped[2:] = Scale(ceiling=100.0).back(Scale(ceiling=100.0).forward(TWO[2:]) + 0.8)
    broken, other = (panel_of(values, segments=np.array([0, 0, 1, 1, 1])) for values in (TWO, stepped))
    np.testing.assert_allclose(other.conditioned.moved, broken.conditioned.moved, atol=1e-12)
    np.testing.assert_allclose(other.last - broken.last, 0.8, rtol=1e-12)


def test_a_value_off_the_scale_is_refused_with_the_panels_name() -> None:
    with pytest.raises(ValueError, match=r"^p\|X\|: a value has no place on the projection scale$"):
        panel_of(np.array([[50.0, 30.0], [51.0, -1.0], [52.0, 33.0]]))


def test_each_unit_has_the_higher_of_its_floor_and_the_indicators_bound() -> None:
    assert [one.lower for one in panel_of().scales] == [0.0, 0.0]
    assert [one.lower for one in panel_of(lower=2.0).scales] == [2.0, 2.0]
    assert [one.lower for one in panel_of(lower=2.0, floors=[1.0, 5.0]).scales] == [2.0, 5.0]


def test_what_is_drawn_and_told_starts_at_each_units_own_last_value() -> None:
    values = TWO.copy()
    values[-1, 1] = np.nan
    panel = panel_of(values)
    assert panel.years == (2017, 2018, 2019, 2020) and panel.units == ("a", "b")
    scale = Scale(ceiling=100.0)
    np.testing.assert_allclose(panel.last, scale.forward(np.array([56.0, 33.0])), rtol=1e-12)
    first, second = predictives(panel)
    assert (first.unit_code, first.last, second.unit_code, second.last) == ("a", panel.last[0], "b", panel.last[1])
    assert first.quantile(2017, 0.1) == pytest.approx(56.0, rel=1e-6)  # reported: no change, and no spread to speak of
    assert second.quantile(2017, 0.1) < 33.0 < second.quantile(2017, 0.9)
    # What a panel of bare values does not know.
    assert (first.indicator_id, first.n_obs, first.segment_from, first.is_simulated) == ("", 0, 0, False)
    assert first.method == "panel_trend"


def known(weights: list[float], moved: list[float], covariance: np.ndarray, *, spread: float = 1.0, degrees: float = 1e9) -> Panel:
    """One unit whose coming years are told: on the log scale, from 0."""
    years = len(covariance)
    levels = np.multiply.outer(moved, np.ones((1, years)))
    found = Conditioned(
        np.array(weights),
        levels,
        np.full((len(moved), 1), spread),
        np.broadcast_to(covariance, (len(moved), years, years)),
        np.array([degrees]),
    )
    return Panel("p", ("a",), tuple(range(2018, 2018 + years)), np.array([0.25]), (Scale(ceiling=None),), found)


def test_draws_are_normal_about_the_middle_where_degrees_are_many() -> None:
    covariance = np.array([[1.0, 0.6], [0.6, 4.0]])
    drawn = known([1.0], [2.0], covariance, spread=3.0).draw()[:, 0]
    np.testing.assert_allclose(drawn.mean(axis=0), 2.25, atol=4 * 6.0 / np.sqrt(DRAWS))
    np.testing.assert_allclose(np.cov(drawn.T), 9.0 * covariance, rtol=0.1)


def test_a_draw_has_one_regime_for_all_its_years() -> None:
    drawn = known([0.25, 0.75], [-50.0, 50.0], np.eye(3)).draw()[:, 0]
    assert (np.sign(drawn) == np.sign(drawn[:, :1])).all()
    assert np.mean(drawn[:, 0] > 0) == pytest.approx(0.75, abs=0.03)


def test_the_tail_of_a_draw_is_that_of_the_t_with_its_degrees() -> None:
    drawn = known([1.0], [0.0], np.eye(1), degrees=3.0).draw()[:, 0, 0] - 0.25
    assert np.mean(np.abs(drawn) > 3.182446) == pytest.approx(0.05, abs=0.01)  # t(3): 97.5 % point, from a table


def test_the_same_question_has_the_same_draws_for_ever() -> None:
    """Kept here because printed chances of yearly targets hang on them."""
    drawn = known([0.5, 0.5], [0.0, 1.0], np.array([[1.0, 0.5], [0.5, 1.0]]), degrees=5.0).draw()[:2, 0]
    np.testing.assert_allclose(drawn, [[1.6244528676066918, 1.9037554176234757], [-0.5500675141756032, 0.1654895896802258]], rtol=1e-9)


def test_other_assumptions_stretch_each_units_change_and_shift_its_years() -> None:
    panel = panel_of()
    shift = np.array([[0.0, 0.1, 0.2], [0.3, 0.4, 0.5]])
    moved = panel.under(np.array([2.0, 0.5]), shift)
    np.testing.assert_allclose(moved.conditioned.moved[:, 0], 2.0 * panel.conditioned.moved[:, 0] + shift[0], rtol=1e-12)
    np.testing.assert_allclose(moved.conditioned.moved[:, 1], 0.5 * panel.conditioned.moved[:, 1] + shift[1], rtol=1e-12)
    np.testing.assert_array_equal(moved.conditioned.spread, panel.conditioned.spread)


# ---- agreement


def total_of(panel: Panel, drawn: np.ndarray, shares: list[float]) -> np.ndarray:
    return sum(share * panel.back(drawn)[:, unit] for unit, share in enumerate(shares))


def test_paths_above_are_paired_with_draws_of_the_same_rank_at_the_horizon() -> None:
    """Where the paths above are the units' own totals in another order, each draw is found again and none is moved."""
    panel, shares = panel_of(), [0.25, 0.75]
    drawn = panel.draw()
    order = np.random.default_rng(7).permutation(DRAWS)
    found = agree(panel, drawn, total_of(panel, drawn, shares)[order], shares)
    np.testing.assert_allclose(found, panel.back(drawn)[order], rtol=1e-9)


def test_paths_or_draws_that_tie_are_paired_in_the_order_in_which_they_stand() -> None:
    panel = panel_of(lower=35.0)
    drawn = np.repeat(panel.draw()[:, 1:], 2, axis=1)  # the second unit twice, often at its bound
    apart = np.arange(DRAWS) / DRAWS
    drawn[:, 1, 0] += apart  # one step for both leaves this as it is: it tells a draw from all others
    at_horizon = total_of(panel, drawn, [0.5, 0.5])[:, -1].tolist()
    assert at_horizon.count(35.0) > 100
    above = [70.0, 60.0] * (DRAWS // 2)
    logit = panel.scales[0].forward(agree(panel, drawn, np.outer(above, np.ones(3)), [0.5, 0.5]))
    by_rank = [sorted(range(DRAWS), key=values.__getitem__) for values in (above, at_horizon)]
    np.testing.assert_allclose((logit[:, 1] - logit[:, 0])[by_rank[0], 0], apart[by_rank[1]], atol=1e-9)


def test_they_add_up_however_far_the_paths_above_lie() -> None:
    panel = panel_of(ceiling=None)
    drawn = panel.draw()
    for factor in (1e-20, 0.3, 1e20):
        found = agree(panel, drawn, factor * total_of(panel, drawn, [1.0, 1.0]), [1.0, 1.0])
        np.testing.assert_allclose(found, factor * panel.back(drawn), rtol=1e-9)


@pytest.mark.parametrize(("above", "bound"), [(101.0, 100.0), (-1.0, 2.0)])
def test_beyond_their_bounds_the_units_stand_at_them(above: float, bound: float) -> None:
    panel = panel_of(lower=2.0)
    assert (agree(panel, panel.draw(), np.full((DRAWS, 3), above), [0.5, 0.5]) == bound).all()

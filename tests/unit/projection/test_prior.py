"""The prior that is shipped is the one that the benchmark gives; the text about it says the same figures."""

import importlib
import re
import sys
import tomllib
from dataclasses import fields
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from tests.conftest import ROOT
from workbench.projection.prior import PRIOR_FILE, Prior, Regime, load_prior
from workbench.projection.track_record import RECORD_FILE, read_parts

BENCHMARKS = ROOT / "benchmarks"
METHODS = (ROOT / "METHODS.md").read_text(encoding="utf-8")
LEARNED = tomllib.loads(PRIOR_FILE.read_text(encoding="utf-8"))["learned"]
KINDS = ("rates", "amounts")


@pytest.fixture(scope="module")
def benchmark():
    """The benchmark's scripts by name: a folder of commands, no package."""
    sys.path.insert(0, str(BENCHMARKS))
    known = set(sys.modules)
    try:
        yield lambda name: importlib.import_module(name)
    finally:
        sys.path.remove(str(BENCHMARKS))
        for name in set(sys.modules) - known:
            if (BENCHMARKS / f"{name}.py").is_file():
                del sys.modules[name]


@pytest.fixture(scope="module")
def panels(benchmark) -> list:
    return benchmark("panels").read_panels()


def test_the_prior_was_learned_from_the_data_at_hand(benchmark) -> None:
    assert LEARNED["data_sha256"] == benchmark("panels").digest(), "data/benchmark changed: run `make prior`"
    assert LEARNED["command"] == "make prior" and re.search(r"^prior:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_digest_feels_one_changed_figure(benchmark, tmp_path) -> None:
    for path in (ROOT / "data" / "benchmark").glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert benchmark("panels").digest(tmp_path) == LEARNED["data_sha256"]
    changed = tmp_path / "values.csv"
    changed.write_bytes(changed.read_bytes().replace(b"1,1903,15874", b"1,1903,15875"))
    assert benchmark("panels").digest(tmp_path) != LEARNED["data_sha256"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_prior_has_three_regimes_whose_weights_add_up_and_whose_figures_are_possible(kind: str) -> None:
    prior = load_prior(kind)
    assert len(prior.regimes) == 3 and sum(regime.weight for regime in prior.regimes) == pytest.approx(1.0, abs=2e-6)
    for regime in prior.regimes:
        told = vars(regime)
        assert all(0 < told[name] < 1 for name in told if name.endswith(("memory", "weight")))
        assert all(told[name] > 0 for name in told if name.endswith("variance"))
        assert regime.improvement > 0  # on the benchmark, panels drift towards the good side
    assert prior.spread_degrees > 1 and prior.spread_weight > 0 and 0 < prior.likelihood_power < 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_third_regime_is_the_fixed_one(kind: str, benchmark) -> None:
    learn_prior = benchmark("learn_prior")
    fixed, shipped = learn_prior.prior_of(learn_prior.START_POINT).regimes[-1], load_prior(kind).regimes[-1]
    for field in fields(Regime):
        if field.name != "weight":  # which depends on the odds of the others
            assert getattr(shipped, field.name) == pytest.approx(getattr(fixed, field.name), rel=1e-5)


def test_the_panels_are_those_of_the_sources_and_as_many(panels: list) -> None:
    sources = (ROOT / "data" / "benchmark" / "SOURCES.md").read_text(encoding="utf-8")
    assert len(panels) == 425
    assert f"{sum(len(panel.series) for panel in panels):,} windows" == re.search(r"[\d,]+ windows", sources).group() == "2,381 windows"
    assert len({panel.indicator for panel in panels}) == 27
    assert max(len(panel.series) for panel in panels) <= 9


def test_no_window_holds_a_year_that_it_is_asked_about(panels: list) -> None:
    values = pd.read_csv(ROOT / "data" / "benchmark" / "values.csv").set_index(["series", "year"])["value"].to_dict()
    for panel in panels:
        assert panel.values.shape == (len(panel.series), 5) and panel.outcomes.shape == (len(panel.series), 3)
        for series, past, came in zip(panel.series, panel.values, panel.outcomes, strict=True):
            assert past.tolist() == [values[series, year] for year in range(panel.end_year - 4, panel.end_year + 1)]
            assert came.tolist() == [values[series, year] for year in range(panel.end_year + 1, panel.end_year + 4)]


def test_the_projection_of_a_window_is_blind_to_what_followed(panels: list, benchmark) -> None:
    scores = benchmark("scores")
    panel = next(one for one in panels if len(one.series) == 9)
    blind = type(panel)(**vars(panel) | {"outcomes": np.full_like(panel.outcomes, np.nan)})
    seen, unseen = (scores.project_panels([one], lambda _: {kind: load_prior(kind) for kind in KINDS})[0] for one in (panel, blind))
    np.testing.assert_array_equal(seen.quantiles, unseen.quantiles)
    np.testing.assert_array_equal(seen.chances, unseen.chances)


def point_of(prior: Prior, learn_prior: ModuleType) -> np.ndarray:
    """The point of the line that a shipped prior stands at: `prior_of` the other way round."""

    def logit(p: float) -> float:
        return float(np.log(p / (1 - p)))

    def place(name: str, regime: Regime) -> float:
        value = getattr(regime, name)
        if name == "weight":  # odds, measured against the fixed regime's
            return float(np.log(value / prior.regimes[-1].weight) + learn_prior.SMOOTH["weight"])
        return logit(value) if name.endswith("memory") else value if name == "improvement" else float(np.log(value))

    lines = [place(name, regime) for regime in prior.regimes[: learn_prior.LEARNED] for name in learn_prior.START]
    shared = [np.log(prior.spread_degrees - 1), np.log(prior.spread_weight), prior.log_spread, logit(prior.likelihood_power)]
    return np.array(lines + shared)


def test_a_prior_stands_at_one_point_of_the_line(benchmark) -> None:
    learn_prior = benchmark("learn_prior")
    for kind in KINDS:
        again = learn_prior.prior_of(point_of(load_prior(kind), learn_prior))
        for found, shipped in zip(again.regimes, load_prior(kind).regimes, strict=True):
            for field in fields(Regime):
                assert getattr(found, field.name) == pytest.approx(getattr(shipped, field.name), rel=2e-5)


@pytest.mark.slow
def test_the_shipped_prior_is_where_learning_ends(panels: list, benchmark) -> None:
    """A few steps of the same search from the shipped point find nothing better, and the starting point is worse."""
    from scipy.optimize import minimize

    learn_prior = benchmark("learn_prior")
    batches = learn_prior.batches_of([panel for panel in panels if panel.kind != "rate_pct"])
    shipped = point_of(load_prior("amounts"), learn_prior)
    at = learn_prior.loss(shipped, batches)
    assert at < learn_prior.loss(learn_prior.START_POINT, batches) - 0.01
    found = minimize(learn_prior.loss, shipped, args=(batches,), method="L-BFGS-B", options={"maxiter": 3})
    assert at - found.fun < 1e-4
    # A figure that somebody typed by hand would show: a quarter more noise in the first regime costs more than that.
    typed = shipped.copy()
    typed[list(learn_prior.START).index("noise_variance")] += np.log(1.25)
    assert learn_prior.loss(typed, batches) - at > 1e-4


def rows_of(title: str) -> list[list[str]]:
    """Cells of the rows that begin with `title` in a table of METHODS.md, without their emphasis."""
    rows = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in METHODS.splitlines() if line.startswith("|")]
    return [row for row in rows if row[0] == title]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("this model, prior learned on the same windows", "on_itself"),
        ("indicators left out", "indicators_left_out"),
        ("publishers left out", "publishers_left_out"),
    ],
)
def test_the_scores_of_the_text_are_those_of_the_file(title: str, name: str) -> None:
    (row,) = rows_of(title)
    told = [part.strip() for cell in row[1:] for part in cell.split(";")]
    keys = [
        ("mase_h3", 2),
        ("wis", 3),
        *((f"coverage{at}", 3) for at in ("80", "80_h3", "95", "95_h3")),
        ("brier", 3),
        ("ece", 3),
        ("auc", 3),
    ]
    assert len(told) == len(keys)
    for text, (key, decimals) in zip(told, keys, strict=True):
        assert abs(float(text) - LEARNED[name][key]) <= 0.5 * 10**-decimals + 1e-9, key


def test_the_reliability_of_the_text_is_that_of_the_file() -> None:
    part = METHODS[METHODS.index("Reliability of P(target met)") :]
    told = {}
    for line in part[: part.index("Above one half")].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for at in (0, 5):
            if len(cells) == 9 and re.fullmatch(r"\d+–\d+", cells[at]):
                told[cells[at]] = cells[at + 1 : at + 4]
    table = pd.read_csv(RECORD_FILE)
    assert len(told) == len(table) == 10
    for row in table.to_dict("records"):
        statements, said, came_true = told[f"{100 * row['low']:.0f}–{100 * row['high']:.0f}"]
        assert int(statements) == row["statements"]
        assert abs(float(said) - 100 * row["said"]) <= 0.05 + 1e-9 and abs(float(came_true) - 100 * row["came_true"]) <= 0.05 + 1e-9
    sure = int(table.loc[table["low"] >= 0.8, "statements"].sum())
    assert f"{sure} of {table['statements'].sum():,} statements" in METHODS


def test_the_losses_of_the_text_are_the_worst_of_the_file() -> None:
    part = METHODS[METHODS.index("Where it loses:") : METHODS.index("The first two are turns")]
    told = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")][2:]
    third = read_parts().query("horizon == 3 and windows >= 30")
    worst = pd.concat([third[third["part"] == kind].nsmallest(4, "coverage80") for kind in ("indicator", "year")])
    assert [(row[0], int(row[1])) for row in told] == list(zip(worst["name"], worst["windows"], strict=True))
    shares = [[float(cell) for cell in row[2:]] for row in told]
    np.testing.assert_allclose(shares, 100 * worst[["coverage80", "coverage95", "said", "came_true"]].to_numpy(), rtol=0, atol=0.0501)


def test_the_parameters_of_the_text_are_those_of_the_file() -> None:
    rates, amounts = (load_prior(kind) for kind in KINDS)
    names = {
        "weight": "weight",
        "tau": "drift_variance",
        "v": "wave_variance",
        "phi": "wave_memory",
        "r": "noise_variance",
        "ctau": "common_drift_variance",
        "cv": "common_wave_variance",
        "cphi": "common_wave_memory",
        "cq": "common_shock_variance",
        "g": "improvement",
    }
    for title, name in names.items():
        row = next(one for one in rows_of(title) if len(one) == 7)
        told = [float(cell.split(";")[0]) for cell in row[2:]]
        regimes = (rates.regimes[0], rates.regimes[1], amounts.regimes[0], amounts.regimes[1], rates.regimes[2])
        assert told == [pytest.approx(getattr(regime, name), rel=6e-3) for regime in regimes], title

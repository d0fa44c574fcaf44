"""Rolling-origin back-tests: what would have been said in earlier years, held against what came. They report and tune nothing."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from workbench.assessment.ladder import meets
from workbench.assessment.official import FAVOURABLE, METHODS
from workbench.observations import compute_values, segment_from
from workbench.programme import Indicator, Programme
from workbench.projection import project
from workbench.projection.comparisons import compare

OURS = "panel_trend"
TRAFFIC_LIGHTS = ("escap", "eurostat", "unsd", "sdsn")  # a yes or no, taken as a probability of 1 or 0
MIN_HISTORY = 4
TESTED_YEARS = 3
STEPS = (0.5, 1.0, 1.5, 2.0)  # targets, in mean yearly changes of the history per year ahead
SCORES = [
    "unit_code",
    "indicator_id",
    "origin",
    "year",
    "method",
    "reason",
    "is_simulated",
    "wis",
    "in80",
    "in95",
    "brier",
    "yes",
    "true_yes",
]
SUMMARY = ["indicator_id", "method", "n", "unanswered", "wis", "cover80", "cover95", "brier", "yes", "true_yes", "is_simulated"]


def back_test(
    programme: Programme, observations: pd.DataFrame, values: pd.DataFrame, *, units: Sequence[str], indicators: Sequence[str], as_of: int
) -> pd.DataFrame:
    """Score our projection, the common models and the official methods on what was known in each earlier year.

    At every origin only observations up to it are used, as they stand today (not as they were first published), and
    every unit of the panel; scored are `units`. A series takes part with `MIN_HISTORY` usable values of the definition
    then in force; the years scored are up to `TESTED_YEARS` ahead, of the same definition.

    Each series, origin and year carries one target for each of `STEPS`: the last value moved towards the good side
    by that many mean yearly changes a year. Indicators without a good side carry none.

    Parameters
    ----------
    observations, values : as the findings hold them at `as_of`.

    Returns
    -------
    One row for each unit, indicator, origin, year and method, columns ``SCORES``: ``wis`` (weighted interval score of
    the 80 % and 95 % intervals and the median, in mean yearly changes, at most 20), ``in80``, ``in95``, ``brier``
    (mean over the targets), ``yes`` and ``true_yes`` (targets said to be met, and of these met); ``reason`` instead
    where the method says nothing.
    """
    rows = []
    known = values[values["is_usable"] & values["indicator_id"].isin(list(indicators)) & values["unit_code"].isin(list(units))]
    for origin in range(int(observations["year"].min()) + MIN_HISTORY - 1, as_of):
        past = observations[observations["year"] <= origin]
        then = compute_values(programme, past, as_of=origin)
        ours = project(programme, then, as_of=origin, only=indicators).predictive
        for name in indicators:
            indicator, segment = programme.indicators[name], segment_from(programme, name, origin)
            own = then[(then["indicator_id"] == name) & then["is_usable"] & (then["segment_from"] == segment)]
            came = known[(known["indicator_id"] == name) & (known["year"] > origin) & (known["segment_from"] == segment)]
            for code in units:
                series = own[own["unit_code"] == code].sort_values("year")
                later = came[(came["unit_code"] == code) & (came["year"] <= origin + TESTED_YEARS)].sort_values("year")
                if len(series) < MIN_HISTORY or later.empty:
                    continue
                key = {
                    "unit_code": code,
                    "indicator_id": name,
                    "origin": origin,
                    "is_simulated": bool(series["is_simulated"].any() or later["is_simulated"].any()),
                }
                rows += [key | row for row in _scored(indicator, series, later, ours.get((code, name)))]
    return pd.DataFrame(rows, columns=SCORES)


def _scored(indicator: Indicator, series: pd.DataFrame, later: pd.DataFrame, ours: object) -> Iterator[dict]:
    years, values = series["year"].to_list(), series["value"].to_list()
    unit = _yearly_change(indicator, years, values)
    low, high = indicator.bounds
    ahead = [int(year) for year in later["year"] if year > years[-1]]
    if not ahead:
        return
    outlooks = {OURS: ours or "not_projected"} | compare(years, values, ahead=ahead, ceiling=high, lower=low)
    for year, actual in zip(later["year"], later["value"], strict=True):
        if year not in ahead:
            continue
        sign = indicator.direction
        operator = ">=" if sign > 0 else "<="
        targets = [values[-1] + sign * step * unit * (year - years[-1]) for step in STEPS] if sign else []
        targets = [one for one in targets if (low is None or one >= low) and (high is None or one <= high)]
        hits = np.array([meets(actual, operator, one) for one in targets], dtype=float)
        for name, outlook in outlooks.items():
            row = {"year": int(year), "method": name, "reason": ""}
            if isinstance(outlook, str) or year not in outlook.years:
                yield row | {"reason": outlook if isinstance(outlook, str) else "not_projected"}
                continue
            chances = np.array([outlook.probability(year, operator, one) for one in targets])
            yield row | _interval_scores(outlook, int(year), actual, unit) | _target_scores(chances, hits)
        for name in TRAFFIC_LIGHTS if targets else ():
            question = {"operator": operator, "base_year": years[0], "horizon": int(year)}
            said = [METHODS[name](years, values, target=one, **question) for one in targets]
            asked = [place for place, one in enumerate(said) if one.verdict]
            row = {"year": int(year), "method": name, "reason": "" if asked else said[0].reason}
            chances = np.array([float(said[place].verdict in FAVOURABLE[name]) for place in asked])
            yield row | (_target_scores(chances, hits[asked]) if asked else {})


def _yearly_change(indicator: Indicator, years: list[int], values: list[float]) -> float:
    """Mean absolute yearly change of the history, with a floor so that a flat series does not divide by zero."""
    change = float(np.mean(np.abs(np.diff(values)) / np.diff(years)))
    return max(change, 0.02 if indicator.kind == "rate" else 0.002 * abs(values[-1]), 1e-9)


def _interval_scores(outlook: object, year: int, actual: float, unit: float) -> dict[str, float]:
    q025, q10, q50, q90, q975 = (outlook.quantile(year, level) for level in (0.025, 0.1, 0.5, 0.9, 0.975))
    interval = lambda lower, upper, alpha: (upper - lower) + 2 / alpha * (max(lower - actual, 0.0) + max(actual - upper, 0.0))  # noqa: E731
    total = 0.5 * abs(actual - q50) + 0.1 * interval(q10, q90, 0.2) + 0.025 * interval(q025, q975, 0.05)
    return {"wis": min(total / 2.5 / unit, 20.0), "in80": float(q10 <= actual <= q90), "in95": float(q025 <= actual <= q975)}


def _target_scores(chances: np.ndarray, hits: np.ndarray) -> dict[str, float]:
    if not len(hits):
        return {}
    yes = chances >= 0.5
    return {"brier": float(np.mean((chances - hits) ** 2)), "yes": float(yes.sum()), "true_yes": float(hits[yes].sum())}


def summarise(scores: pd.DataFrame) -> pd.DataFrame:
    """Means by indicator and method over the cases that all models answered, columns ``SUMMARY``.

    A model that answers no case of an indicator does not narrow the others'. ``n`` counts cases (unit, origin, year),
    ``unanswered`` those of all cases that the method left. Official methods
    carry no interval: theirs are NaN.
    """
    case = ["unit_code", "indicator_id", "origin", "year"]
    models = scores[~scores["method"].isin(TRAFFIC_LIGHTS)]
    answered = (models["reason"] == "").groupby([models["indicator_id"], models["method"]]).transform("any")
    is_silent = models[answered].assign(is_silent=lambda table: table["reason"] != "").groupby(case, as_index=False)["is_silent"].any()
    common = is_silent.loc[~is_silent["is_silent"], case]
    rows = []
    for (name, method), own in scores.groupby(["indicator_id", "method"], sort=False):
        shared = own.merge(common, on=case)
        said = shared[shared["reason"] == ""]
        rows.append(
            {
                "indicator_id": name,
                "method": method,
                "n": len(said),
                "unanswered": int((own["reason"] != "").sum()),
                "wis": said["wis"].mean(),
                "cover80": said["in80"].mean(),
                "cover95": said["in95"].mean(),
                "brier": said["brier"].mean(),
                "yes": said["yes"].sum(),
                "true_yes": said["true_yes"].sum(),
                "is_simulated": bool(own["is_simulated"].any()),
            }
        )
    return pd.DataFrame(rows, columns=SUMMARY)

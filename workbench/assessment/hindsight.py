"""What was said, held against what came: later figures of a folder beside the chances and ranges stated before them.

Rules only; nothing here changes a projection. A later figure is compared where it is usable and of the definition
that was projected; of two sources that tell one figure neither is, and no real figure is held against a simulated one.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.assessment.judge import Judge
from workbench.assessment.ladder import meets
from workbench.assessment.official import FAVOURABLE
from workbench.observations import KEY, VALUES, compute_values, segment_from, select_observations
from workbench.programme import Programme, Target
from workbench.projection import Projections

LIGHTS = ("escap", "eurostat", "sdsn")  # methods that tell a reader whether it will be met
SAID = [
    *("unit_code", "target_id", "indicator_id", "year", "is_final", "p_met", "was_met", "actual", "came_true"),
    *("is_shock", "source_ids", "is_simulated", *LIGHTS),
]
RANGES = [
    *("unit_code", "indicator_id", "year", "ahead", "latest", "q025", "q10", "q50", "q90", "q975", "actual"),
    *("is_shock", "source_ids", "is_simulated"),
]
_NO_TREND = ("maintain_count", "count_per_level", "qualitative")


def later_values(programme: Programme, table: pd.DataFrame, outcomes: pd.DataFrame, *, as_of: int, observed_only: bool) -> pd.DataFrame:
    """Usable values after `as_of`, as `compute_values` returns them, of the definitions in force at `as_of`.

    Parameters
    ----------
    table, outcomes : all rows of the folder; with an earlier as-of year, later observations are outcomes too.
    """
    told = outcomes.groupby(KEY)["source_id"].transform("nunique") if len(outcomes) else outcomes["source_id"]
    single = outcomes[told == 1] if len(outcomes) else outcomes
    rows = pd.concat([table, single]) if len(single) else table
    if rows.empty or rows["year"].max() <= as_of:
        return pd.DataFrame(columns=VALUES)
    chosen = select_observations(rows, as_of=int(rows["year"].max()), observed_only=observed_only)
    values = compute_values(programme, chosen, as_of=as_of)
    values = values[(values["year"] > as_of) & values["is_usable"]]
    in_force = {name: segment_from(programme, _source_of(programme, name), as_of) for name in values["indicator_id"].unique()}
    return values[values["segment_from"] == values["indicator_id"].map(in_force)].reset_index(drop=True)


def _source_of(programme: Programme, name: str) -> str:
    indicator = programme.indicators.get(name)
    return (indicator and indicator.derived_from) or name


def hold_against(
    programme: Programme,
    values: pd.DataFrame,
    later: pd.DataFrame,
    projections: Projections,
    assessments: pd.DataFrame,
    official: pd.DataFrame,
    *,
    as_of: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each stated chance and each projected range beside the figure that came.

    Parameters
    ----------
    values : up to `as_of`; later : what came, see `later_values`.
    assessments, official : as `assess` and `hold_beside` return them.

    Returns
    -------
    Two tables. ``SAID``: one row for each unit, target and later year with a figure. ``is_final``: the year is the
    target's own and `p_met` the chance that the assessment states; otherwise the mark is asked of an earlier year. A
    yearly target is asked of each year by itself. ``was_met``: the latest value before already met it. Columns
    ``escap``, ``eurostat``, ``sdsn``: 1.0 where the method said that it would be met, 0.0 where not, NaN where it was
    silent or the row is not final. ``RANGES``: one row for each projected unit, indicator and later year.
    """
    came = {(code, name, year): row for code, name, year, row in zip(*(later[key] for key in KEY), later.to_dict("records"), strict=True)}
    judge = Judge(programme, values, projections, as_of)
    lights = {(one["unit_code"], one["target_id"], one["method"]): one["verdict"] for one in official.to_dict("records")}
    said = _once(programme, [(one, row) for one in assessments.to_dict("records") for row in _statements(judge, one, came, lights)])
    shown = projections.table()
    latest = values[values["is_usable"]].groupby(["unit_code", "indicator_id"])["year"].max().to_dict()
    ranges = []
    for one in shown.to_dict("records"):
        row = came.get((one["unit_code"], one["indicator_id"], one["year"]))
        if row is not None and row["is_simulated"] == one["is_simulated"]:
            first = latest[one["unit_code"], one["indicator_id"]]
            ranges.append({key: one.get(key) for key in RANGES} | _about(programme, row) | {"latest": first, "ahead": one["year"] - first})
    return pd.DataFrame(said, columns=SAID), pd.DataFrame(ranges, columns=RANGES)


def _once(programme: Programme, said: list[tuple[dict, dict]]) -> list[dict]:
    """Targets of different years may ask the same mark of the same figure: that is one statement, the final one if there is one."""

    def asked(one: dict, row: dict) -> tuple[object, ...]:
        target = programme.targets[one["target_id"]]
        return row["unit_code"], row["indicator_id"], row["year"], target.operator, one["target_value"]

    first: dict[tuple[object, ...], dict] = {}
    for one, row in sorted(said, key=lambda pair: not pair[1]["is_final"]):
        first.setdefault(asked(one, row), row)
    return [row for one, row in said if row["is_final"] or first[asked(one, row)] is row]


def _about(programme: Programme, row: dict) -> dict[str, object]:
    """What is known of the figure that came."""
    is_shock = any(one.first_year <= row["year"] <= one.last_year for one in programme.header.shocks)
    return {"actual": row["value"], "is_shock": is_shock, "source_ids": row["source_ids"], "is_simulated": row["is_simulated"]}


def _statements(judge: Judge, one: dict, came: dict[tuple[str, str, int], dict], lights: dict[tuple[str, str, str], str]) -> Iterator[dict]:
    """The statements about one unit and target that a later figure answers."""
    programme = judge.programme
    target = programme.targets[one["target_id"]]
    if target.type in _NO_TREND or pd.isna(one["p_met"]):
        return
    code, name = one["unit_code"], target.indicator
    horizon = programme.horizon_of(target)
    for year, chance in _chances(judge, one, target, horizon).items():
        row = came.get((code, name, year))
        if row is None or row["is_simulated"] != one["is_simulated"]:
            continue
        is_final = year == horizon and not target.is_annual
        said = {key: lights.get((code, target.id, key), "") for key in LIGHTS} if is_final else {}
        yield {
            "unit_code": code,
            "target_id": target.id,
            "indicator_id": name,
            "year": year,
            "is_final": is_final,
            "p_met": chance,
            "was_met": meets(one["latest_value"], target.operator, one["target_value"]),
            "came_true": meets(row["value"], target.operator, one["target_value"]),
            **_about(programme, row),
            **{key: float(said[key] in FAVOURABLE[key]) if said.get(key) else np.nan for key in LIGHTS},
        }


def _chances(judge: Judge, one: dict, target: Target, horizon: int) -> dict[int, float]:
    """Year -> the chance that the mark is met in it, for the years after the latest value up to the horizon."""
    unit = judge.units[one["unit_code"]]
    if target.is_annual:
        return {row["year"]: row["p_met"] for row in judge.years(unit, target) if row.get("p_met") is not None}
    indicator = judge.programme.indicators[target.indicator]
    ahead = judge.predictive(unit.code, indicator)
    found = {}
    for year in ahead.years if ahead else ():
        if year <= horizon:
            found[year] = judge.outlook(target, indicator, ahead, float(one["target_value"]), year).get("p_met")
    return {year: chance for year, chance in found.items() if chance is not None}

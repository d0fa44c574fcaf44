"""What common models of a single series would say of each target, for the analysts' desk."""

import pandas as pd

from workbench.observations import segment_from
from workbench.programme import Programme
from workbench.projection.comparisons import compare

COMMON = ["target_id", "method", "reason", "q10", "q50", "q90", "p_met"]


def ask_common_models(programme: Programme, values: pd.DataFrame, assessments: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """Range and probability at the horizon by every common model, columns ``COMMON``.

    Asked of targets for a level at the horizon (ratios to a base year as an index) whose horizon is ahead; yearly
    targets and statuses have no such value and are left out.

    Parameters
    ----------
    assessments : of one unit or several; their order is kept.
    """
    rows = []
    for row in assessments.to_dict("records"):
        target = programme.targets[row["target_id"]]
        horizon = programme.horizon_of(target)
        indicator = programme.indicators.get(target.indicator or "")
        if indicator is None or target.is_annual or target.type in ("maintain_count", "count_per_level") or indicator.is_binary:
            continue
        if pd.isna(row["latest_value"]) or pd.isna(row["target_value"]) or row["latest_year"] >= horizon:
            continue
        segment = segment_from(programme, indicator.derived_from or indicator.id, as_of)
        own = values[(values["unit_code"] == row["unit_code"]) & (values["indicator_id"] == indicator.id) & values["is_usable"]]
        own = own[own["segment_from"] == segment].sort_values("year")
        low, high = indicator.bounds
        said = compare(own["year"].to_list(), own["value"].to_list(), ahead=[horizon], ceiling=high, lower=low)
        for name, outlook in said.items():
            start = dict.fromkeys(COMMON) | {"target_id": target.id, "method": name, "reason": ""}
            if isinstance(outlook, str):
                rows.append(start | {"reason": outlook})
                continue
            quantiles = {key: outlook.quantile(horizon, level) for key, level in (("q10", 0.1), ("q50", 0.5), ("q90", 0.9))}
            rows.append(start | quantiles | {"p_met": outlook.probability(horizon, target.operator, float(row["target_value"]))})
    return pd.DataFrame(rows, columns=COMMON)

"""How much of a probability depends on one assumption: the trend's pace, a bad year, where the mark stands."""

import itertools

import numpy as np
import pandas as pd

from workbench.assessment.evidence import Evidence
from workbench.programme import Indicator, Programme, Target
from workbench.projection import Predictive, Projections

ASSUMPTIONS = ["unit_code", "target_id", "assumption", "p_met"]
FASTER = 1.5  # half as fast again as projected
KINDS = ("faster", "stopped", "setback", "halfway")


def vary_assumptions(
    programme: Programme, values: pd.DataFrame, projections: Projections, assessed: pd.DataFrame, *, as_of: int
) -> pd.DataFrame:
    """The probability of each target under one other assumption at a time; columns ``ASSUMPTIONS``.

    ``faster``: the projected change is half as large again. ``stopped``: there is none from now on.
    ``setback``: one coming year is as bad as the worst that any unit of the panel has reported.
    ``halfway``: the mark stands half as far from the latest value. The spread stays what it is.

    Only for targets judged at their horizon by the closed form and not met yet: for those of every
    year there is no one pace.

    Parameters
    ----------
    assessed : as `assess` gives them.
    """
    evidence = Evidence(programme, values, projections, as_of)
    rows = []
    for row in assessed.to_dict("records"):
        target = programme.targets[row["target_id"]]
        indicator = programme.indicators.get(row["indicator_id"])
        one = evidence.predictive(row["unit_code"], indicator) if indicator else None
        horizon = programme.horizon_of(target)
        if one is None or target.is_annual or pd.isna(row["p_met"]) or not row["gap"] or horizon not in one.years:
            continue
        factor = projections.bases[one.unit_code, indicator.id] if indicator.derive == "ratio_to_base" else 1.0
        asked, latest = row["target_value"] * factor, row["latest_value"] * factor
        worst = _worst_year(evidence, indicator, target, one)
        changed = {
            "faster": (one.under(pace=FASTER), asked),
            "stopped": (one.under(pace=0.0), asked),
            "setback": None if worst is None else (one.under(shift=worst), asked),
            "halfway": (one, latest + 0.5 * (asked - latest)),
        }
        rows += [
            (one.unit_code, target.id, name, found[0].probability(horizon, target.operator, found[1]))
            for name, found in changed.items()
            if found is not None
        ]
    return pd.DataFrame(rows, columns=ASSUMPTIONS)


def _worst_year(evidence: Evidence, indicator: Indicator, target: Target, one: Predictive) -> float | None:
    """The largest change of one year away from the mark, over the units of the panel; on the projection scale, None where all went well."""
    name = indicator.derived_from or indicator.id
    sign = -1.0 if target.operator in ("<", "<=") else 1.0
    parent = evidence.units[one.unit_code].parent
    changes = [
        sign * float(one.scale.forward(after.value) - one.scale.forward(before.value))
        for code, unit in evidence.units.items()
        if unit.parent == parent and (code, name) in evidence.projections.predictive
        for before, after in itertools.pairwise(evidence.points(code, name))
        if after.year == before.year + 1
    ]
    worst = min(changes, default=0.0)
    return sign * worst if worst < 0 and np.isfinite(worst) else None

"""`assess`: every unit times every target, exactly once."""

from dataclasses import dataclass

import pandas as pd

from workbench.assessment.judge import ASSESSMENT_YEARS, ASSESSMENTS, Judge
from workbench.assessment.ladder import Verdict
from workbench.programme import Programme
from workbench.projection import Projections


@dataclass(frozen=True)
class Assessments:
    """The assessments, the years of annual targets, and the other readings of targets that have some."""

    table: pd.DataFrame  # ASSESSMENTS
    years: pd.DataFrame  # ASSESSMENT_YEARS
    readings: pd.DataFrame  # ASSESSMENTS and reading_id


def assess(programme: Programme, values: pd.DataFrame, projections: Projections, *, as_of: int) -> Assessments:
    """Judge every target of a programme for every unit that exists at the end of `as_of`.

    Too little data is a result (``no_data`` with its reason), never a missing row.
    """
    judge = Judge(programme, values, projections, as_of)
    rows: list[dict] = []
    years: list[dict] = []
    readings: list[dict] = []
    parents = {code: unit.parent for code, unit in programme.units_in(as_of).items()}
    for unit in programme.units_in(as_of).values():
        for target in programme.targets.values():
            rows.append(judge.row(unit, target))
            # A unit whose rate is already below the cut asked still has its past years.
            if target.is_annual and (rows[-1]["verdict"] != Verdict.NOT_APPLICABLE or rows[-1]["reason"] == "already_below"):
                years += judge.years(unit, target)
            for reading in target.readings:
                read = reading.applied_to(target).model_copy(update={"stretch": None})
                readings.append(judge.row(unit, read) | {"reading_id": reading.id})
    for row in rows:
        row["best_peer_pace"] = _best_peer_pace(row, rows, parents)
    return Assessments(
        pd.DataFrame(rows, columns=ASSESSMENTS),
        pd.DataFrame(years, columns=ASSESSMENT_YEARS),
        pd.DataFrame(readings, columns=[*ASSESSMENTS, "reading_id"]),
    )


def _best_peer_pace(row: dict, rows: list[dict], parents: dict[str, str]) -> float | None:
    """The best yearly pace that any other unit under the same parent has reported for the target."""
    peers = [
        one["best_pace"]
        for one in rows
        if one["target_id"] == row["target_id"]
        and one["unit_code"] != row["unit_code"]
        and parents[one["unit_code"]] == parents[row["unit_code"]]
        and one["best_pace"] is not None
        and (row["is_simulated"] or not one["is_simulated"])  # real figures are not held against simulated ones
    ]
    return max(peers, default=None) if row["best_pace"] is not None else None

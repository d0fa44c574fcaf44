"""Where official methods contradict each other, themselves or us; and the table that holds them beside our verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.assessment.evidence import Evidence
from workbench.assessment.ladder import TOLERANCE, Verdict, meets
from workbench.assessment.official import FAVOURABLE, METHODS, PUBLISHED_STAND_IN, Statement, escap_category, eurostat, plan
from workbench.assessment.progress import nearest_base
from workbench.programme import Indicator, Programme, Target
from workbench.projection import Projections

OFFICIAL = ["unit_code", "target_id", "method", "base_year", "verdict", "reason", "measure", "projected"]
CONTRADICTIONS = ["unit_code", "target_id", "kind", "method", "here", "there", "number"]
MEASURES = {"escap": "gap", "eurostat": "ratio", "unsd": "share", "sdsn": "ratio", "plan": "share"}
OTHER_STAND_IN = 0.1  # a tenth of a point: as good a small number as the published one
MIRROR = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "<="}
MET = {"escap": "maintain", "eurostat": "achieved", "unsd": "on_track", "sdsn": "on_track", "jmp": "reaches", "plan": "met"}
HOPEFUL = {Verdict.ACHIEVED, Verdict.ON_TRACK, Verdict.LIKELY_UNCERTAIN, Verdict.MET_FINAL}
DOUBTFUL = {Verdict.ACHIEVED_AT_RISK, Verdict.ACCELERATE, Verdict.UNLIKELY, Verdict.REGRESSING, Verdict.MISSED}


@dataclass(frozen=True)
class Contradiction:
    """One contradiction.

    ``kind``: ``between`` methods (``here`` those in favour, ``there`` those against); ``ours_less`` and ``ours_more``
    (``here`` our verdict, less or more hopeful than the methods ``there``); and of one ``method`` with itself: ``mirrored`` (verdict on the
    share that has it, and on the share that lacks it; ``number`` is the stand-in for a zero, 0 where there is none),
    ``stand_in`` (two numbers in the place of zero), ``weights`` (recent years weighing more, all alike), ``own_line``
    (favourable, while its own extrapolation, ``number``, misses), ``impossible`` (that extrapolation is no possible
    value), ``within_one`` (the chart would call it met).
    """

    kind: str
    method: str = ""
    here: str = ""
    there: str = ""
    number: float = 0.0


def find_contradictions(
    said: dict[str, Statement],
    years: Sequence[int],
    values: Sequence[float],
    *,
    operator: str,
    target: float,
    base_year: int | None,
    horizon: int,
    ceiling: float | None = None,
    ours: str = "",
) -> list[Contradiction]:
    """Every contradiction in what methods said of one series.

    Parameters
    ----------
    said : method -> its statement; the others as in `official`.
    ceiling : of a share, whose complement tells the same fact; None for what is no share.
    ours : our verdict, empty to leave it out.
    """
    found = [
        *_with_itself(said, operator, target, ceiling),
        *_mirrored(said, years, values, operator, target, base_year, horizon, ceiling),
    ]
    if said.get("eurostat") and said["eurostat"].reason == "target_zero":
        here, there = (
            eurostat(years, values, operator=operator, target=target, base_year=base_year, horizon=horizon, stand_in=one).verdict
            for one in (PUBLISHED_STAND_IN, OTHER_STAND_IN)
        )
        if here != there:
            found.append(Contradiction("stand_in", "eurostat", here, there, OTHER_STAND_IN))
    # The plan practice tells where one stands today, not whether the target will be met: it contradicts nobody.
    ahead = {name: one for name, one in said.items() if one.verdict and name != "plan"}
    yes = [name for name, one in ahead.items() if one.verdict in FAVOURABLE[name]]
    no = [name for name in ahead if name not in yes]
    if yes and no:
        found.append(Contradiction("between", here=" ".join(yes), there=" ".join(no)))
    if ours in HOPEFUL and no:
        found.append(Contradiction("ours_more", here=ours, there=" ".join(no)))
    if ours in DOUBTFUL and yes:
        found.append(Contradiction("ours_less", here=ours, there=" ".join(yes)))
    return found


def _with_itself(said: dict[str, Statement], operator: str, target: float, ceiling: float | None) -> list[Contradiction]:
    found = []
    for name, one in said.items():
        projected = one.figures.get("projected")
        if ceiling is not None and projected is not None and not -TOLERANCE <= projected <= ceiling + TOLERANCE:
            found.append(Contradiction("impossible", name, one.verdict, number=projected))
        if name != "jmp" and one.verdict in FAVOURABLE[name] and projected is not None and not meets(projected, operator, target):
            found.append(Contradiction("own_line", name, one.verdict, number=projected))
        if one.figures.get("is_within_one") and one.verdict not in FAVOURABLE[name]:
            found.append(Contradiction("within_one", name, one.verdict))
        if "gap_equal" in one.figures and escap_category(one.figures["gap_equal"]) != one.verdict:
            found.append(Contradiction("weights", name, one.verdict, escap_category(one.figures["gap_equal"])))
    return found


def _mirrored(
    said: dict[str, Statement],
    years: Sequence[int],
    values: Sequence[float],
    operator: str,
    target: float,
    base_year: int | None,
    horizon: int,
    ceiling: float | None,
) -> list[Contradiction]:
    """Methods whose word changes when those who lack it are counted instead of those who have it."""
    if ceiling is None or not len(values) or max(values) > ceiling:
        return []
    other_side = {"operator": MIRROR[operator], "target": ceiling - target, "base_year": base_year, "horizon": horizon}
    rest = [ceiling - value for value in values]
    found = []
    for name in ("escap", "eurostat", "unsd", "sdsn"):
        if name not in said or not said[name].verdict:
            continue
        stand_in, there = 0.0, METHODS[name](years, rest, **other_side)
        if there.reason == "target_zero":
            stand_in, there = PUBLISHED_STAND_IN, eurostat(years, rest, **other_side, stand_in=PUBLISHED_STAND_IN)
        if there.verdict and there.verdict != said[name].verdict:
            found.append(Contradiction("mirrored", name, said[name].verdict, there.verdict, stand_in))
    return found


def silence(target: Target, indicator: Indicator) -> str:
    """Why no official method speaks of such a target at all, or an empty string."""
    if target.is_annual:
        return target.type
    if target.type in ("maintain_count", "count_per_level") or indicator.is_binary:
        return "status"
    return ""


def hold_beside(
    programme: Programme, values: pd.DataFrame, projections: Projections, assessments: pd.DataFrame, *, as_of: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What every official method says of every assessed target, and where they contradict.

    Parameters
    ----------
    assessments : as `assess` returns them; targets without a usable value are left out.

    Returns
    -------
    Tables with the columns ``OFFICIAL`` and ``CONTRADICTIONS``, in the order of the assessments.
    """
    evidence = Evidence(programme, values, projections, as_of)
    official: list[dict] = []
    contradictions: list[dict] = []
    for row in assessments.to_dict("records"):
        target = programme.targets[row["target_id"]]
        if not target.indicator or pd.isna(row["latest_value"]) or row["verdict"] in (Verdict.NOT_APPLICABLE, Verdict.QUALITATIVE):
            continue
        indicator = programme.indicators[target.indicator]
        key = {"unit_code": row["unit_code"], "target_id": target.id}
        points = evidence.points(row["unit_code"], indicator.id)
        names = [name for name in METHODS if name != "jmp" or indicator.is_jmp]
        reason = silence(target, indicator)
        if reason:
            # A status that all have is met for every one of them; otherwise there is no series to extend.
            is_kept = reason == "status" and meets(row["latest_value"], ">=", row["target_value"])
            spoken = {name: Statement(MET[name]) if is_kept else Statement(reason=reason) for name in names}
            now = [int(row["latest_year"])], [float(row["latest_value"])]
            spoken["plan"] = plan(*now, operator=target.operator, target=float(row["target_value"]), base_year=None, horizon=0)
            base_year = None
        else:
            years, series = [point.year for point in points], [point.value for point in points]
            base_year = nearest_base(years, target.base_year or programme.header.base_year)
            question = {
                "operator": target.operator,
                "target": float(row["target_value"]),
                "base_year": base_year,
                "horizon": programme.horizon_of(target),
            }
            spoken = {name: METHODS[name](years, series, **question) for name in names}
            # A rate that may pass its bound, as insurance by place of issue does, has no other side and no impossible value.
            is_share = indicator.kind == "rate" and not indicator.derive and indicator.above_bound == "reject"
            ceiling = indicator.bounds[1] if is_share else None
            found = find_contradictions(spoken, years, series, **question, ceiling=ceiling, ours=row["verdict"])
            contradictions += [key | vars(one) for one in found]
        official += [
            key
            | {
                "method": name,
                "base_year": base_year,
                "verdict": one.verdict,
                "reason": one.reason,
                "measure": one.figures.get(MEASURES.get(name, "")),
                "projected": one.figures.get("projected"),
            }
            for name, one in spoken.items()
        ]
    return pd.DataFrame(official, columns=OFFICIAL), pd.DataFrame(contradictions, columns=CONTRADICTIONS)

"""What official methods say of a target: the formulas of other offices, held beside ours and never in its place.

Each method is a function of one series and one target. Common parameters:

years, values : the usable values of one definition, shape (n,), years increasing, n may be 0.
operator : ``>=``, ``>``, ``=`` (all of them) where higher is better, ``<``, ``<=`` where lower is.
target : in the unit of the values. horizon : the year by which it is to be met.
base_year : the year from which progress is counted; see `progress.nearest_base`.

Each returns a `Statement`; too little data is a reason, never an error. Figures called ``..._rate`` are in
per cent a year, ``ratio``, ``gap``, ``share`` in per cent, ``projected`` and paces in the unit of the values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.assessment.ladder import TOLERANCE, meets
from workbench.assessment.measures import growth
from workbench.assessment.progress import Progress, line_at, no_growth

PUBLISHED_STAND_IN = 0.001  # what the published Open SDG implementation puts in the place of a zero


@dataclass(frozen=True)
class Statement:
    """What one method says: its own category as a code, or why it says nothing, and the numbers it used.

    Reasons: ``no_value``; ``one_value``; ``no_base``; ``horizon_reached``; ``base_at_target`` and
    ``base_met`` (nothing to progress to); ``base_zero``, ``target_zero``, ``negative_value`` (no growth
    rate); ``too_far`` (beyond the years that the method extends); ``no_ratio`` (a plan of zero).
    """

    verdict: str = ""
    reason: str = ""
    figures: dict[str, float] = field(default_factory=dict)


# The categories that tell a reader "it will be met", or is met already.
FAVOURABLE = {
    "escap": {"maintain"},
    "eurostat": {"achieved", "on_track"},
    "unsd": {"on_track"},
    "sdsn": {"on_track"},
    "jmp": {"reaches"},
    "plan": {"met", "exceeded"},
}


def escap(years: Sequence[int], values: Sequence[float], *, operator: str, target: float, base_year: int | None, horizon: int) -> Statement:
    """Current status and anticipated progress of the UN regional commissions.

    Status index ``10 d (y_t - y_b) / |target - y_b|``; anticipated gap ``P = 100 |target - projected| / |target - y_b|``, 0
    where the projection meets. ``projected`` follows a linear regression weighted by time; the weights are not unique
    in print, here i/n for the i-th of n values. ``..._equal`` are the same with equal weights. P <= 10 ``maintain``,
    P <= 100 ``accelerate``, else ``reverse``.

    Source: ESCAP, Progress Assessment Methodology (data.unescap.org); working papers SD/WP/04 and SD/WP/05, 2017;
    UNECE technical notes 2022 and 2023. The cut-offs are professional knowledge, to be checked against the report.
    """
    progress = Progress(years, values, operator, target, base_year, horizon)
    if progress.is_met:
        return Statement("maintain", figures={"status_index": 10.0, "gap": 0.0})
    reason = progress.obstacle() or progress.no_way()
    if reason:
        return Statement(reason=reason)
    way = abs(target - progress.base)
    weights = np.arange(1, len(years) + 1) / len(years)
    found: dict[str, float] = {"status_index": 10.0 * progress.direction * (progress.last - progress.base) / way}
    for name, weight in (("", weights), ("_equal", np.ones(len(years)))):
        projected = line_at(years, values, weight, horizon)
        gap = 0.0 if meets(projected, operator, target) else 100.0 * abs(target - projected) / way
        found |= {f"projected{name}": projected, f"gap{name}": gap}
    return Statement(escap_category(found["gap"]), figures=found)


def escap_category(gap: float) -> str:
    """The category of an anticipated gap in per cent of the way."""
    return "maintain" if gap <= 10.0 + TOLERANCE else "accelerate" if gap <= 100.0 + TOLERANCE else "reverse"


def eurostat(
    years: Sequence[int],
    values: Sequence[float],
    *,
    operator: str,
    target: float,
    base_year: int | None,
    horizon: int,
    stand_in: float | None = None,
) -> Statement:
    """Observed against required compound growth, as Eurostat and Open SDG (Statistics Canada) do.

    ``a = (y_t / y_b)^(1/(t-b)) - 1``, ``r = (target / y_b)^(1/(T-b)) - 1``, ``R = d a / |r|``: R >= 95 % ``on_track``,
    R >= 60 % ``moderate``, R >= 0 ``limited``, else ``deterioration``; ``achieved`` is asked first.

    Parameters
    ----------
    stand_in : put in the place of a base or target of zero, as the published code does with 0.001. The verdict then
        depends on it, so that None, the default, says nothing instead.

    Source: Eurostat, Sustainable development in the European Union, annex on methods; Open SDG,
    docs/progress-methodology.md.
    """
    progress = Progress(years, values, operator, target, base_year, horizon)
    if progress.is_met:
        return Statement("achieved")
    reason = progress.obstacle()
    if reason:
        return Statement(reason=reason)
    base, goal = progress.base, target
    if stand_in is not None:
        base, goal = base or stand_in, goal or stand_in
    reason = no_growth(base, progress.last) or ("target_zero" if goal == 0 else "negative_value" if goal < 0 else "")
    if reason or abs(goal - base) <= TOLERANCE:
        return Statement(reason=reason or "base_at_target")
    observed = growth(base, progress.last, progress.year - base_year)
    required = growth(base, goal, horizon - base_year)
    ratio = 100.0 * progress.direction * observed / abs(required)
    category = (
        "on_track"
        if ratio >= 95.0 - TOLERANCE
        else "moderate"
        if ratio >= 60.0 - TOLERANCE
        else "limited"
        if ratio >= 0
        else "deterioration"
    )
    return Statement(
        category,
        figures={
            "observed_rate": observed,
            "required_rate": required,
            "ratio": ratio,
            "projected": progress.last * (1.0 + observed / 100.0) ** (horizon - progress.year),
        },
    )


def unsd(years: Sequence[int], values: Sequence[float], *, operator: str, target: float, base_year: int | None, horizon: int) -> Statement:
    """The UN Statistics Division's progress chart, for a numerical target.

    v = y_t (1 + a)^(T-t) with a as in `eurostat`, q = (v - y_b) / (target - y_b): q >= 95 % ``on_track``, q >= 10 %
    ``progress``, else ``stagnation``. A latest value that meets is ``on_track`` (the chart's "met or on track").
    The chart also takes a value within one point of a target of 0 % or 100 % for met; here it never does, since a
    target of 100 % means everybody: ``is_within_one`` in the figures is 1 where the chart would.

    Source: United Nations, SDG Progress Chart, Technical Note 2023, as documented by EUSTAT.
    """
    progress = Progress(years, values, operator, target, base_year, horizon)
    if progress.is_met:
        return Statement("on_track")
    near = {"is_within_one": float(target in (0.0, 100.0) and bool(len(values)) and abs(progress.last - target) <= 1.0)}
    reason = progress.obstacle() or no_growth(progress.base, progress.last) or progress.no_way()
    if reason:
        return Statement(reason=reason, figures=near)
    observed = growth(progress.base, progress.last, progress.year - base_year)
    projected = progress.last * (1.0 + observed / 100.0) ** (horizon - progress.year)
    share = 100.0 * (projected - progress.base) / (target - progress.base)
    category = "on_track" if share >= 95.0 - TOLERANCE else "progress" if share >= 10.0 - TOLERANCE else "stagnation"
    return Statement(category, figures={"observed_rate": observed, "projected": projected, "share": share} | near)


def sdsn(years: Sequence[int], values: Sequence[float], *, operator: str, target: float, base_year: int | None, horizon: int) -> Statement:
    """The trend arrows of the SDG Index: average yearly change against the change needed from the base year.

    a = (y_t - y_b) / (t - b), r = (target - y_b) / (T - b); a / r >= 1 ``on_track``, >= 0.5 ``improving``, >= 0
    ``stagnating``, else ``decreasing``. A target that is met and stays so at this pace is ``on_track``, one that
    would be lost ``decreasing``.

    Source: Sustainable Development Solutions Network, Sustainable Development Report, methods (professional
    knowledge, to be checked against the report).
    """
    progress = Progress(years, values, operator, target, base_year, horizon)
    reason = progress.obstacle()
    if reason:
        return Statement("on_track") if progress.is_met else Statement(reason=reason)
    pace = (progress.last - progress.base) / (progress.year - base_year)
    projected = progress.last + pace * (horizon - progress.year)
    found = {"pace": pace, "projected": projected}
    if progress.is_met:
        return Statement("on_track" if meets(projected, operator, target) else "decreasing", figures=found)
    if progress.no_way():
        return Statement(reason=progress.no_way())
    needed = (target - progress.base) / (horizon - base_year)
    ratio = 100.0 * pace / needed
    category = (
        "on_track"
        if ratio >= 100.0 - TOLERANCE
        else "improving"
        if ratio >= 50.0 - TOLERANCE
        else "stagnating"
        if ratio >= -TOLERANCE
        else "decreasing"
    )
    return Statement(category, figures=found | {"needed_pace": needed, "ratio": ratio})


def jmp(years: Sequence[int], values: Sequence[float], *, operator: str, target: float, base_year: int | None, horizon: int) -> Statement:
    """The estimate of the WHO/UNICEF Joint Monitoring Programme, for shares of people with water or sanitation.

    Ordinary regression over values that span five years or more, otherwise their mean; extended two years beyond the
    last value, then held for up to four more, then none; kept between 0 and 100. Urban and rural are estimated apart.
    The programme gives no verdict: ``reaches`` and ``falls_short`` say only which side its estimate lies on.

    Source: JMP methodology (2017 update); Bartram et al. 2014, Int. J. Environ. Res. Public Health 11:8137.
    """
    progress = Progress(years, values, operator, target, base_year, horizon)
    if not len(years):
        return Statement(reason="no_value")
    ahead = horizon - progress.year
    if ahead > 6:
        return Statement(reason="too_far")
    is_line = years[-1] - years[0] >= 5
    at = progress.year + min(ahead, 2)
    estimate = line_at(years, values, np.ones(len(years)), at) if is_line else float(np.mean(values))
    projected = float(np.clip(estimate, 0.0, 100.0))
    return Statement(
        "reaches" if meets(projected, operator, target) else "falls_short", figures={"projected": projected, "is_line": float(is_line)}
    )


def plan(years: Sequence[int], values: Sequence[float], *, operator: str, target: float, base_year: int | None, horizon: int) -> Statement:
    """Domestic practice: the actual value against the plan, ``exceeded``, ``met`` or ``missed``.

    Where higher is better ``share`` is actual / plan in per cent. Where lower is better the two are compared as they
    are: a ratio would reward distance.
    """
    progress = Progress(years, values, operator, target, base_year, horizon)
    if not len(years):
        return Statement(reason="no_value")
    if progress.direction > 0 and target <= 0:
        return Statement(reason="no_ratio")
    beyond = progress.direction * (progress.last - target) > TOLERANCE
    verdict = "missed" if not progress.is_met else "exceeded" if beyond else "met"
    return Statement(verdict, figures={"share": 100.0 * progress.last / target} if progress.direction > 0 else {})


METHODS: dict[str, Callable[..., Statement]] = {
    "escap": escap,
    "eurostat": eurostat,
    "unsd": unsd,
    "sdsn": sdsn,
    "jmp": jmp,
    "plan": plan,
}

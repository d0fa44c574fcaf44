"""The ladder: from a probability and a few facts to the word that leaders read. Rules only."""

from enum import StrEnum

import numpy as np

SURE, EVEN, SLIM = 0.8, 0.5, 0.2  # where the words change
TOLERANCE = 1e-9
SMALL_DENOMINATOR, SMALL_NUMERATOR, FEW_VALUES = 1_000, 20, 3


class Verdict(StrEnum):
    """What can be said of a target. The words for readers stand in briefing/language."""

    ACHIEVED = "achieved"
    ACHIEVED_AT_RISK = "achieved_at_risk"
    ON_TRACK = "on_track"
    LIKELY_UNCERTAIN = "likely_uncertain"
    ACCELERATE = "accelerate"
    UNLIKELY = "unlikely"
    REGRESSING = "regressing"
    MET_FINAL = "met_final"
    MISSED = "missed"
    MET_YEAR = "met_year"
    MISSED_YEAR = "missed_year"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"
    NO_EVENT = "no_event"
    NO_TARGET = "no_target"
    QUALITATIVE = "qualitative"


def meets(value: float | np.ndarray, operator: str, threshold: float) -> bool | np.ndarray:
    """Whether unrounded values meet the target; for a strict operator equality is a miss.

    "=" is asked of shares and counts that cannot exceed the target: it means all of them.
    """
    if operator == ">":
        return value > threshold + TOLERANCE
    if operator == "<":
        return value < threshold - TOLERANCE
    if operator == "<=":
        return value <= threshold + TOLERANCE
    return value >= threshold - TOLERANCE


def choose_verdict(*, is_met: bool, p_met: float | None, recent_pace: float | None, n_values: int) -> Verdict:
    """The word for a target that applies, has a usable value, and whose horizon is not yet reported.

    Parameters
    ----------
    is_met : whether the latest value meets it.
    p_met : probability that it is met at the horizon (annual targets: in every remaining year);
        None where nothing can be projected.
    recent_pace : mean yearly change over the last three years, positive towards the target.
    n_values : usable values of the definition in force; with two nothing stronger than
        ``likely_uncertain`` is said of the future.
    """
    if is_met:
        return Verdict.ACHIEVED if p_met is None or p_met >= EVEN else Verdict.ACHIEVED_AT_RISK
    if p_met is None:
        return Verdict.NO_DATA
    if p_met >= SURE:
        return Verdict.ON_TRACK if n_values > 2 else Verdict.LIKELY_UNCERTAIN
    if p_met >= EVEN:
        return Verdict.LIKELY_UNCERTAIN
    if recent_pace is not None and recent_pace < -TOLERANCE:
        return Verdict.REGRESSING
    return Verdict.ACCELERATE if p_met >= SLIM else Verdict.UNLIKELY


def is_tentative(*, n_values: int, numerator: float, denominator: float) -> bool:
    """Whether the words carry the prefix "tham khảo": few values, or a rate over few people.

    NaN parts, where none are known, do not count as small.
    """
    return n_values <= FEW_VALUES or denominator < SMALL_DENOMINATOR or numerator < SMALL_NUMERATOR

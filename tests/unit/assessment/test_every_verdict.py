"""Every word of the ladder, each reached by one small history through the real pipeline; and the same word whichever side is counted."""

from dataclasses import dataclass

import pandas as pd
import pytest

from tests.unit.projection.small import (
    COMMUNES,
    DISTRICT,
    Series,
    assess_series,
    assess_values,
    programme_of,
    real_assessments,
    real_values,
    row_of,
    trained,
    with_indicator,
    with_target,
    years_of,
)
from workbench.assessment import Verdict
from workbench.briefing import show
from workbench.case import make_case
from workbench.findings import Findings

TRAINED = "T-EMP-02"  # at least 70 %
JOBS = "T-EMP-01"  # at least 1,100 every year
EMERGENCY = "T-ASS-03"  # everybody hit by a disaster is helped


@dataclass(frozen=True)
class History:
    """The figures that a word follows from."""

    series: tuple[Series, ...]
    target: str = TRAINED
    unit: str = DISTRICT
    as_of: int = 2017
    reason: str = ""
    year: int = 0  # of a target that is asked of every year


def rates(*values: float, last: int = 2017) -> tuple[Series, ...]:
    """Trained labour of the district in the years up to `last`, in per cent of 10,000."""
    return trained(DISTRICT, {last - len(values) + 1 + place: value for place, value in enumerate(values)})


def jobs(**years: float) -> tuple[Series, ...]:
    return ((DISTRICT, "EMP_NEW_JOBS", {int(year[1:]): value for year, value in years.items()}),)


LADDER: list[tuple[Verdict, History]] = [
    (Verdict.QUALITATIVE, History(rates(50.0), target="T-EDU-02")),
    (Verdict.NOT_APPLICABLE, History(rates(50.0), target="T-EDU-01", unit=COMMUNES[0], reason="top_level_only")),
    (Verdict.NOT_APPLICABLE, History(rates(50.0), target="T-WAT-01", unit=COMMUNES[1], reason="urban_only")),
    (
        Verdict.NO_EVENT,
        History(
            ((DISTRICT, "ASS_EMERG_COVER__den", {2016: 12.0, 2017: 0.0}), (DISTRICT, "ASS_EMERG_COVER__num", {2016: 12.0, 2017: 0.0})),
            target=EMERGENCY,
            reason="denominator_zero",
        ),
    ),
    (Verdict.MET_FINAL, History(rates(66.0, 68.0, 70.0, last=2020), as_of=2020)),
    (Verdict.MISSED, History(rates(66.0, 71.0, 69.9, last=2020), as_of=2020)),
    (Verdict.NO_DATA, History(jobs(y2017=1_150), reason="no_value")),
    (Verdict.NO_DATA, History(rates(60.0, 61.0), reason="too_few_values")),
    (Verdict.NO_DATA, History(rates(0.0, 0.0, 0.0), reason="constant_at_bound")),
    (Verdict.ACHIEVED, History(rates(68.0, 70.0, 72.0, 74.0, 76.0))),
    (Verdict.ACHIEVED, History(rates(71.0, 72.0), reason="too_few_values")),
    (Verdict.ACHIEVED_AT_RISK, History(rates(80.0, 77.0, 75.0, 72.0, 70.1))),
    (Verdict.ON_TRACK, History(rates(30.0, 40.0, 50.0, 60.0, 69.9))),
    (Verdict.LIKELY_UNCERTAIN, History(rates(58.0, 60.5, 63.0, 65.5, 68.0))),
    (Verdict.REGRESSING, History(rates(62.0, 60.0, 59.0, 57.0, 56.0))),
    (Verdict.ACCELERATE, History(rates(58.0, 60.0, 62.0, 64.0, 66.0))),
    (Verdict.UNLIKELY, History(rates(40.0, 41.0, 42.0, 43.0, 44.0))),
    (Verdict.MET_YEAR, History(jobs(y2016=1_120, y2017=1_100), target=JOBS, year=2017)),
    (Verdict.MISSED_YEAR, History(jobs(y2016=1_099, y2017=1_180), target=JOBS, year=2016)),
]


@pytest.mark.parametrize(("word", "history"), LADDER, ids=lambda one: str(one) if isinstance(one, Verdict) else None)
def test_the_word_follows_from_the_history(word: Verdict, history: History) -> None:
    found = assess_series(*history.series, as_of=history.as_of)
    if history.year:
        assert years_of(found, history.target).loc[history.year, "verdict"] == word
    else:
        row = row_of(found, history.target, history.unit)
        assert (row["verdict"], row["reason"]) == (word, history.reason)


def test_where_no_target_is_set_the_page_says_so(cam_lo: Findings) -> None:
    case = make_case(cam_lo, "INS", DISTRICT, "vi")
    assert case.targets == () and "Không đặt chỉ tiêu" in repr(show.verdicts(case))


def test_no_word_of_the_ladder_is_out_of_reach() -> None:
    assert {word for word, _ in LADDER} | {Verdict.NO_TARGET} == set(Verdict)


# ---- the served or the unserved

FLIPPED = {">=": "<=", ">": "<", "<": ">", "<=": ">=", "=": "<="}


@pytest.mark.parametrize("name", ["cam-lo", "vietnam-provinces"])
def test_counting_the_unserved_gives_every_unit_the_same_verdict_of_every_rate(name: str) -> None:
    """Everything beside the word is the same too, but "tham khảo": few persons on one side are not few on the other."""
    programme, values = programme_of(name), real_values(name).copy()
    asked = [one for one in programme.targets.values() if one.type in ("level", "coverage_100")]
    tops = {target.id: programme.indicators[target.indicator].bounds[1] for target in asked}  # 100 %, or 1,000 of a thousand
    for target in asked:
        assert programme.indicators[target.indicator].bounds[0] == 0.0
        other = tops[target.id] - target.value
        programme = with_target(programme, target.id, operator=FLIPPED[target.operator], value=other, stretch=None)
    for indicator in {target.indicator: programme.indicators[target.indicator] for target in asked}.values():
        programme = with_indicator(programme, indicator.id, better="lower" if indicator.better == "higher" else "higher")
        turned = values["indicator_id"] == indicator.id
        values.loc[turned, "value"] = indicator.bounds[1] - values.loc[turned, "value"]
        values.loc[turned, "numerator"] = values.loc[turned, "denominator"] - values.loc[turned, "numerator"]
    ids = {target.id for target in asked}
    served, unserved = (
        table[table["target_id"].isin(ids)].set_index(["unit_code", "target_id"])
        for table in (real_assessments(name).table, assess_values(values, as_of=programme.header.as_of, programme=programme).table)
    )
    assert len(served) == len(ids) * len(programme.units_in(programme.header.as_of)) and len(set(served["verdict"])) > 4
    pd.testing.assert_frame_equal(served[["verdict", "reason"]], unserved[["verdict", "reason"]])
    same = ["latest_year", "p_met", "gap", "gap_quantity", "required_pace", "recent_pace", "best_pace"]
    pd.testing.assert_frame_equal(served[same], unserved[same], rtol=1e-7, atol=1e-9, check_dtype=False)
    for low, high in (("projected_q10", "projected_q90"), ("projected_q50", "projected_q50"), ("projected_q90", "projected_q10")):
        mirrored = served.index.get_level_values("target_id").map(tops) - unserved[high]
        pd.testing.assert_series_equal(served[low], mirrored, rtol=1e-7, atol=1e-9, check_names=False, check_dtype=False)


def test_the_mirrored_history_of_each_word_gives_the_same_word() -> None:
    """The words themselves, so that none is left out because no real unit has it."""
    turned = with_indicator(programme_of(), "EMP_TRAINED_RATE", better="lower")
    turned = with_target(turned, TRAINED, operator="<=", value=30.0)
    for word, history in LADDER:
        if history.target == TRAINED and history.series[0][1] == "EMP_TRAINED_RATE__num":
            (code, served, counts), workers = history.series
            unserved = (code, served, {year: workers[2][year] - count for year, count in counts.items()})
            row = row_of(assess_series(unserved, workers, as_of=history.as_of, programme=turned), TRAINED)
            assert (row["verdict"], row["reason"]) == (word, history.reason)

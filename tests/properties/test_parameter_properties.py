"""Whatever a run or a notebook is asked for: it is refused before a kernel starts and with nothing written, or done as asked."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import THREE_COMMUNES
from workbench.batch.briefings import prepare_run
from workbench.batch.plan import plan_jobs
from workbench.case import load_case, make_case
from workbench.errors import WorkbenchError
from workbench.findings import Findings, load_findings

FEW = settings(max_examples=60)
FEWER = settings(FEW, max_examples=12)
TEXTS = st.text(max_size=8)
CODES = st.sampled_from(["101", "102", "103", "D1", "0101", " 101", "101 ", "d1", "101,102", "../101", "٢", "101\n", "\0", "", "1e2"])
AREAS = st.sampled_from(["POV", "EMP", "GEN", "pov", "POV ", "../POV", "outcomes", ""])
SOUND_CODES, SOUND_AREAS = st.sampled_from(["101", "D1"]), st.sampled_from(["POV", ""])
LANGUAGES = st.sampled_from(["vi", "en", "", "VI", "fr", "../vi", "vi\n", " vi", "vi "])
YEARS = st.one_of(st.integers(2013, 2020), st.integers(), st.sampled_from([0, 1899, 20170]))
ANYTHING: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.lists(st.integers(), max_size=2)
)


@pytest.fixture(scope="module")
def findings() -> Findings:
    return load_findings(THREE_COMMUNES)


@FEW
@given(unit=SOUND_CODES | CODES | TEXTS, area=SOUND_AREAS | AREAS | TEXTS, lang=LANGUAGES | TEXTS)
def test_a_case_is_of_the_very_code_area_and_language_or_refused_by_one_of_them(
    findings: Findings, unit: str, area: str, lang: str
) -> None:
    try:
        case = make_case(findings, area, unit, lang)
    except WorkbenchError as refused:
        assert any(repr(one)[1:-1] in str(refused) or one in refused.problem for one in (unit, area, lang))
        return
    assert case.unit.code == unit and unit in ("D1", "101", "102", "103")
    assert case.lang == (lang or "vi") and (area == "outcomes" or (case.area.area if case.area else "") == area)


@FEW
@given(name=st.sampled_from(["area", "unit_code", "lang", "as_of", "observed_only", "scenario"]), value=ANYTHING)
def test_a_parameter_of_another_kind_is_refused_by_its_name(name: str, value: object) -> None:
    kinds = {"as_of": int, "observed_only": bool}
    if type(value) is kinds.get(name, str):
        return
    sound = {"area": "POV", "unit_code": "101", "lang": "vi", "as_of": 0, "observed_only": False, "scenario": ""}
    with pytest.raises(WorkbenchError, match=f"^{name}: must be"):
        load_case(THREE_COMMUNES, **sound | {name: value})


@FEW
@given(units=st.lists(SOUND_CODES | CODES | TEXTS, max_size=3), areas=st.lists(SOUND_AREAS | AREAS | TEXTS, max_size=3))
def test_jobs_are_of_the_codes_asked_for_which_stay_text(findings: Findings, units: list[str], areas: list[str]) -> None:
    try:
        jobs = plan_jobs(findings, folder=Path("out"), lang="vi", programme_name="three-communes", units=units, areas=areas)
    except WorkbenchError as refused:
        assert any(repr(one)[1:-1] in str(refused) or one in refused.problem for one in (*units, *areas))
        return
    asked = {(job.parameters["unit_code"], job.area) for job in jobs}
    assert {code for code, _ in asked} == set(units or findings.programme.units_in(findings.as_of))
    assert not areas or {area for _, area in asked} <= set(areas)
    assert all(type(job.parameters["unit_code"]) is str and job.page.is_relative_to(Path("out")) for job in jobs)
    assert len({job.page for job in jobs}) == len(jobs)


@FEWER
@given(
    units=st.lists(SOUND_CODES | CODES, max_size=2),
    areas=st.lists(SOUND_AREAS | AREAS, max_size=2),
    lang=LANGUAGES | TEXTS,
    as_of=YEARS,
    scenario=st.sampled_from(["", "", "no-such", "../x", "\0", "/"]) | TEXTS,
)
def test_a_run_is_refused_or_made_ready_and_nothing_is_written_before(tmp_path_factory: pytest.TempPathFactory, **asked: Any) -> None:
    output = tmp_path_factory.mktemp("asked")
    try:
        ready = prepare_run(str(THREE_COMMUNES), **asked, output=output, observed_only=False)
    except WorkbenchError as refused:
        assert refused.exit_code in (10, 14)
    else:
        assert ready.findings.as_of == (asked["as_of"] or 2017) and ready.lang == (asked["lang"] or "vi")
        assert {job.unit_code for job in ready.jobs} >= set(asked["units"])
    assert list(output.iterdir()) == []

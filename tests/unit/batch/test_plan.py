"""Which jobs a run has, under which names, and what makes one stale."""

from pathlib import Path

import pytest

from tests.conftest import findings_of
from workbench.batch import plan as room
from workbench.batch.plan import job_key, plan_jobs, read_parameters, run_name, unit_folder
from workbench.errors import NotebookError
from workbench.files import write_whole
from workbench.findings import Findings


@pytest.fixture(scope="module")
def findings() -> Findings:
    return findings_of("cam-lo")


def plan(findings: Findings, **asked: object) -> list:
    return plan_jobs(findings, folder=Path("out"), lang="vi", programme_name="cam-lo", **asked)


def test_a_run_names_what_was_asked_and_not_when(findings: Findings) -> None:
    programme = findings.programme
    assert run_name(programme, as_of=2017, lang="vi", observed_only=False) == "cam-lo-2017-vi"
    assert run_name(programme, as_of=2016, lang="en", observed_only=True) == "cam-lo-2016-en-observed"


def test_folders_lead_with_the_code_so_that_two_names_without_accents_stay_apart(findings: Findings) -> None:
    units = findings.programme.units_in(2017)
    assert unit_folder(units["19609"]) == "19609-xa-cam-thanh" and unit_folder(units["19612"]) == "19612-xa-cam-thanh"
    assert unit_folder(units["19597"].model_copy(update={"name": "../<Đ> x"})) == "19597-d-x"


def test_every_unit_has_the_overview_and_each_area_once(findings: Findings) -> None:
    jobs = plan(findings)
    assert len(jobs) == 110 == len({job.page for job in jobs}) and [job.stem for job in jobs[:2]] == ["00_overview", "01_people_of_merit"]


def test_codes_asked_twice_are_made_once_and_areas_alone_bring_no_overview(findings: Findings) -> None:
    assert [(job.unit_code, job.area) for job in plan(findings, units=["19612", "19612"], areas=["POV", "POV"])] == [("19612", "POV")]


@pytest.mark.parametrize(
    ("asked", "words"), [({"units": ["1961"]}, "there is no unit '1961'"), ({"areas": ["XYZ"]}, "there is no policy area 'XYZ'")]
)
def test_a_code_that_names_nothing_is_refused_before_anything_is_made(findings: Findings, asked: dict, words: str) -> None:
    with pytest.raises(NotebookError, match=words):
        plan(findings, **asked)


@pytest.mark.parametrize("part", ["notebook", "definitions", "figures", "parameters", "template", "language", "code", "libraries"])
def test_whatever_changes_a_page_changes_its_key(findings: Findings, part: str) -> None:
    (job,) = plan(findings, units=["19609"], areas=["POV"])
    assert job_key({**job.parts, part: "another"}) != job_key(job.parts) == job.key


def test_a_key_is_made_of_the_pages_own_notebook_figures_parameters_and_language(findings: Findings) -> None:
    (one,) = plan(findings, units=["19609"], areas=["POV"])
    (other,) = plan_jobs(findings, folder=Path("out"), lang="en", programme_name="cam-lo", units=["19609"], areas=["EMP"])
    assert {name for name in one.parts if one.parts[name] != other.parts[name]} == {"notebook", "figures", "parameters", "language"}


def test_the_place_of_the_programme_on_a_machine_is_no_part_of_the_key(findings: Findings) -> None:
    (here,) = plan(findings, units=["19609"], areas=["POV"])
    (there,) = plan_jobs(findings, folder=Path("elsewhere"), lang="vi", programme_name="/elsewhere/cam-lo", units=["19609"], areas=["POV"])
    assert here.key == there.key


def test_parameters_are_read_from_the_tagged_cell(findings: Findings) -> None:
    (job,) = plan(findings, units=["468"], areas=["EMP"])
    kinds = {"programme": "str", "unit_code": "str", "lang": "str", "as_of": "int", "observed_only": "bool", "scenario": "str"}
    assert read_parameters(job.notebook) == kinds
    assert set(job.parameters) == set(kinds) and job.parameters["unit_code"] == "468"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("unit_code: str", "unit_code: int", "its parameter 'unit_code' is said to be int, but str '468' is passed."),
        ("unit_code: str", "unit: str", r"does not hold exactly the parameters of the contract \(unit, unit_code\)"),
    ],
)
def test_a_notebook_that_asks_for_other_parameters_is_refused_before_a_kernel_starts(
    findings: Findings, old: str, new: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (plan(findings, units=["468"], areas=["EMP"])[0].notebook).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "02_employment.ipynb").write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(room, "notebooks_folder", lambda: tmp_path)
    room._notebook_of.cache_clear()
    try:
        with pytest.raises(NotebookError, match=words):
            plan(findings, units=["468"], areas=["EMP"])
    finally:
        room._notebook_of.cache_clear()


def test_the_file_name_says_whether_the_page_rests_on_simulated_figures(findings: Findings) -> None:
    (simulated,) = plan(findings, units=["468"], areas=["EMP"])
    (observed,) = plan_jobs(
        findings_of("cam-lo", observed_only=True), folder=Path("out"), lang="vi", programme_name="cam-lo", units=["468"], areas=["EMP"]
    )
    assert (simulated.page.name, observed.page.name) == ("02_employment-mo-phong.html", "02_employment.html")


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "a" / "page.html", "first")

    def no_space(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(OSError, match="no space left"):
        write_whole(tmp_path / "a" / "page.html", "second")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in (tmp_path / "a").iterdir()] == [("page.html", "first")]

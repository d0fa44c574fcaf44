"""What a page reads is what its key is made of: no figure beyond it may reach a page."""

import ast
import dataclasses
import json
from pathlib import Path

import pytest

import workbench
from tests.conftest import ROOT, findings_of
from workbench.case import Case, make_case
from workbench.extract import digest_of, extract_of
from workbench.findings import Findings, load_findings

PAGES = {
    "cam-lo": ["468", "19597", "19609"],
    "vietnam-provinces": ["VN", "R3", "45"],
}


def told(case: Case, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that the case's notebook shows: sections as HTML, figures as the alt texts that carry their numbers."""
    name = (case.area.notebook or "area.ipynb") if case.area else f"{case.page}.ipynb"
    monkeypatch.setattr(workbench, "load_case", lambda *_, **__: case, raising=False)
    names = {"area": case.area.area if case.area else ""}
    shown = []
    for cell in json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, name, "exec"), names)
            if last:
                shown.append(_text(eval(compile(ast.Expression(last.value), name, "eval"), names)))
    return shown


def _text(thing: object) -> str:
    if hasattr(thing, "pictures"):
        return " ".join(map(_text, thing.pictures))
    return f"{thing.alt} {thing.caption}" if hasattr(thing, "alt") else thing._repr_html_()


@pytest.mark.parametrize(("programme", "code"), [(name, code) for name, codes in PAGES.items() for code in codes])
def test_a_page_made_of_its_extract_alone_says_the_same(programme: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = findings_of(programme)
    came = ["outcomes"] if code == "VN" else []
    for area in ["", *(area.area for area in findings.programme.policy_areas), *came]:
        case = make_case(findings, area, code, "vi")
        alone = make_case(extract_of(case), area, code, "vi")
        assert len(alone.findings.values) < len(findings.values) or area in ("", "outcomes")
        monkeypatch.setattr("workbench.briefing.annex.digest_of", lambda _: "of the figures read")
        assert told(alone, monkeypatch) == told(case, monkeypatch)
        monkeypatch.undo()


@pytest.fixture(scope="module")
def before() -> Findings:
    return findings_of("cam-lo")


def digests(findings: Findings) -> dict[tuple[str, str], str]:
    areas = ["", *(area.area for area in findings.programme.policy_areas)]
    return {
        (code, area): digest_of(make_case(findings, area, code, "vi"))
        for code in findings.programme.units_in(findings.as_of)
        for area in areas
    }


def test_another_figure_changes_the_digest_of_every_page_that_shows_it_and_of_no_other_area(before: Findings) -> None:
    values = before.values.copy()
    row = values[(values["unit_code"] == "19609") & (values["indicator_id"] == "POV_RATE")].index[-1]
    values.loc[row, "value"] += 1
    old, new = digests(before), digests(dataclasses.replace(before, values=values))
    changed = {key for key in old if old[key] != new[key]}
    assert {area for _, area in changed} == {"POV", ""}
    assert {("19609", "POV"), ("468", "POV"), ("19609", ""), ("468", "")} <= changed


def test_digests_are_the_same_for_who_computes_and_who_reads(before: Findings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.findings import store_findings

    store_findings(before, tmp_path)
    monkeypatch.setenv("WORKBENCH_COMPUTED", str(tmp_path))
    assert digests(load_findings(ROOT / "data" / "cam-lo")) == digests(before)

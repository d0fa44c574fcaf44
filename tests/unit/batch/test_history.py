"""Assessments of earlier figures are kept, and what changed since is told with its cause."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Folder
from workbench.batch import history
from workbench.batch.history import basis_of, compare, find_changes, keep_assessments
from workbench.briefing.changes import changes_told
from workbench.findings import Findings, load_findings


def keep(folder: Path, findings: Findings) -> None:
    keep_assessments(folder, findings.assessments.to_csv(index=False, lineterminator="\n"), basis_of(findings))


def row(unit: str = "101", **changed: object) -> dict:
    return {
        "unit_code": unit,
        "target_id": "T-1",
        "verdict": "on_track",
        "p_met": 0.9,
        "latest_year": 2017.0,
        "latest_value": 5.0,
    } | changed


def test_assessments_are_kept_before_others_take_their_place_and_only_once(tmp_path: Path) -> None:
    for text in ("first", "first", "second", "third", "third"):
        keep_assessments(tmp_path, text, {"data": text})
    assert (tmp_path / "assessments.csv").read_text(encoding="utf-8") == "third"
    kept = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "history").glob("*.csv")}
    assert kept == {"0001.csv": "first", "0002.csv": "second"}
    assert [json.loads(path.read_text(encoding="utf-8"))["data"] for path in sorted((tmp_path / "history").glob("*.json"))] == [
        "first",
        "second",
    ]


@pytest.mark.parametrize("writes", range(5))
def test_a_run_killed_between_two_writes_is_made_good_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    keep_assessments(tmp_path / "whole", "first", {"data": "1"})
    keep_assessments(tmp_path / "whole", "second", {"data": "2"})
    keep_assessments(tmp_path / "torn", "first", {"data": "1"})
    left, write = writes, history.write_whole

    def killed(path: Path, text: str) -> None:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        write(path, text)

    with monkeypatch.context() as patched:
        patched.setattr(history, "write_whole", killed)
        try:
            keep_assessments(tmp_path / "torn", "second", {"data": "2"})
            assert writes == 4
        except KeyboardInterrupt:
            assert writes < 4
    keep_assessments(tmp_path / "torn", "second", {"data": "2"})
    files = [
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "torn", tmp_path / "whole")
    ]
    assert files[0] == files[1]


def test_assessments_that_were_damaged_are_told_and_not_kept_as_what_was_said(tmp_path: Path) -> None:
    keep_assessments(tmp_path, "first", {"data": "1"})
    (tmp_path / "assessments.csv").write_text("fir", encoding="utf-8")
    assert history.find_damage(tmp_path) == [tmp_path / "assessments.csv"]
    keep_assessments(tmp_path, "second", {"data": "2"})
    assert history.find_damage(tmp_path) == [] and not list(tmp_path.glob("history/*.csv"))


@pytest.mark.parametrize("spoilt", [b"", b"\xff", b"unit_code,verdict\n", b"unit_code,target_id\n1,2\n"])
def test_with_earlier_assessments_that_were_damaged_nothing_is_compared(tmp_path: Path, spoilt: bytes) -> None:
    for text in ("unit_code,target_id\n1,a\n", "unit_code,target_id\n1,b\n"):
        keep_assessments(tmp_path, text, {"data": text})
    kept = tmp_path / "history" / "0001.csv"
    kept.write_bytes(spoilt)
    assert history.find_damage(tmp_path) == [kept] and find_changes(tmp_path) is None


@pytest.mark.parametrize("spoilt", ["", "{", "[]", "null", '{"assessments": 3}'])
def test_a_damaged_basis_stops_nothing(tmp_path: Path, spoilt: str) -> None:
    keep_assessments(tmp_path, "unit_code,target_id\n1,a\n", {"data": "1"})
    (tmp_path / "basis.json").write_text(spoilt, encoding="utf-8")
    keep_assessments(tmp_path, "unit_code,target_id\n1,b\n", {"data": "2"})
    assert (tmp_path / "history" / "0001.csv").read_text(encoding="utf-8") == "unit_code,target_id\n1,a\n"


def test_what_a_reader_would_see_differ_is_a_change_and_nothing_else() -> None:
    before = pd.DataFrame([row(), row("102"), row("103"), row("104"), row("105", p_met=None), row("106")])
    now = pd.DataFrame(
        [row(p_met=0.9001), row("102", p_met=0.89), row("103", verdict="unlikely"), row("104", latest_value=5.1), row("105"), row("107")]
    )
    assert list(compare(before, now)["unit_code"]) == ["102", "103", "104", "105", "107", "106"]  # 107 is new, 106 gone
    assert compare(before, before).empty


def test_a_changed_figure_is_told_with_before_and_now_and_its_cause(folder: Folder, tmp_path: Path) -> None:
    keep(tmp_path, load_findings(folder.path))
    assert find_changes(tmp_path) is None
    folder.replace("observations/reported.csv", "101,POV_HH,2017,100", "101,POV_HH,2017,107")
    findings = load_findings(folder.path)
    keep(tmp_path, findings)
    changes = find_changes(tmp_path)
    assert changes.causes == ("data",) and set(changes.table["cause"]) == {"data"} and "101" in set(changes.table["unit_code"])
    told = changes_told(findings, "vi", changes.table, changes.causes)
    assert "Nguyên nhân: số liệu." in told and "<td>101</td>" in told
    assert "Cause: figures." in changes_told(findings, "en", changes.table, changes.causes)


def test_definitions_and_method_are_told_apart_from_data(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path, load_findings(folder.path))
    before = basis_of(load_findings(folder.path))
    folder.append("programme.toml", "# a remark changes no definition\n")
    assert basis_of(load_findings(folder.path)) == before
    folder.replace("programme.toml", "horizon = 2020", "horizon = 2021")
    keep(tmp_path, load_findings(folder.path))
    assert find_changes(tmp_path).causes == ("definition",)
    monkeypatch.setattr(history, "_method_digest", lambda: "another")
    folder.replace("programme.toml", "horizon = 2021", "horizon = 2022")
    keep(tmp_path, load_findings(folder.path))
    assert find_changes(tmp_path).causes == ("method", "definition")


def test_earlier_assessments_without_a_record_have_no_known_cause(folder: Folder, tmp_path: Path) -> None:
    keep(tmp_path, load_findings(folder.path))
    (tmp_path / "basis.json").unlink()
    folder.replace("observations/reported.csv", "101,POV_HH,2017,100", "101,POV_HH,2017,107")
    findings = load_findings(folder.path)
    keep(tmp_path, findings)
    changes = find_changes(tmp_path)
    assert changes.causes == () and "chưa rõ" in changes_told(findings, "vi", changes.table, changes.causes)

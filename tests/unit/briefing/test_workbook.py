"""The assessments as a workbook and their description: the table's own numbers, words beside codes, simulated rows marked."""

import hashlib
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import Folder
from workbench.batch.forms import key_of
from workbench.batch.packages import settled
from workbench.briefing.datapackage import describe
from workbench.briefing.workbook import columns_of, render_workbook
from workbench.findings import Findings, load_findings


def sheet_of(findings: Findings, lang: str = "vi"):
    return load_workbook(io.BytesIO(render_workbook(findings, lang, "k1"))).active


def table_of(findings: Findings, lang: str = "vi") -> list[dict[str, object]]:
    rows = list(sheet_of(findings, lang).iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] == "unit_code")
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


@pytest.fixture
def findings(folder: Folder) -> Findings:
    return load_findings(folder.path)


def test_it_holds_every_number_of_the_assessments_unrounded(findings: Findings) -> None:
    """To the fifteen digits that a workbook keeps."""
    rows = table_of(findings)
    assert len(rows) == len(findings.assessments) and list(rows[0]) == columns_of(findings)
    for told, row in zip(rows, findings.assessments.to_dict("records"), strict=True):
        for name in ("target_value", "latest_value", "projected_q10", "projected_q50", "projected_q90", "p_met", "gap_quantity"):
            known = row[name] is not None and row[name] == row[name]
            assert told[name] == (pytest.approx(row[name], rel=1e-15) if known else None), (name, told)
        assert (told["unit_code"], told["target_id"], told["verdict"]) == (row["unit_code"], row["target_id"], str(row["verdict"]))


def test_codes_have_words_beside_them_in_the_language_of_the_run(findings: Findings) -> None:
    vietnamese, english = table_of(findings)[0], table_of(findings, "en")[0]
    assert vietnamese["verdict_words"] != english["verdict_words"] and vietnamese["verdict"] == english["verdict"]


def test_a_text_like_a_formula_stays_text(folder: Folder) -> None:
    folder.replace("units.csv", "Bình Hở", "=HYPERLINK(1)")
    cells = [cell for row in sheet_of(load_findings(folder.path)).iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert cells and all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_simulated_rows_say_so_and_so_does_the_head(folder: Folder) -> None:
    folder.forget("101", "POV_HH", 2017).observe("101", "POV_HH", 2017, 100, status="simulated", source_id="invented")
    findings = load_findings(folder.path)
    rows = table_of(findings)
    marked = [row["is_simulated"] == "(mô phỏng)" for row in rows]
    assert marked == list(findings.assessments["is_simulated"]) and any(marked)
    assert "MẪU – SỐ LIỆU MÔ PHỎNG" in [row[0].value for row in sheet_of(findings).iter_rows()]
    assert json.loads(describe(findings, "vi", {}))["is_simulated"] is True


def test_real_figures_carry_no_mark(findings: Findings) -> None:
    assert "mô phỏng" not in str(list(sheet_of(findings).iter_rows(min_row=4, values_only=True))).lower().replace("'mô phỏng'", "")


def test_the_same_content_is_the_same_bytes(findings: Findings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = settled(render_workbook(findings, "vi", "k1"))
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert settled(render_workbook(findings, "vi", "k1")) == first and b"dcterms:modified" not in first


def test_a_workbook_says_what_it_was_made_of_so_that_it_is_not_made_again(findings: Findings, tmp_path: Path) -> None:
    (tmp_path / "assessments.xlsx").write_bytes(settled(render_workbook(findings, "vi", "k1")))
    assert key_of(tmp_path / "assessments.xlsx") == "k1"


def test_the_package_tells_sums_and_the_meaning_of_every_column(findings: Findings) -> None:
    package = json.loads(describe(findings, "en", {"assessments.csv": b"a,b\n", "assessments.xlsx": b"x"}))
    table, book = package["resources"]
    assert table["hash"] == f"sha256:{hashlib.sha256(b'a,b' + bytes([10])).hexdigest()}" and table["bytes"] == 4
    assert [field["name"] for field in table["schema"]["fields"]] == list(findings.assessments.columns)
    assert all(field["title"] and field["type"] for field in table["schema"]["fields"]) and book["path"] == "assessments.xlsx"
    assert {source["title"] for source in package["sources"]} == {
        findings.programme.sources[one].title["en"] for one in set(findings.observations["source_id"])
    }

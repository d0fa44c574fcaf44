"""The same facts in every form: page, document, workbook, table at the prompt; simulated ones marked in each."""

import io
import json
import re
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.briefings.conftest import run_command
from tests.briefings.html import Node, read_page
from tests.briefings.test_browser import CHROMIUM
from workbench.batch.forms import Printed, key_of, make_forms
from workbench.briefing.document import render_document
from workbench.briefing.numbers import Numbers, is_missing
from workbench.programme import load_programme

pytestmark = pytest.mark.slow


def facts_of(page: Path) -> dict:
    return json.loads(page.with_suffix(".ipynb").read_text(encoding="utf-8"))["metadata"]["workbench"]


def document_of(page: Path):
    return Document(io.BytesIO(render_document(page.read_text(encoding="utf-8"), facts_of(page))))


def tables_of_page(page: Path, *, is_printed: bool = False) -> list[list[list[str]]]:
    """Printed, the rows of page one and of wide tables have no mark of simulated figures beside those of the figures themselves."""
    root = read_page(page.read_text(encoding="utf-8"))
    close = [id(table) for one in root.all("section") if {"sheet", "wide"} & set(one.classes) for table in one.all("table")]

    def told(table: Node, cell: Node) -> str:
        marks = "".join(map(tight, cell.all("small"))) if is_printed and id(table) in close and cell.tag == "th" else ""
        return tight(cell).removesuffix(marks)

    return [
        [[told(table, cell) for cell in row.children if isinstance(cell, Node)] for row in table.all("tr")] for table in root.all("table")
    ]


def tables_of_document(page: Path) -> list[list[list[str]]]:
    tables = [[[squeezed(cell.text) for cell in row.cells] for row in table.rows] for table in document_of(page).tables]
    return [table for table in tables if "CỘNGHÒA" not in str(table)]  # the letterhead stands in a table too


def tight(node: Node) -> str:
    return squeezed("".join(child if isinstance(child, str) else "\n" if child.tag == "br" else tight(child) for child in node.children))


def squeezed(text: str) -> str:
    return re.sub(r"[ \n]+", "", text)


@pytest.mark.parametrize("page", ["468-huyen-cam-lo/00_overview", "19609-xa-cam-thanh/02_employment"])
def test_a_document_holds_every_table_heading_list_and_picture_of_its_page(page: str, district: Path) -> None:
    path = district / f"{page}-mo-phong.html"
    assert tables_of_document(path) == tables_of_page(path, is_printed=True)
    root, document = read_page(path.read_text(encoding="utf-8")), document_of(path)
    told = [squeezed(one.text) for one in document.paragraphs]
    # On page one recipients stand in lines that run on.
    told += [f"-{name}" for one in told if one.startswith("Nơinhận:-") for name in one.partition("-")[2].split(";-")]
    for tag, form in (("li", "-?{};?"), ("h3", "{}"), ("h2", r"(\d+\.)?{}")):
        assert all(
            any(re.fullmatch(form.format(re.escape(tight(node).removesuffix(";"))), one) for one in told) for node in root.all(tag)
        ), tag
    alts = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert alts == [image.attributes["alt"] for image in root.all("img")] and all("[MÔ PHỎNG]" in alt for alt in alts)
    assert document.core_properties.title == root.all("title")[0].text and "MẪU – SỐ LIỆU MÔ PHỎNG" in document.core_properties.title
    assert all("MẪU – SỐ LIỆU MÔ PHỎNG" in str([p.text for p in one.footer.paragraphs]) for one in document.sections)


@pytest.mark.parametrize(
    ("run", "unit", "name"), [("district", "468", "468-huyen-cam-lo"), ("district_english", "19609", "19609-xa-cam-thanh")]
)
def test_the_figures_are_the_same_in_page_document_workbook_csv_and_assess(
    run: str, unit: str, name: str, request: pytest.FixtureRequest
) -> None:
    """Every target: latest figure, projection and its range, chance, verdict."""
    folder = request.getfixturevalue(run)
    (page,) = (folder / name).glob("00_overview*.html")
    programme, numbers = load_programme("cam-lo"), Numbers("en" if "english" in run else "vi")
    assessed = [
        one for one in json.loads(run_command("assess", "--programme", "cam-lo", "--format", "json").stdout) if one["unit_code"] == unit
    ]
    printed = next(table for table in tables_of_page(page) if len(table) == 21)
    edited = next(table for table in tables_of_document(page) if len(table) == 21)
    rows = list(load_workbook(folder / "assessments.xlsx").active.iter_rows(values_only=True))
    names = next(row for row in rows if row[0] == "unit_code")
    booked = [dict(zip(names, row, strict=True)) for row in rows if row[0] == unit]
    assert edited in tables_of_page(page, is_printed=True) and len(printed) - 1 == len(edited) - 1 == len(booked) == len(assessed) == 20
    for cells, book, row in zip(printed[1:], booked, assessed, strict=True):
        assert book["target_id"] == row["target_id"]
        for key in ("latest_value", "projected_q10", "projected_q50", "projected_q90", "p_met", "gap_quantity", "required_pace"):
            assert is_missing(row[key]) == is_missing(book[key]) and (
                is_missing(row[key]) or book[key] == pytest.approx(row[key], rel=1e-14)
            )
        assert book["verdict"] == row["verdict"] and (book["is_simulated"] not in (None, "")) == row["is_simulated"]
        assert ("(môphỏng)" in cells[0] or "(simulated)" in cells[0]) == row["is_simulated"]
        if not is_missing(row["p_met"]):
            assert numbers.chance(row["p_met"]) in cells[4]
        if not is_missing(row["projected_q50"]):
            indicator = programme.indicators[row["indicator_id"]]
            low, middle, high = (numbers.measured(row[f"projected_{one}"], indicator) for one in ("q10", "q50", "q90"))
            assert cells[3].startswith(middle) and f"({low.removesuffix('%')}-{high}" in cells[3]
    told = (folder / "assessments.csv").read_text(encoding="utf-8")
    assert (
        told == run_command("assess", "--programme", "cam-lo", "--format", "csv").stdout or "english" in run
    )  # units of measure are told in the language


def test_the_tables_of_a_run_are_described_with_their_sums(district: Path) -> None:
    import hashlib

    package = json.loads((district / "datapackage.json").read_text(encoding="utf-8"))
    assert package["is_simulated"] is True and "MÔ PHỎNG" in package["description"]
    for one in package["resources"]:
        assert one["hash"] == f"sha256:{hashlib.sha256((district / one['path']).read_bytes()).hexdigest()}"


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")
def test_a_page_is_printed_as_pdf_and_says_which_page_it_is_of(district: Path, tmp_path: Path) -> None:
    page = district / "19609-xa-cam-thanh" / "10_information-mo-phong.html"
    own = tmp_path / page.name
    own.write_bytes(page.read_bytes())
    ((path, message),) = make_forms([Printed(own, facts_of(page))], ["pdf"], workers=1)
    assert message == "" and path.read_bytes().startswith(b"%PDF") and key_of(path) == facts_of(page)["job"]

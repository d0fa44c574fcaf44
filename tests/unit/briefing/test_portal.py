"""The index of a run: what it links to, what it tells of failed and stale pages and of figures, how it is found in."""

import re

import pytest

from tests.briefings.html import Node, read_page
from tests.conftest import findings_of
from workbench.briefing import portal
from workbench.briefing.portal import PageEntry, Portal
from workbench.briefing.tallies import OUTLOOKS
from workbench.findings import Findings


def make_portal(findings: Findings, lang: str = "vi", **changed: PageEntry) -> Portal:
    """A run in which every page is done but those given as ``u19609_POV=...``."""
    units = findings.programme.units_in(findings.as_of)
    areas = ["", *(area.area for area in findings.programme.policy_areas)]
    entries = [
        changed.get(f"u{code}_{area}", PageEntry(code, area, f"{code}-x/{area or '00'}.html", "done", False))
        for code in units
        for area in areas
    ]
    return Portal(findings, lang, entries, {code: f"{code}-x" for code in units}, {"assessments.csv": "index.file.assessments_csv"})


def rows_under(root: Node, caption: str) -> list[Node]:
    (table,) = [one for one in root.all("table") if caption in one.all("caption")[0].text]
    return table.all("tbody")[0].all("tr")


def links(node: Node) -> list[str]:
    return [one.attributes["href"] for one in node.all("a")]


@pytest.fixture(scope="module")
def root(cam_lo: Findings) -> Node:
    failed = PageEntry("19609", "POV", "19609-x/POV.html", "failed", False, ("ValueError: <b>x</b>",))
    stale = {
        f"u19612_{area}": PageEntry("19612", area, f"19612-x/{area}.html", "stale", True, ("figures", "code")) for area in ("EMP", "POV")
    }
    pages = make_portal(cam_lo, u19609_POV=failed, **stale).pages()
    assert list(pages) == ["index.html"]
    return read_page(pages["index.html"])


def test_every_page_that_is_there_is_linked_once_from_the_matrix(root: Node) -> None:
    rows = rows_under(root, "Số chỉ tiêu theo khả năng đạt")
    found = [href for row in rows for href in links(row)]
    assert len(rows) == 10 and len(found) == len(set(found)) == 109 and "19609-x/POV.html" not in found


def test_a_cell_counts_the_targets_by_outlook_and_says_them_in_words(root: Node, cam_lo: Findings) -> None:
    cell = next(one for one in root.all("a") if one.attributes["href"] == "468-x/EMP.html")
    table = cam_lo.assessments
    own = table[(table["unit_code"] == "468") & table["target_id"].str.startswith("T-EMP")]["verdict"]
    wanted = " ".join(f"{sign}{own.isin(verdicts).sum()}" for sign, verdicts in OUTLOOKS.values() if own.isin(verdicts).any())
    assert cell.text == wanted and re.match(r"Huyện Cam Lộ – Việc làm .*: đã đạt hoặc có khả năng đạt: \d", cell.attributes["aria-label"])


def test_the_browsers_own_search_finds_a_unit_by_name_plain_name_or_code(root: Node) -> None:
    rows = [[cell.text.strip() for cell in row.all("th") + row.all("td")] for row in rows_under(root, "Đơn vị theo vần")]
    assert [row[:3] for row in rows][3:8] == [
        ["Huyện Cam Lộ", "Huyen Cam Lo", "468"],
        ["Thị trấn Cam Lộ", "Thi tran Cam Lo", "19597"],
        ["Xã Cam Nghĩa", "Xa Cam Nghia", "19621"],
        ["Xã Cam Thanh", "Xa Cam Thanh", "19609"],
        ["Xã Cam Thành", "Xa Cam Thanh", "19612"],
    ]


def test_failed_and_stale_pages_are_told_with_their_reasons(root: Node) -> None:
    failed, stale = rows_under(root, "Trang chưa lập được hoặc cũ")
    assert "LỖI: chưa lập được trang" in failed.text and "ValueError: <b>x</b>" in failed.text and links(failed) == []
    assert "số liệu, chương trình máy tính" in stale.text and links(stale) == ["19612-x/EMP.html", "19612-x/POV.html"]


def test_the_quality_of_the_figures_is_counted_for_each_unit(root: Node, cam_lo: Findings) -> None:
    rows = rows_under(root, "Số liệu đang dùng theo đơn vị")
    table = cam_lo.observations[cam_lo.observations["unit_code"] == "19609"]
    (row,) = [one for one in rows if "19609" in one.text]
    figures, doubtful, missing, share = [cell.text.strip() for cell in row.all("td")][1:]
    simulated = (table["status"] == "simulated").mean()
    assert (figures, doubtful) == (str(len(table)), str((cam_lo.doubts["unit_code"] == "19609").sum()))
    assert re.fullmatch(r"\d+ trên \d+", missing) and share == f"{100 * simulated:.1f}%".replace(".", ",")
    assert "(mô phỏng)" in row.text


def test_every_link_within_the_page_has_its_place(root: Node) -> None:
    def ids(node: Node) -> set[str]:
        return {node.attributes.get("id")}.union(*(ids(one) for one in node.children if isinstance(one, Node)))

    inside = {href[1:] for href in links(root) if href.startswith("#")}
    assert len(inside) > 10 and inside <= ids(root)


def test_it_stands_in_english_too(cam_lo: Findings) -> None:
    text = read_page(make_portal(cam_lo, "en").pages()["index.html"]).all("main")[0].text
    assert "Units from A to Z" in text and "met or likely to be met" in text and "Failed and stale" not in text


def test_a_large_programme_has_an_index_for_each_unit_above_others_and_none_with_every_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal, "LARGEST", 20)
    findings = findings_of("vietnam-provinces")
    pages = {path: read_page(html) for path, html in make_portal(findings).pages().items()}
    regions = [unit.code for unit in findings.programme.units_in(findings.as_of).values() if unit.parent == "VN"]
    assert set(pages) == {"index.html", "names.html", *(f"{code}-x/index.html" for code in regions)}
    every = {href.replace("../", "") for page in pages.values() for href in links(page)}
    assert {f"{unit}-x/{area}.html" for unit in findings.programme.units_in(2016) for area in ("00", "EMP", "HLT")} <= every
    assert [href for href in links(pages["R3-x/index.html"]) if "45-x" in href] == [
        f"../45-x/{area}.html" for area in ("00", *(one.area for one in findings.programme.policy_areas))
    ]
    assert "R3-x/index.html" in links(pages["index.html"]) and "45-x/00.html" not in links(pages["index.html"])
    assert "R3-x/index.html#u45" in links(pages["names.html"])
    assert max(len(links(page)) for page in pages.values()) < len(every)


def test_other_forms_of_a_page_and_all_pages_in_one_are_linked_with_names_of_their_own(cam_lo: Findings) -> None:
    made = PageEntry("468", "EMP", "468-x/EMP.html", "done", False, (), ("468-x/EMP.docx", "468-x/EMP.pdf"))
    portal = make_portal(cam_lo, u468_EMP=made)
    whole = {"468-x": ["468-x/whole/468-x.html", "468-x/whole/468-x.docx"]}
    page = read_page(Portal(cam_lo, "vi", portal.entries, portal.folders, portal.downloads, whole=whole).pages()["index.html"])
    (row,) = [one for one in rows_under(page, "Số chỉ tiêu theo khả năng đạt") if one.attributes["id"] == "u468"]
    told = {one.attributes["href"]: (one.text, one.attributes.get("aria-label")) for one in row.all("a")}
    assert told["468-x/EMP.docx"][0] == "DOCX" and told["468-x/EMP.pdf"][1].startswith("Huyện Cam Lộ – Việc làm")
    assert told["468-x/whole/468-x.docx"] == ("DOCX", "Huyện Cam Lộ – Cả bộ (DOCX)")

"""Other forms of a page: made once, made again when the page is another, gone with it, and never a reason to lose the rest."""

from pathlib import Path

import pytest

from workbench.batch import forms
from workbench.batch.forms import Printed, check_forms, drop_forms, key_of, make_forms
from workbench.errors import RunError

PAGE = "<!doctype html><html><head></head><body><main><h1>Trang</h1><p>Xã A</p></main></body></html>"
FACTS = {"lang": "vi", "title": "x", "footer": "", "mark": "", "is_simulated": False, "page_number": "top-center"}


@pytest.fixture
def page(tmp_path: Path) -> Printed:
    path = tmp_path / "01-a" / "00_overview.html"
    path.parent.mkdir()
    path.write_text(PAGE, encoding="utf-8")
    return Printed(path, FACTS | {"job": "k1"})


def make(page: Printed, *wanted: str) -> list[tuple[str, str]]:
    return [(path.name, message) for path, message in make_forms([page], wanted, workers=1)]


def test_a_document_stands_beside_its_page_and_says_which_page_it_is_of(page: Printed) -> None:
    assert make(page, "docx") == [("00_overview.docx", "")]
    assert key_of(page.form("docx")) == "k1" and page.forms() == [page.form("docx")]
    assert make(page, "docx") == []


def test_it_is_made_again_with_its_page_and_the_same_page_gives_the_same_bytes(page: Printed) -> None:
    make(page, "docx")
    first = page.form("docx").read_bytes()
    other = Printed(page.path, FACTS | {"job": "k2"})
    assert make(other, "docx") == [("00_overview.docx", "")]
    assert make(page, "docx") and page.form("docx").read_bytes() == first


def test_a_form_of_an_earlier_page_is_taken_away_and_nothing_else(page: Printed) -> None:
    make(page, "docx")
    drop_forms([page.path.parent], [page])
    assert page.form("docx").is_file()
    (page.path.parent / "notes.txt").write_text("x", encoding="utf-8")
    drop_forms([page.path.parent], [Printed(page.path, FACTS | {"job": "k2"})])
    assert sorted(path.name for path in page.path.parent.iterdir()) == ["00_overview.html", "notes.txt"]


def test_a_file_that_is_none_of_ours_is_of_no_page(tmp_path: Path) -> None:
    for name, content in (("a.docx", b"not a zip"), ("a.pdf", b"%PDF-1.4\n%%EOF\n")):
        (tmp_path / name).write_bytes(content)
        assert key_of(tmp_path / name) == ""


def test_one_that_cannot_be_made_leaves_the_others(page: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_browser", lambda: "false")
    told = dict(make(page, "pdf", "docx"))
    assert told["00_overview.docx"] == "" and "the browser did not print it" in told["00_overview.pdf"]
    assert not page.form("pdf").exists()


def test_without_a_browser_pdf_is_refused_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_browser", lambda: "")
    check_forms(["docx"])
    with pytest.raises(RunError, match=r"--pdf: there is no chromium on this machine\. Install one \(chromium,"):
        check_forms(["docx", "pdf"])

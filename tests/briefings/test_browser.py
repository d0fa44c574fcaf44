"""Pages in a real chromium, without a network: they open, they paint, they print."""

import io
import itertools
import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def chromium(folder: Path, *words: str) -> bytes:
    profile = folder / "profile"
    command = [CHROMIUM, *QUIET.split(), "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}", *words]
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout


@pytest.fixture(
    params=["468-huyen-cam-lo/00_overview-mo-phong.html", "19609-xa-cam-thanh/03_poverty_reduction-mo-phong.html", "index.html"]
)
def page(request: pytest.FixtureRequest, district: Path) -> Path:
    return district / request.param


def test_it_opens_offline_with_its_content(page: Path, tmp_path: Path) -> None:
    dom = chromium(tmp_path, "--dump-dom", page.as_uri()).decode()
    assert dom.count("<h1") == 1 and "MẪU – SỐ LIỆU MÔ PHỎNG" in dom


@pytest.mark.parametrize("width", [360, 900])
def test_it_paints_on_a_telephone_and_on_a_screen(page: Path, tmp_path: Path, width: int) -> None:
    from PIL import Image

    chromium(tmp_path, f"--window-size={width},1200", f"--screenshot={tmp_path / 'page.png'}", page.as_uri())
    picture = Image.open(io.BytesIO((tmp_path / "page.png").read_bytes())).convert("L")
    dark = sum(count for shade, count in enumerate(picture.histogram()) if shade < 100)
    assert picture.width == width and dark > 2_000


def test_it_prints(page: Path, tmp_path: Path) -> None:
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}", page.as_uri())
    pdf = (tmp_path / "page.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and pdf.count(b"/Type /Page\n") + pdf.count(b"/Type/Page") + pdf.count(b"/Type /Page") > 1


def test_on_a_telephone_the_index_scrolls_its_tables_not_itself_and_its_names_are_found_without_accents(district: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play, play.chromium.launch(executable_path=CHROMIUM, args=QUIET.split()) as browser:
        page = browser.new_page(viewport={"width": 360, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((district / "index.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate("window.find('Xa Cam Thanh') && window.find('19612')")
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def has_the_letters_of_office_papers() -> bool:
    """Times New Roman, or a font of the same widths: in another one, as much text needs more paper."""
    from playwright.sync_api import sync_playwright

    wide = """() => {
        const pen = document.createElement("canvas").getContext("2d")
        pen.font = '100px "Times New Roman","Liberation Serif",serif'
        return pen.measureText("mmmmmmmmmm").width
    }"""
    with sync_playwright() as play, play.chromium.launch(executable_path=CHROMIUM, args=QUIET.split()) as browser:
        return abs(browser.new_page().evaluate(wide) - 778) < 1


@pytest.mark.parametrize("run", ["district", "district_english", "district_observed"])
def test_page_one_is_one_sheet_of_two_sides(run: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Printed without the annex behind it; for the district, its town and its smallest commune."""
    if not has_the_letters_of_office_papers():
        pytest.skip("neither Times New Roman nor Liberation Serif is on this machine")
    for overview in sorted(request.getfixturevalue(run).glob("*/00_overview*.html")):
        html = overview.read_text(encoding="utf-8")
        sheet = tmp_path / "sheet.html"
        sheet.write_text(html[: html.index('<section class="annex">')] + "</main></body></html>", encoding="utf-8")
        chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}", sheet.as_uri())
        assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "page.pdf").read_bytes())) == 2, overview


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="there is no pdftotext on this machine")
def test_in_print_each_annex_is_numbered_by_itself_and_its_first_sheet_is_not(district: Path, tmp_path: Path) -> None:
    (whole,) = (district / "19609-xa-cam-thanh" / "whole").glob("*.html")
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}", whole.as_uri())
    told = subprocess.run(["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True).stdout
    sheets = told.split("\f")[:-1]
    numbers = [int((re.findall(r"MẪU – SỐ LIỆU MÔ PHỎNG +(\d+)\s*$", sheet) or ["1"])[0]) for sheet in sheets]
    firsts = [place for place, number in enumerate(numbers) if number == 1]
    assert firsts == [0, *(place for place, sheet in enumerate(sheets) if re.search(r"^ *Phụ lục [IVX]+$", sheet, re.MULTILINE))]
    assert all(later in (1, number + 1) for number, later in itertools.pairwise(numbers)) and len(firsts) == 12


@pytest.mark.parametrize("name", ["00_overview-mo-phong", "02_employment-mo-phong", "index"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_runs_out_of_the_cell_of_a_table(name: str, width: int, district: Path) -> None:
    from playwright.sync_api import sync_playwright

    beyond = """() => [...document.querySelectorAll("td,th")].filter(cell => {
        const words = document.createRange()
        words.selectNodeContents(cell)
        return words.getBoundingClientRect().right > cell.getBoundingClientRect().right + 0.5
    }).map(cell => cell.innerText)"""
    path = district / ("index.html" if name == "index" else f"468-huyen-cam-lo/{name}.html")
    with sync_playwright() as play, play.chromium.launch(executable_path=CHROMIUM, args=QUIET.split()) as browser:
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(path.as_uri())
        assert page.evaluate(beyond) == []
        assert page.evaluate("[...document.querySelectorAll('.sources td:last-child')].every(cell => cell.clientWidth > 150)")

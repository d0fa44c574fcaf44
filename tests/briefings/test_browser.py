"""Pages in a real chromium, without a network: they open, they paint, they print."""

import io
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


@pytest.mark.parametrize("run", ["district", "district_english", "district_observed"])
def test_page_one_is_one_sheet_of_two_sides(run: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Printed without the annex behind it; for the district, its town and its smallest commune."""
    for overview in sorted(request.getfixturevalue(run).glob("*/00_overview*.html")):
        html = overview.read_text(encoding="utf-8")
        sheet = tmp_path / "sheet.html"
        sheet.write_text(html[: html.index('<section class="annex">')] + "</main></body></html>", encoding="utf-8")
        chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}", sheet.as_uri())
        assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "page.pdf").read_bytes())) == 2, overview

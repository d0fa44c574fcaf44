"""Every kind of page for every reader: axe in a real chromium, the keyboard, a telephone, 200 % zoom, no script and no network."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.briefings.test_browser import CHROMIUM, QUIET
from workbench.briefing.bundle import Enclosed, render_bundle
from workbench.findings import Findings
from workbench.programme import Recipient, Words

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    ("district", "index.html"),
    ("district", "468-*/00_*.html"),
    pytest.param("district", "468-*/02_*.html", marks=pytest.mark.thorough),
    ("district", "19609-*/03_*.html"),
    pytest.param("district", "19609-*/whole/*.html", marks=pytest.mark.thorough),
    pytest.param("district_english", "468-*/00_*.html", marks=pytest.mark.thorough),
    pytest.param("district_observed", "468-*/00_*.html", marks=pytest.mark.thorough),
    ("provinces", "VN-*/99_*.html"),
    pytest.param("provinces", "45-*/02_*.html", marks=pytest.mark.thorough),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play, play.chromium.launch(executable_path=CHROMIUM, args=QUIET.split()) as opened:
        yield opened


def opened(browser, path: Path, width: int):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    return page


def violations(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize(("run", "pattern"), PAGES)
def test_axe_finds_nothing_and_the_page_itself_never_scrolls_sideways(
    browser, run: str, pattern: str, request: pytest.FixtureRequest
) -> None:
    """At 1280 px, on a telephone of 360 px; 640 px is what 200 % zoom leaves of a screen."""
    (path,) = request.getfixturevalue(run).glob(pattern)
    page = opened(browser, path, 1280)
    for width in (1280, 640, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert width == 640 or violations(page) == []
    page.close()


def test_the_index_of_what_is_sent_is_open_to_all_too(browser, cam_lo: Findings, tmp_path: Path) -> None:
    recipient = Recipient(id="a", title=Words("UBND <b>xã</b>"))
    enclosed = [Enclosed("19609", "POV", "x.html", True, ("x.docx", "x.pdf"))]
    (tmp_path / "index.html").write_text(render_bundle(cam_lo, "vi", recipient, enclosed), encoding="utf-8")
    page = opened(browser, tmp_path / "index.html", 360)
    assert violations(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_the_keyboard_reaches_a_table_that_is_wider_than_the_screen_sees_where_it_is_and_moves_it(browser, district: Path) -> None:
    (path,) = district.glob("468-*/02_*.html")
    page = opened(browser, path, 360)
    wide = "[...document.querySelectorAll('.tabled')].findIndex(one => one.scrollWidth > one.clientWidth)"
    place = page.evaluate(wide)
    assert place >= 0
    for _ in range(place + 1):
        page.keyboard.press("Tab")
    assert page.evaluate(f"document.activeElement === document.querySelectorAll('.tabled')[{place}]")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("ArrowRight")
    for _ in range(100):  # no script may wait in the page for it: the policy forbids them
        if page.evaluate("document.activeElement.scrollLeft"):
            break
        page.wait_for_timeout(50)
    assert page.evaluate("document.activeElement.scrollLeft") > 0
    page.close()


def test_a_script_in_a_page_would_not_run_and_nothing_is_asked_of_the_network(browser, district: Path, tmp_path: Path) -> None:
    (path,) = district.glob("468-*/00_*.html")
    spoilt = tmp_path / "page.html"
    evil = '<script>document.title = "run"</script><img src="https://example.org/x.png" alt="x">'
    spoilt.write_text(path.read_text(encoding="utf-8").replace("<main>", f"<main>{evil}"), encoding="utf-8")
    page = browser.new_page()
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(spoilt.as_uri())
    assert page.title() != "run" and [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()

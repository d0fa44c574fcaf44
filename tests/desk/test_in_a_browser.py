"""JupyterLab and voila started for real and driven in a real browser: cells run, a lever moves a probability, a scenario is kept."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from workbench.batch.provisioner import SOCKET
from workbench.programme import load_programme, load_scenario

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]
MINUTES = 60_000  # milliseconds that a busy machine may take for a step


@contextmanager
def served(words: list[str], pattern: str, cwd: Path) -> Iterator[str]:
    """Start a server, wait for the address that it prints, end it afterwards."""
    told = cwd / "server.log"
    with open(told, "w", encoding="utf-8") as log:
        streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        env = os.environ | {"JUPYTER_CONFIG_DIR": str(cwd / "jupyter")}  # no tabs that somebody left open
        process = subprocess.Popen([sys.executable, *words], **streams, cwd=cwd, env=env, start_new_session=True)
    try:
        for _ in range(600):
            found = re.search(pattern, told.read_text(encoding="utf-8"))
            if found:
                break
            time.sleep(0.1)
        assert found, f"the server printed no address: {told.read_text(encoding='utf-8')}"
        yield found.group(0)
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def page_at(address: str):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1500, "height": 1000}, locale="vi-VN")
        page.set_default_timeout(MINUTES)
        page.goto(address)
        yield page
        browser.close()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Notebooks and a programme of one's own, so that nothing is written into the project."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copytree(ROOT / "tests" / "data" / "three-communes", tmp_path / "data" / "three-communes")
    path = tmp_path / "notebooks" / "desk" / "explore.ipynb"
    text = path.read_text(encoding="utf-8")
    programme = str(tmp_path / "data" / "three-communes")
    path.write_text(text.replace("cam-lo", programme).replace("468", "101"), encoding="utf-8")
    return tmp_path


def table_of(page) -> str:
    return page.locator("table", has=page.locator("caption", has_text="theo giả định")).first.inner_text()


def rows_once(page, words: str, *, there: bool = True) -> str:
    """The table's rows as soon as the words stand in them, or no more."""
    for _ in range(600):
        rows = table_of(page).partition("\n")[2]  # without the caption
        if (words in rows) is there:
            return rows
        time.sleep(0.1)
    raise AssertionError(f"{words!r} {'never' if there else 'always'} stood in the table")


def choose(page, label: str, option: str) -> None:
    page.locator(".widget-dropdown", has=page.get_by_text(label, exact=True)).locator("select").select_option(label=option)


LAB = ["-m", "workbench", "lab", "--no-browser", "--port=0", "--allow-root"]
LAB_ADDRESS = r"http://127\.0\.0\.1:\d+/lab\S*token=\w+"


def notebook_is_there(page) -> None:
    """JupyterLab forgets what is asked of a kernel that it has not reached yet."""
    page.locator(".jp-NotebookPanel").wait_for()
    page.locator(".jp-KernelName", has_text="preloaded" if sys.platform == "linux" else "Python").wait_for()
    page.get_by_text("| Idle").wait_for()


def run_all(page) -> None:
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.locator('li[data-command="runmenu:run-all"]').click()


def test_in_jupyterlab_an_area_notebook_shows_another_figure_once_its_unit_is_changed(own: Path, monkeypatch) -> None:
    monkeypatch.delenv(SOCKET, raising=False)
    with served([*LAB, f"--notebooks={own / 'notebooks'}"], LAB_ADDRESS, own) as address, page_at(address) as page:
        page.goto(re.sub(r"/lab[^?]*", "/lab/tree/02_employment.ipynb", address))
        notebook_is_there(page)
        shown = None
        for unit, name in (("468", "Huyện Cam Lộ"), ("19609", "Xã Cam Thanh")):
            page.locator(".jp-CodeCell .cm-line", has_text="unit_code: str").first.click()
            page.keyboard.press("Home")
            page.keyboard.press("Shift+End")
            page.keyboard.insert_text(f'unit_code: str = "{unit}"')
            run_all(page)
            page.locator(".jp-OutputArea", has_text=name).first.wait_for()
            page.wait_for_function(
                "old => { const one = document.querySelector('.jp-OutputArea img'); return one && one.src !== old }", arg=shown
            )
            shown = page.locator(".jp-OutputArea img").first.get_attribute("src")
        words = page.locator(".jp-OutputArea tbody th[scope=row]").first
        assert words.evaluate("one => getComputedStyle(one).textAlign") == "left"  # as on the page; JupyterLab's own is right


def test_in_jupyterlab_a_lever_moves_the_probability_and_what_is_kept_can_be_run(own: Path, monkeypatch) -> None:
    monkeypatch.delenv(SOCKET, raising=False)
    with served([*LAB, f"--notebooks={own / 'notebooks'}"], LAB_ADDRESS, own) as address, page_at(address) as page:
        page.get_by_role("link", name="Thử giả định").first.click()
        notebook_is_there(page)
        run_all(page)
        page.locator(".widget-dropdown").first.wait_for()
        choose(page, "Lĩnh vực", "Việc làm")
        page.locator(".jp-OutputArea img").first.wait_for()
        figures = rows_once(page, "xu thế hiện nay").splitlines()[-1]
        choose(page, "Đơn vị", "102 – Bình Hở")
        rows_once(page, figures, there=False)
        handle = page.locator(".noUi-handle").first
        handle.focus()
        for _ in range(5):
            handle.press("ArrowRight")
        rows_once(page, "theo giả định")
        page.get_by_placeholder("chữ, số, - và _").fill("tu-ban")
        page.get_by_placeholder("chữ, số, - và _").press("Tab")
        page.get_by_role("button", name="Giữ phương án này").dispatch_event("click")
        page.get_by_text("--scenario tu-ban").wait_for()
    kept = load_scenario(load_programme(own / "data" / "three-communes"), "tu-ban")
    assert kept.levers[0].pace > 1.0
    port = int(re.search(r":(\d+)/", address).group(1))
    with pytest.raises(OSError):  # who ends `workbench lab` ends JupyterLab too
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_voila_serves_the_exploring_notebook_without_its_code(own: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    words = ["-m", "voila", str(own / "notebooks" / "desk" / "explore.ipynb"), "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    with served(words, rf"http://(127\.0\.0\.1|localhost):{port}/", own) as address, page_at(address) as page:
        page.locator(".widget-dropdown").first.wait_for()
        choose(page, "Lĩnh vực", "Việc làm")
        page.locator("img[alt]").first.wait_for()
        assert "theo giả định" in page.content() and "load_case" not in page.locator("body").inner_text()

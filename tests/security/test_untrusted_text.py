"""A programme folder whose every text is markup: what comes out is text, on every page, in every index and every file beside them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.briefings.conftest import run_command
from tests.conftest import Folder

MARKUP = "<img src=x onerror=alert(1)>"
TEXTS = "title|short_title|quote|basis|text|default|reading|unit|publisher|note|plural|this|vi|en"
pytestmark = pytest.mark.slow


class Hooks(HTMLParser):
    """Attributes by which an element would run something, scripts, and pictures from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def of(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [name for name, value in attrs if name.startswith("on") or (value or "").lstrip().startswith("javascript:")]
        self.found += [tag] * (tag == "script" or (tag == "img" and dict(attrs).get("src") == "x"))


def test_the_eye_that_looks_for_markup_sees_it() -> None:
    seen = Hooks.of(f'<p title="a{MARKUP}"><a href="javascript:x">{MARKUP}</a><script></script>')
    assert seen == ["href", "onerror", "img", "script"]
    assert Hooks.of("<p title='a&lt;img src=x onerror=alert(1)&gt;'>&lt;script&gt;</p>") == []


def poison(folder: Folder) -> None:
    """Every text that a folder may say of itself ends in markup."""
    for path in folder.path.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf'\b({TEXTS}) = "([^"]*)"', rf'\1 = "\2{MARKUP}"', text), encoding="utf-8")
    for name, old in (("units.csv", "An Tốt"), ("units.csv", "Good series"), ("facts.csv", "175 hộ nghèo")):
        folder.replace(name, old, f"{old}{MARKUP}")


def test_markup_in_every_text_stays_text_on_every_page(folder: Folder, tmp_path: Path) -> None:
    poison(folder)
    done = run_command("run", "--programme", str(folder.path), "--output", str(tmp_path / "out"), "--units", "101")
    assert done.returncode == 0, done.stderr
    pages = list((tmp_path / "out").rglob("*.html"))
    assert len(pages) >= 4  # the overview, two areas, all of them as one, the index
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert "<img src=x" not in html and "&lt;img src=x" in html, page.name
        assert Hooks.of(html) == [], page.name
    names = [path.name for path in (tmp_path / "out").rglob("*")]
    assert not [name for name in names if re.search(r"[^\w.\-]", name)]

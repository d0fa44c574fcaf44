"""What a terminal shows of a run, and that a pipe shows nothing of it."""

import io
import re

import pytest
from rich.console import Console

from workbench.batch.progress import Progress
from workbench.briefing.texts import Texts


def shown(lang: str, *, width: int, is_terminal: bool = True) -> str:
    """The last line of six pages, the second of which fails."""
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=is_terminal, markup=False, highlight=False, color_system=None)
    with Progress(console, Texts(lang), 6) as advance:
        for number in range(6):
            advance(failed=number == 1)
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "\n", file.getvalue()).split("\n")
    return next((line for line in reversed(lines) if line.strip()), "")


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", ["Đang lập trang", "1 lỗi", "trang/phút"]), ("en", ["Making pages", "1 failed", "pages/min"])]
)
def test_a_terminal_shows_how_many_pages_are_made_how_many_failed_and_how_fast(lang: str, words: list[str]) -> None:
    line = shown(lang, width=80)
    assert all(word in line for word in ["━", "6/6", *words])


def test_on_a_narrow_terminal_the_numbers_stay_and_words_and_bar_go() -> None:
    line = shown("vi", width=45)
    assert "6/6" in line and "1 lỗi" in line and "━" not in line


def test_a_pipe_shows_nothing_of_it() -> None:
    assert shown("vi", width=80, is_terminal=False) == ""

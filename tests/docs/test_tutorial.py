"""The tutorial is run as it stands: each command, each file, each line that it says will be seen."""

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

TUTORIALS = ["tutorial.md", "tutorial.vi.md"]


@dataclass
class Block:
    """One fenced block: its language, what stands behind it, its lines."""

    lang: str
    word: str
    text: str


def blocks(name: str) -> list[Block]:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return [Block(*found) for found in re.findall(r"^```(\w+) ?(.*)\n((?:.*\n)*?)```$", text, re.MULTILINE)]


class Reader:
    """Somebody who does what the page says, in an empty folder, and compares what is seen."""

    def __init__(self, place: Path) -> None:
        self.place, self.seen, self.done = place, "", 0

    def follow(self, block: Block) -> None:
        key, _, name = block.word.partition("=")
        if key == "file":
            (self.place / name).parent.mkdir(parents=True, exist_ok=True)
            (self.place / name).write_text(block.text, encoding="utf-8")
        elif key == "edit":
            text = (self.place / name).read_text(encoding="utf-8")
            for line in block.text.splitlines():
                old, new = line.split(" -> ")
                assert text.count(old) == 1, f"{name} holds {old!r} {text.count(old)} times"
                text = text.replace(old, new)
            (self.place / name).write_text(text, encoding="utf-8")
        elif block.lang == "sh":
            self.seen = "".join(self.run(line, int(name or 0)) for line in block.text.splitlines())
        else:
            assert block.lang == "text", f"nobody knows what to do with a block of {block.lang} {block.word}"
            assert [line for line in block.text.splitlines() if line not in self.seen] == [], self.seen
        self.done += 1

    def run(self, line: str, code: int) -> str:
        words = shlex.split(line)
        if words[0] == "rm":
            (self.place / words[1]).unlink()
            return ""
        assert words[0] == "workbench"
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=self.place, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", TUTORIALS)
def test_a_district_is_built_from_nothing_to_briefings_as_the_tutorial_says(name, tmp_path):
    reader, page = Reader(tmp_path), blocks(name)
    for block in page:
        reader.follow(block)
    assert reader.done == len(page) > 12
    (index,) = tmp_path.glob("outputs/*/index.html")
    assert len(list(index.parent.glob("*/*.html"))) == 12


def test_both_tutorials_ask_for_the_same_steps():
    steps = [[(block.lang, block.word.partition("=")[0], block.text.count("\n")) for block in blocks(name)] for name in TUTORIALS]
    assert steps[0] == steps[1]

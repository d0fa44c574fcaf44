"""The tutorial and the how-to pages are run as they stand: each command, each file, each line that they say will be seen."""

import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.pages import Block, blocks
from workbench import cli

TUTORIALS = ["docs/tutorial.md", "docs/tutorial.vi.md"]
HOW_TO = ["docs/how-to/run-the-batch.md", "docs/how-to/send-pages.md", "docs/how-to/scenario.md", "docs/how-to/add-a-district.md"]


class Reader:
    """Somebody who does what the page says, in an empty folder, and compares what is seen."""

    def __init__(self, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.place, self.patch, self.capsys, self.seen, self.done = place, monkeypatch, capsys, "", 0
        monkeypatch.chdir(place)

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
            assert [line for line in block.text.splitlines() if line.strip() not in self.seen] == [], self.seen
        self.done += 1

    def run(self, line: str, code: int) -> str:
        """The command in this very process; what it says, on either stream."""
        words = shlex.split(line)
        if words[0] == "rm":
            (self.place / words[1]).unlink()
            return ""
        assert words[0] == "workbench"
        self.patch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = "".join(self.capsys.readouterr())
        assert (ended.value.code or 0) == code, told
        return told


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Reader:
    return Reader(tmp_path, monkeypatch, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("name", TUTORIALS)
def test_a_district_is_built_from_nothing_to_briefings_as_the_tutorial_says(name, reader):
    page = blocks(ROOT / name)
    for block in page:
        reader.follow(block)
    assert reader.done == len(page) > 12
    (index,) = reader.place.glob("outputs/*/index.html")
    assert len(list(index.parent.glob("*/*.html"))) == 12


def test_both_tutorials_ask_for_the_same_steps():
    steps = [[(block.lang, block.word.partition("=")[0], block.text.count("\n")) for block in blocks(ROOT / name)] for name in TUTORIALS]
    assert steps[0] == steps[1]


@pytest.mark.slow
@pytest.mark.parametrize("name", HOW_TO)
def test_a_page_of_how_to_does_what_it_says(name, reader):
    page = blocks(ROOT / name)
    for block in page:
        reader.follow(block)
    assert reader.done == len(page) > 1


@pytest.mark.slow
def test_the_cells_on_the_start_page_of_the_desk_run_on_a_copy_of_the_programme(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data/cam-lo", tmp_path / "data/cam-lo")
    monkeypatch.chdir(tmp_path)
    cells = [block.text for block in blocks(ROOT / "notebooks/desk/START.md") if block.lang == "python"]
    for cell in cells:
        exec(cell, {})
    assert cells and (tmp_path / "data/cam-lo/scenarios/nhanh-hon.toml").is_file()

"""What the pages say exists: links, commands, options, targets of make, files, words; and the book draws what the code is."""

import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer

from tests.conftest import ROOT
from tests.docs.pages import PAGES, anchors, blocks, links, spans
from workbench import cli
from workbench.assessment.ladder import Verdict
from workbench.programme.layouts import Layout

COMMANDS = typer.main.get_command(cli.app).commands
OPTIONS = {name: {word for one in command.params for word in one.opts} | {"--help"} for name, command in COMMANDS.items()}
TARGETS = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
HOMES = ("workbench/", "tests/", "notebooks/", "docs/", "data/", "benchmarks/", "requirements/")
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())


def generator():
    """docs/generate.py, which is no part of the package."""
    found = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_there_are_pages_to_look_at():
    assert {"README.md", "METHODS.md", "tutorial.vi.md", "glossary.md", "run-the-batch.md"} <= {path.name for path in PAGES}
    assert sum(len(links(path)) for path in PAGES) > 60 and sum(len(spans(path)) for path in PAGES) > 400


@every_page
def test_a_link_leads_to_a_file_of_the_clone_and_to_a_heading_in_it(path: Path):
    for link in links(path):
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if "generated" in target.parts:
            continue  # made with the book, which fails where such a link leads nowhere
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{link}: there is no such heading"


@every_page
def test_a_command_that_is_named_exists_with_its_options(path: Path):
    for span in spans(path):
        words = span.split()
        if words[0] == "workbench" and len(words) > 1 and not words[1].startswith(("-", "…", ".")):
            assert words[1] in COMMANDS, span
            given = {word.partition("=")[0] for word in words[2:] if re.match(r"-{1,2}[a-z]", word)}
            assert given <= OPTIONS[words[1]], span
        elif re.match(r"--[a-z]", span):
            assert words[0].rstrip("d") in set.union(*OPTIONS.values()) | {"--version", "--no-deps"}, span


@every_page
def test_a_target_of_make_that_is_named_exists(path: Path):
    named = {word for span in spans(path) for word in re.findall(r"^make ([a-z][\w-]*)", span)}
    assert named <= TARGETS


@every_page
def test_a_file_of_the_clone_that_is_named_is_there(path: Path):
    named = {span.rstrip("/") for span in spans(path) if span.startswith(HOMES) and re.fullmatch(r"[\w./-]+\.\w+", span)}
    assert {name for name in named if not (ROOT / name).exists()} - {"docs/generate.py"} == set()


def test_make_lists_every_target_that_a_person_calls_and_says_what_it_does():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    told = set(re.findall(r"^([a-z][\w-]*):.*## .", text, re.MULTILINE))
    assert told == TARGETS
    listed = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[0] for line in listed.splitlines()} == TARGETS
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert set(phony.split()) == TARGETS


def test_a_layout_that_is_shown_as_an_example_is_one():
    shown = [block.text for block in blocks(ROOT / "docs/how-to/foreign-spreadsheet.md") if block.lang == "toml"]
    assert shown and [len(Layout.model_validate(tomllib.loads(text)).tables) for text in shown] == [1] * len(shown)


def test_the_glossary_has_the_words_of_the_pages():
    words = {lang: tomllib.loads((ROOT / f"workbench/briefing/language/{lang}.toml").read_text(encoding="utf-8")) for lang in ("vi", "en")}
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    missing = [one for one in Verdict if f"| {words['vi']['verdict'][one]} | {words['en']['verdict'][one]} |" not in text]
    assert missing == []


def test_the_picture_of_the_rooms_shows_every_room_in_order_and_no_arc_that_leads_down():
    book = generator()
    from tests.house.test_architecture import PLACE

    drawing = ElementTree.fromstring(book.rooms_picture())
    space = "{http://www.w3.org/2000/svg}"
    named = [text.text for text in drawing.iter(f"{space}text") if text.get("font-weight") == "bold"]
    assert sorted(named) == sorted(PLACE.keys() - {"__main__"})
    assert [PLACE[room] for room in named] == sorted(PLACE[room] for room in named)
    arcs = [re.fullmatch(r"M\d+,(\d+) C.* \d+,(\d+)", one.get("d")).groups() for one in drawing.iter(f"{space}path")]
    assert len(arcs) > 60 and [arc for arc in arcs if int(arc[0]) <= int(arc[1])] == []


def test_the_page_of_the_command_is_made_of_the_command():
    page = generator().command_page()
    assert [name for name in COMMANDS if f"## `workbench {name}`" not in page] == []
    assert [word for words in OPTIONS.values() for word in words if word not in page] == []
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE) == ["0", "1", "10", "11", "12", "14", "15", "20"]


def test_the_version_stands_in_one_place_and_the_papers_agree():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\n## {version} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"policy_workbench-{version}-py3-none-any.whl" in (ROOT / "docs/install.md").read_text(encoding="utf-8")

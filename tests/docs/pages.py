"""The pages that are written for people: their code, their links, what they name."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "data/*/*.md", "notebooks/desk/*.md")
    for path in ROOT.glob(pattern)
    if "generated" not in path.parts
)
FENCED = re.compile(r"^ *```(.*)\n((?:(?! *```).*\n)*) *```$", re.MULTILINE)


@dataclass
class Block:
    """One fenced block: its language, what stands behind it, its lines."""

    lang: str
    word: str
    text: str


def blocks(path: Path) -> list[Block]:
    """The fenced blocks of a page, from top to bottom; the layout of the book itself, such as {toctree}, is none."""
    found = FENCED.findall(path.read_text(encoding="utf-8"))
    return [Block(*info.partition(" ")[::2], text) for info, text in found if not info.startswith("{")]


def lines(path: Path) -> str:
    """The page without its blocks."""
    return FENCED.sub("", path.read_text(encoding="utf-8"))


def links(path: Path) -> list[str]:
    """Where a page points to inside the clone."""
    return [one for one in re.findall(r"\]\(([^)\s]+)\)", lines(path)) if not re.match(r"[a-z]+:", one)]


def spans(path: Path) -> list[str]:
    """Code within the lines of a page, and each line of its shell blocks."""
    shell = [line.strip() for block in blocks(path) if block.lang in ("", "sh") for line in block.text.splitlines() if line.strip()]
    return re.findall(r"`([^`\n]+)`", lines(path)) + shell


def anchors(path: Path) -> set[str]:
    """What a link may name behind the number sign: the headings, as a browser of the repository and the book write them."""
    headings = re.findall(r"^#+ +(.+)$", lines(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower()).strip().replace(" ", "-") for title in headings}

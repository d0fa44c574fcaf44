"""A finished page as passages: what a reader takes in at one glance, with the words that say what it is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.briefings.html import Node

BLOCKS = {"p", "li", "h1", "h2", "h3", "figcaption", "pre"}
HEADINGS = {"h2", "h3"}
FIGURE = re.compile(r"[<>]?\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Passage:
    """A cell, a sentence of a list, a paragraph, a heading or an alt text; without the marks of simulated and doubtful figures."""

    text: str
    section: str  # class of the section, of the first word
    headings: tuple[str, ...]
    caption: str = ""
    column: str = ""
    row: str = ""

    def figures(self) -> list[str]:
        return FIGURE.findall(self.text)


def plain(node: Node) -> str:
    """The text of a node in one line, without the small raised marks behind figures."""
    parts = [child if isinstance(child, str) else "" if child.tag == "sup" else f" {plain(child)} " for child in node.children]
    return tidy("".join(parts))


def tidy(text: str) -> str:
    """Words with one space between them, and none inside of brackets: a node leaves spaces around itself."""
    return " ".join(text.split()).replace("( ", "(").replace(" )", ")")


def passages(page: Node) -> list[Passage]:
    """Every passage of the page in which a figure may stand, each once."""
    return list(_walk(page.all("main")[0], "", {}))


def _walk(node: Node, section: str, headings: dict[str, str]) -> Iterator[Passage]:
    caption = ""  # of the table before: a sentence below a table is about it
    for child in node.children:
        if isinstance(child, str):
            assert not FIGURE.search(child), f"figures outside of any block: {child!r}"
        elif child.tag in BLOCKS:
            if child.tag in HEADINGS:
                headings |= {child.tag: plain(child)} | ({"h3": ""} if child.tag == "h2" else {})
                caption = ""
            yield Passage(plain(child), section, tuple(filter(None, headings.values())), caption)
        elif child.tag == "img":
            yield Passage(child.attributes["alt"] or "", "alt", ())
        elif child.tag == "div" and child.all("table"):
            (table,) = child.all("table")
            yield from (Passage(plain(one), section, ()) for one in child.all("p"))  # its unit of measure
            yield from _cells(table, section, tuple(filter(None, headings.values())))
            caption = plain(table.all("caption")[0])
        elif child.tag == "section":
            yield from _walk(child, (child.attributes.get("class") or "plain").split()[0], {})
        else:
            yield from _walk(child, section, headings)


def _cells(table: Node, section: str, headings: tuple[str, ...]) -> Iterator[Passage]:
    caption = plain(table.all("caption")[0])
    yield Passage(caption, section, headings, caption)
    (head,) = [row for row in table.all("thead")[0].all("tr") if "numbers" not in row.classes]
    columns = [plain(one) for one in head.all("th")]
    yield from (Passage(one, section, headings, caption, one) for one in columns)
    for row in table.all("thead")[0].all("tr"):
        if "numbers" in row.classes:
            assert [plain(one) for one in row.all("td")] == [f"({place})" for place in range(1, len(columns) + 1)]
    for row in table.all("tbody")[0].all("tr"):
        (name,) = row.all("th")
        yield Passage(plain(name), section, headings, caption, columns[0], plain(name))
        for column, cell in zip(columns[1:], row.all("td"), strict=True):
            yield Passage(plain(cell), section, headings, caption, column, plain(name))

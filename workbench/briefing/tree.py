"""Our own pages as a tree, for what is made of them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"meta", "col", "img", "br", "hr", "link"}
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_tree(page: str) -> Element:
    """The tree of a page; what no office file may hold stands as the sign for a lost letter."""
    reader = _Reader()
    reader.feed(NOT_XML.sub("\ufffd", page))
    return reader.builder.close()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def kinds_of(node: Element) -> set[str]:
    """The classes of an element."""
    return set(node.get("class", "").split())


def runs(node: Element, tags: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Text with the inline elements around it; a line break is its own text. Drawings that repeat a number are left out."""
    if node.text:
        yield re.sub(r"[ \t\r\n]+", " ", node.text), tags
    for child in node:
        if child.tag == "br":
            yield "\n", tags
        elif child.tag != "svg":
            yield from runs(child, (*tags, child.tag))
        if child.tail:
            yield re.sub(r"[ \t\r\n]+", " ", child.tail), tags

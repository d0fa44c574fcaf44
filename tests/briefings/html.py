"""A page as a tree: enough of a parser to ask what the specification asks."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "col", "img", "br", "hr", "link", "input", "path", "rect"}


@dataclass
class Node:
    tag: str
    attributes: dict[str, str | None]
    children: list["Node | str"] = field(default_factory=list)

    def all(self, tag: str) -> list["Node"]:
        found = [self] if self.tag == tag else []
        return found + [one for child in self.children if isinstance(child, Node) for one in child.all(tag)]

    @property
    def text(self) -> str:
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        block = self.tag in {"p", "h1", "h2", "h3", "li", "td", "th", "tr", "caption", "figcaption", "section", "br", "table"}
        return re.sub(r"[ \t\r\f\v]+", " ", "".join(parts)) + ("\n" if block else "")

    @property
    def classes(self) -> set[str]:
        return set((self.attributes.get("class") or "").split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("document", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(html: str) -> Node:
    """The tree of a page; a tag closed out of order is an error."""
    reader = _Reader()
    reader.feed(html)
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.root

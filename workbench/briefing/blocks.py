"""The few shapes of a page: heading, sentences, list, table. Everything in them is escaped here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

Text = str | Markup
ONE_PAGE = 12  # rows of a table that is never cut in print
FEW = 3  # columns that need no numbers
# Jupyter's front ends set every cell of a table to the right; words stand to the left, as on a page, which leaves this out.
IN_A_NOTEBOOK = "<style>.jp-RenderedHTMLCommon .tabled :is(th,td):not(.n){text-align:left}</style>"


@dataclass(frozen=True)
class Shown:
    """A piece of a page, displayed by Jupyter as HTML."""

    html: Markup

    def _repr_html_(self) -> str:
        return f"{IN_A_NOTEBOOK if '<table' in self.html else ''}{self.html}"

    def __repr__(self) -> str:
        start = self.html[: self.html.rfind(">", 0, 3000) + 1]  # of a long table, only the first words are wanted
        return " ".join(Markup(start).striptags().split())[:200]  # noqa: S704 - a part of it


@dataclass(frozen=True)
class Row:
    """One row: its header, its cells, and whether a figure in it is simulated."""

    head: Text
    cells: Sequence[Text]
    is_simulated: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A table with caption, unit of measure above right, scoped headers, and optionally column numbers."""

    caption: Text
    columns: Sequence[Text]  # the first stands over the row headers
    rows: Sequence[Row]
    unit: Text = ""
    text_columns: frozenset[int] = field(default_factory=frozenset)  # cells aligned as text
    is_caption_hidden: bool = False
    widths: Sequence[float] = ()  # of the columns, in per cent
    is_numbered: bool = True  # a row of column numbers under the headers, as annexes have

    def html(self, simulated_mark: Text) -> Markup:
        """The table with caption, scoped headers and numbered columns."""
        head = Markup("").join(Markup('<th scope="col">{}</th>').format(one) for one in self.columns)
        body = Markup("").join(self._row(row, simulated_mark) for row in self.rows)
        unit = Markup('<p class="unit">{}</p>').format(self.unit) if self.unit else Markup("")
        hidden = Markup(' class="vh"') if self.is_caption_hidden else Markup("")
        columns = Markup("").join(Markup('<col style="width:{}%">').format(one) for one in self.widths)
        columns = Markup("<colgroup>{}</colgroup>").format(columns) if columns else Markup("")
        numbers = Markup("").join(Markup("<td>({})</td>").format(place) for place in range(1, len(self.columns) + 1))
        numbers = Markup('<tr class="numbers">{}</tr>').format(numbers) if self.is_numbered and len(self.columns) > FEW else Markup("")
        # On a telephone a wide table scrolls in its frame, which the keyboard must reach and a screen reader name.
        kind = "tabled" if len(self.rows) <= ONE_PAGE else "tabled long"
        return Markup(
            '<div class="{}" role="group" tabindex="0" aria-label="{}">{}'
            "<table><caption{}>{}</caption>{}<thead><tr>{}</tr>{}</thead><tbody>{}</tbody></table></div>"
        ).format(kind, escape(self.caption).striptags(), unit, hidden, self.caption, columns, head, numbers, body)

    def _row(self, row: Row, simulated_mark: Text) -> Markup:
        names = " ".join(name for name, holds in (("sim", row.is_simulated), ("total", row.is_total)) if holds)
        kind = Markup(' class="{}"').format(names) if names else Markup("")
        mark = Markup(" <small>{}</small>").format(simulated_mark) if row.is_simulated else Markup("")
        cells = Markup("").join(
            Markup("<td>{}</td>").format(cell) if place in self.text_columns else Markup('<td class="n">{}</td>').format(cell)
            for place, cell in enumerate(row.cells, start=1)
        )
        return Markup('<tr{}><th scope="row">{}{}</th>{}</tr>').format(kind, row.head, mark, cells)


def heading(text: Text, level: int = 2) -> Markup:
    """A heading; the page's only h1 is the headline's."""
    return Markup("<h{}>{}</h{}>").format(level, text, level)


def paragraph(text: Text, kind: str = "") -> Markup:
    """A paragraph, empty for an empty text."""
    if not text:
        return Markup("")
    return Markup('<p class="{}">{}</p>').format(kind, text) if kind else Markup("<p>{}</p>").format(text)


def bullets(texts: Iterable[Text]) -> Markup:
    """A list, empty for no texts."""
    items = Markup("").join(Markup("<li>{}</li>").format(one) for one in texts)
    return Markup("<ul>{}</ul>").format(items) if items else Markup("")


def join(parts: Iterable[Text], between: str = "; ") -> Markup:
    """Texts in one line, each escaped."""
    return escape(between).join(parts)


def section(*parts: Markup, kind: str = "") -> Shown:
    """What a cell returns: one section of the page."""
    opening = Markup('<section class="{}">').format(kind) if kind else Markup("<section>")
    return Shown(opening + Markup("").join(parts) + Markup("</section>"))

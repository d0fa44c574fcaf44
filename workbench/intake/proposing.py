"""A layout proposed for a file from the programme's own names: every line of it a guess, for the analyst to confirm."""

import difflib
import json
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from workbench.errors import DefinitionError, SourceError
from workbench.files import write_whole
from workbench.intake.books import read_book
from workbench.intake.decoding import decode_book
from workbench.intake.encodings import key_of
from workbench.intake.fitting import header_of, is_numbering
from workbench.intake.measures import find_factor
from workbench.intake.patterns import UnitNames
from workbench.intake.persons import part_persons
from workbench.intake.sheets import Sheet, text_of
from workbench.messages import in_language
from workbench.programme import Programme, load_programme

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ALIKE = 0.55  # of a title, by which it is proposed
_HEADER_ROWS, _LABELS = 4, 300
_UNNAMED = "không rõ chỉ tiêu / no indicator of such a name"


def propose_layouts(name: str, files: Sequence[Path], output: Path, out: TextIO, *, lang: str) -> None:
    """`workbench ingest --propose`: a layout for the one file named, in the folder of the programme.

    Raises
    ------
    DefinitionError : other than one file, or no name for the layout. SourceError : see `propose_layout`.
    """
    if len(files) != 1 or output.suffix != ".toml":
        raise DefinitionError("--propose", "it takes one file and -o with the name of a .toml file.", "Such as -o layouts/x.toml.")
    programme = load_programme(name)
    place = output if output.is_absolute() else programme.folder / "layouts" / output.name  # nowhere else would it be found
    guesses = propose_layout(files[0], programme, place)
    out.write(f"{place}: {in_language(f'guesses to confirm: {guesses}.', lang)}\n")


def propose_layout(path: Path, programme: Programme, output: Path) -> int:
    """Write a layout for the tables of a file, each entry with ``confirmed = false``; the number of guesses.

    Names are compared without their accents here and only here: what is proposed is looked at before it is used.

    Raises
    ------
    SourceError : the file cannot be read, holds no table, or `output` is there already.
    """
    if output.exists():
        raise SourceError(str(output), "there is another file of this name; it would be lost.", "Choose another name.")
    book = part_persons(decode_book(read_book(path)), programme)[0].book  # a layout needs nobody's name
    guess = _Guess(programme)
    tables: dict[str, list[str]] = {}
    for sheet in book.sheets:
        text = None if sheet.is_hidden else guess.table(sheet)
        if text:
            tables.setdefault(text.partition("\n")[2], []).append(text)  # sheets alike but for their names are one table
    if not tables:
        raise SourceError(
            book.file, "no table with a header, labels and figures was found in it.", "Write the layout by hand: docs/how-to."
        )
    texts = [same[0] if len(set(same)) == 1 else 'sheets = "*"  # guess\n' + rest for rest, same in tables.items()]
    head = [
        f"# Đề xuất từ {book.file}: mọi dòng đều là phỏng đoán, phải kiểm tra.",
        f"# Proposed from {book.file}: every line is a guess to be checked.",
        "format = 1",
        f"title = {_quoted(book.file)}",
        '# signs = { "-" = "zero", "…" = "unknown", "x" = "inapplicable" }',
    ]
    content = "\n".join(head) + "\n" + "".join(f"\n[[tables]]\nconfirmed = false\n{text}" for text in texts)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_whole(output, content)
    except OSError as error:
        raise SourceError(str(output), f"the layout cannot be written there ({error.strerror}).", "Choose another place.") from error
    return content.count("confirmed = false")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a basic string of TOML is written as one of JSON


def fold(text: str) -> str:
    """Text without case and accents, for proposing alone: Cam Thanh and Cam Thành would be one."""
    plain = unicodedata.normalize("NFD", key_of(text)).replace("đ", "d")
    return " ".join(re.findall(r"\w+", "".join(one for one in plain if not unicodedata.combining(one))))


@dataclass(frozen=True)
class _Found:
    """A table found in a sheet: its header and the rows below it."""

    sheet: Sheet
    top: int
    rows: int
    header: dict[int, str]
    has_numbers: bool
    body: range

    def texts(self, column: int) -> list[str]:
        return [text for row in self.body if (text := self.sheet.text(row, column))]


def _is_figure(text: str) -> bool:
    return bool(re.fullmatch(r"'?\d[\d.,]*( ?\S{1,12})?", text)) and not _YEAR.fullmatch(text)


def _largest(texts: list[str]) -> float:
    """The largest of plain numbers among the texts, 0 if there is none."""
    return max((float(text) for text in texts if re.fullmatch(r"\d+(\.\d+)?", text)), default=0.0)


def _find(sheet: Sheet) -> _Found | None:
    lines = {row: [sheet.text(row, column) for column in range(1, sheet.width + 1)] for row in range(1, sheet.height + 1)}
    numbering = next((row for row, line in lines.items() if is_numbering([text for text in line if text])), 0)
    is_numbered = bool(numbering) and len([one for one in lines[numbering] if one]) > 2 and numbering < 30
    first = next(
        (
            row
            for row, line in lines.items()
            if row > (numbering if is_numbered else 0)
            and any(map(_is_figure, line[1:]))
            and any(re.search(r"[^\W\d]", text) for text in line)
        ),
        0,
    )
    if not first:
        return None
    last = (numbering if is_numbered else first) - 1
    while last > 0 and not any(lines[last]):
        last -= 1
    filled = {row: sum(bool(sheet.text(row, column, is_spread=True)) for column in range(1, sheet.width + 1)) for row in range(1, last + 1)}
    while last > 1 and filled[last] < filled[last - 1]:
        last -= 1  # the name of a section, not the last row of the header
    top = last + 1
    while top > 1 and last - top + 1 < _HEADER_ROWS:
        parts = {sheet.text(top - 1, column, is_spread=True) for column in range(1, sheet.width + 1)} - {""}
        if len(parts) < 2:
            break
        top -= 1
    if top > last:
        return None
    rows = last - top + 1
    header = header_of(sheet, top, rows)
    return _Found(sheet, top, rows, header, is_numbered, range(top + rows + is_numbered, sheet.height + 1))


class _Guess:
    """What the programme's names say of texts."""

    def __init__(self, programme: Programme) -> None:
        self.programme, self.names = programme, UnitNames(programme, {})
        self.titles: list[tuple[str, str]] = []
        for indicator in programme.indicators.values():
            for name, words in ((indicator.id, None if indicator.derive else indicator.title), *indicator.components.items()):
                self.titles += [(fold(text), name) for text in words.root.values()] if words else []
        self.measures = {text for one in programme.indicators.values() for text in one.unit.root.values()}

    def table(self, sheet: Sheet) -> str:
        """The table of a sheet as TOML; empty if there is none."""
        found = _find(sheet)
        if found is None:
            return ""
        roles = {column: self._role(found, column) for column in found.header}
        if "unit" not in roles.values():
            texts = {
                column: sum(bool(self._near(text)) for text in found.texts(column)) for column, role in roles.items() if role == "ignore"
            }
            best = max(texts, key=texts.__getitem__, default=0)
            if best and texts[best]:
                roles[best] = "indicator"
        labels = next((column for column, role in roles.items() if role in ("unit", "indicator")), 0)
        roles |= {column: "ignore" for column, role in roles.items() if column < labels and role == "figure"}  # their numbers
        lines = [f"sheets = {_quoted(self._pattern(sheet.name) if self._has_place(sheet.name) else '*')}"]
        above = [sheet.text(*place) for place in sorted(sheet.cells) if place[0] < found.top]
        titles = [self._pattern(text) for text in above if self._has_place(text)]
        lines += [f"title = [{', '.join(map(_quoted, titles))}]"] if titles else []
        lines += [f"header_rows = {found.rows}"] + (["column_numbers = true"] if found.has_numbers else [])
        is_named = "indicator" in roles.values()
        near = {column: self._near_column(found, column) for column, role in roles.items() if role == "figure" and not is_named}
        columns: dict[str, str] = {}
        for column, text in found.header.items():
            is_one_of_several = any(near.values())
            columns.setdefault(self._pattern(text), self._column(roles[column], near.get(column, []), is_one_of_several=is_one_of_several))
        lines += self._open(found, roles, [sheet.name, *above], is_unnamed=not is_named and not any(near.values()))
        lines += ["columns = [", *(f"  {{ header = {_quoted(text)}, {rest}" for text, rest in columns.items()), "]"]
        rows = list(dict.fromkeys(self._rows(found, roles)))
        lines += ["rows = [", *rows, "]"] if rows else []
        return "\n".join(lines) + "\n"

    def _role(self, found: _Found, column: int) -> str:
        texts = found.texts(column)
        figures = [text for text in texts if _is_figure(text)]
        known = sum(map(self.names.knows, texts))
        if known and (known > 2 or known * 2 >= len(texts)):
            return "unit"
        if texts and all(map(_YEAR.fullmatch, texts)):
            return "year"
        if texts and sum(map(self._is_measure, texts)) * 2 >= len(texts):
            return "measure"
        is_counting = column <= 2 and figures == [str(number) for number in range(1, len(figures) + 1)]
        short = [text for text in texts if text in figures or len(text) <= 3]  # signs for what is missing
        return "ignore" if is_counting or not figures or len(short) * 2 < len(texts) else "figure"

    def _is_measure(self, text: str) -> bool:
        return any(find_factor(text, one) is not None for one in self.measures)

    def _has_place(self, text: str) -> bool:
        return self._pattern(text) != text

    def _pattern(self, text: str) -> str:
        """The text with its year, unit or unit of measure as a placeholder, and what else would be one made plain."""
        if self.names.knows(text):
            return "{unit}"
        words = text.split()
        for start in range(1, len(words)):
            if self.names.knows(" ".join(words[start:])):
                return " ".join([*words[:start], "{unit}"])
        plain = _YEAR.sub("{year}", text) if len(_YEAR.findall(text)) == 1 else text
        head, sign, last = plain.partition(": ")
        if sign and self._is_measure(last):
            return f"{head}: {{measure}}"
        bracket = re.search(r"\(([^()]+)\)", plain)
        return plain.replace(bracket[0], "({measure})", 1) if bracket and self._is_measure(bracket[1]) else plain

    def _near(self, text: str, largest: float = 0.0) -> list[str]:
        """Ids of figures with titles like the text, the likest first; none that cannot be as large as what is there."""
        told = fold(_YEAR.sub("", text))
        scored = {}
        for title, name in self.titles:
            words = set(title.split()), set(told.split())
            common = len(words[0] & words[1]) / max(len(words[0] | words[1]), 1)
            score = max(common, difflib.SequenceMatcher(None, title, told).ratio() if common else 0.0)
            scored[name] = max(score, scored.get(name, 0.0))
        bounds = {one.id: one.bounds[1] for one in self.programme.indicators.values()}
        likely = [name for name in scored if scored[name] >= _ALIKE and largest <= (bounds.get(name) or math.inf)]
        return sorted(likely, key=lambda one: -scored[one])[:3]

    def _near_column(self, found: _Found, column: int) -> list[str]:
        text, largest = found.header[column], _largest(found.texts(column))
        return self._near(text, largest) or [one for part in text.split(" > ") for one in self._near(part, largest)]

    def _column(self, role: str, near: list[str], *, is_one_of_several: bool) -> str:
        if role != "figure":
            return f'role = "{role}", confirmed = false }},'
        if near:
            return f"indicator = {_quoted(near[0])}, confirmed = false }},  # {self._told(near)}"
        return f'role = "ignore", confirmed = false }},  # {_UNNAMED}' if is_one_of_several else "confirmed = false },"

    def _open(self, found: _Found, roles: dict[int, str], above: list[str], *, is_unnamed: bool) -> Iterator[str]:
        """Lines for what no place of the table says; the analyst fills them in, for nothing is read without them."""
        texts = [self._pattern(text) for text in (*above, *found.header.values())]
        for name in ("unit", "year"):
            if name not in roles.values() and not any(f"{{{name}}}" in text for text in texts):
                yield f"# {name} = ?  # không thấy trong bảng / the table does not say it"
        if is_unnamed:
            near = [one for text in above for one in self._near(text)]
            yield f"indicator = {_quoted(near[0])}  # {self._told(near)}" if near else f"# indicator = ?  # {_UNNAMED}"

    def _told(self, near: list[str]) -> str:
        told = []
        for name in near:
            indicator = self.programme.indicators[self.programme.components.get(name, name)]
            title = indicator.components.get(name) or indicator.title
            told.append(f"{name}: {title[self.programme.header.default_language]}")
        return " | ".join(told).replace("\n", " ")

    def _rows(self, found: _Found, roles: dict[int, str]) -> Iterator[str]:
        labels = next((column for column, role in roles.items() if role in ("indicator", "unit")), 0)
        is_units = roles.get(labels) == "unit"
        figures = [column for column, role in roles.items() if role == "figure"]
        for row in found.body[:_LABELS] if labels else ():
            label = found.sheet.text(row, labels)
            has_figures = any(re.search(r"\d", text_of(found.sheet.text(row, column))) for column in figures)
            if not label or (is_units and self.names.knows(label)) or (is_units and not has_figures):
                continue
            near = [] if is_units else self._near(label, _largest([found.sheet.text(row, column) for column in figures]))
            if is_units:
                rest = 'role = "total", confirmed = false },  # tổng? / a total?'
            elif not has_figures:
                rest = 'role = "section", confirmed = false },'
            elif near:
                rest = f"indicator = {_quoted(near[0])}, confirmed = false }},  # {self._told(near)}"
            else:
                rest = f'role = "ignore", confirmed = false }},  # {_UNNAMED}'
            yield f"  {{ label = {_quoted(label)}, {rest}"

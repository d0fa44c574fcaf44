"""The data dictionary of a programme folder: what each indicator is, what it is made of, and where its figures come from."""

from pathlib import Path

import pandas as pd

from workbench.errors import DefinitionError
from workbench.files import write_whole
from workbench.observations import load_observations
from workbench.programme import Area, Indicator, Programme, Words, load_programme
from workbench.start.wording import told

_AS_TEXT = str.maketrans({sign: f"\\{sign}" for sign in r"\`*_{}[]<>&|$~"} | {"\n": " "})  # a programme's words are no markup


def write_dictionary(name: str, path: Path, lang: str = "") -> None:
    """Write `data_dictionary` into a file, whole or not at all; the same errors."""
    write_whole(path, data_dictionary(name, lang))


def data_dictionary(name: str, lang: str = "") -> str:
    """Everything that a programme's figures can be, as one page of Markdown.

    Each area of the programme is a section and each indicator a table: unit, kind, bounds, the counts that it is computed
    from, how units add up, breaks of definition, targets that ask for it, and the sources of the figures there are.

    Parameters
    ----------
    name : of the programme, or the path of its folder.
    lang : language of the page; the programme's own if empty.

    Raises
    ------
    DefinitionError : there is no such programme, something in it is wrong, or it has no texts in `lang`.
    TableError : rows of its observations are at fault.
    """
    programme = load_programme(name)
    lang = lang or programme.header.default_language
    if lang not in programme.header.languages:
        known = ", ".join(programme.header.languages)
        raise DefinitionError("--lang", f"{programme.header.id} has no texts in '{lang}'.", f"There are: {known}.")
    page = _Page(programme, load_observations(programme), lang)
    return "\n\n".join(page.parts()) + "\n"


class _Page:
    """One programme in one language."""

    def __init__(self, programme: Programme, observations: pd.DataFrame, lang: str) -> None:
        self.programme, self.observations, self.lang = programme, observations, lang

    def say(self, key: str, **values: object) -> str:
        return told(self.lang, f"dictionary.{key}", **values)

    def words(self, words: Words | None) -> str:
        return words[self.lang].translate(_AS_TEXT) if words else ""

    def parts(self) -> list[str]:
        """The page from top to bottom."""
        areas = [area for area in self.programme.areas if area.indicators]
        return [
            f"# {self.say('title')}: {self.words(self.programme.header.short_title)}",
            self.say("head", id=self.programme.header.id, n=len(self.programme.indicators)),
            *(part for area in areas for part in self.area(area)),
            *self.breaks(),
            *self.sources(),
        ]

    def area(self, area: Area) -> list[str]:
        return [f"## {self.words(area.title)} ({area.area})", *(self.indicator(one) for one in area.indicators)]

    def indicator(self, one: Indicator) -> str:
        """A heading and a table of what is known of it; what it has not, has no row."""
        known = {
            "unit": self.words(one.unit),
            "kind": self.say(f"kinds.{one.kind}") + (f"; {self.say(f'roles.{one.role}')}" if one.role != "indicator" else ""),
            "better": "" if one.better == "none" else self.say(f"directions.{one.better}"),
            "bounds": self.range(one.bounds) + (f" ({self.say('warned')})" if one.above_bound == "warn" else ""),
            "plausible": self.range(one.plausible) if one.plausible else "",
            "numerator": self.count(one, one.numerator),
            "denominator": self.count(one, one.denominator),
            "parts": "; ".join(self.count(one, f"{one.id}__{part}") for part in one.parts),
            "made_of": ", ".join(f"`{key}`" for key in (one.computed_from, one.deflator, one.weight) if key),
            "aggregate": self.say(f"aggregates.{one.aggregate}"),
            "floor": f"`{one.floor}`" if one.floor else "",
            "level": self.level(one),
            "targets": "; ".join(
                f"`{target.id}` {self.words(target.title)}" for target in self.programme.targets.values() if target.indicator == one.id
            ),
            "broken": "; ".join(f"`{key}` {self.words(self.programme.breaks[key].title)}" for key in one.breaks),
            "figures": self.figures(one),
            "usual_source": self.words(one.usual_source),
            "note": self.words(one.note),
        }
        rows = [f"| {self.say(f'rows.{key}')} | {text} |" for key, text in known.items() if text]
        return "\n".join([f"### {one.id}", "", f"**{self.words(one.title)}**", "", "| | |", "|---|---|", *rows])

    def count(self, one: Indicator, key: str | None) -> str:
        """A count by its id and its title: the indicator's own, or another indicator."""
        if not key:
            return ""
        home = self.programme.indicators[self.programme.components.get(key, key)]
        title = home.components.get(key) or home.title
        return f"`{key}` {self.words(title)}".rstrip()

    def range(self, bounds: tuple[float | None, float | None]) -> str:
        low, high = (None if end is None else f"{end:g}" for end in bounds)
        return self.say("between", low=low, high=high) if low and high else self.say("from", low=low) if low else self.say("open")

    def level(self, one: Indicator) -> str:
        level = self.words(self.programme.header.levels[one.level].title)
        return level if one.scope == "all" else f"{level}; {self.say(f'scopes.{one.scope}')}"

    def figures(self, one: Indicator) -> str:
        """Each source with its years and number of figures, those of the indicator's own counts among them."""
        rows = self.observations[self.observations["indicator_id"].isin({one.id, *one.components})]
        found = [
            self.say("from_source", id=source, years="-".join(map(str, sorted({part["year"].min(), part["year"].max()}))), n=len(part))
            + (f" **{self.say('simulated')}**" if (part["status"] == "simulated").any() else "")
            for source, part in rows.groupby("source_id", sort=True)
        ]
        return "; ".join(found) if found else self.say("no_figures")

    def breaks(self) -> list[str]:
        handled = {way: self.say(f"handlings.{way}") for way in ("split", "note")}
        rows = [
            f"| `{one.id}` | {self.words(one.title)} | {one.first_year or ''} | {handled[one.handling]} | {self.words(one.basis)} |"
            for one in self.programme.breaks.values()
        ]
        return [f"## {self.say('breaks')}", "\n".join([self.say("breaks_head"), "|---|---|---|---|---|", *rows])] if rows else []

    def sources(self) -> list[str]:
        rows = [
            f"| `{one.id}` | {self.words(one.title)} | {self.words(one.publisher)} | {one.date} | {self.say(f'sources_kinds.{one.kind}')} |"
            for one in self.programme.sources.values()
        ]
        return [f"## {self.say('sources')}", "\n".join([self.say("sources_head"), "|---|---|---|---|---|", *rows])]

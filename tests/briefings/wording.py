"""Words that stand on a page as somebody wrote them: of the programme folder, and of the page's own sentences."""

import re
import tomllib
from collections.abc import Collection, Iterator
from functools import cache

from pydantic import BaseModel

from tests.briefings.passages import FIGURE, tidy
from workbench.briefing.phrases import Phrases
from workbench.case import Case
from workbench.programme.catalogue import Entry
from workbench.settings import PACKAGE

SHORTEST = 4  # signs of a text with a figure in it; shorter ones would take real figures away
CUT = "[…]"


class Wording:
    """Finds verbatim texts in a passage, and the lines and dates of the report that belong to them."""

    def __init__(self, case: Case, *, names: Collection[str], of_page: Collection[str]) -> None:
        programme = case.programme
        folder = [programme.header, *programme.areas, *programme.breaks.values(), *programme.identities, *programme.facts]
        folder += [*programme.units, *programme.sources.values(), programme.registers]
        told = {text for one in folder for text in _texts(one)}
        notes = {*case.findings.outcomes["note"], *case.findings.observations["note"]}
        told |= {part for note in notes for part in note.split(" // ")}
        told |= {text.rstrip(".") for text in told} | _sentences(case.lang)
        told = {text for text in (tidy(text) for text in told) if _is_wording(text)} - set(names)
        self.texts = sorted(told.union(of_page), key=len, reverse=True)
        self.entries = {tidy(entry.text[case.lang]): _belongings(case, entry) for entry in _entries(folder)}

    def take_out(self, text: str) -> tuple[str, set[str]]:
        """The passage without its verbatim texts, and the figures that may stand beside them."""
        beside: set[str] = set()
        for entry, figures in self.entries.items():
            if entry.rstrip(".") in text or (CUT in text and text.partition(CUT)[0].partition("“")[2].strip()[:40] == entry[:40]):
                beside |= figures
        for one in self.texts:
            if one in text:
                before, after = (r"(?<!\w)" if one[0].isalnum() else ""), (r"(?!\w)" if one[-1].isalnum() else "")
                text = re.sub(f"{before}{re.escape(one)}{after}", " ~ ", text)
        return text, beside


def shown(case: Case, date: str) -> str:
    return Phrases(case).date(date)


def _is_wording(text: str) -> bool:
    return len(text) >= SHORTEST and bool(FIGURE.search(text)) and any(one.isalpha() or one in "%<" for one in text)


def _texts(one: object) -> Iterator[str]:
    """All texts anywhere in a model."""
    if isinstance(one, str):
        yield one
    elif isinstance(one, BaseModel):
        yield from _texts(dict(one))
        yield from _texts(getattr(one, "root", None))
    elif isinstance(one, dict):
        for key, value in one.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(one, list | tuple):
        for value in one:
            yield from _texts(value)


def _entries(one: object) -> Iterator[Entry]:
    if isinstance(one, Entry):
        yield one
    elif isinstance(one, BaseModel):
        for _, value in one:
            yield from _entries(value)
    elif isinstance(one, list | tuple):
        for value in one:
            yield from _entries(value)


def _belongings(case: Case, entry: Entry) -> set[str]:
    return {str(line) for line in entry.lines} | set(FIGURE.findall(shown(case, entry.date)))


@cache
def _sentences(lang: str) -> set[str]:
    """What the page's sentences say themselves, between the places that are filled in."""
    told = tomllib.loads((PACKAGE / "briefing" / "language" / f"{lang}.toml").read_text(encoding="utf-8"))
    return {tidy(re.sub(r"<[^>]+>", "", part)) for text in _texts(told) for part in re.split(r"\{\w+\}", text)}

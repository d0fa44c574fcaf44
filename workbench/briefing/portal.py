"""The index of a run: every unit by every area, names to search, pages that failed or are stale, what to think of the figures."""

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup

from workbench.briefing.assumed import assumed
from workbench.briefing.names import plain_name, proper_name, sort_key
from workbench.briefing.numbers import Numbers
from workbench.briefing.page import disclosure_told
from workbench.briefing.tallies import OUTLOOKS, count_figures, count_outlooks
from workbench.briefing.templates import index_template, page_css
from workbench.briefing.texts import Texts
from workbench.findings import Findings
from workbench.messages import in_language
from workbench.programme import Area, Unit
from workbench.subject import HINDSIGHT

LARGEST = 150  # units whose pages one index links to; a larger programme has an index for each unit that has units below it
LISTED = 200  # failed and stale pages told one by one
STATES = ("done", "stale", "failed", "missing")


@dataclass(frozen=True)
class PageEntry:
    """What the index says of one page."""

    unit_code: str
    area: str  # "" is the overview
    path: str  # inside the run's folder
    state: str  # one of STATES
    is_simulated: bool
    reasons: tuple[str, ...] = ()  # parts of its key that changed; of a failure, what it said
    forms: tuple[str, ...] = ()  # paths of its other forms, a document or a PDF

    @property
    def is_there(self) -> bool:
        """Whether there is a page to open."""
        return self.state in ("done", "stale")


@dataclass(frozen=True)
class Portal:
    """The index of a run and what it is made of.

    Parameters
    ----------
    folders : unit code -> folder of its pages, inside the run's.
    downloads : name of a file in the run's folder -> key of the sentence that says what it is.
    changes : what changed since earlier figures, told; empty where there are none.
    whole : folder of a unit -> files that hold all its pages.
    """

    findings: Findings
    lang: str
    entries: Sequence[PageEntry]
    folders: Mapping[str, str]
    downloads: Mapping[str, str]
    changes: Markup = field(default_factory=Markup)
    whole: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def pages(self) -> dict[str, str]:
        """HTML by path inside the run's folder: `index.html`, and those of a large programme's parts."""
        if not self.is_split:
            return {"index.html": self._page("", list(self.units.values()), is_whole=True)}
        tops = [unit for unit in self.units.values() if not unit.parent]
        pages = {"index.html": self._page("", [*tops, *(unit for top in tops for unit in self.members.get(top.code, []))])}
        for unit in self.units.values():
            if self._has_own_index(unit):
                pages[self._index_of(unit)] = self._page(self.folders[unit.code], [unit, *self.members[unit.code]])
        return pages | {"names.html": self._names_page()}

    # -- what there is --------------------------------------------------------------------------

    @cached_property
    def say(self) -> Texts:
        """The sentences of the index's language."""
        return Texts(self.lang)

    @cached_property
    def numbers(self) -> Numbers:
        """Its numbers."""
        return Numbers(self.lang)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """All units of the as-of year, by code."""
        return self.findings.programme.units_in(self.findings.as_of)

    @cached_property
    def members(self) -> dict[str, list[Unit]]:
        """Unit -> the units directly below it; those that lie in none are under an empty code."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            found.setdefault(unit.parent, []).append(unit)
        return found

    @cached_property
    def areas(self) -> list[Area | None]:
        """The columns: the overview, then each policy area."""
        return [None, *self.findings.programme.policy_areas]

    @property
    def is_split(self) -> bool:
        """Whether there are too many units for one index."""
        return len(self.units) > LARGEST

    @cached_property
    def by_place(self) -> dict[tuple[str, str], PageEntry]:
        """Page by unit and area."""
        return {(entry.unit_code, entry.area): entry for entry in self.entries}

    @cached_property
    def outlooks(self) -> dict[tuple[str, str], Counter]:
        """See `count_outlooks`."""
        return count_outlooks(self.findings)

    @cached_property
    def quality(self) -> dict[str, Counter]:
        """See `count_figures`."""
        return count_figures(self.findings)

    # -- pages ----------------------------------------------------------------------------------

    def _page(self, folder: str, units: list[Unit], *, is_whole: bool = False) -> str:
        """The index of some units, to stand in `folder`; whole where there is no other."""
        shown = [self.by_place[key] for unit in units for key in self._keys(unit.code)] if folder else self.entries
        linked = [unit for unit in units if self._has_own_index(unit) and folder != self.folders[unit.code]]
        below = {unit.code: self._below(unit.code) for unit in linked}
        poor = [entry for entry in shown if entry.state in ("failed", "stale")]
        return self._render(
            folder=folder,
            title=self.units[units[0].code].title(self.lang) if folder else "",
            rows=[self._row(folder, unit, below.get(unit.code, ())) for unit in units],
            names=self._names(folder, units) if is_whole else [],
            poor=self._poor(folder, poor[:LISTED]),
            poor_more=max(0, len(poor) - LISTED),
            # Where figures are withheld, none could be counted truly.
            quality=[] if self.findings.is_disclosed else [self._quality(unit, {unit.code, *below.get(unit.code, ())}) for unit in units],
            counted=Counter(entry.state for entry in shown),
            is_simulated=any(entry.is_simulated for entry in shown),
            home="" if is_whole else self._href(folder, "index.html" if folder else "names.html"),
            is_root=not folder,
            changes="" if folder else self.changes,
        )

    def _names_page(self) -> str:
        return self._render(
            folder="",
            title=self.say("index.names"),
            names=self._names("", list(self.units.values())),
            is_simulated=any(entry.is_simulated for entry in self.entries),
            home="index.html",
        )

    def _render(self, *, folder: str, **parts: object) -> str:
        nothing = {"rows": [], "names": [], "poor": [], "poor_more": 0, "quality": [], "counted": None, "is_root": False, "changes": ""}
        downloads = {self._href(folder, name): self.say(key) for name, key in self.downloads.items()}
        is_root = bool(parts.get("is_root"))
        given = nothing | {"downloads": downloads if is_root else {}, "hindsight": self._hindsight() if is_root else None} | parts
        return index_template("index_of_run.html.j2").render(
            say=self.say,
            lang=self.lang,
            header=self.findings.programme.header,
            findings=self.findings,
            assumed=assumed(self.findings.programme, self.lang),
            disclosed=disclosure_told(self.findings, self.lang),
            titles=[self.say("overview.short") if area is None else area.title[self.lang] for area in self.areas],
            signs={sign: self.say(f"index.outlook.{name}") for name, (sign, _) in OUTLOOKS.items()},
            css=page_css(),
            **given,
        )

    def _hindsight(self) -> PageEntry | None:
        """The page of what was said and what happened, which stands for no area."""
        return next((entry for entry in self.entries if entry.area == HINDSIGHT), None)

    def _has_own_index(self, unit: Unit) -> bool:
        """A topmost unit and those directly below it stand in the run's index."""
        return self.is_split and bool(unit.parent) and unit.code in self.members

    def _index_of(self, unit: Unit) -> str:
        return f"{self.folders[unit.code]}/index.html" if self._has_own_index(unit) else "index.html"

    @staticmethod
    def _href(folder: str, path: str) -> str:
        return posixpath.relpath(path, folder) if folder else path

    def _below(self, code: str) -> list[str]:
        found = [unit.code for unit in self.members.get(code, [])]
        return [*found, *(one for member in found for one in self._below(member))]

    # -- rows -----------------------------------------------------------------------------------

    def _row(self, folder: str, unit: Unit, below: Iterable[str]) -> dict[str, object]:
        states = Counter(self.by_place[key].state for code in below for key in self._keys(code))
        return {
            "code": unit.code,
            "name": unit.title(self.lang),
            "cells": [self._cell(folder, unit, area) for area in self.areas],
            "index": self._href(folder, self._index_of(unit)) if below else "",
            "states": self._states(states) if below else "",
            "whole": self._forms(folder, self.whole.get(self.folders[unit.code], ())),
        }

    def _keys(self, code: str) -> list[tuple[str, str]]:
        return [(code, area.area if area else "") for area in self.areas]

    def _states(self, counted: Counter) -> Markup:
        return self.say("index.states", **{state: self.numbers.plain(counted[state]) for state in STATES})

    def _cell(self, folder: str, unit: Unit, area: Area | None) -> dict[str, object]:
        entry = self.by_place[unit.code, area.area if area else ""]
        counted = self.outlooks.get((unit.code, entry.area), Counter())
        present = [(sign, name) for name, (sign, _) in OUTLOOKS.items() if counted[name]]
        return {
            "href": self._href(folder, entry.path) if entry.is_there else "",
            "state": entry.state,
            "is_simulated": entry.is_simulated,
            "forms": self._forms(folder, entry.forms),
            "signs": " ".join(f"{sign}{counted[name]}" for sign, name in present) or self.say("index.open"),
            "words": "; ".join(f"{self.say(f'index.outlook.{name}')}: {counted[name]}" for _, name in present)
            or self.say("index.outlook.none"),
        }

    def _forms(self, folder: str, paths: Iterable[str]) -> list[tuple[str, str]]:
        """Address and kind of each file: HTML, DOCX, PDF."""
        return [(self._href(folder, path), path.rpartition(".")[2].upper()) for path in paths]

    def _names(self, folder: str, units: list[Unit]) -> list[dict[str, object]]:
        levels = self.findings.programme.header.levels
        proper = {unit.code: proper_name(unit.title(self.lang), levels[unit.level], self.lang) for unit in units}
        place = {code: number for number, code in enumerate(self.units)}
        rows = []
        for unit in sorted(units, key=lambda unit: (sort_key(proper[unit.code], self.lang), place[unit.code])):
            index = self._index_of(self.units[unit.parent]) if unit.parent else "index.html"
            overview = self.by_place[unit.code, ""]
            rows.append(
                {
                    "name": unit.title(self.lang),
                    "plain": plain_name(unit.name),
                    "code": unit.code,
                    "parent": self.units[unit.parent].title(self.lang) if unit.parent else "",
                    "href": self._href(folder, overview.path) if overview.is_there else "",
                    "row": f"{self._href(folder, index) if self.is_split else ''}#u{unit.code}",
                    "state": self.say(f"index.state.{overview.state}"),
                }
            )
        return rows

    def _poor(self, folder: str, entries: Sequence[PageEntry]) -> list[dict[str, object]]:
        """Failed and stale pages, those of a unit in one row where they are so for the same reason."""
        titles = {area.area if area else "": area.title[self.lang] if area else self.say("overview.short") for area in self.areas}
        titles[HINDSIGHT] = self.say("hindsight.title")
        alike: dict[tuple[str, str, tuple[str, ...]], list[PageEntry]] = {}
        for entry in entries:
            alike.setdefault((entry.unit_code, entry.state, entry.reasons), []).append(entry)
        return [
            {
                "unit": self.units[code].title(self.lang),
                "code": code,
                "pages": [(self._href(folder, one.path) if one.is_there else "", titles[one.area]) for one in same],
                "state": self.say(f"index.state.{state}"),
                "reasons": reasons_told(reasons, self.say),
            }
            for (code, state, reasons), same in alike.items()
        ]

    def _quality(self, unit: Unit, codes: set[str]) -> dict[str, object]:
        counted: Counter = sum((self.quality[code] for code in codes), Counter())
        share = 100.0 * counted["simulated"] / counted["figures"] if counted["figures"] else None
        return {
            "code": unit.code,
            "name": unit.title(self.lang),
            "figures": self.numbers.plain(counted["figures"]),
            "doubtful": self.numbers.plain(counted["doubtful"]),
            "missing": self.say("index.of", n=self.numbers.plain(counted["missing"]), all=self.numbers.plain(counted["asked"])),
            "simulated": self.say("sign.none") if share is None else f"{self.numbers.plain(share, 1)}%",
            "is_simulated": bool(counted["simulated"]),
        }


def reasons_told(reasons: Iterable[str], say: Texts) -> str:
    """Why a page is not in place, in words: the parts of its key that changed, or what its failure said."""
    return ", ".join(str(say(f"index.part.{one}")) if one in PARTS else in_language(one, say.lang) for one in reasons if one)


# Parts of a page's key, as the ledger names them.
PARTS = ("notebook", "definitions", "figures", "parameters", "template", "language", "code", "libraries", "files")

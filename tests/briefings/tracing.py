"""Each figure of a passage back to where it comes from: what the passage is about decides what may stand in it."""

import re
from collections.abc import Iterable
from functools import cached_property

from tests.briefings.came_true import CameTrue
from tests.briefings.counted import Counted
from tests.briefings.known import Figures, Tables, years_of
from tests.briefings.passages import FIGURE, Passage, tidy
from tests.briefings.wording import Wording
from workbench.briefing.names import name_within
from workbench.briefing.texts import Texts
from workbench.case import Case
from workbench.extract import digest_of

OF_YEAR = re.compile(r"^(\d{4})(?: \(.*\))?$")
PAIRED = re.compile(r"([<>]?\d+(?:[.,]\d+)*)[^\d(]{0,40}\((\d{4})\)|(?<![\d/])(\d{4}): ([<>]?\d+(?:[.,]\d+)*)")
CLAUSES = re.compile(r"; |(?<=[.:]) (?=[A-ZĐ“])")


class Tracing:
    """Traces the figures of one page."""

    def __init__(self, case: Case, job: str, tables: Tables) -> None:
        self.case, self.figures = case, Figures(case, tables)
        self.counted, self.came_true = Counted(case, self.figures), CameTrue(case, self.figures)
        say, digest = Texts(case.lang), digest_of(case)[:16]
        about = {"digest": digest, "programme": case.programme.header.id, "unit": case.unit.code}
        itself = (str(say("sources.digest", **about)), str(say("page.footer", **about, as_of=case.as_of, job=job[:16])))
        numbered = (f"{place}. {target.title[case.lang]}" for place, target in enumerate(case.targets, start=1))
        sums = (one.sha256[:12] for one in case.programme.sources.values() if one.sha256)
        self.wording = Wording(case, names=self.subjects.keys(), of_page=(*itself, *numbered, *sums))

    @cached_property
    def subjects(self) -> dict[str, list[str]]:
        """What targets and indicators are called on the page -> their ids."""
        found: dict[str, list[str]] = {}
        for one in (*self.case.programme.targets.values(), *self.case.programme.indicators.values()):
            found.setdefault(tidy(one.title[self.case.lang]), []).append(one.id)
        return found

    @cached_property
    def places(self) -> dict[str, list[str]]:
        """What units are called on the page, in tables and within sentences -> their codes."""
        found: dict[str, list[str]] = {}
        for code, unit in self.case.units.items():
            name, level = unit.title(self.case.lang), self.case.programme.header.levels[unit.level]
            for one in {name, name_within(name, level, self.case.lang)}:
                found.setdefault(one, []).append(code)
        return found

    @cached_property
    def in_short(self) -> dict[str, list[str]]:
        """The same with the short names that narrow columns use; "Cam Lộ" alone is the town."""
        return self.places | {unit.short_name: [code] for code, unit in self.case.units.items() if unit.short_name}

    @cached_property
    def own(self) -> list[str]:
        """Subjects of the page."""
        return [one.id for one in (*self.case.targets, *self.case.indicators)]

    def unresolved(self, passage: Passage) -> list[str]:
        """Figures of the passage that come from nowhere."""
        if not passage.figures():
            return []
        text, beside = self.wording.take_out(passage.text)
        lost: list[str] = []
        for clause in CLAUSES.split(text):
            lost += self._in_clause(clause, passage, beside)
        return lost

    def _in_clause(self, clause: str, passage: Passage, beside: set[str]) -> list[str]:
        if not FIGURE.search(self._without(clause, self.subjects)):
            return []
        subjects = (
            self._named(clause, self.subjects) | self._named(passage.row, self.subjects) | self._named(passage.column, self.subjects)
            or self._named(passage.caption, self.subjects)
            or self._named(passage.text, self.subjects)
            or self._named(" ".join(passage.headings), self.subjects)
        )
        subjects = self._with_behind(subjects, is_picture=passage.section in ("alt", ""))
        # A picture lists many units after what they are shown of.
        pieces = clause.split(", ") if passage.section == "alt" and len(self._named(clause, self.places)) > 1 else [clause]
        return [one for piece in pieces for one in self._in_piece(piece, passage, subjects, beside)]

    def _in_piece(self, piece: str, passage: Passage, subjects: set[str], beside: set[str]) -> list[str]:
        """Figures of a piece that nothing known of its units and subjects has."""
        codes = self._units(piece, passage)
        known = {one for code in codes for subject in subjects for one in self.figures.of(code, subject)}
        if self.case.is_hindsight and passage.section != "sources":
            counted = beside | self.came_true.in_passage(passage, codes, self._named(f"{piece} {passage.row}", self.subjects))
        else:
            counted = beside | self.counted.in_passage(passage, piece, codes, subjects)
        year = next((int(found[1]) for one in (passage.column, passage.row) if (found := OF_YEAR.match(one))), None)
        allowed = {text for text, of in known if year is None or of in (None, year)} | years_of(known) | self._of_page() | counted
        if passage.column == str(self.counted.say("column.source")):
            allowed = counted  # numbers of sources, never figures
        # A value and the year behind it (or before it) belong together.
        bare, lost = self._without(piece, self.subjects), []
        for match in PAIRED.finditer(bare):
            value, of = (match[1], match[2]) if match[1] else (match[4], match[3])
            is_known = (
                value in self._of_page() or (value, int(of)) in known or (of in allowed and ((value, None) in known or value in counted))
            )
            lost += [] if is_known else [f"{value} ({of})"]
        return lost + [one for one in FIGURE.findall(PAIRED.sub(" ", bare)) if one not in allowed]

    def _units(self, clause: str, passage: Passage) -> set[str]:
        """Units that a clause is about: those that it names, and that of its row, or of its column, or of the page."""
        if passage.section == "matrix":
            return self._named(passage.column, self.in_short)
        if passage.column and not passage.row:  # a column's head is about all rows
            return self.case.shown_codes | {self.case.unit.parent}
        places = self.in_short if passage.section == "sheet" else self.places
        return self._named(clause, places) | (self._named(passage.row, places) or {self.case.unit.code})

    def _with_behind(self, subjects: set[str], *, is_picture: bool) -> set[str]:
        """Subjects, and the indicators that their targets ask about; in a picture also the targets that ask about them."""
        targets = self.case.programme.targets
        if is_picture:
            subjects = subjects | {one.id for one in self.case.targets if one.indicator in subjects}
        asked = [targets[name] for name in subjects & targets.keys()]
        behind = {name for one in asked for name in (one.indicator, *(reading.indicator for reading in one.readings)) if name}
        return subjects | behind

    @staticmethod
    def _without(text: str, names: Iterable[str]) -> str:
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, " ")
        return text

    @staticmethod
    def _named(text: str, names: dict[str, list[str]]) -> set[str]:
        found: set[str] = set()
        for name in sorted(names, key=len, reverse=True):
            if name in text:
                found |= set(names[name])
                text = text.replace(name, " ")
        return found

    def _of_page(self) -> set[str]:
        """The programme's own years."""
        header = self.case.programme.header
        return {str(self.case.as_of), str(header.horizon)}

"""The page "what was said and what happened": its counts, worked out once more from single statements."""

import re
from collections.abc import Iterable
from statistics import fmean, median

from tests.briefings.known import Figures, bare
from tests.briefings.passages import Passage
from workbench.assessment import LIGHTS
from workbench.briefing.texts import Texts
from workbench.case import Case

BAND = re.compile(r"(\d+) - (\d+)%")
BANDS = [(low, low + 10) for low in range(0, 100, 10)]


class CameTrue:
    """Statements of the programme that a later figure answers."""

    def __init__(self, case: Case, figures: Figures) -> None:
        self.case, self.plain, self.numbers, self.say = case, figures.numbers.plain, figures.numbers, Texts(case.lang)
        self.said, self.ranges = (getattr(case.findings, name).to_dict("records") for name in ("said", "ranges"))
        for row in self.ranges:
            row["off"] = row["actual"] - row["q50"]

    def in_passage(self, passage: Passage, codes: set[str], subjects: set[str]) -> set[str]:
        """Figures that may stand in a passage of the page, by what its row is about."""
        final = [row for row in self.said if row["is_final"] and not row["is_shock"]]
        before = [row for row in self.said if not row["is_final"] and not row["is_shock"]]
        lights = {str(self.say(f"official.method.{name}")): name for name in LIGHTS} | {str(self.say("hindsight.ours")): "ours"}
        band = BAND.match(passage.row)
        if passage.section == "headline":
            named = [self._in_band(part, (70, 80)) for part in (final, before)]
            return {"70", "80", "20"} | self._counts(final) | set().union(*map(self._counts, named))
        if passage.section == "alt":
            parts = [self._in_band(part, one) for part in (final, before) for one in BANDS]
            return self._counts([*final, *before]) | set().union(*(self._point(part) for part in parts if part))
        if band:
            bounds = int(band[1]), int(band[2])
            parts = [self._in_band(part, bounds) for part in (self.said, final, before)]
            return ({band[1], band[2]} if bounds in BANDS and parts[0] else set()) | set().union(*map(self._counts, parts))
        if passage.row == str(self.say("hindsight.all")):
            return set().union(*map(self._counts, (self.said, final, before)))
        if passage.row in lights:
            return self._light(final, lights[passage.row])
        if passage.row and subjects & self.case.programme.targets.keys():
            return self._counts([row for row in final if row["target_id"] in subjects])
        if passage.row and subjects:
            return self._distances([row for row in self.ranges if row["indicator_id"] in subjects])
        if passage.row:
            inside = codes.union(*(self.case.inside(code) for code in codes))
            return self._counts([row for row in final if row["unit_code"] in inside])
        return self._surprises(codes, subjects) | self._coverage()

    @staticmethod
    def _in_band(rows: list[dict], band: tuple[int, int]) -> list[dict]:
        low, high = band
        return [row for row in rows if low <= 100 * row["p_met"] < high or (high == 100 and row["p_met"] == 1.0)]

    def _counts(self, rows: list[dict]) -> set[str]:
        """How many statements, how many came true, how many were at the mark before, what their chances add up to, and their mean."""
        chances = [row["p_met"] for row in rows]
        found = {self.plain(one) for one in (len(rows), sum(row["came_true"] for row in rows), sum(row["was_met"] for row in rows))}
        return found | {self.plain(sum(chances), 1)} | ({self.plain(100 * fmean(chances))} if rows else set())

    def _point(self, rows: list[dict]) -> set[str]:
        """A point of the picture: mean chance, share that came true, statements."""
        shares = (100 * fmean(row["p_met"] for row in rows), 100 * fmean(row["came_true"] for row in rows))
        return {self.plain(one, 1) for one in shares} | {self.plain(len(rows))}

    def _light(self, final: list[dict], name: str) -> set[str]:
        """Of one method: said to be met, of these not yet at the mark, said not to be, and silent."""
        spoken = [(row["p_met"] >= 0.5 if name == "ours" else row[name], row) for row in final]
        yes = [row for word, row in spoken if word == 1]
        no = [row for word, row in spoken if word == 0]
        still_open = [row for row in yes if not row["was_met"]]
        counts = [len(final) - len(yes) - len(no)]
        for rows in (yes, still_open, no):
            counts += [len(rows), sum(row["came_true"] for row in rows)]
        return {self.plain(one) for one in counts}

    def _distances(self, rows: list[dict]) -> set[str]:
        """By years ahead: how many figures, how far from the median, how many in the ranges."""
        found = set()
        for ahead in {row["ahead"] for row in rows}:
            own = [row for row in rows if row["ahead"] == ahead]
            held = [sum(row[low] <= row["actual"] <= row[high] for row in own) for low, high in (("q10", "q90"), ("q025", "q975"))]
            found |= {self.plain(one) for one in (ahead, len(own), *held)}
            found |= {self.plain(abs(one), 2) for one in (median(row["off"] for row in own), median(abs(row["off"]) for row in own))}
        return found

    def _surprises(self, codes: Iterable[str], subjects: set[str]) -> set[str]:
        """Single statements that surprised, and how many did."""
        sure, slim = [row for row in self.said if row["p_met"] >= 0.8], [row for row in self.said if row["p_met"] <= 0.2]
        counts = (80, 20, len(sure), sum(not row["came_true"] for row in sure), len(slim), sum(row["came_true"] for row in slim))
        found = {self.plain(one) for one in counts} if not subjects else set()
        for row in self.said:
            if row["unit_code"] in codes and row["target_id"] in subjects:
                indicator = self.case.indicator(row["indicator_id"])
                found |= {bare(self.numbers.chance(row["p_met"])), bare(self.numbers.measured(row["actual"], indicator)), str(row["year"])}
        return found

    def _coverage(self) -> set[str]:
        calm = [row for row in self.ranges if not row["is_shock"]]
        held = [fmean(row[low] <= row["actual"] <= row[high] for row in calm) for low, high in (("q10", "q90"), ("q025", "q975"))]
        return {self.plain(len(calm)), *(self.plain(100 * one) for one in held)}

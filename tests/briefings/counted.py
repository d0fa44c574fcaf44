"""What a page counts or computes over several units or statements: worked out once more, part of the page by part of the page."""

import itertools
import re
from collections import Counter
from collections.abc import Callable

import pandas as pd

from tests.briefings.known import Figures, bare
from tests.briefings.passages import FIGURE, Passage
from tests.briefings.wording import shown
from workbench.assessment import meets
from workbench.briefing.numbers import is_missing
from workbench.briefing.texts import Texts
from workbench.case import Case
from workbench.programme import Target
from workbench.projection.track_record import FEWEST, RECORD_FILE

OF = re.compile(r"(\d+)(?:/| of )(\d+)")
BAND = re.compile(r"(\d+) - (\d+)%")
DOUBTFUL = ["missed", "regressing", "unlikely", "accelerate", "achieved_at_risk", "likely_uncertain"]
MOST_DOUBTS = "8"  # told on page one


class Counted:
    """Figures that belong to no single unit and subject, by the passage that they may stand in."""

    def __init__(self, case: Case, figures: Figures) -> None:
        self.case, self.figures, self.plain, self.say = case, figures, figures.numbers.plain, Texts(case.lang)

    def in_passage(self, passage: Passage, piece: str, codes: set[str], subjects: set[str]) -> set[str]:
        """Figures of the part of the page that a piece of the passage stands in."""
        if passage.column == str(self.say("column.source")) and passage.section == "standing":
            return self._cited(codes, subjects)
        parts: dict[str, Callable[[], set[str]]] = {
            "headline": lambda: self._verdicts(piece),
            "sheet": lambda: self._doubtful() | self._against_the_pace(),
            "official": self._base_years,
            "sources": lambda: self._sources(passage) | self._track_record(passage),
            "kept": lambda: self._kept(subjects),
            "plain": self._following,
            "contributions": lambda: self._at_the_mean(codes, subjects),
            "alt": lambda: self._at_the_mark(subjects) | self._titled(piece),
            "": lambda: self._at_the_mark(subjects) | self._titled(piece),
            "registers": self._borne_out,
            "cautions": self._cautioned,
            "reached": lambda: self._reached(subjects),
        }
        return parts.get(passage.section, set)()

    def _verdicts(self, piece: str) -> set[str]:
        """How many targets there are, and how many have the verdict that is named."""
        counts, named = self.case.assessments["verdict"].value_counts(), set()
        words = {str(self.say(f"verdict.{one}")).lower(): str(count) for one, count in counts.items()}
        for word in sorted(words, key=len, reverse=True):
            if word in piece:
                named.add(words[word])
                piece = piece.replace(word, " ")
        return {str(counts.sum())} | named

    def _doubtful(self) -> set[str]:
        """How many targets are in doubt, and how many of them are told."""
        counts = self.case.assessments["verdict"].value_counts()
        doubtful = sum(counts.get(one, 0) for one in DOUBTFUL)
        return {str(doubtful), MOST_DOUBTS} if doubtful > int(MOST_DOUBTS) else {str(doubtful)}

    def _against_the_pace(self) -> set[str]:
        """Numbers of the targets whose likelihood tells otherwise than a comparison of what was done each year with what it takes."""
        found = set()
        for number, row in enumerate(self.case.assessments.to_dict("records"), start=1):
            p_met, recent, required = row["p_met"], row["recent_pace"], row["required_pace"]
            if not any(map(is_missing, (p_met, recent, required))) and required > 0 and (recent >= required) != (p_met >= 0.5):
                found.add(str(number))
        return found

    def _base_years(self) -> set[str]:
        rows = [row for target in self.case.targets for row in self.figures.rows("official", self.case.unit.code, target.id)]
        return {str(int(row["base_year"])) for row in rows if not is_missing(row["base_year"])}

    # -- sources

    def _sources(self, passage: Passage) -> set[str]:
        """A source's number in the list, its date, and the cells of a workbook that the page's figures stand in."""
        ids = self.case.source_ids
        name = passage.row.partition("] ")[2].partition(" (")[0]
        if name not in ids:
            return set()
        cells = [cell for sheet in self.case.places.get(name, {}).values() for cell in sheet]
        date = shown(self.case, self.case.programme.sources[name].date)
        return {str(ids.index(name) + 1), *FIGURE.findall(" ".join([date, *cells]))}

    def _cited(self, codes: set[str], subjects: set[str]) -> set[str]:
        """Numbers of the sources that figures of these units and subjects came from."""
        used = [row["source_ids"] for code in codes for one in subjects for row in self.figures.rows("values", code, one)]
        used += [row["source_id"] for code in codes for one in subjects for row in self.figures.rows("outcomes", code, one)]
        return {str(self.case.source_ids.index(one) + 1) for cell in used for one in cell.split() if one in self.case.source_ids}

    def _track_record(self, passage: Passage) -> set[str]:
        """Of a band of chances told in the passage or its row: how many statements, and how many in ten came true."""
        record = pd.read_csv(RECORD_FILE)
        found = {self.plain(record["statements"].sum()), str(FEWEST)}
        for low, high in BAND.findall(f"{passage.row} {passage.text}"):
            own = record[(record["low"] >= int(low) / 100 - 1e-9) & (record["high"] <= int(high) / 100 + 1e-9)]
            if own["statements"].sum() >= FEWEST and {int(low) / 100, int(high) / 100} <= {*record["low"], *record["high"]}:
                came = (own["statements"] * own["came_true"]).sum() / own["statements"].sum()
                found |= {low, high, self.plain(own["statements"].sum()), self.plain(10 * came, 1)}
        return found

    # -- over units

    def _latest(self, code: str, name: str) -> dict | None:
        usable = [row for row in self.figures.rows("values", code, name) if row["is_usable"]]
        return usable[-1] if usable else None

    def _at_the_mean(self, codes: set[str], subjects: set[str]) -> set[str]:
        """Where the whole would stand if one of its units were at the mean of the whole."""
        found = set()
        for target in (one for one in self.case.targets if one.id in subjects and one.indicator in subjects):
            whole = self._latest(self.case.unit.code, target.indicator)
            for own in (self._latest(code, target.indicator) for code in codes - {self.case.unit.code}):
                if whole and own and not is_missing(own["denominator"]):
                    mean = whole["numerator"] / whole["denominator"]
                    value = 100 * (whole["numerator"] - own["numerator"] + own["denominator"] * mean) / whole["denominator"]
                    found.add(
                        bare(
                            self.figures.numbers.measured(
                                value, self.case.indicator(target.indicator), operator=target.operator, threshold=target.value
                            )
                        )
                    )
        return found

    def _beside(self) -> list[str]:
        return [unit.code for unit in (self.case.members or self.case.siblings)]

    def _at_the_mark(self, subjects: set[str]) -> set[str]:
        """Of the units side by side: how many have figures, how many are at the mark, and the years that are drawn."""
        found = set()
        for target in (one for one in self.case.targets if one.indicator in subjects and one.value is not None):
            histories = [rows for code in self._beside() if (rows := self.figures.rows("values", code, target.indicator))]
            found |= {str(len(histories)), str(sum(meets(rows[-1]["value"], target.operator, target.value) for rows in histories))}
        return found

    def _titled(self, piece: str) -> set[str]:
        """What the pictures of the overview say in their titles: so many of so many targets."""
        if self.case.area:
            return set()
        targets = self.case.programme.targets
        rows = [row for row in self.case.assessments.to_dict("records") if not is_missing(row["projected_q50"])]
        drawn = [row for row in rows if targets[row["target_id"]].type not in ("annual_flow", "annual_change_pp")]
        met = sum(meets(row["projected_q50"], row["operator"], row["target_value"]) for row in drawn)
        gaps = [gap for row in self._most_doubtful() if len(gap := self._gap(targets[row["target_id"]])) > 1][: int(MOST_DOUBTS)]
        firsts = Counter(code for gap in gaps for code, lacking in gap.items() if lacking > max(gap.values()) - 1e-9)
        counts = {(str(met), str(len(drawn)))} | {(str(times), str(len(gaps))) for times in [max(firsts.values(), default=0)]}
        told = {pair for pair in OF.findall(piece) if pair in counts}
        return {one for pair in told for one in pair} | ({str(len(drawn))} if not met else set())

    def _most_doubtful(self) -> list[dict]:
        rows = [row for row in self.case.assessments.to_dict("records") if row["verdict"] in DOUBTFUL]
        chances = {row["target_id"]: 1.0 if is_missing(row["p_met"]) else row["p_met"] for row in rows}
        return sorted(rows, key=lambda row: (chances[row["target_id"]], DOUBTFUL.index(row["verdict"]), row["target_id"]))

    def _gap(self, target: Target) -> dict[str, float]:
        """What each unit below lacks of a target that adds up over units."""
        rows = {unit.code: row for unit in self.case.members for row in self.figures.rows("assessments", unit.code, target.id)}
        known = {code: row["gap_quantity"] for code, row in rows.items() if not is_missing(row["latest_value"])}
        return {} if target.type == "ratio_to_base" else {code: lacking for code, lacking in known.items() if lacking > 1e-9}

    def _kept(self, subjects: set[str]) -> set[str]:
        """Of the units that are to keep a status: how many have it, lack it, are unknown; units now and at the horizon."""
        found = {
            str(len(self.case.members)),
            str(
                sum(
                    unit.parent == self.case.unit.code for unit in self.case.programme.units_in(self.case.programme.header.horizon).values()
                )
            ),
        }
        for target in (one for one in self.case.targets if one.id in subjects and one.type == "maintain_count"):
            units = self._beside() if self.case.members else [self.case.unit.code]
            latest = [rows[-1]["value"] for code in units if (rows := self.figures.rows("values", code, target.indicator))]
            kept = sum(value >= 1 for value in latest)
            found |= {str(one) for one in (len(units), kept, len(latest) - kept, len(units) - len(latest))}
        return found

    def _reached(self, subjects: set[str]) -> set[str]:
        """Of the units inside that keep a figure: how many have one, are at the mark, are projected, may be expected there."""
        found = set()
        for name in subjects & self.case.counted.keys():
            target, asked = self.case.programme.targets[name], self.case.counted[name]
            rows = [row for code in asked for row in self.figures.rows("assessments", code, name)]
            known = [row for row in rows if not is_missing(row["latest_value"])]
            chances = [row["p_met"] for row in rows if not is_missing(row["p_met"])]
            at_mark = sum(meets(row["latest_value"], target.operator, row["target_value"]) for row in known)
            likely = sum(chance >= 0.5 for chance in chances)
            found |= {self.plain(one) for one in (len(asked), len(known), at_mark, len(chances), likely)} | {self.plain(sum(chances), 1)}
        return found

    def _borne_out(self) -> set[str]:
        """How often the figures bear a statement of the report out, in which years they do not, and of how many."""
        found = set()
        for one in self.case.area.standing if self.case.area else ():
            rows = [row for row in self.figures.rows("values", self.case.unit.code, one.indicator) if row["is_usable"]]
            steps = [(a, b) for a, b in itertools.pairwise(rows) if b["year"] == a["year"] + 1 and a["segment_from"] == b["segment_from"]]
            sign = 1 if one.claim == "rising" else -1
            held = (
                [row["value"] >= one.value for row in rows]
                if one.claim == "at_least"
                else [sign * (b["value"] - a["value"]) > 0 for a, b in steps]
            )
            found |= {str(sum(held)), str(len(held))} | {str(row["year"]) for row in rows}
        empty = [one for area in self.case.programme.areas for one in area.empty_sections]
        return found | set(FIGURE.findall(" ".join(empty)))

    def _cautioned(self) -> set[str]:
        """First years of definitions; how far ahead the horizon is, and that was tested; doubted figures and those beside them."""
        latest = self.case.assessments["latest_year"].dropna()
        found = {"3"} | {str(one.first_year) for one in self.case.programme.breaks.values() if one.first_year}
        if len(latest):
            found |= {str(int(latest.min())), str(int(self.case.programme.header.horizon - latest.min()))}
        for row in self.case.doubts.to_dict("records"):
            for value in (row["value"], row["other"], row["detail"]):
                number = pd.to_numeric(value, errors="coerce")
                if not is_missing(number):
                    found.add(self.plain(number, 0 if float(number).is_integer() else 2 if abs(number) >= 1 else 4))
        return found

    def _following(self) -> set[str]:
        """Quotients and products that the programme's identities name."""
        found = set()
        for one in self.case.programme.identities:
            if one.kind in ("quotient", "product"):
                sides = [self._side(name) for name in (one.left, *one.right)]
                if all(side is not None for side in sides):
                    found.add(self.plain(one.scale * (sides[0] * sides[1] if one.kind == "product" else sides[0] / sides[1]), 2))
        return found

    def _side(self, name: str) -> float | None:
        if name in self.case.programme.targets:
            return self.case.programme.targets[name].value
        latest = self._latest(self.case.unit.code, name)
        return latest and latest["value"]

"""Sentences made from figures, both languages side by side: for none, one, many, missing, simulated, reversed, district and commune.

The table is written by the functions that write the pages. Renewed only by `pytest --renew-golden`, and read in the diff.
"""

import dataclasses
import html
import re
from collections.abc import Callable

import pytest

from tests.conftest import ROOT, findings_of, one_of_many
from workbench.assessment import Verdict
from workbench.briefing import show
from workbench.briefing.effort import _effort_row, recent_pace
from workbench.briefing.panels import _met, _most_missing
from workbench.briefing.phrases import Phrases
from workbench.briefing.sheet import _focus, _missing
from workbench.briefing.story import _verdict_row
from workbench.briefing.texts import Texts
from workbench.case import Case, make_case
from workbench.findings import Findings

GOLDEN = ROOT / "tests" / "golden" / "sentences.txt"
NONE, ONE, MANY, MISSING = 0.0, 1.0, 1234.0, float("nan")
DISTRICT, COMMUNE, TOWN = "468", "19612", "19597"


def plain(told: object) -> str:
    """What a reader reads; the mark of a simulated figure stands in brackets."""
    text = re.sub(r"<sup>([^<]*)</sup>", r"[\1]", str(getattr(told, "html", told)))
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).strip()


class Sentences:
    """Lines of the table: a situation, and what is said of it in either language."""

    def __init__(self, findings: Findings, observed: Findings) -> None:
        self.findings, self.observed, self.lines = findings, observed, []

    def title(self, text: str) -> None:
        self.lines += ["", f"== {text} =="]

    def add(self, situation: str, tell: Callable[[str], object]) -> None:
        vi, en = (plain(tell(lang)) for lang in ("vi", "en"))
        self.lines += [situation, f"  vi  {vi}", f"  en  {en}"]

    def row(self, situation: str, target: str, tell: Callable[[Phrases, dict], object], unit: str = COMMUNE, **facts: object) -> None:
        """A sentence about one assessment, with these facts in place of its own."""

        def told(lang: str) -> object:
            case = make_case(self.findings, "", unit, lang)
            return tell(Phrases(case), case.assessment(target) | {"is_simulated": False, "is_reference": False, "reason": ""} | facts)

        self.add(situation, told)

    def with_gaps(self, target: str, gaps: dict[str, float]) -> Findings:
        """The findings with other quantities missing to a target."""
        table = self.findings.assessments.copy()
        for code, gap in gaps.items():
            table.loc[(table["target_id"] == target) & (table["unit_code"] == code), ["gap_quantity", "is_simulated"]] = [gap, False]
        return dataclasses.replace(self.findings, assessments=table)


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    made = Sentences(findings_of("cam-lo"), findings_of("cam-lo", observed_only=True))
    promises(made)
    verdicts(made)
    quantities(made)
    paces(made)
    shares(made)
    pictures(made)
    others(made)
    return made


def promises(made: Sentences) -> None:
    made.title("Cam kết / What was promised")
    for target in made.findings.programme.targets:
        made.add(f"{target}, district", lambda lang, one=target: _promise(made.findings, one, DISTRICT, lang))
    for target in ("T-EMP-01", "T-POV-01", "T-EDU-01", "T-EDU-02"):
        made.add(f"{target}, in short", lambda lang, one=target: _promise(made.findings, one, DISTRICT, lang, in_short=True))
    made.add("T-EMP-01, a commune's share", lambda lang: _promise(made.findings, "T-EMP-01", COMMUNE, lang))
    made.add("T-HLT-01, a commune", lambda lang: _promise(made.findings, "T-HLT-01", COMMUNE, lang))
    higher = {"T-EMP-01": 1100.0, "T-EMP-03": 50.0, "T-POV-01": 0.5}
    for target, value in higher.items():
        note = lambda told, row: _verdict_row(told, row).cells[-1]  # noqa: E731 - the note of a row
        made.row(f"{target}, higher mark", target, note, DISTRICT, target_value=value, p_stretch=0.27)
    made.row("T-EMP-01, higher mark of a share of 1", "T-EMP-01", note, target_value=1100 / 1200, p_stretch=0.995, is_simulated=True)


def _promise(findings: Findings, target: str, unit: str, lang: str, *, in_short: bool = False) -> object:
    case = make_case(findings, "", unit, lang)
    return Phrases(case).promise(case.programme.targets[target], case.assessment(target) | {"is_simulated": False}, in_short=in_short)


def verdicts(made: Sentences) -> None:
    made.title("Khả năng đạt / Likelihood")
    for verdict in Verdict:
        made.row(f"{verdict}, district", "T-EMP-02", Phrases.verdict, DISTRICT, verdict=verdict)
    for verdict in (Verdict.MISSED, Verdict.MET_FINAL, Verdict.MISSED_YEAR, Verdict.MET_YEAR):
        made.row(f"{verdict}, a commune that is only compared", "T-EMP-02", Phrases.verdict, verdict=verdict)
    made.row("indicative", "T-EMP-02", Phrases.verdict, verdict=Verdict.UNLIKELY, is_reference=True)
    chances = {"almost none": 0.001, "even": 0.5, "almost sure": 0.999, "unknown": MISSING}
    for name, chance in chances.items():
        made.row(f"chance {name}", "T-EMP-02", Phrases.verdict_cell, verdict=Verdict.ON_TRACK, p_met=chance)
    made.row("chance, simulated", "T-EMP-02", Phrases.verdict_cell, verdict=Verdict.ON_TRACK, p_met=0.9, is_simulated=True)
    for reason in sorted(key.split(".")[1] for key in Texts("vi")._sentences if key.startswith("reason.") and key != "reason.as_reported"):
        made.row(f"reason {reason}", "T-EMP-02", Phrases.reason, reason=reason)
    made.row("reason as_reported", "T-INF-01", Phrases.reason, reason="as_reported")
    for name, value in {"none": NONE, "one": ONE, "some": 54.16, "missing": MISSING}.items():
        made.row(f"latest value {name}", "T-EMP-02", Phrases.latest, latest_value=value, latest_year=2017)
    made.row("latest value beside a strict target", "T-EMP-04", Phrases.latest, latest_value=0.996, latest_year=2017, target_value=1.0)
    made.row("latest value, simulated", "T-EMP-01", Phrases.latest, latest_value=MANY, latest_year=2017, is_simulated=True)
    made.row("a status of all units", "T-HLT-01", Phrases.latest, DISTRICT, latest_value=8.0, latest_year=2017)
    projected = {"projected_q10": 53.8, "projected_q50": 57.7, "projected_q90": 61.5}
    made.row("projection", "T-EMP-02", Phrases.projected, **projected)
    made.row("projection, simulated", "T-EMP-02", Phrases.projected, is_simulated=True, **projected)
    made.row("no projection", "T-EMP-02", Phrases.projected, projected_q50=MISSING)
    for name, area, unit in (
        ("district, twenty targets", "", DISTRICT),
        ("district, one target", "POV", DISTRICT),
        ("district, no target", "NCC", DISTRICT),
        ("commune, one target", "POV", COMMUNE),
    ):
        tell = lambda lang, area=area, unit=unit: _conclusion(made.observed, area, unit, lang)  # noqa: E731
        made.add(f"conclusion without figures, {name}", tell)


def _conclusion(findings: Findings, area: str, unit: str, lang: str) -> str:
    shown = str(show.headline(make_case(findings, area, unit, lang)).html)
    return shown[shown.index("</h2>") :]


def quantities(made: Sentences) -> None:
    made.title("Còn thiếu / Still missing")
    targets = {"T-EMP-02": "higher is better", "T-EMP-04": "lower is better", "T-ASS-02": "children", "T-HOU-01": "households"}
    for target, name in targets.items():
        for situation, gap in {"beyond": -7.0, "none": NONE, "a half": 0.5, "one": ONE, "many": MANY, "missing": MISSING}.items():
            made.row(f"{target} ({name}), {situation}", target, Phrases.quantity, gap_quantity=gap)
        made.row(f"{target} ({name}), simulated", target, Phrases.quantity, gap_quantity=MANY, is_simulated=True)
    made.row("T-EMP-05 (money), some", "T-EMP-05", Phrases.quantity, gap_quantity=13.1)
    made.row("T-EDU-01 (schools), one", "T-EDU-01", Phrases.quantity, DISTRICT, gap_quantity=ONE)
    made.row("T-HLT-01 (units), one", "T-HLT-01", Phrases.quantity, DISTRICT, gap_quantity=ONE)


def paces(made: Sentences) -> None:
    made.title("Mỗi năm / Each year")
    for target, name in {
        "T-EMP-01": "a yearly count",
        "T-EMP-02": "a rate",
        "T-EMP-04": "a rate to be lowered",
        "T-EMP-05": "growth",
        "T-POV-01": "a yearly cut",
        "T-HLT-01": "units",
    }.items():
        situations = {"none": NONE, "one": ONE, "some": 2.5, "missing": MISSING}
        for situation, pace in (situations if target == "T-EMP-01" else situations | {"the wrong way": -0.4}).items():
            tell = lambda told, row: told.pace(row["recent_pace"], row=row)  # noqa: E731
            made.row(f"{target} ({name}), {situation}", target, tell, DISTRICT, recent_pace=pace)
    made.row("simulated", "T-EMP-04", tell, DISTRICT, recent_pace=0.2, is_simulated=True)
    for situation, facts in {
        "level reached": {"gap": 0.0, "required_pace": 0.0, "recent_pace": 1.0, "best_pace": 1.0},
        "nothing to compare with": {"gap": 1.0, "required_pace": 1.0, "recent_pace": MISSING, "best_pace": MISSING},
        "never so fast": {"gap": 1.0, "required_pace": 3.0, "recent_pace": 1.0, "best_pace": 2.0, "best_peer_pace": 2.5},
        "so fast elsewhere only": {"gap": 1.0, "required_pace": 3.0, "recent_pace": 1.0, "best_pace": 2.0, "best_peer_pace": 3.5},
        "a little faster": {"gap": 1.0, "required_pace": 1.03, "recent_pace": 1.0, "best_pace": 2.0},
        "twice as fast": {"gap": 1.0, "required_pace": 2.0, "recent_pace": 1.0, "best_pace": 2.0},
        "twice as fast, simulated": {"gap": 1.0, "required_pace": 2.0, "recent_pace": 1.0, "best_pace": 2.0, "is_simulated": True},
        "twice as fast, one year known": {"gap": 1.0, "required_pace": 2.0, "recent_pace": 1.0, "recent_years": 1, "best_pace": 2.0},
        "enough as it is": {"gap": 1.0, "required_pace": 1.0, "recent_pace": 1.5, "best_pace": 2.0, "p_met": MISSING},
        "the wrong way": {"gap": 1.0, "required_pace": 1.0, "recent_pace": -1.5, "best_pace": 2.0},
    }.items():
        made.row(f"what it would take: {situation}", "T-EMP-02", lambda told, row: _effort_row(told, row).cells[-1], **facts)
    against = {"gap": 1.0, "best_pace": 3.0, "latest_year": 2017}
    enough = against | {"required_pace": 1.0, "recent_pace": 1.5, "p_met": 0.47}
    level = {"latest_value": 67.0, "target_value": 70.0}
    yearly = {"required_pace": 100.0, "recent_pace": 120.0, "best_pace": 130.0, "latest_value": 125.0, "target_value": 100.0}
    doubled = {"latest_value": 1.5, "target_value": 2.0, "required_pace": 10.1, "recent_pace": 12.0, "best_pace": 13.0}
    for situation, (target, facts) in {
        "enough, but not expected": ("T-EMP-02", enough | level | {"projected_q50": 69.4}),
        "enough, but not expected, simulated": ("T-EMP-02", enough | level | {"projected_q50": 69.4, "is_simulated": True}),
        "enough, but the other way expected": ("T-EMP-02", enough | level | {"projected_q50": 66.4}),
        "enough, and expected": ("T-EMP-02", enough | level | {"projected_q50": 70.3, "p_met": 0.53}),
        "enough to lower a rate, but not expected": ("T-EMP-04", enough | {"latest_value": 4.0, "projected_q50": 1.3, "target_value": 1.0}),
        "enough growth, but not expected": ("T-EMP-05", enough | doubled | {"projected_q50": 1.95}),
        "enough each year, but not expected": ("T-EMP-01", enough | yearly | {"projected_q50": 99.0}),
        "enough each year, but of every year": ("T-EMP-01", enough | yearly | {"projected_q50": 126.0}),
        "not enough, but better expected": ("T-EMP-02", enough | level | {"recent_pace": 0.5, "projected_q50": 70.3, "p_met": 0.53}),
        "the wrong way, but better expected": ("T-EMP-02", enough | level | {"recent_pace": -0.5, "projected_q50": 70.3, "p_met": 0.53}),
        "not enough each year, but better expected": (
            "T-EMP-01",
            enough | yearly | {"recent_pace": 90.0, "projected_q50": 126.0, "p_met": 0.53},
        ),
        "not enough, and not expected": ("T-EMP-02", enough | level | {"recent_pace": 0.5, "projected_q50": 69.4}),
    }.items():
        made.row(f"what it would take: {situation}", target, lambda told, row: _effort_row(told, row).cells[-1], DISTRICT, **facts)
    chances = {"T-EMP-02": (1.5, 69.0), "T-EMP-03": (1.5, 49.0), "T-EMP-01": (1200.0, 1150.0), "T-HLT-03": (0.1, 6.9)}
    for situation, targets in {"one of each": tuple(chances)[1:], "two": ("T-EMP-02", "T-EMP-03"), "none": ()}.items():
        named = {one: chances[one] for one in targets}
        made.add(f"paces on page one, {situation}", lambda lang, of=named: _named_on_page_one(made, of, lang))
    for years in (3, 2, 1):
        made.row(f"recent pace, {years} years known", "T-EMP-02", recent_pace, DISTRICT, recent_pace=1.0, recent_years=years)


def _named_on_page_one(made: Sentences, chances: dict[str, tuple[float, float]], lang: str) -> str:
    """The notes below all targets if those named here alone have a likelihood that speaks against their recent pace."""
    table = made.findings.assessments.copy()
    table["p_met"] = MISSING
    for target, (recent, median) in chances.items():
        row = (table["unit_code"] == DISTRICT) & (table["target_id"] == target)
        is_better = target == "T-HLT-03"
        table.loc[row, ["recent_pace", "best_pace", "required_pace"]] = [recent, 2000.0, {"T-EMP-01": 1100.0}.get(target, 1.0)]
        table.loc[row, ["gap", "projected_q50", "p_met"]] = [1.0, median, 0.6 if is_better else 0.4]
    shown = show.targets(make_case(dataclasses.replace(made.findings, assessments=table), "", DISTRICT, lang))
    return str(shown.html).rpartition("</table></div>")[2]


def shares(made: Sentences) -> None:
    made.title("Từng đơn vị / Unit by unit")
    commune = dict.fromkeys(("19600", "19603", "19606", "19609", "19615", "19618", "19621"), -3.0)
    for target, name in {"T-EMP-02": "higher is better", "T-EMP-04": "lower is better"}.items():
        for situation, gap in {"one": ONE, "many": MANY, "none": NONE}.items():
            findings = made.with_gaps(target, commune | {TOWN: 6.0, COMMUNE: gap})
            made.add(f"{target} ({name}), the part of a commune, {situation}", lambda lang, f=findings, t=target: _part(f, t, lang))
        findings = made.with_gaps(target, commune | {TOWN: ONE, COMMUNE: -1.0, DISTRICT: 40.0})
        made.add(f"{target} ({name}), table of the district", lambda lang, f=findings, t=target: _table(f, t, lang))
    focused = made.with_gaps("T-EMP-03", commune | {TOWN: ONE, COMMUNE: MANY})
    for unit, name in {DISTRICT: "where to concentrate", COMMUNE: "the part of a commune, in short"}.items():
        made.add(name, lambda lang, one=unit: _cell(_focus, make_case(focused, "", one, lang), "T-EMP-03"))
    for situation, changed in {"many": {DISTRICT: MANY}, "none": {DISTRICT: NONE}}.items():
        findings = made.with_gaps("T-EMP-03", changed)
        made.add(f"missing, in short: {situation}", lambda lang, f=findings: _cell(_missing, make_case(f, "", DISTRICT, lang), "T-EMP-03"))
    made.add("no figures by unit", lambda lang: show.contributions(make_case(made.observed, "EMP", DISTRICT, lang)))
    made.add("no figures of the commune", lambda lang: show.contributions(make_case(made.observed, "EMP", COMMUNE, lang)))


def _cell(tell: Callable[[Phrases, dict], object], case: Case, target: str) -> object:
    return tell(Phrases(case), case.assessment(target))


def _part(findings: Findings, target: str, lang: str) -> str:
    return _line(show.contributions(make_case(findings, "EMP", COMMUNE, lang)), findings, target, lang)


def _line(shown: object, findings: Findings, target: str, lang: str) -> str:
    title = findings.programme.targets[target].title[lang]
    return next(line for line in str(shown.html).split("<li>") if title in plain(line)[: len(title) + 2]).split("</li>")[0]


def _table(findings: Findings, target: str, lang: str) -> str:
    title = findings.programme.targets[target].title[lang]
    shown = str(show.contributions(make_case(findings, "EMP", DISTRICT, lang)).html)
    return re.sub("</t[dh]>", " |", shown[shown.index(f"<caption>{title}") :].split("</table>")[0])


def pictures(made: Sentences) -> None:
    made.title("Tiêu đề hình / Titles of pictures")
    missed, met = ({"projected_q50": one, "operator": "<", "target_value": 1.0} for one in (1.0, 0.99))
    for situation, rows in {
        "none of thirteen": [missed] * 13,
        "one of thirteen": [met, *[missed] * 12],
        "all of thirteen": [met] * 13,
        "the only one missed": [missed],
        "the only one met": [met],
    }.items():
        made.add(f"medians, {situation}", lambda lang, of=rows: _met(Phrases(make_case(made.findings, "", DISTRICT, lang)), of))
    for situation, gaps in {
        "one target": {"T-EMP-02": {TOWN: 30.0, COMMUNE: 10.0}},
        "one target, two level": {"T-EMP-02": {TOWN: 5.0, COMMUNE: 5.0}},
        "each target another unit": {"T-EMP-02": {TOWN: 30.0, COMMUNE: 10.0}, "T-EMP-04": {COMMUNE: 2.0, TOWN: 1.0}},
        "one unit in both": {"T-EMP-02": {TOWN: 30.0, COMMUNE: 10.0}, "T-EMP-04": {TOWN: 2.0, COMMUNE: 1.0}},
        "two units in both": {"T-EMP-02": {TOWN: 3.0, COMMUNE: 3.0}, "T-EMP-04": {COMMUNE: 2.0, TOWN: 2.0, "19600": 1.0}},
        "four units in both": dict.fromkeys(("T-EMP-02", "T-EMP-04"), dict.fromkeys((TOWN, "19600", "19603", COMMUNE), 3.0)),
    }.items():
        made.add(f"gaps, {situation}", lambda lang, of=gaps: _gaps(make_case(made.findings, "", DISTRICT, lang), of))


def _gaps(case: Case, gaps: dict[str, dict[str, float]]) -> str:
    parts = {target: [(case.units[code], {"gap_quantity": gap}) for code, gap in of.items()] for target, of in gaps.items()}
    return _most_missing(Phrases(case), parts)


def others(made: Sentences) -> None:
    made.title("Ngày tháng / Dates")
    for date in ("2017-09-08", "2017-01-16", "2020-07", "2014", "2010-2020", ""):
        made.add(f"date {date}", lambda lang, one=date: Phrases(make_case(made.findings, "", DISTRICT, lang)).date(one))
    made.title("Khác / Others")
    for name, area in {"rising, with figures": "EMP", "at least, real figures": "HLT"}.items():
        made.add(f"a statement held against figures: {name}", lambda lang, a=area: _claims(made.findings, a, lang))
    made.add("a statement without figures", lambda lang: _claims(made.observed, "EMP", lang))
    for area, target in (("HLT", "T-HLT-01"), ("INF", "T-INF-01")):
        made.add(f"{target}, to be kept", lambda lang, a=area, t=target: show.kept(make_case(made.findings, a, DISTRICT, lang), t))
        made.add(
            f"{target}, to be kept, without figures",
            lambda lang, a=area, t=target: show.kept(make_case(made.observed, a, COMMUNE, lang), t),
        )
    norm = ("HOU_TEMP_LEFT", "PAR_HOU_LOAN")
    made.add("money without figures", lambda lang: show.money(make_case(made.observed, "HOU", DISTRICT, lang), *norm))
    unstated = dataclasses.replace(made.observed, programme=dataclasses.replace(made.observed.programme, facts=()))
    made.add("money by a norm that the report does not state", lambda lang: show.money(make_case(unstated, "HOU", DISTRICT, lang), *norm))
    made.add("figures that follow", lambda lang: show.derived(make_case(made.observed, "INS", DISTRICT, lang)))
    for number in (0, 1, 11):
        states = {"done": number, "stale": number, "failed": number, "missing": number}
        made.add(f"pages, {number} of each", lambda lang, s=states: Texts(lang)("index.states", **s))
        made.add(f"a run, {number} of each", lambda lang, n=number: Texts(lang)("command.planned", due=n, unchanged=n))
        made.add(f"its end, {number} of each", lambda lang, n=number: Texts(lang)("command.finished", done=n, failed=n))
        made.add(f"an identity, {number} of each", lambda lang, n=number: Texts(lang)("quality.asked", asked=n, broken=n))


def _claims(findings: Findings, area: str, lang: str) -> str:
    shown = str(show.registers(make_case(findings, area, DISTRICT, lang)).html)
    return shown.rsplit("<h3>", 1)[1].split("</h3>")[1]


def test_sentences_made_from_figures_read_as_they_did(sentences: Sentences, request: pytest.FixtureRequest) -> None:
    made = "\n".join(sentences.lines).strip() + "\n"
    if request.config.getoption("--renew-golden"):
        GOLDEN.write_text(made, encoding="utf-8")
    assert GOLDEN.is_file(), "no golden text yet: pytest --renew-golden, then read it"
    assert made == GOLDEN.read_text(encoding="utf-8")


def test_no_sentence_counts_one_of_many(sentences: Sentences) -> None:
    """English has a singular for every noun that stands behind a number."""
    assert [line for line in sentences.lines if one_of_many(sentences.findings.programme).search(line)] == []
    assert any(re.search(r"(?<![\d.,/])1 person\b", line) for line in sentences.lines)

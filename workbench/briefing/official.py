"""What other organisations' methods say beside our verdict, and where they contradict."""

from markupsafe import Markup

from workbench.assessment.disagreement import OTHER_STAND_IN
from workbench.assessment.official import METHODS, PUBLISHED_STAND_IN
from workbench.briefing.blocks import Row, Shown, Table, Text, bullets, heading, join, paragraph, section
from workbench.briefing.numbers import is_missing
from workbench.briefing.phrases import Phrases
from workbench.case import Case


def official(case: Case, *, on_request: bool = False) -> Shown:
    """The official methods' categories beside our verdict, their contradictions in sentences, how each computes.

    On pages of the top unit, and of every unit where the programme says ``official_methods = "all"``; elsewhere
    empty unless asked for with `on_request`.
    """
    if not case.targets or not (case.is_top or on_request or case.programme.header.official_methods == "all"):
        return section()
    told = Phrases(case)
    say = told.say
    table = case.findings.official
    own = table[table["unit_code"] == case.unit.code]
    rows = [row for row in case.assessments.to_dict("records") if (own["target_id"] == row["target_id"]).any()]
    if not rows:
        return section(heading(say("official.title")), paragraph(say("official.nothing")), kind="official")
    said = {(one["target_id"], one["method"]): one for one in own.to_dict("records")}
    methods = [name for name in METHODS if any((row["target_id"], name) in said for row in rows)]
    lines = [
        Row(
            told.short(case.programme.targets[row["target_id"]]),
            [told.verdict_cell(row), *(_cell(told, row, said.get((row["target_id"], name))) for name in methods)],
            bool(row["is_simulated"]),
        )
        for row in rows
    ]
    columns = [say("column.target"), say("official.ours"), *(say(f"official.method.{name}") for name in methods)]
    shown = Table(
        say("official.caption", unit=told.unit_name(case.unit)), columns, lines, text_columns=frozenset(range(1, len(columns)))
    ).html(say("simulated.row"))
    where = [_contradicted(told, row) for row in rows]
    where = [one for one in where if one]
    speaking = [
        name for name in methods if any(said[row["target_id"], name]["verdict"] for row in rows if (row["target_id"], name) in said)
    ]
    agreed = say("official.agree") if set(speaking) - {"plan"} else ""
    return section(
        heading(say("official.title")),
        paragraph(say("official.intro")),
        paragraph("" if case.is_top else say("headline.benchmark", top=told.unit_within(case.top))),
        shown,
        paragraph(say("official.where") if where else agreed),
        bullets(where),
        bullets(_silences(told, rows, said, methods)),
        paragraph(_base_years(told, rows, said)),
        paragraph(say("official.how") if speaking else ""),
        bullets(say(f"official.explained.{name}") for name in speaking),
        kind="official",
    )


def _cell(told: Phrases, row: dict, one: dict | None) -> Text:
    """The method's word and the number it rests on."""
    if one is None:
        return told.say("sign.none")
    if not one["verdict"]:
        return told.say("official.silent")
    name, simulated = one["method"], bool(row["is_simulated"])
    # A unit that is only compared with another's mark is never said to have missed a plan.
    word = told.say(f"official.mark.{one['verdict']}") if name == "plan" and told.is_compared(row) else _word(told, name, one["verdict"])
    if name == "jmp":
        number = told.value(one["projected"], told.case.indicator(row["indicator_id"]), is_simulated=simulated)
    elif is_missing(one["measure"]):
        return word
    else:
        number = told.marked(told.numbers.plain(one["measure"], 1) + "%", simulated)
    return Markup("{}<br><small>{}</small>").format(word, told.say(f"official.measure.{name}", n=number))


def _word(told: Phrases, method: str, verdict: str) -> Text:
    return told.say(f"official.{method}.{verdict}")


def _names(told: Phrases, methods: list[str]) -> Text:
    names = [told.say(f"official.method.{name}") for name in methods]
    return names[0] if len(names) == 1 else Markup("{}{}{}").format(join(names[:-1], ", "), told.say("official.and"), names[-1])


# Ours against theirs first, theirs against each other next, each against itself last.
ORDER = ("ours_less", "ours_more", "between", "own_line", "impossible", "mirrored", "stand_in", "weights", "within_one")


def _contradicted(told: Phrases, row: dict) -> Text:
    """All contradictions about one target in one line, empty where there is none."""
    case = told.case
    table = case.findings.contradictions
    own = table[(table["unit_code"] == case.unit.code) & (table["target_id"] == row["target_id"])].to_dict("records")
    if not own:
        return ""
    kinds = {one["kind"]: one for one in own}
    sentences = []
    for kind in ORDER:
        alike = [one for one in own if one["kind"] == kind]
        if kind == "between" and kinds.keys() & {"ours_less", "ours_more"}:
            continue  # said with ours
        if kind in ("own_line", "impossible"):
            sentences += [_lines_of(told, row, kind, alike)] if alike else []
        else:
            sentences += [_sentence(told, row, one, kinds.get("between")) for one in alike]
    return Markup("<b>{}</b>: {}").format(told.short(case.programme.targets[row["target_id"]]), join(sentences, " "))


def _lines_of(told: Phrases, row: dict, kind: str, alike: list[dict]) -> Text:
    """Where several methods' own extensions lead, in one sentence."""
    target, indicator = told.case.programme.targets[row["target_id"]], told.case.indicator(row["indicator_id"])
    asked = {"operator": target.operator, "threshold": row["target_value"]}
    numbers = [told.marked(told.numbers.measured(one["number"], indicator, **asked), bool(row["is_simulated"])) for one in alike]
    return told.say(
        f"official.contradiction.{kind}",
        methods=_names(told, [one["method"] for one in alike]),
        horizon=told.case.programme.horizon_of(target),
        numbers=join(dict.fromkeys(numbers), "; "),
    )


def _sentence(told: Phrases, row: dict, one: dict, between: dict | None) -> Text:
    """One contradiction; `between` holds the methods' own disagreement, told together with ours."""
    say, kind = told.say, one["kind"]
    if kind == "between":
        return say("official.contradiction.between", yes=_names(told, one["here"].split()), no=_names(told, one["there"].split()))
    if kind in ("ours_less", "ours_more"):
        simulated = bool(row["is_simulated"])
        words = {
            "verdict": told.verdict(row),
            "chance": ""
            if is_missing(row["p_met"])
            else say("verdicts.chance", p=told.marked(told.numbers.chance(row["p_met"]), simulated)),
            "methods": _names(told, one["there"].split()),
        }
        if between is None:
            return say(f"official.contradiction.{kind}", **words)
        alike = between["there" if kind == "ours_less" else "here"].split()
        return say(f"official.contradiction.{kind}_divided", **words, alike=_names(told, alike))
    name = one["method"]
    return say(
        f"official.contradiction.{'mirrored_zero' if kind == 'mirrored' and one['number'] else kind}",
        method=say(f"official.method.{name}"),
        here=_word(told, name, one["here"]) if one["here"] else "",
        there=_word(told, name, one["there"]) if one["there"] else "",
        published=told.numbers.plain(PUBLISHED_STAND_IN, 3),
        number=told.numbers.plain(one["number"], 3 if one["number"] < OTHER_STAND_IN else 1),
    )


def _silences(told: Phrases, rows: list[dict], said: dict, methods: list[str]) -> list[Text]:
    """Who says nothing of which target, and why: one line for each target and reason."""
    lines = []
    for row in rows:
        quiet: dict[str, list[str]] = {}
        for name in methods:
            one = said.get((row["target_id"], name))
            if one and not one["verdict"]:
                quiet.setdefault(one["reason"], []).append(name)
        target = told.short(told.case.programme.targets[row["target_id"]])
        lines += [
            told.say("official.why", target=target, methods=_names(told, names), reason=told.say(f"official.reason.{reason}"))
            for reason, names in quiet.items()
        ]
    return lines


def _base_years(told: Phrases, rows: list[dict], said: dict) -> Text:
    """The base year in force, or which target has which."""
    years: dict[int, list[str]] = {}
    for row in rows:
        year = said[row["target_id"], "escap"]["base_year"]
        is_used = any(
            not is_missing(one["measure"]) for (target, name), one in said.items() if target == row["target_id"] and name != "plan"
        )
        if is_used:
            years.setdefault(int(year), []).append(told.short(told.case.programme.targets[row["target_id"]]))
    if not years:
        return ""
    parts = (
        [str(year) for year in years]
        if len(years) == 1
        else [told.say("official.base_of", year=year, targets=join(names, ", ")) for year, names in sorted(years.items())]
    )
    return told.say("official.base", years=join(parts))

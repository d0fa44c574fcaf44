"""What was said and what happened: chances, ranges and other methods' lights beside the figures that came."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from workbench.assessment import LIGHTS
from workbench.briefing.blocks import Row, Shown, Table, Text, bullets, heading, join, paragraph, section
from workbench.briefing.numbers import is_percent
from workbench.briefing.phrases import Phrases
from workbench.briefing.story import opening
from workbench.case import Case
from workbench.programme import Indicator

BANDS = 10
NAMED = 7  # the band that is told in words: 70 to 80%
FEW = 20  # statements below which a share is not to be leaned on: its standard error may reach 11 points
SURE, SLIM = 0.8, 0.2  # beyond them it surprises
MOST = 20  # surprises told one by one


def hindsight(case: Case) -> Shown:
    """The page's head: how many statements a later figure answers, and how often they came true."""
    told = Phrases(case)
    say, plain = told.say, told.numbers.plain
    said = case.findings.said
    calm = said[~said["is_shock"].astype(bool)]
    final, before = (calm[calm["is_final"].astype(bool) == one] for one in (True, False))
    if said.empty:
        return opening(told, paragraph(say("hindsight.nothing")))
    named = [one[band_of(one) == NAMED] for one in (final, before)]
    words = {"low": 100 * NAMED // BANDS, "high": 100 * (NAMED + 1) // BANDS}
    main = say(
        "hindsight.named",
        **words,
        n=_marked(told, plain(len(named[0])), final),
        met=_marked(told, plain(named[0]["came_true"].sum()), final),
        n_before=_marked(told, plain(len(named[1])), before),
        met_before=_marked(told, plain(named[1]["came_true"].sum()), before),
    )
    whole = say(
        "hindsight.whole",
        n=_marked(told, plain(len(final)), final),
        expected=_marked(told, plain(final["p_met"].sum(), 1), final),
        met=_marked(told, plain(final["came_true"].sum()), final),
        held=_marked(told, plain(final["was_met"].sum()), final),
    )
    few = say("hindsight.few", few=FEW) if len(named[0]) < FEW else ""
    shocks = join(
        [
            say("hindsight.shock", title=one.title[case.lang], first=one.first_year, last=one.last_year)
            for one in case.programme.header.shocks
        ],
        " ",
    )
    return opening(told, paragraph(join([main, few], " ")), paragraph(whole if len(final) else ""), paragraph(shocks))


def band_of(said: pd.DataFrame) -> pd.Series:
    """The band of each stated chance, 0 to 9."""
    return (said["p_met"].astype(float) * BANDS).astype(int).clip(0, BANDS - 1)


def _marked(told: Phrases, text: str, rows: pd.DataFrame) -> Text:
    return told.marked(text, bool(rows["is_simulated"].astype(bool).any()))


def _of(told: Phrases, rows: pd.DataFrame) -> Text:
    """How many of how many came true."""
    if rows.empty:
        return told.say("sign.none")
    plain = told.numbers.plain
    return _marked(told, str(told.say("hindsight.of", n=plain(rows["came_true"].sum()), of=plain(len(rows)))), rows)


def came_true(case: Case) -> Shown:
    """How often the chances came true: by band, by target, by group of units."""
    told = Phrases(case)
    say, plain = told.say, told.numbers.plain
    said = case.findings.said
    if said.empty:
        return section()
    parts = _parts(told)
    columns = [say("record.said"), say("hindsight.mean"), *(title for title, _ in parts)]
    rows = []
    for band in range(BANDS):
        own = said[band_of(said) == band]
        if len(own):
            cells = [_of(told, part[band_of(part) == band]) for _, part in parts]
            mean = _marked(told, told.numbers.plain(100 * own["p_met"].mean()) + "%", own)
            rows.append(Row(f"{plain(100 * band / BANDS)} - {plain(100 * (band + 1) / BANDS)}%", [mean, *cells], _simulated(own)))
    mean = _marked(told, plain(100 * said["p_met"].mean()) + "%", said)
    rows.append(Row(say("hindsight.all"), [mean, *(_of(told, part) for _, part in parts)], _simulated(said), is_total=True))
    bands = Table(say("hindsight.bands"), columns, rows).html(say("simulated.row"))
    final = said[said["is_final"].astype(bool)]
    of_targets = [(told.short(target), final[final["target_id"] == target.id]) for target in case.programme.targets.values()]
    groups = [(told.unit_name(unit), final[final["unit_code"].isin({unit.code} | case.inside(unit.code))]) for unit in case.members]
    return section(
        heading(say("hindsight.often")),
        paragraph(say("hindsight.often_note")),
        bands,
        _counted(told, say("column.target"), say("hindsight.by_target"), of_targets),
        _counted(told, say("column.unit"), say("hindsight.by_group"), groups) if any(len(rows) > 1 for _, rows in groups) else Markup(""),
        _surprises(told),
        kind="hindsight",
    )


def _parts(told: Phrases) -> list[tuple[Text, pd.DataFrame]]:
    """The statements of the targets' own year, of the years before, and of years of shock, with the title of each; empty ones left out."""
    said = told.case.findings.said
    shock, final = said["is_shock"].astype(bool), said["is_final"].astype(bool)
    parts = [("final", ~shock & final), ("before", ~shock & ~final), ("shocked", shock)]
    return [(told.say(f"hindsight.{name}"), said[chosen]) for name, chosen in parts if chosen.any()]


def _simulated(rows: pd.DataFrame) -> bool:
    return bool(rows["is_simulated"].astype(bool).any())


def _counted(told: Phrases, first: Text, caption: Text, groups: Sequence[tuple[Text, pd.DataFrame]]) -> Markup:
    """Of each group: how many were asked, how many stood at the mark before, how many were to be expected, how many made it."""
    say, plain = told.say, told.numbers.plain
    rows = [
        Row(
            name,
            [
                _marked(told, plain(len(own)), own),
                _marked(told, plain(own["was_met"].sum()), own),
                _marked(told, plain(own["p_met"].sum(), 1), own),
                _marked(told, plain(own["came_true"].sum()), own),
            ],
            _simulated(own),
        )
        for name, own in groups
        if len(own)
    ]
    columns = [
        first,
        say("hindsight.asked"),
        say("hindsight.held", as_of=told.case.as_of),
        say("hindsight.expected"),
        say("hindsight.made_it"),
    ]
    return Table(caption, columns, rows).html(say("simulated.row")) if rows else Markup("")


def _surprises(told: Phrases) -> Markup:
    """What was given a high chance and failed, or a slim one and came true."""
    case, say = told.case, told.say
    said = case.findings.said
    missed = said[(said["p_met"] >= SURE) & ~said["came_true"].astype(bool)]
    came = said[(said["p_met"] <= SLIM) & said["came_true"].astype(bool)]
    surprising = pd.concat([missed.sort_values("p_met", ascending=False, kind="stable"), came.sort_values("p_met", kind="stable")])
    lines = [
        say(
            "hindsight.surprise",
            unit=told.unit_name(case.units[row["unit_code"]]),
            target=told.short(case.programme.targets[row["target_id"]]),
            p=told.marked(told.numbers.chance(row["p_met"]), row["is_simulated"]),
            value=told.value(row["actual"], case.indicator(row["indicator_id"]), is_simulated=row["is_simulated"]),
            year=row["year"],
            shock=say("hindsight.in_shock") if row["is_shock"] else "",
        )
        for row in surprising.head(MOST).to_dict("records")
    ]
    more = say("sources.more", n=len(surprising) - MOST) if len(surprising) > MOST else ""
    counts = say(
        "hindsight.surprises",
        sure=told.numbers.plain(100 * SURE),
        slim=told.numbers.plain(100 * SLIM),
        missed=_marked(told, told.numbers.plain(len(missed)), missed),
        n_sure=told.numbers.plain((said["p_met"] >= SURE).sum()),
        came=_marked(told, told.numbers.plain(len(came)), came),
        n_slim=told.numbers.plain((said["p_met"] <= SLIM).sum()),
    )
    return heading(say("hindsight.surprises_title"), 3) + paragraph(counts) + bullets(lines) + paragraph(more)


def how_far(case: Case) -> Shown:
    """How far the middles of the projections were off, and how often the ranges held, by indicator and years ahead."""
    told = Phrases(case)
    say, plain = told.say, told.numbers.plain
    ranges = case.findings.ranges
    if ranges.empty:
        return section()
    table = ranges.assign(
        off=ranges["actual"] - ranges["q50"],
        in80=ranges["actual"].between(ranges["q10"], ranges["q90"]),
        in95=ranges["actual"].between(ranges["q025"], ranges["q975"]),
    )
    rows = []
    order = {name: place for place, name in enumerate(case.programme.indicators)}
    keys = sorted(table.groupby(["indicator_id", "ahead", "is_shock"]).groups, key=lambda key: (order[key[0]], *key[1:]))
    for name, ahead, is_shock in keys:
        own = table[(table["indicator_id"] == name) & (table["ahead"] == ahead) & (table["is_shock"] == is_shock)]
        indicator = case.indicator(name)
        off = [own["off"].median(), own["off"].abs().median()]
        shares = [
            _marked(told, str(say("hindsight.of", n=plain(own[column].sum()), of=plain(len(own)))), own) for column in ("in80", "in95")
        ]
        head = join([indicator.title[case.lang], say("hindsight.in_shock") if is_shock else ""], "")
        cells = [plain(ahead), _marked(told, plain(len(own)), own), *(_marked(told, _difference(told, one, indicator), own) for one in off)]
        rows.append(Row(head, [*cells, *shares], _simulated(own)))
    columns = [
        say("column.indicator"),
        *(say(f"hindsight.{key}") for key in ("ahead", "figures", "off", "typical", "within80", "within95")),
    ]
    shown = Table(say("hindsight.ranges"), columns, rows).html(say("simulated.row"))
    calm = table[~table["is_shock"].astype(bool)]
    whole = say(
        "hindsight.coverage",
        n=_marked(told, plain(len(calm)), calm),
        in80=_marked(told, plain(100 * calm["in80"].mean()) + "%", calm),
        in95=_marked(told, plain(100 * calm["in95"].mean()) + "%", calm),
    )
    return section(
        heading(say("hindsight.far")),
        paragraph(whole if len(calm) else ""),
        shown,
        paragraph(say("hindsight.far_note"), "small"),
        kind="hindsight",
    )


def _difference(told: Phrases, value: float, indicator: Indicator) -> str:
    """A difference of two figures with its unit."""
    if is_percent(indicator):
        return str(told.say("pace.points", amount=told.numbers.plain(value, 2)))
    return told.numbers.counted(value, indicator.unit, min(indicator.decimals + 1, 2))


def beside_lights(case: Case) -> Shown:
    """What ESCAP's, Eurostat's and SDSN's methods would have said of the same targets, and how often they were right."""
    told = Phrases(case)
    say = told.say
    said = case.findings.said
    final = said[said["is_final"].astype(bool) & ~said["is_shock"].astype(bool)]
    if final.empty:
        return section()
    open_yet = ~final["was_met"].astype(bool)
    spoken = {name: final[name].astype(float) for name in LIGHTS} | {"ours": (final["p_met"] >= 0.5).astype(float)}
    rows = []
    for name in ("ours", *LIGHTS):
        yes, no = spoken[name] == 1.0, spoken[name] == 0.0
        title = say("hindsight.ours") if name == "ours" else say(f"official.method.{name}")
        silent = final[spoken[name].isna()]
        cells = [_of(told, final[chosen]) for chosen in (yes, yes & open_yet, no)]
        rows.append(Row(title, [*cells, _marked(told, told.numbers.plain(len(silent)), silent)], _simulated(final)))
    columns = [say("hindsight.method"), *(say(f"hindsight.{key}") for key in ("yes", "yes_open", "no", "silent"))]
    return section(
        heading(say("hindsight.lights")),
        paragraph(say("hindsight.lights_note")),
        Table(say("hindsight.lights_caption"), columns, rows).html(say("simulated.row")),
        kind="hindsight",
    )

"""The outer form of an office's paper: letterhead, annex numbers, recipients. What it says is told elsewhere."""

import datetime

from markupsafe import Markup

from workbench.briefing.blocks import Shown, bullets, section
from workbench.briefing.phrases import Phrases
from workbench.case import Case

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def page_number_place(case: Case) -> str:
    """Where the page number stands, as the rule in force for a paper of this date has it: a margin box of CSS.

    The date of a draft is blank. A paper on the figures of a year is written in the year after it.
    """
    letter = case.programme.header.letterhead
    middle = datetime.date(case.as_of + 1, 6, 30)
    rules = [one for one in (letter.rules if letter else ()) if one.since is None or one.since <= middle]
    return rules[-1].page_number if rules else "top-center"


def letterhead(case: Case) -> Markup:
    """Agency, nation and motto; number and date stay blank."""
    letter = case.programme.header.letterhead
    if letter is None:
        return Markup("")
    say = Phrases(case).say
    return Markup(
        '<div class="doc"><div><p>{}</p><p><b>{}</b></p><hr><p>{}</p></div>'
        "<div><p><b>{}</b></p><p><b>{}</b></p><hr><p><i>{}</i></p></div></div>"
    ).format(
        letter.parent[case.lang],
        letter.office[case.lang],
        say("headline.number", symbol=letter.symbol),
        say("headline.nation"),
        say("headline.motto"),
        say("headline.date", place=letter.place[case.lang]),
    )


def draft(case: Case) -> Markup:
    """The words that keep a generated paper from being taken for an issued one."""
    return Markup('<p class="draft">{}</p>').format(Phrases(case).say("headline.draft"))


def annex_lines(case: Case) -> tuple[Markup, Markup]:
    """The number of the annex, over its title, and the paper that it goes with, below: both empty for an office without letterhead."""
    letter = case.programme.header.letterhead
    if letter is None:
        return Markup(""), Markup("")
    say = Phrases(case).say
    number = 1 if case.area is None else 2 + [one.area for one in case.programme.policy_areas].index(case.area.area)
    return (
        Markup('<p class="annex-number">{}</p>').format(say("paper.annex", number=roman(number))),
        Markup('<p class="annex-of">{}</p>').format(
            say("paper.annex_of", symbol=letter.symbol, office=(letter.named or letter.office)[case.lang])
        ),
    )


def annex(case: Case) -> Shown:
    """The head of the overview's annex: from here on, the details of its two sides."""
    told = Phrases(case)
    number, of = annex_lines(case)
    title = Markup('<h2 class="annex-title">{}</h2>').format(told.say("paper.details", unit=told.unit_name(case.unit)))
    return section(number, title, of, kind="annex")


def roman(number: int) -> str:
    """An annex's number: I, II, …"""
    text = ""
    for value, sign in ROMAN:
        text, number = text + sign * (number // value), number % value
    return text


def recipients(case: Case) -> Shown:
    """Who receives the paper, at its foot."""
    letter = case.programme.header.letterhead
    if not letter or not letter.recipients:
        return section()
    told = Phrases(case)
    names = [Markup("{}{}").format(one[case.lang], "." if one is letter.recipients[-1] else ";") for one in letter.recipients]
    return section(Markup("<p><b><i>{}</i></b></p>").format(told.say("sources.recipients")), bullets(names), kind="recipients")

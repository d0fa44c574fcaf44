"""The index of what one recipient gets: its pages by unit, the day of its figures, what is withheld and how to check the files."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from workbench.briefing.assumed import assumed
from workbench.briefing.page import disclosure_told
from workbench.briefing.phrases import Phrases
from workbench.briefing.templates import index_template, page_css
from workbench.briefing.texts import Texts
from workbench.case import make_case
from workbench.findings import Findings
from workbench.programme import Programme, Recipient
from workbench.subject import HINDSIGHT


@dataclass(frozen=True)
class Enclosed:
    """One page of a bundle."""

    unit_code: str
    area: str  # "" is the overview
    name: str  # of its file, beside the index
    is_simulated: bool
    forms: tuple[str, ...] = ()  # files of its other forms


def render_bundle(findings: Findings, lang: str, recipient: Recipient, enclosed: Sequence[Enclosed]) -> str:
    """The index of a bundle, to stand beside its pages."""
    say, programme = Texts(lang), findings.programme
    units = programme.units_in(findings.as_of)
    titles = page_titles(programme, lang)
    groups: dict[str, list[dict[str, object]]] = {}
    for one in enclosed:
        page = {"href": one.name, "title": titles[one.area], "is_simulated": one.is_simulated, "forms": one.forms}
        groups.setdefault(one.unit_code, []).append(page)
    return index_template("index_of_bundle.html.j2").render(
        say=say,
        lang=lang,
        header=programme.header,
        recipient=recipient.title[lang],
        findings=findings,
        received=_last_received(findings, lang),
        groups=[(code, units[code].title(lang), pages) for code, pages in groups.items()],
        is_simulated=any(one.is_simulated for one in enclosed),
        disclosed=disclosure_told(findings, lang),
        assumed=assumed(programme, lang),
        css=page_css(),
    )


def page_titles(programme: Programme, lang: str, *, short: bool = False) -> dict[str, str]:
    """Titles of pages by code of their area; "" is the overview, whose title may be short."""
    say = Texts(lang)
    overview = say("overview.short") if short else say("overview.title", horizon=programme.header.horizon)
    return {"": overview, HINDSIGHT: say("hindsight.title")} | {one.area: one.title[lang] for one in programme.policy_areas}


def _last_received(findings: Findings, lang: str) -> Markup | str:
    """The day on which the latest of the figures came, where any says one."""
    days = [day for day in findings.observations["received"] if day]
    if not days:
        return ""
    top = next(unit for unit in findings.programme.units_in(findings.as_of).values() if not unit.parent)
    return Texts(lang)("bundle.received", day=Phrases(make_case(findings, "", top.code, lang)).date(max(days)))

"""The sections that a notebook shows, one call each: `show.headline(case)`."""

from workbench.briefing.annex import cautions, registers, report_annex, sources
from workbench.briefing.asking import to_ask
from workbench.briefing.comparisons import back_tests, comparisons
from workbench.briefing.effort import contributions, doubts, effort, focus
from workbench.briefing.method import losses, taken_apart
from workbench.briefing.needs import derived, kept, money
from workbench.briefing.official import official
from workbench.briefing.quality import identities
from workbench.briefing.standing import standing
from workbench.briefing.story import headline, promises, trend, verdicts

__all__ = [
    "back_tests",
    "cautions",
    "comparisons",
    "contributions",
    "derived",
    "doubts",
    "effort",
    "focus",
    "headline",
    "identities",
    "kept",
    "losses",
    "money",
    "official",
    "promises",
    "registers",
    "report_annex",
    "sources",
    "standing",
    "taken_apart",
    "to_ask",
    "trend",
    "verdicts",
]

"""The sections that a notebook shows, one call each: `show.headline(case)`."""

from workbench.briefing.annex import cautions, registers, report_annex, sources, warnings
from workbench.briefing.asking import to_ask
from workbench.briefing.comparisons import back_tests, comparisons
from workbench.briefing.effort import contributions, effort
from workbench.briefing.hindsight import beside_lights, came_true, hindsight, how_far
from workbench.briefing.looking_back import looking_back
from workbench.briefing.matrix import matrix
from workbench.briefing.method import losses, taken_apart
from workbench.briefing.needs import derived, kept, money
from workbench.briefing.official import official
from workbench.briefing.paper import annex, recipients
from workbench.briefing.quality import identities
from workbench.briefing.reached import reached
from workbench.briefing.sheet import causes, doubts, outlook, targets
from workbench.briefing.standing import standing
from workbench.briefing.story import headline, promises, readings, trend, verdicts

__all__ = [
    "annex",
    "back_tests",
    "beside_lights",
    "came_true",
    "causes",
    "cautions",
    "comparisons",
    "contributions",
    "derived",
    "doubts",
    "effort",
    "headline",
    "hindsight",
    "how_far",
    "identities",
    "kept",
    "looking_back",
    "losses",
    "matrix",
    "money",
    "official",
    "outlook",
    "promises",
    "reached",
    "readings",
    "recipients",
    "registers",
    "report_annex",
    "sources",
    "standing",
    "taken_apart",
    "targets",
    "to_ask",
    "trend",
    "verdicts",
    "warnings",
]

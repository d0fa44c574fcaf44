"""Will it be met: probability, verdict, pace and gap. Rules only; nothing is drawn and nothing is said in words."""

from workbench.assessment.assess import ASSESSMENT_YEARS, ASSESSMENTS, Assessments, assess
from workbench.assessment.assumptions import ASSUMPTIONS, vary_assumptions
from workbench.assessment.disagreement import CONTRADICTIONS, OFFICIAL, hold_beside
from workbench.assessment.hindsight import LIGHTS, RANGES, SAID, hold_against, later_values
from workbench.assessment.ladder import Verdict, meets
from workbench.assessment.measures import RECENT_YEARS

__all__ = [
    "ASSESSMENTS",
    "ASSESSMENT_YEARS",
    "ASSUMPTIONS",
    "CONTRADICTIONS",
    "LIGHTS",
    "OFFICIAL",
    "RANGES",
    "RECENT_YEARS",
    "SAID",
    "Assessments",
    "Verdict",
    "assess",
    "hold_against",
    "hold_beside",
    "later_values",
    "meets",
    "vary_assumptions",
]

"""What was promised: areas, indicators, targets, units, breaks, and their reader."""

from workbench.programme.catalogue import Ambiguity, Area, Entry, Indicator
from workbench.programme.header import Level
from workbench.programme.models import Break, Fact, Identity, Programme, Source, Unit
from workbench.programme.promises import Target
from workbench.programme.reader import load_programme, read_programme
from workbench.programme.recipients import Recipient, load_recipients
from workbench.programme.records import Words
from workbench.programme.scenario import Aim, Lever, Scenario, keep_scenario, load_scenario, under

__all__ = [
    "Aim",
    "Ambiguity",
    "Area",
    "Break",
    "Entry",
    "Fact",
    "Identity",
    "Indicator",
    "Level",
    "Lever",
    "Programme",
    "Recipient",
    "Scenario",
    "Source",
    "Target",
    "Unit",
    "Words",
    "keep_scenario",
    "load_programme",
    "load_recipients",
    "load_scenario",
    "read_programme",
    "under",
]

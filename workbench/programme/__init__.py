"""What was promised: areas, indicators, targets, units, breaks, and their reader."""

from workbench.programme.catalogue import Ambiguity, Area, Entry, Indicator, Target, Words
from workbench.programme.models import Break, Fact, Identity, Level, Programme, Source, Unit
from workbench.programme.reader import load_programme, read_programme

__all__ = [
    "Ambiguity",
    "Area",
    "Break",
    "Entry",
    "Fact",
    "Identity",
    "Indicator",
    "Level",
    "Programme",
    "Source",
    "Target",
    "Unit",
    "Words",
    "load_programme",
    "read_programme",
]

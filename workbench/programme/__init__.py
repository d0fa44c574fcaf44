"""What was promised: areas, indicators, targets, units, breaks, and their reader."""

from workbench.programme.models import (
    Area, Break, Entry, Fact, Indicator, Level, Programme, Source, Target, Unit, Words,
)
from workbench.programme.reader import load_programme, read_programme

__all__ = [
    "Area", "Break", "Entry", "Fact", "Indicator", "Level", "Programme", "Source", "Target", "Unit", "Words",
    "load_programme", "read_programme",
]

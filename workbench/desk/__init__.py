"""The analysts' desk: tidy tables and scenarios for own cells, questions answered while one waits."""

import importlib

_HOMES = {
    "Aim": "workbench.programme",
    "Lever": "workbench.programme",
    "assess": "workbench.desk.tables",
    "by_year": "workbench.desk.tables",
    "explore": "workbench.desk.explore",
    "figures": "workbench.briefing",
    "load_case": "workbench.case",
    "load_programme": "workbench.programme",
    "observations": "workbench.desk.tables",
    "project": "workbench.desk.tables",
    "scenario": "workbench.desk.tables",
    "show": "workbench.briefing",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"workbench.desk has no name {name!r}; it has {', '.join(__all__)}")
    if _HOMES[name] == "workbench.briefing":
        return importlib.import_module(f"workbench.briefing.{name}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__

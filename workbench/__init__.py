"""The few names a notebook needs, handed out lazily so that `workbench --help` loads nothing heavy."""

import importlib

_HOMES = {
    "desk": "workbench",
    "explore": "workbench.desk.explore",
    "figures": "workbench.briefing",
    "load_case": "workbench.case",
    "load_programme": "workbench.programme",
    "show": "workbench.briefing",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"workbench has no name {name!r}; it has {', '.join(__all__)}")
    if _HOMES[name] in ("workbench", "workbench.briefing"):
        return importlib.import_module(f"{_HOMES[name]}.{name}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__

"""Assessments of earlier figures, and what has changed since: which targets, and because of data, method or definitions."""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from workbench.files import write_whole
from workbench.findings import Findings
from workbench.observations import digest_of
from workbench.projection.prior import priors_of
from workbench.settings import PACKAGE

CAUSES = ("data", "method", "definition")
ASSESSMENTS, BASIS, HISTORY = "assessments.csv", "basis.json", "history"
_METHOD = ("programme", "observations", "projection", "assessment", "findings.py")  # rooms that make assessments
_LIBRARIES = ("numpy", "scipy", "pandas", "statsmodels")
_KEY = ["unit_code", "target_id"]
_TOLD = ("verdict", "p_met", "latest_year", "latest_value")
CHANGES = [*_KEY, *(name for one in _TOLD for name in (f"{one}_before", one)), "cause"]


@dataclass(frozen=True)
class Changes:
    """What is different since the assessments that were kept last.

    Attributes
    ----------
    table : one row for each target of a unit whose verdict, probability (by half a percentage point or more) or
        latest figure changed, in the order of the assessments; their columns, those of before with ``_before`` behind
        their names, and ``cause``. Rows that are new or gone have nothing on the other side.
    causes : those of ``CAUSES`` that changed in between; empty where it is not known.
    """

    table: pd.DataFrame
    causes: tuple[str, ...]


def basis_of(findings: Findings) -> dict[str, str]:
    """Digests of what assessments follow from, by cause."""
    programme = findings.programme
    definitions = (
        programme.header,
        programme.areas,
        programme.units,
        sorted(programme.breaks.items()),
        programme.registers,
        programme.facts,
        programme.identities,
        programme.scenario,
    )
    method = _sha(_method_digest() + repr(priors_of(programme)))
    return {"data": digest_of(findings.observations), "method": method, "definition": _sha(repr(definitions))}


def keep_assessments(folder: Path, text: str, basis: Mapping[str, str]) -> None:
    """Write the assessments of a run and what they follow from; those before, if they are others, are kept under ``history/``.

    Whenever it is killed, the next run ends with the same files: what is kept is written first, and
    `basis.json` says by digest to which assessments it belongs. Assessments damaged since are not kept: what they said is not known.
    """
    path = folder / ASSESSMENTS
    earlier = _read(path) if path.is_file() else text
    if earlier != text:
        kept = sorted((folder / HISTORY).glob("*.csv"))
        # A run killed just here has kept them already.
        if not (kept and _read(kept[-1]) == earlier) and _is_sound(path, folder / BASIS):
            name = f"{len(kept) + 1:04}"
            before = _read_basis(folder / BASIS, earlier)
            if before:
                write_whole(folder / HISTORY / f"{name}.json", _json(before))
            write_whole(folder / HISTORY / f"{name}.csv", earlier)
    told = _json({"assessments": _sha(text), **basis})
    if not (folder / BASIS).is_file() or _read(folder / BASIS) != told:
        write_whole(folder / BASIS, told)
    if earlier != text or not path.is_file():
        write_whole(path, text)


def find_changes(folder: Path) -> Changes | None:
    """What changed since the assessments kept last; None where there are none yet, or those are damaged."""
    kept = sorted((folder / HISTORY).glob("*.csv"))
    if not kept or not _is_sound(kept[-1], kept[-1].with_suffix(".json")):
        return None
    earlier, text = _read(kept[-1]), _read(folder / ASSESSMENTS)
    before, now = _read_basis(kept[-1].with_suffix(".json"), earlier), _read_basis(folder / BASIS, text)
    causes = tuple(one for one in CAUSES if before.get(one) != now.get(one)) if before and now else ()
    return Changes(compare(_table(earlier), _table(text)).assign(cause=" ".join(causes)), causes)


def find_damage(folder: Path) -> list[Path]:
    """Assessments, those in force and those kept, that are no longer as they were written."""
    tables = [(folder / ASSESSMENTS, folder / BASIS)]
    tables += [(path, path.with_suffix(".json")) for path in sorted((folder / HISTORY).glob("*.csv"))]
    return [path for path, basis in tables if path.is_file() and not _is_sound(path, basis)]


def _is_sound(path: Path, basis: Path) -> bool:
    """Whether a table is the one that its basis tells of, or one of a version that kept none, and can be read."""
    digest = _load(basis).get("assessments")
    try:
        return digest == _sha(_read(path)) if digest else set(_KEY) <= set(_table(_read(path)).columns)
    except ValueError:
        return False


def compare(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Rows of two tables of assessments that a reader would see differ; see `Changes`."""
    places = {key: place for place, key in enumerate(pd.concat([now, before])[_KEY].drop_duplicates().itertuples(index=False, name=None))}
    both = now.merge(before, on=_KEY, how="outer", suffixes=("", "_before"))
    both = both.assign(place=[places[key] for key in both[_KEY].itertuples(index=False, name=None)]).sort_values("place")
    steps = {"p_met": 0.005, "latest_year": 1.0, "latest_value": 1e-9 * both["latest_value_before"].abs().clip(lower=1.0)}
    changed = both["verdict"].fillna("") != both["verdict_before"].fillna("")
    for name, step in steps.items():
        old, new = both[f"{name}_before"], both[name]
        changed |= ((old - new).abs() >= step) | (old.isna() != new.isna())
    return both[changed].drop(columns="place").reset_index(drop=True)


def _table(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype={"unit_code": str, "target_id": str})


def _read_basis(path: Path, text: str) -> dict[str, str]:
    """What assessments followed from; empty where the file is of others, or of a version that kept none."""
    found = _load(path)
    return found if found.get("assessments") == _sha(text) else {}


def _load(path: Path) -> dict[str, str]:
    try:
        found = json.loads(_read(path)) if path.is_file() else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) and all(isinstance(one, str) for one in found.values()) else {}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")  # a spoilt letter makes it another text


def _method_digest() -> str:
    paths = sorted(path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".toml") and path.relative_to(PACKAGE).parts[0] in _METHOD)
    told = [f"{path.relative_to(PACKAGE).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in paths]
    return _sha("\n".join([*told, *(f"{name}=={version(name)}" for name in _LIBRARIES)]))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _json(content: Mapping[str, str]) -> str:
    return json.dumps(content, indent=1, sort_keys=True) + "\n"

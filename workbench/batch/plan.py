"""Which pages there should be, under which names, and what each depends on."""

import ast
import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from workbench.briefing.page import page_facts
from workbench.briefing.texts import Texts
from workbench.case import OVERVIEW, find_area, find_unit, make_case
from workbench.errors import NotebookError
from workbench.findings import Findings, code_digest
from workbench.programme import Area, Programme, Unit
from workbench.settings import notebooks_folder

PARAMETERS = ("programme", "unit_code", "lang", "as_of", "observed_only", "scenario")
PLAIN = "area.ipynb"  # the story of every area that names no notebook of its own
LIBRARIES = ("papermill", "nbconvert", "pandas", "numpy", "statsmodels", "matplotlib", "seaborn", "ipykernel")


@dataclass(frozen=True)
class Job:
    """One notebook, one unit, one language, and everything needed to run it anywhere."""

    unit_code: str
    area: str  # empty for the overview
    notebook: Path
    parameters: dict[str, object]
    folder: Path  # of the unit
    stem: str
    is_simulated: bool
    suffix: str  # of the file name where the page rests on simulated figures
    facts: dict[str, object] = field(repr=False)

    @property
    def key(self) -> str:
        return str(self.facts["job"])

    @property
    def page(self) -> Path:
        return self.folder / f"{self.stem}{f'-{self.suffix}' if self.is_simulated else ''}.html"

    @property
    def executed(self) -> Path:
        return self.page.with_suffix(".ipynb")

    @property
    def failed(self) -> Path:
        """Where the notebook is kept if it fails; no page stands beside it."""
        return self.folder / f"{self.stem}.failed.ipynb"

    @property
    def outdated(self) -> list[Path]:
        """Files of this job under its other names: simulated or not, failed or not."""
        names = (self.stem, f"{self.stem}-{self.suffix}", f"{self.stem}.failed")
        files = [self.folder / f"{name}{ending}" for name in names for ending in (".html", ".ipynb")]
        return [path for path in files if path not in (self.page, self.executed) and path.exists()]


def run_name(programme: Programme, *, as_of: int, lang: str, observed_only: bool) -> str:
    """The folder of a run names what was asked, not when: running again continues it."""
    return f"{programme.header.id}-{as_of}-{lang}{'-observed' if observed_only else ''}"


def unit_folder(unit: Unit) -> str:
    """A folder's name leads with the code: names without accents may collide, codes do not."""
    plain = unicodedata.normalize("NFD", unit.name.replace("Đ", "D").replace("đ", "d"))
    letters = "".join(one if one.isascii() and one.isalnum() else "-" for one in plain.lower() if not unicodedata.combining(one))
    return "-".join(filter(None, f"{unit.code}-{letters}".split("-")))


def plan_jobs(
    findings: Findings, *, folder: Path, lang: str, programme_name: str, units: Sequence[str] = (), areas: Sequence[str] = ()
) -> list[Job]:
    """The jobs of a run, units in the office's order, the overview before its areas.

    Parameters
    ----------
    folder : of the run.
    programme_name : what the notebooks are told, a name or an absolute path.
    units, areas : codes; empty means all. The overview belongs to every choice of units without areas.

    Raises
    ------
    NotebookError : a code that names nothing, a notebook that is missing or asks for other parameters.
    """
    programme = findings.programme
    chosen = [find_unit(programme, code, findings.as_of) for code in dict.fromkeys(units)] or list(
        programme.units_in(findings.as_of).values()
    )
    wanted: list[Area | None] = [find_area(programme, code) for code in dict.fromkeys(areas)] if areas else [None, *programme.policy_areas]
    paths = {area.area if area else "": _notebook(area) for area in wanted}
    return [
        _job(findings, unit, area, paths[area.area if area else ""], folder, lang, programme_name) for unit in chosen for area in wanted
    ]


def _job(findings: Findings, unit: Unit, area: Area | None, notebook: Path, folder: Path, lang: str, programme_name: str) -> Job:
    parameters: dict[str, object] = {
        "programme": programme_name,
        "unit_code": unit.code,
        "lang": lang,
        "as_of": findings.as_of,
        "observed_only": findings.observed_only,
        "scenario": "",
    }
    if area and not area.notebook:
        parameters["area"] = area.area
    case = make_case(findings, area.area if area else "", unit.code, lang)
    key = job_key(notebook=notebook.read_bytes(), findings=findings.digest, parameters=parameters, area=area.area if area else "")
    return Job(
        unit_code=unit.code,
        area=area.area if area else "",
        notebook=notebook,
        parameters=parameters,
        folder=folder / unit_folder(unit),
        stem=findings.programme.area_files[area.area] if area else OVERVIEW,
        is_simulated=case.is_simulated,
        suffix=str(Texts(lang)("simulated.file")),
        facts=page_facts(case, key),
    )


def job_key(*, notebook: bytes, findings: str, parameters: dict[str, object], area: str) -> str:
    """Digest of everything a page depends on, code and library versions included."""
    # The programme's place on this machine is no part of what the page says.
    told = json.dumps({**parameters, "programme": ""}, sort_keys=True) + area
    digest = hashlib.sha256()
    for part in (notebook, findings.encode(), told.encode(), code_digest().encode(), _versions().encode()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


@cache
def _versions() -> str:
    return " ".join(f"{name}=={version(name)}" for name in LIBRARIES)


@cache
def _notebook_of(name: str) -> Path:
    path = notebooks_folder() / name
    expected = {*PARAMETERS, "area"} if name == PLAIN else set(PARAMETERS)
    if not path.is_file():
        raise NotebookError(name, f"the notebook is not in {path.parent}.", "Mend `notebook` in the area's file, or put it there.")
    found = set(read_parameters(path))
    if found != expected:
        odd = ", ".join(sorted(found ^ expected))
        raise NotebookError(
            name,
            f"its cell tagged 'parameters' does not hold exactly the parameters of the contract ({odd}).",
            f"They are: {', '.join(sorted(expected))}.",
        )
    return path


def _notebook(area: Area | None) -> Path:
    return _notebook_of(f"{OVERVIEW}.ipynb" if area is None else area.notebook or PLAIN)


def read_parameters(path: Path) -> list[str]:
    """Names assigned in the cell tagged ``parameters``."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    statements = [one for source in sources[:1] for one in ast.parse(source).body]
    names = [
        one.target if isinstance(one, ast.AnnAssign) else one.targets[0]
        for one in statements
        if isinstance(one, ast.AnnAssign | ast.Assign)
    ]
    return [name.id for name in names if isinstance(name, ast.Name)]

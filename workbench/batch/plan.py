"""Which pages there should be, under which names, and what each depends on."""

import ast
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from workbench.briefing.names import slug
from workbench.briefing.page import page_facts
from workbench.briefing.texts import Texts
from workbench.case import Case, make_case
from workbench.errors import NotebookError
from workbench.extract import digest_of
from workbench.findings import Findings, source_digests
from workbench.programme import Programme, Unit
from workbench.programme.finding import find_area, find_unit
from workbench.settings import notebooks_folder
from workbench.subject import HINDSIGHT, HINDSIGHT_PAGE, OVERVIEW

PARAMETERS = ("programme", "unit_code", "lang", "as_of", "observed_only", "scenario")
PLAIN = "area.ipynb"  # the story of every area that names no notebook of its own
LIBRARIES = ("papermill", "nbconvert", "pandas", "numpy", "statsmodels", "matplotlib", "ipykernel")


@dataclass(frozen=True)
class Job:
    """One notebook, one unit, one language, and everything needed to run it anywhere."""

    unit_code: str
    area: str  # empty for the overview; see `Case.code`
    notebook: Path
    parameters: dict[str, object]
    folder: Path  # of the unit
    stem: str
    is_simulated: bool
    suffix: str  # of the file name where the page rests on simulated figures
    facts: dict[str, object] = field(repr=False)
    parts: dict[str, str] = field(repr=False)  # digests that the key is made of, by what they are of

    @property
    def key(self) -> str:
        """Digest of everything that the page depends on."""
        return str(self.facts["job"])

    @property
    def page(self) -> Path:
        """Where the page stands; its name says if anything on it is simulated."""
        return self.folder / f"{self.stem}{f'-{self.suffix}' if self.is_simulated else ''}.html"

    @property
    def executed(self) -> Path:
        """Where the executed notebook stands, beside its page."""
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


def run_name(programme: Programme, *, as_of: int, lang: str, observed_only: bool, is_disclosed: bool = False) -> str:
    """The folder of a run names what was asked, not when: running again continues it."""
    scenario = f"-scenario-{programme.scenario.name}" if programme.scenario else ""
    suffix = f"{'-observed' if observed_only else ''}{scenario}{'-disclosed' if is_disclosed else ''}"
    whole = f"{programme.header.id}-{as_of}-{lang}{suffix}"
    return f"{whole}/{programme.part}" if programme.part else whole


def unit_folder(unit: Unit) -> str:
    """A folder's name leads with the code: names without accents may collide, codes do not."""
    return "-".join(filter(None, (unit.code, slug(unit.name))))


def plan_jobs(
    findings: Findings,
    *,
    folder: Path,
    lang: str,
    programme_name: str,
    scenario: str = "",
    units: Sequence[str] = (),
    areas: Sequence[str] = (),
) -> list[Job]:
    """The jobs of a run, units in the office's order, the overview before its areas.

    Parameters
    ----------
    folder : of the run.
    programme_name, scenario : what the notebooks are told, a name or an absolute path.
    units, areas : codes; empty means all. The overview belongs to every choice of units without areas, and what came of
        what was said to the top unit, where anything did.

    Raises
    ------
    NotebookError : a code that names nothing, a notebook that is missing or asks for other parameters.
    """
    programme = findings.programme
    chosen = [find_unit(programme, code, findings.as_of) for code in dict.fromkeys(units)] or list(
        programme.units_in(findings.as_of).values()
    )
    came = [HINDSIGHT] if len(findings.ranges) else []
    wanted = list(dict.fromkeys(areas)) or ["", *(area.area for area in programme.policy_areas), *came]
    notebooks = {code: _notebook(programme, code) for code in wanted}
    told = {"programme": programme_name, "lang": lang, "scenario": scenario}
    return [
        _job(findings, unit, code, notebooks[code], folder, told)
        for unit in chosen
        for code in wanted
        if code != HINDSIGHT or not unit.parent
    ]


def _job(findings: Findings, unit: Unit, code: str, notebook: Path, folder: Path, told: dict[str, str]) -> Job:
    lang = told["lang"]
    parameters: dict[str, object] = {**told, "unit_code": unit.code, "as_of": findings.as_of, "observed_only": findings.observed_only}
    if notebook.name == PLAIN:
        parameters["area"] = code
    _check_kinds(notebook, parameters)
    case = make_case(findings, code, unit.code, lang)
    parts = key_parts(notebook=notebook, case=case, parameters=parameters)
    return Job(
        unit_code=unit.code,
        area=code,
        notebook=notebook,
        parameters=parameters,
        folder=folder / unit_folder(unit),
        stem=case.page,
        is_simulated=case.is_simulated,
        suffix=str(Texts(lang)("simulated.file")),
        facts=page_facts(case, job_key(parts)),
        parts=parts,
    )


def key_parts(*, notebook: Path, case: Case, parameters: dict[str, object]) -> dict[str, str]:
    """Digests of everything that a page depends on, by what they are of: what changed can be told."""
    # Where the programme and its scenario lie on this machine is no part of what the page says; what they say is in the definitions.
    told = json.dumps({**parameters, "programme": "", "scenario": "", "area": case.code}, sort_keys=True)
    ours = source_digests()
    return {
        "notebook": _digest(notebook.read_bytes()),
        "definitions": case.programme.digest,
        "figures": digest_of(case),
        "parameters": _digest(told.encode()),
        "template": ours["template"],
        "language": ours[f"language {case.lang}"],
        "code": ours["code"],
        "libraries": _digest(versions().encode()),
    }


def job_key(parts: dict[str, str]) -> str:
    """One digest of them all."""
    return _digest("\n".join(f"{name} {digest}" for name, digest in sorted(parts.items())).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@cache
def versions() -> str:
    """The libraries that a page's bytes depend on, as they are installed here."""
    return " ".join(f"{name}=={version(name)}" for name in LIBRARIES)


@cache
def _notebook_of(name: str, own: Path) -> Path:
    """A programme's own notebook, or one that comes with the project."""
    path = next((one for one in (own / "notebooks" / name, notebooks_folder() / name) if one.is_file()), notebooks_folder() / name)
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


def _notebook(programme: Programme, code: str) -> Path:
    pages = {"": f"{OVERVIEW}.ipynb", HINDSIGHT: f"{HINDSIGHT_PAGE}.ipynb"}
    return _notebook_of(pages[code] if code in pages else find_area(programme, code).notebook or PLAIN, programme.folder)


def _check_kinds(notebook: Path, parameters: dict[str, object]) -> None:
    """What a notebook is to be given is of the kind that its parameters cell says; a code never becomes a number."""
    kinds = _parameters_of(notebook)
    for name, value in parameters.items():
        if kinds[name] and kinds[name] != type(value).__name__:
            raise NotebookError(
                notebook.name,
                f"its parameter '{name}' is said to be {kinds[name]}, but {type(value).__name__} {value!r} is passed.",
                "Mend the parameters cell: codes are text.",
            )


@cache
def _parameters_of(path: Path) -> dict[str, str]:
    return read_parameters(path)


def read_parameters(path: Path) -> dict[str, str]:
    """Names assigned in the cell tagged ``parameters``, and the kinds that stand behind them; empty where none does."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
        statements = [one for source in sources[:1] for one in ast.parse(source).body]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        problem = f"it cannot be read as a notebook ({type(error).__name__}: {error})."
        raise NotebookError(path.name, problem, "Open it in JupyterLab and save it again, or put a copy back.") from None
    found = {}
    for statement in statements:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found[statement.target.id] = ast.unparse(statement.annotation)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found[statement.targets[0].id] = ""
    return found

"""Where things lie: the project's notebooks and programmes, in a clone or inside an installed wheel."""

import difflib
import os
import re
import shutil
from pathlib import Path

from workbench.errors import DefinitionError, SourceError

PACKAGE = Path(__file__).resolve().parent
# In a clone they stand beside the package; a wheel carries them inside it.
ROOTS = (PACKAGE.parent, PACKAGE)
DISCLOSED = "WORKBENCH_DISCLOSED"  # a run tells its kernels that its pages leave the office: small counts are withheld
COMPUTED = "WORKBENCH_COMPUTED"  # a run tells its kernels where it put the statistics


def _shipped(name: str) -> Path:
    for root in ROOTS:
        # A wheel's parent folder is site-packages: only ours holds the overview notebook or a programme.
        if any((root / name).glob("*/programme.toml" if name == "data" else "00_overview.ipynb")):
            return root / name
    raise SourceError(str(PACKAGE), f"no {name}/ folder was found beside the package or inside it.", "Install the package again.")


def written_languages() -> tuple[str, ...]:
    """The languages in which pages can be written."""
    return tuple(sorted(path.stem for path in (PACKAGE / "briefing" / "language").glob("*.toml")))


def notebooks_folder() -> Path:
    """The folder of the programme-independent notebooks."""
    return _shipped("notebooks")


def own_folder(shipped: Path, own: Path) -> Path:
    """A folder that its user may write in: `shipped` in a clone; where it lies in an installed package, a copy of it at `own`.

    A copy that is there already is left as it is: it may hold work.
    """
    if not shipped.is_relative_to(PACKAGE):
        return shipped
    if not own.exists():
        part = own.with_name(f".{own.name}.{os.getpid()}.part")
        shutil.copytree(shipped, part)
        os.replace(part, own)
    return own.resolve()


def split_part(name: str | os.PathLike[str]) -> tuple[str, str]:
    """``country/468``: the programme's name or path, and the code of one of its parts; no code where all of it is meant."""
    text = os.fspath(name).replace(os.sep, "/").rstrip("/")
    home, _, part = text.rpartition("/")
    is_part = home and not _has_programme(text) and _has_programme(home)
    return (home, part) if is_part else (os.fspath(name), "")


def _has_programme(text: str) -> bool:
    return any((folder / "programme.toml").is_file() for folder in _candidates(text))


def _candidates(text: str) -> list[Path]:
    return [Path(text), *(home / text for home in _homes())] if text else []


def find_programme(name: str | os.PathLike[str]) -> Path:
    """The folder of a programme given by name or path.

    A path wins; then ``data/NAME`` under the working directory, or beside the notebooks that a kernel was started
    in, so that an office's own folder is found wherever the package is installed; then those that come with the project.

    Raises
    ------
    DefinitionError : nothing of that name; the message lists what there is.
    """
    text, _ = split_part(name)
    homes = _homes()
    candidates = _candidates(text)
    for folder in candidates:
        if (folder / "programme.toml").is_file():
            return folder.resolve()
    for folder in candidates:
        if folder.is_dir():
            raise DefinitionError(str(folder), "there is no programme.toml in this folder.", "`workbench new-programme` makes one.")
    known = sorted(_programmes(homes))
    near = difflib.get_close_matches(text, known, n=1)
    remedy = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(known)}."
    raise DefinitionError("--programme", f"there is no programme '{text}'.", remedy)


def language_of(name: str | os.PathLike[str]) -> str:
    """The language that a programme says it is in, even where its files do not parse; "vi" where nothing says one."""
    try:
        text = (find_programme(name) / "programme.toml").read_text(encoding="utf-8", errors="replace")
    except (DefinitionError, OSError):
        return "vi"
    found = re.search(r"""^\s*default_language\s*=\s*["'](\w+)["']""", text, re.MULTILINE)
    return found[1] if found else "vi"


def only_programme() -> str:
    """The programme meant where none was named: WORKBENCH_PROGRAMME, that of the working directory, or the only one there is.

    Raises
    ------
    DefinitionError : there are several; the message lists them.
    """
    if named := os.environ.get("WORKBENCH_PROGRAMME"):
        return named
    if Path("programme.toml").is_file():
        return "."
    known = sorted(_programmes(_homes()))
    if len(known) != 1:
        raise DefinitionError(
            "--programme", "chưa nêu chương trình nào / which one? None was named.", f"Hiện có / There are: {', '.join(known)}."
        )
    return known[0]


def known_programmes(*more: Path) -> list[tuple[str, str]]:
    """Names and paths of the programmes that can be found by name, and of `more` folders."""
    found = _programmes(_homes()) | {folder.name: folder for folder in more}
    return [(name, str(folder)) for name, folder in sorted(found.items())]


def _homes() -> list[Path]:
    """Where programmes lie: under the working directory, beside the notebooks that one works in, in the project."""
    here = Path.cwd()
    beside = [one.parent / "data" for one in (here, *here.parents) if one.name == "notebooks"][:1]
    return [Path("data"), *beside, _shipped("data")]


def _programmes(homes: list[Path]) -> dict[str, Path]:
    """Name -> folder; the first home wins."""
    return {path.parent.name: path.parent.resolve() for home in reversed(homes) for path in home.glob("*/programme.toml")}

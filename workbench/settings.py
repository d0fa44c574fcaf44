"""Where things lie: the project's notebooks and programmes, in a clone or inside an installed wheel."""

import difflib
import os
from pathlib import Path

from workbench.errors import DefinitionError, SourceError

PACKAGE = Path(__file__).resolve().parent
# In a clone they stand beside the package; a wheel carries them inside it.
ROOTS = (PACKAGE.parent, PACKAGE)
OUTPUTS = Path("outputs")
COMPUTED = "WORKBENCH_COMPUTED"  # a run tells its kernels where it put the statistics


def _shipped(name: str) -> Path:
    for root in ROOTS:
        # A wheel's parent folder is site-packages: only ours holds the overview notebook or a programme.
        if any((root / name).glob("*/programme.toml" if name == "data" else "00_overview.ipynb")):
            return root / name
    raise SourceError(str(PACKAGE), f"no {name}/ folder was found beside the package or inside it.", "Install the package again.")


def notebooks_folder() -> Path:
    """The folder of the programme-independent notebooks."""
    return _shipped("notebooks")


def find_programme(name: str | os.PathLike[str]) -> Path:
    """The folder of a programme given by name or path.

    A path wins; then ``data/NAME`` under the working directory, so that an office's own folder is
    found wherever the package is installed; then the programmes that come with the project.

    Raises
    ------
    DefinitionError : nothing of that name; the message lists what there is.
    """
    text = os.fspath(name)
    homes = [Path("data"), _shipped("data")]
    candidates = [Path(text), *(home / text for home in homes)] if text else []
    for folder in candidates:
        if (folder / "programme.toml").is_file():
            return folder.resolve()
    for folder in candidates:
        if folder.is_dir():
            raise DefinitionError(
                str(folder), "there is no programme.toml in this folder.", "A programme folder needs one; see data/cam-lo."
            )
    known = sorted({path.parent.name for home in homes for path in home.glob("*/programme.toml")})
    near = difflib.get_close_matches(text, known, n=1)
    remedy = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(known)}."
    raise DefinitionError("--programme", f"there is no programme '{text}'.", remedy)

"""Each notebook runs as it stands: plain papermill from the project's root, a wrong parameter refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.briefings.conftest import ROOT

pytestmark = pytest.mark.slow
# Of every kind one; that stock kernels make the same of all the others, test_runs.py shows.
FIRST = ("00_overview.ipynb", "02_employment.ipynb", "99_outcomes.ipynb", "desk/explore.ipynb")
OTHERS = sorted({path.relative_to(ROOT / "notebooks").as_posix() for path in (ROOT / "notebooks").rglob("*.ipynb")} - {*FIRST})


def papermill(notebook: str, out: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", str(ROOT / "notebooks" / notebook), str(out), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def shown(out: Path) -> str:
    cells = json.loads(out.read_text(encoding="utf-8"))["cells"]
    outputs = [one for cell in cells for one in cell.get("outputs", [])]
    return "".join("".join(one.get("data", {}).get("text/html", "")) for one in outputs)


@pytest.mark.parametrize("notebook", [*FIRST, *(pytest.param(one, marks=pytest.mark.thorough) for one in OTHERS)])
def test_plain_papermill_runs_it_for_a_commune(notebook: str, tmp_path: Path) -> None:
    code = "468" if notebook == "99_outcomes.ipynb" else "19612"  # what came of what was said is told of the whole
    done = papermill(notebook, tmp_path / "out.ipynb", "-r", "programme", "cam-lo", "-r", "unit_code", code)
    assert done.returncode == 0, done.stderr
    assert "unknown parameter" not in done.stderr.lower()
    told = shown(tmp_path / "out.ipynb")
    assert f"đơn vị {code}" in told
    # Others are about all units at once or none, show widgets, or look back at years that the simulated figures have not.
    assert "Xã Cam Thành" in told or notebook in (
        "99_outcomes.ipynb",
        "desk/backtest.ipynb",
        "desk/compare.ipynb",
        "desk/data_quality.ipynb",
        "desk/explore.ipynb",
        "desk/method.ipynb",
    )


def test_a_code_passed_as_a_number_is_refused_with_the_remedy(tmp_path: Path) -> None:
    done = papermill("area.ipynb", tmp_path / "out.ipynb", "-p", "unit_code", "19612")
    assert done.returncode != 0
    assert "must be str, not int 19612" in done.stderr and "papermill -r" in done.stderr

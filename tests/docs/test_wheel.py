"""Outside the clone, from the wheel alone: notebooks, texts, examples and programmes are inside it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
def test_the_installed_wheel_makes_a_new_programme_and_its_pages_outside_the_clone(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        env = os.environ | {"PYTHONPATH": str(tmp_path / "installed")}
        command = [sys.executable, "-m", *words]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "wheel", str(ROOT))
    (wheel,) = (tmp_path / "wheel").glob("*.whl")
    run("pip", "install", "--quiet", "--no-deps", "--target", "installed", str(wheel))
    run("workbench", "new-programme", "mine", "--lang", "en")
    assert "errors 0," in run("workbench", "check", "--programme", "mine")
    assert "lỗi 0," in run("workbench", "check", "--programme", "vietnam-provinces")
    run("workbench", "template", "--programme", "mine", "--unit", "D1", "-o", "form.xlsx")
    run("workbench", "new-notebook", "own_story.ipynb", "--area", "POV", "--programme", "mine")
    assert "Pages made: 4; failed: 0." in run("workbench", "run", "--programme", "mine")
    assert len(list(tmp_path.glob("outputs/*/*/01_poverty*.ipynb"))) == 2 and (tmp_path / "form.xlsx").is_file()

"""What `workbench lab` does while the browser opens."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Folder
from workbench.desk.lab import FIRST, _look_ahead
from workbench.findings import load_findings
from workbench.settings import COMPUTED


@pytest.fixture
def root(folder: Folder, tmp_path: Path) -> Path:
    """Notebooks whose first one asks for the three communes."""
    (tmp_path / "desk").mkdir()
    shutil.copy(ROOT / "notebooks" / FIRST, tmp_path / FIRST)
    text = (tmp_path / FIRST).read_text(encoding="utf-8")
    assert text.count('\\"cam-lo\\"') == 1
    (tmp_path / FIRST).write_text(text.replace("cam-lo", str(folder.path)), encoding="utf-8")
    return tmp_path


def test_what_the_first_notebook_asks_for_is_computed_ahead_and_a_figure_changed_since_is_not_missed(
    root: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _look_ahead(root, root / "computed").wait() == 0
    (stored,) = (root / "computed").iterdir()
    monkeypatch.setenv(COMPUTED, str(root / "computed"))
    before = load_findings(folder.path)
    assert stored.name.startswith(before.digest[:16])
    folder.replace("observations/reported.csv", "101,POV_HH,2017,100", "101,POV_HH,2017,101")
    after = load_findings(folder.path)
    assert after.digest != before.digest and not after.values.equals(before.values)


def test_without_that_notebook_nothing_is_computed(tmp_path: Path) -> None:
    assert _look_ahead(tmp_path, tmp_path / "computed") is None

"""Real runs of the real command, made once for all tests of pages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run_command(*words: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words], cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **(env or {})}
    )


def _made(folder: Path, *words: str) -> Path:
    done = run_command("run", "--output", str(folder), *words)
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = folder.iterdir()
    return run


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cam Lộ in Vietnamese: the district, its town and its smallest commune."""
    return _made(tmp_path_factory.mktemp("vi"), "--units", "468,19597,19609")


@pytest.fixture(scope="session")
def district_english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory.mktemp("en"), "--units", "468,19609", "--lang", "en")


@pytest.fixture(scope="session")
def district_observed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory.mktemp("observed"), "--units", "468,19609", "--observed-only")


@pytest.fixture(scope="session")
def provinces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory.mktemp("provinces"), "--programme", "vietnam-provinces", "--units", "45,R3,VN")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory.mktemp("world"), "--programme", "world-2015", "--units", "001")


@pytest.fixture(scope="session")
def every_page(district: Path, district_english: Path, district_observed: Path, provinces: Path) -> list[Path]:
    return sorted(
        page for run in (district, district_english, district_observed, provinces) for page in [*run.glob("*.html"), *run.glob("*/*.html")]
    )

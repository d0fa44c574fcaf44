"""Real runs of the real command, made once for all tests of pages."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run_command(*words: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words], cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **(env or {})}
    )


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A run's folder, made by whichever process of tests asks for it first, and read by all."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def make(name: str, *words: str) -> Path:
        finished = shared / f"made-{name}"
        with open(shared / f"{name}.lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not finished.exists():
                done = run_command("run", "--output", str(shared / name), *words)
                assert done.returncode == 0, done.stdout + done.stderr
                (shared / name).rename(finished)
        (run,) = finished.iterdir()
        return run

    return make


@pytest.fixture(scope="session")
def district(made: Callable[..., Path]) -> Path:
    """Cam Lộ in Vietnamese: the district, its town and its smallest commune."""
    return made("vi", "--units", "468,19597,19609")


@pytest.fixture(scope="session")
def district_english(made: Callable[..., Path]) -> Path:
    return made("en", "--units", "468,19609", "--lang", "en")


@pytest.fixture(scope="session")
def district_observed(made: Callable[..., Path]) -> Path:
    return made("observed", "--units", "468,19609", "--observed-only")


@pytest.fixture(scope="session")
def provinces(made: Callable[..., Path]) -> Path:
    return made("provinces", "--programme", "vietnam-provinces", "--units", "45,R3,VN")


@pytest.fixture(scope="session")
def world(made: Callable[..., Path]) -> Path:
    return made("world", "--programme", "world-2015", "--units", "001")


@pytest.fixture(scope="session")
def every_page(district: Path, district_english: Path, district_observed: Path, provinces: Path) -> list[Path]:
    return sorted(
        page for run in (district, district_english, district_observed, provinces) for page in [*run.glob("*.html"), *run.glob("*/*.html")]
    )

"""What is released: built twice with the same bytes, installed where nothing else is, and the main job done from each."""

import hashlib
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
NAMES = [f"policy_workbench-{VERSION}-py3-none-any.whl", f"policy_workbench-{VERSION}.tar.gz"]


def run(*words: object, cwd: Path = ROOT) -> str:
    """A command that has to succeed; what it printed."""
    done = subprocess.run(list(map(str, words)), cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(holds: bool, what: str) -> None:
    print("ok   " if holds else "WRONG", what, flush=True)
    if not holds:
        sys.exit(1)


def sums(folder: Path, pattern: str) -> dict[str, str]:
    """Path below the folder -> sha256, of every file that fits."""
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob(pattern))}


def install(place: Path, released: Path) -> Path:
    """The command of a new environment that holds the locked packages and what is released, nothing else."""
    venv.create(place, with_pip=True)
    pip = [place / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    run(*pip, "--require-hashes", "-r", ROOT / "requirements" / "batch.txt")
    run(*pip, "--no-deps", "--no-build-isolation", released)
    return place / "bin" / "workbench"


def main(place: Path) -> None:
    for name in ("once", "again"):
        run(sys.executable, "-m", "hatchling", "build", "-d", place / name)
    built = sums(place / "once", "*")
    expect(sorted(built) == sorted(NAMES), f"a wheel and an sdist of {VERSION}")
    expect(built == sums(place / "again", "*"), "the same clone gives the same bytes")
    pages = {}
    for name in NAMES:
        folder = place / name.split(".")[-1]
        folder.mkdir()
        workbench = install(folder / "venv", place / "once" / name)
        expect(run(workbench, "--version", cwd=folder).strip() == VERSION, f"{name}: installed where nothing else is")
        checked = run(workbench, "check", "--lang", "en", "--programme", "cam-lo", cwd=folder)
        expect("errors 0," in checked, f"{name}: the programme has no faults")
        run(workbench, "run", "--programme", "cam-lo", cwd=folder)
        pages[name] = sums(folder / "outputs" / "cam-lo-2017-vi", "*.html")
        expect(len(pages[name]) >= 111, f"{name}: {len(pages[name])} pages are there")
    expect(pages[NAMES[0]] == pages[NAMES[1]], "wheel and sdist make the same pages, byte for byte")


with tempfile.TemporaryDirectory() as made:
    main(Path(made))

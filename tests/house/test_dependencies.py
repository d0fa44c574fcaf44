"""The same dependencies with the same bounds in pyproject.toml, environment.yml and the locks."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ["batch", "dev", "tools"]


def bounds(lines: list[str]) -> dict[str, str]:
    return {canonicalize_name(one.name): str(one.specifier) for one in map(Requirement, lines)}


RUN = bounds(PROJECT["project"]["dependencies"])
LAB = bounds(PROJECT["project"]["optional-dependencies"]["lab"])
BUILD = bounds(PROJECT["dependency-groups"]["build"])
DEV = bounds(PROJECT["dependency-groups"]["dev"])
TOOLS = bounds([line for group in ("audit", "fuzz", "mutants") for line in PROJECT["dependency-groups"][group]])


def environment() -> dict:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def locked(name: str) -> dict[str, list[tuple[str, str, int]]]:
    """Package -> its versions, each with its marker and the number of its hashes."""
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, list[tuple[str, str, int]]] = {}
    for line in filter(None, (line.strip() for line in text.splitlines() if not line.lstrip().startswith("#"))):
        package, _, rest = line.partition("==")
        version = rest.split(" ")[0].rstrip(";")
        marker = rest[len(version) :].partition("--hash")[0].strip(" ;")
        found.setdefault(package, []).append((version, marker, len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line))))
    return found


def test_environment_yml_has_the_dependencies_and_bounds_of_pyproject():
    lines = environment()["dependencies"]
    assert bounds([line for line in lines if line != "pip"]) == RUN | LAB | {
        "python": str(Requirement(f"python{PROJECT['project']['requires-python']}").specifier)
    }


def test_whatever_the_package_imports_is_asked_for_by_its_own_name():
    """Not left to what another library happens to bring along."""
    extras = bounds([line for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines])
    brought = packages_distributions()
    files = sorted((ROOT / "workbench").rglob("*.py"))
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    names = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"workbench", "pydantic_core"}  # pydantic's own
    assert len(names) > 20
    assert {name for name in names if not {canonicalize_name(one) for one in brought[name]} & (RUN | extras).keys()} == set()


def test_environment_yml_draws_from_conda_forge_alone():
    assert (environment()["name"], environment()["channels"]) == ("policy-workbench", ["conda-forge"])


def test_nbconvert_is_recent_enough_for_its_known_vulnerabilities():
    assert RUN["nbconvert"] == ">=7.17.1"
    assert all(Version(version) >= Version("7.17.1") for name in LOCKS for version, *_ in locked(name)["nbconvert"])


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_hashes_for_every_package(name):
    packages = locked(name)
    assert len(packages) > 80
    assert {package for package, pins in packages.items() for pin in pins if pin[2] == 0} == set()
    assert all(
        re.fullmatch(r"[a-z0-9][a-z0-9\-]*", package) and re.fullmatch(r"[\w.!+]+", pin[0])
        for package, pins in packages.items()
        for pin in pins
    )


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_no_address(name):
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    assert re.findall(r"--(?:extra-)?index-url.*|--find-links.*|--trusted-host.*|^-[if] .*|\S*://\S*|\S+ @ \S+", text, re.MULTILINE) == []


@pytest.mark.parametrize(("name", "wanted"), [("batch", RUN | BUILD), ("dev", RUN | BUILD | LAB | DEV), ("tools", RUN | TOOLS)])
def test_a_lock_covers_what_it_is_for_within_the_bounds(name, wanted):
    packages = locked(name)
    assert wanted.keys() <= packages.keys()
    allowed = {package: Requirement(f"{package}{bound}").specifier for package, bound in wanted.items()}
    assert {
        package: pins for package, pins in packages.items() for pin in pins if package in wanted and Version(pin[0]) not in allowed[package]
    } == {}


def test_what_a_batch_needs_stands_in_the_developers_lock_in_the_same_versions():
    batch, dev = locked("batch"), locked("dev")
    assert batch.keys() < dev.keys()
    assert {package for package, pins in batch.items() if {pin[0] for pin in pins} != {pin[0] for pin in dev[package]}} == set()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_for_every_python_of_the_project(name):
    """A lock resolved on one Python alone would hold no markers on its version."""
    assert any("python_full_version" in marker or "python_version" in marker for pins in locked(name).values() for _, marker, _ in pins)

"""Where kernels are not forked, the stock kernel serves and it is said once: simulated here, by what our modules are told of the system."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.briefings.conftest import run_command
from workbench.batch import provisioner as room
from workbench.batch.provisioner import SOCKET, CannotFork, PreloadedProvisioner

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")]
# Loaded by each Python process of a run before anything else.
ELSEWHERE = """
import importlib.machinery, sys


class System:
    platform = "darwin"

    def __getattr__(self, name):
        return getattr(sys, name)


class Finder:
    def find_spec(self, name, path, target=None):
        if name not in {"workbench.batch.provisioner", "workbench.batch.pool", "workbench.batch.kernel"}:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        execute = spec.loader.exec_module
        spec.loader.exec_module = lambda module: (execute(module), setattr(module, "sys", System()))
        return spec


sys.meta_path.insert(0, Finder())
"""


def test_a_run_elsewhere_makes_its_pages_in_stock_kernels_and_says_so_once(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(ELSEWHERE, encoding="utf-8")
    words = ("run", "--output", str(tmp_path / "out"), "--units", "19609", "--areas", "INS,INF", "--lang", "en", "--workers", "2")
    done = run_command(*words, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("kernels are not forked on darwin") == 1
    assert len(list(tmp_path.rglob("*-simulated.html"))) == 2


def test_on_another_system_the_stock_kernel_serves_and_it_is_said_once(monkeypatch: pytest.MonkeyPatch, run_cells, caplog) -> None:
    monkeypatch.delenv(SOCKET, raising=False)
    monkeypatch.delattr(os, "pidfd_open")
    monkeypatch.setattr(PreloadedProvisioner, "told", set())
    with caplog.at_level("WARNING"):
        assert run_cells("print(1)") == run_cells("print(1)") == ["1"]
    assert [one.message for one in caplog.records if "Stock kernels" in one.message] == [
        f"Stock kernels are used: kernels are not forked on {sys.platform}."
    ]


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_macos_and_windows_are_never_asked_to_fork(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SOCKET, raising=False)
    monkeypatch.setattr(room, "sys", SimpleNamespace(platform=system, executable=sys.executable))
    with pytest.raises(CannotFork, match=f"kernels are not forked on {system}"):
        room._check_possible([sys.executable, "-m", "ipykernel_launcher"], dict(os.environ), {}, [None] * 3)
    with room.kernels_ready(()):
        assert SOCKET not in os.environ  # no process has been preloaded

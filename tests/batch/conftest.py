"""Kernels started as a batch starts them, in this process."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from workbench.batch.kernel import LocalKernelManager
from workbench.batch.provisioner import SOCKET, Preloaded, PreloadedProvisioner


@pytest.fixture(scope="module")
def preloaded() -> Iterator[Preloaded]:
    """A preloaded process of one test module."""
    process = Preloaded()
    yield process
    process.close()


@pytest.fixture
def forked(preloaded: Preloaded, monkeypatch: pytest.MonkeyPatch) -> Preloaded:
    """All kernels of the test are forked of the preloaded process; one that is not fails the test."""
    monkeypatch.setenv(SOCKET, preloaded.address)

    async def not_stock(*_: object, **__: object) -> None:
        raise AssertionError(f"a stock kernel was started: {PreloadedProvisioner.told}")

    monkeypatch.setattr("jupyter_client.provisioning.LocalProvisioner.launch_kernel", not_stock)
    monkeypatch.setattr(PreloadedProvisioner, "told", set())
    return preloaded


@pytest.fixture
def run_cells() -> Callable[..., list[str]]:
    """Run cells in one kernel; what each has printed, or the error's words."""

    def run(*sources: str, **options: object) -> list[str]:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in sources])
        NotebookClient(notebook, kernel_manager_class=LocalKernelManager, allow_errors=True, **options).execute()
        return ["".join(out.get("text", out.get("evalue", "")) for out in cell.outputs).strip() for cell in notebook.cells]

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def alive(pid: int) -> bool:
    """Whether a process runs still; one that only waits to be counted out does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def open_files(pid: int | str = "self") -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))

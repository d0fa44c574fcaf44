"""JupyterLab on the notebooks: on this machine alone, with kernels that have everything loaded."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from workbench.batch.provisioner import SOCKET, Preloaded
from workbench.errors import SourceError
from workbench.settings import COMPUTED, notebooks_folder, own_folder

START = "desk/START.md"
# What the notebooks of the desk import; a kernel is there at once, and its first figure soon after.
MODULES = ("workbench.case", "workbench.briefing.show", "workbench.briefing.figures", "workbench.desk.what_if")
PATIENCE = 15  # seconds that it may take to end
LONGEST_PATH = 107  # bytes of the path of a socket
A_SOCKET = "/kernel-00000000-0000-0000-0000-000000000000-ipc-5"
FIRST = "desk/explore.ipynb"
AHEAD = "import sys, pathlib, workbench.findings as f; f.store_findings(f.load_findings(sys.argv[1]), pathlib.Path(sys.argv[2]))"
SETTINGS = {
    # The start page is read, not edited; and nothing is fetched from elsewhere.
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


def start_lab(words: Sequence[str] = (), *, notebooks: Path | None = None) -> int:
    """Run JupyterLab until it is ended; the browser that it opens carries its token, so that none is ever pasted.

    Parameters
    ----------
    words : passed on to JupyterLab, such as ``--no-browser``.
    notebooks : its folder; the project's own if left out, or a copy of them where the project is installed.

    Returns
    -------
    Its exit code.

    Raises
    ------
    SourceError : JupyterLab is not installed.
    """
    from importlib.util import find_spec

    if find_spec("jupyterlab") is None:
        raise SourceError("lab", "JupyterLab is not installed.", "Install the extra: pip install 'policy-workbench[lab]'.")
    root = notebooks.resolve() if notebooks else own_folder(notebooks_folder(), Path("notebooks"))
    preloaded = Preloaded(MODULES) if sys.platform == "linux" and not os.environ.get(SOCKET) else None
    with tempfile.TemporaryDirectory(prefix="workbench-lab-") as folder:
        env = _prepare(Path(folder), preloaded)
        private = []
        # Where kernels are reached by files, no port is open to another user of the machine.
        if sys.platform == "linux" and len(folder) + len(A_SOCKET) < LONGEST_PATH:
            env["JUPYTER_RUNTIME_DIR"] = folder
            private = ["--ConnectionFileMixin.transport=ipc"]
        ahead = _look_ahead(root, Path(folder) / "computed")
        try:
            return _serve(command(root, [*private, *words]), env | {COMPUTED: str(Path(folder) / "computed")})
        finally:
            if ahead:
                ahead.kill()
                ahead.wait()
            if preloaded:
                preloaded.close()


def _serve(words: list[str], env: dict[str, str]) -> int:
    """Run a server to its end. Whoever ends this process ends it too, and it ends its kernels."""
    with subprocess.Popen(words, env=env) as server:  # noqa: S603 - our own words and the user's

        def end(*_: object) -> None:
            server.terminate()
            hurry = threading.Timer(PATIENCE, server.kill)  # it may wait for a kernel that is just being started
            hurry.daemon = True
            hurry.start()

        for name in ("SIGTERM", "SIGHUP"):  # a closed terminal; Windows has no such signal
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), end)
        while True:
            try:
                return server.wait()
            except KeyboardInterrupt:
                continue  # it reached JupyterLab too, which asks whether its kernels may end


def _look_ahead(root: Path, folder: Path) -> subprocess.Popen[bytes] | None:
    """Compute what the first notebook will ask for while the browser opens; by digest, so that figures changed since are computed anew."""
    text = (root / FIRST).read_text(encoding="utf-8") if (root / FIRST).is_file() else ""
    named = re.search(r'programme: str = \\"([^"\\]+)\\"', text)
    if not named:
        return None
    folder.mkdir()
    # Whatever is wrong with the programme, the notebook will say it.
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    return subprocess.Popen([sys.executable, "-c", AHEAD, named[1], str(folder)], cwd=root, **streams)  # noqa: S603 - our own words


def command(root: Path, words: Sequence[str]) -> list[str]:
    """JupyterLab bound to this machine; a token is always asked for."""
    start = f"--LabApp.default_url=/lab/tree/{START}" if (root / START).is_file() else "--LabApp.default_url=/lab"
    return [sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={root}", start, *words]


def _prepare(folder: Path, preloaded: Preloaded | None) -> dict[str, str]:
    """Settings of the start page, and our kernel in the place of the usual one, for this JupyterLab alone."""
    (folder / "config" / "labconfig").mkdir(parents=True)
    (folder / "config" / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    env = os.environ | {"JUPYTER_CONFIG_PATH": _first(folder / "config", "JUPYTER_CONFIG_PATH")}
    if preloaded:
        kernel = folder / "data" / "kernels" / "python3"
        shutil.copytree(Path(__file__).parents[1] / "batch" / "kernelspec", kernel)
        spec = json.loads((kernel / "kernel.json").read_text(encoding="utf-8"))
        spec["argv"][0] = sys.executable
        (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
        env |= {"JUPYTER_PATH": _first(folder / "data", "JUPYTER_PATH"), SOCKET: preloaded.address}
    return env


def _first(folder: Path, name: str) -> str:
    return os.pathsep.join(filter(None, (str(folder), os.environ.get(name, ""))))

"""A kernel forked of a preloaded process: the same as the stock one in all that a notebook can see, and nothing stays behind."""

import asyncio
import gc
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from tests.batch.conftest import alive, open_files
from tests.conftest import ROOT
from workbench.batch import provisioner as room
from workbench.batch.briefings import PAGE_MODULES
from workbench.batch.engine import execute_job
from workbench.batch.kernel import Kernels, LocalKernelManager
from workbench.batch.outcome import Limits
from workbench.batch.plan import Job, plan_jobs
from workbench.batch.provisioner import SOCKET, CannotFork, Preloaded, PreloadedProvisioner
from workbench.findings import Findings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
    pytest.mark.filterwarnings("default"),  # of Jupyter's own libraries
]
ODDITIES = Path(__file__).with_name("oddities.ipynb")


def oddities(cwd: Path) -> list:
    notebook = nbformat.read(ODDITIES, as_version=4)
    client = NotebookClient(
        notebook, kernel_manager_class=LocalKernelManager, allow_errors=True, coalesce_streams=True, resources={"metadata": {"path": cwd}}
    )
    client.execute()
    for cell in notebook.cells:
        for output in cell.outputs:
            if "text" in output:  # the name of a cell's file holds the number of the process
                output["text"] = re.sub(r"ipykernel_\d+", "ipykernel_N", output["text"])
    return notebook.cells


def test_a_notebook_of_oddities_has_the_outputs_of_the_stock_kernel(
    preloaded: Preloaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # the clock in a drawing
    monkeypatch.setenv(SOCKET, "stock")
    stock = oddities(tmp_path)
    monkeypatch.setenv(SOCKET, preloaded.address)
    forked = oddities(tmp_path)
    assert [cell.outputs for cell in forked] == [cell.outputs for cell in stock]
    pictures = [output for cell in forked for output in cell.outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == 3  # figures that are not drawn are equal too
    assert PreloadedProvisioner.told == {f"{SOCKET} asks for them"}


def test_a_kernel_of_a_batch_has_the_threads_of_the_stock_kernel_but_the_one_that_tells_shells_apart(
    preloaded: Preloaded, monkeypatch: pytest.MonkeyPatch, run_cells
) -> None:
    monkeypatch.setattr(PreloadedProvisioner, "told", set())
    names = {}
    for address in ("stock", preloaded.address):
        monkeypatch.setenv(SOCKET, address)
        (told,) = run_cells("import threading; print(*(one.name.partition('-')[0] for one in threading.enumerate()), sep='|')")
        names[address] = told.split("|")
    assert sorted([*names[preloaded.address], "Shell channel"]) == sorted(names["stock"])


def test_the_same_cell_is_read_anew_once_it_has_changed_how_cells_are_read(forked: Preloaded, run_cells) -> None:
    cell = "print('one'); get_ipython().input_transformers_post.append(lambda lines: [one.replace('one', 'two') for one in lines])"
    assert run_cells(cell, cell) == ["one", "two"]


def test_nothing_that_a_notebook_changes_is_seen_by_the_next(forked: Preloaded, run_cells) -> None:
    run_cells(
        "import os, sys, builtins, json, warnings, matplotlib, pandas, numpy",
        "os.environ['LEFT'] = '1'; sys.left = builtins.left = json.left = 1; os.chdir('/'); warnings.simplefilter('error')",
        "matplotlib.rcParams['font.size'] = 99; pandas.set_option('display.width', 7); sys.path.insert(0, '/left')",
    )
    (seen,) = run_cells(
        "import os, sys, builtins, json, warnings, matplotlib, pandas\n"
        "print('LEFT' in os.environ, *(hasattr(one, 'left') for one in (sys, builtins, json)), os.getcwd() == '/', '/left' in sys.path,"
        " any(one[0] == 'error' for one in warnings.filters),"
        " matplotlib.rcParams['font.size'] == 99, pandas.get_option('display.width') == 7)"
    )
    assert seen == " ".join(["False"] * 9)


def test_each_kernel_has_chance_of_its_own(forked: Preloaded, run_cells) -> None:
    drawn = {run_cells("import random, numpy, uuid; print(random.random(), numpy.random.rand(), uuid.uuid4())")[0] for _ in range(3)}
    assert len(drawn) == 3 and len({one.split()[0] for one in drawn}) == len({one.split()[1] for one in drawn}) == 3


def test_what_notebooks_import_is_loaded_already(forked: Preloaded, run_cells) -> None:
    (before,) = run_cells("import sys; print(len(sys.modules))")
    (after,) = run_cells("import sys, numpy, pandas, matplotlib.pyplot as plt; plt.figure(); print(len(sys.modules))")
    assert int(before) > 1000 and int(after) - int(before) < 15  # the drawing backend, which each kernel loads for itself


def test_what_pages_of_a_run_share_is_made_before_its_kernels_are_forked(monkeypatch: pytest.MonkeyPatch, run_cells) -> None:
    mine = Preloaded(PAGE_MODULES)
    monkeypatch.setenv(SOCKET, mine.address)
    monkeypatch.setattr(PreloadedProvisioner, "told", set())
    mine.prepare({"programme": "cam-lo", "lang": "en", "as_of": 2017, "observed_only": False, "scenario": ""})
    (seen,) = run_cells(
        "import sys; from workbench.briefing.texts import load_texts; from workbench.findings import load_findings\n"
        "print('row_digests' in vars(load_findings('cam-lo', as_of=2017)), load_texts.cache_info().currsize,"
        " 'matplotlib_inline.backend_inline' in sys.modules)"  # which would hook into no kernel
    )
    mine.close()
    assert seen == "True 1 False" and not PreloadedProvisioner.told


def test_a_kernel_that_kills_itself_is_told_at_once(forked: Preloaded, run_cells) -> None:
    started = time.monotonic()
    with pytest.raises(DeadKernelError):
        run_cells("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert time.monotonic() - started < 5


def test_a_kernel_is_interrupted_like_any_other(forked: Preloaded, run_cells) -> None:
    done = run_cells("while True: pass", "print('goes on')", timeout=1, interrupt_on_timeout=True)
    assert done[1] == "goes on"


def test_what_a_notebook_has_started_ends_with_its_kernel(forked: Preloaded, run_cells) -> None:
    (pid,) = run_cells("import subprocess; print(subprocess.Popen(['sleep', '600']).pid)")
    assert not alive(int(pid))


@pytest.fixture
def small_job(cam_lo: Findings, tmp_path: Path) -> Job:
    """A whole job, from the fork to the page read back, of a notebook that draws."""
    (whole,) = plan_jobs(cam_lo, folder=tmp_path, lang="vi", programme_name="cam-lo", units=["19609"], areas=["INS"])
    cells = [
        "import matplotlib.pyplot as plt; plt.plot([1]); plt.close()",
        f"from IPython.display import HTML; HTML({whole.facts['proof']!r})",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "small.ipynb")
    return replace(whole, notebook=tmp_path / "small.ipynb", parameters={})


def test_the_next_kernel_starts_while_a_page_is_written_and_its_death_costs_one_attempt(forked: Preloaded, small_job: Job) -> None:
    kernels = Kernels(ahead=True)
    assert execute_job(small_job, Limits(), kernels).state == "done"
    (waiting,) = children(forked.process.pid)
    os.kill(int(waiting), signal.SIGKILL)
    first, second = (execute_job(small_job, Limits(), kernels) for _ in range(2))
    end_waiting(kernels)
    assert (first.state, second.state) == ("broken", "done")
    assert "Kernel died" in first.message and small_job.page.is_file()


def end_waiting(kernels: Kernels) -> None:
    """End the kernel that waits for one more job."""
    at_last = Kernels()
    at_last.leave(kernels.take(), None)
    at_last.settle()


def test_many_jobs_leave_no_file_no_process_and_no_memory_behind(forked: Preloaded, small_job: Job) -> None:
    """`make soak` asks for thousands."""

    def made(times: int) -> list[int]:
        kernels = Kernels(ahead=True)
        for _ in range(times):
            assert execute_job(small_job, Limits(), kernels).state == "done"
        end_waiting(kernels)
        gc.collect()  # a socket in a cycle goes now, not some time
        return [open_files(server), open_files(), memory(server), memory("self")]

    server = forked.process.pid
    before, after = made(3), made(int(os.environ.get("WORKBENCH_SOAK", "12")))
    print(f"open files {before[:2]} -> {after[:2]}, memory in KB {before[2:]} -> {after[2:]}")  # noqa: T201 - what `make soak` is run for
    assert after[:2] == before[:2]
    assert children(server) == [] and len(os.listdir(f"/proc/{server}/task")) == 1
    assert after[2] - before[2] < 3_000 and after[3] - before[3] < 10_000


def memory(pid: int | str) -> int:
    """Resident memory in KB."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1])


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


def test_when_the_preloaded_process_dies_its_kernels_die_and_the_next_is_a_stock_one_that_says_why(
    monkeypatch: pytest.MonkeyPatch, run_cells
) -> None:
    monkeypatch.setattr(PreloadedProvisioner, "told", set())
    mine = Preloaded()
    monkeypatch.setenv(SOCKET, mine.address)
    try:
        with pytest.raises(DeadKernelError):
            run_cells(f"import os, signal, time; os.kill({mine.process.pid}, signal.SIGKILL); time.sleep(600)")
        assert run_cells("print('stock')") == run_cells("print('stock')") == ["stock"]
        assert PreloadedProvisioner.told == {"no preloaded process answers (Connection refused)"}
    finally:
        mine.close()


SCRIPT = """
import sys, nbformat
from nbclient import NotebookClient
from workbench.batch.kernel import LocalKernelManager
code = "import os, subprocess, time; pids = os.getpid(), os.getppid(), subprocess.Popen(['sleep', '600']).pid\\n"
code += f"print(*pids, file=open({sys.argv[1]!r}, 'w'), flush=True); time.sleep(600)"
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
NotebookClient(notebook, kernel_manager_class=LocalKernelManager).execute()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_however_its_client_ends_no_process_is_left(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SOCKET, raising=False)
    told = tmp_path / "pids"
    client = subprocess.Popen([sys.executable, "-c", SCRIPT, str(told)], cwd=ROOT, stderr=subprocess.DEVNULL)
    wait_until(lambda: told.exists() and told.read_text().endswith("\n"), 60)
    pids = [int(one) for one in told.read_text().split()]
    client.send_signal(number)
    client.wait(20)
    wait_until(lambda: not any(alive(pid) for pid in pids), 20)


def wait_until(holds, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


def test_a_library_that_starts_a_thread_or_warns_when_loaded_is_not_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_cells
) -> None:
    (tmp_path / "threads_at_import.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
    )
    (tmp_path / "warns_at_import.py").write_text("import warnings\nwarnings.warn('mind this', stacklevel=2)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for module, reason in [
        ("threads_at_import", "the preloaded process has 2 threads"),
        ("warns_at_import", "a library warns when it is loaded (mind this)"),
        ("not_there_at_all", "the preloaded process is gone"),
    ]:
        monkeypatch.setattr(PreloadedProvisioner, "told", set())
        mine = Preloaded((module,))
        monkeypatch.setenv(SOCKET, mine.address)
        assert run_cells("print('stock')") == ["stock"]
        (told,) = PreloadedProvisioner.told
        assert reason in told or (module == "not_there_at_all" and "process" in told)
        mine.close()


@pytest.mark.parametrize(
    ("command", "env", "options", "streams", "reason"),
    [
        (["perl", "-m", "ipykernel_launcher"], {}, {}, [None] * 3, "only IPython kernels"),
        (None, {"PYTHONPATH": "elsewhere"}, {}, [None] * 3, "another PYTHONPATH"),
        (None, {"MPLBACKEND": "svg"}, {}, [None] * 3, "another MPLBACKEND"),
        (None, {}, {"preexec_fn": print}, [None] * 3, "the start asks for preexec_fn"),
        (None, {}, {}, [None, subprocess.PIPE, None], "the start asks for pipes"),
    ],
)
def test_what_a_fork_could_not_be_is_started_the_stock_way(command, env, options, streams, reason, monkeypatch) -> None:
    monkeypatch.delenv(SOCKET, raising=False)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    with pytest.raises(CannotFork, match=reason):
        room._check_possible(command or [sys.executable, "-m", "ipykernel_launcher"], {**os.environ, **env}, options, streams)


def test_the_kernel_specification_is_installed_with_its_provisioner() -> None:
    spec = KernelSpecManager().get_kernel_spec("workbench-preloaded")
    assert spec.metadata["kernel_provisioner"]["provisioner_name"] == "workbench-preloaded"


def test_plain_papermill_uses_it_by_name(forked: Preloaded, tmp_path: Path) -> None:
    """In a process of its own, as a person would call it; which process the kernel's parent is, its notebook tells."""
    source = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import os; print('child of', os.getppid())")])
    nbformat.write(source, tmp_path / "in.ipynb")
    command = [sys.executable, "-m", "papermill", "-k", "workbench-preloaded", str(tmp_path / "in.ipynb"), str(tmp_path / "out.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"child of {forked.process.pid}" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")


def test_a_server_of_kernels_starts_restarts_interrupts_and_ends_it(forked: Preloaded) -> None:
    """JupyterLab's server drives kernels through this class."""

    async def drive() -> list[int]:
        kernels = AsyncMultiKernelManager(default_kernel_name="workbench-preloaded")
        name = await kernels.start_kernel()
        manager = kernels.get_kernel(name)
        pids = [manager.provisioner.pid]
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=30)
        client.execute("import time; time.sleep(600)")
        await asyncio.sleep(0.3)
        await kernels.interrupt_kernel(name)
        reply = await client.get_shell_msg(timeout=10)
        assert (reply["msg_type"], reply["content"]["status"]) == ("execute_reply", "error")
        await kernels.restart_kernel(name)
        pids.append(manager.provisioner.pid)
        await client.wait_for_ready(timeout=30)
        assert await manager.is_alive() and not alive(pids[0])
        client.stop_channels()
        await kernels.shutdown_kernel(name)
        return pids

    pids = asyncio.run(drive())
    assert len(set(pids)) == 2 and not any(alive(pid) for pid in pids)

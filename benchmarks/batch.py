"""What a batch costs beside the ways it replaces, on our own notebooks, all in one run; `make benchmark-batch` prints the table.

Rates leave the start of processes out and tell it apart: they count from the moment each worker has made its first
page. The loop over the two command lines is measured on fewer notebooks, and said so; it has no start to leave out.
"""

import argparse
import ast
import base64
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from workbench.batch.outcome import Limits
from workbench.batch.plan import Job, plan_jobs
from workbench.batch.pool import run_in_pool
from workbench.batch.provisioner import SOCKET, Preloaded
from workbench.findings import load_findings, store_findings
from workbench.settings import COMPUTED

WORKERS = 2
ROWS = ("loop", "pool", "limit", "limit_cpu", "ours", "ours_cpu", "start", "memory", "district", "second")
MODULES = ("workbench.case", "workbench.briefing.show", "workbench.briefing.figures")


def seconds_each(done: Iterable[object]) -> tuple[float, float, float]:
    """Seconds a notebook once every worker has made one, the seconds until then, and the processors' seconds a notebook."""
    begun = time.monotonic()
    ends = [(time.monotonic() - begun, processors()) for _ in done]
    (first, before), (last, after), count = ends[WORKERS - 1], ends[-1], len(ends) - WORKERS
    return (last - first) / count, first, (after - before) / count


def processors() -> float:
    """Seconds that all processes of this one have had of a processor, those that have ended among them: load leaves it alone."""
    spent = 0.0
    for one in psutil.Process().children(recursive=True):
        try:
            spent += sum(one.cpu_times()[:4])  # its own, and of those that it has waited for
        except psutil.Error:  # it ends just now, and is in its parent's
            continue
    return spent


def by_command_lines(jobs: list[Job], folder: Path) -> float:
    """A shell loop: papermill, then nbconvert, one notebook after the other."""
    begun = time.monotonic()
    for number, job in enumerate(jobs):
        out = folder / f"{number}.ipynb"
        given = [word for name, value in job.parameters.items() for word in ("-r" if isinstance(value, str) else "-p", name, str(value))]
        for words in (["papermill", "--no-progress-bar", str(job.notebook), str(out), *given], ["nbconvert", "--to", "html", str(out)]):
            subprocess.run([sys.executable, "-m", *words], check=True, capture_output=True)
    return (time.monotonic() - begun) / len(jobs)


def by_papermill(job: Job) -> None:
    """What a pool over papermill does, with one exporter for each process."""
    import papermill
    from nbconvert import HTMLExporter

    global _exporter
    _exporter = globals().get("_exporter") or HTMLExporter()
    job.folder.mkdir(parents=True, exist_ok=True)
    notebook = papermill.execute_notebook(job.notebook, job.folder / "plain.ipynb", parameters=job.parameters, progress_bar=False)
    (job.folder / "plain.html").write_text(_exporter.from_notebook_node(notebook)[0], encoding="utf-8")


def without_notebook(job: Job) -> None:
    """The same calls, the same figures drawn, joined to a bare page, in this process: nothing that runs notebooks can be faster."""
    names, shown = dict(job.parameters), []
    for cell in json.loads(job.notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", []):
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "cell", "exec"), names)
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
            for one in getattr(value, "pictures", [value]):
                if hasattr(one, "png"):
                    shown.append(f'<img alt="{one.alt}" src="data:image/png;base64,{base64.b64encode(one.png()).decode()}">')
                elif hasattr(one, "_repr_html_"):
                    shown.append(one._repr_html_())
    job.folder.mkdir(parents=True, exist_ok=True)
    (job.folder / f"{job.stem}.bare.html").write_text(f"<html>{''.join(shown)}</html>", encoding="utf-8")


def keep(programme: str, as_of: int) -> None:
    from workbench.findings import keep_findings

    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    keep_findings(programme, as_of=as_of, observed_only=False)


def pooled(function: object, jobs: list[Job], programme: str, as_of: int) -> Iterator[None]:
    with multiprocessing.get_context("spawn").Pool(WORKERS, keep, (programme, as_of)) as pool:
        yield from pool.imap_unordered(function, jobs)


class Kernels:
    """Memory that each kernel holds for itself alone (USS), sampled while a batch runs."""

    def __init__(self, pid: int) -> None:
        self.server, self.megabytes, self.over = psutil.Process(pid), [], threading.Event()
        self.thread = threading.Thread(target=self._sample)
        self.thread.start()

    def _sample(self) -> None:
        most: dict[int, float] = {}
        while not self.over.wait(0.1):
            for kernel in self.server.children():
                try:
                    most[kernel.pid] = max(most.get(kernel.pid, 0), kernel.memory_full_info().uss / 1e6)
                except psutil.Error:
                    continue
        self.megabytes = list(most.values())

    def median(self) -> float:
        """Megabytes of the kernel in the middle; the sampling ends."""
        self.over.set()
        self.thread.join()
        return statistics.median(self.megabytes)


def ours(jobs: list[Job], *, is_watched: bool = False) -> tuple[float, float, float, float]:
    """Seconds a notebook, seconds until each worker had made one, the processors' seconds a notebook; megabytes of a kernel if watched.

    To watch costs a tenth of a core: rates are measured without.
    """
    begun = time.monotonic()
    preloaded = Preloaded(MODULES)
    os.environ[SOCKET] = preloaded.address
    preloaded.prepare(jobs[0].parameters)
    kernels = Kernels(preloaded.process.pid) if is_watched else None
    outcomes = []

    def told() -> Iterator[None]:
        for _, outcome in run_in_pool(jobs, workers=WORKERS, limits=Limits()):
            outcomes.append(outcome)
            yield

    started = time.monotonic() - begun
    each, first, spent = seconds_each(told())
    memory = kernels.median() if kernels else 0.0
    del os.environ[SOCKET]
    preloaded.close()
    wrong = [one for one in outcomes if one.state != "done" or one.notes]
    if wrong:
        raise SystemExit(f"the measurement is void: {wrong[0]}")
    return each, first + started, spent, memory


def whole_run(programme: str, output: Path) -> float:
    begun = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "workbench", "run", "--programme", programme, "--output", str(output), "--workers", str(WORKERS)],
        check=True, capture_output=True,
    )  # fmt: skip
    return time.monotonic() - begun


def median(values: list[float]) -> float:
    """Of what was not asked for, no number."""
    return statistics.median(values) if values else float("nan")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--programme", default="cam-lo")
    asked.add_argument("--notebooks", type=int, default=44)
    asked.add_argument("--loop", type=int, default=6, help="notebooks of the shell loop")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--without-others", action="store_true", help="leave the shell loop and the pool over papermill out")
    asked.add_argument("--without-run", action="store_true", help="leave the whole runs out")
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    findings = load_findings(given.programme)
    as_of = findings.as_of
    store_findings(findings, folder / "computed")
    os.environ[COMPUTED] = str(folder / "computed")
    rows: dict[str, list[float]] = {name: [] for name in ROWS}
    weights: list[int] = []
    for number in range(given.rounds):
        place = folder / str(number)
        place.mkdir()
        jobs = plan_jobs(findings, folder=place / "ours", lang="vi", programme_name=given.programme)[: given.notebooks]

        def bare(jobs: list[Job] = jobs) -> tuple[float, float, float]:
            return seconds_each(pooled(without_notebook, jobs, given.programme, as_of))

        if not given.without_others:
            step = max(len(jobs) // given.loop, 1)
            rows["loop"].append(by_command_lines(jobs[::step][: given.loop], place))
            rows["pool"].append(seconds_each(pooled(by_papermill, jobs, given.programme, as_of))[0])
        # Before and after what it is the limit of: the speed of a virtual machine drifts within a minute by more than the share is worth.
        (before, _, cpu_before), (each, start, cpu, _), (after, _, cpu_after) = bare(), ours(jobs), bare()
        limit, limit_cpu = (before + after) / 2, (cpu_before + cpu_after) / 2
        *_, memory = ours(jobs[:8], is_watched=True)
        measured = {"limit": limit, "limit_cpu": limit_cpu, "ours": each, "ours_cpu": cpu, "start": start, "memory": memory}
        for name, value in measured.items():
            rows[name].append(value)
        for name in () if given.without_run else ("district", "second"):
            rows[name].append(whole_run(given.programme, place / "run"))
        weights = [
            page.stat().st_size // 1024
            for page in (place if given.without_run else place / "run").glob("*/*/*.html")
            if page.stem != "plain" and ".bare" not in page.name
        ]
    pairs = {"loop": "ours", "pool": "ours", "limit": "ours", "limit_cpu": "ours_cpu"}
    ratios = {name: median([a / b for a, b in zip(rows[name], rows[by], strict=False)]) for name, by in pairs.items()}
    middle = {name: median(values) for name, values in rows.items()}
    load = os.getloadavg()[2] if hasattr(os, "getloadavg") else float("nan")
    print({name: [round(value, 2) for value in values] for name, values in rows.items()})
    print(f"{given.notebooks} notebooks, {given.rounds} rounds, {WORKERS} workers on {os.cpu_count()} cores, load {load:.1f} over 15 min;")
    print(f"seconds a notebook: loop {middle['loop']:.2f} (on {given.loop}), pool {middle['pool']:.2f},", end=" ")
    print(f"ours {middle['ours']:.2f}, without a notebook {middle['limit']:.2f}; ours starts in {middle['start']:.1f} s")
    for name, demand, aim, measured in [
        ("against a shell loop of papermill and jupyter nbconvert", "12 x", "16 x", f"{ratios['loop']:.1f} x"),
        ("against papermill in a two-process pool, one exporter", "3 x", "4 x", f"{ratios['pool']:.1f} x"),
        (
            "share of the no-notebook limit",
            "65 %",
            "80 %",
            f"{100 * ratios['limit']:.0f} %, of processor time {100 * ratios['limit_cpu']:.0f} %",
        ),
        ("a whole run, cold start included", "60 s", "50 s", f"{middle['district']:.0f} s, {len(weights)} pages"),
        ("second run, nothing changed", "2 s", "1 s", f"{middle['second']:.1f} s"),
        ("memory per parallel kernel (USS)", "130 MB", "100 MB", f"{middle['memory']:.0f} MB"),
        ("page weight, figures included", "250 KB", "150 KB", f"{statistics.median(weights):.0f} KB, {max(weights)} at most"),
    ]:
        print(f"  {name:58} demand {demand:>7}  aim {aim:>7}  measured {measured}")


if __name__ == "__main__":
    main()

"""The same jobs on other machines: dask carries them there and their outcomes back; each machine writes what it makes.

Every machine sees the programme, the notebooks and the output folder under the same paths. One dask worker on each
holds one preloaded process and does as many jobs at once as it has threads; the run alone writes its ledger.
"""

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from distributed import Client, Future, KilledWorker, Worker, as_completed, get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from workbench.batch.outcome import Limits, Outcome
from workbench.batch.plan import Job, versions
from workbench.batch.pool import ATTEMPTS
from workbench.batch.provisioner import kernels_ready
from workbench.errors import RunError
from workbench.findings import code_digest
from workbench.settings import COMPUTED

ANSWER_SECONDS = 30  # for a scheduler to answer, and for a first worker to be there
AHEAD = 2  # jobs in flight for each thread: none waits for work, and few are lost with a machine


@dataclass(frozen=True)
class Cluster:
    """Where a dask scheduler listens: its address, or the file in which it has left that."""

    address: str = ""
    scheduler_file: str = ""

    def run(self, jobs: Iterable[Job], *, limits: Limits, modules: tuple[str, ...]) -> Iterator[tuple[Job, Outcome]]:
        """Run every job on some machine and tell each outcome as it comes; a lost machine's jobs go to another.

        Parameters
        ----------
        modules : what each machine's preloaded process loads besides what every notebook imports.

        Raises
        ------
        RunError : no scheduler or no worker answers, or a worker would make other pages than this machine.
        """
        coming = iter(jobs)
        first = next(coming, None)
        if first is None:
            return
        with contextlib.closing(self._connect()) as client:
            paths = (str(first.notebook.absolute()), str(first.folder.parent.absolute()))
            machine = _Machine(modules, os.environ[COMPUTED], code_digest(), versions(), paths)
            try:
                client.register_plugin(machine)  # workers that join later get it too
                yield from _flow(client, first, coming, limits)
            finally:
                client.unregister_worker_plugin(machine.name)

    def _connect(self) -> Client:
        try:
            # dask would wait for the file for ever; what it takes from it is the address.
            address = self.address or json.loads(Path(self.scheduler_file).read_text(encoding="utf-8"))["address"]
            client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
            client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except (OSError, ValueError, KeyError, TimeoutError) as error:
            place = self.address or self.scheduler_file
            raise RunError(place, f"no cluster answers ({error}).", "Start `dask scheduler` and a `dask worker` on each machine.") from None
        return client


def _flow(client: Client, first: Job, coming: Iterator[Job], limits: Limits) -> Iterator[tuple[Job, Outcome]]:
    """Keep a few jobs in flight for each thread and no more: the scheduler stays small, and a stop is a stop."""
    in_flight: dict[Future, tuple[Job, int]] = {}
    told = as_completed(loop=client.loop)

    def send(jobs: Iterable[Job], attempt: int = 1) -> None:
        for job in jobs:
            future = client.submit(
                _execute, replace(job, folder=job.folder.absolute()), limits, key=f"{job.unit_code}-{job.stem}-{time.time_ns()}"
            )
            in_flight[future] = job, attempt
            told.add(future)

    send([first])
    send(islice(coming, max(AHEAD * sum(client.nthreads().values()), 1) - 1))
    for future in told:
        job, attempt = in_flight.pop(future)
        try:
            outcome = future.result()
        except KilledWorker as error:
            outcome = Outcome(job.unit_code, job.stem, "broken", 0.0, f"every worker that had it was lost ({error})")
        if outcome.state == "broken" and attempt < ATTEMPTS:
            send([job], attempt + 1)
            continue
        send(islice(coming, 1))
        yield job, outcome


@dataclass
class _Machine(WorkerPlugin):
    """What a dask worker holds while a run lasts: the preloaded process that its kernels are forked of."""

    modules: tuple[str, ...]
    computed: str  # where the run has put the statistics
    code: str
    libraries: str
    paths: tuple[str, ...]  # that the run works with
    name: str = field(default="workbench", init=False)

    def setup(self, worker: Worker) -> None:
        self.open = contextlib.ExitStack()
        if (code_digest(), versions()) != (self.code, self.libraries):
            told = "another version of the workbench" if code_digest() != self.code else f"other libraries ({versions()})"
            raise RunError(worker.address, f"the worker has {told}: it would make other pages.", "Install the same on every machine.")
        absent = [path for path in self.paths if not Path(path).exists()]
        if absent:
            raise RunError(
                worker.address, f"the worker does not see {', '.join(absent)}.", "Share it under the same path on every machine."
            )
        os.environ[COMPUTED] = self.computed
        self.prepare = self.open.enter_context(kernels_ready(self.modules))

    def teardown(self, worker: Worker) -> None:
        del worker
        self.open.close()


def _execute(job: Job, limits: Limits) -> Outcome:
    """On a worker, in one of its threads: what a worker process of a local pool does."""
    from workbench.batch.engine import execute_job
    from workbench.batch.kernel import Kernels

    get_worker().plugins["workbench"].prepare(job.parameters)
    return execute_job(job, limits, Kernels())

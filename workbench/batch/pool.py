"""Worker processes that run one job at a time each; none takes the others with it when it dies."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait

from workbench.batch.outcome import Limits, Outcome
from workbench.batch.plan import Job

ATTEMPTS = 2  # of a job that breaks through no fault of its notebook
GRACE_SECONDS = 60  # beyond the time limit, for a worker to end the kernel and to write what there is


def run_in_pool(jobs: Iterable[Job], *, workers: int, limits: Limits) -> Iterator[tuple[Job, Outcome]]:
    """Run every job, and tell each outcome as it comes. One worker is the same loop as many.

    A job is asked for when a worker is free for it, not before.
    """
    coming, again = iter(jobs), deque()
    pool: list[_Worker] = []
    try:
        while True:
            while sum(worker.job is not None for worker in pool) < workers:
                job, attempt = again.popleft() if again else (next(coming, None), 1)
                if job is None:
                    break
                if all(worker.job for worker in pool):
                    pool.append(_Worker(limits))
                next(worker for worker in pool if not worker.job).give(job, attempt)
            busy = [worker for worker in pool if worker.job]
            if not busy:
                return
            for worker in _ready(busy):
                job, attempt, outcome = worker.job, worker.attempt, worker.take()
                if outcome.state == "broken":
                    worker.restart()
                    if attempt < ATTEMPTS:
                        again.append((job, attempt + 1))
                        continue
                yield job, outcome
    finally:
        for worker in pool:
            worker.end()


def _ready(busy: "list[_Worker]") -> "list[_Worker]":
    """Wait for workers that have something to tell, have died, or are beyond their time."""
    first = min(worker.due for worker in busy)
    heard = wait([worker.connection for worker in busy], timeout=max(first - time.monotonic(), 0))
    now = time.monotonic()
    return [worker for worker in busy if worker.connection in heard or worker.due <= now]


class _Worker:
    def __init__(self, limits: Limits) -> None:
        self.limits, self.job, self.attempt, self.due = limits, None, 0, 0.0
        self._start()

    def _start(self) -> None:
        # Forked of a server that has the libraries loaded, where the system can; never of this process, which may have threads.
        context = get_context("forkserver" if sys.platform == "linux" else "spawn")
        if sys.platform == "linux":
            context.set_forkserver_preload(["workbench.batch.engine"])
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, self.limits, dict(os.environ)), daemon=True)
        self.process.start()
        theirs.close()  # so that its death is heard here

    def give(self, job: Job, attempt: int) -> None:
        self.job, self.attempt = job, attempt
        self.due = time.monotonic() + self.limits.seconds + GRACE_SECONDS
        with contextlib.suppress(OSError):  # it has died; `take` tells
            self.connection.send(job)

    def take(self) -> Outcome:
        """The outcome of its job, or that there is none."""
        job, self.job = self.job, None
        message = f"the worker did not answer within {self.limits.seconds + GRACE_SECONDS} s"
        try:
            if self.connection.poll():
                return self.connection.recv()
        except (EOFError, OSError):
            message = "the worker process died"
        return Outcome(job.unit_code, job.stem, "broken", 0.0, message)

    def restart(self) -> None:
        self.end()
        self._start()

    def end(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join(5)
        self.process.kill()
        self.process.join()


def _work(connection: Connection, limits: Limits, environment: dict[str, str]) -> None:
    """The worker's life: a job in, an outcome out, until the run ends, however it ends."""
    os.environ.clear()  # the server it is forked of may have been started under another
    os.environ.update(environment)
    from workbench.batch.engine import execute_job
    from workbench.batch.kernel import Kernels

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run hears Ctrl-C and ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    kernels = Kernels(ahead=True)
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        connection.send(execute_job(job, limits, kernels))


def _end_with_parent() -> None:
    parent_process().join()
    os._exit(1)  # its kernels end with the connections that hold them

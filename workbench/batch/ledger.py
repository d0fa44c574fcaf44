"""What was done for each job and of what its key was made: the run's memory, written by the run alone."""

import json
import os
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.batch.outcome import Outcome
from workbench.batch.plan import Job
from workbench.files import write_whole

NAME = "ledger.jsonl"


@dataclass(frozen=True)
class Entry:
    """The last outcome of a job, and the digests that its key was made of."""

    unit_code: str
    stem: str
    state: str
    message: str
    key: str
    parts: dict[str, str]


class Ledger:
    """Entries by unit and page. One line for each outcome as it comes; a line torn or spoilt is passed over.

    It remembers and explains. Whether a page is in place, the page itself says: a line lost costs an explanation,
    or has a page that failed made again, and nothing else.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.entries: dict[tuple[str, str], Entry] = {}
        content = self.path.read_bytes() if self.path.is_file() else b""
        self._whole = content.rfind(b"\n") + 1
        text = content.decode(errors="replace")  # torn within a letter, too
        for line in text.split("\n")[:-1]:  # what follows the last end of line was never finished
            entry = _read(line)
            if entry:
                self.entries[entry.unit_code, entry.stem] = entry

    def find(self, job: Job) -> Entry | None:
        """What was last written of a job; None where nothing was."""
        return self.entries.get((job.unit_code, job.stem))

    def add(self, job: Job, outcome: Outcome) -> None:
        """Write down an outcome; it is on the disk when this returns."""
        entry = Entry(job.unit_code, job.stem, outcome.state, outcome.message, job.key, job.parts)
        self.entries[entry.unit_code, entry.stem] = entry
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = _line(entry).encode()
        with open(self.path, "ab") as file:
            file.truncate(self._whole)  # a torn line goes
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._whole += len(line)

    def tidy(self, jobs: Iterable[Job], done: Container[str]) -> None:
        """One line for each job that anything is known of, in the run's order: the same however the run went.

        Parameters
        ----------
        done : keys of the jobs whose pages stand. A run killed before it could write one down finds it here again.
        """
        for job in jobs:
            if job.key in done:
                self.entries[job.unit_code, job.stem] = Entry(job.unit_code, job.stem, "done", "", job.key, job.parts)
        known = [self.entries[key] for job in jobs if (key := (job.unit_code, job.stem)) in self.entries]
        text = "".join(map(_line, known))
        write_whole(self.path, text)
        self._whole = len(text.encode())


def _read(line: str) -> Entry | None:
    """The entry of a line, or None where it is none of ours, or no longer."""
    try:
        entry = Entry(**json.loads(line))
    except (ValueError, TypeError, RecursionError):
        return None
    told = (entry.unit_code, entry.stem, entry.state, entry.message, entry.key)
    is_ours = isinstance(entry.parts, dict) and all(isinstance(one, str) for one in (*told, *entry.parts.values()))
    return entry if is_ours else None


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True) + "\n"

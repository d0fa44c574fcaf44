"""Run the jobs that are missing or stale, and record what there is."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workbench.batch.ledger import Entry
from workbench.batch.outcome import Limits, Outcome
from workbench.batch.plan import Job
from workbench.batch.pool import run_in_pool
from workbench.briefing.page import read_identity
from workbench.errors import DefinitionError
from workbench.files import is_whole, write_whole
from workbench.programme import Programme

State = Literal["done", "stale", "missing", "failed"]


@dataclass(frozen=True)
class Standing:
    """What there is of a job, and why that is not enough."""

    job: Job
    state: State
    reasons: tuple[str, ...] = ()  # parts of the key that changed; of a failure, what it said
    is_due: bool = False  # a run makes it; a failure whose key is the same would fail again and waits to be asked for


def standing_of(job: Job, entry: Entry | None) -> Standing:
    """What stands in the output folder: the page itself says which key made it, the ledger what that was made of."""
    if job.page.is_file():
        told = read_identity(job.page).get("job")
        if told == job.key and is_complete(job.page) and not job.outdated:
            return Standing(job, "done")
        if told == job.key or entry is None or entry.key != told:
            return Standing(job, "stale", ("files",), is_due=True)
        return Standing(job, "stale", _changed(job, entry), is_due=True)
    if job.failed.is_file() or (entry and entry.state == "broken"):
        is_same = entry is not None and entry.key == job.key and entry.state == "failed"
        return Standing(job, "failed", (entry.message,) if is_same else ("files",) if not entry else _changed(job, entry), not is_same)
    return Standing(job, "missing", is_due=True)


def is_complete(page: Path) -> bool:
    """Whether page and notebook are there to their ends: both are written last line last."""
    return is_whole(page, b"</html>") and is_whole(page.with_suffix(".ipynb"), b"\n}\n")


def _changed(job: Job, entry: Entry) -> tuple[str, ...]:
    return tuple(name for name, digest in job.parts.items() if entry.parts.get(name) != digest) or (entry.message,)


def run_here(jobs: Iterable[Job], *, workers: int, limits: Limits, modules: tuple[str, ...]) -> Iterator[tuple[Job, Outcome]]:
    """Run jobs on this machine and tell each outcome as it comes. A job that fails leaves the others to finish.

    Parameters
    ----------
    workers : processes; each drives one kernel at a time.
    modules : what the preloaded process loads besides what every notebook imports.
    """
    from workbench.batch.provisioner import kernels_ready  # its libraries are of no use where nothing is to be made

    with kernels_ready(modules) as prepare:

        def prepared() -> Iterator[Job]:
            for job in jobs:
                prepare(job.parameters)
                yield job

        yield from run_in_pool(prepared(), workers=workers, limits=limits)


def clear_parts(folder: Path) -> None:
    """Take away what a killed run has half written: nothing else bears such a name, and this run has the folder to itself."""
    for path in list(folder.rglob("*.part")):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def check_owner(folder: Path, programme: Programme) -> None:
    """Refuse a run's folder that holds the pages of another programme folder with the same id.

    A folder that has moved, or is gone, owns nothing any more.

    Raises
    ------
    DefinitionError : both folders are there.
    """
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        owner = (folder / record["asked"]["folder"]).resolve()
    except (OSError, ValueError, KeyError, TypeError):
        return  # no run yet, or one of before this was written down
    if owner != programme.folder.resolve() and (owner / "programme.toml").is_file():
        raise DefinitionError(
            "--output",
            f"{folder} holds pages of another programme with the id '{programme.header.id}', {owner}.",
            "Give one of the two an id of its own in programme.toml, or choose another --output.",
        )


def place_of(programme: Programme, folder: Path) -> str:
    """Where the programme lies, seen from the run's folder: the two may move together."""
    try:
        return Path(os.path.relpath(programme.folder.resolve(), folder.resolve())).as_posix()
    except ValueError:  # two drives of Windows
        return programme.folder.resolve().as_posix()


def read_records(folder: Path, parts: Iterable[str]) -> dict[str, dict]:
    """run.json of each part of a divided programme, as far as it has been made."""
    found = {part: read_record(folder / part) for part in parts}
    return {part: record for part, record in found.items() if record}


def read_record(folder: Path) -> dict:
    """run.json of a folder; empty where there is none, or it is damaged: the next run there writes it anew."""
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return record if isinstance(record["pages"], dict) and isinstance(record["asked"], dict) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def write_record(folder: Path, asked: dict[str, object], standings: Sequence[Standing], stamp: str) -> dict[str, int]:
    """run.json: what was asked, how many pages are in which state, each failure, and the stamp of all that went in. No clock."""
    pages = dict.fromkeys(("done", "stale", "failed", "missing"), 0)
    for one in standings:
        pages[one.state] += 1
    failures = [
        {"unit_code": one.job.unit_code, "page": one.job.stem, "reasons": list(one.reasons)} for one in standings if one.state == "failed"
    ]
    record = {"asked": asked, "pages": pages, "failures": failures, "stamp": stamp}
    write_whole(folder / "run.json", json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    return pages

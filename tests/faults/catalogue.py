"""The faults that are tried, each told as a row of docs/faults.md."""

import signal
from dataclasses import dataclass

from tests.faults import steps as do
from tests.faults.steps import NOT_OURS, PAGE, Step


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    Attributes
    ----------
    title : what happens, as docs/faults.md says it.
    command : what is at work, and is given again afterwards.
    step : makes it happen.
    said : words that must be among what the commands have said meanwhile.
    person : what a person has to do before the command is given again.
    """

    title: str
    command: str
    step: Step
    said: str = ""
    person: str = ""


RUN = "out/town-*/"
ROOM = "No space left on device. Make room on the disk, then run the same command again"
# These run with all other tests; the whole list by `make faults`.
QUICK = [
    Fault(
        "a page, its notebook, the ledger, run.json, basis.json, the stored statistics and the index are damaged, all at once",
        "run",
        do.both(
            *(do.damage(f"{RUN}{PAGE}", 0.7), do.damage(f"{RUN}D1*/00*.ipynb", 0.7), do.torn_ledger, do.damage(f"{RUN}run.json", 0.5)),
            *(do.damage(f"{RUN}basis.json", b""), do.damage(f"{RUN}computed/*.json", 0.9), do.damage(f"{RUN}index.html", NOT_OURS)),
            do.leave_parts,
        ),
    ),
]
FAULTS = [
    Fault("the run is killed before each of its writes in turn", "run", do.kill_at_every_write("run")),
    Fault("the run is killed while pages are made, six times at instants of chance", "run", do.kill_at_instants_of_chance),
    Fault("the run is asked to end (SIGTERM) while pages are made", "run", do.kill_one("driver", signal.SIGTERM)),
    Fault("Ctrl-C while pages are made", "run", do.kill_one("driver", signal.SIGINT)),
    Fault("a worker process is killed", "run", do.kill_one("worker")),
    Fault("a kernel is killed", "retry", do.kill_one("kernel"), person="`workbench retry --failed`: the page is told as failed"),
    Fault("the process that kernels are forked of is killed", "run", do.kill_one("preloaded")),
    Fault("`export` is killed before each of its writes in turn", "export", do.kill_at_every_write("export")),
    *QUICK,
    Fault("`ingest` is killed before each of its writes in turn", "ingest", do.kill_at_every_write("ingest")),
    Fault(
        "a real disk is full, with room for a tenth, two fifths and nine tenths of the pages",
        "run",
        do.full_disk,
        "No space left on device",
        "make room",
    ),
    Fault("the disk is full from each write of a run on", "run", do.no_room("run"), ROOM, "make room"),
    Fault("the disk is full from each write of `ingest` on", "ingest", do.no_room("ingest"), "they are as before", "make room"),
    Fault("the disk is full from each write of `export` on", "export", do.no_room("export"), ROOM, "make room"),
    Fault(
        "the folder of the run may not be written in",
        "run",
        do.without_rights("run", "out/town-2025-en"),
        "Permission denied. Mend the permissions",
        "mend the permissions",
    ),
    Fault("the folder of a unit may not be written in", "run", do.without_rights("run", f"{RUN}C1*"), "Permission denied", "mend them"),
    Fault(
        "the folder of observations may not be written in",
        "ingest",
        do.without_rights("ingest", "town/observations"),
        "they are as before",
        "mend the permissions",
    ),
    Fault("lines of the ledger are torn, spoilt and gone", "run", do.torn_ledger),
    Fault("the ledger holds nothing of ours", "run", do.damage(f"{RUN}ledger.jsonl", NOT_OURS)),
    Fault("a figure in the stored statistics is another", "run", do.change_a_figure),
    Fault("the assessments are cut short", "run", do.damage(f"{RUN}assessments.csv", 0.5), "assessments.csv is damaged"),
    Fault("a run lost its power and left half-written files", "run", do.leave_parts),
    Fault("the lock is of a process that is no more", "run", do.lock_of_the_dead),
    Fault("the lock is empty", "run", do.empty_lock, "does not say whose it is", "see that no run is at work, delete the lock"),
    Fault("an area's file is cut short", "run", do.cut_short("areas/*.toml"), person="put the whole file back"),
    Fault("units.csv is cut short", "run", do.cut_short("units.csv"), person="put the whole file back"),
    Fault("a file of observations is cut short within a row", "run", do.cut_short("observations/*.csv"), person="put the whole file back"),
    Fault("a form is empty or cut short", "ingest", do.form_cut_short, person="ask for the form again"),
    Fault("the record of what was sent is cut short", "export", do.record_spoilt, "cannot be read", "put a copy of the record back"),
    Fault("the clock is wrong by 400 days, and turns to the other side meanwhile", "run", do.wrong_clock(400 * 86_400)),
    Fault("the clock stands before 1970", "run", do.wrong_clock(-70 * 365 * 86_400)),
    Fault("three runs are started at once", "run", do.two_at_once("run"), "a run is at work here already", "nothing: two are refused"),
    Fault("three intakes of one form are started at once", "ingest", do.two_at_once("ingest")),
    Fault("three exports are started at once", "export", do.two_at_once("export")),
    Fault("a worker of a cluster is lost with its kernels", "run", do.lose_a_worker),
]

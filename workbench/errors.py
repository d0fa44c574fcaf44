"""Every error a user can put right, and the single fault that such an error may carry many of."""

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from unicodedata import category

Severity = Literal["error", "doubt", "note"]


def visible(text: str, kept: str = "") -> str:
    """Text from a file as a terminal may show it: signs that would move, colour or turn round what stands there are spelt out."""
    return "".join(
        one if one.isprintable() or one in kept or category(one) == "Zs" else one.encode("unicode_escape").decode() for one in text
    )


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that `workbench check` found: where it stands, what was seen, what to do about it."""

    where: str
    problem: str
    remedy: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        return visible(f"{self.where}: {self.problem} {self.remedy}".rstrip())


class WorkbenchError(Exception):
    """Something the user can put right; shown without a traceback."""

    exit_code = 1

    def __init__(self, where: str, problem: str, remedy: str = "") -> None:
        super().__init__(where, problem, remedy)  # all three, so that it survives pickling
        self.where, self.problem, self.remedy = where, problem, remedy
        self.faults: tuple[Fault, ...] = ()  # of an error that tells several

    def __str__(self) -> str:
        return visible(f"{self.where}: {self.problem} {self.remedy}".rstrip(), kept="\n")

    @classmethod
    def from_faults(cls, where: str, faults: Iterable[Fault]) -> "WorkbenchError":
        """One error that tells all `faults`, one a line, in the order given."""
        told = tuple(faults)
        if len(told) == 1:
            return cls(told[0].where, told[0].problem, told[0].remedy)
        error = cls(where, f"{len(told)} faults.\n  " + "\n  ".join(map(str, told)))
        error.faults = told
        return error


class DefinitionError(WorkbenchError):
    """A programme folder says something it may not say."""

    exit_code = 10


class SourceError(WorkbenchError):
    """A file is missing, unreadable, or its source is unknown."""

    exit_code = 11


class TableError(WorkbenchError):
    """Rows that break the shape of a table."""

    exit_code = 12


class NotebookError(WorkbenchError):
    """A notebook, or what it was asked for, breaks the contract of parameters."""

    exit_code = 14


class TextError(WorkbenchError):
    """A sentence is missing in one of the languages."""

    exit_code = 15


class RunError(WorkbenchError):
    """Some pages failed; the others are in place."""

    exit_code = 20


_AGAIN = "then run the same command again: nothing that was in place is lost."
_OF_THE_MACHINE = {  # what the user can put right of it, by the system's number
    errno.ENOSPC: f"Make room on the disk, {_AGAIN}",
    errno.EDQUOT: f"Make room within the quota, {_AGAIN}",
    errno.EACCES: f"Mend the permissions, {_AGAIN}",
    errno.EPERM: f"Mend the permissions, {_AGAIN}",
    errno.EROFS: f"Choose a folder that can be written in, {_AGAIN}",
    errno.EIO: f"Look after the disk or the network, {_AGAIN}",
    errno.EMFILE: f"Allow more open files, {_AGAIN}",
    errno.ENOTDIR: "There is a file where a folder should be: choose another place.",
    errno.EISDIR: "There is a folder where a file should be: choose another name.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}


def what_is_told(error: Exception) -> WorkbenchError | None:
    """What the user can put right: an error of ours, or a fault of the machine such as a full disk; None for a defect."""
    if isinstance(error, WorkbenchError):
        return error
    remedy = _OF_THE_MACHINE.get(error.errno or 0) if isinstance(error, OSError) else None
    return SourceError(str(error.filename or "the disk"), f"{error.strerror}.", remedy) if remedy else None

"""Every error a user can put right, and the single fault that such an error may carry many of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "doubt", "note"]


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that `workbench check` found: where it stands, what was seen, what to do about it."""

    where: str
    problem: str
    remedy: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} {self.remedy}".rstrip()


class WorkbenchError(Exception):
    """Something the user can put right; shown without a traceback."""

    exit_code = 1

    def __init__(self, where: str, problem: str, remedy: str = "") -> None:
        super().__init__(where, problem, remedy)  # all three, so that it survives pickling
        self.where, self.problem, self.remedy = where, problem, remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} {self.remedy}".rstrip()

    @classmethod
    def from_faults(cls, where: str, faults: Iterable[Fault]) -> "WorkbenchError":
        """One error that tells all `faults`, one a line, in the order given."""
        told = list(faults)
        if len(told) == 1:
            return cls(told[0].where, told[0].problem, told[0].remedy)
        return cls(where, f"{len(told)} faults.\n  " + "\n  ".join(map(str, told)))


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

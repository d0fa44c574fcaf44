"""Every error tells where, what was seen and what to do, in words that survive a process boundary."""

import errno
import inspect
import os
import pickle

import pytest

from workbench import errors
from workbench.errors import Fault, WorkbenchError

KINDS = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, WorkbenchError)]
EXIT_CODES = {
    "WorkbenchError": 1,
    "DefinitionError": 10,
    "SourceError": 11,
    "TableError": 12,
    "NotebookError": 14,
    "TextError": 15,
    "RunError": 20,
}


def test_exit_codes_are_those_of_the_house():
    assert {kind.__name__: kind.exit_code for kind in KINDS} == EXIT_CODES


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_survives_pickling(kind):
    error = pickle.loads(pickle.dumps(kind("units.csv, row 2", "code '1961' is short.", "Write '19612'.")))
    assert type(error) is kind
    assert (error.where, error.problem, error.remedy) == ("units.csv, row 2", "code '1961' is short.", "Write '19612'.")
    assert str(error) == "units.csv, row 2: code '1961' is short. Write '19612'."


def test_an_error_without_a_remedy_ends_with_the_problem():
    assert str(WorkbenchError("here", "something is odd.")) == "here: something is odd."
    assert str(Fault("here", "something is odd.")) == "here: something is odd."


def test_one_fault_is_told_as_itself():
    error = errors.TableError.from_faults("the programme", [Fault("row 3", "it is wrong.", "Mend it.")])
    assert str(error) == "row 3: it is wrong. Mend it."


def test_several_faults_are_counted_and_told_one_a_line_in_their_order():
    error = errors.TableError.from_faults("three", [Fault("row 9", "first.", "Mend it."), Fault("row 2", "second.")])
    assert str(error) == "three: 2 faults.\n  row 9: first. Mend it.\n  row 2: second."
    assert type(pickle.loads(pickle.dumps(error))) is errors.TableError


@pytest.mark.parametrize("count", [1, 2])
def test_faults_may_come_one_by_one(count):
    told = str(errors.TableError.from_faults("three", (Fault(f"row {number}", "odd.") for number in range(count))))
    assert all(f"row {number}: odd." in told for number in range(count))


def test_what_a_file_says_cannot_write_over_what_a_terminal_shows():
    fault = Fault("a.csv, row 2", "value '\x1b[2J\r\u202e7' is not a number.\nerrors 0.", "Mend it.")
    assert str(fault) == r"a.csv, row 2: value '\x1b[2J\r\u202e7' is not a number.\nerrors 0. Mend it."
    error = errors.TableError.from_faults("three", [fault, Fault("b.csv", "Số hộ nghèo – 12 %.")])
    assert str(error).splitlines() == ["three: 2 faults.", f"  {fault}", "  b.csv: Số hộ nghèo – 12 %."]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "x.html: No space left on device. Make room on the disk, then run the same command again"),
        (errno.EACCES, "x.html: Permission denied. Mend the permissions, then run the same command again"),
        (errno.ENOTDIR, "x.html: Not a directory. There is a file where a folder should be"),
    ],
)
def test_a_fault_of_the_machine_is_told_with_what_to_do(number, told):
    error = errors.what_is_told(OSError(number, os.strerror(number), "x.html"))
    assert str(error).startswith(told) and error.exit_code == 11


def test_a_defect_is_not_told_as_a_fault_of_the_machine():
    assert errors.what_is_told(FileNotFoundError(errno.ENOENT, "No such file", "x")) is None
    assert errors.what_is_told(OSError("without a number")) is None
    assert errors.what_is_told(KeyError("x")) is None

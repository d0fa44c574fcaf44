"""Every error tells where, what was seen and what to do, in words that survive a process boundary."""

import inspect
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

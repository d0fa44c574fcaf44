"""`make mutants`: mutmut makes every small mistake, and each is tried in a process forked of one session that has run no test.

What came of each is kept where mutmut keeps it: `mutmut results` lists what no test noticed, `mutmut show NAME` tells what it was.
"""

import fnmatch
import functools
import hashlib
import importlib
import os
import pickle
import resource
import sys
import tempfile
import time
from contextlib import chdir, redirect_stdout, suppress
from pathlib import Path

import pytest
from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants, setup_source_paths
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 10  # times the CPU seconds that the tests take without a mistake: of CPU, since a machine may be busy or stopped
# The way to an assessment, most of the tests' time: computed once where no mistake is made on it. Functions of what they are handed alone.
BEFORE = {"workbench.observations": ("compute_values",), "workbench.projection": ("project",)}


class Trial:
    """A pytest plugin: runs what was collected once for each mistake, the quickest tests first, up to the first that fails."""

    def __init__(self, mistakes: list[tuple[SourceFileMutationData, str]]) -> None:
        self.mistakes, self.pipe, self.fault = mistakes, -1, ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        tests = session.items
        code, told, seconds = self.fork(tests, "", 3600)
        if session.testsfailed or not tests or code:
            self.fault = f"Without a mistake: {told or 'no tests, or a function was called while they were collected'}"
            return True
        took = dict(zip(tests, map(float, told.split()), strict=True))
        tests.sort(key=took.__getitem__)
        print(f"{len(self.mistakes)} mistakes; {len(tests)} tests, which take {seconds:.0f} s", flush=True)
        for data, name in self.mistakes:
            code, told, _ = self.fork(tests, name, max(20, PATIENCE * seconds))
            if code != 1:
                print(name, "is noticed by no test" if code == 0 else f"ended with {code}", flush=True)
            seen = next((test for test in tests if test.nodeid == told), None)
            if seen and took[seen] < 1.0:  # what notices one mistake in a function is likely to notice the next
                tests.remove(seen)
                tests.insert(0, seen)
            data.exit_code_by_key[name] = code
            with chdir(ROOT):
                data.save()
        return True

    def fork(self, tests: list[pytest.Item], name: str, seconds: float) -> tuple[int, str, float]:
        """The exit code with a mistake made (1: noticed), the test that noticed it, the CPU seconds used."""
        read, self.pipe = os.pipe()
        child = os.fork()
        if not child:
            with suppress(BaseException):
                self.run(tests, name, int(seconds))
            os._exit(2)
        os.close(self.pipe)
        with open(read, encoding="utf-8") as pipe:
            told = pipe.read()
        _, status, used = os.wait4(child, 0)
        return os.waitstatus_to_exitcode(status), told, used.ru_utime + used.ru_stime

    def run(self, tests: list[pytest.Item], name: str, seconds: int) -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        set_mutant_under_test(name)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        for test, following in zip(tests, [*tests[1:], None], strict=True):
            started = time.process_time()
            test.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
            if not name:
                os.write(self.pipe, f"{time.process_time() - started} ".encode())
        os._exit(0)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo) -> None:
        """At the first failure the process ends: to lay out a report takes longer than most tests."""
        if call.excinfo and not isinstance(call.excinfo.value, pytest.skip.Exception):
            os.write(self.pipe, item.nodeid.encode())
            os._exit(1)


def remembered(function: object, folder: str) -> object:
    """The function, which answers the same question but once, whichever process asks it."""

    @functools.wraps(function)
    def wrapper(*args: object, **kwargs: object) -> object:
        path = Path(folder, hashlib.sha256(pickle.dumps((function.__name__, args, kwargs))).hexdigest())
        if not path.exists():
            path.write_bytes(pickle.dumps(function(*args, **kwargs)))
        return pickle.loads(path.read_bytes())

    return wrapper


def main(only: str, *tests: str) -> str:
    set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    with open(os.devnull, "w") as null, redirect_stdout(null):
        copy_src_dir()
        copy_also_copy_files()
        setup_source_paths()
        create_mutants(1)
    files = [SourceFileMutationData(path=path) for path in config().only_mutate]
    for data in files:
        data.load()
    made = [(data, name) for data in files for name in data.exit_code_by_key]
    # All of them: those that were not tried yet.
    mistakes = [one for one in made if (fnmatch.fnmatchcase(one[1], only) if only else one[0].exit_code_by_key[one[1]] is None)]
    os.chdir("mutants")
    set_mutant_under_test("fail")  # a mistaken function that is called while modules are loaded raises: its result would hide the mistake
    options = ["-p", "no:terminal", "-p", "no:faulthandler", "-o", "addopts=", "-s", "--assert=plain", *config().pytest_add_cli_args]
    trial = Trial(mistakes)
    with tempfile.TemporaryDirectory() as folder:
        if all(name.startswith("workbench.assessment.") for _, name in mistakes):
            for place, names in BEFORE.items():
                module = importlib.import_module(place)
                for name in names:
                    setattr(module, name, remembered(getattr(module, name), folder))
        done = pytest.main([*options, *(tests or config().pytest_add_cli_args_test_selection)], plugins=[trial])
    return trial.fault or (f"pytest ended with {done}" if done else "")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) or None)

"""Every bad input is one clear message with where, what and what to do, in Vietnamese too; nothing is written and nothing else is told."""

import sys
from pathlib import Path

import pytest

from tests.bad_inputs.bad import Bad
from tests.bad_inputs.definitions import DEFINITIONS
from tests.bad_inputs.figures import FIGURES
from tests.bad_inputs.forms import FORMS
from tests.bad_inputs.units import UNITS
from tests.bad_inputs.words import WORDS
from tests.conftest import Folder
from workbench import cli
from workbench.cli import commands
from workbench.errors import WorkbenchError, what_is_told
from workbench.messages import in_language
from workbench.settings import notebooks_folder

IN_VIETNAMESE, ENGLISH = ("check", "ingest", "template", "trace", "new-programme"), ["--lang", "en"]  # unless asked otherwise
ALL = [*DEFINITIONS, *UNITS, *FIGURES, *FORMS, *WORDS]


def files(place: Path) -> dict[Path, bytes]:
    return {path.relative_to(place): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def lines_of(error: Exception) -> list[str]:
    """Problem and remedy of an error and of all its faults, as they were written before they were told in a language."""
    written = what_is_told(error.__cause__ if isinstance(error.__cause__, WorkbenchError) else error)
    told = [(one.problem, one.remedy) for one in written.faults] or [(written.problem, written.remedy)]
    return [line.strip() for both in told for text in both for line in text.split("\n") if line.strip()]


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """What should have been refused shall not run for minutes."""

    def run(*_: object, **__: object) -> None:
        raise AssertionError("the run was not refused")

    monkeypatch.setattr("workbench.batch.briefings.run_here", run)


@pytest.mark.usefixtures("no_kernels")
@pytest.mark.parametrize("bad", ALL, ids=lambda bad: bad.cause)
def test_it_is_told_in_one_message_and_nothing_is_written(
    bad: Bad, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad.spoil(folder)
    before = files(tmp_path)
    words = [word.replace("{folder}", str(folder.path)) for word in bad.words]
    if words[0] != "new-programme" and "--programme" not in words:
        words += ["--programme", str(folder.path)]
    words += ENGLISH if words[0] in IN_VIETNAMESE and "--lang" not in words else []
    if words[0] in ("run", "export") and "--output" not in words:
        words += ["--output", str(tmp_path / "out")]
    heard: list[Exception] = []
    monkeypatch.setattr(cli, "what_is_told", lambda error: heard.append(error) or what_is_told(error))
    monkeypatch.setattr(commands, "language_of", lambda _: "en")
    monkeypatch.setattr(sys, "argv", ["workbench", *words])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    told = bad.told.replace("{folder}", str(folder.path)).replace("{notebooks}", str(notebooks_folder()))
    assert ended.value.code == bad.code
    written = {path.name for path, content in files(tmp_path).items() if before.get(path) != content}
    if bad.words[0] == "ingest" and bad.code == 20:  # a question to the unit: that the file came is noted, its figure is not
        assert told in said.out and written <= {"received.csv"}
    else:
        assert told in said.err and written == set()
        assert bad.code == 2 or said.err.startswith(f"Lỗi / Error: {told}")
    assert [line for error in heard for line in lines_of(error) if in_language(line, "vi") == line] == []


def test_there_are_many_and_each_has_a_cause_and_a_message_of_its_own() -> None:
    assert len({bad.cause for bad in ALL}) == len(ALL) > 150
    told = [bad.told for bad in ALL]
    assert len(set(told)) > len(ALL) - 12  # a few causes cannot be told apart, such as an empty file and one of text


def test_a_message_says_where_and_what_to_do() -> None:
    """Where: a file, an option or a folder before the first colon; what to do: a second sentence."""
    remedies = (". ", "\n", " needs ", " must ", " goes with ", " go together", "; ")
    silent = [bad.told for bad in ALL if bad.code not in (2, 20) and not any(one in bad.told for one in remedies)]
    assert silent == ["observations/more.parquet: the file cannot be read"]  # what follows are the words of a library
    assert [bad.cause for bad in ALL if bad.code != 2 and ":" not in bad.told] == []

"""`workbench check` and the gate before a run: everything wrong is told at once, and nothing is touched."""

import hashlib
import io
from pathlib import Path

import pytest

from tests.conftest import run_workbench
from workbench.errors import DefinitionError, TableError
from workbench.gate import NOTED, check_programme


def told_by_check(path: Path) -> str:
    out = io.StringIO()
    check_programme(str(path), out)
    return out.getvalue()


def test_a_sound_folder_is_counted_and_its_identities_are_told(folder):
    assert told_by_check(folder.path) == (
        "three-communes: indicators 11, targets 2, units 4, observations 40, outcomes 0.\n"
        "identity\tC-01\tPoor households not above households\t15 asked, 0 broken\n"
        "three-communes: errors 0, doubts 0, notes 0.\n"
    )


def test_an_identity_without_figures_is_said_not_to_be_asked(folder):
    folder.replace("identities.toml", 'left = "POV_HH"', 'left = "INCOME"')
    assert "identity\tC-01\tPoor households not above households\tnot asked: no figures\n" in told_by_check(folder.path)


def test_files_that_are_read_on_request_are_checked_too_and_stop_no_run(folder):
    (folder.path / "scenarios").mkdir()
    folder.write(
        "scenarios/slip.toml", 'format = 1\nprogramme = "three-communes"\ntitle = "x"\n[[levers]]\nindicator = "TRAINDE"\npace = 2.0\n'
    )
    folder.write("recipients.toml", '[[recipients]]\nid = "a"\ntitle = "A"\nunits = ["999"]\n')
    told = told_by_check(folder.path)
    assert "doubt\tslip.toml: lever: there is no indicator 'TRAINDE'. Did you mean 'TRAINED'?\n" in told
    assert "doubt\trecipients.toml" in told and "'999'" in told and "errors 0, doubts 2, notes 0.\n" in told


def test_errors_come_before_doubts_and_doubts_before_notes(folder):
    for severity in ("note", "doubt", "error"):
        folder.append(
            "identities.toml",
            f'\n[[identities]]\nid = "C-{severity}"\ntitle = "a"\nkind = "not_above"\n'
            f'left = "BASE_HH"\nright = ["POV_HH"]\nseverity = "{severity}"\n',
        )
    out = io.StringIO()
    with pytest.raises(TableError) as refused:
        check_programme(str(folder.path), out)
    lines = [line.partition("\t")[0] for line in out.getvalue().splitlines() if line.partition("\t")[0] in ("error", "doubt", "note")]
    assert lines == ["error"] * 15 + ["doubt"] * 15 + ["note"] * 15
    assert out.getvalue().endswith("three-communes: errors 15, doubts 15, notes 15.\n")
    assert str(refused.value) == "three-communes: errors listed above: 15. Mend them; nothing is run before."


def test_doubts_and_notes_alone_stop_nothing(folder):
    folder.append("identities.toml", 'severity = "doubt"\n').observe("D1", "POV_HH", 2017, 9999)
    told = told_by_check(folder.path)
    assert "doubt\tobservations/reported.csv, row 42: C-01, D1 in 2017: POV_HH 9999 is above BASE_HH 1750." in told
    assert told.endswith("three-communes: errors 0, doubts 1, notes 0.\n")


def test_many_told_figures_are_cut_off_and_counted(folder):
    folder.write("identities.toml", '[[identities]]\nid = "C-9"\ntitle = "a"\nkind = "quotient"\nleft = "POV_HH"\nright = ["BASE_HH"]\n')
    told = told_by_check(folder.path)
    assert told.count("\n\t\t") == NOTED + 1 and f"\t\t… and {15 - NOTED} more\n" in told


def test_faults_of_definitions_are_all_printed_and_figures_are_not_asked(folder):
    folder.replace("programme.toml", "horizon = 2020\n", "").append("breaks.toml", "x = = 1\n").observe("101", "INCOME", 2017, "x")
    out = io.StringIO()
    with pytest.raises(DefinitionError):
        check_programme(str(folder.path), out)
    assert "error\tprogramme.toml, horizon: this key is missing. Add it.\n" in out.getvalue()
    assert "error\tbreaks.toml: this is not TOML" in out.getvalue()
    assert "observations" not in out.getvalue()
    assert out.getvalue().endswith("three-communes: errors 2, doubts 0, notes 0.\n")


def test_faults_of_observations_and_outcomes_are_told_together(folder):
    header = (folder.path / "observations/reported.csv").read_text(encoding="utf-8").splitlines()[0]
    folder.write("outcomes.csv", header + "\n").observe("101", "INCOME", 2019, "x", file="outcomes.csv").observe("101", "INCOME", 2017, "y")
    out = io.StringIO()
    with pytest.raises(TableError):
        check_programme(str(folder.path), out)
    assert "outcomes.csv, row 2: value 'x' is not a number." in out.getvalue()
    assert "observations/reported.csv, row 42: value 'y' is not a number." in out.getvalue()


# ---- through the real command


def test_the_command_succeeds_on_a_sound_folder(folder):
    done = run_workbench("check", "--lang", "en", "--programme", str(folder.path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "three-communes: errors 0, doubts 0, notes 0.\n" in done.stdout


@pytest.mark.parametrize(
    ("spoil", "code", "told"),
    [
        (lambda folder: folder.append("areas/02_work.toml", "x = = 1\n"), 10, "areas/02_work.toml: this is not TOML"),
        (lambda folder: folder.remove("units.csv"), 10, "units.csv: the file is missing."),
        (lambda folder: folder.observe("101", "POV_RATE", 2017, "-3"), 12, "row 42: value -3 of POV_RATE is below 0."),
        (lambda folder: folder.observe("101", "BASE_HH", 2017, 1000), 12, "101, BASE_HH, 2017 stands already in"),
        (lambda folder: folder.observe("D1", "POV_HH", 2017, 9999), 12, "C-01, D1 in 2017: POV_HH 9999 is above BASE_HH 1750."),
    ],
    ids=["broken TOML", "missing file", "negative rate", "duplicated row", "broken identity"],
)
def test_the_command_tells_the_fault_and_its_exit_code_and_no_traceback(folder, spoil, code, told):
    spoil(folder)
    done = run_workbench("check", "--lang", "en", "--programme", str(folder.path))
    assert done.returncode == code
    assert told in done.stdout
    assert done.stderr == "Lỗi / Error: three-communes: errors listed above: 1. Mend them; nothing is run before.\n"


def tree(path: Path) -> dict[str, str]:
    return {file.relative_to(path).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in path.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda folder: folder.append("areas/02_work.toml", "x = = 1\n"), 10),
        (lambda folder: folder.observe("101", "POV_RATE", 2017, "-3"), 12),
        (lambda folder: folder.observe("D1", "POV_HH", 2017, 9999), 12),
    ],
    ids=["broken TOML", "negative rate", "broken identity"],
)
def test_a_broken_programme_leaves_earlier_outputs_untouched(folder, tmp_path, spoil, code):
    outputs = tmp_path / "outputs"
    for name, text in {
        "three-communes-2017-vi/101-an-tot/01_poverty.html": "a page",
        "three-communes-2017-vi/index.html": "an index",
    }.items():
        (outputs / name).parent.mkdir(parents=True, exist_ok=True)
        (outputs / name).write_text(text, encoding="utf-8")
    before = tree(outputs)
    spoil(folder)
    done = run_workbench("run", "--programme", str(folder.path), "--output", str(outputs))
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("Lỗi / Error: ") and "Traceback" not in done.stderr
    assert tree(outputs) == before


def test_a_code_that_names_nothing_leaves_no_outputs_at_all(folder, tmp_path):
    done = run_workbench("run", "--programme", str(folder.path), "--units", "101,1O2", "--output", str(tmp_path / "outputs"))
    assert done.returncode == 14
    assert not (tmp_path / "outputs").exists()


def told(folder) -> list[str]:
    done = run_workbench("check", "--lang", "en", "--programme", str(folder.path))
    return [line for line in done.stdout.splitlines() if line.startswith(("error", "doubt", "note"))]


def test_a_doubt_names_file_row_unit_and_figure_and_stops_nothing(folder):
    folder.forget("101", "BASE_LF", 2017).observe("101", "BASE_LF", 2017, 2000000)
    (line,) = told(folder)
    assert line == (
        "doubt\tobservations/reported.csv, row 41, 101 BASE_LF 2017: 2000000 beside 2000: off by about 1000, "
        "as if in another unit of measure. Ask the unit."
    )


def test_units_without_a_figure_of_the_year_are_noted_and_so_is_a_panel_that_has_grown_old(folder):
    folder.forget("102", "TRAINED__num", 2017).observe("101", "INCOME", 2015, 20)
    assert told(folder) == [
        "note\tINCOME: the latest figures are of 2015. Ask for those of 2017.",
        "note\tTRAINED__num: 1 of 3 units have no figure of 2017: 102. Ask these units.",
    ]


def test_a_correction_that_a_later_report_contradicts_is_doubted_and_stands(folder):
    folder.observe("101", "POV_HH", 2017, 99, status="corrected", note="counted twice")
    folder.forget("102", "POV_HH", 2017).observe("102", "POV_HH", 2017, 55)
    folder.observe("101", "POV_HH", 2017, 104, received="2018-05-01")
    assert folder.value("101", "POV_HH", 2017)["value"] == 99
    (line,) = told(folder)
    assert "the correction to 99 meets a report of 104, received 2018-05-01." in line

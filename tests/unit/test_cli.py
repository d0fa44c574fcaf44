"""Words typed at the prompt: quick help, tables for people and programs, one line for everything that can be put right."""

import csv
import errno
import io
import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT, run_workbench
from workbench import cli
from workbench.cli import options

COLUMNS = [
    *("unit_code", "target_id", "indicator_id", "operator", "target_value", "unit", "latest_year", "latest_value"),
    *("projected_q10", "projected_q50", "projected_q90", "p_met", "p_stretch", "verdict", "reason", "is_reference", "is_simulated"),
    *("required_pace", "recent_pace", "recent_years", "best_pace", "best_peer_pace", "gap", "gap_quantity", "gap_unit"),
]
PROJECTIONS = ["unit_code", "indicator_id", "year", "q025", "q10", "q50", "q90", "q975", "method", "n_obs", "segment_from", "is_simulated"]
HEAVY = {"pandas", "numpy", "matplotlib", "papermill", "statsmodels", "seaborn", "nbconvert", "nbformat", "scipy", "openpyxl"}


@pytest.fixture
def typed(monkeypatch, capsys):
    """Type words at the prompt of this very process: exit code, standard output, standard error."""

    def type_words(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["workbench", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return type_words


COMMANDS = ["check", "assess", "project", "run", "status", "template", "ingest", "trace", "export"]


@pytest.mark.parametrize("words", [["--help"], *([command, "--help"] for command in COMMANDS), []])
def test_help_loads_nothing_heavy(words):
    script = (
        "import sys\n"
        f"sys.argv = ['workbench', *{words!r}]\n"
        "from workbench.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n' + ' '.join(sorted(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    help_text, _, modules = done.stdout.rstrip().rpartition("\n")
    assert "Usage" in help_text
    assert {"workbench.cli", "typer"} <= set(modules.split())
    assert HEAVY & set(modules.split()) == set()


def test_help_names_every_command():
    done = run_workbench("--help")
    assert done.returncode == 0
    assert all(f" {command} " in done.stdout for command in COMMANDS)


@pytest.fixture(scope="module")
def assessed() -> list[dict]:
    done = run_workbench("assess", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_assess_lists_twenty_targets_for_ten_units_once_each(assessed, cam_lo):
    pairs = [(row["unit_code"], row["target_id"]) for row in assessed]
    units, targets = cam_lo.programme.units_in(2017), cam_lo.programme.targets
    assert (len(units), len(targets), len(pairs)) == (10, 20, 200)
    assert set(pairs) == {(unit, target) for unit in units for target in targets}


def test_assess_as_json_has_exactly_the_columns_of_the_house(assessed):
    assert {tuple(row) for row in assessed} == {tuple(COLUMNS)}


def test_json_holds_text_codes_true_or_false_and_null_for_what_is_not_known(assessed):
    assert all(
        type(row["unit_code"]) is str and type(row["is_simulated"]) is bool and type(row["is_reference"]) is bool for row in assessed
    )
    unknown = [row for row in assessed if row["verdict"] == "no_data" and row["latest_year"] is None]
    assert unknown and all(row["latest_value"] is None for row in unknown)


def test_assess_as_csv_tells_the_same(typed, assessed):
    code, out, err = typed("assess", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, err, list(rows[0])) == (0, "", COLUMNS)
    assert [(row["unit_code"], row["target_id"], row["verdict"]) for row in rows] == [
        (row["unit_code"], row["target_id"], row["verdict"]) for row in assessed
    ]
    told = [(float(row["p_met"]) if row["p_met"] else None) for row in rows]
    assert told == [row["p_met"] for row in assessed]


def test_assess_for_people_has_a_line_for_every_row(typed, folder):
    code, out, _ = typed("assess", "--programme", str(folder.path))
    assert code == 0
    assert sum("T-EMP-01" in line for line in out.splitlines()) == 4 and "verdict" in out


def test_observed_only_leaves_no_simulated_row(typed):
    code, out, _ = typed("assess", "--observed-only", "--format", "json")
    rows = json.loads(out)
    assert (code, len(rows)) == (0, 200) and not any(row["is_simulated"] for row in rows)


def test_project_prints_the_projections_table(typed, folder):
    code, out, _ = typed("project", "--programme", str(folder.path), "--format", "json")
    rows = json.loads(out)
    assert code == 0 and {tuple(row) for row in rows} == {tuple(PROJECTIONS)}
    assert {row["year"] for row in rows} <= {2018, 2019, 2020}
    code, out, _ = typed("project", "--programme", str(folder.path))
    assert code == 0 and out.splitlines()[0] == ",".join(PROJECTIONS) and len(out.splitlines()) == len(rows) + 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("check", "--programme", "camlo"), 10, "--programme: không có chương trình 'camlo'. Có phải 'cam-lo'?"),
        (("assess", "--as-of", "2012"), 10, "--as-of: 2012 nằm ngoài các năm của chương trình. Chọn từ 2013 đến 2020."),
        (("assess", "--as-of", "2021"), 10, "--as-of: 2021 nằm ngoài các năm của chương trình. Chọn từ 2013 đến 2020."),
        (("run", "--units", "1961"), 14, "mã đơn vị: không có đơn vị '1961' trong cam-lo. Có phải '19612', '19615' hay '19618'?"),
        (("run", "--units", "19612 "), 14, "mã đơn vị: '19612 ' có dấu cách ở đầu hoặc cuối. Ghi '19612'."),
        (("run", "--units", "468, 19612"), 14, "mã đơn vị: ' 19612' có dấu cách ở đầu hoặc cuối. Ghi '19612'."),
        (
            ("run", "--units", "zz"),
            14,
            "mã đơn vị: không có đơn vị 'zz' trong cam-lo. Các đơn vị: 468, 19597, 19600, 19603, 19606, 19609, 19612, 19615, 19618, 19621.",
        ),
        (
            ("run", "--units", "19609", "--as-of", "2020"),
            14,
            "mã đơn vị: '19609' không tồn tại vào cuối năm 2020. Xem valid_from và valid_to trong units.csv.",
        ),
        (
            ("run", "--areas", "EMPL"),
            14,
            "lĩnh vực: không có lĩnh vực 'EMPL' trong cam-lo. Các lĩnh vực: NCC, EMP, POV, INS, ASS, EDU, HLT, HOU, WAT, INF.",
        ),
        (
            ("run", "--areas", "RES", "--lang", "en"),
            14,
            "area: there is no policy area 'RES' in cam-lo. Areas: NCC, EMP, POV, INS, ASS, EDU, HLT, HOU, WAT, INF.",
        ),
        (("run", "--lang", "fr"), 14, "--lang: 'fr' không phải ngôn ngữ của cam-lo. Chọn một trong: vi, en."),
    ],
)
def test_what_can_be_put_right_is_one_line_with_its_exit_code(typed, tmp_path, words, code, told):
    where = ("--output", str(tmp_path / "outputs")) if words[0] == "run" else ()
    assert typed(*words, *where) == (code, "", f"Lỗi / Error: {told}\n")
    assert not (tmp_path / "outputs").exists()


@pytest.mark.parametrize(
    ("words", "vietnamese", "english"),
    [
        (("assess", "--as-of", "2012"), "--as-of: 2012 nằm ngoài các năm", "--as-of: 2012 is outside the programme's years."),
        (("project", "--scenario", "none"), "--scenario: không có phương án 'none'. Lưu", "--scenario: there is no scenario 'none'. Keep"),
        (("run", "--units", "zz"), "mã đơn vị: không có đơn vị 'zz'", "unit code: there is no unit 'zz'"),
        (("retry", "--areas", "zz"), "lĩnh vực: không có lĩnh vực 'zz'", "area: there is no policy area 'zz'"),
        (("status", "--lang", "fr"), "--lang: 'fr' không phải ngôn ngữ", "--lang: 'fr' is not a language of"),
        (("export", "--for", "zz"), "recipients.toml: chương trình chưa có", "recipients.toml: the programme has no list of recipients."),
        (("dictionary", "-o", "x.md", "--lang", "fr"), "--lang: three-communes không có câu chữ", "--lang: three-communes has no texts in"),
        (("new-notebook", "x", "--area", "POV"), "x: không phải tên sổ tính.", "x: is no name of a notebook."),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_every_command_refuses_in_the_language_of_the_programme(typed, folder, words, vietnamese, english):
    for told in (vietnamese, english):
        _, out, err = typed(*words, "--programme", str(folder.path))
        assert (out, err[: len(f"Lỗi / Error: {told}")]) == ("", f"Lỗi / Error: {told}")
        folder.replace("programme.toml", "format = 1", 'format = 1\ndefault_language = "en"')


def test_a_full_disk_is_told_in_the_language_of_the_programme(typed, folder, monkeypatch):
    from workbench import findings

    def fail(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "outputs/x")

    monkeypatch.setattr(findings, "load_findings", fail)
    told = "outputs/x: đĩa đã đầy. Giải phóng ổ đĩa, rồi chạy lại đúng lệnh đó: những gì đã có không mất."
    assert typed("assess", "--programme", str(folder.path)) == (11, "", f"Lỗi / Error: {told}\n")


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ((), "lập trang: 3 trang lỗi; các trang khác đã có. Xem mục lục và các sổ tính có tên *.failed.ipynb."),
        (("--lang", "en"), "run: 3 pages failed; the rest is in place. See the index and the notebooks named *.failed.ipynb."),
    ],
)
def test_failed_pages_are_told_in_the_language_of_the_pages_with_exit_code_20(typed, monkeypatch, lang, told):
    from workbench.batch import briefings

    monkeypatch.setattr(briefings, "make_briefings", lambda *_, **__: 3)
    assert typed("run", "--programme", "cam-lo", *lang) == (20, "", f"Lỗi / Error: {told}\n")


def test_a_defect_keeps_its_traceback(typed, monkeypatch):
    from workbench import gate

    def fail(*_, **__):
        raise KeyError("a defect")

    monkeypatch.setattr(gate, "check_programme", fail)
    monkeypatch.setattr(sys, "argv", ["workbench", "check"])
    with pytest.raises(KeyError, match="a defect"):
        cli.main()


def test_codes_are_cut_at_commas_and_keep_their_spaces():
    assert options.codes_in("468, 19612,") == ["468", " 19612", ""]
    assert options.codes_in("") == []


@pytest.mark.parametrize("words", [("assess", "--format", "xml"), ("assess", "--as-of", "soon"), ("run", "--workers", "-1"), ("fly",)])
def test_words_that_the_command_does_not_know_are_refused_before_anything_is_read(typed, words):
    code, out, err = typed(*words)
    assert (code, out) == (2, "") and "Traceback" not in err


def test_the_module_and_the_console_script_are_the_same_command():
    import tomllib

    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts == {"workbench": "workbench.cli:main"}

"""What a clerk reads of faults: in Vietnamese as in English, with every sentence that can be told."""

import ast
import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT, run_workbench
from workbench import errors, gate
from workbench.briefing.portal import reasons_told
from workbench.briefing.texts import Texts
from workbench.errors import Fault, SourceError, TableError
from workbench.messages import error_in_language, fault_in_language, in_language
from workbench.programme import refusals

PACKAGE = ROOT / "workbench"
SAID = tomllib.loads((PACKAGE / "messages.vi.toml").read_text("utf-8"))["sentences"]
# What notebooks alone raise stays as it was written, and so does what a clerk is never told: statistics refuse what no file can hold.
OF_NOTEBOOKS = {PACKAGE / "case.py", *(PACKAGE / "briefing").glob("*.py")}
PRIOR = PACKAGE / "projection" / "prior.py"  # reads a file of the folder
OF_STATISTICS = {one for room in ("assessment", "projection") for one in (PACKAGE / room).glob("*.py")} - {PRIOR}
TOLD_TO_A_CLERK = sorted({*PACKAGE.rglob("*.py")} - OF_NOTEBOOKS - OF_STATISTICS)
# Never told, by its type alone, or in both languages at once because none is known yet.
OF_A_DEFECT = {"the words of '{}' are missing.", "more cells than a table of figures has", "{}."}
OF_NO_LANGUAGE = {"chưa nêu chương trình nào / which one? None was named.", "Hiện có / There are: {}."}
BARE = {"Misfit", "ValueError"}  # they say the problem alone
RAISING = {"SourceError", "NotAForm", "TableError", "DefinitionError", "NotebookError", "RunError", "Fault", *BARE}


def sentence(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(one.value if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return None


def sentences(path: Path) -> set[str]:
    """Problems and remedies written where an error is made, line by line."""
    calls = [one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.Call)]
    made = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in RAISING]
    first = {id(one): 0 if one.func.id in BARE else 1 for one in made}
    texts = [text for one in made for text in map(sentence, one.args[first[id(one)] : 3]) if text]
    return {line.strip().removesuffix(":{}") for text in texts for line in text.split("\n") if line.strip()}


@pytest.mark.parametrize("path", TOLD_TO_A_CLERK, ids=lambda one: one.relative_to(PACKAGE).as_posix())
def test_every_sentence_that_a_clerk_may_be_told_is_said_in_vietnamese(path):
    known = {one.strip(":") for one in SAID} | {"{}; it would be lost."}  # of which each problem is said whole
    told = {re.sub(r"(?<=\.)\{\}$", "", one) for one in sentences(path)}
    assert {one for one in told - OF_A_DEFECT - OF_NO_LANGUAGE if in_language(one, "vi") == one and one.strip(":") not in known} == set()


def test_every_fault_of_the_machine_is_said_in_vietnamese():
    remedies = set(errors._OF_THE_MACHINE.values())
    reasons = {f"{os.strerror(number)}." for number in errors._OF_THE_MACHINE}
    assert [one for one in remedies | reasons if in_language(one, "vi") == one] == []
    assert [one for one in remedies if errors._AGAIN in in_language(one, "vi")] == []


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("the notebook took longer than 30 s", "sổ tính chạy quá 30 giây"),
        ("the notebook printed more than 5 MB", "sổ tính in ra quá 5 MB"),
        ("the kernel was ended by signal 9 (SIGKILL)", "nhân tính toán bị tín hiệu 9 (SIGKILL) làm dừng"),
        ("the kernel ended by itself (exit code 3)", "nhân tính toán tự dừng (mã 3)"),
        ("the worker did not answer within 660 s", "tiến trình lập trang không trả lời trong 660 giây"),
        ("the worker process died", "tiến trình lập trang bị dừng"),
    ],
)
def test_why_a_page_failed_is_said_in_vietnamese_and_an_error_of_a_cell_as_python_says_it(reason, said):
    vi, en = Texts("vi"), Texts("en")
    assert reasons_told([reason], vi) == said and reasons_told([reason], en) == reason
    assert reasons_told(["figures", "code"], vi) == "số liệu, chương trình máy tính"
    assert reasons_told(["ValueError: x"], vi) == "ValueError: x"


def test_why_kernels_start_alone_is_said_in_vietnamese():
    begins = (
        "the preloaded",
        "the kernel has",
        "the start",
        "the drawing",
        "no preloaded",
        "only IPython",
        "kernels are",
        "a library",
        "{} asks",
    )
    nodes = [
        node for name in ("provisioner", "preloaded") for node in ast.walk(ast.parse((PACKAGE / "batch" / f"{name}.py").read_text("utf-8")))
    ]
    parts = {id(part) for one in nodes if isinstance(one, ast.JoinedStr) for part in one.values}
    texts = {sentence(one) or "" for one in nodes if isinstance(one, ast.expr) and id(one) not in parts}
    reasons = {one for one in texts if one.startswith(begins)}
    assert len(reasons) == 12 and [one for one in reasons if one not in SAID] == []


def test_a_list_is_told_word_by_word():
    told = "trang đã cũ (số liệu, chương trình máy tính); không gửi."
    assert in_language("the page is stale (figures, code); it is not sent.", "vi") == told


def test_what_a_model_refuses_is_said_in_vietnamese():
    texts = [text for both in refusals._TOLD.values() for text in both] + list(refusals._PATTERNS.values())
    assert [one for one in texts if re.sub(r"\{[^}]*\}", "{}", one) not in SAID] == []


def test_a_folder_that_does_not_parse_is_told_in_its_own_language(folder):
    folder.append("programme.toml", "\nas_of = = 3\n")
    done = run_workbench("check", "--programme", str(folder.path))
    assert "programme.toml: đây không phải TOML: giá trị không đúng cách ghi (dòng" in done.stdout + done.stderr
    folder.replace("programme.toml", "format = 1", 'format = 1\ndefault_language = "en"')
    assert "programme.toml: this is not TOML: Invalid value" in run_workbench("check", "--programme", str(folder.path)).stdout


def test_every_doubt_is_said_in_vietnamese():
    for problem in gate._PROBLEMS.values():
        assert re.sub(r"\{[^}]*\}", "{}", problem) in SAID


def test_a_sentence_keeps_what_came_out_of_data():
    fault = Fault("observations/a.csv, row 4", "C-01, 101 in 2018: POV_HH 20 is above BASE_HH 1.", "Check both figures with the unit.")
    told = "observations/a.csv, dòng 4: C-01, 101 năm 2018: POV_HH 20 lớn hơn BASE_HH 1. Kiểm tra cả hai số với đơn vị."
    assert str(fault_in_language(fault, "vi")) == told
    assert in_language("layouts/x.toml, sheet 'note', row 2: no column 'Take the row out.'.", "vi") == (
        "layouts/x.toml, trang 'note': dòng 2: không có cột 'Take the row out.'."
    )


def test_several_faults_are_told_one_a_line_and_keep_their_exit_code():
    faults = [Fault("a.xlsx", "there is no such file.", "Mend the path."), Fault("b.xlsx", "of no language.")]
    error = error_in_language(TableError.from_faults("ingest, nothing was written", faults), "vi")
    assert (type(error), str(error)) == (
        TableError,
        "tiếp nhận, chưa ghi gì: 2 lỗi.\n  a.xlsx: không có tệp này. Sửa đường dẫn.\n  b.xlsx: of no language.",
    )


def test_english_is_told_as_it_was_written():
    error = SourceError("a.xlsx", "there is no such file.", "Mend the path.")
    assert str(error_in_language(error, "en")) == str(error)

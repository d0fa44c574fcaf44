"""What a run does to its folder: fails alone, continues, never leaves a half or an old page."""

import json
import shutil
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.briefings.conftest import ROOT, run_command
from tests.briefings.html import read_page

pytestmark = pytest.mark.slow


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A copy of Cam Lộ that a test may change."""
    return Path(shutil.copytree(ROOT / "data" / "cam-lo", tmp_path / "programme"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def run(programme: Path | str, output: Path, *words: str, code: int = 0) -> str:
    done = run_command("run", "--programme", str(programme), "--output", str(output), *words)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("kind", "words", "unit"),
    [
        ("district", (), "468"),
        pytest.param("provinces", ("--programme", "vietnam-provinces"), "45", marks=pytest.mark.thorough),
    ],
)
def test_stock_kernels_make_the_same_bytes_of_every_notebook(
    kind: str, words: tuple[str, ...], unit: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Figures included; the others were made by kernels forked of a preloaded process."""
    forked = request.getfixturevalue(kind)
    done = run_command("run", "--output", str(tmp_path), *words, "--units", unit, env={"WORKBENCH_KERNELS": "stock"})
    assert done.returncode == 0 and done.stdout.count("theo WORKBENCH_KERNELS") == 1, done.stdout + done.stderr
    (stock,) = tmp_path.glob(f"*/{unit}-*")
    assert len(contents(stock)) >= 6 and contents(stock) == contents(forked / stock.name)


def test_a_notebook_that_fails_leaves_the_others_to_finish_and_no_page(programme: Path, tmp_path: Path) -> None:
    """A notebook that tells another area than its job's is no page; nor is one that raises. The others are made."""
    area = programme / "areas" / "03_poverty_reduction.toml"
    area.write_text(
        area.read_text(encoding="utf-8").replace('notebook = "03_poverty_reduction.ipynb"', 'notebook = "02_employment.ipynb"'),
        encoding="utf-8",
    )
    words = ("--units", "468", "--areas", "INS,POV,WAT")
    told = run(programme, tmp_path / "out", *words, code=20)
    assert "LỖI 468 03_poverty_reduction: 02_employment.ipynb không nêu “Mã số liệu " in told and "số liệu khác" in told
    other = programme / "areas" / "02_employment.toml"
    other.write_text(
        other.read_text(encoding="utf-8").replace('area = "EMP"', 'area = "JOB"', 1).replace('area     = "EMP"', 'area = "JOB"', 1),
        encoding="utf-8",
    )
    facts = programme / "facts.csv"
    facts.write_text(facts.read_text(encoding="utf-8").replace(",EMP,", ",JOB,"), encoding="utf-8")
    told = run(programme, tmp_path / "out", *words, code=20)
    assert "LỖI 468 03_poverty_reduction: NotebookError" in told and "1 trang lỗi; các trang khác đã có." in told
    (folder,) = list((tmp_path / "out" / "cam-lo-2017-vi").glob("468-*"))
    assert sorted(path.name for path in folder.glob("03_*")) == ["03_poverty_reduction.failed.ipynb"]  # the old page is gone
    assert len(list(folder.glob("04_insurance*.html"))) == len(list(folder.glob("09_water*.html"))) == 1
    assert "LỖI: chưa lập được trang" in (folder.parent / "index.html").read_text(encoding="utf-8")
    assert json.loads((folder.parent / "run.json").read_text(encoding="utf-8"))["pages"]["failed"] == 1
    assert (
        "LỖI: chưa lập được trang  cam-lo-2017-vi/468-huyen-cam-lo/03"
        in run_command("status", "--programme", str(programme), "--output", str(tmp_path / "out"), *words).stdout
    )


def test_a_second_run_changes_no_byte_and_a_changed_figure_makes_its_pages_stale_until_the_next(programme: Path, tmp_path: Path) -> None:
    words = ("--units", "468", "--areas", "INS")
    run(programme, tmp_path / "out", *words)
    before = contents(tmp_path / "out")
    told = run(programme, tmp_path / "out", *words)
    assert told.startswith("0 trang cần lập, 1 trang không đổi.")
    assert contents(tmp_path / "out") == before
    (page,) = (tmp_path / "out").rglob("04_insurance*.html")
    assert "2.517" in page.read_text(encoding="utf-8")
    figures = programme / "observations" / "report_2018.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("INS_UI_PART,2017,1878", "INS_UI_PART,2017,1879"), encoding="utf-8")
    assert (
        "cũ  cam-lo-2017-vi/468-huyen-cam-lo/04"
        in run_command("status", "--programme", str(programme), "--output", str(tmp_path / "out"), *words).stdout
    )
    run(programme, tmp_path / "out", *words)
    assert "1.879" in page.read_text(encoding="utf-8")


def test_a_page_that_loses_its_simulated_figures_loses_its_name_too(programme: Path, tmp_path: Path) -> None:
    words = ("--units", "468", "--areas", "POV")
    run(programme, tmp_path / "out", *words)
    (folder,) = (tmp_path / "out").glob("*/468-*")
    assert [path.name for path in folder.glob("*.html")] == ["03_poverty_reduction-mo-phong.html"]
    annex = programme / "observations" / "annex_illustrative.csv"
    lines = annex.read_text(encoding="utf-8").splitlines(keepends=True)
    annex.write_text(lines[0], encoding="utf-8")
    run(programme, tmp_path / "out", *words)
    assert sorted(path.name for path in folder.iterdir()) == ["03_poverty_reduction.html", "03_poverty_reduction.ipynb"]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "words"),
    [
        ("observations/report_2018.csv", "468,INS_SI_RATE,2017,8.71", "468,INS_SI_RATE,2017,-8.71", 12, "nhỏ hơn 0"),
        ("observations/report_2018.csv", "468,INS_SI_RATE", "1961,INS_SI_RATE", 12, "đơn vị '1961' không có trong units.csv"),
        ("observations/report_2018.csv", "468,INS_SI_RATE", "468 ,INS_SI_RATE", 12, "có dấu cách ở đầu hoặc cuối"),
        ("programme.toml", "horizon = 2020", "horizon = = 2020", 10, "đây không phải TOML"),
    ],
)
def test_a_fault_gives_one_clear_message_and_leaves_earlier_outputs_untouched(
    programme: Path, tmp_path: Path, file: str, old: str, new: str, code: int, words: str
) -> None:
    out = tmp_path / "out" / "cam-lo-2017-vi"
    out.mkdir(parents=True)
    (out / "index.html").write_text("earlier", encoding="utf-8")
    path = programme / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    told = run(programme, tmp_path / "out", code=code)
    assert words in told and "Traceback" not in told
    assert contents(tmp_path / "out") == {"cam-lo-2017-vi/index.html": b"earlier"}


def test_a_duplicated_row_and_a_missing_file_are_told_together_with_file_and_row(programme: Path, tmp_path: Path) -> None:
    figures = programme / "observations" / "report_2018.csv"
    lines = figures.read_text(encoding="utf-8").splitlines(keepends=True)
    figures.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    told = run(programme, tmp_path / "out", code=12)
    assert f"observations/report_2018.csv, dòng {len(lines) + 1}" in told and "đã có ở observations/report_2018.csv, dòng 2" in told
    (programme / "units.csv").unlink()
    (programme / "sources.toml").unlink()
    told = run(programme, tmp_path / "out", code=10)
    assert "units.csv: thiếu tệp này" in told and "sources.toml: thiếu tệp này" in told
    assert not (tmp_path / "out").exists()


def in_document(path: Path) -> str:
    document = Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([document.core_properties.title, *(one.text for one in document.paragraphs), *cells])


def test_another_notebook_of_a_unit_named_like_markup_stays_text(programme: Path, tmp_path: Path) -> None:
    units = programme / "units.csv"
    units.write_text(units.read_text(encoding="utf-8").replace("Xã Cam Thanh", "<script>alert(1)</script>"), encoding="utf-8")
    run(programme, tmp_path / "out", "--units", "468,19609", "--areas", "POV", "--docx")
    pages = list((tmp_path / "out").rglob("*.html"))
    assert len(pages) == 3
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text and "&lt;script&gt;" in text
    documents = list((tmp_path / "out").rglob("*.docx"))
    assert len(documents) == 2 and all("<script>alert(1)</script>" in in_document(path) for path in documents)
    assert any("script-alert-1-script" in path.parent.name for path in documents)  # letters alone are left in names of files
    sheet = load_workbook(next((tmp_path / "out").rglob("assessments.xlsx"))).active
    assert "<script>alert(1)</script>" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_a_page_for_outside_the_office_withholds_small_counts_and_says_so(tmp_path: Path) -> None:
    """Trẻ em có hoàn cảnh đặc biệt: all but two or three of 19612's are helped, so neither share nor count is told."""
    done = run_command("run", "--disclose", "--output", str(tmp_path), "--units", "19612", "--areas", "ASS")
    assert done.returncode == 0, done.stdout + done.stderr
    (page,) = tmp_path.glob("cam-lo-2017-vi-disclosed/19612-*/05_*.html")
    text = page.read_text(encoding="utf-8")
    assert "Bản gửi ra ngoài cơ quan: số đếm nhỏ hơn 5" in text and "không nêu trong văn bản gửi ra ngoài cơ quan" in text
    from workbench.disclosure import find_withheld
    from workbench.findings import load_findings

    findings = load_findings(ROOT / "data" / "cam-lo")
    hidden = {(name, year) for code, name, year in find_withheld(findings.programme, findings.values) if code == "19612"}
    assert {("ASS_CHILD_COVER", year) for year in (2013, 2017)} <= hidden
    own = findings.values[(findings.values["unit_code"] == "19612") & (findings.values["indicator_id"] == "ASS_CHILD_COVER")]
    series = "; ".join(f"{int(row.year)}: {row.value:.1f}%".replace(".", ",") for row in own.itertuples())
    title = findings.programme.indicators["ASS_CHILD_COVER"].title["vi"]
    pictures = [image.attributes["alt"] for image in read_page(text).all("img")]
    assert series.startswith("2013: ") and series not in text and pictures and not any(title in alt for alt in pictures)

"""`workbench new-programme`: a small sound folder in either language, that says of itself that nothing in it is real."""

import io
import tomllib
from pathlib import Path

import openpyxl
import pytest

from workbench.errors import DefinitionError
from workbench.findings import load_findings
from workbench.gate import check_programme
from workbench.intake.form import write_form
from workbench.intake.ingest import ingest_files
from workbench.observations import read_observations
from workbench.programme import load_programme, read_programme
from workbench.start.folder import create_programme
from workbench.start.steps import tell_next_steps

both = pytest.mark.parametrize("lang", ["vi", "en"])


def made(folder: Path, lang: str) -> Path:
    create_programme(folder, lang, io.StringIO())
    return folder


def steps(folder: Path) -> str:
    out = io.StringIO()
    tell_next_steps(str(folder), out)
    return out.getvalue()


@both
def test_a_new_folder_has_one_area_three_indicators_two_units_and_no_fault(tmp_path, lang):
    programme, faults = read_programme(made(tmp_path / "district-7", lang))
    assert faults == [] and read_observations(programme)[1] == []
    assert (len(programme.areas), len(programme.indicators), len(programme.units), len(programme.targets)) == (1, 3, 2, 1)
    assert (programme.header.id, programme.header.languages) == ("district-7", (lang,))
    out = io.StringIO()
    check_programme(str(programme.folder), out)
    assert out.getvalue().endswith("district-7: errors 0, doubts 0, notes 0.\n")


@both
def test_its_target_is_judged_at_once_and_every_figure_is_marked_as_simulated(tmp_path, lang):
    folder = made(tmp_path / "one", lang)
    findings = load_findings(str(folder))
    assert len(findings.assessments) == 2 and findings.assessments["is_simulated"].all()
    assert not findings.assessments["verdict"].isin(["no_data"]).any()
    programme = load_programme(folder)
    assert {source.kind for source in programme.sources.values()} == {"simulated"}
    word = {"vi": "ví dụ", "en": "example"}[lang]
    texts = [programme.header.title[lang], programme.header.cautions[0][lang], programme.areas[0].targets[0].quote[lang]]
    assert all(word in text.casefold() for text in texts)
    assert f"**{'Mọi tên gọi' if lang == 'vi' else 'All names'}" in (folder / "README.md").read_text(encoding="utf-8")


@both
def test_every_file_that_is_written_by_hand_is_commented_and_names_the_schema_beside_it(tmp_path, lang):
    folder = made(tmp_path / "one", lang)
    for path in [*folder.glob("*.toml"), *folder.glob("areas/*.toml")]:
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        assert (path.parent / first.removeprefix("#:schema ")).resolve().is_file()
        assert sum("# " in line for line in lines) >= 3
    assert "PROGRAMME-ID" not in "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file())


def test_both_languages_hold_the_same_programme(tmp_path):
    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {key: shape(one) for key, one in value.items() if key not in ("levels", "unit", "quantity_unit", "cautions")}
        return [shape(one) for one in value] if isinstance(value, list) else value if isinstance(value, int | float | bool) else "text"

    vi, en = made(tmp_path / "a", "vi"), made(tmp_path / "b", "en")
    for name in ("programme.toml", "sources.toml", "areas/*.toml"):
        ((one,), (other,)) = (list(folder.glob(name)) for folder in (vi, en))
        assert shape(tomllib.loads(one.read_text(encoding="utf-8"))) == shape(tomllib.loads(other.read_text(encoding="utf-8")))
    figures = [[line.split(",")[2:5] for line in next(folder.glob("observations/*.csv")).read_text().splitlines()] for folder in (vi, en)]
    assert figures[0] == figures[1] and len(figures[0]) == 13


def test_nothing_is_written_where_something_stands_and_no_half_folder_stays(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "figures.csv").write_text("precious")
    for name, told in [
        ("mine", "something stands there already; nothing was written. Choose another folder."),
        ("Hướng Hóa", "only plain letters, digits, '-', '_' and '.'. Try 'huong-hoa'."),
    ]:
        with pytest.raises(DefinitionError, match=told.replace(".", r"\.")):
            create_programme(tmp_path / name, "vi", io.StringIO())
    with pytest.raises(DefinitionError, match=r"there is no example in 'fr'\. Choose one of en, vi\."):
        create_programme(tmp_path / "new", "fr", io.StringIO())
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["mine", "mine/figures.csv"]


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "empty").mkdir()
    assert read_programme(made(tmp_path / "empty", "en"))[1] == []


@both
def test_check_names_the_next_steps_and_they_change_as_figures_come_in(tmp_path, lang):
    folder = made(tmp_path / "one", lang)
    assert f"12 {'trong' if lang == 'vi' else 'of'} 12" in steps(folder) and f"workbench run --programme {folder}" in steps(folder)
    (figures,) = folder.glob("observations/*.csv")
    lines = figures.read_text(encoding="utf-8").splitlines(keepends=True)
    figures.write_text(lines[0], encoding="utf-8")
    nothing = {"vi": "Chưa có số liệu nào.", "en": "There are no figures yet."}[lang]
    assert nothing in steps(folder) and "workbench template" in steps(folder)
    figures.write_text("".join(lines[:7]), encoding="utf-8")  # households alone
    (target,) = load_programme(folder).targets
    unfed = {"vi": f"chưa có số liệu nào: {target}.", "en": f"without any figure: {target}."}[lang]
    assert unfed in steps(folder)  # a denominator alone makes no rate
    (area,) = folder.glob("areas/*.toml")
    text = area.read_text(encoding="utf-8")
    area.write_text(text[: text.index("[[targets]]")], encoding="utf-8")
    assert "[[targets]]" in steps(folder)


@both
def test_a_programme_of_one_language_sends_forms_out_and_takes_them_in(tmp_path, lang):
    folder = made(tmp_path / "one", lang)
    programme = load_programme(folder)
    unit = programme.units[1].code
    write_form(programme, unit, tmp_path / "form.xlsx", year=2025)
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    page = book.worksheets[1]
    count = next(one for one in programme.indicators.values() if one.role == "base").id
    row = next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == count)
    page.cell(row, 6).value = 1260
    book.save(tmp_path / "filled.xlsx")
    ingest_files(str(folder), [tmp_path / "filled.xlsx"], io.StringIO(), received="2026-01-15")
    table = read_observations(load_programme(folder))[0]
    assert table[table["received"] == "2026-01-15"]["value"].tolist() == [1260.0]
    check_programme(str(folder), io.StringIO())

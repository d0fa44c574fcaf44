"""Tables of others: every figure right or asked about, none wrong and silent."""

import shutil
import subprocess
import tomllib

import openpyxl
import pytest

from tests.conftest import ROOT, Folder, run_workbench
from tests.unit.intake.conftest import put, taken, use
from tests.unit.intake.foreign import BODY, FIGURES, HEAD, KINDS, SIMPLE, add, save, sheet_of
from workbench.errors import SourceError
from workbench.intake import ledger
from workbench.intake.foreign import read_foreign
from workbench.intake.proposing import propose_layout
from workbench.intake.words import Wording
from workbench.programme.layouts import read_layouts


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_table_that_arrives_gives_its_figures_and_asks_about_the_rest(office_desk, kind):
    _, layout, wanted, asked, _ = KINDS[kind]
    use(office_desk, layout)
    told = office_desk.ingest(save(kind, office_desk.place), received="2019-01-05")
    assert taken(office_desk) == wanted, told
    assert told.count("\n  question\t") == asked, told


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """All of them as LibreOffice saves them in its other formats."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice here to save files with")
    place = tmp_path_factory.mktemp("tables")
    sources = [str(save(kind, place)) for kind in KINDS]
    for kind in ("xls:MS Excel 97", "ods", "csv:Text - txt - csv (StarCalc):59,34,76,1"):
        words = [
            office,
            f"-env:UserInstallation=file://{place}/profile",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(place),
            *sources,
        ]
        subprocess.run(words, check=True, capture_output=True, timeout=180)
    return place


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["xls", "ods", "csv"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_figures_come_out_of_every_format(office_desk, converted, kind, suffix):
    _, layout, wanted, asked, is_plain = KINDS[kind]
    if kind == "09 formulas":
        # LibreOffice has computed the sum that openpyxl left without a result: one question less.
        wanted, asked = wanted | {("101", "BASE_HH", 2018): 1020}, 1
    use(office_desk, layout)
    path = converted / f"{kind}.{suffix}"
    if suffix == "csv" and not is_plain:
        before = office_desk.files()
        try:
            office_desk.ingest(path, received="2019-01-05")
        except SourceError:
            assert office_desk.files() == before
        assert taken(office_desk).items() <= wanted.items()  # merged cells, fonts and other sheets are gone: nothing wrong comes of it
        return
    told = office_desk.ingest(path, received="2019-01-05")
    assert taken(office_desk) == wanted, told
    assert told.count("\n  question\t") == asked, told


def test_every_figure_leads_back_to_its_cell(office_desk):
    use(office_desk, SIMPLE)
    path = save("01 title block", office_desk.place)
    office_desk.ingest(path, received="2019-01-05")
    page = openpyxl.load_workbook(path).active
    assert all(page[row["cell"]].value == row["value"] and row["sheet"] == "Biểu" for row in office_desk.rows())
    assert {(row["received"], row["status"]) for row in office_desk.rows()} == {("2019-01-05", "reported")}


def test_a_total_that_its_rows_do_not_add_up_to_is_a_question_and_holds_its_column_back(office_desk):
    use(office_desk, SIMPLE)
    told = office_desk.ingest(put(office_desk, [["Năm 2018"], HEAD, *BODY, [None, "Toàn huyện", 1799, 169]]), received="2019-01-05")
    assert "Biểu, C6: the total is 1799 and the cells C3, C4, C5 add up to 1800; none of them was taken." in told
    assert taken(office_desk) == {key: value for key, value in FIGURES.items() if key[1] == "POV_HH"}


def test_what_was_not_reported_is_not_taken_for_nothing_in_a_total(office_desk):
    use(office_desk, SIMPLE)
    told = office_desk.ingest(
        put(office_desk, [["Năm 2018"], HEAD, *BODY[:2], [3, "Chi Ngắn"], [None, "Toàn huyện", 1800, 169]]), received="2019-01-05"
    )
    assert "question" not in told and "empty 2;" in told and len(taken(office_desk)) == 4


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Xã Chí Ngắn", "row 5: the row “Xã Chí Ngắn” has figures and the layout does not name it."),
        ("Cộng", "row 5: the row “Cộng” has figures and the layout does not name it."),
        (None, "row 5: the row “” has figures and the layout does not name it."),
    ],
)
def test_a_row_of_nobody_known_is_a_question_and_no_accent_is_overlooked(office_desk, label, told):
    use(office_desk, SIMPLE)
    assert told in office_desk.ingest(put(office_desk, [["Năm 2018"], HEAD, *BODY[:2], [3, label, 260, 19]]), received="2019-01-05")
    assert taken(office_desk) == {key: value for key, value in FIGURES.items() if key[0] != "103"}


def test_a_name_that_two_units_bear_is_a_question_until_the_layout_says_whose_it_is(office_desk):
    office_desk.folder.replace("units.csv", "102,Bình Hở", "102,Xã Ba Đồi").replace("units.csv", "D1,Ba Đồi", "D1,Huyện Ba Đồi")
    rows = [["Năm 2018"], HEAD, [1, "Ba Đồi", 520, 52]]
    use(office_desk, SIMPLE)
    assert "nothing says for sure whose figure this is in 2018: 102 / D1." in office_desk.ingest(
        put(office_desk, rows), received="2019-01-05"
    )
    use(office_desk, SIMPLE.replace("[[tables]]", '[units]\n"Ba Đồi" = "102"\n[[tables]]'))
    office_desk.ingest(put(office_desk, rows), received="2019-01-05")
    assert taken(office_desk) == {("102", "BASE_HH", 2018): 520, ("102", "POV_HH", 2018): 52}


def test_a_hidden_row_is_a_question_until_the_layout_says_what_becomes_of_it(office_desk):
    path = put(office_desk, [["Năm 2018"], HEAD, *BODY])
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[4].hidden = True
    book.save(path)
    use(office_desk, SIMPLE)
    assert "row 4: “Xã Bình Hở” is hidden and has figures." in office_desk.ingest(path, received="2019-01-05")
    assert {key[0] for key in taken(office_desk)} == {"101", "103"}
    use(office_desk, SIMPLE.replace("columns = [", 'hidden = "read"\ncolumns = ['))
    office_desk.ingest(path, received="2019-01-05")
    assert taken(office_desk) == FIGURES


def test_a_sheet_for_each_commune_bears_its_name_and_a_copy_of_one_is_a_question(office_desk):
    layout = (
        SIMPLE.replace("[[tables]]", '[[tables]]\nsheets = "{unit}"')
        .replace('  { header = "Đơn vị", role = "unit" },\n', "")
        .replace('rows = [{ label = "Toàn huyện", role = "total" }]\n', "")
    )
    use(office_desk, layout)
    book = openpyxl.Workbook()
    for title, (_, _, *figures) in zip(["An Tốt", "Xã Bình Hở", "Bình Hở (2)"], [BODY[0], BODY[1], BODY[1]], strict=True):
        add(book.create_sheet(title), [["Năm 2018"], ["TT", *HEAD[2:]], [1, *figures]])
    book.save(office_desk.place / "xã.xlsx")
    told = office_desk.ingest(office_desk.place / "xã.xlsx", received="2019-01-05")
    assert taken(office_desk) == {key: value for key, value in FIGURES.items() if key[0] != "103"}
    assert told.count("nothing says for sure whose figure this is in 2018: “bình hở (2)”.") == 2
    assert "Sheet (there is nothing in it.): not read." in told


def test_a_figure_that_two_units_share_in_a_merged_cell_is_a_question(office_desk):
    use(office_desk, SIMPLE)
    rows = [["Năm 2018"], HEAD, BODY[0], [*BODY[1][:3], 71], BODY[2][:3]]
    told = office_desk.ingest(put(office_desk, rows, merged=("D4:D5",)), received="2019-01-05")
    assert "Biểu, D4: “71” stands in a cell merged over several rows or columns." in told
    assert taken(office_desk) == {key: value for key, value in FIGURES.items() if key[1:] != ("POV_HH", 2018) or key[0] == "101"}


def test_a_unit_of_measure_that_the_layout_overlooks_is_a_question(office_desk):
    use(office_desk, SIMPLE)
    rows = [["Năm 2018"], ["Đơn vị tính: nghìn hộ"], HEAD, [1, "An Tốt", 1.02, 0.098]]
    told = office_desk.ingest(put(office_desk, rows), received="2019-01-05")
    assert told.count("the table says it is in “nghìn hộ” and the layout does not.") == 2 and taken(office_desk) == {}
    use(office_desk, SIMPLE.replace('title = ["*năm {year}*"]', 'title = ["*năm {year}*", "Đơn vị tính: {measure}"]'))
    office_desk.ingest(office_desk.place / "table.xlsx", received="2019-01-05")
    assert taken(office_desk) == {("101", "BASE_HH", 2018): 1020, ("101", "POV_HH", 2018): 98}


def test_units_as_columns_are_held_against_their_total(office_desk):
    use(
        office_desk,
        """format = 1
title = "Xã theo cột"
[[tables]]
year = 2018
columns = [
  { header = "Chỉ tiêu", role = "indicator" }, { header = "Toàn huyện", role = "total" },
  { header = "An Tốt", unit = "101" }, { header = "Xã {unit}" },
]
rows = [{ label = "Số hộ", indicator = "BASE_HH" }, { label = "Hộ nghèo", indicator = "POV_HH" }]
""",
    )
    rows = [
        ["Chỉ tiêu", "Toàn huyện", "An Tốt", "Xã Bình Hở", "Xã Chi Ngắn"],
        ["Số hộ", 1800, 1020, 520, 260],
        ["Hộ nghèo", 170, 98, 52, 19],
    ]
    told = office_desk.ingest(put(office_desk, rows), received="2019-01-05")
    assert "Biểu, B3: the total is 170 and the cells C3, D3, E3 add up to 169" in told
    assert taken(office_desk) == {key: value for key, value in FIGURES.items() if key[1] == "BASE_HH"}


def test_a_column_too_many_or_too_few_means_that_the_layout_does_not_fit(office_desk):
    use(office_desk, SIMPLE)
    before = office_desk.files()
    with pytest.raises(SourceError, match=r"columns that it does not name: E2 'Cận nghèo'"):
        office_desk.ingest(put(office_desk, [["Năm 2018"], [*HEAD, "Cận nghèo"], [*BODY[0], 5]]))
    with pytest.raises(SourceError, match=r"layouts/x.toml, sheet 'Biểu', row 2: no column 'Hộ nghèo'"):
        office_desk.ingest(put(office_desk, [["Năm 2018"], HEAD[:3], BODY[0][:3]]))
    with pytest.raises(SourceError, match=r"no line above the header is like '\*năm \{year\}\*'"):
        office_desk.ingest(put(office_desk, [HEAD, *BODY]))
    assert office_desk.files() == before


def test_two_layouts_that_fit_are_one_too_many(office_desk):
    use(office_desk, SIMPLE)
    use(office_desk, SIMPLE, "y")
    with pytest.raises(SourceError, match=r"more than one layout fits it: layouts/x.toml, layouts/y.toml."):
        office_desk.ingest(save("01 title block", office_desk.place))


def test_an_unconfirmed_layout_reads_nothing_and_lists_what_to_confirm(office_desk):
    use(office_desk, SIMPLE.replace('indicator = "POV_HH"', 'indicator = "POV_HH", confirmed = false'))
    with pytest.raises(SourceError, match=r"is not confirmed:\n  table 1, column 'Hộ nghèo' \n"):
        office_desk.ingest(save("01 title block", office_desk.place))
    assert taken(office_desk) == {}


def test_a_mended_layout_reads_the_same_file_again_under_its_first_day_and_adds_what_was_missing(office_desk):
    path = put(office_desk, [["Năm 2018"], HEAD, [1, "Xã Bình Hởi", 520, 52], BODY[0]])
    use(office_desk, SIMPLE)
    office_desk.ingest(path, received="2019-01-05")
    use(office_desk, SIMPLE.replace("[[tables]]", '[units]\n"Xã Bình Hởi" = "102"\n[[tables]]'))
    told = office_desk.ingest(path, received="2019-03-01")
    assert "taken 2," in told and "as before 2;" in told
    assert {row["received"] for row in office_desk.rows()} == {"2019-01-05"} and len(office_desk.rows()) == 4
    before = office_desk.files()
    office_desk.ingest(path)
    assert office_desk.files() == before


def test_a_second_report_supersedes_the_first_by_its_day_and_both_stay(office_desk):
    use(office_desk, SIMPLE)
    office_desk.ingest(save("01 title block", office_desk.place), received="2019-01-05")
    later = put(office_desk, [["Năm 2018"], HEAD, [1, "Xã An Tốt", 1021, 98]], name="BC lan 2 (sua).xlsx")
    assert "1020 (received-" in office_desk.ingest(later, received="2019-02-01")
    assert sorted(row["value"] for row in office_desk.rows() if (row["unit_code"], row["indicator_id"]) == ("101", "BASE_HH")) == [
        1020,
        1021,
    ]


def test_interrupted_the_observations_are_as_before(office_desk, monkeypatch):
    use(office_desk, SIMPLE)
    before = {name: content for name, content in office_desk.files().items() if name.startswith("observations/")}

    def pull_the_plug(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr(ledger, "write_whole", pull_the_plug)
    with pytest.raises(KeyboardInterrupt):
        office_desk.ingest(save("01 title block", office_desk.place))
    assert {name: content for name, content in office_desk.files().items() if name.startswith("observations/")} == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("POV_HH", "POV_HHH", "layouts/x.toml, table 1, 'Hộ nghèo': indicator 'POV_HHH' is not in the catalogue."),
        ("POV_HH", "POV_CUT", "POV_CUT is computed from other figures."),
        ("POV_HH", "INCOME", "nothing says in which unit the file writes this amount."),
        ("{year}", "{yaer}", "{yaer} stands for nothing"),
        ('title = ["*năm {year}*"]', "", "nothing says which year a figure is of"),
        ("role =", "rolle =", "the key 'rolle' is not known here. Did you mean 'role'?"),
    ],
)
def test_a_faulty_layout_is_told_by_ingest_and_by_check(office_desk, old, new, told):
    use(office_desk, SIMPLE.replace(old, new))
    assert any(told in str(fault) for fault in read_layouts(office_desk.folder.programme)[1])
    with pytest.raises(SourceError) as refused:
        office_desk.ingest(save("01 title block", office_desk.place))
    assert told in str(refused.value)


def test_a_layout_proposed_for_a_file_names_what_it_can_and_takes_nothing_in_before_it_is_confirmed(office_desk):
    office_desk.folder.replace("areas/01_poverty.toml", 'title = "Poor households"', 'title = { vi = "Hộ nghèo", en = "Poor households" }')
    path = save("01 title block", office_desk.place)
    words = ["ingest", "--lang", "en", "--propose", str(path), "-o", "layouts/new.toml", "--programme", str(office_desk.folder.path)]
    assert run_workbench(*words).returncode == 0
    proposed = (office_desk.folder.path / "layouts/new.toml").read_text("utf-8")
    assert '{ header = "Hộ nghèo", indicator = "POV_HH", confirmed = false },' in proposed
    assert '{ header = "Đơn vị", role = "unit", confirmed = false },' in proposed and "NĂM {year}" in proposed
    with pytest.raises(SourceError, match="is not confirmed"):
        office_desk.ingest(path)
    again = run_workbench(*words)
    assert again.returncode == 11 and "it would be lost" in again.stderr
    confirmed = proposed.replace("confirmed = false", "confirmed = true").replace(
        'header = "Số hộ", role = "ignore"', 'header = "Số hộ", indicator = "BASE_HH"'
    )
    use(office_desk, confirmed, "new")
    office_desk.ingest(path, received="2019-01-05")
    assert taken(office_desk) == FIGURES


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_proposed_takes_nothing_in_by_itself(office_desk, kind):
    path, layout = save(kind, office_desk.place), office_desk.folder.path / "layouts/new.toml"
    assert propose_layout(path, office_desk.folder.programme, layout) > 2
    tables = tomllib.loads(layout.read_text("utf-8"))["tables"]
    assert not any(one.get("confirmed", True) for table in tables for one in (table, *table["columns"], *table.get("rows", [])))
    with pytest.raises(SourceError):
        office_desk.ingest(path)
    assert taken(office_desk) == {}


def test_the_layout_on_the_page_for_the_clerk_reads_a_table_of_cam_lo(tmp_path):
    page = (ROOT / "docs/how-to/foreign-spreadsheet.md").read_text("utf-8")
    folder = Folder(shutil.copytree(ROOT / "data" / "cam-lo", tmp_path / "cam-lo"))
    (folder.path / "layouts").mkdir()
    folder.write("layouts/page.toml", page.partition("```toml\n")[2].partition("```")[0])
    programme = folder.programme
    layouts, faults = read_layouts(programme)
    assert faults == [] and list(layouts) == ["page"]
    rows = [
        ["Đơn vị tính: hộ"],
        ["TT", "Đơn vị", "Năm 2016", None, "Năm 2017", None],
        [None, None, "Tổng số hộ", "Hộ nghèo", "Tổng số hộ", "Hộ nghèo"],
        [1, 2, 3, 4, 5, 6],
        [1, "TT Cam Lộ", 1700, 90, 1720, "-"],
        [2, "Cam Thanh", 900, 60, 905, 52],
        [3, "Cam Thành", 1300, 70, 1310, 61],
        [None, "Toàn huyện", 3900, 220, 3935, 113],
    ]
    sheet_of(rows, ("A2:A3", "B2:B3", "C2:D2", "E2:F2")).save(tmp_path / "x.xlsx")
    form = read_foreign(tmp_path / "x.xlsx", programme, layouts, Wording("en"))
    found = {(sheet.unit_code, sheet.year): [line.answer.value for line in sheet.lines] for sheet in form.sheets}
    assert form.questions == ()
    assert found == {
        **{("19597", 2016): [1700, 90], ("19597", 2017): [1720, 0], ("19609", 2016): [900, 60], ("19609", 2017): [905, 52]},
        **{("19612", 2016): [1300, 70], ("19612", 2017): [1310, 61]},
    }

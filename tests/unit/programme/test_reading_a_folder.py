"""What stands in one file of a programme folder: refused with the file, the place, what was seen and what to do."""

import re

import pytest

from workbench.errors import DefinitionError
from workbench.programme import load_programme, read_programme


def test_the_small_folder_has_no_fault(folder):
    assert folder.definition_faults() == []
    assert folder.table_faults() == []


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "programme.toml",
            "horizon = 2020",
            "horizont = 2020",
            "programme.toml, horizont: the key 'horizont' is not known here. Did you mean 'horizon'?",
        ),
        (
            "areas/02_work.toml",
            'weight = "BASE_LF"',
            'wieght = "BASE_LF"',
            "areas/02_work.toml, indicators.2.wieght: the key 'wieght' is not known here. Did you mean 'weight'?",
        ),
        (
            "areas/01_poverty.toml",
            "value = 0.5",
            "vallue = 0.5",
            "areas/01_poverty.toml, targets.1.vallue: the key 'vallue' is not known here. Did you mean 'value'?",
        ),
        (
            "breaks.toml",
            'handling = "split"',
            'handling = "split"\nfirst_yaer = 2015',
            "breaks.toml, breaks.1.first_yaer: the key 'first_yaer' is not known here. Did you mean 'first_year'?",
        ),
        (
            "programme.toml",
            'plural = { vi = "huyện", en = "districts" }',
            'plurel = { vi = "huyện", en = "districts" }',
            "programme.toml, levels.district.plurel: the key 'plurel' is not known here. Did you mean 'plural'?",
        ),
        (
            "sources.toml",
            'kind = "register"',
            'kind = "register"\nzzz = 1',
            "sources.toml, sources.1.zzz: the key 'zzz' is not known here. Take it out; `workbench schema DIR` lists all keys.",
        ),
    ],
)
def test_an_unknown_key_is_refused_with_the_key_that_was_meant(folder, name, old, new, told):
    assert told in folder.replace(name, old, new).definition_faults()


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("areas/02_work.toml", 'title = "Income per head"', 'title = "Income\\u000bper head"', "areas/02_work.toml, indicators.2.title"),
        ("programme.toml", 'basis = "Invented"', 'basis = "\\u001b[2J"', "programme.toml, basis"),
        ("units.csv", "An Tốt", "An\x0bTốt", "units.csv, row 3"),
    ],
)
def test_a_sign_that_no_document_could_hold_is_refused_with_its_place(folder, name, old, new, place):
    """Such as the vertical tab that a word processor leaves in what is copied out of it."""
    (told,) = folder.replace(name, old, new).definition_faults()
    assert re.fullmatch(rf"{place}: the text holds the sign '\\x(0b|1b)', which cannot be printed\. Take it out\.", told)


def test_an_unknown_column_of_the_units_is_refused_once(folder):
    folder.replace("units.csv", ",area_km2,", ",aera_km2,")
    (fault,) = folder.definition_faults()
    assert fault.startswith("units.csv, row 1: the header is not the one of the table (not known: aera_km2). Write columns of: code,name,")


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("programme.toml", "horizon = 2020\n", "programme.toml, horizon: this key is missing. Add it."),
        ("areas/01_poverty.toml", 'basis = "Line 3"\n', "areas/01_poverty.toml, targets.1.basis: this key is missing. Add it."),
        ("areas/01_poverty.toml", 'area = "POV"\n', "areas/01_poverty.toml, area: this key is missing. Add it."),
        ("breaks.toml", 'handling = "split"\n', "breaks.toml, breaks.1.handling: this key is missing. Add it."),
    ],
)
def test_a_missing_key_is_told_with_its_place(folder, name, line, told):
    assert folder.replace(name, line, "").definition_faults() == [told]


def test_a_missing_cell_of_the_units_is_told_with_its_row(folder):
    assert folder.replace("units.csv", "102,Bình Hở,With a gap,commune", "102,Bình Hở,With a gap,").definition_faults() == [
        "units.csv, row 4, level: this key is missing. Add it."
    ]


@pytest.mark.parametrize(
    "name", ["programme.toml", "areas/02_work.toml", "breaks.toml", "sources.toml", "registers.toml", "identities.toml"]
)
def test_broken_toml_is_told_with_file_and_line(folder, name):
    line = len((folder.path / name).read_text(encoding="utf-8").splitlines()) + 1
    (fault,) = folder.append(name, "title = = 3\n").definition_faults()
    assert re.fullmatch(rf"{re.escape(name)}: this is not TOML: .*\(at line {line}, column 9\)\. Mend that line\.", fault)


@pytest.mark.parametrize("name", ["programme.toml", "sources.toml", "units.csv"])
def test_a_missing_file_is_told_with_the_folder_it_belongs_to(folder, name):
    assert folder.remove(name).definition_faults() == [f"{name}: the file is missing. Put it into {folder.path}."]


def test_a_folder_without_areas_is_told_what_to_write(folder):
    for path in folder.path.glob("areas/*.toml"):
        path.unlink()
    assert "areas/: there is no file of a policy area. Write one, such as areas/02_employment.toml." in folder.definition_faults()


@pytest.mark.parametrize("name", ["registers.toml", "identities.toml", "facts.csv", "breaks.toml"])
def test_files_that_a_small_programme_may_do_without(folder, name):
    folder.remove(name)
    told = folder.definition_faults()
    assert not any("missing" in fault for fault in told)
    if name in ("identities.toml", "facts.csv"):
        assert told == []


@pytest.mark.parametrize(("name", "remedy"), [("breaks.toml", "Save it as UTF-8."), ("units.csv", "Save it as CSV in UTF-8.")])
def test_a_file_in_another_encoding_is_refused(folder, name, remedy):
    (fault,) = folder.write(name, "tên,Huyện\n".encode("utf-16")).definition_faults()
    assert fault.startswith(f"{name}: the file cannot be read (") and fault.endswith(remedy)


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs")])
@pytest.mark.parametrize("name", ["units.csv", "observations/reported.csv", "facts.csv"])
def test_a_table_whose_columns_are_not_parted_by_commas_is_one_fault(folder, name, sign, word):
    text = (folder.path / name).read_text(encoding="utf-8").replace(",", sign)
    faults = folder.write(name, text).definition_faults() or folder.table_faults()
    assert faults == [
        f"{name}, row 1: its columns are parted by {word}, not by commas. "
        "Save it with commas between columns and a full stop before decimals, in UTF-8."
    ]


def test_a_row_of_the_units_with_too_many_cells_is_refused(folder):
    assert folder.append("units.csv", "104,Dốc, Cao,,commune,D1,rural,,,,,\n").definition_faults() == [
        "units.csv, row 6: the row has more cells than the header. Quote cells that hold commas."
    ]


def test_faults_of_several_files_are_told_at_once(folder):
    folder.replace("programme.toml", "horizon = 2020\n", "").append("breaks.toml", "x = = 1\n").replace("units.csv", "102,", "102 ,")
    folder.replace("areas/01_poverty.toml", 'basis = "Line 3"\n', "").replace(
        "areas/02_work.toml", 'weight = "BASE_LF"', 'wieght = "BASE_LF"'
    )
    faults = folder.definition_faults()
    assert {fault.partition(",")[0].partition(":")[0] for fault in faults} == {
        "programme.toml",
        "breaks.toml",
        "units.csv",
        "areas/01_poverty.toml",
        "areas/02_work.toml",
    }
    with pytest.raises(DefinitionError) as refused:
        load_programme(folder.path)
    assert all(fault in str(refused.value) for fault in faults)
    assert str(refused.value).startswith(f"three-communes: {len(faults)} faults.\n")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "programme.toml",
            "horizon = 2020",
            'horizon = "2020-12"',
            "programme.toml, horizon: '2020-12' is no whole number. Write digits alone, such as 2017.",
        ),
        (
            "programme.toml",
            "horizon = 2020",
            "horizon = 20200",
            "programme.toml, horizon: 20200 is above 2100. Write 2100 or less.",
        ),
        (
            "units.csv",
            "102,",
            '"102 ",',
            "units.csv, row 4, code: '102 ' may not stand here. Use plain letters, digits and '-', without a space.",
        ),
        (
            "units.csv",
            "D1,urban,,",
            "D1,urban,1/1/2015,",
            "units.csv, row 3, valid_from: '1/1/2015' is no day. Write year, month and day, such as 2018-06-05.",
        ),
        (
            "areas/01_poverty.toml",
            "bounds = [0.0, 100.0]",
            "bounds = [100.0, 0.0]",
            "areas/01_poverty.toml, indicators.2: bounds must be [lower, upper] with lower < upper, not [100.0, 0.0].",
        ),
        (
            "areas/01_poverty.toml",
            'denominator = "BASE_HH"\n',
            "",
            "areas/01_poverty.toml, indicators.2: aggregate = 'ratio_of_sums' needs both numerator and denominator.",
        ),
        (
            "areas/02_work.toml",
            'weight = "BASE_LF"\n',
            "",
            "areas/02_work.toml, indicators.2: aggregate = 'weighted_mean' needs weight, the id of a count.",
        ),
        (
            "areas/01_poverty.toml",
            'derived_from = "POV_RATE"\n',
            "",
            "areas/01_poverty.toml, indicators.3: aggregate = 'derive' goes with both derive and derived_from.",
        ),
        (
            "areas/01_poverty.toml",
            "value = 0.5\n",
            "",
            "areas/01_poverty.toml, targets.1: a target of type 'annual_change_pp' needs value.",
        ),
        (
            "areas/02_work.toml",
            'operator = ">="\nvalue = 70.0\nunit = "%"\n',
            "",
            "areas/02_work.toml, targets.1: a target of type 'level' needs operator, value, unit.",
        ),
        (
            "areas/02_work.toml",
            'type = "level"',
            'type = "ratio_to_base"',
            "areas/02_work.toml, targets.1: a target of type 'ratio_to_base' needs base_year.",
        ),
        (
            "areas/02_work.toml",
            'carries_down = "benchmark"',
            'carries_down = "share"',
            "areas/02_work.toml, targets.1: carries_down = 'share' needs share_by, the count it is shared by.",
        ),
        (
            "areas/02_work.toml",
            'operator = ">="',
            'operator = "≥"',
            "areas/02_work.toml, targets.1.operator: '≥' is none of the words that may stand here. One of: '>=', '>', '<', '<=' or '='.",
        ),
        (
            "areas/01_poverty.toml",
            'id = "POV_RATE"',
            'id = "POV RATE"',
            "areas/01_poverty.toml, indicators.2.id: 'POV RATE' may not stand here. "
            "Use plain letters, digits, '-', '_' and '.', a letter or digit first.",
        ),
    ],
)
def test_a_value_that_a_key_may_not_have_is_quoted(folder, name, old, new, told):
    assert told in folder.replace(name, old, new).definition_faults()


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        (
            'kind = "not_above"\nleft = "POV_HH"',
            "kind = 'not_above' needs left and at least 1 on the right, not left 'POV_HH' and right [].",
        ),
        (
            'kind = "ratio"\nleft = "POV_RATE"\nright = ["POV_HH"]',
            "kind = 'ratio' needs left and 2 on the right, not left 'POV_RATE' and right ['POV_HH'].",
        ),
        (
            'kind = "between"\nright = ["POV_HH", "BASE_HH"]',
            "kind = 'between' needs left and 2 on the right, not left None and right ['POV_HH', 'BASE_HH'].",
        ),
        (
            'kind = "quotient"\nleft = "POV_HH"\nright = []',
            "kind = 'quotient' needs left and 1 on the right, not left 'POV_HH' and right [].",
        ),
        (
            'kind = "product"\nleft = "POV_HH"\nright = []',
            "kind = 'product' needs left and 1 on the right, not left 'POV_HH' and right [].",
        ),
        ('kind = "unit_count"', "kind = 'unit_count' needs left, not left None and right []."),
        ('kind = "constant"', "kind = 'constant' needs left, not left None and right []."),
        ('kind = "balance"\nplus = ["POV_HH"]', "kind = 'balance' needs left, not left None and right []."),
        ('kind = "jump"\nleft = "POV_HH"', "kind = 'jump' needs nothing, not left 'POV_HH' and right []."),
    ],
)
def test_an_identity_with_too_few_operands_is_refused_before_it_is_asked(folder, identity, told):
    folder.append("identities.toml", f'\n[[identities]]\nid = "C-02"\ntitle = "Another"\n{identity}\n')
    assert folder.definition_faults() == [f"identities.toml, identities.2: {told}"]


def test_faults_that_are_not_errors_do_not_stop_a_reader(folder):
    programme, faults = read_programme(folder.path)
    assert programme is not None and faults == []
    assert programme.header.id == "three-communes" and list(programme.targets) == ["T-POV-01", "T-EMP-01"]


def test_a_byte_order_mark_before_the_units_is_no_fault(folder):
    folder.write("units.csv", b"\xef\xbb\xbf" + (folder.path / "units.csv").read_bytes())
    assert [unit.code for unit in folder.programme.units] == ["D1", "101", "102", "103"]


@pytest.mark.parametrize("name", ["programme.toml", "areas/02_work.toml", "units.csv", "facts.csv", "registers.toml"])
def test_the_digest_of_a_programme_changes_with_any_of_its_definitions(folder, name):
    before = folder.programme.digest
    folder.append(name, "" if name.endswith("csv") else "\n# a remark\n")
    assert (folder.programme.digest == before) is name.endswith("csv")
    if name == "units.csv":
        assert folder.append(name, "104,Dốc,,commune,D1,rural,,,,,\n").programme.digest != before


def test_the_digest_of_a_programme_does_not_hold_its_observations_or_its_place(folder, tmp_path):
    before = folder.programme.digest
    folder.observe("101", "INCOME", 2017, 20)
    assert folder.programme.digest == before
    assert load_programme(folder.path.rename(tmp_path / "elsewhere")).digest == before


def test_texts_are_found_by_language_and_a_bare_text_stands_for_all(folder):
    programme = folder.programme
    assert (programme.header.title["vi"], programme.header.title["en"]) == ("Chương trình thử", "A programme for tests")
    assert programme.header.short_title["vi"] == programme.header.short_title["en"] == "Three communes"
    district = programme.units_in(2017)["D1"]
    assert (district.title("vi"), district.title("en")) == ("Ba Đồi", "Three Hills")


def test_a_fact_keeps_its_words_line_and_ambiguities_and_its_unit_in_both_languages(folder):
    (fact,) = folder.programme.facts
    assert (fact.quote, fact.line, fact.ambiguities) == ("175 hộ nghèo", 3, ("X-01",))
    assert (fact.unit_in("vi"), fact.unit_in("en")) == ("hộ", "households")

"""What no file can see alone: names that must agree, texts in every language, units that follow one another."""

import pytest


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "areas/02_work.toml",
            'indicator = "TRAINED"',
            'indicator = "TRAINDE"',
            "areas/02_work.toml, T-EMP-01: indicator 'TRAINDE' is not in the catalogue. Did you mean 'TRAINED'?",
        ),
        (
            "areas/02_work.toml",
            'carries_down = "benchmark"',
            'carries_down = "share"\nshare_by = "NOBODY"',
            "areas/02_work.toml, T-EMP-01: indicator 'NOBODY' is not in the catalogue. Define it under [[indicators]].",
        ),
        (
            "areas/02_work.toml",
            'reading = "At the end of 2020."',
            'reading = "At the end of 2020."\nhorizon = 2025',
            "areas/02_work.toml, T-EMP-01: horizon 2025 is later than the programme's 2020. Mend one of them.",
        ),
        (
            "areas/02_work.toml",
            'reading = "At the end of 2020."',
            'reading = "At the end of 2020."\nreadings = [{ id = "b", title = "Other", indicator = "GHOST" }]',
            "areas/02_work.toml, T-EMP-01: indicator 'GHOST' is not in the catalogue. Define it under [[indicators]].",
        ),
        (
            "areas/01_poverty.toml",
            'ambiguities = ["X-01"]',
            'ambiguities = ["X-09"]',
            "areas/01_poverty.toml, T-POV-01: ambiguity 'X-09' is not in registers.toml. Write it there.",
        ),
        ("facts.csv", ",X-01", ",X-09", "facts.csv, row 2: ambiguity 'X-09' is not in registers.toml. Write it there."),
        ("facts.csv", ",POV_HH,", ",POV_HHH,", "facts.csv, row 2: indicator 'POV_HHH' is not in the catalogue. Mend the id."),
        ("facts.csv", "F-01,POV,", "F-01,XXX,", "facts.csv, row 2: area 'XXX' has no file under areas/. Mend the code."),
        (
            "areas/01_poverty.toml",
            'denominator = "BASE_HH"',
            'denominator = "BASE_HHH"',
            "areas/01_poverty.toml, POV_RATE: denominator 'BASE_HHH' is not in the catalogue. "
            "Name an indicator, or a component of this one such as 'POV_RATE__num'.",
        ),
        (
            "areas/02_work.toml",
            'weight = "BASE_LF"',
            'weight = "GHOST"',
            "areas/02_work.toml, INCOME: weight 'GHOST' is not in the catalogue. "
            "Name an indicator, or a component of this one such as 'INCOME__num'.",
        ),
        (
            "areas/02_work.toml",
            'derived_from = "INCOME"',
            'derived_from = "GHOST"',
            "areas/02_work.toml, INCOME_INDEX: derived_from 'GHOST' is not in the catalogue. "
            "Name an indicator, or a component of this one such as 'INCOME_INDEX__num'.",
        ),
        (
            "areas/02_work.toml",
            'level = "district"',
            'level = "village"',
            "areas/02_work.toml, SCHOOLS: level 'village' is not in programme.toml. Levels there: district, commune.",
        ),
        (
            "units.csv",
            "102,Bình Hở,With a gap,commune",
            "102,Bình Hở,With a gap,village",
            "units.csv, row 4: level 'village' is not in programme.toml. Levels there: district, commune.",
        ),
        (
            "units.csv",
            "102,Bình Hở,With a gap,commune,D1",
            "102,Bình Hở,With a gap,commune,D2",
            "units.csv, row 4: parent 'D2' of '102' is not a code of this file. Add the parent's row.",
        ),
        (
            "units.csv",
            "102,Bình Hở,With a gap,commune,D1",
            "102,Bình Hở,With a gap,commune,103",
            "units.csv, row 4: parent '103' of '102' is not of a level above 'commune'. Give it the unit it lies in.",
        ),
        (
            "units.csv",
            "102,Bình Hở,With a gap,commune,D1",
            "102,Bình Hở,With a gap,commune,",
            "units.csv: 2 units have no parent: D1, 102. Exactly one, the top, must have none.",
        ),
        (
            "identities.toml",
            'right = ["BASE_HH"]',
            'right = ["BASE_HHH"]',
            "identities.toml, C-01: 'BASE_HHH' is no indicator, component or target. Mend the id.",
        ),
        (
            "programme.toml",
            'id = "three-communes"',
            'id = "three-communes"\ndefault_language = "fr"',
            "programme.toml: default_language 'fr' is not among languages ['vi', 'en']. Add it there.",
        ),
        (
            "programme.toml",
            "as_of = 2017",
            "as_of = 2021",
            "programme.toml: first_year 2013 <= as_of 2021 <= horizon 2020 does not hold. Set the years in that order.",
        ),
        (
            "areas/01_poverty.toml",
            'indicator = "POV_CUT"',
            'indicator = "TRAINED"',
            "areas/01_poverty.toml, T-POV-01: indicator 'TRAINED' is not an annual cut. Give it derive = 'annual_cut' and derived_from.",
        ),
        (
            "areas/02_work.toml",
            'operator = ">="',
            'operator = "<"',
            "areas/02_work.toml, T-EMP-01: operator '<' asks for less of an indicator whose better is 'higher'. Mend one of them.",
        ),
        (
            "areas/02_work.toml",
            'indicator = "TRAINED"',
            'indicator = "POV_RATE"',
            "areas/02_work.toml, T-EMP-01: operator '>=' asks for more of an indicator whose better is 'lower'. Mend one of them.",
        ),
    ],
)
def test_a_name_that_does_not_agree_is_told_with_file_and_place(folder, name, old, new, told):
    assert folder.replace(name, old, new).definition_faults() == [told]


def test_a_language_in_which_no_page_can_be_written_is_told(folder):
    folder.replace("programme.toml", 'id = "three-communes"', 'id = "three-communes"\nlanguages = ["vi", "en", "fr"]')
    assert "programme.toml: languages: pages cannot be written in 'fr'. Choose from en, vi." in folder.definition_faults()


def test_an_unknown_break_is_told_with_the_indicator(folder):
    folder.append("areas/00_context.toml", 'breaks = ["BRK-99"]\n')
    assert folder.definition_faults() == [
        "areas/00_context.toml, BASE_LF: break 'BRK-99' is not in breaks.toml. Write it there, with its basis."
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "programme.toml",
            ', en = "A programme for tests" }',
            " }",
            "programme.toml, three-communes.title: the text is missing in 'en'. Write title.en.",
        ),
        (
            "programme.toml",
            'en = "districts"',
            'en = ""',
            "programme.toml, three-communes.levels.district.plural: the text is missing in 'en'. Write plural.en.",
        ),
        ("areas/01_poverty.toml", 'vi = "Giảm nghèo", ', "", "areas/01_poverty.toml, title: the text is missing in 'vi'. Write title.vi."),
        (
            "areas/02_work.toml",
            'title = "Income per head"',
            'title.vi = "Thu nhập"',
            "areas/02_work.toml, INCOME.title: the text is missing in 'en'. Write title.en.",
        ),
        (
            "areas/02_work.toml",
            '"Lower secondary"',
            '{ vi = "THCS" }',
            "areas/02_work.toml, SCHOOLS.parts.lower: the text is missing in 'en'. Write lower.en.",
        ),
        (
            "areas/02_work.toml",
            'quote = "70 % trained"',
            'quote.en = "70 % trained"',
            "areas/02_work.toml, T-EMP-01.quote: the text is missing in 'vi'. Write quote.vi.",
        ),
        (
            "breaks.toml",
            'basis = "Invented"',
            'basis.vi = "Nghĩ ra"',
            "breaks.toml, BRK-15.basis: the text is missing in 'en'. Write basis.en.",
        ),
        (
            "sources.toml",
            'title = "Simulated figures"',
            'title.en = "Simulated"',
            "sources.toml, invented.title: the text is missing in 'vi'. Write title.vi.",
        ),
        (
            "registers.toml",
            'default = "Exactly."',
            'default.en = "Exactly."',
            "registers.toml, X-01.default: the text is missing in 'vi'. Write default.vi.",
        ),
        (
            "identities.toml",
            'title = "Poor households not above households"',
            'title.en = "Poor"',
            "identities.toml, C-01.title: the text is missing in 'vi'. Write title.vi.",
        ),
    ],
)
def test_a_text_missing_in_one_language_is_told_with_the_key_to_write(folder, name, old, new, told):
    assert folder.replace(name, old, new).definition_faults() == [told]


def test_a_form_of_a_noun_in_no_language_is_told(folder):
    folder.replace(
        "areas/02_work.toml", 'unit = "schools"', 'unit = { vi = "trường", en = "schools", en_on = "school", en_one = "school" }'
    )
    assert folder.definition_faults() == ["areas/02_work.toml, SCHOOLS.unit: 'en_on' is no language of this programme. There are: vi, en."]


@pytest.mark.parametrize(
    ("name", "addition", "told"),
    [
        (
            "breaks.toml",
            '\n[[breaks]]\nid = "BRK-15"\ntitle = "a"\nhandling = "note"\nbasis = "b"\n',
            "breaks.toml: 'BRK-15' stands 2 times. Keep one.",
        ),
        (
            "sources.toml",
            '\n[[sources]]\nid = "register"\ntitle = "a"\npublisher = "b"\nkind = "report"\n',
            "sources.toml: 'register' stands 2 times. Keep one.",
        ),
        (
            "identities.toml",
            '\n[[identities]]\nid = "C-01"\ntitle = "a"\nkind = "jump"\n',
            "identities.toml: 'C-01' stands 2 times. Keep one.",
        ),
        ("areas/03_again.toml", 'area = "POV"\ntitle = "Again"\n', "areas/: 'POV' stands 2 times. Keep one."),
        (
            "areas/03_again.toml",
            'area = "NEW"\ntitle = "Again"\n[[indicators]]\nid = "INCOME"\ntitle = "a"\nunit = "b"\n'
            'kind = "count"\nlevel = "commune"\naggregate = "sum"\n',
            "areas/ (indicators): 'INCOME' stands 2 times. Keep one.",
        ),
        (
            "areas/03_again.toml",
            'area = "NEW"\ntitle = "Again"\n[[targets]]\nid = "T-EMP-01"\ntitle = "a"\ntype = "qualitative"\n'
            'carries_down = "none"\nquote = "a"\nbasis = "b"\nreading = "c"\n',
            "areas/ (targets): 'T-EMP-01' stands 2 times. Keep one.",
        ),
        ("facts.csv", "F-01,POV,again,,,,1,,,observed,II,3,\n", "facts.csv: 'F-01' stands 2 times. Keep one."),
    ],
)
def test_an_id_given_twice_is_told(folder, name, addition, told):
    assert told in folder.append(name, addition).definition_faults()


def test_a_target_in_words_needs_neither_indicator_nor_figure(folder):
    folder.append(
        "areas/02_work.toml",
        '\n[[targets]]\nid = "T-EMP-02"\ntitle = "Words"\ntype = "qualitative"\ncarries_down = "none"\n'
        'quote = "Better work"\nbasis = "Line 5"\nreading = "Not scored."\n',
    )
    assert folder.definition_faults() == []


def test_one_code_may_not_stand_for_two_units_at_once(folder):
    folder.append("units.csv", "103,Chi Mới,,commune,D1,rural,2019-01-01,,,,\n")
    assert folder.definition_faults() == [
        "units.csv: code '103' stands for two units at once. Give their rows valid_from and valid_to that do not overlap."
    ]


@pytest.mark.parametrize(("last_day", "faults"), [("2018-12-31", 0), ("2019-01-01", 1)])
def test_one_code_may_stand_for_two_units_one_after_the_other(folder, last_day, faults):
    folder.replace("units.csv", "103,Chi Ngắn,Too short,commune,D1,rural,,,", f"103,Chi Ngắn,Too short,commune,D1,rural,,{last_day},103")
    folder.append("units.csv", "103,Chi Mới,,commune,D1,rural,2019-01-01,,,,\n")
    assert len(folder.definition_faults()) == faults


def test_a_unit_exists_in_a_year_if_it_exists_on_its_last_day(folder):
    folder.replace(
        "units.csv", "103,Chi Ngắn,Too short,commune,D1,rural,,,", "103,Chi Ngắn,Too short,commune,D1,rural,2014-12-31,2016-12-30,"
    )
    found = {year: "103" in folder.programme.units_in(year) for year in range(2013, 2018)}
    assert found == {2013: False, 2014: True, 2015: True, 2016: False, 2017: False}


def test_code_19603_is_cam_an_to_2019_and_thanh_an_from_2020(cam_lo):
    names = {year: cam_lo.programme.units_in(year)["19603"].name for year in (2013, 2017, 2019, 2020)}
    assert names == {2013: "Xã Cam An", 2017: "Xã Cam An", 2019: "Xã Cam An", 2020: "Xã Thanh An"}
    assert "19609" in cam_lo.programme.units_in(2019) and "19609" not in cam_lo.programme.units_in(2020)


def test_levels_are_told_from_the_top_down(folder):
    assert folder.programme.levels_of("district") == ("district",)
    assert folder.programme.levels_of("commune") == ("district", "commune")


def test_only_policy_areas_have_pages(folder):
    assert [area.area for area in folder.programme.policy_areas] == ["POV", "EMP"]
    assert folder.programme.area_files == {"GEN": "00_context", "POV": "01_poverty", "EMP": "02_work"}


STANDING = '\n[[standing]]\nid = "S-01"\ntext = "More every year"\nindicator = "{}"\nclaim = "{}"\n'


def test_a_standing_statement_about_an_unknown_indicator_is_told(folder):
    folder.append("areas/02_work.toml", STANDING.format("INCOME", "rising"))
    assert folder.definition_faults() == []
    folder.replace("areas/02_work.toml", 'text = "More every year"\nindicator = "INCOME"', 'text = "More every year"\nindicator = "INCOM"')
    assert folder.definition_faults() == ["areas/02_work.toml, S-01: indicator 'INCOM' is not in the catalogue. Mend the id."]


@pytest.mark.parametrize(
    ("claim", "value", "faults"), [("at_least", "", 1), ("at_least", "value = 1.0\n", 0), ("falling", "value = 1.0\n", 1)]
)
def test_a_standing_statement_has_a_value_where_it_claims_one_and_only_there(folder, claim, value, faults):
    folder.append("areas/02_work.toml", STANDING.format("INCOME", claim) + value)
    told = ["areas/02_work.toml, standing.1: value goes with claim = 'at_least', and only with it."]
    assert folder.definition_faults() == told[:faults]


@pytest.mark.parametrize("date", ["18/4/2018", "2018-13", "2018-02-30", "sau 2018", "2018-04-18T00:00:00"])
def test_a_date_that_is_none_is_told(folder, date):
    folder.append("sources.toml", f'\n[[sources]]\nid = "other"\ntitle = "a"\npublisher = "b"\nkind = "report"\ndate = "{date}"\n')
    (told,) = folder.definition_faults()
    assert told.startswith("sources.toml") and "date" in told


@pytest.mark.parametrize("date", ["2018-04-18", '"2018-04"', '"2018"', '"2012-2015"', '""'])
def test_a_date_is_told_as_far_as_it_is_known(folder, date):
    folder.append("sources.toml", f'\n[[sources]]\nid = "other"\ntitle = "a"\npublisher = "b"\nkind = "report"\ndate = {date}\n')
    assert folder.definition_faults() == [] and folder.programme.sources["other"].date == date.strip('"')

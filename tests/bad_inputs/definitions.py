"""Bad definitions: the TOML files and facts.csv of a programme folder."""

from tests.bad_inputs.bad import IDENTITY, INDICATOR, POVERTY, TARGET, WORK, Bad, add, change, gone, put, steps

DEFINITIONS = [
    Bad(
        "programme.toml is missing",
        gone("programme.toml"),
        10,
        "{folder}: there is no programme.toml in this folder. `workbench new-programme` makes one.",
    ),
    Bad(
        "programme.toml is no TOML",
        add("programme.toml", "x = = 1\n"),
        10,
        "programme.toml: this is not TOML: Invalid value (at line 19, column 5). Mend that line.",
    ),
    Bad(
        "programme.toml says a key twice",
        add("programme.toml", 'title = "A"\n'),
        10,
        ("programme.toml: this is not TOML: Cannot overwrite a value (at line 19, column 12). Mend that line."),
    ),
    Bad(
        "programme.toml is in another encoding",
        put("programme.toml", 'id = "Cam Lâm"'.encode("cp1258")),
        10,
        (
            "programme.toml: the file cannot be read ('utf-8' codec can't decode byte 0xe2 in position 11: "
            "invalid continuation byte). Save it as UTF-8."
        ),
    ),
    Bad(
        "programme.toml is in sixteen bits",
        put("programme.toml", 'format = 1\nid = "x"'.encode("utf-16")),
        10,
        (
            "programme.toml: the file cannot be read ('utf-8' codec can't decode byte 0xff in position 0: "
            "invalid start byte). Save it as UTF-8."
        ),
    ),
    Bad(
        "programme.toml holds zeros",
        put("programme.toml", b"\x00" * 100),
        10,
        "programme.toml: this is not TOML: Invalid statement (at line 1, column 1). Mend that line.",
    ),
    Bad(
        "an unknown key",
        change("programme.toml", "horizon = 2020", "horizont = 2020\nhorizon = 2020"),
        10,
        "programme.toml, horizont: the key 'horizont' is not known here. Did you mean 'horizon'?",
    ),
    Bad(
        "a missing key",
        change("programme.toml", "as_of = 2017\n", ""),
        10,
        "programme.toml, as_of: this key is missing. Add it.",
    ),
    Bad(
        "a year as text",
        change("programme.toml", "as_of = 2017", 'as_of = "2017x"'),
        10,
        "programme.toml, as_of: '2017x' is no whole number. Write digits alone, such as 2017.",
    ),
    Bad(
        "a year of five digits",
        change("programme.toml", "horizon = 2020", "horizon = 20200"),
        10,
        "programme.toml, horizon: 20200 is above 2100. Write 2100 or less.",
    ),
    Bad(
        "a format of tomorrow",
        change("programme.toml", "format = 1", "format = 2"),
        10,
        (
            "programme.toml, format: this folder is of format 2; this workbench reads format 1. Install a newer "
            "workbench, or ask for the folder in the older format."
        ),
    ),
    Bad(
        "a format as text",
        change("programme.toml", "format = 1", 'format = "1"'),
        10,
        (
            "programme.toml, format: this folder is of format '1'; this workbench reads format 1. Write format = "
            "1, and see docs/programme-folder.md for what it asks for."
        ),
    ),
    Bad(
        "years out of order",
        change("programme.toml", "as_of = 2017", "as_of = 2021"),
        10,
        ("programme.toml: first_year 2013 <= as_of 2021 <= horizon 2020 does not hold. Set the years in that order."),
    ),
    Bad(
        "an id that leads out",
        change("programme.toml", 'id = "three-communes"', 'id = "../x"'),
        10,
        ("programme.toml, id: '../x' may not stand here. Use plain letters, digits, '-', '_' and '.', a letter or digit first."),
    ),
    Bad(
        "a default language that is none",
        change("programme.toml", "as_of", 'default_language = "fr"\nas_of'),
        10,
        "programme.toml: default_language 'fr' is not among languages ['vi', 'en']. Add it there.",
    ),
    Bad(
        "a text without its English",
        change("programme.toml", ', en = "A programme for tests"', ""),
        10,
        "programme.toml, three-communes.title: the text is missing in 'en'. Write title.en.",
    ),
    Bad(
        "a text in a language too many",
        change("programme.toml", 'en = "A programme for tests"', 'en = "A", fr = "B"'),
        10,
        ("programme.toml, three-communes.title: 'fr' is no language of this programme. There are: vi, en."),
    ),
    Bad(
        "a prior that leads out",
        change("programme.toml", "as_of", 'prior = "../prior.toml"\nas_of'),
        10,
        ("programme.toml, prior: '../prior.toml' may not stand here. Name a .toml file of this folder, without a path."),
    ),
    Bad(
        "a prior that is not there",
        change("programme.toml", "as_of", 'prior = "mine.toml"\nas_of'),
        10,
        "programme.toml: prior 'mine.toml' is not in this folder. Put it there, or leave the key out.",
    ),
    Bad(
        "a prior that is no prior",
        steps(change("programme.toml", "as_of", 'prior = "mine.toml"\nas_of'), put("mine.toml", "a = 1")),
        10,
        ("mine.toml: this is no prior for rates ('rates'). Learn it again; see benchmarks/learn_prior.py."),
    ),
    Bad(
        "a shock that ends before it begins",
        change("programme.toml", "[levels.district]", '[[shocks]]\ntitle = "A"\nfirst_year = 2020\nlast_year = 2019\n[levels.district]'),
        10,
        "programme.toml: shock 2020-2019 ends before it begins. Set its years in order.",
    ),
    Bad(
        "a threshold of one",
        add("programme.toml", "[disclosure]\nthreshold = 1\n"),
        10,
        "programme.toml, disclosure.threshold: 1 is below 2. Write 2 or more.",
    ),
    Bad(
        "a list for a text",
        change("programme.toml", 'basis = "Invented"', 'basis = ["Invented"]'),
        10,
        ("programme.toml, basis: ['Invented'] is no text and no table. Write a text in quotes, or a table of keys."),
    ),
    Bad(
        "no area",
        lambda folder: [folder.remove(f"areas/{one.name}") for one in (folder.path / "areas").glob("*")],
        10,
        "areas/: there is no file of a policy area. Write one, such as areas/02_employment.toml.",
    ),
    Bad(
        "an area twice",
        put("areas/03_again.toml", 'area = "POV"\ntitle = "A"\n'),
        10,
        "areas/: 'POV' stands 2 times. Keep one.",
    ),
    Bad(
        "an area's file that would take the first page's name",
        put("areas/00_overview.toml", 'area = "X"\ntitle = "A"\n'),
        10,
        ("areas/00_overview.toml: its pages would have the name of others, that of the first page. Give the file another name."),
    ),
    Bad(
        "an indicator twice",
        add(WORK, INDICATOR.replace("NEW", "POV_HH").format(more='kind = "count"\nlevel = "commune"\naggregate = "sum"')),
        10,
        "areas/ (indicators): 'POV_HH' stands 2 times. Keep one.",
    ),
    Bad(
        "a word that is none of a few",
        change(POVERTY, 'kind = "count"\nbetter = "lower"', 'kind = "count"\nbetter = "down"'),
        10,
        (
            "areas/01_poverty.toml, indicators.1.better: 'down' is none of the words that may stand here. One "
            "of: 'higher', 'lower' or 'none'."
        ),
    ),
    Bad(
        "bounds the wrong way round",
        change(POVERTY, "bounds = [0.0, 100.0]", "bounds = [100.0, 0.0]"),
        10,
        ("areas/01_poverty.toml, indicators.2: bounds must be [lower, upper] with lower < upper, not [100.0, 0.0]."),
    ),
    Bad(
        "a bound that is no number",
        change(POVERTY, "bounds = [0.0, 100.0]", "bounds = [0.0, nan]"),
        10,
        ("areas/01_poverty.toml, indicators.2: bounds must be [lower, upper] with lower < upper, not [0.0, nan]."),
    ),
    Bad(
        "a rate without its parts",
        change(POVERTY, 'numerator = "POV_HH"\n', ""),
        10,
        ("areas/01_poverty.toml, indicators.2: aggregate = 'ratio_of_sums' needs both numerator and denominator."),
    ),
    Bad(
        "a numerator that is no indicator",
        change(POVERTY, 'numerator = "POV_HH"', 'numerator = "POV_HHS"'),
        10,
        (
            "areas/01_poverty.toml, POV_RATE: numerator 'POV_HHS' is not in the catalogue. Name an indicator, or "
            "a component of this one such as 'POV_RATE__num'."
        ),
    ),
    Bad(
        "a rate that is its own numerator",
        change(POVERTY, 'numerator = "POV_HH"', 'numerator = "POV_RATE"'),
        10,
        "areas/01_poverty.toml, POV_RATE: it would be computed from itself. Name what it is made of.",
    ),
    Bad(
        "an indicator derived from itself",
        change(WORK, 'derived_from = "INCOME"', 'derived_from = "INCOME_INDEX"'),
        10,
        "areas/02_work.toml, INCOME_INDEX: it would be computed from itself. Name what it is made of.",
    ),
    Bad(
        "a derived indicator without its origin",
        change(WORK, 'derived_from = "INCOME"\n', ""),
        10,
        "areas/02_work.toml, indicators.3: aggregate = 'derive' goes with both derive and derived_from.",
    ),
    Bad(
        "a level that is none",
        change(WORK, 'level = "district"', 'level = "ward"'),
        10,
        ("areas/02_work.toml, SCHOOLS: level 'ward' is not in programme.toml. Levels there: district, commune."),
    ),
    Bad(
        "a break that is none",
        change(POVERTY, 'aggregate = "sum"\nbreaks = ["BRK-15"]', 'aggregate = "sum"\nbreaks = ["BRK-16"]'),
        10,
        ("areas/01_poverty.toml, POV_HH: break 'BRK-16' is not in breaks.toml. Write it there, with its basis."),
    ),
    Bad(
        "a mean without weights",
        change(WORK, 'weight = "BASE_LF"\n', ""),
        10,
        "areas/02_work.toml, indicators.2: aggregate = 'weighted_mean' needs weight, the id of a count.",
    ),
    Bad(
        "a target without its basis",
        change(POVERTY, 'basis = "Line 3"\n', ""),
        10,
        "areas/01_poverty.toml, targets.1.basis: this key is missing. Add it.",
    ),
    Bad(
        "a target of no indicator",
        change(WORK, 'indicator = "TRAINED"', 'indicator = "TRAINED_RATE"'),
        10,
        ("areas/02_work.toml, T-EMP-01: indicator 'TRAINED_RATE' is not in the catalogue. Did you mean 'TRAINED'?"),
    ),
    Bad(
        "a target whose mark is no number",
        change(WORK, "value = 70.0", "value = nan"),
        10,
        ("areas/02_work.toml, targets.1.value: nan is no number that could be compared. Write a number, or leave the key out."),
    ),
    Bad(
        "a target without an end",
        change(WORK, "value = 70.0", "value = inf"),
        10,
        ("areas/02_work.toml, targets.1.value: inf is no number that could be compared. Write a number, or leave the key out."),
    ),
    Bad(
        "a target that asks for less of what should rise",
        change(WORK, 'operator = ">="', 'operator = "<="'),
        10,
        ("areas/02_work.toml, T-EMP-01: operator '<=' asks for less of an indicator whose better is 'higher'. Mend one of them."),
    ),
    Bad(
        "a target later than the programme",
        add(WORK, TARGET.format(more='indicator = "TRAINED"\nhorizon = 2030')),
        10,
        "areas/02_work.toml, T-2: horizon 2030 is later than the programme's 2020. Mend one of them.",
    ),
    Bad(
        "an ambiguity that is none",
        change(POVERTY, 'ambiguities = ["X-01"]', 'ambiguities = ["X-02"]'),
        10,
        "areas/01_poverty.toml, T-POV-01: ambiguity 'X-02' is not in registers.toml. Write it there.",
    ),
    Bad(
        "a reading in force that is none",
        add(WORK, TARGET.format(more='indicator = "TRAINED"\nin_force = "R-1"')),
        10,
        "areas/02_work.toml, targets.2: in_force must be one of its readings: it has none",
    ),
    Bad(
        "a yearly cut of what is none",
        add(WORK, TARGET.replace('"level"', '"annual_change_pp"').format(more='indicator = "TRAINED"')),
        10,
        ("areas/02_work.toml, T-2: indicator 'TRAINED' is not an annual cut. Give it derive = 'annual_cut' and derived_from."),
    ),
    Bad(
        "a notebook that leads out",
        change(POVERTY, 'area = "POV"', 'area = "POV"\nnotebook = "../../x.ipynb"'),
        10,
        (
            "areas/01_poverty.toml, notebook: '../../x.ipynb' may not stand here. Name a notebook of the folder "
            "notebooks/, without a path, ending with .ipynb."
        ),
    ),
    Bad(
        "a notebook anywhere on the machine",
        change(POVERTY, 'area = "POV"', 'area = "POV"\nnotebook = "/tmp/x.ipynb"'),
        10,
        (
            "areas/01_poverty.toml, notebook: '/tmp/x.ipynb' may not stand here. Name a notebook of the folder "
            "notebooks/, without a path, ending with .ipynb."
        ),
    ),
    Bad(
        "a notebook that is not there",
        change(POVERTY, 'area = "POV"', 'area = "POV"\nnotebook = "none.ipynb"'),
        14,
        ("none.ipynb: the notebook is not in {notebooks}. Mend `notebook` in the area's file, or put it there."),
    ),
    Bad(
        "a notebook that is no notebook",
        steps(change(POVERTY, 'area = "POV"', 'area = "POV"\nnotebook = "own.ipynb"'), put("notebooks/own.ipynb", "[")),
        14,
        (
            "own.ipynb: it cannot be read as a notebook (JSONDecodeError: Expecting value: line 1 column 2 (char "
            "1)). Open it in JupyterLab and save it again, or put a copy back."
        ),
    ),
    Bad(
        "a notebook without parameters",
        steps(change(POVERTY, 'area = "POV"', 'area = "POV"\nnotebook = "own.ipynb"'), put("notebooks/own.ipynb", '{"cells": []}')),
        14,
        (
            "own.ipynb: its cell tagged 'parameters' does not hold exactly the parameters of the contract (as_of,"
            " lang, observed_only, programme, scenario, unit_code). They are: as_of, lang, observed_only, "
            "programme, scenario, unit_code."
        ),
    ),
    Bad(
        "a source twice",
        add("sources.toml", '[[sources]]\nid = "register"\ntitle = "A"\npublisher = "A"\nkind = "register"\n'),
        10,
        "sources.toml: 'register' stands 2 times. Keep one.",
    ),
    Bad(
        "a source of no kind",
        change("sources.toml", 'kind = "register"', 'kind = "hearsay"'),
        10,
        (
            "sources.toml, sources.1.kind: 'hearsay' is none of the words that may stand here. One of: 'report', "
            "'register', 'survey', 'statistics', 'thesis', 'press', 'derived' or 'simulated'."
        ),
    ),
    Bad(
        "a source whose sum is none",
        change("sources.toml", 'kind = "register"', 'kind = "register"\nsha256 = "12ab"'),
        10,
        (
            "sources.toml, sources.1.sha256: '12ab' may not stand here. Write the 64 digits and letters of the "
            "file's sha256, or leave it out."
        ),
    ),
    Bad(
        "a source of a day that never was",
        change("sources.toml", 'kind = "register"', 'kind = "register"\ndate = "2018-02-30"'),
        10,
        ("sources.toml, sources.1.date: '2018-02-30' is no date; write it as 2018-04-18, 2018-04, 2018 or 2012-2015."),
    ),
    Bad(
        "an identity of what is not there",
        change("identities.toml", 'left = "POV_HH"', 'left = "POOR"'),
        10,
        "identities.toml, C-01: 'POOR' is no indicator, component or target. Mend the id.",
    ),
    Bad(
        "an identity without its other side",
        change("identities.toml", 'right = ["BASE_HH"]', "right = []"),
        10,
        ("identities.toml, identities.1: kind = 'not_above' needs left and at least 1 on the right, not left 'POV_HH' and right []."),
    ),
    Bad(
        "an identity of no kind",
        add("identities.toml", IDENTITY.format(more='kind = "equal"\nleft = "POV_HH"')),
        10,
        (
            "identities.toml, identities.2.kind: 'equal' is none of the words that may stand here. One of: "
            "'not_above', 'quotient', 'product', 'ratio', 'between', 'balance', 'sum_of_units', 'unit_count', "
            "'constant', 'bounds' or 'jump'."
        ),
    ),
    Bad(
        "a break handled in no known way",
        change("breaks.toml", '"split"', '"cut"'),
        10,
        ("breaks.toml, breaks.1.handling: 'cut' is none of the words that may stand here. One of: 'split' or 'note'."),
    ),
    Bad(
        "a fact of no area",
        change("facts.csv", "F-01,POV", "F-01,PVO"),
        10,
        "facts.csv, row 2: area 'PVO' has no file under areas/. Mend the code.",
    ),
    Bad(
        "a fact without its line",
        change("facts.csv", ",3,X-01", ",,X-01"),
        10,
        "facts.csv, row 2, line: this key is missing. Add it.",
    ),
]

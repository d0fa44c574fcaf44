"""Bad lists of units."""

from tests.bad_inputs.bad import Bad, add, change, gone, put

UNITS = [
    Bad(
        "units.csv is missing",
        gone("units.csv"),
        10,
        "units.csv: the file is missing. Put it into {folder}.",
    ),
    Bad(
        "units.csv is empty",
        put("units.csv", ""),
        10,
        (
            "units.csv, row 1: the header is not the one of the table (missing: code, name, level). Write "
            "columns of: code,name,name_en,short_name,level,parent,scope,valid_from,valid_to,successor,area_km2,"
            "note."
        ),
    ),
    Bad(
        "units.csv has another column",
        change("units.csv", "code,name,name_en", "code,name,nome_en"),
        10,
        (
            "units.csv, row 1: the header is not the one of the table (not known: nome_en). Write columns of: "
            "code,name,name_en,short_name,level,parent,scope,valid_from,valid_to,successor,area_km2,note."
        ),
    ),
    Bad(
        "units.csv is parted by semicolons",
        put("units.csv", "code;name;level;parent\nD1;Ba Đồi;district;\n"),
        10,
        (
            "units.csv, row 1: its columns are parted by semicolons, not by commas. Save it with commas between columns "
            "and a full stop before decimals, in UTF-8."
        ),
    ),
    Bad(
        "a code twice",
        add("units.csv", "101,An Tốt,Good,commune,D1,urban,,,,,\n"),
        10,
        ("units.csv: code '101' stands for two units at once. Give their rows valid_from and valid_to that do not overlap."),
    ),
    Bad(
        "a code that leads out",
        change("units.csv", "103,", "../../x,"),
        10,
        ("units.csv, row 5, code: '../../x' may not stand here. Use plain letters, digits and '-', without a space."),
    ),
    Bad(
        "a code with a space",
        change("units.csv", "103,", "103 ,"),
        10,
        ("units.csv, row 5, code: '103 ' may not stand here. Use plain letters, digits and '-', without a space."),
    ),
    Bad(
        "no code",
        change("units.csv", "103,", ","),
        10,
        "units.csv, row 5, code: this key is missing. Add it.",
    ),
    Bad(
        "no name",
        change("units.csv", "Chi Ngắn", ""),
        10,
        "units.csv, row 5, name: this key is missing. Add it.",
    ),
    Bad(
        "a parent that is not there",
        change("units.csv", "103,Chi Ngắn,Too short,commune,D1", "103,Chi Ngắn,Too short,commune,D2"),
        10,
        "units.csv, row 5: parent 'D2' of '103' is not a code of this file. Add the parent's row.",
    ),
    Bad(
        "a unit that lies in itself",
        change("units.csv", "103,Chi Ngắn,Too short,commune,D1", "103,Chi Ngắn,Too short,commune,103"),
        10,
        ("units.csv, row 5: parent '103' of '103' is not of a level above 'commune'. Give it the unit it lies in."),
    ),
    Bad(
        "two units at the top",
        change("units.csv", "103,Chi Ngắn,Too short,commune,D1", "103,Chi Ngắn,Too short,district,"),
        10,
        "units.csv: 2 units have no parent: D1, 103. Exactly one, the top, must have none.",
    ),
    Bad(
        "a unit of no level",
        change("units.csv", "Too short,commune", "Too short,hamlet"),
        10,
        "units.csv, row 5: level 'hamlet' is not in programme.toml. Levels there: district, commune.",
    ),
    Bad(
        "a day that never was",
        change("units.csv", "103,Chi Ngắn,Too short,commune,D1,rural,,", "103,Chi Ngắn,Too short,commune,D1,rural,2015-02-30,"),
        10,
        ("units.csv, row 5, valid_from: '2015-02-30' is no day. Write year, month and day, such as 2018-06-05."),
    ),
    Bad(
        "a unit that ends before it begins",
        change("units.csv", "103,Chi Ngắn,Too short,commune,D1,rural,,", "103,Chi Ngắn,Too short,commune,D1,rural,2016-01-01,2015-01-01"),
        10,
        "units.csv, row 5: valid_to 2015-01-01 is before valid_from 2016-01-01. Set them in order.",
    ),
    Bad(
        "an area that is no number",
        change("units.csv", "commune,D1,urban,,,,,", "commune,D1,urban,,,,12km,"),
        10,
        ("units.csv, row 3, area_km2: '12km' is no number. Write digits, with a full stop for the decimals and nothing between thousands."),
    ),
    Bad(
        "an area below nothing",
        change("units.csv", "commune,D1,urban,,,,,", "commune,D1,urban,,,,-3,"),
        10,
        "units.csv, row 3, area_km2: '-3' is not above 0.0. Write more than 0.0.",
    ),
    Bad(
        "a row with a cell too many",
        change("units.csv", "commune,D1,urban,,,,,", "commune,D1,urban,,,,,,x"),
        10,
        "units.csv, row 3: the row has more cells than the header. Quote cells that hold commas.",
    ),
    Bad(
        "neither town nor country",
        change("units.csv", "commune,D1,urban", "commune,D1,hills"),
        10,
        ("units.csv, row 3, scope: 'hills' is none of the words that may stand here. One of: 'all', 'urban' or 'rural'."),
    ),
]

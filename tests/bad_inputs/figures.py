"""Bad observations, outcomes and received files."""

from tests.bad_inputs.bad import HEADER, ROWS, Bad, gone, put, row, steps

FIGURES = [
    Bad(
        "no file of observations",
        gone(ROWS),
        12,
        ("observations/: there is no CSV file of observations. Put at least one there; its header may stand alone."),
    ),
    Bad(
        "an empty file of observations",
        put("observations/more.csv", ""),
        12,
        (
            "observations/more.csv, row 1: the header is not the one of the table (missing: unit_code, "
            "indicator_id, year, value, status, qualifier, source_id, file_sha256, sheet, cell, received, note). "
            "Write: unit_code,indicator_id,year,value,status,qualifier,source_id,file_sha256,sheet,cell,received,"
            "note"
        ),
    ),
    Bad(
        "another header",
        put("observations/more.csv", "xã,năm,giá trị\n"),
        12,
        (
            "observations/more.csv, row 1: the header is not the one of the table (missing: unit_code, "
            "indicator_id, year, value, status, qualifier, source_id, file_sha256, sheet, cell, received, note; "
            "not known: xã, năm, giá trị). Write: unit_code,indicator_id,year,value,status,qualifier,source_id,"
            "file_sha256,sheet,cell,received,note"
        ),
    ),
    Bad(
        "a column twice",
        put("observations/more.csv", HEADER.replace("note", "cell") + "\n"),
        12,
        (
            "observations/more.csv, row 1: the header is not the one of the table (missing: note). Write: "
            "unit_code,indicator_id,year,value,status,qualifier,source_id,file_sha256,sheet,cell,received,note"
        ),
    ),
    Bad(
        "semicolons between cells",
        put("observations/more.csv", HEADER.replace(",", ";") + "\n"),
        12,
        (
            "observations/more.csv, row 1: its columns are parted by semicolons, not by commas. Save it with commas between columns "
            "and a full stop before decimals, in UTF-8."
        ),
    ),
    Bad(
        "observations in another encoding",
        put("observations/more.csv", (HEADER + "\n101,INCOME,2017,1,reported,exact,register,,,,,Bà\n").encode("cp1258")),
        12,
        (
            "observations/more.csv: the file cannot be read ('utf-8' codec can't decode byte 0xe0 in position "
            "145: invalid continuation byte). Save it as CSV in UTF-8."
        ),
    ),
    Bad(
        "observations in sixteen bits",
        put("observations/more.csv", HEADER.encode("utf-16")),
        12,
        (
            "observations/more.csv: the file cannot be read ('utf-8' codec can't decode byte 0xff in position 0: "
            "invalid start byte). Save it as CSV in UTF-8."
        ),
    ),
    Bad(
        "a row with a cell too few",
        put("observations/more.csv", f"{HEADER}\n101,INCOME,2017,1\n"),
        12,
        ("observations/more.csv, row 2: the row has not as many cells as the header. Quote cells that hold commas."),
    ),
    Bad(
        "a row with two cells too many",
        put("observations/more.csv", f"{HEADER}\n101,INCOME,2017,1,5,reported,exact,register,,,,,\n"),
        12,
        ("observations/more.csv, row 2: the row has not as many cells as the header. Quote cells that hold commas."),
    ),
    Bad(
        "a quote that never ends",
        put("observations/more.csv", f'{HEADER}\n101,INCOME,2017,1,reported,exact,register,,,,,"a\n'),
        12,
        ("observations/more.csv, after row 1: it cannot be read (unexpected end of data). Close every quote."),
    ),
    Bad(
        "a cell of a million letters",
        put("observations/more.csv", f"{HEADER}\n101,INCOME,2017,1,reported,exact,register,,,,,{'x' * 1_000_000}\n"),
        12,
        ("observations/more.csv, after row 1: it cannot be read (field larger than field limit (131072)). Close every quote."),
    ),
    Bad(
        "a zero byte in a row",
        put("observations/more.csv", f"{HEADER}\n101,INCOME,2017,1\x00,reported,exact,register,,,,,\n"),
        12,
        "observations/more.csv, row 2: the text holds the sign '\\x00', which cannot be printed. Take it out.",
    ),
    Bad(
        "a decimal comma",
        row("101", "INCOME", 2017, "12,5"),
        12,
        (
            "observations/reported.csv, row 42: value '12,5' is not a number. Write a full stop for the decimals "
            "and nothing between thousands."
        ),
    ),
    Bad(
        "full stops between thousands",
        row("101", "INCOME", 2017, "1.234.567"),
        12,
        (
            "observations/reported.csv, row 42: value '1.234.567' is not a number. Write a full stop for the "
            "decimals and nothing between thousands."
        ),
    ),
    Bad(
        "a blank",
        row("101", "INCOME", 2017, ""),
        12,
        ("observations/reported.csv, row 42: value '' is not a number. Leave the row out where there is no figure; 0 is a figure."),
    ),
    Bad(
        "a word for a figure",
        row("101", "INCOME", 2017, "khoảng 20"),
        12,
        (
            "observations/reported.csv, row 42: value 'khoảng 20' is not a number. Write a full stop for the "
            "decimals and nothing between thousands."
        ),
    ),
    Bad(
        "no number at all",
        row("101", "INCOME", 2017, "nan"),
        12,
        ("observations/reported.csv, row 42: value 'nan' is not a figure. Leave the row out where there is no figure."),
    ),
    Bad(
        "a figure without end",
        row("101", "INCOME", 2017, "1e999"),
        12,
        ("observations/reported.csv, row 42: value '1e999' is not a figure. Leave the row out where there is no figure."),
    ),
    Bad(
        "underscores between thousands",
        row("101", "INCOME", 2017, "1_000"),
        12,
        (
            "observations/reported.csv, row 42: value '1_000' is not a number. Write a full stop for the "
            "decimals and nothing between thousands."
        ),
    ),
    Bad(
        "digits of another script",
        row("101", "INCOME", 2017, "１２"),
        12,
        (
            "observations/reported.csv, row 42: value '１２' is not a number. Write a full stop for the decimals "
            "and nothing between thousands."
        ),
    ),
    Bad(
        "a negative count",
        row("103", "BASE_HH", 2016, "-5"),
        12,
        ("observations/reported.csv, row 42: value -5 of BASE_HH is below 0. Mend the figure, or the bounds in the area's file."),
    ),
    Bad(
        "a share beyond all",
        row("101", "TRAINED", 2017, "170"),
        12,
        ("observations/reported.csv, row 42: value 170 of TRAINED is above 100. Mend the figure, or the bounds in the area's file."),
    ),
    Bad(
        "neither yes nor no",
        row("101", "CLINIC", 2017, "2"),
        12,
        ("observations/reported.csv, row 42: value 2 of CLINIC is above 1. Mend the figure, or the bounds in the area's file."),
    ),
    Bad(
        "a figure that is computed",
        row("101", "INCOME_INDEX", 2017, "2"),
        12,
        "observations/reported.csv, row 42: INCOME_INDEX is computed from INCOME. Give INCOME instead.",
    ),
    Bad(
        "a year of two digits",
        row("101", "INCOME", "17", 20),
        12,
        "observations/reported.csv, row 42: year '17' is not a year. Write four digits, such as 2017.",
    ),
    Bad(
        "a year with decimals",
        row("101", "INCOME", "2017.0", 20),
        12,
        ("observations/reported.csv, row 42: year '2017.0' is not a year. Write four digits, such as 2017."),
    ),
    Bad(
        "a year in digits of another script",
        row("101", "INCOME", "20१७", 20),
        12,
        "observations/reported.csv, row 42: year '20१७' is not a year. Write four digits, such as 2017.",
    ),
    Bad(
        "a unit that is not there",
        row("1O1", "INCOME", 2017, 20),
        12,
        "observations/reported.csv, row 42: unit '1O1' is not in units.csv. Did you mean '101'?",
    ),
    Bad(
        "a unit with a space",
        row("101 ", "INCOME", 2017, 20),
        12,
        "observations/reported.csv, row 42: unit code '101 ' has a space around it. Write '101'.",
    ),
    Bad(
        "an indicator mistyped",
        row("101", "INCOMES", 2017, 20),
        12,
        ("observations/reported.csv, row 42: indicator 'INCOMES' is not in the catalogue. Did you mean 'INCOME'?"),
    ),
    Bad(
        "a figure of a level too low",
        row("101", "SCHOOLS__primary", 2017, 1),
        12,
        (
            "observations/reported.csv, row 42: SCHOOLS__primary is not kept for commune '101', only down to "
            "district (huyện). Take the row out."
        ),
    ),
    Bad(
        "a figure of a unit out of scope",
        row("102", "URBAN_JOBLESS__num", 2017, 1),
        12,
        ("observations/reported.csv, row 42: URBAN_JOBLESS__num is for urban units and '102' is rural. Take the row out."),
    ),
    Bad(
        "a status that is none",
        row("101", "INCOME", 2017, 20, status="final"),
        12,
        ("observations/reported.csv, row 42: status 'final' is not known. One of: corrected, reported, estimated, simulated."),
    ),
    Bad(
        "a qualifier that is none",
        row("101", "INCOME", 2017, 20, qualifier="roughly"),
        12,
        (
            "observations/reported.csv, row 42: qualifier 'roughly' is not known. One of: exact, preliminary, "
            "about, at_least, at_most, part_year, planned."
        ),
    ),
    Bad(
        "a source that is not there",
        row("101", "INCOME", 2017, 20, source_id="registry"),
        12,
        ("observations/reported.csv, row 42: source 'registry' is not in sources.toml. Did you mean 'register'?"),
    ),
    Bad(
        "a simulated figure of a real source",
        row("101", "INCOME", 2017, 20, status="simulated"),
        12,
        (
            "observations/reported.csv, row 42: status 'simulated' does not fit source 'register' of kind "
            "'register'. Simulated figures come from simulated sources, and only they."
        ),
    ),
    Bad(
        "a real figure of a simulated source",
        row("101", "INCOME", 2017, 20, source_id="invented"),
        12,
        (
            "observations/reported.csv, row 42: status 'reported' does not fit source 'invented' of kind "
            "'simulated'. Simulated figures come from simulated sources, and only they."
        ),
    ),
    Bad(
        "a day of receipt that is none",
        row("101", "INCOME", 2017, 20, received="5/6/2018"),
        12,
        ("observations/reported.csv, row 42: received '5/6/2018' is not a date. Write year, month and day, such as 2018-06-05."),
    ),
    Bad(
        "a correction without a reason",
        row("101", "INCOME", 2017, 20, status="corrected"),
        12,
        ("observations/reported.csv, row 42: a corrected figure has no reason. Give the reason and the figure it replaces under note."),
    ),
    Bad(
        "the same figure twice",
        row("101", "BASE_HH", 2017, 1000),
        12,
        (
            "observations/reported.csv, row 42: 101, BASE_HH, 2017 stands already in observations/reported.csv, "
            "row 6. Keep one; a correction has status 'corrected' and a note."
        ),
    ),
    Bad(
        "more poor households than households",
        row("D1", "POV_HH", 2017, 9999),
        12,
        ("observations/reported.csv, row 42: C-01, D1 in 2017: POV_HH 9999 is above BASE_HH 1750. Check both figures with the unit."),
    ),
    Bad(
        "an outcome that is no number",
        steps(put("outcomes.csv", HEADER + "\n"), row("101", "INCOME", 2019, "x", file="outcomes.csv")),
        12,
        ("outcomes.csv, row 2: value 'x' is not a number. Leave the row out where there is no figure; 0 is a figure."),
    ),
    Bad(
        "a parquet file that is none",
        put("observations/more.parquet", b"PAR1 not"),
        12,
        "observations/more.parquet: the file cannot be read",
    ),
    Bad(
        "a list of received files that is none",
        put("received.csv", "a,b\n1,2\n"),
        10,
        (
            "received.csv, row 1: the header is not the one of the table (missing: source_id, file, file_sha256, "
            "received, unit_codes; not known: a, b). Write columns of: source_id,file,file_sha256,received,"
            "unit_codes."
        ),
    ),
    Bad(
        "a received file whose sum is none",
        put("received.csv", "source_id,file,file_sha256,received,unit_codes\nreceived-1,a.xlsx,12,2018-01-01,101\n"),
        10,
        (
            "received.csv, row 2, file_sha256: '12' may not stand here. It is the sha256 that `workbench ingest` "
            "wrote there: put a copy of the file back."
        ),
    ),
]

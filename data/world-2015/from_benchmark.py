"""Write observations/benchmark.csv and outcomes.csv out of data/benchmark: nothing is typed in twice, nothing is estimated.

Of the six indicators of this programme every series is taken that has a figure of 2012, the as-of year, from 2000 on: up
to 2012 as observations, later years as outcomes. Each row names its source and the number of its series there. Same
data, same bytes. `make world-2015` runs it.
"""

import csv
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCHMARK = HERE.parent / "benchmark"
COLUMNS = [
    "unit_code",
    "indicator_id",
    "year",
    "value",
    "status",
    "qualifier",
    "source_id",
    "file_sha256",
    "sheet",
    "cell",
    "received",
    "note",
]
FIRST, AS_OF, HORIZON = 2000, 2012, 2015
INDICATORS = {  # of the benchmark -> of this programme
    "WORLD_WHO:dtp3_pct": "DTP3",
    "WORLD_WHO:measles_imm_pct": "MCV1",
    "WORLD_GAPMINDER:skilled_birth_pct": "SKILLED_BIRTHS",
    "WORLD_GAPMINDER:primary_completion_pct": "PRIMARY_COMPLETION",
    "WORLD_GAPMINDER:basic_water_pct_MODELLED": "BASIC_WATER",
    "WORLD_GAPMINDER:internet_pct": "INTERNET",
}


def source_of(indicator: str) -> str:
    """The id under which sources.toml tells where an indicator of the benchmark comes from."""
    return indicator.replace(":", ".")


def read(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows() -> list[dict[str, object]]:
    """All figures of the programme, in the order of the benchmark's series and of the years."""
    units = read(HERE / "units.csv")
    # The benchmark names a country by its English name or by its ISO code in small letters.
    codes = {name: one["code"] for one in units if one["level"] == "country" for name in (one["name"], one["code"].lower())}
    series = {one["series"]: one for one in read(BENCHMARK / "series.csv") if one["indicator"] in INDICATORS}
    values = [one for one in read(BENCHMARK / "values.csv") if one["series"] in series]
    kept = {one["series"] for one in values if int(one["year"]) == AS_OF}
    return [
        dict.fromkeys(COLUMNS, "")
        | {
            "unit_code": codes[series[one["series"]]["unit_name"]],
            "indicator_id": INDICATORS[series[one["series"]]["indicator"]],
            "year": int(one["year"]),
            "value": one["value"],
            "status": "reported",
            "qualifier": "exact",
            "source_id": source_of(series[one["series"]]["indicator"]),
            "note": f"series {one['series']}",
        }
        for one in values
        if one["series"] in kept and FIRST <= int(one["year"]) <= HORIZON
    ]


def write(path: Path, found: list[dict[str, object]]) -> None:
    part = path.with_suffix(".part")
    with open(part, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(found)
    part.replace(path)


def main(folder: Path = HERE) -> None:
    found = rows()
    (folder / "observations").mkdir(exist_ok=True)
    write(folder / "observations" / "benchmark.csv", [one for one in found if one["year"] <= AS_OF])
    write(folder / "outcomes.csv", [one for one in found if one["year"] > AS_OF])


if __name__ == "__main__":
    main()

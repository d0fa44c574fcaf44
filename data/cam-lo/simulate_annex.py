"""Write observations/annex_illustrative.csv: a stand-in for Annex 1, which is missing from the district's report.

EVERY FIGURE WRITTEN HERE IS INVENTED FOR ILLUSTRATION (status `simulated`, source `annex-illustrative`). The file lets
the workbench run on commune figures of the right shape; none may be quoted, and none is a figure of Cam Lộ district.
The invented figures respect those that are known (named below, with their source) and leave out the cells published elsewhere.

How it works: every district series is an assumption (DISTRICT), every unit has a profile (UNITS); a total is shared out
among the nine units by base x profile x noise, so that the nine always add up to it. Base counts, employment, poverty and
health are made here, the other areas in annex_areas.py, where the sharing out stands too. Features planted on purpose:
(1) break of the poverty standard at the end-2015 review; (2) two missing cells; (3) a small commune with visible noise;
(4) health insurance near its ceiling; (5) one commune that gets worse; (6) relief: no event in most communes in most years,
late in one flood; (7) files that wait; (8) break of the definition of children in special circumstances; (9) a locked list of
temporary houses with new cases beside it, two communes at zero; (10) Gratitude Fund below plan once. Same seed, same bytes.
"""

import csv
import itertools
import math
import os
import tomllib
from collections import namedtuple
from pathlib import Path

import numpy as np
from annex_areas import (
    CAM_CHINH,
    CAM_HIEU,
    CAM_NGHIA,
    CAM_THANH,
    CAM_THUY,
    CAM_TUYEN,
    TOWN,
    YEARS,
    Series,
    apportion,
    counts,
    note_on,
    shared,
    simulate_areas,
    wobble,
)

SEED = 53_2012
HERE = Path(__file__).resolve().parent
OUT = HERE / "observations" / "annex_illustrative.csv"
KEY = ["unit_code", "indicator_id", "year"]
COLUMNS = [*KEY, "value", "status", "qualifier", "source_id", "file_sha256", "sheet", "cell", "received", "note"]

# Known figures, and where they come from. Population: thesis-2014, table 2.3, after the statistical yearbook 2014; sum 45,160.
POP_2014 = {19597: 6295, 19600: 5220, 19603: 5173, 19606: 4607, 19609: 2361, 19612: 6860, 19615: 5415, 19618: 4155, 19621: 5074}
INS_PENSION_2017 = 1792  # report-2018, line 57, and line 28: payments to people of merit "trên 1000 lượt" a month
LF_2017 = round(2517 / 0.0871)  # report-2018, line 57: 2,517 insured = 8.71 % of the labour force, hence 28,898
INCOME_CAM_THUY_2016 = 22.3  # baoquangtri-mirror: million VND a person at the end of 2016
# report-2018, line 87: full immunisation of the under-ones 100 % in 2013-2017, hence HLT_IMMUN__num = BASE_CHILD_U1.

PUBLISHED = {(unit, "BASE_POP", 2014) for unit in POP_2014} | {(CAM_THUY, "EMP_INCOME_PC", 2016)}  # held in published.csv
MISSING = {(CAM_CHINH, "EMP_TRAINED_RATE__num", 2016), (CAM_CHINH, "WAT_WASTE__num", 2017)}  # feature 2: a commune that did not report
MONEY = {"EMP_INCOME_PC", "NCC_FUND_PLAN__num"}  # million VND, one decimal
LATER = {("INF_POOR_LACK__num", year) for year in YEARS if year < 2016}  # asked from the review of 2016 on
OLD_STANDARD, NEW_STANDARD = "chuẩn thu nhập 2011-2015", "chuẩn đa chiều QĐ 59/2015"
BREAK = 2015  # feature 1: the end-2015 review is the first on the new standard

# Persons a household; levels relative to the district's; own poverty jump of 2015; establishments checked in 2013 (food).
Unit = namedtuple("Unit", "household trained certified income poor jump uninsured underweight food")
UNITS = {  # the town is best; the mountain communes (marked m) are behind on training and income, ahead on insurance
    TOWN: Unit(3.62, 1.22, 1.40, 1.36, 0.62, 1.56, 0.92, 0.78, 64),
    CAM_TUYEN: Unit(3.86, 0.86, 0.74, 0.84, 1.48, 1.72, 0.115, 1.22, 20),  # m; feature 4: hardly anyone uninsured
    19603: Unit(3.74, 1.04, 1.05, 1.06, 0.86, 1.60, 1.45, 0.94, 24),
    CAM_THUY: Unit(3.72, 1.02, 1.02, 0.925, 0.96, 1.64, 1.38, 0.98, 19),
    CAM_THANH: Unit(3.70, 1.00, 0.98, 1.00, 1.02, 1.58, 1.40, 0.96, 12),
    19612: Unit(3.80, 0.93, 0.88, 0.90, 1.06, 1.66, 0.80, 1.06, 34),  # m
    CAM_HIEU: Unit(3.73, 1.05, 1.06, 1.07, 0.84, 1.61, 1.46, 0.95, 26),
    CAM_CHINH: Unit(3.84, 0.86, 0.76, 0.86, 1.26, 1.76, 0.62, 1.16, 16),  # m
    CAM_NGHIA: Unit(3.82, 0.88, 0.80, 0.89, 1.14, 1.67, 0.56, 1.12, 18),  # m
}

DISTRICT = {  # assumed district series 2013-2017: totals, or rates in % of the base
    "BASE_POP": (44758, sum(POP_2014.values()), 45567, 45973, 46385),
    "BASE_HH": (11742, 11994, 12251, 12508, 12771),
    "BASE_LF": (27385, 27760, 28137, 28514, LF_2017),
    "BASE_POP15": (33419, 33766, 34118, 34467, 34821),
    "BASE_CHILD_U1": (806, 811, 803, 797, 801),
    "BASE_CHILD_U5": (3786, 3804, 3822, 3817, 3830),
    "EMP_NEW_JOBS": (1012, 1068, 1131, 1086, 1168),
    "EMP_EXPORT": (58, 66, 75, 84, 97),
    "EMP_VOC_YEAR": (348, 362, 391, 403, 421),
    "trained": (50.0, 51.9, 54.0, 56.2, 58.3),
    "certified": (23.9, 25.5, 27.2, 29.1, 30.9),
    "unemployed": (1.88, 1.72, 1.54, 1.38, 1.27),
    "income": (17.0, 18.8, 21.0, 24.1, 27.5),
    "poor": (6.74, 5.88, 9.57, 8.82, 7.92),
    "near_poor": (9.3, 9.0, 9.4, 9.1, 8.7),
    "insured": (78.7, 80.7, 83.8, 87.7, 90.8),
    "underweight": (11.4, 10.9, 10.2, 9.4, 8.7),
    "food": (79.0, 81.0, 82.5, 84.2, 86.0),
}
CAM_HIEU_UNEMPLOYED = (1.52, 1.66, 1.81, 1.95, 2.12)  # feature 5: rising against the district's fall, in % of the labour force
CAM_HIEU_UNDERWEIGHT = (10.6, 10.5, 10.7, 10.5, 10.6)  # feature 5: stagnating, in % of the under-fives
ASSISTED = (0.38, 0.41, 0.42, 0.47, 0.545)  # share of the poor on social assistance: more than half in 2017

PEOPLE = ["BASE_POP", "BASE_POP_URBAN", "BASE_POP_RURAL", "BASE_HH", "BASE_LF", "BASE_POP15", "BASE_CHILD_U1", "BASE_CHILD_U5"]
JOBS = ["EMP_NEW_JOBS", "EMP_EXPORT", "EMP_TRAINED_RATE__num", "EMP_CERT_RATE__num", "EMP_VOC_YEAR", "EMP_UNEMP_RATE__num", "EMP_INCOME_PC"]
POVERTY = ["POV_HH", "POV_NEAR_RATE__num", "POV_EXIT", "POV_NEW", "POV_ASS_HH"]
HEALTH = ["HLT_HI_RATE__num", "HLT_IMMUN__num", "HLT_UNDERWEIGHT__num", "HLT_COMMUNE_STD", "HLT_FOOD_CHECK__num", "HLT_FOOD_CHECK__den"]
FIRST = [*PEOPLE, "BASE_COMMUNES", *JOBS, *POVERTY, *HEALTH]  # in the order of the file; the areas of annex_areas.py follow
NOTES = {  # the flows of 2015 still follow the old standard
    (name, year): OLD_STANDARD if year < BREAK + (name in ("POV_EXIT", "POV_NEW")) else NEW_STANDARD for name in POVERTY for year in YEARS
}


def population(rng: np.random.Generator) -> Series:
    """Around the published 2014: every unit grows by 0.5 to 1.2 % a year."""
    growth = {unit: 0.009 * wobble(rng, unit, 0.09) for unit in UNITS}
    shape = {unit: [people * (1 + growth[unit] * (year - 2014)) for year in YEARS] for unit, people in POP_2014.items()}
    return shared(rng, DISTRICT["BASE_POP"], shape, dict.fromkeys(UNITS, 1.0), 0.0)


def income(rng: np.random.Generator, people: Series) -> Series:
    """Million VND a person; the mean over the population is the district's, Cam Thủy keeps the ratio of its published figure."""
    result: Series = {unit: [] for unit in UNITS}
    anchor = INCOME_CAM_THUY_2016 / DISTRICT["income"][2016 - YEARS[0]]
    for year, mean in enumerate(DISTRICT["income"]):
        level = {unit: profile.income * wobble(rng, unit, 0.008) for unit, profile in UNITS.items() if unit != CAM_THUY}
        left = sum(values[year] for values in people.values()) - anchor * people[CAM_THUY][year]
        scale = left / math.fsum(level[unit] * people[unit][year] for unit in level)
        for unit in UNITS:
            result[unit].append(round(mean * (anchor if unit == CAM_THUY else level[unit] * scale), 1))
    return result


def poverty(rng: np.random.Generator, households: Series) -> dict[str, Series]:
    """Poor households by year, and the exits and entries that link them (C-14) on either side of the break."""
    totals = counts(DISTRICT["poor"], households)
    found = apportion(totals[0], {unit: households[unit][0] * profile.poor * wobble(rng, unit, 0.02) for unit, profile in UNITS.items()})
    result: dict[str, Series] = {name: {unit: [] for unit in UNITS} for name in ("POV_HH", "POV_EXIT", "POV_NEW", "POV_ASS_HH")}
    before = {unit: round(poor * 1.12) for unit, poor in found.items()}  # 2012, not written
    for year, total in zip(YEARS, totals, strict=True):
        if year > YEARS[0]:
            before = found
            change = {unit: profile.jump if year == BREAK else wobble(rng, unit, 0.012) for unit, profile in UNITS.items()}
            if year == BREAK + 1:
                change[CAM_NGHIA] = 1.17  # feature 1: the only unit whose rate rises, against about 8 % fewer elsewhere
            found = apportion(total, {unit: before[unit] * change[unit] for unit in UNITS})
        for unit in UNITS:
            now = round(before[unit] * 0.9) if year == BREAK else found[unit]  # the flows of 2015 are still on the old standard
            entries = round(before[unit] * 0.10 * wobble(rng, unit, 0.25)) + max(0, now - before[unit])
            result["POV_HH"][unit].append(found[unit])
            result["POV_NEW"][unit].append(entries)
            result["POV_EXIT"][unit].append(before[unit] - now + entries)
            result["POV_ASS_HH"][unit].append(round(found[unit] * ASSISTED[year - YEARS[0]] * wobble(rng, unit, 0.02)))
    return result


def simulate(rng: np.random.Generator) -> dict[str, Series]:
    """All indicators: id -> unit -> five years."""
    one = dict.fromkeys(UNITS, 1.0)
    of = {field: {unit: getattr(profile, field) for unit, profile in UNITS.items()} for field in Unit._fields}
    modest = {unit: 1 + 0.6 * (share - 1) for unit, share in of["poor"].items()}  # differences smaller than those of poverty
    young = {unit: 1 + 0.4 * (share - 1) for unit, share in of["underweight"].items()}  # more children where more are poor
    adult = {unit: 1 - 0.05 * (share - 1) for unit, share in young.items()}
    t: dict[str, Series] = {"BASE_POP": population(rng), "BASE_COMMUNES": {unit: [1] * 5 for unit in UNITS}}
    people = t["BASE_POP"]
    t["BASE_POP_URBAN"], t["BASE_POP_RURAL"] = {TOWN: people[TOWN]}, {unit: people[unit] for unit in UNITS if unit != TOWN}
    t["BASE_HH"] = shared(rng, DISTRICT["BASE_HH"], people, {unit: 1 / size for unit, size in of["household"].items()}, 0.003)
    for name, profile, size in (
        ("BASE_POP15", adult, 0.003),
        ("BASE_LF", adult, 0.004),
        ("BASE_CHILD_U1", young, 0.06),
        ("BASE_CHILD_U5", young, 0.02),
    ):
        t[name] = shared(rng, DISTRICT[name], people, profile, size)
    force, households, children = t["BASE_LF"], t["BASE_HH"], t["BASE_CHILD_U5"]

    for name, profile, size in (("EMP_NEW_JOBS", of["trained"], 0.12), ("EMP_EXPORT", one, 0.25), ("EMP_VOC_YEAR", one, 0.15)):
        t[name] = shared(rng, DISTRICT[name], force, profile, size)
    t["EMP_TRAINED_RATE__num"] = shared(rng, counts(DISTRICT["trained"], force), force, of["trained"], 0.012)
    t["EMP_CERT_RATE__num"] = shared(rng, counts(DISTRICT["certified"], force), force, of["certified"], 0.02)
    rising = {CAM_HIEU: [round(rate / 100 * base) for rate, base in zip(CAM_HIEU_UNEMPLOYED, force[CAM_HIEU], strict=True)]}
    t["EMP_UNEMP_RATE__num"] = shared(rng, counts(DISTRICT["unemployed"], force), force, modest, 0.05, rising)
    t["EMP_INCOME_PC"] = income(rng, people)

    t |= poverty(rng, households)
    t["POV_NEAR_RATE__num"] = shared(rng, counts(DISTRICT["near_poor"], households), households, modest, 0.04)

    outside = shared(rng, counts(tuple(100 - rate for rate in DISTRICT["insured"]), people), people, of["uninsured"], 0.05)
    t["HLT_HI_RATE__num"] = {unit: [a - b for a, b in zip(people[unit], outside[unit], strict=True)] for unit in UNITS}  # never above 100 %
    t["HLT_IMMUN__num"] = t["BASE_CHILD_U1"]
    flat = {CAM_HIEU: [round(rate / 100 * base) for rate, base in zip(CAM_HIEU_UNDERWEIGHT, children[CAM_HIEU], strict=True)]}
    t["HLT_UNDERWEIGHT__num"] = shared(rng, counts(DISTRICT["underweight"], children), children, of["underweight"], 0.03, flat)
    t["HLT_COMMUNE_STD"] = {unit: [1] * 5 for unit in UNITS}  # 9 of 9 units
    checked = {unit: [round((profile.food + year) * wobble(rng, unit, 0.05)) for year in range(5)] for unit, profile in UNITS.items()}
    failed = shared(rng, counts(tuple(100 - rate for rate in DISTRICT["food"]), checked), checked, one, 0.2)
    t["HLT_FOOD_CHECK__num"] = {unit: [a - b for a, b in zip(checked[unit], failed[unit], strict=True)] for unit in UNITS}
    t["HLT_FOOD_CHECK__den"] = checked
    assert set(t) == set(FIRST)
    later = simulate_areas(t, modest, SEED)
    return {name: t[name] for name in FIRST} | later


NOT_ABOVE = [  # beside the numerators of rates that cannot pass 100 %
    ("BASE_LF", "BASE_POP15"),
    ("BASE_POP15", "BASE_POP"),
    ("BASE_CHILD_U1", "BASE_CHILD_U5"),
    ("EMP_EXPORT", "EMP_NEW_JOBS"),
    ("POV_ASS_HH", "POV_HH"),
    ("HOU_TEMP_LEFT", "BASE_HOUSE_TEMP"),
    ("WAT_RURAL_QC__num", "WAT_RURAL__num"),
]


def check(t: dict[str, Series]) -> None:
    """The identities, the known figures and the planted features."""

    def rises(num: str, den: str, year: int) -> set[int]:
        return {u for u in UNITS if t[num][u][year] * t[den][u][year - 1] > t[num][u][year - 1] * t[den][u][year]}

    assert sum(values[-1] for values in t["BASE_LF"].values()) == LF_2017 == 28898
    assert {unit: values[1] for unit, values in t["BASE_POP"].items()} == POP_2014
    assert all(0.005 <= b / a - 1 <= 0.012 for values in t["BASE_POP"].values() for a, b in itertools.pairwise(values))
    assert t["EMP_INCOME_PC"][CAM_THUY][3] == INCOME_CAM_THUY_2016
    assert all(value >= 0 for series in t.values() for values in series.values() for value in values)
    poor, out, new = t["POV_HH"], t["POV_EXIT"], t["POV_NEW"]
    assert all(poor[u][y] == poor[u][y - 1] - out[u][y] + new[u][y] for u in UNITS for y in (1, 3, 4)), "C-14"
    assert all(1.5 <= values[2] / values[1] <= 1.8 for values in poor.values()), "jump of 2015"
    assert [rises("POV_HH", "BASE_HH", year) for year in (1, 3, 4)] == [set(), {CAM_NGHIA}, set()]
    assert all(2 * t["POV_ASS_HH"][unit][-1] > poor[unit][-1] for unit in UNITS)
    assert all(CAM_HIEU in rises("EMP_UNEMP_RATE__num", "BASE_LF", year) for year in range(1, 5))
    assert all(0.97 <= a / b <= 0.995 for a, b in zip(t["HLT_HI_RATE__num"][CAM_TUYEN], t["BASE_POP"][CAM_TUYEN], strict=True))
    assert max(t["BASE_HH"][CAM_THANH]) < 1000


def check_areas(t: dict[str, Series]) -> None:
    """The same for the areas of annex_areas.py, and that no core indicator kept by communes is left out."""

    def total(name: str, year: int = -1) -> float:
        return sum(values[year] for values in t[name].values())

    def rate(num: str, den: str, year: int = -1) -> float:
        return 100 * total(num, year) / total(den, year)

    areas = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "areas").glob("*.toml"))]
    kept = [one for area in areas for one in area["indicators"] if one["level"] == "commune" and "derive" not in one]
    parts = {one["id"]: (one["numerator"], one["denominator"]) if "numerator" in one else (one["id"],) for one in kept}
    asked = {part for one in kept if one.get("is_core") for part in parts[one["id"]]}
    assert asked - set(t) == {"RES_POOR_FUND"}, "part III of the report is empty"
    full = [parts[one["id"]] for one in kept if "numerator" in one and one.get("bounds") == [0.0, 100.0] and parts[one["id"]][0] in t]
    for small, large in full + NOT_ABOVE:
        assert all(a <= b for unit in t[small] for a, b in zip(t[small][unit], t[large][unit], strict=True)), (small, large)
    assert all(len(values) == 5 for series in t.values() for values in series.values())
    assert all(value == int(value) for name in t if name not in MONEY for values in t[name].values() for value in values)
    assert total("INS_PENSION") == INS_PENSION_2017
    assert 1000 < total("NCC_BENEF_MONTHLY") < 1100
    assert all(t["NCC_HOUSE_COVER__num"][u] == list(itertools.accumulate(t["NCC_HOUSE_DONE"][u])) for u in UNITS)
    raised, plan = t["NCC_FUND_PLAN__num"], t["NCC_FUND_PLAN__den"]
    assert [(u, y) for u in UNITS for y in range(5) if raised[u][y] < plan[u][y]] == [(CAM_THANH, 2)], "feature 10"
    monthly, eligible = t["ASS_MONTHLY"], t["BASE_ASS_ELIGIBLE"]
    assert all(t["ASS_DISABLED"][u][y] + t["ASS_ELDER"][u][y] <= monthly[u][y] for u in UNITS for y in range(5)), "C-17"
    assert all(2 <= eligible[u][y] - monthly[u][y] <= 9 for u in UNITS for y in range(5)), "feature 7"
    assert all(values[4] > 1.5 * values[3] for values in t["BASE_CHILD_SPECIAL"].values()), "feature 8"
    struck, helped = t["ASS_EMERG_COVER__den"], t["ASS_EMERG_COVER__num"]
    assert [sum(struck[u][y] == 0 for u in UNITS) for y in range(5)] == [0, 7, 7, 0, 7], "feature 6"
    assert [helped[u][y] < struck[u][y] for u in UNITS for y in range(5)] == [False, False, False, True, False] * 9, "feature 6"
    assert rate("EDU_PRIM_ONAGE__num", "EDU_PRIM_ONAGE__den") == rate("EDU_G1__num", "EDU_G1__den") == 100
    assert 97.5 <= rate("EDU_LSEC_ONAGE__num", "EDU_LSEC_ONAGE__den") < 98.5
    base, left, done = t["BASE_HOUSE_TEMP"], t["HOU_TEMP_LEFT"], t["HOU_DONE"]
    assert all(len(set(values)) == 1 for values in base.values()), "the list is locked"
    assert all(t["HOU_ELIM__num"][u] == list(itertools.accumulate(done[u])) for u in UNITS)
    assert all(left[u][y] >= base[u][y] - sum(done[u][: y + 1]) for u in UNITS for y in range(5)), "C-17: the rest are new cases"
    assert {u for u in UNITS if left[u][-1] == 0} == {TOWN, CAM_THUY}, "feature 9"
    for year in range(5):  # C-12
        ends = rate("WAT_RURAL__num", "BASE_POP_RURAL", year), rate("WAT_URBAN__num", "BASE_POP_URBAN", year)
        assert ends[0] < rate("WAT_ALL__num", "BASE_POP", year) < ends[1] < 100
        assert total("WAT_ALL__num", year) == total("WAT_URBAN__num", year) + total("WAT_RURAL__num", year)
    assert round(rate("WAT_ALL__num", "BASE_POP")) == 89


def write(t: dict[str, Series], path: Path) -> int:
    """Write aside and rename, so that a reader never meets half a file; the number of rows."""
    keys = [(unit, name, year) for name in t for unit in sorted(t[name]) for year in YEARS if (name, year) not in LATER]
    rows = []
    for unit, name, year in keys:
        if (unit, name, year) not in PUBLISHED | MISSING:
            value = t[name][unit][year - YEARS[0]]
            note = NOTES.get((name, year)) or note_on(name, year, value)
            rows.append([unit, name, year, f"{value:.10g}", "simulated", "exact", "annex-illustrative", "", "", "", "", note])
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
    os.replace(part, path)
    return len(rows)


if __name__ == "__main__":
    table = simulate(np.random.Generator(np.random.PCG64(SEED)))
    check(table)
    check_areas(table)
    print(f"{OUT.name}: {write(table, OUT)} rows")

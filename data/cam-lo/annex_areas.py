"""For simulate_annex.py: the nine units, how totals are shared out among them, and the areas added later.

EVERY FIGURE IS INVENTED FOR ILLUSTRATION, as simulate_annex.py says. The areas here are people of merit, insurance, social
assistance, education, housing, water and information. Each draws from a generator of its own, so that a change in one
moves no other; resource mobilisation stays empty, since part III of the report is.
"""

import itertools
import math
from collections import namedtuple
from collections.abc import Callable

import numpy as np

YEARS = range(2013, 2018)
TOWN, CAM_TUYEN, CAM_THUY, CAM_THANH, CAM_HIEU, CAM_CHINH, CAM_NGHIA = 19597, 19600, 19606, 19609, 19615, 19618, 19621
NOISE = {CAM_THANH: 3.0}  # feature 3: about 2,400 people, fewer than 1,000 households; all others 1
Series = dict[int, list]  # unit -> its five years
Table = dict[str, Series]

# Levels relative to the district's: people of merit, pensioners, people without hygienic water, with water to standard,
# households in waste collection (the town's own series stands below), speed of rehousing; houses on the list of temporary ones.
Local = namedtuple("Local", "merit pension unsafe standard waste pace houses")
UNITS = {  # mountain communes are marked m
    TOWN: Local(0.90, 2.35, 0.00, 0.00, 0.00, 0.0, 14),
    CAM_TUYEN: Local(1.08, 0.55, 1.36, 0.46, 0.62, 0.88, 62),  # m
    19603: Local(1.12, 1.05, 0.72, 1.30, 1.14, 1.18, 30),
    CAM_THUY: Local(1.06, 0.95, 0.54, 1.34, 1.24, 0.0, 26),  # new rural commune of 2016 (published)
    CAM_THANH: Local(1.02, 1.00, 0.80, 1.24, 1.10, 1.20, 16),
    19612: Local(1.00, 0.92, 1.10, 0.92, 0.98, 1.00, 58),  # m
    CAM_HIEU: Local(1.10, 1.12, 0.74, 1.48, 1.26, 1.15, 29),
    CAM_CHINH: Local(0.95, 0.64, 1.28, 0.60, 0.68, 0.95, 47),  # m
    CAM_NGHIA: Local(0.88, 0.68, 1.20, 0.66, 0.82, 0.85, 52),  # m
}

DISTRICT = {  # assumed district series 2013-2017: totals, or rates in % of the base
    "NCC_BENEF_MONTHLY": (1178, 1147, 1115, 1083, 1052),  # report, line 28: payments to "trên 1000 lượt" a month, undated
    "NCC_HOUSE_DONE": (96, 79, 71, 66, 57),
    "INS_PENSION": (1571, 1629, 1680, 1733, 1792),  # report, line 57: 1,792 at the end of 2017
    "BASE_ASS_ELIGIBLE": (1846, 1905, 1958, 2012, 2067),
    "waiting": (58, 50, 54, 43, 36),
    "disabled": (39.5, 40.1, 40.8, 41.2, 41.9),
    "older": (41.2, 40.9, 40.3, 40.1, 39.6),
    "BASE_CHILD_SPECIAL": (402, 391, 383, 376, 655),  # feature 8: wider groups from 2017
    "children": (95.8, 97.2, 97.9, 98.7, 97.4),
    "primary": (3905, 3921, 3948, 3968, 3990),
    "secondary": (3212, 3178, 3150, 3139, 3151),
    "six": (801, 808, 797, 812, 806),
    "in primary": (99.5, 99.6, 99.8, 99.9, 100.0),  # report, line 75, undated: primary 100 %, lower secondary 98 %, six-year-olds 100 %
    "in secondary": (96.2, 96.7, 97.2, 97.6, 98.0),
    "in grade 1": (99.6, 99.9, 100.0, 100.0, 100.0),
    "HOU_DONE": (131, 80, 57, 37, 20),
    "new houses": (4, 5, 7, 6, 5),
    "urban": (93.6, 95.7, 97.4, 98.6, 99.4),
    "rural": (77.9, 80.9, 83.5, 85.7, 87.5),  # with the town about 89 % in 2017: the report's figure (line 100), undated
    "standard": (21.4, 24.6, 28.0, 31.3, 34.5),
    "waste": (38.4, 45.9, 52.6, 59.3, 65.2),
    "lacking": (0.0, 0.0, 0.0, 17.6, 15.3),  # of the poor; asked from the review of 2016 on
}
TOWN_WASTE = (84.0, 87.4, 90.3, 92.6, 94.4)  # in % of the town's households
MOUNTAIN = {CAM_TUYEN, 19612, CAM_CHINH, CAM_NGHIA}
PHASES = (1.3, 1.1, 0.9, 0.75, 0.7), (0.95, 0.95, 1.05, 1.1, 1.1)  # houses of people of merit: lowland first, mountain after
HOUSING_LIST_MERIT = 412  # households of people of merit on the approved list
# Feature 9: the town and Cam Thủy finish the locked list and have no new case, so that nobody is left there.
FINISHED = {TOWN: [9, 5, 0, 0, 0], CAM_THUY: [12, 6, 4, 4, 0]}
# Feature 6: people struck, in all units in 2013 and 2016, in a few or none else; in the flood of 2016 part of the relief came late.
STRUCK_EVERYWHERE = {2013: 638, 2016: 874}
STRUCK = {
    (CAM_TUYEN, 2014): 27,
    (CAM_CHINH, 2014): 19,
    (CAM_TUYEN, 2015): 22,
    (19612, 2015): 31,
    (CAM_TUYEN, 2017): 38,
    (CAM_HIEU, 2017): 24,
}
LATE_2016 = 17.0  # in % of the people struck
FUND_MISS = {(CAM_THANH, 2015): 0.93}  # feature 10: the one year and commune below the plan
LIST_NOTE = "danh sách gốc khóa cuối năm 2012; hộ phát sinh đếm riêng"


def wobble(rng: np.random.Generator, unit: int, size: float) -> float:
    """A factor around 1, at most `size` away (three times that in the small commune); only uniform draws, no libm."""
    return 1 + size * NOISE.get(unit, 1.0) * (float(rng.random()) + float(rng.random()) - 1)


def apportion(total: int, weights: dict[int, float]) -> dict[int, int]:
    """Share out a whole number in proportion to the weights; largest remainders get what rounding leaves."""
    scale = total / math.fsum(weights.values())
    parts = {unit: math.floor(weight * scale) for unit, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda unit: (parts[unit] - weights[unit] * scale, unit))
    for unit in by_remainder[: total - sum(parts.values())]:
        parts[unit] += 1
    return parts


def shared(
    rng: np.random.Generator, totals: tuple, base: Series, profile: dict[int, float], size: float, fixed: Series | None = None
) -> Series:
    """Five yearly totals shared out by base x profile x noise among the units of the base, around those whose figures are fixed."""
    done = fixed or {}
    free = [unit for unit in base if unit not in done]
    result: Series = {unit: done.get(unit, []) for unit in base}
    for year, total in enumerate(totals):
        weights = {unit: base[unit][year] * profile[unit] * wobble(rng, unit, size) for unit in free}
        for unit, part in apportion(total - sum(values[year] for values in done.values()), weights).items():
            result[unit].append(part)
    return result


def counts(rates: tuple, base: Series) -> tuple:
    """District numerators of the rates, in whole persons, children or households."""
    return tuple(round(rate / 100 * sum(values[year] for values in base.values())) for year, rate in enumerate(rates))


def of(field: str) -> dict[int, float]:
    return {unit: getattr(local, field) for unit, local in UNITS.items()}


def less(a: Series, b: Series) -> Series:
    return {unit: [x - y for x, y in zip(a[unit], b[unit], strict=True)] for unit in a}


def all_but(rng: np.random.Generator, name: str, base: Series, profile: dict[int, float], size: float) -> Series:
    """The base less those whom the rate leaves out: where few are missing, they are what is shared out."""
    return less(base, shared(rng, counts(tuple(100 - rate for rate in DISTRICT[name]), base), base, profile, size))


def people_of_merit(rng: np.random.Generator, t: Table, poorer: dict[int, float]) -> Table:
    people, merit = t["BASE_POP"], of("merit")
    on_list = apportion(HOUSING_LIST_MERIT, {unit: people[unit][0] * merit[unit] * poorer[unit] for unit in UNITS})
    approved = {unit: [number] * 5 for unit, number in on_list.items()}
    by_phase = {unit: [number * speed for speed in PHASES[unit in MOUNTAIN]] for unit, number in on_list.items()}
    done = shared(rng, DISTRICT["NCC_HOUSE_DONE"], by_phase, dict.fromkeys(UNITS, 1.0), 0.05)
    plan = {unit: [round(values[0] * 0.0058 * (1 + 0.06 * year)) for year in range(5)] for unit, values in people.items()}
    over = {unit: [FUND_MISS.get((unit, year), 1.085 * wobble(rng, unit, 0.035)) for year in YEARS] for unit in UNITS}
    return {
        "NCC_BENEF_MONTHLY": shared(rng, DISTRICT["NCC_BENEF_MONTHLY"], people, merit, 0.006),
        "NCC_HOUSE_DONE": done,
        "NCC_HOUSE_COVER__num": {unit: list(itertools.accumulate(values)) for unit, values in done.items()},
        "NCC_HOUSE_COVER__den": approved,
        "NCC_FUND_PLAN__num": {unit: [round(a * b, 1) for a, b in zip(plan[unit], over[unit], strict=True)] for unit in UNITS},
        "NCC_FUND_PLAN__den": plan,
    }


def insurance(rng: np.random.Generator, t: Table, poorer: dict[int, float]) -> Table:
    return {"INS_PENSION": shared(rng, DISTRICT["INS_PENSION"], t["BASE_POP"], of("pension"), 0.006)}


def assistance(rng: np.random.Generator, t: Table, poorer: dict[int, float]) -> Table:
    eligible = shared(rng, DISTRICT["BASE_ASS_ELIGIBLE"], t["BASE_POP"], poorer, 0.012)
    # Feature 7: files wait for approval or review, of 2 to 9 people in each unit.
    beyond_two = shared(rng, tuple(total - 2 * len(UNITS) for total in DISTRICT["waiting"]), eligible, dict.fromkeys(UNITS, 1.0), 0.3)
    monthly = {unit: [a - 2 - b for a, b in zip(eligible[unit], beyond_two[unit], strict=True)] for unit in UNITS}
    children = shared(rng, DISTRICT["BASE_CHILD_SPECIAL"], t["BASE_CHILD_U5"], poorer, 0.02)
    everywhere = {unit: [total * people[0] for total in (1, 0, 0, 1, 0)] for unit, people in t["BASE_POP"].items()}
    struck: Series = {unit: [0] * 5 for unit in UNITS}
    for place, year in enumerate(YEARS):
        if year in STRUCK_EVERYWHERE:
            weights = {unit: everywhere[unit][place] * poorer[unit] * wobble(rng, unit, 0.2) for unit in UNITS}
            found = apportion(STRUCK_EVERYWHERE[year], weights)
        else:
            found = {unit: STRUCK.get((unit, year), 0) for unit in UNITS}
        for unit in UNITS:
            struck[unit][place] = found[unit]
    flood = YEARS.index(2016)
    late = apportion(
        round(LATE_2016 / 100 * STRUCK_EVERYWHERE[2016]),
        {unit: struck[unit][flood] * poorer[unit] * wobble(rng, unit, 0.1) for unit in UNITS},
    )
    return {
        "BASE_ASS_ELIGIBLE": eligible,
        "ASS_MONTHLY": monthly,
        "ASS_DISABLED": shared(rng, counts(DISTRICT["disabled"], monthly), monthly, dict.fromkeys(UNITS, 1.0), 0.01),
        "ASS_ELDER": shared(rng, counts(DISTRICT["older"], monthly), monthly, dict.fromkeys(UNITS, 1.0), 0.01),
        "BASE_CHILD_SPECIAL": children,
        "ASS_CHILD_COVER__num": all_but(rng, "children", children, dict.fromkeys(UNITS, 1.0), 0.3),
        "ASS_EMERG_COVER__num": {
            unit: [number - late[unit] * (place == flood) for place, number in enumerate(values)] for unit, values in struck.items()
        },
        "ASS_EMERG_COVER__den": struck,
    }


def education(rng: np.random.Generator, t: Table, poorer: dict[int, float]) -> Table:
    result: Table = {}
    for name, pupils, enrolled in (
        ("EDU_PRIM_ONAGE", "primary", "in primary"),
        ("EDU_LSEC_ONAGE", "secondary", "in secondary"),
        ("EDU_G1", "six", "in grade 1"),
    ):
        base = shared(rng, DISTRICT[pupils], t["BASE_CHILD_U5"], dict.fromkeys(UNITS, 1.0), 0.012)
        result |= {f"{name}__num": all_but(rng, enrolled, base, poorer, 0.08), f"{name}__den": base}
    return result


def housing(rng: np.random.Generator, t: Table, poorer: dict[int, float]) -> Table:
    """Houses finished on the locked list, so many a year; new cases are added to those left and never to the list (X-16)."""
    base = {unit: [local.houses] * 5 for unit, local in UNITS.items()}
    waiting = {unit: local.houses for unit, local in UNITS.items()}
    fresh = shared(rng, DISTRICT["new houses"], base, {unit: 0.0 if unit in FINISHED else 1.0 for unit in UNITS}, 0.5)
    done: Series = {unit: [] for unit in UNITS}
    for year, total in enumerate(DISTRICT["HOU_DONE"]):
        own = {unit: values[year] for unit, values in FINISHED.items()}
        rest = {unit: waiting[unit] * local.pace * wobble(rng, unit, 0.08) for unit, local in UNITS.items() if unit not in FINISHED}
        for unit, number in (own | apportion(total - sum(own.values()), rest)).items():
            done[unit].append(number)
            waiting[unit] -= number
    total_done = {unit: list(itertools.accumulate(values)) for unit, values in done.items()}
    total_new = {unit: list(itertools.accumulate(values)) for unit, values in fresh.items()}
    return {
        "BASE_HOUSE_TEMP": base,
        "HOU_TEMP_LEFT": {unit: [base[unit][y] - total_done[unit][y] + total_new[unit][y] for y in range(5)] for unit in UNITS},
        "HOU_DONE": done,
        "HOU_ELIM__num": total_done,
    }


def water(rng: np.random.Generator, t: Table, poorer: dict[int, float]) -> Table:
    urban, country, households = t["BASE_POP_URBAN"], t["BASE_POP_RURAL"], t["BASE_HH"]
    town = {TOWN: list(counts(DISTRICT["urban"], urban))}
    hygienic = all_but(rng, "rural", country, of("unsafe"), 0.02)
    collected = {TOWN: [round(rate / 100 * number) for rate, number in zip(TOWN_WASTE, households[TOWN], strict=True)]}
    return {
        "WAT_ALL__num": town | hygienic,
        "WAT_URBAN__num": town,
        "WAT_RURAL__num": hygienic,
        "WAT_RURAL_QC__num": shared(rng, counts(DISTRICT["standard"], country), country, of("standard"), 0.02),
        "WAT_WASTE__num": shared(rng, counts(DISTRICT["waste"], households), households, of("waste"), 0.02, collected),
    }


def information(rng: np.random.Generator, t: Table, poorer: dict[int, float]) -> Table:
    lacking = shared(rng, counts(DISTRICT["lacking"], t["POV_HH"]), t["POV_HH"], poorer, 0.03)
    return {"INF_RADIO": {unit: [1] * 5 for unit in UNITS}, "INF_POOR_LACK__num": lacking}


AREAS: dict[int, Callable[[np.random.Generator, Table, dict[int, float]], Table]] = {  # last figures of the seed -> area
    1: people_of_merit,
    4: insurance,
    5: assistance,
    6: education,
    8: housing,
    9: water,
    10: information,
}


def simulate_areas(t: Table, poorer: dict[int, float], seed: int) -> Table:
    """The areas added later, on the base counts of `t`; `poorer` tells the poorer units from the better off."""
    found: Table = {}
    for number, area in AREAS.items():
        found |= area(np.random.Generator(np.random.PCG64(seed * 100 + number)), t, poorer)
    return found


def note_on(name: str, year: int, value: float) -> str:
    """What the figure's own definition or year calls for, in a few words."""
    if name.startswith("EDU_"):
        return f"năm học {year - 1}-{year}"
    if name.startswith("ASS_EMERG_COVER") and year == 2016:
        return "lũ; một phần hỗ trợ chậm"
    if name == "ASS_EMERG_COVER__den" and value == 0:
        return "không phát sinh"
    if name in ("BASE_CHILD_SPECIAL", "ASS_CHILD_COVER__num"):
        return "hoàn cảnh đặc biệt khó khăn (khái niệm cũ)" if year < 2017 else "Luật Trẻ em 2016 (nhiều nhóm hơn)"
    return {
        "NCC_BENEF_MONTHLY": "bình quân tháng",
        "NCC_HOUSE_COVER__num": "lũy kế",
        "BASE_ASS_ELIGIBLE": "gồm cả hồ sơ chờ duyệt, chờ rà soát",
        "BASE_HOUSE_TEMP": LIST_NOTE,
        "HOU_TEMP_LEFT": "danh sách gốc - hoàn thành + phát sinh",
        "HOU_ELIM__num": "lũy kế, trong danh sách gốc",
    }.get(name, "")

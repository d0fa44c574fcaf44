"""What leaves the office names nobody: small counts are withheld, and no printed figure gives them back."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.conftest import ROOT
from workbench.disclosure import Relation, find_recoverable, find_withheld, withhold
from workbench.observations import KEY, compute_values, load_observations, select_observations
from workbench.programme import Programme, load_programme

CAM_LO = load_programme(ROOT / "data" / "cam-lo")
COMMUNES = [unit.code for unit in CAM_LO.units_in(2017).values() if unit.level == "commune"]
THRESHOLD = CAM_LO.header.disclosure.threshold


def table(counts: dict[tuple[str, str], float], year: int = 2017) -> pd.DataFrame:
    """Values of one year by unit and indicator."""
    rows = [(*key, year, value, math.nan, math.nan) for key, value in counts.items()]
    return pd.DataFrame(rows, columns=[*KEY, "value", "numerator", "denominator"])


def of_communes(name: str, counts: list[int], *, has_total: bool = True) -> pd.DataFrame:
    cells = {(code, name): count for code, count in zip(COMMUNES, counts, strict=False)}
    return table(cells | ({("468", name): sum(counts)} if has_total else {}))


def withheld_units(values: pd.DataFrame, programme: Programme = CAM_LO) -> set[str]:
    return {unit for unit, _, _ in find_withheld(programme, values)}


def test_a_count_from_one_to_below_the_threshold_is_withheld_and_none_is_not():
    assert withheld_units(of_communes("ASS_DISABLED", [0, 1, 4, 5, 60], has_total=False)) == set(COMMUNES[1:3])


def test_beside_a_total_one_withheld_count_takes_the_smallest_other_with_it():
    assert withheld_units(of_communes("ASS_DISABLED", [0, 3, 40, 12, 60])) == {COMMUNES[1], COMMUNES[3]}


def test_two_ones_are_not_told_by_what_is_missing_from_the_total():
    # 62 printed of 64 leaves two for two cells: one each.
    assert withheld_units(of_communes("ASS_DISABLED", [1, 1, 12, 50])) == {*COMMUNES[:3]}


def test_without_another_count_to_withhold_the_total_goes():
    assert withheld_units(of_communes("ASS_DISABLED", [3, 0, 0])) == {COMMUNES[0], "468"}
    assert withheld_units(of_communes("ASS_DISABLED", [1, 1, 1, 1, 1])) == {*COMMUNES[:5], "468"}


def test_a_large_total_without_its_parts_stays():
    assert withheld_units(of_communes("ASS_DISABLED", [30, 40])) == set()


def test_a_rate_goes_with_its_count_and_its_whole_stays():
    counts = {"EMP_UNEMP_RATE__num": 3, "BASE_LF": 1000, "EMP_UNEMP_RATE": 0.3}
    found = find_withheld(CAM_LO, table({(COMMUNES[0], name): value for name, value in counts.items()}))
    assert found == {(COMMUNES[0], "EMP_UNEMP_RATE__num", 2017), (COMMUNES[0], "EMP_UNEMP_RATE", 2017)}


def test_a_rate_alone_is_withheld_where_its_printed_whole_makes_it_a_count():
    values = table({(COMMUNES[0], "EMP_UNEMP_RATE"): 0.3, (COMMUNES[0], "BASE_LF"): 1000})
    assert find_withheld(CAM_LO, values) == {(COMMUNES[0], "EMP_UNEMP_RATE", 2017)}
    assert find_withheld(CAM_LO, table({(COMMUNES[0], "EMP_UNEMP_RATE"): 0.3})) == set()


@pytest.mark.parametrize(("helped", "is_withheld"), [(200, False), (198, True), (195, False)])
def test_so_does_one_that_leaves_few_out_but_not_one_that_leaves_nobody_out(helped, is_withheld):
    counts = {"ASS_MONTHLY": helped, "BASE_ASS_ELIGIBLE": 200, "ASS_COVER": helped / 2}
    found = find_withheld(CAM_LO, table({(COMMUNES[0], name): value for name, value in counts.items()}))
    assert {name for _, name, _ in found} == ({"ASS_MONTHLY", "ASS_COVER"} if is_withheld else set())


def test_a_cut_of_a_withheld_rate_is_withheld(folder):
    for year, poor in ((2015, 30), (2016, 3), (2017, 30)):
        folder.forget("101", "POV_HH", year).observe("101", "POV_HH", year, poor)
    programme = folder.programme
    found = find_withheld(programme, all_values(programme, 2017))
    assert {("101", "POV_CUT", 2016), ("101", "POV_CUT", 2017), ("101", "POV_RATE", 2016)} <= found
    assert ("101", "POV_RATE", 2017) not in found


def test_a_stock_and_its_changes_do_not_give_each_other_back():
    before = table({(COMMUNES[0], "POV_HH"): 100}, year=2016)
    now = table({(COMMUNES[0], "POV_HH"): 92, (COMMUNES[0], "POV_NEW"): 2, (COMMUNES[0], "POV_EXIT"): 10})
    found = find_withheld(CAM_LO, pd.concat([before, now], ignore_index=True))
    assert found == {(COMMUNES[0], "POV_NEW", 2017), (COMMUNES[0], "POV_EXIT", 2017)}


def test_money_schools_and_communes_are_nobody():
    counts = {"NCC_AMOUNT_YEAR": 3, "HLT_COMMUNE_STD": 1, "EDU_MODEL_SCHOOL": 2, "BASE_COMMUNES": 1}
    assert find_withheld(CAM_LO, table({("468", name): value for name, value in counts.items()})) == set()


def test_the_programme_sets_the_threshold(folder):
    folder.append("programme.toml", "\n[disclosure]\nthreshold = 20\n")
    values = table({("101", "POV_HH"): 19, ("102", "POV_HH"): 20})
    assert withheld_units(values, folder.programme) == {"101"}


def test_a_threshold_that_withholds_nothing_is_refused(folder):
    folder.append("programme.toml", "\n[disclosure]\nthreshold = 1\n")
    assert "threshold" in " ".join(folder.definition_faults())


def test_a_withheld_row_shows_none_of_its_numbers():
    shown = withhold(CAM_LO, of_communes("ASS_DISABLED", [3, 40, 12])).set_index("unit_code")
    assert shown["is_withheld"].to_dict() == {COMMUNES[0]: True, COMMUNES[1]: False, COMMUNES[2]: True, "468": False}
    assert shown.loc[COMMUNES[0], ["value", "numerator", "denominator"]].isna().all()
    assert shown.loc["468", "value"] == 55


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9) | st.integers(0, 300), min_size=1, max_size=9), st.booleans())
def test_no_withheld_count_can_be_told_from_the_printed_ones(counts, has_total):
    values = of_communes("ASS_DISABLED", counts, has_total=has_total)
    withheld = withheld_units(values)
    hidden = [count for code, count in zip(COMMUNES, counts, strict=False) if code in withheld]
    printed = [count for code, count in zip(COMMUNES, counts, strict=False) if code not in withheld]
    assert not [count for count in printed if 0 < count < THRESHOLD]
    assert 0 not in hidden
    if has_total and hidden and "468" not in withheld:
        # Whoever reads knows their sum and that none of them is 0, and no more than that.
        room = sum(hidden) - (len(hidden) - 1)
        assert len(hidden) > 1
        assert room >= THRESHOLD


@settings(max_examples=30)
@given(st.data())
def test_nor_from_rates_and_their_totals(data):
    wholes = data.draw(st.lists(st.integers(1, 60), min_size=2, max_size=9))
    parts = [data.draw(st.integers(0, whole)) for whole in wholes]
    cells = {}
    for code, part, whole in [*zip(COMMUNES, parts, wholes, strict=False), ("468", sum(parts), sum(wholes))]:
        cells |= {(code, "EMP_UNEMP_RATE__num"): part, (code, "BASE_LF"): whole, (code, "EMP_UNEMP_RATE"): 100 * part / whole}
    shown = withhold(CAM_LO, table(cells))
    printed = {(unit, name): value for unit, name, value in shown[["unit_code", "indicator_id", "value"]].itertuples(index=False)}
    for code in [*COMMUNES[: len(wholes)], "468"]:
        part, whole, rate = (printed[code, name] for name in ("EMP_UNEMP_RATE__num", "BASE_LF", "EMP_UNEMP_RATE"))
        assert math.isnan(rate) or not (math.isnan(part) or math.isnan(whole)), "a rate would give its count back"
        assert not (0 < part < THRESHOLD or 0 < whole - part < THRESHOLD)
    for name in ("EMP_UNEMP_RATE__num", "BASE_LF"):
        hidden = [code for code in COMMUNES[: len(wholes)] if math.isnan(printed[code, name])]
        assert len(hidden) != 1 or math.isnan(printed["468", name])


def all_values(programme: Programme, as_of: int) -> pd.DataFrame:
    rows = select_observations(load_observations(programme), as_of=as_of, observed_only=False)
    return compute_values(programme, rows, as_of=as_of)


def test_nothing_of_a_real_programme_can_be_recomputed():
    shown = withhold(CAM_LO, all_values(CAM_LO, 2017))
    cells = {(unit, name, year): value for unit, name, year, value in shown[[*KEY, "value"]].itertuples(index=False)}
    withheld = {cell for cell, value in cells.items() if math.isnan(value)}
    assert 200 < len(withheld) < 0.1 * len(cells)
    for unit, name, year in withheld:
        total, units = (("468", name, year), [(code, name, year) for code in COMMUNES])
        hidden = [cell for cell in (total, *units) if cell in withheld]
        assert len(hidden) != 1 or total not in cells or (unit == "468" and not set(units) & cells.keys())


@settings(max_examples=25)
@given(st.data())
def test_rows_and_columns_together_leave_room_for_each_small_count(data):
    """A stock and its changes over three years, with the district's sums: what a reader with a linear program can find out."""
    units = COMMUNES[: data.draw(st.integers(2, 5))]
    truth, balances = {}, []
    for unit in units:
        truth[unit, "POV_HH", 2015] = data.draw(st.integers(0, 12) | st.integers(20, 90))
        for year in (2016, 2017):
            before = truth[unit, "POV_HH", year - 1]
            new = truth[unit, "POV_NEW", year] = data.draw(st.integers(0, 12))
            out = truth[unit, "POV_EXIT", year] = data.draw(st.integers(0, min(8, before + new)))
            truth[unit, "POV_HH", year] = before + new - out
    kinds = sorted({key[1:] for key in truth})
    truth |= {("468", *kind): sum(truth[unit, *kind] for unit in units) for kind in kinds}
    for unit in (*units, "468"):
        for year in (2016, 2017):
            signs = {("POV_HH", year): -1, ("POV_HH", year - 1): 1, ("POV_NEW", year): 1, ("POV_EXIT", year): -1}
            balances.append({(unit, *kind): sign for kind, sign in signs.items()})
    sums = [{("468", *kind): -1} | {(unit, *kind): 1 for unit in units} for kind in kinds]
    rows = [(*key, value, math.nan, math.nan) for key, value in truth.items()]
    hidden = sorted(find_withheld(CAM_LO, pd.DataFrame(rows, columns=[*KEY, "value", "numerator", "denominator"])))
    matrix = np.array([[one.get(cell, 0) for cell in hidden] for one in (*balances, *sums)])
    for place, cell in enumerate(hidden):
        if truth[cell] < THRESHOLD:
            goal = np.eye(len(hidden))[place]
            known = matrix @ np.array([truth[one] for one in hidden])
            least, most = (linprog(way * goal, A_eq=matrix, b_eq=known, bounds=(1, None)) for way in (1, -1))
            assert most.status != 0 or -most.fun - least.fun >= THRESHOLD - 1 - 1e-6


def test_several_relations_together_give_back_what_no_single_one_does():
    # Two rows and two columns of three withheld cells: the columns less the rows leave the corner.
    cell = {name: (name, "X", 2017) for name in ("a", "b", "c", "row", "left", "both")}
    relations = [
        Relation(cell["row"], (cell["a"], cell["b"]), (1, 1), is_sum=True),
        Relation(cell["left"], (cell["b"], cell["c"]), (1, 1), is_sum=True),
        Relation(cell["both"], (cell["a"], cell["c"]), (1, 1), is_sum=True),
    ]
    hidden = [cell[name] for name in "abc"]
    assert find_recoverable(hidden, relations) == set(hidden)
    assert not any(find_recoverable(hidden, pair) for pair in itertools.combinations(relations, 2))

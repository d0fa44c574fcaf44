"""Which figures are doubted: every planted fault is found, and no published figure is doubted without a reason."""

import numpy as np
import pytest

from workbench.observations import KEY, load_observations, select_observations
from workbench.plausibility import DOUBTS, find_doubts
from workbench.plausibility.repeats import significant
from workbench.programme import load_programme

# Cards are counted where they are issued: 93.2 to 98.7 % in Bắc Kạn and 77.2 to 95.3 % in Trà Vinh within a year are rightly asked about.
ODD_AS_PUBLISHED = {("06", "HEALTH_INSURED", 2016): "jump", ("84", "HEALTH_INSURED", 2016): "jump"}


class Planted:
    """A programme's observations in force, with one fault planted."""

    def __init__(self, name: str) -> None:
        self.programme = load_programme(name)
        self.table = select_observations(load_observations(self.programme), as_of=self.programme.header.as_of, observed_only=False)

    def doubts(self, changes: dict[tuple[str, str, int], float]) -> dict[tuple[str, str, int], str]:
        table = self.table.set_index(KEY)
        for key, value in changes.items():
            assert key in table.index
            table.loc[key, "value"] = float(value)
        found = find_doubts(self.programme, table.reset_index())
        return {(row["unit_code"], row["indicator_id"], row["year"]): row["kind"] for row in found.to_dict("records")}

    def value(self, *key: object) -> float:
        table = self.table
        return float(table[(table["unit_code"] == key[0]) & (table["indicator_id"] == key[1]) & (table["year"] == key[2])]["value"].iloc[0])


@pytest.fixture(scope="module")
def cam_lo():
    return Planted("cam-lo")


@pytest.fixture(scope="module")
def provinces():
    return Planted("vietnam-provinces")


def test_no_published_figure_is_doubted_without_a_reason(cam_lo, provinces):
    """4,794 figures of the statistics office and those of the district's report: whatever else is doubted here is a false alarm."""
    assert len(provinces.table) == 4794 and provinces.doubts({}) == ODD_AS_PUBLISHED
    status = dict(zip(cam_lo.table[KEY].itertuples(index=False, name=None), cam_lo.table["status"], strict=True))
    assert [key for key in cam_lo.doubts({}) if status[key] != "simulated"] == []


def test_few_of_the_annexs_figures_are_doubted(cam_lo):
    """They were drawn from a model without faults: one in five hundred may look odd."""
    assert len(cam_lo.doubts({})) <= len(cam_lo.table) / 500


@pytest.mark.parametrize(
    ("key", "factor", "kind"),
    [
        (("19612", "BASE_LF", 2016), 1000, "factor"),
        (("19612", "NCC_BENEF_MONTHLY", 2017), 1 / 100, "jump"),
        (("19612", "EMP_INCOME_PC", 2017), 1000, "factor"),
        (("19612", "EMP_INCOME_PC", 2017), 1 / 12, "factor"),
        (("19612", "BASE_LF", 2016), 1.25, "denominator"),
        (("19612", "BASE_POP", 2017), 1.6, "jump"),
        (("19612", "ASS_MONTHLY", 2015), 0, "zero"),
        (("19612", "EMP_TRAINED_RATE__num", 2017), 0, "zero"),
    ],
)
def test_a_planted_fault_is_found_where_it_was_planted_and_called_what_it_is(cam_lo, key, factor, kind):
    found = cam_lo.doubts({key: round(cam_lo.value(*key) * factor, 1 if "INCOME" in key[1] else 0)})
    assert found.get(key) == kind


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        (("45", "TRAINED_WORKERS", 2014), 49.0, "jump"),
        (("45", "INCOME_MONTH", 2012), 1.5, "factor"),
        (("45", "POPULATION", 2015), 7200.0, "jump"),
        (("45", "IMMUNISED", 2013), 0.0, "zero"),
    ],
)
def test_a_planted_fault_is_found_among_provinces(provinces, key, value, kind):
    assert provinces.doubts({key: value}).get(key) == kind


def test_nine_planted_slips_of_a_thousand_in_ten_are_found(cam_lo):
    """Slips up and down in a draw of the annex's figures above 20; the same draw every time."""
    rng = np.random.default_rng(53)
    table = cam_lo.table[(cam_lo.table["value"] > 20) & (cam_lo.table["year"] > 2014)]
    keys = list(map(tuple, table.iloc[rng.choice(len(table), 20, replace=False)][KEY].values.tolist()))
    slips = zip(keys, [1000, 1 / 1000] * 10, strict=True)
    assert sum(key in cam_lo.doubts({key: cam_lo.value(*key) * factor}) for key, factor in slips) >= 18


def figures(planted: Planted, unit: str, year: int) -> dict[str, float]:
    """Figures of a unit and year that say something: three digits at least."""
    table = planted.table[(planted.table["unit_code"] == unit) & (planted.table["year"] == year)]
    return {name: value for name, value in zip(table["indicator_id"], table["value"], strict=True) if significant(value) >= 3}


def test_a_year_copied_from_the_year_before_is_found_figure_by_figure(cam_lo):
    copied = {("19612", name, 2017): value for name, value in figures(cam_lo, "19612", 2016).items()}
    found = cam_lo.doubts(copied)
    assert len(copied) > 20 and {found.get(key) for key in copied} == {"copied"}


def test_figures_copied_from_another_unit_are_found(cam_lo):
    there = figures(cam_lo, "19621", 2017).keys()
    copied = {("19621", name, 2017): value for name, value in figures(cam_lo, "19618", 2017).items() if name in there}
    found = cam_lo.doubts(copied)
    # Some are told as jumps, which they are as well.
    assert len(copied) > 15 and set(copied) <= set(found) and list(found.values()).count("twin") > 5


def test_what_happens_to_all_units_at_once_is_no_doubt_about_one(provinces):
    rates = provinces.table[(provinces.table["indicator_id"] == "INCOME_MONTH") & (provinces.table["year"] >= 2014)]
    keys = [tuple(key) for key in rates[KEY].values.tolist()]
    assert provinces.doubts({key: round(1.5 * provinces.value(*key)) for key in keys}) == ODD_AS_PUBLISHED


def test_a_whole_panel_in_another_unit_of_measure_is_doubted(provinces):
    rates = provinces.table[(provinces.table["indicator_id"] == "INCOME_MONTH") & (provinces.table["year"] == 2016)]
    keys = [tuple(key) for key in rates[KEY].values.tolist()]
    found = provinces.doubts({key: provinces.value(*key) / 1000 for key in keys})
    assert {found.get(key) for key in keys} == {"factor"}


def test_small_counts_may_move_by_chance(folder):
    for year, value in ((2013, 4), (2014, 9), (2015, 2), (2016, 7), (2017, 0)):
        folder.observe("101", "URBAN_JOBLESS__num", year, value)
    assert find_doubts(folder.programme, folder.observations()).empty


def test_an_isolated_year_is_not_held_against_one_under_another_definition(folder):
    """The poverty standard changes in 2015: the step is no fault."""
    folder.forget("101", "POV_HH", 2015).observe("101", "POV_HH", 2015, 450)
    folder.forget("101", "POV_HH", 2016).observe("101", "POV_HH", 2016, 440)
    folder.forget("101", "POV_HH", 2017).observe("101", "POV_HH", 2017, 430)
    assert find_doubts(folder.programme, folder.observations()).empty


def test_reported_and_simulated_figures_are_never_held_against_each_other(folder):
    folder.observe("101", "INCOME", 2016, 2, status="simulated", source_id="invented").observe("101", "INCOME", 2017, 40)
    assert find_doubts(folder.programme, folder.observations()).empty


def test_what_is_beyond_the_plausible_is_doubted_for_the_lowest_units_alone(folder):
    folder.replace("areas/02_work.toml", 'id = "INCOME"\n', 'id = "INCOME"\nplausible = [5.0, 50.0]\n')
    folder.observe("101", "INCOME", 2017, 60).observe("D1", "INCOME", 2017, 70)
    found = find_doubts(folder.programme, folder.observations())
    assert list(found.columns) == DOUBTS
    assert found[["unit_code", "kind", "other"]].values.tolist() == [["101", "range", 50.0]]


def test_a_rate_in_doubt_only_for_its_count_is_told_once(folder):
    folder.forget("101", "TRAINED__num", 2017).observe("101", "TRAINED__num", 2017, 120)
    found = find_doubts(folder.programme, folder.observations())
    assert found[KEY].values.tolist() == [["101", "TRAINED__num", 2017]]


def test_a_total_that_is_not_the_sum_of_its_parts_is_doubted_beyond_rounding(folder):
    folder.observe("D1", "BASE_HH", 2017, 1750).observe("D1", "BASE_LF", 2017, 3510)
    found = find_doubts(folder.programme, folder.observations())
    assert found[["unit_code", "indicator_id", "kind", "value", "other"]].values.tolist() == [["D1", "BASE_LF", "total", 3510.0, 3500.0]]


def test_a_total_that_an_identity_speaks_of_is_left_to_it(folder):
    folder.append("identities.toml", '\n[[identities]]\nid = "C-16"\ntitle = "Sums"\nkind = "sum_of_units"\nseverity = "note"\n')
    folder.observe("D1", "BASE_LF", 2017, 3510)
    assert find_doubts(folder.programme, folder.observations()).empty


def test_more_of_a_part_than_of_the_whole_is_doubted_where_no_identity_says_so(folder):
    for year in range(2013, 2018):
        folder.observe("101", "URBAN_JOBLESS__num", year, 2001 + year % 3)
    found = find_doubts(folder.programme, folder.observations())
    assert set(found["kind"]) == {"range"} and set(found["indicator_id"]) == {"URBAN_JOBLESS"} and set(found["other"]) == {100.0}

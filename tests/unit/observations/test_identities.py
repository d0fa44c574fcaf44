"""What figures must satisfy among themselves: each kind kept, each kind broken, with its severity and place."""

import io
import re

import pytest

from workbench.errors import TableError
from workbench.findings import load_findings
from workbench.gate import check_programme
from workbench.observations import check_identities
from workbench.plausibility import count_broken, find_doubts

CHECK = "Check both figures with the unit."


def identity(kind: str, more: str = "") -> str:
    return f'[[identities]]\nid = "C-X"\ntitle = "An identity"\nkind = "{kind}"\n{more}\n'


def checked(folder, text: str, *, as_of: int = 2017):
    folder.write("identities.toml", text)
    (one,) = check_identities(folder.programme, folder.values(as_of=as_of), folder.observations(as_of=as_of))
    return one


def broken(one) -> list[str]:
    return [str(fault) for fault in one.faults]


def test_not_above_is_kept_and_asked_of_every_unit_and_year(folder):
    one = checked(folder, identity("not_above", 'left = "POV_HH"\nright = ["BASE_HH"]'))
    assert (one.asked, one.faults) == (15, ())


def test_not_above_is_broken_with_the_row_of_the_figure(folder):
    folder.forget("103", "POV_HH", 2017).observe("103", "POV_HH", 2017, 251)
    assert broken(checked(folder, identity("not_above", 'left = "POV_HH"\nright = ["BASE_HH"]'))) == [
        f"observations/reported.csv, row 41: C-X, 103 in 2017: POV_HH 251 is above BASE_HH 250. {CHECK}"
    ]


def test_not_above_adds_up_what_stands_on_the_right(folder):
    folder.observe("103", "INCOME", 2017, 260)
    assert broken(checked(folder, identity("not_above", 'left = "INCOME"\nright = ["POV_HH", "BASE_HH"]'))) == []
    folder.forget("103", "POV_HH", 2017).observe("103", "POV_HH", 2017, 9)
    assert [
        re.sub("^.*?: ", "", told)
        for told in broken(checked(folder, identity("not_above", 'left = "INCOME"\nright = ["POV_HH", "BASE_HH"]')))
    ] == [f"C-X, 103 in 2017: INCOME 260 is above POV_HH + BASE_HH 259. {CHECK}"]


def test_a_tolerance_is_allowed_and_no_more(folder):
    folder.forget("103", "POV_HH", 2017).observe("103", "POV_HH", 2017, 252)
    assert broken(checked(folder, identity("not_above", 'left = "POV_HH"\nright = ["BASE_HH"]\ntolerance = 2.0'))) == []
    assert len(broken(checked(folder, identity("not_above", 'left = "POV_HH"\nright = ["BASE_HH"]\ntolerance = 1.0')))) == 1


@pytest.mark.parametrize("severity", ["error", "doubt", "note"])
def test_a_broken_identity_has_the_severity_that_it_was_given(folder, severity):
    folder.forget("103", "POV_HH", 2017).observe("103", "POV_HH", 2017, 251)
    one = checked(folder, identity("not_above", f'left = "POV_HH"\nright = ["BASE_HH"]\nseverity = "{severity}"'))
    assert [fault.severity for fault in one.faults] == [severity]


def test_targets_are_compared_once_and_for_the_whole(folder):
    one = checked(folder, identity("not_above", 'left = "T-POV-01"\nright = ["T-EMP-01"]'))
    assert (one.asked, one.faults) == (1, ())
    assert broken(checked(folder, identity("not_above", 'left = "T-EMP-01"\nright = ["T-POV-01"]'))) == [
        f"D1 T-EMP-01 2020: C-X, D1 in 2020: T-EMP-01 70 is above T-POV-01 0.5. {CHECK}"
    ]


def test_a_quotient_and_a_product_are_told_and_never_broken(folder):
    one = checked(folder, identity("quotient", 'left = "POV_HH"\nright = ["BASE_HH"]\nscale = 100.0'))
    assert "D1 2017: 10" in one.told and "101 2017: 10" in one.told and one.faults == ()
    one = checked(folder, identity("product", 'left = "TRAINED"\nright = ["BASE_LF"]\nscale = 0.01'))
    assert "D1 2017: 1980" in one.told and one.faults == ()


def test_a_target_is_held_against_figures_of_the_whole_alone(folder):
    one = checked(folder, identity("product", 'left = "T-EMP-01"\nright = ["BASE_LF"]\nscale = 0.01'))
    assert [told.partition(":")[0] for told in one.told] == [f"D1 {year}" for year in range(2013, 2018)]
    assert one.told[-1] == "D1 2017: 2450"


@pytest.mark.parametrize(("printed", "faults"), [(56.57, 0), (56.58, 1)])
def test_a_printed_rate_agrees_with_its_parts_to_rounding(folder, printed, faults):
    folder.observe("D1", "TRAINED", 2017, printed)
    one = checked(folder, identity("ratio", 'left = "TRAINED"\nright = ["TRAINED__num", "BASE_LF"]\nscale = 100.0\ntolerance = 0.005'))
    assert len(one.faults) == faults
    if faults:
        assert broken(one) == [f"observations/reported.csv, row 42: C-X, D1 in 2017: TRAINED is 56.58, its parts give 56.5714. {CHECK}"]


@pytest.mark.parametrize(("income", "faults"), [(19.9, 1), (20, 0), (250, 0), (251, 1)])
def test_a_figure_lies_between_two_others_whichever_is_larger(folder, income, faults):
    folder.observe("103", "INCOME", 2017, income)
    for right in ('["POV_HH", "BASE_HH"]', '["BASE_HH", "POV_HH"]'):
        one = checked(folder, identity("between", f'left = "INCOME"\nright = {right}'))
        assert [told for told in broken(one) if "103 in 2017" in told] == [
            f"observations/reported.csv, row 42: C-X, 103 in 2017: INCOME {income:g} is outside 20 to 250. {CHECK}"
        ][:faults]


FLOWS = 'left = "POV_HH"\nplus = ["EXTRA"]\nminus = ["LESS"]'
FLOW = '\n[[indicators]]\nid = "{}"\ntitle = "A flow"\nunit = "households"\nkind = "flow"\nlevel = "commune"\naggregate = "sum"\n'


def with_flows(folder, **figures: tuple[int, int]):
    folder.append("areas/02_work.toml", FLOW.format("EXTRA") + FLOW.format("LESS"))
    for year, (new, gone) in figures.items():
        folder.observe("101", "EXTRA", year.strip("y"), new).observe("101", "LESS", year.strip("y"), gone)
    return folder


def test_a_balance_is_kept_within_one_definition_and_not_asked_across_the_break(folder):
    one = checked(with_flows(folder, y2014=(5, 15), y2015=(0, 0), y2016=(10, 20), y2017=(0, 10)), identity("balance", FLOWS))
    assert [one.asked, broken(one)] == [3, []]  # 2014, 2016, 2017 of commune 101; the district is not complete


def test_a_balance_is_broken(folder):
    assert broken(checked(with_flows(folder, y2014=(5, 14)), identity("balance", FLOWS))) == [
        f"observations/reported.csv, row 23: C-X, 101 in 2014: POV_HH went from 100 to 90, its changes give 91. {CHECK}"
    ]


def test_a_balance_is_not_asked_where_some_units_are_missing(folder):
    one = checked(with_flows(folder, y2014=(5, 15)), identity("balance", FLOWS))
    assert one.asked == 1  # the district has a sum of two communes of three


@pytest.mark.parametrize(("figure", "faults"), [(175, 0), (176, 1)])
def test_the_districts_own_figure_is_the_sum_of_its_units(folder, figure, faults):
    one = checked(folder.observe("D1", "POV_HH", 2017, figure), identity("sum_of_units"))
    assert one.asked > 0
    assert broken(one) == [f"observations/reported.csv, row 42: C-X, D1 in 2017: POV_HH is 176, its units add up to 175. {CHECK}"][:faults]


def test_no_sum_is_asked_for_while_a_unit_is_missing(folder):
    assert broken(checked(folder.observe("D1", "POV_HH", 2016, 9999), identity("sum_of_units"))) == []


def test_the_sum_of_units_of_cam_lo_catches_a_figure_of_the_district_that_does_not_fit(cam_lo):
    observations = cam_lo.observations.copy()
    place = observations.query("unit_code == '468' and indicator_id == 'BASE_POP' and year == 2014").index
    from workbench.observations import compute_values

    for change, expected in ((0, 0), (1, 1)):
        observations.loc[place, "value"] = 45160 + change
        values = compute_values(cam_lo.programme, observations, as_of=2017)
        one = next(one for one in check_identities(cam_lo.programme, values, observations) if one.identity.id == "C-16")
        assert len(one.faults) == expected


@pytest.mark.parametrize(("figure", "told"), [(3, []), (4, ["BASE_HH is 4, units.csv has 3."])])
def test_a_count_of_units_is_that_of_the_file(folder, figure, told):
    for code in ("101", "102", "103"):
        folder.forget(code, "BASE_HH", 2017)
    one = checked(folder.observe("D1", "BASE_HH", 2017, figure), identity("unit_count", 'left = "BASE_HH"'))
    assert [text for text in told if any(text in fault for fault in broken(one))] == told
    assert any("in 2017" in fault for fault in broken(one)) is bool(told)


def test_a_series_that_never_moves_is_told(folder):
    one = checked(folder, identity("constant", 'left = "BASE_HH"'))
    assert one.told == ("101 2017: constant at 1000 over 5 years", "102 2017: constant at 500 over 4 years")
    assert one.faults == ()


def test_changes_from_year_to_year_are_asked_here_and_judged_by_the_panel_s_spread(folder):
    folder.forget("101", "BASE_LF", 2017).observe("101", "BASE_LF", 2017, 2000000)
    one = checked(folder, identity("jump", 'severity = "doubt"'))
    doubts = find_doubts(folder.programme, folder.observations())
    assert one.asked > 20 and one.faults == ()
    assert count_broken(one, doubts) == len(doubts[doubts["kind"].isin(["jump", "factor", "denominator"])]) >= 1


def test_an_identity_that_no_figure_allows_is_asked_of_none(folder):
    one = checked(folder, identity("not_above", 'left = "INCOME"\nright = ["BASE_HH"]'))
    assert (one.asked, one.told, one.faults) == (0, (), ())


@pytest.mark.parametrize("kind", ["balance", "unit_count", "constant"])
def test_a_target_is_refused_where_only_figures_can_be_asked(folder, kind):
    folder.append("identities.toml", "\n" + identity(kind, 'left = "T-EMP-01"'))
    assert folder.definition_faults() == [
        "identities.toml, C-X: target 'T-EMP-01' has no figure that this could be asked of. Name another."
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [("C-03", "6.49872"), ("C-04", "1.40458"), ("C-05", "3.80649"), ("C-06", "288.98"), ("C-07", "20228.6")],
)
def test_the_numbers_that_the_report_of_cam_lo_implies(cam_lo, name, told):
    found = {one.identity.id: one for one in check_identities(cam_lo.programme, cam_lo.values, cam_lo.observations)}
    assert f"468 2017: {told}" in found[name].told


def test_the_identities_of_cam_lo_hold(cam_lo):
    found = {one.identity.id: one for one in check_identities(cam_lo.programme, cam_lo.values, cam_lo.observations)}
    assert (found["C-01"].asked, found["C-02"].asked) == (1, 1)
    assert [one.identity.id for one in found.values() if any(fault.severity == "error" for fault in one.faults)] == []


def test_the_screen_shows_what_the_report_of_cam_lo_implies():
    out = io.StringIO()
    check_programme("cam-lo", out)
    for told in ("6.49872", "1.40458", "3.80649", "288.98", "20228.6"):
        assert f"\t\t468 2017: {told}\n" in out.getvalue()


def test_a_broken_identity_stops_the_findings_and_a_doubt_does_not(folder):
    folder.forget("103", "POV_HH", 2017).observe("103", "POV_HH", 2017, 250).observe("D1", "POV_HH", 2017, 9999)
    with pytest.raises(TableError) as refused:
        load_findings(folder.path)
    assert str(refused.value) == (f"observations/reported.csv, row 42: C-01, D1 in 2017: POV_HH 9999 is above BASE_HH 1750. {CHECK}")
    folder.append("identities.toml", 'severity = "doubt"\n')
    assert load_findings(folder.path).as_of == 2017


def test_sums_over_different_units_are_not_held_against_each_other(folder):
    """One commune has sent its poor households, another all its households: their sums say nothing of each other."""
    folder.observe("101", "POV_HH", 2018, 98).observe("102", "BASE_HH", 2018, 52)
    not_above = identity("not_above", 'left = "POV_HH"\nright = ["BASE_HH"]')
    assert broken(checked(folder, not_above, as_of=2018)) == []
    folder.observe("101", "BASE_HH", 2018, 97).forget("102", "BASE_HH", 2018)
    assert len(broken(checked(folder, not_above, as_of=2018))) == 2  # the commune's own, and the sum over it alone

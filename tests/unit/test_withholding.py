"""Findings for papers that leave the office: no withheld figure, nothing made from its series, and the reason instead."""

import pytest

from tests.conftest import ROOT
from workbench.disclosure import find_withheld
from workbench.findings import Findings, load_findings


@pytest.fixture
def disclosed(monkeypatch: pytest.MonkeyPatch) -> Findings:
    monkeypatch.setenv("WORKBENCH_DISCLOSED", "1")
    return load_findings(ROOT / "data" / "cam-lo")


def test_no_table_holds_a_withheld_figure_or_what_follows_from_its_series(disclosed: Findings, cam_lo: Findings) -> None:
    withheld = find_withheld(cam_lo.programme, cam_lo.values)
    series = {(unit, name) for unit, name, _ in withheld}
    assert len(withheld) > 200 and disclosed.is_disclosed and not cam_lo.is_disclosed
    assert withheld.isdisjoint(disclosed.values[["unit_code", "indicator_id", "year"]].itertuples(index=False, name=None))
    targets = {one.id: one.indicator for one in cam_lo.programme.targets.values()}
    for name in disclosed.row_digests:
        table = getattr(disclosed, name)
        if name in ("values", "assessments", "readings"):
            continue
        names = table["indicator_id"] if "indicator_id" in table else table["target_id"].map(targets)
        assert series.isdisjoint(zip(table["unit_code"], names, strict=True)), name
    assert {disclosed.obstacles[key] for key in series} == {"withheld"}


def test_an_assessment_of_a_withheld_series_says_why_it_says_nothing(disclosed: Findings, cam_lo: Findings) -> None:
    withheld = {(unit, name) for unit, name, _ in find_withheld(cam_lo.programme, cam_lo.values)}
    for before, now in ((cam_lo.assessments, disclosed.assessments), (cam_lo.readings, disclosed.readings)):
        is_hidden = now["reason"] == "withheld"
        pairs = zip(now["unit_code"], now["indicator_id"], before["verdict"], strict=True)
        assert list(is_hidden) == [(unit, name) in withheld and verdict != "not_applicable" for unit, name, verdict in pairs]
        silent = now[is_hidden]
        assert len(silent) >= 5 and set(silent["verdict"]) == {"no_data"}
        assert silent[["latest_value", "projected_q50", "p_met", "recent_pace", "best_pace", "gap", "gap_quantity"]].isna().all(axis=None)
        told = [name for name in now if name != "best_peer_pace"]
        assert now.loc[~is_hidden, told].astype(str).equals(before.loc[~is_hidden, told].astype(str))


def test_the_best_year_of_another_unit_is_not_told_where_that_unit_may_be_withheld(disclosed: Findings, cam_lo: Findings) -> None:
    names = {name for _, name, _ in find_withheld(cam_lo.programme, cam_lo.values)}
    rows = disclosed.assessments[disclosed.assessments["indicator_id"].isin(names)]
    assert len(rows) and rows["best_peer_pace"].isna().all()


def test_figures_for_inside_and_outside_never_pass_for_each_other(disclosed: Findings, cam_lo: Findings) -> None:
    assert disclosed.digest != cam_lo.digest

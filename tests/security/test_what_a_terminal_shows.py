"""Texts of others reach a terminal through every command that tells of them: none of them may steer it."""

import contextlib
import io
from pathlib import Path

import pandas as pd

from tests.conftest import Folder
from tests.unit.intake.conftest import Desk
from workbench.batch.briefings import tell_status
from workbench.gate import check_programme
from workbench.intake.trace import trace_figure
from workbench.printing import print_table


def test_text_that_steers_a_terminal_is_spelt_out_by_every_command(folder: Folder, tmp_path: Path) -> None:
    """Names, titles and notes that would turn a line round; the tables for programs are left alone."""
    steering = "\u2066\u202e"
    folder.replace("units.csv", "An Tốt,Good series", f"An Tốt{steering},Good{steering}")
    folder.replace("areas/02_work.toml", 'unit = "million"', 'unit = "million\\u2066\\u202e"')
    folder.replace("areas/02_work.toml", 'title = "Income per head"', 'title = "Income\\u2066\\u202e"')
    folder.replace("identities.toml", "Poor households not", "Poor\\u2066\\u202e households not")
    desk, shown = Desk(folder, tmp_path), io.StringIO()
    shown.write(desk.ingest(desk.fill(desk.form("101"), {"INCOME": (20.5, None, "x"), "POV_HH": "21\u202e \u202bx"}, name="a\u202e.xlsx")))
    trace_figure(str(folder.path), "101", "INCOME", 2017, shown, lang="en")
    check_programme(str(folder.path), shown, lang="en")
    print_table(pd.DataFrame({"unit": [f"million{steering}"]}), "table", shown)
    with contextlib.redirect_stdout(shown):
        asked = {"units": ["101"], "areas": [], "lang": "en", "as_of": 0, "observed_only": False, "scenario": ""}
        tell_status(str(folder.path), **asked, output=tmp_path / "out")
    told = shown.getvalue()
    assert {one for one in told if not one.isprintable()} <= {"\n", "\t", "\xa0"}
    assert told.count(r"\u2066\u202e") > 4

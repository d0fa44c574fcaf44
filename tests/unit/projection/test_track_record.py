"""What was said and what came true: the file is read as it was written, and no printed share rests on a handful."""

import tomllib

import pandas as pd
import pytest

from workbench.projection.prior import PRIOR_FILE
from workbench.projection.track_record import FEWEST, RECORD_FILE, Row, read_parts, read_record, short_record


def test_the_record_is_the_file_bin_by_bin() -> None:
    table = pd.read_csv(RECORD_FILE)
    assert [vars(row) for row in read_record()] == table.to_dict("records")
    assert table["low"].tolist() == [place / 10 for place in range(10)] and (table["high"] - table["low"]).round(9).eq(0.1).all()
    assert ((table["said"] >= table["low"]) & (table["said"] <= table["high"])).all()


def test_the_short_record_loses_no_statement_and_no_success() -> None:
    record, short = read_record(), short_record(read_record())
    assert sum(row.statements for row in short) == sum(row.statements for row in record)
    for field in ("said", "came_true"):
        whole, left = (sum(row.statements * getattr(row, field) for row in rows) for rows in (record, short))
        assert whole == pytest.approx(left)
    assert [row.low for row in short[1:]] == [row.high for row in short[:-1]] and (short[0].low, short[-1].high) == (0.0, 1.0)


def test_every_printed_row_rests_on_fifty_statements_at_least() -> None:
    assert FEWEST == 50 and min(row.statements for row in read_record()) < FEWEST  # otherwise nothing would be tested here
    assert min(row.statements for row in short_record(read_record())) >= FEWEST


def test_a_sparse_bin_joins_its_neighbour_wherever_it_stands() -> None:
    rows = [Row(0.0, 0.1, 10, 0.05, 0.0), Row(0.1, 0.2, 30, 0.15, 0.2), Row(0.2, 0.3, 60, 0.25, 0.3), Row(0.3, 0.4, 5, 0.35, 1.0)]
    first, last = short_record(rows, fewest=40)
    assert (first.low, first.high, first.statements, first.came_true) == (0.0, 0.2, 40, pytest.approx(0.15))
    assert (last.low, last.high, last.statements, last.came_true) == (0.2, 0.4, 65, pytest.approx((18 + 5) / 65))
    assert short_record(rows, fewest=1000)[0].statements == 105


def test_an_empty_file_of_statements_is_no_record(tmp_path) -> None:
    path = tmp_path / "record.csv"
    path.write_text("low,high,statements,said,came_true\n", encoding="utf-8")
    assert read_record(path) == [] and short_record([]) == []


def test_the_parts_mean_what_the_scores_of_the_prior_say() -> None:
    """Every indicator weighs the same in the scores; the file by part tells each of them."""
    scores = tomllib.loads(PRIOR_FILE.read_text(encoding="utf-8"))["learned"]["indicators_left_out"]
    of_indicators = read_parts().query("part == 'indicator'")
    third = of_indicators[of_indicators["horizon"] == 3]
    assert third["mase"].mean() == pytest.approx(scores["mase_h3"], abs=2e-4)
    for held in ("80", "95"):
        assert of_indicators[f"coverage{held}"].mean() == pytest.approx(scores[f"coverage{held}"], abs=2e-4)
        assert third[f"coverage{held}"].mean() == pytest.approx(scores[f"coverage{held}_h3"], abs=2e-4)
    assert of_indicators["wis"].mean() == pytest.approx(scores["wis"], abs=2e-4)


def test_the_parts_count_every_window_once_for_each_year_ahead() -> None:
    parts, statements = read_parts(), sum(row.statements for row in read_record())
    for _, table in parts.groupby(["part", "horizon"]):
        assert 4 * table["windows"].sum() == statements  # four levels are asked of each window
    assert parts["said"].notna().eq(parts["horizon"] == 3).all()

"""What the projection said on the benchmark and how often it came true: written by `make prior`, read here.

Every statement was made under a prior learned without the indicator that it is about, so that the
record says what to expect of an indicator that the tool has never seen.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

RECORD_FILE = Path(__file__).with_name("track_record.csv")
PARTS_FILE = Path(__file__).with_name("track_record_by_part.csv")
FEWEST = 50  # statements behind a printed share: with fewer, its standard error is above 7 points


@dataclass(frozen=True)
class Row:
    """Of `statements` with a chance from `low` to `high`: the mean chance, and the share that came true."""

    low: float
    high: float
    statements: int
    said: float
    came_true: float


def read_record(path: Path = RECORD_FILE) -> list[Row]:
    """The record in the ten bins of the file, from the lowest chance to the highest."""
    table = pd.read_csv(path)
    return [Row(**row) for row in table.to_dict("records")]


def short_record(record: list[Row], *, fewest: int = FEWEST) -> list[Row]:
    """The record with neighbouring bins put together until each rests on `fewest` statements.

    A sparse bin is joined with the next, the last one with the one before.
    """
    merged: list[Row] = []
    for row in record:
        if merged and merged[-1].statements < fewest:
            merged[-1] = _together(merged[-1], row)
        else:
            merged.append(row)
    while len(merged) > 1 and merged[-1].statements < fewest:
        last = merged.pop()
        merged[-1] = _together(merged[-1], last)
    return merged


def _together(first: Row, second: Row) -> Row:
    n = first.statements + second.statements

    def mean(a: float, b: float) -> float:
        return (first.statements * a + second.statements * b) / n

    return Row(first.low, second.high, n, mean(first.said, second.said), mean(first.came_true, second.came_true))


def read_parts(path: Path = PARTS_FILE) -> pd.DataFrame:
    """How intervals did by indicator and by the year projected, each by years ahead.

    Returns
    -------
    part : ``indicator`` or ``year``; name; horizon : 1 to 3; windows; coverage80, coverage95 : shares;
    mase, wis : in mean yearly changes of a window; said, came_true : of the third year's targets, else NaN.
    """
    return pd.read_csv(path, dtype={"name": str})

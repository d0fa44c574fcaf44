"""Observations kept as parquet: of a country's figures, only those of the units asked for are read."""

from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path


def read_rows(path: Path, codes: Collection[str], columns: list[str]) -> Iterator[dict[str, str]]:
    """Rows of the units of `codes`, all cells as text; of none, all rows.

    Only groups of rows whose units may be among them are read: write the file ordered by unit, in groups of some
    thousands. One thread, since kernels are forked of processes that read: a thread would forbid it.

    Raises
    ------
    ModuleNotFoundError : pyarrow is not installed. OSError, ValueError : the file is no parquet of these columns.
    """
    from pyarrow import parquet

    with parquet.ParquetFile(path, pre_buffer=False) as file:
        absent = [column for column in columns if column not in file.schema_arrow.names]
        strange = [column for column in file.schema_arrow.names if column not in columns]
        if absent or strange:
            raise ValueError(f"columns missing: {', '.join(absent) or 'none'}; not known: {', '.join(strange) or 'none'}")
        place = file.schema_arrow.names.index("unit_code")
        low, high = (min(codes), max(codes)) if codes else ("", "")
        for group in range(file.num_row_groups):
            told = file.metadata.row_group(group).column(place).statistics
            if codes and told is not None and told.has_min_max and (told.max < low or told.min > high):
                continue
            table = file.read_row_group(group, columns=columns, use_threads=False)
            start = 0
            for wanted, run in groupby(table.column("unit_code").to_pylist(), lambda code: not codes or code in codes):
                length = sum(1 for _ in run)
                if wanted:
                    for row in table.slice(start, length).to_pylist():
                        yield {name: "" if value is None else str(value) for name, value in row.items()}
                start += length

"""What was reported: one validated tidy table, and the values computed from it."""

from workbench.observations.aggregation import VALUES, compute_values, segment_from
from workbench.observations.identities import check_identities
from workbench.observations.table import (
    COLUMNS,
    KEY,
    digest_of,
    find_row_faults,
    load_observations,
    order_by_force,
    read_observations,
    read_outcomes,
    select_observations,
)

__all__ = [
    "COLUMNS",
    "KEY",
    "VALUES",
    "check_identities",
    "compute_values",
    "digest_of",
    "find_row_faults",
    "load_observations",
    "order_by_force",
    "read_observations",
    "read_outcomes",
    "segment_from",
    "select_observations",
]

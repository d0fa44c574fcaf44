"""What a job may use, and what is told of it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Limits:
    """What one notebook may use; beyond it, it fails alone."""

    seconds: int = 600
    memory_mb: int = 4096  # of address space; where the system can limit another process' (Linux)
    output_mb: int = 10  # of what its cells print and show


@dataclass(frozen=True)
class Outcome:
    """What a worker tells of a job: small, so that thousands cost nothing.

    Done: notebook and page stand under their final names. Failed: the notebook raised or broke a limit; it
    is kept as ``<area>.failed.ipynb`` and there is no page. Broken: not the notebook's fault.
    """

    unit_code: str
    stem: str
    state: Literal["done", "failed", "broken"]
    seconds: float
    message: str = ""
    notes: tuple[str, ...] = ()  # why kernels were started the stock way

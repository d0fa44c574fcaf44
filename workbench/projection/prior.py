"""The prior of the panel trend, read from a file that people can read."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Prior:
    """Variances in units of a series' own yearly spread; see prior.toml for the meaning of each."""

    drift_variance: float
    wave_variance: float
    wave_memory: float
    noise_variance: float
    common_drift_variance: float
    common_wave_variance: float
    common_wave_memory: float
    common_shock_variance: float
    improvement: float
    spread_degrees: float
    spread_weight: float
    log_spread: float


@cache
def load_prior() -> Prior:
    """The prior that comes with the package."""
    return Prior(**tomllib.loads(Path(__file__).with_name("prior.toml").read_text(encoding="utf-8")))

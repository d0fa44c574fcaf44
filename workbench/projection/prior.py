"""The prior of the panel trend: what is taken for granted about short yearly series before seeing one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import DefinitionError

if TYPE_CHECKING:
    from workbench.programme import Programme

PRIOR_FILE = Path(__file__).with_name("prior.toml")


@dataclass(frozen=True)
class Regime:
    """One kind of series: how its yearly changes hang together.

    Variances are in units of the series' own yearly spread; the shock to a unit's own level has variance 1.

    Attributes
    ----------
    weight : probability before any value is seen; those of a prior add up to 1.
    drift_variance, common_drift_variance : of the lasting drift, a unit's own and the panel's.
    wave_variance, common_wave_variance : stationary variance of the passing drift.
    wave_memory, common_wave_memory : how much of a passing drift is left a year later.
    noise_variance : error of measurement of one year's level.
    common_shock_variance : of one year's shock to all units at once.
    improvement : mean of the common lasting drift, towards the good side.
    """

    weight: float
    drift_variance: float
    wave_variance: float
    wave_memory: float
    noise_variance: float
    common_drift_variance: float
    common_wave_variance: float
    common_wave_memory: float
    common_shock_variance: float
    improvement: float


@dataclass(frozen=True)
class Prior:
    """Regimes and what ties the spreads of a panel's units together.

    Attributes
    ----------
    spread_degrees : how many yearly changes of its own weigh as much as the panel's spread, for one unit.
    spread_weight : how many yearly changes of the panel the prior's spread is worth.
    log_spread : log of the prior's yearly variance on the projection scale.
    likelihood_power : how far a panel's own years decide between the regimes; 0 not at all, 1 as Bayes would.
    """

    regimes: tuple[Regime, ...]
    spread_degrees: float
    spread_weight: float
    log_spread: float
    likelihood_power: float


KINDS = ("rates", "amounts")  # the logit scale, the log scale


def priors_of(programme: Programme) -> dict[str, Prior]:
    """The priors by which a programme is projected: those that its folder holds, else those of the package."""
    path = programme.folder / programme.header.prior if programme.header.prior else PRIOR_FILE
    return {kind: load_prior(kind, path) for kind in KINDS}


@cache
def load_prior(kind: str, path: Path = PRIOR_FILE) -> Prior:
    """The prior for ``rates`` (the logit scale) or ``amounts`` (the log scale); the package's if no other file is named.

    Raises
    ------
    DefinitionError : the file is no prior.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))[kind]
        return Prior(regimes=tuple(Regime(**one) for one in found.pop("regimes")), **found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DefinitionError(
            path.name, f"this is no prior for {kind} ({error}).", "Learn it again; see benchmarks/learn_prior.py."
        ) from error

"""Small sets of observations on the real programmes: each test names only the figures it is about."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from workbench.assessment import Assessments, assess
from workbench.observations import COLUMNS, compute_values, load_observations, select_observations
from workbench.programme import Programme, load_programme
from workbench.projection import Projections, project

DATA = Path(__file__).resolve().parents[3] / "data"
DISTRICT = "468"
TOWN = "19597"
COMMUNES = ("19597", "19600", "19603", "19606", "19609", "19612", "19615", "19618", "19621")
Series = tuple[str, str, Mapping[int, float]]


@cache
def programme_of(name: str = "cam-lo") -> Programme:
    return load_programme(DATA / name)


def with_indicator(programme: Programme, name: str, **update: object) -> Programme:
    """The programme with one entry of the catalogue changed."""
    areas = [
        area.model_copy(update={"indicators": tuple(one.model_copy(update=update) if one.id == name else one for one in area.indicators)})
        for area in programme.areas
    ]
    return replace(programme, areas=tuple(areas))


def with_target(programme: Programme, name: str, **update: object) -> Programme:
    """The programme with one target changed."""
    areas = [
        area.model_copy(update={"targets": tuple(one.model_copy(update=update) if one.id == name else one for one in area.targets)})
        for area in programme.areas
    ]
    return replace(programme, areas=tuple(areas))


@cache
def real_values(name: str = "cam-lo", as_of: int = 0, observed_only: bool = False) -> pd.DataFrame:
    """All values of a real programme; not to be changed."""
    programme = programme_of(name)
    year = as_of or programme.header.as_of
    chosen = select_observations(load_observations(programme), as_of=year, observed_only=observed_only)
    return compute_values(programme, chosen, as_of=year)


@cache
def real_projections(name: str = "cam-lo", as_of: int = 0, observed_only: bool = False) -> Projections:
    """All projections of a real programme; not to be changed."""
    programme = programme_of(name)
    return project(programme, real_values(name, as_of, observed_only), as_of=as_of or programme.header.as_of)


@cache
def real_assessments(name: str = "cam-lo", as_of: int = 0, observed_only: bool = False) -> Assessments:
    """All assessments of a real programme; not to be changed."""
    programme, values = programme_of(name), real_values(name, as_of, observed_only)
    return assess(programme, values, real_projections(name, as_of, observed_only), as_of=as_of or programme.header.as_of)


def observe(*series: Series, qualifier: str = "exact", status: str = "reported") -> pd.DataFrame:
    """A table of observations from (unit, indicator, {year: value})."""
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {"unit_code": unit, "indicator_id": name, "year": year, "value": float(value), "status": status, "qualifier": qualifier}
        | {"source_id": "report-2018"}
        for unit, name, years in series
        for year, value in years.items()
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"year": "int64", "value": "float64"})


def values_of(*series: Series, as_of: int = 2017, programme: Programme | None = None) -> pd.DataFrame:
    return compute_values(programme or programme_of(), observe(*series), as_of=as_of)


def project_series(*series: Series, as_of: int = 2017, programme: Programme | None = None) -> Projections:
    programme = programme or programme_of()
    return project(programme, values_of(*series, as_of=as_of, programme=programme), as_of=as_of)


def assess_values(values: pd.DataFrame, *, as_of: int = 2017, programme: Programme | None = None) -> Assessments:
    programme = programme or programme_of()
    return assess(programme, values, project(programme, values, as_of=as_of), as_of=as_of)


def assess_series(*series: Series, as_of: int = 2017, programme: Programme | None = None) -> Assessments:
    return assess_values(values_of(*series, as_of=as_of, programme=programme), as_of=as_of, programme=programme)


def row_of(found: Assessments, target: str, unit: str = DISTRICT) -> dict:
    """The one assessment of a target and a unit; what is not there is None, as in the JSON."""
    rows = found.table[(found.table["unit_code"] == unit) & (found.table["target_id"] == target)]
    assert len(rows) == 1
    return {key: None if pd.isna(value) else value for key, value in rows.iloc[0].to_dict().items()}


def years_of(found: Assessments, target: str, unit: str = DISTRICT) -> pd.DataFrame:
    """The years of an annual target, indexed by year."""
    own = found.years[(found.years["unit_code"] == unit) & (found.years["target_id"] == target)]
    assert own["year"].is_unique
    return own.set_index("year")


def poverty(unit: str, rates: Mapping[int, float], households: float = 10_000.0) -> tuple[Series, Series]:
    """Poor households and all households that give these rates, in per cent."""
    counts = {year: rate / 100.0 * households for year, rate in rates.items()}
    return (unit, "POV_HH", counts), (unit, "BASE_HH", dict.fromkeys(rates, households))


def unemployment(unit: str, rates: Mapping[int, float], workers: float = 10_000.0) -> tuple[Series, Series]:
    counts = {year: rate / 100.0 * workers for year, rate in rates.items()}
    return (unit, "EMP_UNEMP_RATE__num", counts), (unit, "BASE_LF", dict.fromkeys(rates, workers))


def trained(unit: str, rates: Mapping[int, float], workers: float = 10_000.0) -> tuple[Series, Series]:
    counts = {year: rate / 100.0 * workers for year, rate in rates.items()}
    return (unit, "EMP_TRAINED_RATE__num", counts), (unit, "BASE_LF", dict.fromkeys(rates, workers))

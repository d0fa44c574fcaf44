"""Tidy tables for an analyst's own cells: names beside codes, the measure beside every figure."""

import os
from functools import lru_cache
from pathlib import Path

import pandas as pd

from workbench.findings import Findings, load_findings
from workbench.programme import Aim, Lever, Scenario, Words, keep_scenario, load_programme
from workbench.programme.finding import find_indicator, find_unit
from workbench.programme.shown import name_of
from workbench.settings import find_programme

KEPT = 4  # programmes, years or scenarios between which somebody goes to and fro


def observations(
    programme: str | os.PathLike[str], *, unit: str = "", indicator: str = "", as_of: int = 0, observed_only: bool = False, lang: str = ""
) -> pd.DataFrame:
    """Values by unit, indicator and year, computed rates and sums included.

    Parameters
    ----------
    programme : a name under ``data/`` or a path.
    unit, indicator : one code, one id; all if left out.
    as_of : last year taken into account; 0 is the programme's own.
    observed_only : leave simulated figures out.
    lang : of the names; the programme's own if left out.

    Returns
    -------
    One row for each value: ``unit_code``, ``unit``, ``indicator_id``, ``indicator``, ``measure``, ``year``, ``value``,
    ``is_usable``, ``is_simulated``, ``source_ids``.

    Examples
    --------
    >>> poor = observations("first-programme", unit="C1", indicator="POOR")
    >>> poor[["year", "value", "measure"]].tail(1).values.tolist()
    [[2025, 70.0, 'households']]
    """
    findings = _findings(programme, as_of, observed_only)
    columns = ["year", "value", "is_usable", "is_simulated", "source_ids"]
    return _told(findings, findings.values, columns, unit, indicator, lang)


def by_year(
    programme: str | os.PathLike[str], *indicators: str, unit: str = "", as_of: int = 0, observed_only: bool = False, lang: str = ""
) -> pd.DataFrame:
    """Some indicators side by side, as regressions and pictures want them.

    Parameters
    ----------
    indicators : one id or more, in the order of the columns.
    unit, as_of, observed_only, lang : as in `observations`.

    Returns
    -------
    One row for each unit and year: ``unit_code``, ``unit``, ``year``, and a column for each indicator, whose name
    ends in its measure.

    Examples
    --------
    >>> by_year("first-programme", "POOR", "POVERTY_RATE", unit="C1").columns.tolist()
    ['unit_code', 'unit', 'year', 'POOR_households', 'POVERTY_RATE_pct']
    """
    findings = _findings(programme, as_of, observed_only)
    tidy = pd.concat([_told(findings, findings.values, ["year", "value"], unit, name, lang) for name in indicators])
    ends = tidy["measure"].str.replace("%", "pct").map(name_of)
    tidy["column"] = tidy["indicator_id"] + "_" + ends
    table = tidy.pivot(index=["unit_code", "unit", "year"], columns="column", values="value")[tidy["column"].unique()]
    return table.rename_axis(columns=None).reset_index()


def project(
    programme: str | os.PathLike[str],
    *,
    unit: str = "",
    indicator: str = "",
    as_of: int = 0,
    observed_only: bool = False,
    scenario: str = "",
    lang: str = "",
) -> pd.DataFrame:
    """Projected quantiles by unit, indicator and year, as the batch has them.

    Parameters
    ----------
    unit, indicator, as_of, observed_only, lang : as in `observations`.
    scenario : name of a file of assumptions; see `scenario`.

    Returns
    -------
    One row for each year ahead: names and ``measure`` as in `observations`, ``year``, ``q025`` to ``q975`` in that
    measure, ``n_obs`` (values behind it), ``is_simulated``.

    Examples
    --------
    >>> ahead = project("first-programme", unit="C1", indicator="POVERTY_RATE")
    >>> ahead["year"].tolist(), bool((ahead["q10"] < ahead["q50"]).all())
    ([2026, 2027, 2028], True)
    """
    findings = _findings(programme, as_of, observed_only, scenario)
    columns = ["year", "q025", "q10", "q50", "q90", "q975", "n_obs", "is_simulated"]
    return _told(findings, findings.projections, columns, unit, indicator, lang)


def assess(
    programme: str | os.PathLike[str],
    *,
    unit: str = "",
    indicator: str = "",
    as_of: int = 0,
    observed_only: bool = False,
    scenario: str = "",
    lang: str = "",
) -> pd.DataFrame:
    """Every target for every unit, once each: verdict, probability, range, pace and gap.

    Parameters
    ----------
    unit, indicator, as_of, observed_only, scenario, lang : as in `project`.

    Returns
    -------
    Names and ``measure`` as in `observations`, ``target_id``, ``target``, and the columns of the assessments;
    ``p_met`` is a probability between 0 and 1, paces are per year and positive towards the target.

    Examples
    --------
    >>> assess("first-programme", unit="C1")[["target", "target_value", "measure", "latest_year"]].values.tolist()
    [['Poverty rate below 4.5%', 4.5, '%', 2025]]
    """
    findings = _findings(programme, as_of, observed_only, scenario)
    lang = lang or findings.programme.header.default_language
    table = findings.assessments
    table = table.assign(target=[findings.programme.targets[one].title[lang] for one in table["target_id"]])
    kept = ["target_id", "target", *(name for name in table if name not in ("unit_code", "indicator_id", "unit", "target_id", "target"))]
    return _told(findings, table, kept, unit, indicator, lang)


def scenario(
    programme: str | os.PathLike[str],
    name: str,
    *,
    title: str | dict[str, str] = "",
    levers: list[Lever] | None = None,
    targets: list[Aim] | None = None,
) -> Scenario:
    """Keep a scenario in the programme's ``scenarios/`` and return it; ``run --scenario NAME`` uses it as it is.

    Parameters
    ----------
    name : of the file; letters, digits, ``-`` and ``_``; one of that name is replaced.
    title : as pages name it, for all languages or by language.
    levers : what is assumed of indicators: another pace, a shock in one year.
    targets : other marks, or readings, of targets.

    Examples
    --------
    >>> faster = scenario("first-programme", "faster", title="Twice as fast", levers=[Lever(indicator="POVERTY_RATE", pace=2.0)])
    >>> plain, assumed = (assess("first-programme", unit="C1", scenario=name)["p_met"].iloc[0] for name in ("", faster.name))
    >>> bool(assumed > plain)
    True
    """
    loaded = load_programme(programme)
    made = Scenario(
        programme=loaded.header.id, name=name, title=Words(title or name), levers=tuple(levers or ()), targets=tuple(targets or ())
    )
    keep_scenario(loaded, made)
    return made


def _findings(programme: str | os.PathLike[str], as_of: int, observed_only: bool, scenario: str = "") -> Findings:
    """Computed once, for as long as no file of the folder changes: one looks at the same programme again and again."""
    folder = find_programme(programme)
    files = sorted(path for path in (*folder.rglob("*"), Path(scenario)) if path.suffix in (".toml", ".csv", ".parquet") and path.is_file())
    state = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    return _computed(Path.cwd(), os.fspath(programme), as_of, observed_only, scenario, state)


@lru_cache(maxsize=KEPT)
def _computed(_place: Path, programme: str, as_of: int, observed_only: bool, scenario: str, _state: tuple) -> Findings:
    return load_findings(programme, as_of=as_of, observed_only=observed_only, scenario=scenario)


def _told(findings: Findings, table: pd.DataFrame, columns: list[str], unit: str, indicator: str, lang: str) -> pd.DataFrame:
    programme = findings.programme
    lang = lang or programme.header.default_language
    if unit:
        find_unit(programme, unit, findings.as_of)
        table = table[table["unit_code"] == unit]
    if indicator:
        if indicator not in programme.components:
            find_indicator(programme, indicator, "indicator")
        table = table[table["indicator_id"] == indicator]
    # A code may have had another unit before: that of the as-of year is meant.
    units = {one.code: one.title(lang) for one in (*programme.units, *programme.units_in(findings.as_of).values())}
    known = programme.indicators
    counts = {key: (one, one.components[key]) for one in known.values() for key in one.components}
    titles = {key: one.title[lang] for key, one in known.items()}
    titles |= {key: words[lang] if words else of.title[lang] for key, (of, words) in counts.items()}
    measures = {key: one.unit[lang] for key, one in known.items()}
    measures |= {key: of.quantity_unit[lang] if of.quantity_unit else "" for key, (of, _) in counts.items()}
    names = {
        "unit_code": table["unit_code"],
        "unit": table["unit_code"].map(units),
        "indicator_id": table["indicator_id"],
        "indicator": table["indicator_id"].map(titles),
        "measure": table["indicator_id"].map(measures),
    }
    return pd.DataFrame(names).join(table[columns]).reset_index(drop=True)

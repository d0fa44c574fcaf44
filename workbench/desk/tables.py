"""Tidy tables for an analyst's own cells: names beside codes, the measure beside every figure."""

import os

import pandas as pd

from workbench.findings import Findings, load_findings
from workbench.programme import Aim, Lever, Scenario, Words, keep_scenario, load_programme


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
    >>> observations("vietnam-provinces", unit="45", indicator="TRAINED_WORKERS")[["year", "value", "measure"]].tail(1).values.tolist()
    [[2016, 22.6, '%']]
    """
    findings = load_findings(programme, as_of=as_of, observed_only=observed_only)
    columns = ["year", "value", "is_usable", "is_simulated", "source_ids"]
    return _told(findings, findings.values, columns, unit, indicator, lang)


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

    Returns
    -------
    One row for each year ahead: names and ``measure`` as in `observations`, ``year``, ``q025`` to ``q975`` in that
    measure, ``n_obs`` (values behind it), ``is_simulated``.
    """
    findings = load_findings(programme, as_of=as_of, observed_only=observed_only, scenario=scenario)
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

    Returns
    -------
    Names and ``measure`` as in `observations`, ``target_id``, ``target``, and the columns of the assessments;
    ``p_met`` is a probability between 0 and 1, paces are per year and positive towards the target.
    """
    findings = load_findings(programme, as_of=as_of, observed_only=observed_only, scenario=scenario)
    lang = lang or findings.programme.header.default_language
    table = findings.assessments
    table = table.assign(target=[findings.programme.targets[one].title[lang] for one in table["target_id"]])
    kept = [name for name in table if name not in ("unit_code", "indicator_id", "unit")]
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

    Examples
    --------
    >>> from workbench import desk
    >>> desk.scenario("cam-lo", "faster-training", levers=[desk.Lever(indicator="EMP_TRAINED_RATE", pace=1.5)])  # doctest: +SKIP
    """
    loaded = load_programme(programme)
    made = Scenario(
        programme=loaded.header.id, name=name, title=Words(title or name), levers=tuple(levers or ()), targets=tuple(targets or ())
    )
    keep_scenario(loaded, made)
    return made


def _told(findings: Findings, table: pd.DataFrame, columns: list[str], unit: str, indicator: str, lang: str) -> pd.DataFrame:
    from workbench.case import find_unit, make_case

    programme = findings.programme
    lang = lang or programme.header.default_language
    if unit:
        find_unit(programme, unit, findings.as_of)
        table = table[table["unit_code"] == unit]
    if indicator:
        make_case(findings, "", next(iter(programme.units_in(findings.as_of))), lang).indicator(indicator)
        table = table[table["indicator_id"] == indicator]
    units = {one.code: one.title(lang) for one in programme.units}
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

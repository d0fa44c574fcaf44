"""One page made for nobody: what its making leaves in memory, the kernels forked afterwards need not make each for itself."""

from workbench.briefing import show
from workbench.case import make_case
from workbench.findings import load_findings

SECTIONS = (
    *(show.headline, show.promises, show.standing, show.trend, show.verdicts, show.effort, show.contributions),
    *(show.registers, show.official, show.cautions, show.sources),
)


def rehearse(name: str, *, lang: str, as_of: int, observed_only: bool, scenario: str) -> None:
    """Write a page of an area: texts of the language, forms of numbers. To draw it too would cost more than its kernels then save.

    Parameters
    ----------
    lang : of the pages that are to be made.
    """
    findings = load_findings(name, as_of=as_of, observed_only=observed_only, scenario=scenario)
    programme = findings.programme
    unit = next(one for one in programme.units_in(findings.as_of).values() if not one.parent)
    for area in sorted(programme.policy_areas, key=lambda one: len(one.targets))[-1:]:
        try:
            case = make_case(findings, area.area, unit.code, lang)
            for section in SECTIONS:
                str(section(case))
        except Exception:  # noqa: S110 - the page's own kernel will say it, of that page alone
            pass

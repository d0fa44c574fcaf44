"""From an executed notebook to a page: our own template, through nbconvert."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.briefing.assumed import assumed
from workbench.briefing.blocks import IN_A_NOTEBOOK
from workbench.briefing.paper import page_number_place
from workbench.briefing.phrases import Phrases
from workbench.briefing.texts import Texts
from workbench.case import Case
from workbench.errors import NotebookError
from workbench.extract import digest_of
from workbench.findings import Findings

if TYPE_CHECKING:  # loading them takes a second, and most commands make no page
    from nbconvert.exporters import TemplateExporter
    from nbformat import NotebookNode

TEMPLATE = Path(__file__).with_name("template")
IDENTITY = ("programme", "unit_code", "area", "as_of", "digest", "job")


def page_facts(case: Case, job: str) -> dict[str, object]:
    """What a page and its notebook say of themselves, in the metadata of the notebook."""
    say = Texts(case.lang)
    title = Phrases(case).title
    mark = f" – {say('simulated.mark')}" if case.is_simulated else ""
    digest, scenario = digest_of(case), case.programme.scenario
    if scenario:
        mark += f" – {say('scenario.short', title=scenario.title[case.lang]).unescape()}"  # escaped in the template
    return {
        "programme": case.programme.header.id,
        "unit_code": case.unit.code,
        "area": case.code,
        "as_of": case.as_of,
        "lang": case.lang,
        "digest": digest,
        "job": job,
        "is_simulated": case.is_simulated,
        "observed_only": case.findings.observed_only,
        "disclosed": disclosure_told(case.findings, case.lang),
        "scenario": [str(line) for line in assumed(case.programme, case.lang)],
        # What the notebook itself will say of the figures that it has loaded, if they are those of its job.
        "proof": str(say("sources.digest", digest=digest[:16], programme=case.programme.header.id, unit=case.unit.code)),
        "page_number": page_number_place(case),
        "mark": str(say("simulated.mark")),
        "title": f"{case.unit.code} {case.unit.title(case.lang)} – {title}{mark}",
        "footer": str(
            say(
                "page.footer",
                programme=case.programme.header.id,
                unit=case.unit.code,
                as_of=case.as_of,
                digest=digest[:16],
                job=job[:16],
            )
        ),
    }


def disclosure_told(findings: Findings, lang: str) -> str:
    """What a paper that leaves the office says of the figures that it withholds; nothing on papers that stay."""
    return str(Texts(lang)("page.disclosed", threshold=findings.programme.header.disclosure.threshold)) if findings.is_disclosed else ""


def render_page(notebook: "NotebookNode") -> str:
    """The HTML of an executed notebook whose metadata hold its page facts.

    Raises
    ------
    NotebookError : a figure without an alt text, which a reader who cannot see it would miss.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}) and not output.metadata.get("image/png", {}).get("alt"):
                raise NotebookError(
                    notebook.metadata.workbench.title, "a figure has no alt text.", "Show figures through workbench.figures."
                )
    body, _ = _exporter().from_notebook_node(notebook, resources={"workbench_css": _css()})
    return body.replace(IN_A_NOTEBOOK, "")


def read_identity(path: Path) -> Mapping[str, str]:
    """What a page or an executed notebook says it is about; empty for a file that is none of ours.

    Of a page, only the head is read: thousands are asked at once.
    """
    import json
    import re

    if path.suffix == ".ipynb":
        told = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("workbench", {})
        return {name: str(told[name]) for name in IDENTITY if name in told}
    with open(path, encoding="utf-8", errors="replace") as file:  # spoilt, it is another's
        head = file.read(4_000)
    return {name: value for name in IDENTITY for value in re.findall(rf'<meta name="workbench-{name}" content="([^"]*)">', head)}


@cache
def _exporter() -> "TemplateExporter":
    """Outputs through our template as they are; built once, since its start takes longer than a page.

    Not the HTMLExporter: it parses and prints each page once more to add what ours has already.
    """
    from nbconvert.exporters import TemplateExporter

    class BriefingExporter(TemplateExporter):
        template_name = "briefing"
        file_extension = ".html"
        output_mimetype = "text/html"
        default_preprocessors: list = []  # noqa: RUF012 - a traitlet of the base class: nothing to highlight, hide or extract

        @property
        def template_paths(self) -> list[str]:
            return [str(TEMPLATE / self.template_name)]

        def _template_file_default(self) -> str:
            return "index.html.j2"

    return BriefingExporter()


@cache
def _css() -> str:
    return (TEMPLATE / "page.css").read_text(encoding="utf-8")

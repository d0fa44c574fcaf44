"""What pages say, word for word. Renewed only by `pytest --renew-golden`, and read in the diff."""

import re
from pathlib import Path

import pytest

from tests.briefings.html import Node, read_page

pytestmark = pytest.mark.slow
GOLDEN = Path(__file__).resolve().parents[1] / "golden"
PAGES = [
    *(
        ("district", f"468-huyen-cam-lo/{stem}")
        for stem in (
            "00_overview",
            "01_people_of_merit",
            "02_employment",
            "03_poverty_reduction",
            "04_insurance",
            "05_social_assistance",
            "06_education",
            "07_health",
            "08_housing",
            "09_water",
            "10_information",
        )
    ),
    ("district", "19609-xa-cam-thanh/02_employment"),
    ("district", "19609-xa-cam-thanh/05_social_assistance"),
    ("district", "19597-thi-tran-cam-lo/09_water"),
    ("district_english", "468-huyen-cam-lo/00_overview"),
    ("district_english", "468-huyen-cam-lo/03_poverty_reduction"),
    ("district_observed", "468-huyen-cam-lo/00_overview"),
    ("provinces", "45-tinh-quang-tri/02_employment"),
]


def words_of(page: Path) -> str:
    """The page as text, one block a line, with the alt texts of its figures and without its digests."""
    main = read_page(page.read_text(encoding="utf-8")).all("main")[0]
    for image in main.all("img"):
        image.children.append(f"\n[{image.attributes['alt']}]\n")
    for cell in [*main.all("td"), *main.all("th")]:
        cell.children.append(" | ")
    text = "\n".join(line.strip() for line in _joined(main).splitlines() if line.strip())
    return re.sub(r"\b[0-9a-f]{16}\b", "<digest>", text) + "\n"


def _joined(node: Node) -> str:
    parts = [child if isinstance(child, str) else _joined(child) for child in node.children]
    inner = "".join(parts)
    if node.tag in ("td", "th"):
        return inner.replace("\n", " ")
    return inner + ("\n" if node.tag in {"p", "h1", "h2", "h3", "li", "tr", "caption", "figcaption"} else "")


@pytest.mark.parametrize(("run", "page"), PAGES, ids=[f"{run}-{page.split('/')[0].split('-')[0]}-{Path(page).stem}" for run, page in PAGES])
def test_the_page_says_what_it_said(run: str, page: str, request: pytest.FixtureRequest) -> None:
    folder, stem = page.split("/")
    (path,) = (request.getfixturevalue(run) / folder).glob(f"{stem}*.html")
    made = words_of(path)
    golden = GOLDEN / f"{run}-{folder.split('-')[0]}-{stem}.txt"
    if request.config.getoption("--renew-golden"):
        golden.write_text(made, encoding="utf-8")
    assert golden.is_file(), "no golden text yet: pytest --renew-golden, then read it"
    assert made == golden.read_text(encoding="utf-8")

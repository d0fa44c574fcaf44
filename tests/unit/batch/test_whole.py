"""All pages of a unit as one file: there when all of them are, gone when one is not, left alone when nothing has changed."""

from pathlib import Path

import pytest

from workbench.batch.plan import Job
from workbench.batch.run import Standing
from workbench.batch.whole import bind_pages

PAGE = '<html><head><meta name="workbench-job" content="{key}"><style></style></head>'
PAGE += "<body><main><h1>{title}</h1><p>{title}</p></main></body></html>"


@pytest.fixture
def standings(tmp_path: Path) -> list[Standing]:
    folder = tmp_path / "01-a"
    folder.mkdir()
    jobs = [
        Job("01", stem, Path("n.ipynb"), {}, folder, stem, stem == "b", "sim", {"job": f"key-{stem}", "page_number": "top-center"}, {})
        for stem in ("a", "b")
    ]
    for job in jobs:
        job.page.write_text(PAGE.format(key=job.key, title=job.stem), encoding="utf-8")
    return [Standing(job, "done") for job in jobs]


def test_it_holds_every_page_under_one_h1_and_says_in_its_name_if_one_is_simulated(standings: list[Standing]) -> None:
    (path,) = bind_pages(standings)
    text = path.read_text(encoding="utf-8")
    assert path.name == "01-a-sim.html" and text.count("<h1>") == 1 and "<p>a</p>" in text and "<p>b</p>" in text


def test_it_goes_when_a_page_is_no_longer_done(standings: list[Standing]) -> None:
    (path,) = bind_pages(standings)
    assert bind_pages([standings[0], Standing(standings[1].job, "stale")]) == [] and not path.exists()


def test_it_is_written_again_only_when_one_of_its_pages_is_another_or_it_was_cut_short(standings: list[Standing]) -> None:
    (path,) = bind_pages(standings)
    whole = path.read_text(encoding="utf-8")
    kept = whole.replace("</body>", "<!-- kept --></body>")
    path.write_text(kept, encoding="utf-8")
    bind_pages(standings)
    assert path.read_text(encoding="utf-8") == kept
    path.write_text(kept[:-20], encoding="utf-8")
    bind_pages(standings)
    assert path.read_text(encoding="utf-8") == whole
    standings[1].job.facts["job"] = "another"
    bind_pages(standings)
    assert path.read_text(encoding="utf-8") != whole


def test_each_annex_has_page_numbers_of_its_own(standings: list[Standing]) -> None:
    (path,) = bind_pages(standings)
    text = path.read_text(encoding="utf-8")
    assert '<article class="part" style="page:part-0">' in text
    assert "@page part-0{counter-increment:part-0;@top-center{content:counter(part-0,after-first)}}\n</style>" in text

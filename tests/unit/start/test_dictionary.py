"""The data dictionary: every indicator once, with what the folder says of it, and nothing of it read as markup."""

import re

import pytest

from tests.conftest import ROOT, run_workbench
from workbench.errors import DefinitionError
from workbench.start.dictionary import data_dictionary


def table_of(page: str, indicator: str) -> dict[str, str]:
    """The rows of one indicator's table."""
    part = re.split(r"^#+ ", page.split(f"\n### {indicator}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    return dict(re.findall(r"^\| ([^|]+) \| (.*) \|$", part, re.MULTILINE))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_indicator_of_every_area_has_one_entry(cam_lo, lang):
    page = data_dictionary(str(ROOT / "data" / "cam-lo"), lang)
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE) == list(cam_lo.programme.indicators)
    targets = [key for key, target in cam_lo.programme.targets.items() if target.indicator]
    assert len(targets) >= 19 and [key for key in targets if f"`{key}` " not in page] == []


def test_an_entry_says_unit_bounds_counts_target_and_how_many_figures_there_are_from_whom(folder):
    told = table_of(data_dictionary(str(folder.path), "en"), "POV_RATE")
    assert (told["Unit"], told["Better"], told["Possible"]) == ("%", "lower", "0 to 100")
    assert told["Numerator"].startswith("`POV_HH`") and told["Denominator"].startswith("`BASE_HH`")
    assert "never the mean of rates" in told["For the unit above"]
    assert told["Breaks"].startswith("`BRK-15` ")
    assert table_of(data_dictionary(str(folder.path), "en"), "POV_CUT")["Targets"] == "`T-POV-01` Cut of the poverty rate"
    before = table_of(data_dictionary(str(folder.path), "en"), "POV_HH")["Figures"]
    folder.observe("103", "POV_HH", 2016, 20, status="simulated", source_id="invented")
    assert table_of(data_dictionary(str(folder.path), "en"), "POV_HH")["Figures"] == f"`invented` 2016: 1 **simulated**; {before}"


def test_the_words_of_a_programme_are_text_and_no_markup(folder):
    folder.replace("areas/01_poverty.toml", 'id = "POV_RATE"\n', 'id = "POV_RATE"\nnote = "<b>*a* | `b`</b>"\n')
    assert table_of(data_dictionary(str(folder.path), "en"), "POV_RATE")["Note"] == r"\<b\>\*a\* \| \`b\`\</b\>"


def test_a_language_that_the_programme_has_not_is_refused(folder):
    with pytest.raises(DefinitionError, match=r"has no texts in 'fr'\. There are: vi, en\."):
        data_dictionary(str(folder.path), "fr")


def test_the_command_writes_the_page(folder):
    done = run_workbench("dictionary", "--programme", str(folder.path), "--lang", "vi", "-o", "tu-dien.md", cwd=folder.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder.path / "tu-dien.md").read_text(encoding="utf-8") == data_dictionary(str(folder.path), "vi")

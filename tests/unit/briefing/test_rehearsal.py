"""A page made for nobody warms what kernels share and leaves nothing else behind."""

import matplotlib
import matplotlib.pyplot as plt
import pytest

from workbench.briefing import rehearsal
from workbench.briefing.rehearsal import rehearse
from workbench.briefing.texts import load_texts

CHOICE = {"lang": "vi", "as_of": 2017, "observed_only": False, "scenario": ""}


def test_texts_are_read_and_no_setting_and_no_figure_is_left(folder) -> None:
    load_texts.cache_clear()
    settings = {name: value for name, value in matplotlib.rcParams.items() if name != "backend"}  # to ask for that is to choose it
    rehearse(str(folder.path), **CHOICE)
    assert load_texts.cache_info().currsize == 1
    assert settings.items() <= dict(matplotlib.rcParams.items()).items() and not plt.get_fignums()


def test_what_a_page_does_wrong_is_left_to_its_own_kernel_to_say(folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that rehearses goes on: other pages are made in its forks."""

    def section(case: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(rehearsal, "SECTIONS", (section,))
    rehearse(str(folder.path), **CHOICE)

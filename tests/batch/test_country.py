"""The country of `make benchmark-country`, told small: whoever measures it next year finds that it still runs."""

import re
import sys

import pytest

from benchmarks import country


@pytest.mark.slow
def test_a_small_country_is_made_planned_resumed_indexed_and_its_sample_has_every_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(sys, "argv", ["country", "--districts", "2", "--communes", "4"])
    country.main()
    told = capsys.readouterr().out
    assert "66 pages planned, 66 found in place" in told  # six units with an overview and ten areas each
    assert re.search(r"resumed: nothing changed.* at work", told)
    assert "22 pages, each marked as simulated" in told

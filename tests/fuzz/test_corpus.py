"""Inputs that once broke a parser, or are of a kind that could, break none any more."""

from pathlib import Path

import pytest

from tests.fuzz.parsers import PARSERS

CORPUS = Path(__file__).with_name("corpus")
INPUTS = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name[:24]}")
def test_it_breaks_none(path: Path) -> None:
    PARSERS[path.parent.name](path.read_bytes())


def test_every_parser_has_inputs_and_every_input_a_parser() -> None:
    assert {path.parent.name for path in INPUTS} == set(PARSERS)

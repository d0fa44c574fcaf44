"""Two programmes never mix in one run's folder, whatever their folders and ids are called."""

import json
import shutil
from pathlib import Path

import pytest

from workbench.batch.briefings import tell_status
from workbench.batch.plan import run_name
from workbench.batch.run import check_owner, place_of
from workbench.errors import DefinitionError
from workbench.programme import load_programme


def claim(folder: Path, programme) -> None:
    """What a run leaves behind."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_text(json.dumps({"asked": {"folder": place_of(programme, folder)}}))


def status(programme: Path, output: Path) -> None:
    tell_status(str(programme), units=[], areas=[], lang="", as_of=0, output=output, observed_only=False, scenario="")


def test_a_copy_that_kept_its_id_is_refused_before_anything_is_touched(folder, tmp_path, capsys):
    copy = Path(shutil.copytree(folder.path, tmp_path / "district-of-mine"))
    output = tmp_path / "outputs"
    run = output / run_name(folder.programme, as_of=2017, lang="vi", observed_only=False)
    claim(run, folder.programme)
    status(folder.path, output)
    with pytest.raises(DefinitionError) as refused:
        status(copy, output)
    assert str(refused.value) == (
        f"--output: {run} holds pages of another programme with the id 'three-communes', {folder.path.resolve()}. "
        "Give one of the two an id of its own in programme.toml, or choose another --output."
    )
    assert [path.name for path in run.iterdir()] == ["run.json"]
    (copy / "programme.toml").write_text((copy / "programme.toml").read_text().replace('id = "three-communes"', 'id = "mine"'))
    status(copy, output)


def test_folders_of_the_same_name_with_ids_of_their_own_have_runs_of_their_own(folder, tmp_path):
    (tmp_path / "other").mkdir()
    twin = Path(shutil.copytree(folder.path, tmp_path / "other" / folder.path.name))
    (twin / "programme.toml").write_text((twin / "programme.toml").read_text().replace('id = "three-communes"', 'id = "twin"'))
    names = {run_name(load_programme(path), as_of=2017, lang="vi", observed_only=False) for path in (folder.path, twin)}
    assert names == {"three-communes-2017-vi", "twin-2017-vi"}


def test_a_programme_that_moved_or_went_away_owns_nothing_any_more(folder, tmp_path):
    run = tmp_path / "outputs" / "three-communes-2017-vi"
    claim(run, folder.programme)
    moved = load_programme(folder.path.rename(tmp_path / "moved"))
    check_owner(run, moved)


def test_a_clone_that_moves_with_its_outputs_keeps_them(folder, tmp_path):
    (tmp_path / "clone").mkdir()
    inside = Path(shutil.move(folder.path, tmp_path / "clone" / "district"))
    claim(tmp_path / "clone" / "outputs" / "run", load_programme(inside))
    shutil.copytree(tmp_path / "clone", tmp_path / "second")
    check_owner(tmp_path / "second" / "outputs" / "run", load_programme(tmp_path / "second" / "district"))


@pytest.mark.parametrize("text", ["", "not json", "{}", '{"asked": {}}', '{"asked": []}'])
def test_a_record_without_an_owner_stops_nobody(folder, tmp_path, text):
    (tmp_path / "run.json").write_text(text)
    check_owner(tmp_path, folder.programme)

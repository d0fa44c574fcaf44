"""A programme is asked for by path or by name, from wherever one stands."""

import shutil

import pytest

from workbench import settings
from workbench.errors import DefinitionError, SourceError
from workbench.settings import find_programme, notebooks_folder, only_programme


def test_a_programme_of_the_project_is_found_by_name_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_programme("cam-lo").name == "cam-lo"
    assert (notebooks_folder() / "00_overview.ipynb").is_file()


def test_a_path_is_taken_as_it_is(folder, monkeypatch):
    assert find_programme(folder.path) == folder.path.resolve()
    monkeypatch.chdir(folder.path.parent)
    assert find_programme("three-communes") == folder.path.resolve()


def test_a_programme_under_data_of_the_working_folder_wins_over_the_shipped_one(folder, tmp_path, monkeypatch):
    own = shutil.copytree(folder.path, tmp_path / "data" / "cam-lo")
    monkeypatch.chdir(tmp_path)
    assert find_programme("cam-lo") == own.resolve()


def test_a_kernel_started_among_notebooks_finds_the_programmes_beside_them(folder, tmp_path, monkeypatch):
    own = shutil.copytree(folder.path, tmp_path / "office" / "data" / "own")
    desk = tmp_path / "office" / "notebooks" / "desk"
    desk.mkdir(parents=True)
    monkeypatch.chdir(desk)
    assert find_programme("own") == own.resolve()


def test_an_unknown_name_is_answered_with_the_nearest_one():
    with pytest.raises(DefinitionError) as refused:
        find_programme("camlo")
    assert str(refused.value) == "--programme: there is no programme 'camlo'. Did you mean 'cam-lo'?"


def test_a_name_like_none_is_answered_with_all_there_are():
    with pytest.raises(DefinitionError) as refused:
        find_programme("")
    assert str(refused.value) == "--programme: there is no programme ''. There are: cam-lo, vietnam-provinces, world-2015."


def test_where_none_is_named_the_folder_one_stands_in_is_meant_or_else_the_only_one(folder, tmp_path, monkeypatch):
    monkeypatch.delenv("WORKBENCH_PROGRAMME")  # of these tests
    with pytest.raises(DefinitionError) as refused:
        only_programme()
    assert str(refused.value) == (
        "--programme: chưa nêu chương trình nào / which one? None was named. Hiện có / There are: cam-lo, vietnam-provinces, world-2015."
    )
    monkeypatch.chdir(folder.path)
    assert find_programme(only_programme()) == folder.path.resolve()
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folder.path, tmp_path / "shipped" / "data" / "alone")
    monkeypatch.setattr(settings, "ROOTS", (tmp_path / "shipped",))
    assert only_programme() == "alone"
    monkeypatch.setenv("WORKBENCH_PROGRAMME", "cam-lo")
    assert only_programme() == "cam-lo"


def test_a_folder_without_a_programme_file_is_told_so(tmp_path):
    with pytest.raises(DefinitionError) as refused:
        find_programme(tmp_path)
    assert str(refused.value) == f"{tmp_path}: there is no programme.toml in this folder. `workbench new-programme` makes one."


def test_an_installation_without_notebooks_or_programmes_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "ROOTS", (tmp_path,))
    with pytest.raises(SourceError) as refused:
        notebooks_folder()
    assert str(refused.value).endswith("no notebooks/ folder was found beside the package or inside it. Install the package again.")

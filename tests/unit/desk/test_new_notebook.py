"""A notebook of one's own: begun with the contract kept, found by the batch, never in the place of another."""

from pathlib import Path

import nbformat
import pytest

from workbench.batch.plan import PARAMETERS, plan_jobs, read_parameters
from workbench.desk.new_notebook import start_notebook
from workbench.errors import NotebookError
from workbench.findings import load_findings


def test_a_new_notebook_keeps_the_contract_and_the_batch_finds_it(folder):
    path, area_file = start_notebook(str(folder.path), "02_my_story.ipynb", "EMP")
    nbformat.validate(nbformat.read(path, as_version=4))
    assert set(read_parameters(path)) == set(PARAMETERS)
    source = path.read_text(encoding="utf-8")
    assert 'load_case(programme, \\"EMP\\",' in source and 'figures.projection(case, \\"TRAINED\\")' in source
    assert area_file.read_text(encoding="utf-8").count('notebook = "02_my_story.ipynb"') == 1
    told = {"folder": Path("out"), "lang": "vi", "programme_name": str(folder.path)}
    (job,) = plan_jobs(load_findings(folder.path), units=["101"], areas=["EMP"], **told)
    assert job.notebook == path.resolve()


@pytest.mark.parametrize("name", ["story", "../out.ipynb", "a b.ipynb", ".ipynb"])
def test_what_is_no_name_of_a_notebook_is_refused(folder, name):
    with pytest.raises(NotebookError, match="is no name of a notebook"):
        start_notebook(str(folder.path), name, "EMP")
    assert not (folder.path / "notebooks").exists()


def test_a_name_that_is_taken_and_an_area_that_has_a_notebook_are_refused(folder):
    with pytest.raises(NotebookError, match="there is a notebook of that name"):
        start_notebook(str(folder.path), "02_employment.ipynb", "EMP")
    start_notebook(str(folder.path), "first.ipynb", "EMP")
    with pytest.raises(NotebookError, match=r"has a notebook already: first\.ipynb"):
        start_notebook(str(folder.path), "second.ipynb", "EMP")


def test_an_area_that_is_none_is_refused(folder):
    with pytest.raises(NotebookError, match="there is no policy area 'XXX'"):
        start_notebook(str(folder.path), "x.ipynb", "XXX")

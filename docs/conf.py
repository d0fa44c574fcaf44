"""The book: every page of the clone that is written for people, and what is made from the code and the programmes (`make book`)."""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "docs"))
sys.dont_write_bytecode = True

import generate  # noqa: E402 - found once the path is set

_project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
project, release = _project["name"], _project["version"]
version = release
copyright, author = "", ""

# The source is the clone itself, so that a link is the same here and in a browser of the repository.
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "CONTRIBUTING.md",
    "METHODS.md",
    "CHANGELOG.md",
    "data/*/README.md",
    "data/*/SOURCES.md",
    "docs/**",
    "notebooks/desk/START.md",
]
exclude_patterns = [".venv", "outputs", "workbench", "tests", "**/.ipynb_checkpoints"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline"]
suppress_warnings = [
    "myst.header",  # the page of keys, made by a model, has no heading of the second order
    "ref.python",  # an annotation names a class as its own file does; another room may have one of that name
    "misc.highlighting_failure",  # nobody colours CSV, or the edits of the tutorials
]

# Signatures carry the types, docstrings the meaning (CONTRIBUTING.md): numpydoc lays out its sections and checks nothing.
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
numpydoc_show_class_members = False
numpydoc_validation_checks: set[str] = set()
default_role = "code"

html_theme = "alabaster"
html_theme_options = {
    "description": "Will the promises be kept, and what would it still take?",
    "fixed_sidebar": True,
    "page_width": "70rem",
}
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_static_path = ["book.css"]
html_css_files = ["book.css"]
html_last_updated_fmt = None  # the same book from the same clone


def join_what_is_returned(_app, _what, _name, _object, _options, lines: list[str]) -> None:  # noqa: ANN001 - Sphinx's own
    """A paragraph under ``Returns`` is one thing: numpydoc would take each of its lines for another."""
    heads = [place for place, line in enumerate(lines) if line == "Returns"]
    for start in (head + 2 for head in reversed(heads)):
        end = next((place for place in range(start, len(lines)) if not lines[place].strip()), len(lines))
        if not any(line.startswith((" ", "-", "*")) for line in lines[start:end]):
            lines[start:end] = [" ".join(lines[start:end])]


def setup(app) -> None:  # noqa: ANN001
    """Make the pages that nobody writes, before Sphinx looks what there is."""
    app.connect("builder-inited", lambda _: generate.write_all(ROOT / "docs" / "generated"))
    app.connect("autodoc-process-docstring", join_what_is_returned, priority=400)  # before numpydoc, whose is 500

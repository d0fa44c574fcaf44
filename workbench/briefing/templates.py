"""The templates of indexes, and the one style of every page."""

from jinja2 import Environment, FileSystemLoader, Template, select_autoescape
from markupsafe import Markup

from workbench.briefing.page import TEMPLATE


def index_template(name: str) -> Template:
    """A template of an index; everything put into it is escaped unless it is markup already."""
    loader = FileSystemLoader(TEMPLATE)
    return Environment(loader=loader, autoescape=select_autoescape(default=True, default_for_string=True)).get_template(name)


def page_css() -> Markup:
    """The style of every page, to stand in its head."""
    return Markup((TEMPLATE / "page.css").read_text(encoding="utf-8"))  # noqa: S704 - our own style

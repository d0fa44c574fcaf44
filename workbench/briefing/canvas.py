"""One style for all figures, legible in black and white."""

from functools import cache

import matplotlib
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbench.briefing.phrases import Phrases

INK, SHADE, PALE, ACCENT = "#1f4e79", "#9db8d2", "#d5e1ec", "#b03a2e"
WIDTH = 6.3  # inches: the text width of an A4 page


@cache
def style() -> dict:
    fonts = {"font.family": "DejaVu Sans", "font.size": 9, "axes.titlesize": 9.5, "axes.titleweight": "bold", "axes.titlelocation": "left"}
    return sns.axes_style("whitegrid") | fonts | {"axes.edgecolor": "#444444", "grid.color": "#e3e3e3", "figure.facecolor": "white"}


def canvas(height: float) -> tuple[Figure, Axes]:
    """A figure of its own, known to no global state: nothing to close, nothing drawn twice."""
    with matplotlib.rc_context(style()):
        figure = Figure(figsize=(WIDTH, height))
        axes = figure.subplots()
    sns.despine(ax=axes)
    return figure, axes


def with_mark(told: Phrases, text: str, simulated: bool) -> str:
    return f"{told.say('simulated.tag')} {text}" if simulated else text


def plain(text: object) -> str:
    """Markup of a cell as plain text for a figure or an alt text."""
    return text.striptags() if hasattr(text, "striptags") else str(text)

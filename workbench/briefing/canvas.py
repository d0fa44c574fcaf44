"""One style for all figures, legible in black and white."""

import re
import textwrap
from functools import cache

import matplotlib
import matplotlib.style
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbench.briefing.phrases import Phrases
from workbench.programme import Indicator

INK, SHADE, PALE, ACCENT = "#1f4e79", "#9db8d2", "#d5e1ec", "#b03a2e"
WIDTH = 6.3  # inches: the text width of an A4 page
EDGES = {"axes.edgecolor": "#444444", "grid.color": "#e3e3e3", "patch.edgecolor": "white", "patch.force_edgecolor": True}
TICKS = {f"{axis}tick.{side}": False for axis, side in (("x", "bottom"), ("y", "left"))}


@cache
def style() -> dict:
    """What every picture looks like; the fonts are those that matplotlib brings, the same on every machine."""
    fonts = {"font.family": "DejaVu Sans", "font.size": 9, "axes.titlesize": 9.5, "axes.titleweight": "bold", "axes.titlelocation": "left"}
    # seaborn's style as matplotlib brings it: to load seaborn takes longer than to draw a page.
    return dict(matplotlib.style.library["seaborn-v0_8-whitegrid"]) | fonts | EDGES | TICKS


def canvas(height: float) -> tuple[Figure, Axes]:
    """A figure of its own, known to no global state: nothing to close, nothing drawn twice."""
    with matplotlib.rc_context(style()):
        figure = Figure(figsize=(WIDTH, height))
        axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def write_title(axes: Axes, text: str, *, left: float, bottom: float) -> None:
    """The title, in as many lines as it needs, and room for it.

    Parameters
    ----------
    left : margin as a share of the width; bottom : margin in inches.
    """
    lines = _lines(text)
    figure = axes.get_figure()
    axes.set_title("")
    figure.suptitle("\n".join(lines), x=0.01, y=1 - 0.07 / figure.get_figheight(), ha="left", va="top", fontsize=9.5, fontweight="bold")
    top = 1 - title_height(text) / figure.get_figheight()
    figure.subplots_adjust(left=left, right=0.985, top=top, bottom=bottom / figure.get_figheight())


def title_height(text: str) -> float:
    """Inches that a title takes with the room around it."""
    return 0.19 + 0.16 * len(_lines(text))


def _lines(text: str) -> list[str]:
    return textwrap.wrap(text, 72)


def tick_decimals(axes: Axes) -> int:
    """Decimals with which every tick of the value axis is told exactly, three at most."""
    ticks = [round(float(one), 9) for one in axes.get_yticks()]
    return next((number for number in range(3) if all(round(one, number) == one for one in ticks)), 3)


def with_mark(told: Phrases, text: str, simulated: bool) -> str:
    """A text of a picture, with the sign of simulated figures before it if it shows some."""
    return f"{told.say('simulated.tag')} {text}" if simulated else text


def shown_value(told: Phrases, value: object, indicator: Indicator, code: str, year: int) -> str:
    """A value as a picture and its alt text write it, with the mark of doubtful ones behind it."""
    return plain(told.value(value, indicator)) + (str(told.say("doubt.short")) if told.case.is_doubted(code, indicator.id, year) else "")


def plain(text: object) -> str:
    """A cell's text for a figure or an alt text: no tags, and no mark of simulated figures, which the whole carries."""
    if not isinstance(text, Markup):
        return str(text)
    return Markup(re.sub(r"<sup>.*?</sup>", "", text)).striptags()  # noqa: S704 - it was markup before

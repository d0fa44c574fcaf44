"""A figure with its caption and the alt text that carries its numbers."""

import io
from dataclasses import dataclass

from matplotlib.figure import Figure

DPI = 110
COLOURS = 32  # line drawings need few; a palette halves the page


@dataclass(frozen=True)
class Picture:
    """What a figure function returns: a matplotlib figure to restyle, and what a page needs beside it.

    Jupyter shows it as a PNG whose metadata hold the alt text; the page template reads them.
    """

    figure: Figure
    alt: str
    caption: str
    table: str = ""  # its data, where no table of the page has them

    def __post_init__(self) -> None:
        """No finer than a page is read."""
        self.figure.set_dpi(DPI)

    def png(self) -> bytes:
        """The figure as PNG with a small palette; equal figures give equal bytes."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        # Straight from what is drawn: savefig would pack it for a file, only to be unpacked again.
        drawn = FigureCanvasAgg(self.figure)
        drawn.draw()
        image = Image.frombuffer("RGBA", drawn.get_width_height(), drawn.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
        small = io.BytesIO()
        image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        return small.getvalue()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict, dict]:
        del include, exclude  # Jupyter passes them; there is one form only
        about = {"alt": self.alt, "caption": self.caption, "table": self.table}
        return {"image/png": self.png(), "text/plain": self.alt}, {"image/png": about}


@dataclass(frozen=True)
class Pictures:
    """Several figures from one cell; none is a sentence that says why."""

    pictures: tuple[Picture, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for picture in self.pictures:
            display(picture)

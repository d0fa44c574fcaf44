"""The pictures of the book, taken of real pages: `make pictures`. Look at each before it is committed."""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
OVERVIEW, WORK = "468-huyen-cam-lo/00_overview-mo-phong.html", "468-huyen-cam-lo/02_employment-mo-phong.html"
# Name -> page, width of the window, what is shown (the first that fits), and at most how many pixels of its height.
PICTURES = {
    "index": ("index.html", 1400, "body", 770),
    "overview": (OVERVIEW, 820, "body", 1160),
    "verdicts": (WORK, 900, "section.verdicts .tabled", 620),
    "projection": (WORK, 900, "figure", 900),
    "effort": (WORK, 900, "section.effort .tabled", 620),
}


def main(run: Path) -> None:
    """Take every picture of the pages of one run."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("Pictures are taken in chromium, and there is none here.")
    (HERE / "pictures").mkdir(exist_ok=True)
    with sync_playwright() as play, play.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser:
        for name, (address, width, shown, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": 1200}, offline=True)
            page.goto((run / address).as_uri())
            take(page, shown, height).save(HERE / "pictures" / f"{name}.png", optimize=True)
            page.close()


def take(page: Page, shown: str, height: int) -> Image.Image:
    """The first of what is shown, cut at a height, in 128 colours."""
    box = page.locator(shown).first.bounding_box()
    clip = {"x": box["x"], "y": box["y"], "width": box["width"], "height": min(box["height"], height)}
    taken = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))
    return taken.convert("RGB").quantize(128, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())

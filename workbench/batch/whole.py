"""All pages of a unit as one file to print: made of the pages when all of them are in place, and gone when one is not."""

import hashlib
import itertools
import re
from collections.abc import Iterable
from pathlib import Path

from workbench.batch.plan import Job
from workbench.batch.run import Standing
from workbench.briefing.page import read_identity
from workbench.files import is_whole, write_whole

FOLDER = "whole"  # within a unit's folder: it is none of its pages
END = b"</html>\n"


def bind_pages(standings: Iterable[Standing]) -> list[Path]:
    """Write the file of each unit whose pages are all done; what it was made of is its key, so that an equal one is left alone.

    Parameters
    ----------
    standings : of the whole run, the pages of a unit one after the other.
    """
    made = []
    for _, group in itertools.groupby(standings, key=lambda one: one.job.unit_code):
        pages = list(group)
        jobs = [one.job for one in pages]
        path = whole_path(jobs)
        is_complete = all(one.state == "done" for one in pages)
        for other in path.parent.glob("*.html"):
            if other != path or not is_complete:
                other.unlink()
        if is_complete:
            key = hashlib.sha256("".join(job.key for job in jobs).encode()).hexdigest()
            if not is_whole(path, END) or read_identity(path).get("job") != key:
                write_whole(path, bind([job.page.read_text(encoding="utf-8") for job in jobs], key, jobs[0].facts["page_number"]))
            made.append(path)
    return made


def whole_path(jobs: list[Job]) -> Path:
    """The name leads with the code, and says if anything in the file is simulated."""
    marks = {job.suffix for job in jobs if job.is_simulated}
    return jobs[0].folder / FOLDER / f"{'-'.join([jobs[0].folder.name, *sorted(marks)])}.html"


def bind(pages: list[str], key: str, page_number: str) -> str:
    """The first page's head, then each page's content; its h1 stays the only one, and each page keeps page numbers of its own.

    Parameters
    ----------
    page_number : where on the paper the number stands; see `page_number_place`.
    """
    head, _ = pages[0].split("<main>", 1)
    head = re.sub(r'(<meta name="workbench-job" content=")[^"]*', rf"\g<1>{key}", head)
    parts = [page.split("<main>", 1)[1].rsplit("</main>", 1)[0] for page in pages]
    annexes = [re.sub(r"<h1>(.*?)</h1>", r'<h2 class="annex-title">\1</h2>', part, flags=re.DOTALL) for part in parts[1:]]
    names = [f"part-{place}" for place, _ in enumerate(annexes)]
    numbers = (f"@page {name}{{counter-increment:{name};@{page_number}{{content:counter({name},after-first)}}}}\n" for name in names)
    body = "".join(f'<article class="part" style="page:{name}">{part}</article>\n' for name, part in zip(names, annexes, strict=True))
    return f"{head.replace('</style>', ''.join(numbers) + '</style>', 1)}<main>{parts[0]}\n{body}</main>\n</body>\n</html>\n"

"""Whether a run would find everything in place: told by digests of what goes in and the heads of the pages, without statistics."""

import hashlib
from pathlib import Path

from workbench.batch.ledger import Ledger
from workbench.batch.plan import unit_folder, versions
from workbench.batch.run import is_complete, read_record
from workbench.briefing.page import read_identity
from workbench.briefing.texts import Texts
from workbench.findings import digest_now, source_digests
from workbench.programme import Programme
from workbench.settings import notebooks_folder


def stamp_of(programme: Programme, digest: str, lang: str) -> str:
    """One digest of all that the pages of a run are made of; more than any single page depends on.

    Parameters
    ----------
    digest : of definitions, figures, as-of year and choice of figures; see `Findings`.
    """
    notebooks = [path.name + hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(notebooks_folder().glob("*.ipynb"))]
    scenario = repr(programme.scenario) if programme.scenario else ""
    parts = [digest, scenario, lang, versions(), *source_digests().values(), *notebooks]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_untouched(programme: Programme, folder: Path, *, as_of: int, lang: str, observed_only: bool) -> bool:
    """Whether the last run made every page, nothing that goes into them has changed, and each still stands there."""
    record = read_record(folder)
    pages = record.get("pages", {})
    if any(pages.get(state, 1) for state in ("stale", "failed", "missing")) or not (folder / "index.html").is_file():
        return False
    if record.get("stamp") != stamp_of(programme, digest_now(programme, as_of, observed_only), lang):
        return False
    suffix, units, entries = Texts(lang)("simulated.file"), programme.units_in(as_of), Ledger(folder).entries.values()
    folders = {one.unit_code: folder / unit_folder(units[one.unit_code]) for one in entries}
    return len(entries) == pages["done"] and all(
        _stands([folders[one.unit_code] / f"{one.stem}{ending}.html" for ending in ("", f"-{suffix}")], one.key) for one in entries
    )


def _stands(names: list[Path], key: str) -> bool:
    found = [path for path in names if path.is_file()]
    return len(found) == 1 and read_identity(found[0]).get("job") == key and is_complete(found[0])

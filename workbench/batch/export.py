"""Pages for those they are meant for: a folder or a zip that stands alone, with its own index, sums and a record of who got what."""

import contextlib
import datetime
import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from workbench.batch.briefings import Asked, prepare_run
from workbench.batch.forms import Printed, key_of
from workbench.batch.ledger import Ledger
from workbench.batch.lock import locked
from workbench.batch.packages import zip_files
from workbench.batch.run import Standing, standing_of
from workbench.briefing.bundle import Enclosed, page_titles, render_bundle
from workbench.briefing.names import proper_name, slug
from workbench.briefing.texts import Texts
from workbench.errors import DefinitionError, Fault, RunError, SourceError
from workbench.files import write_bytes_whole, write_whole
from workbench.programme import Programme, Recipient, load_programme, load_recipients

FOLDER, RECORD, SUMS = "exports", "record.jsonl", "SHA256SUMS"
_LONGEST = 40  # letters of a title in a file's name


@dataclass(frozen=True)
class _Bundle:
    """All that goes to one recipient, by path inside the folder or zip."""

    recipient: Recipient
    name: str
    files: dict[str, bytes]

    @property
    def digest(self) -> str:
        """sha256 of the list of sums: the version."""
        return hashlib.sha256(self.files[SUMS]).hexdigest()


def export_pages(
    programme: str,
    who: str,
    out: TextIO,
    *,
    output: Path,
    as_of: int = 0,
    as_zip: bool = False,
    with_simulated: bool = False,
    forms: Sequence[str] = (),
    day: str = "",
) -> None:
    """Write what a recipient is to get, or everybody, and note who got which version.

    Parameters
    ----------
    who : id of a recipient in recipients.toml, or "all".
    as_zip : one file for each recipient; else a folder.
    with_simulated : send pages of simulated figures too; they are refused otherwise.
    forms : other forms of the pages to send with them; some of `FORMS`, which a run has made.
    day : of the record; today if left out.

    Raises
    ------
    DefinitionError : no such recipient, or recipients.toml has faults.
    RunError : pages are missing, failed, stale or simulated; all of them are told and nothing is written.
    """
    loaded = load_programme(programme)
    known = load_recipients(loaded)
    if who != "all" and who not in known:
        raise DefinitionError("--for", f"there is no recipient '{who}'.", f"There are: {', '.join(known)}, or all.")
    chosen = list(known.values()) if who == "all" else [known[who]]
    with contextlib.ExitStack() as held:
        runs = _Runs(programme, loaded, output, as_of, tuple(forms), held)
        _export(runs, chosen, out, as_zip=as_zip, with_simulated=with_simulated, day=day or str(datetime.date.today()))


def _export(runs: "_Runs", chosen: list[Recipient], out: TextIO, *, as_zip: bool, with_simulated: bool, day: str) -> None:
    faults = list(dict.fromkeys(fault for one in chosen for fault in _faults(runs, one, with_simulated)))
    if faults:
        raise RunError.from_faults("export", faults)
    folder, say = runs.output / FOLDER, Texts(runs.programme.header.default_language)
    with locked(folder):
        for part in folder.glob("*.part"):  # of an export that was killed
            shutil.rmtree(part) if part.is_dir() else part.unlink()
        _record(folder)
        for one in chosen:
            bundle = _gather(runs, one)
            path = _write(folder, bundle, as_zip=as_zip)
            _note(folder, runs.programme, bundle, path, day)
            out.write(f"{say('command.exported', path=path, files=len(bundle.files), version=bundle.digest[:16]).unescape()}\n")


class _Runs:
    """The runs that pages are taken from, each looked up once and kept from changing as long as `held` is open."""

    def __init__(
        self, name: str, programme: Programme, output: Path, as_of: int, forms: tuple[str, ...], held: contextlib.ExitStack
    ) -> None:
        self.name, self.programme, self.output, self.as_of, self.forms, self._held = name, programme, output, as_of, forms, held
        self._found: dict[tuple[str, bool], tuple[Asked, dict[tuple[str, str], Standing]]] = {}

    def languages(self, recipient: Recipient) -> Sequence[str]:
        return recipient.languages or (self.programme.header.default_language,)

    def of(self, lang: str, *, is_inside: bool) -> tuple[Asked, dict[tuple[str, str], Standing]]:
        """The run in a language and the standing of its pages, by unit and area."""
        key = lang, is_inside
        if key not in self._found:
            choice = {"units": (), "areas": (), "lang": lang, "as_of": self.as_of, "observed_only": False, "scenario": ""}
            asked = prepare_run(self.name, **choice, is_disclosed=not is_inside, output=self.output)
            if asked.folder.is_dir():
                self._held.enter_context(locked(asked.folder))
            ledger = Ledger(asked.folder)
            self._found[key] = asked, {(job.unit_code, job.area): standing_of(job, ledger.find(job)) for job in asked.all_jobs}
        return self._found[key]

    def pages(self, recipient: Recipient, lang: str) -> list[Standing]:
        """The standing of each page that a recipient gets in a language, in the office's order."""
        asked, standings = self.of(lang, is_inside=recipient.is_inside)
        units = recipient.units or tuple(asked.findings.programme.units_in(asked.findings.as_of))
        return [one for key, one in standings.items() if key[0] in units and (key[1] in recipient.areas or not recipient.areas)]


def _faults(runs: _Runs, recipient: Recipient, with_simulated: bool) -> Iterator[Fault]:
    for lang in runs.languages(recipient):
        asked, _ = runs.of(lang, is_inside=recipient.is_inside)
        again = f"workbench run --programme {runs.name} --lang {lang}{'' if recipient.is_inside else ' --disclose'}"
        for code in sorted(set(recipient.units) - set(asked.findings.programme.units_in(asked.findings.as_of))):
            yield Fault(
                f"recipient '{recipient.id}'", f"unit '{code}' did not exist at the end of {asked.findings.as_of}.", "Mend recipients.toml."
            )
        for one in runs.pages(recipient, lang):
            where = one.job.page.relative_to(runs.output).as_posix()
            if one.state != "done":
                state = f"{one.state} ({', '.join(one.reasons)})" if any(one.reasons) else one.state
                yield Fault(where, f"the page is {state}; it is not sent.", f"Make it: {again}.")
                continue
            for path, ending in ((_form(one, ending), ending) for ending in runs.forms):
                if key_of(path) != one.job.key:
                    there = "of an earlier page" if path.is_file() else "missing"
                    yield Fault(path.relative_to(runs.output).as_posix(), f"the file is {there}.", f"Make it: {again} --{ending}.")
            if one.job.is_simulated and not with_simulated:
                yield Fault(where, "the page holds simulated figures; it is not sent.", "Send it on purpose: --with-simulated.")


def _gather(runs: _Runs, recipient: Recipient) -> _Bundle:
    files: dict[str, bytes] = {}
    languages = runs.languages(recipient)
    for lang in languages:
        asked, _ = runs.of(lang, is_inside=recipient.is_inside)
        folder = f"{lang}/" if len(languages) > 1 else ""
        enclosed = []
        for one in runs.pages(recipient, lang):
            name = _file_name(asked, one, lang)
            sent = {name: one.job.page} | {f"{name.removesuffix('html')}{ending}": _form(one, ending) for ending in runs.forms}
            files |= {f"{folder}{own}": path.read_bytes() for own, path in sent.items()}
            enclosed.append(Enclosed(one.job.unit_code, one.job.area, name, one.job.is_simulated, tuple(sent)[1:]))
        files[f"{folder}index.html"] = render_bundle(asked.findings, lang, recipient, enclosed).encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    findings = runs.of(languages[0], is_inside=recipient.is_inside)[0].findings
    name = f"{runs.programme.header.id}-{findings.as_of}_{recipient.id}"
    return _Bundle(recipient, name, {**files, SUMS: sums.encode()})


def _form(standing: Standing, ending: str) -> Path:
    return Printed(standing.job.page, standing.job.facts).form(ending)


def _file_name(asked: Asked, standing: Standing, lang: str) -> str:
    """A name that a clerk can read: code, place, number and title of the area, without accents."""
    programme, job = asked.findings.programme, standing.job
    unit = programme.units_in(asked.findings.as_of)[job.unit_code]
    words = slug(re.sub(r"\s*\([^)]*\)", "", page_titles(programme, lang, short=True)[job.area]))
    while len(words) > _LONGEST and "-" in words:
        words = words.rpartition("-")[0]
    place = "-".join(
        word.capitalize() for word in slug(proper_name(unit.title(lang), programme.header.levels[unit.level], lang)).split("-")
    )
    number = job.stem.partition("_")[0]
    mark = f"-{job.suffix}" if job.is_simulated else ""
    return f"{unit.code}_{place}_{number}_{words}{mark}.html"


def _write(folder: Path, bundle: _Bundle, *, as_zip: bool) -> Path:
    """Put a bundle into its place, whole or not at all."""
    if as_zip:
        path = folder / f"{bundle.name}.zip"
        write_bytes_whole(path, zip_files({f"{bundle.name}/{name}": content for name, content in bundle.files.items()}))
        return path
    path, part, old = (folder / f"{bundle.name}{ending}" for ending in ("", ".new.part", ".old.part"))
    for name, content in bundle.files.items():
        write_bytes_whole(part / name, content)
    if path.exists():
        path.rename(old)
    part.rename(path)
    shutil.rmtree(old, ignore_errors=True)
    return path


def _record(folder: Path) -> list[str]:
    """The lines of the record. It is the office's memory of who got what: a damaged one is mended by hand, never written over.

    Raises
    ------
    SourceError : a line that says nothing.
    """
    path = folder / RECORD
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        try:
            known = json.loads(line)["programme"], json.loads(line)["recipient"], json.loads(line)["file"]
        except (ValueError, KeyError, TypeError):
            known = ()
        if not known:
            remedy = "Put a copy of the file back, or take the line out; then send again."
            raise SourceError(f"{path}, row {number}", "this line of the record cannot be read; nothing was written.", remedy)
    return lines


def _note(folder: Path, programme: Programme, bundle: _Bundle, path: Path, day: str) -> None:
    """Add a line to the record of who got which version; the version that a recipient has already adds none."""
    record, lines = folder / RECORD, _record(folder)
    entry = {
        "programme": programme.header.id,
        "recipient": bundle.recipient.id,
        "version": bundle.digest,
        "file": path.name,
        "files": len(bundle.files),
        "withheld": not bundle.recipient.is_inside,
    }
    told = [json.loads(line) for line in lines]
    mine = [
        one for one in told if (one["programme"], one["recipient"], one["file"]) == (entry["programme"], entry["recipient"], entry["file"])
    ]
    if not mine or {key: mine[-1][key] for key in entry} != entry:
        lines.append(json.dumps({"day": day, **entry}, ensure_ascii=False))
        write_whole(record, "".join(f"{line}\n" for line in lines))

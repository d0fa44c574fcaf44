"""What became of every figure of the files taken in, told to whoever took them in."""

from dataclasses import dataclass, field
from typing import TextIO

from workbench.errors import visible
from workbench.intake.reading import FilledForm, FilledSheet
from workbench.intake.words import Wording
from workbench.programme import Programme


@dataclass
class SheetReport:
    """What became of one sheet: counts, and lines for each list."""

    sheet: FilledSheet
    taken: int = 0
    same: int = 0
    blank: int = 0
    unknown: int = 0
    converted: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    simulated: int = 0  # simulated figures that reported ones have replaced
    superseded: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    looked_back: list[str] = field(default_factory=list)


@dataclass
class FileReport:
    """What became of one file."""

    form: FilledForm
    is_known: bool
    sheets: list[SheetReport] = field(default_factory=list)


@dataclass
class Taken:
    """Rows that would enter the table, and the reports on the files they come from."""

    rows: list[dict[str, str]]
    files: list[FileReport]

    @property
    def questions(self) -> int:
        """How many questions are open in files that are new."""
        return sum(
            len(file.form.questions) + sum(len(sheet.questions) for sheet in file.sheets) for file in self.files if not file.is_known
        )


def tell(taken: Taken, programme: Programme, day: str, words: Wording, out: TextIO) -> None:
    """Print what was read, converted, asked, changed and superseded, file by file and sheet by sheet."""

    def say(line: str) -> None:
        out.write(visible(line, kept="\t") + "\n")

    for file in taken.files:
        form = file.form
        say(words("report.file", file=form.file, digest=form.digest[:12], received=day))
        if file.is_known:
            say(words("report.again"))
        if form.layout:
            say(words("foreign.layout", layout=form.layout))
        for line in form.refused:
            say(line)
        for kind, lines in (("converted", form.notes), ("question", form.questions)):
            for line in lines:
                say(f"{words(f'report.{kind}')}\t{line}")
        for sheet in file.sheets:
            unit = programme.units_in(sheet.sheet.year)[sheet.sheet.unit_code]
            say(
                words(
                    "report.sheet",
                    sheet=sheet.sheet.name,
                    unit=unit.title(words.lang),
                    year=sheet.sheet.year,
                    taken=sheet.taken,
                    converted=len(sheet.converted),
                    same=sheet.same,
                    blank=sheet.blank,
                    unknown=sheet.unknown,
                    asked=len(sheet.questions),
                )
            )
            if sheet.simulated:
                say(words("report.simulated", n=sheet.simulated))
            lists = {
                "converted": sheet.converted,
                "question": sheet.questions,
                "changed": sheet.changed,
                "superseded": sheet.superseded,
                "left_out": sheet.left_out,
                "looked_back": sheet.looked_back,
            }
            for name, lines in lists.items():
                for line in lines:
                    say(f"{words(f'report.{name}')}\t{line}")
        for name in form.unread if not file.is_known else ():
            if name not in {Wording(lang)("form.guide") for lang in ("vi", "en")}:
                say(words("foreign.unread" if form.layout else "report.unread", sheet=name))

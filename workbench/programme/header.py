"""programme.toml: the programme as a whole, its levels of units, its years and the papers made of it."""

import datetime
from typing import Annotated, Literal

from pydantic import Field

from workbench.programme.patterns import TOML_FILE
from workbench.programme.records import Identifier, Strict, Words, Year

FORMAT = 1  # raised when a folder that is right today would be refused, or read otherwise


class Level(Strict):
    """A level of units, top first in the file."""

    title: Words  # one of them, in a sentence
    plural: Words
    this: Words | None = None  # of folders written while pages said it; nothing reads it


class PaperRule(Strict):
    """What a regulation on official papers asks of the page, for papers dated from its first day on."""

    title: Words
    since: datetime.date | None = None  # None: before all others
    page_number: Literal["top-center", "bottom-right"]


class Letterhead(Strict):
    """The office whose draft this is; number, date and signature always stay blank."""

    parent: Words
    office: Words
    named: Words | None = None  # the office in a sentence, where its head has it in capitals
    place: Words
    symbol: str = ""
    recipients: tuple[Words, ...] = ()
    rules: tuple[PaperRule, ...] = ()  # the earliest first


class Disclosure(Strict):
    """What papers that leave the office withhold; see `workbench.disclosure`."""

    threshold: int = Field(default=5, ge=2)  # a count below it, not 0, could name someone
    impersonal_units: tuple[str, ...] = ()  # units of measure in which nobody is counted: money, schools


class Shock(Strict):
    """Years in which something outside every trend happened: what was said of them is counted apart."""

    title: Words
    first_year: Year
    last_year: Year


class Header(Strict):
    """programme.toml."""

    format: Literal[1]  # FORMAT; another one is told by the reader before anything else is read
    id: Identifier
    title: Words
    short_title: Words
    languages: tuple[str, ...] = ("vi", "en")
    default_language: str = "vi"
    basis: Words
    first_year: Year
    base_year: Year
    as_of: Year
    horizon: Year
    counted_section: Words | None = None  # "mục V": where the targets stand
    prior: Annotated[str, Field(pattern=TOML_FILE)] = ""  # a file of the folder, where the package's has seen these figures
    shocks: tuple[Shock, ...] = ()
    official_methods: Literal["top", "all"] = "top"  # whose pages carry what other offices' methods say
    is_divided: bool = False  # each unit without one above it is a part, made for itself: a country of districts
    levels: dict[Identifier, Level]
    letterhead: Letterhead | None = None
    disclosure: Disclosure = Disclosure()
    cautions: tuple[Words, ...] = ()  # said on every first page

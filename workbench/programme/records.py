"""What every record of a programme folder is made of: texts in several languages, codes, years. Unknown keys are refused everywhere."""

import datetime
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, RootModel, WithJsonSchema, model_validator
from pydantic_core import CoreSchema

from workbench.programme.patterns import CODE, IDENTIFIER

PLURALS = ("zero", "one", "two", "few", "many")  # the names that CLDR gives to forms of number beside "other"
Identifier, Code = Annotated[str, Field(pattern=IDENTIFIER)], Annotated[str, Field(pattern=CODE)]


def _partial_date(value: object) -> str:
    text = str(value)  # TOML knows dates of its own
    try:
        if text and not re.fullmatch(r"[0-9]{4}-[0-9]{4}", text):
            datetime.date.fromisoformat((text + "-01" * (2 - text.count("-"))) if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text) else "")
    except ValueError:
        raise ValueError(f"'{text}' is no date; write it as 2018-04-18, 2018-04, 2018 or 2012-2015.") from None
    return text


# As far as it is known: a year, a month, a day, or a span of years.
PartialDate = Annotated[str, BeforeValidator(_partial_date), WithJsonSchema({"type": ["string", "integer"]})]
Bound, Year = Annotated[float, Field(allow_inf_nan=True)], Annotated[int, Field(ge=1900, le=2100)]  # a bound of inf: none on that side


class Strict(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False, allow_inf_nan=False)


class Words(RootModel[dict[str, str]]):
    """A text for readers in each language of the programme; a bare string stands for all of them.

    A noun that follows a number may have a form of its own for some numbers, under the language
    and the name of the plural category: ``en = "persons", en_one = "person"``.
    """

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _bare_string(cls, value: object) -> object:
        return {"": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        """Both ways to write a text, for editors."""
        table = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [{"type": "string"}, {key: table[key] for key in ("type", "additionalProperties")}]}

    def __getitem__(self, lang: str) -> str:
        return self.root[lang] if lang in self.root else self.root[""]

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """Languages of the programme in which this text does not exist or is empty."""
        return [] if self.root.get("") else [lang for lang in languages if not self.root.get(lang)]

    def unknown(self, languages: tuple[str, ...]) -> list[str]:
        """Keys that are neither a language of the programme nor one of its forms for a number."""
        forms = {f"{lang}_{form}" for lang in languages for form in PLURALS}
        return [key for key in self.root if key and key not in forms.union(languages)]

"""What a model refuses, as faults in our words: the place, what was seen, what to do about it."""

import difflib
from collections.abc import Iterator

from pydantic import BaseModel, ValidationError

from workbench.errors import Fault
from workbench.programme.patterns import CODE, IDENTIFIER, NOTEBOOK, SHA256, SUM, TOML_FILE
from workbench.programme.records import Words

# What may stand where a pattern is asked for.
_PATTERNS = {
    IDENTIFIER: "Use plain letters, digits, '-', '_' and '.', a letter or digit first.",
    CODE: "Use plain letters, digits and '-', without a space.",
    SHA256: "Write the 64 digits and letters of the file's sha256, or leave it out.",
    SUM: "It is the sha256 that `workbench ingest` wrote there: put a copy of the file back.",
    TOML_FILE: "Name a .toml file of this folder, without a path.",
    NOTEBOOK: "Name a notebook of the folder notebooks/, without a path, ending with .ipynb.",
}
# Kind of refusal -> what was seen, and what to do; in braces what pydantic tells of it.
_TOLD = {
    "int": ("{seen} is no whole number.", "Write digits alone, such as 2017."),
    "float": ("{seen} is no number.", "Write digits, with a full stop for the decimals and nothing between thousands."),
    "finite_number": ("{seen} is no number that could be compared.", "Write a number, or leave the key out."),
    "literal_error": ("{seen} is none of the words that may stand here.", "One of: {expected}."),
    "greater_than_equal": ("{seen} is below {ge}.", "Write {ge} or more."),
    "less_than_equal": ("{seen} is above {le}.", "Write {le} or less."),
    "greater_than": ("{seen} is not above {gt}.", "Write more than {gt}."),
    "date": ("{seen} is no day.", "Write year, month and day, such as 2018-06-05."),
    "bool": ("{seen} is neither true nor false.", "Write true or false, without quotes."),
    "string_type": ("{seen} is no text.", "Put it in quotes."),
    "string_too_short": ("there is no text.", "Write one."),
    "dict_type": ("{seen} is no text and no table.", "Write a text in quotes, or a table of keys."),
    "model_type": ("{seen} is no table of keys.", "Write key = value, one a line, under a head in brackets."),
    "tuple_type": ("{seen} is no list.", "Put what it holds in brackets: [ … ]."),
    "too_short": ("the list is empty.", "Write at least one."),
}


def model_faults(where: str, error: ValidationError, model: type[BaseModel]) -> Iterator[Fault]:
    """What pydantic found, as faults; for a key that is nearly right, the one that was meant."""
    for one in error.errors():
        place = ".".join(str(part + 1) if isinstance(part, int) else part for part in one["loc"])
        spot = f"{where}, {place}" if place else where
        if one["type"] == "extra_forbidden":
            key = str(one["loc"][-1])
            near = difflib.get_close_matches(key, _keys(model, one["loc"][:-1]), n=1)
            remedy = f"Did you mean '{near[0]}'?" if near else "Take it out; `workbench schema DIR` lists all keys."
            yield Fault(spot, f"the key '{key}' is not known here.", remedy)
        elif one["type"] == "missing":
            yield Fault(spot, "this key is missing.", "Add it.")
        else:
            yield Fault(spot, *_told(one))


def _told(one: dict) -> tuple[str, str]:
    seen = repr(one["input"]) if isinstance(one["input"], str | int | float | bool | list) else "what stands here"
    context, kind = one.get("ctx", {}), one["type"]
    if kind == "string_pattern_mismatch":
        return f"{seen} may not stand here.", _PATTERNS.get(context["pattern"], "")
    # int_parsing, int_type and int_from_float are one thing to who mends it.
    told = _TOLD.get(kind) or _TOLD.get(kind.partition("_")[0])
    if told:
        problem, remedy = (text.format(seen=seen, **context) for text in told)
        return problem, remedy
    words = one["msg"].removeprefix("Value error, ").rstrip(".")
    added = "" if seen == "what stands here" or seen in words else f", not {seen}"
    return f"{words}{added}.", ""  # a model's own words say it all


def _keys(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """Names of the keys that the model at `place` knows, for a suggestion."""
    is_named = False
    for part in place:
        if isinstance(part, int) or is_named:  # a place in a list, or a name that the folder chose, such as that of a level
            is_named = False
            continue
        field = model.model_fields.get(part)
        is_named = field is not None and getattr(field.annotation, "__origin__", None) is dict
        arguments = getattr(field.annotation, "__args__", (field.annotation,)) if field else ()
        inner = [one for one in arguments if isinstance(one, type) and issubclass(one, BaseModel)]
        if not inner:
            return []
        model = inner[0]
    return [] if issubclass(model, Words) else list(model.model_fields)

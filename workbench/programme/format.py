"""The format of a programme folder: as JSON Schema, so that editors complete its files, and as a page to read."""

import json
import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel

from workbench.programme.catalogue import Ambiguity, Area, Cost, Entry, Indicator, Standing
from workbench.programme.header import FORMAT, Disclosure, Header, Letterhead, Level, PaperRule, Shock
from workbench.programme.layouts import Column, Layout, Row, Table
from workbench.programme.models import Break, Breaks, Fact, Identities, Identity, Receipt, Registers, Source, Sources, Unit
from workbench.programme.promises import Reading, Target
from workbench.programme.recipients import Recipient, Recipients
from workbench.programme.scenario import Aim, Lever, Scenario

# Name of the schema -> the model of the file; files under areas/ are an `area`, under scenarios/ a `scenario`, under layouts/ a `layout`.
FILES: dict[str, type[BaseModel]] = {
    "programme": Header,
    "area": Area,
    "breaks": Breaks,
    "sources": Sources,
    "registers": Registers,
    "identities": Identities,
    "scenario": Scenario,
    "layout": Layout,
    "recipients": Recipients,
}
# Tables in the order of the page, each with where it stands.
TABLES: dict[type[BaseModel], str] = {
    Header: "programme.toml",
    Level: "programme.toml `[levels.NAME]`",
    Letterhead: "programme.toml `[letterhead]`",
    PaperRule: "programme.toml `[[letterhead.rules]]`",
    Disclosure: "programme.toml `[disclosure]`",
    Shock: "programme.toml `[[shocks]]`",
    Unit: "units.csv",
    Area: "areas/*.toml",
    Indicator: "areas/*.toml `[[indicators]]`",
    Cost: "areas/*.toml `[indicators.cost]`",
    Target: "areas/*.toml `[[targets]]`",
    Reading: "areas/*.toml `[[targets.readings]]`",
    Entry: "areas/*.toml `[[tasks]]` `[[difficulties]]` `[[directions]]`, and the lists of registers.toml",
    Standing: "areas/*.toml `[[standing]]`",
    Source: "sources.toml `[[sources]]`",
    Break: "breaks.toml `[[breaks]]`",
    Identity: "identities.toml `[[identities]]`",
    Registers: "registers.toml",
    Ambiguity: "registers.toml `[[ambiguities]]`",
    Scenario: "scenarios/*.toml",
    Lever: "scenarios/*.toml `[[levers]]`",
    Aim: "scenarios/*.toml `[[targets]]`",
    Layout: "layouts/*.toml",
    Table: "layouts/*.toml `[[tables]]`",
    Column: "layouts/*.toml `columns` of a table",
    Row: "layouts/*.toml `rows` of a table",
    Recipients: "recipients.toml",
    Recipient: "recipients.toml `[[recipients]]`",
    Fact: "facts.csv",
    Receipt: "received.csv, written by `workbench ingest`",
}


_HEADS = {
    "vi": "# Các khóa của một thư mục chương trình\n\nPhiên bản {number}. Khóa in đậm là bắt buộc. Trang này được xuất từ mô hình dữ liệu.",
    "en": "# The keys of a programme folder\n\nFormat {number}. A key in bold must be there. This page is exported from the models.",
}


@cache
def _keys() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("keys.toml").read_text(encoding="utf-8"))


def meaning(model: str, key: str, lang: str) -> str:
    """What a key of a table means, or nothing; one that means the same everywhere is written once."""
    known = _keys()
    return (known.get(model, {}).get(key) or known["any"].get(key) or {}).get(lang, "")


def schema_texts(lang: str) -> dict[str, str]:
    """File name -> text of the JSON Schema (draft 2020-12) of each kind of TOML file.

    Parameters
    ----------
    lang : "vi" or "en": language in which keys are explained.
    """
    texts = {}
    for name, model in FILES.items():
        schema = model.model_json_schema()
        for table, found in [(model.__name__, schema), *schema.get("$defs", {}).items()]:
            for key, one in found.get("properties", {}).items():
                one["description"] = meaning(table, key, lang)
                one.pop("title", None)
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": f"Format {FORMAT}, exported from the models."}
        texts[f"{name}.schema.json"] = json.dumps(head | schema, ensure_ascii=False, indent=1) + "\n"
    return texts


def page_of_keys(lang: str) -> str:
    """Every table with its keys, as Markdown; a key in bold must be there."""
    parts = [_HEADS[lang].format(number=FORMAT)]
    for model, place in TABLES.items():
        rows = [
            f"| {f'**{key}**' if field.is_required() else key} | {meaning(model.__name__, key, lang)} |"
            for key, field in model.model_fields.items()
        ]
        parts.append("\n".join([f"### {place}", "", "| | |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"

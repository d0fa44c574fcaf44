"""The format of a programme folder: exported as JSON Schema, explained key by key, and one message for a format that is not ours."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from tests.conftest import ROOT
from workbench.programme.format import FILES, TABLES, page_of_keys, schema_texts
from workbench.programme.header import FORMAT

FOLDERS = [path.parent for pattern in ("data/*", "workbench/start/example/*") for path in ROOT.glob(f"{pattern}/programme.toml")]
# Where each table of a TOML file stands, with one key misspelt, and the key that was meant.
MISSPELT = [
    ("programme.toml", "horizont = 2020", "horizon"),
    ("programme.toml", '[levels.a]\nplurel = "x"', "plural"),
    ("programme.toml", '[letterhead]\nofice = "x"', "office"),
    ("programme.toml", '[letterhead]\n[[letterhead.rules]]\nsinse = "x"', "since"),
    ("programme.toml", "[disclosure]\ntreshold = 5", "threshold"),
    ("programme.toml", "[[shocks]]\nlast_yaer = 2013", "last_year"),
    ("areas/01_poverty.toml", 'sektion = "x"', "section"),
    ("areas/01_poverty.toml", "[[indicators]]\nis_cor = true", "is_core"),
    ("areas/01_poverty.toml", "[[indicators]]\n[indicators.cost]\nfaktor = 2", "factor"),
    ("areas/01_poverty.toml", '[[targets]]\ncarry_down = "same"', "carries_down"),
    ("areas/01_poverty.toml", '[[targets]]\n[[targets.readings]]\ntitel = "x"', "title"),
    ("areas/01_poverty.toml", '[[tasks]]\ntexte = "x"', "text"),
    ("areas/01_poverty.toml", "[[difficulties]]\nline = [1]", "lines"),
    ("areas/01_poverty.toml", "[[directions]]\ndat = 2018", "date"),
    ("areas/01_poverty.toml", '[[standing]]\nclame = "rising"', "claim"),
    ("breaks.toml", "[[break]]\nx = 1", "breaks"),
    ("breaks.toml", '[[breaks]]\nhandeling = "note"', "handling"),
    ("sources.toml", "[[source]]\nx = 1", "sources"),
    ("sources.toml", '[[sources]]\npublischer = "x"', "publisher"),
    ("registers.toml", "[[legal_text]]\nx = 1", "legal_texts"),
    ("registers.toml", '[[recommendations]]\narea = ["POV"]', "areas"),
    ("registers.toml", '[[questions]]\nnotes = "x"', "note"),
    ("registers.toml", '[[ambiguities]]\ndefalt = "x"', "default"),
    ("identities.toml", '[[identities]]\nsevereity = "note"', "severity"),
]


def model_of(path: Path) -> str:
    return "area" if path.parent.name == "areas" else path.stem


def as_an_editor_reads(path: Path) -> object:
    """Dates are text to a JSON Schema."""
    return json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))


def test_the_committed_schema_and_page_of_keys_are_the_exported_ones():
    wanted = schema_texts("en") | {"keys.md": page_of_keys("en")}
    found = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "schema").iterdir()}
    assert found == wanted, "export them again: make schema"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_toml_file_of_every_programme_satisfies_the_schema(folder):
    schemas = {name.partition(".")[0]: json.loads(text) for name, text in schema_texts("vi").items()}
    prior = tomllib.loads((folder / "programme.toml").read_text(encoding="utf-8")).get("prior", "")  # learned, not written
    files = [path for path in (*folder.glob("*.toml"), *folder.glob("areas/*.toml")) if path.name != prior]
    assert len(files) >= 3
    for path in files:
        jsonschema.Draft202012Validator(schemas[model_of(path)]).validate(as_an_editor_reads(path))


@pytest.mark.parametrize(("name", "text", "meant"), MISSPELT, ids=lambda value: str(value).replace("\n", " "))
def test_a_wrong_key_of_any_table_suggests_the_right_one(folder, name, text, meant):
    faults = folder.write(name, text).definition_faults()
    assert [fault for fault in faults if fault.startswith(name) and fault.endswith(f"Did you mean '{meant}'?")]
    schema = json.loads(schema_texts("en")[f"{model_of(Path(name))}.schema.json"])
    found = list(jsonschema.Draft202012Validator(schema).iter_errors(tomllib.loads(text)))
    found += [inner for error in found for inner in error.context]  # an optional table is one choice of two
    assert any(error.validator == "additionalProperties" for error in found)


def test_every_table_of_the_toml_files_was_misspelt_once():
    defined = set().union(*(json.loads(text)["$defs"] for text in schema_texts("en").values())) - {"Words"}
    files = {model.__name__ for model in FILES.values()} - {"Breaks", "Sources", "Identities"}
    assert {model.__name__ for model in TABLES} - {"Unit", "Fact", "Receipt"} == defined | files
    defined -= {"Lever", "Aim", "Table", "Column", "Row"}  # scenarios and layouts are read for themselves
    assert len({text.rpartition("\n")[0] + name for name, text, _ in MISSPELT}) >= len(defined)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_key_is_explained_in_both_languages(lang):
    page = page_of_keys(lang)
    assert page.count("\n### ") == len(TABLES)
    for text in schema_texts(lang).values():
        schema = json.loads(text)
        keys = [one for table in (schema, *schema.get("$defs", {}).values()) for one in table.get("properties", {}).values()]
        assert keys and all(one["description"].strip() for one in keys)


def test_no_key_is_explained_that_does_not_exist():
    explained = tomllib.loads((ROOT / "workbench" / "programme" / "keys.toml").read_text(encoding="utf-8"))
    known = {model.__name__: set(model.model_fields) for model in (*TABLES, *FILES.values())}
    everywhere = explained.pop("any")
    assert set(everywhere) <= set().union(*known.values())
    assert {(table, key) for table, keys in explained.items() for key in keys if key not in known[table]} == set()


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("2", "Install a newer workbench, or ask for the folder in the older format."),
        ("0", f"Write format = {FORMAT}, and see docs/programme-folder.md for what it asks for."),
        ('"1"', f"Write format = {FORMAT}, and see docs/programme-folder.md for what it asks for."),
    ],
)
def test_another_format_is_one_message_whatever_else_is_wrong(folder, written, remedy):
    folder.replace("programme.toml", "format = 1", f"format = {written}").replace("programme.toml", "horizon = 2020", "new_key = 2020")
    folder.write("sources.toml", "zzz = 1")
    seen = tomllib.loads(f"x = {written}")["x"]
    assert folder.definition_faults() == [
        f"programme.toml, format: this folder is of format {seen!r}; this workbench reads format {FORMAT}. {remedy}"
    ]


def test_a_folder_that_names_no_format_is_told_so_with_all_else(folder):
    assert (
        "programme.toml, format: this key is missing. Add it." in folder.replace("programme.toml", "format = 1\n", "").definition_faults()
    )

"""What the tables of a run are, for other people's programs: a Frictionless data package (specs.frictionlessdata.io)."""

import hashlib
import json
from collections.abc import Mapping

from workbench.briefing.texts import Texts
from workbench.findings import Findings

KINDS = {"is_reference": "boolean", "is_simulated": "boolean"}
TEXTS = ("unit_code", "target_id", "indicator_id", "operator", "unit", "verdict", "reason", "gap_unit")
MEDIA = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def describe(findings: Findings, lang: str, files: Mapping[str, bytes]) -> str:
    """datapackage.json of a run: its tables with sizes and sums, what each column means, where the figures come from.

    Parameters
    ----------
    files : assessments.csv and assessments.xlsx, by name.
    """
    say, header = Texts(lang), findings.programme.header
    is_simulated = bool(findings.assessments["is_simulated"].any())
    used = sorted(set(findings.observations["source_id"]))
    sources = [findings.programme.sources[one] for one in used]
    package = {
        "profile": "data-package",
        "name": f"{header.id}-{findings.as_of}-{lang}".lower(),
        "title": header.title[lang],
        "description": " ".join(
            filter(None, [str(say("index.as_of", as_of=findings.as_of)), str(say("simulated.mark")) if is_simulated else ""])
        ),
        "as_of": findings.as_of,
        "is_simulated": is_simulated,
        "is_disclosed": findings.is_disclosed,
        "version": findings.digest[:16],
        "sources": [{"title": one.title[lang], **({"path": one.url} if one.url else {})} for one in sources],
        "resources": [_resource(findings, say, name, content) for name, content in files.items()],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(findings: Findings, say: Texts, name: str, content: bytes) -> dict[str, object]:
    stem, _, ending = name.rpartition(".")
    about = {
        "name": f"{stem}-{ending}",
        "path": name,
        "title": say(f"index.file.{stem}_{ending}").unescape(),
        "format": ending,
        "mediatype": MEDIA[ending],
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if ending != "csv":
        return about
    fields = [
        {"name": one, "type": KINDS.get(one, "string" if one in TEXTS else "number"), "title": say(f"field.{one}").unescape()}
        for one in findings.assessments.columns
    ]
    schema = {"fields": fields, "primaryKey": ["unit_code", "target_id"], "missingValues": [""]}
    return about | {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema}

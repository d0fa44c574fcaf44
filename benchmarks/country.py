"""A simulated country through the batch: made, planned, resumed and indexed, and a sample of it executed.

Every figure of it is SIMULATED: the illustrative annex of Cam Lộ, itself simulated, is told again for 11,000 communes that do not exist,
counts multiplied by 1, 2 or 3. Names, sources and pages say so. `make benchmark-country` prints times and the peak of memory.
"""

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from workbench.batch.ledger import Entry, _line
from workbench.batch.plan import run_name, unit_folder
from workbench.batch.untouched import is_untouched, stamp_of
from workbench.briefing.parts import render_parts
from workbench.findings import digest_now, load_findings
from workbench.observations import COLUMNS
from workbench.programme import load_programme
from workbench.programme.parts import parts_in
from workbench.subject import OVERVIEW

MODEL = Path(__file__).resolve().parents[1] / "data" / "cam-lo"
DISTRICTS, COMMUNES = 733, 11_000
GROUP = 5_000  # rows that are read together


def make_country(folder: Path, *, districts: int, communes: int) -> int:
    """Write the programme folder; how many observations it holds."""
    folder.mkdir(parents=True)
    shutil.copytree(MODEL / "areas", folder / "areas")
    for name in ("breaks.toml", "registers.toml", "identities.toml"):
        shutil.copy(MODEL / name, folder / name)
    header = (MODEL / "programme.toml").read_text(encoding="utf-8")
    head = tomllib.loads(header)
    kept = header[header.index("first_year =") : header.index("[letterhead]")].split("counted_section")[0]
    levels = header[header.index("[levels.") : header.index("# Số, ngày")]
    (folder / "programme.toml").write_text(
        'format = 1\nid = "simulated-country"\nis_divided = true\nlanguages = ["vi", "en"]\n'
        'title = { vi = "Nước mô phỏng", en = "Simulated country" }\nshort_title = { vi = "Nước mô phỏng", en = "Simulated country" }\n'
        f'basis = {{ vi = "Mô phỏng để đo tốc độ.", en = "Simulated to measure speed." }}\n{kept}\n{levels}',
        encoding="utf-8",
    )
    assert set(head["levels"]) == {"district", "commune"}
    (folder / "sources.toml").write_text(
        '[[sources]]\nid = "annex-illustrative"\nkind = "simulated"\ntitle = { vi = "Số liệu mô phỏng", en = "Simulated figures" }\n'
        'publisher = { vi = "Dự án này", en = "This project" }\n',
        encoding="utf-8",
    )
    model = pd.read_csv(MODEL / "observations" / "annex_illustrative.csv", dtype=str, keep_default_na=False)
    programme = load_programme(MODEL)
    counts = {one.id for one in programme.indicators.values() if one.kind in ("count", "flow") and not one.is_binary}
    counts |= {key for key, of in programme.components.items() if not programme.indicators[of].is_binary}
    top = next(unit for unit in programme.units if not unit.parent)
    below = [unit for unit in programme.units if unit.parent == top.code and unit.exists_in(programme.header.as_of)]
    counted = {one.left for one in programme.identities if one.kind == "unit_count"}  # how many units a district has: not these
    model = model[~model["indicator_id"].isin(counted)]
    told = dict(list(model.groupby("unit_code")))
    of_communes = set(model[model["unit_code"] != top.code]["indicator_id"])
    apart = told.get(top.code, model.iloc[:0])
    apart = apart[~apart["indicator_id"].isin(of_communes)]  # what no commune reports; the rest follows from its communes
    chance, units, frames, written = random.Random(53), [], [], 0
    (folder / "observations").mkdir()
    schema = pa.schema([(name, pa.int64() if name == "year" else pa.float64() if name == "value" else pa.string()) for name in COLUMNS])
    with parquet.ParquetWriter(folder / "observations" / "simulated.parquet", schema) as file:
        for place in range(districts):
            code = f"{place + 1:03}"
            units.append((code, f"Huyện mô phỏng {code}", f"Simulated district {code}", "district", "", "all"))
            frames.append(apart.assign(unit_code=code))
            for number in range(communes // districts + (place < communes % districts)):
                one = below[number % len(below)]
                own, times = f"{code}{number + 1:02}", chance.randint(1, 3)
                units.append((own, f"Xã mô phỏng {own}", f"Simulated commune {own}", "commune", code, one.scope))
                rows = told[one.code]
                scale = rows["indicator_id"].isin(counts).map({True: times, False: 1})
                frames.append(rows.assign(unit_code=own, value=rows["value"].astype(float) * scale))
            if sum(map(len, frames)) > GROUP or place == districts - 1:
                rows = pd.concat(frames).astype({"year": "int64", "value": "float64"})[COLUMNS]
                file.write_table(pa.Table.from_pandas(rows, schema=schema, preserve_index=False))
                written, frames = written + len(rows), []
    pd.DataFrame(units, columns=["code", "name", "name_en", "level", "parent", "scope"]).to_csv(folder / "units.csv", index=False)
    return written


@contextmanager
def timed(what: str, *, is_counted: bool = True) -> Iterator[None]:
    """Print how long it took, and how long it was at work: on a busy machine the two lie far apart."""
    begun, worked = time.monotonic(), time.process_time()
    yield
    taken, worked = time.monotonic() - begun, time.process_time() - worked
    print(f"  {what:66} {taken:7.1f} s, at work {worked:6.1f} s", flush=True)
    if is_counted:
        wall.append(taken)
        spent.append(worked)


wall: list[float] = []
spent: list[float] = []


def stand_in(folder: Path, programme: str, part: str, lang: str) -> int:
    """A part as it would stand if all its pages had been made: heads that bear the keys of a ledger, and nothing under them."""
    found = load_programme(f"{programme}/{part}")
    year = found.header.as_of
    stems = [OVERVIEW, *(found.area_files[area.area] for area in found.policy_areas)]
    lines = []
    for unit in found.units_in(year).values():
        place = folder / part / unit_folder(unit)
        place.mkdir(parents=True, exist_ok=True)
        for stem in stems:
            key = f"{unit.code}-{stem}"
            (place / f"{stem}.html").write_text(f'<html><meta name="workbench-job" content="{key}"></html>', encoding="utf-8")
            (place / f"{stem}.ipynb").write_text("{\n}\n", encoding="utf-8")
            lines.append(_line(Entry(unit.code, stem, "done", "", key, {})))
    (folder / part / "ledger.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / part / "index.html").touch()
    pages = {"done": len(lines), "stale": 0, "failed": 0, "missing": 0}
    stamp = stamp_of(found, digest_now(found, year, False), lang)
    (folder / part / "run.json").write_text(json.dumps({"asked": {}, "pages": pages, "stamp": stamp}), encoding="utf-8")
    return len(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--districts", type=int, default=DISTRICTS)
    asked.add_argument("--communes", type=int, default=COMMUNES)
    given = asked.parse_args()
    home = Path(tempfile.mkdtemp(prefix="country-"))
    country, lang = home / "country", "vi"
    print(f"A SIMULATED country: {given.communes} communes in {given.districts} districts, ten areas")
    with timed("made"):
        rows = make_country(country, districts=given.districts, communes=given.communes)
    with timed("units and definitions read and checked"):
        whole = load_programme(country)
    year = whole.header.as_of
    parts = dict.fromkeys(parts_in(whole, year).values())
    folder = home / "out" / run_name(whole, as_of=year, lang=lang, observed_only=False)
    with timed("planned: figures of each district read by predicate, pages counted"):
        planned, read = 0, 0
        for part in parts:
            found = load_programme(f"{country}/{part}")
            digest_now(found, year, False)
            planned += len(found.units_in(year)) * (1 + len(found.policy_areas))
    with timed("stand-ins of finished pages written (no part of a run)", is_counted=False):
        for part in parts:
            read += stand_in(folder, str(country), part, lang)
    with timed("resumed: nothing changed, every page's head read"):
        assert all(
            is_untouched(load_programme(f"{country}/{part}"), folder / part, as_of=year, lang=lang, observed_only=False) for part in parts
        )
    with timed("indexed"):
        records = {part: json.loads((folder / part / "run.json").read_text(encoding="utf-8")) for part in parts}
        (folder / "index.html").write_text(render_parts(whole, lang, year, records), encoding="utf-8")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {rows} observations, {planned} pages planned, {read} found in place")
    print(f"  in all {sum(wall):.0f} s, {sum(spent):.0f} s of them at work (of 300), peak {peak:.0f} MB (of 1024)")
    first = next(iter(parts))
    with timed("statistics of one district (once, when its turn comes)"):
        load_findings(f"{country}/{first}")
    print(f"    so {spent[-1] * len(parts) / 60:.0f} minutes of one core for the country, beside {planned} notebooks")
    sample = f"{first}01,{first}02"
    words = ["--programme", str(country), "--units", sample, "--output", str(home / "sample"), "--workers", "2"]
    with timed(f"sample executed: the pages of {sample}"):
        subprocess.run([sys.executable, "-m", "workbench", "run", *words], check=True, capture_output=True)
    made = list((home / "sample").rglob("[0-9][0-9]_*-mo-phong.html"))
    print(f"    {len(made)} pages, each marked as simulated")
    shutil.rmtree(home)


if __name__ == "__main__":
    main()

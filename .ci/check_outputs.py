"""After `make briefings`: the pages that were promised are there, whole and current."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def workbench(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "workbench", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"workbench {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(holds: bool, what: str) -> None:
    print("ok   " if holds else "WRONG", what, flush=True)
    if not holds:
        raise SystemExit(1)


def main() -> None:
    run = ROOT / "outputs" / "cam-lo-2017-vi"
    folders = [folder for folder in run.iterdir() if folder.is_dir() and folder.name != "computed"]
    expect(len(folders) == 10, "ten units have a folder")
    expect(all(len(list(folder.glob("*.html"))) == 11 for folder in folders), "each of them has eleven pages")
    expect(not [path for path in run.rglob("*") if ".part" in path.name or "failed" in path.name], "nothing is half written or failed")
    index = (run / "index.html").read_text(encoding="utf-8")
    expect(all(page.relative_to(run).as_posix() in index for page in run.glob("*/*.html")), "the index links all 110")
    rows = json.loads(workbench("assess", "--programme", "cam-lo", "--format", "json"))
    keys = {(row["unit_code"], row["target_id"]) for row in rows}
    expect(len(rows) == len(keys) == 200, "20 targets x 10 units stand in the assessments once each")
    expect("0 trang cần lập, 110 trang không đổi." in workbench("run", "--programme", "cam-lo"), "a second run makes nothing")
    expect("errors 0," in workbench("check", "--lang", "en", "--programme", "cam-lo"), "the programme has no faults")
    expect("errors 0," in workbench("check", "--lang", "en", "--programme", "vietnam-provinces"), "nor has the second one")


main()

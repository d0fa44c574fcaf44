"""`make fuzz`: bytes made by atheris, which follows what they reach, into each parser for a while; what breaks one is kept."""

import subprocess
import sys
from pathlib import Path

CORPUS = Path(__file__).with_name("corpus")
THREE_COMMUNES = Path(__file__).parents[1] / "data" / "three-communes"  # nothing of ours is loaded before it is instrumented
SEEDS = {
    "definitions": THREE_COMMUNES / "areas" / "02_work.toml",
    "header": THREE_COMMUNES / "programme.toml",
    "units": THREE_COMMUNES / "units.csv",
    "observations": THREE_COMMUNES / "observations" / "reported.csv",
}


def one(name: str, words: list[str]) -> None:
    """Fuzz one parser in this process; it ends with the first input that breaks it."""
    import atheris

    with atheris.instrument_imports(include=["workbench", "tomllib", "csv"]):
        from tests.fuzz.parsers import PARSERS

    atheris.Setup([sys.argv[0], *words], PARSERS[name])
    atheris.Fuzz()


def main() -> int:
    """Each parser in a process of its own, `seconds` long; how many were broken."""
    from tests.fuzz.parsers import PARSERS

    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    broken = []
    for name in PARSERS:
        kept, found = CORPUS / name, Path("outputs") / "fuzz" / name
        for place in (kept, found):
            place.mkdir(parents=True, exist_ok=True)
        if name in SEEDS:
            (found / "seed").write_bytes(SEEDS[name].read_bytes())
        # New inputs go to the first folder; those of the second are read alone.
        words = [str(found), str(kept), f"-max_total_time={seconds}", "-max_len=20000", f"-artifact_prefix={kept}/", "-print_final_stats=1"]
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        done = subprocess.run([sys.executable, "-m", "tests.fuzz", "--one", name, *words], check=False)
        broken += [name] * bool(done.returncode)
    sys.stdout.write(
        f"Parsers: {len(PARSERS)}; broken: {', '.join(broken) or 'none'}. Inputs that broke one lie in {CORPUS}: mend it and keep them.\n"
    )
    return len(broken)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[3:])
    sys.exit(main())

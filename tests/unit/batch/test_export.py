"""What a recipient gets: only finished pages, by names a clerk can read, the same bytes for the same content, and noted."""

import hashlib
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.briefings.html import read_page
from tests.conftest import Folder
from workbench.batch import export
from workbench.batch.briefings import prepare_run
from workbench.batch.export import export_pages
from workbench.batch.forms import Printed, make_forms
from workbench.batch.packages import zip_files
from workbench.errors import DefinitionError, RunError
from workbench.programme import load_recipients

RECIPIENTS = """
[[recipients]]
id = "commune-102"
title = { vi = "UBND xã Bình Hở", en = "People's Committee of With a gap" }
units = ["102"]
areas = ["POV"]

[[recipients]]
id = "everything"
title = "Lưu"
languages = ["vi", "en"]
is_inside = true
"""


def make_pages(folder: Folder, output: Path, *, lang: str = "vi", is_disclosed: bool = True, mark: str = "") -> list[Path]:
    """Pages as a run leaves them, without the kernels."""
    choice = {"units": (), "areas": (), "lang": lang, "as_of": 0, "observed_only": False, "scenario": ""}
    asked = prepare_run(str(folder.path), **choice, is_disclosed=is_disclosed, output=output)
    for job in asked.all_jobs:
        job.folder.mkdir(parents=True, exist_ok=True)
        job.page.write_text(f'<html><head><meta name="workbench-job" content="{job.key}"></head>{mark}</html>', encoding="utf-8")
        job.executed.write_text("{\n}\n", encoding="utf-8")
    return [job.page for job in asked.all_jobs]


@pytest.fixture
def output(folder: Folder, tmp_path: Path) -> Path:
    folder.write("recipients.toml", RECIPIENTS)
    make_pages(folder, tmp_path / "out")
    return tmp_path / "out"


def send(folder: Folder, output: Path, who: str = "commune-102", **changed: object) -> str:
    out = io.StringIO()
    export_pages(str(folder.path), who, out, output=output, **{"as_zip": True, "day": "2018-06-05"} | changed)
    return out.getvalue()


def sent(output: Path, who: str = "commune-102") -> dict[str, bytes]:
    with zipfile.ZipFile(output / "exports" / f"three-communes-2017_{who}.zip") as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_recipient_gets_the_pages_of_its_units_and_areas_with_an_index_and_sums(folder: Folder, output: Path) -> None:
    send(folder, output)
    files = sent(output)
    home = "three-communes-2017_commune-102"
    page = next(name for name in files if "_01_" in name)
    assert sorted(files) == sorted(f"{home}/{name}" for name in ("index.html", "SHA256SUMS", Path(page).name))
    assert re.fullmatch(r"102_Binh-Ho_01_[a-z-]+\.html", Path(page).name)
    lines = files[f"{home}/SHA256SUMS"].decode().splitlines()
    assert {line.partition("  ")[2]: line.partition("  ")[0] for line in lines} == {
        name.removeprefix(f"{home}/"): hashlib.sha256(content).hexdigest() for name, content in files.items() if "SUMS" not in name
    }
    index = read_page(files[f"{home}/index.html"].decode())
    assert [one.attributes["href"] for one in index.all("a")] == [Path(page).name]
    text = index.all("main")[0].text
    assert "Nơi nhận: UBND xã Bình Hở." in text and "Số liệu đến hết năm 2017." in text and "số đếm nhỏ hơn 5" in text


def test_the_same_content_is_the_same_bytes_and_noted_once_another_is_noted_again(folder: Folder, output: Path) -> None:
    path, record = output / "exports" / "three-communes-2017_commune-102.zip", output / "exports" / "record.jsonl"
    send(folder, output)
    first = path.read_bytes()
    send(folder, output, day="2018-06-06")
    assert path.read_bytes() == first
    make_pages(folder, output, mark="other")
    send(folder, output, day="2018-06-07")
    told = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    assert [one["day"] for one in told] == ["2018-06-05", "2018-06-07"] and told[0]["version"] != told[1]["version"]
    assert {one["recipient"] for one in told} == {"commune-102"} and path.read_bytes() != first


def test_missing_failed_and_stale_pages_are_refused_all_told_and_nothing_is_written(folder: Folder, output: Path) -> None:
    folder.replace("recipients.toml", '["POV"]', '["POV", "EMP"]')
    pages = [page for page in make_pages(folder, output) if page.parent.name.startswith("102-")]
    pages[1].write_text('<head><meta name="workbench-job" content="other"></head>', encoding="utf-8")
    pages[2].unlink()
    with pytest.raises(RunError) as told:
        send(folder, output)
    assert "the page is stale" in str(told.value) and "the page is missing" in str(told.value) and "--disclose" in str(told.value)
    assert not (output / "exports").exists()


def test_simulated_pages_are_sent_on_purpose_only_and_say_so(folder: Folder, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.case.Case.is_simulated", property(lambda _: True))
    shutil.rmtree(output)  # names of pages without the mark
    make_pages(folder, output)
    with pytest.raises(RunError, match=r"holds simulated figures; it is not sent\. Send it on purpose: --with-simulated"):
        send(folder, output)
    send(folder, output, with_simulated=True)
    assert any(name.endswith("-mo-phong.html") for name in sent(output))
    index = next(content.decode() for name, content in sent(output).items() if name.endswith("index.html"))
    assert "MẪU – SỐ LIỆU MÔ PHỎNG" in index and "(mô phỏng)" in index


def test_outside_the_office_go_only_pages_made_with_small_counts_withheld(folder: Folder, tmp_path: Path) -> None:
    folder.write("recipients.toml", RECIPIENTS)
    for lang in ("vi", "en"):
        make_pages(folder, tmp_path, lang=lang, is_disclosed=False)
    with pytest.raises(RunError, match=r"three-communes-2017-vi-disclosed.*missing.*--lang vi --disclose"):
        send(folder, tmp_path)
    send(folder, tmp_path, "everything")
    names = {name.partition("/")[2] for name in sent(tmp_path, "everything")}
    assert {"vi/index.html", "en/index.html", "SHA256SUMS"} <= names and len(names) == 2 * (4 * 3 + 1) + 1
    assert json.loads((tmp_path / "exports" / "record.jsonl").read_text(encoding="utf-8"))["withheld"] is False


def test_a_name_like_markup_or_a_path_stays_text_and_leads_nowhere(folder: Folder, tmp_path: Path) -> None:
    folder.write("recipients.toml", RECIPIENTS)
    folder.replace("units.csv", "Bình Hở", "../../<script>alert(1)</script>")
    make_pages(folder, tmp_path)
    send(folder, tmp_path)
    files = sent(tmp_path)
    assert all(re.fullmatch(r"[\w.\-]+/[\w.\-]+", name) and ".." not in name for name in files)
    index = next(content.decode() for name, content in files.items() if name.endswith("index.html"))
    assert "<script" not in index and "&lt;script&gt;" in index


def test_without_zip_a_folder_takes_the_place_of_the_one_before(folder: Folder, output: Path) -> None:
    (output / "exports" / "x.new.part").mkdir(parents=True)  # left by one that was killed
    for mark in ("", "other"):
        make_pages(folder, output, mark=mark)
        send(folder, output, as_zip=False)
    assert sorted(path.name for path in (output / "exports").iterdir()) == ["record.jsonl", "three-communes-2017_commune-102"]
    (page,) = (output / "exports").glob("*/102_*.html")
    assert page.read_text(encoding="utf-8").endswith("other</html>")


def test_a_zip_appears_whole_or_not_at_all(folder: Folder, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    send(folder, output)
    before = {path.name: path.read_bytes() for path in (output / "exports").iterdir()}
    make_pages(folder, output, mark="other")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        send(folder, output)
    assert {path.name: path.read_bytes() for path in (output / "exports").iterdir()} == before


def test_documents_are_sent_with_their_pages_and_refused_where_they_are_missing_or_of_earlier_ones(folder: Folder, output: Path) -> None:
    with pytest.raises(RunError, match=r"01_poverty\.docx: the file is missing\. Make it: .*--disclose --docx\."):
        send(folder, output, forms=["docx"])
    make_pages(folder, output, mark="<main></main>")
    asked = prepare_run(
        str(folder.path), units=(), areas=(), lang="vi", as_of=0, observed_only=False, scenario="", is_disclosed=True, output=output
    )
    told = list(make_forms([Printed(job.page, job.facts) for job in asked.all_jobs], ["docx"], workers=1))
    assert told and all(message == "" for _, message in told)
    send(folder, output, forms=["docx"])
    names = [name for name in sent(output) if name.endswith(".docx")]
    assert (
        len(names) == 1
        and names[0].rpartition("/")[2] in sent(output)[next(name for name in sent(output) if name.endswith("index.html"))].decode()
    )
    other = [Printed(job.page, job.facts | {"job": "other"}) for job in asked.all_jobs]
    assert list(make_forms(other, ["docx"], workers=1))
    with pytest.raises(RunError, match=r"01_poverty\.docx: the file is of an earlier page\."):
        send(folder, output, forms=["docx"])


def test_a_zip_knows_no_clock_and_no_order_of_arrival(monkeypatch: pytest.MonkeyPatch) -> None:
    one = zip_files({"a": b"1", "b": b"2"})
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert zip_files({"b": b"2", "a": b"1"}) == one


def test_an_unknown_recipient_is_told_with_those_there_are(folder: Folder, output: Path) -> None:
    with pytest.raises(DefinitionError, match=r"there is no recipient 'nobody'\. There are: commune-102, everything, or all"):
        send(folder, output, "nobody")


def test_every_fault_of_the_list_is_told_at_once(folder: Folder) -> None:
    with pytest.raises(DefinitionError, match="the programme has no list of recipients"):
        load_recipients(folder.programme)
    wrong = (
        RECIPIENTS.replace('"102"', '"999"')
        .replace('"POV"', '"XXX"')
        .replace('"everything"', '"Commune-102"')
        .replace(", en = ", ", fr = ")
    )
    with pytest.raises(DefinitionError) as told:
        load_recipients(folder.write("recipients.toml", wrong).programme)
    for problem in ("no unit '999'", "no area 'XXX'", "this id stands twice", "its title is missing in en"):
        assert problem in str(told.value)


def test_the_list_of_recipients_changes_no_page(folder: Folder) -> None:
    before = folder.programme.digest
    assert folder.write("recipients.toml", RECIPIENTS).programme.digest == before


def test_a_run_at_work_keeps_its_pages_from_being_sent(folder: Folder, output: Path) -> None:
    with export.locked(output / "three-communes-2017-vi-disclosed"), pytest.raises(RunError, match="a run is at work here already"):
        send(folder, output)

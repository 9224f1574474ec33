"""`outsourced-care validate` and `verify`: every broken package is told of, none breaks them.

Catches hashes that nobody compares (Parquet above all), a CSV and a Parquet file that tell
different stories, descriptors that lead out of their folder, tracebacks where a sentence is
due, and a `--help` that waits for pandas.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES_VARIABLE, ROOT, Project
from lamp_releases import lamp_files, put, release_files, relist
from rebuilt import rebuilt
from release_server import serving, status, wrong

import outsourced_care as oc
from outsourced_care.cli import main
from outsourced_care.commands import validate
from outsourced_care.content import content_hash, csv_bytes, parquet_bytes, read_csv, read_parquet
from outsourced_care.descriptor import sha256
from outsourced_care.descriptor_contract import contract_of
from outsourced_care.finding_reports import render
from outsourced_care.findings import Finding
from outsourced_care.home import contract
from outsourced_care.package_check import check_files
from outsourced_care.package_files import FORMS
from outsourced_care.releases.bundle import bundle_bytes
from outsourced_care.schema_files import load_contract

pytestmark = pytest.mark.medium

Json = dict[str, Any]
TABLES = len(oc.tables())
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def no_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Article texts are only those that a test names."""
    monkeypatch.delenv(ARTICLES_VARIABLE, raising=False)


@pytest.fixture
def package(built_project: Project, tmp_path: Path) -> Path:
    """A copy of the fictional dataset: descriptor and tables."""
    folder = tmp_path / "package"
    shutil.copytree(built_project.root / "data", folder / "data")
    shutil.copy(built_project.root / "datapackage.json", folder)
    return folder


def change(package: Path, edit: Callable[[Json], object]) -> None:
    """Edit the descriptor."""
    path = package / "datapackage.json"
    content = json.loads(path.read_bytes())
    edit(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def resource(content: Json, name: str) -> Json:
    """One resource of a descriptor."""
    return next(r for r in content["resources"] if r["name"] == name)


def rehash(package: Path) -> None:
    """Give the descriptor the files' own hashes, as who altered both would."""

    def edit(content: Json) -> None:
        for r in content["resources"]:
            raw = (package / r["path"]).read_bytes()
            r["hash"] = sha256(raw)
            if "bytes" in r:
                r["bytes"] = len(raw)

    change(package, edit)


def findings(capsys: Capture, path: Path, status: int = 1) -> list[Json]:
    """What `validate --format json` prints; the other forms must bear it too."""
    capsys.readouterr()
    assert main(["validate", str(path), "--format", "json"]) == status
    said = capsys.readouterr()
    assert said.err == ""
    found: list[Json] = json.loads(said.out)
    for form in ("text", "github"):
        assert len(render([Finding(**f) for f in found], form).splitlines()) >= len(found)
    return found


def rules(found: list[Json], severity: str = "error") -> set[str]:
    """The rules that are broken."""
    return {f["rule"] for f in found if f["severity"] == severity}


def test_a_published_folder_is_clean(package: Path, capsys: Capture) -> None:
    assert findings(capsys, package, 0) == []
    assert findings(capsys, package / "datapackage.json", 0) == []
    assert main(["validate", str(package)]) == 0
    said = capsys.readouterr()
    assert (said.out, f"{2 * TABLES} files, {TABLES} tables" in said.err) == ("", True)


def test_the_committed_dataset_is_clean(capsys: Capture) -> None:
    from outsourced_care.home import home

    assert findings(capsys, home(), 0) == []


def alter_csv(package: Path) -> None:
    path = package / "data/people.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b" \n", 1))


def alter_parquet(package: Path) -> None:
    """A Parquet file with another cell; frictionless does not see that its hash is wrong."""
    path = package / "data/people.parquet"
    table = contract()["people"]
    rows = read_parquet(path.read_bytes(), table)
    names = ["Somebody Else", *rows["name"].to_pylist()[1:]]
    path.write_bytes(parquet_bytes(rows.set_column(1, "name", [names])))


def alter_parquet_and_hash(package: Path) -> None:
    alter_parquet(package)
    rehash(package)


def alter_everything_recorded(package: Path) -> None:
    """Also the content hash, so that only the pair gives it away."""
    alter_parquet_and_hash(package)
    table = contract()["people"]
    rows = read_parquet((package / "data/people.parquet").read_bytes(), table)
    change(
        package,
        lambda c: resource(c, "people-parquet").update(contentHash=content_hash(rows, table)),
    )


def set_in(name: str, **values: object) -> Callable[[Path], None]:
    """A change of one resource's properties."""
    return lambda package: change(package, lambda c: resource(c, name).update(values))


def edit_csv(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    """A change of a CSV file, which the descriptor's hash follows."""

    def edit(package: Path) -> None:
        path = package / f"data/{name}.csv"
        raw = path.read_bytes()
        assert old in raw
        path.write_bytes(raw.replace(old, new, 1))
        rehash(package)

    return edit


def write(name: str, raw: bytes) -> Callable[[Path], None]:
    """Another file in the place of a published one."""

    def put(package: Path) -> None:
        (package / "data" / name).write_bytes(raw)
        rehash(package)

    return put


def without_field(package: Path) -> None:
    change(package, lambda c: resource(c, "quotes")["schema"]["fields"].pop(3))


def other_type(package: Path) -> None:
    change(package, lambda c: resource(c, "quotes")["schema"]["fields"][2].update(type="string"))


def add_resource(**values: object) -> Callable[[Path], None]:
    return lambda package: change(package, lambda c: c["resources"].append(values))


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "CSV altered": (alter_csv, "file-hash"),
    "Parquet altered": (alter_parquet, "file-hash"),
    "Parquet and hash altered": (alter_parquet_and_hash, "content-hash"),
    "Parquet and all hashes altered": (alter_everything_recorded, "formats-differ"),
    "no hash at all": (set_in("people", hash="sha256:beef"), "file-hash"),
    "md5 by default": (set_in("people", hash="0" * 32), "file-hash"),
    "sha512": (set_in("people", hash="sha512:" + "0" * 128), "file-hash"),
    "hash of another type": (set_in("people", hash=[1]), "file-hash"),
    "bytes": (set_in("people", bytes=3), "file-size"),
    "rows": (set_in("people", rows=3), "row-count"),
    "file missing": (lambda p: (p / "data/people.csv").unlink(), "missing-file"),
    "both files missing": (lambda p: shutil.rmtree(p / "data"), "missing-file"),
    "a folder for a file": (set_in("people", path="data"), "missing-file"),
    "a link out": (lambda p: _link(p, "people.csv", "/etc/hostname"), "outside-folder"),
    "a link in a circle": (lambda p: _link(p, "people.csv"), "outside-folder"),
    "outside": (set_in("people", path="../people.csv"), "outside-folder"),
    "absolute": (set_in("people", path="/etc/passwd"), "outside-folder"),
    "backslashes": (set_in("people", path="..\\people.csv"), "outside-folder"),
    "a drive": (set_in("people", path="C:people.csv"), "outside-folder"),
    "an address": (set_in("people", path="https://example.org/people.csv"), "outside-folder"),
    "addresses": (set_in("people", path=["data/people.csv", "s3://b/people"]), "outside-folder"),
    "schema by address": (set_in("people", schema="https://example.org/s.json"), "outside-folder"),
    "schema outside": (set_in("people", schema="../s.json"), "outside-folder"),
    "other resource outside": (add_resource(name="soup", path="../soup.csv"), "outside-folder"),
    "null in path": (set_in("people", path="data/\0"), "outside-folder"),
    "path too long": (set_in("people", path="x" * 5000), "unreadable-file"),
    "no path": (set_in("people", path=None), "descriptor"),
    "path of parts": (set_in("people", path=["a.csv", "b.csv"]), "descriptor"),
    "twice": (add_resource(name="people", path="data/people.csv"), "descriptor"),
    "no name": (add_resource(path="data/people.csv"), "descriptor"),
    "schema without a column": (without_field, "schema"),
    "schema of another type": (other_type, "schema"),
    "schema no schema": (set_in("people", schema=[1]), "schema"),
    "schema with no fields": (set_in("people", schema={"fields": 3}), "schema"),
    "schema of rubbish": (set_in("people", schema={"fields": [3, {"name": []}]}), "schema"),
    "other key": (
        lambda p: change(p, lambda c: resource(c, "people")["schema"].update(primaryKey="name")),
        "schema",
    ),
    "empty CSV": (write("people.csv", b""), "unreadable"),
    "ragged CSV": (write("people.csv", b"person_id,name\na\nb,c,d\n"), "unreadable"),
    "CSV in Latin 1": (write("people.csv", b"person_id,name\na,\xe9t\xe9\n"), "unreadable"),
    "CSV column twice": (write("people.csv", b"person_id,name,name\na,b,c\n"), "duplicate-column"),
    "CSV without a column": (write("people.csv", b"person_id\na\n"), "missing-column"),
    "no Parquet": (write("people.parquet", b"PAR1 soup PAR1"), "unreadable"),
    "unknown value": (edit_csv("quotes", b'"direct"', b'"shouted"'), "vocabulary"),
    "dangling key": (edit_csv("people", b'"ada', b'"oda'), "content-hash"),
}  # fmt: skip


def _link(package: Path, name: str, target: str | None = None) -> None:
    (package / "data" / name).unlink()
    (package / "data" / name).symlink_to(target or package / "data" / name)


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_package_is_told_of(package: Path, capsys: Capture, case: str) -> None:
    break_it, rule = BROKEN[case]
    if case == "dangling key":
        first = (package / "data/people.csv").read_bytes().split(b"\n")[1].split(b",")[0]
        break_it = edit_csv("people", first, b'"nobody-at-all"')
    break_it(package)
    assert rule in rules(findings(capsys, package))
    capsys.readouterr()
    assert main(["verify", str(package)]) in (0, 1)  # not the rules, which validate judges
    assert "Traceback" not in capsys.readouterr().err


def test_a_wrong_cell_is_found_on_its_line(package: Path, capsys: Capture) -> None:
    path = package / "data/quotes.csv"
    lines = path.read_bytes().split(b"\n")
    quotes = read_csv(path.read_bytes(), contract()["quotes"])
    wrong = f",{quotes['sequence'][1].as_py()},".encode()
    lines[2] = lines[2].replace(wrong, b",many,", 1)
    path.write_bytes(b"\n".join(lines))
    found = [f for f in findings(capsys, package) if f["rule"] == "wrong-type"]
    assert [(f["file"], f["line"], f["field"]) for f in found] == [(path.as_posix(), 3, "sequence")]
    assert "many" in found[0]["message"]
    assert not [f for f in findings(capsys, package) if f["rule"] == "missing-column"]


def test_a_broken_rule_is_found_on_its_line(package: Path, capsys: Capture) -> None:
    """Lines are those of the file, also behind a cell that runs over several."""
    path = package / "data/quotes.csv"
    table = contract()["quotes"]
    cells = read_csv(path.read_bytes(), table).to_pydict()
    cells["paraphrase"][0] += "\nand\nmore"
    cells["kind"][1] = "shouted"
    import pyarrow as pa

    path.write_bytes(csv_bytes(pa.table(cells, schema=table.to_arrow())))
    found = [f for f in findings(capsys, package) if f["rule"] == "vocabulary"]
    assert [(f["file"], f["line"], f["field"]) for f in found] == [(path.as_posix(), 5, "kind")]
    assert found[0]["record"] == cells["quote_id"][1]


def test_an_extension_with_more_columns_and_tables_is_only_noticed(
    package: Path, capsys: Capture
) -> None:
    extra = {"name": "mood", "type": "string"}

    def edit(content: Json) -> None:
        for name in ("people", "people-parquet"):
            resource(content, name)["schema"]["fields"].append(extra)
            del resource(content, name)["contentHash"]
        content["resources"].append({"name": "soups", "path": "data/soups.csv"})

    table = contract()["people"]
    rows = read_csv((package / "data/people.csv").read_bytes(), table)
    rows = rows.append_column("mood", [["fair"] * len(rows)])
    (package / "data/people.csv").write_bytes(csv_bytes(rows))
    (package / "data/people.parquet").write_bytes(parquet_bytes(rows))
    (package / "data/soups.csv").write_text("soup\nleek\n")
    change(package, edit)
    rehash(package)
    found = findings(capsys, package, 0)
    assert rules(found) == set()
    assert rules(found, "notice") >= {"extra-column", "extra-resource", "schema"}


def test_the_content_hash_of_an_extension_covers_its_columns(
    package: Path, capsys: Capture
) -> None:
    from outsourced_care.package_rows import extended

    extra = {"name": "grade", "type": "integer"}
    table, _ = extended(contract()["people"], {"fields": [extra]})
    rows = read_csv((package / "data/people.csv").read_bytes(), contract()["people"])
    rows = rows.append_column("grade", [list(range(len(rows)))])
    (package / "data/people.csv").write_bytes(csv_bytes(rows))
    (package / "data/people.parquet").write_bytes(parquet_bytes(rows))

    def edit(content: Json) -> None:
        for name in ("people", "people-parquet"):
            resource(content, name)["schema"]["fields"].append(extra)
            resource(content, name)["contentHash"] = content_hash(rows, table)

    change(package, edit)
    rehash(package)
    assert rules(findings(capsys, package, 0)) == set()
    path = package / "data/people.csv"
    path.write_bytes(path.read_bytes().replace(b",0\n", b",9\n", 1))
    rehash(package)
    assert "content-hash" in rules(findings(capsys, package))


def test_a_folder_without_descriptor(package: Path, capsys: Capture) -> None:
    (package / "datapackage.json").unlink()
    assert rules(findings(capsys, package, 0), "notice") == {"no-descriptor"}
    (package / "data/people.csv").unlink()
    (package / "data/people.parquet").unlink()
    found = findings(capsys, package, 0)
    assert rules(found) == set()
    assert rules(found, "notice") == {"no-descriptor", "missing-table"}


def file_faults(capsys: Capture, folder: Path) -> list[tuple[str, int | None, str]]:
    """The errors of a folder without descriptor: file, line and message."""
    found = findings(capsys, folder)
    return [
        (Path(f["file"]).name, f["line"], f["message"].removeprefix("no readable csv file: "))
        for f in found
        if f["severity"] == "error"
    ]


PEOPLE = 'person_id,name\n"ada","Ada"\n"bo","Bo\nor ‘Bob’"\n'
CUT = "the file ends inside quotation marks that open in this row; is it whole?"
# what was done to people.csv → its bytes, the line and what is said
FORM: dict[str, tuple[bytes, int, str]] = {
    "cp1252": (PEOPLE.encode("cp1252"), 4, "not UTF-8; save it as UTF-8"),
    "cp1252 in the header": ("naïve,a\nb,c\n".encode("cp1252"), 1, "not UTF-8; save it as UTF-8"),
    "UTF-16": (PEOPLE.encode("utf-16"), 1, "UTF-16; save it as UTF-8"),
    "UTF-16 without mark": (PEOPLE.encode("utf-16-le"), 1, "UTF-16; save it as UTF-8"),
    "semicolons": (
        PEOPLE.replace(",", ";").encode(), 1, "separated by semicolons; commas are wanted"
    ),
    "semicolons, BOM, CRLF": (
        PEOPLE.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"),
        1, "separated by semicolons; commas are wanted",
    ),
    "tabs": (PEOPLE.replace(",", "\t").encode(), 1, "separated by tabs; commas are wanted"),
    "long row": (
        f'{PEOPLE}"c","C","D"\n"d","D"\n'.encode(), 5, "a row of 3 cells, where the header has 2"
    ),
    "short row": (
        f'{PEOPLE}\n"c"\n"d","D"\n'.encode(), 6, "a row of 1 cells, where the header has 2"
    ),
    "short last row": (f'{PEOPLE}"c"\n'.encode(), 5, "a row of 1 cells, where the header has 2"),
    "cut behind a cell": (
        f'{PEOPLE}"c"'.encode(), 5,
        "a row of 1 cells, where the header has 2, and no line end: the file is cut off here",
    ),
    "cut in the first cell": (f'{PEOPLE}"c'.encode(), 5, CUT),
    "cut in the last cell": (f'{PEOPLE}"c","D'.encode(), 5, CUT),
    "cut in a long cell": (f'{PEOPLE}"c","D\nand\n'.encode(), 5, CUT),
}  # fmt: skip


@pytest.mark.parametrize("case", FORM)
def test_what_is_wrong_with_a_csv_file_is_said_once(
    tmp_path: Path, capsys: Capture, case: str
) -> None:
    raw, line, said = FORM[case]
    (tmp_path / "people.csv").write_bytes(raw)
    assert file_faults(capsys, tmp_path) == [("people.csv", line, said)]


def test_a_csv_file_cut_anywhere_is_noticed(package: Path, tmp_path: Path, capsys: Capture) -> None:
    raw = (package / "data/people.csv").read_bytes()
    folder = tmp_path / "cut"
    folder.mkdir()
    assert raw.endswith(b"\n") and b"\n\n" not in raw
    for length in range(len(raw) - 20, len(raw)):
        (folder / "people.csv").write_bytes(raw[:length])
        checked = check_files(folder)
        said = {f.rule for f in checked.findings}
        assert said & {"unreadable", "line-end"} or raw[:length].endswith(b"\n"), length


@pytest.mark.parametrize("name", ["People.CSV", "data/PEOPLE.csv", "people.Json"])
def test_capital_letters_in_a_files_name_are_told(
    package: Path, tmp_path: Path, capsys: Capture, name: str
) -> None:
    folder = tmp_path / "letters"
    (folder / "data").mkdir(parents=True)
    (folder / name).write_bytes(b"")
    if (folder / name.lower()).exists():
        pytest.skip("this file system knows no capital letters")
    last, wanted = Path(name).name, Path(name).name.lower()
    assert main(["validate", str(folder)]) == 2
    assert f"; {last} must be called {wanted}\n" in capsys.readouterr().err
    shutil.copy(package / "data/events.csv", folder)
    (found,) = [f for f in findings(capsys, folder, 0) if f["rule"] == "file-name"]
    assert (found["severity"], last in found["message"]) == ("warning", True)


@pytest.mark.parametrize("inside", ["", "data"])
@pytest.mark.parametrize("target", ["file", "folder", "itself", "nowhere"])
def test_links_out_of_a_folder_without_descriptor_are_not_followed(
    package: Path, tmp_path: Path, capsys: Capture, inside: str, target: str
) -> None:
    folder = tmp_path / "linked"
    link = folder / inside / "people.csv"
    if target == "folder":
        link = link if inside else folder / "data/people.csv"
        folder.mkdir()
        link.parent.symlink_to(package / "data")
    else:
        link.parent.mkdir(parents=True)
        targets = {"file": package / "data/people.csv", "itself": link, "nowhere": tmp_path / "no"}
        link.symlink_to(targets[target])
    found = findings(capsys, folder)
    assert rules(found) == {"outside-folder"}
    assert not check_files(folder).files
    assert main(["verify", str(folder)]) == 1


def test_links_inside_a_folder_are_followed(package: Path, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "linked"
    folder.mkdir()
    shutil.copy(package / "data/people.csv", folder / "kept.csv")
    (folder / "people.csv").symlink_to("kept.csv")
    assert rules(findings(capsys, folder, 0)) == set()


def exported(folder: Path, form: str, *tables: str) -> Path:
    """What `outsourced-care export` writes."""
    only = ["--table", *tables] if tables else []
    assert main(["export", form, "--out", str(folder / form), *only]) == 0
    return folder / form


@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_clean(tmp_path: Path, capsys: Capture, form: str) -> None:
    folder = exported(tmp_path, form)
    assert findings(capsys, folder, 0) == []
    counts = verified(capsys, str(folder))["counts"]
    counts.pop("passage", None)  # of articles that happen to be at hand here
    assert counts == {part: {"verified": 13} for part in ("file", "content", "schema")}
    (folder / "datapackage.json").unlink()
    assert rules(findings(capsys, folder, 0), "notice") == {"no-descriptor"}


@pytest.mark.parametrize("form", FORMS)
def test_an_export_of_some_tables_is_judged_as_far_as_it_goes(
    tmp_path: Path, capsys: Capture, form: str
) -> None:
    folder = exported(tmp_path, form, "quotes", "people")
    (found,) = findings(capsys, folder, 0)
    assert (found["rule"], found["severity"]) == ("missing-table", "notice")
    left_out = [name for name in oc.tables() if name not in ("quotes", "people")]
    assert f"not there: {', '.join(left_out)}; " in found["message"]
    assert verified(capsys, str(folder))["counts"]["file"] == {"verified": 2, "missing": TABLES - 2}
    (folder / f"people.{form}").unlink()
    again = findings(capsys, folder)
    assert rules(again) == {"missing-file"}  # listed, and not there
    assert [f["message"] for f in again if f["rule"] == "missing-table"] == [found["message"]]


def test_some_tables_are_judged_by_each_other(tmp_path: Path, capsys: Capture) -> None:
    folder = exported(tmp_path, "csv", "quotes", "people")
    path = folder / "people.csv"
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:2]) + b"\n")
    assert "reference" in rules(findings(capsys, folder))


@pytest.mark.parametrize("listed", [[], [{"name": "soups", "path": "soups.csv"}]])
def test_a_package_without_any_table_is_not_clean(
    tmp_path: Path, capsys: Capture, listed: list[Json]
) -> None:
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": listed}))
    assert rules(findings(capsys, tmp_path)) == {"no-table"}


# text of people.json → the rules that it breaks and, where it is one, the line
JSON: dict[str, tuple[bytes, set[str], int | None]] = {
    "good": (b'[{"person_id": "a", "name": "A"}]', set(), None),
    "no records": (b"[]", set(), None),
    "byte order mark, no name": (b'\xef\xbb\xbf[{"person_id": "a"}]', {"missing-column"}, None),
    "name left out once": (
        b'[{"person_id": "a", "name": "A"},\n{"person_id": "b"}]', {"required"}, 2
    ),
    "twice the same": (
        b'[{"person_id": "a", "name": "A"},\n\n{"name": "B",\n"person_id": "a"}]', {"unique"}, 3
    ),
    "wrong types": (
        b'[{"person_id": "a", "name": "A"},\n{"person_id": "b", "name": 1}]', {"wrong-type"}, 2
    ),
    "nested": (b'[\n{"person_id": {"a": []}, "name": "A"}]', {"wrong-type"}, 2),
    "no Unicode": (b'[{"person_id": "a", "name": "\\ud800"}]', {"wrong-type"}, 1),
    "NaN": (b'[{"person_id": "a", "name": NaN}]', {"wrong-type"}, 1),
    "further keys": (b'[{"person_id": "a", "name": "A", "\\ud800": [1], "x": 1}]', set(), None),
    "steers a terminal": (b'[{"person_id": "a", "name": "\\u001b[2J"}]', {"text-cell"}, 1),
    "key twice": (b'[{"name": "A", "name": "B"}]', {"duplicate-column"}, None),
    "empty": (b"", {"unreadable"}, None),
    "an object": (b'{"person_id": "a"}', {"unreadable"}, None),
    "records by line": (b'{"person_id": "a"}\n{"person_id": "b"}\n', {"unreadable"}, None),
    "numbers": (b"[1, 2]", {"unreadable"}, None),
    "no end": (b'[{"person_id": "a", "name": "A"}', {"unreadable"}, None),
    "two lists": (b"[][]", {"unreadable"}, None),
    "UTF-16": ('[{"person_id": "a"}]'.encode("utf-16"), {"unreadable"}, None),
    "Latin 1": (b'[{"name": "\xe9"}]', {"unreadable"}, None),
    "nested without end": (b'[{"name": ' + b"[" * 10**6, {"unreadable"}, None),
    "a number without end": (b'[{"name": ' + b"1" * 10**6 + b"}]", {"unreadable"}, None),
    "keys without end": (
        b"[{%s}]" % b",".join(b'"%d": 1' % n for n in range(10**5)), {"unreadable"}, None
    ),
    "a key twice among many": (
        b'[{%s, "7": 1}]' % b",".join(b'"%d": 1' % n for n in range(10**5)),
        {"duplicate-column"}, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", JSON)
def test_json_of_any_kind_is_judged(tmp_path: Path, capsys: Capture, case: str) -> None:
    raw, broken, line = JSON[case]
    (tmp_path / "people.json").write_bytes(raw)
    found = findings(capsys, tmp_path, 1 if broken else 0)
    assert rules(found) == broken
    assert not line or {f["line"] for f in found if f["severity"] == "error"} == {line}


def test_many_wrong_cells_of_json_are_few_findings(tmp_path: Path, capsys: Capture) -> None:
    records = [{"person_id": f"p{n}", "name": n} for n in range(20_000)]
    (tmp_path / "people.json").write_text(json.dumps(records, indent=0))
    wrong = [f for f in findings(capsys, tmp_path) if f["rule"] == "wrong-type"]
    assert len(wrong) == 21 and "19980 more cells hold no string" in str(wrong)


def test_altered_json_is_told_of(tmp_path: Path, capsys: Capture) -> None:
    folder = exported(tmp_path, "json")
    path = folder / "people.json"
    records = json.loads(path.read_bytes())
    records[0]["name"] = "Somebody Else"
    path.write_text(json.dumps(records))
    assert rules(findings(capsys, folder)) >= {"file-hash", "file-size", "content-hash"}
    assert verified(capsys, str(folder))["counts"]["content"] == {
        "verified": TABLES - 1,
        "changed": 1,
    }
    rehash(folder)
    assert "file-hash" not in rules(findings(capsys, folder))
    shutil.copy(exported(tmp_path, "csv") / "people.csv", folder)
    shutil.copy(exported(tmp_path, "parquet") / "people.parquet", folder)
    (folder / "datapackage.json").unlink()
    assert "formats-differ" in rules(findings(capsys, folder))  # csv and parquet are alike


def test_a_file_of_a_table_is_no_package(package: Path, tmp_path: Path, capsys: Capture) -> None:
    folder = exported(tmp_path, "json", "people")
    (found,) = findings(capsys, folder / "people.json")
    assert "folder" in found["hint"]
    capsys.readouterr()
    assert main(["validate", str(package / "data/people.csv")]) == 2
    assert "name a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"3", b'{"resources": {}}', b'{"resources": [3, null, {"name": 7}]}',
     b"\xff\xfe{}", b"[" * 100_000, b'{"a": ' + b"1" * 5000 + b"}"],
)  # fmt: skip
def test_a_descriptor_that_is_none(tmp_path: Path, capsys: Capture, raw: bytes) -> None:
    (tmp_path / "datapackage.json").write_bytes(raw)
    assert "descriptor" in rules(findings(capsys, tmp_path))
    assert main(["verify", str(tmp_path)]) == 1


@pytest.mark.parametrize("command", ["validate", "verify"])
def test_what_is_no_package_cannot_be_checked(
    tmp_path: Path, capsys: Capture, command: str
) -> None:
    (tmp_path / "notes.txt").write_text("soup")
    for path in (tmp_path, tmp_path / "notes.txt", tmp_path / "nowhere", tmp_path / "a\x1b[2Jb"):
        assert main([command, str(path)]) == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n"), "\x1b" in said.err) == ("", 1, False)


def test_findings_for_github_are_annotations() -> None:
    found = Finding("a,b:c.csv", 3, None, "t", "r", "f", "rule", "error", "50%\nof", "all")
    assert render([found], "github") == (
        "::error file=a%2Cb%3Ac.csv,line=3,title=rule::50%25%0Aof%0Aall"
    )


def verified(capsys: Capture, *arguments: str) -> Json:
    """What `verify --format json` prints; the text must agree in its exit status."""
    capsys.readouterr()
    status = main(["verify", *arguments, "--format", "json"])
    content: Json = json.loads(capsys.readouterr().out)
    assert main(["verify", *arguments]) == status == (0 if content["holds"] else 1)
    return content


def test_everything_of_a_published_folder_is_verified(
    built_project: Project, capsys: Capture
) -> None:
    root = str(built_project.root)
    plain = verified(capsys, root)
    for part in ("file", "content", "schema"):
        assert plain["counts"][part] == {"verified": 2 * TABLES}
    assert plain["version"] == oc.__version__
    whole = verified(capsys, root, "--articles", built_project.articles)
    count = len(oc.load("evidence", root))
    assert whole["counts"]["passage"] == {"verified": count} and count > 5


def test_the_carried_dataset_is_verified(capsys: Capture) -> None:
    """But for whether it is a release: somebody may be at work on the next one."""
    assert {part for part, *_ in broken(verified(capsys))} <= {"release"}


def test_links_are_followed_where_they_are_trusted(
    package: Path, tmp_path: Path, capsys: Capture
) -> None:
    """Some installers link a package's files instead of copying them."""
    linked = tmp_path / "linked"
    (linked / "data").mkdir(parents=True)
    for file in [*(package / "data").iterdir(), package / "datapackage.json"]:
        (linked / file.relative_to(package)).symlink_to(file)
    checked = check_files(linked, trust_links=True)
    assert (len(checked.files), checked.findings) == (2 * TABLES, [])
    assert not verified(capsys, str(linked))["holds"]
    assert rules(findings(capsys, linked)) == {"outside-folder"}


def test_what_was_changed_or_is_missing_is_told(package: Path, capsys: Capture) -> None:
    alter_parquet(package)
    (package / "data/events.csv").unlink()
    without_field(package)
    set_in("proposals", hash=None, contentHash=None)(package)
    items = {(i["part"], Path(i["name"]).name): i["status"] for i in verified(capsys, str(package))[
        "items"
    ] if i["status"] != "verified"}  # fmt: skip
    assert items == {
        ("file", "people.parquet"): "changed",
        ("content", "people.parquet"): "changed",
        ("content", "people.csv"): "changed",  # the two differ
        ("file", "events.csv"): "missing",
        ("schema", "quotes.csv"): "changed",
        ("file", "proposals.csv"): "missing",
        ("content", "proposals.csv"): "missing",
    }


def test_passages_are_verified_moved_changed_or_missing(
    built_project: Project, tmp_path: Path, capsys: Capture
) -> None:
    root = str(built_project.root)
    texts = sorted(Path(built_project.articles).glob("*.txt"))
    assert len(texts) == 2

    def statuses(*copies: str) -> set[str]:
        folder = tmp_path / "copies"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for number, text in enumerate(copies):
            (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        return set(verified(capsys, root, "--articles", str(folder))["counts"]["passage"])

    one, other = (t.read_text(encoding="utf-8") for t in texts)
    assert statuses(one, other) == {"verified"}
    assert statuses(one) == {"verified", "missing"}
    moved = one.replace("\n", "\n\n") + "\nA line that was not there before.\n"
    assert statuses(moved, other) == {"verified", "moved"}
    title, body = one.split("\n", 1)
    assert statuses(body, other) == {"verified", "moved"}  # recognised by its passages
    emptied = f"{title}\n\nNothing of what stood here before is left in this copy of the page.\n"
    assert "changed" in statuses(emptied, other)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two releases of lamps, as the only place of releases."""
    monkeypatch.delenv("OUTSOURCED_CARE_RELEASES", raising=False)
    monkeypatch.setenv("OUTSOURCED_CARE_CACHE", str(tmp_path / "cache"))
    for version in ("0.0.1", "0.0.2"):
        put(tmp_path / "shelf", version)
    return tmp_path / "shelf"


BUNDLE = "outsourced-care-0.0.1.zip"


def broken(found: Json) -> set[tuple[str, str, str]]:
    """Part, name and status of what does not hold."""
    return {
        (i["part"], i["name"], i["status"])
        for i in found["items"]
        if i["status"] not in ("verified", "moved")
    }


@pytest.mark.parametrize("asked", ["0.0.1", "0.0", "latest"])
def test_everything_of_a_release_is_verified(shelf: Path, capsys: Capture, asked: str) -> None:
    put(shelf, "99.0.0")
    expected = {"0.0.1": "0.0.1", "0.0": "0.0.2", "latest": "99.0.0"}[asked]
    with serving(shelf) as site:
        for place in (str(shelf), site.address):
            found = verified(capsys, asked, "--releases", place)
            assert (found["holds"], found["version"]) == (True, expected)
            assert found["counts"] == {
                "bundle": {"verified": 9},  # whole, 4 tables, 2 schemas, descriptor, licence
                "schema": {"verified": 3 + 4},
                "content": {"verified": 2 + 4},
                "file": {"verified": 4},
            }


def test_a_release_is_looked_for_where_load_looks(
    shelf: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", str(shelf))
    assert verified(capsys, "0.0.2")["holds"]
    assert main(["verify", "0.0.3"]) == 2
    assert "there are: 0.0.2, 0.0.1" in capsys.readouterr().err
    (shelf / "releases.json").write_text("soup", encoding="utf-8")
    assert main(["verify", "0.0.2"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_path_goes_before_a_version(
    package: Path, shelf: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    package.rename(package.with_name("0.0.1"))
    monkeypatch.chdir(package.parent)
    assert verified(capsys, "0.0.1")["version"] == oc.__version__
    for what in (["0.0.1"], ["soup"]):
        assert main(["verify", *what, "--releases", str(shelf)]) == 2
        assert "--releases goes with a version" in capsys.readouterr().err


def test_a_bundle_is_verified_with_and_without_an_index(
    shelf: Path, tmp_path: Path, capsys: Capture
) -> None:
    """Beside an index that lists it, it is held against that."""
    beside = verified(capsys, str(shelf / BUNDLE))
    shutil.copy(shelf / BUNDLE, tmp_path / "lamps.zip")
    alone = verified(capsys, str(tmp_path / "lamps.zip"))
    assert (beside["holds"], alone["holds"], alone["version"]) == (True, True, "0.0.1")
    assert (beside["counts"]["bundle"], alone["counts"]["bundle"]) == (
        {"verified": 9},
        {"verified": 8},
    )
    (tmp_path / "soup.zip").write_bytes(b"soup")
    assert broken(verified(capsys, str(tmp_path / "soup.zip"))) == {
        ("bundle", "soup.zip", "changed")
    }
    assert main(["verify", str(tmp_path / "no.zip")]) == 2


def what_to_give(capsys: Capture, path: Path | str) -> str:
    """What is said of a path that cannot be verified."""
    capsys.readouterr()
    assert main(["verify", str(path)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    return said.err


def test_what_lies_beside_what_can_be_verified_is_told_what_to_give(
    package: Path, shelf: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (package / "data", package / "data/quotes.csv"):
        assert f"give {package}, which has one" in what_to_give(capsys, path)
    monkeypatch.chdir(package)
    assert "data has no datapackage.json; give ., which has one" in (what_to_give(capsys, "data"))
    monkeypatch.chdir("data")
    assert "give .., which has one" in what_to_give(capsys, ".")
    newest = shelf / "outsourced-care-0.0.2.zip"
    said = what_to_give(capsys, shelf)
    assert f"such as {newest}, or “0.0.2 --releases {shelf}”" in said
    assert verified(capsys, str(newest))["holds"]
    assert verified(capsys, "0.0.2", "--releases", str(shelf))["holds"]
    (shelf / "releases.json").unlink()
    assert f"such as {newest}\n" in what_to_give(capsys, shelf)


@pytest.fixture
def at_hand(package: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The fictional dataset as the one at hand, without releases."""
    monkeypatch.setattr("outsourced_care.releases.at_hand.home", lambda: package)
    monkeypatch.setattr("outsourced_care.verification.home", lambda: package)
    return package


def as_release(package: Path, folder: Path, *reasons: str) -> None:
    """Put what a folder holds into another as the release of its version."""
    files = {p.relative_to(package).as_posix(): p.read_bytes() for p in package.rglob("*.*")}
    schemas = {f"schemas/{n}.json": (ROOT / f"schemas/{n}.json").read_bytes() for n in contract()}
    put(folder, oc.__version__, {**files, **schemas}, *reasons)


def of_release(capsys: Capture, *arguments: str) -> tuple[str | None, str | None]:
    """Whether the dataset is the release of its version, and what is said of it."""
    found = verified(capsys, *arguments)
    items = [(i["status"], i["detail"]) for i in found["items"] if i["part"] == "release"]
    assert [i for i in found["items"] if i["status"] != "verified" and i["part"] != "release"] == []
    return items[0] if items else (None, found.get("unreleased"))


def test_the_dataset_at_hand_is_held_against_its_release(
    at_hand: Path, shelf: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert of_release(capsys) == (None, None)
    told = f"{oc.__version__} is none of the releases in {shelf} (newest: 0.0.2)"
    assert of_release(capsys, "--releases", str(shelf)) == (None, told)
    assert main(["verify", "--releases", str(shelf)]) == 0
    assert f"release: {told}\n" in capsys.readouterr().out
    as_release(at_hand, shelf)
    assert of_release(capsys, "--releases", str(shelf)) == ("verified", None)
    rebuilt(at_hand, "Somebody Else")
    assert of_release(capsys) == (None, None)
    monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", str(shelf))
    assert of_release(capsys) == ("changed", "not as released: people")
    with serving(shelf) as site:
        monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", site.address)
        assert of_release(capsys) == (None, None) and site.asked == []
        assert of_release(capsys, "--releases", site.address)[0] == "changed"
        assert site.asked == ["releases.json"]
        assert of_release(capsys)[0] == "changed"  # as the index seen last tells
    as_release(at_hand, shelf, "a lamp\nhad to go")
    assert of_release(capsys, "--releases", str(shelf)) == ("verified", None)


def test_a_checkout_is_held_against_its_own_releases(package: Path, capsys: Capture) -> None:
    assert of_release(capsys, str(package)) == (None, None)
    as_release(package, package / "releases")
    for path in (package, package / "datapackage.json"):
        assert of_release(capsys, str(path)) == ("verified", None)
    rebuilt(package, "Somebody Else")
    assert of_release(capsys, str(package)) == ("changed", "not as released: people")


def test_a_copy_of_a_release_that_was_replaced_is_told_why(
    at_hand: Path, shelf: Path, tmp_path: Path, capsys: Capture
) -> None:
    as_release(at_hand, shelf)
    shutil.copytree(at_hand, tmp_path / "smaller")
    rebuilt(tmp_path / "smaller", "Nobody")
    as_release(tmp_path / "smaller", shelf, "somebody asked\nfor it")
    status, said = of_release(capsys, "--releases", str(shelf))
    assert status == "changed" and said is not None
    assert said.startswith("not as released: people; the release was replaced (somebody asked for")


@pytest.mark.parametrize("place", ["nowhere", "http://["])
def test_a_place_that_is_none_is_refused_when_it_is_named(
    place: str, at_hand: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["verify", "--releases", place]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", place)
    assert of_release(capsys) == (None, None)


def test_what_was_counted_is_said_in_words(shelf: Path, package: Path, capsys: Capture) -> None:
    assert main(["verify", str(package)]) == 0
    assert f"file: {2 * TABLES} verified (files of tables, by their hashes)\n" in (
        capsys.readouterr().out
    )
    assert main(["verify", str(shelf / BUNDLE)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in told[1:]] == [
        "bundle", "file", "content", "schema", "passage",
    ]  # fmt: skip
    assert told[1].startswith("bundle: 9 verified (files in the bundle, and it as a whole")


def other_quotes(files: dict[str, bytes]) -> dict[str, bytes]:
    """Files with other bytes of one table, and nothing else adapted to them."""
    return {**files, "data/lamps.csv": files["data/lamps.csv"].replace(b"Lamp of", b"Lump of")}


def other_schema(files: dict[str, bytes]) -> dict[str, bytes]:
    schema = json.loads(files["schemas/lamps.json"])
    schema["fields"][1]["constraints"] = {}
    return {**files, "schemas/lamps.json": json.dumps(schema).encode()}


def without(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda files: {n: raw for n, raw in files.items() if n != name}


def packed(edit: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Callable[[Path], object]:
    """Another bundle in place of the listed one."""
    return lambda folder: (folder / BUNDLE).write_bytes(bundle_bytes(edit(lamp_files("0.0.1"))))


def relisted(edit: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Callable[[Path], object]:
    """Another bundle, and an index with its hash, as who altered both would have it."""

    def apply(folder: Path) -> None:
        packed(edit)(folder)
        relist(folder, "0.0.1")

    return apply


def in_index(**told: object) -> Callable[[Path], object]:
    """An index that tells a release otherwise."""

    def apply(folder: Path) -> None:
        content = json.loads((folder / "releases.json").read_bytes())
        content["releases"][1].update(told)
        (folder / "releases.json").write_text(json.dumps(content), encoding="utf-8")

    return apply


def flipped(folder: Path) -> None:
    """One byte of a table in the bundle."""
    raw = (folder / BUNDLE).read_bytes()
    assert b"Lamp of 0.0.1" in raw
    (folder / BUNDLE).write_bytes(raw.replace(b"Lamp of 0.0.1", b"Lump of 0.0.1", 1))


CSV = f"{BUNDLE}/data/lamps.csv"
WHOLE = ("bundle", BUNDLE, "changed")
OTHER = sha256(b"")
# what is wrong with a release → (how to break it, what does not hold)
RELEASES: dict[str, tuple[Callable[[Path], object], set[tuple[str, str, str]]]] = {
    "a byte": (flipped, {WHOLE, ("bundle", CSV, "changed")}),
    "a byte, listed": (
        lambda f: [flipped(f), relist(f, "0.0.1")],  # type: ignore[func-returns-value]
        {("bundle", CSV, "changed")},
    ),
    "another table, listed": (
        relisted(other_quotes),
        {
            ("bundle", CSV, "changed"),
            ("file", CSV, "changed"),
            ("content", CSV, "changed"),
        },
    ),
    "another schema": (
        relisted(other_schema),
        {
            ("bundle", f"{BUNDLE}/schemas/lamps.json", "changed"),
            ("schema", "schemas/lamps.json", "changed"),
        },
    ),
    "no schema": (
        relisted(without("schemas/lamps.json")),
        {
            ("bundle", f"{BUNDLE}/schemas/lamps.json", "missing"),
            ("schema", "schemas/lamps.json", "missing"),
        },
    ),
    "no table": (
        relisted(without("data/lamps.csv")),
        {("bundle", CSV, "missing")},
    ),
    "no descriptor": (
        relisted(without("datapackage.json")),
        {
            ("bundle", f"{BUNDLE}/datapackage.json", "missing"),
            ("descriptor", "datapackage.json", "missing"),
        },
    ),
    "a file more": (
        relisted(lambda files: {**files, "NOTE": b"More."}),
        {("bundle", f"{BUNDLE}/NOTE", "changed")},
    ),
    "a descriptor that is none": (
        relisted(lambda files: {**files, "datapackage.json": b'{"resources": [{"schema": 1}]}'}),
        {
            ("bundle", f"{BUNDLE}/datapackage.json", "changed"),
            ("descriptor", "datapackage.json", "changed"),
        },
    ),
    "other schemas in the index": (
        in_index(schemaHash=OTHER),
        {("schema", "the schemas in datapackage.json", "changed")},
    ),
    "other tables in the index": (
        in_index(tables={"lamps": {"rows": 2, "contentHash": OTHER}}),
        {("content", "lamps in releases.json", "changed")},
    ),
    "no zip": (lambda f: (f / BUNDLE).write_bytes(b"soup"), {WHOLE}),
}


@pytest.mark.parametrize("name", RELEASES)
def test_what_is_wrong_with_a_release_is_told(shelf: Path, capsys: Capture, name: str) -> None:
    apply, expected = RELEASES[name]
    apply(shelf)
    found = verified(capsys, "0.0.1", "--releases", str(shelf))
    assert broken(found) == expected
    assert "0.0.2" in str(verified(capsys, "0.0.2", "--releases", str(shelf))["version"])


def test_other_bytes_from_a_server_are_told(shelf: Path, capsys: Capture) -> None:
    with serving(shelf) as site:
        site.faults = {BUNDLE: wrong}
        found = verified(capsys, "0.0.1", "--releases", site.address)
        assert broken(found) == {("bundle", BUNDLE, "changed")}
        site.faults = {BUNDLE: status(404)}
        assert main(["verify", "0.0.1", "--releases", site.address]) == 2
        assert "status 404" in capsys.readouterr().err


def test_passages_of_a_release_are_verified(
    built_project: Project, tmp_path: Path, capsys: Capture
) -> None:
    """By its own contract, which has a column less than the present one."""
    folder = built_project.root / "schemas"
    present = load_contract(folder)
    schemas = {n: json.loads((folder / f"{n}.json").read_bytes()) for n in present}
    fields = schemas["quotes"]["fields"]
    schemas["quotes"]["fields"] = [f for f in fields if f["name"] != "paraphrase"]
    own, tables = contract_of(schemas), {}
    for name, table in own.items():
        raw = (built_project.root / f"data/{name}.parquet").read_bytes()
        tables[name] = read_parquet(raw, present[name]).select(list(table.names))
    put(tmp_path / "shelf", "0.0.1", release_files("0.0.1", schemas, own, tables))
    ask = ["0.0.1", "--releases", str(tmp_path / "shelf")]
    found = verified(capsys, *ask, "--articles", built_project.articles)
    count = len(oc.load("evidence", built_project.root))
    assert found["counts"]["passage"] == {"verified": count}
    assert (found["holds"], broken(found)) == (True, set())


def test_articles_that_are_not_there_cannot_be_searched(tmp_path: Path, capsys: Capture) -> None:
    assert main(["verify", "--articles", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("cells", [{"start": None}, {"word_count": -5}, {"article_id": "nobody"}])
def test_evidence_of_any_form_is_survived(
    built_project: Project, package: Path, capsys: Capture, cells: Json
) -> None:
    table = contract()["evidence"]
    import pyarrow as pa

    rows = read_parquet((package / "data/evidence.parquet").read_bytes(), table).to_pylist()
    rows[0].update(cells)
    schema = pa.schema([f.with_nullable(True) for f in table.to_arrow()])
    altered = pa.Table.from_pylist(rows, schema=schema)
    (package / "data/evidence.parquet").write_bytes(parquet_bytes(altered))
    (package / "data/evidence.csv").write_bytes(csv_bytes(altered))
    found = verified(capsys, str(package), "--articles", built_project.articles)
    assert "missing" in found["counts"]["passage"]


@pytest.mark.parametrize("arguments", [[], ["validate"], ["export"], ["verify"]])
def test_help_shows_examples(capsys: Capture, arguments: list[str]) -> None:
    assert main([*arguments, "--help"]) == 0
    text = capsys.readouterr().out
    assert re.search(r"(?i)^examples:\n  outsourced-care ", text, re.M)
    assert "exit status: " in text and max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize(
    "arguments", [[], ["soup"], ["validate"], ["export", "csv"], ["validate", ".", "--format", "x"]]
)
def test_arguments_that_make_no_command(capsys: Capture, arguments: list[str]) -> None:
    assert main(arguments) == 2
    assert "usage: outsourced-care" in capsys.readouterr().err


def apart(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, **options
    )


def test_the_version() -> None:
    done = apart("-m", "outsourced_care", "--version")
    assert (done.returncode, done.stdout) == (0, f"outsourced-care {oc.__version__}\n")


@pytest.mark.parametrize("arguments", [["--help"], ["export", "--help"], ["--version"]])
def test_help_does_not_wait_for_pandas(arguments: list[str]) -> None:
    done = apart("-X", "importtime", "-m", "outsourced_care", *arguments)
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "outsourced_care.cli" in imported
    assert not imported & {"pandas", "numpy", "pyarrow", "pandera", "outsourced_care.findings"}


def test_any_terminal_will_do(package: Path) -> None:
    """One that knows ASCII only, and a reader that has seen enough."""
    set_in("people", path="../soüp\x1b.csv")(package)
    done = apart(
        "-m", "outsourced_care", "validate", str(package), env={"PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 1 and "\\xfc" in done.stdout and "\x1b" not in done.stdout
    assert done.stderr.count("\n") == 1
    piped = f"{sys.executable} -m outsourced_care validate {package} --format json | true"
    assert subprocess.run(piped, shell=True, capture_output=True, check=False).stderr == b""  # noqa: S602


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(("edit", "status"), [(lambda p: None, 0), (alter_parquet, 1)])
def test_who_reads_only_the_beginning_changes_no_status(
    edit: Callable[[Path], object],
    status: int,
    form: str,
    package: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However much is printed: nobody reads the pipe at all."""
    edit(package)
    end, start = os.pipe()
    os.close(end)
    with open(start, "w", encoding="utf-8") as unread:  # noqa: PTH123 - it has no path
        monkeypatch.setattr(sys, "stdout", unread)
        assert main(["verify", str(package), "--format", form]) == status
        assert main(["validate", str(package), "--format", form]) == status
        monkeypatch.undo()


def test_progress_is_for_terminals_only(
    package: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["validate", str(package)]) == 0
    assert "\r" not in capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["validate", str(package)]) == 0
    said = capsys.readouterr().err
    assert "reading" in said and "\r\x1b[K" in said


def test_an_interruption_ends_with_one_line(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(given: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(validate, "run", interrupted)
    assert main(["validate", "."]) == 130
    assert capsys.readouterr().err == "outsourced-care validate: interrupted\n"

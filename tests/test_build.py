"""`python build` end to end on the fictional repository: what it writes, and that it repeats.

Catches outputs that depend on time zone, locale, hash seed or folder; comparisons that pass
over a difference; and outputs that the descriptor's standard does not accept.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import ROOT, Project
from frictionless import validate

from outsourced_care.content import content_hash, parquet_writer, read_csv, read_parquet
from outsourced_care.schema_files import read_contract

pytestmark = pytest.mark.medium


def test_every_table_is_published_twice_with_its_descriptor(built: Project) -> None:
    names = list(read_contract(built.root / "schemas"))
    files = {f"data/{name}.{kind}" for name in names for kind in ("csv", "parquet")}
    assert set(built.published()) == files | {"datapackage.json"}
    assert "unverified" in built.build().err


def test_a_second_build_changes_nothing(built: Project) -> None:
    before = built.published()
    outcome = built.build()
    assert (outcome.status, built.published()) == (0, before)
    assert "unchanged" in outcome.out


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Anchorage", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
        {"LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"},
    ],
)
def test_the_same_bytes_everywhere(built: Project, environment: dict[str, str]) -> None:
    before = built.published()
    shutil.rmtree(built.root / "data")
    (built.root / "datapackage.json").unlink()
    assert built.build_apart(**environment).status == 0
    assert built.published() == before


def test_the_texts_change_nothing_in_the_output(built: Project) -> None:
    before = built.published()
    outcome = built.build("--articles", built.articles)
    assert (outcome.status, outcome.err, built.published()) == (0, "", before)


def test_texts_are_found_by_argument_environment_and_folder(built: Project) -> None:
    assert "unverified" not in built.build(OUTSOURCED_CARE_ARTICLES=built.articles).err
    shutil.copytree(built.articles, built.root / "articles")
    assert "unverified" not in built.build().err
    missing = built.build("--articles", str(built.root / "nowhere"))
    assert missing.status == 2 and "no folder" in missing.err and "Traceback" not in missing.err


def test_it_runs_from_any_folder(built: Project, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(built.root / "build"), "--compare"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


TAMPERED: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a longer CSV": ("data/quotes.csv", _append),
    "another Parquet byte": (
        "data/quotes.parquet",
        lambda p: p.write_bytes(p.read_bytes()[:40] + b"\x07" + p.read_bytes()[41:]),
    ),
    "a truncated Parquet file": (
        "data/events.parquet",
        lambda p: p.write_bytes(p.read_bytes()[:-9]),
    ),
    "another descriptor": ("datapackage.json", _append),
    "a missing table": ("data/people.csv", Path.unlink),
    "a stray file": ("data/stray.csv", lambda p: p.write_text("a\n1\n")),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_compare_names_what_differs_and_writes_nothing(built: Project, case: str) -> None:
    name, tamper = TAMPERED[case]
    tamper(built.root / name)
    before = built.published()
    outcome = built.build("--compare")
    assert outcome.status == 1
    assert name in outcome.err and "Traceback" not in outcome.err
    assert built.published() == before
    if case == "a stray file":
        refused = built.build()
        assert refused.status == 2 and f"{name}: not made by the build" in refused.err
        assert built.published() == before
        (built.root / name).unlink()
    assert built.build().status == 0
    assert built.build("--compare").status == 0


@pytest.mark.parametrize("kind", ["a file", "a link", "a folder inside"])
def test_what_is_not_its_own_is_not_replaced(built: Project, kind: str, tmp_path: Path) -> None:
    data = built.root / "data"
    if kind == "a folder inside":
        (data / "mine").mkdir()
        (data / "mine" / "notes.txt").write_text("mine")
    else:
        shutil.move(data, tmp_path / "aside")
        data.write_text("mine") if kind == "a file" else data.symlink_to(tmp_path / "aside")
    outcome = built.build()
    assert outcome.status == 2 and "move it away" in outcome.err
    assert data.is_symlink() or data.is_file() or (data / "mine" / "notes.txt").exists()


def _rewritten_by_another_pyarrow(project: Project, name: str) -> bytes:
    """The same Parquet file with another version of the writer in its footer."""
    path = project.root / name
    raw = path.read_bytes()
    writer = parquet_writer(raw)
    other = writer.replace(writer.split()[-1], "9" * len(writer.split()[-1]))
    return raw.replace(writer.encode(), other.encode())


def test_compare_accepts_parquet_of_another_pyarrow_with_the_same_content(built: Project) -> None:
    name = "data/quotes.parquet"
    raw = _rewritten_by_another_pyarrow(built, name)
    (built.root / name).write_bytes(raw)
    assert built.build("--compare").status == 1  # the descriptor still names the old bytes
    descriptor = json.loads((built.root / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        if resource["path"] == name:
            resource["hash"] = "sha256:" + hashlib.sha256(raw).hexdigest()
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    (built.root / "datapackage.json").write_text(text, encoding="utf-8")
    assert built.build("--compare").status == 0


def test_compare_refuses_other_content_whoever_wrote_it(built: Project) -> None:
    name = "data/quotes.parquet"
    table = pq.read_table(built.root / name)
    pq.write_table(table.slice(1), built.root / name)
    (built.root / name).write_bytes(_rewritten_by_another_pyarrow(built, name))
    assert built.build("--compare").status == 1


def test_frictionless_accepts_the_descriptor(built: Project) -> None:
    report = validate(str(built.root / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


def test_the_descriptor_tells_the_truth(built: Project) -> None:
    contract = read_contract(built.root / "schemas")
    descriptor = json.loads((built.root / "datapackage.json").read_bytes())
    resources = {r["name"]: r for r in descriptor["resources"]}
    assert set(resources) == {n for t in contract for n in (t, f"{t}-parquet")}
    for name, table in contract.items():
        csv, parquet = resources[name], resources[f"{name}-parquet"]
        raw_csv = (built.root / csv["path"]).read_bytes()
        raw_parquet = (built.root / parquet["path"]).read_bytes()
        assert csv["bytes"] == len(raw_csv)
        assert csv["hash"] == "sha256:" + hashlib.sha256(raw_csv).hexdigest()
        assert parquet["hash"] == "sha256:" + hashlib.sha256(raw_parquet).hexdigest()
        from_csv, from_parquet = read_csv(raw_csv, table), read_parquet(raw_parquet, table)
        assert from_csv.to_pylist() == from_parquet.to_pylist()
        assert csv["rows"] == from_csv.num_rows
        hashes = {content_hash(from_csv, table), content_hash(from_parquet, table)}
        assert hashes == {csv["contentHash"]} == {parquet["contentHash"]}


def test_frictionless_notices_a_wrong_csv_and_compare_a_wrong_parquet(built: Project) -> None:
    _append(built.root / "data/quotes.csv")
    assert not validate(str(built.root / "datapackage.json")).valid
    assert built.build().status == 0
    _append(built.root / "data/quotes.parquet")
    outcome = built.build("--compare")
    assert outcome.status == 1 and "data/quotes.parquet" in outcome.err


@pytest.mark.parametrize("arguments", [["--help"], ["lock", "--help"]])
def test_help_explains(project: Project, arguments: list[str]) -> None:
    outcome = project.build(*arguments)
    assert outcome.status == 0 and "--articles DIR" in outcome.out


@pytest.mark.parametrize(
    "arguments", [["--nonsense"], ["lck"], ["lock", "no-such-entry"], ["--compare", "lock"]]
)
def test_a_wrong_call_ends_with_2(project: Project, arguments: list[str]) -> None:
    outcome = project.build(*arguments, OUTSOURCED_CARE_ARTICLES=project.articles)
    assert outcome.status == 2 and outcome.err and "Traceback" not in outcome.err


def test_without_the_library_it_says_what_to_do(project: Project) -> None:
    done = subprocess.run(
        [sys.executable, "-S", "build"],
        cwd=project.root,
        env={"PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "make build" in done.stderr and "Traceback" not in done.stderr


def test_the_recipe_has_no_package_marker() -> None:
    """With one, `python -m build` would run the recipe instead of the packaging tool."""
    assert not (ROOT / "build" / "__init__.py").exists()


def test_pages_that_are_of_other_schemas_are_noticed(project: Project) -> None:
    assert project.build("dictionary").status == 0
    assert "stale-page" not in project.build().err
    schema = project.root / "schemas/quotes.json"
    text = schema.read_text(encoding="utf-8").replace('"description": "', '"description": "Or: ')
    schema.write_text(text, encoding="utf-8")
    outcome = project.build()
    assert outcome.status == 0
    said = "docs/data-dictionary.md: notice: the file is not what schemas/ give (and 1 more)"
    assert outcome.err.count("stale-page") == 1 and said in outcome.err
    assert "run: .venv/bin/python build dictionary" in outcome.err
    assert project.build("dictionary").status == 0
    assert "stale-page" not in project.build().err

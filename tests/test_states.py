"""States of the dataset: read from a folder, a descriptor or a git revision, or refused.

Catches a state read by another version's contract, files that are not those of their
descriptor, a revision taken for an option, a working tree that is read or touched where a
commit was asked for, and tracebacks.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from conftest import ROOT, Project, copied, some

from outsourced_care import __version__
from outsourced_care.content import content_hash, parquet_bytes, read_parquet
from outsourced_care.descriptor import sha256
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.git_states import read_revision
from outsourced_care.diff.states import StateError, read_state
from outsourced_care.exports import FORMATS, export
from outsourced_care.schema_files import load_contract

Json = dict[str, Any]


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A Tester", "-c", "user.email=tester@example.org"]
    done = subprocess.run(
        ["git", "-C", str(root), *who, "-c", "commit.gpgsign=false", *arguments],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture(scope="module")
def two_commits(built_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository, built, with two commits; tests leave it as it is."""
    project = copied(built_project, tmp_path_factory.mktemp("states") / "repository")
    git(project.root, "init", "--quiet", "--initial-branch=main")
    git(project.root, "add", "data", "datapackage.json")
    git(project.root, "commit", "--quiet", "-m", "first")
    git(project.root, "tag", "first")
    edit_descriptor(project.root, lambda d: d.update(version="0.2.0"))
    git(project.root, "commit", "--quiet", "--all", "-m", "second")
    return project


@pytest.fixture
def repository(two_commits: Project, tmp_path: Path) -> Project:
    """The fictional repository, built, with two commits: `first` and `second`."""
    return copied(two_commits, tmp_path / "repository")


def edit_descriptor(root: Path, edit: Callable[[Json], object]) -> None:
    path = root / "datapackage.json"
    content = json.loads(path.read_bytes())
    edit(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def resource(descriptor: Json, name: str) -> Json:
    found: Json = next(r for r in descriptor["resources"] if r["name"] == name)
    return found


def test_a_folder_and_its_descriptor_are_the_same_state(built: Project) -> None:
    one, other = read_state(built.root), read_state(built.root / "datapackage.json", "a name")
    assert compare(one, other).empty
    assert (other.name, one.version) == ("a name", other.version)
    assert list(one.contract) == list(load_contract(built.root / "schemas"))
    assert len(one.files) == 2 * len(one.contract)
    assert one.files["data/quotes.csv"].hash == sha256(
        (built.root / "data/quotes.csv").read_bytes()
    )
    contract = load_contract(built.root / "schemas")
    for name, table in contract.items():
        raw = (built.root / f"data/{name}.parquet").read_bytes()
        rows = content_hash(read_parquet(raw, table), table)
        assert content_hash(one.tables[name], one.contract[name]) == rows


def test_csv_is_read_where_there_is_no_parquet(built: Project) -> None:
    whole = read_state(built.root)
    for file in (built.root / "data").glob("*.parquet"):
        file.unlink()
    changes = compare(whole, read_state(built.root))
    assert (changes.schema, changes.tables) == ((), ())
    assert {(f.kind, Path(f.path).suffix) for f in changes.files} == {("removed", ".parquet")}


def test_a_state_is_read_by_its_own_contract(built: Project) -> None:
    """As a release is whose schemas are not the present ones."""
    before = read_state(built.root)
    rows = before.tables["people"].rename_columns({"name": "full_name"})
    raw = parquet_bytes(rows.append_column("born", pa.nulls(len(rows), pa.int64())))
    (built.root / "data/people.parquet").write_bytes(raw)

    def rename(descriptor: Json) -> None:
        descriptor["resources"].remove(resource(descriptor, "people"))
        people = resource(descriptor, "people-parquet")
        people["hash"] = sha256(raw)
        fields = people["schema"]["fields"]
        next(f for f in fields if f["name"] == "name").update(name="full_name")
        fields.append({**fields[0], "name": "born", "type": "integer", "constraints": {}})

    edit_descriptor(built.root, rename)
    after = read_state(built.root)
    assert after.contract["people"].names == ("person_id", "full_name", "born")
    kinds = [(c.kind, c.field) for c in compare(before, after).schema]
    assert kinds == [("field-added", "born"), ("field-renamed", "full_name")]


def test_other_bytes_of_the_same_content_are_told_as_such(built: Project) -> None:
    before = read_state(built.root)
    file = built.root / "data/people.csv"
    raw = file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(raw)
    edit_descriptor(
        built.root,
        lambda d: resource(d, "people").update(hash=sha256(raw), bytes=len(raw)),
    )
    changes = compare(before, read_state(built.root))
    assert (changes.schema, changes.tables) == ((), ())
    assert [(f.kind, f.path) for f in changes.files] == [("format", "data/people.csv")]


def no_schema(descriptor: Json) -> None:
    for listed in descriptor["resources"]:
        listed["schema"] = "schemas/people.json"


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no descriptor": (lambda r: (r / "datapackage.json").unlink(), "no datapackage.json"),
    "no JSON": (lambda r: (r / "datapackage.json").write_text("{"), "not valid JSON"),
    "not UTF-8": (lambda r: (r / "datapackage.json").write_bytes(b"\xff\xfe{}"), "UTF-16"),
    "deep": (lambda r: (r / "datapackage.json").write_text("[" * 200_000), "deep"),
    "a list": (lambda r: (r / "datapackage.json").write_text("[]"), "no data package"),
    "no resources": (lambda r: edit_descriptor(r, lambda d: d.update(resources=[])), "no table"),
    "no schemas": (lambda r: edit_descriptor(r, no_schema), "no table a schema"),
    "fields": (
        lambda r: edit_descriptor(r, lambda d: resource(d, "people")["schema"].update(fields={})),
        "people: fields",
    ),
    "type": (
        lambda r: edit_descriptor(
            r, lambda d: resource(d, "people")["schema"]["fields"][0].update(type="geopoint")
        ),
        "geopoint",
    ),
    "constraints": (
        lambda r: edit_descriptor(
            r, lambda d: resource(d, "people")["schema"]["fields"][0].update(constraints=[1])
        ),
        "people: field “person_id”",
    ),
    "key": (
        lambda r: edit_descriptor(
            r, lambda d: resource(d, "people")["schema"].update(primaryKey=["nobody"])
        ),
        "nobody",
    ),
    "table twice": (
        lambda r: edit_descriptor(r, lambda d: d["resources"].append(d["resources"][0])),
        "two resources",
    ),
    "outside": (
        lambda r: edit_descriptor(
            r, lambda d: resource(d, "people-parquet").update(path="../people.parquet")
        ),
        "outside",
    ),
    "file missing": (
        lambda r: shutil.rmtree(r / "data"),
        "the table articles has no file",
    ),
    "other file": (
        lambda r: (r / "data/people.parquet").write_bytes(b"PAR1"),
        "not the one that the descriptor records",
    ),
    "no Parquet": (
        lambda r: replace_file(r, "people", b"PAR1"),
        "no readable parquet file",
    ),
    "column missing": (
        lambda r: replace_table(r, "people", lambda t: t.drop_columns(["name"])),
        "has no column name",
    ),
    "wrong type": (
        lambda r: replace_table(
            r, "people", lambda t: t.set_column(1, "name", pa.nulls(len(t), pa.list_(pa.int64())))
        ),
        "name cannot be read as string",
    ),
    "no text": (
        lambda r: replace_table(r, "people", broken_text),
        "people.parquet cannot be read",
    ),
    "far date": (lambda r: replace_table(r, "articles", far_dates), "years 1 to 9999"),
}


def replace_table(root: Path, name: str, edit: Callable[[pa.Table], pa.Table]) -> None:
    rows = pa.parquet.read_table(root / f"data/{name}.parquet")
    replace_file(root, name, parquet_bytes(edit(rows)))


def replace_file(root: Path, name: str, raw: bytes) -> None:
    """Replace a table's Parquet file, and its hash in the descriptor."""
    (root / f"data/{name}.parquet").write_bytes(raw)
    edit_descriptor(root, lambda d: resource(d, f"{name}-parquet").update(hash=sha256(raw)))


def broken_text(rows: pa.Table) -> pa.Table:
    texts = pa.array([b"\xff\xfe"] * len(rows), pa.binary())
    return rows.set_column(1, "name", texts.view(pa.string()))


def far_dates(rows: pa.Table) -> pa.Table:
    days = pa.array([2**31 - 1] * len(rows), pa.int32()).view(pa.date32())
    place = rows.column_names.index("published_to")
    return rows.set_column(place, "published_to", days)


@pytest.mark.parametrize("what", some(BROKEN, 2))
def test_what_is_not_in_order_is_refused_in_one_line(built: Project, what: str) -> None:
    spoil, said = BROKEN[what]
    spoil(built.root)
    with pytest.raises(StateError) as error:
        read_state(built.root, "the state")
    assert str(error.value).startswith("the state: ")
    assert said in str(error.value)
    assert len(str(error.value)) < 1500


@pytest.mark.medium
@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
@pytest.mark.parametrize("tables", [None, ["quotes", "people"], ["organisation_names", "evidence"]])
def test_an_export_is_a_state(form: str, tables: list[str] | None, tmp_path: Path) -> None:
    export(FORMATS[form], tmp_path / "out", tables)
    whole, some = read_state(ROOT), read_state(tmp_path / "out")
    changes = compare(some, whole)
    assert {c.kind for c in changes.schema} <= {"table-added"}
    left_out = [name for name in whole.contract if name not in some.contract]
    assert sorted(c.table or "" for c in changes.schema) == sorted(left_out)
    assert {t.table for t in changes.tables} <= set(left_out)
    back = compare(whole, some)
    assert {c.kind for c in back.schema} <= {"table-removed"}


@pytest.mark.parametrize("path", ["nowhere", "entries", "data/quotes.csv"])
def test_what_is_no_package_is_refused(built: Project, path: str) -> None:
    with pytest.raises(StateError, match=path):
        read_state(built.root / path)


# --- git -------------------------------------------------------------------------------------


def test_a_revision_is_read_from_git_and_the_working_tree_left_alone(repository: Project) -> None:
    there = read_state(repository.root)
    replace_table(repository.root, "people", lambda t: t.slice(1))
    (repository.root / "data/quotes.parquet").unlink()
    before = git(repository.root, "status", "--porcelain")
    state = read_revision(repository.root, "HEAD")
    assert compare(there, state).empty
    assert git(repository.root, "status", "--porcelain") == before
    assert state.version == "0.2.0"


@pytest.mark.medium
@pytest.mark.parametrize("revision", ["first", "HEAD~1", "main^", "refs/tags/first", "main~1"])
def test_revisions_are_named_as_git_names_them(repository: Project, revision: str) -> None:
    state = read_revision(repository.root, revision)
    commit = git(repository.root, "rev-parse", "first")
    assert state.name == f"{revision} ({commit[:7]})"
    assert state.version == __version__
    assert read_revision(repository.root, commit[:9]).name == commit[:9]


@pytest.mark.parametrize(
    "revision",
    [
        "", "nowhere", "--help", "-h", "--all", "--output=stolen", "first..main", "HEAD:data",
        "HEAD^{tree}", "HEAD^@", "a\0b", "a\nb", "$(touch stolen)", "; touch stolen", "@{upstream}",
        "../first", "HEAD~99", "\u202eHEAD", "x" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_revision_is_refused(two_commits: Project, revision: str) -> None:
    with pytest.raises(StateError, match="is no git revision"):
        read_revision(two_commits.root, revision)
    assert not list(two_commits.root.rglob("*stolen*"))


def test_a_branch_may_look_like_an_option(repository: Project) -> None:
    commit = git(repository.root, "rev-parse", "first")
    git(repository.root, "update-ref", "refs/heads/--output=stolen", commit)
    assert read_revision(repository.root, "heads/--output=stolen").version == __version__
    assert not list(repository.root.rglob("*stolen*.*"))


def test_a_revision_without_data_and_a_folder_without_git_are_refused(
    repository: Project, tmp_path: Path
) -> None:
    git(repository.root, "rm", "--quiet", "--cached", "datapackage.json")
    git(repository.root, "commit", "--quiet", "-m", "third")
    with pytest.raises(StateError, match=r"HEAD \(.*\): there is no datapackage.json"):
        read_revision(repository.root, "HEAD")
    bare = tmp_path / "bare"
    bare.mkdir()
    with pytest.raises(StateError, match=r"no git revision|git: fatal: not a git repository"):
        read_revision(bare, "HEAD")


def test_links_that_were_committed_are_not_followed(repository: Project) -> None:
    (repository.root / "secret").write_text("secret")
    people = repository.root / "data/people.parquet"
    people.unlink()
    people.symlink_to(repository.root / "secret")
    (repository.root / "data/people.csv").unlink()
    git(repository.root, "commit", "--quiet", "--all", "-m", "link")
    with pytest.raises(StateError, match="the table people has no file"):
        read_revision(repository.root, "HEAD")


@pytest.mark.medium
def test_git_hooks_do_not_lead_elsewhere(
    repository: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook sets these; they must not win over the folder that was given."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert read_revision(repository.root, "first").version == __version__


def test_without_git_it_says_so(repository: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StateError, match="git is not installed"):
        read_revision(repository.root, "HEAD")

"""`python build redact`: what must go goes from everywhere, and nothing else goes with it.

Catches a name or identifier that is left anywhere (entries, locks, comments, tables, compressed
columns of old bundles, the index, tombstones, links), records that go or stay wrongly, an old
bundle that is damaged by it, entries that lose their form or comments, words that a tool rewrote
for people, and what a kill half-way would leave.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import release_server
from conftest import ROOT, Outcome, Project
from hypothesis import given
from hypothesis import strategies as st
from kills import killed_before_each
from repositories import commit_all, environment, git, replace, under_git

import outsourced_care as oc
from outsourced_care.content import read_parquet
from outsourced_care.redaction.carrying_out import carry_out
from outsourced_care.redaction.changelog_lines import without_records
from outsourced_care.redaction.going import going
from outsourced_care.redaction.plan import plan
from outsourced_care.redaction.traces import MARK, Traces
from outsourced_care.releases.bundle import open_bundle
from outsourced_care.releases.changelog import BEGIN, END
from outsourced_care.releases.index import read_index
from outsourced_care.releases.proof import verify_release
from outsourced_care.schema_files import read_contract

pytestmark = pytest.mark.filterwarnings("ignore::outsourced_care.errors.NewerReleaseWarning")

REASON = "Removed at the request of who is concerned."
VERSION = "src/outsourced_care/_version.py"
LOG = """# Changelog

## [Unreleased]

## [0.0.1] - 2031-03-05

The first lamps.
"""
SKIPPED = {".git", "texts", "__pycache__", "build", "schemas"}


def put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def everything(root: Path) -> dict[str, bytes]:
    """Every file of the dataset, by its path."""
    files = (p.relative_to(root) for p in sorted(root.rglob("*")) if p.is_file())
    return {p.as_posix(): (root / p).read_bytes() for p in files if not SKIPPED & set(p.parts)}


@pytest.fixture(scope="session")
def two_releases(built_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository with 0.0.1 and 0.0.2 released and committed.

    Between them a quote got another paraphrase, and an event, told in 0.0.1, is new words.
    """
    project = Project(tmp_path_factory.mktemp("redact") / "repository")
    shutil.copytree(built_project.root, project.root)
    root = project.root
    put(root, "CHANGELOG.md", LOG)
    put(root, VERSION, '"""The one place."""\n\n__version__ = "0.0.0"\n')
    put(root, "LICENSE", "A made-up licence.\n")
    put(root, "LICENSE-DATA", "Another.\n")
    replace(project.entry(), "author: Ida Fen", "author: Pella Thorn")
    comment = "  # seen by a second reader\n  - id: q03\n"
    replace(project.entry(), "  - id: q03\n", comment)
    replace(project.entry(), "- id: q04\n", "- id: q04  # whose plan?\n")
    assert project.build("lock", "--articles", project.articles).status == 0
    assert project.build().status == 0
    under_git(project)
    release(project, "0.0.1")
    replace(project.entry(), "Dim light has lasted", "Too dim a light has lasted")
    first = "## [0.0.1] - 2031-03-05"
    replace(root / "CHANGELOG.md", first, f"## [0.0.2] - 2031-04-06\n\nMore light.\n\n{first}")
    commit_all(project, "Mend words")
    release(project, "0.0.2")
    return project


def release(project: Project, version: str) -> None:
    outcome = project.build("release")
    assert outcome.status == 0, outcome.err
    commit_all(project, f"Release {version}")


@pytest.fixture
def project(two_releases: Project, tmp_path: Path) -> Project:
    shutil.copytree(two_releases.root, tmp_path / "repository")
    return Project(tmp_path / "repository")


def redact(project: Project, record: str, *more: str, reason: str = REASON) -> Outcome:
    return project.build("redact", record, "--reason", reason, "--yes", *more)


def texts_in(name: str, raw: bytes) -> list[str]:
    """Every text in a file: its name, its own, those of a zip file's members and of columns."""
    found = [name, raw.decode("utf-8", "replace")]
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for member in packed.namelist():
                found += texts_in(member, packed.read(member))
    elif name.endswith(".parquet"):
        for column in pq.read_table(io.BytesIO(raw)).columns:
            found += [str(value) for value in column.to_pylist() if value is not None]
    return found


def found_in(root: Path, *words: str) -> set[str]:
    """The files that hold one of some words, whatever is between their parts."""
    patterns = [re.compile(r"[\W_]+".join(re.split(r"[\W_]+", w)), re.IGNORECASE) for w in words]
    return {
        name
        for name, raw in everything(root).items()
        for text in texts_in(name, raw)
        if any(pattern.search(text) for pattern in patterns)
    }


def tables_of(files: Mapping[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, from Parquet files; CSV must tell as many."""
    found = {}
    for name, raw in files.items():
        if name.endswith(".parquet"):
            rows = pq.read_table(io.BytesIO(raw)).to_pylist()
            found[Path(name).stem] = rows
            lines = files[name.replace(".parquet", ".csv")].count(b"\n")
            assert lines == len(rows) + 1, name
    return found


def bundled(root: Path, version: str) -> dict[str, list[dict[str, Any]]]:
    return tables_of(open_bundle(root / f"releases/outsourced-care-{version}.zip").files())


def built(root: Path) -> dict[str, list[dict[str, Any]]]:
    names = (p for p in (root / "data").iterdir())
    return tables_of({p.name: p.read_bytes() for p in names})


def sound(project: Project) -> None:
    """Build, check and both releases agree with themselves and each other."""
    assert project.build("--compare").status == 0
    outcome = project.build("check")
    assert outcome.status == 0, outcome.out + outcome.err
    found = json.loads(
        project.build("check", "--articles", project.articles, "--format", "json").out
    )
    errors = {f["rule"] for f in found if f["severity"] == "error"}
    assert errors == set(), found
    for version in ("0.0.1", "0.0.2"):
        proof = verify_release(version, str(project.root / "releases"), None)
        assert proof.holds, [item for item in proof.items if item.status != "verified"]
        oc.load_all(version=version, releases=project.root / "releases")
    here, last = built(project.root), bundled(project.root, "0.0.2")
    stones = here.pop("withdrawn")
    assert here == {name: rows for name, rows in last.items() if name != "withdrawn"}
    for row in last["withdrawn"]:
        assert row in stones or row["superseded_by"] is None


def commands_in(outcome: Outcome) -> list[list[str]]:
    """What the command tells to run next."""
    return [shlex.split(line) for line in outcome.out.splitlines() if line.startswith("  ")
            and not line.startswith(("  - ", "    "))]  # fmt: skip


def assert_refused(project: Project, outcome: Outcome, before: dict[str, bytes]) -> None:
    assert outcome.status == 1, outcome
    assert outcome.err.rstrip().endswith("nothing was written")
    assert everything(project.root) == before


# --- what goes ---------------------------------------------------------------------------------

ONE, TWO = "gazette-one", "gazette-two"
OF_PELLA = {
    ("people", "pella-thorn"),
    ("quotes", f"{ONE}-q03"), ("quotes", f"{ONE}-q04"), ("quotes", f"{TWO}-q01"),
    ("positions", f"{ONE}-p01"), ("positions", f"{ONE}-p02"),
    ("proposals", "trust-by-request"),
}  # fmt: skip
OF_THE_TRUST = {
    ("proposals", "imposed-lantern-trust"), ("proposal_terms", "imposed-lantern-trust-oil"),
    ("positions", f"{ONE}-p01"), ("positions", f"{ONE}-p03"), ("positions", f"{TWO}-p01"),
}  # fmt: skip
CASES: dict[str, tuple[set[tuple[str, str]], set[tuple[str, str, str]], tuple[str, ...]]] = {
    # record: what goes, which cells are emptied, what it is called
    f"quotes/{ONE}-q02": ({("quotes", f"{ONE}-q02")}, set(), ()),
    f"quotes/{ONE}-q03": (
        {("quotes", f"{ONE}-q03"), ("positions", f"{ONE}-p01")}, set(), ()
    ),
    "events/lantern-trust-announced": ({("events", "lantern-trust-announced")}, set(), ()),
    "events/keepers-replaced": (
        {("events", "keepers-replaced")},
        {("withdrawn", "dark-street", "superseded_by")},
        (),
    ),
    "people/pella-thorn": (OF_PELLA, {("articles", ONE, "author")}, ("Pella Thorn",)),
    "organisations/guild-of-lamplighters": (
        {("organisations", "guild-of-lamplighters")},
        {("positions", f"{ONE}-p01", "organisation_id"),  # which follows from the quote
         ("positions", f"{ONE}-p02", "organisation_id"),
         ("quotes", f"{ONE}-q03", "organisation_id"), ("quotes", f"{ONE}-q04", "organisation_id"),
         ("quotes", f"{TWO}-q01", "organisation_id")},
        ("Guild of Lamplighters",),
    ),
    "organisations/lamp-ministry": (
        {("organisations", "lamp-ministry"), ("positions", f"{ONE}-p03")},
        {("positions", f"{TWO}-p01", "organisation_id"),
         ("quotes", f"{ONE}-q01", "organisation_id"), ("quotes", f"{ONE}-q02", "organisation_id"),
         ("quotes", f"{TWO}-q02", "organisation_id")},
        ("Lamp Ministry",),
    ),
    "organisations/fenwick-gazette": (
        {("organisations", "fenwick-gazette")},
        {("articles", ONE, "publisher_id"), ("articles", TWO, "publisher_id")},
        ("Fenwick Gazette",),
    ),
    "proposals/imposed-lantern-trust": (
        OF_THE_TRUST,
        {("events", "lantern-trust-announced", "proposal_id"),
         ("events", "lantern-trust-created", "proposal_id")},
        (),
    ),
    "proposal_terms/imposed-lantern-trust-oil": (
        {("proposal_terms", "imposed-lantern-trust-oil")}, set(), ()
    ),
    f"positions/{TWO}-p01": ({("positions", f"{TWO}-p01")}, set(), ()),
}  # fmt: skip


MEDIUM = ("events/lantern-trust-announced", "people/pella-thorn", "organisations/lamp-ministry")
TIERED = [
    pytest.param(record, marks=pytest.mark.medium if record in MEDIUM else pytest.mark.slow)
    for record in CASES
]


@pytest.mark.parametrize("record", TIERED)
def test_it_goes_from_everywhere_with_what_is_nothing_without_it(
    project: Project, record: str
) -> None:
    gone, emptied, names = CASES[record]
    old = {v: bundled(project.root, v) for v in ("0.0.1", "0.0.2")}
    outcome = redact(project, record)
    assert outcome.status == 0, outcome.err
    told = {tuple(m.split("/")) for m in re.findall(r"(?m)^(\S+/\S+) goes: ", outcome.out)}
    assert told == gone
    emptied_here = set(re.findall(r"(?m)^(\w+)/(\S+): (\w+) is emptied$", outcome.out))
    assert emptied_here == emptied
    assert found_in(project.root, *(name for _, name in gone), *names) == set()
    commit_all(project, "Remove a record")
    for word in (record.partition("/")[2], *names):
        assert not grepped(project.root, word)
    sound(project)
    for version, before in old.items():
        lost_only(before, bundled(project.root, version), gone, emptied)
    index = read_index((project.root / "releases/releases.json").read_bytes())
    for listed in index.releases:
        assert [r.reason for r in listed.replaced] == [REASON]
    stones = [s for s in built(project.root)["withdrawn"] if s["record_id"].startswith("redacted")]
    assert sorted(s["table"] for s in stones) == sorted(table for table, _ in gone)
    assert {(s["withdrawn_in"], s["reason"]) for s in stones} == {("0.0.3", REASON)}


def grepped(root: Path, word: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), "grep", "-il", "-e", word, "HEAD", "--", ":!schemas", ":!build"],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout


def lost_only(
    before: dict[str, list[dict[str, Any]]],
    after: dict[str, list[dict[str, Any]]],
    gone: set[tuple[str, str]],
    emptied: set[tuple[str, str, str]],
) -> None:
    """Rows of what goes are gone, cells that name it empty; every other cell is as it was."""
    follows = {"organisation_id": ("organisation",), "publisher_id": ("publisher",)}
    numbers = {"sequence", "part"}
    for table, rows in before.items():
        left = after[table]
        key = next(iter(rows[0])) if rows else ""
        kept = []
        for row in rows:
            name = row["record_id"] if "record_id" in row else row[key]
            about = row.get("table", table) if "record_id" in row else table
            person = ("people", row.get("person_id"))
            body = ("organisations", row.get("organisation_id"))
            part = table in ("participants", "organisation_names") and {person, body} & gone
            if (about, name) in gone or part:
                continue
            cells = {c for t, n, c in emptied if (t, n) == (table, name)}
            cells |= {other for cell in cells for other in follows.get(cell, ())}
            kept.append({c: None if c in cells else v for c, v in row.items() if c not in numbers})
        assert [{c: v for c, v in row.items() if c not in numbers} for row in left] == kept, table


@pytest.mark.slow
def test_every_record_can_go(two_releases: Project, tmp_path: Path) -> None:
    """Every record that the tables above do not show: it goes, or what to reword is told."""
    keys = {"people": "person_id", "quotes": "quote_id", "events": "event_id",
            "proposals": "proposal_id", "positions": "position_id",
            "organisations": "organisation_id", "proposal_terms": "term_id"}  # fmt: skip
    tables = built(two_releases.root)
    records = [f"{table}/{row[key]}" for table, key in keys.items() for row in tables[table]]
    for number, record in enumerate(r for r in records if r not in CASES):
        shutil.copytree(two_releases.root, tmp_path / str(number))
        project = Project(tmp_path / str(number))
        outcome = redact(project, record)
        if record == "organisations/marrowby-council":  # which selectors name
            assert outcome.status == 1 and "[left-over]" in outcome.err
            continue
        assert outcome.status == 0, (record, outcome.err)
        assert found_in(project.root, record.partition("/")[2]) == set()
        sound(project)


@pytest.mark.medium
def test_comments_and_form_of_entries_survive(project: Project) -> None:
    before = project.entry().read_text("utf-8")
    outcome = redact(project, f"{ONE}-q03")
    assert outcome.status == 0, outcome.err
    after = project.entry().read_text("utf-8")
    begin, end = before.index("  # seen by a second"), before.index("  - id: q04  # whose plan?")
    left = before[:begin] + before[end:]
    start = left.index("  - id: p01\n")
    assert after == left[:start] + left[left.index("  - id: p02\n") :]


@pytest.mark.medium
def test_a_comment_above_the_first_record_goes_with_it(project: Project) -> None:
    path = project.root / "entries/people.yaml"
    put(project.root, "entries/people.yaml", "# asked us to\n" + path.read_text("utf-8"))
    commit_all(project, "Tell of somebody")
    assert redact(project, "odo-quill").status == 0
    assert path.read_text("utf-8") == "- id: pella-thorn\n  name: Pella Thorn\n"


@pytest.mark.medium
def test_the_lock_keeps_places_and_nothing_else(project: Project) -> None:
    assert project.build("check", "--fix", "--articles", project.articles).status == 0
    assert project.build().status == 0
    commit_all(project, "Show fewer words")
    lock = project.entry().with_suffix(".lock")
    before = lock.read_text("utf-8").splitlines()
    places = set()
    for number, record in enumerate((f"quotes/{ONE}-q03", "organisations/fenwick-gazette")):
        gone = [x.split(",") for x in before if x.startswith(record.replace("/", ","))]
        places |= {tuple(cells[-4:-2]) for cells in gone}
        assert redact(project, record).status == 0
        commit_all(project, f"Remove record {number}")
        lines = [x.split(",") for x in lock.read_text("utf-8").splitlines()]
        opaque = [cells for cells in lines if cells[0] == "removed"]
        assert {tuple(cells[4:6]) for cells in opaque} == places
        assert {(*cells[:2], cells[3], *cells[6:]) for cells in opaque} == {
            ("removed", "", "", "0", "0" * 64)
        }
        for command in (("lock",), ("check", "--fix")):
            assert project.build(*command, "--articles", project.articles).status == 0
            assert [x.split(",") for x in lock.read_text("utf-8").splitlines()] == lines
        checked = project.build("check", "--articles", project.articles).out
        assert "marks-unaccounted" not in checked and "organisation-unlisted" not in checked


@pytest.mark.slow
def test_it_is_repeatable_and_tombstones_go_on_counting(project: Project) -> None:
    assert redact(project, f"{ONE}-q02").status == 0
    files = everything(project.root)
    outcome = redact(project, f"{ONE}-q02")  # not committed yet: the same comes out
    assert outcome.status == 0 and "unchanged" in outcome.out
    assert everything(project.root) == files
    commit_all(project, "Remove a record")
    assert redact(project, f"{ONE}-q02").status == 2  # nobody knows it any more
    outcome = redact(project, "events/dark-street")  # known by its tombstone only
    assert outcome.status == 0, outcome.err
    stones = {s["record_id"]: s for s in built(project.root)["withdrawn"]}
    assert stones.keys() == {"redacted-1", "redacted-2", f"{ONE}-q09"}
    assert stones["redacted-2"]["table"] == "events"
    assert found_in(project.root, "dark-street") == set()
    hashes = [
        [r.hash for r in one.replaced]
        for one in read_index((project.root / "releases/releases.json").read_bytes()).releases
    ]
    assert all(len(set(own)) == 2 for own in hashes)
    sound(project)
    announced = "## [0.0.3] - 2031-05-06\n\nSomething went.\n\n## [0.0.2]"
    replace(project.root / "CHANGELOG.md", "## [0.0.2]", announced)
    commit_all(project, "Remove another")
    release(project, "0.0.3")
    assert project.build("release", "--compare").status == 0


@pytest.mark.medium
def test_the_changelog_says_that_a_record_was_removed(project: Project) -> None:
    log = (project.root / "CHANGELOG.md").read_text("utf-8")
    assert f"`{ONE}-q02`" in log
    assert redact(project, f"{ONE}-q02").status == 0
    after = (project.root / "CHANGELOG.md").read_text("utf-8")
    (changed,) = set(after.split("\n")) - set(log.split("\n"))
    assert changed == "  - a record that was removed"
    assert "- `quotes`, 1 record corrected:" in after
    packed = open_bundle(project.root / "releases/outsourced-care-0.0.2.zip").read("CHANGELOG.md")
    assert changed in packed.decode("utf-8").split("\n")


@pytest.mark.slow
def test_a_release_that_was_replaced_is_compared_as_such(project: Project) -> None:
    assert redact(project, "people/pella-thorn").status == 0
    commit_all(project, "Remove a record")
    outcome = project.build("release", "--compare")
    assert (outcome.status, outcome.err) == (0, ""), outcome
    day = git(project.root, "log", "-1", "--format=%cs")
    assert re.search(rf"(?m)^0\.0\.2 was replaced on {day} \(.*\): {REASON}$", outcome.out)
    assert "data/withdrawn.parquet, datapackage.json differ by what a removal" in outcome.out
    assert outcome.out.endswith(" files are what was released\n")
    replace(project.entry(TWO), "The made-up guild", "The guild")
    shutil.rmtree(project.root / ".git")  # only git knows when it was
    outcome = project.build("release", "--compare")
    assert outcome.status == 1 and re.search(rf"0\.0\.2 was replaced \(.*: {REASON}", outcome.out)
    named = [line.partition(":")[0] for line in outcome.err.splitlines()]
    assert {"data/articles.csv", "data/articles.parquet", "datapackage.json"} <= set(named)


# --- words that are left over --------------------------------------------------------------------


@pytest.mark.slow
def test_what_people_wrote_is_theirs_to_reword(project: Project) -> None:
    root = project.root
    replace(project.entry(), "Trusts do well if", "Pella\u00a0Thörn has it that trusts do well if")
    replace(project.entry(TWO), "The made-up guild stands", "Pella Thorn's made-up guild stands")
    replace(project.entry(), "title: Two keepers", "title: Keepers of pella-thorn")
    replace(root / "entries/people.yaml", "name: Odo Quill", "name: Odo Quill  # not Pella Thorn")
    put(root, "docs/notes.md", "One.\n\nAs Pella\nThorn has it.\n")
    announced = "## [0.0.3] - 2031-05-06\n\nWords of Pella Thorn.\n\n## [0.0.2]"
    replace(root / "CHANGELOG.md", "## [0.0.2]", announced)
    assert project.build("check", "--fix").status == 0
    commit_all(project, "Name somebody")
    release(project, "0.0.3")
    before = everything(root)
    outcome = redact(project, "people/pella-thorn")
    assert_refused(project, outcome, before)
    for name, text in {
        "CHANGELOG.md": "Words of Pella Thorn.",
        "docs/notes.md": "As Pella",
        f"entries/articles/{ONE}.yaml": "    title: Keepers of pella-thorn",
        f"entries/articles/{TWO}.yaml": "  summary: \"Pella Thorn's made-up guild stands",
        "entries/people.yaml": "  name: Odo Quill  # not Pella Thorn",
    }.items():
        lines = (root / name).read_text("utf-8").split("\n")
        (line,) = (n for n, own in enumerate(lines, 1) if own.startswith(text))
        found = re.search(
            rf"(?m)^{name}:{line}: error: here stands “(.*?)”.*left-over", outcome.err
        )
        assert found is not None and found[1].lower().startswith("pella")
    assert "data/" not in outcome.err and ".lock" not in outcome.err
    replace(project.entry(TWO), "Pella Thorn's made-up", "The made-up")
    replace(project.entry(), "title: Keepers of pella-thorn", "title: Two keepers")
    replace(root / "entries/people.yaml", "  # not Pella Thorn", "")
    (root / "docs/notes.md").unlink()
    replace(root / "CHANGELOG.md", "Words of Pella Thorn.", "Words of somebody.")
    assert project.build("check", "--fix").status == 0
    assert project.build().status == 0
    commit_all(project, "Name nobody")
    outcome = redact(project, "people/pella-thorn")
    assert outcome.status == 0, outcome.err
    assert found_in(root, "Pella Thorn", "pella") == set()
    old = bundled(root, "0.0.3")
    assert {MARK + "'s made-up guild stands by the made-up town."} <= {
        row["summary"] for row in old["articles"]
    }
    assert f"Keepers of {MARK} give way to others" in {row["title"] for row in old["events"]}
    packed = open_bundle(root / "releases/outsourced-care-0.0.3.zip")
    assert f"Words of {MARK}." in packed.read("CHANGELOG.md").decode("utf-8")
    assert verify_release("0.0.3", str(root / "releases"), None).holds


@pytest.mark.slow
def test_selectors_that_name_a_body(project: Project) -> None:
    """They are reworded by people, and emptied in old bundles; the passages stay."""
    before = everything(project.root)
    outcome = redact(project, "marrowby-council")
    assert_refused(project, outcome, before)
    text = (
        project.entry().read_text("utf-8").replace("Marrowby council … trust", "will lose … trust")
    )
    put(project.root, f"entries/articles/{ONE}.yaml", text.replace(
        "Marrowby council … Tuesday", "will lose … Tuesday"))  # fmt: skip
    assert project.build("lock", "--articles", project.articles).status == 0
    assert project.build("check", "--fix").status == 0
    assert project.build().status == 0
    commit_all(project, "Choose other words")
    old = bundled(project.root, "0.0.2")["evidence"]
    outcome = redact(project, "marrowby-council")
    assert outcome.status == 0, outcome.err
    assert found_in(project.root, "Marrowby council", "marrowby-council") == set()
    new = bundled(project.root, "0.0.2")
    places = {(r["table"], r["record_id"], r["part"], r["start"], r["sha256"]): r for r in old}
    assert len(new["evidence"]) < len(old)
    for row in new["evidence"]:
        was = places[row["table"], row["record_id"], row["part"], row["start"], row["sha256"]]
        named = "Marrowby council" in (was["selector"] or "")
        assert row["selector"] == (None if named else was["selector"])
    (term,) = new["proposal_terms"]
    assert term["payer"] is None and term["statement"] == "The town gives money for oil."
    for version in ("0.0.1", "0.0.2"):
        assert verify_release(version, str(project.root / "releases"), None).holds


@pytest.mark.medium
def test_more_names_are_looked_for(project: Project) -> None:
    before = everything(project.root)
    outcome = redact(project, "people/odo-quill", "--name", "lamp minister")
    assert_refused(project, outcome, before)
    assert f"entries/articles/{ONE}.yaml:" in outcome.err
    outcome = redact(project, "people/odo-quill", "--name", "…")
    assert outcome.status == 2 and "no letter" in outcome.err


@pytest.mark.slow
def test_what_matched_is_told_with_the_plan(project: Project) -> None:
    words = f"As {ONE}-p01 has it,\nand pella%20thorn.\n\nPELLA\nTHORN was there.\n"
    put(project.root, "docs/of-pella-thorn.md", words)
    commit_all(project, "Take notes")
    shown = redact(project, "pella-thorn", "--dry-run")
    before = everything(project.root)
    outcome = redact(project, "pella-thorn")
    assert_refused(project, outcome, before)
    assert (shown.status, shown.out, shown.err) == (1, outcome.out, outcome.err)
    assert "people/pella-thorn goes: asked for\n" in outcome.out
    assert "releases/outsourced-care-0.0.1.zip is replaced: " in outcome.out
    assert "withdrawn: redacted-1 to " in outcome.out
    place = "docs/of-pella-thorn.md"
    for line, said in {
        "": "the file's name holds “pella-thorn”, the identifier of people/pella-thorn, which goes",
        ":1": f"here stands “{ONE}-p01”, the identifier of positions/{ONE}-p01, which goes",
        ":4": "here stands “PELLA THORN”, a name of what goes",
    }.items():
        assert f"{place}{line}: error: {said} [left-over]" in outcome.err, outcome.err
    put(project.root, place, "\nhttps://x.example/pella%20thorn\n")
    commit_all(project, "Take other notes")
    outcome = redact(project, "pella-thorn")
    said = "a name or identifier of what goes, in “https://x.example/pella%20thorn”"
    assert f"{place}:2: error: here stands {said}" in outcome.err, outcome.err


@pytest.mark.medium
def test_it_ends_with_what_adds_it_to_git(project: Project) -> None:
    outcome = redact(project, "people/pella-thorn")
    (add,) = commands_in(outcome)
    assert add[:2] == ["git", "add"] and {"data", "releases/releases.json"} < set(add)
    git(project.root, *add[1:])
    git(project.root, "commit", "--quiet", "--message", "Remove a record")
    assert git(project.root, "status", "--porcelain") == ""


@pytest.mark.slow
def test_it_says_what_is_to_be_mended_then(project: Project) -> None:
    """A body's name that stood within a longer one, which goes, is a mention of its own then."""
    bodies = project.root / "entries/organisations.yaml"
    another = "- id: other-guild\n  name: Guild\n  kind: professional_association\n"
    put(project.root, "entries/organisations.yaml", bodies.read_text("utf-8") + another)
    texts = {"OUTSOURCED_CARE_ARTICLES": project.articles}
    assert project.build("check", "--fix", **texts).status == 0
    assert project.build().status == 0
    commit_all(project, "Tell of another body")
    options = ("--reason", REASON, "--yes")
    outcome = project.build("redact", "organisations/guild-of-lamplighters", *options, **texts)
    assert outcome.status == 0, outcome.err
    mend, add = commands_in(outcome)
    assert mend == [".venv/bin/python", "build", "check", "--fix"]
    project.build(*mend[2:], **texts)
    git(project.root, *add[1:])
    git(project.root, "commit", "--quiet", "--message", "Remove a record")
    assert git(project.root, "status", "--porcelain") == ""
    assert project.build("check", "--fix", **texts).err.count("written") == 0


# --- what it refuses -----------------------------------------------------------------------------

Edit = Callable[[Project], object]


def misspelt(project: Project) -> None:
    replace(project.entry(), "cue: believe", "ceu: believe")
    commit_all(project, "Misspell a key")


def damaged(project: Project) -> None:
    (project.root / "releases/outsourced-care-0.0.1.zip").write_bytes(b"x")
    commit_all(project, "Damage a bundle")


REFUSED: dict[str, tuple[Edit, tuple[str, ...], int, str]] = {
    "nobody of that name": (lambda p: None, ("people/nobody",), 2, "pella-thorn"),
    "a table that has no such record": (lambda p: None, ("events/pella-thorn",), 2, "neither"),
    "a reason that tells": (
        lambda p: None, ("odo-quill", "--reason", "odo  QUILL asked"), 1, "--reason: error"
    ),
    "an empty reason": (lambda p: None, ("odo-quill", "--reason", " "), 1, "it is empty"),
    "a reason that is markup": (
        lambda p: None, ("odo-quill", "--reason", "asked <b>us</b>"), 1, "markup"
    ),
    "a file that is not committed": (
        lambda p: put(p.root, "docs/new.md", "x\n"), ("odo-quill",), 1,
        "docs/new.md: error: it is not as it was last committed",
    ),
    "an entry that is not committed": (
        lambda p: replace(p.entry(), "all lamps", "every lamp"), ("odo-quill",), 1,
        f"entries/articles/{ONE}.yaml: error: it is not as it was",
    ),
    "an entry with a fault": (
        misspelt, ("odo-quill",), 1, "did you mean cue"
    ),
    "a bundle that is another": (
        damaged, ("odo-quill",), 2, "outsourced-care-0.0.1.zip",
    ),
    "no history": (lambda p: shutil.rmtree(p.root / ".git"), ("odo-quill",), 2, "commit"),
    "an article that others' records stand in": (
        lambda p: None, (f"articles/{ONE}",), 1, "lantern-trust-announced"
    ),
}  # fmt: skip


@pytest.mark.medium
@pytest.mark.parametrize("name", REFUSED)
def test_refused_and_nothing_written(project: Project, name: str) -> None:
    edit, arguments, status, said = REFUSED[name]
    edit(project)
    before = everything(project.root)
    outcome = redact(project, *arguments)
    assert outcome.status == status, outcome
    assert said in outcome.err and "Traceback" not in outcome.err
    assert (status == 2) == outcome.err.startswith("python build redact: ")
    assert everything(project.root) == before


@pytest.mark.slow
def test_it_asks_and_shows_before_it_writes(project: Project) -> None:
    before = everything(project.root)
    outcome = project.build("redact", "odo-quill", "--reason", REASON, "--dry-run")
    assert outcome.status == 0 and "people/odo-quill goes: asked for" in outcome.out
    assert f"quotes/{ONE}-q01 goes: person_id is people/odo-quill" in outcome.out
    assert everything(project.root) == before
    outcome = project.build_apart("redact", "odo-quill", "--reason", REASON)
    assert outcome.status == 2 and "give --yes" in outcome.err
    assert everything(project.root) == before
    assert project.build("redact", "odo-quill").status == 2


@pytest.mark.slow
def test_a_surname_alone_is_told_and_stays(project: Project) -> None:
    put(project.root, "docs/notes.md", "A thorn.\n\nAs Thorn has it.\n")
    commit_all(project, "Take notes")
    outcome = redact(project, "pella-thorn", "--dry-run")
    assert outcome.status == 0, outcome.err
    assert "“Thorn” alone stands at docs/notes.md:1, docs/notes.md:3: give --name" in outcome.out
    outcome = redact(project, "pella-thorn", "--name", "Thorn")
    assert outcome.status == 1 and "docs/notes.md:1: error" in outcome.err


@pytest.mark.slow
def test_a_record_whose_identifier_holds_the_name_goes_too(project: Project) -> None:
    for path in (project.entry(), project.entry().with_suffix(".lock")):
        text = path.read_text("utf-8")
        put(project.root, path.relative_to(project.root).as_posix(), text.replace(
            "keepers-replaced", "odo-quill-replaces-keepers"))  # fmt: skip
    stones = (project.root / "entries/withdrawn.yaml").read_text("utf-8")
    stones = stones.replace(
        "superseded_by: keepers-replaced", "superseded_by: odo-quill-replaces-keepers"
    )
    stones += "- table: events\n  record_id: keepers-replaced\n  withdrawn_in: 0.0.3\n"
    stones += (
        "  reason: It was told under another name.\n  superseded_by: odo-quill-replaces-keepers\n"
    )
    put(project.root, "entries/withdrawn.yaml", stones)
    assert project.build("check", "--fix").status == 0
    assert project.build().status == 0
    commit_all(project, "Give an event a name")
    outcome = redact(project, "people/odo-quill")
    assert outcome.status == 0, outcome.err
    said = "events/odo-quill-replaces-keepers goes: its identifier holds the name"
    assert said in outcome.out
    assert found_in(project.root, "odo-quill") == set()


@pytest.mark.slow
def test_a_whole_article(project: Project) -> None:
    before = everything(project.root)
    outcome = redact(project, f"articles/{TWO}")
    assert_refused(project, outcome, before)  # the other's telling would stand alone
    assert "account-without-one-preferred" in outcome.err
    tell_no_accounts(project)
    outcome = redact(project, f"articles/{TWO}")
    assert outcome.status == 0, outcome.err
    assert not project.entry(TWO).exists() and not project.entry(TWO).with_suffix(".lock").exists()
    assert found_in(project.root, TWO) == set()
    descriptor = open_bundle(project.root / "releases/outsourced-care-0.0.1.zip").read(
        "datapackage.json"
    )
    assert len(json.loads(descriptor)["sources"]) == 1
    assert {row["article_id"] for row in bundled(project.root, "0.0.1")["evidence"]} == {ONE}
    assert project.build("--compare").status == 0
    assert verify_release("0.0.1", str(project.root / "releases"), None).holds


def tell_no_accounts(project: Project) -> None:
    """Leave out what two articles tell otherwise."""
    for name, after in ((ONE, "\norganisation_mentions:"), (TWO, "")):
        text = project.entry(name).read_text("utf-8")
        begin = text.index("\naccounts:")
        end = text.index(after, begin) if after else len(text)
        put(project.root, f"entries/articles/{name}.yaml", text[:begin] + text[end:])
    assert project.build("lock", "--articles", project.articles).status == 0
    assert project.build().status == 0
    commit_all(project, "Tell it in one way")


@pytest.mark.slow
def test_copies_of_the_old_bundle_are_not_used_again(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from outsourced_care.releases import cache

    monkeypatch.setenv(cache.CACHE, str(tmp_path / "cache"))
    with release_server.serving(project.root / "releases") as site:
        for left in (2, 1):
            cache.forget()  # as in another process
            assert len(oc.load("people", version="0.0.1", releases=site.address)) == left
            assert redact(project, "people/odo-quill").status == 0


# --- killed, or out of room ----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_before_each_thing_it_does(project: Project, tmp_path: Path) -> None:
    tell_no_accounts(project)
    made = plan(project.root, f"articles/{TWO}", REASON)
    start = tmp_path / "start"
    shutil.copytree(project.root, start)
    act = partial(carry_out, plan=made)
    killed = killed_before_each(partial(shutil.copytree, start), act, tmp_path / "killed")
    assert len(killed) > 40
    assert redact(project, f"articles/{TWO}").status == 0
    end, seen = everything(project.root), set()
    for moment, root in enumerate(killed, start=1):
        state = pickle.dumps(sorted(everything(root).items()))
        if state not in seen:  # the command as it is typed, once from every state
            seen.add(state)
            outcome = redact(Project(root), f"articles/{TWO}")
            assert outcome.status == 0, (moment, outcome.err)
            assert everything(root) == end
        shutil.rmtree(root)
    assert len(seen) > 8


FULL = """
import pickle, resource, sys
from pathlib import Path
from outsourced_care.redaction.carrying_out import carry_out

root, plan, most = pickle.load(sys.stdin.buffer)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    carry_out(Path(root), plan)
except OSError:
    sys.exit(7)
"""


@pytest.mark.slow
def test_what_was_there_is_put_back_when_the_disk_is_full(project: Project) -> None:
    made = plan(project.root, "people/pella-thorn", REASON)
    before = everything(project.root)
    most = max(len(raw) for name, raw in made.planned.items() if not name.endswith(".zip"))
    done = subprocess.run(
        [sys.executable, "-c", FULL], input=pickle.dumps((str(project.root), made, most + 1)),
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 7, done.stderr
    assert everything(project.root) == before
    assert carry_out(project.root, made)


# --- parts ---------------------------------------------------------------------------------------

CONTRACT = read_contract(ROOT / "schemas")


@pytest.mark.parametrize(
    ("body", "quotes", "goes"),
    [
        ("lamp-ministry", "emptied", False),  # the position follows its quote
        ("guild-of-lamplighters", "kept", True),  # one of a group that spoke holds it
    ],
)
def test_who_holds_a_position_of_a_quote(
    built_project: Project, body: str, quotes: str, goes: bool
) -> None:
    tables = {
        name: read_parquet((built_project.root / f"data/{name}.parquet").read_bytes(), table)
        for name, table in CONTRACT.items()
    }
    rows = tables["positions"].to_pylist()
    number = next(n for n, row in enumerate(rows) if row["position_id"] == f"{TWO}-p01")
    rows[number]["organisation_id"] = body
    tables["positions"] = pa.Table.from_pylist(rows, schema=tables["positions"].schema)
    found = going(tables, CONTRACT, {("organisations", body): "asked for"}, ())
    assert (number in found.rows["positions"]) == goes
    assert (("positions", number, "organisation_id") in found.emptied) == (not goes)
    at = [r["quote_id"] for r in tables["quotes"].to_pylist()].index(f"{TWO}-q02")
    assert (("quotes", at, "organisation_id") in found.emptied) == (quotes == "emptied")


TEXTS = [
    ("Pella Thorn said", f"{MARK} said"),
    ("PELLA  THORN’S", f"{MARK}’S"),
    ("so pella-thorn-elected", f"so {MARK}-elected"),
    ("Pella\n      Thorn", MARK),
    ("Pélla Thorn", MARK),
    ("Ｐｅｌｌａ Thorn", MARK),
    ("Pel\u00adla\u200b Thorn", MARK),
    ("ß Pella Thorn ﬁ", f"ß {MARK} ﬁ"),
    ("https://x.example/#:~:text=Pella%20Thorn", MARK),
    ("gazette-one-q03.", f"{MARK}."),
    ("Pella Thornton", None),
    ("gazette-one-q031", None),
    ("my-gazette-one-q03", None),
    ("ofsted", None),  # an identifier of one word may be any word
    ("Thorn, Pella", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "masked"), TEXTS)
def test_traces_in_texts(text: str, masked: str | None) -> None:
    traces = Traces(["gazette-one-q03", "ofsted"], ["Pella Thorn"])
    assert traces.masked(text) == (text if masked is None else masked)
    assert bool(traces.within(text)) == (masked is not None)


@given(st.text(max_size=30), st.text(max_size=30), st.text(min_size=1, max_size=20))
def test_no_trace_is_left_in_any_text(before: str, after: str, name: str) -> None:
    traces = Traces(["some-id"], [name, "Pella Thorn"])
    for text in (before + name + after, f"{before} some-id {after}", before + after):
        masked = traces.masked(text)
        if not traces.within(MARK):
            assert not traces.within(masked)
    spans = traces.within(f"{before} Pella Thorn {after}")
    assert spans == sorted(spans)


def test_lines_of_a_changelog() -> None:
    log = f"""prose of `a-b`

{BEGIN}

- `quotes`, 2 new records: `a-b`, `c-d`
- `quotes`, 2 records corrected:
  - `a-b`: `cue` `x` → `Pella Thorn`
  - `c-d`: `paraphrase` `of Pella Thorn` → `of somebody`

{END}
`a-b` too
"""
    assert (
        without_records(log, Traces(["a-b"], ["Pella Thorn"]))
        == f"""prose of `a-b`

{BEGIN}

- `quotes`, 2 new records: a record that was removed, `c-d`
- `quotes`, 2 records corrected:
  - a record that was removed
  - `c-d`: `paraphrase` a record that was removed → `of somebody`

{END}
`a-b` too
"""
    )


# --- the real dataset ----------------------------------------------------------------------------


@pytest.fixture
def real(tmp_path: Path) -> Project:
    """A copy of this repository as it stands, in a history of its own."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        env=environment(), check=True, capture_output=True, text=True,
    )  # fmt: skip
    project = Project(tmp_path / "real")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (project.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, project.root / name)
    if not (project.root / "releases/releases.json").exists():
        pytest.skip("nothing was released")
    assert project.build().status == 0
    return under_git(project)


@pytest.mark.slow
def test_a_person_a_quote_and_a_body_of_the_real_dataset(real: Project) -> None:
    cases = {
        "people/judy-cooper": ("judy-cooper", "Judy Cooper"),
        "quotes/cc-2013-07-doncaster-outsourced-q03": ("cc-2013-07-doncaster-outsourced-q03",),
        "organisations/kingston-university": ("kingston-university", "Kingston University"),
    }
    for record, words in cases.items():
        outcome = redact(real, record)
        while outcome.status == 1:
            reword(real.root, outcome.err, words)
            assert real.build("check", "--fix").status == 0
            assert real.build().status == 0
            commit_all(real, "Choose other words")
            outcome = redact(real, record)
        assert outcome.status == 0, outcome.err
        assert found_in(real.root, *words) == set()
        commit_all(real, "Remove a record")
        assert real.build("--compare").status == 0
        outcome = real.build("check")
        assert outcome.status == 0, outcome.out
        for listed in read_index((real.root / "releases/releases.json").read_bytes()).releases:
            proof = verify_release(listed.version, str(real.root / "releases"), None)
            assert proof.holds, [item for item in proof.items if item.status != "verified"]


def reword(root: Path, told: str, words: tuple[str, ...]) -> None:
    """Do what the findings ask for: name nobody on those lines."""
    spelt = re.compile("|".join(re.sub(r"[\W_]+", r"[\\W_]+", w) for w in words), re.IGNORECASE)
    places = re.findall(r"(?m)^([^\s:]+):(\d+): error: (here stands .*)\[left-over\]$", told)
    assert places, told
    reworded = 0
    for name, first, message in places:
        lines = (root / name).read_text("utf-8").split("\n")
        for number in (int(first), *map(int, re.findall(r"\d+", message))):
            both, count = spelt.subn("somebody", "\n".join(lines[number - 1 : number + 1]))
            reworded += count  # none where the line before took it along
            lines[number - 1 : number + 1] = both.split("\n")
            if len(both.split("\n")) == 1:
                lines.insert(number, "")
        (root / name).write_text("\n".join(lines), encoding="utf-8")
    assert reworded, told

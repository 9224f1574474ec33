"""Tombstones: how people write them, the rows they become, and how they are kept in form.

Catches tombstones that are lost on the way to the table, keys and values that pass unseen, a
registry that must be there though nothing was withdrawn, one that has no canonical form, and
versions of which the check tells one, the diff another and the release a third.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import FICTION, ROOT, Project
from released import put_release, release_files
from repositories import commit_all, replace, under_git

from outsourced_care.content import read_parquet
from outsourced_care.entry_form import FormError, canonical
from outsourced_care.findings import Place
from outsourced_care.reports import left_out
from outsourced_care.schema_files import read_contract

CONTRACT = read_contract(ROOT / "schemas")
FILE = "entries/withdrawn.yaml"
SOUND = (FICTION / FILE).read_text("utf-8")
ROWS = [
    {
        "table": "events",
        "record_id": "dark-street",
        "withdrawn_in": "0.0.2",
        "reason": "The street was lit.",
        "superseded_by": "keepers-replaced",
    },
    {
        "table": "quotes",
        "record_id": "gazette-one-q09",
        "withdrawn_in": "0.0.1",
        "reason": "Nobody said it.",
        "superseded_by": None,
    },
]


def write(project: Project, text: str) -> Path:
    path = project.root / FILE
    path.write_text(text, encoding="utf-8")
    return path


def rows(project: Project) -> list[dict[str, Any]]:
    raw = (project.root / "data/withdrawn.parquet").read_bytes()
    found: list[dict[str, Any]] = read_parquet(raw, CONTRACT["withdrawn"]).to_pylist()
    return found


def findings(project: Project) -> list[tuple[str, int | None, str | None]]:
    """Rule, line and field of what `check` finds in the tombstones."""
    outcome = project.build("check", "withdrawn", "--format", "json")
    assert outcome.status in (0, 1), outcome.err
    found = [f for f in json.loads(outcome.out) if f["severity"] != "notice"]
    assert {f["file"] for f in found} <= {FILE}
    return [(f["rule"], f["line"], f["field"]) for f in found]


def test_tombstones_become_rows_and_none_become_none(project: Project) -> None:
    (project.root / FILE).unlink()
    assert project.build().status == 0
    assert rows(project) == []
    before = project.published()
    write(project, SOUND)
    outcome = project.build()
    assert outcome.status == 0, outcome.err
    assert rows(project) == ROWS
    after = project.published()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"data/withdrawn.csv", "data/withdrawn.parquet", "datapackage.json"}


@pytest.mark.medium
@pytest.mark.parametrize("text", ["[]\n", None])
def test_nothing_need_be_withdrawn(project: Project, text: str | None) -> None:
    (project.root / FILE).unlink()
    if text is not None:
        write(project, text)
    assert findings(project) == []


REFUSED: dict[str, tuple[str, str, list[tuple[str, int | None, str | None]]]] = {
    "a table without ids": ("table: quotes", "table: evidence", [("vocabulary", 6, "table")]),
    "no table": ("- table: quotes\n  record_id", "- record_id", [("required", 6, "table")]),
    "no id": ("  record_id: dark-street\n", "", [("required", 1, "record_id")]),
    "no version": ("  withdrawn_in: 0.0.1\n", "", [("required", 6, "withdrawn_in")]),
    "no reason": ("  reason: Nobody said it.\n", "", [("required", 6, "reason")]),
    "an empty reason": ("Nobody said it.", '""', [("empty-cell", 9, "reason")]),
    "a reason to be written": ("Nobody said it.", "TODO", [("todo", 9, "reason")]),
    "a version in part": ("0.0.1", '"0.1"', [("pattern", 8, "withdrawn_in")]),
    "a version with a letter": ("0.0.1", "v0.0.1", [("pattern", 8, "withdrawn_in")]),
    "a number for a version": ("0.0.1", "0.1", [("wrong-type", 8, "withdrawn_in")]),
    "an id in capitals": ("gazette-one-q09", "Gazette-One", [("pattern", 7, "record_id")]),
    "a path for an id": ("gazette-one-q09", "../q09", [("pattern", 7, "record_id")]),
    "an unknown key": ("  reason: Nobody", "  why: Nobody", [("unknown-key", 9, "why")]),
    "an id as of a record": (
        "  record_id: gazette", "  id: gazette",
        [("required", 6, "record_id"), ("unknown-key", 7, "id")],
    ),
    "a tombstone twice": (
        "- table: quotes",
        "- table: quotes\n  record_id: gazette-one-q09\n  withdrawn_in: 0.0.2\n"
        "  reason: Nobody said it here.\n- table: quotes",
        [("unique", 11, "record_id")],
    ),
    "a record that is there": (
        "gazette-one-q09", "gazette-one-q01", [("id-reused", 7, "record_id")],
    ),
    "a successor that is not": (
        "keepers-replaced", "keepers", [("successor-not-there", 5, "superseded_by")],
    ),
    "a successor of its own": (
        "keepers-replaced", "dark-street",
        [("superseded-in-a-circle", 5, "superseded_by")],
    ),
    "markup": ("Nobody said it.", '"<b>Nobody</b>"', [("markup", 9, "reason")]),
    "a formula": ("Nobody said it.", '"=1+1"', [("text-cell", 9, "reason")]),
    "a mapping for a list": (SOUND, "events: []\n", [("wrong-type", 1, None)]),
    "a list of texts": (SOUND, "- dark-street\n", [("wrong-type", 1, None)]),
}  # fmt: skip


@pytest.mark.medium
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_with_a_tombstone_is_told_where_it_is(project: Project, case: str) -> None:
    old, new, expected = REFUSED[case]
    assert old in SOUND
    write(project, SOUND.replace(old, new))
    found = findings(project)
    assert [f for f in found if f[0] != "form"] == expected


@pytest.mark.medium
def test_tombstones_have_one_form_which_check_writes(project: Project) -> None:
    raw = """\
# what went
- {record_id: gazette-one-q09, table: quotes, reason: 'Nobody said it.', withdrawn_in: '0.0.1'}
- record_id: dark-street  # it was not
  superseded_by: "keepers-replaced"
  reason: >
    The street
    was lit.
  table: events
  withdrawn_in: "0.0.2"
"""
    path = write(project, raw)
    assert ("form", 1, None) in findings(project)
    assert project.build("check", "withdrawn", "--fix").status == 0
    text = path.read_text("utf-8")
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
    assert "".join(lines).replace("  # it was not", "") == SOUND
    assert "# what went" in text and "# it was not" in text
    assert findings(project) == []
    assert canonical(SOUND.encode(), FILE, CONTRACT) == SOUND


def test_a_registry_that_is_no_list_has_no_form() -> None:
    with pytest.raises(FormError, match="not a list"):
        canonical(b"events: []\n", FILE, CONTRACT)


def test_a_link_in_its_place_is_told(project: Project) -> None:
    (project.root / FILE).unlink()
    (project.root / FILE).symlink_to(project.root / "nowhere.yaml")
    assert [rule for rule, _, _ in findings(project)] == ["file"]


def test_a_package_of_before_lacks_only_a_table() -> None:
    tables = [name for name in CONTRACT if name != "withdrawn"]
    (found,) = left_out(tables, Place("a package"))
    assert (found.rule, found.severity) == ("missing-table", "notice")
    assert "withdrawn" in found.message


# --- the version that they name --------------------------------------------------------------

VERSION_FILE = "src/outsourced_care/_version.py"
ONE, TWO = "entries/articles/gazette-one.yaml", "entries/articles/gazette-two.yaml"
LOG = "# Changelog\n\n## [0.1.0] - 2031-03-05\n\nThe first lamps.\n"
STONE = "- table: positions\n  record_id: gazette-two-p01\n  withdrawn_in: {}\n  reason: Unsaid.\n"


def put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def first_release(built_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository with all that a release needs, 0.1.0 released."""
    project = Project(tmp_path_factory.mktemp("withdrawn") / "repository")
    shutil.copytree(built_project.root, project.root)
    assert project.build("check", "--fix", "--articles", project.articles).status == 0
    put(project.root, "CHANGELOG.md", LOG)
    put(project.root, VERSION_FILE, '__version__ = "0.1.0"\n')
    for licence in ("LICENSE", "LICENSE-DATA"):
        put(project.root, licence, "A made-up licence.\n")
    assert project.build().status == 0
    put_release(project.root, project.root / "releases", "0.1.0", release_files(project.root))
    return project


@pytest.fixture
def released(first_release: Project, tmp_path: Path) -> Project:
    """A copy of it."""
    shutil.copytree(first_release.root, tmp_path / "repository")
    return Project(tmp_path / "repository")


def told(project: Project) -> list[dict[str, Any]]:
    """What `check` finds once everything is in its form, notices apart."""
    found = json.loads(project.build("check", "--fix", "--format", "json").out)
    return [f for f in found if f["severity"] != "notice"]


def withdraw(project: Project) -> None:
    """Take out a position."""
    path = project.root / TWO
    text, count = re.subn(r"positions:\n.*?(?=accounts:)", "", path.read_text("utf-8"), flags=re.S)
    assert count == 1
    path.write_text(text, "utf-8")


def bury(project: Project, version: str) -> None:
    """Write the tombstone of what was taken out."""
    stone = STONE.format(version)
    put(project.root, FILE, SOUND.replace("- table: quotes", f"{stone}- table: quotes"))


def add_participant(root: Path) -> None:
    there = "      - {role: subject, name: two keepers}\n"
    replace(root / ONE, there, there + "      - {role: subject, name: two others}\n")


def announce(version: str) -> Callable[[Path], object]:
    heading = f"## [{version}] - 2031-04-05\n\nMended.\n\n## [0.1.0]"
    return lambda root: replace(root / "CHANGELOG.md", "## [0.1.0]", heading)


def raise_to(version: str) -> Callable[[Path], object]:
    return lambda root: put(root, VERSION_FILE, f'__version__ = "{version}"\n')


def both(one: Callable[[Path], object], other: Callable[[Path], object]) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        one(root)
        other(root)

    return edit


# what was done besides, and the version that comes of it
HEADING: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing else": (lambda root: None, "0.1.1"),
    "something new": (add_participant, "0.2.0"),
    "a version that was raised": (raise_to("0.3.0"), "0.3.0"),
    "a version that was raised too little": (both(add_participant, raise_to("0.1.1")), "0.2.0"),
    "a version in the changelog": (announce("0.4.0"), "0.4.0"),
    "one in the changelog that is too low": (both(add_participant, announce("0.1.1")), "0.2.0"),
}


@pytest.mark.medium
@pytest.mark.parametrize("case", HEADING)
def test_check_and_diff_tell_one_version(released: Project, case: str) -> None:
    edit, expected = HEADING[case]
    edit(released.root)
    withdraw(released)
    (gone,) = told(released)
    assert f"  withdrawn_in: {expected}\n" in gone["hint"]
    bury(released, "0.9.0")
    (found,) = told(released)
    assert (found["rule"], found["severity"], found["file"]) == ("withdrawn-in", "warning", FILE)
    assert found["message"].endswith(f"in 0.9.0: the next release is {expected}")
    assert found["hint"] == f"write withdrawn_in: {expected}"
    bury(released, expected)
    outcome = released.build()
    assert (outcome.status, "withdrawn-in" in outcome.err) == (0, False)
    content = json.loads(released.build("diff", "--format", "json").out)
    assert content["version"]["heading_for"] == expected


@pytest.mark.medium
def test_a_release_refuses_a_new_tombstone_of_another_version(released: Project) -> None:
    under_git(released)
    withdraw(released)
    bury(released, "0.1.1")
    assert told(released) == []
    announce("0.2.0")(released.root)
    commit_all(released, "withdrawn")
    outcome = released.build("release", "--articles", released.articles)
    line = (released.root / FILE).read_text("utf-8").splitlines().index("  withdrawn_in: 0.1.1") + 1
    assert outcome.status == 1
    assert f"{FILE}:{line}:" in outcome.err
    assert "write withdrawn_in: 0.2.0" in outcome.err
    assert "0.2.0" not in (released.root / VERSION_FILE).read_text("utf-8")
    bury(released, "0.2.0")
    commit_all(released, "withdrawn in 0.2.0")
    outcome = released.build("release", "--articles", released.articles)
    assert outcome.status == 0, outcome.err
    assert findings(released) == []  # once it is released, it is the last version that it names

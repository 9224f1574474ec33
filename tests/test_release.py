"""`python build release`: from a commit to a release, and what it refuses.

Catches a release whose bytes depend on where or when it is made, one that is made from what
nobody committed, a released version that changes, a version that is too low, and what a kill
half-way would leave.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import yaml
from conftest import Outcome, Project
from kills import killed_before_each
from repositories import commit_all, environment, git, replace, under_git

from outsourced_care.diff.release_states import read_release
from outsourced_care.publish import STAGE
from outsourced_care.releases.bundle import open_bundle
from outsourced_care.releases.changelog import BEGIN, END
from outsourced_care.releases.index import read_index
from outsourced_care.releases.writing import write

pytestmark = pytest.mark.medium

VERSION = "src/outsourced_care/_version.py"
FIRST = """# Changelog

## [Unreleased]

## [0.1.0] - 2031-03-05

The first lamps.
"""
PARAPHRASE = "Someone is of another mind about the lamps."
INDEX, BUNDLE = "releases/releases.json", "releases/outsourced-care-0.1.0.zip"


def put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def first_commit(built_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository with all that a release needs, committed."""
    project = Project(tmp_path_factory.mktemp("release") / "repository")
    shutil.copytree(built_project.root, project.root)
    put(project.root, "CHANGELOG.md", FIRST)
    put(project.root, VERSION, '"""The one place."""\n\n__version__ = "0.0.0"\n')
    put(project.root, "LICENSE", "A made-up licence.\n")
    put(project.root, "LICENSE-DATA", "Another.\n")
    return under_git(project)


@pytest.fixture(scope="session")
def first_release(first_commit: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same with 0.1.0 released and committed."""
    project = Project(tmp_path_factory.mktemp("released") / "repository")
    shutil.copytree(first_commit.root, project.root)
    outcome = project.build("release")
    assert outcome.status == 0, outcome.err
    commit_all(project, "Release 0.1.0")
    return project


@pytest.fixture
def ready(first_commit: Project, tmp_path: Path) -> Project:
    """A copy that is ready for its first release."""
    shutil.copytree(first_commit.root, tmp_path / "repository")
    return Project(tmp_path / "repository")


@pytest.fixture
def released(first_release: Project, tmp_path: Path) -> Project:
    """A copy with a first release."""
    shutil.copytree(first_release.root, tmp_path / "repository")
    return Project(tmp_path / "repository")


def everything(root: Path) -> dict[str, bytes]:
    """Every file but git's own."""
    files = [p for p in root.rglob("*") if p.is_file() and ".git" not in p.relative_to(root).parts]
    return {
        p.relative_to(root).as_posix(): p.read_bytes() for p in files if "__pycache__" not in str(p)
    }


def correct(project: Project) -> None:
    """Correct a paraphrase in an entry, and commit that."""
    text = project.entry().read_text(encoding="utf-8")
    text, count = re.subn(
        r"(?m)^(\s+)paraphrase: .*$", rf"\1paraphrase: {PARAPHRASE}", text, count=1
    )
    assert count == 1
    project.entry().write_text(text, encoding="utf-8")
    commit_all(project, "Correct a paraphrase")


def announce(project: Project, heading: str, prose: str = "Words were mended.") -> None:
    """Write what is to be released into the changelog, and commit it."""
    first = "## [0.1.0] - 2031-03-05"
    replace(project.root / "CHANGELOG.md", first, f"{heading}\n\n{prose}\n\n{first}")
    commit_all(project, "Tell what is to be released")


def sha256(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def test_the_first_release(released: Project) -> None:
    root, files = released.root, everything(released.root)
    index = read_index(files[INDEX])
    (release,) = index.releases
    assert (release.version, release.date) == ("0.1.0", "2031-03-05")
    assert (release.bundle.bytes, release.bundle.hash) == (
        len(files[BUNDLE]),
        sha256(files[BUNDLE]),
    )
    packed = open_bundle(root / BUNDLE).files()
    assert {f.path: (f.bytes, f.hash) for f in release.files} == {
        name: (len(raw), sha256(raw)) for name, raw in packed.items()
    }
    assert {"CITATION.cff", "LICENSE", "LICENSE-DATA", "datapackage.json"} < packed.keys()
    assert "schemas/quotes.json" in packed and "schemas/entry.schema.json" not in packed
    assert all(files[name] == raw for name, raw in packed.items() if name != "CHANGELOG.md")
    assert packed["CHANGELOG.md"] == files["CHANGELOG.md"].replace(b"## [Unreleased]\n\n", b"")
    descriptor = json.loads(packed["datapackage.json"])
    assert descriptor["version"] == "0.1.0"
    told = {r["name"]: (r["rows"], r["contentHash"]) for r in descriptor["resources"]}
    assert {n: (t.rows, t.content_hash) for n, t in release.tables.items()} == {
        name: what for name, what in told.items() if not name.endswith("-parquet")
    }
    assert files[VERSION].decode() == '"""The one place."""\n\n__version__ = "0.1.0"\n'
    citation = yaml.safe_load(files["CITATION.cff"])
    assert (citation["version"], citation["date-released"]) == ("0.1.0", "2031-03-05")
    deposit = json.loads(files[".zenodo.json"])
    assert (deposit["version"], deposit["title"]) == ("0.1.0", citation["title"])
    log = files["CHANGELOG.md"].decode()
    assert log.startswith(f"{FIRST}\n{BEGIN}\n\n### Added\n") and log.endswith(f"\n\n{END}\n")
    assert f"- `quotes`: {told['quotes'][0]} row" in log
    assert read_release(root / "releases", "0.1").version == "0.1.0"


def test_the_command_ends_with_what_is_left_to_do(ready: Project) -> None:
    outcome = ready.build("release")
    commands = [line.strip() for line in outcome.out.splitlines() if line.startswith("  git")]
    for command in commands:
        git(ready.root, *shlex.split(command)[1:])
    assert git(ready.root, "status", "--porcelain") == ""
    assert git(ready.root, "tag", "--points-at", "HEAD") == "v0.1.0"


@pytest.mark.slow
def test_made_again_it_is_unchanged(ready: Project) -> None:
    assert ready.build("release").status == 0
    files = everything(ready.root)
    for moment in ("before it is committed", "after"):
        outcome = ready.build("release")
        assert outcome.status == 0 and "unchanged" in outcome.out, (moment, outcome)
        assert everything(ready.root) == files
        if git(ready.root, "status", "--porcelain"):
            commit_all(ready, "Release 0.1.0")
    assert ready.build("--compare").status == 0
    assert ready.build("release", "--compare").status == 0


def test_with_the_texts_at_hand_warnings_are_refused_too(ready: Project) -> None:
    outcome = ready.build("release", "--articles", ready.articles)
    assert outcome.status == 1 and "warning: " in outcome.err, outcome.err
    assert outcome.err.endswith("faults; nothing was written\n")
    assert ready.build("check", "--fix", "--articles", ready.articles).status == 0
    commit_all(ready, "Show fewer words")
    outcome = ready.build("release", "--articles", ready.articles)
    assert outcome.status == 0, outcome.err
    files = everything(ready.root)
    assert "unchanged" in ready.build("release").out  # without the texts
    assert everything(ready.root) == files


def test_the_next_release_tells_what_changed(released: Project) -> None:
    old = everything(released.root)
    correct(released)
    announce(released, "## [0.1.1] - 2031-04-06", "A word   was mended.\n\n- *and* `more`  \n")
    before = (released.root / "CHANGELOG.md").read_bytes()
    outcome = released.build("release")
    assert outcome.status == 0, outcome.err
    new = everything(released.root)
    assert [r.version for r in read_index(new[INDEX]).releases] == ["0.1.1", "0.1.0"]
    assert read_index(new[INDEX]).releases[1:] == read_index(old[INDEX]).releases
    assert json.loads(new[".zenodo.json"])["version"] == "0.1.1"
    assert new[BUNDLE] == old[BUNDLE]
    added = f"{BEGIN}\n\n### Fixed\n\n- `quotes`, 1 record corrected:\n".encode()
    begin, end = new["CHANGELOG.md"].index(added), new["CHANGELOG.md"].index(END.encode())
    assert PARAPHRASE.encode() in new["CHANGELOG.md"][begin:end]
    rest = new["CHANGELOG.md"][end + len(END) + 1 :]
    assert new["CHANGELOG.md"][:begin].rstrip(b"\n") + b"\n\n\n" + rest.lstrip(b"\n") == before
    assert b'__version__ = "0.1.1"' in new[VERSION]
    assert json.loads(new["datapackage.json"])["version"] == "0.1.1"
    assert open_bundle(released.root / "releases/outsourced-care-0.1.1.zip").read(
        "datapackage.json"
    ) == new["datapackage.json"]  # fmt: skip
    assert "unchanged" in released.build("release").out
    assert everything(released.root) == new


def test_what_the_maintainer_adds_for_later_is_not_in_a_bundle(released: Project) -> None:
    replace(released.root / "CHANGELOG.md", "[Unreleased]\n", "[Unreleased]\n\n- to come\n")
    commit_all(released, "Tell what is to come")
    assert "unchanged" in released.build("release").out
    assert released.build("release", "--compare").status == 0


Edit = Callable[[Project], object]


def heading(text: str, prose: str = "Words were mended.") -> Edit:
    return lambda project: announce(project, text, prose)


def then(*edits: Edit) -> Edit:
    def all_of_them(project: Project) -> None:
        for edit in edits:
            edit(project)

    return all_of_them


def write_file(name: str, text: str = "x\n") -> Edit:
    return lambda project: put(project.root, name, text)


def commit(project: Project) -> None:
    commit_all(project, "Change something")


def edit_log(old: str, new: str) -> Edit:
    return lambda project: replace(project.root / "CHANGELOG.md", old, new)


def ignored(project: Project) -> None:
    put(project.root, ".git/info/exclude", "*.yaml\n")
    put(project.root, "entries/articles/one-more.txt.yaml", "x: 1\n")


def misspelt(project: Project) -> None:
    replace(project.entry("gazette-two"), "cue: decline", "ceu: decline")
    commit_all(project, "Misspell a key")


def unformed(project: Project) -> None:
    text = project.entry().read_text(encoding="utf-8")
    project.entry().write_text(text.replace("\n\n", "\n\n\n"), encoding="utf-8")
    commit_all(project, "Leave lines empty")


REFUSED: dict[str, tuple[Edit, str, str]] = {
    "an impossible date": (
        heading("## [0.1.1] - 2031-02-30"),
        r"CHANGELOG\.md:5: .*2031-02-30.*\[changelog-date\]",
        "YYYY-MM-DD",
    ),
    "no prose": (heading("## [0.1.1] - 2031-04-06", ""), r"CHANGELOG\.md:5: ", "few sentences"),
    "versions out of order": (
        heading("## [0.1.0] - 2031-04-06"),
        r"CHANGELOG\.md:9: .*\[changelog-order\]",
        "newest release comes first",
    ),
    "a version that is too low": (
        then(correct, heading("## [0.1.0-a] - 2031-04-06")),
        r"CHANGELOG\.md:5: .*\[changelog-heading\]",
        "above what is to be released, write ## [0.1.1] - YYYY-MM-DD",
    ),
    "no release at all": (
        then(correct, edit_log("## [0.1.0] - 2031-03-05\n\n", ""), commit),
        r"CHANGELOG\.md:\d: .*it has no release \[changelog-heading\]",
        "above what is to be released, write ## [0.1.1] - YYYY-MM-DD",
    ),
    "an old heading that is none": (
        then(heading("## [0.1.1] - 2031-04-06"), edit_log("## [0.1.0] -", "## 0.1.0,"), commit),
        r"CHANGELOG\.md:9: .*\[changelog-heading\]",
        "write it as ## [",
    ),
    "another content of a released version": (
        correct,
        r"CHANGELOG\.md:5: .*0\.1\.0 is released, and would be another now: data/quotes\.csv",
        "above it, write ## [0.1.1] - YYYY-MM-DD",
    ),
    "prose about a released version": (
        then(edit_log("first lamps", "very first lamps"), commit),
        r"CHANGELOG\.md:5: .*would be another now: CHANGELOG\.md \[already-released\]",
        "git checkout releases",
    ),
    "a file that is not committed": (
        then(heading("## [0.1.1] - 2031-04-06"), write_file("src/more.py")),
        r"src/more\.py: error: .*\[not-committed\]",
        "commit it",
    ),
    "a changed licence": (
        then(heading("## [0.1.1] - 2031-04-06"), write_file("LICENSE")),
        r"LICENSE: error: .*\[not-committed\]",
        "commit it",
    ),
    "a changelog that is not committed": (
        edit_log("## [0.1.0]", "## [0.1.1] - 2031-04-06\n\nMore.\n\n## [0.1.0]"),
        r"CHANGELOG\.md: error: .*\[not-committed\]",
        "commit it",
    ),
    "an output that was changed by hand": (
        then(heading("## [0.1.1] - 2031-04-06"), write_file("CITATION.cff")),
        r"CITATION\.cff: error: .*\[not-committed\]",
        "commit it",
    ),
    "a deposit that was changed by hand": (
        then(heading("## [0.1.1] - 2031-04-06"), write_file(".zenodo.json")),
        r"\.zenodo\.json: error: .*\[not-committed\]",
        "commit it",
    ),
    "a damaged index": (
        then(write_file(INDEX, "{}"), commit),
        r"releases/releases\.json: error: .*releases is missing",
        "restore",
    ),
    "a last release that is gone": (
        lambda p: then(remove(BUNDLE), heading("## [0.1.1] - 2031-04-06"))(p),
        r"outsourced-care-0\.1\.0\.zip",
        "restore",
    ),
    "an entry that git ignores": (ignored, r"entries/articles/one-more\.txt\.yaml", ""),
    "an entry with a fault": (misspelt, r"gazette-two\.yaml:\d+:\d+: error: .*ceu", "did you mean"),
    "an entry that is not in its form": (unformed, r"gazette-one\.yaml:\d+: .*\[form", "--fix"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_file_line_and_what_to_write(released: Project, name: str) -> None:
    edit, place, hint = REFUSED[name]
    edit(released)
    files = everything(released.root)
    outcome = released.build("release")
    assert outcome.status == 1
    assert re.search(place, outcome.err), outcome.err
    assert hint in outcome.err
    assert outcome.err.rstrip().endswith("nothing was written")
    assert everything(released.root) == files


@pytest.mark.slow
def test_the_heading_to_write_is_told(ready: Project) -> None:
    """The version that was written down or that the changes call for, and a day as an example."""
    log = ready.root / "CHANGELOG.md"
    replace(log, "## [0.1.0] - 2031-03-05\n\n", "")
    commit_all(ready, "Take no version")
    outcome = ready.build("release")
    assert outcome.status == 1 and "write ## [0.1.0] - YYYY-MM-DD\n" in outcome.err, outcome.err
    assert f"of the last commit is {git(ready.root, 'log', '-1', '--format=%cs')}" in outcome.err
    put(ready.root, VERSION, '__version__ = "0.3.0"\n')
    commit_all(ready, "Raise the version")
    assert "write ## [0.3.0] - YYYY-MM-DD\n" in ready.build("release").err
    replace(log, "The first", "## [0.3.0] - 2031-03-05\n\nThe first")
    commit_all(ready, "Take that")
    assert ready.build("release").status == 0
    commit_all(ready, "Release 0.3.0")
    correct(ready)
    assert "above it, write ## [0.3.1] - YYYY-MM-DD\n" in ready.build("release").err


def test_a_version_lower_than_the_changes_call_for(released: Project) -> None:
    announce(released, "## [0.2.0] - 2031-04-06")
    assert released.build("release").status == 0
    commit_all(released, "Release 0.2.0")
    correct(released)
    replace(released.root / "CHANGELOG.md", "## [0.2.0] -", "## [0.1.9] -")
    commit_all(released, "Take a lower version")
    outcome = released.build("release")
    assert outcome.status == 1
    assert re.search(r"CHANGELOG\.md:5: .*0\.1\.9 is lower than 0\.2\.0, which is", outcome.err)


def test_the_rule_that_calls_for_a_version_is_named(released: Project) -> None:
    path = released.root / "schemas/quotes.json"
    schema = json.loads(path.read_bytes())
    next(f for f in schema["fields"] if f["name"] == "cue")["constraints"] = {"pattern": "^.+$"}
    path.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")
    announce(released, "## [0.1.1] - 2031-04-06")
    outcome = released.build("release")
    assert outcome.status == 1
    assert re.search(
        r"CHANGELOG\.md:5: error: 0\.1\.1 is too low; .* calls for 0\.2\.0", outcome.err
    )
    assert re.search(r"quotes\.cue \(pattern\): .*\[constraint-\w+\]", outcome.err)
    assert "write ## [0.2.0] - 2031-04-06" in outcome.err
    replace(released.root / "CHANGELOG.md", "[0.1.1]", "[0.2.0]")
    commit_all(released, "Take the version that is called for")
    assert released.build("release").status == 0


def test_a_field_that_goes_before_its_time(ready: Project) -> None:
    path = ready.root / "schemas/people.json"
    schema = path.read_text(encoding="utf-8")
    more = json.loads(schema)
    more["fields"].append(
        {"name": "lamp", "type": "string", "title": "Lamp", "description": "Which lamp they hold.",
         "origin": "curated"}
    )  # fmt: skip
    path.write_text(json.dumps(more, indent=2) + "\n", encoding="utf-8")
    commit_all(ready, "Tell of lamps")
    assert ready.build("release").status == 0
    path.write_text(schema, encoding="utf-8")
    announce(ready, "## [9.0.0] - 2031-04-06")
    outcome = ready.build("release")
    assert outcome.status == 1, outcome
    assert re.search(r"CHANGELOG\.md:5: error: people\.lamp: .*\[removed-early\]", outcome.err)


def remove(name: str) -> Edit:
    def gone(project: Project) -> None:
        (project.root / name).unlink()
        commit_all(project, "Remove a file")

    return gone


CANNOT: dict[str, tuple[Edit, str]] = {
    "no repository": (lambda p: shutil.rmtree(p.root / ".git"), "made from a commit"),
    "no changelog": (remove("CHANGELOG.md"), "CHANGELOG.md"),
    "no licence": (remove("LICENSE"), "LICENSE"),
    "no place for the version": (remove(VERSION), VERSION),
    "no version in its place": (
        then(write_file(VERSION, "x = 1\n"), commit),
        "__version__",
    ),
    "a file of somebody's in data/": (
        then(write_file("data/mine.txt"), commit),
        "data/mine.txt",
    ),
}


@pytest.mark.parametrize("name", CANNOT)
def test_what_keeps_it_from_running_is_told_in_a_line(released: Project, name: str) -> None:
    edit, said = CANNOT[name]
    edit(released)
    files = everything(released.root)
    outcome = released.build("release")
    assert outcome.status == 2, outcome
    last = outcome.err.strip().splitlines()[-1]
    assert last.startswith("python build: ") and said in last
    assert everything(released.root) == files


def test_nothing_was_committed_yet(built: Project) -> None:
    put(built.root, "CHANGELOG.md", FIRST)
    git(built.root, "init", "--quiet")
    outcome = built.build("release")
    assert outcome.status == 2 and "made from a commit" in outcome.err


def test_compare_names_what_would_come_out_otherwise(released: Project) -> None:
    assert released.build("release", "--compare").status == 0
    correct(released)
    files = everything(released.root)
    outcome = released.build("release", "--compare")
    assert outcome.status == 1
    named = [line.partition(":")[0] for line in outcome.err.splitlines() if "released with" in line]
    assert named == ["data/quotes.csv", "data/quotes.parquet", "datapackage.json"]
    announce(released, "## [0.1.1] - 2031-04-06")
    outcome = released.build("release", "--compare")
    assert outcome.status == 1 and "its newest release is 0.1.1" in outcome.err
    assert everything(released.root).keys() == files.keys()


@pytest.mark.parametrize("name", ["CITATION.cff", ".zenodo.json"])
def test_compare_sees_what_programs_would_read_otherwise(released: Project, name: str) -> None:
    raw = (released.root / name).read_bytes()
    for other in (raw.replace(b"0.1.0", b"0.1.9"), None):
        put(released.root, name, "") if other is None else (released.root / name).write_bytes(other)
        outcome = released.build("release", "--compare")
        assert (outcome.status, outcome.err) == (
            1,
            f"{name}: is not what 0.1.0 was released with\n",
        )
    (released.root / name).write_bytes(raw)
    assert released.build("release", "--compare").status == 0


def test_compare_needs_no_history_and_no_release(ready: Project) -> None:
    shutil.rmtree(ready.root / ".git")
    outcome = ready.build("release", "--compare")
    assert (outcome.status, outcome.out) == (0, "nothing was released yet\n")


def test_compare_sees_what_was_changed_in_the_index(released: Project) -> None:
    raw = (released.root / INDEX).read_bytes()
    rows = re.sub(rb'"rows": \d+', b'"rows": 99', raw)
    (released.root / INDEX).write_bytes(rows)
    assert rows != raw
    outcome = released.build("release", "--compare")
    assert outcome.status == 1 and f"{INDEX}: is not what 0.1.0 was released with" in outcome.err


@pytest.mark.parametrize("arguments", [["check"], ["release"], ["release", "--compare"]], ids=str)
def test_a_damaged_last_release_is_a_fault(released: Project, arguments: list[str]) -> None:
    raw = (released.root / BUNDLE).read_bytes()
    other = raw.replace(b"A made-up licence", b"A made-up license")
    (released.root / BUNDLE).write_bytes(other)
    assert other != raw
    announce(released, "## [0.1.1] - 2031-04-06")
    outcome = released.build(*arguments)
    assert outcome.status == 1
    said = f"the last release cannot be read: {BUNDLE} is not the file that releases.json lists"
    assert said in outcome.out + outcome.err


def test_where_releases_are_served_goes_into_the_descriptor(ready: Project) -> None:
    words = ready.root / "entries/package.yaml"
    assert "releases" not in json.loads((ready.root / "datapackage.json").read_bytes())
    text = words.read_text(encoding="utf-8")
    words.write_text(text + "releases: https://example.org/lamps\n", encoding="utf-8")
    assert ready.build().status == 0
    descriptor = json.loads((ready.root / "datapackage.json").read_bytes())
    assert descriptor["releases"] == "https://example.org/lamps"
    words.write_text(text + "releases: ../lamps\n", encoding="utf-8")
    outcome = ready.build()
    assert outcome.status == 1 and "releases “../lamps” is no web address" in outcome.err


def elsewhere(project: Project, folder: Path, **settings: str) -> dict[str, bytes]:
    """The release as it comes out of a fresh clone, under other settings."""
    subprocess.run(
        ["git", "clone", "--quiet", str(project.root), str(folder)],
        check=True, env=environment(), capture_output=True,
    )  # fmt: skip
    umask = int(settings.pop("umask"), 8)
    done = subprocess.run(
        [sys.executable, str(folder / "build"), "release"],
        cwd=settings.pop("cwd"), env=environment(**settings), umask=umask, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return everything(folder)


def test_the_same_bytes_wherever_and_whenever_it_is_made(ready: Project, tmp_path: Path) -> None:
    """Two time zones that never share a date; other locales, umasks, folders, hash seeds."""
    one = elsewhere(
        ready, tmp_path / "one", TZ="Etc/GMT+12", umask="022", LC_ALL="C.UTF-8",
        PYTHONHASHSEED="1", cwd=str(tmp_path),
    )  # fmt: skip
    other = elsewhere(
        ready, tmp_path / "a folder", TZ="Pacific/Kiritimati", umask="077", LC_ALL="C",
        PYTHONHASHSEED="2", PYTHONDONTWRITEBYTECODE="1", cwd="/",
    )  # fmt: skip
    assert BUNDLE in one and one == other


def consistent(root: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Each file is wholly the old or the new one, and what the index lists is there."""
    there = {n: b for n, b in everything(root).items() if not n.startswith(STAGE)}
    for name, raw in there.items():
        assert raw in (old.get(name), new.get(name)), name
    if there.get(INDEX) == new[INDEX]:
        assert there == new


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_before_each_thing_it_does(released: Project, tmp_path: Path) -> None:
    old = everything(released.root)
    correct(released)
    announce(released, "## [0.1.1] - 2031-04-06")
    before = tmp_path / "before"
    shutil.copytree(released.root, before, ignore=shutil.ignore_patterns(".git"))
    assert released.build("release").status == 0
    new = everything(released.root)
    changed = [n for n in new if old.get(n) != new[n] and not n.startswith("entries/")]
    published = {n: b for n, b in new.items() if n.startswith("data")}
    others = {n: new[n] for n in sorted(changed, key=lambda n: n == INDEX) if n not in published}
    act = partial(write, published=published, others=others)
    killed = killed_before_each(partial(shutil.copytree, before), act, tmp_path / "killed")
    assert len(killed) > 40
    start = everything(before)
    for root in killed:
        consistent(root, start, new)
        write(root, published, others)
        assert everything(root) == new
        shutil.rmtree(root)


@pytest.mark.slow
def test_releases_killed_at_random_moments_are_made_again(released: Project) -> None:
    """The command itself, killed at seeded random moments, run again to its end."""
    correct(released)
    announce(released, "## [0.1.1] - 2031-04-06")
    start = everything(released.root)
    begin = time.monotonic()
    assert released.build_apart("release").status == 0
    span, new = time.monotonic() - begin, everything(released.root)
    seeded = random.Random(20310305)  # noqa: S311 - moments, not secrets
    for number in range(15):
        git(released.root, "checkout", "--quiet", "--force", "HEAD")
        git(released.root, "clean", "--quiet", "--force", "-d")
        assert everything(released.root) == start
        child = subprocess.Popen(
            [sys.executable, "build", "release"], cwd=released.root, env=environment(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(seeded.uniform(0.6, 1.02) * span)
        child.send_signal(signal.SIGKILL)
        child.wait()
        consistent(released.root, start, new)
        outcome: Outcome = released.build_apart("release")
        assert outcome.status == 0, (number, outcome.err)
        assert everything(released.root) == new, number

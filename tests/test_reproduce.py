"""`make reproduce`: a release is rebuilt from its commit, and compared with its bundle.

Catches a difference that is not told, a later tree taken for the release's, a working tree that
is read or touched, and a folder or process that stays after success, failure or a kill.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, Outcome, Project
from repositories import commit_all, environment, git
from test_release import correct, everything, first_commit, first_release, released

from outsourced_care.descriptor import sha256
from outsourced_care.releases.bundle import bundle_bytes, open_bundle
from outsourced_care.releases.index import (
    Release,
    ReleaseFile,
    Replacement,
    index_bytes,
    read_index,
)
from outsourced_care.releases.local import LocalReleases
from outsourced_care.releases.reproduction import Reproduction, compare_replaced

pytestmark = pytest.mark.slow
__all__ = ["first_commit", "first_release", "released"]  # fixtures

BUNDLE, INDEX = "releases/outsourced-care-0.1.0.zip", "releases/releases.json"


def started(project: Project, temporary: Path, *arguments: str) -> subprocess.Popen[str]:
    """The script, at work in a repository; what it makes for itself is made in `temporary`."""
    temporary.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "build/reproduce_release.py", "--python", sys.executable, *arguments],
        cwd=project.root, env=environment(TMPDIR=str(temporary)), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def reproduce(project: Project, *arguments: str) -> Outcome:
    """Run the script; nothing of the repository changes, and nothing stays."""
    before, temporary = everything(project.root), project.root.with_name("temporary")
    running = started(project, temporary, *arguments)
    out, err = running.communicate()
    assert everything(project.root) == before
    assert list(temporary.iterdir()) == []
    assert "Traceback" not in err
    return Outcome(running.returncode, out, err)


def rewrite(project: Project, edit: Callable[[dict[str, bytes]], object]) -> None:
    """Release other files than those that were built, and commit that."""
    path = project.root / BUNDLE
    files = open_bundle(path).files()
    edit(files)
    raw = bundle_bytes(files)
    path.write_bytes(raw)
    listed = tuple(ReleaseFile(n, len(r), sha256(r)) for n, r in sorted(files.items()))
    bundle = ReleaseFile(path.name, len(raw), sha256(raw))
    put_in_index(project, lambda r: replace(r, bundle=bundle, files=listed))


def put_in_index(project: Project, edit: Callable[[Release], Release]) -> None:
    """Let the index say something else of the release, and commit that."""
    path = project.root / INDEX
    index = read_index(path.read_bytes())
    path.write_bytes(index_bytes(index.with_release(edit(index.releases[0]))))
    commit_all(project, "another index")


def test_a_release_is_reproduced_from_its_commit(released: Project) -> None:
    outcome = reproduce(released)
    assert outcome.status == 0, outcome.err
    same = [line.split()[1] for line in outcome.out.splitlines() if line.startswith("same ")]
    count = len(open_bundle(released.root / BUNDLE).sums)
    assert same == [str(count), "content:", "schemas:", "bundle:", "python"]
    assert outcome.out.endswith("0.1.0 is what its entries give\n")
    assert "differs" not in outcome.out


def test_what_came_after_the_release_is_not_rebuilt(released: Project) -> None:
    commit = git(released.root, "rev-parse", "HEAD")
    correct(released)
    (released.root / "entries/organisations.yaml").write_text("{", encoding="utf-8")
    outcome = reproduce(released, "0.1")
    assert outcome.status == 0, outcome.err
    assert f"came with commit {commit[:12]}" in outcome.err


def test_tables_that_the_entries_do_not_give_are_told(released: Project) -> None:
    def lose_a_row(files: dict[str, bytes]) -> None:
        files["data/people.csv"] = b"\n".join(files["data/people.csv"].split(b"\n")[:-2]) + b"\n"
        files["data/more.csv"] = b"a\n"
        del files["data/quotes.csv"]

    rewrite(released, lose_a_row)
    outcome = reproduce(released)
    assert outcome.status == 1
    told = [line for line in outcome.out.splitlines() if line.startswith("differs")]
    assert told[:3] == [
        "differs  data/more.csv: was not made",
        "differs  data/people.csv: other bytes",
        "differs  data/quotes.csv: is not in the bundle",
    ]
    assert any(line.startswith("differs  bundle: sha256:") for line in told)
    assert any("python build release --compare: " in line for line in told)
    assert outcome.out.endswith("0.1.0 is not what its entries give\n")


def test_an_index_that_tells_something_else_is_told(released: Project) -> None:
    def otherwise(release: Release) -> Release:
        people = replace(release.tables["people"], rows=99)
        other = "sha256:" + "0" * 64
        return replace(release, tables={**release.tables, "people": people}, schema_hash=other)

    put_in_index(released, otherwise)
    outcome = reproduce(released)
    assert outcome.status == 1
    assert "differs  content: other rows than listed in people" in outcome.out
    assert "differs  schemas: sha256:" in outcome.out
    assert "same     bundle: " in outcome.out


def test_a_history_that_is_cut_off_holds_the_release_or_says_so(
    released: Project, tmp_path: Path
) -> None:
    def clone(name: str) -> Project:
        address = released.root.as_uri()
        git(tmp_path, "clone", "--quiet", "--depth=1", address, str(tmp_path / name))
        return Project(tmp_path / name)

    assert reproduce(clone("one")).status == 0
    correct(released)
    outcome = reproduce(clone("two"))
    assert outcome.status == 2
    assert "differs  data/quotes.csv: other bytes" in outcome.out
    assert "git fetch --unshallow" in outcome.err


REASON = "Removed at the request of who is concerned."


def redacted(project: Project) -> None:
    """Remove a person, and commit that."""
    options = ("--reason", REASON, "--yes")
    outcome = project.build("redact", "people/odo-quill", *options)
    assert outcome.status == 0, outcome.err
    commit_all(project, "Remove a record")


def test_of_a_replaced_release_the_first_bundle_is_rebuilt(
    released: Project, tmp_path: Path
) -> None:
    first = tmp_path / "outsourced-care-0.1.0.zip"
    shutil.copy(released.root / BUNDLE, first)
    commit = git(released.root, "rev-parse", "HEAD")
    redacted(released)
    correct(released)
    outcome = reproduce(released)
    assert outcome.status == 0, outcome
    assert f"came with commit {commit[:12]}" in outcome.err
    day = git(released.root, "log", "-1", "--format=%cs")
    assert re.search(rf"(?m)^0\.1\.0 was replaced on {day} \(.*\): {REASON}$", outcome.out)
    assert re.search(r"(?m)^same     that of today: no row more, [1-9]\d* fewer, ", outcome.out)
    said = (
        "0.1.0 as it was first released is what its entries give, and that of today holds no more"
    )
    assert outcome.out.endswith(f"{said}\n") and "differs" not in outcome.out
    found = compare_replaced(released.root / BUNDLE, first)  # the other way round: it holds more
    assert found.verified == () and re.search(r"other rows .*\bpeople\b", found.differing[0])


def test_the_last_line_says_what_the_lines_above_come_to(released: Project) -> None:
    """A bundle of today that is another does not make the first one another."""
    release = LocalReleases.of(released.root).open("0.1.0")[0]
    replaced = replace(release, replaced=(Replacement(release.bundle.hash, "Asked for."),))
    good, bad = Reproduction(("a",), ()), Reproduction((), ("b",))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "build"))
        from reproduce_release import conclusion

    first = "0.1.0 as it was first released"
    assert conclusion(release, good, Reproduction((), ())) == "0.1.0 is what its entries give"
    assert conclusion(release, bad, Reproduction((), ())) == "0.1.0 is not what its entries give"
    assert conclusion(replaced, good, bad) == (
        f"{first} is what its entries give, but that of today is not what was left of it"
    )
    assert conclusion(replaced, bad, good) == (
        f"{first} is not what its entries give, and that of today holds no more"
    )


def test_a_history_that_was_rewritten_is_told(released: Project) -> None:
    redacted(released)
    git(released.root, "checkout", "--quiet", "--orphan", "anew")
    commit_all(released, "All there is")
    outcome = reproduce(released)
    assert outcome.status == 2
    assert re.match(rf"0\.1\.0 was replaced on .*: {REASON}\n\Z", outcome.out)
    assert outcome.err.startswith("reproduce: history does not hold the first bundle of 0.1.0")
    assert "outsourced-care verify 0.1.0" in outcome.err


def break_entries(project: Project) -> None:
    (project.root / "entries/organisations.yaml").write_text("{", encoding="utf-8")
    rewrite(project, lambda files: files.update(LICENSE=b"Another.\n"))


CANNOT: dict[str, tuple[Callable[[Project], object], list[str], str]] = {
    "unknown": (lambda p: None, ["0.7.0"], "there are: 0.1.0"),
    "damaged": (lambda p: (p.root / BUNDLE).write_bytes(b"PK"), [], "has 2 bytes"),
    "no index": (lambda p: (p.root / INDEX).unlink(), [], "there are: none yet"),
    "not committed": (
        lambda p: git(p.root, "update-ref", "-d", "HEAD"), [], "git: ",
    ),
    "no build": (break_entries, [], "build” failed"),
}  # fmt: skip


@pytest.mark.parametrize("case", CANNOT)
def test_what_keeps_it_from_running_is_said(released: Project, case: str) -> None:
    spoil, arguments, said = CANNOT[case]
    spoil(released)
    outcome = reproduce(released, *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err
    assert outcome.err.splitlines()[-1].startswith("reproduce: ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_stays_of_what_was_interrupted(
    released: Project, tmp_path: Path, number: signal.Signals
) -> None:
    running = started(released, tmp_path / "temporary")
    assert running.stderr is not None
    for line in running.stderr:
        if "making the tables" in line:
            break
    time.sleep(0.5)
    running.send_signal(number)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, "reproduce: interrupted\n")
    assert list((tmp_path / "temporary").iterdir()) == []
    assert not any(str(tmp_path / "temporary") in folder for folder in at_work())


def at_work() -> list[str]:
    """Where every process of this machine that we may look at is at work."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            found.append(str((process / "cwd").readlink()))
        except OSError:
            continue
    return found

"""What a contributor meets who takes out, renames or changes what is there already.

Catches dead ends without the text, consequences that hide what was done, hints that cannot be
typed, changed texts that go unchecked, and article texts on their way into git.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES_VARIABLE, ROOT, Outcome, Project, copied
from released import put_release, release_files
from repositories import git, replace, under_git

from outsourced_care.kept_out import texts_in_git

pytestmark = pytest.mark.medium

Json = dict[str, Any]

ONE, TWO = "entries/articles/gazette-one.yaml", "entries/articles/gazette-two.yaml"
LOCK = TWO.replace(".yaml", ".lock")
PEOPLE, BODIES = "entries/people.yaml", "entries/organisations.yaml"
Q02 = re.compile(r"  - id: q02\n.*?(?=\nevents:)", re.S)
P01 = re.compile(r"positions:\n.*?(?=accounts:)", re.S)


def cut(project: Project, file: str, *parts: re.Pattern[str]) -> None:
    """Leave out parts of a file."""
    path = project.root / file
    text = path.read_text(encoding="utf-8")
    for part in parts:
        assert len(part.findall(text)) == 1
        text = part.sub("", text)
    path.write_text(text, encoding="utf-8")


def found_by(project: Project, *arguments: str) -> list[Json]:
    """What `check` finds, notices apart."""
    outcome = project.build("check", *arguments, "--format", "json")
    assert outcome.status in (0, 1), outcome.err
    return [f for f in json.loads(outcome.out) if f["severity"] != "notice"]


def told(found: list[Json]) -> list[tuple[str, str, str | None]]:
    return [(f["rule"], f["file"], f["record"]) for f in found]


@pytest.fixture(scope="module")
def tidy_project(locked_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository in its canonical form; tests copy it and leave it as it is."""
    project = copied(locked_project, tmp_path_factory.mktemp("tidy") / "repository")
    assert project.build("check", "--fix", "--articles", project.articles).status == 0
    return project


@pytest.fixture(scope="module")
def released_project(tidy_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same, built and released; tests copy it and leave it as it is."""
    project = copied(tidy_project, tmp_path_factory.mktemp("released") / "repository")
    assert project.build().status == 0
    files = release_files(project.root)
    version = json.loads(files["datapackage.json"])["version"]
    put_release(project.root, project.root / "releases", version, files)
    return project


@pytest.fixture
def tidy(tidy_project: Project, tmp_path: Path) -> Project:
    return copied(tidy_project, tmp_path / "repository")


@pytest.fixture
def released(released_project: Project, tmp_path: Path) -> Project:
    return copied(released_project, tmp_path / "repository")


# --- without the text ------------------------------------------------------------------------


def test_a_record_can_be_taken_out_without_the_text(tidy: Project) -> None:
    cut(tidy, TWO, Q02, P01)
    (found,) = found_by(tidy)
    assert told([found]) == [("lock-left-over", LOCK, "gazette-two-q02")]
    assert found["hint"] == "run: .venv/bin/python build check gazette-two --fix"
    assert found_by(tidy, "--fix") == []
    assert "q02" not in (tidy.root / LOCK).read_text(encoding="utf-8")
    assert tidy.build().status == 0
    assert found_by(tidy, "--articles", tidy.articles) == []


def test_a_record_can_be_renamed_without_the_text(tidy: Project) -> None:
    replace(tidy.root / TWO, "id: q02", "id: q07")  # and in the position on it
    found = found_by(tidy)
    assert told(found) == [("lock-left-over", TWO, "gazette-two-q07")]
    assert "“the oil” for another record" in found[0]["message"]
    assert found_by(tidy, "--fix") == []
    assert found_by(tidy, "--articles", tidy.articles) == []


def test_the_lock_that_is_made_without_the_text_is_that_of_the_text(tidy: Project) -> None:
    cut(tidy, TWO, Q02, P01)
    assert found_by(tidy, "--fix") == []
    without = (tidy.root / LOCK).read_bytes()
    assert tidy.build("lock", "--articles", tidy.articles).status == 0
    assert (tidy.root / LOCK).read_bytes() == without


def test_a_passage_that_the_lock_lacks_is_not_made_up(tidy: Project) -> None:
    replace(tidy.root / TWO, '"A … lights,"', '"keep … lights,"')
    before = (tidy.root / LOCK).read_bytes()
    found = found_by(tidy, "--fix")
    assert [f["rule"] for f in found] == ["lock-stale"]
    assert found[0]["hint"].startswith("where the text is at hand, run: ")
    assert b"gazette-two-q02" in (tidy.root / LOCK).read_bytes()
    assert before.count(b"\n") - (tidy.root / LOCK).read_bytes().count(b"\n") == 1


def test_a_faulty_entry_takes_nothing_out_of_its_lock(tidy: Project) -> None:
    replace(tidy.root / TWO, "- id: q02", "- id: Q 2")
    before = (tidy.root / LOCK).read_bytes()
    found_by(tidy, "--fix")
    assert (tidy.root / LOCK).read_bytes() == before


# --- what was released -----------------------------------------------------------------------


def test_a_released_record_that_goes_is_one_finding_and_no_dead_end(released: Project) -> None:
    cut(released, TWO, Q02)
    line = (released.root / TWO).read_text("utf-8").splitlines().index("    quote_id: q02") + 1
    for more in ([], ["--fix"]):
        (found,) = found_by(released, *more)
        assert told([found]) == [("id-gone", TWO, "gazette-two-q02")]
        assert found["message"].endswith(f"it is still named: {TWO}:{line}")
    outcome = released.build("check")
    assert "; more may show when these are mended" in outcome.err
    cut(released, TWO, P01)
    stones = found_by(released)
    assert {f["rule"] for f in stones} == {"id-gone"}
    written = "".join(f["hint"].partition("with the reason:\n")[2] + "\n" for f in stones)
    path = released.root / "entries/withdrawn.yaml"
    path.write_text(
        path.read_text("utf-8") + written.replace("TODO", "It was told twice."), "utf-8"
    )
    assert found_by(released, "--fix") == []
    assert released.build().status == 0


@pytest.mark.parametrize(
    ("file", "record", "named"),
    [(PEOPLE, "pella-thorn", True), (BODIES, "lamp-inspectorate", False)],
)
@pytest.mark.parametrize("texts", [False, True])
def test_a_row_of_a_registry_that_goes_is_one_finding_there(
    released: Project, file: str, record: str, named: bool, texts: bool
) -> None:
    cut(released, file, re.compile(rf"^- id: {record}\n(?:  .*\n)*", re.M))
    (found,) = found_by(released, *(["--articles", released.articles] if texts else []))
    assert told([found]) == [("id-gone", file, record)]
    assert f"“{record}” of release" in found["message"]
    assert ("it is still named: " in found["message"]) == named


def test_a_row_of_a_registry_that_was_not_released_names_the_registry(tidy: Project) -> None:
    cut(tidy, BODIES, re.compile(r"^- id: lamp-inspectorate\n(?:  .*\n)*", re.M))
    (found,) = found_by(tidy)
    assert told([found]) == [
        ("lock-left-over", ONE.replace(".yaml", ".lock"), "lamp-inspectorate"),
    ]
    assert "which entries/organisations.yaml has not" in found["message"]
    assert found_by(tidy, "--fix") == []


# --- hints that can be followed --------------------------------------------------------------


def test_a_short_id_gets_a_short_hint(tidy: Project) -> None:
    replace(tidy.root / TWO, "quote_id: q02", "quote_id: q2")
    (found,) = found_by(tidy)
    assert found["message"] == "quote_id “q2” is not in quotes"
    assert found["hint"] in ("did you mean q02?", "did you mean q02 or q01?")


def test_what_no_registry_has_may_be_new(tidy: Project) -> None:
    replace(tidy.root / TWO, "publisher_id: fenwick-gazette", "publisher_id: lampford-courier")
    (found,) = found_by(tidy)
    assert found["hint"] == "if it is new, add it to entries/organisations.yaml"
    replace(tidy.root / TWO, "lampford-courier", "fenwick-gazete")
    (found,) = found_by(tidy)
    assert found["hint"] == (
        "did you mean fenwick-gazette? Or add it to entries/organisations.yaml"
    )


def test_an_entry_in_the_wrong_folder_is_told_and_not_what_follows(tidy: Project) -> None:
    shutil.move(tidy.root / TWO, tidy.root / "entries/gazette-two.yaml")
    (tidy.root / LOCK).unlink()
    (found,) = found_by(tidy)
    assert told([found]) == [("file-name", "entries/gazette-two.yaml", None)]
    assert "entries/articles/gazette-two.yaml" in found["hint"]


def test_an_event_told_twice_is_told_before_it_is_locked(tidy: Project) -> None:
    entry = tidy.root / TWO
    text = entry.read_text(encoding="utf-8")
    event = "  - id: lantern-trust-announced\n"
    whole = (
        "    title: A trust is announced\n    kind: decision_announced\n    date: 2031-03\n"
        "    date_basis: stated\n    status: occurred\n    place: Marrowby\n"
        "    summary: It becomes known again.\n"
    )
    entry.write_text(text.replace(event, event + whole, 1), encoding="utf-8")
    found = found_by(tidy, "--articles", tidy.articles)
    assert told(found) == [("told-whole-twice", TWO, "lantern-trust-announced")]


def test_a_wrong_python_is_told_which_one_to_use(tidy: Project) -> None:
    (tidy.root / ".venv").mkdir()
    (tidy.root / "src/outsourced_care").mkdir(parents=True)

    def run() -> Outcome:
        command = [sys.executable, "-S", "build", "check"]  # without what is installed
        done = subprocess.run(command, cwd=tidy.root, env={}, capture_output=True, text=True)
        return Outcome(done.returncode, done.stdout, done.stderr)

    outcome = run()
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.endswith("; run “.venv/bin/python build” instead of it\n")
    (tidy.root / ".venv").rmdir()
    assert run().err.endswith("; run “make build” first\n")


# --- texts that change -----------------------------------------------------------------------

NEW = "“It shines,” said Quill of Lampford Council.\n"


def change_text(
    project: Project, old: str = "They ate soup", new: str = NEW + "They ate soup"
) -> None:
    replace(Path(project.articles) / "two.txt", old, new)


def test_another_copy_says_what_was_not_checked_and_how_to_lock_it(tidy: Project) -> None:
    change_text(tidy)
    outcome = tidy.build("check", "--articles", tidy.articles)
    assert outcome.status == 0
    assert "its quotation marks and the names in it were not checked" in outcome.out
    hint = re.search(r"lock it: \.venv/bin/python build (.*)", outcome.out)
    assert hint is not None
    assert tidy.build(*hint[1].split()).status == 0
    assert {f["rule"] for f in found_by(tidy, "--articles", tidy.articles)} == {
        "marks-unaccounted", "organisation-unlisted",
    }  # fmt: skip


def test_the_usual_folder_need_not_be_named(tidy: Project) -> None:
    change_text(tidy)
    shutil.move(tidy.articles, tidy.root / "articles")
    assert "build lock gazette-two\n" in tidy.build("check").out


def test_an_own_text_that_changed_is_locked_anew(tidy: Project) -> None:
    change_text(tidy)
    before = (tidy.root / LOCK).read_bytes()
    arguments = ("--fix", "--articles", tidy.articles)
    found_by(tidy, *arguments)
    assert (tidy.root / LOCK).read_bytes() == before  # nobody asked for this entry
    assert {f["rule"] for f in found_by(tidy, "gazette-two", *arguments)} == {
        "marks-unaccounted", "organisation-unlisted",
    }  # fmt: skip
    assert (tidy.root / LOCK).read_bytes() != before


def test_a_text_that_lacks_a_passage_is_not_locked(tidy: Project) -> None:
    change_text(tidy, "Asked about the oil", "Asked about it")
    before = (tidy.root / LOCK).read_bytes()
    found_by(tidy, "gazette-two", "--fix", "--articles", tidy.articles)
    assert (tidy.root / LOCK).read_bytes() == before


def test_what_was_released_is_locked_anew_on_purpose_only(released: Project) -> None:
    change_text(released)
    before = (released.root / LOCK).read_bytes()
    outcome = released.build("check", "gazette-two", "--fix", "--articles", released.articles)
    assert "[other-copy]" in outcome.out
    assert (released.root / LOCK).read_bytes() == before


def test_marks_that_nothing_accounts_for_are_told_before_the_lock_is_mended(
    tidy: Project,
) -> None:
    cut(tidy, TWO, re.compile(r"  - id: q01\n.*?(?=  - id: q02)", re.S))
    rules = [f["rule"] for f in found_by(tidy, "--articles", tidy.articles)]
    assert rules == ["lock-left-over", "marks-unaccounted"]


def test_a_passage_over_paragraphs_is_warned_of(tidy: Project) -> None:
    replace(tidy.root / TWO, '"A … lights,"', '"A … month"')
    found = found_by(tidy, "--fix", "--articles", tidy.articles)
    (warning,) = (f for f in found if f["rule"] == "passage-over-paragraphs")
    assert (warning["severity"], warning["record"]) == ("warning", "gazette-two-q01")
    assert "runs over 2 paragraphs (line 3 of the text)" in warning["message"]


# --- what stays out of git -------------------------------------------------------------------


@pytest.fixture
def kept(tidy: Project) -> Project:
    """A repository under git with the texts in the folder that it ignores."""
    shutil.move(tidy.articles, tidy.root / "articles")
    (tidy.root / ".gitignore").write_text("/articles/\n", encoding="utf-8")
    project = under_git(tidy)
    git(project.root, "rm", "--quiet", "--cached", "-r", "--ignore-unmatch", "articles")
    return project


@pytest.mark.parametrize("named", [[], ["gazette-one"]])
def test_a_text_in_git_is_an_error_wherever_it_stands(kept: Project, named: list[str]) -> None:
    git(kept.root, "commit", "--quiet", "--allow-empty", "--message", "texts are ignored")
    assert found_by(kept, *named) == []
    words = (kept.root / "articles/two.txt").read_text("utf-8").split()
    (kept.root / "notes.md").write_text("Lamps.\n\n> " + "\n> ".join(words[8:30]) + "\n", "utf-8")
    assert found_by(kept, *named) == []  # not git's yet
    git(kept.root, "add", "notes.md")
    git(kept.root, "add", "--force", "articles/two.txt")
    found = found_by(kept, *named)
    assert [(f["rule"], f["file"], f["line"]) for f in found] == [
        ("article-in-git", "articles/two.txt", None),
        ("article-in-git", "notes.md", 10),
    ]
    for one in found:
        git(kept.root, *one["hint"].rpartition("git ")[2].split())
    assert found_by(kept, *named) == []


def test_a_commit_is_looked_through_without_an_entry_in_it(kept: Project) -> None:
    git(kept.root, "commit", "--quiet", "--allow-empty", "--message", "texts are ignored")

    def run() -> Outcome:
        command = [sys.executable, "build/keep_texts_out.py"]
        clean = {k: v for k, v in os.environ.items() if k != ARTICLES_VARIABLE}
        done = subprocess.run(command, cwd=kept.root, env=clean, capture_output=True, text=True)
        return Outcome(done.returncode, done.stdout, done.stderr)

    assert run() == Outcome(0, "", "")
    shutil.copy(kept.root / "articles/one.txt", kept.root / "lampford.txt")
    git(kept.root, "add", "lampford.txt")
    outcome = run()
    assert outcome.status == 1
    assert outcome.out.startswith("lampford.txt:3: error: ")


def test_without_git_nothing_is_said(tidy: Project) -> None:
    shutil.move(tidy.articles, tidy.root / "articles")
    assert texts_in_git(tidy.root / "nowhere", []) == []
    assert found_by(tidy) == []


# --- verify ----------------------------------------------------------------------------------


def test_texts_that_nobody_named_are_looked_for_as_far_as_they_are_there(
    tidy: Project,
) -> None:
    """In a copy of the package, whose articles/ holds what a contributor works on."""
    assert tidy.build().status == 0
    shutil.copytree(ROOT / "src", tidy.root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (tidy.root / "articles").mkdir()
    shutil.copy(Path(tidy.articles) / "two.txt", tidy.root / "articles")

    def run(*arguments: str) -> Outcome:
        command = [sys.executable, "-m", "outsourced_care", "verify", *arguments]
        environment = {"PYTHONPATH": str(tidy.root / "src"), "PATH": ""}
        done = subprocess.run(
            command, cwd=tidy.root, env=environment, capture_output=True, text=True
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    outcome = run()
    assert outcome.status == 0, outcome.out
    assert "articles: 1 of 2 at hand; only their passages were looked for\n" in outcome.out
    found = json.loads(run("--format", "json").out)
    assert found["articles"] == {"at_hand": 1, "of": 2}
    assert list(found["counts"]["passage"]) == ["verified"]
    outcome = run("--articles", "articles")
    assert outcome.status == 1
    assert "no copy of its article is at hand" in outcome.out
    (tidy.root / "articles/two.txt").unlink()
    outcome = run()
    assert outcome.status == 0
    assert "articles: 0 of 2 at hand" in outcome.out

"""`check --since`: the entries that a change concerns.

Catches a change that is checked by halves (a registry, a schema or the code changed, an entry
went), an entry of somebody else's that is told to a contributor, what is not committed yet and
overlooked, and a revision taken for an option of git.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Project
from repositories import BROKEN, commit_all, git, replace, under_git

from outsourced_care.changed_files import changed, concerned
from outsourced_care.git import GitError, commit_named

ONE = {f"entries/articles/gazette-one.{kind}" for kind in ("yaml", "lock")}
TWO = {f"entries/articles/gazette-two.{kind}" for kind in ("yaml", "lock")}


@pytest.fixture(scope="module")
def committed(locked_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository in a first commit; tests copy it and leave it as it is."""
    root = tmp_path_factory.mktemp("committed") / "repository"
    return under_git(Project(shutil.copytree(locked_project.root, root)))


@pytest.fixture
def repository(committed: Project, tmp_path: Path) -> Project:
    return Project(shutil.copytree(committed.root, tmp_path / "repository"))


@pytest.mark.parametrize(
    ("changes", "files"),
    [
        ([], set()),
        ([("M", "docs/coding.md"), ("D", "data/quotes.csv"), ("A", "README.md")], set()),
        ([("M", "entries/articles/gazette-one.yaml")], ONE),
        ([("M", "entries/articles/gazette-one.lock")], ONE),
        ([("A", "entries/articles/gazette-two.yaml"), ("T", "docs/x.md")], TWO),
        ([("D", "entries/articles/gazette-two.yaml"), ("M", "entries/articles/x.yaml")], None),
        ([("D", "entries/articles/gazette-two.lock")], None),
        ([("M", "entries/people.yaml")], None),
        ([("M", "entries/package.yaml")], None),
        ([("A", "entries/articles/deeper/x.yaml")], None),
        ([("M", "schemas/quotes.json")], None),
        ([("M", "src/outsourced_care/rules.py")], None),
        ([("M", "build/check_entries.py")], None),
        ([("M", "requirements/dev.txt")], None),
        ([("M", "pyproject.toml")], None),
    ],
)  # fmt: skip
def test_what_changes_concern(changes: list[tuple[str, str]], files: set[str] | None) -> None:
    assert concerned(changes) == files


def test_a_stray_file_among_the_entries_is_looked_at() -> None:
    assert "entries/articles/notes.txt" in (concerned([("A", "entries/articles/notes.txt")]) or ())


def test_nothing_changed_since_the_last_commit(repository: Project) -> None:
    assert changed(repository.root, "HEAD") == set()


def test_committed_staged_unstaged_and_new_files_count(repository: Project) -> None:
    root = repository.root
    replace(repository.entry("gazette-one"), "Ida Fen", "Ada Fen")
    commit_all(repository, "second")
    assert changed(root, "HEAD") == set()
    assert changed(root, "HEAD^") == ONE
    replace(repository.entry("gazette-two"), "2031-04", "2031-05")
    assert changed(root, "HEAD") == TWO
    git(root, "add", "--all")
    assert changed(root, "HEAD") == TWO
    repository.entry("näue datei").write_text("", encoding="utf-8")
    found = changed(root, "HEAD^")
    assert found is not None
    assert found == ONE | TWO | {f"entries/articles/näue datei.{kind}" for kind in ("yaml", "lock")}


def test_an_entry_that_went_or_has_another_name_concerns_all(repository: Project) -> None:
    git(repository.root, "mv", "entries/articles/gazette-two.yaml", "entries/articles/g.yaml")
    assert changed(repository.root, "HEAD") is None


def test_what_happened_on_main_meanwhile_does_not_count(repository: Project) -> None:
    root = repository.root
    git(root, "switch", "--quiet", "--create", "mine")
    replace(repository.entry("gazette-one"), "Ida Fen", "Ada Fen")
    commit_all(repository, "mine")
    git(root, "switch", "--quiet", "main")
    replace(repository.entry("gazette-two"), "2031-04", "2031-05")
    commit_all(repository, "theirs")
    git(root, "switch", "--quiet", "mine")
    assert changed(root, "main") == ONE


def test_paths_are_those_of_the_folder_when_git_begins_above_it(project: Project) -> None:
    outer = project.root.parent
    git(outer, "init", "--quiet", "--initial-branch=main")
    git(outer, "add", "--all")
    git(outer, "commit", "--quiet", "--message", "first")
    (outer / "entries").mkdir()
    (outer / "entries/people.yaml").write_text("", encoding="utf-8")
    git(outer, "add", "entries")
    replace(project.entry("gazette-one"), "Ida Fen", "Ada Fen")
    assert changed(project.root, "HEAD") == ONE


@pytest.mark.parametrize(
    "revision",
    ["", "-", "--all", "--output=x", "-n1", "nowhere", "a b", "a\nb", "HEAD\0", "HEAD~99",
     "HEAD:entries", "main..main", "^main", ";touch x", "$(touch x)", "x" * 10_000],
)  # fmt: skip
def test_a_revision_that_is_none_is_refused(committed: Project, revision: str) -> None:
    there = sorted(p.name for p in committed.root.iterdir())
    with pytest.raises(GitError) as refused:
        changed(committed.root, revision)
    assert len(str(refused.value)) < 300
    assert "\n" not in str(refused.value)
    assert sorted(p.name for p in committed.root.iterdir()) == there


def test_without_a_commit_in_common_it_says_what_to_do(repository: Project) -> None:
    git(repository.root, "switch", "--quiet", "--orphan", "other")
    git(repository.root, "commit", "--quiet", "--allow-empty", "--message", "alone")
    with pytest.raises(GitError, match="fetch more of the history"):
        changed(repository.root, "main")


def test_git_is_asked_about_the_folder_given(
    repository: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a hook, where git has set its variables for another repository."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere/index"))
    head = git(repository.root, "rev-parse", "HEAD")
    assert commit_named(repository.root, "main") == head
    assert changed(repository.root, "HEAD") == set()


def test_a_folder_without_git_cannot_be_asked(project: Project) -> None:
    outcome = project.build("check", "--since", "main")
    assert outcome.status == 2
    assert outcome.err.startswith("python build: there is no git revision 'main' here")


@pytest.mark.medium
def test_check_tells_warnings_of_the_changed_entry_only(repository: Project) -> None:
    """The form of a file that was not changed is nobody's concern; a fault of its own is."""
    registry = repository.root / "entries/people.yaml"
    for file in (repository.entry("gazette-one"), repository.entry("gazette-two"), registry):
        file.write_text(file.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    commit_all(repository, "second")
    replace(repository.entry("gazette-one"), "Ida Fen", "Ada Fen")

    def told(*arguments: str) -> set[str]:
        outcome = repository.build("check", "--format", "github", *arguments)
        return {line.split(",")[0].split("file=")[1] for line in outcome.out.splitlines()}

    every = {f"entries/articles/{name}.yaml" for name in ("gazette-one", "gazette-two")}
    assert told() == every | {"entries/people.yaml"}
    assert told("--since", "HEAD") == {"entries/articles/gazette-one.yaml"}
    replace(repository.entry("gazette-two"), *BROKEN)
    commit_all(repository, "third")
    assert told("--since", "HEAD") == {"entries/articles/gazette-two.yaml"}


def test_a_revision_and_entries_do_not_go_together(repository: Project) -> None:
    outcome = repository.build("check", "gazette-one", "--since", "HEAD")
    assert outcome.status == 2
    assert "--since does not go with ENTRY" in outcome.err

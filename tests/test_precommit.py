"""The pre-commit hooks, run for real in a repository of their own.

Catches a broken entry that is committed, one that goes although others need it, a sound one that
is refused, a hook that needs what
`make build` does not give, and hooks for others that differ from ours.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Outcome, Project
from repositories import (
    BROKEN,
    IDENTITY,
    commit_all,
    environment,
    git,
    put_python,
    replace,
    under_git,
)

HOOKS, CONFIG = ".pre-commit-hooks.yaml", ".pre-commit-config.yaml"


def run(project: Project, *command: str) -> Outcome:
    """Run a command there, with a cache of hooks of its own."""
    done = subprocess.run(
        command,
        cwd=project.root,
        env=environment(PRE_COMMIT_HOME=str(project.root.parent / "hooks-cache"), **IDENTITY),
        capture_output=True,
        text=True,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def pre_commit(project: Project, *arguments: str) -> Outcome:
    return run(project, sys.executable, "-m", "pre_commit", *arguments)


@pytest.fixture(scope="module")
def committed(locked_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository, canonical and committed, with the environment and our hooks."""
    root = tmp_path_factory.mktemp("committed") / "repository"
    project = Project(shutil.copytree(locked_project.root, root))
    put_python(project)
    shutil.copy(ROOT / CONFIG, project.root)
    project.build("check", "--fix")
    return under_git(project)


@pytest.fixture
def repository(committed: Project, tmp_path: Path) -> Project:
    return Project(shutil.copytree(committed.root, tmp_path / "repository"))


def hooks(path: Path) -> list[dict[str, Any]]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = content["repos"][0]["hooks"] if "repos" in content else content
    return found


def test_our_hooks_are_those_that_we_offer(tmp_path: Path) -> None:
    assert hooks(ROOT / CONFIG) == hooks(ROOT / HOOKS)
    (tmp_path / "empty").mkdir()
    project = Project(tmp_path / "empty")
    assert pre_commit(project, "validate-config", str(ROOT / CONFIG)).status == 0
    assert pre_commit(project, "validate-manifest", str(ROOT / HOOKS)).status == 0


@pytest.mark.slow
def test_all_files_pass_and_those_with_a_fault_fail(repository: Project) -> None:
    outcome = pre_commit(repository, "run", "--all-files")
    assert outcome.status == 0, outcome.out
    assert "check the entries" in outcome.out
    assert "Passed" in outcome.out
    replace(repository.entry("gazette-two"), *BROKEN)
    outcome = pre_commit(repository, "run", "--all-files")
    assert outcome.status == 1
    assert "did you mean cue?" in outcome.out


@pytest.mark.slow
def test_a_commit_with_a_broken_entry_is_refused_with_our_message(repository: Project) -> None:
    assert pre_commit(repository, "install").status == 0
    before = git(repository.root, "rev-parse", "HEAD")
    entry = repository.entry("gazette-two")
    replace(entry, *BROKEN)
    refused = run(repository, "git", "commit", "--all", "--message", "broken")
    assert refused.status == 1
    assert "entries/articles/gazette-two.yaml:" in refused.out + refused.err
    assert "did you mean cue?" in refused.out + refused.err
    assert git(repository.root, "rev-parse", "HEAD") == before

    replace(entry, *reversed(BROKEN))
    replace(entry, "Lights belong to the town.", "Lamps belong to the town.")
    done = run(repository, "git", "commit", "--all", "--message", "sound")
    assert done.status == 0, done.err
    assert git(repository.root, "rev-parse", "HEAD^") == before


@pytest.mark.slow
def test_a_fault_that_is_not_to_be_committed_refuses_nothing(repository: Project) -> None:
    assert pre_commit(repository, "install").status == 0
    replace(repository.entry("gazette-one"), "Ida Fen", "Ada Fen")
    git(repository.root, "add", "--all")
    replace(repository.entry("gazette-two"), *BROKEN)
    done = run(repository, "git", "commit", "--message", "the sound one")
    assert done.status == 0, done.out + done.err
    assert BROKEN[1] in repository.entry("gazette-two").read_text(encoding="utf-8")


@pytest.mark.slow
def test_other_files_are_not_looked_at(repository: Project) -> None:
    assert pre_commit(repository, "install").status == 0
    (repository.root / "notes.md").write_text("Lamps.\n", encoding="utf-8")
    git(repository.root, "add", "--all")
    done = run(repository, "git", "commit", "--message", "notes")
    assert done.status == 0, done.out + done.err
    replace(repository.entry("gazette-two"), *BROKEN)
    git(repository.root, "add", "--all")
    assert pre_commit(repository, "run").status == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["articles/two.txt", "docs/lampford.txt"])
def test_a_text_of_an_article_is_not_committed(repository: Project, name: str) -> None:
    assert pre_commit(repository, "install").status == 0
    shutil.copytree(repository.articles, repository.root / "articles")
    (repository.root / "docs").mkdir()
    if not (repository.root / name).exists():
        shutil.copy(repository.root / "articles/two.txt", repository.root / name)
    git(repository.root, "add", "--force", name)
    refused = run(repository, "git", "commit", "--message", "a text")
    assert refused.status == 1
    assert f"{name}:" in refused.out + refused.err
    assert "[article-in-git]" in refused.out + refused.err


@pytest.mark.slow
def test_an_entry_that_others_need_cannot_be_deleted(repository: Project) -> None:
    """pre-commit names no deleted file: not when it is deleted alone, nor beside another."""
    assert pre_commit(repository, "install").status == 0
    before = git(repository.root, "rev-parse", "HEAD")
    git(repository.root, "rm", "--quiet", "entries/articles/gazette-one.*")
    refused = run(repository, "git", "commit", "--message", "gone")
    assert refused.status == 1
    assert "[told-nowhere]" in refused.out + refused.err

    replace(repository.entry("gazette-two"), "Lights belong to the town.", "Lamps are the town's.")
    git(repository.root, "add", "--all")
    refused = run(repository, "git", "commit", "--message", "gone, and another changed")
    assert refused.status == 1
    assert "[told-nowhere]" in refused.out + refused.err
    assert git(repository.root, "rev-parse", "HEAD") == before


@pytest.mark.slow
def test_an_entry_that_nobody_needs_can_be_deleted(repository: Project) -> None:
    assert pre_commit(repository, "install").status == 0
    for name in ("gazette-one", "gazette-two"):  # which tell a proposal in two ways
        text = repository.entry(name).read_text(encoding="utf-8")
        alone = re.sub(r"^accounts:.*?(?=^\w|\Z)", "", text, flags=re.MULTILINE | re.DOTALL)
        repository.entry(name).write_text(alone, encoding="utf-8")
    assert repository.build("check", "--fix", "--articles", repository.articles).status == 0
    commit_all(repository, "each stands alone")

    git(repository.root, "rm", "--quiet", "entries/articles/gazette-two.lock")
    refused = run(repository, "git", "commit", "--message", "its lock is gone")
    assert refused.status == 1
    assert "the entry has no lock" in refused.out + refused.err
    git(repository.root, "rm", "--quiet", "entries/articles/gazette-two.yaml")
    done = run(repository, "git", "commit", "--message", "gone")
    assert done.status == 0, done.out + done.err


@pytest.mark.slow
def test_a_draft_that_is_not_staged_keeps_no_other_file_back(repository: Project) -> None:
    assert pre_commit(repository, "install").status == 0
    repository.entry("draft").write_text("article:\n  title: TODO\n", encoding="utf-8")
    (repository.root / "notes.md").write_text("Lamps.\n", encoding="utf-8")
    git(repository.root, "add", "notes.md")
    done = run(repository, "git", "commit", "--message", "notes")
    assert done.status == 0, done.out + done.err


@pytest.mark.slow
def test_fixing_is_asked_for_and_then_done(repository: Project) -> None:
    entry = repository.entry("gazette-one")
    sound = entry.read_bytes()
    entry.write_bytes(sound + b"\n\n")
    assert pre_commit(repository, "run", "--all-files").status == 1
    assert entry.read_bytes() == sound + b"\n\n"
    manual = ("run", "fix-entries", "--hook-stage", "manual", "--all-files")
    assert "files were modified by this hook" in pre_commit(repository, *manual).out
    assert entry.read_bytes() == sound
    assert pre_commit(repository, *manual).status == 0


@pytest.mark.slow
def test_the_hooks_serve_another_repository_of_this_kind(
    repository: Project, tmp_path: Path
) -> None:
    offering = tmp_path / "offering"
    offering.mkdir()
    shutil.copy(ROOT / HOOKS, offering)
    git(offering, "init", "--quiet")
    git(offering, "add", HOOKS)
    git(offering, "commit", "--quiet", "--message", "hooks")
    taken = {"repo": str(offering), "rev": git(offering, "rev-parse", "HEAD")}
    content = {"repos": [{**taken, "hooks": [{"id": "check-entries"}, {"id": "fix-entries"}]}]}
    (repository.root / CONFIG).write_text(yaml.safe_dump(content), encoding="utf-8")
    git(repository.root, "add", CONFIG)
    outcome = pre_commit(repository, "run", "--all-files")
    assert (outcome.status, "Passed" in outcome.out) == (0, True), outcome.out
    replace(repository.entry("gazette-two"), *BROKEN)
    assert "did you mean cue?" in pre_commit(repository, "run", "--all-files").out

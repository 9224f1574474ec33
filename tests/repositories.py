"""The fictional repository under git, for tests of what runs in hooks and workflows."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from conftest import ARTICLES_VARIABLE, Project

BROKEN = ("cue: decline", "ceu: decline")  # in the entry gazette-two: a misspelt key

IDENTITY = {f"GIT_{who}_NAME": "A Tester" for who in ("AUTHOR", "COMMITTER")} | {
    f"GIT_{who}_EMAIL": "tester@example.org" for who in ("AUTHOR", "COMMITTER")
}


def environment(**more: str) -> dict[str, str]:
    """The variables of this process without what git, GitHub or a person set for it."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("GIT_", "GITHUB_", "PRE_COMMIT")) and k != ARTICLES_VARIABLE
    }
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return {**kept, **alone, **more}


def git(root: Path, *arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(
        ["git", "-C", str(root), *arguments],
        env=environment(**IDENTITY), check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


def under_git(project: Project) -> Project:
    """The repository with all it holds in a first commit on main."""
    (project.root / ".gitignore").write_text(
        ".venv/\n__pycache__/\n.build-stage/\n/texts/\n", encoding="utf-8"
    )
    git(project.root, "init", "--quiet", "--initial-branch=main")
    commit_all(project, "first")
    return project


def commit_all(project: Project, message: str) -> str:
    """Commit everything; give the commit's hash."""
    git(project.root, "add", "--all")
    git(project.root, "commit", "--quiet", "--message", message)
    return git(project.root, "rev-parse", "HEAD")


def put_python(project: Project) -> None:
    """Put this Python where `make build` puts the environment's."""
    python = project.root / ".venv/bin/python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
    python.chmod(0o755)


def replace(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

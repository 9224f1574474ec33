"""Arguments for git flow in, what it prints flows out; no shell, no option in disguise."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from outsourced_care.errors import CannotRunError

_ELSEWHERE = {  # set inside git's hooks; would make git look elsewhere than in the folder given
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
}


class GitError(CannotRunError):
    """git is missing or failed, or a revision is none."""


def git(root: Path, *arguments: str) -> str:
    """What git prints, as text; see `git_bytes`."""
    return git_bytes(root, *arguments).decode("utf-8", "surrogateescape")


def git_bytes(root: Path, *arguments: str) -> bytes:
    """What git prints.

    Args:
        root: The folder that git runs in.
        arguments: Of git; none that may come from elsewhere without being checked.

    Raises:
        GitError: git is missing, or failed; then the message is git's own.
    """
    program = shutil.which("git")
    if program is None:
        raise GitError("git is not installed")
    environment = {k: v for k, v in os.environ.items() if k not in _ELSEWHERE}
    done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
        [program, "-C", str(root), *arguments],
        env={**environment, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").split("\n")
        raise GitError("git: " + "; ".join(line.strip() for line in said if line.strip())[:500])
    return done.stdout


def commit_named(root: Path, revision: str) -> str:
    """The full hash of the commit that a revision names.

    Args:
        root: The repository's folder.
        revision: A commit, branch or tag, from wherever.

    Raises:
        GitError: There is no such commit here.
    """
    if not revision or not revision.isprintable() or revision.startswith("-"):
        raise GitError(f"{revision[:100]!r} is no git revision")
    asked = f"{revision}^{{commit}}"
    try:
        return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", asked).strip()
    except GitError as error:
        said = str(error).removeprefix("git: ")
        more = f" ({said})" if said else ""
        raise GitError(f"there is no git revision {revision[:100]!r} here{more}") from None

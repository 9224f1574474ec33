"""A repository and a git revision flow in, the files that `check` has to look at flow out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from outsourced_care.entry_files import ARTICLES
from outsourced_care.git import GitError, commit_named, git

_SOURCES = "entries/"
# what decides how every entry is read and judged
_DECIDING = ("schemas/", "src/", "build/", "requirements/", "pyproject.toml")


def changed(root: Path, revision: str) -> set[str] | None:
    """The entries and locks that differ from where a revision and the last commit part.

    What is not committed yet counts too, so that a contributor can ask the same on their own
    machine as the workflow does of a pull request.

    Args:
        root: The repository.
        revision: A commit, branch or tag.

    Returns:
        The files as findings name them, an entry and its lock together; None when every entry
        is concerned: a registry, the schemas or the code changed, or an entry went.

    Raises:
        GitError: There is no such revision here, or git knows nothing of this folder.
    """
    since = commit_named(root, revision)
    try:
        base = git(root, "merge-base", since, "HEAD").strip()
    except GitError:
        hint = "fetch more of the history"
        raise GitError(f"{revision[:100]!r} and HEAD have no commit in common; {hint}") from None
    plain = ("--no-ext-diff", "--no-textconv", "--no-renames", "--relative")
    listed = git(root, "diff", "--name-status", "-z", *plain, base, "--").split("\0")
    new = git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return concerned([*zip(listed[::2], listed[1::2], strict=False), *(("A", n) for n in new if n)])


def concerned(changes: Iterable[tuple[str, str]]) -> set[str] | None:
    """The files to check for some changes: git's letter for what happened to a path, the path."""
    files: set[str] = set()
    for letter, path in changes:
        file = PurePosixPath(path)
        if file.parent == PurePosixPath(ARTICLES) and letter != "D":
            files |= {path, *(str(file.with_suffix(kind)) for kind in (".yaml", ".lock"))}
        elif path.startswith((_SOURCES, *_DECIDING)):
            return None
    return files

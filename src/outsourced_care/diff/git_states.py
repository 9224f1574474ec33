"""A git revision flows in, the state of the dataset that was committed there flows out.

The published files of the revision are taken from git's own store, byte for byte, to a
temporary folder; working tree and index are neither read nor touched.
"""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.diff.states import State, StateError, read_state
from outsourced_care.git import GitError, commit_named, git, git_bytes
from outsourced_care.publish import DATA

_FILES = {"100644", "100755"}  # git's modes of plain files; links and submodules are left


class UnknownRevisionError(StateError):
    """There is no such git revision here."""


def read_revision(root: Path, revision: str) -> State:
    """Read the state that was committed at a revision.

    Args:
        root: The repository's folder.
        revision: A commit, branch or tag, as git takes it.

    Raises:
        UnknownRevisionError: There is no such revision.
        StateError: It holds no readable state.
    """
    try:
        commit = commit_named(root, revision)
    except GitError as error:
        hint = "fetch it, or give the folder of a data package"
        raise UnknownRevisionError(f"{error}; {hint}") from None
    try:
        return _read(root, revision, commit)
    except GitError as error:
        raise StateError(f"{revision}: {error}") from None


def _read(root: Path, revision: str, commit: str) -> State:
    name = revision if commit.startswith(revision) else f"{revision} ({commit[:7]})"
    with tempfile.TemporaryDirectory(prefix="outsourced-care-") as folder:
        for path, blob in _listed(root, commit):
            file = Path(folder, *path.parts)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(git_bytes(root, "cat-file", "blob", blob))
        return read_state(Path(folder), name)


def _listed(root: Path, commit: str) -> list[tuple[PurePosixPath, str]]:
    """The published files of a commit, and the names of their contents."""
    found = []
    listing = git(root, "ls-tree", "-r", "-z", commit, "--", DESCRIPTOR, DATA)
    for line in listing.split("\0"):
        about, _, path = line.partition("\t")
        mode, _, blob = about.partition(" blob ")
        parts = PurePosixPath(path).parts
        if mode in _FILES and not {"..", ".git"} & set(parts) and not path.startswith("/"):
            found.append((PurePosixPath(path), blob))
    return found

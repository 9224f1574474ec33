"""A git revision flows in, the state of the dataset that was committed there flows out.

The published files of the revision are taken from git's own store, byte for byte, to a
temporary folder; working tree and index are neither read nor touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path, PurePosixPath

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.publish import DATA
from outsourced_care.states import State, StateError, read_state

_FILES = {"100644", "100755"}  # git's modes of plain files; links and submodules are left
_WHERE = {  # set inside git's hooks; would make git look elsewhere than in the folder given
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
}


class _GitError(StateError):
    """git failed, perhaps without a word."""


def read_revision(root: Path, revision: str) -> State:
    """Read the state that was committed at a revision.

    Args:
        root: The repository's folder.
        revision: A commit, branch or tag, as git takes it.

    Raises:
        StateError: There is no such revision, or it holds no readable state.
    """
    commit = _commit(root, revision)
    name = revision if commit.startswith(revision) else f"{revision} ({commit[:7]})"
    with tempfile.TemporaryDirectory(prefix="outsourced-care-") as folder:
        for path, blob in _listed(root, commit):
            file = Path(folder, *path.parts)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_git(root, "cat-file", "blob", blob))
        return read_state(Path(folder), name)


def _commit(root: Path, revision: str) -> str:
    """The full name of the commit; git never sees the revision as an option."""
    if not revision or not revision.isprintable() or revision.startswith("-"):
        raise StateError(f"{revision[:100]!r} is no git revision")
    asked = f"{revision}^{{commit}}"
    try:
        found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", asked)
    except _GitError as error:
        said = f" ({error})" if str(error) else ""
        hint = "fetch it, or give the folder of a data package"
        message = f"{revision[:100]!r} is no git revision that is here{said}; {hint}"
        raise StateError(message) from None
    return found.decode().strip()


def _listed(root: Path, commit: str) -> list[tuple[PurePosixPath, str]]:
    """The published files of a commit, and the names of their contents."""
    found = []
    listing = _git(root, "ls-tree", "-r", "-z", commit, "--", DESCRIPTOR, DATA)
    for line in listing.decode("utf-8", "replace").split("\0"):
        about, _, path = line.partition("\t")
        mode, _, blob = about.partition(" blob ")
        parts = PurePosixPath(path).parts
        if mode in _FILES and not {"..", ".git"} & set(parts) and not path.startswith("/"):
            found.append((PurePosixPath(path), blob))
    return found


def _git(root: Path, *arguments: str) -> bytes:
    """What git prints.

    Raises:
        StateError: git is missing, or failed; then the message is git's own.
    """
    git = shutil.which("git")
    if git is None:
        raise StateError("git is not installed; give the folder of a data package")
    environment = {k: v for k, v in os.environ.items() if k not in _WHERE}
    done = subprocess.run(  # noqa: S603 - a list of arguments, the revision checked
        [git, "-C", str(root), *arguments],
        env={**environment, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _GitError(f"git: {said[0][:300]}" if said else "")
    return done.stdout

"""The last commit flows in, its files flow out; and files flow into a folder."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

from outsourced_care.git import git_bytes
from outsourced_care.releases.writing import last_commit


def committed_files(root: Path) -> dict[str, bytes]:
    """Every plain file of the last commit, by its path below a folder.

    Raises:
        NoHistoryError: There is no commit.
        GitError: git failed.
    """
    last_commit(root)
    raw = git_bytes(root, "-c", "tar.umask=0022", "archive", "--format=tar", "HEAD")
    with tarfile.open(fileobj=io.BytesIO(raw)) as packed:
        members = [m for m in packed if m.isfile()]
        return {m.name: file.read() for m in members if (file := packed.extractfile(m))}


def put(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files below a folder."""
    for name, raw in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)

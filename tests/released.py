"""Releases of the fictional repository, made from what is built there."""

from __future__ import annotations

from pathlib import Path

from lamp_releases import put

EDITORS = [".schema", ".json"]  # schemas that are made for editors


def release_files(root: Path) -> dict[str, bytes]:
    """What stands in a bundle: descriptor, tables and their schemas."""
    names = ("datapackage.json", "data/*.csv", "data/*.parquet", "schemas/*.json")
    paths = [p for name in names for p in sorted(root.glob(name)) if p.suffixes != EDITORS]
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in paths}


def put_release(root: Path, folder: Path, version: str, files: dict[str, bytes] | None = None
                ) -> Path:  # fmt: skip
    """Release what is built in a repository: a bundle, and a line in the index."""
    return put(folder, version, release_files(root) if files is None else files)

"""The name of a file flows in, what kind of input it is flows out."""

from __future__ import annotations

ARCHIVES = (".warc", ".warc.gz")
_LINES = (".jsonl", ".ndjson")
_PACKED = ("", ".gz", ".zst")
_KINDS = {
    "texts and pages": (".txt", ".html", ".htm", ".xhtml"),
    "JSON lines": tuple(f"{name}{packed}" for packed in _PACKED for name in _LINES),
    "Parquet": (".parquet",),
    "web archives": ARCHIVES,
}
ENDINGS = ", ".join(end for ends in _KINDS.values() for end in ends)


def kind_of(name: str) -> str | None:
    """What kind of input a file is by its name; None of one that is not read."""
    name = name.lower()
    return next((kind for kind, ends in _KINDS.items() if name.endswith(ends)), None)

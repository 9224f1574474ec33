"""The file with the dataset's own words flows in, descriptor properties flow out."""

from __future__ import annotations

from typing import Any

from outsourced_care.contract import Json
from outsourced_care.findings import Finding, finding, nearest
from outsourced_care.yaml_source import Node, parse

_WORDS = {
    "name": str,
    "title": str,
    "description": str,
    "homepage": str,
    "keywords": list,
    "licenses": list,
    "contributors": list,
}
_OPTIONAL = {"homepage"}


def read_package_words(raw: bytes, shown: str) -> tuple[Json, list[Finding]]:
    """Read the file with the package's title, licences and contributors.

    Args:
        raw: Bytes of `entries/package.yaml`.
        shown: Its name, for findings.

    Returns:
        The words by property of the descriptor, and the faults found.
    """
    root, found = parse(raw, shown)
    if root is None or root.mapping is None:
        if root is not None:
            found.append(finding(root.place, "wrong-type", f"here stands {root.kind}, no mapping"))
        return {}, found
    for key, place in root.keys.items():
        if key not in _WORDS:
            message = f"“{key}” is no key of the package"
            found.append(finding(place, "unknown-key", message, nearest(key, _WORDS)))
    words: Json = {}
    for key, kind in _WORDS.items():
        node = root.mapping.get(key)
        value = None if node is None else _plain(node)
        if value is None and key in _OPTIONAL:
            continue
        if not isinstance(value, kind) or not value:
            place = root.place if node is None else node.place
            what = "text" if kind is str else "a list"
            found.append(finding(place, "package", f"{key} is missing or no {what}"))
        words[key] = value
    return words, found


def _plain(node: Node) -> Any:
    if node.mapping is not None:
        return {k: _plain(v) for k, v in node.mapping.items()}
    if node.sequence is not None:
        return [_plain(v) for v in node.sequence]
    return " ".join(node.value.split()) if isinstance(node.value, str) else node.value

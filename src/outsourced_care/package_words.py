"""The file with the dataset's own words flows in, descriptor properties flow out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from outsourced_care.contract import Json
from outsourced_care.findings import Finding, finding, nearest
from outsourced_care.text import markup
from outsourced_care.yaml_nodes import Node
from outsourced_care.yaml_source import load

_WORDS = {
    "name": str,
    "title": str,
    "description": str,
    "homepage": str,
    "releases": str,
    "keywords": list,
    "licenses": list,
    "contributors": list,
}
_OPTIONAL = {"homepage", "releases"}  # the latter: where `releases.json` is to be found
_PLAIN_ITEMS = {"keywords"}  # other lists hold mappings
_ADDRESSES = {"homepage", "releases", "path"}
_NAME = re.compile(r"[a-z0-9]+([-._][a-z0-9]+)*")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][!#-;=?-\[\]_a-z~]*")


def load_package_words(path: Path, shown: str) -> tuple[Json, list[Finding]]:
    """Read the file with the package's title, licences and contributors.

    Args:
        path: `entries/package.yaml`.
        shown: Its name, for findings.

    Returns:
        The words by property of the descriptor, and the faults found.
    """
    _, root, found = load(path, shown)
    return _words(root, found)


def _words(root: Node | None, found: list[Finding]) -> tuple[Json, list[Finding]]:
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
        if node is None and key in _OPTIONAL:
            continue
        if not isinstance(value, kind) or not value:
            place = root.place if node is None else node.place
            what = "text" if kind is str else "a list"
            found.append(finding(place, "package", f"{key} is missing or no {what}"))
        elif node is not None:
            found += _faults(key, node)
        words[key] = value
    return words, found


def _faults(key: str, node: Node) -> Iterator[Finding]:
    """What is wrong inside a property."""
    if node.sequence is None:
        yield from _text_faults(key, node)
    if key == "name" and not _NAME.fullmatch(node.raw):
        message = f"the name “{node.raw}” is no name of a package"
        hint = "small letters and digits, with . - or _ between them"
        yield finding(node.place, "package", message, hint)
    for item in node.sequence or ():
        if key in _PLAIN_ITEMS:
            yield from _text_faults(key, item)
        elif not item.mapping:
            yield finding(item.place, "package", f"{key} holds {item.kind}, not a mapping")
        for name, value in (item.mapping or {}).items():
            for text in [value] if value.sequence is None else value.sequence:
                yield from _text_faults(name, text)


def _text_faults(key: str, node: Node) -> Iterator[Finding]:
    if not isinstance(node.value, str) or not node.value.strip():
        yield finding(node.place, "package", f"{key} is {node.kind}, not text", "quote it")
    elif tag := markup(node.value):
        message = f"{key} holds “{tag}”, which looks like markup"
        yield finding(node.place, "markup", message, "write plain words")
    elif key in _ADDRESSES and not _ADDRESS.fullmatch(node.value):
        message = f"{key} “{node.value}” is no web address"
        yield finding(node.place, "web-address", message, "write https://… without white space")


def _plain(node: Node) -> Any:
    if node.mapping is not None:
        return {k: _plain(v) for k, v in node.mapping.items()}
    if node.sequence is not None:
        return [_plain(v) for v in node.sequence]
    return " ".join(node.value.split()) if isinstance(node.value, str) else node.value

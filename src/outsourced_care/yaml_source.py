"""YAML text flows in, values that know their line and column flow out.

Only what an entry needs: mappings, lists and scalars. Plain scalars are resolved as YAML
1.2's core schema resolves them (``no`` is a string, ``012`` is twelve, a date is a string).
Anchors, aliases, tags and duplicate keys are refused, and so is, in a file that is loaded,
whatever a reader of it cannot see, in comments too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import yaml

from outsourced_care.files import UnfitFileError, read_bytes
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.text import UnreadableTextError, decode, hidden

MOST_BYTES = 4_000_000
MOST_DEPTH = 12
MOST_VALUES = 200_000  # keys and values; what a registry of ten thousand bodies needs
MOST_CHARACTERS = 5_000  # of a key or a value in a file that is loaded
_MOST_HIDDEN = 1_000  # lines with characters that cannot be seen, of those told

Scalar = str | int | float | bool | None

_RESOLVED_FROM = frozenset("~nNtTfF+-.0123456789")  # what begins anything that is no text
_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands; `raw` is the scalar's text before it was resolved."""

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    raw: str = ""
    keys: dict[str, Place] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, Node] | None:
        """The value when it is a mapping."""
        return self.value if isinstance(self.value, dict) else None

    @property
    def sequence(self) -> list[Node] | None:
        """The value when it is a list."""
        return self.value if isinstance(self.value, list) else None

    @property
    def kind(self) -> str:
        """What the value is, in words for messages."""
        if isinstance(self.value, dict):
            return "a mapping (key: value)"
        if isinstance(self.value, list):
            return "a list"
        if isinstance(self.value, bool):
            return "true or false"
        if isinstance(self.value, int | float):
            return "a number"
        return "nothing" if self.value is None else "text"


class _RefusedError(Exception):
    """The file cannot be read on; carries the finding."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.found = found


def load(
    path: Path, file: str, most_values: int = MOST_VALUES, most_bytes: int = MOST_BYTES
) -> tuple[bytes, Node | None, list[Finding]]:
    """Read a YAML file that may have come from anywhere.

    Args:
        path: The file.
        file: Its name, for findings.
        most_values: The most keys and values that it may have.
        most_bytes: The most bytes that it may have.

    Returns:
        Its bytes, its root node (None when it cannot be read at all) and the faults found.
    """
    try:
        raw = read_bytes(path, most_bytes)
    except (OSError, UnfitFileError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return b"", None, [finding(Place(file), "file", f"cannot be read: {reason}")]
    root, found = parse(raw, file, most_values)
    if root is None:
        return raw, None, found
    found += islice(_unseen(raw, file, root), _MOST_HIDDEN)
    if len(raw) > MOST_CHARACTERS:
        for text, place in _texts(root):
            if len(text) > MOST_CHARACTERS:
                message = f"a text of {len(text):,} characters; {MOST_CHARACTERS:,} are the most"
                return raw, None, [*found, finding(place, "text-length", message, "shorten it")]
    return raw, root, found


def _unseen(raw: bytes, file: str, root: Node) -> Iterator[Finding]:
    """A finding for each line, or text with escapes, with a character that cannot be seen."""
    hint = "remove it: it may hide or turn round what the others say"
    text = decode(raw)
    if hidden(text):
        for number, line in enumerate(text.split("\n"), start=1):
            if one := hidden(line):
                message = f"here stands a character that cannot be seen: {one[1]}"
                place = Place(file, number, one[0] + 1)
                yield finding(place, "hidden-character", message, hint)
    elif b"\\" in raw:
        for said, place in _texts(root):
            if one := hidden(said):
                message = f"here stands, escaped, a character that cannot be seen: {one[1]}"
                yield finding(place, "hidden-character", message, hint)


def _texts(node: Node) -> Iterator[tuple[str, Place]]:
    """Every key and scalar, in the order of the file."""
    if isinstance(node.value, dict):
        for key, value in node.value.items():
            yield key, node.keys[key]
            yield from _texts(value)
    elif isinstance(node.value, list):
        for item in node.value:
            yield from _texts(item)
    else:
        yield node.raw, node.place


def parse(
    raw: bytes, file: str, most_values: int = MOST_BYTES
) -> tuple[Node | None, list[Finding]]:
    """Parse one YAML document.

    Args:
        raw: The file's bytes.
        file: Its name, for findings.
        most_values: The most keys and values that it may have.

    Returns:
        The root node (None when the file cannot be read at all) and the faults found.
    """
    if len(raw) > MOST_BYTES:
        message = f"the file has {len(raw):,} bytes; {MOST_BYTES:,} are the most"
        return None, [finding(Place(file), "file-size", message, "split it, or check what it is")]
    try:
        text = decode(raw)
    except UnreadableTextError as error:
        return None, [finding(Place(file), "file-encoding", str(error))]
    found: list[Finding] = []
    reader = _Reader(file, found, most_values)
    try:
        root = reader.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _RefusedError as refused:
        return None, [*found, refused.found]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and error.context_mark and mark.line >= text.rstrip().count("\n") + 1:
            mark = error.context_mark  # left open to the end: where it was opened says more
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        what = " ".join(p for p in (error.problem, error.context) if p) or "cannot be read"
        hint = "check indentation, colons and quotation marks on this line and the one before"
        if mark and "\t" in text.split("\n")[min(mark.line, text.count("\n"))]:
            hint = "indent with spaces, not tabs"
        return None, [*found, finding(place, "yaml", f"not valid YAML: {what}", hint)]
    except yaml.YAMLError as error:
        what = getattr(error, "reason", None) or "a character that YAML does not allow"
        offset = getattr(error, "position", None)
        before = text.encode("utf-8")[:offset]
        line = before.count(b"\n") + 1 if isinstance(offset, int) else None
        return None, [*found, finding(Place(file, line), "yaml", f"not valid YAML: {what}")]
    return root, found


class _Reader:
    """Builds nodes from parser events, one document a file."""

    def __init__(self, file: str, found: list[Finding], most_values: int) -> None:
        self.file = file
        self.found = found
        self.most_values = self.left = most_values

    def document(self, events: Iterator[yaml.Event]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._refuse(event, "yaml", "a second document begins here", "remove the ---")
                root = self._node(next(events), events, 1)
        if root is None:
            raise _RefusedError(finding(Place(self.file), "yaml", "the file holds no data"))
        return root

    def _node(self, event: Any, events: Iterator[yaml.Event], depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "yaml-alias", "aliases (*name) are not allowed", "write it out")
        if event.anchor:
            self._refuse(event, "yaml-alias", "anchors (&name) are not allowed", "write it out")
        if event.tag is not None:
            message = f"tags ({event.tag}) are not allowed"
            self._refuse(event, "yaml-tag", message, "remove the tag")
        if depth > MOST_DEPTH:
            self._refuse(event, "yaml-depth", f"nested deeper than {MOST_DEPTH} levels")
        self.left -= 1
        if self.left < 0:
            message = f"more than {self.most_values:,} keys and values"
            self._refuse(event, "file-size", message, "split it, or check what it is")
        mark = event.start_mark
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)
        if isinstance(event, yaml.ScalarEvent):
            text = event.value
            return Node(text if event.style else resolve(text), place, text)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._node(event, events, depth + 1))
            return Node(items, place)
        return self._mapping(place, events, depth)

    def _mapping(self, place: Place, events: Iterator[yaml.Event], depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if isinstance(key.value, dict | list):
                self.found.append(finding(key.place, "yaml-key", f"a key cannot be {key.kind}"))
            elif key.raw in values:
                first = keys[key.raw].line
                message = f"the key “{key.raw}” stands here a second time (first on line {first})"
                self.found.append(finding(key.place, "duplicate-key", message, "keep one of them"))
            else:
                values[key.raw] = value
                keys[key.raw] = key.place
        return Node(values, place, keys=keys)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        if mark is None:
            return Place(self.file)
        return Place(self.file, mark.line + 1, mark.column + 1)

    def _refuse(
        self, event: yaml.Event, rule: str, message: str, hint: str | None = None
    ) -> NoReturn:
        raise _RefusedError(finding(self._place(event), rule, message, hint))


def resolve(plain: str) -> Scalar:
    """Resolve a plain scalar by YAML 1.2's core schema.

    Only decimal numbers; what a 64-bit number cannot hold stays text.
    """
    if plain and plain[0] not in _RESOLVED_FROM:
        return plain
    if _NULL.fullmatch(plain):
        return None
    if _TRUE.fullmatch(plain):
        return True
    if _FALSE.fullmatch(plain):
        return False
    if _INTEGER.fullmatch(plain) and len(plain) <= 18:
        return int(plain)
    if _FLOAT.fullmatch(plain) and not plain.lstrip("+-").isdigit():
        number = float(plain)
        return number if math.isfinite(number) else plain
    return plain

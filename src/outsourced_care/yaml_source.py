"""YAML text flows in, values that know their line and column flow out.

Only what an entry needs: mappings, lists and scalars. Anchors, aliases, tags and duplicate keys
are refused. In a file that is loaded whatever a reader of it cannot see is refused too, also in
comments, and there is a warning where a comment seems to have been meant as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import yaml

from outsourced_care.files import UnfitFileError, read_bytes
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.text import UnreadableTextError, decode
from outsourced_care.yaml_faults import (
    TYPOGRAPHIC,
    cut_off,
    in_typographic_marks,
    may_be_cut_off,
    second_key,
    typographic,
    unparsed,
    unreadable,
    unseen,
)
from outsourced_care.yaml_nodes import Node, resolve

MOST_BYTES = 4_000_000
MOST_DEPTH = 12
MOST_VALUES = 200_000  # keys and values; what a registry of ten thousand bodies needs
MOST_CHARACTERS = 5_000  # of a key or a value in a file that is loaded
_MOST_HIDDEN = 1_000  # lines with characters that cannot be seen, of those told


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
    root, found = _parsed(raw, file, most_values)
    if root is None:
        return raw, None, found
    found += islice(unseen(raw, file, root.texts()), _MOST_HIDDEN)
    if len(raw) > MOST_CHARACTERS:
        for text, place in root.texts():
            if len(text) > MOST_CHARACTERS:
                message = f"a text of {len(text):,} characters; {MOST_CHARACTERS:,} are the most"
                return raw, None, [*found, finding(place, "text-length", message, "shorten it")]
    return raw, root, found


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
    root, found = _parsed(raw, file, most_values)
    return root, [f for f in found if f.severity == "error"]


def _parsed(raw: bytes, file: str, most_values: int) -> tuple[Node | None, list[Finding]]:
    """Parse one YAML document; warnings are told too."""
    if len(raw) > MOST_BYTES:
        message = f"the file has {len(raw):,} bytes; {MOST_BYTES:,} are the most"
        return None, [finding(Place(file), "file-size", message, "split it, or check what it is")]
    try:
        text = decode(raw)
    except UnreadableTextError as error:
        return None, [finding(Place(file), "file-encoding", str(error))]
    reader = _Reader(text, file, most_values)
    try:
        if len(text) > MOST_VALUES:
            reader.count()
        root = reader.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _RefusedError as refused:
        return None, [*reader.found, refused.found]
    except yaml.MarkedYAMLError as error:
        fault = unparsed(error, text, file, reader.spanning, reader.cut)
        found = [f for f in reader.found if f is not reader.cut]
        found = [f for f in found if f.rule != TYPOGRAPHIC or f.line != fault.line]
        return None, [*found, fault]
    except yaml.YAMLError as error:
        return None, [*reader.found, unreadable(error, text, file)]
    return root, reader.found


def _begun(mark: str) -> str:
    """What to write instead of an alias or an anchor."""
    return f"write it out; a text that begins with {mark} stands in double quotes"


class _Reader:
    """Builds nodes from parser events, one document a file."""

    def __init__(self, text: str, file: str, most_values: int) -> None:
        self.text = text
        self.file = file
        self.found: list[Finding] = []
        self.most_values = self.left = most_values
        self.spanning: tuple[Place, int] | None = None  # see `unparsed`
        self.cut: Finding | None = None  # what was found of the last text
        self.cuts = may_be_cut_off(text)

    def count(self) -> None:
        """Refuse too many keys and values before nodes are made of them, which takes longer."""
        left, depth = self.most_values, 0
        with suppress(yaml.YAMLError):  # told when nodes are made
            for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
                if isinstance(event, yaml.NodeEvent):
                    left -= 1
                    depth += isinstance(event, yaml.CollectionStartEvent)
                    if left < 0:
                        self._refuse_more(event)
                    if depth > MOST_DEPTH:
                        return
                else:
                    depth -= isinstance(event, yaml.CollectionEndEvent)

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

    def _node(
        self, event: Any, events: Iterator[yaml.Event], depth: int, item: bool = False
    ) -> Node:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "yaml-alias", "aliases (*name) are not allowed", _begun("*"))
        if event.anchor:
            self._refuse(event, "yaml-alias", "anchors (&name) are not allowed", _begun("&"))
        if event.tag is not None:
            message = f"tags ({event.tag}) are not allowed"
            hint = "remove the tag; a text that begins with ! stands in double quotes"
            self._refuse(event, "yaml-tag", message, hint)
        if depth > MOST_DEPTH:
            self._refuse(event, "yaml-depth", f"nested deeper than {MOST_DEPTH} levels")
        self.left -= 1
        if self.left < 0:
            self._refuse_more(event)
        mark = event.start_mark
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._node(event, events, depth + 1, item=True))
            return Node(items, place)
        return self._mapping(place, events, depth, item and not event.flow_style)

    def _scalar(self, event: Any, place: Place) -> Node:
        text, end = event.value, event.end_mark
        if event.style:
            if end.line > event.start_mark.line and event.style in "'\"":
                last = self.spanning  # which ends where this one begins, if its mark was not closed
                opened = last[0] if last and last[1] == place.line else place
                self.spanning = opened, end.line + 1
            self.cut = None
            return Node(text, place, text)
        if text[:1] > "~" and (inner := in_typographic_marks(text)) is not None:
            self.found.append(typographic(text, inner, place))
            return Node(inner, place, inner)
        value = resolve(text)
        if self.cuts:
            there = Place(self.file, end.line + 1, end.column + 1)
            self.cut = cut_off(self.text, end.index, there) if isinstance(value, str) else None
            self.found += [self.cut] if self.cut else []
        return Node(value, place, text)

    def _mapping(
        self, place: Place, events: Iterator[yaml.Event], depth: int, block_item: bool
    ) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        had = keys  # of the item that is being read, which another may follow without a hyphen
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if isinstance(key.value, dict | list):
                self.found.append(finding(key.place, "yaml-key", f"a key cannot be {key.kind}"))
            elif key.raw not in had:
                had[key.raw] = key.place
                if had is keys:
                    values[key.raw] = value
            else:
                begins = block_item and len(had) > 1 and key.raw == next(iter(had))
                self.found.append(second_key(key.raw, had[key.raw], key.place, begins))
                had = {key.raw: key.place} if begins else had
        return Node(values, place, keys=keys)

    def _refuse_more(self, event: yaml.Event) -> NoReturn:
        message = f"more than {self.most_values:,} keys and values"
        self._refuse(event, "file-size", message, "split it, or check what it is")

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        if mark is None:
            return Place(self.file)
        return Place(self.file, mark.line + 1, mark.column + 1)

    def _refuse(
        self, event: yaml.Event, rule: str, message: str, hint: str | None = None
    ) -> NoReturn:
        raise _RefusedError(finding(self._place(event), rule, message, hint))

"""YAML text and its tree flow in, comments with what they belong to flow out.

The parser drops comments; they lie in the gaps between its events. A comment on lines of its
own belongs to the key or item that follows it, one behind a key or a value to that key or
item. What follows nothing stays at the end of the file. What stands above an empty line at
the head of the file stays there, and so does the line that tells an editor its schema
(`# yaml-language-server: …`), wherever it was found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from outsourced_care.findings import Place
from outsourced_care.yaml_nodes import Node

MODELINE = "# yaml-language-server:"

Anchor = tuple[int, int]  # line and column of a key, or of an item of a list

_BREAKS = "\n\r\x85\u2028\u2029"  # what the parser takes for the end of a line
_BREAK = re.compile(f"[{_BREAKS}]")
_HEAD = re.compile(rf"(?:[ \t]*(?:#[^{_BREAKS}]*)?\r?\n)*")
_COMMENT = re.compile(rf"^%\S*(?:[ \t]+[^#\s]\S*)*|(#[^{_BREAKS}]*)", re.MULTILINE)


@dataclass(slots=True)
class Comments:
    """Every comment of a file, by where it belongs."""

    head: list[str] = field(default_factory=list)
    above: dict[Anchor, list[str]] = field(default_factory=dict)
    beside: dict[Anchor, str] = field(default_factory=dict)
    tail: list[str] = field(default_factory=list)


def anchor(place: Place) -> Anchor:
    """The anchor of a key or an item that stands at a place."""
    return place.line or 0, place.column or 0


def find(text: str, root: Node) -> Comments:
    """Find the comments of a document.

    Args:
        text: A YAML text that can be parsed.
        root: The tree that was parsed from it.
    """
    if "#" not in text:
        return Comments()
    text = text.removeprefix("\ufeff")  # the parser skips a second mark too
    opening = _HEAD.match(text)
    end = opening.end() if opening else 0
    lines = [line.strip() for line in text[:end].split("\n")[:-1]]
    stays = max((number for number, line in enumerate(lines) if not line), default=0)
    finder = _Finder(text, end)
    if text.find("#", end) >= 0:
        finder.read()
    comments = finder.comments
    first = [line for line in lines[stays:] if line]
    if first:
        at = _first(root)
        if at is None:
            comments.tail[:0] = first
        else:
            comments.above[at] = first + comments.above.get(at, [])
    comments.head = [line for line in lines[:stays] if line]
    _lift_modelines(comments)
    return comments


def _first(root: Node) -> Anchor | None:
    """The first key or item of the document."""
    if root.sequence:
        return anchor(root.sequence[0].place)
    return next((anchor(place) for place in root.keys.values()), None)


def _lift_modelines(comments: Comments) -> None:
    lifted: list[str] = []
    for lines in (*comments.above.values(), comments.tail):
        lifted += [line for line in lines if line.startswith(MODELINE)]
        lines[:] = [line for line in lines if not line.startswith(MODELINE)]
    for at in [at for at, line in comments.beside.items() if line.startswith(MODELINE)]:
        lifted.append(comments.beside.pop(at))
    comments.head[:0] = lifted
    comments.above = {at: lines for at, lines in comments.above.items() if lines}


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    mapping: bool
    flow: bool
    anchor: Anchor | None
    key: Anchor | None = None  # the key whose value is awaited


class _Finder:
    """Reads the parser's events and looks for comments between them."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.at = start  # what lies before was searched
        self.end = 0  # where the last event ended that a comment may stand beside
        self.owner: Anchor | None = None  # whose comment that would be
        self.open: list[_Open] = []
        self.waiting: list[str] = []
        self.beside: dict[Anchor, list[str]] = {}
        self.comments = Comments()

    def read(self) -> None:
        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent):
                self.scalar(event)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                at = self.enter(event)
                flow = bool(event.flow_style)
                self.open.append(_Open(isinstance(event, yaml.MappingStartEvent), flow, at))
                if flow:
                    self.gap(event, at)
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = self.open.pop()
                if closed.flow:
                    self.gap(event, None)
                    self.owner = closed.anchor
        self.search(len(self.text))
        self.comments.tail = self.waiting
        for at, lines in self.beside.items():
            *others, last = lines
            if others:
                self.comments.above.setdefault(at, []).extend(others)
            self.comments.beside[at] = last

    def enter(self, event: yaml.Event) -> Anchor | None:
        """The anchor of the key or item that an event begins, or is the value of."""
        if not self.open:
            return None
        inside = self.open[-1]
        if inside.mapping and inside.key:
            awaited, inside.key = inside.key, None
            return awaited
        start: Any = event.start_mark
        at = start.line + 1, start.column + 1
        if inside.mapping:
            inside.key = at
        return at

    def scalar(self, event: yaml.ScalarEvent) -> None:
        at = self.enter(event)
        self.gap(event, at)
        if event.style in ("|", ">"):
            start: Any = event.start_mark
            line_end = _BREAK.search(self.text, start.index)
            stop = line_end.start() if line_end else len(self.text)
            remark = _COMMENT.search(self.text, start.index, stop)
            if remark and at:
                self.beside.setdefault(at, []).append(remark[0].rstrip())
            self.owner = None  # it ended before the line on which it now stands

    def gap(self, event: yaml.Event, at: Anchor | None) -> None:
        """Keep the comments before an event; those on their own lines wait for an anchor."""
        start: Any = event.start_mark
        end: Any = event.end_mark
        self.search(start.index)
        if at and self.waiting:
            self.comments.above.setdefault(at, []).extend(self.waiting)
            self.waiting = []
        self.at = self.end = max(self.at, end.index)
        self.owner = at

    def search(self, stop: int) -> None:
        for match in _COMMENT.finditer(self.text, self.at, stop):
            if match[1] is None:
                continue
            comment = match[1].rstrip()
            if self.owner and not _BREAK.search(self.text, self.end, match.start()):
                self.beside.setdefault(self.owner, []).append(comment)
            else:
                self.waiting.append(comment)
            self.owner = None  # the next one stands on another line

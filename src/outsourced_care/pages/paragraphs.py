"""A simplified page flows in, its paragraphs in order flow out, each with where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from outsourced_care.pages.markup import INLINE, Element
from outsourced_care.pages.zones import Zone, zone_of
from outsourced_care.text import hidden

_THROUGH = INLINE | {"a"}  # what text runs on through
_SENTENCE = re.compile(r"[.!?:;][\"'”’)\]]*\s*$")
_TELLING = ("main", "article", "blockquote", "li", "td", "dd")  # what something in it is known by
_OTHER = re.compile(r"[\W_]+")
_BREAK = "\n"
_YEAR = re.compile(
    r"((early|late|mid)[ -])?(\d{1,2} )?([A-Z][a-z]{2,8} )?(1[89]|20)\d\d([-–]\d\d(\d\d)?)?:?"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its text, its element's tag, the zones it lies in, and how it is made."""

    text: str
    tag: str
    zones: tuple[Zone, ...]
    make: tuple[str, ...]  # tags and classes of its element and the two around it
    inside: frozenset[str]  # tags of the elements around it that say what it is
    linked: bool  # most of it is a link


@dataclass(slots=True)
class _Open:
    """An element that is being read."""

    tag: str
    zones: tuple[Zone, ...]
    make: tuple[str, ...]
    inside: frozenset[str]
    pieces: list[str] = field(default_factory=list)
    linked: int = 0


def paragraphs(tree: Element) -> list[Paragraph]:
    """The paragraphs of a page."""
    from lxml import etree

    shown = _Shown()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag == "head" or not isinstance(element.tag, str):
            continue
        if event == "start":
            shown.start(element)
        else:
            shown.end(element)
    return shown.done


class _Shown:
    """What is read of a page so far."""

    def __init__(self) -> None:
        self.done: list[Paragraph] = []
        self._open = [_Open("html", (), (), frozenset())]
        self._dated: str | None = None  # the cell that a row of a timeline begins with

    def start(self, element: Element) -> None:
        top = self._open[-1]
        if element.tag in ("br", "hr"):
            top.pieces.append(_BREAK if element.tag == "br" else _BREAK * 2)
            return
        if element.tag in _THROUGH:
            text = element.text or ""
            top.pieces.append(_flat(text))
            top.linked += len(text) if element.tag == "a" else 0
            return
        self._flush(top)
        zone = zone_of(element)
        made = f"{element.tag}.{element.get('class', '')}"[:200]
        inside = top.inside | {element.tag} if element.tag in _TELLING else top.inside
        zones = top.zones if zone is None else (*top.zones, zone)
        self._open.append(_Open(element.tag, zones, (made, *top.make[:2]), inside))
        text = element.text or ""
        self._open[-1].pieces.append(text if element.tag == "pre" else _flat(text))

    def end(self, element: Element) -> None:
        if element.tag not in ("br", "hr") and element.tag not in _THROUGH:
            self._flush(self._open.pop())
            if element.tag in ("tr", "dl"):
                self._dated = None
        if element.tag != "head":
            self._open[-1].pieces.append(_flat(element.tail or ""))

    def _flush(self, part: _Open) -> None:
        """Make paragraphs of the text that has been read of an element."""
        raw = "".join(part.pieces)
        part.pieces.clear()
        linked, part.linked = part.linked, 0
        for text in _lines(raw):
            if part.tag in ("td", "th", "dt") and _YEAR.fullmatch(text):
                self._dated = text.rstrip(":")
                continue
            if self._dated is not None and part.tag in ("td", "dd", "p"):
                text, self._dated = f"{self._dated}: {text}", None
            mostly = linked > 0.6 * len(raw)
            self.done.append(Paragraph(text, part.tag, part.zones, part.make, part.inside, mostly))


def _flat(text: str) -> str:
    """Line ends of the source are spaces on the page."""
    return text.replace("\n", " ").replace("\r", " ")


def _lines(raw: str) -> list[str]:
    """Paragraphs: parted by two line breaks, or by one behind a sentence."""
    out: list[str] = []
    for part in re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", raw):
        lines: list[list[str]] = [[]]
        for line in part.split(_BREAK):
            if lines[-1] and _SENTENCE.search(lines[-1][-1][-8:]):
                lines.append([])
            if shown := clean(line):
                lines[-1].append(shown)
        out.extend(" ".join(line) for line in lines if line)
    return out


def clean(text: str) -> str:
    """A text as it is shown: white space in one space, and nothing that shows nothing."""
    strange = {c for c in set(text) if c > "~" or c < " "}
    table = {ord(c): " " if c.isspace() else None for c in strange if c.isspace() or hidden(c)}
    return " ".join(text.translate(table).split())


def letters(text: str) -> str:
    """What a text is known again by: its letters and digits, in small letters."""
    return _OTHER.sub("", text.casefold())

"""Utterances flow in, who says what at a place of the text flows out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

from outsourced_care.extraction.segments import Span

_NEAR = 6  # so many utterances back one is looked for that reaches a place
_SELF = re.compile(  # its first letters in front: a search is quick to find one of them
    r"[IMmFf](?<!\w.)(?:(?<=I)\b(?!\.)|(?<=[Mm])y\s(?:view|opinion)\b|(?<=[Ff])or\sme,)"
)


class Utterance(Protocol):
    """What somebody says, as far as it is needed here."""

    @property
    def segments(self) -> tuple[Span, ...]:
        """Where it stands."""

    @property
    def speaker(self) -> str | None:
        """Whose it is."""

    @property
    def kind(self) -> str:
        """What it is: direct, mixed or indirect."""


class Said:
    """What is said in a text, looked up by place."""

    def __init__(self, quotes: Sequence[Utterance]) -> None:
        self._parts = sorted(
            ((start, end, q.speaker, q.kind) for q in quotes for start, end in q.segments),
            key=lambda part: part[:2],
        )
        self._starts = [part[0] for part in self._parts]

    @property
    def speakers(self) -> set[str]:
        """Everybody who says something."""
        return {part[2] for part in self._parts if part[2]}

    def at(self, start: int, end: int) -> tuple[str | None, str] | None:
        """Speaker and kind of what is said at a span; None where nothing is."""
        for first, last, speaker, kind in reversed(self._until(end)):
            if first <= start and end <= last + 1:
                return speaker, kind
        return None

    def before(self, start: int) -> str | None:
        """Who spoke last before a place."""
        return next((p[2] for p in reversed(self._until(start)) if p[2]), None)

    def within(self, start: int, end: int) -> str | None:
        """The speaker of something said within a span."""
        return next((p[2] for p in self._until(end) if p[1] > start and p[2]), None)

    def is_personal(self, text: str) -> bool:
        """Whether the author speaks as "I", outside what others say: an opinion."""
        said = (self.at(m.start(), m.start() + 1) for m in _SELF.finditer(text))
        return sum(not one or one[1] == "indirect" for one in said) > 1

    def _until(self, end: int) -> list[tuple[int, int, str | None, str]]:
        position = bisect_left(self._starts, end)
        return self._parts[max(0, position - _NEAR) : position]

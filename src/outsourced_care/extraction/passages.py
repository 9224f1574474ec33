"""Places of a text flow in, the cells that tell of what stands there flow out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from outsourced_care.extraction.segments import Span
from outsourced_care.slugs import slug as slug_of
from outsourced_care.text import count_words, fold, passage_sha256

slug = lru_cache(maxsize=4096)(slug_of)  # the same names stand in many texts, again and again


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """What names of bodies are compared by."""
    return fold(name).casefold()


class Passages:
    """The passages of one text; the same words are counted and hashed once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._told: dict[str, tuple[int, str]] = {}

    def cells(self, spans: Sequence[Span]) -> dict[str, Any]:
        """Words and place of a record that stands in one span or in several."""
        if len(spans) == 1:
            start, end = spans[0]
            return {"text": self._text[start:end], "start": start, "end": end}
        text = "\n".join(self._text[a:b] for a, b in spans)
        return {"text": text, "start": spans[0][0], "end": max(b for _, b in spans)}

    def evidence(self, span: Span) -> dict[str, Any]:
        """Words, place, number of words and hash of one passage."""
        start, end = span
        words = self._text[start:end]
        told = self._told.get(words)
        if told is None:
            told = self._told[words] = count_words(words), passage_sha256(words)
        return {
            "start": start,
            "end": end,
            "word_count": told[0],
            "sha256": told[1],
            "text": words,
        }

    def has_words(self, span: Span) -> bool:
        """Whether a passage holds a letter or a digit."""
        return any(map(str.isalnum, self._text[slice(*span)]))

"""Identifiers and names flow in; where texts hold them, and the texts without, flow out.

Texts are compared as a reader would: without case, accents, marks that cannot be seen, and
whatever stands between the words of a name (spaces, line ends, hyphens of an address).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

from outsourced_care.text import DASHES

MARK = "(removed)"  # stands in YAML, Markdown, CSV and JSON without being read as anything
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"[\W_]{1,80}"  # a line may end within a name, and the next be indented


class Traces:
    """What must not be left of records.

    An identifier is looked for as it stands; one of a single word (`ofsted`) is not, since it
    may be any word: the record's name is looked for instead. Names are looked for as words.

    Args:
        ids: Identifiers of records.
        names: Names; each has a letter or digit.
    """

    def __init__(self, ids: Iterable[str], names: Iterable[str]) -> None:
        self.ids = frozenset(ids)
        self.names = frozenset(names)
        words = {tuple(_WORD.findall(spelt(name))) for name in self.names} - {()}
        named = sorted((_BETWEEN.join(map(re.escape, w)) for w in words), key=len, reverse=True)
        slugs = sorted((re.escape(i) for i in self.ids if "-" in i), key=len, reverse=True)
        parts = [rf"(?<![^\W_])(?:{'|'.join(named)})(?![^\W_])"] if named else []
        parts += [rf"(?<![\w-])(?:{'|'.join(slugs)})(?![\w-])"] if slugs else []
        self._pattern = re.compile("|".join(parts)) if parts else None
        self._names = frozenset(words)

    def is_name(self, text: str | None) -> bool:
        """Tell whether a text is one of the names and nothing else."""
        return text is not None and tuple(_WORD.findall(spelt(text))) in self._names

    def within(self, text: str) -> list[tuple[int, int]]:
        """Where a text holds a trace: spans of it, in order.

        One that shows only when the text is read as an address (`%20`) is all of the text.
        """
        if self._pattern is None:
            return []
        found = [m.span() for m in self._pattern.finditer(spelt(text))]
        if found:
            return found if text.isascii() else [_original(text, span) for span in found]
        if "%" in text and self._pattern.search(spelt(unquote(text))):
            return [(0, len(text))]
        return []

    def masked(self, text: str) -> str:
        """The text with a neutral mark in place of every trace."""
        for _ in range(2):  # what shows only in an address is found when nothing else is
            for start, end in reversed(self.within(text)):
                text = text[:start] + MARK + text[end:]
        return text


def spelt(text: str) -> str:
    """A text as it is compared."""
    return text.lower() if text.isascii() else "".join(map(_letters, text))


@lru_cache(maxsize=10_000)
def _letters(character: str) -> str:
    """A character without case, accents and width (NFKD); nothing for one that is not seen."""
    parts = unicodedata.normalize("NFKD", character)
    seen = (c for c in parts if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return "".join("-" if c in DASHES else c for c in seen).casefold()


def _original(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span of a text that became a span of its spelt form."""
    owners = [n for n, character in enumerate(text) for _ in _letters(character)]
    return owners[span[0]], owners[span[1] - 1] + 1

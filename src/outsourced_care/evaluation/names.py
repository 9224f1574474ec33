"""Two names flow in, whether they name the same flows out."""

from __future__ import annotations

import functools
import re

from outsourced_care.text import fold

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_TOLD = re.compile(r"\s*[,(;]|\swho\b")
# what stands around a name and is no part of it
_TITLES = frozenset(
    (
        "a", "an", "cllr", "councillor", "dame", "dr", "jr", "lady", "lord", "miss", "mp", "mr",
        "mrs", "ms", "prof", "professor", "sir", "sr", "the",
    )
)  # fmt: skip
_SMALL = frozenset(("and", "at", "for", "from", "in", "of", "on", "to", "who", "with"))


@functools.lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in small letters, without titles and possessive endings."""
    found = (_POSSESSIVE.sub("", w) for w in _WORD.findall(fold(name).casefold()))
    return tuple(w for w in found if w and w not in _TITLES)


def same_name(one: str | None, other: str | None) -> bool:
    """Tell whether two names are the same but for titles, case and marks."""
    return bool(one and other) and words(one or "") == words(other or "") != ()


def answers(gold: str, given: str | None) -> bool:
    """Tell whether a name answers to another: the same, or one a part of the other with its end.

    “Quill” answers to “Ada Quill”, and “Lamp Minister Ada Quill” does. What is told of somebody
    behind a comma, in brackets or by “who” stands by itself.
    """
    other = words(given or "")
    return bool(other) and any(_answers(words(part), other) for part in _TOLD.split(gold))


def _answers(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    few, many = sorted((one, other), key=len)
    return bool(few) and few[-1] == many[-1] and set(few) <= set(many)


def share_a_word(one: str, other: str) -> bool:
    """Tell whether two descriptions have a telling word in common, singular or plural."""
    first, second = (
        {w.rstrip("s") for w in words(text) if len(w) > 2 and w not in _SMALL}
        for text in (one, other)
    )
    return bool(first & second)

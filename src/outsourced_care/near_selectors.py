"""A selector that is nowhere and a text flow in, the places it was probably meant for flow out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

from outsourced_care.selectors import ELLIPSIS, Selector, SelectorError, find
from outsourced_care.text import Folded, fold

# of four dots the first is a full stop
_DOTS = re.compile(r"(?P<stop>\.(?=\.{3}(?!\.)))?\s*(?:…|\.{2,}|\.(?: \.){2}(?!\.))\s*")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_AT_ENDS = " .,;:!?\"'()"
_WRONG_LETTERS = 2  # by which words may differ in length
_ALIKE = 0.74  # a word of four letters with one wrong
_MOST_RESPELT = 4  # words


def near(folded: Folded, written: str) -> list[tuple[int, int]]:
    """Find what was probably meant by a selector that is nowhere in a text, or has not its form.

    Other dots than ` … `, or none of the spaces around them, other capitals, marks at the ends
    of a part, and words with a letter or two wrong are forgiven, in this order.

    Args:
        folded: The folded text.
        written: The selector.

    Returns:
        The folded spans of passages that differ so, at the first step that finds any.
    """
    try:
        selector = Selector.parse(_DOTS.sub(lambda m: f"{m['stop'] or ''}{ELLIPSIS}", written))
    except SelectorError:
        return []
    if spans := find(folded, selector):
        return spans
    small = Folded(_small(folded.text), folded.starts, folded.ends)
    selector = _each(selector, lambda part: _small(fold(part)))
    plain = _each(selector, lambda part: part.strip(_AT_ENDS) or part)
    for tried in (selector, plain):
        if spans := _whole_words(small, find(small, tried)):
            return spans
    words = sorted(set(_WORD.findall(small.text)))
    return next((s for t in _respelt(plain, words) if (s := find(small, t))), [])


def _each(selector: Selector, change: Callable[[str], str]) -> Selector:
    """The selector with each of its parts changed."""
    parts = (selector.first, selector.last, selector.prefix, selector.suffix)
    return Selector(*(None if p is None else change(p) for p in parts))  # type: ignore[arg-type]


def _small(text: str) -> str:
    """The text in small letters, each character still one."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _whole_words(folded: Folded, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that neither begin nor end inside a word."""
    text = f" {folded.text} "
    return [
        (a, b) for a, b in spans if not (text[a : a + 2].isalnum() or text[b : b + 2].isalnum())
    ]


def _respelt(selector: Selector, known: list[str]) -> Iterator[Selector]:
    """The selector with words that the text has not replaced by near ones, nearest first."""
    import difflib  # late: only hints need it

    unknown = {w for _, part in selector.parts() for w in _WORD.findall(part)} - set(known)
    if not unknown or len(unknown) > _MOST_RESPELT:
        return
    choices = []
    for word in sorted(unknown):
        alike = [k for k in known if abs(len(k) - len(word)) <= _WRONG_LETTERS]
        near = difflib.get_close_matches(word, alike, n=3, cutoff=_ALIKE)
        choices.append([(word, other) for other in near])
    for chosen in product(*choices):
        other = dict(chosen)
        yield _each(selector, lambda p: _WORD.sub(lambda m: other.get(m[0], m[0]), p))  # noqa: B023

"""Words of an article flow in, what a cell may hold of them flows out."""

from __future__ import annotations

import functools
import re

from outsourced_care.contract import HIDDEN, WEB_ADDRESS
from outsourced_care.finding_reports import printable

_HIDDEN = re.compile(f"[{HIDDEN}]")
_NO_BEGINNING = re.compile(r"\A[\s=+\-@＝＋－＠]+")
_LEAD = re.compile(r"\A(?:the|an?|its|his|her|their|our)\s+(?=\S)", re.IGNORECASE)
_ENDS = 4  # words of either end of a passage that a link shows


@functools.lru_cache(maxsize=4096)
def plain(words: str | None) -> str | None:
    """Words as a cell may hold them: on one line, and nothing that a spreadsheet would run."""
    if words is None:
        return None
    seen = " ".join(words.split())
    if not (seen.isascii() and seen.isprintable()):
        seen = "".join(c for c in _HIDDEN.sub("", seen) if c.isprintable())
        seen = " ".join(seen.split())
    return _NO_BEGINNING.sub("", seen) or None


@functools.lru_cache(maxsize=4096)
def bare(label: str | None) -> str | None:
    """A label without the small word that leads to it."""
    return None if label is None else _LEAD.sub("", label)


def address(url: str | None) -> str | None:
    """A web address as a cell may hold it, else None."""
    return url if url and re.fullmatch(WEB_ADDRESS, url) else None


def place(where: str) -> str:
    """Where a file stands as a cell may hold it: what cannot be shown is spelt out."""
    told = printable(where.replace("\n", "\\n").replace("\t", "\\t"))
    return f"./{told}" if _NO_BEGINNING.match(told) else told


def shown(passage: str) -> str:
    """A short passage whole, of a longer one its first and last words, as selectors have it."""
    words = passage.split()
    ends = min(_ENDS, len(words) // 2)
    if len(words) <= _ENDS:
        return " ".join(words)
    return f"{' '.join(words[:ends])} … {' '.join(words[-ends:])}"

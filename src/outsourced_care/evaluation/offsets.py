"""A text as it was given flows in, where each place of its canonical text was in it flows out.

Canonical text (`outsourced_care.text.canonical`) has no byte order mark, LF line ends and
composed letters; the text of a corpus may have neither, and its gold counts in what it has.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from outsourced_care.text import canonical

_MARK = "\ufeff"
# whatever may differ: line ends, and letters beyond ASCII with the letter before them, to
# which they may be joined; nothing is ever joined to what stands before an ASCII character
_MAY_DIFFER = re.compile(r"\r\n|[\x00-\x7f]?[^\x00-\x7f]+")


class Offsets:
    """Places of a canonical text in the text that it was made of.

    Attributes:
        canonical: The canonical text.
    """

    def __init__(self, given: str) -> None:
        self.canonical = canonical(given)
        self._begins: list[int] = []  # where pieces that differ begin in the canonical text,
        self._ends: list[int] = []  # and end,
        self._given: list[tuple[int, int]] = []  # and where they stood
        if self.canonical != given:
            self._compare(given)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the canonical text, not empty, stands in the given text.

        A letter that was composed of several stands where all of them do.
        """
        return self._place(start, 0), self._place(end - 1, 1)

    def _place(self, at: int, side: int) -> int:
        """Where the character at a place begins (side 0) or ends (side 1)."""
        n = bisect_right(self._begins, at) - 1
        if n < 0:
            return at + side
        if at < self._ends[n]:
            return self._given[n][side]
        return at - self._ends[n] + self._given[n][1] + side

    def _compare(self, given: str) -> None:
        begin = len(given) - len(given.lstrip(_MARK))
        if begin:
            self._differs(0, 0, 0, begin)
        shift = -begin  # from given to canonical
        for match in _MAY_DIFFER.finditer(given, begin):
            at = match.start()
            for piece in _pieces(match[0]):
                made = "\n" if piece == "\r\n" else unicodedata.normalize("NFC", piece)
                if made != piece:
                    self._differs(at + shift, at + shift + len(made), at, at + len(piece))
                    shift += len(made) - len(piece)
                at += len(piece)

    def _differs(self, begin: int, end: int, given_begin: int, given_end: int) -> None:
        self._begins.append(begin)
        self._ends.append(end)
        self._given.append((given_begin, given_end))


def _pieces(run: str) -> Iterator[str]:
    """The parts of a run that are composed each by itself (UAX #15, section 3)."""
    if run == "\r\n" or unicodedata.is_normalized("NFC", run):
        yield run
        return
    begin = 0
    for at in range(1, len(run)):
        if _stands_alone(run, begin, at):
            yield run[begin:at]
            begin = at
    yield run[begin:]


def _stands_alone(run: str, begin: int, at: int) -> bool:
    """Tell whether a character is joined to nothing before it."""
    char = run[at]
    if unicodedata.combining(unicodedata.normalize("NFD", char)[0]):
        return False
    before = unicodedata.normalize("NFC", run[begin:at])
    composed = unicodedata.normalize("NFC", run[begin : at + 1])
    return composed == before + unicodedata.normalize("NFC", char)

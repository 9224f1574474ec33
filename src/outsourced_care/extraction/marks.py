"""Plain text flows in, pairs of quotation marks flow out.

Marks are read paragraph by paragraph. A mark that is never closed runs to the end of its
paragraph, or to the next opening mark where paragraph breaks were lost. Marks inside other
marks belong to what the outer ones say and are left out.
"""

import re
from typing import NamedTuple

_TOKEN = re.compile(r"[“”\"‘’'«»]")
_OPENERS, _CLOSERS, _SINGLES = "“«", "”»", "‘’'"
_BEFORE_OPENING = " \t\xa0\u2009\u202f([{<—–-/:=\"“‘'…"
_SPEECH_END = ".!?…)]"
# Words written with an apostrophe in front: it opens nothing.
_ELISION = re.compile(r"(?:\d0s|\d\d\b|(?i:em|tis|twas|til|till|cause|cos|bout|n|round|ere)\b)")


# words that lose their last letter: "o' them", "th' owd", "wi' me"
_DROPPED = re.compile(r"(?<!\w)(?:o|a|an|th|wi|d)\Z", re.IGNORECASE)


class Mark(NamedTuple):
    """A marked piece: `start:end` inside the marks, `outer_start:outer_end` with them."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool
    single: bool


def find_marks(text: str, paragraphs: list[tuple[int, int]]) -> list[Mark]:
    """Return the outermost marked pieces of a text, in order."""
    found: list[Mark] = []
    for start, end in paragraphs:
        tokens = [m.start() for m in _TOKEN.finditer(text, start, end)]
        if tokens:
            found.extend(_Paragraph(text, start, end, tokens).marks())
    return found


class _Paragraph:
    """One paragraph and the places of its mark characters."""

    def __init__(self, text: str, start: int, end: int, tokens: list[int]) -> None:
        self.text, self.start, self.end, self.tokens = text, start, end, tokens

    def marks(self) -> list[Mark]:
        found, at = [], 0
        while at < len(self.tokens):
            place = self.tokens[at]
            if self.text[place] in _SINGLES and not self._stray_opener(place):
                mark, at = self._single(at)
            elif self._opens(place):
                mark, at = self._double(at)
            else:
                mark, at = None, at + 1
            if mark is not None and mark.end > mark.start:
                found.append(mark)
        return found

    def _before(self, place: int) -> str:
        return self.text[place - 1] if place > self.start else " "

    def _after(self, place: int) -> str:
        return self.text[place + 1] if place + 1 < self.end else " "

    def _shaped_to_open(self, place: int) -> bool:
        return self._before(place) in _BEFORE_OPENING and not self._after(place).isspace()

    def _stray_opener(self, place: int) -> bool:
        """A closing double mark at a paragraph's start is an opening one, badly set."""
        return self.text[place] == "”" and place == self.start

    def _opens(self, place: int) -> bool:
        char = self.text[place]
        if char in _OPENERS:
            return True
        if char == '"':
            return self._shaped_to_open(place) or self._before(place).isspace()
        return self._stray_opener(place) and self._after(place).isalnum()

    def _closes(self, place: int) -> bool:
        char = self.text[place]
        if char in _CLOSERS:
            return True
        if char in _OPENERS:  # a wrong mark: shut where nothing can open
            return not self._before(place).isspace() and not self._after(place).isalnum()
        # spaces on both sides shut what is open: a space has slipped in before the mark
        return char == '"' and not (self._before(place).isspace() and self._after(place).isalnum())

    def _restarts(self, place: int) -> bool:
        """An opening mark while one is open: a new piece of a speech that ran on."""
        if self.text[place] in _OPENERS:
            return self._before(place) in _BEFORE_OPENING
        return (
            self._shaped_to_open(place)
            and self._before(place).isspace()
            and not self._closes(place)
        )

    def _double(self, at: int) -> tuple[Mark | None, int]:
        place = self.tokens[at]
        for index in range(at + 1, len(self.tokens)):
            other = self.tokens[index]
            if self.text[other] in _SINGLES:
                continue
            if self._restarts(other):
                return self._mark(place, None, self._trimmed(other)), index
            if self._closes(other):
                return self._mark(place, other), index + 1
        return self._mark(place, None, self.end), len(self.tokens)

    def _single(self, at: int) -> tuple[Mark | None, int]:
        place = self.tokens[at]
        if not self._single_opens(place):
            return None, at + 1
        speech = self._is_speech(place)
        weak = None
        for index in range(at + 1, len(self.tokens)):
            other = self.tokens[index]
            if self.text[other] not in _SINGLES:
                continue
            if self._single_opens(other):
                if speech and weak is None:
                    return self._mark(place, None, self._trimmed(other)), index
                break
            strength = self._closing_strength(other)
            if strength == 2:
                return self._mark(place, other), index + 1
            if strength == 1 and weak is None:
                weak = index
        runs_on = speech and self.text[self.end - 1] in _SPEECH_END
        if weak is not None and not runs_on:
            return self._mark(place, self.tokens[weak]), weak + 1
        if runs_on:
            return self._mark(place, None, self.end), len(self.tokens)
        return None, at + 1

    def _single_opens(self, place: int) -> bool:
        if not self._shaped_to_open(place):
            return False
        after = self._after(place)
        if not (after.isalnum() or after in '“"£$€[(….'):
            return after in "’'" and bool(_ELISION.match(self.text, place + 2, self.end))
        if self.text[place] == "’" and place > self.start:
            return False
        return not _ELISION.match(self.text, place + 1, self.end)

    def _is_speech(self, place: int) -> bool:
        """A whole sentence begins: at the paragraph's start, or after a colon or comma."""
        lead = self.text[max(self.start, place - 2) : place].rstrip()
        return (not lead or lead[-1] in ":,.") and not self._after(place).islower()

    def _closing_strength(self, place: int) -> int:
        """2: a closing mark, 1: a plural's possessive or a dropped letter perhaps, 0: neither."""
        before, after = self._before(place), self._after(place)
        if before.isspace() or after.isalnum():
            return 0
        if _DROPPED.search(self.text, max(0, place - 3), place) and after.isspace():
            return 1
        if before in "sS" and (after.isspace() and place + 2 < self.end):
            return 1
        if self.text[max(0, place - 2) : place] == "in" and after.isspace():
            return 1
        return 2

    def _trimmed(self, end: int) -> int:
        while end > self.start and self.text[end - 1].isspace():
            end -= 1
        return end

    def _mark(self, opening: int, closing: int | None, end: int = 0) -> Mark:
        single = self.text[opening] in _SINGLES
        if closing is None:
            return Mark(opening + 1, end, opening, end, closed=False, single=single)
        return Mark(opening + 1, closing, opening, closing + 1, closed=True, single=single)

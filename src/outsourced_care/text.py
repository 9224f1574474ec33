"""Raw text flows in, canonical and folded text, hashes and word counts flow out.

*Canonical* text is what offsets count in: UTF-8 without byte order mark, Unicode NFC, LF
line ends, nothing else changed. *Folded* text is what passages are compared in: NFKC, white
space runs made one space, curly quotes and dashes straightened, trimmed. A copy from a web
page and a copy from an archive fold to the same string, hence to the same hash.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

SINGLE_QUOTES = "‘’‚‛′"
DOUBLE_QUOTES = "“”„‟"
DASHES = "‐‑‒–—―−"
_STRAIGHT = str.maketrans(
    dict.fromkeys(SINGLE_QUOTES, "'")
    | dict.fromkeys(DOUBLE_QUOTES, '"')
    | dict.fromkeys(DASHES, "-")
)
_FREQUENT = tuple(zip("’‘“”–—", "''\"\"--", strict=True))
_RUN = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W_]")
_BARE = re.compile(r"(?:[^\w\s]|_)+")  # a run without a letter or digit
# Line ends, tabs and the spaces between words apart, whatever shows nothing or changes how other
# characters are shown: Unicode 16.0, UAX #44, general categories Cc, Cs, Zl and Zp, and
# Default_Ignorable_Code_Point (bidirectional, zero-width and tag characters, variation
# selectors). Why it is dangerous: UTS #55.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    r"|\r(?!\n|\Z)"
)

# nearly all that is ever written, and none of these: ten times as fast to look through
_SEEN = re.compile("[\n\t -~\u00a0-\u00ac\u00ae-\u034e\u2010-\u2027\u2030-\u205f]*")
# what files begin with that hold a text, or a picture of one, and are none
_OTHERS = (
    (b"PK\x03\x04", "a Word or other office document, or an archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or other office document"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "an archive"),
)
_MARKUP = re.compile(r"<[A-Za-z/!?]")
# Combining marks (general category M) and, in NFKC, the two of half-width kana: to put n in order
# takes n² steps. UAX #15, 13 (Stream-Safe Text) finds no use for more than 30 on one character.
MARKS = 256
_MAYBE_MARKS = re.compile("[^\x00-\u02ff\u2000-\u206f]+")
_KANA_MARKS = "\uff9e\uff9f"
_HEAPED = f"the text has more than {MARKS} marks on one letter, as no language writes"


class UnreadableTextError(ValueError):
    """The bytes are no text that an article or entry can be made of."""


def decode(raw: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark.

    Raises:
        UnreadableTextError: The bytes are another encoding, binary, or empty, or a letter has
            more marks on it than any language writes.
    """
    for begin, what in _OTHERS:
        if raw.startswith(begin):
            message = f"the file is {what}, whatever its name; open it, and save it as plain text"
            raise UnreadableTextError(f"{message} (UTF-8)")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableTextError("the file is UTF-16; save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnreadableTextError(f"not UTF-8 (line {line}); save it as UTF-8") from None
    if "\0" in text:
        raise UnreadableTextError("the file is binary, or UTF-16 without a mark; save it as UTF-8")
    if not text.strip():
        raise UnreadableTextError("the file is empty")
    _refuse_heaps(text)
    return text


def _refuse_heaps(text: str) -> None:
    if next(_heaps(text), None) is not None:
        raise UnreadableTextError(_HEAPED)


def _heaps(text: str) -> Iterator[int]:
    """Where more marks follow than may stand on one letter, and again after as many."""
    if text.isascii():
        return
    for run in _MAYBE_MARKS.finditer(text):
        if run.end() - run.start() <= MARKS:
            continue
        marks = 0
        for at in range(*run.span()):
            if unicodedata.category(text[at])[0] != "M" and text[at] not in _KANA_MARKS:
                marks = 0
            elif marks == MARKS:
                yield at
                marks = 1
            else:
                marks += 1


def hidden(text: str) -> tuple[int, str] | None:
    """Where the first character stands that cannot be seen, and its name; None without one."""
    if _SEEN.fullmatch(text):
        return None
    found = _HIDDEN.search(text)
    if found is None:
        return None
    name = unicodedata.name(found[0], "a control character")
    return found.start(), f"U+{ord(found[0]):04X} {name}"


def markup(text: str) -> str | None:
    """What a browser would read as the beginning of a tag or a comment; None without one.

    After the tokenizer of https://html.spec.whatwg.org, 13.2.5.6: no other “<” opens a tag.
    """
    found = _MARKUP.search(text)
    return None if found is None else text[found.start() :][:20]


def encodable(text: str) -> bool:
    """Whether a text can be written: it has no half of a pair that stands for one character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def canonical(text: str) -> str:
    """Return the canonical text: no byte order mark, NFC, LF line ends.

    Raises:
        UnreadableTextError: A letter has more marks on it than any language writes.
    """
    _refuse_heaps(text)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def text_sha256(text: str) -> str:
    """SHA-256 of a canonical text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def fold(text: str) -> str:
    """Return the folded form of a text."""
    if not text.isascii():  # of these none has another form
        text = _fold_characters(text)
    if text.isprintable() and "  " not in text:  # no white space but single spaces
        return text.strip(" ")
    return " ".join(text.split())


def passage_sha256(passage: str) -> str:
    """SHA-256 of a passage's folded form in UTF-8, in hexadecimal."""
    return hashlib.sha256(fold(passage).encode("utf-8")).hexdigest()


def count_words(text: str) -> int:
    """Count words: runs without white space that hold a letter or a digit."""
    runs = text.split()
    count = len(runs)
    for run in runs:
        if not run[0].isalnum() and _BARE.fullmatch(run):  # a cheap look first
            count -= 1
    return count


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where each word of `count_words` begins and ends."""
    return [m.span() for m in _RUN.finditer(text) if _LETTER.search(m.group())]


def _fold_characters(text: str) -> str:
    for mark, plain in _FREQUENT:  # most often nothing else is to be done, and this is quick
        text = text.replace(mark, plain)
    if text.isascii():
        return text
    if len(text) > MARKS and (cuts := list(_heaps(text))):
        parts = (text[a:b] for a, b in pairwise([0, *cuts, len(text)]))
        return "".join(map(_fold_characters, parts))
    return unicodedata.normalize("NFKC", text).translate(_STRAIGHT)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where each of its characters came from."""

    text: str
    starts: tuple[int, ...]  # canonical offset of each folded character
    ends: tuple[int, ...]  # canonical offset behind it

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Canonical span of the folded span (start, end)."""
        return self.starts[start], self.ends[end - 1]

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """Folded span that covers the canonical span (start, end), trimmed of white space."""
        a = bisect_right(self.ends, start)
        b = bisect_left(self.starts, end)
        while a < b and self.text[a] == " ":
            a += 1
        while b > a and self.text[b - 1] == " ":
            b -= 1
        return a, b


def fold_with_offsets(text: str) -> Folded:
    """Fold a canonical text, keeping for each folded character its canonical offsets.

    Characters are folded together with the combining marks that follow them, so the result
    equals `fold` for any text in NFC, apart from exotic compositions across characters.
    """
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(text):
        after = position + 1
        while after < len(text) and unicodedata.combining(text[after]):
            after += 1
        for char in _fold_characters(text[position:after]):
            space = char.isspace()
            if space and (not out or out[-1] == " "):
                if out:
                    ends[-1] = after
                continue
            out.append(" " if space else char)
            starts.append(position)
            ends.append(after)
        position = after
    if out and out[-1] == " ":
        out.pop()
        starts.pop()
        ends.pop()
    return Folded("".join(out), tuple(starts), tuple(ends))

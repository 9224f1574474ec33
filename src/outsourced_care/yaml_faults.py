"""What a parser of YAML met flows in, findings that say where a person went wrong flow out.

The parser stops where a file makes no sense any more; what was typed wrong often stands before
that, and some of it never stops the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import yaml

from outsourced_care.findings import Finding, Place, finding
from outsourced_care.text import decode, hidden
from outsourced_care.yaml_slips import pasted, slip

TYPOGRAPHIC = "yaml-quotes"  # the rule of marks that are no quotes
_SWALLOWED = re.compile(r"[ \t]+(#[^\s#][^\r\n]*)")  # before a comment's words stands a space
_HASH = re.compile(r"[ \t]#[^\s#]")  # what that always holds
_SHOWN = 30  # characters of a text that a message shows
# marks that open a text, that close it, and of which none stands inside then
_AROUND = (("“”„‟«»", "“”„‟«»", "“”„‟«»"), ("‘’‚‛‹", "‘’‛›", "‘‚‛‹›"))
_CHECK = "check indentation, colons and quotation marks on this line and the one before"
_CLOSE = 'close it where its text ends; a quotation mark in double quotes is written \\"'


def unparsed(
    error: yaml.MarkedYAMLError,
    text: str,
    file: str,
    spanning: tuple[Place, int] | None = None,
    cut: Finding | None = None,
) -> Finding:
    """Say of a text that cannot be parsed where to mend it, and how.

    Args:
        error: What the parser raised.
        text: The text.
        file: Its name.
        spanning: Where the last quoted text of several lines was opened, and its last line.
        cut: That the last text before the error may have been cut off (`cut_off`).
    """
    mark, end = error.problem_mark or error.context_mark, text.rstrip().count("\n") + 1
    unclosed = error.context == "while scanning a quoted scalar"
    if mark and error.context_mark and (unclosed or mark.line >= end):
        mark = error.context_mark  # left open to the end: where it was opened says more
    what = " ".join(p for p in (error.problem, error.context) if p) or "cannot be read"
    if mark is None:
        return finding(Place(file), "yaml", f"not valid YAML: {what}", _CHECK)
    place, hint = Place(file, mark.line + 1, mark.column + 1), _CHECK
    open_mark = "the quotation mark that opens here is"
    if spanning is not None and spanning[1] == place.line:
        place, what, hint = spanning[0], f"{open_mark} closed on line {place.line} only", _CLOSE
    elif unclosed and "end of stream" in what:
        what, hint = f"{open_mark} never closed", _CLOSE
    elif cut is not None:
        place, what, hint = cut.place, cut.message, cut.hint or hint
    elif (known := slip(error, text)) is not None:
        place = Place(file, known.line + 1, known.column + 1)
        what, hint = known.message, known.hint
    elif "\t" in text.split("\n")[min(mark.line, text.count("\n"))]:
        hint = "indent with spaces, not tabs"
    elif "'-' indicator" in what:
        hint = "begin each item of the list with a hyphen; its keys stand one below another"
    return finding(place, "yaml", f"not valid YAML: {what}", hint)


def unreadable(error: yaml.YAMLError, text: str, file: str) -> Finding:
    """Say on which line stands a character that YAML does not allow."""
    what = getattr(error, "reason", None) or "a character that YAML does not allow"
    offset = getattr(error, "position", None)
    before = text.encode("utf-8")[:offset]
    line = before.count(b"\n") + 1 if isinstance(offset, int) else None
    return finding(Place(file, line), "yaml", f"not valid YAML: {what}")


def may_be_cut_off(text: str) -> bool:
    """Tell whether anywhere in a file a # may cut a text off."""
    return _HASH.search(text) is not None


def cut_off(text: str, end: int, place: Place) -> Finding | None:
    """A warning when a text without quotes ends at a # that may have been meant as one.

    Args:
        text: The whole file's.
        end: The index at which the parser ended the text.
        place: Where that is.
    """
    found = _SWALLOWED.match(text, end)
    if found is None or place.column is None:
        return None
    rest = found[1].rstrip()
    rest = rest if len(rest) <= _SHOWN else rest[: _SHOWN - 1] + "…"
    message = f"“{rest}” is taken for a comment, and the text ends before it"
    hint = (
        f'if it belongs to the text, put the whole of it in double quotes: "… {rest}"; '
        "if it is a comment, write a space behind the #"
    )
    there = Place(place.file, place.line, place.column + found.start(1) - end)
    return finding(there, "text-cut-off", message, hint, severity="warning")


def in_typographic_marks(text: str) -> str | None:
    """The text inside, where marks of typography stand around the whole of another."""
    for opening, closing, inside in _AROUND:
        if len(text) > 1 and text[0] in opening and text[-1] in closing:
            return None if any(mark in inside for mark in text[1:-1]) else text[1:-1]
    return None


def typographic(text: str, inner: str, place: Place) -> Finding:
    """A fault for a text without quotes that stands in marks of typography.

    Args:
        text: The text.
        inner: What stands in them.
        place: Where it stands.
    """
    message = f"{text[0]} and {text[-1]} are no quotes of YAML, but become part of the text"
    hint = f"write {pasted('', inner)}; if the marks belong to the text: {pasted('', text)}"
    return finding(place, TYPOGRAPHIC, message, hint)


def second_key(key: str, first: Place, place: Place, begins: bool) -> Finding:
    """A fault for a key that stands in a mapping a second time.

    Args:
        key: The key.
        first: Where it stands first.
        place: Where it stands again.
        begins: Whether the item of a list begins with it, and more keys lie between.
    """
    message = f"the key “{key}” stands here a second time (first on line {first.line})"
    hint = "keep one of them"
    if begins:
        message += ": a hyphen seems to be missing before it"
        hint = f"write - {key}: … where the next item begins; within one item keep one of them"
    return finding(place, "duplicate-key", message, hint)


def unseen(raw: bytes, file: str, texts: Iterable[tuple[str, Place]]) -> Iterator[Finding]:
    """A finding for each line, or text with escapes, with a character that cannot be seen.

    Args:
        raw: The file's bytes.
        file: Its name.
        texts: Its keys and scalars, and where they stand.
    """
    hint = "remove it: it may hide or turn round what the others say"
    text = decode(raw)
    if hidden(text):
        for number, line in enumerate(text.split("\n"), start=1):
            if one := hidden(line):
                message = f"here stands a character that cannot be seen: {one[1]}"
                place = Place(file, number, one[0] + 1)
                yield finding(place, "hidden-character", message, hint)
    elif b"\\" in raw:
        for said, place in texts:
            if one := hidden(said):
                message = f"here stands, escaped, a character that cannot be seen: {one[1]}"
                yield finding(place, "hidden-character", message, hint)

"""A text that cannot be parsed flows in, the slip behind it flows out, with what to write instead.

The parser says where it stopped and what it would have liked to find. What somebody mistyped is
one of a dozen things; each is looked for on the line of the error, and on the one before.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass

import yaml

_LINE = re.compile(
    r"(?P<head> *(?:- +)*(?:[A-Za-z_][\w-]*:(?: +|$))?)(?P<value>.*?)(?:\s+#.*)?\s*$", re.DOTALL
)
_MERGE = re.compile(r"(<{7}|={7}|>{7}|\|{7})( |$)")
_ODD_SPACE = re.compile(r" *(?P<space>[^\S \t\r\n])[^\S\r\n]*\S")
_NO_SPACE = re.compile(r" *(?:- +)*-(?P<rest>[A-Za-z_\"'“{].*)")
_NO_SPACE_BEHIND = re.compile(r" *(?:- +)*(?P<key>[a-z_]+):(?P<rest>[^\s:/].*)")
_PAIR = r"[a-z_]+: [^,:\"'{}\[\]]+"
_PAIRS = re.compile(rf" *- +(?P<pairs>{_PAIR}(?:, *{_PAIR})+)")
_SHOWN = 100  # characters of what is to be written
_LOOKED_AT = 1_000  # characters of a line
_COLON = "mapping values are not allowed"
_KEY = "expected ':'"
_HYPHEN = "'-' indicator"
_IN_BRACKETS = ("did not find expected ',' or '}'", "did not find expected ',' or ']'")
_FORMULA = "-@"


@dataclass(frozen=True, slots=True)
class Slip:
    """What was mistyped: line and column from 0, and what to write instead."""

    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where the parser stopped, and why."""

    lines: list[str]
    line: int
    column: int
    problem: str
    opened: tuple[int, int] | None  # what it was reading then

    @property
    def here(self) -> str:
        return self.lines[self.line]

    @property
    def near(self) -> list[int]:
        """The line of the error, and the one before if that is what it may follow from."""
        follows = _COLON in self.problem and self.line > 0
        return [self.line, self.line - 1] if follows else [self.line]


def slip(error: yaml.MarkedYAMLError, text: str) -> Slip | None:
    """Find what was mistyped where a text cannot be parsed.

    Args:
        error: What the parser raised.
        text: The text.

    Returns:
        The slip, None where it is none of the usual ones.
    """
    mark, opened = error.problem_mark or error.context_mark, error.context_mark
    lines = [line[:_LOOKED_AT].rstrip("\r") for line in text.split("\n")]
    if mark is None:
        return None
    last = len(lines) - 1  # the parser counts one more where the text ends
    at = (mark.line, mark.column) if mark.line <= last else (last, len(lines[last]))
    problem = error.problem or ""
    if _KEY in problem and opened is not None and opened.line <= last:
        at = opened.line, opened.column  # what should have been a key
    inside = opened is not None and opened.line <= last
    stop = _Stop(lines, *at, problem, (opened.line, opened.column) if opened and inside else None)
    looks = (_merge, _odd_space, _hyphen, _colon_space, _quotes, _brackets, _begins, _colon)
    return next((found for look in looks if (found := look(stop)) is not None), None)


def pasted(head: str, text: str) -> str:
    """A key or a hyphen with a text as it may stand in YAML, cut short where it is long."""
    shown = json.dumps(text, ensure_ascii=False)
    return f"{head.strip()} {shown if len(shown) <= _SHOWN else shown[: _SHOWN - 2] + '…'}".strip()


def _merge(stop: _Stop) -> Slip | None:
    for number, line in enumerate(stop.lines[: stop.line + 1]):
        if _MERGE.match(line):
            message = "the mark of a merge in which two people had changed the same lines"
            hint = (
                "keep the lines of one side, and remove the others "
                "and the lines with <<<<<<<, ======= and >>>>>>>"
            )
            return Slip(number, 0, message, hint)
    return None


def _odd_space(stop: _Stop) -> Slip | None:
    for number in range(max(0, stop.line - 2), stop.line + 1):
        if odd := _ODD_SPACE.match(stop.lines[number]):
            name = unicodedata.name(odd["space"], "a control character")
            message = (
                f"the line is indented with another space than the common one "
                f"(U+{ord(odd['space']):04X} {name})"
            )
            hint = "remove what stands before its first letter, and type the spaces anew"
            return Slip(number, odd.start("space"), message, hint)
    return None


def _hyphen(stop: _Stop) -> Slip | None:
    if not any(problem in stop.problem for problem in (_HYPHEN, _COLON, _KEY)):
        return None
    for number in stop.near:
        if found := _NO_SPACE.match(stop.lines[number]):
            message, hint = no_space_after_hyphen(found["rest"])
            return Slip(number, found.start("rest") - 1, message, hint)
    return None


def no_space_after_hyphen(rest: str) -> tuple[str, str]:
    """Message and hint for an item whose hyphen stands close to its text."""
    return "a space is missing after the hyphen", f"write - {rest[:_SHOWN].rstrip()}"


def _colon_space(stop: _Stop) -> Slip | None:
    for number in stop.near:
        if found := _NO_SPACE_BEHIND.match(stop.lines[number]):
            shown = f"{found['key']}: {found['rest']}"
            hint = f"write {shown[:_SHOWN].rstrip()}"
            return Slip(number, found.end("key"), "a space is missing after the colon", hint)
    return None


def _quotes(stop: _Stop) -> Slip | None:
    before, rest = stop.here[: stop.column].rstrip(), stop.here[stop.column :].strip()
    mark = before[-1:]
    if mark not in ("'", '"') or not rest or rest[0] in "#,}]" or before.count(mark) < 2:
        return None
    message = "the quotation mark before this closes the text, and more follows"
    written = _LINE.fullmatch(stop.here)
    if written is None or not written["value"].startswith(mark):
        hint = 'put the whole text in double quotes, and \\" for each quotation mark inside'
        return Slip(stop.line, stop.column, message, hint)
    text = written["value"]
    if text.endswith(mark):
        text = text[1:-1].replace("''", "'") if mark == "'" else text[1:-1]
    hint = f"write {pasted(written['head'], text.replace(chr(92) + chr(34), chr(34)))}"
    return Slip(stop.line, stop.column, message, hint)


def _brackets(stop: _Stop) -> Slip | None:
    if not stop.problem.startswith(_IN_BRACKETS) or stop.opened is None:
        return None
    line, column = stop.opened
    mark = stop.lines[line][column : column + 1]
    if line < stop.line or stop.column >= len(stop.here):
        close = {"{": "}", "[": "]"}.get(mark, "}")
        message = f"the bracket {mark} that opens here is not closed"
        hint = (
            f"write {close} where it ends; a text that begins with {mark} stands in double quotes"
        )
        return Slip(line, column, message, hint)
    if stop.here[stop.column : stop.column + 1] != ":":
        return None
    message = "in the brackets a comma is missing, or quotes around a text with a colon"
    hint = 'write {key: text, other_key: text}, and a text with a colon as key: "one: two"'
    return Slip(stop.line, stop.column, message, hint)


def _begins(stop: _Stop) -> Slip | None:
    written = _LINE.fullmatch(stop.here)
    if written is None or not written["value"] or not written["head"].strip():
        return None
    first, at = written["value"][0], written.start("value")
    stopped = stop.column == at and first in "@`%?-"
    block = first in ">|" and "comment or line break" in stop.problem
    closed = first in "[{" and "expected key" in stop.problem
    if not (stopped or block or closed):
        return None
    message = f"a text cannot begin with {first} unless it stands in quotes"
    hint = f"write {pasted(written['head'], written['value'])}"
    if first == "-":
        message = "a hyphen stands beside the key: a list begins on the line below it"
        hint = "write the list below its key, one item a line; a text begins with a word"
    elif first == "@":
        message = "a text cannot begin with @"
        hint = "begin it with a word: spreadsheets take @ for the beginning of a formula"
    return Slip(stop.line, at, message, hint)


def _colon(stop: _Stop) -> Slip | None:
    if _COLON not in stop.problem:
        return None
    if pairs := _PAIRS.match(stop.here):
        message = "several keys on one line stand in braces"
        return Slip(
            stop.line, pairs.start("pairs"), message, f"write - {{{pairs['pairs'].strip()}}}"
        )
    written = _LINE.fullmatch(stop.here)
    if written is None:
        return None
    if written.start("value") <= stop.column < written.end("value"):
        message = "a text that holds a colon stands in double quotes"
        hint = f"write {pasted(written['head'], written['value'])}"
        return Slip(stop.line, stop.column, message, hint)
    message = "the line is taken for more of the text above it, and holds a colon"
    hint = (
        "let it begin in the same column as the other keys of its record; "
        "a longer text that holds a colon stands in double quotes"
    )
    return Slip(stop.line, len(stop.here) - len(stop.here.lstrip()), message, hint)

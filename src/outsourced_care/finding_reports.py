"""Findings flow in, what a person, a workflow or a program reads flows out.

Whatever stands in a finding may come from a hostile file: what cannot be seen is spelt out,
and nothing can pass for a command of the workflow that prints it (GitHub's workflow commands,
https://docs.github.com/actions/reference/workflow-commands: `::` where a line begins, as the
runner trims it, and `##[` anywhere). Of thousands of findings a person reads none, and GitHub
shows ten annotations of each severity and step: text and annotations tell the first few of each
rule in each file, and count the others. JSON tells all.

Findings stand in the order of files and lines. In text and annotations what explains others comes
before them (that a file is not the one which was recorded, before the rows in which it shows),
and how a file is written comes last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outsourced_care.findings import Finding

FORMATS = ("text", "github", "json")
Source = Callable[[str], Sequence[str]]  # a file's name → its lines, none when it is not at hand

_FIRST = {"descriptor", "missing-file", "unreadable-file", "outside-folder", "file-size",
          "file-hash", "row-count", "content-hash", "formats-differ", "schema"}  # fmt: skip
_LAST = {"form"}
_COMMAND = re.compile(r"^([ \t]*):(?=:)", re.MULTILINE)
_VISIBLE = re.compile(r"[^\t]")
_COLOURS = {"error": "31", "warning": "33", "notice": "36"}
_WIDTH = 100
_LONGEST = 600  # characters of a line
_ALIKE = 50  # findings of one rule in one file
_MOST = 1_000  # findings of a report


def printable(text: str) -> str:
    """The text with nothing in it that acts, so that data steers neither terminal nor workflow."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c in "\t\n" else _spelt(c) for c in text)
    return _COMMAND.sub(r"\1\\x3a", text).replace("##[", "##\\[")


def one_line(text: str) -> str:
    """What `printable` gives, in one line that is not too long."""
    shown = printable(text[: _LONGEST + 1].replace("\n", "\\n").replace("\t", "\\t"))
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _spelt(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def render(
    findings: Iterable[Finding], form: str, source: Source | None = None, colour: bool = False
) -> str:
    """Findings in one of `FORMATS`; empty when there is nothing to print.

    Args:
        findings: In any order.
        form: `text`, `github` or `json`.
        source: Gives the lines of a file, to show the one a finding is about (`text` only).
        colour: Whether to colour it for a terminal (`text` only).
    """
    from outsourced_care.findings import ordered  # late: --help needs the formats only

    found = ordered(findings)
    if form == "json":
        import json
        from dataclasses import asdict

        text = json.dumps([asdict(f) for f in found], indent=2)
        return text.replace("##[", "#\\u0023[").replace("\x7f", "\\u007f")
    found.sort(key=_weight)
    if form == "github":
        return "\n".join(_shortened(found, _annotation))
    told, several = _by_files(found)
    forms = [f for f in told if f.rule in _LAST]
    told = told[: len(told) - len(forms)]
    lines = list(_shortened(told, lambda f: _told(f, source, colour)))
    lines += [_of_files(f, files, colour) for f, files in several]
    lines += _shortened(forms, lambda f: _told(f, source, colour))
    return "\n".join(lines)


def _weight(found: Finding) -> int:
    """Whether a finding comes before the others, among them or after."""
    return (found.rule in _LAST) - (found.rule in _FIRST and found.severity != "notice")


def _by_files(found: list[Finding]) -> tuple[list[Finding], list[tuple[Finding, int]]]:
    """Findings to tell one by one, and notices that are alike of several whole files."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for f in found:
        if f.severity == "notice" and f.line is None and f.hint is None:
            alike.setdefault((f.rule, f.message), []).append(f)
    several = [(group[0], len(group)) for group in alike.values() if len(group) > 1]
    apart = {(f.rule, f.message) for f, _ in several}
    told = [f for f in found if f.line is not None or (f.rule, f.message) not in apart]
    return told, several


def _of_files(found: Finding, files: int, colour: bool) -> str:
    """A line for a notice of several files."""
    severity = _coloured(found.severity, colour)
    return f"{files:,} files: {severity}: {one_line(found.message)} [{found.rule}]"


def _coloured(severity: str, colour: bool) -> str:
    return f"\x1b[1;{_COLOURS[severity]}m{severity}\x1b[0m" if colour else severity


def _shortened(found: list[Finding], tell: Callable[[Finding], str]) -> Iterator[str]:
    """The first findings of each rule in each file, errors before others, and how many more."""
    rank = list(_COLOURS).index
    alike: Counter[tuple[str, str]] = Counter()
    left: Counter[tuple[str, str]] = Counter()
    told: set[int] = set()
    for number in sorted(range(len(found)), key=lambda n: rank(found[n].severity)):
        kind = found[number].file, found[number].rule
        alike[kind] += 1
        if alike[kind] <= _ALIKE and len(told) < _MOST:
            told.add(number)
        else:
            left[kind] += 1
    yield from (tell(f) for number, f in enumerate(found) if number in told)
    for (file, rule), more in left.most_common(_ALIKE):
        yield f"{one_line(file)}: … and {more:,} more [{rule}]"
    if left:
        yield f"{left.total():,} findings are not shown here; --format json tells all"


def _told(found: Finding, source: Source | None, colour: bool) -> str:
    """A line for place, severity, message and rule; then the source line and the hint."""
    about = " ".join(p for p in (found.table, found.record, found.field) if p)
    about = f" ({one_line(about)})" if about and about not in found.message else ""
    severity = _coloured(found.severity, colour)
    place = one_line(str(found.place))
    if colour:
        place = f"\x1b[1m{place}\x1b[0m"
    lines = [f"{place}: {severity}: {one_line(found.message)} [{found.rule}]{about}"]
    if source is not None and found.line is not None:
        lines += _pointed(source(found.file), found.line, found.column)
    lines += [f"    {one_line(line)}" for line in (found.hint or "").splitlines()]
    return "\n".join(lines)


def _pointed(lines: Sequence[str], number: int, column: int | None) -> list[str]:
    """The source line with a caret under the column; a long line is cut around it."""
    if number > len(lines):
        return []
    line, at = lines[number - 1], (column or 1) - 1
    begin = max(0, at - _WIDTH // 2) if len(line) > _WIDTH else 0
    before = printable(line[begin:at])
    shown = printable(before + printable(line[max(at, begin) : begin + _WIDTH]))
    margin = f"{number:>6}"
    pointed = [f"{margin} | {shown.rstrip()}"]
    if column is not None and at <= len(line):
        pointed.append(f"{'':>6} | {_VISIBLE.sub(' ', before)}^")
    return pointed


def _annotation(found: Finding) -> str:
    """A workflow command that makes GitHub show the finding beside its line."""
    places = {"file": found.file, "line": found.line, "col": found.column, "title": found.rule}
    where = ",".join(f"{k}={_property(str(v))}" for k, v in places.items() if v is not None)
    message = found.message + (f"\n{found.hint}" if found.hint else "")
    return f"::{found.severity} {where}::{_data(message)}"


def _data(text: str) -> str:
    shown = "\n".join(map(one_line, text.splitlines()))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

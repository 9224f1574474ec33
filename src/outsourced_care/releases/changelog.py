"""`CHANGELOG.md` flows in, its releases and what is wrong with it flow out; and back.

The form is that of Keep a Changelog 1.1.0 (https://keepachangelog.com/en/1.1.0/): a heading
`## [0.2.0] - 2026-11-22` for each release, the newest first, perhaps `## [Unreleased]` above
them. What the maintainer writes stays byte for byte; what follows from the data stands between
two comments at the end of its section and is written anew each time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from outsourced_care.files import UnfitFileError, read_bytes
from outsourced_care.findings import Finding, Place, finding, has_errors
from outsourced_care.text import UnreadableTextError, decode
from outsourced_care.versions import is_version, parse

CHANGELOG = "CHANGELOG.md"
MOST_BYTES = 10_000_000
BEGIN = "<!-- from the data, by “python build release”; write above or below -->"
END = "<!-- end of what is from the data -->"

_HEADING = re.compile(r"##(?!#)")
_RELEASE = re.compile(r"## \[([^\]]*)\] - (\S+)(?: \[YANKED\])?")
_UNRELEASED = re.compile(r"## \[unreleased\]", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LINK = re.compile(r"\[[^\]]+\]:\s")
_LETTER = re.compile(r"[^\W_]")
_EXAMPLE = "## [0.2.0] - 2026-11-22"


@dataclass(frozen=True, slots=True)
class Section:
    """One release: its version and date, and where its lines begin and end, counted from 0."""

    version: str
    date: str
    begin: int
    end: int

    @property
    def place(self) -> Place:
        """Where its heading stands."""
        return Place(CHANGELOG, self.begin + 1)


@dataclass(frozen=True, slots=True)
class Changelog:
    """A changelog in order.

    Attributes:
        lines: Its lines with their ends.
        plain: Whether each is neither in a comment nor in a block of code.
        sections: Its releases, the newest first; at least one.
        unreleased: Where the section of what is not released yet begins and ends.
    """

    lines: tuple[str, ...]
    plain: tuple[bool, ...]
    sections: tuple[Section, ...]
    unreleased: tuple[int, int] | None

    @property
    def top(self) -> Section:
        """The newest release."""
        return self.sections[0]

    def with_generated(self, told: str) -> bytes:
        """The changelog with what follows from the data in the section of the newest release."""
        block = f"{BEGIN}\n\n{told.strip()}\n\n{END}\n"
        there = self._marks(BEGIN), self._marks(END)
        if there[0]:
            before, after = self.lines[: there[0][0]], self.lines[there[1][0] + 1 :]
        else:
            last = max(n for n in self._section() if _written(self.lines[n]))
            before, after = self.lines[: last + 1], self.lines[last + 1 :]
            block = ("\n" if before[-1].endswith("\n") else "\n\n") + block
        return "".join([*before, block, *after]).encode("utf-8")

    def released(self, whole: bytes) -> bytes:
        """What `with_generated` gave, without what is not released yet."""
        begin, end = self.unreleased or (0, 0)
        lines = _LINE.findall(whole.decode("utf-8"))  # those above the newest release are the same
        return "".join([*lines[:begin], *lines[end:]]).encode("utf-8")

    def faults(self) -> Iterator[Finding]:
        """What is wrong with it as a whole, and with the newest release."""
        for newer, older in pairwise(self.sections):
            if parse(newer.version) <= parse(older.version):
                message = f"{older.version} stands below {newer.version}"
                hint = "the newest release comes first, each version once"
                yield finding(older.place, "changelog-order", message, hint)
            elif newer.date < older.date:
                message = f"{newer.version} of {newer.date} is dated before {older.version}"
                hint = f"write a date that is not before {older.date}"
                yield finding(newer.place, "changelog-date", message, hint)
        begins, ends = self._marks(BEGIN), self._marks(END)
        if [len(begins), len(ends)] not in ([0, 0], [1, 1]) or begins > ends:
            message = "the comments around what is from the data are not one pair"
            hint = "delete both, and what is between them; it is written anew"
            line = min([*begins, *ends]) + 1
            yield finding(Place(CHANGELOG, line), "changelog-marks", message, hint)
        elif not self._has_prose(range(begins[0], ends[0]) if begins else range(0)):
            message = f"nothing is written about {self.top.version}"
            hint = "say below the heading, in a few sentences, what changed and why"
            yield finding(self.top.place, "changelog-empty", message, hint)

    def _section(self) -> range:
        return range(self.top.begin, self.top.end)

    def _marks(self, mark: str) -> list[int]:
        """Where a mark stands in the section of the newest release."""
        return [n for n in self._section() if self.lines[n].strip() == mark]

    def _has_prose(self, without: Iterable[int]) -> bool:
        """Tell whether a person wrote more than headings about the newest release."""
        left_out = set(without)
        return any(
            _written(line) and not line.startswith("#") and _LETTER.search(line)
            for n in self._section()
            if n not in left_out and self.plain[n] and (line := self.lines[n])
        )


def read_changelog(raw: bytes) -> tuple[Changelog | None, list[Finding]]:
    """Read a changelog.

    Args:
        raw: What the file holds.

    Returns:
        The changelog, None when its headings or characters are not in order; and what is wrong.
    """
    try:
        text = decode(raw)
    except UnreadableTextError as error:
        return None, [finding(Place(CHANGELOG), "changelog", str(error))]
    if raw.startswith(b"\xef\xbb\xbf") or "\r" in text:
        message = "it has a byte order mark, or line ends other than LF"
        hint = "save it as UTF-8 without one, with LF"
        return None, [finding(Place(CHANGELOG, 1), "changelog", message, hint)]
    lines = tuple(_LINE.findall(text))
    *plain, closed = _plain([*lines, "\n"])
    heads = [n for n, line in enumerate(lines) if plain[n] and _HEADING.match(line)]
    found = [f for n in heads for f in _heading_faults(lines[n].rstrip(), n, n == heads[0])]
    sections, unreleased = [], None
    for begin, end in pairwise([*heads, len(lines)]):
        if release := _RELEASE.fullmatch(lines[begin].rstrip()):
            sections.append(Section(release[1], release[2], begin, end))
        else:
            unreleased = begin, end
    if not closed:
        message = "a comment or a block of code is not closed"
        found.append(finding(Place(CHANGELOG, len(lines)), "changelog", message, "close it"))
    if not sections and not found:
        line = unreleased[0] + 1 if unreleased else 1
        hint = f"write a heading such as {_EXAMPLE} above what is to be released"
        found = [finding(Place(CHANGELOG, line), "changelog-heading", "it has no release", hint)]
    if has_errors(found):
        return None, found
    read = Changelog(lines, tuple(plain), tuple(sections), unreleased)
    return read, list(read.faults())


def planned_version(root: Path, released: str | None) -> str | None:
    """The version that the changelog names, where that is not released yet.

    Args:
        root: The repository's folder.
        released: The version of the last release; None before the first.

    Returns:
        The version; None where there is no changelog, or none whose headings are in order.
    """
    try:
        log, _ = read_changelog(read_bytes(root / CHANGELOG, MOST_BYTES))
    except (OSError, UnfitFileError):
        return None
    if log is None or (released is not None and parse(log.top.version) <= parse(released)):
        return None
    return log.top.version


def _plain(lines: Iterable[str]) -> Iterator[bool]:
    """Tell of each line whether it is neither in a comment nor in a block of code."""
    fence = comment = ""
    for line in lines:
        mark = _FENCE.match(line)
        inside = bool(fence or comment)
        if comment:
            comment = "" if "-->" in line else comment
        elif fence:
            closes = (
                mark is not None and mark[1].startswith(fence) and not line[mark.end() :].strip()
            )
            fence = "" if closes else fence
        elif mark is not None:
            fence, inside = mark[1], True
        elif line.lstrip(" ").startswith("<!--"):
            comment, inside = ("" if "-->" in line else line), True
        yield not inside


def _heading_faults(line: str, number: int, first: bool) -> Iterator[Finding]:
    """What is wrong with a heading of the second level."""
    place = Place(CHANGELOG, number + 1)
    if _UNRELEASED.fullmatch(line):
        if not first:
            message = "what is not released yet stands below a release"
            yield finding(place, "changelog-order", message, "move it above all releases")
        return
    release = _RELEASE.fullmatch(line)
    if release is None or not is_version(release[1]):
        message = f"{line[:80]!r} is no heading of a release"
        yield finding(place, "changelog-heading", message, f"write it as {_EXAMPLE}")
    elif not _is_day(release[2]):
        message = f"there is no day {release[2][:40]!r}"
        yield finding(place, "changelog-date", message, "write the day of the release, YYYY-MM-DD")


def _is_day(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and dt.date.fromisoformat(text) is not None
    except ValueError:
        return False


def _written(line: str) -> bool:
    """Tell whether a line says something; what links lead to may stand at the file's end."""
    return bool(line.strip()) and not _LINK.match(line)

"""A lock file flows in, its lines and what is wrong with them flow out; and the way back."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path

from outsourced_care.article import COUNTED, Article
from outsourced_care.entries import Entry, Sources
from outsourced_care.files import UnfitFileError, read_bytes
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.locks import (
    ARTICLE,
    BLOCK,
    BY_NAME,
    COLUMNS,
    Locked,
    lock,
    wanted_passages,
)
from outsourced_care.text import UnreadableTextError, decode, hidden

MOST_BYTES = 500_000  # of a lock; the longest of the founding five has 20,000
_NUMBERS = re.compile(r"[0-9]{1,9}( [0-9]{1,9}){3}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FORMULA = ("=", "+", "-", "@")  # what a spreadsheet takes for the beginning of one

_NAMED = 5  # passages that a message names


def render(lines: Iterable[Locked]) -> str:
    """The text of a lock file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(line) for line in lines)
    return out.getvalue()


def read_lock(path: Path, shown: str) -> tuple[list[Locked] | None, list[Finding]]:
    """Read a lock file.

    Returns:
        Its lines, or None when it is missing or broken, and the findings that say so.
    """
    hint = _locking(path.stem)

    def refuse(rule: str, message: str, line: int | None = None) -> tuple[None, list[Finding]]:
        return None, [finding(Place(shown, line), rule, message, hint)]

    try:
        text = decode(read_bytes(path, MOST_BYTES))
    except FileNotFoundError:
        return refuse(
            "lock-missing", "the entry has no lock: its passages were never found in a text"
        )
    except OSError as error:
        return refuse("lock-broken", f"cannot be read: {error.strerror}")
    except (UnfitFileError, UnreadableTextError) as error:
        return refuse("lock-broken", f"cannot be read: {error}")
    if one := hidden(text):
        where = text.count("\n", 0, one[0]) + 1
        message = f"here stands a character that cannot be seen: {one[1]}"
        return refuse("lock-broken", message, where)
    lines: list[Locked] = []
    number = 0
    try:
        rows = csv.reader(io.StringIO(text), strict=True)
        if tuple(next(rows)) != COLUMNS:
            return refuse("lock-broken", f"the first line must be {','.join(COLUMNS)}", 1)
        for row in rows:
            number = rows.line_num
            lines.append(_line(*row))
    except (TypeError, ValueError, StopIteration, csv.Error):
        return refuse("lock-broken", "the line is no line of a lock", number or None)
    keys = Counter((line.table, line.record_id, line.part) for line in lines)
    if twice := next((key for key, count in keys.items() if count > 1), None):
        return refuse("lock-broken", f"the line of {' '.join(map(str, twice))} stands twice")
    if not lines or lines[0].table != ARTICLE:
        return refuse("lock-broken", "the line of the whole article is missing")
    if any(line.table == ARTICLE for line in lines[1:]):
        return refuse("lock-broken", "the line of the whole article stands twice")
    return lines, []


def _line(
    table: str, record: str, part: str, selector: str, start: str, end: str, words: str, sha256: str
) -> Locked:
    """Read a line's cells; a ValueError where they are not what `render` writes."""
    if not _NUMBERS.fullmatch(f"{part} {start} {end} {words}") or not _SHA256.fullmatch(sha256):
        raise ValueError
    if any(text.startswith(_FORMULA) for text in (table, record, selector)):
        raise ValueError
    # a record has many lines, and the entry the same selectors
    table, record, selector = sys.intern(table), sys.intern(record), sys.intern(selector)
    return Locked(table, record, int(part), selector, int(start), int(end), int(words), sha256)


class LockFolder:
    """The locks of a folder, each read once.

    Args:
        folder: The folder.
        shown: How findings name it.
    """

    def __init__(self, folder: Path, shown: str) -> None:
        self.folder = folder
        self.shown = shown
        self._read: dict[str, tuple[list[Locked] | None, list[Finding]]] = {}

    def __getitem__(self, article_id: str) -> tuple[list[Locked] | None, list[Finding]]:
        if article_id not in self._read:
            path = self.folder / f"{article_id}.lock"
            self._read[article_id] = read_lock(path, f"{self.shown}/{path.name}")
        return self._read[article_id]


def stale(entry: Entry, lines: list[Locked], shown: str, *, whole: bool = True) -> list[Finding]:
    """Find passages that the entry asks for and its lock lacks, and the reverse.

    Args:
        entry: The entry.
        lines: The lines of its lock.
        shown: How findings name the lock.
        whole: Whether all of the entry could be read; if not, the lock may hold more.
    """
    have = Counter(
        (line.table, line.record_id, line.selector)
        for line in lines
        if line.selector and line.table not in (ARTICLE, BLOCK)
    )
    found = []
    hint = _locking(entry.article_id)
    for want in wanted_passages(entry):
        key = (want.table, want.record_id, want.passage.selector)
        if have[key]:
            have[key] -= 1
            continue
        message = f"“{want.passage.selector}” is not in the lock"
        found.append(
            finding(
                want.passage.place, "lock-stale", message, hint,
                table=want.table, record=want.record_id or None, field="evidence",
            )
        )  # fmt: skip
    changed = {(f.table, f.record) for f in found}
    for table, record, selector in +have if whole else ():
        if (table, record or None) in changed:
            continue  # told at the selector that stands in its place
        message = f"the lock holds “{selector}” ({table} {record}), which the entry does not name"
        found.append(finding(Place(shown), "lock-stale", message, hint))
    return found


def against_text(
    entry: Entry,
    lines: list[Locked] | None,
    article: Article,
    sources: Sources,
    shown: str,
    known: list[Finding],
) -> tuple[list[Locked] | None, list[Finding]]:
    """Hold a lock against the article's text.

    A copy that differs from the locked text gives one notice: how many passages it still has.

    Args:
        entry: The entry.
        lines: The lines of its lock, None when there is none that can be read.
        article: The text at hand.
        sources: All sources.
        shown: How findings name the lock.
        known: What is wrong with the lock. Of a passage that the text does not have as it
            should, only that is told.

    Returns:
        The lines as the text gives them, or those of the lock when the copy is another; and
        what is wrong.
    """
    fresh, found = lock(entry, article, sources)
    if lines is None:
        return fresh, found or known
    if fresh[0].sha256 != lines[0].sha256:
        return lines, [*known, _other_copy(entry, lines, fresh, shown)]
    if found or known:
        told = {f.place for f in found}
        return fresh, [*found, *(f for f in known if f.place not in told)]
    for line in sorted(set(fresh) ^ set(lines), key=lambda x: (x.start, x.table))[:5]:
        what = "lacks" if line in set(fresh) else "misplaces or should not hold"
        name = (
            article.text[line.start : line.end]
            if not line.selector and line.table in BY_NAME
            else line.selector
        )
        message = f"the lock {what} “{name}” ({line.table} {line.record_id})"
        found.append(finding(Place(shown), "lock-stale", message, _locking(entry.article_id)))
    return fresh, found


def _other_copy(entry: Entry, lines: list[Locked], fresh: list[Locked], shown: str) -> Finding:
    """That the text at hand is another copy, and which of the locked passages it lacks."""
    again = {(x.table, x.record_id, x.sha256) for x in fresh}
    asked = [x for x in lines if x.selector]
    lacking = [x for x in asked if (x.table, x.record_id, x.sha256) not in again]
    names = "; ".join(f"{x.table} {x.record_id} “{x.selector}”" for x in lacking[:_NAMED])
    more = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
    message = (
        "the text at hand is another copy than the locked one; "
        f"{len(asked) - len(lacking)} of {len(asked)} passages are found in it"
    ) + (f", not: {names}{more}" if lacking else "")
    hint = f"if it is the better copy, lock it: python build lock {entry.article_id} --articles DIR"
    return finding(Place(shown), "other-copy", message, hint, severity="notice")


def _locking(article_id: str) -> str:
    return f"where the text is at hand, run: python build check {article_id} --fix"


def paragraph_count(lines: Iterable[Locked]) -> int:
    """Number of body paragraphs and timeline rows."""
    return sum(1 for line in lines if line.table == BLOCK and line.record_id in COUNTED)

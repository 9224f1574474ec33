"""A lock file flows in, its lines and what is wrong with them flow out; and the way back."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, replace
from pathlib import Path

from outsourced_care.article import COUNTED, Article
from outsourced_care.contributing import locking, mending
from outsourced_care.entries import Entry, Sources
from outsourced_care.files import UnfitFileError, read_bytes
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.locks import (
    ARTICLE,
    BLOCK,
    BY_NAME,
    COLUMNS,
    REMOVED,
    Locked,
    lock,
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
    hint = locking_hint(path.stem)

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
    """The locks of a folder, each read once until it is taken.

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

    def take(self, article_id: str) -> tuple[list[Locked] | None, list[Finding]]:
        """Give a lock away: it is no longer kept here."""
        taken = self[article_id]
        del self._read[article_id]
        return taken


def against_text(
    entry: Entry,
    lines: list[Locked] | None,
    article: Article,
    sources: Sources,
    shown: str,
    known: list[Finding],
    texts: Path | None = None,
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
        texts: The folder with the texts where a command must name it.

    Returns:
        The lines as the text gives them, or those of the lock when the copy is another; and
        what is wrong.
    """
    fresh, found = lock(entry, article, sources)
    if lines is None:
        return fresh, found or known
    if fresh[0].sha256 != lines[0].sha256:
        return lines, [*known, _other_copy(entry, lines, fresh, shown, texts)]
    fresh += [line for line in lines if line.table == REMOVED]
    if found or known:
        told = {f.place for f in found}
        # the text has the passages: nothing is without a place for not being in the lock
        return fresh, [*found, *(replace(f, field=None) for f in known if f.place not in told)]
    for line in sorted(set(fresh) ^ set(lines), key=lambda x: (x.start, x.table))[:5]:
        what = "lacks" if line in set(fresh) else "misplaces or should not hold"
        name = (
            article.text[line.start : line.end]
            if not line.selector and line.table in BY_NAME
            else line.selector
        )
        message = f"the lock {what} “{name}” ({line.table} {line.record_id})"
        found.append(finding(Place(shown), "lock-stale", message, locking_hint(entry.article_id)))
    return fresh, found


def lacking_in(lines: list[Locked], fresh: list[Locked]) -> list[Locked]:
    """The locked passages that another copy of the text does not have."""
    again = {(x.table, x.record_id, x.sha256) for x in fresh}
    asked = (x for x in lines if x.selector)
    return [x for x in asked if (x.table, x.record_id, x.sha256) not in again]


def _other_copy(
    entry: Entry, lines: list[Locked], fresh: list[Locked], shown: str, texts: Path | None
) -> Finding:
    """That the text at hand is another copy, and which of the locked passages it lacks."""
    asked = [x for x in lines if x.selector]
    lacking = lacking_in(lines, fresh)
    names = "; ".join(f"{x.table} {x.record_id} “{x.selector}”" for x in lacking[:_NAMED])
    more = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
    message = (
        "the text at hand is another copy than the locked one; "
        f"{len(asked) - len(lacking)} of {len(asked)} passages are found in it"
    ) + (f", not: {names}{more}" if lacking else "")
    message += "; its quotation marks and the names in it were not checked"
    hint = f"if it is the better copy, lock it: {locking(entry.article_id, texts)}"
    return finding(Place(shown), "other-copy", message, hint, severity="notice")


def locking_hint(article_id: str, placed: bool = False) -> str:
    """What mends a lock; where the places of all passages are known, without the text."""
    return f"{'' if placed else 'where the text is at hand, '}run: {mending(article_id)}"


def paragraph_count(lines: Iterable[Locked]) -> int:
    """Number of body paragraphs and timeline rows."""
    return sum(1 for line in lines if line.table == BLOCK and line.record_id in COUNTED)

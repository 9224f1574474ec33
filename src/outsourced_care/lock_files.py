"""A lock file flows in, its lines and what is wrong with them flow out; and the way back."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path

from outsourced_care.article import COUNTED, Article
from outsourced_care.entries import Entry, Sources
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
from outsourced_care.text import UnreadableTextError, decode


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
    hint = f"run: python build lock {path.stem} --articles DIR"

    def refuse(rule: str, message: str, line: int | None = None) -> tuple[None, list[Finding]]:
        return None, [finding(Place(shown, line), rule, message, hint)]

    try:
        text = decode(path.read_bytes())
    except FileNotFoundError:
        return refuse(
            "lock-missing", "the entry has no lock: its passages were never found in a text"
        )
    except OSError as error:
        return refuse("lock-broken", f"cannot be read: {error.strerror}")
    except UnreadableTextError as error:
        return refuse("lock-broken", str(error))
    lines: list[Locked] = []
    number = 0
    try:
        rows = csv.reader(io.StringIO(text), strict=True)
        if tuple(next(rows)) != COLUMNS:
            return refuse("lock-broken", f"the first line must be {','.join(COLUMNS)}", 1)
        for row in rows:
            number = rows.line_num
            table, record, part, selector, start, end, words, sha256 = row
            lines.append(
                Locked(table, record, int(part), selector, int(start), int(end), int(words), sha256)
            )
    except (ValueError, csv.Error):
        return refuse("lock-broken", "the line is no line of a lock", number or None)
    keys = Counter((line.table, line.record_id, line.part) for line in lines)
    if twice := next((key for key, count in keys.items() if count > 1), None):
        return refuse("lock-broken", f"the line of {' '.join(map(str, twice))} stands twice")
    if not any(line.table == ARTICLE for line in lines):
        return refuse("lock-broken", "the line of the whole article is missing")
    return lines, []


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
    hint = f"run: python build lock {entry.article_id} --articles DIR"
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
    for table, record, selector in +have if whole else ():
        message = f"the lock holds “{selector}” ({table} {record}), which the entry does not name"
        found.append(finding(Place(shown), "lock-stale", message, hint))
    return found


def against_text(
    entry: Entry, lines: list[Locked], article: Article, sources: Sources, shown: str
) -> list[Finding]:
    """What a lock says differently from the article's text.

    A copy that differs from the locked text gives one notice: how many passages it still has.
    """
    fresh, found = lock(entry, article, sources)
    hint = f"run: python build lock {entry.article_id} --articles DIR"
    if fresh[0].sha256 != lines[0].sha256:
        asked = {(x.table, x.record_id, x.sha256) for x in lines if x.selector}
        again = asked & {(x.table, x.record_id, x.sha256) for x in fresh}
        message = (
            "the text at hand is another copy than the locked one; "
            f"{len(again)} of {len(asked)} passages are found in it"
        )
        return [finding(Place(shown), "other-copy", message, hint, severity="notice")]
    if found:
        return found
    for line in sorted(set(fresh) ^ set(lines), key=lambda x: (x.start, x.table))[:5]:
        what = "lacks" if line in set(fresh) else "misplaces or should not hold"
        name = (
            article.text[line.start : line.end]
            if not line.selector and line.table in BY_NAME
            else line.selector
        )
        message = f"the lock {what} “{name}” ({line.table} {line.record_id})"
        found.append(finding(Place(shown), "lock-stale", message, hint))
    return found


def paragraph_count(lines: Iterable[Locked]) -> int:
    """Number of body paragraphs and timeline rows."""
    return sum(1 for line in lines if line.table == BLOCK and line.record_id in COUNTED)

"""An entry and its lock flow in, where they differ flows out; and the lock as it should be.

All of it without the article's text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from outsourced_care.entries import Entry, Sources
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.lock_files import locking_hint
from outsourced_care.locks import (
    ARTICLE,
    BLOCK,
    BY_NAME,
    EXCLUDED,
    REMOVED,
    Locked,
    Wanted,
    wanted_passages,
)

LEFT_OVER = "lock-left-over"  # the rule of lines that stand under another record, or under none


def carried_over(entry: Entry, lines: list[Locked], sources: Sources) -> list[Locked]:
    """The lock as the entry has it, as far as that can be told without the text.

    Lines of records that are gone are left out. A passage has the same place whatever record it
    is of, so that one which is called otherwise now is found by its selector. What else was
    there stays: names in the text, what keeps them from being counted, and places of what was
    removed.

    Args:
        entry: The entry.
        lines: The lines of its lock.
        sources: All sources, for the organisations and people that there are.
    """
    places: dict[str, Locked] = {}
    for line in lines:
        if _is_asked_for(line):
            places.setdefault(line.selector, line)
    there = {_asked(line): line for line in lines if line.selector}
    kept = [line for line in lines if line.table in (ARTICLE, BLOCK)]
    kept += [
        replace(place, table=want.table, record_id=want.record_id, part=want.part)
        for want in wanted_passages(entry)
        if want.table not in BY_NAME
        and (place := there.get(_wanted(want)) or places.get(want.passage.selector))
    ]
    kept += [line for line in lines if line.table == EXCLUDED and line not in kept]
    known = {"organisations": sources.organisations, "people": sources.people}
    ids = {table: {record.id for record in records} for table, records in known.items()}
    named = [x for x in lines if x.table in BY_NAME and x.record_id in ids[x.table]]
    parts: Counter[tuple[str, str]] = Counter()
    for line in sorted(named, key=lambda x: (x.table, x.record_id, x.start, x.end)):
        parts[line.table, line.record_id] += 1
        kept.append(replace(line, part=parts[line.table, line.record_id]))
    return kept + [line for line in lines if line.table == REMOVED]


def _is_asked_for(line: Locked) -> bool:
    """Tell whether a passage is one that a record names."""
    return bool(line.selector) and line.table not in (ARTICLE, BLOCK)


def _asked(line: Locked) -> tuple[str, str, str]:
    return line.table, line.record_id, line.selector


def _wanted(want: Wanted) -> tuple[str, str, str]:
    return want.table, want.record_id, want.passage.selector


def stale(
    entry: Entry, lines: list[Locked], sources: Sources, shown: str, *, whole: bool = True
) -> list[Finding]:
    """Find passages that the entry asks for and its lock lacks, and the reverse.

    Args:
        entry: The entry.
        lines: The lines of its lock.
        sources: All sources.
        shown: How findings name the lock.
        whole: Whether all of the entry, and the registries, could be read; if not, the lock may
            hold more.
    """
    have = Counter(_asked(line) for line in lines if _is_asked_for(line))
    elsewhere = {line.selector for line in lines if _is_asked_for(line)}
    found = []
    for want in wanted_passages(entry):
        if have[_wanted(want)]:
            have[_wanted(want)] -= 1
            continue
        selector = want.passage.selector
        placed = selector in elsewhere and want.table not in BY_NAME
        rule, message = "lock-stale", f"“{selector}” is not in the lock"
        if placed:
            rule, message = LEFT_OVER, f"the lock has “{selector}” for another record"
        found.append(
            finding(
                want.passage.place, rule, message, locking_hint(entry.article_id, placed),
                table=want.table, record=want.record_id or None, field="evidence",
            )
        )  # fmt: skip
    if whole:
        changed = {(f.table, f.record) for f in found}
        taken = {f.message for f in found if f.rule == LEFT_OVER}
        left: dict[tuple[str, str], list[str]] = {}
        for table, record, selector in +have:
            if (table, record or None) in changed:
                continue  # told at the selector that stands in its place
            if f"the lock has “{selector}” for another record" in taken:
                continue  # told at the record that has it now
            left.setdefault((table, record), []).append(selector)
        found += [_left_over(entry, *of, selectors, shown) for of, selectors in left.items()]
        found += _unknown_names(entry, lines, sources, shown)
    return found


def _left_over(entry: Entry, table: str, record: str, selectors: list[str], shown: str) -> Finding:
    """That a lock holds passages which the entry does not name."""
    more = f" and {len(selectors) - 1} more" if len(selectors) > 1 else ""
    what = f"“{selectors[0]}”{more}"
    of = f"{table} {record}".strip()
    message = f"the lock holds {what} ({of}), which the entry does not name"
    hint = locking_hint(entry.article_id, placed=table not in (EXCLUDED, *BY_NAME))
    return finding(
        Place(shown),
        LEFT_OVER,
        message,
        hint,
        table=table if record else None,
        record=record or None,
    )


def _unknown_names(
    entry: Entry, lines: list[Locked], sources: Sources, shown: str
) -> Iterator[Finding]:
    """Names in the text whose bodies and persons no registry has."""
    known = {"organisations": sources.organisations, "people": sources.people}
    ids = {table: {record.id for record in records} for table, records in known.items()}
    for table, record in sorted({(x.table, x.record_id) for x in lines if x.table in BY_NAME}):
        if record not in ids[table]:
            message = f"the lock holds a name of “{record}”, which entries/{table}.yaml has not"
            hint = (
                f"restore it there; if it should go, {locking_hint(entry.article_id, placed=True)}"
            )
            yield finding(Place(shown), LEFT_OVER, message, hint, table=table, record=record)

"""What differs between two states flows in, the version it calls for and the reason flow out.

A version is `MAJOR.MINOR.PATCH` (Semantic Versioning 2.0.0), read as a promise to those who
load the tables:

- *breaking* changes raise the major version: what a reader's code relies on is gone, has
  another type, or may hold what it could not hold before;
- *additions* raise the minor version. A new value of a vocabulary is one: vocabularies are
  closed within a version, so that a misspelling is found, and grow when an article needs it.
  No row that a reader knows changes its meaning by it, and if it counted as breaking, every
  other article would;
- *corrections* of cells and words raise the patch version;
- other bytes of the same content raise nothing.

Below 1.0.0 breaking changes raise the minor version, and so do additions.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from outsourced_care.diff.changes import Changes, Listed, Record, RecordChange, record_key
from outsourced_care.diff.compare_passages import EVIDENCE
from outsourced_care.versions import VersionError, parse


class Level(enum.IntEnum):
    """How much a change asks of a reader."""

    NONE = 0
    CORRECTION = 1
    ADDITION = 2
    BREAKING = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a version is called for.

    Attributes:
        level: How much the change asks of a reader.
        rule: The rule that says so, a key of `RULES`.
        subject: The record, field or file that it says so of.
    """

    level: Level
    rule: str
    subject: str

    @property
    def said(self) -> str:
        """The rule in words, and its name."""
        return f"{RULES[self.rule][1]} [{self.rule}]"

    def __str__(self) -> str:
        return f"{self.subject}: {self.said}" if self.subject else self.said


RULES: Mapping[str, tuple[Level, str]] = {
    "table-removed": (Level.BREAKING, "the table was removed"),
    "field-removed": (Level.BREAKING, "the field was removed"),
    "field-renamed": (Level.BREAKING, "the field was renamed"),
    "field-retyped": (Level.BREAKING, "the field has another type"),
    "value-removed": (Level.BREAKING, "the value left the vocabulary"),
    "vocabulary-opened": (
        Level.BREAKING,
        "the field holds other values than those of a vocabulary",
    ),
    "vocabulary-closed": (Level.BREAKING, "the field is loaded as a category, no longer as text"),
    "nulls-allowed": (Level.BREAKING, "the field may be null now"),
    "key-changed": (Level.BREAKING, "rows are identified by other columns"),
    "key-dropped": (Level.BREAKING, "the columns identify a row no longer"),
    "reference-dropped": (Level.BREAKING, "joins on the columns may find no row"),
    "id-gone": (Level.BREAKING, "the record is gone and no tombstone tells of it"),
    "file-removed": (Level.BREAKING, "the file is not published any more"),
    "table-added": (Level.ADDITION, "a new table"),
    "field-added": (Level.ADDITION, "a new field"),
    "value-added": (Level.ADDITION, "a new value of the vocabulary"),
    "nulls-refused": (Level.ADDITION, "the field is never null now"),
    "constraint-loosened": (Level.ADDITION, "the field may hold more than before"),
    "constraint-tightened": (Level.ADDITION, "the field promises more than before"),
    "key-added": (Level.ADDITION, "the columns identify a row now"),
    "reference-added": (Level.ADDITION, "joins on the columns always find a row now"),
    "record-added": (Level.ADDITION, "a new record"),
    "passage-added": (Level.ADDITION, "a new passage supports the record"),
    "file-added": (Level.ADDITION, "a new file"),
    "record-withdrawn": (Level.CORRECTION, "the record was withdrawn"),
    "record-changed": (Level.CORRECTION, "cells were corrected"),
    "record-reshaped": (Level.CORRECTION, "cells follow a changed field"),
    "passage-dropped": (Level.CORRECTION, "a passage supports the record no longer"),
    "passage-altered": (Level.CORRECTION, "what is said of a passage was corrected"),
    "passage-moved": (Level.CORRECTION, "a passage stands elsewhere"),
    "described": (Level.CORRECTION, "what is said of it was corrected"),
    "file-format": (Level.NONE, "the same content in other bytes"),
    "nothing": (Level.NONE, "nothing changed"),
}


def next_version(changes: Changes, old_version: str) -> tuple[str, Reason]:
    """The version that changes call for.

    Args:
        changes: What differs from the old state.
        old_version: The version of the old state.

    Returns:
        The lowest version that is high enough, and the reason: the rule with the most to
        say and the record or field that it was found at first. More changes never give a
        lower version.

    Raises:
        VersionError: The old version is none.
    """
    major, minor, patch = parse(old_version)
    reason = decisive(changes)
    match reason.level:
        case Level.BREAKING if major:
            raised = (major + 1, 0, 0)
        case Level.BREAKING | Level.ADDITION:
            raised = (major, minor + 1, 0)
        case Level.CORRECTION:
            raised = (major, minor, patch + 1)
        case _:
            raised = (major, minor, patch)
    return ".".join(map(str, raised)), reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """What changes mean for the version of the new state.

    Attributes:
        called_for: The version that they call for; None when the old state has none.
        enough: Whether the new state's version is as high; None when that cannot be told.
        reason: What decided.
    """

    called_for: str | None
    enough: bool | None
    reason: Reason


def verdict(changes: Changes) -> Verdict:
    """Hold the version of the new state against what the changes call for."""
    try:
        called_for, reason = next_version(changes, changes.old.version or "")
    except VersionError:
        return Verdict(None, None, decisive(changes))
    try:
        enough = parse(changes.new.version or "") >= parse(called_for)
    except VersionError:
        return Verdict(called_for, None, reason)
    return Verdict(called_for, enough, reason)


def decisive(changes: Changes) -> Reason:
    """The reason that decides the version."""
    return max(reasons(changes), key=lambda r: r.level, default=_reason("nothing", ""))


def reasons(changes: Changes) -> Iterator[Reason]:
    """Every reason to raise the version, or not to; one for each list of records."""
    for change in changes.schema:
        yield _reason(change.kind, change.subject)
    for table in changes.tables:
        if table.table == EVIDENCE and changes.passages is not None:
            continue  # told by passage
        lists: tuple[tuple[str, Listed[Record] | Listed[RecordChange]], ...] = (
            ("id-gone", table.lost),
            ("record-withdrawn", table.withdrawn),
            ("record-changed", table.changed),
            ("record-reshaped", table.reshaped),
            ("record-added", table.added),
        )
        for rule, listed in lists:
            if listed.total:
                yield _reason(rule, f"{table.table} {record_key(listed.items[0].key)}")
    if changes.passages is not None:
        for kind, passages in changes.passages.lists.items():
            if passages.total:
                first = passages.items[0]
                yield _reason(f"passage-{kind}", f"{first.table} {first.record_id}")
    for file in changes.files:
        yield _reason(f"file-{file.kind}", file.path)


def _reason(rule: str, subject: str) -> Reason:
    return Reason(RULES[rule][0], rule, subject)

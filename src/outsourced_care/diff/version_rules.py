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

A tombstone is told with the record that it is about and is no addition of its own; one that is
gone is a break, as the record is gone then without one. Deprecating a field is an addition
(Semantic Versioning 2.0.0, 7), and so is letting it go earlier than was said.

Some changes are refused whatever the version, below 1.0.0 too: a field may be removed or
renamed only where the old state had it `deprecated`, and not in a version before its
`remove_in`; a table only where that holds for every one of its fields. A version that is not
told is not held against `remove_in`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from outsourced_care.diff.changes import (
    Changes,
    Listed,
    Record,
    RecordChange,
    SchemaChange,
    record_key,
)
from outsourced_care.diff.compare_passages import EVIDENCE
from outsourced_care.diff.compare_tables import TOMBSTONES
from outsourced_care.diff.states import TABLES_HERE
from outsourced_care.versions import Version, VersionError, heading_for, parse

OTHER_WAY = "name the older one first to see what the newer one calls for"


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
        detail: What is particular to this case, in our words.
    """

    level: Level
    rule: str
    subject: str
    detail: str = ""

    @property
    def said(self) -> str:
        """The rule in words, and its name."""
        detail = f": {self.detail}" if self.detail else ""
        return f"{RULES[self.rule][1]}{detail} [{self.rule}]"

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
    "tombstone-gone": (Level.BREAKING, "nothing tells any more that the record was withdrawn"),
    "removed-early": (Level.BREAKING, "removed or renamed before its time"),
    "file-removed": (Level.BREAKING, "the file is not published any more"),
    "table-added": (Level.ADDITION, "a new table"),
    "field-added": (Level.ADDITION, "a new field"),
    "field-deprecated": (Level.ADDITION, "the field will go"),
    "removal-advanced": (Level.ADDITION, "the field will go earlier than was said"),
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
    "tombstone-added": (Level.CORRECTION, "it is told that the record was withdrawn"),
    "record-changed": (Level.CORRECTION, "cells were corrected"),
    "record-reshaped": (Level.CORRECTION, "cells follow a changed field"),
    "passage-dropped": (Level.CORRECTION, "a passage supports the record no longer"),
    "passage-altered": (Level.CORRECTION, "what is said of a passage was corrected"),
    "passage-moved": (Level.CORRECTION, "a passage stands elsewhere"),
    "deprecation-changed": (Level.CORRECTION, "what is said of the field's going was corrected"),
    "deprecation-ended": (Level.CORRECTION, "the field stays"),
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
        refusals: What may not be done in the new state's version, or not yet in any.
        heading_for: The version that the new state is heading for: what was written for it,
            in the changelog first, where that is high enough, else what is called for.
        older: Whether the new state is the older one of both, so that its version is not to be
            judged; the tables that are there can only say so by mistake.
    """

    called_for: str | None
    enough: bool | None
    reason: Reason
    refusals: tuple[Reason, ...] = ()
    heading_for: str | None = None
    older: bool = False


def verdict(changes: Changes) -> Verdict:
    """Hold the version of the new state against what the changes call for."""
    refused = tuple(refusals(changes))
    try:
        called_for, reason = next_version(changes, changes.old.version or "")
    except VersionError:
        return Verdict(None, None, decisive(changes), refused)
    version = _version(changes.new.version)
    enough = None if version is None else version >= parse(called_for)
    heading = heading_for(called_for, changes.new.planned, changes.new.version)
    older = version is not None and version < parse(changes.old.version or "")
    older &= changes.new.name != TABLES_HERE
    return Verdict(called_for, enough, reason, refused, heading, older)


def older_than(changes: Changes) -> str:
    """That the new state is the older one of both, in words."""
    return f"{changes.new.shown} is older than {changes.old.shown}"


def refusals(changes: Changes) -> Iterator[Reason]:
    """What was removed or renamed before its time; see the head of this module."""
    version = _version(changes.new.version)
    for change in changes.schema:
        if change.kind not in ("field-removed", "field-renamed", "table-removed"):
            continue
        if change.due is None:
            detail = "it stays until a release has said that it will go (`deprecated`)"
        elif version is not None and version < parse(change.due):
            detail = f"it was to stay until {change.due}"
        else:
            continue
        yield Reason(RULES["removed-early"][0], "removed-early", _gone(change), detail)


def _gone(change: SchemaChange) -> str:
    """What went, by the name it had."""
    name = change.old if change.kind == "field-renamed" else change.field
    return f"{change.table}.{name}" if name else str(change.table)


def _version(text: str | None) -> Version | None:
    try:
        return parse(text or "")
    except VersionError:
        return None


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
        stones = table.table == TOMBSTONES
        lists: tuple[tuple[str, Listed[Record] | Listed[RecordChange]], ...] = (
            ("id-gone", table.lost),
            ("tombstone-gone" if stones else "record-withdrawn", table.withdrawn),
            ("record-changed", table.changed),
            ("record-reshaped", table.reshaped),
            ("tombstone-added" if stones else "record-added", table.added),
        )
        for rule, listed in lists:
            if listed.total:
                subject = f"{table.table} {record_key(listed.items[0].key)}"
                yield _reason(rule, subject.removeprefix(f"{TOMBSTONES} "))
    if changes.passages is not None:
        for kind, passages in changes.passages.lists.items():
            if passages.total:
                first = passages.items[0]
                yield _reason(f"passage-{kind}", f"{first.table} {first.record_id}")
    for file in changes.files:
        yield _reason(f"file-{file.kind}", file.path)


def _reason(rule: str, subject: str) -> Reason:
    return Reason(RULES[rule][0], rule, subject)

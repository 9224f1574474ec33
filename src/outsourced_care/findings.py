"""Faults and notices flow in, sorted findings flow out.

A finding says where something is wrong, what, and what to write instead. Everything that
checks (reading entries, locks, the contract, the build) speaks in findings, and only
`finding_reports` turns them into text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning", "notice"]
_PLACES = 10  # of the same fault that are named
_COMPARED = 1_000  # words that a hint is chosen from


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file: path relative to the repository, line and column from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or notice, with the keys that `check --format json` promises."""

    file: str
    line: int | None
    column: int | None
    table: str | None
    record: str | None
    field: str | None
    rule: str
    severity: Severity
    message: str
    hint: str | None = None

    @property
    def place(self) -> Place:
        """Where the finding points."""
        return Place(self.file, self.line, self.column)


def finding(
    place: Place,
    rule: str,
    message: str,
    hint: str | None = None,
    *,
    table: str | None = None,
    record: str | None = None,
    field: str | None = None,
    severity: Severity = "error",
) -> Finding:
    """Make a finding at a place."""
    return Finding(
        place.file, place.line, place.column, table, record, field, rule, severity, message, hint
    )


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by file, line and column, each finding once."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda f: (f.file, f.line or 0, f.column or 0, f.rule, f.message))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding is an error."""
    return any(f.severity == "error" for f in findings)


def folded(findings: Iterable[Finding]) -> list[Finding]:
    """Sort, and tell once in a file what is wrong in the same way at several of its places."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for f in ordered(findings):
        groups.setdefault((f.file, f.rule, f.message), []).append(f)
    return [_with_places(first, others) for first, *others in groups.values()]


def _with_places(first: Finding, others: list[Finding]) -> Finding:
    lines = sorted({f.line for f in others if f.line is not None} - {first.line})
    if not lines:
        return first
    shown = ", ".join(str(line) for line in lines[:_PLACES])
    more = f" and {len(lines) - _PLACES} more" if len(lines) > _PLACES else ""
    said = f"also on line{'s' * (len(lines) > 1)} {shown}{more}"
    return replace(first, message=f"{first.message} ({said})")


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known words, or all of them when none is near."""
    import difflib  # late: only hints need it

    known = list(known)
    alike = known if len(known) <= _COMPARED else [k for k in known if k[:1] == word[:1]]
    near = difflib.get_close_matches(word, alike[:_COMPARED], n=3, cutoff=0.6)
    near = near or [k for k in known if word and word in k][:3]
    if near:
        return "did you mean " + " or ".join(near) + "?"
    if not known:
        return "none is known yet"
    shown = ", ".join(known[:30])
    return f"one of: {shown}" + (", …" if len(known) > 30 else "")

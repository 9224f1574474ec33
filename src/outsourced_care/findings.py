"""Faults and notices flow in, sorted and printable findings flow out.

A finding says where something is wrong, what, and what to write instead. Everything that
checks (reading entries, locks, the contract, the build) speaks in findings, and only the
renderers here turn them into text.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "notice"]


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


def as_text(findings: Iterable[Finding]) -> str:
    """One or two lines a finding: place, severity, message and rule, then the hint."""
    lines = []
    for f in ordered(findings):
        where = " ".join(p for p in (f.table, f.record, f.field) if p)
        lines.append(f"{f.place}: {f.severity}: {f.message} [{f.rule}]")
        if where and where not in f.message:
            lines[-1] += f" ({where})"
        if f.hint:
            lines.append(f"    {f.hint}")
    return "\n".join(lines)


def as_json(findings: Iterable[Finding]) -> str:
    """A JSON list of the findings."""
    return json.dumps([asdict(f) for f in ordered(findings)], ensure_ascii=False, indent=2)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known words, or all of them when none is near."""
    known = list(known)
    near = difflib.get_close_matches(word, known, n=3, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(near) + "?"
    if not known:
        return "none is known yet"
    shown = ", ".join(known[:30])
    return f"one of: {shown}" + (", …" if len(known) > 30 else "")

"""What differs between two states flows in, text for a terminal or JSON flows out.

Nothing is computed here; each report begins with the version called for and the reason.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from outsourced_care.contract import Json
from outsourced_care.diff.change_lines import (
    Line,
    Section,
    left_out,
    sections,
    shown_pair,
    spelt,
    told_of,
)
from outsourced_care.diff.changes import Changes
from outsourced_care.diff.version_rules import OTHER_WAY, RULES, Reason, older_than, verdict

_WIDTH = 80  # of a value


def as_text(changes: Changes) -> str:
    """What differs, for a terminal: the version, the contract, then what loses something."""
    lines = [f"From {spelt(changes.old.shown)} to {spelt(changes.new.shown)}", ""]
    lines += _version(changes)
    for section in sections(changes):
        lines += ["", *_section(section)]
    return "\n".join(lines)


def _version(changes: Changes) -> Iterator[str]:
    found = verdict(changes)
    if found.older:
        yield f"{spelt(older_than(changes))}; {OTHER_WAY}."
        return
    reason = spelt(str(found.reason))
    if found.called_for is None:
        yield f"No version can be called for; the weightiest is {reason}"
    else:
        yield f"Calls for version {found.called_for}: {reason}"
    if found.enough is not None:
        will = "is enough" if found.enough else "is too low"
        yield f"The version is {changes.new.version}, which {will}."
    if changes.new.planned is not None:
        will = "is enough" if found.heading_for == changes.new.planned else "is too low"
        yield f"The changelog names version {changes.new.planned}, which {will}."
    yield from (f"Refused: {spelt(str(refusal))}" for refusal in found.refusals)


def as_json(changes: Changes) -> str:
    """Everything that is listed, as JSON in ASCII.

    Dates are in ISO 8601; the numbers that JSON has not are texts.
    """
    found = verdict(changes)
    content = {
        "old": asdict(changes.old),
        "new": asdict(changes.new),
        "version": {
            "called_for": None if found.older else found.called_for,
            "enough": None if found.older else found.enough,
            "heading_for": None if found.older else found.heading_for,
            "older": found.older,
            **_reason(found.reason),
            "refusals": [_reason(refusal) for refusal in found.refusals],
        },
        "schema": [
            {**asdict(change), "level": RULES[change.kind][0].name.lower()}
            for change in changes.schema
        ],
        "tables": [_plain(table) for table in changes.tables],
        "passages": _plain(changes.passages),
        "files": [_plain(file) for file in changes.files],
    }
    text = json.dumps(content, indent=2, allow_nan=False)
    return text.replace("##[", "#\\u0023[")  # no command for GitHub's runner, the same JSON


def _reason(reason: Reason) -> Json:
    return {
        "level": reason.level.name.lower(),
        "rule": reason.rule,
        "subject": reason.subject,
        "reason": str(reason),
    }


def _section(section: Section) -> list[str]:
    table = f"{spelt(section.table)}: " if section.table else ""
    lines = [f"{table}{section.said}"]
    for line in section.lines:
        said = f": {line.said}" if line.said else ""
        lines.append(f"  {section.sign} {spelt(line.subject)}{said}")
        lines += [f"      {cell}" for cell in _cells(line, section)]
    if section.left_out:
        lines.append(f"  … and {section.left_out:,} more")
    return lines


def _cells(line: Line, section: Section) -> list[str]:
    told = []
    for cell in line.cells:
        name = f"{spelt(cell.field)}: " if cell.field else ""
        told.append(name + told_of(section, *shown_pair(cell.old, cell.new, _WIDTH)))
    if line.more_cells:
        told.append(left_out(line.more_cells))
    return told


def _plain(value: object) -> Any:
    """Data as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        found: Json = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        return found
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value

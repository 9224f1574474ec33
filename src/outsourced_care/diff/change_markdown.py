"""What differs between two states flows in, Markdown for the summary of a pull request flows out.

Cells, names and keys may be anybody's. GitHub reads a summary as Markdown, then as HTML, then
looks in it for mentions and references. So every block but the heading is written as an HTML
block (CommonMark 0.31.2, 4.6: raw up to a blank line, and no text here has one), and whatever
comes from the data stands escaped in a `code` element, where GitHub leaves text alone.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

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
from outsourced_care.diff.version_rules import OTHER_WAY, Reason, verdict

MOST_BYTES = 500_000  # GitHub takes summaries of up to 1 MiB a step
_WIDTH = 120  # of a value
_FOLDED = 5  # longer sections are folded


def as_markdown(changes: Changes) -> str:
    """What differs, for a job summary: the version, the contract, then what loses something."""
    compared = f"Compared: {_code(changes.old.name)} with {_code(changes.new.name)}."
    blocks = ["## What changes in the data", *_version(changes), f"<p>{compared}</p>"]
    blocks += map(_section, sections(changes))
    return _fitting(blocks)


def _version(changes: Changes) -> Iterator[str]:
    found = verdict(changes)
    reason = _reason(found.reason)
    if found.older:
        new, old = _code(changes.new.shown), _code(changes.old.shown)
        yield f"<p>{new} is older than {old}; {OTHER_WAY}.</p>"
        return
    if found.called_for is None:
        yield f"<p><strong>No version can be called for</strong>; what weighs most: {reason}</p>"
    else:
        yield f"<p><strong>Calls for version {_code(found.called_for)}</strong>: {reason}</p>"
    if found.enough is not None:
        will = "is enough" if found.enough else "is <strong>too low</strong>"
        yield f"<p>The version is {_code(changes.new.version)}, which {will}.</p>"
    if (planned := changes.new.planned) is not None:
        will = "is enough" if found.heading_for == planned else "is <strong>too low</strong>"
        yield f"<p>The changelog names version {_code(planned)}, which {will}.</p>"
    for refusal in found.refusals:
        yield f"<p><strong>Refused</strong>: {_reason(refusal)}</p>"


def _reason(reason: Reason) -> str:
    said = html.escape(reason.said)
    return f"{_code(reason.subject)}: {said}" if reason.subject else said


def _section(section: Section) -> str:
    table = f"{_code(section.table)}: " if section.table else ""
    rows = [row for line in section.lines for row in _rows(line, section)]
    if section.left_out:
        rows.append(f"<tr><td>… and {section.left_out:,} more</td></tr>")
    opened = " open" if len(section.lines) <= _FOLDED else ""
    return "\n".join(
        [
            f"<details{opened}>",
            f"<summary>{section.sign} {table}{html.escape(section.said)}</summary>",
            "<table>",
            *rows,
            "</table>",
            "</details>",
        ]
    )


def _rows(line: Line, section: Section) -> Iterator[str]:
    """A row for each cell of a line; what the line is about stands in the first."""
    first = f"{_code(line.subject)} {html.escape(line.said)}".strip()
    for cell in line.cells:
        pair = shown_pair(cell.old, cell.new, _WIDTH)
        old, new = (_code(value, _WIDTH + 2) for value in pair)
        told = told_of(section, old, new)
        yield f"<tr><td>{first}</td><td>{_code(cell.field)}</td><td>{told}</td></tr>"
        first = ""
    if line.more_cells:
        yield f"<tr><td></td><td>{left_out(line.more_cells)}</td></tr>"
    if not line.cells:
        yield f"<tr><td>{first}</td></tr>"


def _code(text: str | None, width: int = _WIDTH) -> str:
    """A text from the data, in which nothing acts."""
    if not text:
        return ""
    text = spelt(text)
    text = text if len(text) <= width else text[: width - 1] + "…"
    return f"<code>{html.escape(text)}</code>"


def _fitting(blocks: list[str]) -> str:
    """The blocks that fit, and a word on those that don't."""
    taken, size = [], 0
    for block in blocks:
        size += len(block.encode("utf-8")) + 2
        if size > MOST_BYTES:
            taken.append("<p>The rest is too long for a summary; <code>python build diff</code> "
                         "prints it.</p>")  # fmt: skip
            break
        taken.append(block)
    return "\n\n".join(taken) + "\n"

"""An entry and a draft of its article flow in, the entry with what is missing in it flows out.

What a person wrote wins: proposed is only what stands where the entry has nothing of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from outsourced_care.contract import Contract
from outsourced_care.drafting.parts import TO_CHOOSE, Draft, Part, Todo, Value
from outsourced_care.drafting.passages import Passages
from outsourced_care.drafting.writing import INCLUDE, MENTIONED, additions, sections
from outsourced_care.entries import Entry, Sources
from outsourced_care.entry_form import canonical
from outsourced_care.entry_order import order_of
from outsourced_care.extraction.segments import Span
from outsourced_care.locks import EXCLUDED, NOT_QUOTE, Locked, lock, wanted_passages

_KEY = re.compile(r"([a-z_]+):(.*)")
_SHORT_ID = re.compile(r"[qp]([0-9]{1,4})")
_REFERENCES = ("quote_id", "quoted_in", "proposal_id", "record_id")
# where a drafted record of a table may stand: nowhere where one of these does
_INSTEAD = {
    "quotes": ("quotes", NOT_QUOTE),
    "events": ("events",),
    "proposals": ("proposals", "proposal_terms"),
    "positions": ("positions",),
    "accounts": ("accounts",),
}
_WHICH = Todo("which, by its id in the entry")
_NAMED = ("organisations", EXCLUDED)


def missing(draft: Draft, entry: Entry, lines: Iterable[Locked]) -> Draft:
    """What of a draft an entry does not have.

    Args:
        draft: The draft of the entry's article.
        entry: The entry.
        lines: Where the article has the entry's passages and mentions.
    """
    places: dict[str, list[Span]] = {}
    for line in lines:
        places.setdefault(line.table, []).append((line.start, line.end))

    def is_free(span: Span, *tables: str) -> bool:
        taken = (one for table in tables for one in places.get(table, ()))
        return not any(a < span[1] and span[0] < b for a, b in taken)

    parts = [
        part
        for part in draft.records
        if all(is_free(span, *_INSTEAD[part.table]) for span in part.spans)
    ]
    records = _renumbered(_standing(parts, entry), entry)
    mentions = tuple(m for m in draft.mentions if is_free(m[1], *_NAMED))
    named = {who for part in records for who in _named_in(part)} | {body for body, _ in mentions}
    return replace(
        draft,
        article_id=entry.article_id,
        records=records,
        mentions=mentions,
        not_quotes=tuple(m for m in draft.not_quotes if is_free(m[0], *_INSTEAD["quotes"])),
        bodies=tuple(b for b in draft.bodies if b.id in named),
        people=tuple(p for p in draft.people if p.id in named),
    )


def is_empty(draft: Draft) -> bool:
    """Whether nothing is missing."""
    return not (draft.records or draft.mentions or draft.not_quotes)


def with_missing(
    raw: bytes, entry: Entry, draft: Draft, contract: Contract, sources: Sources
) -> str:
    """The entry in its canonical form, with the records that were missing in their places.

    Args:
        raw: The entry's file.
        entry: What was read from it.
        draft: What is `missing` in it.
        contract: The contract.
        sources: All entries and registries.

    Raises:
        FormError: The file is no entry.
    """
    passages = Passages(draft.article, (w.passage.selector for w in wanted_passages(entry)))
    text = canonical(raw, entry.file, contract)
    for name, lines in sections(draft, contract, passages).items():
        text = _inserted(text, name, lines)
    more = "\n".join(additions(draft.bodies, draft.people))
    order = dict(order_of(lock(entry, draft.article, sources)[0]))
    order |= _places(draft, passages)
    return canonical(f"{text}\n{more}\n".encode(), entry.file, contract, order)


def _places(draft: Draft, passages: Passages) -> Mapping[tuple[str, str, str], int]:
    """Where the article has the passages that are added."""
    places = {}
    for part in draft.records:
        prefix = f"{draft.article_id}-" if part.table == "quotes" else ""
        for span in part.spans:
            if selector := passages.selector(span):
                places[part.table, prefix + part.id, selector] = span[0]
    for span, _ in draft.not_quotes:
        if selector := passages.selector(span):
            places[NOT_QUOTE, "", selector] = span[0]
    for body, span in draft.mentions:
        if selector := passages.selector(span):
            places["organisations", body, selector] = span[0]
    return places


def _inserted(text: str, name: str, lines: list[str]) -> str:
    """A canonical entry with lines at the end of a section, which is made where there is none."""
    old = text.rstrip("\n").split("\n")
    keys = [(n, m[1], m[2]) for n, line in enumerate(old) if (m := _KEY.fullmatch(line))]
    at = next((n for n, key, _ in keys if key == name), None)
    if at is None:
        return "\n".join([*old, "", f"{name}:", *lines, ""])
    old[at] = re.sub(r": (?:\[\]|null)", ":", old[at], count=1)
    end = next((n for n, _, _ in keys if n > at), len(old))
    inside = [n for n in range(at, end) if old[n].startswith(INCLUDE)]
    if name == MENTIONED and inside:
        lines, at = lines[1:], inside[0]
        end = next((n for n in range(at + 1, end) if re.match(r"  \S", old[n])), end)
    while not old[end - 1].startswith(" ") and end - 1 > at:
        end -= 1  # empty lines and comments belong to what follows
    return "\n".join([*old[:end], *lines, *old[end:], ""])


def _standing(parts: list[Part], entry: Entry) -> list[Part]:
    """The records that rest on what is proposed: a person decided on what the entry has."""
    own = {record.id for record in entry.records}
    parts = [part for part in parts if not (part.told_in and part.id in own)]
    kept = {part.id for part in parts if part.table in ("quotes", "events", "proposals")}

    def stands(part: Part) -> bool:
        quote, proposal = part.cells.get("quote_id"), part.cells.get("proposal_id")
        if part.table == "positions":
            return quote in kept if quote else proposal in kept
        return part.table != "accounts" or part.cells["record_id"] in kept

    return [part for part in parts if stands(part)]


def _renumbered(parts: list[Part], entry: Entry) -> tuple[Part, ...]:
    """The records, quotes and positions with ids that follow the entry's.

    An event loses the proposal that is not there, a position is left without it: the entry tells
    that proposal under its own id.
    """
    ids = {p.id: p.id for p in parts if p.table in ("events", "proposals")}
    numbered = []
    for table, letter, before in (("quotes", "q", ""), ("positions", "p", TO_CHOOSE)):
        own = (r.id.removeprefix(f"{entry.article_id}-") for r in entry.records if r.table == table)
        last = max((int(m[1]) for i in own if (m := _SHORT_ID.fullmatch(i))), default=0)
        for number, part in enumerate((p for p in parts if p.table == table), start=last + 1):
            ids[part.id] = f"{before}{letter}{number:02}"
    for part in parts:
        cells: dict[str, Value] = {}
        for name, value in part.cells.items():
            if name not in _REFERENCES or not isinstance(value, str):
                cells[name] = value
            elif value in ids:
                cells[name] = ids[value]
            elif part.table == "positions":
                cells[name] = _WHICH
        numbered.append(replace(part, id=ids.get(part.id, part.id), cells=cells))
    return tuple(numbered)


def _named_in(part: Part) -> set[str]:
    """The people and bodies that a record and its participants name."""
    cells = [part.cells, *(inner.cells for inner in part.inside)]
    told = (c.get(k) for c in cells for k in ("person_id", "organisation_id"))
    return {who for who in told if isinstance(who, str)}

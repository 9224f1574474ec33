"""A draft flows in, the text of its entry flows out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from outsourced_care.contract import Contract
from outsourced_care.drafting.parts import (
    TO_CHOOSE,
    UNSURE,
    Draft,
    NewBody,
    NewPerson,
    Part,
    Todo,
    Value,
)
from outsourced_care.drafting.passages import Passages
from outsourced_care.entry_form import canonical
from outsourced_care.entry_shapes import ARTICLE, INSIDE, LOCAL, SECTIONS, keys_of
from outsourced_care.extraction.segments import Span
from outsourced_care.form_draft import MODELINE

TABLES = ("quotes", "events", "proposals", "positions", "accounts")
BARE = ("quantity", "preferred")  # numbers and truth values stand without quotes
DATES = ("published", "date", "announced")  # a year stands without quotes
INCLUDE = "  include:"
MENTIONED, MARKED = "organisation_mentions", "not_quotes"
_COMMENT = re.compile(r"(?:^|\s)#(?=[^\"]*(?:\"[^\"]*\"[^\"]*)*\Z).*")
_LEFT = re.compile(r"(?<![\w-])TODO(?!\w)")
_EMPTY = re.compile(r"^\s*(?:- )?[a-z_]+:\s+# TODO\b")
_MOST_OF_LINE = 2_000  # bytes; a value or id that is to be filled in stands at its beginning
NO_SELECTOR = Todo("no selector is short enough and may be shown; choose the passage's words")


def entry_text(draft: Draft, contract: Contract) -> str:
    """An entry in its canonical form, with what is to be added to the registries behind it."""
    lines = [MODELINE, "article:", *_cells(draft.head, keys_of(contract["articles"], ARTICLE))]
    for name, inside in sections(draft, contract, Passages(draft.article)).items():
        lines += ["", f"{name}:", *inside]
    raw = "\n".join([*lines, "", *additions(draft.bodies, draft.people), ""]).encode()
    return canonical(raw, f"entries/articles/{draft.article_id}.yaml", contract)


def places_to_fill_in(raw: bytes) -> int:
    """How many places of an entry's file a person must fill in or decide.

    A place is a value or id that `check` refuses, or one that is empty beside a TODO; what a
    comment tells of a place that is filled in is none.
    """
    told = (line[:_MOST_OF_LINE] for line in raw.split(b"\n") if b"TODO" in line)
    lines = (line.decode("utf-8", "replace") for line in told)
    return sum(bool(_EMPTY.search(x) or _LEFT.search(_COMMENT.sub("", x))) for x in lines)


def sections(draft: Draft, contract: Contract, passages: Passages) -> dict[str, list[str]]:
    """The lines below the key of each section that has any."""
    found = {}
    for table in TABLES:
        keys = keys_of(contract[table], SECTIONS[table])
        found[table] = [x for p in draft.of(table) for x in record(p, keys, contract, passages)]
    found[MENTIONED] = mentions(draft.mentions, passages)
    found[MARKED] = not_quotes(draft.not_quotes, passages)
    return {name: lines for name, lines in found.items() if lines}


def record(
    part: Part, keys: Iterable[str], contract: Contract, passages: Passages
) -> Iterator[str]:
    """The lines of a record, marked where the extractor is not sure of it."""
    if part.told_in:
        yield f"  # told whole in the entry of {part.told_in}; if it is another, tell it here"
    if part.sure < UNSURE:
        yield f"  # unsure: {part.doubt}"
    lines = _cells(part.cells, keys)
    if part.id:
        yield f"  - id: {part.id}{_choice(part)}"
    elif first := next(lines, None):
        yield f"  - {first.lstrip()}"
    yield from (f"  {line}" for line in lines)
    if part.inside:
        yield "    participants:"
        inner = keys_of(contract["participants"], INSIDE["participants"])
        for one in part.inside:
            told = (f"{k}: {_value(one.cells[k])}" for k in inner if k in one.cells)
            yield f"      - {{{', '.join(told)}}}"
    if part.terms:
        yield "    terms:"
        inner = keys_of(contract["proposal_terms"], INSIDE["proposal_terms"])
        for term in part.terms:
            yield from (f"    {x}" for x in record(term, inner, contract, passages))
    if part.spans:
        yield "    evidence:"
        yield from _evidence(part.spans, passages, "      ")


def _choice(part: Part) -> str:
    """What is said beside an id that a person must choose."""
    if not part.id.startswith(TO_CHOOSE):
        return ""
    if part.table in LOCAL:
        return "  # decide; then take TODO- away, or strike the row out"
    return "  # choose a lasting name, here and wherever it stands"


def _evidence(spans: Iterable[Span], passages: Passages, indent: str) -> list[str]:
    """A list of selectors; what may not be shown is left out, and left to a person if it is all."""
    given = [passages.selector(span) for span in spans]
    lines = [f"{indent}- {json.dumps(s, ensure_ascii=False)}" for s in dict.fromkeys(given) if s]
    if not lines:
        return [f"{indent}- {_value(NO_SELECTOR)}"]
    if left := given.count(None):
        what = "one more passage has" if left == 1 else f"{left} more passages have"
        lines.insert(0, f"{indent}# {what} no selector that is short enough and may be shown")
    return lines


def not_quotes(found: Iterable[tuple[Span, Value]], passages: Passages) -> list[str]:
    """The lines of what is in marks and no quotation."""
    lines = []
    for span, reason in found:
        selector = passages.selector(span)
        shown: Value = NO_SELECTOR if selector is None else selector
        lines += [f"  - selector: {_value(shown)}", f"    reason: {_value(reason)}"]
    return lines


def mentions(found: Iterable[tuple[str, Span]], passages: Passages) -> list[str]:
    """The lines of the mentions that names alone do not decide."""
    bodies: dict[str, list[Span]] = {}
    for body, span in found:
        bodies.setdefault(body, []).append(span)
    lines = []
    for body, spans in bodies.items():
        lines += [f"    - organisation_id: {body}", "      evidence:"]
        lines += _evidence(spans, passages, "        ")
    return [INCLUDE, *lines] if lines else []


def additions(bodies: Iterable[NewBody], people: Iterable[NewPerson]) -> Iterator[str]:
    """What is to be added to the registries, as comments."""
    lines = [line for body in bodies for line in _body(body)]
    if lines:
        yield "# Add to entries/organisations.yaml, where they are right:"
        yield from (f"# {line}" for line in lines)
    lines = [line for p in people for line in (f"- id: {p.id}", f"  name: {_quoted(p.name)}")]
    if lines:
        yield "# Add to entries/people.yaml, where they are right:"
        yield from (f"# {line}" for line in lines)


def _body(body: NewBody) -> Iterator[str]:
    yield f"- id: {body.id}"
    yield f"  name: {_quoted(body.name)}"
    yield f"  kind: {body.kind}"
    if body.gss_code:
        yield f"  gss_code: {body.gss_code}"
    if body.names:
        yield "  names:"
        for name in body.names:
            kind = "abbreviation" if name.isupper() else "alias"
            yield f"    - {{name: {_quoted(name)}, kind: {kind}}}"


def _cells(cells: Mapping[str, Value], keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        if key in cells:
            value = cells[key]
            year = isinstance(value, str) and key in DATES and re.fullmatch(r"\d{4}", value)
            bare = year or (key in BARE and isinstance(value, str))
            yield f"  {key}: {value if bare else _value(value)}"


def _value(value: Value) -> str:
    return f"TODO  # {value.what}" if isinstance(value, Todo) else _quoted(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

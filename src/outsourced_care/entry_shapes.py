"""The contract flows in, what an entry and the registries are made of flows out.

Sections, keys, which cells a person types and which of them go together: said here once, for
the reader of entries and for the JSON Schema that editors use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from outsourced_care.contract import Contract, Field, Table, curated

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LOCAL = ("quotes", "positions")  # tables whose ids are unique in their file only


@dataclass(frozen=True, slots=True)
class Shape:
    """How the records of a section are written.

    Attributes:
        table: The table that they become rows of.
        has_id: They begin with `id`.
        has_evidence: They may have `evidence`.
        inside: Lists of records inside them: key → table.
        whole: Every record stands whole; else some give their id alone, for a record that an
            earlier entry tells.
        filled: Required columns that the build fills in where they are left out.
        one_of: Keys of which a record must have at least one.
        known_by: The key that findings name a record by, where it has no `id`.
    """

    table: str
    has_id: bool = True
    has_evidence: bool = True
    inside: tuple[tuple[str, str], ...] = ()
    whole: bool = True
    filled: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    known_by: str = ""


ARTICLE = Shape("articles", has_id=False, has_evidence=False)
SECTIONS = {
    "quotes": Shape("quotes", one_of=("evidence",)),
    "events": Shape("events", inside=(("participants", "participants"),), whole=False),
    "proposals": Shape(
        "proposals",
        inside=(("participants", "participants"), ("terms", "proposal_terms")),
        whole=False,
    ),
    "positions": Shape("positions", one_of=("quote_id", "evidence")),
    "accounts": Shape("accounts", has_id=False),
}
INSIDE = {
    "participants": Shape(
        "participants",
        has_id=False,
        has_evidence=False,
        filled=("name",),
        one_of=("person_id", "organisation_id", "name"),
    ),
    "proposal_terms": Shape("proposal_terms"),
    "organisation_names": Shape("organisation_names", has_id=False, has_evidence=False),
}
REGISTRIES = {
    "organisations": Shape(
        "organisations", has_evidence=False, inside=(("names", "organisation_names"),)
    ),
    "people": Shape("people", has_evidence=False),
    "withdrawn": Shape("withdrawn", has_id=False, has_evidence=False, known_by="record_id"),
}
OPTIONAL = ("withdrawn",)  # registries whose file may be absent
PASSAGE = Shape("evidence", has_id=False, has_evidence=False, filled=("role",))
MENTIONS = ("include", "exclude")
MENTION = ("organisation_id", "evidence")
NOT_QUOTE = ("selector", "reason")
TOP = ("article", *SECTIONS, "organisation_mentions", "not_quotes")


@dataclass(frozen=True, slots=True)
class Together:
    """What a cell asks of other cells of its record: a rule, as far as one record shows it."""

    rule: str
    table: str
    cell: str
    values: tuple[str, ...] = ()  # that ask it; none: any
    needs: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()


_UNNAMED = ("spokesperson", "anonymous", "group")
TOGETHER = (
    Together("person-speaker-without-name", "quotes", "speaker_kind", ("person",), ("person_id",)),
    Together(
        "organisation-speaker-without-name",
        "quotes",
        "speaker_kind",
        ("organisation",),
        ("organisation_id",),
    ),
    Together("document-without-name", "quotes", "speaker_kind", ("document",), ("speaker",)),
    Together(
        "unnamed-source-with-name",
        "quotes",
        "speaker_kind",
        _UNNAMED,
        bars=("speaker", "person_id"),
    ),
    Together(
        "person-behind-another-speaker",
        "quotes",
        "speaker_kind",
        ("organisation", "document"),
        bars=("person_id",),
    ),
    Together("reported-without-cue", "quotes", "attribution", ("explicit", "hearsay"), ("cue",)),
    Together("implicit-with-cue", "quotes", "attribution", ("implicit",), bars=("cue",)),
    Together("basis-without-quote", "positions", "basis", ("quoted", "reported"), ("quote_id",)),
    Together(
        "basis-without-quote", "positions", "basis", ("authored", "formal_act"), bars=("quote_id",)
    ),
    Together(
        "arguable-without-alternative", "positions", "certainty", ("arguable",), ("alternative",)
    ),
    Together(
        "arguable-without-alternative", "positions", "certainty", ("clear",), bars=("alternative",)
    ),
    Together("quantity-without-unit", "proposal_terms", "quantity", needs=("unit",)),
    Together("quantity-without-unit", "proposal_terms", "unit", needs=("quantity",)),
    Together("participant-is-two", "participants", "person_id", bars=("organisation_id",)),
)


def typed(table: Table, shape: Shape) -> tuple[Field, ...]:
    """The columns of a record that a person types: curated ones, the identifier apart."""
    key = table.primary_key[0]
    own = shape.has_id or table.name == "articles"
    return tuple(f for f in curated(table) if not (own and f.name == key))


def keys_of(table: Table, shape: Shape) -> list[str]:
    """Every key that a record may have, in the order of the contract."""
    keys = [*(["id"] if shape.has_id else []), *(f.name for f in typed(table, shape))]
    keys += [key for key, _ in shape.inside]
    return keys + (["evidence"] if shape.has_evidence else [])


_FILLED = frozenset(
    (shape.table, name)
    for shape in (ARTICLE, PASSAGE, *SECTIONS.values(), *INSIDE.values(), *REGISTRIES.values())
    for name in shape.filled
)


def may_be_left_out(field: Field, table: str) -> bool:
    """Tell whether a record of a table may be written without a cell."""
    return not field.required or (table, field.name) in _FILLED


def is_identifier(field: Field, table: Table, contract: Contract) -> bool:
    """Tell whether a cell names a record of another table by its identifier."""
    return any(
        key.fields == (field.name,) and key.reference == contract[key.resource].primary_key
        for key in table.foreign_keys
    )


def is_prose(field: Field, table: Table, contract: Contract) -> bool:
    """Tell whether a cell holds free words, which may run over lines.

    Other text (identifiers, dates, addresses, values of a vocabulary, what has a pattern) is
    taken as it stands.
    """
    fixed = field.categories or field.pattern or field.format or field.edtf
    return field.type == "string" and not fixed and not is_identifier(field, table, contract)

"""What a draft is made of: records with cells that are known or left to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from outsourced_care.article import Article
from outsourced_care.extraction.segments import Span

TO_CHOOSE = "TODO-"  # before an id that a person must choose, or agree to; check refuses it
MOST = 500  # records of a table that a draft has; no article tells more
UNSURE = 0.6  # a record that the extractor is less sure of is marked


@dataclass(frozen=True, slots=True)
class Todo:
    """A cell that a person must fill in, and what belongs there."""

    what: str


Value = str | Todo


@dataclass(frozen=True, slots=True)
class Part:
    """A record as it is drafted.

    Attributes:
        table: The table that it becomes a row of.
        cells: What stands in it, by column; what may be left out is not in it.
        spans: Its passages, as spans of the canonical text.
        inside: Its participants.
        terms: The terms of a proposal.
        sure: How sure the extractor is of it, from 0 to 1.
        doubt: What the doubt is about, in a few words.
        id: Its identifier, given when all records are known.
    """

    table: str
    cells: Mapping[str, Value]
    spans: tuple[Span, ...] = ()
    inside: tuple[Part, ...] = ()
    sure: float = 1.0
    doubt: str = ""
    id: str = ""
    terms: tuple[Part, ...] = ()
    told_in: str = ""  # the article whose entry tells it whole, where another one does


@dataclass(frozen=True, slots=True)
class NewBody:
    """An organisation that the registry does not have."""

    id: str
    name: str
    kind: str
    gss_code: str | None = None
    names: tuple[str, ...] = ()  # that the text has besides


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person whom the registry does not have."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as it is drafted.

    Attributes:
        article_id: The identifier that it would have.
        article: The article.
        head: The cells of `article`.
        records: Quotes, events and proposals, each in the order of the article; then positions
            and accounts, which rest on them.
        mentions: Organisations and where the text means them without one of their names.
        not_quotes: Where marked words stand that nobody is told to have said; the reason.
        bodies: Organisations to be added to the registry.
        people: People to be added to the registry.
        english: Whether the text is English; of another nothing is drafted but the head.
        is_cut: Whether the article gives more records of a table than `MOST`.
    """

    article_id: str
    article: Article = field(repr=False)
    head: Mapping[str, Value]
    records: tuple[Part, ...] = ()
    mentions: tuple[tuple[str, Span], ...] = ()
    not_quotes: tuple[tuple[Span, Value], ...] = ()
    bodies: tuple[NewBody, ...] = ()
    people: tuple[NewPerson, ...] = ()
    english: bool = True
    is_cut: bool = False

    def of(self, table: str) -> list[Part]:
        """The records of a table."""
        return [part for part in self.records if part.table == table]

"""What the records of a draft are made with: the article, and who and what is named in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from outsourced_care.article import Article
from outsourced_care.contract import Contract
from outsourced_care.drafting.clauses import Clauses
from outsourced_care.drafting.documents import Documents
from outsourced_care.drafting.parts import Todo
from outsourced_care.drafting.people import People
from outsourced_care.drafting.places import Places
from outsourced_care.drafting.registries import Bodies
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.segments import Span, sentence_spans

_SAID_TODAY = re.compile(r"[^.\n]{0,40}\b(?:said|says|told\s\w+)\s(?:\w+\s)?today\b")
UNNAMED = "the article's author (not named)"


@dataclass(frozen=True)
class Ground:
    """What is known of an article before its records are made.

    Attributes:
        article: The article.
        published: When it was published, in EDTF.
        author: Whose opinions it holds: the author of a piece in the first person.
        contract: The contract.
        bodies: The organisations.
        people: The people.
        clauses: What is said in it.
        documents: Its reports.
        said: What is said in it, as it is coded.
        headed: The body that a person is told to head.
    """

    article: Article
    published: str | None
    author: str | None
    contract: Contract
    bodies: Bodies
    people: People
    clauses: Clauses
    documents: Documents
    said: tuple[FoundQuote, ...] = ()
    headed: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def quoted(self) -> Places[FoundQuote]:
        """Where what is said stands."""
        return Places((span, quote) for quote in self.said for span in quote.segments)

    @cached_property
    def spoke_today(self) -> frozenset[str]:
        """Who is told to have spoken on the day of publication."""
        text = self.article.text
        return frozenset(
            q.speaker
            for q in self.said
            if q.speaker and any(_SAID_TODAY.match(text, end) for _, end in q.segments)
        )

    @cached_property
    def sentences(self) -> Places[Span]:
        """Where sentences stand."""
        return Places((span, span) for span in sentence_spans(self.article.text))

    def in_rows(self, at: int) -> bool:
        """Whether a row of a timeline stands at a place."""
        blocks = self.article.blocks
        block = blocks[max(bisect_right(blocks, at, key=lambda b: b.start) - 1, 0)]
        return block.role == "timeline" and block.start <= at < block.end

    def vocabulary(self, table: str, field: str) -> Todo:
        """What belongs into a cell with a closed vocabulary."""
        return vocabulary(self.contract, table, field)


def vocabulary(contract: Contract, table: str, field: str) -> Todo:
    """What belongs into a cell with a closed vocabulary."""
    return Todo("one of " + ", ".join(contract[table][field].values))

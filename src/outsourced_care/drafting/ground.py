"""What the records of a draft are made with: the article, and who and what is named in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from outsourced_care.article import Article
from outsourced_care.contract import Contract
from outsourced_care.drafting.clauses import Clauses
from outsourced_care.drafting.documents import Documents
from outsourced_care.drafting.parts import Todo
from outsourced_care.drafting.people import People
from outsourced_care.drafting.registries import Bodies
from outsourced_care.extraction.quotes import FoundQuote

UNNAMED = "the article's author (not named)"


@dataclass(frozen=True, slots=True)
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

    def vocabulary(self, table: str, field: str) -> Todo:
        """What belongs into a cell with a closed vocabulary."""
        return vocabulary(self.contract, table, field)


def vocabulary(contract: Contract, table: str, field: str) -> Todo:
    """What belongs into a cell with a closed vocabulary."""
    return Todo("one of " + ", ".join(contract[table][field].values))

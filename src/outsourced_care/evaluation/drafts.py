"""The dataset's entries and article texts flow in, how much drafts of them have right flows out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from outsourced_care.article import ArticleFolder
from outsourced_care.contract import Contract
from outsourced_care.drafting.comparing import PROPOSED, Compared, compared
from outsourced_care.drafting.entries import draft_entry
from outsourced_care.entries import Sources
from outsourced_care.entry_files import read_sources
from outsourced_care.evaluation.counting import Share

_TOLD = ("published",)  # what the plain text of an article does not tell, and its page does
# what a draft fills in; positions, terms and accounts it only proposes
FILLED = (
    "articles",
    "quotes",
    "events",
    "proposals",
    "participants",
    "organisation_mentions",
    "not_quotes",
)


def draft_shares(cells: Compared) -> tuple[Share, Share]:
    """Of all cells, and of those in the sections that a draft fills in, how many were right."""
    filled = {where: n for where, n in cells.all.items() if where[0] in FILLED}
    right = sum(cells.right[where] for where in filled)
    return Share(cells.right.total(), cells.all.total()), Share(right, sum(filled.values()))


def proposed_rows(cells: Compared) -> dict[str, Share]:
    """Of the rows that drafts propose, how many match a row of the entry, by table."""
    return {table: Share(cells.matched[table], cells.drafted[table]) for table in PROPOSED}


def drafted_cells(entries: Path, contract: Contract, texts: ArticleFolder) -> Compared:
    """Draft each entry anew, from its article's text, without it, and compare.

    The other entries, the registries and the date of publication are known.

    Args:
        entries: The folder of the entries.
        contract: The contract, which says what is our own words.
        texts: The article texts at hand; entries without one are left out.
    """
    sources, _ = read_sources(entries, contract)
    result = Compared()
    for entry in sources.entries:
        article = texts.find(entry.article.text("title") or "", None)
        if article is None:
            continue
        published = entry.article.text("published")
        article = replace(article, metadata=replace(article.metadata, published=published))
        others = Sources(
            [e for e in sources.entries if e is not entry], sources.organisations, sources.people
        )
        result.add(compared(entry, draft_entry(article, contract, others), contract, _TOLD))
    return result

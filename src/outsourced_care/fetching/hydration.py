"""Articles with their addresses and passages flow in, their texts on this machine flow out.

What came back is judged by passages: a text is kept only where passages of its article are found
in it, and never in place of one in which more were.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from outsourced_care.article import ArticleFolder, article_from_text
from outsourced_care.errors import DatasetError
from outsourced_care.fetching.limits import FetchError
from outsourced_care.fetching.pages import Fetched, Fetcher
from outsourced_care.files import write_text
from outsourced_care.findings import nearest
from outsourced_care.recovery import Missing, read_copies, recover
from outsourced_care.table_source import NEEDED
from outsourced_care.text import UnreadableTextError

Show = Callable[[str], None]
Read = Callable[[Fetched], list[str]]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)  # it becomes the name of a file
_LONGEST_ID = 200
_LONGEST = 200_000  # characters: three times a long read; passages are sought word by word
_OTHER = "the page is not the article: none of its passages is there"


@dataclass(frozen=True, slots=True)
class Hydrated:
    """What became of one article.

    Attributes:
        article_id: The article.
        url: The address that is recorded; None where none is.
        fetched: Whether its text was fetched and written in this run.
        passages: How many passages it has.
        missing: Those that are not found in the texts at hand.
        why: Why its page was not taken; None where it was, or was not asked for.
    """

    article_id: str
    url: str | None
    fetched: bool
    passages: int
    missing: list[Missing]
    why: str | None

    @property
    def whole(self) -> bool:
        """Tell whether every passage is recovered; without passages, whether there is a text."""
        return not self.missing and (self.passages > 0 or self.why is None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The articles that are looked for, with the whole tables that copies are recognised by."""

    articles: pd.DataFrame
    evidence: pd.DataFrame
    ids: list[str]

    @classmethod
    def of(cls, articles: pd.DataFrame, evidence: pd.DataFrame, only: Collection[str]) -> Wanted:
        """Choose articles.

        Args:
            articles: The articles table.
            evidence: The evidence table.
            only: Identifiers of those that are wanted; empty for all.

        Raises:
            DatasetError: There is no such article, or the tables are not such as are needed.
        """
        needed = {**NEEDED, "articles": (*NEEDED["articles"], "url")}
        for name, frame in (("articles", articles), ("evidence", evidence)):
            lacking = [column for column in needed[name] if column not in frame]
            if lacking:
                raise DatasetError(f"the table {name} has no {', '.join(lacking)}")
        known = [str(i) for i in articles["article_id"].dropna()]
        for one in known:
            if not _ID.fullmatch(one) or len(one) > _LONGEST_ID:
                raise DatasetError(f"{one[:50]!r} is no identifier of an article")
        for one in only:
            if one not in known:
                raise DatasetError(f"there is no article {one!r}; {nearest(one, known)}")
        return cls(articles, evidence, [i for i in known if not only or i in only])

    def missing(self, folder: ArticleFolder) -> dict[str, list[Missing]]:
        """The passages that are not in the texts at hand, by article."""
        _, missing = recover(self.evidence, self.articles, folder)
        return {i: [m for m in missing if m.article_id == i] for i in self.ids}

    def missing_in(self, article_id: str, text: str) -> int:
        """How many passages of an article are not in a text."""
        own = self.evidence[self.evidence["article_id"] == article_id]
        listed = self.articles[self.articles["article_id"] == article_id]
        _, missing = recover(own, listed, ArticleFolder([article_from_text(text)], {}))
        return len(missing)

    def passages(self, article_id: str) -> int:
        """How many passages an article has."""
        return int((self.evidence["article_id"] == article_id).sum())

    def url(self, article_id: str) -> str | None:
        """The address that is recorded of an article."""
        found = self.articles.loc[self.articles["article_id"] == article_id, "url"].dropna()
        return str(found.iloc[0]) if len(found) else None


def hydrate(
    wanted: Wanted,
    out: Path,
    fetcher: Fetcher,
    read: Read,
    *,
    again: bool = False,
    show: Show = lambda _: None,
) -> list[Hydrated]:
    """Fetch the articles that are not at hand whole, and look for every passage.

    Args:
        wanted: The articles.
        out: The folder for their texts, each in `<article_id>.txt`; other copies that are in
            it count too.
        fetcher: Fetches their pages.
        read: Gives the readings of a page, the better ones first.
        again: Fetch those too that are at hand whole.
        show: Called with what is being done.

    Returns:
        What became of each article, in their order.

    Raises:
        OSError: The folder cannot be read or written.
    """
    out.mkdir(parents=True, exist_ok=True)
    before = wanted.missing(read_copies(out))
    why: dict[str, str | None] = {}
    fetched: set[str] = set()
    for number, article_id in enumerate(wanted.ids, start=1):
        file, lost = out / f"{article_id}.txt", len(before[article_id])
        whole = not lost and (file.exists() or wanted.passages(article_id) > 0)
        if whole and not again:
            continue
        show(f"{number} of {len(wanted.ids)}, {article_id}")
        text, why[article_id] = _text(wanted, article_id, fetcher, read)
        if text is None:
            continue
        gained = lost - wanted.missing_in(article_id, text)
        if gained > 0 or (gained == 0 and again) or not file.exists():
            write_text(file, text)
            fetched.add(article_id)
        else:
            why[article_id] = "its page holds no more than the copy at hand, which was kept"
    show("looking for every passage")
    after = wanted.missing(read_copies(out))
    return [
        Hydrated(i, wanted.url(i), i in fetched, wanted.passages(i), after[i], why.get(i))
        for i in wanted.ids
    ]


def _text(
    wanted: Wanted, article_id: str, fetcher: Fetcher, read: Read
) -> tuple[str | None, str | None]:
    """The reading of an article's page that holds most passages, or why there is none."""
    url = wanted.url(article_id)
    if url is None:
        return None, "no address of it is recorded"
    try:
        readings = read(fetcher.page(url))
    except FetchError as error:
        return None, str(error)
    except UnreadableTextError as error:
        return None, f"its page cannot be read: {error}"
    return _best(wanted, article_id, readings)


def _best(wanted: Wanted, article_id: str, readings: list[str]) -> tuple[str | None, str | None]:
    passages = wanted.passages(article_id)
    best, least = None, passages + 1
    for text in readings:
        if len(text) > _LONGEST:
            continue
        missing = wanted.missing_in(article_id, text)
        if missing < least:
            best, least = text, missing
        if not missing:
            break
    if best is None:
        return None, f"its page has more than {_LONGEST:,} characters, which no article has"
    if passages and least == passages:
        return None, _OTHER
    return best, None


def recovered(found: Iterable[Hydrated]) -> tuple[int, int]:
    """How many passages were recovered, and of how many."""
    each = [(one.passages - len(one.missing), one.passages) for one in found]
    return sum(there for there, _ in each), sum(all_ for _, all_ in each)

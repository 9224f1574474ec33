"""Evidence and whatever copies of the articles are at hand flow in, verbatim passages flow out.

Where a copy is the very text that was locked, offsets lead to the passage. In any other copy
(other white space, straight quotes, a caption missing, text before and after) the passage is
looked for by its selector, then by its hash; it counts as found only when the hash of its
folded form is the recorded one, so that a wrong passage is never returned.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from outsourced_care.article import Article, ArticleFolder
from outsourced_care.selectors import Selector, SelectorError, find
from outsourced_care.text import passage_sha256

_TOKEN = re.compile(r"\S+")


def recover(
    evidence: pd.DataFrame, articles: pd.DataFrame, folder: ArticleFolder
) -> tuple[dict[Hashable, str], dict[str, str]]:
    """Find the passages of evidence rows.

    Args:
        evidence: Rows of the evidence table, with their index.
        articles: The articles table.
        folder: The article texts at hand.

    Returns:
        The text of each passage that was found, by index of its row; and for each that was
        not, "record part" and why.
    """
    titles = dict(zip(articles["article_id"], articles["title"], strict=True))
    hashes = dict(zip(articles["article_id"], articles["text_sha256"], strict=True))
    copies = {i: folder.find(str(titles[i]), str(hashes[i])) for i in titles}
    found: dict[Hashable, str] = {}
    missing: dict[str, str] = {}
    for index, row in zip(evidence.index, evidence.to_dict("records"), strict=True):
        article = copies.get(row["article_id"])
        passage = None
        if article is not None:
            locked = article.sha256 == hashes[row["article_id"]]
            passage = _passage(article, locked, row)
        if passage is None:
            why = "its article is not at hand" if article is None else "not in the copy at hand"
            missing[f"{row['record_id']} part {row['part']}"] = why
        else:
            found[index] = passage
    return found, missing


def _passage(article: Article, locked: bool, row: Mapping[Hashable, Any]) -> str | None:
    text, folded = article.text, article.folded
    span = slice(int(row["start"]), int(row["end"]))
    if locked and passage_sha256(text[span]) == row["sha256"]:
        return text[span]
    written = None if pd.isna(row["selector"]) else str(row["selector"])
    words = int(row["word_count"])
    for start, end in (*_selected(article, written), *_windows(folded.text, words)):
        if hashlib.sha256(folded.text[start:end].encode("utf-8")).hexdigest() == row["sha256"]:
            return text[slice(*folded.span(start, end))]
    return None


def _selected(article: Article, written: str | None) -> list[tuple[int, int]]:
    if written is None:
        return []
    try:
        return find(article.folded, Selector.parse(written))
    except SelectorError:
        return []


def _windows(text: str, words: int) -> Iterator[tuple[int, int]]:
    """Every stretch of so many words, with and without the marks at its edges."""
    tokens = [m.span() for m in _TOKEN.finditer(text)]
    worded = [n for n, (a, b) in enumerate(tokens) if re.search(r"\w", text[a:b])]
    for i in range(len(worded) - words + 1):
        first, last = tokens[worded[i]], tokens[worded[i + words - 1]]
        for start in _cuts(text, *first, from_left=True):
            for end in _cuts(text, *last, from_left=False):
                if start < end:
                    yield start, end


def _cuts(text: str, start: int, end: int, *, from_left: bool) -> Iterator[int]:
    """The places where a passage may begin (or end) within a token: around its marks."""
    token = text[start:end]
    if from_left:
        marks = len(token) - len(re.sub(r"^\W+", "", token))
        yield from range(start, start + marks + 1)
        yield from (start + marks + m.end() for m in re.finditer(r"\W", token[marks:-1]))
    else:
        marks = len(token) - len(re.sub(r"\W+$", "", token))
        yield from range(end, end - marks - 1, -1)
        yield from (
            start + 1 + m.start() for m in re.finditer(r"\W", token[1 : len(token) - marks])
        )

"""A sentence and what is said in it flow in, the clause that a record rests on flows out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from outsourced_care.article import Article
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.segments import Span
from outsourced_care.text import count_words

_THAT = re.compile(r"that\s+")
# where another clause begins, or an aside
_NEXT = re.compile(r"\s[–—-]\s|;\s|,\s(?:which|who|and|but|after|while|where|although|following)\s")
_LEAST = 5  # words of a clause
_AT_ENDS = " \t\n\xa0“”\"‘’'"


def told_clause(text: str, span: Span) -> Span:
    """What is reported, without the word that leads to it."""
    lead = _THAT.match(text, *span)
    return (lead.end() if lead else span[0]), span[1]


class Clauses:
    """What is said in an article, as the passages that records may rest on."""

    def __init__(self, article: Article, quotes: Iterable[FoundQuote]) -> None:
        self.text = article.text
        self._told: Sequence[Span] = [
            told_clause(article.text, span) for quote in quotes for span in quote.segments
        ]

    def around(self, sentence: Span, word: Span | None) -> Span:
        """The clause of a sentence that holds a word: what is reported, or the whole.

        Args:
            sentence: The sentence.
            word: The word that tells what the record is about.
        """
        if word is None:
            return self._trimmed(sentence)
        told = (s for s in self._told if s[0] <= word[0] and word[1] <= s[1])
        start, end = next(told, sentence)
        return self._cut((max(start, sentence[0]), min(end, sentence[1])), word)

    def _cut(self, span: Span, word: Span) -> Span:
        """The part of a span around a word, up to where another clause begins."""
        start, end = span
        for cut in _NEXT.finditer(self.text, *span):
            if cut.end() <= word[0]:
                start = cut.end()
            elif cut.start() >= word[1]:
                end = cut.start()
                break
        short = count_words(self.text[start:end]) < _LEAST
        return self._trimmed(span if short else (start, end))

    def _trimmed(self, span: Span) -> Span:
        """A span without marks and spaces at its ends."""
        start, end = span
        while start < end and self.text[start] in _AT_ENDS:
            start += 1
        while start < end and self.text[end - 1] in _AT_ENDS:
            end -= 1
        return start, end

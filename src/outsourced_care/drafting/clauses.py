"""A sentence and what is said in it flow in, the clause that a record rests on flows out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from outsourced_care.article import Article
from outsourced_care.drafting.places import Places
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.segments import Span
from outsourced_care.text import count_words

_THAT = re.compile(r"that\s+")
# where another clause begins, or an aside
_NEXT = re.compile(
    r"\s[–—-]\s|;\s|,\s(?:which|who|and|but|after|while|where|although|following)\s|"
    r"\s(?=after\s(?:the\s)?(?:[A-Z]\w+|ministers|government|council|officials|it|they|s?he)\s\w+ed\b)"
)
_LED = re.compile(  # what ties a sentence to the one before it
    r"(?:So|Clearly|Finally|Instead|But|Inevitably|Indeed|However|Meanwhile|Now|Then|And|Yet|Also|"
    r"Moreover|Furthermore|Nevertheless|Today|Overall|Similarly|After all|This is despite|"
    r"The (?:move|news|decision|announcement) (?:follows|comes after)|"
    r"Under the (?:proposals?|plans?)|In some cases|I would (?:argue|say)),?\s"
)
_SUBORDINATE = re.compile(r"(?:When|While|As|Although|Since|Because|Though)\s")
_FIRST = re.compile(
    r"(?:When|While|As|Although|Since|Because|In|At|Under|By|On)\s[^,;]{15,200}?,\s"
)
_THAT_IS = re.compile(
    r"\b(?:surprise|doubt|question|sign|evidence|news|reports?|rumou?rs?|fact|claim|risk|"
    r"believes?|thinks?|argues?|feels?|insists?)\sthat\s"
)
_OPEN = re.compile(
    r"\b(?:than|that|the|an?|of|to|in|on|by|for|with|as|and|or|is|are|was|were|be)\W*\Z"
)
_LEADS = 6  # characters between a verb and what it proposes
_LEAST = 5  # words of a clause
_AT_ENDS = ", \t\n\xa0“”\"‘’'"


def told_clause(text: str, span: Span) -> Span:
    """What is reported, without the word that leads to it."""
    lead = _THAT.match(text, *span)
    return (lead.end() if lead else span[0]), span[1]


def _segments(text: str, quote: FoundQuote) -> Iterator[Span]:
    """What is said; of a mixed quotation also what is told before the marked words."""
    if quote.kind == "mixed" and quote.clause and quote.clause[0] < quote.segments[0][0]:
        lead = quote.clause[0], quote.segments[0][0]
        yield quote.clause if _OPEN.search(text, *lead) else lead
    yield from quote.segments


class Clauses:
    """What is said in an article, as the passages that records may rest on."""

    def __init__(self, article: Article, quotes: Iterable[FoundQuote]) -> None:
        self.text = article.text
        self._rows = [(b.start, b.end) for b in article.blocks if b.role == "timeline"]
        told = [
            told_clause(article.text, span)
            for quote in quotes
            for span in _segments(article.text, quote)
        ]
        self._told = Places((span, (number, span)) for number, span in enumerate(told))

    def around(self, sentence: Span, word: Span | None) -> Span:
        """The clause of a sentence that holds a word: what is reported, or the whole.

        Args:
            sentence: The sentence.
            word: The word that tells what the record is about.
        """
        if word is None or any(a <= word[0] < b for a, b in self._rows):
            return self._trimmed(sentence)
        near = sorted(self._told.touching(word))  # as they are told, not as they stand
        told = (s for _, s in near if s[0] <= word[0] and word[1] <= s[1])
        start, end = next(told, sentence)
        return self._cut((max(start, sentence[0]), min(end, sentence[1])), word)

    def proposed(self, sentence: Span, word: Span | None) -> Span:
        """The clause that a word of proposing leads to, else the clause around it."""
        if word is not None:
            for _, (start, end) in sorted(self._told.beginning((word[1], word[1] + _LEADS + 1))):
                if end <= sentence[1]:
                    return self._trimmed((start, end))
        return self.around(sentence, word)

    def _cut(self, span: Span, word: Span) -> Span:
        """The part of a span around a word, up to where another clause begins."""
        start, end = span
        first = _FIRST.match(self.text, start, end)
        if first and word[1] <= first.end():
            sub = _SUBORDINATE.match(self.text, start)
            return self._trimmed((sub.end() if sub else start, first.end()))
        if (noun := _THAT_IS.search(self.text, start, end)) and noun.end() <= word[0]:
            start = noun.end()
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
        while lead := _LED.match(self.text, start, end):
            start = lead.end()
        while start < end and self.text[start] in _AT_ENDS:
            start += 1
        while start < end and self.text[end - 1] in _AT_ENDS:
            end -= 1
        return start, end

"""Sentences flow in, attitudes that are told of a holder flow out.

A verb, adjective or noun tells that a person, a body or a group holds something: that they favour
it, are keen on it, that their concern is this (docs/coding.md, Quotes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from outsourced_care.article import Article
from outsourced_care.drafting.holders import Holder, Holders
from outsourced_care.extraction.found import SEARCHED
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.segments import Span, inside, sentence_spans

SURE = 0.7  # of an attitude whose holder stands beside it
ROUTE = "attitude"
_VERBS = {
    "favour": r"favou?rs?|favou?red",
    "back": r"backs|backed",
    "support": r"supports|supported",
    "oppose": r"opposes?|opposed",
    "doubt": r"doubts?|doubted",
    "fear": r"fears?|feared",
    "welcome": r"welcomes?|welcomed",
    "reject": r"rejects|rejected",
    "criticise": r"criticise[sd]?|criticize[sd]?",
    "condemn": r"condemns|condemned",
    "applaud": r"applauds|applauded",
    "regret": r"regrets|regretted",
    "demand": r"demands?|demanded",
    "recognise": r"recognise[sd]?|recognize[sd]?",
    "rate": r"rates?|rated",
    "judge": r"judges?|judged",
    "see": r"sees?|saw",
    "regard": r"regards?|regarded",
    "view": r"views|viewed",
}
_AS = frozenset(("recognise", "rate", "judge", "see", "regard", "view"))  # … something as this
RETOLD = frozenset(("criticise", "demand", "condemn", "applaud"))  # what others said, retold
_FEELINGS = (
    "keen",
    "disappointed",
    "surprised",
    "concerned",
    "worried",
    "anxious",
    "pleased",
    "delighted",
    "reluctant",
    "unhappy",
    "angry",
    "confident",
    "hopeful",
    "sceptical",
    "alarmed",
    "afraid",
    "dismayed",
    "opposed",
)
_VERB = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<{lemma}>{forms})" for lemma, forms in _VERBS.items())
    + r")(?=\s)"
)
_FEELING = re.compile(
    r"\b(?:is|are|was|were|remains?|feels?|felt|[’']s|[’']re)\s(?:(?!not\b)\w+\s){0,2}?"
    rf"(?P<cue>{'|'.join(_FEELINGS)})\b(?:\s(?:by|at|about|over|with|on|of|that))?"
)
_CARE = re.compile(
    r"(?P<whose>His|Her|Their|Its|his|her|their|its|[A-Z]\w+[’']s?)\s(?:\w+\s)?"
    r"(?P<cue>concern|fear|hope|worry|view|belief|suspicion)(?:s|ies)?\s(?:about|over|for|of)\s"
    r"(?P<what>[^.;]{3,150}?)\s(?:is|are|was|were)\sthat\s"
)
_BACKING = re.compile(
    r"(?:has|have|had)\sgiven\s(?:its|his|her|their)\s(?:full\s)?(?P<cue>backing|support)\sto(?=\s)|"
    r"(?:gives?|gave)\s(?:its|his|her|their)\s(?:full\s)?(?P<cue2>backing|support)\sto(?=\s)"
)
_COMPOUND = re.compile(
    r"(?<![\w-])(?P<who>[A-Z]\w+)-(?P<cue>backed|supported),?\s(?P<what>(?:[A-Z][\w’']+\s?){2,})"
)
_STOP = re.compile(
    r",\s(?:among|but|although|though|which|who|while|and|says?|said|adds?|after|following|despite|"
    r"including)\b|\s[–—-]\s|;|\s(?:but|although|because)\s"
)
_RELATIVE = re.compile(r"(?P<what>(?:the\s)?\w+\s\w+),?\s(?:which|that)\s\Z")
_WHEN = re.compile(r"When\s(?P<what>[^,]{10,200}),\s")
_HEARSAY = re.compile(r"\b(?:reported|reportedly|rumou?red|rumou?rs?|understood|believed)\b")
_FAR = 400  # characters before a holder that tell how it is told
_END = ".!?,;: ”’\"'"


@dataclass(frozen=True, slots=True)
class _Told:
    cue: str
    holder: Holder
    segments: tuple[Span, ...]


class Attitudes:
    """The attitudes that an article tells."""

    def __init__(self, article: Article, holders: Holders, quotes: Iterable[FoundQuote]) -> None:
        self.text, self.holders = article.text, holders
        self.quotes = list(quotes)
        self._direct = [s for q in self.quotes if q.kind == "direct" for s in q.segments]
        self._read = [(b.start, b.end) for b in article.blocks if b.role in SEARCHED]

    def __iter__(self) -> Iterator[FoundQuote]:
        for sentence in sentence_spans(self.text):
            if inside(self._read, *sentence):
                for told in (*self._verbs(sentence), *self._others(sentence)):
                    if all(a < b for a, b in told.segments) and not self._known(told):
                        yield self._quote(told, sentence)

    def _verbs(self, sentence: Span) -> Iterator[_Told]:
        start, end = sentence
        for found in _VERB.finditer(self.text, start, end):
            lemma = found.lastgroup or ""
            within = self._within_direct(found.span())
            if within and lemma not in RETOLD:
                continue
            segments = self._object(found.end(), min(end, within[1]) if within else end)
            if lemma in _AS and " as " not in f" {self.text[slice(*segments[0])]}":
                continue
            holder = self.holders.before(sentence, found.start())
            if holder is None or (within and not holder.is_group):
                continue
            if lemma in _AS and self.text[slice(*segments[0])].startswith("as "):
                segments = self._turned(sentence, holder, segments)
            yield _Told(lemma, holder, segments)

    def _turned(
        self, sentence: Span, holder: Holder, segments: tuple[Span, ...]
    ) -> tuple[Span, ...]:
        """What a relative clause is about stands before it: "this, which they saw as that"."""
        before = _RELATIVE.search(self.text, max(sentence[0], holder.start - _FAR), holder.start)
        return (before.span("what"), *segments) if before else segments

    def _others(self, sentence: Span) -> Iterator[_Told]:
        start, end = sentence
        text, holders = self.text, self.holders
        for found in _FEELING.finditer(text, start, end):
            holder = holders.before(sentence, found.start())
            if holder is None or self._within_direct(found.span()):
                continue
            what = self._object(found.end(), end)
            if what[0][0] >= what[0][1]:  # what it is about stands before
                when = _WHEN.match(text, start, end)
                what = (when.span("what"),) if when else ()
            if what:
                yield _Told(found["cue"], holder, what)
        for found in _CARE.finditer(text, start, end):
            if holder := holders.whose(found["whose"], sentence):
                yield _Told(
                    found["cue"], holder, (found.span("what"), self._to_end(found.end(), end))
                )
        for found in _BACKING.finditer(text, start, end):
            if holder := holders.before(sentence, found.start()):
                cue = "back" if "backing" in (found["cue"], found["cue2"]) else "support"
                yield _Told(cue, holder, (self._to_end(found.end(), end),))
        for found in _COMPOUND.finditer(text, start, end):
            if holder := holders.at(found.span("who")):
                cue = "back" if found["cue"] == "backed" else "support"
                yield _Told(cue, holder, (self._trimmed(found.span("what")),))

    def _object(self, begin: int, end: int) -> tuple[Span, ...]:
        """What an attitude is about: up to where another clause begins."""
        stop = _STOP.search(self.text, begin, end)
        return (self._trimmed((begin, stop.start() if stop else end)),)

    def _to_end(self, begin: int, end: int) -> Span:
        return self._trimmed((begin, end))

    def _trimmed(self, span: Span) -> Span:
        start, end = span
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1] in _END:
            end -= 1
        return start, end

    def _within_direct(self, span: Span) -> Span | None:
        """What is said in marks around a place."""
        return next((d for d in self._direct if d[0] <= span[0] and span[1] <= d[1]), None)

    def _known(self, told: _Told) -> bool:
        """Whether it was found as a quote already."""
        a, b = told.segments[-1]
        for quote in self.quotes:
            for start, end in quote.segments:
                if (
                    start < b
                    and a < end
                    and (quote.cue == told.cue or (quote.kind == "indirect" and abs(start - a) < 6))
                ):
                    return True
        return False

    def _quote(self, told: _Told, sentence: Span) -> FoundQuote:
        holder = told.holder
        hearsay = _HEARSAY.search(self.text, max(sentence[0], holder.start - _FAR), holder.start)
        return FoundQuote(
            told.segments,
            "indirect",
            holder.name,
            None,
            None,
            holder.kind,
            holder.role,
            holder.organisation,
            told.cue,
            "hearsay" if hearsay else "explicit",
            ROUTE,
            SURE,
        )

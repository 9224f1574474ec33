"""Quotes as the extractor finds them flow in, quotes as they are coded flow out.

Passages are cut as docs/coding.md has it, acts in words are left to events, and a report that goes
on without a reporting word is added.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace

from outsourced_care.article import Article
from outsourced_care.drafting.attitudes import ROUTE as ATTITUDE
from outsourced_care.drafting.clauses import told_clause
from outsourced_care.drafting.places import Places
from outsourced_care.extraction.found import SEARCHED
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.said import Said
from outsourced_care.extraction.segments import Span, inside, sentence_spans

# what is done in words: what the holder will do, or what another is to do
_ACTS = {
    **dict.fromkeys(("agree", "promise", "pledge", "commit", "offer"), re.compile(r"to\s")),
    **dict.fromkeys(("ask", "order", "urge", "invite"), re.compile(r"[^.;]{0,80}?\bto\s\w+")),
    "dismiss": re.compile(r"(?:\w+\s+)?\w+\Z"),
    "consider": re.compile(r"\w+ing\s"),
}
_REFUSALS = frozenset(("refuse", "decline"))
_REFUSED = re.compile(r"to\s(?:(?:comment\son|confirm|deny|say|discuss|answer)(?:\sor\s|\s))+")
_AND_THAT = re.compile(r",?\s(?:and|but)\sthat\s")
_ASIDE = re.compile(r"\s[–—]\s[^–—\n]{3,120}\s[–—]\s")
_BUT = re.compile(r",\s(?:but|although|though)\s")
_ADVISED = re.compile(r"\b(?:should|ought\sto|must)\b")
_JUDGED = re.compile(
    r"(?:It|This|That)\s(?:was|is|would\sbe)\s(?:un|ir|im|in)?"
    r"(?:reasonable|realistic|wrong|right|fair|vital|essential|acceptable|wise|important|possible)\b"
)
_WHICH = re.compile(r",?\s(?:which|that|who)\s")
_NEAR = 60  # characters between what is told and what is quoted of the same words
_SURE = 0.6
_MOST_BEFORE = 50  # utterances back among which a report may have spoken


def coded(article: Article, quotes: Iterable[FoundQuote]) -> Iterator[FoundQuote]:
    """The quotes that count, cut to what is reported."""
    text = article.text
    found = sorted(quotes, key=lambda q: q.segments[0])
    marked = [q for q in found if q.kind == "mixed"]
    told = [q for q in found if q.kind == "indirect"] if marked else []
    for quote in found:
        if quote.kind == "indirect":
            if _is_act(text, quote) or _goes_on_marked(text, quote, marked):
                continue
            quote = replace(quote, segments=tuple(_cut(text, quote)))
        elif quote.kind == "mixed" and (lead := _lead(text, quote, told)):
            quote = replace(quote, cue=lead.cue)
        yield quote


def implicit(article: Article, quotes: Iterable[FoundQuote]) -> Iterator[FoundQuote]:
    """What a report goes on to judge or to advise, without a reporting word.

    Not in an opinion, where the judgement is the author's.
    """
    text = article.text
    told = sorted(quotes, key=lambda q: q.segments[0])
    said = Places((span, quote) for quote in told for span in quote.segments)
    starts = [quote.segments[0][0] for quote in told]
    if Said(told).is_personal(text):
        return
    read = [(b.start, b.end) for b in article.blocks if b.role in SEARCHED]
    for sentence in sentence_spans(text):
        judged = _ADVISED.search(text, *sentence) or _JUDGED.match(text, *sentence)
        if judged is None or not inside(read, *sentence):
            continue
        if said.touching(sentence):
            continue
        first = bisect_left(starts, sentence[0])
        before = told[max(first - _MOST_BEFORE, 0) : first]
        if before and before[-1].speaker_kind in ("document", "group"):
            last = next((q for q in reversed(before) if q.speaker_kind == "document"), None)
            if last and text.count("\n", last.segments[-1][1], sentence[0]) <= _paragraphs(text):
                yield replace(
                    last, segments=(sentence,), kind="indirect", cue=None,
                    attribution="implicit", route="report goes on", confidence=_SURE, clause=None,
                )  # fmt: skip


def without_nested(article: Article, quotes: list[FoundQuote]) -> list[FoundQuote]:
    """The quotes, each cut where an attitude of a relative clause begins."""
    inner = [s for q in quotes if q.route == ATTITUDE for s in q.segments[1:]]
    return [
        replace(q, segments=tuple(_before(article.text, s, inner) for s in q.segments))
        if q.kind == "indirect" and q.route != ATTITUDE
        else q
        for q in quotes
    ]


def _before(text: str, span: Span, inner: Iterable[Span]) -> Span:
    start, end = span
    for a, b in inner:
        if start < a and b <= end and (which := _WHICH.search(text, start, a)):
            end = which.start()
    return start, end


def _paragraphs(text: str) -> int:
    """How many line ends two paragraphs span."""
    return 4 if "\n\n" in text else 2


def _is_act(text: str, quote: FoundQuote) -> bool:
    """Whether something is done in words, or considered, rather than said."""
    words = text[slice(*quote.segments[0])]
    act = _ACTS.get(quote.cue or "")
    return act is not None and act.match(words) is not None


def _goes_on_marked(text: str, quote: FoundQuote, quotes: Iterable[FoundQuote]) -> bool:
    """Whether the end of what is told is marked: the marked words alone are the quote."""
    end = quote.segments[-1][1]
    return any(q.speaker == quote.speaker and _joined(text, end, q) for q in quotes)


def _joined(text: str, end: int, marked: FoundQuote) -> bool:
    start = marked.segments[0][0]
    between = text[end:start]
    return 0 <= start - end < _NEAR and not re.search(r"[.,;\n]", between)


def _lead(text: str, marked: FoundQuote, quotes: Iterable[FoundQuote]) -> FoundQuote | None:
    """What is told and goes on in marked words."""
    told = (q for q in quotes if q.speaker == marked.speaker and q.cue)
    return next((q for q in told if _joined(text, q.segments[-1][1], marked)), None)


def _cut(text: str, quote: FoundQuote) -> Iterator[Span]:
    """The passages of what is told."""
    for number, segment in enumerate(quote.segments):
        start, end = told_clause(text, segment)
        if quote.cue in _REFUSALS and (lead := _REFUSED.match(text, start, end)):
            start = lead.end()
        if but := _BUT.search(text, start, end):
            end = but.start()
        if both := _AND_THAT.search(text, start, end):
            yield start, both.start()
            yield both.end(), end
            continue
        yield start, end
        last = number + 1 == len(quote.segments)
        if last and (aside := _ASIDE.match(text, end)):
            stop = next((e for a, e in sentence_spans(text) if a <= start < e), None)
            if stop is not None and aside.end() < stop:
                yield aside.end(), stop

"""Narration with its quotations blanked out flows in, reporting clauses flow out.

A clause is a cue with the words that name its source: before it ("Jones said"), after it ("said
Jones", "according to Jones") or taken over from the clause before ("and added").
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from outsourced_care.extraction.behind_verb import named_behind, source_behind
from outsourced_care.extraction.cues import (
    BESIDE,
    LEMMAS,
    NOUN_CUES,
    NOUN_LIKE,
    SPEECH,
    THOUGHT,
    find_cues,
)
from outsourced_care.extraction.grammar import BLANK
from outsourced_care.extraction.nouns import first_noun, noun_after
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.subjects import BeforeVerb
from outsourced_care.extraction.word_lists import words

# Longer sentences are read in pieces, so that no text costs more than its length.
_LONGEST = 1500
# "according to figures from the Pellam Society"
_FIGURES = re.compile(
    r"\s(?:from|(?:published\s|released\s|carried\sout\s)?by)\s(?:the\s)?[A-Z][\w’'&-]*"
    r"(?:\s(?:(?:of|for|and)\s(?:the\s)?)?[A-Z][\w’'&-]*){0,6}"
)
_BY = re.compile(r"[ \xa0]by\b")
_AGENT = re.compile(r"[^.;:“\"]{0,40}?\bby\b")
# What stands behind a noun that looks like a verb: "the reports are", "calls by".
_NOUN_FOLLOWED = re.compile(
    r"[ \xa0](?:is|are|was|were|has|have|had|will|would|could|may|might|said|says|by|of|published"
    r"|rate)\b"
)
# What stands behind "back" where it is an adverb: "bring homes back in house".
_ADVERB_FOLLOWED = re.compile(
    r"[ \xa0](?:in|into|to|from|at|on|onto|up|under|home|again|out|when|then|together|and)\b"
)
# These report only with what they make of a thing: "paint the plan as", "paint a grim picture".
_PICTURING = words("paint portray")
_PICTURED = re.compile(
    r"[ \xa0][^.;:]{1,80}?[ \xa0]as\b"
    r"|[ \xa0](?:an?|the)[ \xa0](?:[\w-]+[ \xa0]){0,4}?(?:picture|portrait)\b"
)
_HOLDER = re.compile(
    r"((?:[A-Z][\w.’'-]*[ \xa0])*[A-Z][\w.-]*)[’']s?[ \xa0](?:\w+ )?\Z"
    r"|\b(his|her|their)[ \xa0](?:\w+ )?\Z",
    re.IGNORECASE,
)
_HOLDS_THAT = re.compile(r"[ \xa0](?:that\b|is that\b|was that\b)|:(?=\s)")
# "an idea the mayor", of "an idea the mayor called mad": the mayor is the source
_CONTACT = re.compile(
    r"(?:an?|one)[ \xa0](?:(?!(?:for|of|in|at|from|with|by|on|to|and|who)\b)[a-z-]+[ \xa0]){1,3}"
    r"(?=(?:the|its|his|her|their)[ \xa0])"
    r"|something[ \xa0](?=[a-z]+s\Z|[A-Z]|(?:the|its|his|her|their)[ \xa0])"
    r"|an?[ \xa0](?:[a-z-]+[ \xa0])?(?:idea|plan|claim|move|proposal|suggestion|charge|accusation|"
    r"allegation|decision|phrase|term|notion|policy|step|model|figure|prospect|scheme|deal|change|"
    r"measure|demand|outcome|practice)[ \xa0](?=[A-Z])"
)
# A quotation closed right before a clause.
_MARKED = re.compile(rf"[{BLANK},.!?…][”\"’'],?[ \xa0](?:[\w.’'-]+[ \xa0]){{0,4}}\Z")
_OPENS = re.compile(r":[ \xa0][“\"‘']")  # "hit back: “Rubbish.”"
_AWAY = 48
_INVERTING = (SPEECH | BESIDE) - {"tell"}  # whom it is told to follows


class Clause(NamedTuple):
    """A reporting clause: where it stands, its cue, and who is its source.

    `order` tells where the source was found: before, relative, inverted, according, passive, noun
    ("Jones's claim that"), inherited (from the clause before) or infinitive ("went on to say").
    `denied`: it is told that the source does not say it.
    """

    start: int
    end: int
    cue_start: int
    cue_end: int
    lemma: str
    mention: Span
    order: str
    sentence: Span
    denied: bool = False

    @property
    def speech(self) -> bool:
        """Whether the cue stands beside direct quotations."""
        return self.lemma in SPEECH or self.lemma in BESIDE

    @property
    def reports(self) -> bool:
        """Whether the cue takes a clause of its own."""
        return self.lemma in SPEECH or self.lemma in THOUGHT


class _Cue(NamedTuple):
    """A place where a clause may report, in its sentence."""

    masked: str
    form: str
    start: int
    end: int
    sentence: Span

    def clause(self, lemma: str, source: Span, order: str, *, denied: bool = False) -> Clause:
        first, last = min(source[0], self.start), max(self.end, source[1])
        if order in ("before", "relative"):
            last = self.end
        elif order in ("inherited", "infinitive"):
            first, last = self.start, self.end
        return Clause(
            first, last, self.start, self.end, lemma, source, order, self.sentence, denied
        )


def in_pieces(sentences: list[Span]) -> list[Span]:
    """Sentences, with those that are longer than any real one cut up."""
    return [
        (at, min(end, at + _LONGEST))
        for start, end in sentences
        for at in range(start, end, _LONGEST)
    ]


def find_clauses(masked: str, sentences: list[Span]) -> list[Clause]:
    """Return the reporting clauses of narration, in order."""
    starts = [start for start, _ in sentences]
    clauses: list[Clause] = []
    for form, start, end in find_cues(masked):
        sentence = sentences[max(0, bisect_right(starts, start) - 1)]
        clause = _clause(_Cue(masked, form, start, end, sentence), clauses)
        if clause is not None:
            clauses.append(clause)
    return clauses


def _governing(clauses: list[Clause], sentence: Span) -> Clause | None:
    """The nearest clause before in the sentence whose source a participle can take over."""
    for clause in reversed(clauses[-6:]):
        if clause.sentence != sentence:
            return None
        if clause.order in ("before", "inverted", "inherited"):
            return clause
    return None


def _clause(cue: _Cue, clauses: list[Clause]) -> Clause | None:
    form = cue.form
    if form in ("Said", "Says"):  # "Said Jones: ..."
        source = noun_after(cue.masked, cue.end, cue.sentence[1])
        opens = source is not None and cue.start == cue.sentence[0]
        return cue.clause("say", source, "inverted") if source and opens else None
    if form.lower() == "according to":
        source = noun_after(cue.masked, cue.end, cue.sentence[1])
        if source and (named := _FIGURES.match(cue.masked, source[1], cue.sentence[1])):
            source = source[0], named.end()
        source = named_behind(cue.masked, source) if source else None
        return cue.clause("according to", source, "according") if source else None
    if form in NOUN_CUES:
        held = _noun_clause(cue)
        if held is not None or form not in LEMMAS:
            return held
    other = _ADVERB_FOLLOWED if form == "back" else _NOUN_FOLLOWED
    if form in NOUN_LIKE and other.match(cue.masked, cue.end, cue.sentence[1]):
        return None
    return _verb_clause(cue, clauses)


def _verb_clause(cue: _Cue, clauses: list[Clause]) -> Clause | None:
    lemma = LEMMAS[cue.form]
    if lemma in _PICTURING and not _PICTURED.match(cue.masked, cue.end, cue.sentence[1]):
        return None
    if lemma in BESIDE and not (
        _MARKED.search(cue.masked, max(0, cue.start - _AWAY), cue.start)
        or _OPENS.match(cue.masked, cue.end)
    ):
        return None
    before = BeforeVerb(cue.masked, cue.sentence[0], cue.start, cue.form)
    if before.passive or (before.is_told and _BY.match(cue.masked, cue.end)):
        agent = _AGENT.match(cue.masked, cue.end, cue.sentence[1])
        source = noun_after(cue.masked, agent.end(), cue.sentence[1]) if agent else None
        return cue.clause(lemma, source, "passive") if source else None
    inverts = lemma in _INVERTING and not cue.form.endswith("ing")
    behind = source_behind(cue.masked, (cue.start, cue.end), cue.sentence) if inverts else None
    if behind and not before.in_apposition(named=cue.masked[behind[0]].isupper()):
        return cue.clause(lemma, named_behind(cue.masked, behind), "inverted")
    source, order = before.subject()
    if source is not None:
        aside = cue.masked.startswith(", ", source[0] - 2)
        if aside and (contact := _CONTACT.match(cue.masked, *source)):
            source = contact.end(), source[1]
        return cue.clause(lemma, source, order, denied=before.denied)
    if order not in ("inherited", "infinitive"):
        return None
    governing = _governing(clauses, cue.sentence)
    if governing is not None:
        return cue.clause(lemma, governing.mention, order)
    if order == "infinitive" or cue.form != lemma:
        first = first_noun(cue.masked, cue.sentence[0], cue.start)
        return cue.clause(lemma, named_behind(cue.masked, first), order) if first else None
    return None


def _noun_clause(cue: _Cue) -> Clause | None:
    """A noun that reports, with its holder: "Jones's claim that"."""
    if not _HOLDS_THAT.match(cue.masked, cue.end):
        return None
    holder = _HOLDER.search(cue.masked, max(cue.sentence[0], cue.start - 60), cue.start)
    return cue.clause(cue.form, holder.span(1 if holder[1] else 2), "noun") if holder else None

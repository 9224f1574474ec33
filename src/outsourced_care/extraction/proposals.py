"""A text flows in, the sentences in which somebody proposes a change flow out, with who does.

Proposing is recommending, planning, ordering or calling for a change by a named or described
actor. "Should" and "must" count in what somebody says; "will" and "is to" with a verb of change.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from outsourced_care.extraction.actors import Bodies, Mention, is_possessed
from outsourced_care.extraction.office_holders import is_office
from outsourced_care.extraction.proposal_cues import (
    AUTHORITIES,
    BUT,
    CUES,
    DONE_TO,
    FEELING,
    HAD,
    HEAD,
    HEADLINE,
    NUMBERED,
    REJECTS,
    SUPPOSED,
)
from outsourced_care.extraction.said import Said, Utterance
from outsourced_care.extraction.segments import Span, inside, sentence_spans
from outsourced_care.extraction.undone import CALLED_OFF, is_given_up


@dataclass(frozen=True, slots=True)
class FoundProposal:
    """A sentence in which somebody proposes a change.

    Attributes:
        start: Where the sentence begins.
        end: Where it ends.
        proposer: Who proposes, the fullest name found; None when the text does not tell.
        cue: The words that propose.
        confidence: How sure the rule is, from 0 to 1.
    """

    start: int
    end: int
    proposer: str | None
    cue: str
    confidence: float


# How sure each kind is, set by judgement and not measured: too few rows tell the kinds apart.
_SURE = {
    "asks": 0.85,
    "plan": 0.85,
    "rules": 0.85,
    "intends": 0.85,
    "passive": 0.88,
    "active": 0.88,
    "duty": 0.72,
    "headline": 0.75,
}
_REPORTED = re.compile(
    r"\b(?:said|says|told|added|adds|argue[sd]?|according\sto|insist(?:s|ed)|claim(?:s|ed)|warn(?:s|ed)|"
    r"believes|concluded|states?|stated|suggest(?:s|ed)|agree[sd]?|thinks?)\b"
)
_FAR = 400  # so far from a cue a reporting verb is looked for
_BESIDE = 160  # so far before a cue the words that change it are looked for
_RELATIVE = re.compile(
    r"\b(?:if|who|which|[Tt]here|[Tt]here\ssurely|[Ww]hat\s(?:[\w’'-]+\s){1,4})\s?\Z"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame)\s[A-Z][\w’-]+\s\Z")
_JOINED = re.compile(r"\b(?:and|but)\s(?:(?:also|then|has|have|had)\s){0,2}\Z")
_THINGS = re.compile(r"\b(?:it|system|offence|name|risks)\s\Z")
_IDLE = {
    "plan": re.compile(rf"\b(?:no|not|any|without|previous|(?:{CALLED_OFF})(?:\s\w+)?)\s\Z"),
    "rules": re.compile(r"\b(?:not|never)[”\"’']?\s\Z"),
    "passive": re.compile(r"\b(?:if|plans|appears?|seems?|likely|were\snot|no\s\w+)\s\Z"),
    "intends": re.compile(r"\b(?:not|never|if|who|you)\s\Z"),
}
_ACTIONS = frozenset(("active", "asks", "intends", "passive", "plan", "rules"))
_FIRST_PERSON = re.compile(r"\b(?:We|we|I)\s(?:\w+\s)?\Z|\b(?:We|we|I)\Z")


def find_proposals(
    text: str,
    title: str | None = None,
    *,
    organisations: Sequence[Mention] | None = None,
    quotes: Sequence[Utterance] | None = None,
    within: Iterable[Span] | None = None,
    sentences: Sequence[Span] | None = None,
) -> list[FoundProposal]:
    """Find the proposals of a text, sentence by sentence, in order.

    Args:
        text: The text; offsets count its code points.
        title: The headline, when the text does not hold it.
        organisations: The organisations found in it; None finds them.
        quotes: What is said in it and by whom; None finds them.
        within: The parts to search; the whole if None.
        sentences: Its sentences, when they have been found already.
    """
    if organisations is None or quotes is None:
        organisations, quotes = _found(text, title, organisations, quotes)
    said = Said(quotes)
    bodies = Bodies(organisations, said.speakers, text)
    personal = said.is_personal(text)
    parts = None if within is None else sorted(within)
    last: str | None = None
    found: list[FoundProposal] = []
    sentences = sentence_spans(text) if sentences is None else sentences
    for (start, end), heads in _with_heads(text, sentences):
        if parts is not None and not inside(parts, start, end):
            continue
        near = personal or (bool(found) and start - found[-1].end < 3)
        first = start == sentences[0][0]
        cue = _cue(text, (start, end), heads, said, bodies, near=near, first=first)
        if cue is None or is_given_up(text, (start, end)):
            continue
        kind, at, words = cue
        proposer = _proposer(text, (start, end), at, kind, said, bodies, last)
        if proposer and is_office(proposer):
            proposer = bodies.fuller(proposer, last)
        if personal and kind == "duty" and said.at(at, at + 1) is None:
            proposer = None  # the author's own
        last = proposer or last
        found.append(FoundProposal(start, end, proposer, words, _SURE[kind]))
    return found


def _found(
    text: str,
    title: str | None,
    organisations: Sequence[Mention] | None,
    quotes: Sequence[Utterance] | None,
) -> tuple[Sequence[Mention], Sequence[Utterance]]:
    from outsourced_care.extraction.organisations import find_organisations
    from outsourced_care.extraction.quotes import find_quotes

    return (
        find_organisations(text) if organisations is None else organisations,
        find_quotes(text, title) if quotes is None else quotes,
    )


def _with_heads(text: str, sentences: Sequence[Span]) -> Iterator[tuple[Span, list[int]]]:
    """The first sentence, and those in which a cue may begin, with the places where."""
    starts = [start for start, _ in sentences]
    heads: list[int] = []
    at = 0
    for head in HEAD.finditer("\n" + text):  # the first word has something before it as well
        place = head.start()
        if at + 1 < len(starts) and place >= starts[at + 1]:
            if heads or at == 0:
                yield sentences[at], heads
            at, heads = bisect_right(starts, place) - 1, []
        heads.append(place)
    if sentences and (heads or at == 0):
        yield sentences[at], heads


def _cue(
    text: str,
    sentence: Span,
    heads: Sequence[int],
    said: Said,
    bodies: Bodies,
    *,
    near: bool,
    first: bool,
) -> tuple[str, int, str] | None:
    """The first words of a sentence that propose: their kind, their place, themselves."""
    start, end = sentence
    if first and text[end : end + 1] == "\n" and (head := HEADLINE.match(text, start, end)):
        return "headline", head.end() - 1, head[1]
    done = start
    for place in heads:
        match = CUES.match(text, place, end) if place >= done else None
        if match and _proposes(text, sentence, match, said, bodies, near=near):
            return match.lastgroup or "", match.start(), match[0]
        done = match.end() if match else done
    return None


def _proposes(
    text: str, sentence: Span, match: re.Match[str], said: Said, bodies: Bodies, *, near: bool
) -> bool:
    """Whether a cue proposes, by the words before it and by who says it."""
    kind = match.lastgroup or ""
    before = text[max(sentence[0], match.start() - _BESIDE) : match.start()]
    if NUMBERED.search(before) or REJECTS.search(before + match[0]):
        return False
    if kind in _ACTIONS and SUPPOSED.search(before):
        return False
    if kind == "duty":
        return _is_duty(text, sentence, match, said, before, near=near)
    if kind == "active":
        speech = said.at(*match.span())
        if speech is not None and speech[1] == "direct":
            return bool(_FIRST_PERSON.search(before))
        if bodies.ends_before(match.start()) or _TITLED.search(before):
            return True
        return bool(AUTHORITIES.search(before[-60:])) and not _THINGS.search(before)
    if kind == "intends" and HAD.search(before) and BUT.search(text, match.end(), sentence[1]):
        return False
    idle = _IDLE.get(kind)
    return not (idle and idle.search(before))


def _is_duty(
    text: str, sentence: Span, match: re.Match[str], said: Said, before: str, *, near: bool
) -> bool:
    """Whether "should", "must" and the like ask for something, in what somebody says."""
    start, end = sentence
    if FEELING.match(text, match.start()) or "?" in text[end - 2 : end]:
        return False
    if _RELATIVE.search(before):
        return False
    if said.at(*match.span()) is not None or (near and " that " not in before):
        return True
    first, last = max(start, match.start() - _FAR), min(end, match.end() + _FAR)
    return bool(_REPORTED.search(text, first, last))


def _governing(text: str, start: int, cue: int, kind: str) -> int:
    """The verb whose subject proposes: of "said ... and urged" the first."""
    joined = kind == "asks" and _JOINED.search(text, max(start, cue - 20), cue)
    first = _REPORTED.search(text, start, joined.start()) if joined else None
    return first.start() if first else cue


def _proposer(
    text: str,
    sentence: Span,
    cue: int,
    kind: str,
    said: Said,
    bodies: Bodies,
    last: str | None,
) -> str | None:
    """Who proposes: the agent that is named, the speaker, the subject, whoever did before."""
    start, end = sentence
    if named := bodies.agent(text, start, end):
        return bodies.fuller(named, last)
    speech = said.at(cue, cue + 1)
    passive = kind in ("duty", "passive")
    doer = None if passive else bodies.subject(text, start, _governing(text, start, cue, kind))
    if speech and speech[0] and (speech[1] != "indirect" or not doer):
        return said.before(start) if is_possessed(speech[0]) else speech[0]
    if doer and not is_possessed(doer):
        return bodies.fuller(doer, last)
    if told := said.within(start, end):
        return told
    if passive and (verb := _REPORTED.search(text, start, end)):
        teller = bodies.subject(text, start, verb.start())
        if teller and not is_possessed(teller):
            return bodies.fuller(teller, last)
    if DONE_TO.match(text, cue):
        return None  # whoever was spoken of last need not be who does it
    return said.before(start) if doer else last or said.before(start)

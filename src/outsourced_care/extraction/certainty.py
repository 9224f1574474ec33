"""The words around a happening flow in, how far it had come flows out.

The statuses are those of schemas/events.json, told apart as docs/coding.md does: what is decided is
planned, what somebody wants is proposed, what may come about without either is possible, and what
is said without a source is rumoured.
"""

from __future__ import annotations

import re
from typing import Literal

from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.tense import direction

Status = Literal["occurred", "planned", "proposed", "possible", "rumoured"]

# Hearsay. Of what is past by the calendar the weaker words tell a tradition or a belief.
_HEARD = (
    r"[Rr]eportedly|rumou?r\w*|(?:is|are|was|were)\s(?:widely\s)?understood\sto\s[a-z]+|"
    r"(?:is|are|was|were)\sreported\sto\s(?:be|have)|"
    r"[Ii]t\s(?:is|has\sbeen)\s(?:widely\s)?(?:understood|reported|rumoured)"
)
_BELIEVED = (
    r"(?:is|are|was|were)\s(?:widely\s)?(?:said|thought|believed|tipped)\sto\s[a-z]+|"
    r"[Ii]t\s(?:is|was|has\sbeen)\s(?:widely\s)?(?:said|thought|believed|claimed)|"
    r"[Ii]t\swas\s(?:widely\s)?(?:understood|reported|rumoured)|"
    r"[Ss]ources\s(?:say|said)"
)
_POSSIBLE = (
    r"(?:may|might|could|can(?![’']t))(?!\shave\s(?!to\b))|(?:un)?likely|possib(?:le|ly|ility)|potentially|perhaps|"
    r"at\srisk|(?:is|are|was|were)\s(?:considering|mulling|exploring|weighing\sup|"
    r"looking\s(?:at|into))|threat(?:en(?:s|ed|ing)?)?\sto"
)
_PROPOSED = (
    r"should|ought\sto|(?:call|push|press|campaign|petition|lobb|appeal|argu)"
    r"(?:s|ed|es|ing|ied|ies|y)?\s(?:for|on\s(?!\w+day\b))|bids?\sto|urg(?:es?|ed|ing)|"
    r"recommend(?:s|ed|ing)?|propos(?:es?|ed|ing)|suggest(?:s|ed|ing)|demand(?:s|ed|ing)?|"
    r"(?:propos|recommend|suggest)[a-z]{2,6}\s(?:to|for|that|(?:in|under)\swhich)|"
    r"advocat(?:es?|ed|ing)|want(?:s|ed|ing)?|hop(?:es?|ed|ing)|wish(?:es|ed|ing)?|keen\sto|"
    r"seek(?:s|ing)?|sought|"
    r"(?<!was\s)(?<!were\s)(?<!been\s)ask(?:s|ed|ing)?\s(?:[\w’']+\s){1,5}?to"
)
_PLANNED = (
    r"will|shall|won[’']t|(?:is|are|was|were)\sto|(?:is|are|was|were)\s(?:also\s)?due|due\sto\sbe|"
    r"set\s(?:to|for)|expected|scheduled|slated|going\sto|about\sto|ready\sto|upcoming|forthcoming|"
    r"plan(?:s|ned|ning)?|inten(?:ds?|ded|ding|tions?)|aim(?:s|ed|ing)?|prepar(?:es?|ed|ing)\sto|"
    r"agree[sd]?|decid(?:es?|ed)|vot(?:es?|ed)\sto|promis(?:es?|ed)|pledg(?:es?|ed)|vow(?:s|ed)?|"
    r"commit(?:s|ted)|order(?:s|ed)|approv(?:es?|ed)|announc(?:es?|ed)|confirm(?:s|ed)|"
    r"(?:asked|told|required|forced)\sto"
)
_LEANS = re.compile(
    rf"\b(?:(?P<rumoured>{_HEARD}|{_BELIEVED})|(?P<possible>{_POSSIBLE})|(?P<proposed>{_PROPOSED})|"
    rf"(?P<planned>{_PLANNED})|(?P<would>would(?:n[’']t)?)|(?P<must>must|ha(?:s|ve)\sto|needs?\sto))"
    r"\b|(?P<soon>[’']ll\b)"
)
_PAST_HEARSAY = re.compile(rf"\b(?:{_HEARD})\b")
HEARSAY = re.compile(rf"\b(?:{_HEARD}|{_BELIEVED})\b")
_ASIDE_HEARSAY = re.compile(rf",\s(?:{_HEARD}|{_BELIEVED})(?:,|[.]?\Z)")
# what each holds: a cheap look first
_HINT = re.compile(r"eported|umou?r|understood|said\st|thought|believed|tipped|claimed|ources\ss")
_SOURCED = re.compile(r"\b(?:told|according\sto)\b")
_HELPED = re.compile(r"\s(?:(?:also|then|now|be|not)\s)*\Z")  # between a modal and its verb
_ASIDE = re.compile(r",\s(?:who|whose|which)\b[^,\n]{0,200},")
_CONDITION = re.compile(r"\b(?:[Ii]f|[Uu]nless|were\s\w+\sto)\b")
_ASSENT = re.compile(
    r"\b(?:approv\w+|agree[sd]?|accepted|adopted|backed|passed|permission|consent|green\slight|"
    r"go-ahead|goes\sahead|went\sahead)\b"
)
_IDEA = re.compile(
    r"\b(?:propos\w+|recommend\w*|suggest\w+|idea|bid|bill|motion|amendment|option|vision|"
    r"manifesto)\b"
)
_SAYS = re.compile(
    r"\b(?:said|says|told|announc\w+|confirm\w+|promis\w+|pledg\w+|reveal\w+|insist\w+|argu\w+|"
    r"warn\w+|believ\w+|added|adds)\b|[“”‘\"]"
)
_SAID = re.compile(
    r"\b(?:said|told\s\w+|announced|confirmed|promised|pledged|revealed|insisted|added|decided|"
    r"agreed)\b"
)
_LATER = re.compile(r"[Ll]ater\s|(?:the\s)?rest\sof\s")
_CUT = re.compile(r"[,;:—–]")
_BEFORE, _BEHIND = 200, 120  # so far a date reaches on either side


def certainty(text: str, when: Span, sentence: Span, *, past: bool | None) -> tuple[Status, bool]:
    """How far a dated happening had come, and whether it lay ahead.

    Args:
        text: The text.
        when: Where the date stands.
        sentence: Where its sentence stands.
        past: Whether the calendar puts it before publication or behind; None where it does not
            tell and the verb has to.
    """
    behind = past
    if past is None:
        later = _LATER.match(text, *when) is not None
        behind = not later and direction(text, *when, *sentence) != "ahead"
    if _is_hearsay(text, when, sentence, past=past is True):
        return "rumoured", not behind
    return ("occurred", False) if behind else (_ahead(text, when, sentence), True)


def _is_hearsay(text: str, when: Span, sentence: Span, *, past: bool) -> bool:
    """Whether a dated happening is told without a source: "is understood to", "reportedly"."""
    shape = _PAST_HEARSAY if past else HEARSAY
    if not _HINT.search(text, *sentence) or not shape.search(text, *sentence):
        return False
    if _ASIDE_HEARSAY.search(text, *sentence):
        return True
    start, end = _clause(text, when, sentence)
    return shape.search(text, start, end) is not None and not _SOURCED.search(text, start, end)


def _ahead(text: str, when: Span, sentence: Span) -> Status:
    """How certain a happening is that lies ahead, by the words that govern its date."""
    first = max(sentence[0], when[0] - _BEFORE)
    lead = _ASIDE.sub(lambda aside: " " * len(aside[0]), text[first : when[0]])
    leaning = _governing(lead)
    if leaning is None:
        tail = text[when[1] : min(sentence[1], when[1] + _BEHIND)]
        leaning = _LEANS.search(tail)
        lead += tail
    return _leant(leaning, lead, text[slice(*sentence)]) if leaning else "planned"


def _governing(lead: str) -> re.Match[str] | None:
    """The nearest word before a date that leans ahead; of "could be ordered to" the modal."""
    found = list(_LEANS.finditer(lead))
    while len(found) > 1 and found[-1].lastgroup in ("planned", "must"):
        if not _HELPED.fullmatch(lead, found[-2].end(), found[-1].start()):
            break
        found.pop()
    return found[-1] if found else None


def _leant(leaning: re.Match[str], lead: str, sentence: str) -> Status:
    match leaning.lastgroup:
        case "possible":
            return "possible"
        case "proposed":
            return "proposed"
        case "rumoured":
            return "rumoured"
        case "would":
            return _conditional(lead, sentence)
        case "must":
            return "proposed" if _SAYS.search(sentence) else "planned"
    return "planned"


def _conditional(lead: str, sentence: str) -> Status:
    """What "would" tells: a "will" reported later, a proposal's content, or what hangs on an if."""
    if _CONDITION.search(sentence):
        return "proposed" if _ASSENT.search(sentence) else "possible"
    if _IDEA.search(lead):
        return "proposed"
    return "planned" if _SAID.search(lead) else "proposed"


def _clause(text: str, when: Span, sentence: Span) -> Span:
    """The clause of a date, between signs; the next one, too, when only the date is before it."""
    start, end = sentence
    for cut in _CUT.finditer(text, start, when[0]):
        start = cut.end()
    cuts = [cut.start() for cut in _CUT.finditer(text, when[1], end)]
    opens = when[0] - start < 12
    return start, cuts[opens] if len(cuts) > opens else end

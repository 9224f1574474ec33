"""The words of a sentence flow in, which happenings they tell flows out; who takes which part.

What is told of kinds in schemas/events.json is not repeated here.
"""

from __future__ import annotations

import re
from itertools import islice

from outsourced_care.extraction.event_kinds import KINDS
from outsourced_care.extraction.segments import Span

# who takes which part in a happening, by its kind and by what they are (docs/coding.md)
ANY = ""
BODY_ROLES = {
    "inspection_finding": {"regulator_inspectorate": "inspector", "audit_body": "inspector"},
    "review_published": {ANY: "author", "central_government": "addressee"},
    "review_commissioned": {ANY: "appointee", "central_government": "organiser"},
    "appointment": {ANY: "appointee", "central_government": "organiser"},
    "formal_submission": {ANY: "addressee", "local_authority": "proposer"},
    "decision_announced": {ANY: "subject", "central_government": "adopter"},
    "intervention": {ANY: "organiser"},
    "body_created": {ANY: "subject", "central_government": "organiser"},
    "consultation": {ANY: "organiser"},
    "endorsement": {ANY: "subject"},
    "funding": {ANY: "partner", "central_government": "funder"},
    "contract": {ANY: "partner"},
    "service_transfer": {ANY: "provider", "central_government": "organiser"},
    "staff_transfer": {ANY: "provider", "central_government": "organiser"},
    "conference": {ANY: "organiser"},
}
PERSON_ROLES = {
    "review_published": "author",
    "review_commissioned": "appointee",
    "appointment": "appointee",
    "formal_submission": "author",
    "decision_announced": "adopter",
    "funding": "funder",
    "endorsement": "supporter",
}

_LEADERS = r"(?:chief|head|leader|chair|director|commissioner|president|manager)"
# words that tell a kind beside those that the extractor knows; the most telling kinds first
_MORE = {
    "staff_transfer": r"staff\b.{0,40}\b(?:transferred|seconded|re-?employed)|TUPE|re-?employed",
    "endorsement": (
        r"(?:given|gives|giving)\s(?:its|his|her|their)\sbacking|backs|endors(?:es|ed)|"
        r"[A-Z]\w+-(?:supported|backed|endorsed)"
    ),
    "contract": r"tendered|put\sout\sto\stender|contracts?\swith",
    "funding": r"(?:committed|gave|granted|paid|promised|pledged)\s£\d[\d.,]*|£\d[\d.,]*",
    "intervention": (
        r"order(?:s|ed)\s(?:\w+\s){0,3}commissioners(?:\sto\sbe\sappointed)?|intervened"
    ),
    "body_created": (
        r"led\sto\s(?:\w+\s){0,4}(?:[Bb]oard|[Tt]rust|[Cc]ommission)|"
        r"(?:to\s)?create\s(?:an?\s|the\s)?new\s"
        r"(?:arrangements?|trusts?|bod(?:y|ies)|boards?|companies|company|partnerships?)|"
        r"setting\sup"
    ),
    "review_published": r"(?:independent|damning|critical|recent)\s(?:review|report)\sby",
    "appointment": rf"become(?:s|\b)\s(?:the\s|its\s|their\s)?{_LEADERS}|-appointed",
    "incident": (
        r"(?:case|tragedy|murders?|deaths?|scandal|attack)s?(?=\s(?:led|prompted|caused|shocked))"
    ),
    "service_transfer": r"will\s(?:provide|run|deliver|manage)\s(?:[\w’']+\s){0,3}services",
    "other": (
        r"[Rr]ecent\s(?:\w+\s)?(?:improvements?|changes|reforms?|progress)|"
        r"(?:could|may|might)\s(?:result\sin|lead\sto)"
    ),
}
_ORDER = [*_MORE, *(kind for kind in KINDS if kind not in _MORE)]
_BY_KIND = {
    kind: re.compile("|".join(rf"(?<!\w)(?:{s[kind]})(?!\w)" for s in (_MORE, KINDS) if kind in s))
    for kind in _ORDER
}
_NO_EVENT = re.compile(r"funding|outsourcing\s(?:document|decision|plan|deal|debate)", re.I)
_BARE = re.compile(r"outsourcing|consultation|contracts?\swith|consult", re.I)
_LACK = re.compile(r"(?:lack|want|absence)\sof\s(?:\w+\s)?\Z", re.I)
_AGAIN = re.compile(r"\b(?:such\san?|this|that|these)\s\Z")  # it has been told before
_AS = re.compile(r"\sas\s")  # how it is set up, not that it is
_CONSULTING = re.compile(r"\bconsult(?:s|ing|ed)?\s")
_JUDGES = re.compile(r"Ofsted|inspected|inspector(?:s|ate)|Audit\sCommission|auditors?")


def kinds_told(text: str, sentence: Span) -> list[tuple[str, Span]]:
    """The kinds that the words of a sentence tell, the most telling first."""
    found: list[tuple[str, Span]] = []
    for kind, shape in _BY_KIND.items():
        words = shape.finditer(text, *sentence)
        for word in words if kind == "other" else islice(words, 1):
            if not any(a < word.end() and word.start() < b for _, (a, b) in found):
                found.append((kind, word.span()))
    return found


def happens(text: str, sentence: Span, kind: str, word: Span) -> bool:
    """Whether a word of a sentence without a date tells a happening, not a matter or a lack."""
    start, end = sentence
    if _NO_EVENT.match(text, word[0], end) or _LACK.search(text, start, word[0]):
        return False
    if _AGAIN.search(text, start, word[0]) or (kind == "body_created" and _AS.match(text, word[1])):
        return False
    if kind == "inspection_finding":
        return _JUDGES.search(text, start, end) is not None
    asked_on = kind == "service_transfer" and _CONSULTING.search(text, start, word[0])
    return not asked_on


def is_noun(text: str, word: Span) -> bool:
    """Whether a word names a matter as such: outsourcing, contracts with."""
    return _BARE.fullmatch(text, *word) is not None

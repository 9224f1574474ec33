"""A sentence flows in, the kind of happening that its words tell flows out."""

from __future__ import annotations

import re

from outsourced_care.extraction.segments import Span

# kinds of schemas/events.json, the most telling words first
KINDS = {
    "election": r"elect(?:ed|ion|ions)",
    "formal_submission": r"submit(?:s|ted)?|submission|handed\sto",
    "review_published": (
        r"(?:publish(?:es|ed)|releas(?:es|ed))\s(?:(?:an?|the|its|his|her)\s)?(?:\w+\s)?report|"
        r"report\s(?:(?:was|is|will\sbe|to\sbe)\s)?(?:due\sto\sbe\s)?published"
    ),
    "review_commissioned": (
        r"asked\sto\s(?:report|review|investigate|lead|head)|"
        r"(?:commission|order)(?:s|ed)\s(?:an?|the)\s(?:\w+\s)?(?:review|inquiry|report)"
    ),
    "inspection_finding": r"Ofsted|inspect(?:ion|ions|or|ors|orate)|Audit\sCommission|auditors?",
    "consultation": r"consult(?:s|ed|ing|ation)?",
    "departure": (
        r"resign(?:s|ed)?|step(?:s|ped)?\sdown|depart(?:s|ed|ure)|stood\sdown|sacked|"
        r"left\s(?:his|her|the)\spost"
    ),
    "appointment": r"appoint(?:s|ed|ment)?|tak(?:es|en)\sup\s(?:the|his|her)\spost",
    "service_transfer": (
        r"outsourc(?:e|ed|ing)|transferred\s(?:in)?to|hand(?:s|ed|ing)?\s"
        r"(?:over|(?:its|their|all|back|the)\s(?:[a-z]+\s){1,4}to\s(?=an?\s))|t(?:ak(?:es?|en|ing)|ook)\sover"
    ),
    "body_created": (
        r"set\sup|created|established|founded|"
        r"launch(?:es|ed)?\s(?:an?|the)\s(?:new\s)?(?:trust|board|body)"
    ),
    "intervention": r"interventions?|commissioners|special\smeasures",
    "scheduled_review": r"review(?:ed)?\s(?:after|in|period)",
    "funding": r"funding|pounds\s\d|millions?\sof\spounds",
    "decision_announced": r"announc(?:es|ed|ement)|decid(?:es|ed)|agree(?:s|d)|approv(?:es|ed)",
    "conference": r"conference",
}
# how one of them begins: a cheap look first, for most words tell none
_FIRST = (
    r"(?=e[ls]|s(?:u|t|a|e|p)|ha|p[uo]|re|a[sugnp]|c[or]|o[ru]|Of|in|Au|de|l[ea]|t(?:a|r|ook)|"
    r"f[ou]|mi)"
)
_KIND = re.compile(
    rf"\b{_FIRST}(?:" + "|".join(f"(?P<{kind}>{form})" for kind, form in KINDS.items()) + r")\b"
)

_AFTER = re.compile(r" (?:after|before|following|because|despite|amid|when|although)\s")
_AFTER_FIRST = re.compile(r"(?:After|Before|Following|Because|Despite|Amid|When|Although)\s")


def governed(text: str, when: Span, sentence: Span) -> str:
    """The words of a sentence that a date dates: not what came after, before or because of it."""
    start, end = sentence
    first = _AFTER_FIRST.match(text, start, end)
    if first and first.end() < when[0]:
        comma = text.find(",", first.end(), end)
        if 0 <= comma < when[0]:
            start = comma
        elif comma >= when[1]:
            return text[start:comma]
    last_comma = text.rfind(",", start, when[0])
    for opens in _AFTER.finditer(text, start, end):
        if opens.start() >= when[1]:
            return text[start : opens.start()]
        if last_comma < opens.end() < when[0]:
            start = opens.start()
    return text[start:end]


def kind_of(sentence: str) -> str | None:
    """The kind of happening that a sentence's words tell, the most telling one; None without."""
    found = {match.lastgroup for match in _KIND.finditer(sentence)}
    return next((kind for kind in KINDS if kind in found), None)

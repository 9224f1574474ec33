"""A sentence flows in, the kind of happening that its words tell flows out."""

from __future__ import annotations

import re

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
        r"outsourc(?:e|ed|ing)|transferred\s(?:in)?to|hand(?:ed)?\sover|tak(?:e|en)\sover"
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
_KIND = re.compile(
    r"\b(?=\w)(?:" + "|".join(f"(?P<{kind}>{form})" for kind, form in KINDS.items()) + r")\b"
)


def kind_of(sentence: str) -> str | None:
    """The kind of happening that a sentence's words tell, the most telling one; None without."""
    found = {match.lastgroup for match in _KIND.finditer(sentence)}
    return next((kind for kind in KINDS if kind in found), None)

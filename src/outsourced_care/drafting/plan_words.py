"""The words of a proposal flow in, what it is and who would have the say flow out."""

from __future__ import annotations

import re
from collections.abc import Mapping

# the most telling words first (schemas/proposals.json)
KINDS = {
    "consultation": r"consult(?:s|ing|ation)",
    "counter_proposal": r"alternative|instead|counter.?proposals?",
    "recommendation": r"recommend\w*|advis(?:es|ed)",
    "precedent": (
        r"(?:were|was|has been|have been) (?:forced|outsourced|transferred|taken over|trialled)|"
        r"(?:has|have) (?:already )?(?:done|outsourced|transferred|handed over)"
    ),
    "plan": (
        r"will|plans?|planned|planning|announc\w+|(?:is|are|were|was) to|"
        r"to be (?:appointed|created|established|set up|transferred|outsourced)|"
        r"intend\w*|committed|rumou?r\w*"
    ),
    "suggestion": r"suggest\w*|could|might|may be|keen|one way",
    "principle": r"should|must|ought|have to|needs? to|works? best|believe\w*|favours?",
}
CONCRETE = {"principle": "suggestion"}  # what is said of a council that is named
MODELS = {
    "staff_mutual": r"mutuals?",
    "social_enterprise": r"social enterprises?|charit(?:y|ies)",
    "joint_partnership": r"partnership models?|joint\w*|partnership of",
    "partner_council": r"(?:another|neighbouring|other|[A-Z]\w+) council to (?:take over|run)",
    "improvement_partner": r"improvement partner|consultants?|consultancy",
    "independent_trust": r"trusts?",
    "private_contract": r"privat\w+|contractors?|compan(?:y|ies)",
    "reorganisation": r"broken up|br(?:eak|oke)\w* up|merge\w*|reorganis\w+",
    "in_house": (
        r"(?:do|run|keep|provide|deliver)\w* (?:\w+ ){0,2}(?:for )?(?:itself|themselves|in.house)|"
        r"in.house"
    ),
    "delegation_unspecified": r"outsourc\w+|contract\w* out|delegat\w+|divest\w*|voluntarily",
    "safeguard_only": (
        r"(?:must|should|needs?|have) (?:to )?be (?:\w+ )?(?:addressed|engaged|consulted|monitored|"
        r"scrutinised|resolved|settled|checked)|before any (?:further )?action"
    ),
}
COMPULSIONS = {
    "negotiated": r"negotiat\w+|in partnership with|rather than",
    "voluntary": (
        r"volunt(?:ary|arily)|keen|allow(?:s|ed|ing)? councils|chooses?|"
        r"(?:not|\w+n['’]t|never|cannot) be (?:forced|imposed)"
    ),
    "imposed": r"forced|imposed?|strip\w*|against (?:its|their) will|took over|taken away",
}
CONTROLLED = {
    "staff": r"mutuals?|staff.owned|owned by (?:its |their )?staff",
    "joint": r"joint\w*|in partnership",
    "government": r"ministers?|secretary of state|[Tt]he [Ss]tate",
    "provider": r"on their own",
    "council": (
        r"(?:when|where|allowing) (?:a |the )?councils?|council.led|"
        r"(?:councils?|local (?:authorit(?:y|ies)|government))\b[^.;]{0,80}? "
        r"(?:lead|leads|run|runs|drive|drives|in control|in charge|retain|keep)"
    ),
}
STATUSES = {
    "consultation": "under_consultation",
    "counter_proposal": "submitted",
    "recommendation": "recommended",
    "precedent": "implemented",
    "plan": "announced",
    "suggestion": "suggested",
    "principle": "suggested",
}
RUMOURED = re.compile(r"\b(?:rumou?r\w*|reportedly|speculation|confirm or deny)\b")
TAKING_AWAY = ("independent_trust", "private_contract", "delegation_unspecified", "reorganisation")
AGAIN = re.compile(
    r"\b(?:similar|same) (?:strategy|plan|approach|model|arrangement|move|course)s?\b"
)


def told(words: str, telling: Mapping[str, str]) -> str | None:
    """The first value of a vocabulary that words tell."""
    return next((v for v, shape in telling.items() if re.search(rf"\b(?:{shape})\b", words)), None)

"""The words that tell a stance, and those that tell a side of a proposal (schemas/positions.json).

They are of English news prose about public services. What a word tells is ground to propose a
position, never proof of one: a person decides (docs/coding.md, Positions).
"""

from __future__ import annotations

import re

# dictionary forms of reporting words that tell a stance by themselves
_SUPPORTING = (
    "call for",
    "announce",
    "propose",
    "plan",
    "recommend",
    "back",
    "support",
    "favour",
    "welcome",
    "keen",
    "endorse",
    "praise",
    "applaud",
    "pleased",
    "delighted",
    "advocate",
    "agree",
    "approve",
    "hopeful",
    "confident",
    "demand",
    "urge",
)
_OPPOSING = (
    "oppose",
    "reject",
    "condemn",
    "opposed",
    "object",
    "denounce",
    "resist",
)
_FEARING = (
    "fear",
    "worry",
    "doubt",
    "warn",
    "concern",
    "concerned",
    "worried",
    "disappointed",
    "criticise",
    "regret",
    "question",
    "anxious",
    "unhappy",
    "angry",
    "sceptical",
    "alarmed",
    "dismayed",
    "afraid",
    "reluctant",
    "suspicion",
    "caution",
    "suspect",
)
CUES = {
    **dict.fromkeys(_SUPPORTING, "supports"),
    **dict.fromkeys(_OPPOSING, "opposes"),
    **dict.fromkeys(_FEARING, "raises_concerns"),
    **dict.fromkeys(("refuse", "decline"), "declines_to_comment"),
}


def _any(*shapes: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(shapes)})\b", re.I)


REFUSED = _any(
    r"(?:refus|declin)\w+ to (?:comment|confirm|say|deny|discuss)",
    "running commentary",
    "no comment",
)
LEFT_OPEN = re.compile(
    r"\?[”’\"']?\Z|"
    r"\b(?:question is|would|will) (?:whether|consider|look at|think about|study)\b",
    re.I,
)
AGAINST = _any(
    r"flawed|wrong|unacceptable|disaster\w*",
    r"oppos(?:e|es|ed|ition)|reject\w*|scrap(?:ped)?|withdraw\w*",
    r"must (?:stop|be stopped|be dropped)|should(?:n[’']t| not| never)",
    r"against (?:it|the|this|any)|not impose|cannot support",
    r"(?:can[’']t|cannot|must not|mustn[’']t) be (?:forced|imposed)",
    r"(?:isn[’']t|is not|not) (?:\w+ )?(?:realistic|the answer|acceptable|in the interests?)",
)
FEARED = _any(
    r"weaken\w*|confus\w+|hamper\w*|hinder\w*|undermin\w+|jeopard\w+|erod\w+|erosion|blight\w*",
    r"lack of|fail(?:s|ed|ure|ures|ing)?|problems?|risk\w*|difficult\w*|upheaval|instability",
    r"fear\w*|worr(?:y|ies|ied|ying)|concern\w*|doubt\w*|disappoint\w+|mindful|caution",
    r"shortages?|dissatisf\w+|collaps\w+|deaths|punitive",
    r"lose|loss(?:es)?|los(?:t|ing)|cuts?|costly|expens\w+|burden|silent|not enough",
    r"(?:not|never|yet to) (?:been |be )?(?:tried|tested)|untried|untested|experimental",
    r"unintended|challenges?|fragment\w+|damag\w+|threat\w*|worse\w*|harm\w*|danger\w*",
    r"uncertain\w*|(?<!unnecessary )barriers?|hardly|hard to (?:see|believe)|notorious",
    r"(?:serious|raises?) (?:\w+ )?questions?|complexit\w+|delay\w*|disrupt\w+|muddle\w*|rush\w*",
    r"buck passing|distract\w+|woeful|controlling|cannot|never|no (?:say|evidence|proof)",
    r"(?:not|n[’']t) (?:\w+ ){0,4}(?:opportunity|help|better|good|improve\w*|work)",
    r"without (?:asking|consult\w+|telling|a vote)|nobody|no one",
    r"(?:not|n[’']t|never) (?:been )?(?:\w+ )?(?:asked|consulted|told|heard)",
)
LIKED = _any(
    r"advantage\w*|opportunit\w+|benefit\w*|chance|solution|success\w*|good (?:news|for)",
    r"help\w*|improv\w+|motivat\w+|unleash\w*|strengthen\w*|transform\w*|encourag\w*",
    r"strong(?:er)?|better|faster|safer|effective|efficient\w*|responsive|resilient",
    r"more (?:accountab\w+|responsive|effective|freedom|time)|sav(?:e|es|ing)",
    r"(?:will|can) work|works? (?:best|well)|right (?:thing|way|step|move)",
    r"support(?:s|ed|ing)?|back(?:s|ed|ing)|endors\w+|welcome\w*|proud|glad|hope to improve",
)
WISHED = _any(  # in the mouth of others it tells that they are for it
    "secure|allow(?:s|ed)?|ensure|should|need to|must|have to|ought to|believes?|share[sd]?"
)
_OWN_PLAN = r"(?!(?:[\w’']+ ){0,3}(?:plan|proposal|trust|model|idea|scheme|decision|move)s?\b)"
OF_ONESELF = _any(  # of who speaks and theirs, of nothing that is proposed
    r"(?:proud|pleased|delighted|happy|confident|glad|grateful|thankful) (?:of|with|in|for|to) "
    r"(?:all |both )?(?:our|my|us|ourselves|myself|everyone|those|have|be|serve|work) ?"
    rf"{_OWN_PLAN}",
    rf"(?:support|help|back)(?:s|ed|ing)? (?:our|my|every|all) {_OWN_PLAN}",
    r"(?:we|I) (?:have |had |[’']ve )?(?:\w+ )?(?:failed|let (?:\w+ ){1,3}down|lost)",
)
CONDITION = _any(
    "if|provided(?: that)?|as long as|so long as|only (?:if|when)|on condition|unless|when",
    "depends? on|would need to|key to",
)
NAMED_AS = re.compile(
    r"(?:\b(?i:the|this|that|such|its?|their|these)|[’']s?) (?:[\w’']+ ){0,2}"
    r"(?:plan|proposal|trust|model|move|approach|decision|timetable|break|idea|scheme|change|"
    r"reform)s?\b"
)
POINTED = re.compile(NAMED_AS.pattern + r"|\b(?:[Ii]t|[Tt]his|[Tt]hey)\b")
ASPECTS = {
    "accountability": _any(
        r"accountab\w+|answerable|answers? to|direct line|responsib\w+ (?:of|to)|buck passing",
        r"statutory (?:duty|obligation)|democratic control",
    ),
    "pensions": _any("pensions?"),
    "consultation": _any(
        r"consult\w+|asked (?:nobody|residents|parents|staff)|without asking",
        r"(?:been|was|were) (?:\w+ )?asked|(?:not|never) asked",
    ),
    "law_regulation": _any(r"legal\w*|law(?:s|ful)?|unlawful|court|regulations?|barriers"),
    "evidence_precedent": _any(
        r"tried|tested|untested|trial\w*|experiment\w*|track record|evidence|proved|precedent",
        "elsewhere",
    ),
    "timetable": _any(
        r"timetable|quick\w*|speed|hast[ye]\w*|rush\w*|deadline|delay\w*|immediate\w*|transition",
        r"by next (?!year)\w+|too (?:fast|soon)",
    ),
    "child_safety": _any(
        r"(?:child\w*|residents|patients|pupils|people|users) (?:\w+ ){0,3}"
        r"(?:at risk|in danger|unsafe)",
        r"safer|safety|safe(?!guard)|deaths?|harm(?:ed)?|lives",
    ),
    "workforce": _any(
        r"staff\w*|workers?|workforce|TUPE|employees?|jobs?|recruit\w*|redundanc\w+|wages",
        "shortage of|re-?employed",
    ),
    "funding": _any(
        r"fund(?:s|ing|ed)?|costs?|money|budgets?|savings?|pay(?:s|ing)?(?! off)|fares?",
        r"subsid\w+|grants?|contributions?",
    ),
    "partnership_fragmentation": _any(
        r"fragment\w+|splitting|partnership working|links with|broken off",
        r"(?:work|link)\w* (?:with )?other|other (?:council )?services",
    ),
    "market_profit": _any(r"privati[sz]\w+|profits?|compet\w+|markets?|shareholders|business"),
    "innovation": _any(
        r"innovat\w+|new (?:and different )?(?:approaches|ideas|ways)|creativ\w+|autonomy",
        "freedom to|fresh ideas|try new",
    ),
    "oversight": _any(r"scrutin\w+|inspect\w+|monitor\w+|oversight|regulator"),
    "ownership": _any("own(?:ed|s|ership)|public control|public hands"),
    "compulsion": _any(
        r"impos\w+|forced?|forcing|compuls\w+|voluntar\w+|against (?:its|their|our) will",
        "punitive|chooses?|own decision",
    ),
    "local_democracy": _any(
        r"democra\w+|local (?:authorities|government|people|control)|elected|voters?",
        "councillors",
    ),
    "leadership_governance": _any(
        r"leadership|governance|board|chief executive|commission(?:er|ing)\w*|chair(?:ed)?",
        "confusion|in charge|controlling|managers?",
    ),
    "organisational_culture": _any(r"cultur\w+|morale|disillusion"),
    "duration_review": _any(r"\w+[- ]years?|review(?:ed)? after|term of"),
    "scope": _any("wholesale|all (?:of )?(?:its|their) services|(?:some|which) services"),
    "service_quality": _any(
        r"quality|service users|improv\w+|better (?:service|lessons|care)|responsive|effective",
        r"transform\w*|standards|reliab\w+|passengers|dissatisfaction",
    ),
}

"""A reporting clause flows in, where what it reports begins behind its cue flows out."""

import re

from outsourced_care.extraction.attribution import Clause
from outsourced_care.extraction.report_cues import (
    BARE,
    FINDS,
    INDIRECT_QUESTION,
    OF,
    ONLY_TO,
    PRONOUNS,
    QUESTIONED,
    STUDY,
    THAT_SOMEBODY,
    TO,
    TO_SOMEBODY,
)

SPOKEN_OF = re.compile(r"\s(about|of|for|against|on|to|with)\s(?=\S)")
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PARTS = r"(?:week|month|year|morning|evening|afternoon|summer|autumn|fall|spring|winter)"
_SUBJECTS = r"(?:that|he|she|it|they|the|to|his|her|there|if|whether|how|what)"
_THAT = re.compile(r"(?:[^.;:“\"]{0,90}?[\s,])?(that\b)(?! (?:is|was|has|had|are)\b)")
_ADDRESSEE = re.compile(
    r"\s+(?:him|her|them|me|us|you|reporters"
    r"|(?:the |his |her |their |a )?(?:[\w’'-]+\s+){0,2}?[\w’'-]+)"
    rf"(?=\s+{_SUBJECTS}\b|,)"
)
ADVERBIAL = re.compile(
    r"\s*,?\s*(?:(?:in|at|on|during|after|before|when|as|while|from|following|of|to|with|by|since|"
    r"for|via|through|until)\b"
    rf"|(?:last|this {_PARTS}|today|yesterday|earlier|later|recently|{_DAYS})\b)"
)
# "told the hearing staff were away": an audience that no clause can begin with
_AUDIENCE = re.compile(
    r"\s+(?:(?:the\s)?(?:hearing|court|inquest|jury|inquiry|tribunal|committee|meeting|Commons|Lords"
    r"|House|Senate|BBC(?:\sNews)?|PA\snews\sagency|Guardian|Times|Mail|Telegraph|Observer)"
    r"|MPs|peers|lawmakers|councillors|reporters|members|colleagues|donors|staff|investors|analysts)"
    r"(?=\s)(?!\s(?:of|in|at|on|from|and|to|about|who)\b)"
)
# "said in a note the work could cost": where it was written
_WRITTEN = re.compile(
    r"\s+in\san?\s(?:\w+\s)?(?:note|statement|letter|report|filing|email|memo|post|blog|tweet)"
    r"(?=\s(?:the|a|an|his|her|its|their|no|all|some|[A-Z]\w+)\s)"
)
_DAY = re.compile(
    rf"\s+(?:(?:on\s)?{_DAYS}(?:\s(?:morning|night|evening|afternoon))?|today|yesterday"
    rf"|(?:last|this) {_PARTS}|earlier|recently|again|too|[a-z]{{3,15}}ly)(?=[\s,])"
)
_TO_DO = re.compile(r"(?:\s[\w’'-]+){1,5}?\sto\s")
_PRONOUN_NEXT = re.compile(r"[^.;:“\"]{3,60}?[\s,](?=(?:he|she|they|it|there|his|her|their)\s)")
_TO_DOING = re.compile(r"\sto\s\w+ing\b")  # "admits to being late"


def begins_at(masked: str, clause: Clause, *, quotes: bool) -> int | None:
    """Where the report begins behind the cue, or None if none follows."""
    at, end = clause.cue_end, clause.sentence[1]
    if clause.order == "noun":
        return at + 1
    if clause.lemma == "tell":
        addressee = _ADDRESSEE.match(masked, at, end)
        addressee = addressee or _AUDIENCE.match(masked, at, end)
        if addressee is None:
            return None
        at = addressee.end()
    day = _DAY.match(masked, at, end) or (
        _WRITTEN.match(masked, at, end) if clause.lemma == "say" else None
    )
    at = day.end() if day else at
    if clause.lemma in TO_SOMEBODY and _TO_DO.match(masked, at, end):
        return at + 1
    adverbial = ADVERBIAL.match(masked, at, end)
    near = min(end, at + 100)
    told = clause.reports and masked.find("that", at, near) >= 0
    that = _THAT.match(masked, at, near) if told else None
    if that and (adverbial or that.start(1) - at < 3 or clause.lemma in THAT_SOMEBODY):
        return that.start(1)
    return _bare(masked, clause, at, end, adverbial=adverbial is not None, quotes=quotes)


def _bare(
    masked: str, clause: Clause, at: int, end: int, *, adverbial: bool, quotes: bool
) -> int | None:
    """Where a report begins that no "that" opens."""
    lemma, following = clause.lemma, masked[at : at + 8].split()[:1]
    if following == ["to"]:
        if "to" in OF.get(lemma, ()) and _TO_DOING.match(masked, at, end):
            return at + 4
        return at + 1 if lemma in TO else None
    if following == ["on"] and lemma == "call":
        return at + 4
    spoken_of = SPOKEN_OF.match(masked, at, end) if following else None
    if spoken_of:
        return spoken_of.end() if spoken_of[1] in OF.get(lemma, ()) else None
    opening = following[0] if following else ""
    if clause.reports and (opening in INDIRECT_QUESTION or (clause.speech and opening in PRONOUNS)):
        return at + 1
    if lemma in FINDS and not adverbial and STUDY.search(masked, *clause.mention):
        return at + 1
    if not opening or (not quotes and (lemma not in BARE or lemma in ONLY_TO)):
        return None
    if lemma == "question" and QUESTIONED.match(masked, at, end):
        return None
    if lemma == "call" and (opening[0].isupper() or opening == "into"):
        return None  # "a hill called Coldham", "she called into"
    if adverbial:
        behind = _PRONOUN_NEXT.match(masked, at, end) if clause.speech else None
        return behind.end() if behind else None
    return None if masked[at] in ",:;" else at + 1

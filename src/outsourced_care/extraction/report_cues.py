"""Which cues take what kind of report: a clause without "that", an infinitive, a preposition."""

import re

from outsourced_care.extraction.cues import SPEECH
from outsourced_care.extraction.office_words import DESCRIBING_WORDS, ROLE_WORDS
from outsourced_care.extraction.word_lists import words

# Cues that take a clause without "that", or an object that tells what was said.
BARE = words(
    """accuse acknowledge admit agree allege announce argue assert assure believe blast call
    characterise characterize cite claim complain concede conclude condemn confirm
    consider contend criticise criticize declare decry demand denounce deny describe
    disclose discuss dismiss dispute echo emphasise emphasize endorse estimate expect explain fear
    feel highlight hope indicate insist know lament maintain mention mock note oppose
    paint plan pledge point+out praise predict promise propose question recall recommend
    reject report respond reveal say show stress suggest tell think urge vow want warn
    worry write"""
)
INDIRECT_QUESTION = words("whether if why how what who when where")
PRONOUNS = words("he she they it there his her their")
# Cues that an infinitive may follow, and those of which only an infinitive tells what was said.
TO = words("want plan promise vow pledge agree decline refuse threaten offer propose demand")
ONLY_TO = words("plan decline refuse threaten offer")
TO_SOMEBODY = words("warn urge ask press")  # "warned them to"
THAT_SOMEBODY = words("tell warn assure inform remind convince promise")  # "warned them that"
# Who does not say these says nothing; who does not agree or deny tells what he thinks.
UNSAID = SPEECH - words("agree admit acknowledge concede contend deny maintain object recognise")
# "refused to say"; what is declined ("to comment", "to publish it") is told all the same
SILENT = words("refuse decline")
TO_SPEAK = re.compile(r"\sto\s(?:say|be\s(?:drawn|named|interviewed|quoted))\b")
# "had planned to sign but withdrew": nobody says so
WISHED = words("plan hope want seek intend expect propose threaten")
HAD = re.compile(r"\bhad(?:\s(?:originally|always|once|previously|initially|first|also))?\s\Z")
BUT = re.compile(r",?\sbut\s")
NOBODY = words("not nobody no-one none nothing neither no")
# What studies and courts find is a report, what people find is not.
FINDS = words("find estimate conclude calculate determine discover")
STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|surveys?|polls?|reports?|analys[ei]s|research\w*|reviews?|panel|court|judge"
    r"|jury|audit|investigation|inquiry|tribunal|inspectors?|watchdog|committee|experts?)\b",
    re.IGNORECASE,
)
# Prepositions behind which stands what somebody speaks of, asks for or is against.
ABOUT = ("about", "of")
OF = {
    "admit": ("to",), "confess": ("to",),
    "advise": ("against", "on"), "agree": ("with",), "allude": ("to",), "apologise": ("for",),
    "apologize": ("for",), "argue": ("for", "against"), "ask": ("for", "about"),
    "boast": ABOUT, "brag": ABOUT, "call": ("for",), "comment": ("on",),
    "complain": ABOUT, "disagree": ("with",), "insist": ("on",), "joke": ("about",),
    "lie": ("about",), "muse": ("about",), "object": ("to",), "plead": ("for",),
    "point": ("to",), "press": ("for",), "protest": ("against",), "rail": ("against",),
    "reflect": ("on",), "refer": ("to",), "report": ("on",), "speak": (*ABOUT, "against"),
    "talk": ABOUT, "testify": ("about",), "think": ABOUT, "tweet": ("about",),
    "warn": ("about", "of", "against"), "wonder": ("about",), "worry": ("about",),
    "write": ("about", "of"),
}  # fmt: skip
# ", an idea" of "an idea the mayor called": what the next clause says of it stands aside
ASIDE = re.compile(
    r", (?:(?:something|(?:an?|one)(?:\s(?!(?:for|of|in|at|from|with|by|on)\b)[a-z-]+){1,3})\s|"
    r"(?:which|whom)\s(?:[\w’'-]+,?\s){0,4})\Z"
)
# A report that might be: "If Jones says that", "Unless the mayor, Jones, says that" ...
_OFFICE = rf"(?:(?:[\w’'-]+[ \xa0]){{0,5}}{ROLE_WORDS},[ \xa0])?"
SUPPOSED = re.compile(
    rf"\b(?:[Ii]f|[Uu]nless|[Ww]hether|[Ss]uppose|[Pp]rovided(?:[ \xa0]that)?)[ \xa0]{_OFFICE}\Z"
)
# ... or will be: "Until Jones says that"; what he said by then was said.
AWAITED = re.compile(rf"\b(?:[Uu]ntil|[Tt]ill|[Oo]nce|[Bb]y the time)[ \xa0]{_OFFICE}\Z")
# ... or is put off: "we shall see"
SHALL = re.compile(r"(?:\b(?:shall|will|may|might|can)|[’']ll)[ \xa0]\Z")
# "will question the minister": whom, and not what
QUESTIONED = re.compile(
    rf"\s(?:(?:the|an?|his|her|its|their|two|three|four|five|six)\s)?(?:[\w’'-]+\s){{0,3}}?"
    rf"(?:(?i:{DESCRIBING_WORDS}|man|woman|witness)(?:s|es|en)?|staff|officials|MPs|peers"
    r"|bosses|chiefs|men|women|people|him|her|them|(?:[A-Z][\w’-]*[a-z]\s){0,3}[A-Z][\w-]*[a-z])"
    r"(?=[.,;?!]|\s(?:on|about|over|in|at|for|and|when|after|before|during|last|next|as|again)\b|\s*\Z)"
)

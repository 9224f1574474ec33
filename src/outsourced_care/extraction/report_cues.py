"""Which cues take what kind of report: a clause without "that", an infinitive, a preposition."""

import re

from outsourced_care.extraction.cues import SPEECH
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
THAT_SOMEBODY = words("tell warn assure inform remind convince")  # "warned them that"
# Who does not say these says nothing; who does not agree or deny tells what he thinks.
UNSAID = SPEECH - words("agree admit acknowledge concede contend deny maintain object recognise")
NOBODY = words("nobody no-one none nothing neither no")
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

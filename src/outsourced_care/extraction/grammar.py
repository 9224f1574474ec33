"""Closed classes of English words that tell a reporting clause from what stands around it."""

import re

from outsourced_care.extraction.word_lists import words

BLANK = "\ue000"  # stands for every character inside marks
PRONOUNS = words("he she they it we i you")
RELATIVES = words("who which that")
AUXILIARIES = words("has have had will would could may might can cannot should did does do")
_NEGATED = ("n't", "n’t")
# "he's", "they’ve": a pronoun and its auxiliary in one
CONTRACTED = re.compile(r"(he|she|they|it|we|i|you|who|that|there|this)[’'](s|ve|d|ll|re|m)")
BE = words("is are was were be been being am")
# Words between a subject and its verb.
ADVERBS = AUXILIARIES | words(
    "also then later just only once twice often recently previously again already further still "
    "even both always never now today yesterday first not n't having ever soon rightly too "
    "themselves himself herself went on monday tuesday wednesday thursday friday saturday sunday "
    "long"
)
# "last year", "next Thursday": no subject
NEARNESS = words("last this next")
PERIODS = words(
    "year month week weekend night morning afternoon evening spring summer autumn winter term "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june "
    "july august september october november december"
)
COORDINATORS = words("but and yet so meanwhile however now still then")
# Words that open a phrase or clause before the subject.
OPENERS = COORDINATORS | words(
    "in on at for with by during after before since from under over as of about despite when while "
    "if because although though speaking asked following among within like unlike until amid "
    "instead earlier later last this today yesterday according given once where nevertheless "
    "nonetheless moreover furthermore"
)
# Words that no noun phrase reaches across.
BOUNDARIES = words(
    "but while because although though if when whether than so since where what how why as after "
    "before that which who whom whose until unless or yet said says"
)
DETERMINERS = words(
    "the a an his her their its our my your one another some many several most all both two three "
    "four five few other those these this that each every no any critics experts"
)
# Words that cannot be the last of a noun phrase.
NO_HEAD = words(
    "to of in on at by for with from the a an and or is are was were be been not as his her their "
    "its no into about than this these those very more most such being up out over"
)
# Words that end a noun phrase on their left.
STOPS = BE | words(
    "who that which in on at during after as from while when and but about last this to yesterday "
    "today said by with will would has had have could because if before since through here there "
    "earlier later recently where what why how whose into under not does did can may might told "
    "says -- - – — ― speaking pointing referring via"
)
PEOPLE = words(
    "people experts critics officials campaigners sources ministers mps voters residents parents "
    "republicans democrats supporters opponents others aides lawyers scientists researchers"
)
DASHES = words("- -- – —")
TOKEN = re.compile(r"\S+")
ABBREVIATED = re.compile(
    r"(?:[A-Z]|Mr|Mrs|Ms|Dr|Reps?|Sens?|Gov|Rev|Del|St|Prof|Lt|Gen|Col|Sgt|Capt|Cllr|(?:[A-Z]\.)+[A-Z])\.\Z"
)
_FINITE = AUXILIARIES | (BE - words("be been being"))


def positive(word: str) -> str:
    """A negated auxiliary without its negation: "isn't" gives "is"."""
    stem = word[:-3] if word.endswith(_NEGATED) else word
    return {"wo": "will", "ca": "can", "sha": "will"}.get(stem, stem)


def is_finite(word: str) -> bool:
    """Whether a word is a finite auxiliary, so that no noun phrase reaches across it."""
    if word in _FINITE:
        return True
    if "'" not in word and "’" not in word:
        return False
    return positive(word) in _FINITE or CONTRACTED.fullmatch(word.lower()) is not None

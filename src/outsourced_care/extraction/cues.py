"""Words flow in, what they report flows out: reporting verbs and nouns with their lemmas.

Four classes of verbs. *Speech*: can stand beside a direct quotation, and takes a clause.
*Thought*: takes a clause, seldom a direct quotation. *Stance*: takes an object that the source is
for or against, asks for or speaks of. *Beside*: reports only right beside a direct quotation.
"""

import re
from collections.abc import Iterator

from outsourced_care.extraction.grammar import BLANK
from outsourced_care.extraction.word_lists import letters, trie, words

SPEECH = words(
    """acknowledge add admit advise affirm agree allege announce answer argue ask assert assure
    boast caution challenge chant chime+in claim clarify comment complain concede conclude
    confess confirm contend continue counter declare demand deny disclose emphasise
    emphasize exclaim explain go+on highlight inform insist instruct interject interrupt
    joke lament maintain make+the+point mention muse note object observe opine plead
    pledge point+out post predict press proclaim promise protest put+it quip read recall
    reckon recommend recount reflect reiterate relate remark remind repeat reply report
    respond retort reveal say scoff shout sigh sing state stress suggest sum+up swear tell
    testify tweet underline urge vent volunteer vow warn whisper wonder write yell"""
)
THOUGHT = words(
    """accept accuse agree assume believe calculate consider convince decide decline demonstrate
    determine discover doubt estimate expect fear feel figure find forecast guess hear
    hint hope imagine imply indicate intend judge know learn offer plan propose realise
    realize recognise recognize refuse regret remember rule say see seek show signal
    suspect think threaten understand want worry"""
)
STANCE = words(
    """advocate applaud approve attack back ban blame blast brand call characterise characterize
    cite compare condemn criticise criticize decry defend denounce deplore deride describe dispute
    discuss dismiss dub echo endorse favor favour hail hate label lambast liken mock
    oppose order paint portray praise prefer propose question rate rebuke refer reject
    ridicule rip salute slam slap support term tout welcome"""
)

# Behind these stands a preposition with what is spoken of.
TOPIC = words("speak talk rail brag disagree allude apologise apologize lie")
# These report only right beside a quotation: "“No,” she laughed".
BESIDE = (
    words(
        """bark beam beg begin bellow chuckle cry cry+out croak crow deadpan enthuse fire+back fume
    gasp grin growl grumble gush hit+back howl implore inquire enquire joke laugh murmur mutter
    query rage rant roar scream shoot+back shriek shrug smile snap snap+back sneer sob speculate
    theorise theorize thunder venture wail"""
    )
    - SPEECH
)

_IRREGULAR = {
    "speak": "spoke spoken", "begin": "began", "shoot back": "shot", "hit back": "hit",
    "say": "said", "tell": "told", "write": "wrote written", "think": "thought", "feel": "felt",
    "know": "knew known", "understand": "understood", "see": "saw seen", "find": "found",
    "go on": "went gone", "read": "read", "swear": "swore sworn", "show": "showed shown",
    "hear": "heard", "seek": "sought", "plead": "pled pleaded", "put it": "put",
    "make the point": "made", "sing": "sang sung", "forecast": "forecast",
}  # fmt: skip
_DOUBLING = words("admit plan quip slam dub ban rip slap sum+up beg grin sob snap snap+back brag")
# Forms that are as often nouns or adjectives: they need a subject close by.
NOUN_LIKE = words(
    """accepted accused advocate advocates alleged answer answers attack attacks back backed
    backs ban bans blame blast brand brands call calling calls challenge challenges claim
    claims comment comments condemned considered counter counters decline demand demands
    dispute disputes lie lies talk talks detail doubt doubts
    estimate estimates expected fear fears feeling figure figures find
    finding finds fire fired given guess hail hint hints hope hopes joke jokes judge
    judges known label labels meaning note notes object objects offer offers order ordered
    orders plan planned planning plans pledge pledges post posted posts praise press
    promise promises proposed protest protests published question questions rate rated
    rates read reads recommended refuse regret regrets remark remarks reply report
    reported reporting reports response rule rules seen show showing shows signal signals
    state states stress support supported supports term terms tweet tweets understanding
    understood urge urges view views vow vows want wants worries worry writing written"""
)
# Nouns that report, where somebody holds them and "that" or a colon follows.
NOUN_CUES = words(
    """accusation acknowledgement acknowledgment admission allegation announcement argument
    assertion assessment belief claim comment complaint concern conclusion contention
    conviction criticism description explanation fear finding hope insistence message
    observation opinion pledge prediction promise proposal recommendation remark response
    statement suggestion view vow warning worry"""
)
_HYPHENS = "‐‑"  # besides the one on keyboards
_SO = re.compile(r"\b[Ss]o\W\Z")
_HISSING = ("sh", "ch", "ss", "go")


def _forms(lemma: str) -> dict[str, str]:
    """The inflected forms of a verb; of a phrase, its first word is inflected."""
    verb, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    past = _IRREGULAR.get(lemma, "").split()
    stem = verb[:-1] if verb.endswith("e") and verb[-2:] != "ee" else verb
    if lemma in _DOUBLING:
        stem = verb + verb[-1]
    y_ending = verb.endswith("y") and verb[-2] not in "aeou"
    third = f"{verb}es" if verb.endswith(_HISSING) else f"{verb}s"
    third = f"{verb[:-1]}ies" if y_ending else third
    regular = [] if past else [f"{verb[:-1]}ied" if y_ending else f"{stem.removesuffix('e')}ed"]
    return {f"{form}{tail}": lemma for form in [verb, third, f"{stem}ing", *past, *regular]}


LEMMAS: dict[str, str] = {
    form: lemma
    for lemma in sorted(STANCE | THOUGHT | SPEECH | BESIDE | TOPIC)
    for form in _forms(lemma)
}


_ANY = trie(map(letters, {*LEMMAS, *NOUN_CUES}))
# A plain set comes first, for a search is quick to find one; a letter beyond it is ruled out
# where a cue was found. No cue stands right behind what is blanked out.
_CUE = re.compile(rf"[^a-zA-Z0-9_{BLANK}-](?:{_ANY}\b(?![’']\w|-)|[Aa]ccording to\b|Sa(?:id|ys)\b)")


def find_cues(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words that may report, with where they begin and end."""
    for match in _CUE.finditer("\n" + text):  # the first word has something before it as well
        form, start = match[0][1:], match.start()
        if match[0][0].isalnum() or match[0][0] in _HYPHENS:
            continue
        if form == "called" and _SO.search(text, max(0, start - 4), start):
            continue  # "so called" without its hyphen, or with another
        yield form, start, match.end() - 1

"""The words that make a sentence propose: the patterns, by what they do.

A proposal changes something. So the verb behind "will", "is to" or "going to" must be one of
change, while words that propose by themselves ("recommend", "call for") need none.
"""

from __future__ import annotations

import re

# what bodies do when they change something; the participle follows by rule
_REGULAR = (
    "extend increase raise reduce lower freeze cap scrap abolish axe end ban block bar outlaw "
    "prohibit refuse restrict limit curb tighten toughen relax introduce create establish launch "
    "open close merge transfer move outsource privatise nationalise return replace remove rename "
    "change reform overhaul restructure review revise reconsider amend repeal require force "
    "oblige fund invest boost double triple halve expand strengthen appoint recruit hire add offer "
    "divest commission delegate devolve integrate modernise simplify identify re-consult consult "
    "penalise tax charge subsidise legalise criminalise decriminalise regulate license legislate "
    "nominate approve demolish convert relocate adopt suspend second"
)
_IRREGULAR = {
    "cut": "cut",
    "shut": "shut",
    "split": "split",
    "put": "put",
    "build": "built",
    "sell": "sold",
    "hand": "handed",
    "spend": "spent",
    "withdraw": "withdrawn",
    "rewrite": "rewritten",
    "break up": "broken up",
    "set up": "set up",
    "bring in": "brought in",
    "take over": "taken over",
    "phase out": "phased out",
    "scale back": "scaled back",
    "roll out": "rolled out",
    "draw up": "drawn up",
    "clamp down": "clamped down",
    "crack down": "cracked down",
}
# these only count as participles: "will be given", "would be made compulsory"
_ONLY_DONE = (
    r"given|allowed|permitted|brought\sback|taken\s(?:away|into)|made\s(?:to|compulsory|illegal|"
    r"available|easier|harder)|run\sby|stripped|required|told\sto|entitled|exempt"
)
_DOUBLED = {"cap", "scrap", "ban", "bar", "transfer"}


def _participle(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y"):
        return verb[:-1] + "ied"
    return verb + (verb[-1] if verb in _DOUBLED else "") + "ed"


def _any(forms: list[str]) -> str:
    """The longest first, with white space of any kind."""
    return "|".join(f.replace(" ", r"\s") for f in sorted(set(forms), key=lambda f: (-len(f), f)))


_VERBS = [verb for verb in _REGULAR.split() if verb != "second"]  # "second" is an ordinal
_DO = f"(?:{_any([*_VERBS, *_IRREGULAR])})"
_WISH = f"(?:{_any([*_VERBS, *_IRREGULAR, 'give', 'allow', 'become', 'make', 'rise'])})"
_PARTICIPLES = [_participle(verb) for verb in _REGULAR.split()] + list(_IRREGULAR.values())
_DONE = f"(?:{_any(_PARTICIPLES)}|{_ONLY_DONE})"
_ADVERB = r"(?:\s(?:also|now|only|then|soon|again|therefore|instead|all|both|\w{2,14}ly)){0,2}"
_NOUNS = "(?:plans?|proposals?|blueprint|scheme)"

_ASKS = (
    r"call(?:s|ed|ing)?\s(?:for(?!\scomment)|on\s(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))",
    r"urg(?:es|ed|ing)\s",
    r"(?:to\sdemand|demand(?:s|ed|ing))\s(?:that|more|better|action|changes|reform|an\send|"
    r"(?:officials|ministers|bosses|chiefs|councils?)\s|"
    r"an?\s(?:\w+\s)?(?:inquiry|review|ban|law))",
    r"(?:moved?|tabled)\san?\s(?:\w+\s){0,2}(?:amendment|motion)\s(?:to|that|calling|proposing)\b",
    r"wants?\sis\s(?:an?|the|for|more|to)\b",
    r"recommend(?:s|ed|ing|ation\sthat)?(?!\s(?:limits|dose|daily|level))\b",
    r"(?<!n[’']t )(?<!actually )(?<!not )(?<!been )propos(?:es|ed|ing)\b"
    r"(?!\s(?:limits|changes?|plans?|law|legislation|trust|merger)\b)",
    r"advocat(?:ed|ing)\b|advocates\s(?:a|an|the|for|more)\b",
    r"(?:lobby|press|push|argu)(?:s|ed|ing|ies|ied|es)?\sfor\s",
    r"wants\s(?:the|all|every|more|an?|new|tougher|better|greater)\s|"
    r"wants?\s(?:\w+\s){1,4}to\sbe\b|favou?rs\s|works?\sbest\s(?:when|if|where)\b",
    r"(?:petition|appeal)(?:s|ed|ing)?\s(?:for|to\s(?:the|ministers))",
)
_PLAN = (
    _NOUNS + r"\sto\s(?!be\sannounced|release|publish|announce|attend|speak|visit|travel|meet\b|"
    r"vote|use\b|appeal|continue|hold\b|start\b)",
    _NOUNS + r"\s(?:for\s(?:a|an|the|new|more|all)\b|include[sd]?\b|including\b|under\swhich|"
    r"(?:that|which)\s(?:would|will|could)\b|being\sconsidered|(?:being\s)?(?:drawn\sup|announced|"
    r"unveiled|put\sforward|outlined|set\sout|tabled)\s(?:by|in|today|yesterday))",
    r"(?:[Uu]nder|part\sof)\s(?:the|new|its|his|her|their|these|government|current)"
    r"\s(?:\w+\s){0,2}(?:plans?|proposals?|reforms?|measures|shake-up|scheme|strategy|overhaul)\b",
    r"(?:[Nn]ew|[Pp]roposed)\s(?:rules|laws?|plans|measures|proposals|powers|regulations|"
    r"legislation)\s(?:would|will|to)\b",
    r"measures\s(?:being\s)?(?:announced|unveiled|brought\sforward|introduced|proposed)\sby",
    r"[Tt]he\snext\sstep\sis\sto\b",
    r"[Oo]ne\sway\s(?:to|of)\s[^.\n]{0,80}?\s(?:is|may\sbe|would\sbe|could\sbe)\sto\b",
)
_RULES = (
    r"(?:has|have|had)\s(?:also\s|now\s|today\s|separately\s)?(?:banned|ordered|outlawed|"
    r"launched\sa\s[^.\n]{0,30}?consultation|decided\sto|agreed\sto|voted\sto|"
    r"asked\s\w+\s(?:\w+\s)?to)",
    r"(?:is|are|was|were)\sconsult(?:ing|ed)\son\b|consult(?:s|ation)?\s(?:on|into)\b|"
    r"(?:hold|launch|begin|start)(?:s|ing)?\s[^.\n]{0,30}?consultations?\b",
    rf"asking\s[^.,\n]{{0,30}}?\sto\s{_WISH}",
    r"(?:is|are)\s(?:changing|scrapping|banning|introducing|cutting|closing|renaming|merging|"
    r"abolishing|raising)\s(?:its|their|the|all|a)\b",
    rf"(?:were|was|be)\sforced\sto\s{_WISH}\b|keen\sto\s{_WISH}\b|commit(?:s|ted)\s[£$€]",
    r"(?:considering|looking\sat|drawing\sup|weighing\sup|examining|mulling)"
    r"\s(?:(?:a|an|the|new|radical|similar|tougher|whether\sto|how\sto)\s){0,3}"
    r"(?:[“‘\"][^”’\"\n]{2,40}[”’\"]\s)?"
    r"(?:plans?|proposals?|strategy|ban|scheme|options?|legislation|law|move|rule|levy|tax)\b",
)
_INTENDS = (
    r"(?:plan(?:s|ned|ning)?|want(?:s|ed|ing)?|intend(?:s|ed|ing)?|aim(?:s|ed|ing)?|"
    r"pledg(?:es|ed|ing)|promis(?:es|ed|ing)|vow(?:s|ed|ing)|look(?:s|ing)?|seek(?:s|ing)?|"
    r"determined|prepar(?:es|ed|ing)|move[sd]?|going|set|due|committed)"
    rf"\sto\s(?:be\s)?(?:{_WISH}|{_DONE})\b",
)
_PASSIVE = (
    r"(?:is|are)\sto\s(?:rise|fall|close|merge|become|double|go)\b",
    rf"(?:will|would|shall|(?:is|are|was|were)\sto|to)\b{_ADVERB}\sbe{_ADVERB}\s{_DONE}\b",
)
_ACTIVE = (rf"(?:will|would|shall|is\sto|are\sto)\b{_ADVERB}\s(?:look\sto\s)?{_DO}\b",)
_NOT_BEFORE = "".join(f"(?<!{w} )" for w in ("would", "will", "I", "could", "may"))
_DUTY = (
    r"(?:should|must|ought\sto)(?!\s(?:have\s(?!to\b)|not\s(?:have|be\s)|in\sno|now\sbe\sin))"
    r"\s(?:\w{2,14}ly\s)?[a-z]+",
    r"(?<!which )(?<!that )(?<!questions )" + _NOT_BEFORE + r"need(?:s|ed)?\sto\s(?:be\s)?"
    r"(?!do\b|know|see|ensure|get|understand|make\ssure|think|look)[a-z]+",
    _NOT_BEFORE + r"(?<!not )(?<!n[’']t )(?<!that )(?:has|have)\sto\s(?:be\s)?"
    r"(?!admit|say|confess|wait|make|negotiate|change\b|go|do\b|pay)[a-z]+",
    r"should\snot\sbe\sallowed",
)
_BY_KIND = {
    "asks": _ASKS,
    "plan": _PLAN,
    "rules": _RULES,
    "intends": _INTENDS,
    "passive": _PASSIVE,
    "active": _ACTIVE,
    "duty": _DUTY,
}
# what each can begin with, looked at first
_OPENS = {
    "asks": "acdflmprtuw",
    "plan": "NOPTUbmnopstu",
    "rules": "abcdehiklmsw",
    "intends": "acdgilmpsvw",
    "passive": "aistw",
    "active": "aisw",
    "duty": "hmnos",
}
CUES = re.compile(
    r"\b(?=\w)(?:"
    + "|".join(f"(?P<{k}>(?=[{_OPENS[k]}])(?:{'|'.join(forms)}))" for k, forms in _BY_KIND.items())
    + ")"
)
# How a cue begins: a cheap look first. The plain set in front is found quickly; nothing behind the
# first word is used up, for another cue may begin there. The words are read by CUES.
HEAD = re.compile(
    r"[^a-zA-Z0-9_](?:to(?=(?:\s\w{1,20}){0,2}?\sbe\b|\sdemand\s)|tabled|the(?=\snext\sstep)"
    r"|(?:is|are|w(?:as|ere))(?=\s(?:to\s|consult|chang|scrapp|bann|introduc|cutt|clos|renam|merg|"
    r"abolish|rais|forced))|ha(?:s|ve|d)(?=\s(?:to|also|now|today|separ|bann|order|outlaw|launch|"
    r"decid|agree|vote|ask))|w(?:ill|ould|ants?|eigh|ork)|s(?:hould|hall|eek|et|tart|cheme)"
    r"|m(?:ust|ove|ulling|easures)|c(?:all|onsult|ommit|onsidering)"
    r"|p(?:lan|ropos|art(?=\sof)|ledg|romis|repar|ress|ush|etition)|a(?:im|dvocat|sking|rgu|ppeal)"
    r"|o(?:ught|ne(?=\sway))|intend|ne(?:ed|w(?=\s))|b(?:e(?=\sforced)|egin|lueprint)"
    r"|d(?:emand|etermin|ue|rawing)|l(?:ook|aunch|obby)|recommend|u(?:rg|nder)|favo|going|hold"
    r"|keen|examin|vow|Under|New|Proposed|The(?=\snext)|One(?=\sway))"
)
# what only tells or judges a proposal of others
REJECTS = re.compile(
    r"\b(?:dismiss|reject|criticis|condemn|oppos|attack|defend|welcom|slam|den(?:y|ied|ies))\w*"
    r"\s(?:\w+\s){0,3}?(?:plans?|proposals?|claims?|calls?|moves?|idea|ban)\b"
)
# statistics: "some 30 harbours have closed …"
NUMBERED = re.compile(r"\b(?:\d+|[Ss]everal|[Mm]any|[Ss]ome|[Mm]ost|[Dd]ozens\sof)\s\w+\s\Z")
# "if ministers want", "unless they plan": what might be
SUPPOSED = re.compile(r"\b(?:[Ii]f|[Uu]nless|[Ww]hether|[Ss]uppos(?:e|ing))\s[^,;:]{0,80}\Z")
# "had been due to take over but pulled out"
HAD = re.compile(r"\bhad\s(?:(?:been|originally|previously|once|initially)\s){0,2}\Z")
BUT = re.compile(r",?\sbut\s")
DONE_TO = re.compile(r"(?:due|set|going|planned)\sto\sbe\s")
# verbs behind "should" and "must" that state likelihood or admit, and propose nothing
FEELING = re.compile(
    r"(?:should|must|need(?:s|ed)?\sto|ha(?:s|ve)\sto)\s(?:be\s(?:said|remembered|noted|fine|sure|"
    r"ashamed|proud|pleased|wrong|right|true|something|an?\s|[\"“‘'])|know|remember|hope|admit|"
    r"do\s(?:it|this|that|so)(?=[\s.,;!]*(?:[”\"’'.!;]|\Z))|accept|say|see|wait|feel|confess|understand|answer|worry|ask)\b"
)
AUTHORITIES = re.compile(
    r"\b(?:[Ww]e|I|[Mm]inisters?|[Gg]overnment|[Cc]ouncil(?:lors)?|party|[Oo]fficials|"
    r"[Dd]epartment|chiefs|bosses|[Gg]overnors|authority|authorities|trust|secretary|[Mm]ayor|"
    r"commissioners?|board|leaders|[Pp]arliament|school|university|union|company|firm|agency|"
    r"police|force|plan)\b"
)
HEADLINE = re.compile(
    r"[A-Z][\w’'-]+(?:\s[A-Za-z][\w’'-]+){0,2}?\s(plans?|seeks?|wants?|considers|proposes|"
    rf"unveils|backs|calls?\sfor|to\s{_WISH})\s(?!of\b)[a-z‘“'\"]"
)

"""Written dates: the patterns that recognise them, by kind.

One alternation, tried at word starts only. No branch holds an unbounded repetition, so the time
is linear in the text. Branches stand longest first, for the first that fits wins.
"""

from __future__ import annotations

import re

MONTHS = "January February March April May June July August September October November December"
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"

_MONTH = "(?:" + "|".join(MONTHS.split()) + ")"
_SHORT = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_ANY_MONTH = f"(?:{_MONTH}|{_SHORT})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?:1[0-9]|20)\d\d(?!\d)"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PART = r"(?:\s(?:morning|afternoon|evening|night|lunchtime))?"
_DASH = r"\s?[-–—]\s?"
_NAMED_DAY = rf"(?:{_WEEKDAY},?\s(?:the\s)?)?"
_TOLD = r"(?:this|last|next)\syear\b"
_OF_YEAR = rf"(?:(?:,?\s|\sof\s){_YEAR})?"
_OF_TOLD = rf"(?:,?\s(?:of\s)?{_TOLD})?"
_DAY_MONTH = rf"{_NAMED_DAY}{_DAY}\s(?:of\s)?{_ANY_MONTH}(?:,?\s{_YEAR})?"
_MONTH_DAY = rf"{_NAMED_DAY}{_ANY_MONTH}\s{_DAY}(?:,?\s{_YEAR})?"
_PHASE = (
    r"(?:(?:[Ee]arly|[Ll]ate|[Mm]id)[-\s](?:in\s)?"
    r"|(?:[Tt]he\s)?(?:very\s)?(?:end|start|beginning|middle)\sof\s|[Ee]arlier\sin\s|[Ll]ater\sin\s)"
)
_AROUND = r"(?:[Ee]arlier\s|[Ll]ater\s|[Ee]arly\s|[Ll]ate\s)?"
_NEAR = r"(?:[Ll]ast|[Nn]ext|[Tt]his(?:\s(?:coming|past))?)"
_PART_OF = r"(?:[Ee]arly[-\s]|[Mm]id[-\s]|[Ll]ate[-\s])?"
_SEASON = "(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)"
_COUNT = (
    r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|fifty|\d{1,3})"
)
_UNIT = "(?:day|week|fortnight|month|year|decade|century|centurie)s?"
_FEAST = (
    r"(?:Christmas\s(?:Eve|Day)|Boxing\sDay|New\sYear[’']s\s(?:Eve|Day)|Good\sFriday"
    r"|Easter\s(?:Sunday|Monday)|Bonfire\sNight|Guy\sFawkes\sNight|Valentine[’']s\sDay"
    r"|(?:[Tt]his|[Ll]ast|[Nn]ext|[Bb]y|[Bb]efore|[Aa]fter|[Aa]t|[Ss]ince|[Uu]ntil|[Oo]ver)"
    r"\s(?:Christmas|Easter)(?!\s[a-zA-Z]*(?:ism|tree|card|party|present|bonus|dinner|song|lights)))"
)

_KINDS = {
    "iso": r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)",
    "slashed": r"(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|1[0-2])[/.](?:\d{4}|\d\d)(?![\d/.]\d)",
    "attacks": r"9/11(?![\d/])",
    "day_range": (
        rf"(?:(?:[Bb]etween\s|[Ff]rom\s)?{_NAMED_DAY}{_DAY}(?:{_DASH}|\s(?:to|and|until)\s){_DAY_MONTH}"
        rf"|(?:[Bb]etween\s|[Ff]rom\s)?{_DAY_MONTH}(?:{_DASH}|\s(?:to|and|until)\s){_DAY_MONTH}"
        rf"|(?:[Bb]etween|[Ff]rom)\s{_MONTH_DAY}\s(?:to|and|until|through)\s{_MONTH_DAY}"
        rf"|{_ANY_MONTH}\s{_DAY}(?:{_DASH}|\s(?:to|through|until)\s)(?:{_ANY_MONTH}\s)?{_DAY}(?:,?\s{_YEAR})?){_OF_TOLD}"
    ),
    "day": rf"(?:{_DAY_MONTH}|{_MONTH_DAY}){_OF_TOLD}",
    "month_range": (
        rf"[Bb]etween\s{_MONTH}{_OF_YEAR}\sand\s{_MONTH}{_OF_YEAR}{_OF_TOLD}"
        rf"|[Ff]rom\s{_MONTH}{_OF_YEAR}\s(?:to|until)\s{_MONTH}{_OF_YEAR}{_OF_TOLD}"
        rf"|{_MONTH}{_DASH}{_MONTH}{_OF_YEAR}{_OF_TOLD}|{_MONTH}\s{_YEAR}{_DASH}{_MONTH}\s{_YEAR}"
    ),
    "near_month": rf"{_NEAR}\s{_MONTH}|{_PHASE}?{_MONTH},?\s(?:of\s)?{_TOLD}",
    "month": rf"{_PHASE}?{_MONTH}{_OF_YEAR}",
    "life": rf"(?<=\()(?:born\s|b\.\s?|d\.\s?)?{_YEAR}(?={_DASH}{_YEAR}\))",
    "financial": rf"(?:[Ff]inancial\syear\s)?{_YEAR}/\d\d(?:\d\d)?(?![\d/])",
    "year_range": (
        rf"(?:[Bb]etween|[Ff]rom)\s{_YEAR}\s(?:and|to|until)\s{_YEAR}"
        rf"|{_YEAR}{_DASH}{_YEAR}|{_YEAR}[-–]\d\d(?![\d\w])"
    ),
    "season": (
        rf"{_PHASE}?{_SEASON}(?:\sof)?\s(?:{_YEAR}|{_TOLD})|[Ff]all(?:\sof)?\s{_YEAR}"
        rf"|{_AROUND}{_NEAR}\s(?:{_SEASON}|fall)"
        r"|(?:(?<=in\s)|(?<=by\s)|(?<=over\s)|(?<=until\s)|(?<=since\s)|(?<=during\s))"
        rf"the\s{_SEASON}(?!\s(?:of\s)?(?:\d{{4}}|{_TOLD}))"
    ),
    "decade": rf"{_PART_OF}(?:1[5-9]|20)\d0[’']?s(?!\w)",
    "century": rf"{_PART_OF}(?:[1-9]|1\d|2[01])(?:st|nd|rd|th)[-\s][Cc]entury",
    "year": rf"(?:{_PHASE})?{_YEAR}(?![’']?s\b)",
    "relative_day": (
        r"(?:[Tt]he\sday\s(?:before\syesterday|after\stomorrow)"
        rf"|(?:[Ee]arlier\s|[Ll]ater\s|[Ee]arly\s|[Ll]ate\s)?(?:[Tt]oday|[Yy]esterday|[Tt]omorrow){_PART}"
        r"|[Tt]onight|[Ll]ast\snight"
        r"|(?:[Ee]arlier\s|[Ll]ater\s)?[Tt]his\s(?:morning|afternoon|evening|lunchtime))"
    ),
    "weekend": rf"{_NEAR}\sweekend|(?:[Oo]ver|[Aa]t)\sthe\sweekend",
    "near": (
        rf"(?:{_AROUND}|{_PHASE}){_NEAR}\s(?:week|fortnight|month|year|quarter|decade|century)(?![’']s?\s[A-Z])\b"
        r"|[Tt]he\s(?:very\s)?(?:end|start|beginning|middle)\sof\sthe\s(?:week|month|year|decade)\b"
    ),
    "near_weekday": rf"(?:{_NEAR}\s)?{_WEEKDAY}\sweek\b|{_NEAR}\s{_WEEKDAY}{_PART}"
    rf"|{_WEEKDAY}{_PART}\s(?:last|this|next)\sweek",
    "weekday": rf"{_WEEKDAY}{_PART}(?!s)",
    "ago": r"(?:[Aa]bout\s|[Nn]early\s|[Aa]lmost\s|[Mm]ore\sthan\s|[Oo]ver\s)?"
    rf"{_COUNT}\s{_UNIT}\sago"
    r"|(?:[Aa]\s)?(?:few|couple\sof|several)\s(?:days|weeks|months|years)\sago",
    "hence": rf"[Ii]n\s{_COUNT}\s{_UNIT}[’']?\stime",
    "feast": _FEAST,
}
# what each can begin with, looked at first: most are ruled out by one letter
_OPENS = {
    "iso": "0-9",
    "slashed": "0-9",
    "attacks": "9",
    "day_range": "0-9ABDFJMNOSTWbf",
    "day": "0-9ADFJMNOSTW",
    "month_range": "ABDFJMNOSbf",
    "near_month": "ADEFJLMNOSTbelmnstv",
    "month": "ADEFJLMNOSTbelmstv",
    "life": "12bd",
    "financial": "12Ff",
    "year_range": "12BFbf",
    "season": "AEFLMNSTWabeflmnstvw",
    "decade": "12ELMelm",
    "century": "1-9ELMelm",
    "year": "12ELMTbelmstv",
    "relative_day": "ELTYelty",
    "weekend": "ALNOTalnot",
    "near": "ELMNTbelmnstv",
    "near_weekday": "FLMNSTWlnt",
    "weekday": "FMSTW",
    "ago": "0-9AMNOacefmnost",
    "hence": "Ii",
    "feast": "ABCEGLNOSTUVablnostu",
}
DATES = re.compile(
    "(?:" + "|".join(f"(?P<{k}>(?=[{_OPENS[k]}])(?:{p}))" for k, p in _KINDS.items()) + r")(?!\w)"
)
# where one of them can begin
FIRST = re.compile(
    r"\b(?=[0-9]|[Tt](?:h(?:e\s(?:end|start|beginning|middle|very|day|[Ss](?:pr|um)|[Aa]ut|[Ww]int)"
    r"|is\s|ree|irty)|o[dmn]|wo|en|we)|T(?:u|hu)|[Ll]a(?:st|te)|[Ee](?:arl|ight|leven|nd)|East"
    r"|M(?:a(?:y|r(?:ch|\b))|on)|[Mm](?:id|ore\sthan\s)|[Nn](?:ext|early|ine)|N(?:ew|ov)"
    r"|[Aa](?:\s|n\s|bout|lmost|ut|t\s(?:the\sw|[CE])|fter\s[CE])|A(?:pr|ug)"
    r"|[Ff](?:rom|i|all|o(?:u|rty))|F(?:eb|ri)|[Ii]n\s[a-z0-9]|[Oo](?:ver\s|ne)|Oct"
    r"|[Bb](?:etween|eginning|y\s[CE]|efore\s[CE]|orn|\.)|Bo(?:xing|nfire)|Wednes|[Ww]int"
    r"|[Ss](?:pr|um|tart|even|ix|ince\s[CE])|S(?:ep|at|un)|[Uu]ntil\s[CE]|very|[Cc]ouple|Christmas"
    r"|G(?:ood|uy)|[Dd]\.|Dec|J|Valent|[Yy]est)"
)
# What every date holds, at the beginning of a word: a cheap look first, for most words are near
# no date. The plain set in front is found quickly; words beyond it are ruled out by DATES.
TRIGGER = re.compile(
    r"[^a-zA-Z_](?<!\d)(?:t(?:omorrow|oday|onight)|a(?:go\b|utumn|fternoon)|s(?:pring|umm)"
    r"|c(?:entury|enturie)|w(?:eek|inter)|f(?:ortnight|all(?= ))|m(?:onth|orning)|d(?:ay|ecade)"
    r"|evening|lunchtime|night(?<=ast.night)|y(?:ear|esterday)|quarter|\d(?:\d{3}|\d?[/.]\d)"
    r"|T(?:oday|omorrow|onight|ues|hursday)|M(?:ar(?:ch|\b)|ay|onday)|S(?:ep|pring|umm|aturday|unday)"
    r"|A(?:pr|ug|utumn)|W(?:inter|ednesday)|C(?:entury|hristmas)|J(?:an|u[nl])"
    r"|F(?:eb|all(?= )|riday)|Oct|D(?:ec|ay)|N(?:ov|ight)|E(?:aster|ve\b)|Yesterday)"
)
# one form of each kind needs a look at what stands beside it
CURRENCY = re.compile(
    r"(?:[£$€#/.,\d:-]|\b(?:pounds|No\.?|number|page|room|nearly|about|over|some))\s?\Z"
)
UNITS = re.compile(
    r"[.,:/]\d|\s?%|-?\s(?:million|billion|people|patients|pupils|jobs|homes|staff|miles|metres|"
    r"calories|points|kg|km|mg|pounds|dollars|euros|words|children|members|hours|times|seats|votes)\b"
)
DATED = re.compile(
    r"(?:\b(?:[Ii]n|[Bb]y|[Uu]ntil|[Tt]ill|[Ss]ince|[Bb]efore|[Aa]fter|[Ff]rom|[Tt]o|of|[Bb]etween|and|"
    r"[Dd]uring|[Aa]round|[Ll]ast|[Nn]ext|[Tt]his|[Ee]ach|or|through|[Oo]n|for|circa|c\.?)\s|[(–-]\s?)\Z"
)
LIFE = re.compile(r"\(\d{4}\s?[-–—]\s?\Z")
TITLED = re.compile(
    r"\s(?:Times|Telegraph|Mirror|Express|Mail|Post|Herald|People|Sun|Sport|Service|Club|Night|"
    r"Observer|Independent|Mercury|programme|show|edition|newspaper|school|supplement)\b|s\b"
)
HABIT = re.compile(
    r"(?:\b(?:[Ee]very|[Ee]ach|[Bb]lack|[Bb]loody|[Gg]ood|Ash|Palm|Super|[Aa]ny)|[’']s)\s\Z"
)
EDGE = re.compile(
    r"\b(?:(?P<until>[Bb]y|[Bb]efore|[Uu]ntil|[Tt]ill|not?\slater\sthan)|(?P<since>[Ss]ince)|"
    r"(?P<after>[Aa]fter|not\sbefore|not?\s(?:earlier|sooner)\sthan|[Ff]rom))\s(?:the\s|around\s|about\s|at\sleast\s)?\Z"
)
# right before an edge: "delayed until", "did not open until", "is not expected before"
MOVED = re.compile(
    r"\b(?:delayed|postponed|put\s(?:back|off)|pushed\sback|deferred|adjourned|rescheduled|moved|"
    r"brought\sforward)\s(?:(?:the|its|their|an?)\s(?:[\w’'-]+\s){1,3})?\Z"
)
NEGATED = re.compile(
    r"(?:\b(?P<past>did|was|were|had)(?:\snot|n[’']t)|\b[Nn]ot?|n[’']t|\bnever|\bunlikely)\s(?:[\w’'-]+\s){0,7}\Z"
)

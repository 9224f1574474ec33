"""The words around a date flow in, whether what it dates never took place flows out.

Four ways: a plan called off or moved, a denial, a negation, a condition. A calling-off has a date
of its own at times: from where later dates of the sentence count again is told as well. Of a whole
sentence it is told whether what it plans was given up.
"""

from __future__ import annotations

import re

from outsourced_care.extraction.segments import Span

# What each way holds: a cheap look first. The plain space in front is found quickly.
_HINT = re.compile(
    r" [“‘\"']?(?:[Ii]f\s|[Uu]nless|[Nn]o(?:t|thing)?\b|never|now\b|den(?:y|ie)|ditch|drop|delay|"
    r"defer|defeat|dismiss|call(?:s|ed)\soff|cancel|chang|collaps|s(?:crap|helv|cotch|uspend|hort\b|till)|"
    r"a(?:bandon|xed|bort|djourn)|b(?:inn|ack|rought|lock)|pu(?:ll|t\s|sh)|postpon|w(?:ithdr|alk|rong)|"
    r"v(?:ote|eto)|f(?:ell|all|alse|roz)|m(?:oved|ind)|t(?:hrown|urned|erminat|orn\s)|"
    r"r(?:esched|eject|efus|uled|ubbish)|quash|overturn|h(?:alted|old\b)|ended|yet\s|"
    r"un(?:true|found)|(?:would|could|might)(?:\snot|n[’']t)?\shave\s)"
)
_HINT_FIRST = re.compile(r"[“‘\"']?(?:If|Unless|Had|Should|No(?:thing)?)\s")
_SHORT_NOT = re.compile(r"n[’']t\b")
CALLED_OFF = (
    r"call(?:s|ed)\soff|cancel(?:s|led)|scrap(?:s|ped)|abandon(?:s|ed)|drop(?:s|ped)|shelve[sd]|axed|"
    r"ditche[sd]|aborted|binned"
)
_WITHDRAWN = r"withdr(?:ew|awn|aws)"
_GIVEN_UP = (
    rf"{CALLED_OFF}|{_WITHDRAWN}|pull(?:s|ed)\s(?:out|the\splug)|back(?:s|ed)\s(?:out|away|down)|"
    r"changed\s(?:its|his|her|their|our|my)\sminds?|fell\sthrough|fallen\sthrough|walked\saway"
)
_UNDONE = re.compile(
    rf"\b(?:{_GIVEN_UP}|collapsed|"
    r"(?:(?:will|did|would|does|do|is|are)(?:\snot|n[’']t)|won[’']t)\s(?:now\s|be\s)?"
    r"(?:go(?:ing)?\sahead|happen(?:ing)?|tak(?:e|ing)\splace|proceed(?:ing)?|materialise)|"
    r"never\s(?:happened|came|materialised|took\splace|went\sahead)|"
    r"(?:was|were|been|is|are)\s(?:[a-z]+ly\s)?(?:rejected|thrown\sout|blocked|vetoed|overturned|"
    r"defeated|turned\sdown|refused|ruled\sout|halted|put\son\s(?:hold|ice)|suspended|terminated|"
    r"torn\sup|ended\s(?:early|in|on)|cut\sshort|frozen|adjourned)|(?:has|have|had)\syet\sto|"
    r"but\s(?:[a-z]+\s){1,3}(?:is|are|was|were)\sstill)\b"
)
_MOVED = re.compile(
    r"\b(?:(?P<far>(?:delayed|postponed|put\s(?:back|off)|pushed\sback|deferred|rescheduled|moved|"
    r"brought\sforward)|(?:was|were|did|has|had|is|are)(?:\snot|n[’']t)\s(?:\w+\s){1,4}until)|now\s(?:expected|due|scheduled|planned|set|likely|take|be)|will\snow)\b"
)
_PLANNED = (
    r"(?:due|expected|set|scheduled|planned|supposed|meant|going|hoping|planning|intending|intended|"
    r"hoped|slated|poised|billed)"
)
_A_PLAN = r"(?:[Pp]lans?|[Pp]roposals?|[Mm]oves?|[Bb]ids?|[Aa]ttempts?|[Ii]ntentions?|[Ss]chemes?)"
_PLAN = re.compile(
    rf"\b(?:(?:was|were)\sto\s(?!be\s)|{_PLANNED}\s(?:to|for)\b|{_A_PLAN}\s(?:to|for)\b)"
)
_MEANT = (  # the space in front is found quickly
    r"\s(?:(?:had|has|have|was|were)\s(?:(?:been|also|once|originally|previously|initially)\s)*"
    rf"(?:{_PLANNED}|agreed|promised|prepar(?:ed|ing))\sto|(?:planned|intended|hoped|meant)\sto)\b"
)
_MEANT_BUT = re.compile(
    rf"{_MEANT}[^.;!?“”]{{1,160}}?\b(?:but|before|until|then|only\sto)\b[^.;!?“”]{{0,60}}?"
    rf"\b(?:{_GIVEN_UP}|halted|rejected|refused|blocked|overruled|gave\sup|did(?:\snot|n[’']t)|"
    r"never\sdid|thought\sbetter\sof\sit|called\s(?:it|them)\soff|pulling\sout|"
    r"(?:abandon|cancell|scrapp|shelv|dropp|withdraw)ing)\b"
)
_GIVEN_UP_HINT = re.compile(rf"\s(?:{CALLED_OFF}|{_WITHDRAWN})\b")
_PLANS_GIVEN_UP = re.compile(
    rf"\b(?:{CALLED_OFF}|{_WITHDRAWN})\s(?:[\w’'-]+\s){{0,3}}?{_A_PLAN}\b"
    rf"|\b{_A_PLAN}\b(?:(?!\b{_A_PLAN}\b)[^.;!?“”]){{0,80}}?"
    rf"\s(?:was|were|has\sbeen|have\sbeen)\s(?:{CALLED_OFF}|{_WITHDRAWN})\b"
)
_PLANNED_FOR = re.compile(
    r"\b(?:due|planned|scheduled|set|slated|booked|arranged|timetabled|expected|billed)\s"
    r"(?:(?:for|on|in|at)\s)?(?:the\s)?\Z"
)
# a plan told in between is what the date dates: "plans announced in March were scrapped"
_TOLD = re.compile(
    r"[;:\n]|,\s(?:and|but)\b|\b(?:announced|unveiled|published|drawn\sup|proposed|revealed|approved|"
    r"made|agreed|set\sout|put\sforward|signed|launched)\s(?:\w+\s)?\Z"
)
_SUBORDINATE = re.compile(
    r"\b(?:after|because|following|since|as|when|amid|once|if|unless|despite|that|who|under)\b"
)
# what was given up there is another plan: "a ban, after plans for a tax were scrapped"
_BESIDES = re.compile(
    r"\b(?:after|because|following|since|as|when|amid|once|if|unless|despite)\b[^,]*\Z"
)
_OPEN = re.compile(
    r"\b(?:could|may|might|should|can|not|never|if|unless|must)\s(?:\w+\s){0,2}\Z|n[’']t\s(?:\w+\s)?\Z"
)
_SCRAPS = re.compile(
    rf"\b(?:(?:{CALLED_OFF}|rul(?:es|ed)\sout|(?:reject|block|veto|overturn)(?:e?s|ed)|turned\sdown|"
    r"voted\sagainst)\s|n(?:o|ot)\s(?:[a-z]+\s)?(?=plans?\s))"
)
_HEARSAY = r"(?:[Cc]laims?|[Rr]eports?|[Rr]umours?|[Ss]uggestions?|[Ss]peculation|[Aa]llegations?)"
_DENIES = re.compile(
    rf"\b(?:not\strue\s|untrue\s|den(?:y|ies|ied|ying)\s(?:(?:an?\s|the\s)?{_HEARSAY}\s)?|"
    rf"(?:reject|dismiss|rubbish)(?:s|es|ed)\s(?:an?\s|the\s)?{_HEARSAY}\s)"
    r"(?:that|having|ever|(?!\w*thing\b|wrongdoing\b)[a-z]+ing|(?:it|he|she|they|the\s\w+)\s(?:had|has|have|was|were|would|will))\b"
)
_RUMOUR = re.compile(rf"\b{_HEARSAY}\sthat\b")
_DISMISSED = re.compile(
    r"\b(?:have|has|had|was|were|are|is)\s(?:been\s)?(?:[a-z]+ly\s)?(?:dismissed|denied|rejected|"
    r"rubbished|scotched|quashed|untrue|false|wrong|unfounded)\b"
)
_NOT = re.compile(
    r"\b(?:(?:did|does|do|will|would|has|have|had|was|were)(?:\snot|n[’']t)|won[’']t|[“‘\"']?never[”’\"']?|no\slonger|"
    r"[Nn](?:othing|o\s(?:deal|contract|decision|agreement|vote|inspection|report|bid|sale|transfer|plan)"
    r"s?)\s(?:was|were|(?:has|have|had|will)\sbe(?:en)?))\s"
    r"(?!(?:only|just|merely|simply|all|least|long|always|believe|think|know|say|mention|recall|"
    r"remember|reali[sz]e|notice|see|discuss|comment|need)\b)"
)
# what a negation does not reach over
_REACH = re.compile(
    r"[,;:—–\n]|\b(?:that|which|who|whom|whose|when|where|because|after|since|as|if|whether|until|till|"
    r"before|but|and|than|what|why|how|following|despite|by|for|during|I|he|she|it|they|we|you)\b|"
    r"\b(?:the|an?|its|their|his|her)\s\Z|"
    r"\s\S+\s\S+\s(?:[a-z]+ed|held|made|set\sup)\s(?:in|on|at|last|this)\s(?:the\s)?\Z"
)
_IF = re.compile(
    r"\b(?:[Ii]f|[Uu]nless)\s|\A[“‘\"']?(?:Had|Should)\s(?=(?:the|it|he|she|they|[A-Z]\w+)\s)"
)
_HAD_IT = re.compile(r"\b(?:would|could|might)(?:\snot|n[’']t)?\shave\s")
_BUT_FOR = re.compile(r"\b(?:if|unless|had\s(?:the|it|he|she|they|not)|but\sfor)\s")
_HANGS = re.compile(r"\b(?:will|would|could|may|might|shall|should)\b|[’']ll\b")
_ASKED = re.compile(
    r"\b(?:ask|see|know|wonder|sure|clear|say|tell|as|decide|check|unclear)\w*\s(?:\w+\s)?\Z"
)
_BREAK = re.compile(r"[,;:—–]|\b(?:and|but)\b")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|may|might|could|can|said|says|told|[a-z]{2,}ed)\b"
)
_NEXT = 28  # characters between a date and the verb whose subject it stands by
_WIDE = 140  # characters beside a date that are looked at


def undone(text: str, when: Span, sentence: Span, *, past: bool | None) -> int | None:
    """Where later dates count again when what a date dates never took place; None when it did.

    Args:
        text: The text.
        when: Where the date stands.
        sentence: Where its sentence stands.
        past: Whether the calendar puts it before publication; None where it does not tell.
    """
    if not (
        _HINT.search(text, *sentence)
        or _SHORT_NOT.search(text, *sentence)
        or _HINT_FIRST.match(text, *sentence)
    ):
        return None
    lead = text[max(sentence[0], when[0] - _WIDE) : when[0]]
    tail = text[when[1] : min(sentence[1], when[1] + _WIDE)]
    freed = _called_off(lead, tail)
    if freed is not None:
        return when[1] + freed
    if (
        _is_scrapped(lead, past=past)
        or _is_denied(lead, tail)
        or _is_negated(lead)
        or (_governs(_HAD_IT, lead) and _BUT_FOR.search(tail))
        or (past is False and _names_what_is_off(lead, tail))
        or ((past is not True or _HANGS.search(tail)) and _is_condition(lead))
    ):
        after = _BREAK.search(text, when[1], sentence[1])
        return after.end() if after else sentence[1]
    return None


def is_meant_only(text: str, sentence: Span) -> bool:
    """Whether a sentence tells of something that was meant to be done, and was not."""
    return _MEANT_BUT.search(text, *sentence) is not None


def is_given_up(text: str, sentence: Span) -> bool:
    """Whether a sentence tells that a plan was given up: nobody proposes it there."""
    if is_meant_only(text, sentence):
        return True
    hint = _GIVEN_UP_HINT.search(text, *sentence)
    given_up = _PLANS_GIVEN_UP.search(text, *sentence) if hint else None
    if given_up is None:
        return False
    lead = max(sentence[0], given_up.start() - _WIDE), given_up.start()
    return not (_OPEN.search(text, *lead) or _BESIDES.search(text, *lead))


def dates_again(text: str, start: int, at: int) -> bool:
    """Whether a date behind an undoing dates it, or the clause that follows, and no aside."""
    return start <= at and not _SUBORDINATE.search(text, start, min(at, start + _WIDE))


def _called_off(lead: str, tail: str) -> int | None:
    """Where the words end that call off or move a plan, if a plan is what the date dates."""
    if not (_PLANNED_FOR.search(lead) or _governs(_PLAN, lead)):
        return None
    undoing = _UNDONE.search(tail)
    moving = _MOVED.search(tail)
    for told in (undoing, moving):
        if told is None:
            continue
        between = tail[: told.start()]
        if not (_SUBORDINATE.search(between) or _OPEN.search(between)):
            return told.end()
    return None


def _last(shape: re.Pattern[str], lead: str) -> re.Match[str] | None:
    return next(reversed(list(shape.finditer(lead))), None)


def _governs(shape: re.Pattern[str], lead: str) -> bool:
    """Whether the last such words reach up to a date."""
    last = _last(shape, lead)
    return last is not None and not _TOLD.search(lead, last.end())


def _is_scrapped(lead: str, *, past: bool | None) -> bool:
    """As in "scrapped plans to sell in 2022", "called off a strike planned for 3 May"."""
    scraps = _SCRAPS.search(lead)
    if scraps is None or _OPEN.search(lead, 0, scraps.start()):
        return False
    rest = lead[scraps.end() :]
    if _PLANNED_FOR.search(rest):
        return True
    rules_out = scraps[0].startswith("rul")
    return past is False and (rules_out or _PLAN.search(rest) is not None)


def _names_what_is_off(lead: str, tail: str) -> bool:
    """As in "the launch in April has been scrapped": the date stands by the very subject."""
    off = _UNDONE.search(tail)
    if off is None or off.start() > _NEXT or _OPEN.search(tail, 0, off.start()):
        return False
    return not (_SUBORDINATE.search(tail, 0, off.start()) or _VERB.search(lead))


def _is_denied(lead: str, tail: str) -> bool:
    return _governs(_DENIES, lead) or (
        _RUMOUR.search(lead) is not None and _DISMISSED.search(tail) is not None
    )


def _is_negated(lead: str) -> bool:
    last = _last(_NOT, lead)
    return last is not None and not _REACH.search(lead, last.end())


def _is_condition(lead: str) -> bool:
    last = _last(_IF, lead)
    if last is None or _BREAK.search(lead, last.end()):
        return False
    return not _ASKED.search(lead, 0, last.start())

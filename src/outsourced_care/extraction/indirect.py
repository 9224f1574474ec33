"""Reporting clauses flow in, what they report without marks of its own flows out."""

import re
from collections.abc import Iterator

from outsourced_care.extraction.attribution import Clause
from outsourced_care.extraction.cues import STANCE, TOPIC
from outsourced_care.extraction.grammar import BLANK
from outsourced_care.extraction.office_words import DESCRIBING_WORDS
from outsourced_care.extraction.report_begins import ADVERBIAL, SPOKEN_OF, begins_at
from outsourced_care.extraction.report_cues import (
    ASIDE,
    AWAITED,
    BUT,
    HAD,
    NOBODY,
    OF,
    SHALL,
    SILENT,
    SUPPOSED,
    TO_SPEAK,
    UNSAID,
    WISHED,
)
from outsourced_care.extraction.segments import Span

_INSET = re.compile(
    r"(?:\s(?:me|us|him|her|them))?(?:\s(?:on|in|at|to|during)?\s?[\w’' ]{1,30})?,(?=\s)"
)
_LEADING = re.compile(
    r"(?:In|On|At|After|Before|When|While|As|During|Since|For|However|But|Meanwhile|Instead|Still|"
    r"Yet|And|If|Asked|Speaking|\w+ly)\b"
)
_FINITE = re.compile(r"\b(?:that|he|she|they|it|there|is|was|are|were|would|will|had|has)\b")
# A sentence whose reporting clause stands before its main one: "When she said ..., they left".
_SUBORDINATE = re.compile(r"(?:When|After|As|While|Although|Though|Since|If|Once)\b[^,]*\Z")
# Where another clause of the same source, or of a new one, takes over.
_TAKES_OVER = re.compile(r"(?:,? (?:and|but)|,)(?: (?:also|then|has|have|\w+ly))*\s*\Z")
_NEW_SOURCE = re.compile(r"(?:,[”\"’']? (?:but|and|though|although|while)| and|;)(?: \w+,)?\s*\Z")
_SUPPOSED_ENDS = frozenset("fsretled,")  # of what leads to a report that might be: a cheap look
_ROLE_ENDS = re.compile(
    rf"\b(?i:{DESCRIBING_WORDS})(?:[ \xa0](?:of|for|at|in)[ \xa0][^,]{{2,60}})?\Z"
)
# the end of "According to figures from the ministry, "
_OF_SOURCE = re.compile(
    r"(?:[ \xa0](?:from|by|of|in|at|for|published|seen|released)\b[^,.;:]{2,80})?,"
)
_COORDINATED = re.compile(r"(?:However|Meanwhile|Instead|But|And|Yet|Now), ")
_WHEN = re.compile(r"\s(?:after|when|while|because|during|before)\b|,? as (?:[A-Z]|s?he\b|they\b)")
_CUT = re.compile(  # its first characters in front: a search is quick to find one of them
    r"[;,\s](?:(?<=;) |(?<=,)(?: (?:but|though|although|while|whereas|even as)\b"
    r"|[”\"’'] (?:but|and|which|who|while|though|although|citing|if)\b"
    r"| (?:adding|saying|citing|noting|according|referring|arguing|stressing)\b"
    r"| (?:which|who)\b(?=[^,]*$)| as (?:he|she|they|it)\b)"
    rf"|(?<=\s)(?:--|—|–)\s|(?<=\w )(?:and|but) (?={BLANK}))"
)
# What is told beside the object of a stance: an apposition, a relative clause, a circumstance.
_ASIDE = re.compile(r", (?=(?:[a-z]+ing|who|which|the|an?|where|with|another)\b)")


def find_indirect(
    masked: str, clauses: list[Clause], used: set[int]
) -> Iterator[tuple[Clause, list[Span]]]:
    """Yield clauses with what they report; `used` are the cues that stand beside a quotation."""
    reach = -1
    for place, clause in enumerate(clauses):
        if clause.cue_start < reach or (clause.order == "infinitive" and not clause.speech):
            continue
        if clause.cue_start in used and clause.order != "before":
            continue
        if _is_unsaid(masked, clause):
            continue
        spans = reported(masked, clause, clauses, place)
        if clause.order == "infinitive" and spans and not masked.startswith("that ", spans[0][0]):
            continue  # "went on to say that"; else "declined to say"
        if spans and max(b - a for a, b in spans) > 3:
            if clause.cue_start not in used:
                yield clause, spans
            if spans[-1][0] > clause.cue_start:
                reach = spans[-1][1]


def _is_unsaid(masked: str, clause: Clause) -> bool:
    """Whether it is only told that somebody, or nobody, says or might say something."""
    if clause.denied and clause.lemma in UNSAID:
        return True
    if clause.lemma in SILENT and TO_SPEAK.match(masked, clause.cue_end):
        return True
    if clause.lemma in WISHED and HAD.search(masked, clause.start, clause.cue_start):
        return BUT.search(masked, clause.cue_end, clause.sentence[1]) is not None
    first = masked[clause.mention[0] : clause.mention[1]].split(None, 1)[0].lower()
    if first in NOBODY:
        return True
    if clause.order != "before":
        return False
    lead = masked[max(clause.sentence[0], clause.mention[0] - 60) : clause.mention[0]]
    if lead[-2:-1] not in _SUPPOSED_ENDS:
        return False
    if SUPPOSED.search(lead):
        return True
    present = masked[clause.cue_start : clause.cue_end] in (clause.lemma, f"{clause.lemma}s")
    return present and AWAITED.search(lead) is not None


def _is_description(masked: str, clause: Clause, before: str) -> bool:
    """Whether words before a name between commas tell only who it is: "The vicar, Ada Frost,"."""
    behind = masked[clause.mention[1] : clause.mention[1] + 1]
    if opening := _COORDINATED.match(before):
        before = before[opening.end() :]
    return behind == "," and "," not in before and bool(_ROLE_ENDS.search(before))


def reported(
    masked: str, clause: Clause, clauses: list[Clause], place: int, *, quotes: bool = False
) -> list[Span]:
    """What a clause reports: behind its cue, or before it where the source comes last, or both.

    `quotes` tells that marked words stand in the report, so that any cue may open it.
    """
    start, end = clause.sentence
    if clause.lemma in TOPIC:
        return _behind(masked, clause, clauses, place, quotes=quotes)
    if clause.order in ("inverted", "according") or _ends(masked, clause):
        before = masked[start : clause.start].rstrip(" \xa0,")
        if _is_description(masked, clause, before):
            return []
        if len(before) > 12:
            return [(start, start + len(before))]
        comma = _OF_SOURCE.match(masked, clause.end, end) if clause.order == "according" else None
        return _trim(masked, comma.end(), end) if comma else []
    inset = _inset(masked, clause)
    if inset and not _is_description(masked, clause, masked[start : clause.start].rstrip(" \xa0,")):
        rest = _trim(masked, inset, _cut(masked, inset, clause, clauses, place))
        opening = _LEADING.match(masked, start)
        return rest if opening else [*_trim(masked, start, clause.start), *rest]
    return _behind(masked, clause, clauses, place, quotes=quotes)


def _behind(
    masked: str, clause: Clause, clauses: list[Clause], place: int, *, quotes: bool
) -> list[Span]:
    """What is reported behind a cue."""
    begin = begins_at(masked, clause, quotes=quotes)
    if begin is None:
        return []
    return _trim(masked, begin, _cut(masked, begin, clause, clauses, place))


def _inset(masked: str, clause: Clause) -> int | None:
    """Where the report goes on behind a clause set off by commas: "The plan, she said, is"."""
    lead = masked[clause.sentence[0] : clause.start].rstrip()
    if clause.order != "before" or not lead.endswith(",") or len(lead) < 6:
        return None
    behind = _INSET.match(masked, clause.cue_end, clause.sentence[1])
    return behind.end() if behind else None


def _ends(masked: str, clause: Clause) -> bool:
    """Whether the reporting clause ends its sentence."""
    lead = masked[clause.sentence[0] : clause.start].rstrip()
    opening = len(lead) < 30 and _LEADING.match(lead)
    if clause.order != "before" or not lead.endswith(",") or opening:
        return False
    if not clause.speech and SHALL.search(masked, clause.start, clause.cue_start):
        return False  # "we shall see"
    rest = masked[clause.cue_end : clause.sentence[1]].rstrip(' .”"')
    if not rest:
        return True
    spoken_of = SPOKEN_OF.match(rest)
    if spoken_of and spoken_of[1] in OF.get(clause.lemma, ()):
        return False  # "the mayor, Ada Frost, called for calm"
    return len(rest) < 60 and bool(ADVERBIAL.match(rest)) and not _FINITE.search(rest)


def _cut(masked: str, begin: int, clause: Clause, clauses: list[Clause], place: int) -> int:
    """Where the report ends: at the sentence's end, or where the next one takes over."""
    end = clause.sentence[1]
    for other in clauses[place + 1 : place + 9]:
        if other.sentence != clause.sentence:
            break
        joint = _joint(masked, begin, other)
        if joint is not None:
            end = joint
            break
    if _SUBORDINATE.match(masked, clause.sentence[0], clause.start):
        comma = masked.find(", ", begin, end)
        end = comma if comma > begin else end
    if clause.lemma in STANCE and masked[begin : begin + 5] != "that ":
        when = _WHEN.search(masked, begin + 3, end)
        end = when.start() if when else end
    if clause.lemma in STANCE or clause.lemma in TOPIC:
        aside = _ASIDE.search(masked, begin, end)
        end = aside.start() if aside and aside.start() > begin + 5 else end
    cut = _CUT.search(masked, begin, end)
    return cut.start() if cut and cut.start() > begin + 5 else end


def _joint(masked: str, begin: int, other: Clause) -> int | None:
    """Where another clause is joined on, if it reports beside the first and not inside it."""
    if other.order == "inherited":
        low = max(begin, other.cue_start - 40)
        joint = _TAKES_OVER.search(masked[low : other.cue_start])
        if joint and not other.speech and not joint[0].startswith(", but"):
            return None
    elif other.order == "before":
        low = max(begin, other.start - 60)
        aside = ASIDE.search(masked, low, other.start) if other.lemma in STANCE else None
        if aside:
            return aside.start()
        low = max(begin, other.start - 25)
        joint = _NEW_SOURCE.search(masked[low : other.start])
        if not joint and other.speech and other.start > begin + 5 and _ends(masked, other):
            return other.start - 2  # "..., two aides said"
    else:
        return None
    return low + joint.start() if joint else None


def _trim(masked: str, start: int, end: int) -> list[Span]:
    """The span without white space and stops at its ends, if anything is left."""
    while start < end and masked[start] in " \xa0,":
        start += 1
    while end > start and masked[end - 1] in " \xa0.,;":
        end -= 1
    return [(start, end)] if start < end else []

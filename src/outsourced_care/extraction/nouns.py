"""Narration and a place flow in, the noun phrase that begins there flows out."""

import re

from outsourced_care.extraction.cues import LEMMAS
from outsourced_care.extraction.grammar import (
    ABBREVIATED,
    ADVERBS,
    BE,
    BLANK,
    CONTRACTED,
    DETERMINERS,
    NO_HEAD,
    OPENERS,
    PRONOUNS,
    STOPS,
    TOKEN,
    is_finite,
)
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.word_lists import words

_NO_START = (NO_HEAD | BE) - words("the a an his her its no these those more such very most")
_LEAD = re.compile(
    # a dateline: "LAMPFORD, Ohio (AP) — "
    r"(?:[A-Z][A-Z.’' -]{2,30}(?:,[ ][A-Z][\w.]{1,14}){0,2}(?: \([A-Z]\w{1,12}\))? (?:--?|—|–) )?"
    r"(?:(?:But|And|Yet|So|Still|However,|Meanwhile,|Instead,|Now|Meanwhile|Though) )?"
    r"(?:(?:On|In|After|As|At|When|While|Since|During|For|With|By|If|From|Under|Following|Speaking|"
    r"Asked|Before|Despite|Although|According|To|Until|Unlike|Like|Among)\b[^,“\"]{2,90}, )?"
    r"(?:\w+ly,? )?"
)
_BETWEEN = words("also then later now still again already soon never always often recently")
_PAST = words(
    """took made went got came gave held ran led brought used set began put cut won lost met left
    has have had will would could may might can cannot should did does do is are was were be"""
)


def noun_after(masked: str, start: int, end: int) -> Span | None:
    """The noun phrase that begins behind a verb or preposition."""
    first = last = -1
    for match in TOKEN.finditer(masked, start, min(end, start + 160)):
        word = match[0]
        lower = word.lower().rstrip(",.;:")
        if first < 0 and (lower in ADVERBS or (lower.endswith("ly") and word[0].islower())):
            continue
        if word[0] in '("“‘[' or BLANK in word:
            break
        follows = masked[match.end() + 1 : match.end() + 2]
        if lower in STOPS and not (lower == "and" and first >= 0 and follows.isupper()):
            break
        if first < 0:
            first = match.start()
            if lower in PRONOUNS or lower in ("him", "them"):
                return first, first + len(lower)
        last = match.end()
        cut = word.rstrip(',;:.”"’')
        if word[-1] in ',;:”"' or (word[-1] == "." and not ABBREVIATED.search(word)):
            last = match.start() + len(cut)
            break
    if first < 0 or last <= first or masked[first:last].split()[0].lower() in _NO_START:
        return None
    return first, last


def first_noun(masked: str, start: int, end: int) -> Span | None:
    """The noun phrase that opens a sentence, most often its subject."""
    lead = _LEAD.match(masked, start, end)
    begin = last = -1
    for match in TOKEN.finditer(masked, lead.end() if lead else start, min(end, start + 260)):
        word = match[0]
        lower = word.lower().rstrip(",.;:")
        if begin < 0:
            contracted = CONTRACTED.fullmatch(lower)
            pronoun = contracted[1] if contracted else lower
            if pronoun in PRONOUNS:
                return match.start(), match.start() + len(pronoun)
            if lower in OPENERS | {"all", "and"} or word[0] in '("“‘':
                return None
            begin = match.start()
        elif (
            word[0] in '("“‘'
            or BLANK in word
            or lower in _PAST
            or word in _BETWEEN
            or is_finite(word)
            or (lower in LEMMAS and word[0].islower())
            or lower in STOPS
            or (word[0].islower() and lower.endswith(("ed", "ly", "ing")) and last > begin)
        ):
            break
        last = match.start() + len(word.rstrip(",.;:") if not ABBREVIATED.search(word) else word)
        if word[-1] in ",;:":
            break
    if begin < 0 or last <= begin or not (masked[begin].isupper() or " " in masked[begin:last]):
        return None
    if masked[begin:last].lower() in DETERMINERS | OPENERS:
        return None
    return begin, last

"""A reporting verb flows in, the source that is named behind it flows out: "said Jones"."""

import re

from outsourced_care.extraction.grammar import BE, DETERMINERS, PRONOUNS
from outsourced_care.extraction.nouns import noun_after
from outsourced_care.extraction.office_words import DESCRIBING_WORDS
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.word_lists import words

_NAME_END = re.compile(r"[A-Z][\w’'.-]*\Z")
_APPOSED = re.compile(
    r",[ \xa0]((?:[A-Z][\w’-]*\.?[ \xa0]){0,4}[A-Z][\w’-]*[\w])(?=[.,;:]|[ \xa0](?:who\b|\()|\s*\Z)"
)
# "Mr Poole's deputy", "The MP for Lampford": no name, though it begins or ends with one
_DESCRIBED = re.compile(
    rf"(?:.*[’']s?[ \xa0])?(?:[a-z-]+[ \xa0]){{0,3}}(?i:{DESCRIBING_WORDS}|inspector)"
    rf"|(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir)[ \xa0](?:[\w-]+[ \xa0]){{0,3}}"
    rf"(?i:{DESCRIBING_WORDS}|MP|inspector)[ \xa0](?:for|of|at|in)[ \xa0].*"
)
_SOURCE_NOUN = re.compile(
    r"\b(?:sources?|officials?|spokes\w+|experts?|aides?|people|critics|authors?|lawyers?|analysts?)\Z"
)
# What tells where it was said: "Jones, a baker, said on Monday".
_PLACED = re.compile(r"[ \xa0](?:on|in|at|to|via|during|outside|through|from|after|before)\b")
_CLOSING = frozenset("”\"’'")
_BEFORE_INVERTED = frozenset(",”\"’'?!—–-…")
_NO_SOURCE = BE | words("will would had has have that it there")


def source_behind(masked: str, cue: Span, sentence: Span) -> Span | None:
    """The source behind a verb, where what is said comes first."""
    before = masked[max(sentence[0], cue[0] - 6) : cue[0]].rstrip()
    if before[-1:] not in _BEFORE_INVERTED or _PLACED.match(masked, cue[1]):
        return None
    source = noun_after(masked, cue[1], sentence[1])
    if source is None:
        return None
    named = masked[source[0] : source[1]]
    if not _can_speak(named):
        return None
    quoted = before[-1] in "”\"’'?!" or before[-2:-1] in _CLOSING
    if before[-1] == "," and _SOURCE_NOUN.search(masked, *source):
        return source
    closed = source[1] >= sentence[1] or masked[source[1]] in ",.;:"
    if not quoted and not closed:
        return None
    determined = named.split()[0].lower() in DETERMINERS | PRONOUNS
    return source if quoted or determined or _NAME_END.search(named) else None


def named_behind(masked: str, source: Span) -> Span:
    """The name that explains a description: "said his wife, Ada Frost."."""
    said = masked[slice(*source)]
    described = _DESCRIBED.fullmatch(said)
    if not described and (said[0].isupper() or _NAME_END.search(said)):
        return source
    name = _APPOSED.match(masked, source[1], source[1] + 80)
    if name is None or (described and " " not in name[1]):
        return source
    return name.span(1)


def _can_speak(source: str) -> bool:
    """Whether words behind a verb look like its subject, and not like what is said."""
    parts = source.lower().split()
    if parts[0] in PRONOUNS and len(parts) > 1:
        return False
    denied = any(part.endswith(("n't", "n’t")) for part in parts)
    return not denied and not _NO_SOURCE & set(parts)

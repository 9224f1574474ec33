"""The words of an utterance flow in, where its holder stands and on which side flow out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outsourced_care.drafting.stance_words import (
    AGAINST,
    ASPECTS,
    CONDITION,
    CUES,
    FEARED,
    LEFT_OPEN,
    LIKED,
    NAMED_AS,
    OF_ONESELF,
    POINTED,
    REFUSED,
    WISHED,
)

PROPOSES = "the holder proposes it"
_MOST_OF_CLAUSE = 2
_WORDS_SHOWN = 3
_CUT = re.compile(r"[.;?!]\s+|,?\s(?:and|but|though|although|while)\s|\s[–—]\s|,\s")


@dataclass(frozen=True, slots=True)
class View:
    """A stance on one aspect, what tells it, and where the words of it begin and end."""

    aspect: str
    stance: str
    grounds: str
    start: int
    end: int


def stance_of(words: str, cue: str | None, *, said: bool = True) -> tuple[str, str] | None:
    """The stance that words tell, and what tells it; None where nothing does.

    Args:
        words: What is said or written.
        cue: The dictionary form of its reporting word.
        said: Whether somebody is told to say it; what an author writes needs a clearer word.
    """
    words = OF_ONESELF.sub(" ", words)
    if found := REFUSED.search(words):
        return "declines_to_comment", _shown(found[0])
    by_cue = CUES.get(cue or "")
    if by_cue == "declines_to_comment":
        return by_cue, _shown(str(cue))
    if found := LEFT_OPEN.search(words):
        return "uncommitted", _shown(found[0])
    if by_cue:
        return by_cue, _shown(str(cue))
    for stance, shape in (("opposes", AGAINST), ("raises_concerns", FEARED)):
        if found := shape.search(words):
            return stance, _shown(found[0])
    if found := LIKED.search(words) or (WISHED.search(words) if said else None):
        stance = "supports_conditionally" if CONDITION.search(words) else "supports"
        return stance, _shown(found[0])
    return None


def aspects_of(words: str) -> list[str]:
    """The sides of a proposal that words are about, those told first before others."""
    at = {name: m.start() for name, shape in ASPECTS.items() if (m := shape.search(words))}
    return sorted(at, key=lambda name: at[name])


def aspect_of(words: str) -> str:
    """The side that words are about first; the whole where they name none."""
    return next(iter(aspects_of(words)), "overall")


def views(
    words: str, cue: str | None, *, said: bool = True, usual: str | None = None
) -> Iterator[View]:
    """The stances of an utterance, one for each side that its clauses name.

    Args:
        words: What is said or written, as the article has it.
        cue: The dictionary form of its reporting word.
        said: Whether somebody is told to say it.
        usual: The stance of who proposes a thing and speaks of it, where no word tells another.
    """
    whole = stance_of(words, cue, said=said) or ((usual, PROPOSES) if usual else None)
    if whole is None:
        return
    seen: set[str] = set()
    begin = 0
    for a, b in [*(m.span() for m in _CUT.finditer(words)), (len(words), len(words))]:
        stance = stance_of(words[begin:a], cue, said=said) or whole
        for aspect in aspects_of(words[begin:a])[:_MOST_OF_CLAUSE]:
            if aspect not in seen:
                seen.add(aspect)
                yield View(aspect, *stance, begin, a)
        begin = b
    if not seen:
        yield View("overall", *whole, 0, len(words))


def is_named(words: str) -> bool:
    """Whether words name the proposal, as “the plan”; not by a pronoun alone."""
    return NAMED_AS.search(words) is not None


def is_pointed(words: str) -> bool:
    """Whether words name or point at the proposal, rather than speak in general."""
    return POINTED.search(words) is not None


def _shown(word: str) -> str:
    """A few words that tell a stance, as they are shown beside a row."""
    return f"“{' '.join(word.split()[:_WORDS_SHOWN])}”" if word.strip("?”’\"' ") else "a question"

"""A role and its body as a text tells them flow in ("council leader"), who holds it flows out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from outsourced_care.extraction.office_words import LEADER_WORDS, OFFICE_WORDS
from outsourced_care.extraction.word_lists import words

# behind the name of a body or its noun: what comes is its office, not itself
OFFICE = re.compile(rf"(?:[’']s?)?(?:\s[a-z-]{{2,12}})?(?:\s{OFFICE_WORDS}){{1,2}}\b(?!s\b)")
# at the head of a clause, whatever body it is: "Union chief calls …", "Deputy council leader …"
OFFICE_FIRST = re.compile(
    r"\s*(?!(?:The|An?|His|Her|Its|Their|Our|My|This|That|One)\b)"
    rf"([A-Z][a-z-]{{1,20}}(?:\s[a-z-]{{2,12}})?(?:\s{OFFICE_WORDS}){{1,2}})(?!\S)"
)
_HELD = re.compile(rf"\s{OFFICE_WORDS}\Z")
# who speaks for the body that they lead
_LEADS = re.compile(rf"{LEADER_WORDS}\Z")
_FORMER = re.compile(r"\b(?:[Ff]ormer|[Ee]x|[Rr]etired|[Ll]ate)\b")
_NAME = r"(?:[A-Z][\w’'-]{1,30}\s){1,3}[A-Z][\w’'-]{1,30}"
_SIGNS = r"[^,.;:“”\"\n]"
_LEAD = re.compile(rf"{_SIGNS}*\Z")
_TAIL = re.compile(rf"{_SIGNS}*")
_NAME_BEHIND = re.compile(rf",?\s(?:Cllr\s|Councillor\s|Sir\s|Dame\s)?({_NAME})")
_NAME_BEFORE = re.compile(rf"\b({_NAME}),\Z")
_FAR = 60  # characters on either side that tell whose office it is
_MOST = 40  # so many places of a role are looked at
_LEAST = words("the a an its his her their our s new of")
_WORD = re.compile(r"[\w-]+")


def office_behind(text: str, end: int, last: int) -> int:
    """Where the office ends that is told right behind a body; where the body does without one."""
    office = OFFICE.match(text, end, last)
    return office.end() if office else end


def is_office(actor: str) -> bool:
    """Whether an actor is told by an office: "the council leader", "union boss"."""
    return " " in actor and _HELD.search(actor) is not None


def leads(actor: str) -> bool:
    """Whether an office speaks for its body, as a leader's does and a professor's does not."""
    return _LEADS.search(actor) is not None and not _FORMER.search(actor)


class Holders:
    """Who is named with which office in a text; each kind of office is looked for once."""

    def __init__(self, text: str) -> None:
        """Take a text."""
        self._text = text
        self._named: dict[str, list[tuple[str, frozenset[str]]]] = {}

    def of(self, actor: str) -> str | None:
        """The one person named with an office; None without one, or with several.

        Args:
            actor: The office with its body: "Lampford Council leader".
        """
        asked = _words_in(actor)
        role = _WORD.findall(actor.casefold())[-1]
        if role not in self._named:
            self._named[role] = list(_named(self._text, role))
        found = {name for name, told in self._named[role] if asked <= told}
        return found.pop() if len(found) == 1 else None


def _named(text: str, role: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Names with a role behind them, "A B, leader of the council", or before, with its words."""
    for place in islice(re.finditer(rf"\b{role}\b", text), _MOST):
        start, end = place.span()
        lead = _LEAD.search(text, max(0, start - _FAR), start)
        words = lead[0] if lead else ""
        if behind := _NAME_BEHIND.match(text, end, end + _FAR):
            yield behind[1], _words_in(f"{words} {role}")
        elif before := _NAME_BEFORE.search(text, max(0, start - 2 * _FAR), start - len(words)):
            tail = _TAIL.match(text, end, end + _FAR)
            yield before[1], _words_in(f"{words} {role} {tail[0] if tail else ''}")


def _words_in(told: str) -> frozenset[str]:
    return frozenset(_WORD.findall(told.casefold())) - _LEAST

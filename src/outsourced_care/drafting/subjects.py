"""Words flow in, the things that they name flow out: whether two passages speak of one thing."""

from __future__ import annotations

import re

from outsourced_care.extraction.word_lists import words

_WORD = re.compile(r"[a-z][a-z’'-]{3,}")
_ENDING = re.compile(r"(?:[’']s|s[’']|ies|es|s|ing|ed)\Z")
_SHORTEST = 4
# what any article on any proposal may say: who decides, who is served, and what sentences need
_COMMON_WORDS = words(
    "about added after again against allow also although among announced another argue "
    "asked back because been before being believe between both call came cannot case chief child "
    "children come could council councillor country county decide decision does done down "
    "each even every executive expect from full further give going good government great have "
    "head help here high hope into issue itself just keep kind know last lead leader like local "
    "long made make many matter mean meet member might minister month more most much must national "
    "need never next nobody nothing only other ought over part people place proposal propose "
    "plan public really report said same say says secretary seen serve several shall "
    "should since some something spokesman spokeswoman spokesperson still such sure take talk tell "
    "than that their them then there these they thing think this those though through time today "
    "told under until upon very want week well went were what when where whether which while "
    "whole will with without work world would year years your authority ministry department"
)


def subjects(told: str) -> frozenset[str]:
    """The things that words name, each by the stem of its word."""
    found = (_stem(m[0]) for m in _WORD.finditer(told.lower()))
    return frozenset(stem for stem in found if stem not in _COMMON)


def _stem(word: str) -> str:
    """A word without its ending: the same thing in singular and plural."""
    short = _ENDING.sub("", word).rstrip("ey")
    return short if len(short) >= _SHORTEST else word


_COMMON = frozenset(map(_stem, _COMMON_WORDS))

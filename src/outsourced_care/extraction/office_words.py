"""Words for what people are, the offices of bodies first, and patterns that match one of them."""

from collections.abc import Iterable

from outsourced_care.extraction.word_lists import letters, trie, words

# who holds one of these speaks for the body
_LEADERS = words(
    """mayor president leader chair chairman chairwoman chairperson secretary director chief
    executive"""
)
_OFFICES = _LEADERS | words(
    """minister manager officer commissioner governor chancellor principal professor councillor
    founder owner senator judge attorney ambassador"""
)
# told of a body's people too, and seldom right before a name
_LEADERS_LOOSELY = words("boss head")
_LOOSELY = _LEADERS_LOOSELY | words("deputy official")
# what people are without any body
_CALLINGS = words(
    """spokesman spokeswoman spokesperson actor actress author editor nominee candidate lawyer peer
    economist researcher coach teacher headteacher doctor academic widow strategist adviser advisor
    activist analyst scholar scientist resident student journalist"""
)
ROLES = _OFFICES | _CALLINGS
# before names in capitals; the others open names of bodies and posts: "Executive Council"
OFFICE_TITLES = _OFFICES - words(
    "chair chairperson chief executive manager officer principal founder owner"
)


def _one_of(entries: Iterable[str]) -> str:
    return trie(map(letters, entries))


ROLE_WORDS = _one_of(ROLES)
OFFICE_WORDS = _one_of(_OFFICES | _LOOSELY)
LEADER_WORDS = _one_of(_LEADERS | _LEADERS_LOOSELY)
# what describes somebody, with the name beside it or without: "its deputy, Ada Frost"
DESCRIBING_WORDS = _one_of(ROLES | _LOOSELY)
# before an office these make another of it: "vice president"
RANK_WORDS = _one_of(words("deputy vice opposition shadow former assistant acting junior"))

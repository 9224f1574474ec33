"""Words in one string flow in, a set of them flows out: how the closed classes here are written."""

import re
from collections.abc import Iterable

_FREQUENT = "taosicwhpfbmrdelnguvjkqxyz"  # letters, by how many words begin with them


def words(text: str) -> frozenset[str]:
    """The words of a string; `+` stands for a space inside an entry."""
    return frozenset(word.replace("+", " ") for word in text.split())


def trie(entries: Iterable[list[str]]) -> str:
    """One pattern for many entries, each beginning tried once and the longest preferred: quick.

    Args:
        entries: Patterns of single characters in a row; no two of them match the same character.
    """
    rest = list(entries)
    size = _shared(rest)
    beginning = "".join(rest[0][:size]) if rest else ""
    heads: dict[str, list[list[str]]] = {}
    for entry in rest:
        heads.setdefault(entry[size] if len(entry) > size else "", []).append(entry[size:])
    if len(heads) < 2:
        return beginning
    parts = [trie(heads[head]) for head in sorted(heads, key=_rank)]
    return f"{beginning}(?:{'|'.join(parts)})"


def letters(entry: str) -> list[str]:
    """The characters of an entry as patterns."""
    return [re.escape(letter) for letter in entry]


def _shared(entries: list[list[str]]) -> int:
    """How many characters all entries begin with."""
    if not entries:
        return 0
    low, high = min(entries), max(entries)  # all others stand between these
    size = 0
    while size < min(len(low), len(high)) and low[size] == high[size]:
        size += 1
    return size


def _rank(head: str) -> tuple[bool, int, str]:
    """Frequent letters first, an entry that ends here last."""
    place = _FREQUENT.find(head)
    return not head, place if place >= 0 else len(_FREQUENT), head

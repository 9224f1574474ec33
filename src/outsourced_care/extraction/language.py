"""A text flows in, whether it is English flows out.

Small words of English make up a third of any English prose and hardly any of another language's.
"""

from __future__ import annotations

import re

_FEW = 30  # words: of fewer only the small ones tell
_TOO_FEW = 12  # words: of fewer nothing can be told
_MOST = 2000  # so many words are looked at
_REACH = 12_000  # characters that hold about as many
_FOREIGN = 2  # small words of other languages that tell a short text from English
_SHARE = 0.12  # of small words, at least
_SURE = 0.24  # of what stands between spaces: no more than two words each
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(
    (
        "the", "of", "and", "to", "that", "is", "was", "for", "with", "as", "by", "be", "this",
        "are", "from", "have", "has", "had", "not", "were", "which", "their", "they", "been",
        "would", "who", "it", "its", "his", "her", "he", "she", "said", "will", "but", "more",
    )
)  # fmt: skip


# German, Dutch, French, Spanish, Italian, Portuguese, Polish, Danish, Swedish; no word of English
_OTHERS = frozenset(
    (
        "der", "das", "und", "ist", "nicht", "dem", "ein", "eine", "zu", "mit", "auf", "für", "von",
        "het", "een", "niet", "zijn", "le", "les", "et", "est", "une", "dans", "pour", "que", "qui",
        "sur", "du", "el", "los", "las", "una", "por", "su", "se", "il", "di", "che", "della", "è",
        "os", "um", "uma", "não", "w", "z", "nie", "na", "og", "er", "det", "som", "och", "att",
    )
)  # fmt: skip


def is_english(text: str) -> bool:
    """Tell whether a text is English prose; of a few words it is believed."""
    runs = text[:_REACH].lower().split()
    if sum(map(_SMALL.__contains__, runs)) > _SURE * len(runs):
        return True  # nearly all texts; the rest is looked at word by word
    words = []
    for match in _WORD.finditer(text):
        words.append(match[0].lower())
        if len(words) == _MOST:
            break
    if len(words) < _TOO_FEW:
        return True
    small = sum(w in _SMALL for w in words)
    if len(words) < _FEW:
        return small > 0 or sum(w in _OTHERS for w in words) < _FOREIGN
    return small >= _SHARE * len(words)

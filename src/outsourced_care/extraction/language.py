"""A text flows in, whether it is English flows out.

Small words of English make up a third of any English prose and hardly any of another language's.
"""

from __future__ import annotations

import re

_FEW = 30  # words: of fewer nothing can be told
_MOST = 2000  # so many words are looked at
_SHARE = 0.12  # of small words, at least
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(
    (
        "the", "of", "and", "to", "that", "is", "was", "for", "with", "as", "by", "be", "this",
        "are", "from", "have", "has", "had", "not", "were", "which", "their", "they", "been",
        "would", "who", "it", "its", "his", "her", "he", "she", "said", "will", "but", "more",
    )
)  # fmt: skip


def is_english(text: str) -> bool:
    """Tell whether a text is English prose; of a few words it is believed."""
    words = []
    for match in _WORD.finditer(text):
        words.append(match[0].lower())
        if len(words) == _MOST:
            break
    return len(words) < _FEW or sum(w in _SMALL for w in words) >= _SHARE * len(words)

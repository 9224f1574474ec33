"""A place in a text flows in, whether the words around it look back or ahead flows out."""

from __future__ import annotations

import re
from typing import Literal

Direction = Literal["back", "ahead"]

# irregular past forms of the news: closed, short; the regular ones end in "-ed"
_PAST = (
    "was|were|had|did|said|told|made|met|began|became|came|went|gave|took|saw|found|left|held|won|"
    "lost|led|broke|wrote|spoke|rose|fell|grew|got|sent|spent|built|cut|put|set up|put forward|"
    "brought|bought|sold|hit|shut|paid|kept|ran|stood|struck|quit|resigned|died|has been|have been"
)
_TENSES = re.compile(
    r"\b(?:(?P<ahead>will|shall|won[’']t|would|wouldn[’']t|(?:is|are|was|were)\s(?:also\s)?(?:due|set\s(?:to|for)|"
    r"expected|likely|scheduled|planned|supposed|going)\b|(?:is|are)\sto\b|due\sto\sbe|ready\sto|"
    r"plans?\sto|hopes?\sto|hoping\sto|wants?\sto|intends?\sto|aims?\sto|about\sto|"
    r"(?:may|might|could|can|must|should)\s(?!have)|upcoming|forthcoming|to\sbe|expected)"
    rf"|(?P<back>{_PAST}|[a-z]{{2,20}}ed|ago))\b|[’'](?P<soon>ll)\b"
)
_STARTING = re.compile(r"\b(?:starting|beginning|commencing|effective)\s(?:(?:on|from|in)\s)?\Z")
_AUXILIARY = re.compile(
    r"\b(?:will|shall|would|to|may|might|could|can|must|should|[’']ll|due|set|expected)"
    r"(?:\s(?:also|then|now|only|soon|finally|not|have|be|be\s\w{1,15}ly)){0,3}\s\Z"
)


def direction(text: str, start: int, end: int, first: int, last: int) -> Direction | None:
    """Whether the verb nearest to the span, before it for choice, looks back or ahead.

    Args:
        text: The text.
        start: Where the span begins.
        end: Where it ends.
        first: Where its sentence begins.
        last: Where its sentence ends.
    """
    before = list(_TENSES.finditer(text, max(first, start - 200), start))
    if _STARTING.search(text, max(first, start - 20), start):  # the main verb tells, if any
        ahead = [found for found in before if _side(text, found) == "ahead"]
        before = ahead or before
    for found in reversed(before):
        return _side(text, found)
    after = _TENSES.search(text, end, min(last, end + 120))
    return _side(text, after) if after else None


def _side(text: str, found: re.Match[str]) -> Direction:
    if found["back"] is None:
        return "ahead"
    helped = _AUXILIARY.search(text, max(0, found.start() - 40), found.start())
    return "ahead" if helped else "back"

"""A place in a text flows in, whether the words around it look back or ahead flows out."""

from __future__ import annotations

import re
from typing import Literal

from outsourced_care.extraction.word_lists import letters, trie, words

Direction = Literal["back", "ahead"]

# irregular past forms of the news: closed, short; the regular ones end in "-ed"
_PAST = trie(
    letters(form.replace("_", " "))
    for form in words(
        "was were had did said told made met began became came went gave took saw found left held "
        "won lost led broke wrote spoke rose fell grew got sent spent built cut put set_up "
        "put_forward brought bought sold hit shut paid kept ran stood struck quit has_been "
        "have_been"
    )
)
# the first letters of what looks ahead: a cheap look, for most words look nowhere
_AHEAD = r"(?=w[aeio]|sh|i[sn]|a[rib]|du|re|pl|ho|m[aiu]|c[oa]|up|fo|to|ex)"
_TENSES = re.compile(
    rf"\b(?:(?P<ahead>{_AHEAD}(?:"
    r"will|shall|won[’']t|would|wouldn[’']t|(?:is|are|was|were)\s(?:also\s)?(?:due|set\s(?:to|for)|"
    r"expected|likely|scheduled|planned|supposed|going)\b|(?:is|are)\sto\b|due\sto\sbe|ready\sto|"
    r"plans?\sto|hopes?\sto|hoping\sto|wants?\sto|intends?\sto|aims?\sto|about\sto|"
    r"(?:may|might|could|can|must|should)\s(?!have)|upcoming|forthcoming|to\sbe|expected))"
    rf"|(?P<back>{_PAST}|[a-z]{{4,22}}+(?<=ed)|ago))\b|[’'](?P<soon>ll)\b"
)
_STARTING = re.compile(r"\b(?:starting|beginning|commencing|effective)\s(?:(?:on|from|in)\s)?\Z")
# "told it to be ready by", "has been delayed until"; "planned for" looks nowhere
_DUTY = re.compile(
    r"\b(?:told|ask(?:s|ed|ing)?|order(?:s|ed|ing)?|urg(?:es?|ed|ing)|instruct(?:s|ed|ing)?|"
    r"direct(?:s|ed)|advis(?:es?|ed)|requir(?:es?|ed|ing)|promis(?:es?|ed)|pledg(?:es?|ed)|"
    r"vow(?:s|ed)?|invit(?:es|ed)|call(?:s|ed)\son|press(?:es|ed)|push(?:es|ed)|prepar(?:es?|ed|ing))"
    r"\s(?:[\w’'-]+\s){0,5}to\s(?:[\w’'-]+\s){1,8}by\s(?:the\s)?\Z"
)
_DELAY = re.compile(
    r"\b(?P<now>(?:has|have|is|are)\s(?:now\s)?(?:been\s)?)?(?:delayed|postponed|put\s(?:back|off)|"
    r"pushed\sback|deferred|adjourned|rescheduled|moved|brought\sforward)\s(?:(?:the|its|their|an?)\s(?:[\w’'-]+\s){1,3})?(?:until|till|to)\s\Z|"
    r"\b(?:planned|scheduled|slated)\sfor\s\Z"
)
_AUXILIARY = re.compile(
    r"\b(?:will|shall|would|to|may|might|could|can|must|should|[’']ll|due|set|expected)"
    r"(?:\s(?:also|then|now|only|soon|finally|not|have|be|be\s\w{1,15}ly)){0,3}\s[“‘\"']?\Z"
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
    near = text[max(first, start - 8) : start]
    if "by " in near and _DUTY.search(text, max(first, start - 160), start):
        return "ahead"
    if near.endswith(("until ", "till ", "to ", "for ")) and (
        moved := _DELAY.search(text, max(first, start - 40), start)
    ):
        return "ahead" if moved["now"] else None
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

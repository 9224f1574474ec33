"""The paragraphs of an article flow in, their roles flow out.

A role is title, standfirst, byline, body, subheading, timeline, caption, promotion, links, footer
or archive. Of plain text a paragraph's wording and place tell it; of a web page its structure
does, where it says anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from outsourced_care.date_lines import date_line
from outsourced_care.text import count_words

_LINKS = re.compile(
    r"(related|more) (articles|stories|links)|more from .{1,60}|read more:?.*", re.I
)
_FOOTER = re.compile(r"comments are closed\.?|none|advertisement", re.I)
_ARCHIVE = re.compile(r"https?://\S+|version \d+ of \d+\.?", re.I)
# with the letters that they begin with: a cheap look first, for few paragraphs are any of these
_WHOLE = (("archive", "hHvV", _ARCHIVE), ("links", "rRmM", _LINKS), ("footer", "cCnNaA", _FOOTER))
_CAPTION = re.compile(
    r"\((picture|photo|image|pic)( credit)?: ?[^)]{0,400}\)|^(photograph|picture): ", re.I
)
_PROMOTION = re.compile(
    r"\b(register|subscribe|sign up|book( your place)?) (now|today|here|for)\b", re.I
)
_PROMOTING = ("register", "subscribe", "sign up", "book")
_TIMELINE = re.compile(
    r"((early|late|mid)[ -])?((january|february|march|april|may|june|july|august|september"
    r"|october|november|december|spring|summer|autumn|winter) )?(1[89]|20)\d\d"
    r"( ?[-–] ?((1[89]|20)\d\d|\d\d))?: \S",
    re.I,
)
_DATED = 40  # characters that the longest date of a timeline has room in
_SIGNATURE = re.compile(r"(by )?([A-Z][\w'’.-]+ ){1,3}[A-Z][\w'’-]+(, (?!and )[^.!?]+)?")
_STOPS = (".", "!", "?", "…", ":", ";")
_CLOSING = "\"'”’)]"
_FULL_STOP = re.compile(r"\.[\"'”’)\]]*$")
# a quotation with its speaker behind a dash
_SIGNED_QUOTE = re.compile(
    r"^[\"“'‘].{8,}[\"”'’] ?[―—–-]{1,3} ?([A-Z][\w'’.-]{0,30} ){1,3}[A-Z][\w'’-]{1,30}"
    r"(, [^\"“”]{1,60})?$"
)
_LINE = 80
_DAY = r"(?:\d{1,2} [A-Z][a-z]{2,8}\.?|[A-Z][a-z]{2,8}\.? \d{1,2}),? \d{4}"
# "LAMPFORD, Ohio, Feb. 3, 2029 -- "
_DATELINE = re.compile(
    rf"[A-Z][A-Z.'’ -]{{2,30}}(?:, [A-Z][\w. ]{{1,20}}){{0,2}},? ({_DAY}) (?:--|—|–)"
)
_SAID = re.compile(r"(?:first |last )?(?:published|posted|updated|modified|date)\b", re.I)
_SUBHEADING_WORDS = 12
_LEAD_WORDS = 20  # the least of a first sentence that is no headline
_SIGNATURE_WORDS = 20


def roles_of(paragraphs: Sequence[str], told: Sequence[str | None] | None = None) -> list[str]:
    """The roles of folded paragraphs, in order.

    Args:
        paragraphs: The folded paragraphs of an article.
        told: The roles that a page's structure tells, None where it tells nothing; by default
            it is plain text, of which the first paragraph is the title unless it `is_lead`.
    """
    if told is None:
        roles = [own_role(p) for p in paragraphs]
        if roles:
            roles[0] = "body" if is_lead(paragraphs) else "title"
        _continue_links(roles)
        told = [roles[0] if n == 0 else None for n in range(len(roles))]
    else:
        roles = [t or own_role(p) for p, t in zip(paragraphs, told, strict=True)]
    _settle(paragraphs, roles, told)
    return roles


def _settle(paragraphs: Sequence[str], roles: list[str], told: Sequence[str | None]) -> None:
    """Tell from body what stands before, after and between its paragraphs and is none."""
    bodies = {n for n, p in enumerate(paragraphs) if told[n] == "body" or is_prose(p, roles[n])}
    while bodies and date_line(paragraphs[min(bodies)]):
        bodies.remove(min(bodies))  # a page's structure tells no line with the day from its text
    first, last = (min(bodies), max(bodies)) if bodies else (len(roles), 0)
    for number, (paragraph, role) in enumerate(zip(paragraphs, roles, strict=True)):
        if role != "body" or number in bodies:
            continue
        if number < first:
            roles[number] = "byline" if _is_above(paragraph) else "standfirst"
        elif number > last:
            roles[number] = "byline" if is_signed(paragraph) else "footer"
        elif count_words(paragraph) <= _SUBHEADING_WORDS:
            roles[number] = "subheading"
    for number, role in enumerate(roles[1:], start=1):
        before = number - 1
        if role == "promotion" and roles[before] in ("subheading", "footer"):
            roles[before] = told[before] or "promotion"


def own_role(paragraph: str) -> str:
    """The role that a paragraph shows by itself; body where it shows none."""
    for role, firsts, shape in _WHOLE:
        if paragraph[:1] in firsts and shape.fullmatch(paragraph):
            return role
    may_picture = "(" in paragraph or paragraph[:1] in "pP"
    if may_picture and _CAPTION.search(paragraph) and count_words(paragraph) <= 40:
        return "caption"
    low = paragraph.lower()
    if any(word in low for word in _PROMOTING) and _PROMOTION.search(paragraph):
        return "promotion"
    dated = ": " in paragraph[:_DATED] and _TIMELINE.match(paragraph)
    return "timeline" if dated else "body"


def _continue_links(roles: list[str]) -> None:
    """Everything after the first list of links belongs to it, up to a footer."""
    linked = False
    for number, role in enumerate(roles):
        linked = linked or role == "links"
        if linked and role != "footer":
            roles[number] = "links"


def is_lead(paragraphs: Sequence[str]) -> bool:
    """Whether folded paragraphs begin with body text, as where the headline was not copied.

    That is a long sentence, written as sentences are, that no signature follows; or all there is.
    """
    first = paragraphs[0]
    if own_role(first) != "body":
        return False
    if len(paragraphs) == 1:
        return is_prose(first)
    long = count_words(first) >= _LEAD_WORDS and _FULL_STOP.search(first) is not None
    return long and _in_sentence_case(first) and not _is_above(paragraphs[1])


def _is_above(paragraph: str) -> bool:
    """Whether a paragraph is one that stands between headline and body: a signature, or a day."""
    return is_signed(paragraph) or date_line(paragraph) is not None


def _in_sentence_case(paragraph: str) -> bool:
    """Whether most words are in small letters, as in no headline of title case or capitals."""
    words = [word for word in paragraph.split() if word[:1].isalpha()]
    return 2 * sum(word[0].islower() for word in words) > len(words)


def is_prose(paragraph: str, role: str = "body") -> bool:
    """Whether a paragraph that may be body is made of sentences."""
    if role != "body":
        return False
    question = paragraph.endswith("?") and count_words(paragraph) <= _SUBHEADING_WORDS
    ends = paragraph.rstrip(_CLOSING).endswith(_STOPS) or _SIGNED_QUOTE.search(paragraph)
    return bool(ends) and not question


def is_signed(paragraph: str) -> bool:
    """Whether a paragraph is a name, as articles are signed with."""
    return count_words(paragraph) <= _SIGNATURE_WORDS and bool(_SIGNATURE.fullmatch(paragraph))


def author_of(byline: str) -> str | None:
    """The name that a byline gives, without what its bearer does, and without the day."""
    dated = date_line(byline)
    if dated is not None and (dated.names or not is_signed(byline) or _SAID.match(byline)):
        byline = f"by {dated.names}" if dated.names else ""
    name = re.sub(r"^by\s+", "", byline, flags=re.I).partition(",")[0].strip()
    return name if any(word[:1].isupper() for word in name.split()) else None


def day_of(paragraphs: Iterable[tuple[str, str]]) -> str | None:
    """The day that a line of its own above the body, or a dateline, tells, of roles and texts.

    A day of publication goes before one of a later change.
    """
    from outsourced_care.pages.page_dates import day_shown

    changed = None
    for role, paragraph in paragraphs:
        if role == "body":
            dateline = _DATELINE.match(paragraph[:_LINE])
            return (day_shown(dateline[1]) if dateline else None) or changed
        told = date_line(paragraph) if role in ("standfirst", "byline") else None
        day = day_shown(told.day) if told else None
        if told and day and not told.changed:
            return day
        changed = changed or day
    return changed

"""A clause of a plan flows in, the detail that it settles and the amount that it names flow out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outsourced_care.extraction.segments import Span

_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,3}}(?:,\d{{3}})*|{'|'.join(_NUMBERS)})"
_MONTHS = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DURATION = re.compile(
    r"\bfor (?:(?:at least|up to|no less than|a minimum of|more than|an initial) )?"
    rf"{_COUNT}(?: more)?[- ](?P<unit>year|month)s?\b",
    re.I,
)
_PERIOD = re.compile(
    rf"\b{_COUNT}[- ](?P<unit>year|month)s? (?:period|term|contract|lease|deal|trial|licence)\b",
    re.I,
)
_REVIEW = re.compile(rf"\breview\w*\b[^.;]{{0,25}}? after {_COUNT} (?P<unit>year|month)s?\b", re.I)
_MONEY = re.compile(
    r"£(?P<amount>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>million|billion|thousand|bn|m|k)?\b", re.I
)
_SCALES = {
    **dict.fromkeys(("thousand", "k"), 10**3),
    **dict.fromkeys(("million", "m"), 10**6),
    **dict.fromkeys(("billion", "bn"), 10**9),
}
_PEOPLE = re.compile(
    rf"\b{_COUNT} (?:plus |or more )?(?:\w+ ){{0,2}}?"
    r"(?:staff|workers|employees|people|crew|representatives|members|drivers|teachers|nurses)\b|"
    rf"\bboard of {_COUNT.replace('<count>', '<seats>')} \w+",
    re.I,
)
_SHARE = re.compile(r"\b(?P<count>\d{1,3})\s?(?:per cent|percent|%)", re.I)
_DATED = re.compile(
    r"\b(?:by|from|on|in|until|before) (?:(?:next|early|late|the end of|mid-?) ?){0,2}"
    rf"(?:\d{{1,2}} )?(?:{_MONTHS}|(?:19|20)\d\d\b)"
)
_SIDES = {
    "pensions": r"pensions?",
    "workforce": (
        r"(?:staff|workers|employees|workforce|crew)\b[^.;]{0,60}?\b(?:transfer\w*|second\w*|move\w*|"
        r"keep|stay|remain|terms|redundan\w+|rehired|re-?employed)|transferring\b[^.;]{0,30}\bstaff"
    ),
    "leadership_governance": (
        r"board\b[^.;]{0,40}\b(?:have|consist|include|of|be)|chief executive|commissioner|"
        r"be put in charge|(?:be )?(?:chaired|led|run) by|central role|report to"
    ),
    "ownership": r"own(?:ed|s|ership)",
    "scope": r"except|apart from|excluding|all (?:\w+[’']?s? ){0,2}services",
    "funding": (
        r"contributions?|funds?|funding|(?:meet|pay|bear|cover|share)s?\b[^.;]{0,40}\bcosts?|"
        r"running costs|pays?|paid|rent|price"
    ),
    "compulsion": r"voluntary (?:nature|basis)",
    "partnership_fragmentation": r"(?:engaged|work\w*|linked) (?:\w+ )?with",
}
_SIDE = {side: re.compile(rf"\b(?:{shape})\b", re.I) for side, shape in _SIDES.items()}
AHEAD = re.compile(
    r"\b(?:will|would|shall|should|must|to be|is to|are to|to have|be|want|wants|set aside|"
    r"reasonable to expect|recommended|committed|promised|transferring)\b"
)
FILLS_IN = re.compile(
    r"\b(?:trust|plan|proposal|scheme|contract|deal|partnership|arrangement|change|move|sale)s?\b",
    re.I,
)
_CUT = re.compile(
    r"[.;?!]\s+|,?\s(?:and|but|while|nor|so)\s|\s[–—]\s|:\s|,\s(?=(?:for|with|to|will|would)\b)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A detail: the side that it settles, where it stands, and what amount it names."""

    aspect: str
    span: Span
    quantity: str | None = None
    unit: str | None = None
    is_review: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same in two tellings of one detail."""
        return self.aspect, self.quantity, self.is_review, None if self.quantity else self.span


def details(words: str, at: int) -> Iterator[Told]:
    """The details of a sentence that stands at a place."""
    begin = 0
    for a, b in [*(m.span() for m in _CUT.finditer(words)), (len(words), len(words))]:
        clause, start = words[begin:a].rstrip(" .,”\"'"), at + begin
        begin = b
        yield from _of_clause(clause, (start, start + len(clause)))


def _of_clause(clause: str, span: Span) -> Iterator[Told]:
    start = span[0]
    if again := _REVIEW.search(clause):
        yield Told("duration_review", span, number(again["count"]), again["unit"].lower(), True)
        return
    for shape in (_DURATION, _PERIOD):
        if lasts := shape.search(clause):
            where = start + lasts.start(), start + lasts.end()
            yield Told("duration_review", where, number(lasts["count"]), lasts["unit"].lower())
    if _DATED.search(clause) and AHEAD.search(clause):
        yield Told("timetable", span)
    side = next((s for s, shape in _SIDE.items() if shape.search(clause)), None)
    quantity = _quantity(clause)
    if quantity:
        side = (side or "workforce") if quantity[1] == "person" else "funding"
    if side:
        yield Told(side, span, *(quantity or (None, None)))


def _quantity(clause: str) -> tuple[str, str] | None:
    """The amount that a clause names, and its unit."""
    if money := _MONEY.search(clause):
        scale = _SCALES.get((money["scale"] or "").lower(), 1)
        amount = round(float(money["amount"].replace(",", "")) * scale, 2)
        return str(int(amount)) if amount == int(amount) else f"{amount:.2f}", "GBP"
    if people := _PEOPLE.search(clause):
        return number(people["count"] or people["seats"]), "person"
    if share := _SHARE.search(clause):
        return share["count"], "percent"
    return None


def number(word: str) -> str:
    """A number as cells have it."""
    word = word.lower().replace(",", "")
    return str(_NUMBERS.index(word) + 1) if word in _NUMBERS else str(int(word))

"""A text and the dataset's register flow in, the organisations that the text names flow out.

Routes, the surest first: the register's own names; local authorities ("Pellam council", with the
GSS code where the place is English); well-known names; acronyms that the text defines or makes
act; names with a telling noun; and places that act as their council.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from outsourced_care.extraction.authorities import gss_code
from outsourced_care.extraction.org_acronyms import acronym_mentions
from outsourced_care.extraction.org_context import HINTS, leads_in, leads_on, name_by_context
from outsourced_care.extraction.org_known import NEWSPAPERS, ORDINARY
from outsourced_care.extraction.org_places import place_mentions
from outsourced_care.extraction.org_register import (
    GOVERNMENT,
    FoundOrganisation,
    KnownOrganisation,
    Register,
    register_of,
)
from outsourced_care.extraction.org_runs import names_in_run, tells
from outsourced_care.extraction.org_tokens import RUNS, RunName
from outsourced_care.extraction.org_words import LINKS, OUTSIDE
from outsourced_care.extraction.word_lists import letters, trie, words

__all__ = ["FoundOrganisation", "KnownOrganisation", "find_organisations"]

_RANK = {
    route: n
    for n, route in enumerate(
        (
            "authority",
            "register",
            "known",
            "pattern",
            "acronym",
            "common",
            "typed",
            "office",
            "government",
            "place",
        )
    )
}
_START = attrgetter("start")
_LONGEST = 100  # no name by context is as long
_MOST = 200  # so many names by context at most: no article tells more
_COUNCIL = re.compile(
    r"(?:\s(?:[Ll]ondon|[Mm]etropolitan|[Cc]ity|[Cc]ounty|[Bb]orough|[Dd]istrict|[Tt]own|[Pp]arish))"
    r"{0,3}\s(?:[Cc]ouncil|[Bb]orough|[Cc]orporation)(?![\w’']*[’']?\w*\s[Tt]ax)\b"
)
# small words behind a run of capitalised ones that may make it a name
_BEHIND = HINTS | words(
    "london metropolitan city county borough district town parish council corporation"
)
# "NHS 111" is a service, not its body, but "BBC Radio 4" is one
_NUMBERED = re.compile(r"\s\d+(?:\s(?:Live|Extra|News)\b)?")
_STATION = re.compile(r" (?!(?:On|In|At|But|And|The|He|She|It|Mr|Mrs|Ms|Dr)\b)[A-Z][a-z]+")
# departments have lists in their names: "Department for Gulls, Terns and Larks"
_LISTED = re.compile(
    r"(?:Department|Ministry|Office|Committee)\s(?:for|of|on)\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,3}"
    r"(?:,\s[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,3}){1,3},?\sand\s[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,2}"
)
# "a London council", "a Tory-led council", "a French council": no name
_ANY_ONE = re.compile(r"\b(?:[Aa]n?|[Oo]ne|another|[Ee]very|[Ee]ach|[Nn]o|any|local)\s\Z")
_NO_PLACE = re.compile(
    r"(?:ish|ese|ist|-[a-z]+|Labour|Tory|Conservative|Democrat|London|Security|Human|Rights|"
    r"Arts|Research|General|Local|Parish|Town|City|County)\Z"
)
_INSIDE = re.compile(r"(?:[A-Z][\w’']*|of)\s\Z")
_BEGUN = re.compile(r"(?:The|In|But|And|At)\s\Z")
_OPENING = re.compile(r"(?:\A|[.!?:\n])[\s\"“‘']*\Z")
# "Conservative" is a party where an office of one follows
_PARTY = re.compile(
    r"\s(?:MPs?|MEPs?|MSPs?|peers?|leaders?|leadership|spokes\w+|councillors?|candidates?|chairman|"
    r"manifesto|conference|government|front\s?bench\w*|back\s?bench\w*|activists|members?)\b|"
    r"-(?:run|led|controlled)\b"
)
_BOROUGH = re.compile(
    r"(?:London|Royal|Metropolitan)\s[Bb]orough\sof\s([A-Z][\w-]+(?:\s(?:and|upon)\s[A-Z][\w-]+|\s[A-Z][\w-]+)?)"
)
# its first letters stand in front by themselves: a search is quick to find one of them
_GOVERNMENT = re.compile(r"[GgMm](?:(?<=[Gg])overnment|(?<=[Mm])inisters)(?!\w)")
_ITS_ARTICLE = re.compile(r"(?<![-\w])(?:[Tt]he|[Cc]entral)\s\Z")
_OTHER_STATE = re.compile(
    r"\b(?:[Ll]ocal|[Cc]ouncil|[Ss]cottish|[Ww]elsh|Irish|US|[Ff]ederal|[Ss]tate|French|German|[A-Z]\w+(?:ish|ese|ian|an)|"
    r"[Ss]hadow|[Gg]overnment|[Pp]rime|[Jj]unior|[Ff]ormer)\s\Z"
)


def find_organisations(
    text: str, registry: Iterable[KnownOrganisation] = ()
) -> list[FoundOrganisation]:
    """Find where a text names organisations, in order, none overlapping.

    Args:
        text: The text; offsets count its code points.
        registry: The organisations that are known with their names, the dataset's for instance.
    """
    known = tuple(registry)
    register = register_of(known)
    found = list(register.mentions(text))
    for run in RUNS.finditer(text):
        if (
            run[1] in _BEHIND
            or tells(run[0])
            or leads_in(text, run.start())
            or leads_on(text, run.end())
        ):
            found.extend(_in_run(text, run, register))
    found.extend(_boroughs(text, register))
    for listed in _LISTED.finditer(text):
        found.append(register.mention(*listed.span(), listed[0], "central_government", "pattern"))
    ends = {f.end: f for f in found if f.route in ("pattern", "register", "known")}
    kinds = {text[f.start : f.end]: f.kind for f in ends.values()}
    for start, end, name in acronym_mentions(text, {e: text[f.start : e] for e, f in ends.items()}):
        found.append(register.mention(start, end, name, kinds.get(name, "other"), "acronym"))
    found = _without_overlaps([*found, *_again(text, found, register)])
    found.extend(
        register.mention(a, b, name, "local_authority", "place")
        for a, b, name in place_mentions(text, found, register.places)
    )
    if GOVERNMENT in register.by_id:
        found.extend(_government(text, register))
    return _without_overlaps(found)


def _again(
    text: str, found: Sequence[FoundOrganisation], register: Register
) -> Iterator[FoundOrganisation]:
    """Other places of the names that only the words beside them made bodies."""
    told = [f for f in found if f.route in ("typed", "office") and f.end - f.start < _LONGEST]
    routes = {text[f.start : f.end]: f.route for f in told[:_MOST]}
    if not routes:
        return
    for match in re.finditer(rf"(?<!\w){trie(map(letters, routes))}(?!\w)", text):
        yield register.mention(*match.span(), match[0], "other", routes[match[0]])


def _in_run(text: str, run: re.Match[str], register: Register) -> Iterator[FoundOrganisation]:
    """The names in a run of capitalised words, and those that a small word behind it makes."""
    start, end = run.span()
    council = _COUNCIL.match(text, end)
    if council and (place := _place(text, start, end)) is not None:
        begin = place
        for name in names_in_run(text, start, begin):
            yield register.mention(
                name.start, name.end, text[name.start : name.end], name.kind, name.route
            )
        yield register.mention(
            begin, council.end(), text[begin : council.end()], "local_authority", "authority"
        )
        return
    for name in names_in_run(text, start, end):
        if name.route == "common" and not _stands_alone(text, name):
            continue
        if text[name.start : name.end] == "Conservative" and not _PARTY.match(text, name.end):
            continue
        end_of_name = name.end
        if number := _NUMBERED.match(text, name.end):
            if name.kind != "media":
                continue
            end_of_name = number.end()
        if text[name.start : end_of_name] == "BBC Radio":
            station = _STATION.match(text, end_of_name, end)
            end_of_name = station.end() if station else end_of_name
        said = text[name.start : end_of_name]
        way = "authority" if name.kind == "local_authority" and gss_code(said) else name.route
        yield register.mention(name.start, end_of_name, said, name.kind, way)
    if told := name_by_context(text, start, end):
        begin, route = told
        yield register.mention(begin, end, text[begin:end], "other", route)


def _place(text: str, start: int, end: int) -> int | None:
    """Where the place before "council" begins in a run; None when the run holds none."""
    parts = list(re.finditer(r"\S+", text[start:end]))
    for part in parts:
        if part[0] not in LINKS and gss_code(text[start + part.start() : end]):
            return start + part.start()
    if len(parts) > 1 and parts[0][0] in OUTSIDE:
        parts = parts[1:]
    begin = start + parts[0].start()
    any_one = parts[0][0] in OUTSIDE or _ANY_ONE.search(text, max(0, begin - 10), begin)
    return None if any_one or len(parts) > 3 or _NO_PLACE.search(parts[-1][0]) else begin


def _stands_alone(text: str, name: RunName) -> bool:
    """Whether a common word is a name here: not inside a name, nor a person's or a place's part."""
    before, after = text[max(0, name.start - 12) : name.start], text[name.end : name.end + 12]
    if before.endswith(("next ", "this ", "last ")):
        return False
    if text[name.start : name.end] in NEWSPAPERS and not before.endswith(("the ", "The ")):
        return False
    if text[name.start : name.end] in ORDINARY and _OPENING.search(before):
        return False
    if _INSIDE.search(before) and not _BEGUN.search(before):
        return False
    return not re.match(r"\s[A-Z]|[’']?\w", after) or after[:2] in ("’s", "'s")


def _boroughs(text: str, register: Register) -> Iterator[FoundOrganisation]:
    for match in _BOROUGH.finditer(text) if "orough" in text else ():
        end = match.end()
        name = match[1]
        while name and not gss_code(name) and " " in name:
            name = name.rsplit(None, 1)[0]
            end = match.start(1) + len(name)
        yield register.mention(
            match.start(), end, text[match.start() : end], "local_authority", "authority"
        )


def _government(text: str, register: Register) -> Iterator[FoundOrganisation]:
    """The government of the country, and "ministers" acting as one body."""
    known = register.by_id[GOVERNMENT]
    for match in _GOVERNMENT.finditer(text):
        start, end = match.span()
        article = _ITS_ARTICLE.search(text, max(0, start - 9), start)
        if article and match[0].endswith("t"):
            start = article.start()
        if text[start - 1 : start].isalnum() or text[start - 1 : start] == "-":
            continue
        if not _OTHER_STATE.search(text, max(0, start - 20), start):
            yield register.mention(start, end, known.name, known.kind, "government", known)


def _without_overlaps(found: Sequence[FoundOrganisation]) -> list[FoundOrganisation]:
    """Of overlapping mentions the longest, then the surest."""
    kept: list[FoundOrganisation] = []
    near: list[FoundOrganisation] = []  # mentions of which each overlaps one before it
    reach = -1
    for one in sorted(found, key=_START):
        if near and one.start >= reach:
            kept += _best(near)
            near = []
        near.append(one)
        reach = max(reach, one.end)
    return kept + _best(near)


def _best(near: list[FoundOrganisation]) -> list[FoundOrganisation]:
    if len(near) < 2:
        return near
    low, high = near[0].start, max(f.end for f in near)
    kept, taken = [], bytearray(high - low)
    for one in sorted(near, key=lambda f: (f.start - f.end, _RANK.get(f.route, 9), f.start)):
        start, end = one.start - low, one.end - low
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append(one)
    return sorted(kept, key=_START)

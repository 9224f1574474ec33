"""A line above the body of an article flows in, the day and the names that it tells flow out.

Such as “Published 3 March 2029, 10:15”, “London, 3rd March 2029”, “By Ann Lee | 3 March 2029”.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST = 120  # characters of such a line
_AFTER = 60  # of it behind the day
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
# as papers print a day; of 03/04/2029 the day comes first, as in Britain
DAY = re.compile(
    rf"(?<![\w/.-])(?:{_NUMBER} (?:of )?{_MONTH},? \d{{4}}|{_MONTH} {_NUMBER},? \d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\.\d{1,2}\.\d{4})(?![\d/-])",
    re.I | re.ASCII,
)
_WEEKDAY = re.compile(
    r"(?:^|(?<=\W))(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]{0,2} ?\Z",
    re.I,
)
_AROUND = " ,|·•:–—-"
_SAID = re.compile(
    r"(?:^|(?<=\W))(?:(?:(?:first )?(?:published|posted)|date)"
    r"|(?P<changed>(?:last )?(?:updated|modified|edited|amended)))(?: on| at)?\Z",
    re.I,
)
_BY = re.compile(r"(?:(?:words|posted|published|written|report) )?by (?P<names>.+)", re.I)
_ON = re.compile(r" on\Z", re.I)
_NAMES = re.compile(r"[A-Z][\w’'.-]*(?:,? (?:(?:and|of|upon|de|le) |& )?[A-Z][\w’'.-]*){0,7}")
_BEHIND = re.compile(r"(?:T\d\d:\S*|(?:at )?\d|[A-Z(]|by |[|·•,–—-])")
_ENDS = re.compile(r"(?<![ap]\.m)[.!?][\"'”’)]*\Z", re.I)


@dataclass(frozen=True, slots=True)
class DateLine:
    """What a line with a date tells.

    Attributes:
        day: The day as it is printed.
        names: Who wrote it, as the line has it after “by”.
        changed: Whether it is the day of a later change.
    """

    day: str
    names: str | None
    changed: bool


def date_line(line: str) -> DateLine | None:
    """What a line tells that gives the day of an article and hardly more; None of any other."""
    line = " ".join(line.split()) if len(line) <= _LONGEST else ""
    found = DAY.search(line)
    if found is None:
        return None
    before, after = line[: found.start()], line[found.end() :].strip(" ")
    before = _WEEKDAY.sub("", before)
    if len(after) > _AFTER or _ENDS.search(after) or (after and not _BEHIND.match(after)):
        return None
    apart = before[-1:] != " " or before.rstrip(" ")[-1:] in tuple(_AROUND)
    words = before.strip(_AROUND)
    said = _SAID.search(words)
    if said:
        words = words[: said.start()].rstrip(_AROUND)
    changed = said is not None and said["changed"] is not None
    if not words:
        return DateLine(found[0], None, changed)
    if by := _BY.fullmatch(words):
        return DateLine(found[0], _ON.sub("", by["names"]), changed)
    if (said or apart) and _NAMES.fullmatch(words):
        signed = "|" in before and " " in words  # “Ann Lee | 3 March 2029”; a place has a comma
        return DateLine(found[0], words if signed else None, changed)
    return None

"""Speakers flow in, their roles, bodies and kinds flow out, as the article tells them."""

import re

from outsourced_care.extraction.cues import LEMMAS, SPEECH
from outsourced_care.extraction.names import NameIndex
from outsourced_care.extraction.person_words import BODY_WORDS, ROLE_WORDS
from outsourced_care.extraction.speakers import Speaker

_WORD = r"[\w’'&-]+"
_APPOSITION = re.compile(
    rf",[ \xa0](?:the |a |an )?((?:{_WORD}[ \xa0]){{0,6}}?{ROLE_WORDS}"
    rf"(?:[ \xa0]of[ \xa0][a-z]{_WORD}(?:[ \xa0][a-z]{_WORD}){{0,4}}?)?)"
    r"(?:[ \xa0](?:of|at|for|with|in)[ \xa0](?:the )?([A-Z][\w’'&., -]{1,80}?))?"
    r"(?=[,.;:—–(]|[ \xa0](?:who\b|and (?![A-Z])))"
)
_BEFORE = re.compile(
    rf"((?:[A-Z]{_WORD}[ \xa0](?:(?:of|for|and|the)[ \xa0])?){{0,6}})((?:[a-z-]+[ \xa0]){{0,3}})\Z"
)
# What is part of a role, and no body: "Prime Minister", "Opposition leader"
_OF_ROLE = re.compile(
    r"(?:\b(?:Prime|First|Deputy|Vice|Chief|Foreign|Home|Health|Education|Opposition|Shadow|Former|Assistant|"
    r"Associate|Acting|Interim|Senior|Junior|Lead|Executive|Managing|General|Principal|Lord|Lady)"
    r"[ \xa0])+\Z"
)
_ROLE_NEAR = re.compile(rf"\b((?i:{ROLE_WORDS}))[ \xa0](?:Sir |Dame |Lord |Dr )?\Z")
_LEADS_IN = re.compile(r".*\b(?:by|of|to|and|for|with|in|from|as|that|the|a|an) ")
_REPORTS = {form for form, lemma in LEMMAS.items() if lemma in SPEECH and form != lemma}
_TITLE_BEHIND = re.compile(r"(?<=[a-z]) [A-Z]\w+\Z")
_SPOKESPERSON = re.compile(r"\bspokes(?:man|woman|person|people)\b", re.IGNORECASE)
_SPEAKS_FOR = re.compile(
    r"(?:(?:A|An|The|a|an|the)[ \xa0])?(.{2,80}?)[ \xa0]spokes\w+"
    r"|spokes\w+ (?:for|of|from) (?:the )?(.{2,80})"
)
_DOCUMENT = re.compile(
    r"\b(?:report|letter|statement|review|document|study|survey|paper|inquiry|email|ruling|brief|"
    r"article|guidance|poll|research|website|findings)\Z",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:[a-z]s|people|staff|police|public)\Z")
_OCCURRENCES = 6  # so many mentions of a person are looked at for a role


def speaker_kind(speaker: Speaker) -> str | None:
    """The kind of a speaker in the dataset's terms, None where there is none."""
    if speaker.name is None:
        return None
    if _SPOKESPERSON.search(speaker.name):
        return "spokesperson"
    if speaker.kind == "joint":
        return "group"
    if speaker.person:
        return "person"
    if _DOCUMENT.search(speaker.name):
        return "document"
    parts = speaker.name.split()
    capitals = sum(part[:1].isupper() for part in parts)
    if capitals > 1 or (capitals and (speaker.kind == "name" or len(parts) == 1)):
        return "organisation"
    if _PLURAL.search(speaker.name):
        return "group"
    return "organisation" if parts[-1].lower() in BODY_WORDS else "anonymous"


class Affiliations:
    """Roles and bodies of the people in one text, each read once."""

    def __init__(self, text: str, index: NameIndex) -> None:
        self.text, self.index = text, index
        self._known: dict[str, tuple[str | None, str | None]] = {}

    def of(self, speaker: Speaker) -> tuple[str | None, str | None]:
        """The role and the body of a speaker, None where the article tells none."""
        if speaker.name is None:
            return None, None
        if not speaker.person:
            return self._of_description(speaker.name)
        if speaker.name not in self._known:
            self._known[speaker.name] = self._of_person(speaker.name)
        return self._known[speaker.name]

    def _of_description(self, name: str) -> tuple[str | None, str | None]:
        """What "a spokesman for the council" tells."""
        if not _SPOKESPERSON.search(name):
            return None, None
        body = _SPEAKS_FOR.search(name)
        named = (body[1] or body[2]) if body else None
        return "spokesperson", self._whole(named) if named and named[0].isupper() else None

    def _of_person(self, name: str) -> tuple[str | None, str | None]:
        last = name.split()[-1]
        for one in self.index.occurrences(last)[:_OCCURRENCES]:
            behind = _APPOSITION.match(self.text, one.end, one.end + 200)
            if behind:
                return behind[1], self._whole(behind[2])
            near = _ROLE_NEAR.search(self.text, max(0, one.start - 24), one.start)
            before = near and _BEFORE.search(self.text, max(0, one.start - 90), near.start())
            if near and before:
                return self._told_before(before[1], before[2], near[1])
        return None, None

    def _told_before(self, body: str, lead: str, role: str) -> tuple[str, str | None]:
        """Role and body of the words before a name: capitalised ones, small ones, the role."""
        at = max((n for n, w in enumerate(lead.split(), 1) if w in _REPORTS), default=0)
        if at:  # "said council leader": the verb and what is before it are no part
            body, lead = "", "".join(f"{word} " for word in lead.split()[at:])
        of_role = None if lead else _OF_ROLE.search(body)
        if of_role:
            body, lead = body[: of_role.start()], of_role[0]
        told = _LEADS_IN.sub("", (lead + role).strip())
        known = told if of_role else _TITLE_BEHIND.sub("", told)
        body = body.strip()
        return known, None if body.lower() in BODY_WORDS else self._whole(body)

    def _whole(self, body: str | None) -> str | None:
        """The name of a body without what leads to it, an acronym as its full name."""
        if not body:
            return None
        name = re.sub(r"[’']s?\Z", "", " ".join(body.split()))
        return self.index.expanded(name) or None

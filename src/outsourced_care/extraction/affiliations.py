"""Speakers flow in, their roles, bodies and kinds flow out, as the article tells them."""

import re

from outsourced_care.extraction.authorities import gss_code
from outsourced_care.extraction.cues import LEMMAS, SPEECH
from outsourced_care.extraction.lone_words import is_place_or_body, kind_of_word
from outsourced_care.extraction.names import NameIndex
from outsourced_care.extraction.office_words import RANK_WORDS, ROLE_WORDS
from outsourced_care.extraction.org_known import KNOWN
from outsourced_care.extraction.person_words import BODY_WORDS
from outsourced_care.extraction.speakers import Speaker
from outsourced_care.extraction.word_lists import words

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
    rf"(?:\b(?:(?i:{RANK_WORDS})|Prime|First|Chief|Foreign|Home|Health|Education|Associate|"
    r"Interim|Senior|Lead|Executive|Managing|General|Principal|Lord|Lady)"
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
    r"article|guidance|poll|research|website|findings)"
    r"(?:\Z| (?:by|from|into|about|commissioned)\b)",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:[a-z]s|people|staff|police|public)\Z")
# "the mayor of Pellam, Ada Frost,": what the name explains
_EXPLAINED = re.compile(
    rf"\b(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir)[ \xa0]((?:[a-z-]+[ \xa0]){{0,3}}?{ROLE_WORDS})"
    r"(?:[ \xa0](?:of|at|for)[ \xa0](?:the )?([A-Z][\w’'& -]{1,50}))?,[ \xa0]\Z"
)
# "Ada Frost of Hardwick University", "Ofsted's Ada Frost"
_RUN = r"((?:[A-Z][\w’&-]*)(?:[ \xa0](?:(?:of|for|and)[ \xa0](?:the[ \xa0])?)?[A-Z][\w’&-]*){0,5})"
_OF_BODY = re.compile(rf",?[ \xa0](?:of|from|at)[ \xa0](?:the[ \xa0])?{_RUN}")
_BODYS = re.compile(rf"\b{_RUN}[’']s?[ \xa0](?:[A-Z][a-z]{{1,4}}\.?[ \xa0])?\Z")
_PLACES = words(
    "North South East West New Old Upper Lower Great Little Greater Port Mount St Saint County "
    "Islands Valley Beach Hill Hills Heath Bay Regis Wells Common Green Bridge Carolina Dakota "
    "Isle Lake River Royal Market Bishop King’s Fort Los San Santa Tunbridge Milton"
)
_LONE_WORDS = 20  # of so many the text is asked whether they are places
_OCCURRENCES = 6  # so many mentions of a person are looked at for a role


def speaker_kind(speaker: Speaker) -> str | None:
    """The kind of a speaker in the dataset's terms, None where there is none."""
    if speaker.name is None:
        return None
    if _is_spokesperson(speaker.name):
        return "spokesperson"
    if speaker.kind == "joint":
        return "group"
    if speaker.person:
        return "person"
    if _DOCUMENT.search(speaker.name):
        return "document"
    parts = speaker.name.split()
    if len(parts) == 1 and parts[0][:1].isupper():
        return kind_of_word(parts[0])
    capitals = sum(part[:1].isupper() for part in parts)
    if capitals > 1 or (capitals and speaker.kind == "name"):
        return "organisation"
    if _PLURAL.search(speaker.name):
        return "group"
    return "organisation" if parts[-1].lower() in BODY_WORDS else "anonymous"


def _is_spokesperson(name: str) -> bool:
    return "spokes" in name.lower() and bool(_SPOKESPERSON.search(name))


def _is_body(name: str) -> bool:
    """Whether a person of it belongs to a body, and does not come from a place."""
    parts = name.split()
    if parts[-1].lower() in BODY_WORDS or name in KNOWN or name.isupper():
        return True
    placed = parts[0] in _PLACES or parts[-1] in _PLACES
    return len(parts) > 1 and not placed and gss_code(name) is None


class Affiliations:
    """Roles and bodies of the people in one text, each read once."""

    def __init__(self, text: str, index: NameIndex) -> None:
        self.text, self.index = text, index
        self._known: dict[str, tuple[str | None, str | None]] = {}
        self._bodily: dict[str, bool] = {}  # of lone words, whether they are places or bodies

    def kind_of(self, speaker: Speaker) -> str | None:
        """The kind of a speaker; a lone word that elsewhere is a place is no surname."""
        kind, word = speaker_kind(speaker), speaker.name
        if kind != "person" or speaker.person or word is None or " " in word:
            return kind
        if word not in self._bodily and len(self._bodily) < _LONE_WORDS:
            self._bodily[word] = is_place_or_body(self.text, word)
        return "organisation" if self._bodily.get(word) else kind

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
        if not _is_spokesperson(name):
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
            closed = self.text[one.end : one.end + 1] in (",", ".", ":", ";")
            if closed and self.text.startswith(", ", one.start - 2):
                told = _EXPLAINED.search(self.text, max(0, one.start - 90), one.start)
                if told:
                    return told[1], self._whole(told[2])
        for one in self.index.occurrences(last)[:_OCCURRENCES]:
            body = _OF_BODY.match(self.text, one.end, one.end + 90)
            lead = self.text[max(0, one.start - 60) : one.start]
            if body is None and ("’" in lead[-10:] or "'" in lead[-10:]):
                body = _BODYS.search(lead)
            if body and _is_body(body[1]):
                return None, self._whole(body[1])
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

"""An article flows in, what its reports are called flows out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from outsourced_care.article import Article
from outsourced_care.drafting.registries import Bodies

_NAMED = re.compile(
    r"(?<!\w)(?!The |This |A |An |In |That )((?:[A-Z][\w-]+ ){1,3})(?:report|review)(?!\w)"
)
_NOUN = r"(?:report|review|document|letter|strategy|paper|response)"
_SENT = re.compile(rf"\b[Aa] ({_NOUN}) (?:submitted|sent|handed|written|addressed) to (?:the )?")
_OWNED = re.compile(rf"[’']s? ((?:[a-z-]+ )?{_NOUN})(?!\w)")
_SPEAKS = re.compile(rf"(?:the|this|that) ({_NOUN})", re.I)
_LABELLED = re.compile(r".+ \(\d{4}(?:–\d{4})?\)")
_REPORT = re.compile(r"(?:(?:the|this|that) )?(?:\w+ )?(?:report|review)", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")


class Documents:
    """The report that an article is about: the one that it names most."""

    def __init__(self, article: Article, published: str | None, bodies: Bodies) -> None:
        text = " ".join(article.text.split())
        names = Counter(m[1].strip() for m in _NAMED.finditer(text))
        self._name = names.most_common(1)[0][0] if names else None
        year = _YEAR.search(published or "")
        self._year = f" ({year[0]})" if year else ""
        self.body = bodies.named(self._name)
        self._others: dict[str, tuple[str, str]] = {}  # by what they are: label, whose they are
        for noun, label, body in _owned(article.text, bodies, self._year):
            self._others.setdefault(noun, (label, body))
        if self.body is None and self._name is None and self._others:
            self.body = next(iter(self._others.values()))[1]

    def label(self, speaker: str | None) -> str | None:
        """Our short name for a report that speaks; None for another document."""
        if not speaker:
            return None
        if _LABELLED.fullmatch(speaker):
            return speaker
        if self._name and (_REPORT.fullmatch(speaker) or speaker.startswith(self._name)):
            return f"{self._name} report{self._year}"
        other = self._other(speaker)
        return other[0] if other else None

    def owner(self, speaker: str | None) -> str | None:
        """The body whose document speaks."""
        other = self._other(speaker or "")
        return other[1] if other else self.body

    def _other(self, speaker: str) -> tuple[str, str] | None:
        told = _SPEAKS.fullmatch(speaker)
        return self._others.get(told[1].lower()) if told and self._name is None else None


def _owned(text: str, bodies: Bodies, year: str) -> Iterator[tuple[str, str, str]]:
    """Documents that the text ties to a body: what they are, our label, the body."""
    names = bodies.names
    for found in _SENT.finditer(text):
        to = next((b for a, _, b in bodies.mentions if a == found.end()), None)
        if to is not None and bodies.main is not None:
            label = f"{names[bodies.main]} {found[1]} to the {bodies.abbreviation(to)}{year}"
            yield found[1], label, bodies.main
    for start, end, body in bodies.mentions:
        begins = end - 2 if text[start:end].endswith("s") else end  # the possessive may be inside
        owned = _OWNED.match(text, begins) or _OWNED.match(text, end)
        if owned is not None:
            yield owned[1].split()[-1], f"{names[body]} {owned[1]}", body

"""An article flows in, what its reports are called flows out."""

from __future__ import annotations

import re
from collections import Counter

from outsourced_care.article import Article
from outsourced_care.drafting.registries import Bodies

_NAMED = re.compile(
    r"(?<!\w)(?!The |This |A |An |In |That )((?:[A-Z][\w-]+ ){1,3})(?:report|review)(?!\w)"
)
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

    def label(self, speaker: str | None) -> str | None:
        """Our short name for a report that speaks; None for another document."""
        if not speaker or self._name is None:
            return None
        if _REPORT.fullmatch(speaker) or speaker.startswith(self._name):
            return f"{self._name} report{self._year}"
        return None

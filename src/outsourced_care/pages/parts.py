"""The paragraphs of a page flow in, what its structure tells of each flows out."""

from __future__ import annotations

import re
from collections import Counter

from outsourced_care.article_roles import is_prose, own_role
from outsourced_care.pages.main_text import MainText
from outsourced_care.pages.paragraphs import Paragraph
from outsourced_care.pages.zones import OUT
from outsourced_care.text import fold

_MOST = 0.4  # of the main text: what holds so much of it is no part beside it
_BESIDE = (OUT, "links", "promotion", "footer", "aside")
# what holds an article, and the least of a page's main text that it must hold to do so
_FRAMES = {"main": 0.2, "article": 0.4}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_RIGHTS = re.compile(r"(©|\(c\)|copyright\b|all rights reserved)", re.I)


class Parts:
    """The paragraphs of a page, which are main text, and the roles that structure tells."""

    def __init__(self, shown: list[Paragraph], main: MainText) -> None:
        self.shown = shown
        self.folded = [fold(p.text) for p in shown]
        self.prose = [is_prose(folded) for folded in self.folded]
        self.main = [main.holds(p.text) for p in shown]
        self._tell()
        if not self.bodies():  # trafilatura found nothing: all that is made of sentences
            self.main = [True] * len(shown)
            self._tell()
        self._frame()
        makes = {shown[n].make for n in self.bodies()}
        self.main = [m or p.make in makes for m, p in zip(self.main, shown, strict=True)]

    def bodies(self) -> list[int]:
        """The numbers of the paragraphs that are body text beyond doubt."""
        return [
            n
            for n, role in enumerate(self.roles)
            if self.main[n] and self.prose[n] and role in (None, "body", "timeline")
        ]

    def _frame(self) -> None:
        """Leave out what stands outside the element that holds the article."""
        for tag, least in _FRAMES.items():
            bodies = self.bodies()
            inside = sum(len(self.shown[n].text) for n in bodies if tag in self.shown[n].inside)
            if inside and inside >= least * sum(len(self.shown[n].text) for n in bodies):
                framed = (tag in p.inside for p in self.shown)
                self.main = [m and f for m, f in zip(self.main, framed, strict=True)]

    def _tell(self) -> None:
        self._beside = self._zones_beside()
        self.roles = [self._told(n) for n in range(len(self.shown))]

    def _zones_beside(self) -> set[int]:
        """The numbers of the zones that hold little of the main text."""
        letters: Counter[int] = Counter()
        main = 0
        for number, paragraph in enumerate(self.shown):
            size = len(paragraph.text) if self.main[number] and self.prose[number] else 0
            main += size
            for zone in paragraph.zones:
                letters[zone.number] += size
        return {number for number, size in letters.items() if size <= _MOST * main}

    def _told(self, number: int) -> str | None:
        """The role that structure tells of a paragraph; None where it tells nothing."""
        paragraph = self.shown[number]
        zones = [z.role for z in paragraph.zones if z.number in self._beside]
        beside = next((role for role in zones if role in _BESIDE), None)
        if beside == "aside":
            return self._aside(number)
        if beside is not None:
            return beside
        if zones and not (zones[-1] == "caption" and paragraph.inside & {"blockquote", "td"}):
            return zones[-1]
        if paragraph.tag in _HEADINGS:
            return "subheading"
        own = own_role(self.folded[number])
        if own != "body":
            return own
        if paragraph.linked and not self.prose[number]:
            return "links"
        if _RIGHTS.match(self.folded[number]):
            return "footer"
        if self.main[number] and paragraph.inside & {"li", "blockquote", "dd"}:
            return "body"
        return None

    def _aside(self, number: int) -> str | None:
        own = own_role(self.folded[number])
        if own == "timeline":
            return own
        paragraph = self.shown[number]
        within = self.main[number] and paragraph.tag == "p" and paragraph.inside & set(_FRAMES)
        return None if within else "promotion"

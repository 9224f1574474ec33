"""Marked pieces and who says them: what reading a text makes of its quotation marks."""

from typing import NamedTuple

from outsourced_care.extraction.attribution import Clause
from outsourced_care.extraction.marks import Mark
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.speakers import Speaker


class Piece(NamedTuple):
    """A marked piece that quotes somebody; `route` tells how the speaker was found."""

    mark: Mark
    kind: str  # direct or mixed
    speaker: Speaker
    clause: Clause | None
    route: str


class Place(NamedTuple):
    """Where a marked piece stands: its sentence, its paragraph, the words before it."""

    mark: Mark
    said: str
    sentence: Span
    paragraph: int
    lead: str

    @property
    def opens(self) -> bool:
        """Whether the piece opens its sentence."""
        return not self.lead.strip(" \xa0“\"‘'—–-")

    @property
    def kind(self) -> str:
        """Direct or mixed, by the words before."""
        gap = self.lead.strip(" \xa0“\"‘'—–-")
        return "direct" if not gap or gap[-1] in ":," else "mixed"

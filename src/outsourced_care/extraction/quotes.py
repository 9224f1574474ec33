"""An article's text flows in, its quotations with their sources flow out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from outsourced_care.extraction.affiliations import Affiliations
from outsourced_care.extraction.attribution import Clause, find_clauses, in_pieces
from outsourced_care.extraction.blocks import with_blocks
from outsourced_care.extraction.grammar import BLANK
from outsourced_care.extraction.indirect import find_indirect, reported
from outsourced_care.extraction.marks import Mark, find_marks
from outsourced_care.extraction.org_register import FoundOrganisation
from outsourced_care.extraction.pieces import Piece
from outsourced_care.extraction.reading import Reader
from outsourced_care.extraction.routes import confidence, indirect_route
from outsourced_care.extraction.segments import Span, masked_sentence_spans, paragraph_spans
from outsourced_care.extraction.speakers import Speaker, Speakers

_HEARSAY = re.compile(  # its first letters in front: a search is quick to find one of them
    r"[IiRrAa](?<!\w.)(?:(?<=[Ii])t (?:has been|was|is|is being) (?:widely )?"
    r"(?:reported|claimed|alleged|rumou?red|understood|said|suggested)"
    r"|(?<=[Rr])(?:umou?rs?|eportedly)|(?<=[Aa])llegedly)\b"
)
# the conjunction that opens a report; before a verb "that" is its subject
_CONJUNCTION = re.compile(
    r"that,?[ \xa0](?!(?:is|was|are|were|has|had|have|be|would|will|could|might|may|can|should|"
    r"must|shall|does|did|do|means|meant|made|makes|depends|includes|included)\b)"
)
_ASIDE = re.compile(r"\[(?:[^\s\[\]]+ ){3,30}[^\s\[\]]+\]\s*,?\s*")
_CARRIED = frozenset(("same paragraph", "next paragraph", "carried"))
_IMPLICIT = frozenset(("subject", "paragraph", "paragraph before", "repeated", "headline"))


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """One utterance: where it stands, whose it is and how that was found.

    `segments` hold what is said: the words inside the marks, or of indirect speech the reported
    clause. `clause` is the whole reported clause of a mixed quotation. `speaker` is the fullest
    name in the article, or the description where nobody is named. `kind` is direct, mixed or
    indirect; `attribution` explicit, continuation, implicit, hearsay or ambiguous; `speaker_kind`
    person, spokesperson, anonymous, group, organisation or document. `confidence` is how often
    rows found by the same route were right on the development texts.
    """

    segments: tuple[Span, ...]
    kind: str
    speaker: str | None
    speaker_mention: str | None
    mention_span: Span | None
    speaker_kind: str | None
    role: str | None
    organisation: str | None
    cue: str | None
    attribution: str
    route: str
    confidence: float
    clause: Span | None = None


def find_quotes(
    text: str,
    title: str | None = None,
    organisations: Sequence[FoundOrganisation] | None = None,
) -> list[FoundQuote]:
    """Return the utterances of an article, in order of their beginnings.

    Offsets count code points of `text`, end exclusive. A headline that is no part of the text is
    not read: its capitals tell no names apart. `organisations` are those of the text, found here
    where they are wanted and not given.
    """
    paragraphs = paragraph_spans(text)
    marks = with_blocks(text, paragraphs, find_marks(text, paragraphs))
    masked = blanked(text, marks)
    sentences = in_pieces(masked_sentence_spans(text, masked, paragraphs))
    if not sentences:
        return []
    clauses = find_clauses(masked, sentences)
    speakers = Speakers(text, masked, sentences, organisations)
    reader = Reader(masked, paragraphs, sentences, clauses, speakers)
    rows = _Rows(text, reader, Affiliations(text, speakers.index))
    pieces = reader.pieces(marks)
    found = [rows.marked(group) for group in _groups(reader, pieces)]
    used = {piece.clause.cue_start for piece in pieces if piece.clause}
    found += [
        rows.indirect(clause, spans)
        for clause, spans in find_indirect(masked, clauses, used)
        if not any(BLANK in masked[start:end] for start, end in spans)
    ]
    return sorted(found, key=lambda quote: quote.segments)


def blanked(text: str, marks: list[Mark]) -> str:
    """The text with what is said blanked out; marks and a last stop are kept."""
    parts, at = [], 0
    for mark in marks:
        stop = mark.end - 1 if text[mark.end - 1] in ".,!?…" else mark.end
        parts += [text[at : mark.start], BLANK * (stop - mark.start)]
        at = stop
    return "".join([*parts, text[at:]])


def _groups(reader: Reader, pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces that make one utterance: one clause's, or speech that runs on."""
    groups: list[list[Piece]] = [[piece] for piece in pieces[:1]]
    for before, piece in pairwise(pieces):
        same = piece.clause is not None and piece.clause is before.clause
        if same or (piece.route in _CARRIED and _runs_on(reader, groups[-1], piece)):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _runs_on(reader: Reader, group: list[Piece], piece: Piece) -> bool:
    """Whether nothing but the reporting clause, or a subheading, stands between."""
    end = group[-1].mark.outer_end
    clause = group[-1].clause
    if clause is not None and clause.cue_start >= end:
        end = reader.sentence_end(clause.cue_start)
    between = reader.masked[end : piece.mark.outer_start].strip(" \xa0\n\t,”\"’'—–-")
    heading = len(between) < 70 and "\n" not in between and between[-1:].isalnum()
    return heading or not between.strip(".")


class _Rows:
    """Makes rows of pieces and of reporting clauses."""

    def __init__(self, text: str, reader: Reader, affiliations: Affiliations) -> None:
        self.text, self.reader, self.affiliations = text, reader, affiliations

    def marked(self, group: list[Piece]) -> FoundQuote:
        first = group[0]
        segments = tuple(part for piece in group for part in self._parts(piece.mark))
        kind = "direct" if any(piece.kind == "direct" for piece in group) else "mixed"
        return self._row(
            segments, kind, first.speaker, first.clause, first.route, self._whole(first, kind)
        )

    def indirect(self, clause: Clause, spans: list[Span]) -> FoundQuote:
        speaker = self.reader.speaker_of(clause)
        route = indirect_route(self.reader.masked, clause, spans[0])
        (start, end), *rest = spans
        if opening := _CONJUNCTION.match(self.text, start, end):
            start = opening.end()
        return self._row(((start, end), *rest), "indirect", speaker, clause, route, None)

    def _row(
        self,
        segments: tuple[Span, ...],
        kind: str,
        speaker: Speaker,
        clause: Clause | None,
        route: str,
        whole: Span | None,
    ) -> FoundQuote:
        said_as = self.text[slice(*speaker.mention)] if speaker.mention else None
        role, organisation = self.affiliations.of(speaker)
        return FoundQuote(
            segments=segments,
            kind=kind,
            speaker=speaker.name,
            speaker_mention=said_as,
            mention_span=speaker.mention,
            speaker_kind=self.affiliations.kind_of(speaker),
            role=role,
            organisation=organisation,
            cue=clause.lemma if clause else None,
            attribution=self._attribution(speaker, clause, route),
            route=route,
            confidence=confidence(route, speaker),
            clause=whole,
        )

    def _attribution(self, speaker: Speaker, clause: Clause | None, route: str) -> str:
        if clause is None:
            told = "continuation" if route in _CARRIED else _without_cue(route)
            return told if speaker.name else "ambiguous"
        lead = self.reader.masked[clause.sentence[0] : clause.cue_end]
        if _HEARSAY.search(lead):
            return "hearsay"
        return "explicit" if speaker.name else "ambiguous"

    def _parts(self, mark: Mark) -> list[Span]:
        """What is said between two marks, without a journalist's aside in brackets."""
        parts, at = [], mark.start
        for aside in _ASIDE.finditer(self.text, mark.start, mark.end):
            end = aside.start()
            while end > at and self.text[end - 1].isspace():
                end -= 1
            if at < end and aside.end() < mark.end:
                parts.append((at, end))
                at = aside.end()
        return [*parts, (at, mark.end)]

    def _whole(self, piece: Piece, kind: str) -> Span | None:
        """The whole reported clause around a mixed quotation's marked words."""
        if piece.clause is None or kind != "mixed":
            return None
        reader, mark = self.reader, piece.mark
        place = reader.place_of(piece.clause)
        for start, end in reported(reader.masked, piece.clause, reader.clauses, place, quotes=True):
            if start <= mark.outer_start and mark.end <= end:
                return start, end
        return None


def _without_cue(route: str) -> str:
    return "implicit" if route in _IMPLICIT else "explicit"

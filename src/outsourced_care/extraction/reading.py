"""Marked pieces and reporting clauses flow in, who says each piece flows out."""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from outsourced_care.extraction.attribution import Clause
from outsourced_care.extraction.cues import STANCE
from outsourced_care.extraction.grammar import BLANK
from outsourced_care.extraction.marks import Mark
from outsourced_care.extraction.nouns import first_noun
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.speakers import NOBODY, Recent, Speaker, Speakers
from outsourced_care.extraction.terms import is_few, is_own_question, is_term, is_title

_LABEL = re.compile(r"([A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,3}):\s")
_SIGNED = re.compile(
    r"[ \xa0]{0,3}[―—–-]{1,3}[ \xa0]{0,3}([A-Z][\w’'-]{0,40}\.?(?: [A-Z][\w’'-]{0,40}\.?){1,3}?)"
    r"(?=[ \xa0.,]{0,3}(?:$|\n|, ))"
)
# What parts a clause from the one before it, so that it does not stand inside its report.
_PARTED = re.compile(r"[;—–―]|--|,? (?:but|while|whereas|though|although)\b|, and\b|[”\"’]")
_SPEECH_ENDS = ",?!…—–-"
_WINDOW = 600  # no source is looked for further than this before its quotation
_BARE, _REPEATED = 40, 120  # so many marked words without a source are looked up, so long each
_BEHIND = 300  # nor further than this behind it


class Piece(NamedTuple):
    """A marked piece that quotes somebody; `route` tells how the speaker was found."""

    mark: Mark
    kind: str  # direct or mixed
    speaker: Speaker
    clause: Clause | None
    route: str


class _Place(NamedTuple):
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
        gap = self.lead.strip(" \xa0“\"‘'—–-")
        return "direct" if not gap or gap[-1] in ":," else "mixed"


def _with_repeated(found: list[Piece], bare: list[_Place], text: str) -> list[Piece]:
    """Words marked without a source, in a headline say, are whose the text gives them to later."""
    told = [piece for piece in found if piece.clause is not None]
    starts, parts, at = [], [], 0
    for piece in told:
        starts.append(at)
        parts.append(text[piece.mark.start : piece.mark.end].lower())
        at += len(parts[-1]) + 1
    spoken = "\n".join(parts)
    given = {piece.mark.start: piece for piece in found}
    for place in bare[:_BARE]:
        words = place.said.lower().strip(" ,.")
        where = spoken.find(words) if " " in words and len(words) < _REPEATED else -1
        if where >= 0:
            speaker = told[bisect_right(starts, where) - 1].speaker
            piece = Piece(place.mark, "mixed", speaker, None, "repeated")
            given[place.mark.start] = piece
    return [given[start] for start in sorted(given)]


class Reader:
    """Finds the speakers of marked pieces, in the order of the text."""

    def __init__(
        self,
        masked: str,
        paragraphs: list[Span],
        sentences: list[Span],
        clauses: list[Clause],
        speakers: Speakers,
    ) -> None:
        self.masked, self.text = masked, speakers.text
        self.paragraphs, self.sentences, self.clauses = paragraphs, sentences, clauses
        self.speakers = speakers
        self._paragraph_starts = [start for start, _ in paragraphs]
        self._sentence_starts = [start for start, _ in sentences]
        self._cue_starts = [clause.cue_start for clause in clauses]
        self._resolved: list[Speaker] = []
        self._recent: Recent = []

    def pieces(self, marks: list[Mark]) -> list[Piece]:
        """The pieces that quote somebody."""
        found: list[Piece] = []
        bare: list[_Place] = []
        for mark in marks:
            place = self._place(mark)
            piece = self._piece(place, found[-1] if found else None)
            if piece is not None:
                found.append(piece)
            if piece is None or (piece.clause is None and piece.kind == "mixed"):
                bare.append(place)
        return _with_repeated(found, bare, self.text)

    def place_of(self, clause: Clause) -> int:
        """The index of a clause."""
        return bisect_left(self._cue_starts, clause.cue_start)

    def sentence_end(self, place: int) -> int:
        """Where the sentence around a place ends."""
        return self.sentences[self._sentence_at(place)][1]

    def speaker_of(self, clause: Clause) -> Speaker:
        """The source of a clause; the clauses before it are resolved first, in order."""
        wanted = self.place_of(clause)
        while len(self._resolved) <= wanted:
            one = self.clauses[len(self._resolved)]
            speaker = self.speakers.resolve(one.mention, self._recent)
            self._resolved.append(speaker)
            if one.order != "relative":
                self.speakers.note_subject(one.mention)
            if one.speech or one.order == "inverted":
                self._recent.append((one.mention[0], speaker))
        return self._resolved[wanted]

    def _sentence_at(self, place: int) -> int:
        return max(0, bisect_right(self._sentence_starts, place) - 1)

    def _place(self, mark: Mark) -> _Place:
        sentence = self.sentences[self._sentence_at(mark.outer_start)]
        paragraph = max(0, bisect_right(self._paragraph_starts, mark.outer_start) - 1)
        lead = self.masked[sentence[0] : mark.outer_start]
        return _Place(mark, self.text[mark.start : mark.end], sentence, paragraph, lead)

    def _clauses_in(self, start: int, end: int) -> list[Clause]:
        low, high = bisect_left(self._cue_starts, start), bisect_left(self._cue_starts, end)
        return self.clauses[low:high]

    def _piece(self, place: _Place, before: Piece | None) -> Piece | None:
        if is_title(place.said, place.lead) or is_own_question(place.said, place.lead):
            return None
        return (
            self._written_out(place)
            or self._with_clause(place)
            or self._without_clause(place, before)
        )

    def _written_out(self, place: _Place) -> Piece | None:
        """A speaker's label inside the marks, or a signature behind them."""
        mark = place.mark
        label = _LABEL.match(self.text, mark.start, mark.end)
        if label:
            name = Speaker(label[1], label.span(1), "name", person=True)
            return Piece(mark, "direct", name, None, "label")
        signed = _SIGNED.match(self.masked, mark.outer_end, self.paragraphs[place.paragraph][1])
        if signed and mark.closed:
            speaker = self.speakers.resolve(signed.span(1), [])
            return Piece(mark, "direct", speaker, None, "signed")
        return None

    def _with_clause(self, place: _Place) -> Piece | None:
        """A piece with a reporting clause in its sentence, or right behind it."""
        mark, few = place.mark, is_few(place.said)
        after = self._clause_after(place)
        if after is not None:
            return self._told(place, after, "after")
        low = max(place.sentence[0], mark.outer_start - _WINDOW)
        inside = self._clauses_in(low, mark.outer_start)
        if inside and not (few and not inside[-1].speech and inside[-1].lemma not in STANCE):
            return self._told(place, self._outermost(inside), "before")
        high = min(place.sentence[1], mark.outer_end + _WINDOW)
        later = self._clauses_in(mark.outer_end, high)
        later = [clause for clause in later if clause.order != "passive"]
        if few and not place.opens:
            later = [c for c in later if self._gap(mark, c.start).startswith(",")]
        if not later:
            return None
        if not place.opens:
            return self._told(place, later[-1], "later")
        if later[0].speech and later[0].order in ("before", "inverted"):
            return self._told(place, later[0], "later")
        return None

    def _without_clause(self, place: _Place, before: Piece | None) -> Piece | None:
        """A piece whose sentence tells no source: carried over, introduced, or no quotation."""
        if place.opens:
            return self._alone(place, before)
        mark, lead = place.mark, place.lead
        if is_term(place.said, lead) or self._asks(place) or self._is_link(place):
            return None
        noun = first_noun(self.masked, place.sentence[0], mark.outer_start)
        if noun is not None:
            return Piece(mark, "mixed", self._mentioned(noun), None, "subject")
        if before is not None:
            return Piece(mark, "mixed", before.speaker, None, "carried")
        return Piece(mark, "mixed", NOBODY, None, "none")

    def _asks(self, place: _Place) -> bool:
        """The author's own question with a marked word in it."""
        end = place.sentence[1]
        return self.masked[end - 1] == "?" and end > place.mark.outer_end

    def _is_link(self, place: _Place) -> bool:
        """A line without a stop, below the heading: a link or caption that names no source."""
        end = place.sentence[1]
        last = self.masked[max(0, end - 3) : end].rstrip("”\"’' \xa0")[-1:]
        stopless = last.isalnum() or last == BLANK
        return stopless and place.paragraph > 1 and end == self.paragraphs[place.paragraph][1]

    def _outermost(self, inside: list[Clause]) -> Clause:
        """The clause that reports, where others stand inside what it reports."""
        chosen = inside[-1]
        for clause in reversed(inside[-8:-1]):
            between = self.masked[clause.cue_end : max(clause.cue_end, chosen.start)]
            if _PARTED.search(between) and not between.endswith((" and that ", " and that the ")):
                break
            if clause.order != "relative" and clause.reports:
                chosen = clause
        return chosen

    def _mentioned(self, noun: Span) -> Speaker:
        """The source that a noun phrase outside any clause stands for."""
        earlier = bisect_right(self._cue_starts, noun[0]) - 1
        if earlier >= len(self._resolved):
            self.speaker_of(self.clauses[earlier])
        return self.speakers.resolve(noun, self._recent)

    def _told(self, place: _Place, clause: Clause, route: str) -> Piece:
        kind = "mixed" if route == "later" else place.kind
        return Piece(place.mark, kind, self.speaker_of(clause), clause, route)

    def _gap(self, mark: Mark, end: int) -> str:
        return self.masked[mark.outer_end : end].lstrip()

    def _clause_after(self, place: _Place) -> Clause | None:
        """The clause that follows the closing mark at once."""
        mark, limit = place.mark, self.paragraphs[place.paragraph][1]
        near = self._clauses_in(mark.outer_end, min(limit, mark.outer_end + _BEHIND))
        if not mark.closed or not near:
            return None
        clause = near[0]
        first = min(clause.start, clause.mention[0])
        if clause.order in ("passive", "inherited", "infinitive", "noun") or first < mark.outer_end:
            return None
        gap = self.masked[mark.outer_end : first]
        beside = not gap.strip(" \xa0,—–-")
        return clause if beside and self._closes_speech(place, gap, clause) else None

    def _closes_speech(self, place: _Place, gap: str, clause: Clause) -> bool:
        last = place.said.rstrip("’'\"”")[-1:]
        comma = gap.lstrip().startswith(",")
        if (last and last in _SPEECH_ENDS) or comma or clause.order == "according":
            return True
        if last == ".":
            tail = self.masked[clause.cue_end : clause.cue_end + 2].strip()
            return tail[:1] in (".", ",") and len(gap) < 3
        return clause.order == "inverted"

    def _alone(self, place: _Place, before: Piece | None) -> Piece:
        """A quotation that is a sentence of its own."""
        start = self.paragraphs[place.paragraph][0]
        if before is not None and before.mark.outer_end >= start:
            return self._carried(place, before, "same paragraph")
        told = self._told_in(place, start, place.mark.outer_start, "paragraph")
        if told is not None:
            return told
        index = place.paragraph - 1
        while index > 0 and self._is_heading(self.paragraphs[index]):
            index -= 1
        if index >= 0:
            low, high = self.paragraphs[index]
            if before is not None and before.mark.outer_end >= low:
                return self._carried(place, before, "next paragraph")
            told = self._told_in(place, low, high, "paragraph before")
            if told is not None:
                return told
        if before is not None:
            return self._carried(place, before, "carried")
        return Piece(place.mark, "direct", NOBODY, None, "none")

    def _carried(self, place: _Place, before: Piece, route: str) -> Piece:
        return before._replace(mark=place.mark, kind="direct", clause=None, route=route)

    def _told_in(self, place: _Place, low: int, high: int, route: str) -> Piece | None:
        """The last source of some narration: that of a clause, or the last sentence's subject."""
        last = bisect_left(self._cue_starts, high) - 1
        if last >= 0 and self._cue_starts[last] >= low:
            return Piece(place.mark, "direct", self.speaker_of(self.clauses[last]), None, route)
        sentence = self.sentences[self._sentence_at(high - 1)]
        if high == place.mark.outer_start:
            sentence = self.sentences[max(0, self._sentence_at(high) - 1)]
        if sentence[0] < low:
            return None
        noun = first_noun(self.masked, *sentence)
        if noun is None:
            return None
        return Piece(place.mark, "direct", self._mentioned(noun), None, route)

    def _is_heading(self, span: Span) -> bool:
        """A short line without a stop or marks: a subheading between two paragraphs."""
        line = self.masked[span[0] : min(span[1], span[0] + 71)]
        return len(line) < 70 and line[-1].isalnum() and BLANK not in line

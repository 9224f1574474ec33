"""A text with its clauses flows in, what stands where and who speaks in which clause flows out."""

import re
from bisect import bisect_left, bisect_right

from outsourced_care.extraction.attribution import Clause
from outsourced_care.extraction.grammar import BLANK
from outsourced_care.extraction.marks import Mark
from outsourced_care.extraction.pieces import Place
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.speakers import Recent, Speaker, Speakers

_IT_IS = re.compile(
    r"[Ii]t(?:[’']s|[ \xa0](?:is|was|has been|had been|is being))[ \xa0](?:[a-z]+[ \xa0]){0,2}"
    r"(?:understood|thought|believed|said|reported|claimed|alleged|suggested|expected|feared|hoped)"
)


class Places:
    """Looks up the sentences, paragraphs and clauses of a text, and the sources of clauses."""

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
            speaker = self._source_of(one)
            self._resolved.append(speaker)
            if one.order != "relative":
                self.speakers.note_subject(one.mention)
            if (one.speech and one.order != "passive") or one.order == "inverted":
                self._recent.append((one.mention[0], speaker))
        return self._resolved[wanted]

    def _source_of(self, clause: Clause) -> Speaker:
        """The source of a clause; nobody's is "it is understood"."""
        speaker = self.speakers.resolve(clause.mention, self._recent)
        start, end = clause.mention
        if end - start == len("it") and _IT_IS.fullmatch(self.masked, start, clause.cue_end):
            return speaker._replace(name=None)
        return speaker

    def _sentence_at(self, place: int) -> int:
        return max(0, bisect_right(self._sentence_starts, place) - 1)

    def _place(self, mark: Mark) -> Place:
        sentence = self.sentences[self._sentence_at(mark.outer_start)]
        paragraph = max(0, bisect_right(self._paragraph_starts, mark.outer_start) - 1)
        lead = self.masked[sentence[0] : mark.outer_start]
        return Place(mark, self.text[mark.start : mark.end], sentence, paragraph, lead)

    def _clauses_in(self, start: int, end: int) -> list[Clause]:
        low, high = bisect_left(self._cue_starts, start), bisect_left(self._cue_starts, end)
        return self.clauses[low:high]

    def _mentioned(self, noun: Span) -> Speaker:
        """The source that a noun phrase outside any clause stands for."""
        earlier = bisect_right(self._cue_starts, noun[0]) - 1
        if earlier >= len(self._resolved):
            self.speaker_of(self.clauses[earlier])
        return self.speakers.resolve(noun, self._recent)

    def _gap(self, mark: Mark, end: int) -> str:
        return self.masked[mark.outer_end : end].lstrip()

    def _is_heading(self, span: Span) -> bool:
        """A short line without a stop or marks: a subheading between two paragraphs."""
        line = self.masked[span[0] : min(span[1], span[0] + 71)]
        return len(line) < 70 and line[-1].isalnum() and BLANK not in line

    def _asks(self, place: Place) -> bool:
        """The author's own question with a marked word in it."""
        end = place.sentence[1]
        return self.masked[end - 1] == "?" and end > place.mark.outer_end

    def _is_link(self, place: Place) -> bool:
        """A line without a stop, below the heading: a link or caption that names no source."""
        end = place.sentence[1]
        last = self.masked[max(0, end - 3) : end].rstrip("”\"’' \xa0")[-1:]
        stopless = last.isalnum() or last == BLANK
        return stopless and place.paragraph > 1 and end == self.paragraphs[place.paragraph][1]

    def _goes_on(self, place: Place) -> bool:
        """Whether marked words without a stop are the subject of a sentence."""
        behind = self.masked[place.mark.outer_end : place.mark.outer_end + 2]
        return place.said[-1].isalnum() and behind[:1] in " \xa0" and behind[1:].islower()

"""Marked pieces and reporting clauses flow in, who says each piece flows out."""

import re
from bisect import bisect_left

from outsourced_care.extraction.attribution import Clause
from outsourced_care.extraction.cues import STANCE
from outsourced_care.extraction.echoes import with_echoes
from outsourced_care.extraction.grammar import BLANK
from outsourced_care.extraction.marks import Mark
from outsourced_care.extraction.nouns import first_noun
from outsourced_care.extraction.pieces import Piece, Place
from outsourced_care.extraction.places import Places
from outsourced_care.extraction.report_cues import ASIDE, SILENT
from outsourced_care.extraction.speakers import NOBODY, Speaker
from outsourced_care.extraction.terms import (
    describes,
    is_few,
    is_name_of_work,
    is_own_question,
    is_term,
    is_title,
    is_unsaid,
)
from outsourced_care.extraction.word_lists import words

_LABEL = re.compile(r"([A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,3}):\s")
_SIGNED = re.compile(
    r"[ \xa0]{0,3}[―—–-]{1,3}[ \xa0]{0,3}([A-Z][\w’'-]{0,40}\.?(?: [A-Z][\w’'-]{0,40}\.?){1,3}?)"
    r"(?=[ \xa0.,]{0,3}(?:$|\n|, ))"
)
# What parts a clause from the one before it, so that it does not stand inside its report.
_PARTED = re.compile(r"[;—–―]|--|,? (?:but|while|whereas|though|although)\b|, and\b|[”\"’]")
# "The council should": it is spoken of, and does not speak.
_SPOKEN_OF = re.compile(r"[ \xa0](?:should|must|cannot|can[’']t|ought|need)\b")
# Beside these even a word or two are the source's own: "accused him of “cowardice”".
_JUDGES = STANCE | words("accuse believe consider fear feel think according+to apologise apologize")
# "Asked if he would see them, the mayor said": what opens the sentence reports nothing
_ASKED = re.compile(r"(?:Asked|Pressed|Questioned|When|While|After|Before|Although|Though|If)\b")
# "considering a “clean desk” rule": the name of a thing
_OF_THING = re.compile(
    r" (?!(?:of|and|or|that|in|on|by|for|to|as|with|after|when|at|from|but)\b)[a-z]"
)
_WHO = re.compile(r"[A-Z][\w’-]+, who(?: \w+)?[ \xa0]\Z")  # "Ada Frost, who"
_SPEECH_ENDS = ",?!…—–-"
_WINDOW = 600  # no source is looked for further than this before its quotation
_BEHIND = 300  # nor further than this behind it


class Reader(Places):
    """Finds the speakers of marked pieces, in the order of the text."""

    def pieces(self, marks: list[Mark]) -> list[Piece]:
        """The pieces that quote somebody."""
        found: list[Piece] = []
        bare: list[Place] = []
        for mark in marks:
            place = self._place(mark)
            piece = self._piece(place, found[-1] if found else None)
            if piece is not None:
                found.append(piece)
            if piece is None or (
                piece.clause is None and (piece.kind == "mixed" or piece.speaker.name is None)
            ):
                bare.append(place)
        head = self.paragraphs[0][1] if len(self.paragraphs) > 1 else -1
        return with_echoes(found, bare, self.text, head)

    def _piece(self, place: Place, before: Piece | None) -> Piece | None:
        if is_title(place.said, place.lead) or is_own_question(place.said, place.lead):
            return None
        if is_unsaid(place.lead):
            return None
        return (
            self._written_out(place)
            or self._with_clause(place)
            or self._without_clause(place, before)
        )

    def _written_out(self, place: Place) -> Piece | None:
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

    def _with_clause(self, place: Place) -> Piece | None:
        """A piece with a reporting clause in its sentence, or right behind it."""
        mark, few = place.mark, is_few(place.said)
        after = self._clause_after(place)
        if after is not None:
            return self._told(place, after, "after")
        low = max(place.sentence[0], mark.outer_start - _WINDOW)
        inside = self._clauses_in(low, mark.outer_start)
        if inside and few and self._names_thing(place, inside[-1]):
            return None
        if inside and not (few and not inside[-1].speech and inside[-1].lemma not in _JUDGES):
            return self._told(place, self._outermost(inside), "before")
        high = min(place.sentence[1], mark.outer_end + _WINDOW)
        later = self._clauses_in(mark.outer_end, high)
        later = [clause for clause in later if clause.order != "passive"]
        if few and not place.opens:
            later = [c for c in later if self._gap(mark, c.start).startswith(",")]
        if few and place.opens and self._goes_on(place):
            later = [c for c in later if self._gap(mark, c.start).rstrip().endswith(",")]
        if not later:
            return None
        if not place.opens:
            return self._told(place, later[-1], "later")
        if later[0].speech and later[0].order in ("before", "inverted"):
            return self._told(place, later[0], "later")
        return None

    def _without_clause(self, place: Place, before: Piece | None) -> Piece | None:
        """A piece whose sentence tells no source: carried over, introduced, or no quotation."""
        named = place.paragraph > 0 and is_name_of_work(place.said)
        if place.opens:
            idle = self._goes_on(place) and (named or is_few(place.said))
            return None if idle else self._alone(place, before)
        mark, lead = place.mark, place.lead
        if named or is_term(place.said, lead) or self._asks(place) or self._is_link(place):
            return None
        noun = first_noun(self.masked, place.sentence[0], mark.outer_start)
        if noun is not None and _SPOKEN_OF.match(self.masked, noun[1]):
            return Piece(mark, "mixed", NOBODY, None, "none")
        if noun is not None:
            return Piece(mark, "mixed", self._mentioned(noun), None, "subject")
        if before is not None:
            return Piece(mark, "mixed", before.speaker, None, "carried")
        return Piece(mark, "mixed", NOBODY, None, "none")

    def _names_thing(self, place: Place, clause: Clause) -> bool:
        """Whether marked words between an article and a noun name what is weighed or planned."""
        return (
            clause.lemma in ("consider", "propose")
            and place.lead.endswith((" a ", " an ", " the "))
            and _OF_THING.match(self.masked, place.mark.outer_end) is not None
        )

    def _outermost(self, inside: list[Clause]) -> Clause:
        """The clause that reports, where others stand inside what it reports."""
        chosen = inside[-1]
        if self._stands_aside(chosen):
            return chosen
        for clause in reversed(inside[-8:-1]):
            between = self.masked[clause.cue_end : max(clause.cue_end, chosen.start)]
            if _PARTED.search(between) and not between.endswith((" and that ", " and that the ")):
                break
            if between.endswith(", ") and _ASKED.match(self.masked, clause.sentence[0]):
                break
            joined = clause.mention == chosen.mention and between.endswith(" and ")
            if joined and clause is inside[0]:
                break  # "said that the plan was ready and added"
            if clause.order != "relative" and clause.reports and clause.lemma not in SILENT:
                chosen = clause
        return chosen

    def _stands_aside(self, clause: Clause) -> bool:
        """Whether a clause only adds to one before: "urged them to sell, an idea Jones called"."""
        first = clause.sentence[0]
        if clause.order == "relative":
            return bool(
                _WHO.search(self.masked, max(first, clause.cue_start - 40), clause.cue_start)
            )
        return bool(ASIDE.search(self.masked, max(first, clause.start - 60), clause.start))

    def _told(self, place: Place, clause: Clause, route: str) -> Piece:
        kind = "mixed" if route == "later" else place.kind
        return Piece(place.mark, kind, self.speaker_of(clause), clause, route)

    def _clause_after(self, place: Place) -> Clause | None:
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
        beside = not gap.strip(" \xa0,—–-") or describes(gap)
        return clause if beside and self._closes_speech(place, gap, clause) else None

    def _closes_speech(self, place: Place, gap: str, clause: Clause) -> bool:
        last = place.said.rstrip("’'\"”")[-1:]
        comma = gap.lstrip().startswith(",")
        if (last and last in _SPEECH_ENDS) or comma or clause.order == "according":
            return True
        if last == ".":
            tail = self.masked[clause.cue_end : clause.cue_end + 2].strip()
            return tail[:1] in (".", ",") and len(gap) < 3
        return clause.order == "inverted"

    def _alone(self, place: Place, before: Piece | None) -> Piece:
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
                introduced = self._introduced(place, before, high)
                return introduced or self._carried(place, before, "next paragraph")
            told = self._told_in(place, low, high, "paragraph before")
            if told is not None:
                return told
        if before is not None:
            return self._carried(place, before, "carried")
        return Piece(place.mark, "direct", NOBODY, None, "none")

    def _introduced(self, place: Place, before: Piece, end: int) -> Piece | None:
        """The person of whom narration behind the quotation before speaks last."""
        told = before.clause.cue_end if before.clause else 0
        start = self.sentence_end(max(before.mark.outer_end - 1, told))
        if start >= end or BLANK in self.masked[start:end]:
            return None
        piece = self._told_in(place, start, end, "paragraph before")
        known = piece is not None and piece.speaker.kind in ("name", "pronoun")
        return piece if known and piece is not None and piece.speaker.person else None

    def _carried(self, place: Place, before: Piece, route: str) -> Piece:
        return before._replace(mark=place.mark, kind="direct", clause=None, route=route)

    def _told_in(self, place: Place, low: int, high: int, route: str) -> Piece | None:
        """The last source of some narration: that of a clause, or the last sentence's subject."""
        last = bisect_left(self._cue_starts, high) - 1
        if last >= 0 and self._cue_starts[last] >= low:
            return Piece(place.mark, "direct", self.speaker_of(self.clauses[last]), None, route)
        sentence = self.sentences[self._sentence_at(high - 1)]
        if high == place.mark.outer_start:
            sentence = self.sentences[max(0, self._sentence_at(high) - 1)]
        if sentence[0] < low or self.masked[sentence[1] - 1] == "?":
            return None  # a question is the author's
        noun = first_noun(self.masked, *sentence)
        if noun is None:
            return None
        return Piece(place.mark, "direct", self._mentioned(noun), None, route)

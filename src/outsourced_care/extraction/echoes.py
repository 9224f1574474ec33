"""Pieces without a clause flow in; whose they are by what the text quotes elsewhere flows out."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from outsourced_care.extraction.pieces import Piece, Place

_BARE, _REPEATED = 40, 120  # so many marked words without a source are looked up, so long each
_HEAD = 3  # so many quotations a headline has at most
_BARE_NOUN = re.compile(r"[a-z]+(?<!s)")  # headlines leave articles out
_TOLD = 60  # so many quotations a headline is compared with
_WORD = re.compile(r"[a-z][\w’'-]{3,}")


def with_echoes(found: Sequence[Piece], bare: Sequence[Place], text: str, head: int) -> list[Piece]:
    """Words marked without a source, in a headline say, are whose the text gives them to later.

    What a headline quotes in other words is most like what somebody says in the text, or else
    what is quoted first; so is what "gran" says there. `head` is where the first paragraph ends.
    """
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
            given[place.mark.start] = Piece(place.mark, "mixed", speaker, None, "repeated")
        elif place.paragraph == 0 and place.mark.start in given:
            piece = given[place.mark.start]
            if piece.speaker.name is None and (like := _most_like(words, told, parts)):
                given[place.mark.start] = piece._replace(speaker=like.speaker, route="headline")
    for piece in told[:_HEAD]:
        if piece.mark.end <= head and _BARE_NOUN.fullmatch(piece.speaker.name or ""):
            words = text[piece.mark.start : piece.mark.end].lower()
            below = [n for n, other in enumerate(told) if other.mark.start > head]
            like = _most_like(words, [told[n] for n in below], [parts[n] for n in below])
            if like and like.speaker.person:
                given[piece.mark.start] = piece._replace(speaker=like.speaker, route="headline")
    return [given[start] for start in sorted(given)]


def _most_like(words: str, told: Sequence[Piece], parts: Sequence[str]) -> Piece | None:
    """The quotation in the text that shares most words with one in a headline."""
    wanted = set(_WORD.findall(words))
    best, chosen = -1, None
    for piece, said in zip(told[:_TOLD], parts, strict=False):
        shared = len(wanted.intersection(_WORD.findall(said)))
        shared = shared if shared > 1 else 0  # one word is chance
        if shared > best and piece.speaker.name is not None:
            best, chosen = shared, piece
    return chosen

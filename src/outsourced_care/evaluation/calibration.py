"""Documents with gold and what was found in them flow in, how honest confidence is flows out.

A row is right when it stands in the gold and its value is right too: of a quote the source, of an
event the date (where it can be known), of a proposal who proposes. What the gold leaves open is
left out: sources that it does not resolve, statements in documents where it has none, sentences
that it calls borderline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from outsourced_care.evaluation.counting import NONE, Share, hits, iou
from outsourced_care.evaluation.names import answers
from outsourced_care.evaluation.predictions import dated, named
from outsourced_care.extraction.found import Found
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.segments import Span

Judged = tuple[str, float, bool]  # kind of record, confidence, whether it is right
Gold = Mapping[str, Any]
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)  # each begins one
_COVERED = 0.8  # of a passage's characters, to stand in the gold
_STATEMENT = 0.7  # intersection over union of a statement without marks
_PRONOUNS = frozenset(
    ("he", "her", "him", "his", "i", "it", "its", "she", "their", "them", "they", "we", "who")
)


def judge(record: Gold, found: Found) -> Iterator[Judged]:
    """Judge what was found in a document by its gold, as far as there is any.

    Args:
        record: A line of a corpus; offsets count in its `text`, which must be canonical.
        found: What was found in that text.
    """
    if "quotes" in record:
        for quote in found.quotes:
            right = _quote(record, quote)
            if right is not None:
                yield "quotes", quote.confidence, right
    if "entities" in record:
        gold = {(e["start"], e["end"]) for e in record["entities"] if e.get("label") == "ORG"}
        for one in named(found.organisations):
            yield "organisations", one.confidence, (one.start, one.end) in gold
    for event in found.events if "events" in record else ():
        near = _sentence(record, "events", (event.start, event.end))
        if near is not None:
            yield "events", event.confidence, any(_dated(g, dated(event)) for g in near)
    for plan in found.proposals if "proposals" in record else ():
        near = _sentence(record, "proposals", (plan.start, plan.end))
        if near is not None:
            right = any(_named(g["proposer_aliases"], plan.proposer) for g in near)
            yield "proposals", plan.confidence, right


def calibration(judged: Iterable[Judged]) -> dict[str, list[Share]]:
    """Count what is right in each bin of confidence (`BINS`), by kind of record."""
    counts: dict[str, list[Share]] = defaultdict(lambda: [NONE] * len(BINS))
    for kind, confidence, right in judged:
        # confidences are written with two digits
        place = sum(round(confidence, 2) >= begin for begin in BINS[1:])
        counts[kind][place] += Share(int(right), 1)
    return dict(counts)


def _quote(record: Gold, quote: FoundQuote) -> bool | None:
    """Whether a quote and its source are right; None where the gold does not tell."""
    gold = record["quotes"]
    span = quote.segments[0]
    if quote.kind == "indirect":
        if not record.get("indirect_complete", True):
            return None
        best = max(gold, key=lambda g: iou(_span(g), span), default=None)
        if best is None or iou(_span(best), span) < _STATEMENT:
            return False
    else:
        best = max(gold, key=lambda g: _common(_span(g), span), default=None)
        if best is None or _common_all(gold, span) < _COVERED * (span[1] - span[0]):
            return False
    if best["speaker_kind"] == "none":
        return None
    names = _names(best)
    return _named(names, quote.speaker) if names else None


def _names(gold: Gold) -> list[str]:
    """What the source of a gold quote is called; nothing for a pronoun that is not resolved."""
    names = [*(gold.get("speaker_aliases") or ()), gold.get("speaker_resolved")]
    if gold["speaker_kind"] != "pronoun":
        names.append(gold.get("speaker_text"))
    return [n for n in names if n and n.casefold() not in _PRONOUNS]


def _named(names: Iterable[str], given: str | None) -> bool:
    return any(answers(name, given) for name in names)


def _sentence(record: Gold, field: str, span: Span) -> list[Gold] | None:
    """The gold sentences that a span stands on; None when it stands on a borderline one alone."""
    near = [g for g in record[field] if hits(span, [_span(g)])]
    if not near and hits(span, ((b[0], b[1]) for b in record.get("borderline", ()))):
        return None
    return near


def _dated(gold: Gold, date: str | None) -> bool:
    """Whether a date is that of a gold event; a day within its month or year is."""
    wanted = gold.get("date")
    if not wanted or date in (wanted, gold.get("date_alt")):
        return True
    return len(wanted) in (4, 7) and (date or "").startswith(f"{wanted}-")


def _span(gold: Gold) -> Span:
    return gold["start"], gold["end"]


def _common(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _common_all(gold: Sequence[Gold], span: Span) -> int:
    """How many characters of a span stand in any gold quote."""
    covered, at = 0, span[0]
    for begin, end in sorted(_span(g) for g in gold):
        covered += max(0, min(end, span[1]) - max(begin, at))
        at = max(at, end)
    return covered

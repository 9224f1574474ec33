"""Spans that stand in the gold and spans that were found flow in, how many are right flows out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from outsourced_care.extraction.segments import Span


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    of: int

    @property
    def share(self) -> float | None:
        """The share; None of nothing."""
        return self.right / self.of if self.of else None

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)


NONE = Share(0, 0)


def f1(found: Share, told: Share) -> float | None:
    """The harmonic mean of precision and recall; None when there is neither.

    Args:
        found: How many of what was found are right.
        told: How many of what the gold tells were found.
    """
    precision, recall = found.share, told.share
    if precision is None and recall is None:
        return None
    p, r = precision or 0.0, recall or 0.0
    return 2 * p * r / (p + r) if p + r else 0.0


def iou(one: Span, other: Span) -> float:
    """Intersection of two spans over their union."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / max(1, max(one[1], other[1]) - min(one[0], other[0]))


def overlap(one: Span, other: Span) -> float:
    """Intersection of two spans over the shorter one."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / max(1, min(one[1] - one[0], other[1] - other[0]))


def paired(gold: Sequence[Span], found: Sequence[Span], least: float) -> dict[int, int]:
    """Pair each gold span with at most one that was found, the likest first.

    Args:
        gold: Spans of the gold.
        found: Spans that were found.
        least: The least intersection over union of a pair.

    Returns:
        Numbers of found spans by numbers of gold spans.
    """
    candidates = sorted(
        ((iou(g, f), -i, -n) for i, g in enumerate(gold) for n, f in enumerate(found)),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for likeness, i, n in candidates:
        if likeness < least:
            break
        if -i not in pairs and -n not in used:
            pairs[-i] = -n
            used.add(-n)
    return pairs


def hits(span: Span, others: Iterable[Span], least: float = 0.5) -> bool:
    """Tell whether a span shares at least so much with one of the others."""
    return any(overlap(span, other) >= least for other in others)

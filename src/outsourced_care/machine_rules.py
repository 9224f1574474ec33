"""A machine-made table flows in, the rules that only such tables need flow out.

They hold wherever their columns are: published tables have neither verbatim text nor confidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from outsourced_care.contract import Table
from outsourced_care.masks import given, true
from outsourced_care.rules import Rule

_AGAIN = "extract the article again"

Mask = pd.Series
_Judge = Callable[[pd.DataFrame], Mask]


def machine_rules(table: Table) -> Iterator[Rule]:
    """The rules that a machine-made table must keep besides those of `rules`."""
    for columns, field, judge, hint in _RULES:
        if columns <= set(table.names):
            name = judge.__name__.replace("_", "-")
            yield Rule(name, table.name, field, (), judge, hint)


def passage_ends_before_it_begins(records: pd.DataFrame) -> Mask:
    """The passage ends before it begins."""
    return true(records["end"] <= records["start"])


def passage_without_words(records: pd.DataFrame) -> Mask:
    """The text is empty."""
    return given(records["text"]) & true(records["text"].str.strip() == "")


def confidence_over_one(records: pd.DataFrame) -> Mask:
    """The confidence is more than certainty."""
    return true(records["confidence"] > 1)


_RULES: tuple[tuple[set[str], str, _Judge, str], ...] = (
    ({"start", "end"}, "end", passage_ends_before_it_begins, _AGAIN),
    ({"text"}, "text", passage_without_words, _AGAIN),
    ({"confidence"}, "confidence", confidence_over_one, "write a share, from 0 to 1"),
)

"""From article text to a draft of its entry, and how much of it was right.

`draft_entry` makes a draft, `entry_text` writes it; of an article that has an entry, `missing` and
`with_missing` propose only what the entry lacks. `compared` measures drafts against entries.
"""

from __future__ import annotations

from outsourced_care.drafting.additions import is_empty, missing, with_missing
from outsourced_care.drafting.comparing import PROPOSED, Compared, compared
from outsourced_care.drafting.entries import draft_entry
from outsourced_care.drafting.parts import MOST, Draft
from outsourced_care.drafting.writing import entry_text, places_to_fill_in

__all__ = [
    "MOST",
    "PROPOSED",
    "Compared",
    "Draft",
    "compared",
    "draft_entry",
    "entry_text",
    "is_empty",
    "missing",
    "places_to_fill_in",
    "with_missing",
]

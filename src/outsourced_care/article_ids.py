"""What is known of an article flows in, an identifier that no entry has flows out."""

from __future__ import annotations

import re

from outsourced_care.entries import Sources
from outsourced_care.slugs import slug

_LONGEST = 60  # characters that the title gives
_WORDS = 3  # that the title gives
_SMALL = re.compile(
    r"a|an|and|are|as|at|be|but|by|for|from|in|is|it|its|of|on|or|s|the|to|was|will|with"
)


def propose_id(
    publisher_id: str | None, published: str | None, title: str | None, sources: Sources
) -> str:
    """Make an identifier of publisher, month and first words of the title, as far as known.

    Args:
        publisher_id: The publisher; if it has entries, what those begin with stands for it.
        published: The date in EDTF.
        title: The title.
        sources: The entries that there are.
    """
    words = [w for w in slug(title or "").split("-") if not _SMALL.fullmatch(w)]
    month = re.match(r"\d{4}(-\d\d)?(?=$|-)", published or "", re.ASCII)
    parts = [
        _short_name(publisher_id, sources) or "",
        month[0] if month else "",
        "-".join(words[:_WORDS])[:_LONGEST],
    ]
    return _unused(slug("-".join(parts)) or "article", sources)


def _short_name(publisher_id: str | None, sources: Sources) -> str | None:
    """What the identifiers of a publisher's entries begin with, else its own."""
    if publisher_id is None:
        return None
    for entry in sources.entries:
        begins = re.match(r"(.+?)-\d{4}-", entry.article_id)
        if begins and entry.article.text("publisher_id") == publisher_id:
            return begins[1]
    return publisher_id


def _unused(wanted: str, sources: Sources) -> str:
    """The identifier, numbered if an entry has it."""
    taken = {entry.article_id for entry in sources.entries}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(i for i in (wanted, *numbered) if i not in taken)

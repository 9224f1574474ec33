"""A quote's row and the quote that was found flow in, whether the source is right flows out.

What is right depends on who speaks (`speaker_kind` of the entry):

- a person: the name that was found is the person's, but for titles, case and marks. A surname
  alone is wrong: the fullest name is asked for;
- an organisation: one of its names, short ones too;
- a document: the source found is a document of no other body, or its issuer. The labels of
  documents are our own, so they are not compared;
- a spokesperson, a group, somebody unnamed: the source found is of a kind without a name as
  well, its description (or role) shares a telling word with the entry's role, and no other body
  is named. Where the entry has no role, that the source is not named, or not known, is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outsourced_care.evaluation.names import same_name, share_a_word
from outsourced_care.extraction.quotes import FoundQuote

_UNNAMED = frozenset(("spokesperson", "anonymous", "group", None))


def speaker_is_right(
    row: Mapping[str, Any], found: FoundQuote, names: Mapping[str, Sequence[str]]
) -> bool:
    """Tell whether the source of a quote is the one that its row has.

    Args:
        row: Of the table quotes.
        found: The quote that was found where the row's passage stands.
        names: All names of each organisation, by its identifier.
    """
    kind = row["speaker_kind"]
    bodies = [n for n in (row["organisation"], *names.get(row["organisation_id"], ())) if n]
    if kind == "person":
        return same_name(row["speaker"], found.speaker)
    if kind == "organisation":
        return any(same_name(n, found.speaker) for n in (row["speaker"], *bodies))
    other = bool(bodies and found.organisation) and not any(
        same_name(n, found.organisation) for n in bodies
    )
    if kind == "document":
        issuer = any(same_name(n, found.speaker) for n in bodies)
        return issuer or (found.speaker_kind == "document" and not other)
    if found.speaker_kind not in _UNNAMED or other:
        return False
    told = " ".join(filter(None, (found.speaker, found.speaker_mention, found.role)))
    return not row["speaker_role"] or share_a_word(row["speaker_role"], told)

"""A name flows in, an identifier made of its letters and digits flows out."""

from __future__ import annotations

import re
import unicodedata


def slug(name: str) -> str:
    """A name as an identifier; empty when it has no Latin letter and no digit."""
    plain = unicodedata.normalize("NFKD", re.sub("['’]", "", name))
    return "-".join(re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower()))

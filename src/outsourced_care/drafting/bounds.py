"""A date of publication flows in, the time up to it or from it flows out."""

from __future__ import annotations

import re


def until(published: str) -> str:
    """Some time up to publication; where that is a range, up to its end."""
    return f"[..{_ends(published)[-1]}]"


def since(published: str) -> str:
    """Some time from publication on; where that is a range, from its beginning."""
    return f"[{_ends(published)[0]}..]"


def _ends(published: str) -> list[str]:
    return re.split(r"/|\.\.", published.strip("[]"))

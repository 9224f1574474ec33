"""Pages from the web: `fetch_page` for one, a `Fetcher` for several.

Every request is made from the user's own machine, directly: proxies that the environment names
are not used, because a proxy connects where it likes and nobody here could check where.
"""

from __future__ import annotations

from outsourced_care.fetching.limits import FetchError, Limits
from outsourced_care.fetching.pages import Fetched, Fetcher, fetch_page

__all__ = ["FetchError", "Fetched", "Fetcher", "Limits", "fetch_page"]

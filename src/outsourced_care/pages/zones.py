"""An element flows in, the part of the page that it opens flows out.

Told by the element's kind, else by the words that publishers' templates name their parts with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count

from outsourced_care.pages.markup import Element

OUT = "out"  # no part of the article: adverts, menus, buttons to share it, readers' comments
_NUMBERS = count()

_BY_TAG = {
    "figcaption": "caption",
    "caption": "caption",
    "figure": "caption",
    "address": "byline",
    "footer": "footer",
    "nav": OUT,
    "form": OUT,
    "aside": "aside",
}
_NAMED = tuple(
    (role, re.compile(rf"(?:^|[^a-z])(?:{words})(?:$|[^a-z])"))
    for role, words in (
        (
            OUT,
            "ads?|adverts?|advertisements?|adslot|advertorial|mpu|share|sharing|sharedaddy|addthis"
            "|social-(?:links|icons|media|bar|buttons|share|sharing)|cookies?|gdpr|consent"
            "|comments?-(?:list|area|section|form|count|wrapper)|comments|commentlist|respond|disqus"
            "|pull-?quote|breadcrumbs?|skip-?links?|masthead|site-(?:header|nav|navigation|footer)"
            "|menu|navbar|navigation|toolbar|pagination|feedback|toc|contents-list|jump-links",
        ),
        (
            "links",
            "related|recommended|recirculation|read-?(?:more|next)|more-(?:on|from|stories)"
            "|most-(?:read|popular|viewed)|trending|onward|tags|tag-?list|topics|topic-list"
            "|see-also|you-may-also-like|further-reading",
        ),
        (
            "promotion",
            "promo|promos|promotions?|newsletters?|sign-?up|subscribe|subscriptions?|donate"
            "|donation|cta|call-to-action|sponsored|membership|contributions?-banner",
        ),
        (
            "caption",
            "(?:wp-)?caption(?:-text)?|image-(?:caption|credit)|media-caption|photo-credit",
        ),
        (
            "standfirst",
            "standfirst|dek|deck|sub-?title|sub-?headline|strapline|strap-?line|article-summary"
            "|lead-paragraph|entry-summary|article-intro|excerpt",
        ),
        (
            "byline",
            "bylines?|author|authors|author-name|contributors?|entry-meta|post-meta|article-meta"
            "|dateline|date|timestamp|publish(?:ed|-date|ed-date)?|post-date|entry-date"
            "|publication-date|last-updated|meta-?data|metadata",
        ),
        ("footer", "article-footer|entry-footer|post-footer|copyright|disclaimer|footer"),
    )
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ATTRIBUTES = ("class", "id", "itemprop", "data-component", "data-testid", "rel", "role")


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a page, and what is in it."""

    number: int
    role: str


def zone_of(element: Element) -> Zone | None:
    """The zone that an element opens; None where nothing tells of one."""
    named = _named(element)
    role = named if named == OUT else _BY_TAG.get(element.tag, named)
    return None if role is None else Zone(next(_NUMBERS), role)


def _named(element: Element) -> str | None:
    names = " ".join(filter(None, (element.get(a) for a in _ATTRIBUTES)))[:400]
    if not names:
        return None
    words = _HUMP.sub("-", names).lower().replace("_", "-")
    return next((role for role, named in _NAMED if named.search(words)), None)

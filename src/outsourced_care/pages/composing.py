"""A simplified page and what it tells of itself flow in, the article flows out.

The canonical text has one paragraph a line, from the title to what follows the last paragraph
of body text. trafilatura tells what is main text, the page's structure what its parts are, and
the rules for plain text the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from outsourced_care.article import Article, Block, Metadata
from outsourced_care.article_roles import author_of, is_signed, roles_of
from outsourced_care.pages.finishing import Told, finished
from outsourced_care.pages.main_text import main_text
from outsourced_care.pages.markup import Element
from outsourced_care.pages.page_dates import day_shown
from outsourced_care.pages.paragraphs import Paragraph, letters, paragraphs
from outsourced_care.pages.parts import Parts
from outsourced_care.pages.zones import OUT
from outsourced_care.text import UnreadableTextError, canonical, count_words, fold

_HALF = 0.5
_STANDFIRST_WORDS = 5
_DATE = re.compile(
    r"((first )?(published|posted|updated|last (updated|modified))\b.{0,60}|.{0,40}\b(1[89]|20)\d\d"
    r"\b.{0,30})",
    re.I,
)
_DATE_WORDS = 14
_ABOVE = 10  # paragraphs above the title among which a date may stand
_NONE = "the page holds no article: no paragraph of body text"


def compose(tree: Element, metadata: Metadata) -> Article:
    """Make the article of a page.

    Raises:
        UnreadableTextError: The page has no article, or a letter heaped with marks.
    """
    parts = Parts(paragraphs(tree), main_text(tree))
    bodies = parts.bodies()
    if not bodies:
        raise UnreadableTextError(_NONE)
    title = _title(parts, metadata.title, bodies)
    told = finished(_article(parts, title, bodies, metadata))
    lines = [canonical(p.text) for p, _ in told]
    roles = roles_of([fold(line) for line in lines], [role for _, role in told])
    blocks, at = [], 0
    for line, role in zip(lines, roles, strict=True):
        blocks.append(Block(role, at, at + len(line)))
        at += len(line) + 1
    above = [p.text for p in parts.shown[max(0, (title or 0) - _ABOVE) : title or 0]]
    shown = _completed(metadata, [p.text for p, role in told if role == "byline"], above)
    article = Article("\n".join(lines) + "\n", tuple(blocks), shown)
    if not article.counted:
        raise UnreadableTextError(_NONE)
    return article


def _completed(metadata: Metadata, bylines: list[str], above: list[str]) -> Metadata:
    """With what the page only shows: who signed it, and its day."""
    signed = next((author_of(line) for line in bylines if is_signed(fold(line))), None)
    day = next(filter(None, map(day_shown, [*bylines, *above])), None)
    return replace(metadata, author=metadata.author or signed, published=metadata.published or day)


def _article(parts: Parts, title: int | None, bodies: list[int], metadata: Metadata) -> Told:
    """The article's paragraphs with the roles that structure tells, title first."""
    bodies = [n for n in bodies if title is None or n > title]
    first, last = bodies[0], bodies[-1]
    told: Told = []
    if title is not None:
        told.append((parts.shown[title], "title"))
    elif metadata.title:
        told.append((Paragraph(metadata.title, "h1", (), (), frozenset(), False), "title"))
    told += _head(parts, range(first if title is None else title + 1, first), metadata)
    told += _middle(parts, range(first, last + 1))
    told += _tail(parts, range(last + 1, len(parts.shown)), "article" in parts.shown[last].inside)
    return told


def _title(parts: Parts, told: str | None, bodies: list[int]) -> int | None:
    """Where the headline stands; None where it is not shown."""
    wanted = letters(told or "")
    last, whole = bodies[-1], sum(len(parts.shown[n].text) for n in bodies)
    behind, bodies_at = whole, set(bodies)
    best: tuple[int, int] | None = None
    for number, paragraph in enumerate(parts.shown[:last]):
        behind -= len(paragraph.text) if number in bodies_at else 0
        if behind < _HALF * whole:
            break
        same = bool(wanted) and letters(paragraph.text) == wanted
        heading = paragraph.tag == "h1"
        if not (same or heading):
            continue
        near = heading and _near(paragraph.text, wanted)
        rank = 4 * (same and heading) + 2 * near + same + heading
        if best is None or rank >= best[0]:
            best = (rank, number)
    return None if best is None else best[1]


def _head(parts: Parts, numbers: Iterable[int], metadata: Metadata) -> Told:
    """What stands between title and body: standfirst, byline, date, picture."""
    out: Told = []
    described = letters(metadata.description or "")
    for number in numbers:
        paragraph, role = parts.shown[number], parts.roles[number]
        folded = parts.folded[number]
        words = count_words(folded)
        if role in (OUT, "links", "promotion", "footer"):
            continue
        if role == "body" and not parts.prose[number]:
            role = "standfirst"  # points in a list
        if role == "subheading" and not out and words >= _STANDFIRST_WORDS:
            role = "standfirst"
        if role is None and (letters(paragraph.text) == described or parts.prose[number]):
            role = "standfirst"
        if role is None and _is_byline(folded, words):
            role = "byline"
        if role is not None:
            out.append((paragraph, role))
    while out and out[0][1] == "subheading":
        out.pop(0)  # a kicker
    return out


def _middle(parts: Parts, numbers: Iterable[int]) -> Told:
    """Body text and what stands between its paragraphs."""
    out: Told = []
    for number in numbers:
        paragraph, role = parts.shown[number], parts.roles[number]
        if role == OUT or (role is None and not parts.main[number]):
            continue
        if role == "standfirst":
            role = "body" if parts.prose[number] else "subheading"
        out.append((paragraph, role))
    return out


def _tail(parts: Parts, numbers: Iterable[int], framed: bool) -> Told:
    """What stands behind the body and is the article's: signature, links, footer."""
    out: Told = []
    for number in numbers:
        paragraph, role = parts.shown[number], parts.roles[number]
        if framed and "article" not in paragraph.inside:
            break
        signed = is_signed(parts.folded[number])
        if signed and (parts.main[number] or role == "byline"):
            out.append((paragraph, "byline"))
        elif framed and role in ("caption", "promotion", "links", "footer", "timeline"):
            out.append((paragraph, role))
    return out


def _is_byline(folded: str, words: int) -> bool:
    return is_signed(folded) or (words <= _DATE_WORDS and bool(_DATE.fullmatch(folded)))


def _near(shown: str, wanted: str) -> bool:
    """Whether one headline has the other in it, as with the site's name behind it."""
    own = letters(shown)
    return bool(own and wanted) and (own in wanted or wanted in own)

"""The text of a page flows in, a tree of what a reader of the page can see flows out.

Nothing is fetched and nothing is run: HTML has no external entities, and scripts are left out.
"""

from __future__ import annotations

import re
from typing import Any

from outsourced_care.text import UnreadableTextError

Element = Any  # lxml's elements are untyped

ELEMENTS = 60_000  # on a page; long live pages have half of that
ATTRIBUTES = 1_000  # of one element; libxml2 compares each with all before it
LEVELS = 2_000_000  # of all elements together, which is what a page's structure costs to read
_DEEP = "Excessive depth"  # libxml2's word for more levels than it goes down
# no reader sees what these hold
_UNSEEN_TAGS = (
    "applet area audio base button canvas datalist dialog embed frame frameset iframe img input"
    " label link map math menu meta meter noframes noscript object option optgroup param picture"
    " progress script select source style svg template textarea title track video"
    " amp-ad amp-analytics amp-consent amp-lightbox amp-sidebar amp-social-share"
    " amp-user-notification"
)
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_UNSEEN_CLASS = re.compile(
    r"(?:^|\s)(?:visually-?hidden|sr-only|screen-reader-text|screen-reader-only|visuallyhidden"
    r"|u-visually-hidden|govuk-visually-hidden|hidden|offscreen|a11y-hidden"
    r"|[\w-]{1,80}-VisuallyHidden)(?:\s|$)"
)
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0\s*(;|$)", re.I
)
# what only changes how its text looks
_INLINE_TAGS = (
    "abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q ruby s samp"
    " small span strike strong sub sup time tt u var wbr"
)
INLINE = frozenset(_INLINE_TAGS.split())
_OPENING = "“‘\"'„«"
_CROWD = 2000  # children of one element, of which links are no links any more
# MIME sniffing of HTML (https://mimesniff.spec.whatwg.org, 7.1), and what else opens a page
_PAGE = re.compile(
    r"\s*<(!doctype\s+html|(html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p"
    r"|article|main|section|header|meta|link)(?=[\s>/])|!--|\?xml)",
    re.I,
)
# what HTML lets pass and lxml refuses to write
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LAST = re.compile(r"</(?:body|html)\s{0,20}>", re.I)  # libxml2 drops what stands behind these
# a tag as https://html.spec.whatwg.org, 13.2.5.8 to 13.2.5.40, has it, and one too full
_NAME = r"<[A-Za-z][^\s/>]*+"
_VALUE = r"""\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]++)?+"""
_ATTRIBUTE = rf"(?:[\s/]*+[^\s/>][^\s/>=]*+(?:{_VALUE})?+)"
_TAG = re.compile(rf"{_NAME}{_ATTRIBUTE}{{0,{ATTRIBUTES}}}+({_ATTRIBUTE})?+", re.ASCII)
_AGAIN = 50  # times: as often may each character be looked at, for tags that begin within others
_CLOSED = re.compile(r"<(script|style|title|textarea|iframe)\b([^<>]{0,2000})/>", re.I)


def is_page(text: str) -> bool:
    """Whether a browser would take a text for HTML."""
    return bool(_PAGE.match(text.lstrip("\ufeff")))


def parse(text: str) -> Element:
    """Parse a page, malformed or not.

    Raises:
        UnreadableTextError: The page is empty, or has more elements or levels than an article.
    """
    from lxml import etree, html

    if text.lstrip().startswith("<?xml"):  # XHTML: HTML would take all the rest for a script
        text = _CLOSED.sub(r"<\1\2></\1>", text)
    text = _LAST.sub("", text).replace("\v", " ")
    _refuse_crowded_tags(text)
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise UnreadableTextError("the page is empty") from None
    if any(_DEEP in entry.message for entry in parser.error_log):
        raise UnreadableTextError("the page's elements are nested more than 2,048 deep: no article")
    _refuse_too_large(tree)
    for element in tree.iter():
        for part in ("text", "tail"):
            text = getattr(element, part) or ""
            if _NO_XML.search(text):
                setattr(element, part, _NO_XML.sub("", text))
    return tree


def _refuse_crowded_tags(text: str) -> None:
    """Refuse an element with more attributes than any has, as wherever one may begin."""
    left = _AGAIN * len(text)
    at = 0
    while tag := _TAG.search(text, at):
        left -= tag.end() - tag.start()
        if tag[1] is not None or left < 0:
            message = f"an element of the page has more than {ATTRIBUTES:,} attributes: no article"
            raise UnreadableTextError(message)
        at = tag.start() + 1


def _refuse_too_large(tree: Element) -> None:
    from lxml import etree

    elements = levels = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        levels += depth if event == "start" else 0
        if elements > ELEMENTS:
            raise UnreadableTextError(f"the page has more than {ELEMENTS:,} elements: no article")
        if levels > LEVELS:
            message = "the page's elements are too many and too deeply nested: no article"
            raise UnreadableTextError(message)


def simplify(tree: Element) -> None:
    """Leave of a tree what a reader sees: blocks, links, line breaks and text, in linear time.

    Emphasis and the like become text; what <q> holds gets the marks that a browser shows.
    """
    for parent in reversed(list(tree.iter())):  # children before their parents
        if not isinstance(parent.tag, str):
            continue
        crowded = len(parent) > _CROWD
        kept, pieces = None, [parent.text or ""]
        for child in list(parent):
            if _stays(child, crowded):
                _give_text(parent, kept, pieces)
                kept, pieces = child, [child.tail or ""]
            else:
                if _seen(child):
                    pieces.append(_marked(child))
                pieces.append(child.tail or "")
                parent.remove(child)
        _give_text(parent, kept, pieces)


def _give_text(parent: Element, before: Element | None, pieces: list[str]) -> None:
    """Put text behind a child, or first into its parent."""
    text = "".join(pieces)
    if before is None:
        parent.text = text
    else:
        before.tail = text


def _stays(element: Element, crowded: bool) -> bool:
    if not _seen(element):
        return False
    if element.tag in ("br", "hr"):
        return True
    if len(element):
        return True
    if not (element.text or "").strip():
        return element.tag in ("td", "th")
    return element.tag not in INLINE and not (element.tag == "a" and crowded)


def _marked(element: Element) -> str:
    """The text of an element, in marks where a browser shows them."""
    text: str = element.text or ""
    bare = text.strip()
    if element.tag != "q" or not bare or bare[0] in _OPENING:
        return text
    return f"“{bare}”"


def _seen(element: Element) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN:
        return False
    if tag in ("html", "body", "main", "article"):
        return True  # until a script shows them
    if element.get("hidden") is not None or _UNSEEN_STYLE.search(element.get("style", "")):
        return False
    return not _UNSEEN_CLASS.search(element.get("class", ""))

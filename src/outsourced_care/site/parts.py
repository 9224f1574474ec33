"""A record flows in, the parts that every page is made of flow out: links, facts, passages."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from outsourced_care.contract import Field
from outsourced_care.derive import text_fragment
from outsourced_care.selectors import Selector, SelectorError
from outsourced_care.site import in_words
from outsourced_care.site.addresses import address, label, web_address
from outsourced_care.site.dataset import Dataset, Row

_DURATIONS = ("duration", "review_after")  # the contract has no type for them


@dataclass(frozen=True, slots=True)
class Link:
    """Words that may lead to a page: of this site (`page`) or elsewhere (`web`)."""

    text: str
    page: str | None = None
    web: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a record: a column, what it says, and what that means."""

    name: str
    value: Link
    meaning: str = ""
    written: str | None = None  # as the data have it, where the words are others


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in an article on which a record rests."""

    article: Link
    role: str
    row: Row
    web: str | None
    ends: tuple[str, str | None] | None  # its first words and its last, or all of it


def anchor(link: Link, root: str) -> Markup:
    """A link in HTML; words alone when it leads nowhere."""
    text = escape(link.text)
    if link.page:
        return Markup(f'<a href="{escape(root + link.page)}">{text}</a>')  # noqa: S704
    if link.web:
        return Markup(f'<a href="{escape(link.web)}" rel="external noopener">{text}</a>')  # noqa: S704
    return text


def link(dataset: Dataset, table: str, key: object) -> Link:
    """A link to a record, in its own words."""
    return Link(label(dataset, table, key), address(dataset, table, key))


def facts(dataset: Dataset, table: str, row: Row, leave: tuple[str, ...] = ()) -> list[Fact]:
    """The filled cells of a record.

    Its identifier is left out, and so are bounds of dates, names that a link says and the
    columns in `leave`.
    """
    declared = dataset.contract[table]
    out = {*declared.primary_key, *leave, *(f.name for f in declared.fields if f.bound)}
    found = []
    for field in declared.fields:
        said = field.lookup.by if field.lookup else None
        if field.name not in out and row[field.name] is not None and said is None:
            found.append(_fact(dataset, table, field, row))
    return found


def _fact(dataset: Dataset, table: str, field: Field, row: Row) -> Fact:
    value = row[field.name]
    name = field.title.removesuffix(" identifier")
    if field.categories:
        said, meaning = dataset.meaning(table, field.name, value)
        return Fact(name, Link(said), meaning)
    if of := dataset.refers(table, field.name):
        return Fact(name, link(dataset, of, value))
    if field.edtf or field.name in _DURATIONS:
        words = in_words.date(value) if field.edtf else in_words.duration(value)
        return Fact(name, Link(words), written=None if words == value else value)
    text = in_words.cell(value)
    return Fact(name, Link(text, web=web_address(text) if field.format == "uri" else None))


def passages(dataset: Dataset, table: str, key: str) -> list[Passage]:
    """The passages on which a record rests, in the order of articles and of their text."""
    own = dataset.where("evidence", table=table, record_id=key)
    return [_passage(dataset, row) for row in sorted(own, key=lambda r: in_time(dataset, r))]


def in_time(dataset: Dataset, row: Row) -> tuple[str, str, int]:
    """How evidence is ordered: by the article's date, then by place in it."""
    article = dataset.get("articles", row["article_id"])
    day = article and (article["published_to"] or article["published_from"])
    return in_words.cell(day), row["article_id"], row["part"]


def _passage(dataset: Dataset, row: Row) -> Passage:
    article = dataset.get("articles", row["article_id"])
    web = web_address(article["url"]) if article else None
    if web and row["selector"]:
        web = text_fragment(web, [row["selector"]])
    role, _ = dataset.meaning("evidence", "role", row["role"])
    article_link = link(dataset, "articles", row["article_id"])
    return Passage(article_link, role, row, web, _ends(row["selector"]))


def _ends(written: str | None) -> tuple[str, str | None] | None:
    """What a selector shows of a passage, without the words around it."""
    if not written:
        return None
    try:
        selector = Selector.parse(written)
    except SelectorError:
        return written, None
    return selector.first, selector.last


def actor(dataset: Dataset, row: Row, name: str) -> tuple[Link, Link | None]:
    """A person or body that a row names, and the body that the person speaks for.

    The name is what the row says itself, in its column `name`.
    """
    body = row["organisation_id"] and link(dataset, "organisations", row["organisation_id"])
    if row["person_id"]:
        return link(dataset, "people", row["person_id"]), body
    said = row[name]
    if said is None:
        return Link("unnamed"), body
    if body and said == body.text:
        return body, None
    return Link(str(said)), body

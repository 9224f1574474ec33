"""A record flows in, the parts that every page is made of flow out: links, facts, passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from outsourced_care.contract import Field
from outsourced_care.derive import text_fragment
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


@dataclass(frozen=True, slots=True)
class Stance:
    """Who stands where on one aspect of a proposal."""

    key: str
    holder: Link
    unnamed: bool
    proposal: Link
    aspect: str
    stance: str
    value: str
    meaning: str
    certain: bool
    certainty: str
    basis: str
    alternative: str | None
    quote: Link | None
    passages: list[Passage]


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
    return Passage(link(dataset, "articles", row["article_id"]), role, row, web)


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


def stances(dataset: Dataset, **cells: object) -> Iterator[Stance]:
    """The positions that have these cells."""
    for row in dataset.where("positions", **cells):
        quote = row["quote_id"] and link(dataset, "quotes", row["quote_id"])
        holder, body = actor(dataset, row, "holder")
        if holder.text == "unnamed" and body:
            holder = Link(f"{_described(dataset, row)}, {body.text}", body.page)
        elif holder.text == "unnamed":
            holder = Link(_described(dataset, row))
        stance, meaning = dataset.meaning("positions", "stance", row["stance"])
        yield Stance(
            key=row["position_id"],
            holder=holder,
            unnamed=row["holder"] is None,
            proposal=link(dataset, "proposals", row["proposal_id"]),
            aspect=dataset.meaning("positions", "aspect", row["aspect"])[0],
            stance=stance,
            value=row["stance"],
            meaning=meaning,
            certain=row["certainty"] == "clear",
            certainty=dataset.meaning("positions", "certainty", row["certainty"])[0],
            basis=dataset.meaning("positions", "basis", row["basis"])[0],
            alternative=row["alternative"],
            quote=quote or None,
            passages=passages(dataset, "positions", row["position_id"]),
        )


def _described(dataset: Dataset, row: Row) -> str:
    """What is told of a holder without a name: their role, else what they are."""
    quote = dataset.get("quotes", row["quote_id"]) if row["quote_id"] else None
    if quote is None:
        return "the author" if row["basis"] == "authored" else "unnamed"
    if quote["speaker"] or quote["speaker_role"]:
        return str(quote["speaker"] or quote["speaker_role"])
    kind, _ = dataset.meaning("quotes", "speaker_kind", quote["speaker_kind"])
    return f"unnamed ({kind.lower()})"

"""A record flows in, what its page says flows out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from outsourced_care.site import in_words
from outsourced_care.site.addresses import PAGED, record_page, title, web_address
from outsourced_care.site.dataset import Dataset, Row
from outsourced_care.site.parts import Fact, Link, actor, facts, link, passages
from outsourced_care.site.stances import sides, stances
from outsourced_care.site.tellings import compare

Context = dict[str, Any]
Who = tuple[Link, Link | None]  # a person or body, and the body that it speaks for

_MANY = {"year": "years", "month": "months", "person": "people"}  # of units
_IN_MARKS = ("direct", "mixed")  # kinds of quotation


def record_pages(dataset: Dataset) -> Iterator[tuple[str, str, Context]]:
    """The page of every record: its address, its template, what it says."""
    for table in PAGED:
        for row in dataset.rows[table]:
            key = row[dataset.contract[table].primary_key[0]]
            common = {
                "table": dataset.contract[table],
                "key": key,
                "title": title(table, row),
                "passages": passages(dataset, table, key),
            }
            template, context = _KINDS[table](dataset, key, row)
            yield record_page(table, key), template, {**common, **context}
    for row in dataset.rows.get("withdrawn", ()):
        if row["table"] in PAGED and dataset.get(row["table"], row["record_id"]) is None:
            yield record_page(row["table"], row["record_id"]), "withdrawn.html", _gone(dataset, row)


def _gone(dataset: Dataset, row: Row) -> Context:
    """A record that was taken out: its address says so for good."""
    heir = row["superseded_by"]
    return {
        "table": dataset.contract[row["table"]],
        "key": row["record_id"],
        "title": f"Withdrawn: {row['record_id']}",
        "row": row,
        "heir": link(dataset, row["table"], heir) if heir else None,
    }


def _article(dataset: Dataset, key: str, row: Row) -> tuple[str, Context]:
    told: dict[str, dict[str, tuple[Link, str]]] = {"events": {}, "proposals": {}}
    named: dict[str, tuple[Link, int]] = {}
    for passage in dataset.where("evidence", article_id=key):
        table, of = passage["table"], passage["record_id"]
        if table in told:
            told[table][of] = link(dataset, table, of), _status(dataset, table, of)
        elif table in ("organisations", "people"):
            _, count = named.get(f"{table}/{of}", (None, 0))
            named[f"{table}/{of}"] = link(dataset, table, of), count + 1
    web = web_address(row["url"])
    return "article.html", {
        "summary": row["summary"],
        "facts": facts(dataset, "articles", row, ("title", "summary", "url", "text_sha256")),
        "web": web,
        "digest": row["text_sha256"],
        "quotes": _quotes(dataset, article_id=key),
        "events": list(told["events"].values()),
        "proposals": list(told["proposals"].values()),
        "named": sorted(named.values(), key=lambda found: found[0].text.casefold()),
        "stances": list(stances(dataset, article_id=key)),
    }


def _quote(dataset: Dataset, key: str, row: Row) -> tuple[str, Context]:
    speaker, body, role = _speaker(dataset, row)
    return "quote.html", {
        "title": f"{row['speaker'] or row['speaker_role'] or 'Unnamed source'}, {_how(row)}",
        "paraphrase": row["paraphrase"],
        "speaker": speaker,
        "body": body,
        "role": role,
        "facts": facts(
            dataset, "quotes", row,
            ("paraphrase", "person_id", "speaker", "speaker_role", "organisation_id", "link"),
        ),
        "web": web_address(row["link"]),
        "within": _quotes(dataset, quoted_in=key),
        "stances": list(stances(dataset, quote_id=key)),
    }  # fmt: skip


def _event(dataset: Dataset, key: str, row: Row) -> tuple[str, Context]:
    return "event.html", {
        "summary": row["summary"],
        "status": dataset.meaning("events", "status", row["status"]),
        "status_value": row["status"],
        "when": in_words.date(row["date"]),
        "written": row["date"],
        "facts": facts(dataset, "events", row, ("title", "summary", "status", "date")),
        "parties": _parties(dataset, "events", key),
        "comparison": compare(dataset, "events", key),
    }


def _proposal(dataset: Dataset, key: str, row: Row) -> tuple[str, Context]:
    terms = [
        {
            "row": term,
            "aspect": dataset.meaning("proposal_terms", "aspect", term["aspect"])[0],
            "quantity": _quantity(dataset, term),
            "passages": passages(dataset, "proposal_terms", term["term_id"]),
        }
        for term in dataset.where("proposal_terms", proposal_id=key)
    ]
    return "proposal.html", {
        "summary": row["summary"],
        "status": dataset.meaning("proposals", "status", row["status"]),
        "facts": facts(dataset, "proposals", row, ("title", "summary", "status")),
        "parties": _parties(dataset, "proposals", key),
        "terms": terms,
        "sides": sides(dataset, stances(dataset, proposal_id=key)),
        "comparison": compare(dataset, "proposals", key),
        "events": [
            (link(dataset, "events", e["event_id"]), in_words.date(e["date"]),
             dataset.meaning("events", "status", e["status"])[0])
            for e in dataset.where("events", proposal_id=key)
        ],
    }  # fmt: skip


def _organisation(dataset: Dataset, key: str, row: Row) -> tuple[str, Context]:
    names = [
        (n["name"], dataset.meaning("organisation_names", "kind", n["kind"])[0])
        for n in dataset.where("organisation_names", organisation_id=key)
    ]
    return "party.html", {
        "is_body": True,
        "facts": facts(dataset, "organisations", row, ("name",)),
        "names": [n for n in names if n[0] != row["name"]],
        "children": [
            link(dataset, "organisations", c["organisation_id"])
            for c in dataset.where("organisations", parent_id=key)
        ],
        "published": [
            (link(dataset, "articles", a["article_id"]), in_words.date(a["published"]))
            for a in dataset.where("articles", publisher_id=key)
        ],
        **_doings(dataset, organisation_id=key),
    }


def _status(dataset: Dataset, table: str, key: str) -> str:
    row = dataset.get(table, key)
    return dataset.meaning(table, "status", row["status"])[0] if row else ""


def _person(dataset: Dataset, key: str, row: Row) -> tuple[str, Context]:
    bodies = {q["organisation_id"] for q in dataset.where("quotes", person_id=key)}
    roles = {q["speaker_role"] for q in dataset.where("quotes", person_id=key)}
    told = [Fact("Described as", Link(role)) for role in sorted(roles - {None})]
    told += [Fact("Speaks for", link(dataset, "organisations", b)) for b in sorted(bodies - {None})]
    doings = _doings(dataset, person_id=key)
    nothing: Context = {"names": [], "children": [], "published": []}
    return "party.html", {"is_body": False, "facts": told, **nothing, **doings}


def _doings(dataset: Dataset, **cells: str) -> Context:
    """What a person or body says, where they stand, and what they are part of."""
    parts: dict[str, list[tuple[Link, str]]] = {"events": [], "proposals": []}
    for row in dataset.where("participants", **cells):
        role, _ = dataset.meaning("participants", "role", row["role"])
        parts[row["table"]].append((link(dataset, row["table"], row["record_id"]), role))
    return {
        "quotes": _quotes(dataset, **cells),
        "stances": list(stances(dataset, **cells)),
        "events": parts["events"],
        "proposals": parts["proposals"],
    }


def _quotes(dataset: Dataset, **cells: str) -> list[Context]:
    return [
        {
            "key": row["quote_id"],
            "page": record_page("quotes", row["quote_id"]),
            "speaker": _speaker(dataset, row),
            "kind": dataset.meaning("quotes", "kind", row["kind"])[0],
            "paraphrase": row["paraphrase"],
            "article": link(dataset, "articles", row["article_id"]),
            "web": web_address(row["link"]),
        }
        for row in dataset.where("quotes", **cells)
    ]


def _how(row: Row) -> str:
    """Whether words of the speaker stand in quotation marks."""
    return "quoted" if row["kind"] in _IN_MARKS else "reported"


def _speaker(dataset: Dataset, row: Row) -> tuple[Link, Link | None, str | None]:
    """Who speaks, for whom, and in which role; who has no name is called by the role."""
    speaker, body = actor(dataset, row, "speaker")
    role = row["speaker_role"]
    if role and row["speaker"] is None and row["person_id"] is None:
        return Link(role), body, None
    return speaker, body, role


def _parties(dataset: Dataset, table: str, key: str) -> list[tuple[str, list[Who]]]:
    """Who takes part, by role."""
    roles: dict[str, list[Who]] = {}
    for row in dataset.where("participants", table=table, record_id=key):
        role, _ = dataset.meaning("participants", "role", row["role"])
        roles.setdefault(role, []).append(actor(dataset, row, "name"))
    return list(roles.items())


def _quantity(dataset: Dataset, term: Row) -> str:
    if term["quantity"] is None:
        return ""
    unit = str(term["unit"] or "")
    many = unit if term["quantity"] == 1 else _MANY.get(unit, unit)
    return f"{term['quantity']:,.10g} {many}".strip()


_KINDS = {
    "articles": _article,
    "quotes": _quote,
    "events": _event,
    "organisations": _organisation,
    "proposals": _proposal,
    "people": _person,
}

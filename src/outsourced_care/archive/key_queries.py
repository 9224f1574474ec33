"""A table of the contract flows in, the queries that find what breaks its rules flow out.

They are for tables that are too long for memory, in DuckDB: for each judgement of whole tables
one, which gives the rows that the judgement finds in frames. A table has the column `ROW` besides.

Most tables are sound, and texts are costly to group. So where rows are told apart, 64-bit hashes
are grouped first, and only rows whose hash is in doubt are compared as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from outsourced_care.contract import ForeignKey, Table
from outsourced_care.exports.sql import quoted

ROW = "at row"  # the column with a row's number; no column of the contract has a space
_ROW = quoted(ROW)


def queries(table: Table) -> Iterator[tuple[str, str]]:
    """The query for each judgement of a table, by its name."""
    for key in table.keys:
        yield f"{key[-1]}: unique", _repeated(table.name, key, nulls=False)
    for reference in table.foreign_keys:
        yield f"{reference.fields[-1]}: reference", _dangling(table.name, reference)
    for name, make in _RULES.get(table.name, {}).items():
        yield name, make()


def covered(table: Table) -> set[str]:
    """The names of a table's judgements that there is a query for."""
    return {name for name, _ in queries(table)}


def _all(columns: Sequence[str]) -> str:
    return ", ".join(map(quoted, columns))


def _whole(columns: Sequence[str]) -> str:
    return " AND ".join(f"{quoted(c)} IS NOT NULL" for c in columns)


def _repeated(table: str, columns: Sequence[str], *, nulls: bool) -> str:
    """Rows with the same cells as one before; rows with a cell empty only if `nulls`."""
    only = "true" if nulls else _whole(columns)
    return f"""
        WITH doubtful AS (
            SELECT hash({_all(columns)}) AS h FROM {quoted(table)} GROUP BY h HAVING count(*) > 1
        ), compared AS (
            SELECT {_ROW}, row_number() OVER (PARTITION BY {_all(columns)} ORDER BY {_ROW}) AS n
            FROM {quoted(table)} WHERE {only} AND hash({_all(columns)}) IN (SELECT h FROM doubtful)
        )
        SELECT {_ROW} FROM compared WHERE n > 1
    """  # noqa: S608


def _dangling(table: str, key: ForeignKey) -> str:
    """Rows that refer to a row that is not there."""
    pairs = zip(key.fields, key.reference, strict=True)
    same = " AND ".join(f"own.{quoted(a)} = other.{quoted(b)}" for a, b in pairs)
    return f"""
        SELECT {_ROW} FROM {quoted(table)} AS own
        ANTI JOIN (SELECT {_all(key.reference)} FROM {quoted(key.resource)}) AS other ON {same}
        WHERE {_whole(key.fields)}
    """  # noqa: S608


def _without_evidence(table: str, identifier: str) -> str:
    return f"""
        SELECT {_ROW} FROM {quoted(table)} AS own
        ANTI JOIN (SELECT record_id FROM evidence WHERE "table" = '{table}') AS other
        ON own.{quoted(identifier)} = other.record_id
    """  # noqa: S608


def _numbered_with_gaps(table: str, columns: Sequence[str]) -> str:
    """Rows whose part is not their rank among those with the same cells.

    A group is in doubt unless its parts are different, and reach from 1 to their number.
    """
    return f"""
        WITH doubtful AS (
            SELECT hash({_all(columns)}) AS h FROM {quoted(table)} GROUP BY h
            HAVING count(part) <> count(*) OR min(part) <> 1 OR max(part) <> count(*)
                OR NOT bool_and({_whole(columns)})
            UNION ALL
            SELECT h FROM (
                SELECT hash({_all(columns)}) AS h, part FROM {quoted(table)}
                GROUP BY h, part HAVING count(*) > 1
            )
        ), compared AS (
            SELECT *, row_number() OVER (
                PARTITION BY {_all(columns)} ORDER BY part NULLS LAST, {_ROW}
            ) AS n
            FROM {quoted(table)} WHERE hash({_all(columns)}) IN (SELECT h FROM doubtful)
        )
        SELECT {_ROW} FROM compared WHERE part IS NULL OR n <> part OR NOT ({_whole(columns)})
    """  # noqa: S608


def _sequence() -> str:
    """Quotes whose sequence is not their rank among the first passages of their article."""
    return f"""
        WITH first AS (
            SELECT record_id, min(start) AS start FROM evidence WHERE "table" = 'quotes'
            GROUP BY record_id
        ), ranked AS (
            SELECT own.{_ROW}, sequence, article_id, row_number() OVER (
                PARTITION BY article_id ORDER BY start NULLS LAST, quote_id NULLS LAST, own.{_ROW}
            ) AS n
            FROM quotes AS own LEFT JOIN first ON quote_id = record_id
        )
        SELECT {_ROW} FROM ranked
        WHERE sequence IS NOT NULL AND (article_id IS NULL OR n <> sequence)
    """  # noqa: S608


def _words() -> str:
    """Quotes whose words are not those of their passages."""
    return f"""
        WITH sums AS (
            SELECT record_id, sum(coalesce(word_count, 0)) AS words FROM evidence
            WHERE "table" = 'quotes' GROUP BY record_id
        )
        SELECT {_ROW} FROM quotes JOIN sums ON quote_id = record_id
        WHERE words IS DISTINCT FROM word_count
    """  # noqa: S608


def _participants() -> str:
    """Participants of a record that is not there."""
    return f"""
        SELECT {_ROW} FROM participants AS own
        ANTI JOIN (
            SELECT 'events' AS "table", event_id AS record_id FROM events
            UNION ALL SELECT 'proposals', proposal_id FROM proposals
        ) AS other ON own."table" = other."table" AND own.record_id = other.record_id
    """  # noqa: S608


_RULES: dict[str, dict[str, Callable[[], str]]] = {
    "quotes": {
        "sequence: sequence-against-text": _sequence,
        "word_count: quote-words-not-of-its-passages": _words,
        "quote_id: quote-without-evidence": lambda: _without_evidence("quotes", "quote_id"),
    },
    "events": {
        "event_id: event-without-evidence": lambda: _without_evidence("events", "event_id"),
    },
    "proposals": {
        "proposal_id: proposal-without-evidence": lambda: _without_evidence(
            "proposals", "proposal_id"
        ),
    },
    "participants": {
        "record_id: participant-of-nothing": _participants,
        "part: participant-numbers-with-gaps": lambda: _numbered_with_gaps(
            "participants", ("table", "record_id")
        ),
        "role: participant-listed-twice": lambda: _repeated(
            "participants", ("table", "record_id", "role", "name"), nulls=True
        ),
    },
    "evidence": {
        "start: evidence-given-twice": lambda: _repeated(
            "evidence", ("table", "record_id", "article_id", "start", "end"), nulls=True
        ),
        "part: evidence-numbers-with-gaps": lambda: _numbered_with_gaps(
            "evidence", ("table", "record_id", "article_id")
        ),
    },
}

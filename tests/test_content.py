"""A table's files and its content hash: every value comes back, and the same rows hash the same.

Catches values that CSV or Parquet change on the way (`NA`, `007`, large integers, old dates,
nothing against empty text), hashes that depend on how a table lies in memory, hashes that
overlook a changed cell, and bytes that differ from one build to the next.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import examples, some
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from outsourced_care.content import (
    content_hash,
    csv_bytes,
    parquet_bytes,
    parquet_writer,
    read_csv,
    read_parquet,
)
from outsourced_care.contract import Table
from outsourced_care.schema_files import load_contract

CONTRACT = load_contract(Path(__file__).resolve().parent.parent / "schemas")
EVENTS, TERMS, ACCOUNTS = CONTRACT["events"], CONTRACT["proposal_terms"], CONTRACT["accounts"]
EVIDENCE, ARTICLES = CONTRACT["evidence"], CONTRACT["articles"]
# together they have every type of the contract, and keys of one and of several columns
TABLES = (ARTICLES, EVENTS, TERMS, ACCOUNTS, EVIDENCE)

Row = dict[str, Any]
PLAIN: dict[str, Any] = {
    "string": "soup",
    "integer": 7,
    "number": 0.5,
    "date": dt.date(2031, 2, 3),
    "boolean": True,
}
TRICKY: dict[str, tuple[Any, ...]] = {
    "string": (
        "NA", "N/A", "nan", "NaN", "null", "NULL", "None", "true", "007", "1e3", "2031-02-03",
        "a, b", 'a "b" c', '"', '""', ",", ";", "'", "\\", "a\\nb", " soup ", " ", "\u00a340,000",
        "br\u00fbl\u00e9e \u706f \U0001f372", "=1+1", "#", "\ufeffsoup", "soup\u2028oil", "\x85",
    ),
    "integer": (0, -1, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)),
    "number": (0.0, 0.1, 1 / 3, 1e300, 5e-324, -1.5, 40000.0, 1e15 + 0.125, 2.0**53),
    "date": (
        dt.date(1, 1, 1), dt.date(1066, 10, 14), dt.date(1899, 12, 31), dt.date(1970, 1, 1),
        dt.date(1969, 12, 31), dt.date(2012, 2, 29), dt.date(9999, 12, 31),
    ),
    "boolean": (True, False),
}  # fmt: skip


def table_of(table: Table, rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=table.to_arrow())


def plain_row(table: Table, number: int) -> Row:
    """A row without nulls whose key nobody else has."""
    row = {f.name: PLAIN[f.type] for f in table.fields}
    key = table.primary_key[-1]
    row[key] = number if table[key].type == "integer" else f"lamp-{number:03}"
    return row


def tricky_rows(table: Table) -> list[Row]:
    """Every awkward value in every column that is no key, and a null where one may stand."""
    free = [f for f in table.fields if f.name not in table.primary_key]
    rows: list[Row] = []
    for field in free:
        for value in (*TRICKY[field.type], *(() if field.required else (None,))):
            rows.append(plain_row(table, len(rows)) | {field.name: value})
    nulls: Row = {f.name: None for f in free if not f.required}
    return [*rows, plain_row(table, len(rows)) | nulls]


def same(one: pa.Table, other: pa.Table) -> bool:
    """Tell whether two tables have the same columns, types and values."""
    return bool(one.cast(pa.schema([f.with_nullable(True) for f in one.schema])).equals(other))


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_csv_gives_every_value_back(table: Table) -> None:
    rows = tricky_rows(table)
    made = table_of(table, rows)
    read = read_csv(csv_bytes(made), table)
    assert read.to_pylist() == rows
    assert same(made, read)
    assert content_hash(read, table) == content_hash(made, table)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_parquet_gives_every_value_back(table: Table) -> None:
    rows = tricky_rows(table)
    made = table_of(table, rows)
    read = read_parquet(parquet_bytes(made), table)
    assert read.to_pylist() == rows
    assert same(made, read)
    assert content_hash(read, table) == content_hash(made, table)


def test_csv_and_parquet_keep_nothing_apart_from_empty_text() -> None:
    rows = [plain_row(TERMS, n) | {"unit": unit} for n, unit in enumerate(("", None, " ", "null"))]
    made = table_of(TERMS, rows)
    for read in (read_csv(csv_bytes(made), TERMS), read_parquet(parquet_bytes(made), TERMS)):
        assert read["unit"].to_pylist() == ["", None, " ", "null"]


@pytest.mark.parametrize("table", CONTRACT.values(), ids=lambda t: t.name)
def test_a_table_without_rows_comes_back(table: Table) -> None:
    made = table.to_arrow().empty_table()
    assert same(made, read_csv(csv_bytes(made), table))
    assert same(made, read_parquet(parquet_bytes(made), table))
    assert content_hash(made, table).startswith("sha256:")


def test_empty_tables_differ_by_their_columns() -> None:
    hashes = {content_hash(table.to_arrow().empty_table(), table) for table in CONTRACT.values()}
    assert len(hashes) == len(CONTRACT)


def test_only_an_unquoted_nothing_is_null_in_csv() -> None:
    head = b"term_id,proposal_id,aspect,statement,quantity,unit,payer\n"
    read = read_csv(head + b'a,b,c,NA,,null,\nb,b,c,"",12,"",007\n', TERMS)
    assert read["statement"].to_pylist() == ["NA", ""]
    assert read["quantity"].to_pylist() == [None, 12.0]
    assert read["unit"].to_pylist() == ["null", ""]
    assert read["payer"].to_pylist() == [None, "007"]


def test_parquet_holds_nothing_of_how_the_table_was_made() -> None:
    made = several(TERMS).replace_schema_metadata({"made": "today"})
    assert b"ARROW:schema" not in parquet_bytes(made)


def test_csv_is_utf_8_with_lf_a_header_and_quoted_text() -> None:
    row = {"term_id": "a", "proposal_id": "b", "aspect": "c", "statement": 'say "s\u00f6up", 3',
           "quantity": 0.5, "unit": None, "payer": "d"}  # fmt: skip
    assert (
        csv_bytes(table_of(TERMS, [row]))
        == (
            '"term_id","proposal_id","aspect","statement","quantity","unit","payer"\n'
            '"a","b","c","say ""s\u00f6up"", 3",0.5,,"d"\n'
        ).encode()
    )


def test_parquet_is_read_in_the_columns_and_types_of_the_contract() -> None:
    made = table_of(EVIDENCE, tricky_rows(EVIDENCE))
    shuffled = made.select(list(reversed(made.column_names))).append_column(
        "soup", pa.array(["hot"] * len(made))
    )
    narrow = shuffled.set_column(
        shuffled.column_names.index("part"), "part", shuffled["part"].cast(pa.int32())
    )
    read = read_parquet(parquet_bytes(narrow), EVIDENCE)
    assert same(made, read)
    assert parquet_writer(parquet_bytes(made)).startswith("parquet-cpp-arrow")


def several(table: Table) -> pa.Table:
    return table_of(table, tricky_rows(table))


def garbage_under_nulls(column: pa.ChunkedArray) -> pa.Array:
    """The same column whose null cells hide other bytes than nothing."""
    whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    fill = {"string": "moth", "int64": 99, "double": 9.5, "bool": True}.get(str(whole.type))
    filler = pa.scalar(fill if fill is not None else dt.date(1999, 9, 9), whole.type)
    filled = whole.fill_null(filler)
    valid = pa.array([cell is not None for cell in whole.to_pylist()], pa.bool_())
    bitmap = valid.buffers()[1]
    return pa.Array.from_buffers(
        whole.type, len(whole), [bitmap, *filled.buffers()[1:]], null_count=whole.null_count
    )


def other_forms(made: pa.Table) -> dict[str, pa.Table]:
    """The same rows in other orders, chunks and encodings."""
    count = len(made)
    encoded = pa.table(
        {n: made[n].dictionary_encode() if n != "note" else made[n] for n in made.column_names}
    )
    backwards = made.take(list(range(count))[::-1])
    padded = pa.concat_tables([backwards, made, backwards]).combine_chunks()
    return {
        "rows backwards": backwards,
        "rows rotated": pa.concat_tables([made.slice(3), made.slice(0, 3)]),
        "columns backwards": made.select(made.column_names[::-1]),
        "one row a chunk": pa.concat_tables([made.slice(n, 1) for n in range(count)]),
        "empty chunks": pa.concat_tables([made.slice(0, 0), made, made.slice(0, 0)]),
        "one chunk": made.combine_chunks(),
        "a slice": padded.slice(count, count),
        "dictionaries": encoded,
        "dictionaries of chunks": pa.concat_tables([encoded.slice(0, 5), encoded.slice(5)]),
        "large strings": pa.table(
            {
                n: made[n].cast(pa.large_string()) if pa.types.is_string(made[n].type) else made[n]
                for n in made.column_names
            }
        ),
        "garbage under nulls": pa.table(
            {n: garbage_under_nulls(made[n]) for n in made.column_names}
        ),
        "metadata": made.replace_schema_metadata({"made": "today"}),
    }


@pytest.mark.parametrize("form", other_forms(several(TERMS)))
@pytest.mark.parametrize("table", some(TABLES, 3), ids=lambda t: t.name)
def test_a_content_hash_does_not_depend_on_the_form(table: Table, form: str) -> None:
    made = several(table)
    other = other_forms(made)[form]
    assert sorted(map(repr, other.select(made.column_names).to_pylist())) == sorted(
        map(repr, made.to_pylist())
    )
    assert content_hash(other, table) == content_hash(made, table)


def test_garbage_under_nulls_is_there() -> None:
    made = several(TERMS)
    one, other = made["quantity"].chunk(0), garbage_under_nulls(made["quantity"])
    assert one.null_count == other.null_count > 0
    assert one.buffers()[1].to_pybytes() != other.buffers()[1].to_pybytes()
    text = garbage_under_nulls(made["unit"])
    assert b"moth" in text.buffers()[2].to_pybytes() and "moth" not in text.to_pylist()


def test_one_zero_and_one_nan() -> None:
    def hash_of(*quantities: float | None) -> str:
        rows = [plain_row(TERMS, n) | {"quantity": q} for n, q in enumerate(quantities)]
        return content_hash(table_of(TERMS, rows), TERMS)

    assert hash_of(0.0) == hash_of(-0.0)
    assert hash_of(float("nan")) == hash_of(-float("nan"))
    assert len({hash_of(0.0), hash_of(float("nan")), hash_of(None)}) == 3


def test_a_content_hash_stays_what_it_was() -> None:
    """The recipe of the hash, written out for a table of one text and one number column."""
    rows: list[Row] = [
        {"term_id": "b", "quantity": None, "unit": "\u00a3"},
        {"term_id": "a", "quantity": 0.5, "unit": None},
    ]
    rest: Row = {"proposal_id": "p", "aspect": "s", "statement": "t", "payer": None}
    texts = {
        "aspect": (b"\0\0", [1, 1], b"ss"),
        "payer": (b"\1\1", [0, 0], b""),
        "proposal_id": (b"\0\0", [1, 1], b"pp"),
        "statement": (b"\0\0", [1, 1], b"tt"),
        "term_id": (b"\0\0", [1, 1], b"ab"),
        "unit": (b"\1\0", [0, 2], b"\xc2\xa3"),
    }
    parts = {
        name: f"{name}:string:2\n".encode()
        + nulls
        + b"".join(length.to_bytes(8, "little") for length in lengths)
        + text
        for name, (nulls, lengths, text) in texts.items()
    }
    parts["quantity"] = b"quantity:double:2\n\0\1" + bytes.fromhex("000000000000e03f") + bytes(8)
    recipe = hashlib.sha256(b"".join(parts[name] for name in sorted(parts))).hexdigest()
    assert content_hash(table_of(TERMS, [r | rest for r in rows]), TERMS) == f"sha256:{recipe}"


CELLS: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=6) | st.sampled_from(("", "soup", "lamp", "soupl")),
    "integer": st.integers(-(2**63), 2**63 - 1) | st.integers(-2, 2),
    "number": st.floats(allow_nan=False) | st.sampled_from((0.0, 1.0)),
    "date": st.dates() | st.just(dt.date(1970, 1, 1)),
    "boolean": st.booleans(),
}


@st.composite
def tables_with_a_changed_cell(draw: st.DrawFn) -> tuple[Table, list[Row], list[Row], str]:
    """Rows, the same rows with one cell changed, and the column it stands in."""
    table = draw(st.sampled_from(TABLES))
    free = [f for f in table.fields if f.name not in table.primary_key]
    rows = [
        plain_row(table, n)
        | {f.name: draw(CELLS[f.type] if f.required else st.none() | CELLS[f.type]) for f in free}
        for n in range(draw(st.integers(1, 4)))
    ]
    number, field = draw(st.integers(0, len(rows) - 1)), draw(st.sampled_from(free))
    cell = draw(CELLS[field.type] if field.required else st.none() | CELLS[field.type])
    assume(cell != rows[number][field.name])
    changed = [dict(row) for row in rows]
    changed[number][field.name] = cell
    return table, rows, changed, field.name


@settings(deadline=None)
@given(tables_with_a_changed_cell())
def test_any_changed_cell_changes_the_content_hash(
    case: tuple[Table, list[Row], list[Row], str],
) -> None:
    table, rows, changed, _ = case
    assert content_hash(table_of(table, rows), table) != content_hash(
        table_of(table, changed), table
    )


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_each_key_cell_and_each_row_counts(table: Table) -> None:
    rows = [plain_row(table, n) for n in range(3)]
    whole = content_hash(table_of(table, rows), table)
    for key in table.primary_key:
        other = 99 if table[key].type == "integer" else "moth"
        changed = [rows[0], rows[1], rows[2] | {key: other}]
        assert content_hash(table_of(table, changed), table) != whole
    assert content_hash(table_of(table, rows[:2]), table) != whole
    assert content_hash(table_of(table, [*rows, plain_row(table, 9)]), table) != whole


@pytest.mark.parametrize(
    ("column", "nothing"),
    [
        ("unit", ""),
        ("unit", "null"),
        ("unit", "None"),
        ("quantity", 0.0),
        ("quantity", float("nan")),
    ],
)
def test_a_null_is_no_value(column: str, nothing: object) -> None:
    hashes = [
        content_hash(table_of(TERMS, [plain_row(TERMS, 0) | {column: cell}]), TERMS)
        for cell in (None, nothing)
    ]
    assert hashes[0] != hashes[1]


def test_a_null_date_is_not_the_first_day_of_1970() -> None:
    rows = [plain_row(EVENTS, 0) | {"date_to": cell} for cell in (None, dt.date(1970, 1, 1))]
    assert len({content_hash(table_of(EVENTS, [row]), EVENTS) for row in rows}) == 2


def test_text_that_moves_to_the_next_cell_or_column_changes_the_hash() -> None:
    def hash_of(*cells: tuple[str | None, str | None]) -> str:
        rows = [
            plain_row(TERMS, n) | {"payer": payer, "unit": unit}
            for n, (payer, unit) in enumerate(cells)
        ]
        return content_hash(table_of(TERMS, rows), TERMS)

    hashes = {
        hash_of(("ab", "c"), ("d", "e")),
        hash_of(("a", "c"), ("bd", "e")),
        hash_of(("a", "bc"), ("d", "e")),
        hash_of(("c", "ab"), ("d", "e")),
        hash_of(("d", "c"), ("ab", "e")),
        hash_of(("ab", None), ("d", "e")),
    }
    assert len(hashes) == 6


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_bytes_are_the_same_however_the_table_lies_in_memory(table: Table) -> None:
    made = several(table)
    chunks = pa.concat_tables([made.slice(n, 4) for n in range(0, len(made), 4)])
    padded = pa.concat_tables([made, made]).combine_chunks().slice(len(made))
    for write in (csv_bytes, parquet_bytes):
        assert write(made) == write(several(table)) == write(chunks) == write(padded)


def test_chunks_of_a_table_of_many_pages_leave_no_trace() -> None:
    count = 20_000
    names = [f"lamp-{n:06}" + "-soup" * 10 for n in range(count)]
    made = pa.table({"person_id": names, "name": names})
    chunks = pa.concat_tables([made.slice(n, 777) for n in range(0, count, 777)])
    assert parquet_bytes(chunks) == parquet_bytes(made)
    assert csv_bytes(chunks) == csv_bytes(made)
    assert content_hash(chunks, CONTRACT["people"]) == content_hash(made, CONTRACT["people"])


@settings(deadline=None, max_examples=examples(50))
@given(st.lists(st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\n\r"))))
def test_any_text_without_line_ends_comes_back(units: list[str | None]) -> None:
    rows = [plain_row(TERMS, n) | {"unit": unit} for n, unit in enumerate(units)]
    made = table_of(TERMS, rows)
    assert read_csv(csv_bytes(made), TERMS)["unit"].to_pylist() == units
    assert read_parquet(parquet_bytes(made), TERMS)["unit"].to_pylist() == units


@settings(deadline=None, max_examples=examples(50))
@given(st.lists(st.none() | st.floats(allow_nan=False)))
def test_any_number_comes_back(quantities: list[float | None]) -> None:
    rows = [plain_row(TERMS, n) | {"quantity": cell} for n, cell in enumerate(quantities)]
    made = table_of(TERMS, rows)
    assert read_csv(csv_bytes(made), TERMS)["quantity"].to_pylist() == quantities
    assert read_parquet(parquet_bytes(made), TERMS)["quantity"].to_pylist() == quantities

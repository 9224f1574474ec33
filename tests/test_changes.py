"""Differences of two states: everything that differs is told, and nothing else is.

Catches changes that are overlooked or told twice, differences made up by the order of rows
and columns, passages taken for new ones because their numbers moved, and lists cut short
without a count.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from conftest import examples, some
from hypothesis import given, settings
from hypothesis import strategies as st
from lamp_states import (
    Json,
    Row,
    a_field,
    changed,
    contract_of,
    evidence_schema,
    field_of,
    lamp,
    lamp_schemas,
    passage,
    rows_of,
    state,
    tombstone_schema,
)

from outsourced_care.content import content_hash
from outsourced_care.diff.change_reports import as_json
from outsourced_care.diff.changes import Cell, Changes, PassageChanges, TableChanges, Withdrawal
from outsourced_care.diff.compare_states import CutShortError, apply, compare
from outsourced_care.diff.states import State, StateError, StateFile

# --- edit scripts ----------------------------------------------------------------------------

TEXTS = st.sampled_from(["", "soup", "Soup", "NA", "a\nb", "\u202esoup", "br\u00fbl\u00e9e", "1"])
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "name": TEXTS,
    "shade": st.sampled_from(["green", "amber"]),
    "watts": st.sampled_from([1, 2**53 + 1, 2**63 - 1]),
    "price": st.sampled_from([0.0, -0.0, 0.1, float("nan"), float("inf"), 1e300]),
    "sold": st.sampled_from([dt.date(1, 1, 1), dt.date(1969, 12, 31), dt.date(9999, 12, 31)]),
    "lit": st.booleans(),
    "page": TEXTS,
}
SOME = {name: st.none() | values for name, values in CELLS.items()}
LAMPS = st.fixed_dictionaries(SOME)
KEYS = st.sampled_from([f"lamp-{n}" for n in range(8)])
PARTS = st.dictionaries(
    st.tuples(KEYS, st.integers(1, 3)), st.fixed_dictionaries({"label": TEXTS, "code": TEXTS})
)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), KEYS, LAMPS),
        st.tuples(st.just("drop"), KEYS, st.none()),
        st.tuples(st.just("set"), KEYS, st.sampled_from(sorted(SOME)).flatmap(
            lambda name: st.tuples(st.just(name), SOME[name])
        )),
    ),
    max_size=12,
)  # fmt: skip


def edited(lamps: dict[str, Row], edits: list[tuple[str, str, Any]]) -> dict[str, Row]:
    """The lamps after an edit script."""
    lamps = dict(lamps)
    for what, key, value in edits:
        if what == "put":
            lamps[key] = value
        elif what == "drop":
            lamps.pop(key, None)
        elif key in lamps:
            lamps[key] = lamps[key] | {value[0]: value[1]}
    return lamps


def lamps_of(lamps: dict[str, Row], parts: dict[tuple[str, int], Row], **more: Any) -> State:
    return state(
        lamps=[{"lamp_id": key} | row for key, row in lamps.items()],
        parts=[{"lamp_id": key, "part": n} | row for (key, n), row in parts.items()],
        **more,
    )


STATES = st.tuples(st.dictionaries(KEYS, LAMPS), PARTS, EDITS, PARTS)


def hashes(made: dict[str, pa.Table], of: State) -> dict[str, str]:
    return {name: content_hash(made[name], table) for name, table in of.contract.items()}


def without_field(schemas: dict[str, Json], name: str) -> None:
    fields = schemas["lamps"]["fields"]
    schemas["lamps"]["fields"] = [f for f in fields if f["name"] != name]


def rename(schemas: dict[str, Json], old: str, new: str) -> None:
    field_of(schemas, old)["name"] = new


def rename_key(schemas: dict[str, Json], new: str) -> None:
    rename(schemas, "lamp_id", new)
    schemas["lamps"].update(primaryKey=[new])
    schemas["parts"]["foreignKeys"][0]["reference"].update(fields=[new])


def retype(schemas: dict[str, Json], name: str, kind: str) -> None:
    field_of(schemas, name).update(type=kind)


SCHEMA_EDITS: dict[str, Callable[[dict[str, Json]], object]] = {
    "none": lambda s: None,
    "field added": lambda s: s["lamps"]["fields"].append(a_field("weight", "number")),
    "field removed": lambda s: without_field(s, "page"),
    "field renamed": lambda s: rename(s, "page", "address"),
    "field retyped": lambda s: retype(s, "lit", "string"),
    "key renamed": lambda s: rename_key(s, "id"),
    "key changed": lambda s: s["lamps"].update(primaryKey=["name"]),
    "key widened": lambda s: s["lamps"].update(primaryKey=["name", "lamp_id"]),
    "table removed": lambda s: s.pop("parts"),
    "table added": lambda s: s.update(withdrawn=tombstone_schema()),
    "fields turned round": lambda s: s["lamps"]["fields"].reverse(),
}  # fmt: skip


@settings(deadline=None)
@given(STATES)
def test_the_differences_applied_to_the_old_state_give_the_new_one(drawn: Any) -> None:
    lamps, parts, edits, other_parts = drawn
    old = lamps_of(lamps, parts)
    new = lamps_of(edited(lamps, edits), other_parts)
    changes = compare(old, new)
    assert hashes(apply(old.tables, changes, new.contract), new) == hashes(dict(new.tables), new)
    assert changes.empty == (hashes(dict(old.tables), old) == hashes(dict(new.tables), new))


@pytest.mark.parametrize("edit", SCHEMA_EDITS)
@pytest.mark.parametrize("seed", some(range(5), 5))
def test_differences_across_contracts_give_the_new_state_too(edit: str, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    old = state(lamps=[lamp(n, price=dice.choice([None, 1.5])) for n in range(6)],
                parts=[{"lamp_id": "lamp-1", "part": 1, "label": "a", "code": None}])  # fmt: skip
    contract = contract_of(changed(SCHEMA_EDITS[edit]))
    table = contract["lamps"]
    text = {"string": "text", "number": 2.5}
    rows: list[Row] = []
    for n in dice.sample(range(9), 6):
        cells = lamp(n, id=f"lamp-{n}", address=None, name=f"Lamp {n}")
        rows.append({
            f.name: cells.get(f.name) if f.name in cells and (f.name, f.type) != ("lit", "string")
            else dice.choice([None, text.get(f.type)])
            for f in table.fields
        })  # fmt: skip
    tables = {n: t.to_arrow().empty_table() for n, t in contract.items()}
    new = State("new", "0.3.0", contract, tables | {"lamps": rows_of(table, rows)})
    for one, other in ((old, new), (new, old)):
        made = apply(one.tables, compare(one, other), other.contract)
        assert hashes(made, other) == hashes(dict(other.tables), other)


def turned(one: State, dice: random.Random) -> State:
    """The same state with rows, columns, fields and chunks in another order."""
    schemas: dict[str, Json] = {}
    tables = {}
    for name, table in one.contract.items():
        fields = [f.declared for f in table.fields]
        dice.shuffle(fields)
        schemas[name] = {**table.declared, "fields": fields}
        rows = one.tables[name]
        order = list(range(len(rows)))
        dice.shuffle(order)
        names = [f["name"] for f in fields]
        cut = dice.randint(0, len(rows))
        rows = rows.take(pa.array(order, pa.int64())).select(dice.sample(names, len(names)))
        tables[name] = pa.concat_tables([rows.slice(0, cut), rows.slice(cut)])
    return replace(one, contract=contract_of(schemas), tables=tables)


@settings(deadline=None, max_examples=examples(50))
@given(STATES, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_says_nothing(drawn: Any, dice: random.Random) -> None:
    lamps, parts, edits, other_parts = drawn
    old = lamps_of(lamps, parts)
    new = lamps_of(edited(lamps, edits), other_parts)
    assert compare(old, turned(old, dice)).empty
    told = json.loads(as_json(compare(old, new, 3)))
    assert json.loads(as_json(compare(turned(old, dice), turned(new, dice), 3))) == told


def test_nothing_differs_from_itself() -> None:
    one = state(lamps=[lamp(1, price=float("nan")), lamp(2, price=-0.0)])
    other = state(lamps=[lamp(2, price=0.0), lamp(1, price=float("nan"))])
    assert compare(one, one).empty
    assert compare(one, other).empty


def test_a_null_and_an_empty_text_differ() -> None:
    changes = compare(state(lamps=[lamp(1, page=None)]), state(lamps=[lamp(1, page="")]))
    assert table(changes).changed.items[0].cells == (Cell("page", None, ""),)


# --- records ---------------------------------------------------------------------------------


def table(changes: Changes, name: str = "lamps") -> TableChanges:
    return next(t for t in changes.tables if t.table == name)


def test_records_are_told_by_key_with_the_cells_that_changed() -> None:
    old = state(lamps=[lamp(1), lamp(2), lamp(3)])
    new = state(lamps=[lamp(4), lamp(3, watts=60, shade=None), lamp(1)])
    found = table(compare(old, new))
    assert [r.key for r in found.lost.items] == [("lamp-2",)]
    assert [r.cells for r in found.added.items] == [lamp(4)]
    (change,) = found.changed.items
    assert change.key == ("lamp-3",)
    assert change.cells == (Cell("shade", "green", None), Cell("watts", 40, 60))
    assert (found.withdrawn.total, found.reshaped.total) == (0, 0)


def test_a_record_with_a_tombstone_is_withdrawn_and_not_lost() -> None:
    schemas = lamp_schemas() | {"withdrawn": tombstone_schema()}
    old = state(schemas, lamps=[lamp(n) for n in range(4)])
    stones = [
        {"table": "lamps", "record_id": "lamp-1", "reason": "broken"},
        {"table": "parts", "record_id": "lamp-2", "reason": "of another table"},
    ]
    found = table(compare(old, state(schemas, lamps=[lamp(0)], withdrawn=stones)))
    assert [r.key for r in found.withdrawn.items] == [("lamp-1",)]
    assert [r.key for r in found.lost.items] == [("lamp-2",), ("lamp-3",)]
    assert [getattr(r, "tombstone", None) for r in found.withdrawn.items] == [stones[0]]


def test_withdrawn_records_are_told_with_their_own_tombstones_and_applied() -> None:
    schemas = lamp_schemas() | {"withdrawn": tombstone_schema()}
    part = {"lamp_id": "lamp-2", "part": 1, "label": "a", "code": None}
    early = {"table": "lamps", "record_id": "lamp-0", "reason": "gone before"}
    old = state(schemas, lamps=[lamp(n) for n in range(1, 5)], parts=[part], withdrawn=[early])
    stones = [
        {"table": "lamps", "record_id": f"lamp-{n}", "reason": f"reason {n}"} for n in (4, 2, 3)
    ]
    new = state(schemas, lamps=[lamp(1)], withdrawn=[early, *stones])
    changes = compare(old, new)
    told = {r.key[0]: r for r in table(changes).withdrawn.items}
    assert all(isinstance(r, Withdrawal) for r in told.values())
    reasons = {key: r.tombstone["reason"] for key, r in told.items()}  # type: ignore[attr-defined]
    assert reasons == {f"lamp-{n}": f"reason {n}" for n in (2, 3, 4)}
    (gone,) = table(changes, "parts").withdrawn.items
    assert isinstance(gone, Withdrawal)
    assert gone.tombstone is None
    made = apply(old.tables, changes, new.contract)
    assert hashes(made, new) == hashes(dict(new.tables), new)
    back = apply(new.tables, compare(new, old), old.contract)
    assert hashes(back, old) == hashes(dict(old.tables), old)


def test_a_row_that_is_part_of_a_record_needs_no_tombstone() -> None:
    parts = [{"lamp_id": "lamp-1", "part": n, "label": str(n), "code": None} for n in (1, 2)]
    found = table(compare(state(parts=parts), state(parts=parts[:1])), "parts")
    assert [r.key for r in found.withdrawn.items] == [("lamp-1", 2)]
    assert found.lost.total == 0


def test_cells_of_new_fields_are_told_apart_from_corrections() -> None:
    schemas = changed(SCHEMA_EDITS["field added"])
    new = state(schemas, lamps=[lamp(1, weight=2.5), lamp(2), lamp(3, weight=1.5, watts=1)])
    found = table(compare(state(lamps=[lamp(1), lamp(2), lamp(3)]), new))
    assert [c.key for c in found.reshaped.items] == [("lamp-1",)]
    assert [c.key for c in found.changed.items] == [("lamp-3",)]
    assert found.changed.items[0].cells == (Cell("watts", 40, 1), Cell("weight", None, 1.5))


def test_a_renamed_field_keeps_its_cells() -> None:
    schemas = changed(SCHEMA_EDITS["field renamed"])
    rows = [lamp(1, address="a page"), lamp(2, address="elsewhere")]
    new = state(schemas, lamps=[{k: v for k, v in row.items() if k != "page"} for row in rows])
    changes = compare(state(lamps=[lamp(1, page="a page"), lamp(2, page="here")]), new)
    assert [(c.kind, c.field, c.old) for c in changes.schema] == [
        ("field-renamed", "address", "page")
    ]
    (change,) = table(changes).changed.items
    assert change.cells == (Cell("address", "here", "elsewhere"),)


def test_records_that_lost_a_value_come_first() -> None:
    old = state(lamps=[lamp(n) for n in range(5)])
    new = state(lamps=[lamp(n, watts=None if n == 3 else 60) for n in range(5)])
    keys = [c.key[0] for c in table(compare(old, new)).changed.items]
    assert keys == ["lamp-3", "lamp-0", "lamp-1", "lamp-2", "lamp-4"]


def test_a_limit_cuts_lists_and_keeps_counts() -> None:
    old = state(lamps=[lamp(n) for n in range(9)])
    new = state(lamps=[lamp(n, watts=2) for n in range(4, 20)])
    changes = compare(old, new, limit=2)
    found = table(changes)
    assert [(len(x.items), x.total, x.left_out) for x in (found.lost, found.changed, found.added)]\
        == [(2, 4, 2), (2, 5, 3), (2, 11, 9)]  # fmt: skip
    assert not changes.whole
    with pytest.raises(CutShortError):
        apply(old.tables, changes, new.contract)
    with pytest.raises(ValueError, match="limit"):
        compare(old, new, limit=0)


def test_records_that_share_a_key_cannot_be_compared() -> None:
    with pytest.raises(StateError, match="lamps: two rows have the primary key 'lamp-1'"):
        compare(state(), state(lamps=[lamp(1), lamp(2), lamp(1)]))


def test_keys_may_be_null_when_nothing_has_checked_them() -> None:
    old = state(lamps=[lamp(1, lamp_id=None), lamp(2)])
    found = table(compare(old, state(lamps=[lamp(1, lamp_id=None, watts=3)])))
    assert [c.key for c in found.changed.items] == [(None,)]
    assert [r.key for r in found.lost.items] == [("lamp-2",)]


# --- passages --------------------------------------------------------------------------------


def passages(old: list[Row], new: list[Row], limit: int | None = None) -> PassageChanges:
    schemas = {"evidence": evidence_schema()}
    changes = compare(state(schemas, evidence=old), state(schemas, evidence=new), limit)
    assert changes.passages is not None
    return changes.passages


def counts(found: PassageChanges) -> dict[str, int]:
    return {kind: listed.total for kind, listed in found.lists.items() if listed.total}


BEFORE = [passage(1, 0, "a"), passage(2, 20, "b"), passage(3, 40, "c")]


@pytest.mark.parametrize(
    ("after", "told"),
    [
        pytest.param([*BEFORE, passage(4, 60, "d")], {"added": 1}, id="one more"),
        pytest.param(BEFORE[:2], {"dropped": 1}, id="one less"),
        pytest.param(
            [passage(1, 20, "b"), passage(2, 40, "c")],
            {"dropped": 1, "moved": 2},
            id="the first dropped, the others renumbered",
        ),
        pytest.param(
            [passage(1, 0, "new"), *(row | {"part": row["part"] + 1} for row in BEFORE)],
            {"added": 1, "moved": 3},
            id="one before the others",
        ),
        pytest.param(
            [row | {"start": row["start"] + 7, "end": row["end"] + 7} for row in BEFORE],
            {"moved": 3},
            id="moved in the text",
        ),
        pytest.param([*BEFORE[:2], passage(3, 40, "c", role="repeats")], {"altered": 1}, id="role"),
        pytest.param([*BEFORE[:2], passage(3, 40, "c", note="new")], {"altered": 1}, id="note"),
        pytest.param([*BEFORE[:2], passage(3, 40, "cc")], {"dropped": 1, "added": 1}, id="recut"),
        pytest.param(
            [*BEFORE[:2], passage(1, 40, "c", record_id="quote-2")],
            {"dropped": 1, "added": 1},
            id="of another record",
        ),
        pytest.param([], {"dropped": 3}, id="all gone"),
    ],
)
def test_evidence_is_told_by_passage(after: list[Row], told: dict[str, int]) -> None:
    assert counts(passages(BEFORE, after)) == told


def test_passages_with_the_same_text_are_matched_in_order() -> None:
    old = [passage(1, 0, "a"), passage(2, 50, "a")]
    new = [passage(1, 50, "a"), passage(2, 0, "a")]
    moved = passages(old, new).moved.items
    assert [[(c.field, c.old, c.new) for c in m.cells] for m in moved] == [
        [("part", 2, 1)],
        [("part", 1, 2)],
    ]


def test_passage_changes_say_which_cells() -> None:
    new = [passage(1, 5, "a", note="told twice"), *BEFORE[1:]]
    (change,) = passages(BEFORE, new).altered.items
    assert (change.table, change.record_id, change.article_id, change.part) == (
        "quotes", "quote-1", "gazette-one", 1,
    )  # fmt: skip
    assert change.cells == (Cell("end", 10, 15), Cell("note", None, "told twice"),
                            Cell("start", 0, 5))  # fmt: skip


def test_lists_of_passages_are_cut_too() -> None:
    found = passages([], [passage(n, n * 20, f"a{n}") for n in range(1, 9)], limit=3)
    assert [p.part for p in found.added.items] == [1, 2, 3]
    assert (found.added.total, found.added.left_out) == (8, 5)


# --- contract, words, files ------------------------------------------------------------------


def test_the_words_of_the_package_are_compared() -> None:
    old, new = state(words={"title": "Lamps"}), state(words={"title": "Lamps", "keywords": ["a"]})
    (change,) = compare(old, new).schema
    assert (change.kind, change.table, change.what, change.new) == (
        "described", None, "keywords", '["a"]',
    )  # fmt: skip


def test_files_that_differ_in_bytes_only_are_told_as_such() -> None:
    old = state(lamps=[lamp(1)], files={
        "data/lamps.csv": StateFile("lamps", "1"), "data/lamps.parquet": StateFile("lamps", "2"),
        "data/parts.csv": StateFile("parts", "3"), "data/parts.xml": StateFile("parts", "4"),
    })  # fmt: skip
    new = state(lamps=[lamp(1)], files={
        "data/lamps.csv": StateFile("lamps", "1"), "data/lamps.parquet": StateFile("lamps", "5"),
        "data/parts.csv": StateFile("parts", "3"), "data/parts.json": StateFile("parts", "6"),
    })  # fmt: skip
    assert [(f.kind, f.path) for f in compare(old, new).files] == [
        ("format", "data/lamps.parquet"),
        ("added", "data/parts.json"),
        ("removed", "data/parts.xml"),
    ]
    files = compare(old, replace(new, tables=state(lamps=[lamp(2)]).tables)).files
    assert "data/lamps.parquet" not in [f.path for f in files]


@pytest.mark.medium
def test_two_hundred_thousand_rows() -> None:
    """Not timed; keys of several columns, every kind of change, lists cut short."""
    count = 200_000
    schemas = {"evidence": evidence_schema()}
    contract = contract_of(schemas)
    numbers = pa.array(range(count), pa.int64())
    texts = pa.array([f"record-{n // 3}" for n in range(count)])
    columns = {
        "table": pa.array(["quotes"] * count), "record_id": texts, "article_id": texts,
        "part": numbers, "start": numbers, "end": numbers, "word_count": numbers,
        "selector": texts, "sha256": pa.array([f"{n:064}" for n in range(count)]),
        "role": pa.array(["states"] * count), "note": pa.nulls(count, pa.string()),
    }  # fmt: skip
    rows = pa.table(columns)
    moved = rows.set_column(4, "start", pa.array(range(1, count + 1))).slice(10)
    old = State("old", "1.0.0", contract, {"evidence": rows})
    changes = compare(old, State("new", "1.0.0", contract, {"evidence": moved}), 50)
    assert changes.passages is not None
    assert counts(changes.passages) == {"dropped": 10, "moved": count - 10}
    assert len(changes.passages.moved.items) == 50

"""Random edit scripts on rows and contract together: what they did is told, all of it, once.

Catches what single edits do not show: a field that is renamed while its cells change, a record
that is withdrawn with its passages, a key that is renamed in a table that loses columns, a list
that is cut short and then decides otherwise, and differences made up by order.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from lamp_states import (
    Json,
    Row,
    a_category,
    a_field,
    evidence_schema,
    lamp_schemas,
    passage,
    rows_of,
    tombstone_schema,
)
from test_changes import hashes

from outsourced_care.contract import Contract
from outsourced_care.diff.change_reports import as_json
from outsourced_care.diff.changes import Changes
from outsourced_care.diff.compare_states import apply, compare
from outsourced_care.diff.states import State
from outsourced_care.diff.version_rules import verdict
from outsourced_care.schema_files import load_contract

pytestmark = pytest.mark.medium

TEXTS = st.sampled_from(["", "soup", "Soup", "NA", "a\nb", "\u202esoup", "br\u00fbl\u00e9e", "1"])
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXTS,
    "integer": st.sampled_from([1, 2**53 + 1, -(2**63)]),
    "number": st.sampled_from([0.0, -0.0, 0.1, float("nan"), float("inf")]),
    "date": st.sampled_from([dt.date(1, 1, 1), dt.date(9999, 12, 31)]),
    "boolean": st.booleans(),
}
FREE = ("shade", "watts", "price", "sold", "lit", "page", "new_1", "new_2", "old")
NUMBERS = st.integers(0, 5)
Draw = Callable[[st.SearchStrategy[Any]], Any]


def contract_of(schemas: Mapping[str, Json]) -> Contract:
    """The contract of some schemas, not checked: that takes longer than the tests."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in schemas.items():
            Path(folder, f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        return load_contract(Path(folder))


def turned(one: State, dice: random.Random) -> State:
    """The same state with rows, fields, columns and chunks in another order."""
    schemas, tables = {}, {}
    for name, table in one.contract.items():
        fields = dice.sample([f.declared for f in table.fields], len(table.fields))
        schemas[name] = {**table.declared, "fields": fields}
        rows, cut = one.tables[name], dice.randint(0, len(one.tables[name]))
        rows = rows.take(pa.array(dice.sample(range(len(rows)), len(rows)), pa.int64()))
        rows = rows.select([f["name"] for f in fields])
        tables[name] = pa.concat_tables([rows.slice(0, cut), rows.slice(cut)])
    return replace(one, contract=contract_of(schemas), tables=tables)


class Draft:
    """Schemas and rows that a script edits."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.schemas: dict[str, Json] = lamp_schemas() | {
            "withdrawn": tombstone_schema(), "evidence": evidence_schema(),
        }  # fmt: skip
        self.rows: dict[str, list[Row]] = {name: [] for name in self.schemas}

    def copied(self) -> Draft:
        other = copy.copy(self)
        other.schemas, other.rows = copy.deepcopy(self.schemas), copy.deepcopy(self.rows)
        return other

    def state(self) -> State:
        contract = contract_of(self.schemas)
        rows = {name: rows_of(table, self.rows[name]) for name, table in contract.items()}
        return State("a state", "0.3.0", contract, rows)

    @property
    def key(self) -> str:
        """What the lamps' key is called now."""
        name: str = self.schemas["lamps"]["primaryKey"][0]
        return name

    def fields(self) -> list[Json]:
        """The lamps' fields that a script may take away."""
        return [f for f in self.schemas["lamps"]["fields"] if f["name"] in FREE]

    def cell(self, field: Json) -> Any:
        return self.draw(st.none() | CELLS[field["type"]])

    # --- rows

    def put_lamp(self) -> None:
        fields = self.schemas["lamps"]["fields"]
        cells = {f["name"]: self.cell(f) for f in fields}
        self.drop_lamp(cells | {self.key: f"lamp-{self.draw(NUMBERS)}"})

    def drop_lamp(self, instead: Row | None = None) -> str:
        key = instead[self.key] if instead else f"lamp-{self.draw(NUMBERS)}"
        kept = [row for row in self.rows["lamps"] if row[self.key] != key]
        self.rows["lamps"] = [*kept, *([instead] if instead else [])]
        return str(key)

    def withdraw_lamp(self) -> None:
        key = self.drop_lamp()
        if key not in [row["record_id"] for row in self.rows["withdrawn"]]:
            stone = {"table": "lamps", "record_id": key, "reason": self.draw(TEXTS)}
            self.rows["withdrawn"].append(stone)
        self.rows["evidence"] = [r for r in self.rows["evidence"] if r["record_id"] != key]

    def set_cell(self) -> None:
        if self.rows["lamps"] and self.fields():
            field = self.draw(st.sampled_from(self.fields()))
            self.draw(st.sampled_from(self.rows["lamps"]))[field["name"]] = self.cell(field)

    def put_part(self) -> None:
        part = {"lamp_id": f"lamp-{self.draw(NUMBERS)}", "part": self.draw(NUMBERS)}
        others = [r for r in self.rows.get("parts", []) if not part.items() <= r.items()]
        if "parts" in self.schemas:
            row = part | {"label": self.draw(TEXTS), "code": self.draw(st.none() | TEXTS)}
            self.rows["parts"] = [*others, row]

    def drop_part(self) -> None:
        if self.rows.get("parts"):
            self.rows["parts"].pop(self.draw(st.integers(0, len(self.rows["parts"]) - 1)))

    # --- evidence

    def put_passage(self) -> None:
        record, text = f"lamp-{self.draw(NUMBERS)}", self.draw(st.sampled_from("abc"))
        own = [r["part"] for r in self.rows["evidence"] if r["record_id"] == record]
        row = passage(max(own, default=0) + 1, self.draw(NUMBERS), text, record_id=record)
        self.rows["evidence"].append(row)

    def drop_passage(self) -> None:
        """Drop a passage; those after it move up."""
        if self.rows["evidence"]:
            gone = self.draw(st.sampled_from(self.rows["evidence"]))
            self.rows["evidence"].remove(gone)
            for row in self.rows["evidence"]:
                if row["record_id"] == gone["record_id"] and row["part"] > gone["part"]:
                    row["part"] -= 1

    def say_otherwise(self) -> None:
        if self.rows["evidence"]:
            row = self.draw(st.sampled_from(self.rows["evidence"]))
            row[self.draw(st.sampled_from(["selector", "note"]))] = self.draw(st.none() | TEXTS)

    # --- contract

    def add_field(self) -> None:
        name = self.draw(st.sampled_from(["new_1", "new_2", "page"]))
        if name not in [f["name"] for f in self.schemas["lamps"]["fields"]]:
            field = a_field(name, self.draw(st.sampled_from(sorted(CELLS))))
            self.schemas["lamps"]["fields"].append(field)
            for row in self.rows["lamps"]:
                row[name] = self.cell(field)

    def remove_field(self) -> None:
        if self.fields():
            field = self.draw(st.sampled_from(self.fields()))
            self.schemas["lamps"]["fields"].remove(field)
            for row in self.rows["lamps"]:
                del row[field["name"]]

    def rename_field(self) -> None:
        free = sorted({"old", "new_1"} - {f["name"] for f in self.schemas["lamps"]["fields"]})
        if self.fields() and free:
            field = self.draw(st.sampled_from(self.fields()))
            name = self.draw(st.sampled_from(free))
            for row in self.rows["lamps"]:
                row[name] = row.pop(field["name"])
            field["name"] = name

    def retype_field(self) -> None:
        if self.fields():
            field = self.draw(st.sampled_from(self.fields()))
            kept = {k: field[k] for k in ("name", "title", "description", "origin")}
            field.clear()
            field.update(kept, type=self.draw(st.sampled_from(sorted(CELLS))))
            for row in self.rows["lamps"]:
                row[field["name"]] = self.cell(field)

    def rename_key(self) -> None:
        was, now = self.key, {"lamp_id": "id", "id": "lamp_id"}[self.key]
        next(f for f in self.schemas["lamps"]["fields"] if f["name"] == was)["name"] = now
        self.schemas["lamps"]["primaryKey"] = [now]
        for row in self.rows["lamps"]:
            row[now] = row.pop(was)
        if "parts" in self.schemas:
            self.schemas["parts"]["foreignKeys"][0]["reference"]["fields"] = [now]

    def add_value(self) -> None:
        for field in self.fields():
            if "categories" in field:
                field["categories"] = [*field["categories"][:2], a_category("red")]

    def turn_fields(self) -> None:
        self.schemas["lamps"]["fields"].reverse()

    def remove_table(self) -> None:
        self.schemas.pop("parts", None)
        self.rows.pop("parts", None)


Edit = Callable[[Draft], object]
ROWS: tuple[Edit, ...] = (Draft.put_lamp, Draft.put_part, Draft.put_passage)
EDITS: tuple[Edit, ...] = (
    *ROWS, Draft.drop_lamp, Draft.withdraw_lamp, Draft.set_cell, Draft.drop_part,
    Draft.drop_passage, Draft.say_otherwise, Draft.add_field, Draft.remove_field,
    Draft.rename_field, Draft.retype_field, Draft.rename_key, Draft.add_value, Draft.turn_fields,
    Draft.remove_table,
)  # fmt: skip


def drawn(data: st.DataObject) -> tuple[State, State]:
    """A state with some rows, and what a script makes of it."""
    draft = Draft(data.draw)
    for put in data.draw(st.lists(st.sampled_from(ROWS), max_size=8)):
        put(draft)
    after = draft.copied()
    for edit in data.draw(st.lists(st.sampled_from(EDITS), max_size=8)):
        edit(after)
    return draft.state(), after.state()


def totals(changes: Changes) -> list[object]:
    """Everything but what is listed."""
    tables = [(t.table, t.key, [x.total for x in t.lists]) for t in changes.tables]
    lists = changes.passages.lists.values() if changes.passages else ()
    return [changes.schema, tables, [x.total for x in lists], changes.files]


@settings(deadline=None, max_examples=examples(100))
@given(st.data())
def test_what_a_script_did_is_told_whole_in_both_directions(data: st.DataObject) -> None:
    old, new = drawn(data)
    for one, other in ((old, new), (new, old)):
        changes = compare(one, other)
        made = apply(one.tables, changes, other.contract)
        assert hashes(made, other) == hashes(dict(other.tables), other)
        assert compare(one, one).empty


@settings(deadline=None, max_examples=examples(50))
@given(st.data(), st.randoms(use_true_random=False))
def test_order_says_nothing_whatever_was_edited(data: st.DataObject, dice: random.Random) -> None:
    old, new = drawn(data)
    told = json.loads(as_json(compare(old, new)))
    assert json.loads(as_json(compare(turned(old, dice), turned(new, dice)))) == told


@settings(deadline=None, max_examples=examples(50))
@given(st.data(), st.integers(1, 3))
def test_what_is_cut_short_is_counted_and_judged_all_the_same(
    data: st.DataObject, limit: int
) -> None:
    old, new = drawn(data)
    whole, cut = compare(old, new), compare(old, new, limit)
    assert totals(cut) == totals(whole)
    assert verdict(cut) == verdict(whole)


@settings(deadline=None, max_examples=examples(50))
@given(st.data())
def test_every_passage_that_came_or_went_is_counted_once(data: st.DataObject) -> None:
    old, new = drawn(data)
    found = compare(old, new).passages
    counts = {kind: x.total for kind, x in found.lists.items()} if found else {}
    was, now = (len(state.tables["evidence"]) for state in (old, new))
    assert was - counts.get("dropped", 0) == now - counts.get("added", 0)
    assert counts.get("moved", 0) + counts.get("altered", 0) <= now - counts.get("added", 0)

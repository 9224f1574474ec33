"""The schema files make one contract, and every form of it means the same.

Catches columns without words, types that do not compile, vocabularies lost on the way to the
descriptor, Pandera schemas that refuse the good frames of their backend or pass wrong ones, and
broken schema files that end in a traceback instead of a finding.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd
import pandera.pandas as pap
import pyarrow as pa
import pytest
from conftest import some
from frictionless import Schema

from outsourced_care.content import read_parquet
from outsourced_care.contract import EDTF, TYPES, Deprecated, Table, curated
from outsourced_care.descriptor_contract import schemas_in
from outsourced_care.dictionary import dictionary
from outsourced_care.judging import arrow_frame
from outsourced_care.schema_files import ContractError, check_contract, read_contract
from outsourced_care.validation import pandera_schema

if TYPE_CHECKING:
    from conftest import Project

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
CONTRACT = read_contract(SCHEMAS)
TABLES = pytest.mark.parametrize("table", CONTRACT.values(), ids=CONTRACT)
MAIN = ["articles", "quotes", "events", "organisations", "proposals"]
Backend = Literal["pandas", "arrow"]
Json = dict[str, Any]


# --- the contract ----------------------------------------------------------------------------


def test_thirteen_tables_the_five_main_ones_first() -> None:
    assert list(CONTRACT)[:5] == MAIN
    assert len(CONTRACT) == 13
    assert [t.name for t in CONTRACT.values() if t.main] == MAIN
    assert [t.position for t in CONTRACT.values()] == list(range(1, 14))
    own = {p.name for p in SCHEMAS.iterdir() if not p.name.endswith(".schema.json")}
    assert {f"{name}.json" for name in CONTRACT} == own


@TABLES
def test_every_column_and_value_is_described(table: Table) -> None:
    assert table.title.strip()
    assert table.description.strip()
    for field in table.fields:
        assert field.title.strip(), field.name
        assert field.description.strip(), field.name
        assert field.origin in ("curated", "extracted", "derived")
        for category in field.categories:
            assert category.label.strip(), category.value
            assert category.description.strip(), category.value
        assert len(set(field.values)) == len(field.values), field.name


@TABLES
def test_types_compile_to_arrow(table: Table) -> None:
    schema = table.to_arrow()
    assert tuple(schema.names) == table.names
    for field in table.fields:
        assert schema.field(field.name).type == TYPES[field.type].arrow
        assert schema.field(field.name).nullable is not field.required


@TABLES
def test_keys_identify_rows_and_references_lead_to_keys(table: Table) -> None:
    assert set(table.primary_key) <= set(table.names)
    assert all(table[name].required for name in table.primary_key)
    assert table.keys[0] == table.primary_key
    for key in table.foreign_keys:
        assert key.reference in CONTRACT[key.resource].keys
        for own, other in zip(key.fields, key.reference, strict=True):
            assert table[own].type == CONTRACT[key.resource][other].type
    for field in table.fields:
        if field.lookup:
            goal = CONTRACT[field.lookup.resource].primary_key
            leading = [k for k in table.foreign_keys if k.fields == (field.lookup.by,)]
            assert [k.reference for k in leading] == [goal]
        if field.bound:
            assert (field.type, table[field.bound.of].edtf) == ("date", True)


def test_a_column_is_found_by_its_name() -> None:
    assert CONTRACT["quotes"]["cue"].name == "cue"
    with pytest.raises(KeyError):
        CONTRACT["quotes"]["lantern"]
    with pytest.raises(KeyError):
        CONTRACT["lanterns"]


def test_curated_columns_are_those_that_a_person_types() -> None:
    names = [f.name for f in curated(CONTRACT["evidence"])]
    assert names == ["selector", "role", "note"]


@TABLES
def test_the_descriptor_has_vocabularies_as_enum(table: Table) -> None:
    shown = table.to_frictionless()
    assert [f["name"] for f in shown["fields"]] == list(table.names)
    for field, column in zip(table.fields, shown["fields"], strict=True):
        assert "vocabulary" not in column
        assert [c["value"] for c in column.get("categories", [])] == list(field.values)
        assert column.get("constraints", {}).get("enum", []) == list(field.values)
        assert all(c["label"] and c["description"] for c in column.get("categories", []))
        assert column["description"] == field.description
        assert column["origin"] == field.origin
    assert shown["primaryKey"] == list(table.primary_key)
    assert list(Schema.validate_descriptor(shown).errors) == []


def test_a_vocabulary_of_another_column_is_resolved() -> None:
    borrowed, own = CONTRACT["proposal_terms"]["aspect"], CONTRACT["positions"]["aspect"]
    assert borrowed.declared["vocabulary"] == "positions.aspect"
    assert borrowed.categories == own.categories != ()


def test_making_the_descriptor_leaves_the_contract_as_it_is() -> None:
    before = json.dumps([t.declared for t in CONTRACT.values()])
    first = json.dumps([t.to_frictionless() for t in CONTRACT.values()])
    assert json.dumps([t.to_frictionless() for t in CONTRACT.values()]) == first
    assert json.dumps([t.declared for t in CONTRACT.values()]) == before


# --- Pandera schemas -------------------------------------------------------------------------


@pytest.fixture(scope="session")
def tables(built_project: Project) -> dict[str, pa.Table]:
    """The tables of the fictional project, as they are published."""
    files = {name: built_project.root / f"data/{name}.parquet" for name in CONTRACT}
    return {n: read_parquet(f.read_bytes(), CONTRACT[n]) for n, f in files.items()}


def own_types(rows: pa.Table, table: Table) -> pd.DataFrame:
    """The rows in pandas' own types, as analysts load them."""
    columns = {}
    for field in table.fields:
        dtype: Any = TYPES[field.type].pandas
        if field.categories:
            dtype = pd.CategoricalDtype(list(field.values))
        columns[field.name] = pd.Series(rows[field.name].to_pylist(), dtype=dtype)
    return pd.DataFrame(columns)


def frame(rows: pa.Table, table: Table, backend: Backend) -> pd.DataFrame:
    return own_types(rows, table) if backend == "pandas" else arrow_frame(rows)


BACKENDS = pytest.mark.parametrize("backend", ["pandas", "arrow"])
Frames = dict[Backend, dict[str, pd.DataFrame]]


@pytest.fixture(scope="session")
def frames(tables: dict[str, pa.Table]) -> Frames:
    """The frames of the fictional project, by backend; no schema changes them."""
    return {
        backend: {name: frame(rows, CONTRACT[name], backend) for name, rows in tables.items()}
        for backend in get_args(Backend)
    }


@TABLES
@BACKENDS
def test_good_frames_are_valid(frames: Frames, table: Table, backend: Backend) -> None:
    good = frames[backend][table.name]
    before = good.copy()
    pd.testing.assert_frame_equal(
        pandera_schema(table, CONTRACT, backend=backend).validate(good, lazy=True), before
    )
    pandera_schema(table, CONTRACT, frames[backend], backend).validate(good, lazy=True)


@TABLES
@BACKENDS
def test_frames_without_rows_are_valid(table: Table, backend: Backend) -> None:
    nothing = frame(table.to_arrow().empty_table(), table, backend)
    pandera_schema(table, CONTRACT, backend=backend).validate(nothing, lazy=True)


def of_wrong_type(table: Table, frame: pd.DataFrame, backend: Backend) -> set[str]:
    """The columns whose type a schema refuses."""
    try:
        pandera_schema(table, CONTRACT, backend=backend).validate(frame, lazy=True)
    except pap.errors.SchemaErrors as errors:
        checks = {str(check) for check in errors.failure_cases["check"]}
        return {name for name in table.names if f"{name}: type" in checks}
    return set()


WRONG_OWN_TYPES = {
    "string": ["object", "Int64", "category", "datetime64[ms]"],
    "integer": ["int64", "Float64", "float64", "Int32", "UInt64", "str", "object"],
    "number": ["float64", "Float32", "Int64", "str", "object"],
    "date": ["datetime64[ns]", "datetime64[s]", "str", "object"],
    "boolean": ["bool", "Int64", "str", "object"],
}
WRONG_ARROW_TYPES = {
    "string": [pa.large_string(), pa.int64(), pa.binary()],
    "integer": [pa.int32(), pa.float64(), pa.string(), pa.uint64()],
    "number": [pa.float32(), pa.int64(), pa.string()],
    "date": [pa.timestamp("ms"), pa.date64(), pa.string()],
    "boolean": [pa.int64(), pa.string()],
}
SAMPLE: dict[str, tuple[str, str]] = {  # a column of each type; its first cell is given
    "string": ("people", "name"),
    "integer": ("quotes", "word_count"),
    "number": ("proposal_terms", "quantity"),
    "date": ("articles", "published_from"),
    "boolean": ("accounts", "preferred"),
}


def test_every_type_is_tested() -> None:
    assert set(SAMPLE) == set(WRONG_OWN_TYPES) == set(WRONG_ARROW_TYPES) == set(TYPES)
    assert all(CONTRACT[t][f].type == kind for kind, (t, f) in SAMPLE.items())


@pytest.mark.parametrize(
    ("kind", "dtype"), some(((k, d) for k, several in WRONG_OWN_TYPES.items() for d in several), 2)
)
def test_other_types_of_pandas_are_refused(
    tables: dict[str, pa.Table], kind: str, dtype: str
) -> None:
    name, column = SAMPLE[kind]
    good = own_types(tables[name], CONTRACT[name])
    cells = good[column]
    if kind == "string" and dtype != "object":
        cells = pd.Series(range(len(good)))
    bad = good.assign(**{column: pd.Series(cells, dtype=pd.api.types.pandas_dtype(dtype))})
    assert str(good[column].dtype) == TYPES[kind].pandas
    assert of_wrong_type(CONTRACT[name], bad, "pandas") == {column}


@pytest.mark.parametrize(
    ("kind", "dtype"),
    some(((k, d) for k, several in WRONG_ARROW_TYPES.items() for d in several), 2),
    ids=str,
)
def test_other_types_of_arrow_are_refused(
    tables: dict[str, pa.Table], kind: str, dtype: pa.DataType
) -> None:
    name, column = SAMPLE[kind]
    good = arrow_frame(tables[name])
    cells = pd.Series([None] * len(good), dtype=pd.ArrowDtype(dtype))
    bad = good.assign(**{column: cells})
    assert of_wrong_type(CONTRACT[name], bad, "arrow") == {column}


@pytest.mark.parametrize("backend", ["pandas", "arrow"])
def test_types_of_the_other_backend_are_refused(
    tables: dict[str, pa.Table], backend: Backend
) -> None:
    table = CONTRACT["quotes"]
    other: Backend = "arrow" if backend == "pandas" else "pandas"
    bad = frame(tables["quotes"], table, other)
    assert of_wrong_type(table, bad, backend) == set(table.names)


@pytest.mark.medium
@TABLES
def test_categories_are_exactly_the_declared_values(
    tables: dict[str, pa.Table], table: Table
) -> None:
    good = own_types(tables[table.name], table)
    closed = [f for f in table.fields if f.categories]
    last = {f.name: f.values[-1] for f in closed}
    for wrong in (
        {n: good[n].cat.add_categories(["lantern"]) for n in last},
        {n: good[n].cat.remove_categories([value]) for n, value in last.items()},
        {n: good[n].cat.as_ordered() for n in last},
        {n: good[n].astype("str") for n in last},
    ):
        assert of_wrong_type(table, good.assign(**wrong), "pandas") == set(last)


@dataclass(frozen=True)
class Wrong:
    """A cell put into the first row of a table, which both backends refuse."""

    table: str
    column: str
    cell: object


WRONG = [
    Wrong("people", "name", None),
    Wrong("people", "name", ""),
    Wrong("people", "name", "=lamps"),
    Wrong("people", "name", "lamps "),
    Wrong("people", "name", "lamps\noil"),
    Wrong("people", "name", "lamps\n"),
    Wrong("people", "person_id", "odo-quill\n"),
    Wrong("people", "person_id", "Odo Quill"),
    Wrong("quotes", "kind", None),
    Wrong("quotes", "word_count", 0),
    Wrong("quotes", "sequence", None),
    Wrong("proposal_terms", "quantity", -1.0),
    Wrong("articles", "url", "javascript:lamps"),
    Wrong("articles", "published", "2031-13"),
    Wrong("articles", "published_from", pd.Timestamp("2031-03-03")),
    Wrong("articles", "published_to", None),
    Wrong("articles", "language", "English"),
    Wrong("accounts", "preferred", None),
]


@BACKENDS
@pytest.mark.parametrize("wrong", some(WRONG, 2), ids=str)
def test_wrong_cells_are_refused(
    tables: dict[str, pa.Table], wrong: Wrong, backend: Backend
) -> None:
    table = CONTRACT[wrong.table]
    bad = frame(tables[wrong.table], table, backend)
    cells: list[Any] = bad[wrong.column].tolist()
    cells[0] = wrong.cell
    bad[wrong.column] = pd.Series(cells, dtype=bad[wrong.column].dtype)
    schema = pandera_schema(table, CONTRACT, backend=backend)
    with pytest.raises(pap.errors.SchemaErrors) as caught:
        schema.validate(bad, lazy=True)
    cases = caught.value.failure_cases
    checks = {str(check).partition(":")[0] for check in cases["check"]}
    assert wrong.column in {*cases["column"], *checks}


@BACKENDS
def test_whole_rows_are_judged(tables: dict[str, pa.Table], backend: Backend) -> None:
    people = CONTRACT["people"]
    schema = pandera_schema(people, CONTRACT, backend=backend)
    good = frame(tables["people"], people, backend)
    for bad in (
        pd.concat([good, good.head(1)], ignore_index=True),
        good.drop(columns="name"),
        good.assign(lamps=good["name"]),
    ):
        with pytest.raises(pap.errors.SchemaErrors):
            schema.validate(bad, lazy=True)


@BACKENDS
def test_references_are_judged_where_the_other_table_is_at_hand(
    tables: dict[str, pa.Table], backend: Backend
) -> None:
    names = CONTRACT["organisation_names"]
    good = frame(tables["organisation_names"], names, backend)
    bodies = frame(tables["organisations"], CONTRACT["organisations"], backend)
    others = {"organisations": bodies.iloc[1:].reset_index(drop=True)}
    pandera_schema(names, CONTRACT, backend=backend).validate(good, lazy=True)
    with pytest.raises(pap.errors.SchemaErrors) as caught:
        pandera_schema(names, CONTRACT, others, backend).validate(good, lazy=True)
    assert set(caught.value.failure_cases["check"]) == {"organisation_id: reference"}


# --- fields that will go ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "told"),
    [
        (None, "nothing takes its place."),
        ("person_id", "use `person_id`."),
        ("quotes.speaker", "use `quotes.speaker`."),
    ],
)
def test_a_field_that_will_go_says_so_wherever_it_is_described(
    schemas: Path, use: str | None, told: str
) -> None:
    going = GOING | ({"use": use} if use else {})
    path = schemas / "people.json"
    schema = json.loads(path.read_bytes())
    column(schema, "name").update(deprecated=going)
    path.write_text(json.dumps(schema), "utf-8")
    contract = read_contract(schemas)
    field = contract["people"]["name"]
    assert field.deprecated == Deprecated("0.2.0", use, "1.0.0")
    assert contract["people"]["person_id"].deprecated is None
    assert field.to_frictionless()["deprecated"] == going
    (line,) = [x for x in dictionary(contract).splitlines() if "Deprecated" in x]
    assert line.startswith("| `name` |")
    assert f"**Deprecated** since 0.2.0, goes in 1.0.0; {told}" in line


def test_a_replacement_in_a_table_that_an_export_left_out_is_left_out() -> None:
    people = CONTRACT["people"].to_frictionless()
    fields = [dict(f, deprecated={**GOING, "use": "quotes.speaker"}) for f in people["fields"][1:]]
    people = {**people, "fields": [*people["fields"][:1], *fields]}
    resources = [{"name": "people", "schema": people}]
    alone = check_contract(schemas_in({"resources": resources}))
    assert alone["people"]["name"].deprecated == Deprecated("0.2.0", None, "1.0.0")
    resources.append({"name": "quotes", "schema": CONTRACT["quotes"].to_frictionless()})
    both = schemas_in({"resources": resources})
    assert column(both["people"], "name")["deprecated"]["use"] == "quotes.speaker"


# --- broken schema files ---------------------------------------------------------------------


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A copy of the schema files, to be broken."""
    return shutil.copytree(SCHEMAS, tmp_path / "schemas")


def column(schema: Json, name: str) -> Json:
    return next(f for f in schema["fields"] if f["name"] == name)


Edit = Callable[[Json], object]


def put(name: str, **properties: object) -> Edit:
    return lambda schema: column(schema, name).update(properties)


def constrained(name: str, **constraints: object) -> Edit:
    return lambda schema: column(schema, name).setdefault("constraints", {}).update(constraints)


def top(**properties: object) -> Edit:
    return lambda schema: schema.update(properties)


def lost(name: str, key: str) -> Edit:
    return lambda schema: column(schema, name).pop(key)


def inside(name: str, key: str, **properties: object) -> Edit:
    return lambda schema: column(schema, name)[key].update(properties)


def referring(fields: list[str]) -> Edit:
    """Other columns of the first foreign key."""
    return lambda schema: schema["foreignKeys"][0].update(fields=fields)


def referred(**reference: object) -> Edit:
    """Another goal of the first foreign key."""
    return lambda schema: schema["foreignKeys"][0]["reference"].update(reference)


GOING = {"since": "0.2.0", "remove_in": "1.0.0"}

BROKEN: dict[str, tuple[str, Edit, tuple[str, ...]]] = {  # what one finding must name
    "another name": ("people", top(name="keepers"), ("'keepers', but the file is people.json",)),
    "no name": ("people", lambda s: s.pop("name"), ("name",)),
    "no title": ("people", lambda s: s.pop("title"), ("title",)),
    "no description": ("people", lambda s: s.pop("description"), ("description",)),
    "no primary key": ("people", lambda s: s.pop("primaryKey"), ("primaryKey",)),
    "a primary key as text": ("people", top(primaryKey="person_id"), ("primaryKey", "person_id")),
    "no position": ("people", lambda s: s.pop("position"), ("position",)),
    "main as text": ("people", top(main="no"), ("main", "'no'")),
    "fields by name": ("people", top(fields={}), ("fields",)),
    "a field as text": ("people", lambda s: s["fields"].append("x"), ("field", "'x'")),
    "a field without a name": ("people", lambda s: s["fields"].append({}), ("field", "name")),
    "a field twice": ("people", lambda s: s["fields"].append(s["fields"][1]), ("“name”", "twice")),
    "an unknown type": ("people", put("name", type="text"), ("“name”", "'text'", "integer")),
    "a type of the standard": ("people", put("name", type="year"), ("“name”", "'year'")),
    "no type": ("people", lost("name", "type"), ("“name”", "type")),
    "no title of a field": ("people", lost("name", "title"), ("“name”", "title")),
    "no description of a field": ("people", lost("name", "description"), ("“name”", "description")),
    "an empty description": ("people", put("name", description=""), ("“name”", "description")),
    "no origin": ("people", lost("name", "origin"), ("“name”", "origin")),
    "an unknown origin": ("people", put("name", origin="found"), ("“name”", "'found'", "curated")),
    "an unknown property": ("people", put("name", colour="red"), ("“name”", "colour")),
    "a misspelt property": ("people", put("name", lookups={}), ("“name”", "lookups")),
    "an unknown constraint": ("people", constrained("name", maxLength=9), ("“name”", "maxLength")),
    "a misspelt constraint": ("people", constrained("name", patern="a"), ("“name”", "patern")),
    "required as text": (
        "people",
        constrained("name", required="yes"),
        ("“name”", "required", "'yes'"),
    ),
    "a pattern as number": ("people", constrained("name", pattern=4), ("“name”", "pattern", "4")),
    "constraints as list": (
        "people",
        put("name", constraints=["required"]),
        ("“name”", "constraints"),
    ),
    "an unknown format": ("articles", put("url", format="address"), ("“url”", "'address'")),
    "a category without description": (
        "participants",
        lambda s: column(s, "role")["categories"][1].pop("description"),
        ("“role”", "description"),
    ),
    "a category without label": (
        "participants",
        lambda s: column(s, "role")["categories"][0].update(label=""),
        ("“role”", "label"),
    ),
    "a category as text": (
        "participants",
        lambda s: column(s, "role")["categories"].insert(0, "lamp"),
        ("“role”", "'lamp'"),
    ),
    "a lookup with too much": (
        "articles",
        inside("publisher", "lookup", colour="red"),
        ("“publisher”", "lookup", "colour"),
    ),
    "a lookup as text": ("articles", put("publisher", lookup="name"), ("“publisher”", "lookup")),
    "a bound with too little": (
        "articles",
        put("published_to", bound={"of": "published"}),
        ("“published_to”", "bound", "end"),
    ),
    "a primary key of no column": (
        "people",
        top(primaryKey=["lamp_id"]),
        ("the primary key names 'lamp_id', which is no column of people",),
    ),
    "a unique key of no column": (
        "quotes",
        top(uniqueKeys=[["article_id", "lamp"]]),
        ("a unique key names 'lamp', which is no column of quotes",),
    ),
    "a foreign key of no column": (
        "accounts",
        referring(["lamp"]),
        ("a foreign key names 'lamp', which is no column of accounts",),
    ),
    "a foreign key to no table": (
        "accounts",
        referred(resource="lamps"),
        ("a foreign key names the table 'lamps', which has no schema",),
    ),
    "a foreign key to no column": (
        "accounts",
        referred(fields=["lamp"]),
        ("a foreign key names 'lamp', which is no column of articles",),
    ),
    "a foreign key as text": (
        "accounts",
        top(foreignKeys=["article_id"]),
        ("foreignKeys", "'article_id'"),
    ),
    "a foreign key without lists": (
        "accounts",
        lambda s: s["foreignKeys"][0].update(fields="article_id"),
        ("foreignKeys", "fields", "'article_id'"),
    ),
    "a lookup by no column": (
        "articles",
        inside("publisher", "lookup", by="lamp"),
        ("the lookup of publisher names 'lamp', which is no column of articles",),
    ),
    "a lookup in no table": (
        "articles",
        inside("publisher", "lookup", resource="lamps"),
        ("the lookup of publisher names the table 'lamps', which has no schema",),
    ),
    "a lookup of no column": (
        "articles",
        inside("publisher", "lookup", field="lamp"),
        ("the lookup of publisher names 'lamp', which is no column of organisations",),
    ),
    "a bound of no column": (
        "articles",
        inside("published_to", "bound", of="lamp"),
        ("the bound of published_to names 'lamp', which is no column of articles",),
    ),
    "a vocabulary of no table": (
        "proposal_terms",
        put("aspect", vocabulary="lamps.aspect"),
        ("the vocabulary of aspect names the table 'lamps', which has no schema",),
    ),
    "a vocabulary of no column": (
        "proposal_terms",
        put("aspect", vocabulary="positions.lamp"),
        ("the vocabulary of aspect names 'lamp', which is no column of positions",),
    ),
    "a vocabulary without values": (
        "proposal_terms",
        put("aspect", vocabulary="positions.holder"),
        ("the vocabulary of aspect has no categories",),
    ),
    "a vocabulary of itself": (
        "proposal_terms",
        put("aspect", vocabulary="proposal_terms.aspect"),
        ("the vocabulary of aspect has no categories",),
    ),
    "an unknown property of a table": ("people", top(colour="red"), ("colour",)),
    "a blank description": ("people", put("name", description=" "), ("“name”", "description")),
    "a blank description of a table": ("people", top(description=""), ("description",)),
    "a type as list": ("people", put("name", type=["string"]), ("“name”", "type")),
    "a type as object": ("people", put("name", type={}), ("“name”", "type")),
    "null for constraints": ("people", put("name", constraints=None), ("“name”", "constraints")),
    "null for categories": ("participants", put("role", categories=None), ("“role”", "categories")),
    "no categories": ("participants", put("role", categories=[]), ("“role”", "categories")),
    "categories as text": ("participants", put("role", categories="a"), ("“role”", "categories")),
    "a category twice": (
        "participants",
        lambda s: column(s, "role")["categories"].append(column(s, "role")["categories"][0]),
        ("“role”", "twice"),
    ),
    "categories of a number": (
        "participants",
        lambda s: column(s, "part").update(categories=column(s, "role")["categories"]),
        ("“part”", "categories"),
    ),
    "categories and a vocabulary": (
        "positions",
        put("aspect", vocabulary="positions.stance"),
        ("“aspect”", "categories", "vocabulary"),
    ),
    "a vocabulary without a column": (
        "proposal_terms",
        put("aspect", vocabulary="positions"),
        ("aspect", "'positions'"),
    ),
    "a pattern that is none": ("people", constrained("name", pattern="(["), ("“name”", "'(['")),
    "a pattern that Arrow lacks": (
        "people",
        constrained("name", pattern="^(?=a)b"),
        ("“name”", "(?=a)"),
    ),
    "a pattern of a number": (
        "participants",
        constrained("part", pattern="a"),
        ("“part”", "pattern"),
    ),
    "a minimum of a text": ("people", constrained("name", minimum=1), ("“name”", "minimum")),
    "a minimum in words": ("participants", constrained("part", minimum="one"), ("“part”", "'one'")),
    "null for a minimum": (
        "participants",
        constrained("part", minimum=None),
        ("“part”", "minimum"),
    ),
    "a web address of a number": ("participants", put("part", format="uri"), ("“part”", "format")),
    "a date that is a number": ("participants", put("part", rdfType=EDTF), ("“part”", "rdfType")),
    "another rdfType": ("articles", put("published", rdfType="x"), ("“published”", "rdfType")),
    "an empty primary key": ("people", top(primaryKey=[]), ("primaryKey",)),
    "a nested primary key": ("people", top(primaryKey=[["person_id"]]), ("primaryKey",)),
    "a flat unique key": ("people", top(uniqueKeys=["name"]), ("uniqueKeys", "'name'")),
    "an empty unique key": ("people", top(uniqueKeys=[[]]), ("uniqueKeys",)),
    "null for unique keys": ("people", top(uniqueKeys=None), ("uniqueKeys",)),
    "null for foreign keys": ("people", top(foreignKeys=None), ("foreignKeys",)),
    "a foreign key from nothing": (
        "accounts",
        lambda s: s["foreignKeys"][0].pop("fields"),
        ("foreignKeys", "fields"),
    ),
    "a foreign key to nothing": (
        "accounts",
        lambda s: s["foreignKeys"][0].update(reference=None),
        ("foreignKeys", "reference"),
    ),
    "a foreign key to no resource": (
        "accounts",
        lambda s: s["foreignKeys"][0]["reference"].pop("resource"),
        ("foreignKeys", "resource"),
    ),
    "a foreign key of unequal sides": (
        "accounts",
        referring(["article_id", "table"]),
        ("a foreign key", "as many fields"),
    ),
    "a bound at no end": (
        "articles",
        inside("published_to", "bound", end="middle"),
        ("“published_to”", "'middle'"),
    ),
    "a bound of what is no date": (
        "articles",
        inside("published_to", "bound", of="title"),
        ("published_to", "'title'"),
    ),
    "a bound of a list": (
        "articles",
        inside("published_to", "bound", of=["published"]),
        ("“published_to”", "bound"),
    ),
    "a bound that is no date": (
        "articles",
        put("published_to", type="string"),
        ("“published_to”",),
    ),
    "a deprecation in words": ("people", put("name", deprecated="soon"), ("“name”", "'soon'")),
    "a deprecation without an end": (
        "people",
        put("name", deprecated={"since": "0.2.0"}),
        ("“name”", "deprecated", "“remove_in”"),
    ),
    "a deprecation with too much": (
        "people",
        put("name", deprecated={**GOING, "instead": "person_id"}),
        ("“name”", "deprecated", "instead"),
    ),
    "a deprecation since no version": (
        "people",
        put("name", deprecated={**GOING, "since": "0.2"}),
        ("“name”", "“deprecated”", "'0.2' is no version"),
    ),
    "a deprecation until no version": (
        "people",
        put("name", deprecated={**GOING, "remove_in": "v1.0.0"}),
        ("“name”", "“deprecated”", "'v1.0.0' is no version"),
    ),
    "a deprecation that ends as it begins": (
        "people",
        put("name", deprecated={**GOING, "since": "1.0.0"}),
        ("“name”", "“remove_in” must be a later version than “since”"),
    ),
    "a deprecation that ends before it begins": (
        "people",
        put("name", deprecated={"since": "0.10.0", "remove_in": "0.9.0"}),
        ("“name”", "“remove_in” must be a later version than “since”"),
    ),
    "a deprecation for no column": (
        "people",
        put("name", deprecated={**GOING, "use": "lamp"}),
        ("what replaces name names 'lamp', which is no column of people",),
    ),
    "a deprecation for a column of no table": (
        "people",
        put("name", deprecated={**GOING, "use": "lamps.name"}),
        ("what replaces name names the table 'lamps', which has no schema",),
    ),
    "a deprecation for no column of another table": (
        "people",
        put("name", deprecated={**GOING, "use": "quotes.lamp"}),
        ("what replaces name names 'lamp', which is no column of quotes",),
    ),
    "a deprecation for no name": (
        "people",
        put("name", deprecated={**GOING, "use": "a.b.c"}),
        ("“name”", "deprecated", "'a.b.c'"),
    ),
    "a deprecation for itself": (
        "people",
        put("name", deprecated={**GOING, "use": "people.name"}),
        ("what replaces name is 'people.name', which is deprecated too",),
    ),
    "a position taken": ("people", top(position=1), ("position", "articles")),
    "a position that is no number": ("people", top(position=True), ("position",)),
}


def fault(schemas: Path) -> ContractError:
    """Read a folder that cannot be read, with at least one finding that says why."""
    with pytest.raises(ContractError) as caught:
        read_contract(schemas)
    assert caught.value.findings
    assert all((f.rule, f.severity) == ("schema", "error") for f in caught.value.findings)
    return caught.value


@pytest.mark.medium
@pytest.mark.parametrize(("name", "edit", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_schema_is_a_finding(
    schemas: Path, name: str, edit: Edit, words: tuple[str, ...]
) -> None:
    path = schemas / f"{name}.json"
    schema = json.loads(path.read_text("utf-8"))
    before = json.dumps(schema)
    edit(schema)
    assert json.dumps(schema) != before
    path.write_text(json.dumps(schema), "utf-8")
    error = fault(schemas)
    own = [f for f in error.findings if f.file == f"schemas/{name}.json"]
    assert any(all(word in f.message for word in words) for f in own), str(error)
    assert all(f.table == name and f.message in str(error) for f in own)


UNREADABLE = {
    "no JSON": (b'{"name": }', "not valid JSON", 1),
    "JSON cut off": (b'{\n  "name": "people",\n', "not valid JSON", 3),
    "a list": (b"[]", "object", None),
    "a number": (b"4", "object", None),
    "null": (b"null", "object", None),
    "an empty file": (b"", "the file is empty", None),
    "white space": (b" \n\n", "the file is empty", None),
    "an empty object": (b"{}", "fields", None),
    "UTF-16": ('{"name": "people"}'.encode("utf-16"), "UTF-16", None),
    "UTF-16 without a mark": ('{"name": "people"}'.encode("utf-16-le"), "UTF-16", None),
    "a key twice": (b'{"name": "people", "name": "people"}', "“name”", None),
    "a number of 5,000 digits": (b'{"position": ' + b"9" * 5000 + b"}", "not valid JSON", None),
    "Latin-1": ('{"name": "lämp"}'.encode("latin-1"), "not UTF-8", None),
    "a hundred thousand brackets": (b"[" * 100_000, "not valid JSON", None),
}


@pytest.mark.parametrize(("raw", "message", "line"), some(UNREADABLE.values(), 3), ids=UNREADABLE)
def test_an_unreadable_schema_is_a_finding(
    schemas: Path, raw: bytes, message: str, line: int | None
) -> None:
    (schemas / "people.json").write_bytes(raw)
    error = fault(schemas)
    assert {f.file for f in error.findings} == {"schemas/people.json"}
    assert any(message in f.message for f in error.findings), str(error)
    assert error.findings[0].line == line


def test_a_byte_order_mark_does_no_harm(schemas: Path) -> None:
    path = schemas / "people.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert list(read_contract(schemas)) == list(CONTRACT)


def test_other_files_of_the_folder_do_no_harm(schemas: Path) -> None:
    (schemas / "README.md").write_text("no schema", "utf-8")
    assert list(read_contract(schemas)) == list(CONTRACT)


def test_a_folder_in_place_of_a_file_is_a_finding(schemas: Path) -> None:
    (schemas / "people.json").unlink()
    (schemas / "people.json").mkdir()
    assert [f.file for f in fault(schemas).findings] == ["schemas/people.json"]


def test_all_faults_of_all_files_are_told(schemas: Path) -> None:
    (schemas / "people.json").write_bytes(b"")
    (schemas / "events.json").write_bytes(b"[]")
    assert [f.file for f in fault(schemas).findings] == [
        "schemas/events.json",
        "schemas/people.json",
    ]


def test_a_missing_table_is_told_by_those_that_name_it(schemas: Path) -> None:
    (schemas / "people.json").unlink()
    error = fault(schemas)
    assert {f.file for f in error.findings} == {
        f"schemas/{name}.json" for name in ("quotes", "participants", "positions")
    }
    assert all("'people'" in f.message for f in error.findings)


def test_a_folder_without_schemas_is_a_finding(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        (found,) = fault(folder).findings
        assert (found.file, found.message) == ("schemas", "no schema files (<table>.json)")


def test_findings_name_the_folder_as_they_are_told_to(schemas: Path) -> None:
    (schemas / "people.json").write_bytes(b"")
    with pytest.raises(ContractError, match=r"^lamps/people\.json: the file is empty$"):
        read_contract(schemas, "lamps")

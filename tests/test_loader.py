"""Loading tables: the promised types, the same from CSV and Parquet, wherever installed.

Catches types that drift, "NA" read as nothing, files that were altered, descriptors that lead
out of their folder, and bad input that ends in anything but a clear error or finding.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from conftest import ROOT, Project, some
from hypothesis import given
from hypothesis import strategies as st
from lamp_releases import put as put_release
from pandas.testing import assert_frame_equal
from pandera.errors import SchemaErrors
from release_server import serving

import outsourced_care as oc
from outsourced_care.content import csv_bytes, parquet_bytes, read_csv, read_parquet
from outsourced_care.contract import TYPES
from outsourced_care.descriptor import sha256
from outsourced_care.exports import FORMATS, export
from outsourced_care.exports.folders import json_bytes
from outsourced_care.home import contract
from outsourced_care.loader import DatasetError, evidenced, to_pandas
from outsourced_care.package_json import JsonError, read_json

WRITERS = {"csv": csv_bytes, "parquet": parquet_bytes, "json": json_bytes}
MAIN = ["articles", "quotes", "events", "organisations", "proposals"]
TABLES = oc.tables()
KEYS = ["file", "line", "column", "table", "record", "field", "rule", "severity", "message", "hint"]


def describe(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the descriptor of a dataset."""
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_bytes())
    change(descriptor)
    file.write_text(json.dumps(descriptor), encoding="utf-8")


def resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in descriptor["resources"] if r["name"] == name)
    return found


def pointed(name: str, **properties: object) -> Callable[[dict[str, Any]], object]:
    return lambda descriptor: resource(descriptor, name).update(properties)


def put(folder: Path, name: str, raw: bytes, kind: str = "csv") -> None:
    """Put a table's file into a dataset, in place of both that were there, with its hash."""
    for other in ("csv", "parquet"):
        (folder / "data" / f"{name}.{other}").unlink(missing_ok=True)
    (folder / "data" / f"{name}.{kind}").write_bytes(raw)
    described = name if kind == "csv" else f"{name}-{kind}"
    if kind == "json":
        more = {"name": described, "path": f"data/{name}.json"}
        describe(folder, lambda descriptor: descriptor["resources"].append(more))
    describe(folder, pointed(described, hash=sha256(raw)))


def rows(folder: Path, name: str) -> pa.Table:
    return read_parquet((folder / "data" / f"{name}.parquet").read_bytes(), contract()[name])


def test_main_tables_come_first() -> None:
    assert oc.tables()[:5] == MAIN
    assert len(oc.tables()) == len(set(oc.tables())) == 13


@pytest.mark.parametrize("name", TABLES)
def test_types_are_those_of_the_design(name: str) -> None:
    frame = oc.load(name)
    assert list(frame.columns) == list(contract()[name].names)
    assert isinstance(frame.index, pd.RangeIndex)
    for field in contract()[name].fields:
        expected = "category" if field.categories else TYPES[field.type].pandas
        assert str(frame[field.name].dtype) == expected, field.name
        if field.categories:
            assert tuple(frame[field.name].cat.categories) == field.values


def test_every_type_is_in_use() -> None:
    used = {str(dtype) for name in TABLES for dtype in oc.load(name).dtypes}
    assert {"str", "Int64", "Float64", "datetime64[ms]", "category", "boolean"} >= used
    assert {"str", "Int64", "datetime64[ms]", "category"} <= used


@pytest.mark.parametrize("name", TABLES)
def test_the_schema_accepts_the_frame(name: str) -> None:
    frame = oc.load(name)
    assert_frame_equal(oc.schema(name).validate(frame, lazy=True), frame)


@pytest.mark.medium
@pytest.mark.parametrize("name", TABLES)
def test_the_schema_accepts_the_text_that_load_adds(name: str, built: Project) -> None:
    schema = oc.schema(name)
    if name not in evidenced():
        with pytest.raises(SchemaErrors, match="text"):
            schema.validate(oc.load(name, built.root).assign(text="Lamps."), lazy=True)
        return
    frame = oc.load(name, built.root, articles=built.articles)
    assert_frame_equal(schema.validate(frame, lazy=True), frame)
    text = frame["text"]
    for other in (
        text.isna(),
        text.astype(object),
        text.astype("string"),
        text.fillna("").map(len),
    ):
        with pytest.raises(SchemaErrors, match="text"):
            schema.validate(frame.assign(text=other), lazy=True)
    with pytest.raises(SchemaErrors, match="moths"):
        schema.validate(frame.assign(moths=text), lazy=True)


@pytest.mark.parametrize("name", TABLES)
def test_csv_gives_the_identical_frame(name: str) -> None:
    raw = (ROOT / "data" / f"{name}.csv").read_bytes()
    assert_frame_equal(to_pandas(read_csv(raw, contract()[name]), contract()[name]), oc.load(name))


def test_dates_compare_and_categories_have_cat() -> None:
    articles = oc.load("articles")
    day = articles["published_from"]
    assert list(day >= "2014-01-01") == list(day >= pd.Timestamp("2014-01-01"))
    assert (day.dt.year > 2000).all()
    assert articles.query("published_from >= '2014-01-01'")["article_id"].notna().all()
    assert "news" in articles["kind"].cat.categories


def test_load_all_is_every_load() -> None:
    frames = oc.load_all()
    assert list(frames) == oc.tables()
    for name, frame in frames.items():
        assert_frame_equal(frame, oc.load(name))


def test_a_frame_is_the_callers_own() -> None:
    people = oc.load("people")
    people["name"] = "Nobody"
    assert "Nobody" not in set(oc.load("people")["name"])


@pytest.mark.parametrize("kind", WRITERS)
def test_text_is_taken_as_it_stands(kind: str, built: Project) -> None:
    """NA, numbers with zeros, quotation marks, line feeds and empty text are text."""
    texts = ["NA", "null", "007", 'a "b", c', "two\nlines", "", "nan", "true", None]
    people = pa.table(
        {"person_id": [f"p{n}" for n in range(len(texts))], "name": pa.array(texts, pa.string())}
    )
    put(built.root, "people", WRITERS[kind](people), kind)
    frame = oc.load("people", built.root)
    assert [None if pd.isna(v) else v for v in frame["name"]] == texts


@cache
def published_types() -> dict[str, dict[str, Any]]:
    return {name: dict(oc.load(name).dtypes) for name in TABLES}


@pytest.mark.parametrize("kind", some(WRITERS, 3))
def test_a_table_without_rows_has_the_same_types(kind: str, built: Project) -> None:
    for name in TABLES:
        empty = rows(built.root, name).slice(0, 0)
        put(built.root, name, WRITERS[kind](empty), kind)
        frame = oc.load(name, built.root)
        assert len(frame) == 0
        assert dict(frame.dtypes) == published_types()[name], name


def test_columns_may_stand_in_another_order(built: Project) -> None:
    expected = oc.load("quotes", built.root)
    quotes = rows(built.root, "quotes")
    shuffled = quotes.select(sorted(quotes.column_names)).append_column("own", quotes["quote_id"])
    put(built.root, "quotes", csv_bytes(shuffled))
    assert_frame_equal(oc.load("quotes", built.root), expected)


def test_a_descriptor_leads_as_its_folder_does(built: Project) -> None:
    expected = oc.load("events", built.root)
    assert_frame_equal(oc.load("events", built.root / "datapackage.json"), expected)
    assert_frame_equal(oc.load("events", str(built.root)), expected)
    renamed = (built.root / "datapackage.json").rename(built.root / "lamps.json")
    assert_frame_equal(oc.load("events", renamed), expected)


@pytest.mark.medium
@pytest.mark.parametrize("kind", WRITERS)
def test_an_export_is_loaded_like_the_dataset(kind: str, tmp_path: Path) -> None:
    export(FORMATS[kind], tmp_path / "whole")
    frames = oc.load_all(tmp_path / "whole")
    for name in oc.tables():
        assert_frame_equal(frames[name], oc.load(name))
    export(FORMATS[kind], tmp_path / "some", ["quotes"])
    assert_frame_equal(oc.load("quotes", tmp_path / "some"), oc.load("quotes"))
    with pytest.raises(DatasetError, match="holds no file of the table events"):
        oc.load("events", tmp_path / "some")
    with pytest.raises(DatasetError) as raised:
        oc.load_all(tmp_path / "some")
    left_out = ", ".join(name for name in oc.tables() if name != "quotes")
    there = "load(name, path) gives those that are there: quotes"
    assert str(raised.value).endswith(f"holds no file of the tables {left_out}; {there}")
    (tmp_path / "a.txt").write_text("Lamps.", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"passages cannot be found.*the table evidence"):
        oc.load("quotes", tmp_path / "some", articles=tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [("quotes-json", {}), ("quotes", {"format": "json"}), ("quotes", {"path": "data/quotes.json"})],
)
def test_json_is_known_by_name_format_or_ending(
    name: str, said: dict[str, str], built: Project
) -> None:
    expected = oc.load("quotes", built.root)
    raw = json.dumps(
        [{"moths": 3, **r} for r in json.loads(json_bytes(rows(built.root, "quotes")))]
    )
    path = said.get("path", "data/some")
    (built.root / path).write_text(raw, encoding="utf-8")

    def only(descriptor: dict[str, Any]) -> None:
        descriptor["resources"] = [{"name": name, "path": path, **said}]

    describe(built.root, only)
    assert_frame_equal(oc.load("quotes", built.root), expected)


def test_a_key_that_is_left_out_is_null(built: Project) -> None:
    people = b'[{"name": "A", "person_id": "a"},\n\n {"person_id": "b"}, {"name": null}]'
    put(built.root, "people", b"\xef\xbb\xbf" + people, "json")
    frame = oc.load("people", built.root)
    assert list(frame["person_id"].fillna("-")) == ["a", "b", "-"]
    assert list(frame["name"].fillna("-")) == ["A", "-", "-"]


@given(
    st.lists(
        st.fixed_dictionaries(
            {"term_id": st.text(), "quantity": st.floats(allow_nan=False, allow_infinity=False)},
            optional={"unit": st.none() | st.text(), "payer": st.text(), "x": st.lists(st.none())},
        )
    )
)
def test_whatever_json_holds_is_what_is_read(records: list[dict[str, Any]]) -> None:
    table = contract()["proposal_terms"]
    raw = json.dumps(records, ensure_ascii=False, indent=1).encode("utf-8")
    read = read_json(raw, table).to_pylist()
    assert [{k: r.get(k) for k in ("term_id", "quantity", "unit")} for r in read] == [
        {k: r.get(k) for k in ("term_id", "quantity", "unit")} for r in records
    ]


KEYS_OF_ANY_KIND = st.sampled_from(["name", "x", "\ud800"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS_OF_ANY_KIND, inner),
)


@given(ANYTHING)
def test_any_json_is_read_or_refused(value: object) -> None:
    for held in (value, [{"person_id": "a", "name": value}]):
        with contextlib.suppress(JsonError):
            assert read_json(json.dumps(held).encode(), contract()["people"]) is not None


@pytest.mark.medium
def test_many_records_of_json_cost_little_more_than_their_text() -> None:
    """Decoded all at once, they cost more than six times their text."""
    record = {"person_id": "somebody-or-other", "name": None, "own": [1]}
    raw = json.dumps([record] * 50_000).encode()
    tracemalloc.start()
    assert len(read_json(raw, contract()["people"])) == 50_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * len(raw)


def test_the_version_of_a_folder() -> None:
    """What else a version may be, and where others are: see test_releases.py."""
    beginning = oc.__version__.rpartition(".")[0]
    for version in (oc.__version__, beginning):
        assert len(oc.load("people", ROOT, version)) == len(oc.load("people", ROOT))
    for version in ("99.0.0", f"{beginning}.", f"{oc.__version__}.1", "0.", "soup", ""):
        with pytest.raises(DatasetError, match=f"is not at hand; there is {oc.__version__}"):
            oc.load("people", ROOT, version)


def test_files_may_be_links(built: Project, tmp_path: Path) -> None:
    """Some installers link a package's files instead of copying them."""
    (tmp_path / "linked" / "data").mkdir(parents=True)
    for file in [*(built.root / "data").iterdir(), built.root / "datapackage.json"]:
        (tmp_path / "linked" / file.relative_to(built.root)).symlink_to(file)
    assert len(oc.load("quotes", tmp_path / "linked"))


@pytest.mark.parametrize("name", ["quote", "../data/quotes", "data/quotes.csv", "", "/", "\0", "é"])
def test_unknown_names_are_answered_with_the_valid_ones(name: str) -> None:
    for ask in (oc.load, oc.schema):
        with pytest.raises(DatasetError) as raised:
            ask(name)
        assert all(table in str(raised.value) for table in oc.tables())


def test_a_path_for_a_name_is_answered_once(built: Project) -> None:
    with pytest.raises(DatasetError, match=r"data/quotes\.csv'; did you mean quotes\?") as raised:
        oc.load("data/quotes.csv")
    assert str(raised.value).count("organisation_names") == 1
    with pytest.raises(DatasetError) as raised:
        oc.load("zzz")
    assert str(raised.value).count("organisation_names") == 1


@pytest.mark.parametrize("kind", ["csv", "parquet", "json"])
def test_a_tables_file_is_no_dataset(kind: str, built: Project) -> None:
    file = built.root / f"data/people.{kind}"
    file.write_bytes(WRITERS[kind](rows(built.root, "people")))
    elsewhere = "name the folder with the datapackage.json"
    beside = elsewhere if kind == "json" else f"give {built.root}, which has one"
    for load in (lambda: oc.load("people", file), lambda: oc.load_all(file)):
        with pytest.raises(DatasetError, match=re.escape(beside)):
            load()
    shutil.move(file, built.root.parent)
    with pytest.raises(DatasetError, match=re.escape(elsewhere)):
        oc.load("people", built.root.parent / file.name)


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n\0", b"PAR1\0\xff", b"\0" * 9, b""])
def test_a_binary_file_is_no_descriptor(raw: bytes, tmp_path: Path) -> None:
    for name in ("lamps.json", "lamps.bin", "lamps"):
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(DatasetError, match=f"{name} is no datapackage.json") as raised:
            oc.load("people", tmp_path / name)
        assert "codec" not in str(raised.value)


@pytest.mark.parametrize("name", [None, 3, ["quotes"], Path("quotes"), float("nan")])
def test_names_of_another_type(name: Any) -> None:
    with pytest.raises(DatasetError, match="there is no table"):
        oc.load(name)


def written(raw: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / "datapackage.json").write_bytes(raw)


def parquet(cut: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: put(
        folder, "quotes", cut((folder / "data/quotes.parquet").read_bytes()), "parquet"
    )


def table(change: Callable[[pa.Table], pa.Table], kind: str = "csv") -> Callable[[Path], object]:
    write = csv_bytes if kind == "csv" else parquet_bytes
    return lambda folder: put(folder, "quotes", write(change(rows(folder, "quotes"))), kind)


def encoded(encoding: str) -> Callable[[Path], object]:
    def apply(folder: Path) -> None:
        text = (folder / "data/quotes.csv").read_text(encoding="utf-8") + '"é"'
        put(folder, "quotes", text.encode(encoding))

    return apply


def described(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    return lambda folder: describe(folder, change)


def path(value: object) -> Callable[[Path], object]:
    return described(pointed("quotes-parquet", path=value))


def set_column(name: str, values: pa.Array) -> Callable[[pa.Table], pa.Table]:
    return lambda t: t.set_column(t.column_names.index(name), name, values)


OUTSIDE = "quotes-parquet in datapackage.json points outside the folder"


def as_json(raw: bytes | Callable[[bytes], bytes]) -> Callable[[Path], object]:
    """A JSON file of quotes in place of the others, whole or as it is changed."""

    def apply(folder: Path) -> None:
        whole = json_bytes(rows(folder, "quotes"))
        changed = raw if isinstance(raw, bytes) else raw(whole)
        put(folder, "quotes", changed, "json")

    return apply


def cell(old: str, new: str) -> Callable[[Path], object]:
    """A JSON file with another text at the first place where a text stands."""

    def change(whole: bytes) -> bytes:
        assert old.encode() in whole
        return whole.replace(old.encode(), new.encode(), 1)

    return as_json(change)


# what is wrong → (how to break it, words of the error)
BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no descriptor": (lambda f: (f / "datapackage.json").rename(f / "d"), "holds no datapackage"),
    "descriptor no JSON": (written(b"quotes:"), "is no datapackage.json"),
    "descriptor no UTF-8": (written(b"\xff\xfe{}"), "is no datapackage.json"),
    "descriptor nested without end": (written(b"[" * 10**5), "is no datapackage.json"),
    "descriptor a list": (written(b"[]"), "lists no resources"),
    "resources no list": (written(b'{"resources": {"a": 1}}'), "lists no resources"),
    "resources no objects": (written(b'{"resources": [1, null, []]}'), "no file of the table"),
    "names no text": (written(b'{"resources": [{"name": ["a"]}]}'), "no file of the table"),
    "path upwards": (path("../quotes.parquet"), f"{OUTSIDE}: ../quotes"),
    "path upwards inside": (path("data/../../quotes.parquet"), OUTSIDE),
    "path absolute": (path("/etc/hostname"), OUTSIDE),
    "path with drive": (path("C:\\quotes.parquet"), "an address, and nothing is fetched"),
    "path backwards": (path("..\\quotes.parquet"), OUTSIDE),
    "path to a share": (path("\\\\host\\quotes.parquet"), OUTSIDE),
    "path a URL": (path("https://lamps.example/quotes.parquet"), "an address, and nothing"),
    "path a file URL": (path("file:///quotes.parquet"), "an address, and nothing"),
    "path without a scheme": (path("//lamps.example/quotes.parquet"), "an address, and nothing"),
    "path with a null": (path("data/\0.parquet"), OUTSIDE),
    "path without end": (path("a" * 5000), "cannot be read"),
    "path a folder": (path("data"), "cannot be read"),
    "path a list": (path(["data/quotes.parquet"]), "names no file"),
    "path nothing": (path(None), "names no file"),
    "hash of another file": (
        described(pointed("quotes-parquet", hash="sha256:00")),
        r"data/quotes\.parquet is not the file",
    ),
    "hash a number": (described(pointed("quotes-parquet", hash=5)), "hash differs"),
    "file altered": (
        lambda f: (f / "data/quotes.parquet").write_bytes(b"PAR1"),
        r"data/quotes\.parquet is not the file",
    ),
    "no files": (
        lambda f: (f / "data").rename(f / "elsewhere"),
        "no file of the table",
    ),
    "Parquet empty": (parquet(lambda raw: b""), "no readable quotes table"),
    "Parquet half": (parquet(lambda raw: raw[: len(raw) // 2]), "no readable quotes table"),
    "Parquet without its end": (parquet(lambda raw: raw[:-1]), "no readable quotes table"),
    "Parquet a CSV": (parquet(lambda raw: b"a,b\n1,2\n"), "no readable quotes table"),
    "Parquet lacks a column": (table(lambda t: t.drop_columns(["cue"]), "parquet"), "cue"),
    "Parquet has a column twice": (
        table(lambda t: t.append_column("cue", t["cue"]), "parquet"),
        "cue|quotes",
    ),
    "Parquet of other types": (
        table(lambda t: set_column("sequence", t["cue"])(t), "parquet"),
        "no readable quotes table",
    ),
    "CSV empty": (lambda f: put(f, "quotes", b""), "no readable quotes table"),
    "CSV lacks a column": (table(lambda t: t.drop_columns(["cue"])), "column cue is not there"),
    "CSV has a column twice": (table(lambda t: t.append_column("cue", t["cue"])), "cue is twice"),
    "CSV of other types": (
        table(lambda t: set_column("sequence", t["cue"])(t)),
        "no readable quotes table",
    ),
    "CSV with a short line": (
        lambda f: put(f, "quotes", (f / "data/quotes.csv").read_bytes() + b'"q"\n'),
        "no readable quotes table",
    ),
    "CSV in Latin-1": (encoded("latin-1"), "line [0-9]+: not UTF-8; save it as UTF-8"),
    "CSV in UTF-16": (encoded("utf-16"), "quotes table: line 1: UTF-16; save it as UTF-8"),
    "CSV with semicolons": (
        lambda f: put(f, "quotes", (f / "data/quotes.csv").read_bytes().replace(b",", b";")),
        "quotes table",
    ),
    "JSON empty": (as_json(b""), "no readable quotes table: the file is empty"),
    "JSON an object": (as_json(b'{"quote_id": "a"}'), "it is no list of records"),
    "JSON a record a line": (as_json(lambda raw: raw[2:-2]), "it is no list of records"),
    "JSON of numbers": (as_json(b"[1, 2]"), "line 1: here stands 1, not a record"),
    "JSON half": (as_json(lambda raw: raw[: len(raw) // 2]), "line [0-9]+: not valid JSON"),
    "JSON without its end": (as_json(lambda raw: raw[:-2]), "here must stand , or ]"),
    "JSON with a last comma": (as_json(lambda raw: raw[:-2] + b",]"), "not valid JSON: Expecting"),
    "JSON with more behind": (as_json(lambda raw: raw + b"[]"), "something stands behind the list"),
    "JSON in UTF-16": (as_json(lambda raw: raw.decode().encode("utf-16")), "UTF-16"),
    "JSON in Latin-1": (as_json('[{"cue": "é"}]'.encode("latin-1")), "not UTF-8"),
    "JSON nested without end": (as_json(b"[" * 10**6), "line 1: nested too deeply"),
    "JSON cells nested without end": (as_json(b'[{"cue": ' + b"[" * 10**6), "nested too deeply"),
    "JSON lacks a column": (
        as_json(lambda raw: raw.replace(b'"cue":', b'"kew":')),
        "column cue is not there",
    ),
    "JSON key twice": (cell('"cue":', '"sequence":'), "line 2: the key 'sequence' stands twice"),
    "JSON with more and more keys": (
        as_json(json.dumps([{f"k{n}": n} for n in range(101)], indent=0).encode()),
        "line [0-9]+: more than 100 keys",
    ),
    "JSON number too long": (cell('"sequence": 1', '"sequence": 1' + "0" * 5000), "many digits"),
    "JSON number too large": (cell('"sequence": 1', '"sequence": 1' + "0" * 30), "no integer"),
    "JSON number with a fraction": (cell('"sequence": 1', '"sequence": 1.5'), "1.5 is no integer"),
    "JSON number no integer any more": (cell('"sequence": 1', '"sequence": 1e17'), "no integer"),
    "JSON number no number": (cell('"sequence": 1', '"sequence": NaN'), "NaN is no integer"),
    "JSON number a truth": (cell('"sequence": 1', '"sequence": true'), "true is no integer"),
    "JSON number as text": (
        cell('"sequence": 1', '"sequence": "1"'),
        "line 2: sequence: '1' is no integer",
    ),
    "JSON text a list": (cell('"cue": "', '"cue": [], "x": "'), "cue: a list is no string"),
    "JSON text an object": (cell('"cue": "', '"cue": {}, "x": "'), "an object is no string"),
    "JSON text no Unicode": (cell('"cue": "', '"cue": "\\ud800'), "cue: .* is no string"),
    "JSON value outside the vocabulary": (
        as_json(lambda raw: raw.replace(b'"kind": "direct"', b'"kind": "sung"')),
        "kind holds values outside its vocabulary: sung",
    ),
    "value outside the vocabulary": (
        table(lambda t: set_column("kind", pa.array(["sung"] * len(t)))(t)),
        "kind holds values outside its vocabulary: sung",
    ),
}


@pytest.fixture
def published(built_project: Project, tmp_path: Path) -> Path:
    """A copy of what the fictional repository publishes."""
    shutil.copytree(built_project.root / "data", tmp_path / "data")
    shutil.copy(built_project.root / "datapackage.json", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", some(BROKEN, 2))
def test_bad_datasets_give_a_clear_error(name: str, published: Path) -> None:
    spoil, words = BROKEN[name]
    spoil(published)
    for load in (lambda: oc.load("quotes", published), lambda: oc.load_all(published)):
        if "resources" in name or "names" in name:
            words = "no file of the table|lists no resources"
        with pytest.raises(DatasetError, match=words):
            load()


def test_a_table_that_is_not_there_falls_back_to_csv(built: Project) -> None:
    expected = oc.load("quotes", built.root)
    (built.root / "data/quotes.parquet").unlink()
    assert_frame_equal(oc.load("quotes", built.root), expected)


@pytest.mark.slow
def test_parquet_cut_anywhere_is_refused(built: Project) -> None:
    raw = (built.root / "data/quotes.parquet").read_bytes()
    for length in range(0, len(raw), 7):
        put(built.root, "quotes", raw[:length], "parquet")
        with pytest.raises(DatasetError):
            oc.load("quotes", built.root)


@pytest.mark.parametrize("given", some(["nowhere", "empty", "file.txt", "papers"], 2))
def test_folders_without_articles(given: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "file.txt").write_text("Lamps.", encoding="utf-8")
    for load in (
        lambda: oc.load("quotes", articles=tmp_path / given),
        lambda: oc.load_all(articles=str(tmp_path / given)),
    ):
        with pytest.raises(DatasetError, match=r"is no folder|holds no \.txt file"):
            load()


def test_tables_without_passages_say_which_have_some(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"participants has no passages.*positions.*quotes"):
        oc.load("participants", articles=tmp_path)


@pytest.fixture(scope="module")
def frames(built_project: Project) -> dict[str, pd.DataFrame]:
    """The fictional tables; tests copy what they change."""
    return oc.load_all(built_project.root)


def test_load_all_is_valid(frames: dict[str, pd.DataFrame]) -> None:
    report = oc.validate(frames)
    assert report == oc.validate(dict(reversed(frames.items())))
    assert report.valid


def test_findings_have_the_keys_of_the_design(frames: dict[str, pd.DataFrame]) -> None:
    report = oc.validate({**frames, "quotes": frames["quotes"].assign(sequence=-1, own=1)})
    assert not report.valid
    assert all(list(asdict(f)) == KEYS for f in report.findings)
    first = next(f for f in report.findings if f.field == "sequence")
    assert (first.file, first.line, first.table) == ("quotes", 1, "quotes")
    assert first.record == frames["quotes"].loc[0, "quote_id"]


def test_what_the_contract_does_not_know_is_noticed(frames: dict[str, pd.DataFrame]) -> None:
    own = frames["events"].assign(moths=1).rename(columns={"moths": 7})
    report = oc.validate({**frames, "events": own, "moths": pd.DataFrame()})
    assert report.valid
    noticed = [(f.rule, f.severity, f.file) for f in report.findings]
    assert noticed == [("extra-table", "notice", "moths"), ("extra-column", "notice", "events")]


@pytest.mark.medium
def test_order_of_columns_and_index_mean_nothing(frames: dict[str, pd.DataFrame]) -> None:
    turned = {
        name: frame[sorted(frame.columns)].set_axis(range(5, len(frame) + 5))
        for name, frame in frames.items()
    }
    assert oc.validate(turned).valid


def test_arrow_frames_are_taken_too(built_project: Project) -> None:
    arrow = {
        name: rows(built_project.root, name).to_pandas(types_mapper=pd.ArrowDtype)
        for name in oc.tables()
    }
    assert oc.validate(arrow).valid


def read_plainly(folder: Path, kind: str) -> dict[str, pd.DataFrame]:
    """Every table, read with pandas alone."""
    frames = {}
    for name, table in contract().items():
        file = folder / "data" / f"{name}.{kind}"
        dates = [f.name for f in table.fields if f.type == "date"]
        types = {f.name: TYPES[f.type].pandas for f in table.fields if f.type != "date"}
        if kind == "parquet":
            frames[name] = pd.read_parquet(file)
        else:
            frames[name] = pd.read_csv(
                file, keep_default_na=False, na_values=[""], dtype=types, parse_dates=dates
            )
    return frames


@pytest.mark.medium
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_frames_that_pandas_read_are_taken_too(kind: str, built_project: Project) -> None:
    for folder in (ROOT, built_project.root):
        report = oc.validate(read_plainly(folder, kind))
        assert (report.valid, report.findings) == (True, [])


DAY = pd.Timestamp("2031-03-04").date()
NOTHING = [None, float("nan"), pd.NaT, pd.NA]


@pytest.mark.medium
@pytest.mark.parametrize("first", NOTHING)
@pytest.mark.parametrize("dtype", [object, "float64", "str", "datetime64[ns]", "Int64", "category"])
def test_a_column_without_values_is_of_any_type(
    first: object, dtype: Any, frames: dict[str, pd.DataFrame]
) -> None:
    events = frames["events"]
    empty = pd.Series([None] * len(events), dtype=dtype, index=events.index)
    some = pd.Series([first, *[DAY] * (len(events) - 1)], dtype=object, index=events.index)
    for field in ("date_from", "date_to", "proposal_id"):
        report = oc.validate({"events": events.assign(**{field: empty})})
        assert "wrong-type" not in {f.rule for f in report.findings}
    report = oc.validate({"events": events.assign(date_from=some)})
    assert "wrong-type" not in {f.rule for f in report.findings}
    required = oc.validate({"events": events.assign(event_id=empty)})
    assert "required" in {f.rule for f in required.findings}


def test_dates_as_text_are_told_how_to_be_read(frames: dict[str, pd.DataFrame]) -> None:
    text = frames["events"].assign(date_from="2031-03-04")
    (found,) = [f for f in oc.validate({"events": text}).findings if f.rule == "wrong-type"]
    assert "parse_dates" in str(found.hint) and "cast" not in found.message


Spoil = Callable[[pd.DataFrame], object]
# what is wrong with the quotes → (how to break them, rule, field)
SPOILT: dict[str, tuple[Spoil, str, str | None]] = {
    "column missing": (lambda q: q.drop(columns="cue"), "missing-column", "cue"),
    "column twice": (lambda q: pd.concat([q, q[["cue"]]], axis=1), "wrong-type", "cue"),
    "number as text": (lambda q: q.assign(sequence="1"), "wrong-type", "sequence"),
    "number with a fraction": (lambda q: q.assign(sequence=1.5), "wrong-type", "sequence"),
    "number as truth": (lambda q: q.assign(sequence=True), "wrong-type", "sequence"),
    "number as date": (lambda q: q.assign(sequence=pd.Timestamp(0)), "wrong-type", "sequence"),
    "number too large": (lambda q: q.assign(sequence=2**70), "wrong-type", "sequence"),
    "text as number": (lambda q: q.assign(cue=3), "wrong-type", "cue"),
    "text as bytes": (lambda q: q.assign(cue=b"say"), "wrong-type", "cue"),
    "text as list": (
        lambda q: q.assign(cue=pd.Series([["say"]] * len(q), dtype=object)),
        "wrong-type",
        "cue",
    ),
    "text as object": (
        lambda q: q.assign(cue=pd.Series([object()] * len(q), dtype=object)),
        "wrong-type",
        "cue",
    ),
    "text mixed": (lambda q: q.assign(cue=["say", *[1] * (len(q) - 1)]), "wrong-type", "cue"),
    "text no Unicode": (
        lambda q: q.assign(cue=pd.Series(["\ud800"] * len(q), dtype=object)),
        "wrong-type",
        "cue",
    ),
    "category as number": (
        lambda q: q.assign(kind=pd.Categorical([1] * len(q))),
        "wrong-type",
        "kind",
    ),
    "category unknown": (lambda q: q.assign(kind="sung"), "vocabulary", "kind"),
    "two levels of columns": (
        lambda q: q.set_axis(pd.MultiIndex.from_product([q.columns, ["a"]]), axis=1),
        "wrong-type",
        "cue",
    ),
    "rows doubled": (lambda q: pd.concat([q, q]), "unique", "quote_id"),
    "identifiers null": (lambda q: q.assign(quote_id=None), "required", "quote_id"),
    "no frame": (lambda q: None, "wrong-type", None),
    "a series": (lambda q: q["cue"], "wrong-type", None),
    "a list": (lambda q: q.to_dict("records"), "wrong-type", None),
}


@pytest.mark.medium
@pytest.mark.parametrize("name", SPOILT)
def test_bad_frames_give_findings(name: str, frames: dict[str, pd.DataFrame]) -> None:
    spoil, rule, field = SPOILT[name]
    tables: Mapping[str, Any] = {**frames, "quotes": spoil(frames["quotes"].copy())}
    report = oc.validate(tables)
    assert not report.valid
    assert (rule, field) in [(f.rule, f.field) for f in report.findings if f.table == "quotes"]


def test_dates_with_a_time_of_day_are_refused(frames: dict[str, pd.DataFrame]) -> None:
    events = frames["events"].assign(date_from=pd.Timestamp("2031-03-04 12:30"))
    (found,) = oc.validate({**frames, "events": events}).findings
    assert (found.rule, found.field) == ("wrong-type", "date_from")


@pytest.mark.parametrize("name", TABLES)
def test_some_tables_are_judged_without_the_others(
    name: str, frames: dict[str, pd.DataFrame]
) -> None:
    report = oc.validate({name: frames[name]})
    assert report.valid
    (found,) = report.findings
    assert (found.file, found.rule, found.severity) == ("tables", "missing-table", "notice")
    left_out = [other for other in TABLES if other != name]
    assert found.message.startswith(f"not there: {', '.join(left_out)}; ")


def test_some_tables_with_a_fault_are_not_valid(frames: dict[str, pd.DataFrame]) -> None:
    report = oc.validate({"quotes": frames["quotes"].assign(kind="sung", person_id="nobody")})
    assert not report.valid
    assert {f.rule for f in report.findings} >= {"missing-table", "vocabulary"}
    assert "reference" not in {f.rule for f in report.findings}  # needs people
    with_people = oc.validate(
        {"quotes": frames["quotes"].assign(person_id="nobody"), "people": frames["people"]}
    )
    assert "reference" in {f.rule for f in with_people.findings}


@pytest.mark.parametrize("given", [{}, {"quote": pd.DataFrame()}, {3: pd.DataFrame()}])
def test_nothing_of_the_contract_is_not_valid(given: Any) -> None:
    report = oc.validate(given)
    assert not report.valid
    assert [f.rule for f in report.findings if f.severity == "error"] == ["no-table"]
    assert len(report.findings) == 1 + len(given)


def test_a_table_that_cannot_be_read_is_not_told_twice(frames: dict[str, pd.DataFrame]) -> None:
    report = oc.validate({**frames, "quotes": None})  # type: ignore[dict-item]
    assert [(f.file, f.rule) for f in report.findings] == [("quotes", "wrong-type")]


def test_text_among_the_columns_is_noticed_as_the_publishers(built: Project) -> None:
    frames = oc.load_all(built.root, articles=built.articles)
    report = oc.validate(frames)
    assert report.valid
    assert {f.file for f in report.findings} == evidenced()
    assert all("publishers" in str(f.hint) for f in report.findings)
    events = oc.validate({"accounts": frames["accounts"].assign(text="x")})
    assert "publishers" not in str(events.findings)


def test_a_thousand_columns_too_many_are_few_findings(frames: dict[str, pd.DataFrame]) -> None:
    more = pd.DataFrame({f"c{n}": [0] for n in range(1000)})
    report = oc.validate({**frames, "people": frames["people"].join(more)})
    assert report.valid and len(report.findings) == 21
    assert "980 more columns" in report.findings[-1].message


@pytest.mark.parametrize("given", [None, 3, "quotes", [], pd.DataFrame({"quotes": [1]})])
def test_what_is_no_set_of_tables(given: Any) -> None:
    report = oc.validate(given)
    assert not report.valid
    assert [f.rule for f in report.findings] == ["wrong-type"]


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("change", ["null", "text", "zero", "doubled", "empty", "reversed"])
def test_validate_never_raises(name: str, change: str, frames: dict[str, pd.DataFrame]) -> None:
    frame = frames[name]
    changes: dict[str, Callable[[], pd.DataFrame]] = {
        "null": lambda: pd.DataFrame({c: [None] * len(frame) for c in frame}),
        "text": lambda: pd.DataFrame({c: ["x"] * len(frame) for c in frame}),
        "zero": lambda: frame.apply(lambda c: c * 0 if c.dtype == "Int64" else c),
        "doubled": lambda: pd.concat([frame, frame]),
        "empty": lambda: frame.iloc[:0],
        "reversed": lambda: frame.iloc[::-1],
    }
    assert oc.validate({**frames, name: changes[change]()}).findings is not None


def run(code: str, *options: str, cwd: Path = Path("/")) -> str:
    """What an isolated interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-I", *options, "-c", code],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_is_light() -> None:
    heavy = ["pandas", "pandera", "pyarrow", "numpy", "frictionless", "edtf"]
    code = f"import sys, outsourced_care; print([m for m in {heavy} if m in sys.modules])"
    assert run(code).strip() == "[]"
    code = "import sys, outsourced_care as oc; oc.tables(); print('pandas' in sys.modules)"
    assert run(code).strip() == "False"


LOAD = """
import socket, outsourced_care as oc
def refuse(*_): raise OSError("no network")
socket.socket.connect = socket.getaddrinfo = refuse
frames = oc.load_all()
assert oc.validate(frames).valid
assert oc.schema("quotes").validate(frames["quotes"]) is not None
print(oc.__file__, *(f"{n}={len(f)}" for n, f in frames.items()), sep="\\n")
"""
COUNTS = [f"{name}={len(oc.load(name))}" for name in TABLES]


@pytest.mark.medium
def test_an_editable_install_reads_the_checkout() -> None:
    where, *counts = run(LOAD).split()
    assert Path(where).is_relative_to(ROOT / "src")
    assert counts == COUNTS


SOURCES = ("src", "data", "schemas", "pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA")
OLD = 'import outsourced_care as oc\nprint(oc.load("lamps", version="0.0.1")["name"][0])'


@pytest.mark.slow
def test_a_wheel_works_far_from_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dataset at hand needs no network; an older one is where the descriptor says."""
    source, wheels = tmp_path / "source", tmp_path / "wheels"
    source.mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    put_release(tmp_path / "releases", "0.0.1")
    monkeypatch.delenv("OUTSOURCED_CARE_RELEASES", raising=False)
    monkeypatch.setenv("OUTSOURCED_CARE_CACHE", str(tmp_path / "cache"))
    with serving(tmp_path / "releases") as site:
        descriptor = json.loads((ROOT / "datapackage.json").read_bytes())
        descriptor["releases"] = site.address
        (source / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
        folder = installed(source, wheels, tmp_path / "environment" / "packages")
        # -S: without the .pth files, so that no editable install leads back to the checkout
        paths = [str(folder), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
        where, *counts = run(f"import sys\nsys.path[:0] = {paths}\n{LOAD}", "-S").split()
        assert Path(where).is_relative_to(folder)
        assert counts == COUNTS
        told = run(f"import sys\nsys.path[:0] = {paths}\n{OLD}", "-S")
    assert told.strip() == "Lamp of 0.0.1"


def installed(source: Path, wheels: Path, folder: Path) -> Path:
    """Make a wheel, and put what it holds into a folder."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(wheels)]
    subprocess.run([*pip, "wheel", *options, str(source)], check=True, cwd="/")
    (wheel,) = wheels.glob("*.whl")
    options = ["--no-deps", "--no-index", "--target", str(folder)]
    subprocess.run([*pip, "install", *options, str(wheel)], check=True, cwd="/")
    return folder

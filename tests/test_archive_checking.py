"""`outsourced-care validate` of a folder that `extract` wrote, of any size.

Catches faults that reading in batches, file by file, or in DuckDB would miss or make up: what is
found must be what the contract finds in whole frames. And folders that are not what they say.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, examples
from hypothesis import given, settings
from hypothesis import strategies as st

import outsourced_care as oc
from outsourced_care.archive.checking import check_folder
from outsourced_care.archive.key_queries import covered
from outsourced_care.archive.origins import SOURCE_COLUMNS, SOURCES
from outsourced_care.archive.out_of_core import keys_out_of_core
from outsourced_care.archive.parts import Part, machine_descriptor
from outsourced_care.archive.streaming import batches, is_of_rows
from outsourced_care.archive.told import Told
from outsourced_care.article import article_from_text
from outsourced_care.cli import main
from outsourced_care.errors import CannotRunError
from outsourced_care.extraction.extract import extract_rows, machine_contract, to_tables
from outsourced_care.findings import Finding
from outsourced_care.judgements import judgements_of
from outsourced_care.judging import arrow_dtype, arrow_frame
from outsourced_care.reports import judged

NEWS = """\
{town} to hand children's homes to trust

{town} Council will hand its children’s homes to an independent trust by April 2031, its leader \
Lena Moss said on Tuesday.

“We owe the children of {town} something better,” said Cllr Moss. “The trust will have its own \
board.”

The lantern makers’ union said the plan was ‘a leap in the dark’ and that it had not been asked.

Inspectors from Ofsted found the homes wanting in March 2030.

Ivo Brandt, a reader in lamplighting at the University of Pellam, recommended that the council \
should keep the homes for two more years. He told {town} Council so, and the Lamp Trust.
"""
TOWNS = ("Lampford", "Pellam", "Marrowby")
KNOWN = machine_contract()
Tables = dict[str, pa.Table]
Faults = list[tuple[Any, ...]]
IN_MEMORY, OUT_OF_CORE = 10**6, -1  # how many rows may have their keys in memory


@pytest.fixture(scope="module")
def tables() -> Tables:
    made = [extract_rows(article_from_text(NEWS.format(town=town))) for town in TOWNS]
    return to_tables(made)


def write(folder: Path, tables: Mapping[str, pa.Table], parts: int = 2) -> Path:
    """A folder of machine-made tables, each in so many parts."""
    resources = []
    for name, rows in tables.items():
        (folder / name).mkdir(parents=True)
        paths, step = [], -(-max(1, rows.num_rows) // parts)
        for number in range(parts):
            paths.append(f"{name}/part-{number:05d}.parquet")
            pq.write_table(rows.slice(number * step, step), folder / paths[-1], row_group_size=3)
        resources.append({"name": f"{name}-parquet", "path": paths, "rows": rows.num_rows})
    describe(folder, resources)
    return folder


def describe(folder: Path, resources: list[Any]) -> None:
    content = {"name": "machine-made-tables", "edition": "machine", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(content), encoding="utf-8")


def resources_of(folder: Path) -> list[Any]:
    found = json.loads((folder / "datapackage.json").read_bytes())["resources"]
    assert isinstance(found, list)
    return found


def check(folder: Path, few: int = IN_MEMORY, most_rows: int = 1_000) -> list[Finding]:
    descriptor = machine_descriptor(folder)
    assert descriptor is not None
    return check_folder(folder, descriptor, few=few, most_rows=most_rows).findings


def now(folder: Path, few: int = IN_MEMORY, most_rows: int = 4) -> Faults:
    """What is found in a folder, a row counted over the parts of its table."""
    before: dict[str, int] = {}
    for resource in resources_of(folder):
        rows = 0
        for path in resource["path"]:
            before[(folder / path).as_posix()] = rows
            rows += pq.read_metadata(folder / path).num_rows
    return sorted(
        (
            f.table,
            0 if f.line is None else before[f.file] + f.line,
            str(f.field),
            f.rule,
            f.severity,
            f.message,
            str(f.record),
            f.hint,
        )
        for f in check(folder, few, most_rows)
        if f.rule != "missing-table"
    )


def whole(tables: Mapping[str, pa.Table]) -> Faults:
    """What the contract finds in whole frames."""
    frames = {name: arrow_frame(rows) for name, rows in tables.items()}
    return sorted(
        (f.table, f.line or 0, str(f.field), f.rule, f.severity, f.message, str(f.record), f.hint)
        for f in judged(frames, KNOWN)
    )


def without_near(faults: Faults, few: int) -> Faults:
    """Faults without what out of core cannot be told: which identifiers are near."""
    if few > 0:
        return faults
    return [(*f[:-1], None if f[3] == "reference" else f[-1]) for f in faults]


def spoil(tables: Tables, table: str, row: int, field: str, value: Any) -> Tables:
    """The tables with another cell."""
    rows = tables[table]
    cells = rows[field].to_pylist()
    cells[row % max(1, len(cells))] = value
    column = pa.array(cells, rows.schema.field(field).type)
    return {
        **tables,
        table: rows.set_column(
            rows.schema.get_field_index(field), pa.field(field, column.type), column
        ),
    }


def repeat(tables: Tables, table: str, row: int) -> Tables:
    """The tables with a row once more, at the end."""
    rows = tables[table]
    return {**tables, table: pa.concat_tables([rows, rows.slice(row % rows.num_rows, 1)])}


def drop(tables: Tables, table: str, row: int) -> Tables:
    """The tables without a row."""
    rows = tables[table]
    row %= rows.num_rows
    return {**tables, table: pa.concat_tables([rows.slice(0, row), rows.slice(row + 1)])}


SPOILT: list[tuple[str, int, str, Any]] = [
    ("articles", 0, "article_id", None),
    ("articles", 1, "article_id", "elsewhere"),
    ("articles", 1, "published", "yesterday"),
    ("articles", 2, "published", "2030-02"),
    ("articles", 2, "url", "ftp://lamps.example"),
    ("articles", 2, "word_count", 0),
    ("quotes", 0, "quote_id", None),
    ("quotes", 1, "article_id", "nowhere"),
    ("quotes", 2, "article_id", None),
    ("quotes", 3, "sequence", 9),
    ("quotes", 4, "sequence", None),
    ("quotes", 5, "word_count", 77),
    ("quotes", 6, "word_count", None),
    ("quotes", 7, "person_id", "nobody"),
    ("quotes", 8, "organisation_id", "no-body"),
    ("quotes", 9, "speaker_kind", "organisation"),
    ("quotes", 9, "person_id", "lena-moss"),
    ("quotes", 10, "speaker_kind", "anonymous"),
    ("quotes", 10, "speaker", "=Lena Moss"),
    ("quotes", 11, "kind", "sung"),
    ("quotes", 11, "confidence", 2.0),
    ("quotes", 12, "confidence", float("inf")),
    ("quotes", 12, "text", "  "),
    ("quotes", 13, "end", 0),
    ("quotes", 14, "quote_id", "another"),
    ("events", 0, "event_id", "another"),
    ("events", 1, "status", "likely"),
    ("events", 2, "date", "2031-13"),
    ("proposals", 0, "proposal_id", "another"),
    ("organisations", 0, "organisation_id", None),
    ("organisations", 2, "name", " Lamp"),
    ("people", 0, "person_id", "another"),
    ("participants", 0, "part", 4),
    ("participants", 0, "person_id", "a"),
    ("participants", 0, "organisation_id", "b"),
    ("participants", 1, "record_id", "nothing"),
    ("participants", 2, "table", "events"),
    ("evidence", 0, "part", 3),
    ("evidence", 1, "part", None),
    ("evidence", 2, "record_id", None),
    ("evidence", 3, "table", "lamps"),
    ("evidence", 4, "article_id", "nowhere"),
    ("evidence", 5, "word_count", 10**6),
    ("evidence", 6, "start", None),
    ("evidence", 7, "word_count", None),
]


def all_spoilt(tables: Tables) -> Tables:
    for case in SPOILT:
        tables = spoil(tables, *case)
    for name in tables:
        tables = repeat(repeat(repeat(tables, name, 2), name, 2), name, -5)
    return tables


def test_every_rule_of_whole_tables_has_a_query(tables: Tables) -> None:
    frames = {name: arrow_frame(rows) for name, rows in tables.items()}
    for name, table in KNOWN.items():
        judgements = judgements_of(table, KNOWN, frames, arrow_dtype)
        assert {j.name for j in judgements if not is_of_rows(j)} == covered(table), name


@pytest.mark.parametrize("few", [IN_MEMORY, OUT_OF_CORE])
def test_what_is_sound_is_found_sound(few: int, tables: Tables, tmp_path: Path) -> None:
    assert check(write(tmp_path / "made", tables, parts=3), few) == []


@pytest.fixture(scope="module")
def spoilt(tables: Tables) -> Tables:
    return all_spoilt(tables)


@pytest.fixture(scope="module")
def faults(spoilt: Tables) -> Faults:
    return whole(spoilt)


@pytest.mark.parametrize("few", [IN_MEMORY, OUT_OF_CORE])
def test_what_is_found_is_what_whole_frames_show(
    few: int, spoilt: Tables, faults: Faults, tmp_path: Path
) -> None:
    found = now(write(tmp_path / "made", spoilt), few)
    assert without_near(found, few) == without_near(faults, few)


def test_every_rule_of_whole_tables_is_broken_by_a_case(spoilt: Tables, faults: Faults) -> None:
    frames = {name: arrow_frame(rows) for name, rows in spoilt.items()}
    every = {
        (name, j.field, j.rule)
        for name, table in KNOWN.items()
        for j in judgements_of(table, KNOWN, frames, arrow_dtype)
        if not is_of_rows(j)
    }
    assert {(f[0], f[2], f[3]) for f in faults} >= every


# --- any damage ----------------------------------------------------------------------------------

CELLS: dict[str, list[Any]] = {
    "string": [None, "", " x", "quotes", "events", "person", "spokesperson", "lena-moss", "2031"],
    "integer": [None, -1, 0, 1, 2, 3, 17, 500],
    "number": [None, -0.5, 0.0, 1.0, 1.5, float("inf")],
    "date": [None],
}


def others(tables: Tables, table: str, field: str) -> list[Any]:
    """Cells that could stand in a field: such as are there, and such as should not be."""
    known = tables[table][field].to_pylist()
    if field in ("record_id", "article_id"):
        known += (
            tables["quotes"]["quote_id"].to_pylist() + tables["articles"]["article_id"].to_pylist()
        )
    return [*dict.fromkeys(known), *CELLS[KNOWN[table][field].type]]


@st.composite
def damage(draw: st.DrawFn, tables: Tables) -> Tables:
    table = draw(st.sampled_from(list(tables)))
    row = draw(st.integers(0, 30))
    kind = draw(st.sampled_from(["cell", "cell", "cell", "cell", "repeat", "drop"]))
    if kind == "repeat":
        return repeat(tables, table, row)
    if kind == "drop":
        return drop(tables, table, row) if tables[table].num_rows > 1 else tables
    field = draw(st.sampled_from(KNOWN[table].names))
    return spoil(tables, table, row, field, draw(st.sampled_from(others(tables, table, field))))


def find_any_damage(data: st.DataObject, tables: Tables, folder: Path) -> None:
    for _ in range(data.draw(st.integers(1, 12))):
        tables = data.draw(damage(tables))
    left = data.draw(st.lists(st.sampled_from(list(tables)), max_size=2))
    tables = {name: rows for name, rows in tables.items() if name not in left}
    few = data.draw(st.sampled_from([IN_MEMORY, OUT_OF_CORE]))
    write(folder, tables, data.draw(st.integers(1, 3)))
    found = now(folder, few, data.draw(st.integers(1, 9)))
    assert without_near(found, few) == without_near(whole(tables), few)


@pytest.mark.medium
@settings(max_examples=examples(16))
@given(data=st.data())
def test_any_damage_is_found_as_whole_frames_show_it(
    data: st.DataObject, tables: Tables, tmp_path_factory: pytest.TempPathFactory
) -> None:
    find_any_damage(data, tables, tmp_path_factory.mktemp("any") / "made")


@pytest.mark.slow
@settings(max_examples=examples(300))
@given(data=st.data())
def test_much_damage_is_found_as_whole_frames_show_it(
    data: st.DataObject, tables: Tables, tmp_path_factory: pytest.TempPathFactory
) -> None:
    find_any_damage(data, tables, tmp_path_factory.mktemp("any") / "made")


# --- folders that are not what they say ----------------------------------------------------------


@pytest.fixture
def made(tables: Tables, tmp_path: Path) -> Path:
    """A folder of some tables."""
    return write(tmp_path / "made", {name: tables[name] for name in ("articles", "quotes")})


LEFT_OUT = ("notice", "missing-table")


def rules(found: list[Finding]) -> set[tuple[str, str]]:
    return {(f.severity, f.rule) for f in found}


def described(folder: Path, table: str, **changes: Any) -> None:
    """Change what the descriptor says of a table."""
    resources = resources_of(folder)
    for one in resources:
        if one["name"] == f"{table}-parquet":
            one.update(changes)
    describe(folder, resources)


def instead(part: Path, make: Callable[[Path], object]) -> None:
    part.unlink()
    make(part)


PART = "quotes/part-00001.parquet"
OTHER: list[tuple[str, Callable[[Path], object], set[tuple[str, str]], str]] = [
    ("a part is gone", lambda d: (d / PART).unlink(), {("error", "unreadable")}, "is not there"),
    ("no Parquet", lambda d: (d / PART).write_bytes(b"PAR1"), {("error", "unreadable")}, PART),
    (
        "a folder for a part",
        lambda d: instead(d / PART, Path.mkdir),
        {("error", "unreadable")},
        "is no file",
    ),
    (
        "a pipe for a part",
        lambda d: instead(d / PART, os.mkfifo),
        {("error", "unreadable")},
        "is no file",
    ),
    (
        "a link out",
        lambda d: instead(d / PART, lambda part: part.symlink_to("/dev/zero")),
        {("error", "unreadable")},
        "outside",
    ),
    (
        "a path out",
        lambda d: described(d, "quotes", path=["../../quotes.parquet"]),
        {("error", "unreadable"), ("error", "extra-file")},
        "outside",
    ),
    (
        "an address",
        lambda d: described(d, "articles", path="https://lamps.example/articles.parquet"),
        {("error", "unreadable"), ("error", "extra-file")},
        "is an address",
    ),
    (
        "no path",
        lambda d: described(d, "quotes", path=[7]),
        {("error", "unreadable"), ("error", "extra-file")},
        "no path",
    ),
    (
        "a part twice",
        lambda d: described(d, "quotes", path=[PART, PART]),
        {("error", "unreadable"), ("error", "extra-file")},
        "is listed twice",
    ),
    (
        "a part that is not listed",
        lambda d: (d / "quotes" / "part-00009.parquet").write_bytes((d / PART).read_bytes()),
        {("error", "extra-file")},
        "readers of quotes take it",
    ),
    ("what is hidden", lambda d: (d / "quotes" / ".part.crc").write_text("x"), set(), ""),
    ("no list", lambda d: (d / SOURCES).write_bytes(b"x"), {("error", "unreadable")}, SOURCES),
    ("a pipe for it", lambda d: os.mkfifo(d / SOURCES), {("error", "unreadable")}, "is no file"),
    (
        "another list",
        lambda d: pq.write_table(pa.table({"lamp": [1]}), d / SOURCES),
        {("error", "wrong-columns")},
        "has the columns lamp",
    ),
    (
        "a list too short",
        lambda d: pq.write_table(pa.table({n: ["x"] for n in SOURCE_COLUMNS}), d / SOURCES),
        {("error", "row-count")},
        "sources.parquet has 1 rows, there are 3 articles",
    ),
    ("other files", lambda d: (d / "notes.txt").write_text("x"), {("notice", "extra-file")}, ""),
    (
        "a table twice",
        lambda d: describe(d, [*resources_of(d), resources_of(d)[0]]),
        {("error", "descriptor")},
        "two resources",
    ),
    (
        "no table of ours",
        lambda d: describe(d, [*resources_of(d), {"name": "lamps"}, 7]),
        {("notice", "extra-table")},
        "'lamps'",
    ),
    (
        "another number of rows",
        lambda d: described(d, "quotes", rows=1),
        {("error", "row-count")},
        "records 1 rows of quotes",
    ),
]


@pytest.mark.parametrize(("do", "told", "said"), [o[1:] for o in OTHER], ids=[o[0] for o in OTHER])
def test_a_folder_that_is_not_what_it_says_is_told(
    do: Callable[[Path], object], told: set[tuple[str, str]], said: str, made: Path
) -> None:
    do(made)
    found = check(made)
    assert not any("not there: quotes" in f.message for f in found)  # a part of it always is
    assert rules(found) - {LEFT_OUT} == told
    assert any(said in f.message for f in found)


def rewritten(folder: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    pq.write_table(change(pq.read_table(folder / PART)), folder / PART)


def typed(kind: pa.DataType, *fields: str) -> Callable[[pa.Table], pa.Table]:
    def change(rows: pa.Table) -> pa.Table:
        for field in fields:
            column = rows[field].cast(kind)
            rows = rows.set_column(rows.schema.get_field_index(field), field, column)
        return rows

    return change


COLUMNS: list[tuple[str, Callable[[pa.Table], pa.Table], set[tuple[str, str]], str]] = [
    ("none", lambda t: t.drop(["kind"]), {("error", "missing-column")}, "kind is missing"),
    (
        "one more",
        lambda t: t.append_column("mood", pa.nulls(len(t))),
        {("notice", "extra-column")},
        "mood is no column",
    ),
    (
        "one twice",
        lambda t: t.append_column("kind", t["kind"]),
        {("error", "wrong-type")},
        "more than once",
    ),
    ("numbers as text", typed(pa.string(), "start"), {("error", "wrong-type")}, "holds text"),
    ("text as numbers", typed(pa.binary(), "kind"), {("error", "wrong-type")}, "binary"),
]


@pytest.mark.parametrize(
    ("change", "told", "said"), [c[1:] for c in COLUMNS], ids=[c[0] for c in COLUMNS]
)
def test_parts_with_other_columns(
    change: Callable[[pa.Table], pa.Table], told: set[tuple[str, str]], said: str, made: Path
) -> None:
    rewritten(made, change)
    found = [f for f in check(made) if f.rule != "missing-table"]
    assert rules(found) == told
    assert [f.file for f in found] == [(made / PART).as_posix()]
    assert said in found[0].message


def test_columns_of_other_types_that_hold_the_same(made: Path) -> None:
    rewritten(made, typed(pa.int32(), "start", "sequence"))
    rewritten(made, typed(pa.float64(), "end", "word_count"))
    rewritten(made, typed(pa.large_string(), "text", "quote_id"))
    rewritten(made, typed(pa.dictionary(pa.int32(), pa.string()), "kind", "article_id"))
    rewritten(made, lambda rows: rows.select(rows.column_names[::-1]))
    both = IN_MEMORY, OUT_OF_CORE
    assert [rules(check(made, few)) for few in both] == [{LEFT_OUT}] * 2
    described(made, "quotes", rows=None)
    rewritten(made, lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]))
    assert [rules(check(made, few)) for few in both] == [{LEFT_OUT, ("error", "unique")}] * 2


def not_text(rows: pa.Table) -> pa.Table:
    """The rows with a first speaker that is no UTF-8."""
    cells = [b"\xff\xfe", *(b"Lena" for _ in range(len(rows) - 1))]
    raw = pa.array(cells, pa.binary())
    column = pa.StringArray.from_buffers(len(raw), *raw.buffers()[1:])
    return rows.set_column(rows.schema.get_field_index("speaker"), "speaker", column)


def test_text_that_is_none_is_told(made: Path) -> None:
    rewritten(made, not_text)
    found = [f for f in check(made) if f.rule != "missing-table"]
    assert [(f.rule, f.file) for f in found] == [("unreadable", (made / PART).as_posix())]
    assert "UTF8" in found[0].message
    with pytest.raises(oc.DatasetError, match=r"no readable quotes table: .*UTF8"):
        oc.load("quotes", made)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.6, 0.95])
def test_a_part_with_another_end_is_told(share: float, made: Path) -> None:
    raw = (made / PART).read_bytes()
    at = int(len(raw) * share)
    (made / PART).write_bytes(raw[:at] + bytes(len(raw) - at))
    assert ("error", "unreadable") in rules(check(made))


def test_a_part_that_breaks_in_the_middle_is_told(tables: Tables, tmp_path: Path) -> None:
    """Its footer is right, so that it is known as broken only where it is read."""
    folder = write(tmp_path / "made", tables, parts=1)
    part = folder / "evidence" / "part-00000.parquet"
    column = pq.read_metadata(part).row_group(3).column(1)
    raw = bytearray(part.read_bytes())
    at = column.dictionary_page_offset or column.data_page_offset
    raw[at : at + 40] = b"\xff" * 40
    part.write_bytes(raw)
    found = check(folder)
    assert [(f.rule, f.file) for f in found] == [("unreadable", part.as_posix())]


def test_a_finding_names_part_and_row(tables: Tables, tmp_path: Path) -> None:
    spoilt = spoil(spoil(tables, "quotes", 9, "kind", "sung"), "quotes", 14, "quote_id", "another")
    found = check(write(tmp_path / "made", spoilt, parts=2))
    part, row = tmp_path / "made" / PART, {f.rule: f.line for f in found}
    assert {f.file for f in found if f.table == "quotes"} == {part.as_posix()}
    assert (row["vocabulary"], row["quote-without-evidence"]) == (2, 7)
    assert pq.read_table(part)["kind"][1].as_py() == "sung"


@pytest.mark.parametrize(
    ("rows", "length", "most"), [(150_000, 8, 65_536), (2_000, 20_000, 64 * 2**20 // 60_000)]
)
def test_a_part_of_one_row_group_is_read_in_batches(
    rows: int, length: int, most: int, tmp_path: Path
) -> None:
    table = KNOWN["people"]
    part = tmp_path / "part-00000.parquet"
    made = pa.Table.from_arrays([pa.array(["l" * length] * rows)] * 3, schema=table.to_arrow())
    pq.write_table(made, part, row_group_size=rows, use_dictionary=False)
    read = [batch.rows.num_rows for batch in batches(Part(part, rows), table, Told()) if batch]
    assert sum(read) == rows
    assert max(read) <= most


@pytest.mark.parametrize("few", [IN_MEMORY, OUT_OF_CORE])
def test_tables_that_are_left_out_are_not_asked(few: int, tables: Tables, tmp_path: Path) -> None:
    spoilt = spoil(tables, "quotes", 3, "article_id", "nowhere")
    some = {name: spoilt[name] for name in ("articles", "quotes")}
    found = check(write(tmp_path / "made", some), few)
    assert rules(found) == {("notice", "missing-table"), ("error", "reference")}
    only = check(write(tmp_path / "only", {"quotes": spoilt["quotes"]}), few)
    assert rules(only) == {("notice", "missing-table")}
    assert "articles" in only[0].message and "quotes" not in only[0].message


def test_of_many_findings_the_first_are_told_and_how_many_there_are(
    tables: Tables, tmp_path: Path
) -> None:
    rows = pa.concat_tables([tables["people"]] * 600)
    long = pa.array(["=" + "lamp" * 1_000] * len(rows))
    rows = rows.set_column(2, "name", long)
    for few in (IN_MEMORY, OUT_OF_CORE):
        found = check(write(tmp_path / str(few), {"people": rows}, parts=3), few, 500)
        for rule, there in (
            ("text-cell", len(rows)),
            ("unique", len(rows) - len(tables["people"])),
        ):
            own = [f for f in found if f.rule == rule]
            assert len(own) == 1_001
            assert f"{there - 1_000:,} more of people" in own[-1].message
            assert f"{there:,} in all" in own[-1].message
            assert max(len(f.message) for f in own) < 3_000


# --- the command ---------------------------------------------------------------------------------


def test_the_command_tells_files_rows_and_faults(
    tables: Tables, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "made", tables)
    assert main(["validate", str(folder)]) == 0
    rows = sum(len(rows) for rows in tables.values())
    assert f"16 files, 8 machine-made tables, {rows} rows: no errors" in capsys.readouterr().err
    rewritten(folder, lambda quotes: quotes.slice(1))
    assert main(["validate", str(folder / "datapackage.json")]) == 1
    out = capsys.readouterr().out
    assert "datapackage.json: error: the descriptor records" in out
    assert f"{PART}:1: error: The sequence does not follow" in out


def test_without_duckdb_many_rows_need_one_line(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert rules(check(made, IN_MEMORY)) == {LEFT_OUT}
    with pytest.raises(CannotRunError, match=r'pip install "outsourced-care\[duckdb\]"'):
        check(made, OUT_OF_CORE)


LIMITED = """
import resource, signal, sys
from outsourced_care.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
sys.exit(main(["validate", sys.argv[1]]))
"""


@pytest.fixture
def made_folder(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """What makes large folders for the benchmarks."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return importlib.import_module("made_folder")


@pytest.mark.medium
def test_too_little_memory_ends_it_in_a_line(made_folder: ModuleType) -> None:
    with (
        pytest.raises(CannotRunError, match="keys cannot be checked: Out of Memory") as caught,
        keys_out_of_core(100_000, "12MB") as keys,
    ):
        for tables in made_folder.tables(100_000):
            for name, rows in tables.items():
                keys.add(KNOWN[name], rows)
        list(keys.at_fault(KNOWN, lambda _: None, 10))
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_a_full_disk_ends_it_in_a_line(made_folder: ModuleType, tmp_path: Path) -> None:
    made_folder.write(tmp_path / "made", 600_000)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "made")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 2, done.stderr
    assert "the keys cannot be checked: " in done.stderr
    assert done.stderr.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["made"]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks", "archive_checking", "--rows", "4000000"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    memory = [
        int(peak.replace(",", ""))
        for peak in re.findall(
            r"^\| .* \| [\d,]+ \| .* \| ([\d,]+) \| [\d.]+ \|$", done.stdout, re.M
        )
    ]
    _, many, few, whole = memory
    assert many < 2 * few  # of four times the rows; DuckDB fills its bound more or less
    assert few < whole

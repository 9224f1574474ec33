"""`outsourced-care export`: every format holds the content that `load` gives, and nothing else.

Catches cells that a format changes (dates, large numbers, `007`, texts that look like formulas),
databases without their keys, bytes that differ from one run to the next, targets that are
overwritten unasked, and half-written files after a failure.
"""

from __future__ import annotations

import datetime as dt
import errno
import io
import json
import shutil
import sqlite3
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from conftest import ROOT, Project
from frictionless import validate as validate_descriptor
from lamp_releases import put as put_release

import outsourced_care as oc
from outsourced_care.cli import main
from outsourced_care.content import read_csv, read_parquet
from outsourced_care.contract import Contract
from outsourced_care.exports import FORMATS, duckdb_file, folders, sqlite_file, workbook
from outsourced_care.exports.bundle import Bundle, ExportError
from outsourced_care.home import contract

pytestmark = pytest.mark.medium

Rows = list[tuple[Any, ...]]
FOLDERS = ("csv", "parquet", "json")
WRITERS = {
    **dict.fromkeys(FOLDERS, folders), "xlsx": workbook, "sqlite": sqlite_file,
    "duckdb": duckdb_file,
}  # fmt: skip


def plain(value: Any) -> Any:
    """A cell as Python has it; dates in ISO form, whatever type a format gives them."""
    if isinstance(value, dt.datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, dt.date) else value


def in_order(name: str, rows: Rows) -> Rows:
    """Rows with plain cells in the order of the primary key."""
    table = contract()[name]
    keys = [table.names.index(k) for k in table.primary_key]
    cells = [tuple(plain(c) for c in row) for row in rows]
    return sorted(cells, key=lambda row: [row[k] for k in keys])


def loaded(name: str) -> Rows:
    """What `load` gives, cell by cell."""
    frame = oc.load(name).astype(object)
    whole = frame.where(frame.notna(), None)
    return in_order(name, list(whole.itertuples(index=False, name=None)))


def from_folder(path: Path, name: str, form: str) -> Rows:
    raw = (path / f"{name}.{form}").read_bytes()
    if form == "json":
        records = json.loads(raw)
        assert all(list(r) == list(contract()[name].names) for r in records)
        return [tuple(r.values()) for r in records]
    reader = read_csv if form == "csv" else read_parquet
    return [tuple(r.values()) for r in reader(raw, contract()[name]).to_pylist()]


def opened(path: Path) -> openpyxl.Workbook:
    """A workbook, whatever its file is called."""
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def from_workbook(path: Path, name: str, form: str) -> Rows:
    sheet = opened(path)[name]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == contract()[name].names
    return rows[1:]


def from_sqlite(path: Path, name: str, form: str) -> Rows:
    database = sqlite3.connect(path)
    booleans = [f.type == "boolean" for f in contract()[name].fields]
    rows = database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
    database.close()
    return [
        tuple(bool(c) if b and c is not None else c for c, b in zip(row, booleans, strict=True))
        for row in rows
    ]


def from_duckdb(path: Path, name: str, form: str) -> Rows:
    with duckdb.connect(str(path), read_only=True) as database:
        return database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608


READERS: dict[str, Callable[[Path, str, str], Rows]] = {
    **dict.fromkeys(FOLDERS, from_folder), "xlsx": from_workbook, "sqlite": from_sqlite,
    "duckdb": from_duckdb,
}  # fmt: skip


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dataset in every format, each under the format's name."""
    folder = tmp_path_factory.mktemp("exported")
    for form in FORMATS:
        assert main(["export", form, "--out", str(folder / form)]) == 0
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_what_load_gives(exported: Path, form: str) -> None:
    for name in oc.tables():
        rows = in_order(name, READERS[form](exported / form, name, form))
        assert rows == loaded(name), name
        types = [{type(c) for c in column if c is not None} for column in zip(*rows, strict=True)]
        wanted = [
            {type(c) for c in col if c is not None} for col in zip(*loaded(name), strict=True)
        ]
        if form != "xlsx":  # a workbook has one type of number
            assert types == wanted, name


AWKWARD = (
    "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"x\")", "https://example.org/", "007", "1e3", "NA",
    "null", "TRUE", "2031-02-03", "a\tb", " soup ", "soup\noil", 'say "soup"', "'", "brûlée 🍲",
)  # fmt: skip
DATES = (dt.date(1, 1, 1), dt.date(1890, 5, 1), dt.date(1900, 2, 28), dt.date(2012, 2, 29))


def awkward_bundle() -> Bundle:
    """Two tables whose cells are easily changed on the way."""
    tables = [contract()[n] for n in ("events", "proposal_terms")]
    events, terms = tables
    base: dict[str, Any] = {f.name: "soup" for f in events.fields} | {"proposal_id": None}
    base |= {f.name: f.values[0] for f in events.fields if f.categories}
    event_rows = [
        base | {"event_id": f"e{n}", "date_from": day, "date_to": None}
        for n, day in enumerate(DATES)
    ]
    aspect = terms["aspect"].values[0]
    term_rows = [
        {"term_id": f"t{n:02}", "proposal_id": "p", "aspect": aspect, "statement": text,
         "quantity": n / 3, "unit": None, "payer": text}
        for n, text in enumerate(AWKWARD)
    ]  # fmt: skip
    rows = {
        t.name: pa.Table.from_pylist(r, schema=t.to_arrow())
        for t, r in ((events, event_rows), (terms, term_rows))
    }
    words = {"title": "Soup", "version": "9.9.9", "description": "=1+1",
             "licenses": [{"name": "CC0"}], "contributors": [{"title": "Cook"}]}  # fmt: skip
    return Bundle(Contract(tables), rows, words)


def of_16_digits(cell: Any) -> Any:
    """What a workbook keeps of a number."""
    return float(f"{cell:.16g}") if isinstance(cell, float) else cell


@pytest.mark.parametrize("form", FORMATS)
def test_awkward_cells_come_back(tmp_path: Path, form: str) -> None:
    bundle = awkward_bundle()
    WRITERS[form].write(bundle, tmp_path / form, form, lambda _: None)
    for name, rows in bundle.rows.items():
        expected = in_order(name, [tuple(r.values()) for r in rows.to_pylist()])
        if form == "xlsx":  # numbers of 16 digits
            expected = [tuple(map(of_16_digits, row)) for row in expected]
        assert in_order(name, READERS[form](tmp_path / form, name, form)) == expected


def test_a_workbook_runs_nothing(tmp_path: Path) -> None:
    workbook.write(awkward_bundle(), tmp_path / "book.xlsx", "xlsx", lambda _: None)
    with zipfile.ZipFile(tmp_path / "book.xlsx") as parts:
        for name in parts.namelist():
            content = parts.read(name)
            assert b"<f>" not in content and b"<f " not in content
            assert b"<hyperlink" not in content and b'TargetMode="External"' not in content
        assert not [n for n in parts.namelist() if "vba" in n.lower() or "external" in n.lower()]
    kinds = {c.data_type for s in opened(tmp_path / "book.xlsx") for r in s for c in r}
    assert "f" not in kinds


def test_a_workbook_says_what_it_is(exported: Path) -> None:
    book = opened(exported / "xlsx")
    assert book.sheetnames == ["about", *oc.tables(), "dictionary"]
    about = {str(r[0]): str(r[1]) for r in book["about"].iter_rows(values_only=True)}
    assert about["version"] == oc.__version__
    assert "CC BY 4.0" in about["how to cite"] and "Outsourced Care" in about["how to cite"]
    assert "creativecommons.org" in about["licence"]
    quotes = book["quotes"]
    assert (quotes.freeze_panes, quotes.auto_filter.ref) == ("B2", quotes.dimensions)
    assert isinstance(quotes.cell(2, contract()["quotes"].names.index("sequence") + 1).value, int)
    days = contract()["articles"].names.index("published_from") + 1
    assert isinstance(book["articles"].cell(2, days).value, dt.datetime)
    meanings = list(book["dictionary"].iter_rows(min_row=2, values_only=True))
    for table in contract().values():
        for field in table.fields:
            cells = [m for m in meanings if m[:2] == (table.name, field.name)]
            assert cells[0][-1] == field.description
            assert tuple(c[5] for c in cells[1:]) == field.values


@pytest.mark.parametrize("number", [2**53 + 1, -(2**53) - 1])
def test_a_workbook_never_rounds(tmp_path: Path, number: int) -> None:
    table = contract()["quotes"]
    row: dict[str, Any] = {f.name: "x" if f.type == "string" else number for f in table.fields}
    rows = pa.Table.from_pylist([row], schema=table.to_arrow())
    bundle = Bundle(Contract([table]), {"quotes": rows}, awkward_bundle().words)
    with pytest.raises(ExportError, match=r"quotes\.sequence"):
        workbook.write(bundle, tmp_path / "book.xlsx", "xlsx", lambda _: None)


@pytest.mark.parametrize("form", ["xlsx", "sqlite", *FOLDERS])
def test_the_same_bytes_again(
    exported: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    out = tmp_path / "again"
    assert main(["export", form, "--out", str(out)]) == 0
    if form in FOLDERS:
        names = sorted(p.name for p in out.iterdir())
        assert names == sorted(["datapackage.json", *(f"{t}.{form}" for t in oc.tables())])
        for name in names:
            assert (out / name).read_bytes() == (exported / form / name).read_bytes()
    else:
        assert out.read_bytes() == (exported / form).read_bytes()


def test_csv_and_parquet_are_the_published_files(exported: Path) -> None:
    for name in oc.tables():
        published = (ROOT / f"data/{name}.csv").read_bytes()
        assert (exported / "csv" / f"{name}.csv").read_bytes() == published


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_exported_folder_is_a_package(exported: Path, form: str) -> None:
    assert validate_descriptor(str(exported / form / "datapackage.json")).valid
    assert main(["validate", str(exported / form)]) == 0
    assert main(["verify", str(exported / form)]) == 0
    pd.testing.assert_frame_equal(oc.load("quotes", exported / form), oc.load("quotes"))


def test_a_sqlite_database_has_keys_indexes_and_meanings(exported: Path) -> None:
    database = sqlite3.connect(exported / "sqlite")
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for name, table in contract().items():
        info = database.execute("SELECT * FROM pragma_table_info(?)", (name,)).fetchall()
        kinds = {"string": "TEXT", "integer": "INTEGER", "number": "REAL"}
        wanted = [kinds.get(f.type, f.type.upper()) for f in table.fields]
        assert [c[2] for c in info] == wanted
        assert [bool(c[3]) for c in info] == [f.required for f in table.fields]
        key = sorted((c[5], c[1]) for c in info if c[5])
        assert [k[1] for k in key] == list(table.primary_key)
        keys = database.execute("SELECT * FROM pragma_foreign_key_list(?)", (name,)).fetchall()
        assert {(k[3], k[2], k[4]) for k in keys} == {
            (k.fields[0], k.resource, k.reference[0]) for k in table.foreign_keys
        }
        indexed = database.execute(
            'SELECT ii.name FROM pragma_index_list(?) il, pragma_index_info(il.name) ii '
            "WHERE ii.seqno = 0", (name,),
        ).fetchall()  # fmt: skip
        assert {k.fields[0] for k in table.foreign_keys} <= {i[0] for i in indexed}
        columns = database.execute(
            'SELECT "column", description FROM dictionary WHERE "table" = ? ORDER BY position',
            (name,),
        ).fetchall()
        assert columns == [(f.name, f.description) for f in table.fields]
    values = database.execute("SELECT count(*) FROM dictionary_values").fetchone()[0]
    assert values == sum(len(f.values) for t in contract().values() for f in t.fields)
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE quotes SET kind = 'shouted'")
    database.close()


def test_a_duckdb_database_has_keys_and_comments(exported: Path) -> None:
    with duckdb.connect(str(exported / "duckdb"), read_only=True) as database:
        comments = dict(
            database.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall()
        )
        columns = {
            (t, c): (k, m)
            for t, c, k, m in database.execute(
                "SELECT table_name, column_name, data_type, comment FROM duckdb_columns()"
            ).fetchall()
        }
        keys = database.execute(
            "SELECT table_name, constraint_type FROM duckdb_constraints() "
            "WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')"
        ).fetchall()
        indexes = database.execute("SELECT table_name FROM duckdb_indexes()").fetchall()
    kinds = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE"}
    for name, table in contract().items():
        assert comments[name] == table.description
        assert keys.count((name, "PRIMARY KEY")) == 1
        assert keys.count((name, "FOREIGN KEY")) == len(table.foreign_keys)
        for f in table.fields:
            kind, meaning = columns[name, f.name]
            assert kind == kinds.get(f.type, f.type.upper())
            assert meaning.startswith(f.description)
            assert all(f"{c.value}: {c.description}" in meaning for c in f.categories)
    assert ("quotes",) in indexes


def test_quotes_full_joins_what_people_ask_for(exported: Path) -> None:
    asked = (
        "quote_id, article_title, publisher, published, speaker, organisation, speaker_role, "
        "positions, stances"
    )
    query = f"SELECT {asked} FROM quotes_full ORDER BY quote_id"  # noqa: S608
    database = sqlite3.connect(exported / "sqlite")
    rows = database.execute(query).fetchall()
    database.close()
    with duckdb.connect(str(exported / "duckdb"), read_only=True) as other:
        assert other.execute(query).fetchall() == rows
    articles = oc.load("articles").set_index("article_id")
    positions = oc.load("positions")
    quotes = oc.load("quotes").set_index("quote_id")
    assert len(rows) == len(quotes)
    for quote_id, title, publisher, published, *_, count, stances in rows:
        article = articles.loc[quotes.loc[quote_id, "article_id"]]
        assert (title, published) == (article["title"], article["published"])
        assert publisher == (None if pd.isna(article["publisher"]) else article["publisher"])
        own = positions[positions["quote_id"] == quote_id]
        assert count == len(own)
        said = {f"{a}: {s}" for a, s in zip(own["aspect"], own["stance"], strict=True)}
        assert stances == ("; ".join(sorted(said)) or None)


@pytest.mark.parametrize("form", FORMATS)
def test_some_tables_only(tmp_path: Path, form: str) -> None:
    out = tmp_path / "some"
    names = ["quotes", "organisations"]
    assert main(["export", form, "--out", str(out), "--table", *reversed(names)]) == 0
    for name in names:
        assert in_order(name, READERS[form](out, name, form)) == loaded(name)
    if form in FOLDERS:
        assert {p.stem for p in out.iterdir()} == {*names, "datapackage"}
    if form == "csv":
        assert validate_descriptor(str(out / "datapackage.json")).valid


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["xls"], "did you mean xlsx"),
        (["xls"], "csv, parquet, json, xlsx, sqlite, duckdb"),
        (["pdf"], "there is no format 'pdf'; one of: csv, parquet, json, xlsx, sqlite, duckdb\n"),
        (["csv", "--table", "qoutes"], "did you mean quotes"),
        (["csv", "--table", "qoutes"], ", ".join(oc.tables())),
    ],
)
def test_unknown_names_are_answered_with_the_valid_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    out = tmp_path / "out"
    assert main(["export", *arguments[:1], "--out", str(out), *arguments[1:]]) == 2
    line = capsys.readouterr().err
    assert said in line and line.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def refused(capsys: pytest.CaptureFixture[str], form: str, out: Path, *more: str) -> str:
    """The one line that says why an export was refused."""
    assert main(["export", form, "--out", str(out), *more]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    return said.err


def test_what_exists_is_replaced_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, folder = tmp_path / "a.sqlite", tmp_path / "csv"
    book.write_text("mine")
    assert "--force" in refused(capsys, "sqlite", book)
    assert book.read_text() == "mine"
    assert main(["export", "sqlite", "--out", str(book), "--force"]) == 0
    assert main(["export", "csv", "--out", str(folder)]) == 0
    capsys.readouterr()
    assert "--force" in refused(capsys, "csv", folder)
    assert main(["export", "csv", "--out", str(folder), "--table", "people", "--force"]) == 0
    assert {p.name for p in folder.iterdir()} == {"people.csv", "datapackage.json"}
    assert {p.name for p in tmp_path.iterdir()} == {"a.sqlite", "csv"}


def test_other_peoples_files_are_never_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert "notes.txt" in refused(capsys, "csv", tmp_path, "--force")
    assert "is a folder" in refused(capsys, "xlsx", tmp_path, "--force")
    assert "is a file" in refused(capsys, "csv", tmp_path / "notes.txt", "--force")
    assert "ordinary" in refused(capsys, "xlsx", Path("/dev/null"), "--force")
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    assert "you are in" in refused(capsys, "csv", Path(), "--force")
    (tmp_path / "read-only.xlsx").touch(0o444)
    assert "read-only" in refused(capsys, "xlsx", tmp_path / "read-only.xlsx", "--force")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("packaged", [False, True])
@pytest.mark.parametrize("out", [
    ".", "..", "data", "schemas", "entries", "data/new", "schemas/../data", "link",
    "data/people.csv", "datapackage.json", "entries/a/b/c",
])  # fmt: skip
def test_the_dataset_itself_is_never_replaced(
    built: Project,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    out: str,
    packaged: bool,
) -> None:
    """A checkout has further folders beside the dataset, an installed package has none."""
    if not packaged:
        (built.root / "src").mkdir()
    (built.root / "link").symlink_to("data")
    for module in ("loader", "exports.bundle", "exports.targets"):
        monkeypatch.setattr(f"outsourced_care.{module}.home", lambda: built.root)
    before = contents(built.root.parent)
    for form in ("csv", "xlsx"):
        for more in ([], ["--force"]):
            refused(capsys, form, built.root / out, *more)
    assert contents(built.root.parent) == before
    status = main(["export", "csv", "--out", str(built.root / "tables"), "--table", "people"])
    assert status == (2 if packaged else 0)


def test_only_an_earlier_export_is_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not tables of one's own, nor an export that somebody worked on."""
    out = tmp_path / "tables"

    def said() -> str:
        before = contents(out)
        line = refused(capsys, "csv", out, "--force")
        assert contents(out) == before
        return line

    shutil.copytree(ROOT / "data", out)
    assert "no earlier export: no datapackage.json" in said()
    shutil.copy(ROOT / "datapackage.json", out)
    assert "its datapackage.json is another" in said()
    (out / "datapackage.json").write_text("[" * 10**5)
    assert "its datapackage.json is another" in said()
    for file in out.glob("*.*"):
        file.rename(tmp_path / "last") if file.suffix == ".json" else file.unlink()
    (tmp_path / "last").rename(out / "datapackage.json")
    assert "its datapackage.json is another" in said()
    shutil.rmtree(out)
    assert main(["export", "csv", "--out", str(out)]) == 0
    capsys.readouterr()
    people = out / "people.csv"
    people.write_bytes(people.read_bytes() + b"\n")
    assert "was changed since it was exported (people.csv)" in said()
    people.unlink()
    people.symlink_to(ROOT / "data/people.csv")
    assert "(people.csv)" in said()
    people.unlink()
    assert main(["export", "json", "--out", str(out), "--force"]) == 0
    assert (out / "people.json").is_file() and not (out / "quotes.csv").exists()


def test_a_path_that_cannot_be_written_is_told_as_it_was_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not by the temporary name beside it."""
    if Path("/proc/self").exists():
        assert "export: /proc/lamps.xlsx: " in refused(capsys, "xlsx", Path("/proc/lamps.xlsx"))
    (tmp_path / "file").touch()
    assert f"export: {tmp_path / 'file'}" in refused(capsys, "csv", tmp_path / "file" / "lamps")
    assert "“-”" in refused(capsys, "csv", Path("-"))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_failure_leaves_what_was_there(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    number: int,
) -> None:
    """A full disk or a locked file at the last moment."""
    out = tmp_path / "out"
    assert main(["export", form, "--out", str(out), "--table", "people"]) == 0
    before = out.read_bytes() if out.is_file() else sorted(p.name for p in out.iterdir())

    def fail(self: Path, target: Path) -> Path:
        raise OSError(number, "it failed", str(target))

    with monkeypatch.context() as patch:
        patch.setattr("outsourced_care.files._rename_exchange", lambda *_: False)
        patch.setattr(Path, "replace", fail)
        rename = Path.rename
        patch.setattr(
            Path,
            "rename",
            lambda self, to: (
                fail(self, to) if to == out and self.name != "old" else rename(self, to)
            ),
        )
        capsys.readouterr()
        assert "it failed" in refused(capsys, form, out, "--force")
    assert before == (out.read_bytes() if out.is_file() else sorted(p.name for p in out.iterdir()))
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits there")
@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_ends_with_one_line(tmp_path: Path, form: str) -> None:
    """Files that cannot grow beyond some bytes, as on a disk that runs full."""
    import subprocess

    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000)); "
        "from outsourced_care.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "export", form, "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("outsourced-care export: ") and done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("form", "extra"), [("xlsx", "excel"), ("duckdb", "duckdb")])
def test_a_missing_library_is_named_with_its_extra(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    extra: str,
) -> None:
    monkeypatch.setitem(sys.modules, str(FORMATS[form].library), None)
    assert f"outsourced-care[{extra}]" in refused(capsys, form, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_data_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    for module in ("outsourced_care.loader.home", "outsourced_care.exports.bundle.home"):
        monkeypatch.setattr(module, lambda: tmp_path)
    assert "datapackage.json" in refused(capsys, "csv", tmp_path / "out")


def test_what_the_loader_warns_of_is_told_once_in_plain_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Though every table is loaded, and whatever Python was told to do with warnings."""
    numbers = oc.__version__.split(".")
    newer = ".".join([*numbers[:2], str(int(numbers[2]) + 1)])
    put_release(tmp_path / "releases", newer)
    monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", str(tmp_path / "releases"))
    for number, action in enumerate(("default", "error", "ignore")):
        with warnings.catch_warnings():
            warnings.simplefilter(action)  # type: ignore[arg-type]
            assert main(["export", "csv", "--out", str(tmp_path / f"{number}")]) == 0
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"outsourced-care export: release {newer} corrects {oc.__version__}")
        assert ".py" not in line

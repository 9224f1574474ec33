"""What reads a folder that `outsourced-care extract` wrote: `load`, pandas, Polars and DuckDB.

Catches parts that are left out or read twice, types other than the contract's, and folders that
are read though they are not what their descriptor says.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import outsourced_care as oc
from outsourced_care.article import article_from_text
from outsourced_care.cli import main
from outsourced_care.extraction.extract import extract_rows, frames, to_tables

NEWS = """\
{town} to hand its lamps to a trust

{town} Council will hand its lamps to an independent trust by April 2031, said Lena Moss.

“We owe the people of {town} something better,” said Mrs Moss, the council's leader.

The lamplighters’ union said the plan was ‘a leap in the dark’.
"""
TOWNS = ("Lampford", "Pellam", "Marrowby", "Fenwick", "Brackley")
ROWS = [
    extract_rows(article_from_text(NEWS.format(town=town)), f"lamps-{number}")
    for number, town in enumerate(TOWNS)
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with tables of three parts, as the command writes it."""
    folder = tmp_path_factory.mktemp("archive")
    lines = [{"id": f"lamps-{n}", "text": NEWS.format(town=t)} for n, t in enumerate(TOWNS)]
    written = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "a.jsonl").write_text(written, encoding="utf-8")
    arguments = ["extract", folder / "a.jsonl", "--out", folder / "tables"]
    assert main([*map(str, arguments), "--workers", "1", "--batch", "2"]) == 0
    assert len(list((folder / "tables" / "quotes").iterdir())) == 3
    return folder / "tables"


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    for file in made.rglob("*"):
        if file.is_file():
            to = tmp_path / "copy" / file.relative_to(made)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(file.read_bytes())
    return tmp_path / "copy"


def rewrite(folder: Path, change: Callable[[Any], None]) -> None:
    descriptor = folder / "datapackage.json"
    content = json.loads(descriptor.read_bytes())
    change(content)
    descriptor.write_text(json.dumps(content), encoding="utf-8")


def resource(content: Any, table: str) -> Any:
    return next(r for r in content["resources"] if r["name"] == f"{table}-parquet")


def test_load_all_gives_what_extract_gives(made: Path) -> None:
    expected = frames(to_tables(ROWS))
    loaded = oc.load_all(made)
    assert list(loaded) == list(expected)
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(loaded[name], frame)
        oc.schema(name, edition="machine").validate(loaded[name])
        pd.testing.assert_frame_equal(oc.load(name, made / "datapackage.json"), frame)
    assert oc.validate(loaded, edition="machine").valid
    as_published = oc.validate(loaded)
    assert not as_published.valid
    assert as_published.findings[0].hint == 'give edition="machine"'


def test_verify_says_what_checks_machine_made_tables(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for named in (made, made / "datapackage.json"):
        assert main(["verify", str(named)]) == 2
        said = capsys.readouterr()
        assert "no hashes are recorded; outsourced-care validate checks them" in said.err
        assert not said.out and said.err.count("\n") == 1


def test_some_tables_of_an_archive_are_checked_and_loaded(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["extract", str(made.parent / "a.jsonl"), "--out", str(tmp_path / "some")]
    assert main([*arguments, "--workers", "1", "--tables", "quotes,people"]) == 0
    capsys.readouterr()
    assert main(["validate", str(made)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["validate", str(tmp_path / "some")]) == 0
    notice = "not there: events, organisations, proposals, participants, evidence; keys"
    assert notice in capsys.readouterr().out
    assert list(oc.load_all(tmp_path / "some")) == ["articles", "quotes", "people"]


def test_pandas_polars_and_duckdb_read_a_table(made: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    tables = to_tables(ROWS)
    for name, table in tables.items():
        rows = table.to_pylist()
        assert pl.read_parquet(made / name).to_dicts() == rows
        assert pl.scan_parquet(made / name / "*.parquet").collect().to_dicts() == rows
        read = pd.read_parquet(made / name, dtype_backend="pyarrow")
        assert read.astype(object).where(read.notna(), None).to_dict("records") == rows
        found = duckdb.sql(f"FROM '{made / name}/*.parquet'").to_arrow_table()
        assert sorted(map(str, found.to_pylist())) == sorted(map(str, rows))


def test_a_folder_of_some_tables_gives_these(copy: Path) -> None:
    def leave(content: Any) -> None:
        kept = [resource(content, "articles"), resource(content, "quotes")]
        content["resources"] = kept

    rewrite(copy, leave)
    assert list(oc.load_all(copy)) == ["articles", "quotes"]
    with pytest.raises(oc.DatasetError, match=r"no table 'events' in .*copy; one of: articles, q"):
        oc.load("events", copy)


def test_a_table_without_rows_has_its_columns(copy: Path) -> None:
    rewrite(copy, lambda content: resource(content, "events").update(path=[]))
    events = oc.load("events", copy)
    assert events.empty
    oc.schema("events", edition="machine").validate(events)


def link(part: Path) -> None:
    part.unlink()
    part.symlink_to("/dev/zero")


BROKEN: list[tuple[str, Callable[[Path], object], str]] = [
    ("no part", lambda d: (d / "quotes/part-00001.parquet").unlink(), "has no quotes/part-00001"),
    (
        "other bytes",
        lambda d: (d / "quotes/part-00001.parquet").write_bytes(b"PAR1"),
        "part-00001.parquet is no readable quotes table",
    ),
    (
        "no column",
        lambda d: pq.write_table(
            pq.read_table(d / "quotes/part-00001.parquet").drop(["kind"]),
            d / "quotes/part-00001.parquet",
        ),
        "part-00001.parquet is no readable quotes table",
    ),
    (
        "a path that leads out",
        lambda d: rewrite(d, lambda c: resource(c, "quotes").update(path=["../q.parquet"])),
        "points outside the folder",
    ),
    (
        "an address",
        lambda d: rewrite(d, lambda c: resource(c, "quotes").update(path=["ftp://lamps/q"])),
        "is an address",
    ),
    (
        "a link that leads out",
        lambda d: link(d / "quotes/part-00001.parquet"),
        "points outside the folder",
    ),
    (
        "no paths",
        lambda d: rewrite(d, lambda c: resource(c, "quotes").update(path=None)),
        "names no files",
    ),
    ("no table", lambda d: rewrite(d, lambda c: c.update(resources=[])), "no machine-made table"),
]


@pytest.mark.parametrize(("spoil", "said"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_folder_that_is_not_what_it_says_is_refused(
    spoil: Callable[[Path], object], said: str, copy: Path
) -> None:
    spoil(copy)
    with pytest.raises(oc.DatasetError, match=said) as caught:
        oc.load("quotes", copy)
    assert "\n" not in str(caught.value)
    with pytest.raises(oc.DatasetError, match=said):
        oc.load_all(copy)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"articles": "articles"}, "have their passages as text: leave out articles="),
    ({"version": "9.9.9"}, "is not at hand"),
    ({"releases": "releases"}, "name two places"),
]


@pytest.mark.parametrize(("given", "said"), REFUSED)
def test_what_is_of_the_dataset_only_is_refused(
    given: dict[str, Any], said: str, made: Path
) -> None:
    with pytest.raises(oc.DatasetError, match=said):
        oc.load("quotes", made, **given)
    with pytest.raises(oc.DatasetError, match=said):
        oc.load_all(made, **given)


def test_the_version_that_wrote_it_may_be_named(made: Path) -> None:
    assert len(oc.load("quotes", made, version=oc.__version__)) == len(oc.load("quotes", made))

"""`oc.extract` and `outsourced-care extract`: articles become tables that keep the contract.

Catches passages that are not where they are said to be, rows that refer to nothing, text in
another language read as if it were English, and output that is half-written.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import FICTION, examples, some
from hypothesis import given, settings
from hypothesis import strategies as st

import outsourced_care as oc
from outsourced_care.article import Article, article_from_text
from outsourced_care.cli import main
from outsourced_care.errors import NotEnglishError
from outsourced_care.extraction.extract import extract_rows, machine_contract, to_tables
from outsourced_care.judging import judge_tables
from outsourced_care.text import canonical

NEWS = """\
Lampford to hand children's homes to trust

Lampford Council will hand its children’s homes to an independent trust by April 2031, its leader \
Lena Moss said on Tuesday.

“We owe the children of Lampford something better,” said Cllr Moss. “The trust will have its own \
board.”

The lantern makers’ union said the plan was ‘a leap in the dark’ and that it had not been asked.

Inspectors from Ofsted found the homes wanting in March 2030.

Ivo Brandt, a reader in lamplighting at the University of Pellam, recommended that the council \
should keep the homes for two more years.
"""
GERMAN = "Heime\n\n" + "Der Rat der Stadt will die Heime einer Stiftung übergeben, sagte sie.\n" * 6


def article(text: str = NEWS) -> Article:
    return article_from_text(text)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return oc.extract(article())


def test_every_table_keeps_the_machine_edition(tables: dict[str, pd.DataFrame]) -> None:
    report = oc.validate(tables, edition="machine")
    assert report.findings == []
    assert report.valid
    for name, frame in tables.items():
        oc.schema(name, edition="machine").validate(frame, lazy=True)


@pytest.mark.parametrize(
    "title", some(["I ❤️ lamps", "Lamps\u3164", "=\u200b=Lamps", "\u034fLamps\ufff9"], 3)
)
def test_titles_keep_the_contract(title: str) -> None:
    made = oc.extract(article_from_text(f"{title}\n\n{NEWS}"))
    assert oc.validate(made, edition="machine").findings == []


FAULTS = [
    ("organisation_id", "nobody", "reference"),
    ("word_count", 999, "quote-words-not-of-its-passages"),
]


@pytest.mark.parametrize(("column", "cell", "rule"), FAULTS)
def test_nobody_is_told_to_write_what_a_machine_made(
    tables: dict[str, pd.DataFrame], column: str, cell: str | int, rule: str
) -> None:
    quotes = tables["quotes"].copy()
    quotes.loc[0, column] = cell
    found = oc.validate({**tables, "quotes": quotes}, edition="machine").findings
    assert {f.rule for f in found} == {rule}
    assert all((f.hint or "").startswith("extract the articles again: ") for f in found)


def test_what_the_article_tells_is_found(tables: dict[str, pd.DataFrame]) -> None:
    quotes = tables["quotes"]
    moss = quotes[quotes["speaker"] == "Lena Moss"]
    assert set(moss["kind"]) >= {"direct"}
    assert "Lampford Council" in set(tables["organisations"]["name"])
    assert set(tables["events"]["date"].dropna()) >= {"2030-03"}
    proposers = tables["participants"].query("role == 'proposer'")["name"]
    assert "Ivo Brandt" in set(proposers)


@pytest.mark.parametrize("name", ["quotes", "events", "organisations", "proposals", "evidence"])
def test_offsets_lead_to_the_text(name: str, tables: dict[str, pd.DataFrame]) -> None:
    text = canonical(NEWS)
    assert len(tables[name])
    for row in tables[name].to_dict("records"):
        shown = text[row["start"] : row["end"]]
        assert all(part in shown for part in row["text"].split("\n"))
        assert "\n" in row["text"] or row["text"] == shown


def test_the_same_text_gives_the_same_rows(tables: dict[str, pd.DataFrame]) -> None:
    for name, frame in oc.extract(article()).items():
        pd.testing.assert_frame_equal(frame, tables[name])


SPOILT = [
    ("quotes", "confidence", 7.0, "confidence-over-one"),
    ("quotes", "confidence", -0.5, "minimum"),
    ("quotes", "end", 0, "passage-ends-before-it-begins"),
    ("evidence", "end", 0, "passage-ends-before-it-begins"),
    ("proposals", "text", " ", "passage-without-words"),
    ("events", "status", "likely", "vocabulary"),
    ("quotes", "organisation_id", "nobody", "reference"),
    ("organisations", "article_id", "elsewhere", "reference"),
    ("quotes", "kind", None, "required"),
]


@pytest.mark.parametrize(("table", "field", "value", "rule"), some(SPOILT, 3))
def test_spoilt_tables_are_told(
    table: str, field: str, value: Any, rule: str, tables: dict[str, pd.DataFrame]
) -> None:
    spoilt = tables[table].astype({field: object})
    spoilt.loc[0, field] = value
    report = oc.validate({**tables, table: spoilt}, edition="machine")
    assert not report.valid
    assert (table, rule) in {(f.table, f.rule) for f in report.findings}


def test_an_identifier_may_be_given() -> None:
    made = oc.extract(article(), "lampford-1")
    assert set(made["quotes"]["article_id"]) == {"lampford-1"}
    assert oc.validate(made, edition="machine").valid


def test_another_language_gives_a_warning_and_no_rows() -> None:
    with pytest.warns(oc.LanguageWarning, match="not English"):
        made = oc.extract(article(GERMAN))
    assert {name: len(frame) for name, frame in made.items() if len(frame)} == {"articles": 1}
    with pytest.raises(NotEnglishError, match="not English"):
        extract_rows(article(GERMAN))


def test_only_articles_are_extracted() -> None:
    with pytest.raises(TypeError, match="read_article"):
        oc.extract(NEWS)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="an identifier is a text; int is none"):
        oc.extract(article(), 5)  # type: ignore[arg-type]


PIECES = [
    "“", "”", "‘", "’", '"', "'", "said", "Lena Moss", "she", "the council", "Lampford Council",
    "will", "should", "in 2031", "by April", "\n", "\n\n", ". ", ", ", "(", "=1+1", "-", "@x",
    "\u202e", "\ud83d\ude00", "e\u0301", "\u200b", "the", "of", "Ofsted", "A", "told", "that",
]  # fmt: skip


@settings(max_examples=examples(24))
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), min_size=1, max_size=60))
def test_any_text_gives_tables_that_keep_the_contract(pieces: list[str]) -> None:
    any_text = " ".join(pieces).encode("utf-8", "ignore").decode()
    text = f"Lamps\n\n{any_text}\n\nThe lamps burn."
    with suppress(NotEnglishError):
        found = judge_tables(machine_contract(), to_tables([extract_rows(article(text))]))
        assert [(f.table, f.field, f.message) for f in found] == []


# --- the command --------------------------------------------------------------------------------


def extract(*arguments: object) -> int:
    """Run the command in this process; what else runs it is for the tests of archives."""
    return main(["extract", *map(str, arguments), "--workers", "1"])


def records(path: Path, *lines: Any) -> Path:
    written = [x if isinstance(x, str) else json.dumps(x) for x in lines]
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    (made / "more").mkdir(parents=True)
    (made / "one.txt").write_text(NEWS, encoding="utf-8")
    other = NEWS.replace("Lampford", "Pellam")
    (made / "more" / "two.txt").write_text(other, encoding="utf-8")
    return made


def report_of(out: Path) -> Any:
    return json.loads((out / "report.json").read_bytes())


def test_a_folder_becomes_tables(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    assert extract(folder, "--out", out) == 0
    quotes = pd.read_parquet(out / "quotes")
    assert quotes["article_id"].nunique() == 2
    assert (report_of(out)["read"], report_of(out)["extracted"]) == (2, 2)
    described = json.loads((out / "datapackage.json").read_bytes())
    assert {r["path"][0] for r in described["resources"]} == {
        p.relative_to(out).as_posix() for p in out.glob("*/*.parquet")
    }


def test_frictionless_reads_the_descriptor(folder: Path, tmp_path: Path) -> None:
    from frictionless import Package

    out = tmp_path / "tables"
    extract(folder, "--out", out)
    assert Package.validate_descriptor(str(out / "datapackage.json")).valid


def test_records_give_their_metadata(tmp_path: Path) -> None:
    line = {
        "id": "n-1",
        "text": NEWS,
        "title": "Lampford to hand children's homes to trust",
        "url": "https://lampford.example/1",
        "published": "2030-11-20",
        "publisher": "Lampford Gazette",
        "author": "Rosa Quill",
    }
    out = tmp_path / "tables"
    assert extract(records(tmp_path / "a.jsonl", line), "--out", out) == 0
    row = pd.read_parquet(out / "articles").iloc[0].to_dict()
    given = ("article_id", "published", "publisher", "author", "url")
    assert [row[k] for k in given] == [
        "n-1", "2030-11-20", "Lampford Gazette", "Rosa Quill", "https://lampford.example/1",
    ]  # fmt: skip
    links = pd.read_parquet(out / "quotes")["link"]
    assert links.str.startswith("https://lampford.example/1#:~:text=").all()


HOSTILE_CELLS: list[tuple[dict[str, Any], str]] = [
    ({"title": "\ud800"}, "“title” has characters that are none"),
    ({"author": "a\udfff"}, "“author” has characters that are none"),
    ({"title": "x" * 5001}, "“title” is longer than 5,000 characters"),
    ({"published": "9" * 100_000}, "“published” is longer"),
    ({"id": True}, "“id” is no text but true or false"),
    ({"id": "a\nb"}, "cannot be shown"),
]
REFUSED = [
    ("{", "no JSON object"),
    ("[1]", "no JSON object; each line is one record"),
    ('{"text": [], "html": " "}', "“text” is no text but a list"),
    ("[" * 100_000, "no JSON object"),
    ('{"text": 4}', "“text” is no text"),
    ('{"title": "Lamp"}', "neither “text” nor “html”"),
    (json.dumps({"text": "", "id": "x"}), "neither “text” nor “html”"),
    (json.dumps({"text": NEWS + "x", "id": "a" * 300}), "“id” is longer"),
    (json.dumps({"text": GERMAN}), "not English"),
    *((json.dumps({"text": f"{NEWS} {said}", **cell}), said) for cell, said in HOSTILE_CELLS),
    ('{"text": "\\ud800 ' + "the lamp of the town was there. " * 9 + '"}', ""),
]


@pytest.mark.parametrize(("line", "said"), some(REFUSED, 3))
def test_a_bad_record_is_refused_and_the_rest_goes_on(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tables"
    file = records(tmp_path / "a.jsonl", {"text": NEWS}, line, {"text": NEWS + "More."})
    assert extract(file, "--out", out) == 1
    told = report_of(out)
    assert told["extracted"] == 2
    assert [r["where"] for r in told["refused"]] == [f"{file}:2"]
    assert said in told["refused"][0]["why"]
    assert f"{file}:2: " in capsys.readouterr().err


CELLS = [
    {"url": "javascript:alert(1)"},
    {"url": "https://user:secret@lamps.example/"},
    {"published": "some day"},
    {"title": "=cmd()", "author": "-x", "publisher": "+1"},
    {"title": "a\nb\0\u202e"},
    {"id": "../../etc"},
    {"id": "é"},
]


def test_hostile_cells_never_break_the_contract(tmp_path: Path) -> None:
    lines = [{"text": f"{NEWS}\n{n}\n", **cell} for n, cell in enumerate(CELLS)]
    out = tmp_path / "tables"
    assert extract(records(tmp_path / "a.jsonl", *lines), "--out", out) == 0
    made = {name: pd.read_parquet(out / name) for name in ("articles", "quotes")}
    assert made["articles"]["url"].isna().all() and made["quotes"]["link"].isna().all()
    found = judge_tables(
        machine_contract(), {n: pq.read_table(out / n) for n in machine_contract()}
    )
    assert [(f.table, f.field, f.message) for f in found] == []


def test_a_day_may_be_given_to_articles_that_tell_none(tmp_path: Path) -> None:
    text = NEWS.replace("in March 2030", "last month")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    dated = {"text": text.replace("Lampford", "Pellam"), "published": "2030-11-20"}
    inputs = tmp_path / "a.txt", records(tmp_path / "b.jsonl", dated, {"text": text + "More."})
    out = tmp_path / "tables"
    assert extract(*inputs, "--out", out, "--published", "2029-05-16") == 0
    days = ["2029-05-16", "2030-11-20", "2029-05-16"]
    assert pd.read_parquet(out / "articles")["published"].tolist() == days
    events = pd.read_parquet(out / "events").groupby("article_id", sort=False)["date"].agg(set)
    assert ["2029-04" in found for found in events] == [True, False, True]


@pytest.mark.parametrize("day", ["yesterday", "2030-13", "", "2030-11-20T07:00:00Z"])
def test_a_day_that_is_none_is_refused(
    day: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert extract(folder, "--out", tmp_path / "tables", "--published", day) == 2
    err = capsys.readouterr().err
    assert "--published" in err and err.count("\n") == 1
    assert not (tmp_path / "tables").exists()


def test_a_text_counts_once(tmp_path: Path) -> None:
    file = records(tmp_path / "a.jsonl", {"text": NEWS}, {"text": NEWS.replace("\n", "\r\n")})
    out = tmp_path / "tables"
    assert extract(file, "--out", out) == 0
    told = report_of(out)
    assert (told["extracted"], [d["where"] for d in told["duplicates"]]) == (1, [f"{file}:2"])


def test_an_id_counts_once(tmp_path: Path) -> None:
    file = records(tmp_path / "a.jsonl", {"id": 7, "text": NEWS}, {"id": "7", "text": NEWS + "x"})
    out = tmp_path / "tables"
    assert extract(file, "--out", out) == 1
    assert "its id is that of" in report_of(out)["refused"][0]["why"]


def test_what_is_there_stays(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    assert extract(folder, "--out", out) == 0
    before = (out / "report.json").read_bytes()
    assert extract(folder / "one.txt", "--out", out) == 2
    assert (out / "report.json").read_bytes() == before
    assert extract(folder / "one.txt", "--out", out, "--force") == 0
    assert report_of(out)["read"] == 1


def test_a_folder_of_others_is_never_replaced(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "novel.txt").write_text("It was a dark night.")
    assert extract(folder, "--out", out, "--force") == 2
    assert [p.name for p in out.iterdir()] == ["novel.txt"]


MISUSE = [
    (["nowhere.txt"], "nowhere.txt is not there"),
    (["lamp.docx"], "of no kind that is read"),
    (["empty"], "holds no file that is read"),
    (["https://lampford.example/1"], "save the page"),
]


@pytest.mark.parametrize(("inputs", "said"), MISUSE)
def test_misuse_is_told_in_one_line(
    inputs: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lamp.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "empty").mkdir()
    named = (name if "//" in name else tmp_path / name for name in inputs)
    assert extract(*named, "--out", tmp_path / "tables") == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert not (tmp_path / "tables").exists()


def test_the_dataset_is_never_written_over(folder: Path) -> None:
    from outsourced_care.home import home

    assert extract(folder, "--out", home() / "data", "--force") == 2


def test_the_fictional_articles_are_read(tmp_path: Path) -> None:
    assert extract(FICTION / "articles", "--out", tmp_path / "tables") == 0


def validate(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    capsys.readouterr()
    status = main(["validate", str(path), "--format", "json"])
    return status, [f["rule"] for f in json.loads(capsys.readouterr().out)]


def test_the_output_is_valid(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tables"
    extract(folder, "--out", out)
    assert validate(out, capsys) == (0, [])
    assert validate(out / "datapackage.json", capsys) == (0, [])


BROKEN = [
    ("no file", "unreadable"),
    ("other bytes", "unreadable"),
    ("outside", "unreadable"),
    ("a row less", "row-count"),
    ("no column", "missing-column"),
]


@pytest.mark.parametrize(("damage", "rule"), some(BROKEN, 2))
def test_damaged_output_is_told(
    damage: str, rule: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tables"
    extract(folder, "--out", out)
    part = next((out / "quotes").iterdir())
    if damage == "no file":
        part.unlink()
    elif damage == "other bytes":
        part.write_bytes(b"PAR1")
    elif damage == "outside":
        descriptor = out / "datapackage.json"
        descriptor.write_text(descriptor.read_text().replace("quotes/part", "../quotes/part"))
    else:
        read = pq.read_table(part)
        pq.write_table(read.slice(1) if damage == "a row less" else read.drop(["kind"]), part)
    status, rules = validate(out, capsys)
    assert status == 1
    assert rule in rules


def test_a_date_that_is_none_is_noted(tmp_path: Path) -> None:
    out = tmp_path / "tables"
    file = records(tmp_path / "a.jsonl", {"text": NEWS, "published": "yesterday"})
    assert extract(file, "--out", out) == 0
    assert "yesterday" in report_of(out)["notes"][0]["why"]

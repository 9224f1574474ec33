"""`outsourced-care evaluate` and what `make evaluate` measures.

Catches predictions that are not what `extract` finds, offsets that do not fit the text as given,
half-written files, tracebacks at bad lines, and figures that count wrongly.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import FICTION, ROOT, examples
from hypothesis import given, settings
from hypothesis import strategies as st

from outsourced_care.article import ArticleFolder, article_from_text, read_folder
from outsourced_care.cli import main
from outsourced_care.evaluation.calibration import calibration, judge
from outsourced_care.evaluation.corpus import Document, day, documents
from outsourced_care.evaluation.counting import NONE, Share, f1, paired
from outsourced_care.evaluation.drafts import FILLED, draft_shares, drafted_cells, proposed_rows
from outsourced_care.evaluation.entries import against_entries
from outsourced_care.evaluation.names import answers, same_name, share_a_word
from outsourced_care.evaluation.offsets import Offsets
from outsourced_care.evaluation.predictions import article_of, predict
from outsourced_care.evaluation.report import (
    MEASURES,
    Line,
    calibration_table,
    corpus_lines,
    draft_lines,
    entry_lines,
    speed_lines,
    table,
)
from outsourced_care.evaluation.scorers import TASKS, Corpus, ScorerError, corpora, score
from outsourced_care.evaluation.speakers import speaker_is_right
from outsourced_care.extraction.extract import extract_rows, known_records
from outsourced_care.extraction.found import Known, find_records
from outsourced_care.home import contract
from outsourced_care.text import canonical

Capture = pytest.CaptureFixture[str]
Json = dict[str, Any]
RECORDS = ("quotes", "entities", "timexes", "events", "proposals")
TITLE = "Lantern trust for Marrowby"
TEXT = f"""{TITLE}

Marrowby Council will hand its lamps to the Lantern Trust on 4 March 2031, the ministry announced \
last Tuesday.

“The lamps of the café have been dim for years,” said Ada Quill, the mayor of Marrowby. “We will \
not wait for another winter.”

Ms Quill said the plan was “rushed and far too costly”. Odo Marl, chair of the Guild of \
Lamplighters, called for the council to publish the report by April 2031.

Keepers said that nobody had asked them.
"""
GERMAN = (
    "Die Laternen der Stadt sind seit Jahren dunkel, und niemand hat den Wärtern gesagt, warum "
    "das so ist. Die Stadt will sie nun einer Stiftung geben, die es besser machen soll als "
    "bisher, wie der Rat am Dienstag mitteilte, und die Wärter sollen bleiben dürfen."
)


def document(text: str = TEXT, **told: Any) -> Document:
    cells = {"title": TITLE, "publisher": None, "date": "2030-11-20", "record": {}, **told}
    return Document("lamps", text, line=1, position=1, **cells)


def corpus_of(folder: Path, *records: Json | str | bytes, name: str = "corpus") -> Path:
    lines = [r if isinstance(r, bytes) else (r if isinstance(r, str) else json.dumps(r)).encode()
             for r in records]  # fmt: skip
    path = folder / f"{name}.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def predicted(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# ---- the command


def test_a_prediction_file_has_a_line_for_each_document(tmp_path: Path, capsys: Capture) -> None:
    told = {"title": TITLE, "publisher": "Gazette", "date": "2030-11-20", "quotes": ["gold"]}
    corpus = corpus_of(
        tmp_path, {"doc_id": "b", "text": TEXT, **told}, "", {"doc_id": 7, "text": ""}
    )
    assert main(["evaluate", str(corpus), "--out", str(tmp_path / "new/out.jsonl")]) == 0
    said = capsys.readouterr()
    assert said.err == "" and "2 documents: 6 quotes" in said.out
    first, second = predicted(tmp_path / "new/out.jsonl")
    assert first == json.loads(json.dumps(predict(document(), known_records())[0])) | {
        "doc_id": "b"
    }
    assert second == {"doc_id": 7, **{name: [] for name in RECORDS}}
    told_of = [(TEXT[q["start"] : q["end"]], q["speaker_text"]) for q in first["quotes"]]
    assert ("rushed and far too costly", "Ada Quill") in told_of
    assert ("the plan was “rushed and far too costly”", "Ada Quill") in told_of
    assert [len(q["segments"]) for q in first["quotes"]] == [1, 2, 1, 1, 1, 1]
    assert [t["value"] for t in first["timexes"]] == ["2031-03-04", "2030-11-19", "2031-04"]
    assert {e["label"] for e in first["entities"]} == {"ORG"}
    assert [(e["date"], e["status"]) for e in first["events"]] == [
        ("2031-03-04", "planned"),
        ("2031-04", "planned"),
    ]
    assert [p["proposer"] for p in first["proposals"]] == ["Marrowby Council", "Odo Marl"]
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["out.jsonl"]


def test_predictions_are_what_extract_finds() -> None:
    said, _ = predict(document(), known_records())
    rows = extract_rows(article_of(document()), "lamps")
    spans: dict[str, set[tuple[int, int]]] = {}
    for row in rows["evidence"]:
        spans.setdefault(row["table"], set()).add((row["start"], row["end"]))
    whole = {(q["start"], q["end"]) for q in said["quotes"]}
    parts = {(a, b) for q in said["quotes"] for a, b in q["segments"]}
    assert spans["quotes"] <= parts
    assert {(r["start"], r["end"]) for r in rows["quotes"]} <= whole
    for name, records in (
        ("events", "events"),
        ("proposals", "proposals"),
        ("organisations", "entities"),
    ):
        assert spans[name] == {(r["start"], r["end"]) for r in said[records]}
    sides = ["occurred" if r["status"] == "occurred" else "planned" for r in rows["events"]]
    assert sides == [e["status"] for e in said["events"]]


def test_the_government_is_no_name() -> None:
    text = "The government said on Monday that the lamps of Marrowby Council would be lit again."
    said, found = predict(document(text), known_records())
    assert [o.name for o in found.organisations if o.route == "government"]
    assert [text[e["start"] : e["end"]] for e in said["entities"]] == ["Marrowby Council"]


def test_what_is_passed_over_is_told(tmp_path: Path, capsys: Capture) -> None:
    corpus = corpus_of(
        tmp_path,
        {"doc_id": "a", "text": GERMAN},
        {"doc_id": "b", "text": TEXT, "date": "some day"},
        {"doc_id": "c", "text": TEXT, "date": None},
    )
    assert main(["evaluate", str(corpus), "--out", str(tmp_path / "out.jsonl")]) == 0
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2
    assert "line 1: not English" in errors[0] and "line 2: the date" in errors[1]
    foreign = predicted(tmp_path / "out.jsonl")[0]
    assert not any(foreign[name] for name in RECORDS)


GOOD = {"doc_id": "a", "text": "The lamps are lit."}
BAD: dict[str, tuple[Json | str | bytes, str]] = {
    "no JSON": ("{", "not JSON: Expecting property name"),
    "a list": ("[1]", "no JSON object"),
    "a text": ('"x"', "no JSON object"),
    "no id": ({"text": "x"}, "no “doc_id”"),
    "an empty id": ({"doc_id": "", "text": "x"}, "no “doc_id”"),
    "a true id": ({"doc_id": True, "text": "x"}, "no “doc_id”"),
    "no text": ({"doc_id": "b"}, "no “text”"),
    "text null": ({"doc_id": "b", "text": None}, "no “text”"),
    "a number as title": ({"doc_id": "b", "text": "x", "title": 1}, "“title” is no text"),
    "a list as date": ({"doc_id": "b", "text": "x", "date": []}, "“date” is no text"),
    "the same id": ({"doc_id": "a", "text": "x"}, "that of line 1"),
    "deeply nested": ('{"doc_id": "b", "text": "x", "y": ' + "[" * 100_000, "nested too deeply"),
    "NaN": ('{"doc_id": "b", "text": "x", "y": NaN}', "NaN is no number"),
    "a huge number": (
        '{"doc_id": "b", "text": "x", "y": ' + "9" * 10_000 + "}",
        "not JSON: Exceeds",
    ),
    "Latin-1": ('{"doc_id": "b", "text": "café"}'.encode("latin-1"), "not UTF-8"),
    "binary": (b"\x00\x01\xff", "not UTF-8"),
    "control characters": ('{"doc_id": "b", "text": "\x1b[2J"}', "not JSON: Invalid control"),
}


@pytest.mark.parametrize(("line", "said"), BAD.values(), ids=BAD)
def test_a_bad_line_is_told_and_nothing_written(
    line: Json | str | bytes, said: str, tmp_path: Path, capsys: Capture
) -> None:
    corpus = corpus_of(tmp_path, GOOD, line)
    (tmp_path / "out.jsonl").write_text("what was there", encoding="utf-8")
    assert main(["evaluate", str(corpus), "--out", str(tmp_path / "out.jsonl")]) == 2
    [error] = capsys.readouterr().err.splitlines()
    assert f"{corpus}, line 2: " in error and said in error
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "what was there"
    assert {p.name for p in tmp_path.iterdir()} == {"corpus.jsonl", "out.jsonl"}


def test_what_cannot_be_a_corpus_or_a_prediction_file(tmp_path: Path, capsys: Capture) -> None:
    corpus = corpus_of(tmp_path, GOOD)
    empty = corpus_of(tmp_path, "", "  ", name="empty")
    out = tmp_path / "out.jsonl"
    for source, target, said in (
        (tmp_path / "none.jsonl", out, "No such file"),
        (tmp_path, out, "is a folder"),
        (empty, out, "holds no document"),
        (corpus, corpus, "the corpus itself"),
        (corpus, tmp_path, "is a folder"),
        (corpus, Path("-"), "“-” is none"),
        (corpus, Path("/dev/null"), "no ordinary file"),
        (corpus, corpus / "out.jsonl", str(corpus)),
    ):
        assert main(["evaluate", str(source), "--out", str(target)]) == 2
        [error] = capsys.readouterr().err.splitlines()
        assert said in error
    assert not out.exists() and predicted(corpus) == [GOOD]


def test_help_has_examples_and_statuses(capsys: Capture) -> None:
    assert main(["evaluate", "--help"]) == 0
    said = capsys.readouterr().out
    assert "Examples:" in said and "exit status:" in said


def test_lines_are_read_one_by_one_with_a_mark_and_other_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    lines = [json.dumps({"doc_id": n, "text": "\ud800 lamps"}) for n in range(3)]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert [(d.doc_id, d.line, d.text) for d in documents(path)] == [
        (n, n + 1, "\ud800 lamps") for n in range(3)
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2030-11-20", "2030-11-20"),
        ("2030-11", "2030-11"),
        ("2030-11-20T08:30:00Z", "2030-11-20"),
        ("2030-11-20 08:30", "2030-11-20"),
        ("2030-11-31", None),
        ("20 November", None),
        ("9" * 100_000, None),
        (None, None),
    ],
)
def test_dates_of_publication(written: str | None, read: str | None) -> None:
    assert day(written) == read


# ---- offsets into the text as given


def given_as(text: str) -> dict[str, str]:
    """A canonical text in other forms that mean the same."""
    return {
        "as it is": text,
        "a byte order mark": "\ufeff" + text,
        "Windows line ends": text.replace("\n", "\r\n"),
        "old line ends": text.replace("\n", "\r"),
        "letters taken apart": unicodedata.normalize("NFD", text),
        "all of it": "\ufeff" + unicodedata.normalize("NFD", text).replace("\n", "\r\n"),
    }


@pytest.mark.parametrize("form", given_as(TEXT))
def test_offsets_are_those_of_the_text_as_given(form: str) -> None:
    text = given_as(TEXT)[form]
    wanted, _ = predict(document())
    said, _ = predict(document(text))
    assert any(len(said[name]) for name in RECORDS)
    for name in RECORDS:
        assert len(said[name]) == len(wanted[name])
        for one, other in zip(said[name], wanted[name], strict=True):
            passage, place = text[one["start"] : one["end"]], (other["start"], other["end"])
            assert canonical(passage) == TEXT[slice(*place)]
            cells = one.keys() - {"start", "end", "segments"}
            assert {k: one[k] for k in cells} == {k: other[k] for k in cells}
        for one, other in zip(said["quotes"], wanted["quotes"], strict=True):
            parts = [canonical(text[a:b]) for a, b in one["segments"]]
            assert parts == [TEXT[a:b] for a, b in other["segments"]]


# letters that are joined to what stands before them, in the ways that Unicode has
JOINING = (
    "ae\u0301\u0323\u0338\u0344\u1100\u1161\u11a8\uac00\u09c7\u09be\u09d7\u0f71\u0f72\u0f73\u0f75"
    "\u0f81\u2126\u212b\ufb2c\u0958\u1e9b\u05b7\u1025\u102e\u0cc6\u0cc2\u0cd5\ufeff\u2028\r\n “'.K"
)
HARD = st.text(st.one_of(st.sampled_from(JOINING), st.characters()), max_size=14)


@given(HARD)
@settings(max_examples=examples(300))
def test_every_place_has_its_place_in_the_text_as_given(text: str) -> None:
    offsets = Offsets(text)
    assert offsets.canonical == canonical(text)
    before = (0, 0)
    for at, char in enumerate(offsets.canonical):
        start, end = offsets.span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert (start, end) == before or start >= before[1]
        assert char in canonical("x" + text[start:end])
        before = (start, end)


WORDS = st.sampled_from(
    [
        "“", "”", "‘", "’", '"', "'", " said ", "Ada Quill", "the mayor", "Marrowby Council",
        "\n\n", " on 4 March 2031 ", "last week", ". ", ", ", "e\u0301", "\r\n", "\ufeff", "\ud800",
        "\x00", " will ", "should ", "the government", "(", ")", "“We will go,” she added.",
        "2031: ",
    ]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.one_of(WORDS, st.text(max_size=3))).map("".join)))
@settings(max_examples=examples(60))
def test_any_text_gives_spans_that_stand_in_it(text: str) -> None:
    said, _ = predict(document(text), known_records())
    assert json.loads(json.dumps(said)) == said
    for name in RECORDS:
        for one in said[name]:
            parts = one.get("segments", [[one["start"], one["end"]]])
            assert all(0 <= start < end <= len(text) for start, end in parts)
            assert one["start"] == parts[0][0] and one["end"] == parts[-1][1]


# ---- names, spans and shares


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada Quill", "Mayor Ada Quill", False),
        ("Ada Quill", "Ms Ada Quill", True),
        ("Ada Quill", "Quill", False),
        ("the Guild's", "Guild", True),
        ("Children’s Guild", "Children's guild", True),
        ("the", "The", False),
        (None, "Quill", False),
    ],
)
def test_same_names(one: str | None, other: str | None, same: bool) -> None:
    assert same_name(one, other) is same is same_name(other, one)


@pytest.mark.parametrize(
    ("gold", "given", "right"),
    [
        ("Ada Quill", "Quill", True),
        ("Quill", "Lamp Minister Ada Quill", True),
        ("Ada Quill, who keeps the lamps,", "Ada Quill", True),
        ("Another keeper, Odo Marl,", "Odo Marl", True),
        ("Rep. Ada Quill (L-Marrowby)", "Ada Quill", True),
        ("the Quill campaign", "Quill", False),
        ("Ada Quill", "Ida Quill", False),
        ("Ada Quill", None, False),
        ("", "Quill", False),
    ],
)
def test_names_that_answer(gold: str, given: str | None, right: bool) -> None:
    assert answers(gold, given) is right


def test_descriptions_with_a_common_word() -> None:
    assert share_a_word("senior keeper of lamps", "the keepers")
    assert not share_a_word("keeper of the lamps", "a clerk of the oil")


def test_spans_are_paired_once_and_the_likest_first() -> None:
    assert paired([(0, 10), (5, 15)], [(4, 15), (0, 9)], 0.5) == {0: 1, 1: 0}
    assert paired([(0, 10)], [(0, 10), (0, 10)], 0.8) == {0: 0}
    assert paired([(0, 10), (0, 10)], [(0, 10)], 0.8) == {0: 0}
    assert paired([(0, 10)], [(0, 4)], 0.8) == {}


@pytest.mark.parametrize(
    ("found", "told", "value"),
    [
        (Share(1, 2), Share(1, 1), 2 / 3),
        (Share(0, 3), Share(0, 3), 0.0),
        (NONE, Share(0, 3), 0.0),
        (NONE, NONE, None),
    ],
)
def test_f1(found: Share, told: Share, value: float | None) -> None:
    assert f1(found, told) == pytest.approx(value)


# ---- against entries


def row_of(passage: str) -> Json:
    start = TEXT.index(passage)
    return {"article_id": "lamps", "start": start, "end": start + len(passage)}


def gold() -> dict[str, list[Json]]:
    """What a person would have made of the text, with some that the extractor cannot find."""
    article = article_from_text(TEXT)
    quotes = {
        "q1": (
            "direct",
            "person",
            "Ada Quill",
            None,
            "The lamps of the café have been dim for years,",
        ),
        "q2": ("mixed", "person", "Ida Fen", None, "rushed and far too costly"),
        "q3": (
            "indirect",
            "person",
            "Odo Marl",
            None,
            "for the council to publish the report by April",
        ),
        "q4": ("indirect", "group", None, "keepers of lamps", "Lantern Trust on 4 March"),
    }
    rows = [
        {
            "quote_id": quote,
            "kind": kind,
            "speaker_kind": speaker_kind,
            "speaker": speaker,
            "speaker_role": role,
            "organisation_id": None,
            "organisation": None,
        }
        for quote, (kind, speaker_kind, speaker, role, _) in quotes.items()
    ]
    first = TEXT.split("\n\n")[1]
    places = [
        *(("quotes", quote, cells[-1]) for quote, cells in quotes.items()),
        ("quotes", "q1", "We will not wait for another winter."),
        ("organisations", "marrowby-council", "Marrowby Council"),
        ("organisations", "ministry", "the ministry"),
        ("events", "handed-over", first),
        ("events", "derived", first),
        ("events", "asked", "Keepers said that nobody had asked them."),
        ("proposals", "trust", first),
        ("proposals", "elsewhere", "Keepers said that nobody had asked them."),
    ]
    return {
        "articles": [
            {
                "article_id": "lamps",
                "title": TITLE,
                "published": "2030-11-20",
                "text_sha256": article.sha256,
            },
            {"article_id": "gone", "title": "x", "published": None, "text_sha256": "0" * 64},
        ],
        "quotes": rows,
        "events": [
            {"event_id": "handed-over", "date": "2031-03-04", "date_basis": "stated"},
            {"event_id": "derived", "date": "2031", "date_basis": "derived"},
            {"event_id": "asked", "date": "2030", "date_basis": "relative"},
        ],
        "proposals": [{"proposal_id": "trust"}, {"proposal_id": "elsewhere"}],
        "evidence": [
            {"table": name, "record_id": record, **row_of(passage)}
            for name, record, passage in places
        ],
        "organisation_names": [{"organisation_id": "guild", "name": "Guild of Lamplighters"}],
    }


def test_articles_are_measured_against_their_entries() -> None:
    folder = ArticleFolder([article_from_text(TEXT)], {})
    result = against_entries(gold(), folder, Known())
    assert (result.articles, result.missing) == (1, ["gone"])
    assert result.quotations_told == Share(3, 3) == result.quotations_found
    assert result.speakers == Share(2, 3)  # one row has another speaker
    assert result.quotations == 1.0
    assert result.indirect_told == Share(1, 2)
    assert result.indirect_speakers == Share(1, 1)
    assert result.organisations_told == Share(1, 2)
    assert result.organisations_found.right == 1 < result.organisations_found.of
    assert result.events_told == Share(1, 2)  # the derived one is not asked for
    assert result.event_dates == Share(1, 1)
    assert result.events_found == Share(1, 2)
    assert result.proposals_told == Share(1, 2)
    assert result.proposals_found == Share(1, 2)
    titles = {line.title.partition(": ")[2]: line for line in entry_lines(result)}
    assert titles["quotations in marks: F1"].met is True
    assert titles["speaker right, of passages in marks"].met is False


def test_no_text_at_hand_is_told() -> None:
    lines = entry_lines(against_entries(gold(), ArticleFolder([], {}), Known()))
    assert all(
        line.ours is None and "no article texts at hand" in line.cells()[1] for line in lines
    )


NAMES = {"guild": ["Guild of Lamplighters", "the Guild"]}


@pytest.mark.parametrize(
    ("row", "found", "right"),
    [
        ({"speaker_kind": "person", "speaker": "Ada Quill"}, {"speaker": "Ms Ada Quill"}, True),
        ({"speaker_kind": "person", "speaker": "Ada Quill"}, {"speaker": "Quill"}, False),
        ({"speaker_kind": "person", "speaker": "Ada Quill"}, {"speaker": None}, False),
        (
            {"speaker_kind": "organisation", "speaker": "X", "organisation_id": "guild"},
            {"speaker": "the Guild"},
            True,
        ),
        (
            {"speaker_kind": "organisation", "speaker": "X", "organisation_id": "guild"},
            {"speaker": "Lantern Trust"},
            False,
        ),
        (
            {"speaker_kind": "document", "speaker": "Guild report (2031)"},
            {"speaker": "the report", "speaker_kind": "document"},
            True,
        ),
        (
            {"speaker_kind": "document", "organisation_id": "guild"},
            {"speaker": "report", "speaker_kind": "document", "organisation": "Lantern Trust"},
            False,
        ),
        (
            {"speaker_kind": "document", "organisation_id": "guild"},
            {"speaker": "Guild of Lamplighters", "speaker_kind": "organisation"},
            True,
        ),
        (
            {"speaker_kind": "group", "speaker_role": "senior keepers"},
            {"speaker": "a keeper", "speaker_kind": "anonymous"},
            True,
        ),
        (
            {"speaker_kind": "group", "speaker_role": "senior keepers"},
            {"speaker": "Odo Marl", "speaker_kind": "person", "role": "keeper"},
            False,
        ),
        (
            {
                "speaker_kind": "spokesperson",
                "speaker_role": "spokesman",
                "organisation_id": "guild",
            },
            {"speaker_kind": "spokesperson", "role": "spokesman", "organisation": "Lantern Trust"},
            False,
        ),
        ({"speaker_kind": "anonymous"}, {"speaker": None, "speaker_kind": None}, True),
        (
            {"speaker_kind": "anonymous"},
            {"speaker": "Trust", "speaker_kind": "organisation"},
            False,
        ),
    ],
)
def test_whose_a_quote_is(row: Json, found: Json, right: bool) -> None:
    quote = find_records(article_from_text(TEXT)).quotes[1]
    nobody = dict.fromkeys(("speaker", "speaker_mention", "speaker_kind", "role", "organisation"))
    cells = dict.fromkeys(("speaker", "speaker_role", "organisation", "organisation_id")) | row
    assert speaker_is_right(cells, replace(quote, **{**nobody, **found}), NAMES) is right


def test_drafts_are_measured_against_the_entries_they_were_made_without() -> None:
    cells = drafted_cells(FICTION / "entries", contract(), read_folder(FICTION / "articles"))
    assert 0 < cells.right.total() < cells.all.total()
    assert cells.records["quotes"] >= cells.found["quotes"] > 0
    assert ("articles", "title") in cells.all and ("quotes", "paraphrase") not in cells.all
    assert ("articles", "published") not in cells.all  # it was told
    whole, filled = draft_shares(cells)
    assert whole == Share(cells.right.total(), cells.all.total())
    left = {table for table, _ in cells.all} - set(FILLED)
    assert left == {"positions", "proposal_terms", "accounts"}
    assert filled.right <= whole.right and filled.of < whole.of
    rows = proposed_rows(cells)
    assert rows.keys() == left
    assert rows["positions"].of == cells.drafted["positions"] > 0
    assert rows["positions"].right <= cells.found["positions"]
    assert not drafted_cells(FICTION / "entries", contract(), ArticleFolder([], {})).all


# ---- honest confidence


def test_what_the_gold_tells_is_judged_and_nothing_else() -> None:
    found = find_records(article_of(document()), known_records())
    [mixed] = [q for q in found.quotes if q.clause]
    [direct] = [q for q in found.quotes if q.kind == "direct"]
    start, end = mixed.segments[0]

    def quotes(**told: Any) -> list[tuple[float, bool]]:
        one = {"start": start, "end": end, "speaker_kind": "name", "speaker_text": "Quill", **told}
        record = {"quotes": [one], "indirect_complete": False}
        return [(confidence, right) for _, confidence, right in judge(record, found)]

    assert sorted(quotes()) == sorted([(mixed.confidence, True), (direct.confidence, False)])
    assert (mixed.confidence, False) in quotes(speaker_text="Odo Marl")
    for left_open in ({"speaker_kind": "none"}, {"speaker_kind": "pronoun", "speaker_text": "she"}):
        assert quotes(**left_open) == [(direct.confidence, False)]
    event = found.events[0]
    sentence = {"start": event.start, "end": event.end, "date": "2031", "status": "planned"}
    record = {"events": [sentence], "borderline": [[found.events[1].start, found.events[1].end]]}
    assert list(judge(record, found)) == [("events", event.confidence, True)]
    wrong = {"events": [{**sentence, "date": "2030"}], "borderline": record["borderline"]}
    assert list(judge(wrong, found)) == [("events", event.confidence, False)]
    assert list(judge({"doc_id": "x"}, found)) == []


def test_confidence_is_counted_in_bins() -> None:
    judged = [("quotes", c, r) for c, r in ((0.95, True), (0.9, False), (0.899, True), (0.5, True))]
    counts = calibration([*judged, ("events", 0.1, False)])
    assert counts["quotes"] == [NONE, Share(1, 1), NONE, NONE, NONE, Share(2, 3)]
    lines = calibration_table(counts).splitlines()
    assert lines[2:] == [
        "| 0.9–1.0 | 0.67 of 3 | – |",
        "| 0.5–0.6 | 1.00 of 1 | – |",
        "| 0.0–0.5 | – | 0.00 of 1 |",
    ]


# ---- the table, the corpora and their scorers


def test_the_table_tells_whose_figures_they_are() -> None:
    lines = [
        *corpus_lines("polnear_dev", "quotes", {"quoted": 0.98501, "end to end": 0.8}),
        *corpus_lines("another", "quotes", {}, "no scorer"),
        *speed_lines(160_000.4, 149_000),
        *draft_lines(Share(7, 10), Share(9, 10), {"positions": Share(2, 3), "accounts": NONE}),
        Line("bare", 0.5),
    ]
    heads, _, *rows = (line.strip("| ").split(" | ") for line in table(lines).splitlines())
    assert "measured here" in heads[1] and all("given with" in head for head in heads[4:])
    assert rows[0][1:] == ["0.985", "≥ 0.985", "yes", "0.878", "0.976", "–"]
    assert rows[1][1:4] == ["0.800", "≥ 0.85", "no"]
    assert rows[2][1].startswith("–") and "does not tell" in rows[2][1]
    assert rows[3][0].endswith("(another)") and rows[3][1:5] == [
        "– (no scorer)",
        "≥ 0.985",
        "–",
        "–",
    ]
    assert rows[6][1:5] == ["160,000", "≥ 150,000", "yes", "about 3,000"]
    assert rows[7][1:4] == ["149,000", "≥ 150,000", "no"]
    assert rows[8][1:4] == ["0.700", "≥ 0.7", "yes"] and "all cells" in rows[8][0]
    assert rows[9][1:4] == ["0.900", "≥ 0.7", "yes"] and "apart" in rows[9][0]
    assert rows[10][1:4] == ["0.667", "≥ 0.5", "yes"] and "precision" in rows[10][0]
    assert rows[11][1] == "– ()" and "accounts" in rows[11][0]
    assert rows[12][1:4] == ["0.500", "–", "–"]


def test_every_task_has_measures() -> None:
    assert {task.name for task in TASKS} == {measure.task for measure in MEASURES}


def test_corpora_are_told_by_their_gold(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    corpus_of(tmp_path, {**GOOD, "quotes": [], "items": []}, name="a")
    corpus_of(tmp_path, {**GOOD, "quotes": []}, name="b")
    corpus_of(tmp_path / "deep", {**GOOD, "timexes": []}, name="c")
    corpus_of(tmp_path, GOOD, name="no-gold")
    corpus_of(tmp_path, "{", name="no-json")
    found = {c.path.stem: c.task.name for c in corpora(tmp_path)}
    assert found == {"a": "items", "b": "quotes", "c": "timexes"}


SAID = {
    "spans": (
        "timexes",
        "print('gold 2 pred 2 | strict P 1 R 1 F1 0.500 | relaxed P 1 R 1 F1 0.750 | "
        "value acc on matched 0.250, value F1 0.1')",
        {"strict": 0.5, "relaxed": 0.75, "values": 0.25},
    ),
    "sentences": (
        "proposals",
        "print('proposals: P 1 R 1 F1 0.875 (pred 3, gold 3)', {'proposer': '3/4'})",
        {"sentences": 0.875, "proposer": 0.75},
    ),
    "JSON": (
        "items",
        'print(\'{"all": {"quoted": {"F1": 0.5}, "e2e": {"F1": 0.25}}}\')',
        {"quoted": 0.5, "end to end": 0.25},
    ),
    "no figure": ("events", "print('nothing')", "cannot be read"),
    "other JSON": ("quotes", "print('[]')", "cannot be read"),
    "a failure": ("events", "raise SystemExit('no lamps')", "failed: no lamps"),
    "absent": ("events", None, "does not stand beside"),
}


@pytest.mark.parametrize(("task", "scorer", "said"), SAID.values(), ids=SAID)
def test_what_a_scorer_says_is_read(
    task: str, scorer: str | None, said: dict[str, float] | str, tmp_path: Path
) -> None:
    corpus = Corpus(tmp_path / "corpus.jsonl", next(t for t in TASKS if t.name == task))
    if scorer:
        (tmp_path / corpus.task.scorer).write_text(scorer, encoding="utf-8")
    if isinstance(said, str):
        with pytest.raises(ScorerError, match=said):
            score(corpus, tmp_path / "predictions.jsonl")
    else:
        assert score(corpus, tmp_path / "predictions.jsonl") == said


# ---- make evaluate


def measured(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OUTSOURCED_CARE_")}
    return subprocess.run(
        [sys.executable, "benchmarks/evaluating.py", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.medium
@pytest.mark.parametrize("named", [True, False])
def test_without_corpora_nothing_is_measured(named: bool, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "none")
    if named:
        done = measured(OUTSOURCED_CARE_CORPORA=nowhere)
    else:
        done = measured("--corpora", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    [said] = done.stderr.splitlines()
    assert said.endswith("is no folder" if named else "with gold annotations")


@pytest.mark.medium
def test_a_corpus_without_a_scorer_leaves_the_rest_of_the_table(tmp_path: Path) -> None:
    corpus_of(tmp_path, {"doc_id": "a", "text": TEXT, "quotes": []}, name="lamps")
    (tmp_path / "texts").mkdir()
    done = measured("--corpora", str(tmp_path), "--articles", str(tmp_path / "texts"))
    assert done.returncode == 0, done.stderr
    assert "score_quotes.py does not stand beside lamps.jsonl" in done.stdout
    assert "no article texts at hand" in done.stdout
    assert "| words a second, all records, one core | " in done.stdout
    assert "## How honest confidence is" in done.stdout


CORPORA = Path(os.environ.get("OUTSOURCED_CARE_CORPORA") or ROOT / "../shared/corpora")


@pytest.mark.slow
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not at hand")
def test_the_corpora_are_scored_by_their_own_scorers() -> None:
    done = measured("--corpora", str(CORPORA))
    assert done.returncode == 0, done.stderr
    rows: Mapping[str, list[str]] = {
        cells[0]: cells[1:]
        for line in done.stdout.splitlines()
        if (cells := line.strip("| ").split(" | "))
    }
    for measure in MEASURES:
        assert 0 < float(rows[measure.title][0]) <= 1
        assert rows[measure.title][3:6] == [
            measure.given.get(p, "–")
            for p in ("textacy 0.13", "regular-expression baseline", "spaCy small")
        ]

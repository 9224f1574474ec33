"""Verbatim text from copies of the articles: found again in any that only looks different.

Catches passages that are lost for a change of layout, passages of which another text is
returned, files taken for an article that they are not, and silence about what is missing.
"""

from __future__ import annotations

import pickle
import re
import textwrap
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import Project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import outsourced_care as oc
from outsourced_care.article import Article, ArticleFolder, article_from_text, read_folder
from outsourced_care.loader import MissingTextWarning
from outsourced_care.recovery import Missing, read_copies, recover, told
from outsourced_care.text import DASHES, DOUBLE_QUOTES, SINGLE_QUOTES, fold, passage_sha256

pytestmark = pytest.mark.medium

Alter = Callable[[str], str]


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def characters(changed: str, into: str) -> Alter:
    return lambda text: text.translate(dict.fromkeys(map(ord, changed), into))


def pattern(old: str, new: str) -> Alter:
    return lambda text: re.sub(old, new, text)


def straight_quotes(text: str) -> str:
    return characters(DOUBLE_QUOTES, '"')(characters(SINGLE_QUOTES, "'")(text))


def curly_quotes(text: str) -> str:
    text = re.sub(r'"(?=\w)', "“", text).replace('"', "”")
    return re.sub(r"(?<!\w)'(?=\w)", "‘", text).replace("'", "’")


def hard_wrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(line, 60) for line in lines(text))


def without(*roles: str) -> Alter:
    def alter(text: str) -> str:
        article = article_from_text(text)
        kept = [article.text[b.start : b.end] for b in article.blocks if b.role not in roles]
        return "\n\n".join(kept)

    return alter


def around(before: str, behind: str) -> Alter:
    return lambda text: f"{before}\n\n{text}\n\n{behind}"


def per_line(change: Callable[[str], str], which: Callable[[int, int], bool]) -> Alter:
    """Change the lines for whose number, of so many, `which` is true; drop what becomes empty."""

    def alter(text: str) -> str:
        paragraphs = lines(text)
        count = len(paragraphs)
        changed = [change(p) if which(n, count) else p for n, p in enumerate(paragraphs)]
        return "\n\n".join(p for p in changed if p)

    return alter


def middle(number: int, count: int) -> bool:
    return number == count // 2


def first(number: int, _: int) -> bool:
    return number == 0


def only(wanted: int) -> Callable[[int, int], bool]:
    return lambda number, _: number == wanted


def every_second(begin: int) -> Callable[[int, int], bool]:
    return lambda number, _: number > 0 and number % 2 == begin


MENU = "\n".join(["Home", "Lamps", "Ladders", "Sign in", "Most read: a moth on a ladder"])
FOOTER = "Share this page\n\nAll rights reserved. Lamps & Ladders Media, 2031."

# what only looks different: every passage must come back
LAYOUT: dict[str, Alter] = {
    "the very text": str,
    "CRLF": pattern("\n", "\r\n"),
    "byte order mark": lambda text: "\ufeff" + text,
    "decomposed letters": lambda text: unicodedata.normalize("NFD", text),
    "straight quotes": straight_quotes,
    "curly quotes": curly_quotes,
    "dashes made hyphens": characters(DASHES, "-"),
    "hyphens made dashes": characters("-" + DASHES, "–"),
    "ellipses spelt out": pattern("…", "..."),
    "no-break spaces": pattern(" ", "\u00a0"),
    "thin spaces": pattern(" ", "\u2009"),
    "double spaces": pattern(" ", "  "),
    "tabs": pattern(" ", "\t"),
    "indented": pattern(r"(?m)^(?=\S)", "    "),
    "blank lines trebled": pattern(r"\n+", "\n\n\n\n"),
    "blank lines removed": pattern(r"\n+", "\n"),
    "hard-wrapped lines": hard_wrapped,
    "wrapped narrowly": pattern(" ", "\n"),
    "paragraphs joined": lambda text: " ".join(lines(text)),
    "soft hyphens": pattern(r"(?<=[a-z]{3})(?=[a-z]{3})", "\u00ad"),
    "zero-width spaces": pattern(r"(?<= )(?=\w)", "\u200b"),
    "caption, promotion and links removed": without("caption", "promotion", "links", "footer"),
    "caption added": per_line(lambda p: p + "\n\n(Picture: Moth)", first),
    "header and footer added": around(MENU, FOOTER),
    "title repeated": lambda text: f"{lines(text)[0]} | Lamps & Ladders\n\n{text}",
}
# what loses words: passages come back where they still are, and only there
EDITS: dict[str, Alter] = {
    "title in capitals": per_line(str.upper, first),
    "title replaced": per_line(lambda _: "Moths, ladders and a clock", first),
    "title removed": per_line(lambda _: "", first),
    "title below a long menu": lambda text: around(MENU * 40, FOOTER)(text),
    "title replaced, wrapped, menu": lambda text: around(MENU * 40, "")(
        hard_wrapped(per_line(lambda _: "Moths", first)(text))
    ),
    "one paragraph deleted": per_line(lambda _: "", middle),
    "one sentence edited": per_line(pattern(r"^((?:\S+ ){3})", r"\1quietly "), middle),
    "a word added to every paragraph": per_line(
        pattern(r"^((?:\S+ ){5})", r"\1quietly "), lambda n, _: n > 0
    ),
    "the first half only": per_line(lambda _: "", lambda n, count: n > count // 2),
    "dashes without spaces": pattern(f" [{DASHES}-] ", "—"),
    "two hyphens for a dash": characters("–—", "--"),
    "an advertisement before every long word": per_line(
        pattern(r"(?<=[a-z]) (?=[a-z]{6})", " [ad] "), lambda n, _: n > 0
    ),
    "footnote marks": pattern(r"(?<=[a-z]{4})\.", "[1]."),
}


def altered(texts: list[str], alter: Alter, folder: Path) -> Path:
    """Write altered copies under names that say nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"copy {number}.txt").write_bytes(alter(text).encode("utf-8"))
    return folder


def read(folder: Path) -> list[str]:
    return [article.text for article in read_folder(folder).articles]


def loaded(path: Path | None, folder: Path) -> tuple[pd.DataFrame, list[MissingTextWarning]]:
    """The evidence with its text, and what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        evidence = oc.load("evidence", path, articles=folder)
    warned = [w.message for w in caught if isinstance(w.message, MissingTextWarning)]
    assert len(warned) == len(caught)
    return evidence, warned


def holds(folder: Path, path: Path | None, originals: list[str]) -> pd.Series:
    """Which evidence rows' passages still stand, folded, in the copies of a folder."""
    by_hash = {article_from_text(t).sha256: n for n, t in enumerate(originals)}
    files = [p.read_text(encoding="utf-8") for p in sorted(folder.iterdir())]
    copies = [fold(text) + " " + fold(re.sub(r"(?<=\w-)\n(?=\w)", "", text)) for text in files]
    hashes = oc.load("articles", path).set_index("article_id")["text_sha256"]
    evidence = oc.load("evidence", path)
    standing = []
    for article_id, start, end in evidence[["article_id", "start", "end"]].to_numpy():
        number = by_hash[hashes[article_id]]
        standing.append(fold(originals[number][start:end]) in copies[number])
    return pd.Series(standing)


def check(path: Path | None, originals: list[str], folder: Path) -> pd.DataFrame:
    """What comes back is what was recorded; one warning knows exactly what does not."""
    evidence, warned = loaded(path, folder)
    found = evidence["text"].notna()
    recorded = evidence.loc[found, "sha256"]
    assert list(evidence.loc[found, "text"].map(passage_sha256)) == list(recorded)
    assert len(warned) == (0 if found.all() else 1)
    known = [(m.table, m.record_id, m.part) for one in warned for m in one.missing]
    lost = evidence.loc[~found, ["table", "record_id", "part"]]
    assert known == list(lost.itertuples(index=False, name=None))
    for one in warned:
        first, *others = str(one).splitlines()
        assert first == f"no text for {len(lost)} of {len(evidence)} rows of evidence"
        assert lost["record_id"].iloc[0] in str(one)
        assert len(others) <= 15 and max(map(len, others)) <= 100
    return evidence


@pytest.fixture(scope="session")
def fiction(built_project: Project) -> tuple[Path, list[str]]:
    """The fictional dataset and the texts of its articles."""
    return built_project.root, read(Path(built_project.articles))


@pytest.fixture(scope="session")
def founding(articles: Path) -> tuple[None, list[str]]:
    """The published dataset and the texts of its articles."""
    return None, read(articles)


@pytest.mark.parametrize("name", LAYOUT)
def test_layout_loses_nothing(name: str, fiction: tuple[Path, list[str]], tmp_path: Path) -> None:
    path, texts = fiction
    evidence = check(path, texts, altered(texts, LAYOUT[name], tmp_path / "copies"))
    assert evidence["text"].notna().all()


@pytest.mark.parametrize("name", EDITS)
def test_edits_lose_what_they_touch(
    name: str, fiction: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, texts = fiction
    folder = altered(texts, EDITS[name], tmp_path / "copies")
    evidence = check(path, texts, folder)
    found = evidence["text"].notna()
    assert not (found & ~holds(folder, path, texts)).any()


@pytest.mark.parametrize("name", LAYOUT)
def test_layout_loses_nothing_of_the_founding_articles(
    name: str, founding: tuple[None, list[str]], tmp_path: Path
) -> None:
    path, texts = founding
    evidence = check(path, texts, altered(texts, LAYOUT[name], tmp_path / "copies"))
    assert evidence["text"].notna().all()


@pytest.mark.parametrize("name", EDITS)
def test_edits_lose_only_what_they_touch_in_the_founding_articles(
    name: str, founding: tuple[None, list[str]], tmp_path: Path
) -> None:
    path, texts = founding
    folder = altered(texts, EDITS[name], tmp_path / "copies")
    evidence = check(path, texts, folder)
    assert list(evidence["text"].notna()) == list(holds(folder, path, texts))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(st.sampled_from(sorted({*LAYOUT, *EDITS})), max_size=5))
def test_any_mixture_returns_nothing_wrong(
    names: list[str], fiction: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, texts = fiction

    def alter(text: str) -> str:
        for name in names:
            text = {**LAYOUT, **EDITS}[name](text)
        return text

    check(path, texts, altered(texts, alter, tmp_path / "copies"))


@pytest.mark.slow
def test_each_paragraph_deleted_in_turn(founding: tuple[None, list[str]], tmp_path: Path) -> None:
    path, texts = founding
    for number in range(max(len(lines(text)) for text in texts)):
        alter = per_line(lambda _: "", only(number))
        folder = altered(texts, alter, tmp_path / str(number))
        evidence = check(path, texts, folder)
        assert list(evidence["text"].notna()) == list(holds(folder, path, texts))


def test_a_hash_alone_leads_to_a_passage(fiction: tuple[Path, list[str]]) -> None:
    path, texts = fiction
    evidence = oc.load("evidence", path)
    evidence["selector"] = pd.Series([None] * len(evidence), dtype="str")
    copies = ArticleFolder([article_from_text(hard_wrapped(text)) for text in texts], {})
    found, missing = recover(evidence, oc.load("articles", path), copies)
    assert missing == []
    assert [passage_sha256(found[i]) for i in evidence.index] == list(evidence["sha256"])


@pytest.mark.parametrize(
    "offsets", [(10**9, 10**9 + 5), (50, 10), (-20, -3), (None, None)], ids=str
)
def test_wrong_offsets_are_made_good_by_the_hash(
    offsets: tuple[int | None, int | None], fiction: tuple[Path, list[str]]
) -> None:
    path, texts = fiction
    evidence = oc.load("evidence", path)
    for column, value in zip(("start", "end"), offsets, strict=True):
        evidence[column] = pd.Series([value] * len(evidence), dtype="Int64")
    copies = ArticleFolder([article_from_text(text) for text in texts], {})
    found, missing = recover(evidence, oc.load("articles", path), copies)
    assert missing == []
    assert len(found) == len(evidence)


def test_rows_without_meaning_are_missing_not_fatal(fiction: tuple[Path, list[str]]) -> None:
    path, texts = fiction
    evidence = oc.load("evidence", path).astype(object)
    evidence[["record_id", "part", "start", "end", "word_count", "selector", "sha256"]] = pd.NA
    evidence.loc[1, "word_count"] = -3
    evidence.loc[2, "word_count"] = 10**9
    evidence.loc[2, "selector"] = "… … …"
    copies = ArticleFolder([article_from_text(text) for text in texts], {})
    found, missing = recover(evidence, oc.load("articles", path), copies)
    assert found == {}
    assert len(missing) == len(evidence)


def test_a_list_of_links_makes_no_copy(fiction: tuple[Path, list[str]], tmp_path: Path) -> None:
    """A page that names another article's title is not that article."""
    path, texts = fiction
    titles = [lines(text)[0] for text in texts]
    page = lines(texts[1])
    (tmp_path / "page.txt").write_text(
        "\n\n".join([page[0], f"Most read: {titles[0]}", *page[1:], "Related articles", titles[0]]),
        encoding="utf-8",
    )
    evidence, (warned,) = loaded(path, tmp_path)
    own = oc.load("articles", path).set_index("title")["article_id"]
    found = evidence["text"].notna()
    assert not found[evidence["article_id"] == own[titles[0]]].any()
    assert found[evidence["article_id"] == own[titles[1]]].all()
    assert f"{own[titles[0]]} (no copy of it is at hand)" in str(warned)


def test_another_text_under_the_title_gives_nothing_else(
    fiction: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, texts = fiction
    other = "A moth sat on a ladder all night long."
    (tmp_path / "page.txt").write_text(f"{lines(texts[0])[0]}\n\n{other}\n", encoding="utf-8")
    evidence = check(path, texts, tmp_path)
    assert evidence.loc[evidence["word_count"] > 4, "text"].isna().all()


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_the_fuller_of_two_copies_is_read(
    names: tuple[str, str], fiction: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, texts = fiction
    for number, text in enumerate(texts):
        short, full = EDITS["the first half only"](text), LAYOUT["hard-wrapped lines"](text)
        for name, copy in zip(names, (short, full), strict=True):
            (tmp_path / f"{name}{number}.txt").write_text(copy, encoding="utf-8")
    evidence, warned = loaded(path, tmp_path)
    assert evidence["text"].notna().all()
    assert warned == []


def test_what_one_copy_lacks_is_taken_from_another(
    fiction: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, texts = fiction
    for number, text in enumerate(texts):
        for half in (0, 1):
            alter = per_line(lambda _: "", every_second(half))
            (tmp_path / f"{number}{half}.txt").write_text(alter(text), encoding="utf-8")
    evidence, warned = loaded(path, tmp_path)
    assert evidence["text"].notna().all()
    assert warned == []


def test_the_recorded_text_comes_before_any_copy(
    fiction: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, texts = fiction
    altered(texts, LAYOUT["double spaces"], tmp_path)
    for number, text in enumerate(texts):
        (tmp_path / f"z{number}.txt").write_text(text, encoding="utf-8")
    quotes = oc.load("quotes", path, articles=tmp_path)
    assert not quotes["text"].str.contains("  ").any()


def test_all_articles_in_one_file(fiction: tuple[Path, list[str]], tmp_path: Path) -> None:
    path, texts = fiction
    (tmp_path / "everything.txt").write_text("\n\n".join(texts), encoding="utf-8")
    evidence, _ = loaded(path, tmp_path)
    assert evidence["text"].notna().all()


@pytest.mark.parametrize("table", ["quotes", "positions", "events", "organisations", "people"])
def test_parts_are_joined_by_line_feeds(table: str, fiction: tuple[Path, list[str]]) -> None:
    path, _ = fiction
    evidence, _ = loaded(path, path / "texts")
    own = evidence[evidence["table"] == table].sort_values("part", kind="stable")
    joined = own.groupby("record_id", observed=True)["text"].agg("\n".join)
    frame = oc.load(table, path, articles=path / "texts")
    assert str(frame["text"].dtype) == "str"
    for record, text in zip(frame.iloc[:, 0], frame["text"], strict=True):
        assert text == joined[record] if record in joined.index else pd.isna(text)


def test_a_record_with_a_part_missing_has_no_text(
    fiction: tuple[Path, list[str]], tmp_path: Path
) -> None:
    """Half an utterance would read like the whole."""
    path, texts = fiction
    evidence = oc.load("evidence", path).query("table == 'quotes' and part == 2")
    record, end = evidence.iloc[0]["record_id"], evidence.iloc[0]["end"]
    hashes = oc.load("articles", path).set_index("article_id")["text_sha256"]
    wanted = hashes[evidence.iloc[0]["article_id"]]
    text = next(t for t in texts if article_from_text(t).sha256 == wanted)
    (tmp_path / "copy.txt").write_text(text[: end - 4] + "zzzz" + text[end:], encoding="utf-8")
    with pytest.warns(MissingTextWarning, match=record) as caught:
        quotes = oc.load("quotes", path, articles=tmp_path).set_index("quote_id")
    assert pd.isna(quotes.loc[record, "text"])
    warned = caught[0].message
    assert isinstance(warned, MissingTextWarning)
    assert [m.part for m in warned.missing if m.record_id == record] == [2]
    again = pickle.loads(pickle.dumps(warned))  # noqa: S301 - workers hand warnings back so
    assert (str(again), again.missing) == (str(warned), warned.missing)


def test_every_table_is_loaded_with_one_warning(
    fiction: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, texts = fiction
    altered(texts[:1], str, tmp_path)
    with pytest.warns(MissingTextWarning) as caught:
        frames = oc.load_all(path, articles=tmp_path)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    with_text = {name for name, frame in frames.items() if "text" in frame}
    assert with_text == {*frames["evidence"]["table"].cat.categories, "evidence"}
    assert oc.validate(frames).valid


def test_the_warning_points_to_who_asked(fiction: tuple[Path, list[str]], tmp_path: Path) -> None:
    path, texts = fiction
    altered(texts[:1], str, tmp_path)
    with pytest.warns(MissingTextWarning) as caught:
        oc.load("quotes", path, articles=tmp_path)
    assert [w.filename for w in caught] == [__file__]


def lost(table: str, record: str, article: str, why: str = "differs") -> Missing:
    return Missing(table, record, 1, article, why)


# what was not found, rows by table, unreadable files → the whole warning
TOLD: dict[str, tuple[list[Missing], dict[str, int], dict[str, str], str]] = {
    "one row": (
        [lost("quotes", "q1", "moth")],
        {"quotes": 60},
        {},
        "no text for 1 of 60 rows of quotes\n  moth (differs): q1",
    ),
    "two parts of a row": (
        [lost("quotes", "q1", "moth"), lost("quotes", "q1", "moth")],
        {"quotes": 60},
        {},
        "no text for 1 of 60 rows of quotes\n  moth (differs): q1",
    ),
    "all rows of one article": (
        [lost("quotes", f"q{n}", "moth") for n in range(20)],
        {"quotes": 20},
        {},
        "no text for 20 of 20 rows of quotes\n  moth (differs): "
        "q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11 and 8 more",
    ),
    "several reasons": (
        [lost("quotes", f"q{n}", f"moth{n % 4}", "gone" if n % 4 else "new") for n in range(18)],
        {"quotes": 20},
        {"a.txt": "no text"},
        "no text for 18 of 20 rows of quotes\n  moth0 (new): q0, q4, q8 and 2 more\n"
        "  moth1 (gone): q1, q5, q9 and 2 more\n  moth2 (gone): q2, q6, q10 and 1 more\n"
        "  moth3 (gone): q3, q7, q11 and 1 more\n  a.txt cannot be read: no text",
    ),
    "several tables": (
        [lost("events", "e", "moth"), lost("quotes", "e", "moth")],
        {"quotes": 4, "people": 3, "events": 2},
        {},
        "no text for 1 of 4 rows of quotes, 1 of 2 rows of events\n"
        "  moth (differs): events e, quotes e",
    ),
    "the table of passages": (
        [lost("events", "e", "moth"), lost("quotes", "e", "moth"), lost("quotes", "e", "moth")],
        {"evidence": 9},
        {},
        "no text for 3 of 9 rows of evidence\n  moth (differs): events e, quotes e",
    ),
    "more articles than lines": (
        [lost("quotes", f"q{n}", f"moth{n}") for n in range(30)],
        {"quotes": 30},
        {},
        "\n".join(
            [
                "no text for 30 of 30 rows of quotes",
                *(f"  moth{n} (differs): q{n}" for n in range(6)),
                "  and 24 more articles or files",
            ]
        ),
    ),
}


@pytest.mark.parametrize("case", TOLD)
def test_a_warning_says_in_a_few_lines_what_is_missing_and_why(case: str) -> None:
    missing, rows, unreadable, text = TOLD[case]
    assert told(missing, rows, unreadable) == text


def test_files_that_cannot_be_read_are_named(
    fiction: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, texts = fiction
    (tmp_path / "a.txt").write_bytes(texts[0].encode("utf-16"))
    (tmp_path / "b.txt").write_bytes(texts[1].encode("cp1252"))
    (tmp_path / "c.txt").write_bytes(b"")
    with pytest.warns(MissingTextWarning, match=r"a\.txt .*UTF-16(?s:.*)b\.txt .*not UTF-8"):
        frame = oc.load("people", path, articles=tmp_path)
    assert frame["text"].isna().all()


def test_copies_without_a_body_are_read(tmp_path: Path) -> None:
    (tmp_path / "line.txt").write_text("Lamps glow and moths gather.", encoding="utf-8")
    copies: tuple[Article, ...] = read_copies(tmp_path).articles
    assert [copy.text for copy in copies] == ["Lamps glow and moths gather."]

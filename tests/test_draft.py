"""Drafts of entries: what they hold, that none passes for an entry, and that a person's entry wins.

Catches sentences of an article in a draft, selectors that show too much, records of an entry that a
draft proposes again, files written over, and articles that reach YAML as something else than text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from article_server import page
from conftest import FICTION, ROOT, Outcome, Project, examples
from hypothesis import given, settings
from hypothesis import strategies as st
from release_server import Site, serving

from outsourced_care.article import Article, article_from_text
from outsourced_care.article_ids import propose_id
from outsourced_care.drafting import Draft, compared, draft_entry, entry_text, places_to_fill_in
from outsourced_care.drafting.head import head_of
from outsourced_care.drafting.parts import Part, Todo
from outsourced_care.drafting.recognising import as_entry
from outsourced_care.entries import Sources
from outsourced_care.entry_files import read_sources
from outsourced_care.entry_form import canonical
from outsourced_care.rules import LARGEST_SHARE, LONGEST_RUN, word_runs
from outsourced_care.schema_files import read_contract
from outsourced_care.selectors import Selector, exposure, find, shown_spans
from outsourced_care.yaml_source import parse

CONTRACT = read_contract(ROOT / "schemas")
SOURCES, _ = read_sources(FICTION / "entries", CONTRACT)
REGISTRIES = Sources([], SOURCES.organisations, SOURCES.people)

ARTICLE = """\
Council keeps the lamp school

Marrowby council will run its lamp school for three more years, Ida Wick said on Friday.

“Nobody knows the stairs as we do,” said Pella Thorn, president of the Guild of Lamplighters. “We \
asked for this, and we are glad that the town has listened to its lamplighters at last.”

The school stands on the last rock before the open sea, and its pupils row over in a long green \
boat when the tide allows it. Lessons begin with the ringing of a brass bell, and on foggy days \
the whole class counts the ships by their horns before anybody opens a book.

March 2029: The Lamp Inspectorate published a report on the school.

Generations of keepers have scratched their names into the railing at the top, where the wind is \
so strong that chalk has to be tied to the wrist. The door is known as the “golden gate” in town.

Yellow paint covers the stairs up to the third landing, and moss the rest of them. From the top \
two islands come into view, a row of white buoys, and on clear days the chimneys of the oil works.
"""
GOLDEN = """\
# yaml-language-server: $schema=../../schemas/entry.schema.json

article:
  title: Council keeps the lamp school
  publisher_id: TODO  # who published it first; without the line if that is unknown
  published: 2031-05-11
  url: TODO  # where the article stands on the web
  kind: news
  language: en
  selection: TODO  # one of founding, search, contributed
  summary: TODO  # what the article tells, in our own words
"""
QUOTED = """\
    kind: direct
    person_id: pella-thorn
    speaker_kind: person
    speaker_role: president
    organisation_id: guild-of-lamplighters
    cue: say
    attribution: explicit
    paraphrase: TODO  # what is said, in our own words
    evidence:
      - "Nobody … do,"
      - "We … last."
"""
DATED = """\
    title: TODO  # what happens, in a few words of our own
    kind: review_published
    date: 2029-03
    date_basis: stated
    status: occurred
    place: Marrowby
    summary: TODO  # what the article tells of it, in our own words
    participants:
"""
MARKED = """\
not_quotes:
  - selector: golden gate
    reason: TODO  # why nobody is told to have said this: idiom, label, title of a work, …
"""
PAGE = """<!doctype html><html lang="en-GB"><head><title>Council keeps the lamp school</title>
<meta property="og:site_name" content="Fenwick Gazette">
<meta property="article:published_time" content="2031-05-11T08:00:00Z">
<meta name="author" content="Ida Fen">
<link rel="canonical" href="https://gazette.example/2031/lamp-school">
<script>var secret = "Lamps are lies, said nobody.";</script></head><body><article>
{body}</article></body></html>"""


def html(text: str = ARTICLE) -> str:
    title, *rest = (line for line in text.split("\n") if line)
    return PAGE.format(body=f"<h1>{title}</h1>" + "".join(f"<p>{line}</p>\n" for line in rest))


def drafted(text: str, sources: Sources = REGISTRIES) -> Draft:
    return draft_entry(article_from_text(text), CONTRACT, sources)


def put(project: Project, text: str = ARTICLE, name: str = "school.txt") -> str:
    path = project.root / "texts" / name
    path.write_text(text, encoding="utf-8")
    return f"texts/{name}"


def entries(project: Project) -> set[str]:
    return {path.stem for path in (project.root / "entries/articles").glob("*.yaml")}


def completed(draft: str) -> str:
    """A draft as a person leaves it: what is TODO is filled in, and the comments are gone."""
    text = draft.replace("publisher_id: TODO", "publisher_id: fenwick-gazette")
    text = re.sub(r"  # (choose a lasting name|decide; then).*", "", text).replace("TODO-", "")
    text = text.replace("url: TODO", 'url: "https://gazette.example/2031/lamp-school"')
    text = re.sub(r"TODO  # one of (\w+).*", r"\1", text)
    text = re.sub(r"(title|summary|paraphrase|reason): TODO.*", r"\1: Words of our own", text)
    text = re.sub(r"date: TODO.*", 'date: "[..2031-05-11]"', text)
    text = re.sub(r"cue: TODO.*", "cue: say", text)
    text = re.sub(r"  # (who published|where the).*", "", text)
    kept = "".join(x for x in text.splitlines(keepends=True) if not x.strip().startswith("# "))
    return kept.strip("\n") + "\n"


@pytest.fixture
def complete(project: Project) -> Project:
    """A repository whose newest entry began as a draft and was completed by a person."""
    put(project)
    outcome = project.build("draft", "texts/school.txt", "--published", "2031-05-11")
    assert outcome.status == 0, outcome.err
    path = project.entry("2031-05-council-keeps-lamp")
    text = path.read_text("utf-8")
    people = project.root / "entries/people.yaml"
    for added in re.findall(r"^# (- id: ida-.*|  name: \"?Ida .*)$", text, re.M):
        people.write_text(f"{people.read_text('utf-8')}{added}\n", encoding="utf-8")
    path.write_text(completed(text), encoding="utf-8")
    return project


# --- what a draft holds ------------------------------------------------------------------------


def test_a_draft_is_what_it_should_be(project: Project) -> None:
    put(project)
    outcome = project.build("draft", "texts/school.txt", "--published", "2031-05-11")
    text = project.entry("2031-05-council-keeps-lamp").read_text("utf-8")
    for part in (GOLDEN, QUOTED, DATED, MARKED):
        assert part in text
    places = sum("TODO" in line for line in text.splitlines())
    assert outcome == Outcome(
        0,
        f"entries/articles/2031-05-council-keeps-lamp.yaml: written, {places} places to fill in\n",
        "",
    )


def refused_lines(out: str) -> set[int]:
    """The lines that check refuses, those of the same fault included."""
    told = re.findall(r"lamp\.yaml:(\d+):\d+: error: ", out)
    also = re.findall(r"\(also on lines? ([\d, ]+)\)", out)
    return {int(n) for found in (told, *(more.split(",") for more in also)) for n in found}


def test_check_refuses_a_draft_at_each_of_its_places(project: Project) -> None:
    put(project)
    project.build("draft", "texts/school.txt", "--published", "2031-05-11")
    path = project.entry("2031-05-council-keeps-lamp")
    text = path.read_text("utf-8")
    lines = text.split("\n")
    people = project.root / "entries/people.yaml"
    added = "".join(f"{x[2:]}\n" for x in lines if re.match(r"# (- id: ida-|  name: .?Ida )", x))
    people.write_text(people.read_text("utf-8") + added, encoding="utf-8")
    ids = {n for n, line in enumerate(lines, start=1) if "id: TODO-" in line}
    todo = {n for n, line in enumerate(lines, start=1) if "TODO" in line}
    outcome = project.build("check", path.stem, "--articles", project.articles)
    assert outcome.status == 1
    assert ids and refused_lines(outcome.out) == todo
    path.write_text(re.sub(r"TODO-|  # (choose|decide).*", "", text), encoding="utf-8")
    outcome = project.build("check", path.stem, "--fix", "--articles", project.articles)
    assert outcome.status == 1
    assert refused_lines(outcome.out) == todo - ids, outcome.out
    assert set(re.findall(r"error: .*\[([a-z-]+)\]", outcome.out)) == {"todo"}


def test_a_completed_draft_is_clean_and_lacks_nothing(complete: Project) -> None:
    name = "2031-05-council-keeps-lamp"
    before = complete.entry(name).read_text("utf-8")
    outcome = complete.build("check", name, "--fix", "--articles", complete.articles)
    assert (outcome.status, outcome.out) == (0, ""), outcome.out
    assert complete.entry(name).read_text("utf-8") == before
    again = complete.build("draft", "texts/school.txt")
    assert again == Outcome(0, f"entries/articles/{name}.yaml: nothing is missing\n", "")


def test_no_words_of_the_article_but_selectors_are_in_a_draft() -> None:
    draft = entry_text(drafted(ARTICLE), CONTRACT)
    assert word_runs(ARTICLE.partition("\n")[2]).isdisjoint(word_runs(draft))


def selectors_of(text: str) -> list[str]:
    root, faults = parse(text.encode(), "entries/articles/a.yaml")
    assert root is not None and not faults
    found: list[str] = []

    def visit(node: object, key: str = "") -> None:
        mapping, sequence = getattr(node, "mapping", None), getattr(node, "sequence", None)
        for name, child in (mapping or {}).items():
            visit(child, name)
        for child in sequence or []:
            visit(child, key)
        if mapping is None and sequence is None and key in ("evidence", "selector"):
            found.append(str(getattr(node, "value", "")))

    visit(root)
    return [one for one in found if one != "TODO"]


def exposed(article: Article, text: str) -> tuple[int, float]:
    shown = []
    for written in selectors_of(text):
        selector = Selector.parse(written)
        (span,) = find(article.folded, selector)
        shown += shown_spans(article.folded, selector, span)
    measured = exposure(article.folded, shown, article.word_count)
    return measured.longest_run, measured.share


SENTENCES = [
    "“We lost the lamp,” said Ida Wick.",
    "“The oil was cold and thin,” Odo Quill said.",
    "In May 2029 the Lamp Inspectorate published a report.",
    "Marrowby council will hand its lamps to a trust, Quill announced.",
    "The council should keep its ‘dim’ lamps, Thorn said.",
    "The river is long and slow and brown, and nobody has ever counted the stones that lie in it.",
]


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12))
def test_selectors_never_show_more_than_they_may(sentences: list[str]) -> None:
    """Also where an article is short, or all of it is quoted."""
    draft = drafted("Lamps\n\n" + "\n\n".join(sentences) + "\n")
    text = entry_text(draft, CONTRACT)
    longest, share = exposed(draft.article, text)
    assert longest <= LONGEST_RUN
    assert share <= LARGEST_SHARE


def test_a_passage_that_may_not_be_shown_is_left_to_a_person() -> None:
    text = entry_text(drafted("Lamps\n\n“We lost it,” said Ida Wick.\n"), CONTRACT)
    assert "      - TODO  # no selector is short enough and may be shown" in text
    assert selectors_of(text) == []


def test_no_publisher_borrows_the_short_name_of_another_entry() -> None:
    entries = [as_entry(drafted(ARTICLE), "entries/articles/gull-2031-05-lamps.yaml")]
    entries[0].article_id = "gull-2031-05-lamps"
    assert "publisher_id" not in entries[0].article.cells
    made = propose_id(None, "2031-05-11", "Oil and wicks", Sources(entries, [], []))
    assert not made.startswith("gull")


# --- what is told without marks ----------------------------------------------------------------

PEOPLE = "“It rains,” said Ida Wick, mayor of Marrowby. “It does,” said Pella Thorn.\n\n"


@pytest.mark.parametrize(
    ("told", "cue", "passages", "cells"),
    [
        (
            "Pella Thorn favours more lamps along the quay.",
            "favour",
            ["more lamps along the quay"],
            {"person_id": "pella-thorn", "attribution": "explicit"},
        ),
        (
            "It has been reported that mayor Ida Wick is disappointed by the new oil.",
            "disappointed",
            ["the new oil"],
            {"person_id": "ida-wick", "attribution": "hearsay"},
        ),
        (
            "Some councils are keen to sell their lamps, among them Marrowby council.",
            "keen",
            ["to sell their lamps"],
            {"speaker_kind": "group", "speaker_role": "councils"},
        ),
        (
            "When the lamps went out in March, nobody in the town was much surprised.",
            "surprised",
            ["the lamps went out in March"],
            {"speaker_kind": "group", "speaker_role": "town"},
        ),
        (
            "Pella Thorn said that the stairs were safe. Her fear about fog is that it hides them.",
            "fear",
            ["fog", "it hides them"],
            {"person_id": "pella-thorn"},
        ),
        (
            "The Guild of Lamplighters has given its backing to the trust of lamps.",
            "back",
            ["the trust of lamps"],
            {"organisation_id": "guild-of-lamplighters"},
        ),
        (
            "The Lamp Ministry refused to confirm or deny whether the oil was old.",
            "refuse",
            ["whether the oil was old"],
            {"organisation_id": "lamp-ministry"},
        ),
        (
            "“Keepers wait and the public demands brighter lamps,” said Odo Quill.",
            "demand",
            ["brighter lamps"],
            {"speaker_kind": "group", "quoted_in": "q03"},
        ),
    ],
)
def test_attitudes_are_quotes(
    told: str, cue: str, passages: list[str], cells: dict[str, str]
) -> None:
    draft = drafted(f"Lamps\n\n{PEOPLE}{told}\n")
    (quote,) = [q for q in draft.of("quotes") if q.cells.get("cue") == cue]
    assert [draft.article.text[a:b] for a, b in quote.spans] == passages
    assert cells.items() <= quote.cells.items()


@pytest.mark.parametrize(
    "told",
    [
        "Marrowby council agreed to take the oil away from the quay.",
        "The harbour is keen and cold, and it favours no ship.",
        "Marrowby council asked the guild to count the lamps.",
    ],
)
def test_acts_and_things_are_no_quotes(told: str) -> None:
    draft = drafted(f"Lamps\n\n{PEOPLE}{told}\n")
    assert len(draft.of("quotes")) == 2


def test_a_report_goes_on_without_a_reporting_word() -> None:
    news = "In May 2031 the Fen report said the lamps were old. {}\n"
    more = "It was unreasonable to expect the town to buy new ones."
    text = f"Lamps\n\n{PEOPLE}{news.format(more)}"
    (quote,) = [q for q in drafted(text).of("quotes") if q.cells["attribution"] == "implicit"]
    assert text[slice(*quote.spans[0])] == more and quote.cells["speaker_kind"] == "document"
    own = f"Lamps\n\nI have counted them. I know them.\n\n{news.format(more)}"
    assert all(q.cells["attribution"] != "implicit" for q in drafted(own).of("quotes"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Lamps\n\n{PEOPLE}The oil is cold, Odo Quill said.\n", "news"),
        (f"Are lamps safe?\n\n{PEOPLE}The oil is cold, Odo Quill said.\n", "analysis"),
        (f"Are lamps safe?\n\n{PEOPLE}", "news"),
        (f"Lamps\n\n{PEOPLE}I doubt it. I have seen the lamps.\n", "opinion"),
        ("Lamps\n\nThe stairs are wet, and the moss on them is green and old.\n", None),
    ],
)
def test_kinds_of_articles(text: str, kind: str | None) -> None:
    told = drafted(text).head["kind"]
    assert told == kind if kind else isinstance(told, Todo)


# --- happenings and proposals ------------------------------------------------------------------

PUBLISHED = "2031-05-11"


def dated(text: str) -> Draft:
    article = article_from_text(f"Lamps\n\n{PEOPLE}{text}\n")
    told = replace(article.metadata, published=PUBLISHED)
    return draft_entry(replace(article, metadata=told), CONTRACT, REGISTRIES)


@pytest.mark.parametrize(
    ("told", "cells"),
    [
        (
            "Marrowby council was forced to outsource its lamps to private companies.",
            {"kind": "service_transfer", "date": "[..2031-05-11]", "status": "occurred"},
        ),
        (
            "Marrowby council will outsource its lamps.",
            {"kind": "service_transfer", "date": "[2031-05-11..]", "status": "planned"},
        ),
        (
            "Marrowby council is keen to outsource its lamps.",
            {"kind": "service_transfer", "date": "[2031-05-11..]", "status": "proposed"},
        ),
        (
            "The lamps of Marrowby council are at risk of forced outsourcing.",
            {"kind": "service_transfer", "date": "[2031-05-11..]", "status": "possible"},
        ),
        (
            "Following the departure of its director of services, Marrowby council fell silent.",
            {"kind": "departure", "date": "[..2031-05-11]", "status": "occurred"},
        ),
        (
            "The Lamp Ministry said it would consider the letter of Marrowby council.",
            {"kind": "other", "date": "[2031-05-11..]", "status": "planned"},
        ),
        (
            "The Guild-backed, Marrowby Lamp Trust opened its doors to the keepers of the town.",
            None,
        ),
        ("Marrowby council spoke of the lack of public consultation.", None),
        ("Aside from the outsourcing of lamps, Marrowby council has calm days.", None),
    ],
)
def test_happenings_without_a_date(told: str, cells: dict[str, str] | None) -> None:
    events = dated(told).of("events")
    if cells is None:
        assert all(e.cells["kind"] == "endorsement" for e in events)
    else:
        (event,) = [e for e in events if e.cells["kind"] == cells["kind"]]
        assert cells.items() <= event.cells.items()
        assert event.cells["date_basis"] == "bounded"


def test_several_tellings_are_one_happening_and_inform_the_plan() -> None:
    draft = dated(
        "Marrowby council’s lamps will be outsourced to an independent trust, the Lamp Ministry "
        "has announced.\n\nThe independent trust will run all lamp services. The trust, to be "
        "founded by 1 April next year, will hold the oil for a 12-year term, and there will be a "
        "review after three years of how the wicks of Marrowby council burn."
    )
    events = {str(e.cells["kind"]): e for e in draft.of("events")}
    assert len(events["service_transfer"].spans) == 2
    assert len(events) == len(draft.of("events"))
    assert events["scheduled_review"].cells["date"] == "[..2035-04-01]"
    assert events["scheduled_review"].cells["date_basis"] == "derived"
    (plan,) = [p for p in draft.of("proposals") if p.cells["kind"] == "plan"]
    assert {"starts": "[..2032-04-01]", "duration": "P12Y"}.items() <= plan.cells.items()
    provider = {"role": "provider", "name": "independent trust to be created"}
    assert provider in [p.cells for p in plan.inside]
    assert {e.cells.get("proposal_id") for e in events.values()} == {plan.id}


def test_a_proposal_for_a_named_council_gives_an_event() -> None:
    draft = dated("Odo Quill argues that Marrowby council should be broken up.")
    (event,) = draft.of("events")
    (proposal,) = draft.of("proposals")
    assert event.cells["status"] == "proposed" and event.cells["kind"] == "other"
    assert event.cells["proposal_id"] == proposal.id
    assert proposal.cells["model"] == "reorganisation"
    assert not dated("Odo Quill argues that lamps should be broken up.").of("events")


# --- where articles come from ------------------------------------------------------------------


def test_a_page_tells_of_itself(project: Project) -> None:
    put(project, html(), "school.html")
    outcome = project.build("draft", "texts/school.html", "--articles", "texts")
    name = "fenwick-gazette-2031-05-council-keeps-lamp"
    assert outcome.status == 0, outcome.err
    (written,) = entries(project) - {"gazette-one", "gazette-two"}
    text = project.entry(written).read_text("utf-8")
    assert written.endswith("2031-05-council-keeps-lamp"), name
    for line in (
        "publisher_id: fenwick-gazette",
        "author: Ida Fen",
        "published: 2031-05-11",
        'url: "https://gazette.example/2031/lamp-school"',
        QUOTED,
    ):
        assert line in text
    assert "secret" not in text
    kept = (project.root / "texts" / f"{written}.txt").read_text("utf-8")
    assert kept.startswith("Council keeps the lamp school\n")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path) as served:
        served.faults["school"] = page(html())
        yield served


@pytest.mark.medium
def test_an_address_is_fetched(project: Project, site: Site) -> None:
    url = f"{site.address}/school"
    outcome = project.build("draft", url, "--allow-private")
    assert outcome.status == 0, outcome.err
    (written,) = entries(project) - {"gazette-one", "gazette-two"}
    assert QUOTED in project.entry(written).read_text("utf-8")


def test_a_private_address_is_not_asked(project: Project, site: Site) -> None:
    secret = site.address.replace("://", "://ida:oil@")
    outcome = project.build("draft", f"{site.address}/school", f"{secret}/school")
    assert outcome.status == 1
    assert "oil" not in outcome.err
    assert outcome.out == ""
    assert "error: " in outcome.err and len(outcome.err.splitlines()) <= 6
    assert site.asked == []
    assert entries(project) == {"gazette-one", "gazette-two"}


def article(text: str) -> Article:
    return article_from_text(text)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (
            "https://gazette.example/lamps/2031/may/02/lamp-school",
            {"published": "2031-05-02", "url": "https://gazette.example/lamps/2031/may/02/lamp-school"},
        ),
        ("https://gazette.example/2031/02/30/lamps", {"published": None}),
        ("More from Fenwick Gazette", {"publisher_id": "fenwick-gazette"}),
        ("More from another paper", {"publisher_id": None}),
    ],
)  # fmt: skip
def test_what_stands_around_the_body_tells_of_it(line: str, cells: dict[str, str | None]) -> None:
    head, _ = head_of(article(f"{ARTICLE}\n{line}\n"), REGISTRIES, CONTRACT)
    told = {name: None if isinstance(head[name], Todo) else head[name] for name in cells}
    assert told == cells


@pytest.mark.parametrize(
    ("begin", "author"),
    [
        ("Ida Wick looks at a town that keeps its lamps", "Ida Wick"),
        ("Ida Wick, keeper of lamps", "Ida Wick"),
        ("The town looks at its lamps", None),
    ],
)
def test_the_author_is_told_before_the_body(begin: str, author: str | None) -> None:
    text = ARTICLE.replace("\n\n", f"\n\n{begin}\n\n", 1)
    head, _ = head_of(article(text), REGISTRIES, CONTRACT)
    assert head.get("author") == author


# --- a person's entry wins ---------------------------------------------------------------------


def without_quote(path: Path) -> str:
    """Take the direct quote out of an entry; give what it was."""
    text = path.read_text("utf-8")
    (quote,) = re.findall(r"  - id: q\d+\n    kind: direct\n(?:    .*\n)+", text)
    path.write_text(text.replace(quote, ""), encoding="utf-8")
    return str(quote)


def test_only_what_is_missing_is_proposed(complete: Project) -> None:
    path = complete.entry("2031-05-council-keeps-lamp")
    quote = without_quote(path)
    marked = path.read_text("utf-8").replace("quotes:\n", "quotes:  # by hand\n")
    path.write_text(marked, encoding="utf-8")
    outcome = complete.build("draft", "texts/school.txt", "--published", "2031-05-11")
    assert outcome.status == 0, outcome.err
    lines = outcome.out.splitlines()[2:]  # without the names of the files
    added = [x[1:] for x in lines if x.startswith("+")]
    taken = [x[1:] for x in lines if x.startswith("-")]
    assert taken == []
    without_id = re.sub("id: .*|Words of our own", "", quote).splitlines()
    assert [re.sub("id: .*|TODO .*", "", x) for x in added] == without_id
    assert path.read_text("utf-8") == marked
    assert outcome.out.startswith("--- a/entries/articles/2031-05-council-keeps-lamp.yaml\n")


@pytest.mark.medium
def test_what_is_missing_is_written_only_where_told(complete: Project, tmp_path: Path) -> None:
    path = complete.entry("2031-05-council-keeps-lamp")
    without_quote(path)
    before = path.read_text("utf-8")
    out = tmp_path / "more.yaml"
    assert complete.build("draft", "texts/school.txt", "--out", str(out)).status == 0
    text = out.read_text("utf-8")
    assert path.read_text("utf-8") == before
    assert 'evidence:\n      - "Nobody … do,"' in text
    assert (
        canonical(out.read_bytes(), path.name and f"entries/articles/{path.name}", CONTRACT) == text
    )
    over = complete.build("draft", "texts/school.txt", "--out", str(path))
    assert over.status == 1
    assert "is there already; nothing was written" in over.err
    assert path.read_text("utf-8") == before


@pytest.mark.medium
def test_another_copy_of_an_article_is_known_by_its_title(complete: Project) -> None:
    complete.build("check", "--fix", "--articles", complete.articles)
    put(complete, ARTICLE.replace("”", '"').replace("“", '"'), "copy.txt")
    outcome = complete.build("draft", "texts/copy.txt")
    assert outcome.out.endswith("2031-05-council-keeps-lamp.yaml: nothing is missing\n")


# --- many, and bad ones ------------------------------------------------------------------------


@pytest.mark.medium
def test_many_are_drafted_and_bad_ones_refused(project: Project) -> None:
    put(project)
    put(project, ARTICLE, "same.txt")
    put(project, ARTICLE.replace("lamp school", "oil school"), "oil.txt")
    put(project, "", "empty.txt")
    (project.root / "texts/binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    names = ("school", "same", "oil", "empty", "binary", "nowhere")
    given_files = [f"texts/{name}.txt" for name in names]
    outcome = project.build("draft", *given_files, "--out", "drafts")
    assert outcome.status == 1
    written = {path.stem for path in (project.root / "drafts").iterdir()}
    assert written == {"council-keeps-lamp", "council-keeps-oil"}
    refused = dict(re.findall(r"^texts/(\w+)\.txt: error: (.*?) \[", outcome.err, re.M))
    assert refused.keys() == {"same", "empty", "binary", "nowhere"}
    assert "Traceback" not in outcome.err
    again = project.build("draft", "texts/school.txt", "--out", "drafts")
    assert (again.status, again.out) == (1, "")
    assert "is there already" in again.err


@pytest.mark.medium
def test_a_draft_lends_its_publisher_to_no_other(project: Project) -> None:
    put(project, f"{ARTICLE}\nMore from Fenwick Gazette\n")
    put(project, ARTICLE.replace("Council keeps", "Town keeps"), "town.txt")
    names = ["texts/school.txt", "texts/town.txt"]
    assert project.build("draft", *names, "--out", "drafts").status == 0
    written = {path.stem for path in (project.root / "drafts").iterdir()}
    assert written == {"fenwick-gazette-council-keeps-lamp", "town-keeps-lamp"}


@pytest.mark.medium
def test_ids_of_drafts_are_never_the_same(project: Project) -> None:
    put(project)
    put(project, ARTICLE.replace("Council keeps", "Town keeps"), "town.txt")
    outcome = project.build("draft", "texts/school.txt", "texts/town.txt")
    assert outcome.status == 0, outcome.err
    new = entries(project) - {"gazette-one", "gazette-two"}
    texts = [project.entry(name).read_text("utf-8") for name in new]
    ids = [i for text in texts for i in re.findall(r"^  - id: ((?!q\d).*)", text, re.M)]
    assert len(ids) == len(set(ids)) > 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["draft"],
        ["draft", "a.txt", "--from-form", "form.md"],
        ["draft", "a.txt", "b.txt", "--published", "2031"],
        ["draft", "a.txt", "--published", "yesterday"],
        ["draft", "a.txt", "--compare"],
        ["draft", "a.txt", "--articles", "nowhere"],
    ],
)
def test_what_does_not_go_together_is_refused(project: Project, arguments: list[str]) -> None:
    outcome = project.build(*arguments)
    assert outcome.status == 2
    assert outcome.out == ""


@pytest.mark.medium
@pytest.mark.parametrize(
    ("source", "said", "hint"),
    [
        ("nowhere.txt", "there is no such file", True),
        ("texts", "it is a folder; name files in it", False),
        ("ftp://lamps.example/a", "only http and https addresses are fetched", False),
        ("file:///lamps/a.txt", "only http and https addresses are fetched", False),
        ("texts/empty.txt", "the file is empty", False),
    ],
)
def test_a_refusal_says_what_to_give_only_where_that_helps(
    project: Project, source: str, said: str, hint: bool
) -> None:
    put(project, "", "empty.txt")
    outcome = project.build("draft", source)
    assert (outcome.status, outcome.out) == (1, "")
    assert f"error: {said} [article-file]" in outcome.err
    assert (".html file, or its address" in outcome.err) == hint


@pytest.mark.medium
@pytest.mark.parametrize("out", ["drafts/", "drafts", "drafts/more/"])
def test_a_folder_for_one_draft_is_made(project: Project, out: str) -> None:
    put(project)
    outcome = project.build("draft", "texts/school.txt", "--out", out)
    assert outcome.status == 0, outcome.err
    assert [path.suffix for path in (project.root / out).iterdir()] == [".yaml"]


@pytest.mark.medium
def test_a_file_is_no_folder_for_drafts(project: Project) -> None:
    put(project)
    outcome = project.build("draft", "texts/school.txt", "--out", "texts/school.txt")
    assert (outcome.status, outcome.out) == (2, "")
    assert "which is no folder" in outcome.err and "Traceback" not in outcome.err


@pytest.mark.medium
def test_the_articles_own_date_is_kept_and_both_are_named(project: Project) -> None:
    put(project, ARTICLE.replace("\n\n", "\n\nPublished 3rd May 2031\n\n", 1))
    outcome = project.build("draft", "texts/school.txt", "--published", "2030-01-01")
    assert outcome.status == 0
    said = "the article tells published 2031-05-03, --published says 2030-01-01 [published-differs]"
    assert said in outcome.err
    (written,) = entries(project) - {"gazette-one", "gazette-two"}
    assert "published: 2031-05-03" in project.entry(written).read_text("utf-8")


@pytest.mark.medium
def test_among_several_an_entry_is_named(complete: Project) -> None:
    put(complete, ARTICLE.replace("Council keeps", "Town keeps"), "town.txt")
    names = ["texts/school.txt", "texts/town.txt"]
    outcome = complete.build("draft", *names, "--out", "drafts")
    assert outcome.status == 0, outcome.err
    said = "it has an entry, entries/articles/2031-05-council-keeps-lamp.yaml: only what that lacks"
    assert f"texts/school.txt: notice: {said}" in outcome.err
    assert [path.stem for path in (complete.root / "drafts").iterdir()] == ["town-keeps-lamp"]


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("  title: TODO  # in a few words", 1),
        ("  - id: TODO-p03  # decide", 1),
        ("      - TODO  # no selector", 1),
        ('  title: "lamps # TODO"', 1),
        ("  kind:  # TODO: one of news, analysis", 1),
        ("  title: Lamps  # TODO: was it lamps?", 0),
        ("  # TODO: quotes, events", 0),
        ("# take TODO- away", 0),
        ("  title: lamps", 0),
    ],
)
def test_places_to_fill_in_are_values_and_ids(line: str, places: int) -> None:
    assert places_to_fill_in(f"article:\n{line}\n".encode()) == places


def test_another_language_gives_a_note_and_no_records(project: Project) -> None:
    line = (
        "Der Rat von Lampenstadt hat gestern beschlossen, dass die Schule auf dem Felsen bleibt. "
    )
    put(
        project,
        f"Die Schule bleibt\n\n{line * 4}\n\n„Wir sind froh“, sagte Ida Docht. {line * 3}\n",
    )
    outcome = project.build("draft", "texts/school.txt")
    assert outcome.status == 0
    assert "notice: the text is not in English" in outcome.err
    (written,) = entries(project) - {"gazette-one", "gazette-two"}
    text = project.entry(written).read_text("utf-8")
    assert "quotes:" not in text and "events:" not in text
    assert "language: TODO  # " in text


HOSTILE = [
    "“=cmd(1), TODO and <b>so</b> on,” said Ida #Wick: {x: [y]}.",
    "“- @lamps are lit tonight in town,” said '': !!python/object Wick.",
    "“" * 40 + "We are lit,” said Ida Wick. " + "”" * 40,
    "Ida Wick said: “Lamps\u202e are \u0007 lit in the town.”",
    "‘Lamps & *anchors | > % ` are lit,’ said Sir Ida O’Wick-Wick, the =SUM(A1) mayor.",
    "In 9999 and 0000 the Council of --- published ... a report, said “Council”.",
]


@settings(deadline=None, max_examples=examples(40))
@given(
    st.lists(st.sampled_from([*HOSTILE, *SENTENCES]), min_size=1, max_size=6),
    st.text("“”‘’'\"#:-{}[]<>=@&*!|%` \tTODOab\u202e.", max_size=40),
)
def test_hostile_articles_give_canonical_entries(sentences: list[str], title: str) -> None:
    text = f"{title} Lamps\n\n" + "\n\n".join(sentences) + "\n"
    written = entry_text(drafted(text), CONTRACT)
    file = "entries/articles/lamps.yaml"
    root, faults = parse(written.encode(), file)
    assert root is not None and not faults
    assert canonical(written.encode(), file, CONTRACT) == written
    for selector in selectors_of(written):
        assert not selector.startswith(("=", "+", "@"))


# --- how much of it was right ------------------------------------------------------------------


def test_cells_are_compared_where_passages_are_the_same(project: Project) -> None:
    """A finished entry against drafts that a person wrote: counted by hand."""
    entry = next(e for e in SOURCES.entries if e.article_id == "gazette-one")
    text = article_from_text((FICTION / "articles/one.txt").read_text("utf-8"))
    at = text.text.index("The lamps have"), text.text.index(",” Quill")
    person = {"kind": "direct", "person_id": "odo-quill", "speaker_kind": "group", "cue": "say"}
    empty = Draft("gazette-one", text, {})
    nothing = compared(entry, empty, CONTRACT)
    one = Draft("gazette-one", text, {}, (Part("quotes", person, (at,), id="q01"),))
    result = compared(entry, one, CONTRACT)
    assert nothing.right.total() == 0
    assert result.all == nothing.all
    assert dict(+result.right) == {
        ("quotes", "kind"): 1,
        ("quotes", "person_id"): 1,
        ("quotes", "cue"): 1,
        ("quotes", "evidence"): 1,
    }
    assert result.share == 4 / result.all.total()
    assert ("quotes", "paraphrase") not in result.all
    assert ("quotes", "speaker_role") not in result.all
    assert +result.found == Counter(quotes=1)


def test_what_a_draft_was_told_does_not_count() -> None:
    entry = next(e for e in SOURCES.entries if e.article_id == "gazette-one")
    text = article_from_text((FICTION / "articles/one.txt").read_text("utf-8"))
    head = {"published": "2031-03-04", "language": "en"}
    result = compared(entry, Draft("gazette-one", text, head), CONTRACT, given=["published"])
    assert ("articles", "published") not in result.all
    assert dict(+result.right) == {("articles", "language"): 1}

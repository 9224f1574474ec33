"""Ids through history: what the last release had is there, or has a tombstone.

Catches records that vanish from a release to the next, ids that pass to other records, and
tombstones that are taken back, each with what to write instead; and releases that cannot be
read. Pull requests that only add or correct must pass without a word.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import FICTION, ROOT, Project, copied, some
from lamp_releases import described, relist
from released import put_release, release_files
from repositories import replace

from outsourced_care.assembly import Assembled
from outsourced_care.dataset import examine
from outsourced_care.history import against_last_release
from outsourced_care.known_again import records
from outsourced_care.schema_files import read_contract

Json = dict[str, Any]
Edit = Callable[[Project], object]

CONTRACT = read_contract(ROOT / "schemas")
OLD, PATCH, MINOR = "0.0.9", "0.0.10", "0.1.0"  # the version released, and what may follow
WITHDRAWN = "entries/withdrawn.yaml"
ONE, TWO = "entries/articles/gazette-one.yaml", "entries/articles/gazette-two.yaml"


def old_files(root: Path, version: str = OLD) -> dict[str, bytes]:
    """What stands in the bundle of a release."""
    return described(release_files(root), lambda d: d.update(version=version))


@pytest.fixture(scope="session")
def released_project(built_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository, released; tests copy it and leave it as it is."""
    project = Project(tmp_path_factory.mktemp("history") / "repository")
    shutil.copytree(built_project.root, project.root)
    put_release(project.root, project.root / "releases", OLD, old_files(project.root))
    return project


@pytest.fixture
def released(released_project: Project, tmp_path: Path) -> Project:
    """A copy of the fictional repository, released."""
    shutil.copytree(released_project.root, tmp_path / "repository")
    return Project(tmp_path / "repository")


def swap(file: str, *pairs: tuple[str, str]) -> Edit:
    """Replace texts in a file."""

    def edit(project: Project) -> None:
        for old, new in pairs:
            replace(project.root / file, old, new)

    return edit


def cut(file: str, first: str, end: str) -> Edit:
    """Leave out from one text to before another."""

    def edit(project: Project) -> None:
        path = project.root / file
        text = path.read_text("utf-8")
        start = text.index(first)
        path.write_text(text[:start] + text[text.index(end, start) :], "utf-8")

    return edit


def stones(*written: str, version: str = PATCH) -> Edit:
    """Write further tombstones: table, id and, where there is one, successor."""

    def edit(project: Project) -> None:
        lines = [(project.root / WITHDRAWN).read_text("utf-8").rstrip()]
        for one in written:
            table, record, *successor = one.split()
            lines += [f"- table: {table}", f"  record_id: {record}"]
            lines += [f"  withdrawn_in: {version}", "  reason: The lamp was counted twice."]
            lines += [f"  superseded_by: {name}" for name in successor]
        (project.root / WITHDRAWN).write_text("\n".join(lines) + "\n", "utf-8")

    return edit


def all_of(*edits: Edit) -> Edit:
    def edit(project: Project) -> None:
        for one in edits:
            one(project)

    return edit


def checked(project: Project) -> list[Json]:
    """What `check` finds once everything is locked, notices apart."""
    outcome = project.build("check", "--articles", project.articles, "--fix", "--format", "json")
    assert outcome.status in (0, 1), outcome.err
    found: list[Json] = json.loads(outcome.out)
    return [f for f in found if f["severity"] != "notice"]


RENUMBER_Q04 = swap(ONE, ("id: q04", "id: q05"))  # in the position on it, too
CUT_Q02 = cut(TWO, "  - id: q02\n", "\nevents:")
CUT_P01 = cut(TWO, "positions:\n", "accounts:")
SWAP_QUOTES = swap(
    ONE, ("id: q01", "id: qxx"), ("id: q02", "id: q01"), ("id: qxx", "id: q02"),
)  # fmt: skip
SWAP_EVIDENCE = swap(  # of q01 and q04
    ONE,
    ('- "Marrowby council … trust"\n  - id: q02', '- "believes-,a … it"\n  - id: q02'),
    ('- "believes-,a … it"\n\nevents', '- "Marrowby council … trust"\n\nevents'),
)
RENAME_BODY = all_of(
    swap("entries/organisations.yaml", ("id: guild-of-lamplighters", "id: lamplighters-guild")),
    *(swap(f, ("organisation_id: guild-of-lamplighters", "organisation_id: lamplighters-guild"))
      for f in (ONE, TWO)),
)  # fmt: skip


def rename_article(project: Project) -> None:
    for kind in (".yaml", ".lock"):
        old = project.root / TWO
        old.with_suffix(kind).rename(old.with_name(f"gazette-too{kind}"))


def remove_article(project: Project) -> None:
    for kind in (".yaml", ".lock"):
        (project.root / TWO).with_suffix(kind).unlink()
    cut(ONE, "accounts:\n", "organisation_mentions:")(project)


PERMITTED: dict[str, Edit] = {
    "nothing": lambda project: None,
    "a correction": swap(ONE, ("Wicks come", "Wicks go")),
    "other evidence": swap(ONE, ('"June … keepers."', '"June 2029 … keepers."')),
    "evidence that was with the wrong record": SWAP_EVIDENCE,
    "withdrawn records": all_of(
        CUT_Q02, CUT_P01, stones("quotes gazette-two-q02", "positions gazette-two-p01")
    ),
    "a record that took the place of another": all_of(
        RENUMBER_Q04, stones("quotes gazette-one-q04 gazette-one-q05", version=MINOR)
    ),
    "a tombstone that must not tell what went": stones("people redacted-1"),
}


@pytest.mark.medium
@pytest.mark.parametrize("case", PERMITTED)
def test_what_leaves_the_ids_alone_is_permitted(released: Project, case: str) -> None:
    PERMITTED[case](released)
    assert checked(released) == []


# what is done; the rule, file, table and record told; what the message and the hint say
REFUSED: dict[str, tuple[Edit, tuple[str, str, str, str | None], str, str]] = {
    "a quote that is gone": (
        all_of(CUT_Q02, CUT_P01, stones("positions gazette-two-p01")),
        ("id-gone", TWO, "quotes", "gazette-two-q02"),
        f"“gazette-two-q02” of release {OLD} is gone without a tombstone",
        "restore it, or write into entries/withdrawn.yaml, with the reason:\n"
        "- table: quotes\n  record_id: gazette-two-q02\n"
        f"  withdrawn_in: {PATCH}\n  reason: TODO",
    ),
    "a quote that is renumbered": (
        RENUMBER_Q04,
        ("id-gone", ONE, "quotes", "gazette-one-q05"),
        f"“gazette-one-q04” of release {OLD} is gone; it looks renumbered as “gazette-one-q05”",
        "give it back its id, gazette-one-q04; if it is another record, write into "
        "entries/withdrawn.yaml:\n- table: quotes\n  record_id: gazette-one-q04\n"
        f"  withdrawn_in: {MINOR}\n  reason: TODO\n  superseded_by: gazette-one-q05",
    ),
    "a body under another id": (
        RENAME_BODY,
        ("id-gone", "entries/organisations.yaml", "organisations", "lamplighters-guild"),
        "it looks renumbered as “lamplighters-guild”",
        "give it back its id, guild-of-lamplighters",
    ),
    "an article under another id": (
        rename_article,
        ("id-gone", "entries/articles/gazette-too.yaml", "articles", "gazette-too"),
        "“gazette-two” of release 0.0.9 is gone; it looks renumbered as “gazette-too”",
        "give it back its id, gazette-two",
    ),
    "a tombstone in a version that was released": (
        all_of(
            CUT_Q02, CUT_P01, stones("quotes gazette-two-q02", "positions gazette-two-p01"),
            swap(WITHDRAWN, (
                f"quotes\n  record_id: gazette-two-q02\n  withdrawn_in: {PATCH}",
                f"quotes\n  record_id: gazette-two-q02\n  withdrawn_in: {OLD}",
            )),
        ),
        ("withdrawn-in", WITHDRAWN, "withdrawn", "gazette-two-q02"),
        f"cannot be withdrawn in {OLD}: the last release is {OLD}",
        f"write withdrawn_in: {PATCH}",
    ),
    "a tombstone in a far future": (
        all_of(
            CUT_Q02, CUT_P01, stones("quotes gazette-two-q02"),
            swap(WITHDRAWN, (PATCH, "40.0.0")), stones("positions gazette-two-p01"),
        ),
        ("withdrawn-in", WITHDRAWN, "withdrawn", "gazette-two-q02"),
        f"cannot be withdrawn in 40.0.0: the next release is {PATCH}",
        f"write withdrawn_in: {PATCH}",
    ),
    "a tombstone of what never was": (
        stones("events dull-street"),
        ("tombstone-of-nothing", WITHDRAWN, "withdrawn", "dull-street"),
        f"release {OLD} has no “dull-street” in events",
        "take the tombstone out: what was never released needs none",
    ),
    "a tombstone of a misspelt id": (
        all_of(CUT_P01, stones("positions gazette-two-p01", "quotes gazette-two-q2")),
        ("tombstone-of-nothing", WITHDRAWN, "withdrawn", "gazette-two-q2"),
        "has no “gazette-two-q2” in quotes",
        "did you mean gazette-two-q",
    ),
    "a tombstone of a short id": (
        all_of(CUT_P01, stones("positions gazette-two-p01", "quotes q04")),
        ("tombstone-of-nothing", WITHDRAWN, "withdrawn", "q04"),
        "has no “q04” in quotes",
        "did you mean gazette-one-q04? Else take the tombstone out",
    ),
    "a tombstone in another table": (
        all_of(CUT_P01, stones("positions gazette-two-p01", "events gazette-two-q01")),
        ("tombstone-of-nothing", WITHDRAWN, "withdrawn", "gazette-two-q01"),
        "has no “gazette-two-q01” in events",
        "write table: quotes",
    ),
    "a record that is withdrawn and there": (
        stones("quotes gazette-one-q04"),
        ("id-reused", WITHDRAWN, "withdrawn", "gazette-one-q04"),
        "The record is withdrawn, and there all the same",
        "another id",
    ),
}  # fmt: skip


@pytest.mark.medium
@pytest.mark.parametrize("case", REFUSED)
def test_what_becomes_of_an_id_is_told_once_with_what_to_write(
    released: Project, case: str
) -> None:
    edit, (rule, file, table, record), message, hint = REFUSED[case]
    edit(released)
    (found,) = checked(released)
    assert (found["rule"], found["file"], found["table"], found["record"]) == (
        rule, file, table, record,
    )  # fmt: skip
    assert message in found["message"]
    assert hint in found["hint"]


@pytest.mark.medium
def test_a_short_id_in_a_tombstone_means_what_is_gone(released: Project) -> None:
    """Both articles have a quote q02, and one of them is gone."""
    all_of(CUT_Q02, CUT_P01, stones("positions gazette-two-p01", "quotes q02"))(released)
    found = {f["rule"]: f for f in checked(released)}
    assert set(found) == {"id-gone", "tombstone-of-nothing"}
    assert found["tombstone-of-nothing"]["hint"].startswith("did you mean gazette-two-q02? Else")


def test_ids_that_changed_places_are_told_for_both(released: Project) -> None:
    SWAP_QUOTES(released)
    found = checked(released)
    assert [(f["rule"], f["record"]) for f in found] == [
        ("id-renumbered", "gazette-one-q02"),
        ("id-renumbered", "gazette-one-q01"),
    ]
    assert found[0]["message"] == f"it was “gazette-one-q01” in release {OLD}"
    assert found[0]["line"] == 13


def test_an_entry_that_goes_is_told_once_with_all_that_it_told(released: Project) -> None:
    remove_article(released)
    (found,) = checked(released)
    assert (found["rule"], found["file"], found["record"]) == ("id-gone", TWO, "gazette-two")
    assert found["message"] == (
        f"the entry “gazette-two” of release {OLD} is gone without a tombstone, "
        "and with it what it told: positions (1), quotes (2)"
    )
    lock = TWO.replace(".yaml", ".lock")
    assert found["hint"].startswith(f"restore it: git checkout HEAD -- {TWO} {lock}\nif it must go")
    assert found["hint"].count("{table: quotes, record_id: gazette-two-q0") == 2


def test_what_others_name_of_an_entry_that_goes_is_told_with_it(released: Project) -> None:
    for kind in (".yaml", ".lock"):
        (released.root / ONE).with_suffix(kind).unlink()
    (found,) = checked(released)
    assert (found["rule"], found["file"], found["record"]) == ("id-gone", ONE, "gazette-one")
    assert "if it must go, tell whole where others name it: “" in found["hint"]
    assert f"({TWO}:" in found["hint"]


@pytest.mark.medium
def test_what_the_hint_says_mends_it(released: Project) -> None:
    remove_article(released)
    (found,) = checked(released)
    written = found["hint"].partition("with the reason:\n")[2]
    text = (FICTION / WITHDRAWN).read_text("utf-8").rstrip() + "\n" + written
    (released.root / WITHDRAWN).write_text(text + "\n", "utf-8")
    assert {f["rule"] for f in checked(released)} >= {"todo"}
    text = text.replace("TODO", "The article was not about lamps.")
    (released.root / WITHDRAWN).write_text(text + "\n", "utf-8")
    assert checked(released) == []
    assert released.build().status == 0


@pytest.mark.medium
def test_the_build_stops_at_it(released: Project) -> None:
    all_of(CUT_Q02, CUT_P01)(released)
    assert released.build("lock", "--articles", released.articles).status == 0
    outcome = released.build()
    assert outcome.status == 1
    assert "id-gone" in outcome.err
    assert "gazette-two-p01" in outcome.err


@pytest.mark.medium
def test_what_cannot_be_read_is_told_and_not_what_it_would_have_held(released: Project) -> None:
    (released.root / TWO).write_text("article: [", "utf-8")
    rules = {f["rule"] for f in checked(released)}
    assert not rules & {"id-gone", "id-renumbered", "tombstone-gone"}
    assert rules


# --- tombstones ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def buried_project(released_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two quotes were withdrawn, and a release made since."""
    project = copied(released_project, tmp_path_factory.mktemp("buried") / "repository")
    all_of(
        CUT_Q02, CUT_P01, stones("positions gazette-two-p01", "quotes gazette-two-q02")
    )(project)  # fmt: skip
    assert project.build("check", "--articles", project.articles, "--fix").status == 0
    assert project.build().status == 0
    files = old_files(project.root, "0.9.0")
    put_release(project.root, project.root / "releases", "0.9.0", files)
    return project


@pytest.fixture
def buried(buried_project: Project, tmp_path: Path) -> Project:
    """A copy of that repository."""
    return copied(buried_project, tmp_path / "repository")


@pytest.mark.medium
def test_tombstones_stay(buried: Project) -> None:
    assert checked(buried) == []
    (buried.root / WITHDRAWN).write_bytes((FICTION / WITHDRAWN).read_bytes())
    found = checked(buried)
    assert [(f["rule"], f["file"], f["table"], f["record"]) for f in found] == [
        ("tombstone-gone", WITHDRAWN, "positions", "gazette-two-p01"),
        ("tombstone-gone", WITHDRAWN, "quotes", "gazette-two-q02"),
    ]


@pytest.mark.medium
def test_a_tombstone_keeps_its_id_and_may_be_worded_anew(buried: Project) -> None:
    replace(buried.root / WITHDRAWN, "The lamp was counted twice.", "It was told twice.")
    assert checked(buried) == []
    replace(buried.root / WITHDRAWN, "record_id: gazette-two-q02", "record_id: gazette-two-q03")
    found = {f["rule"]: f for f in checked(buried)}
    assert found["tombstone-gone"]["record"] == "gazette-two-q02"
    assert set(found) == {"tombstone-gone", "withdrawn-in", "tombstone-of-nothing"}


@pytest.mark.medium
def test_a_withdrawn_id_is_not_given_again(buried: Project, released_project: Project) -> None:
    for kind in (".yaml", ".lock"):
        path = (buried.root / TWO).with_suffix(kind)
        path.write_bytes((released_project.root / TWO).with_suffix(kind).read_bytes())
    found = checked(buried)
    assert [(f["rule"], f["file"]) for f in found] == [("id-reused", WITHDRAWN)]
    assert "also on line" in found[0]["message"]
    (buried.root / WITHDRAWN).write_bytes((FICTION / WITHDRAWN).read_bytes())
    found = checked(buried)
    assert [(f["rule"], f["file"], f["record"]) for f in found] == [
        ("id-reused", TWO, "gazette-two-q02"),
        ("id-reused", TWO, "gazette-two-p01"),
    ]
    assert "restore the tombstone in entries/withdrawn.yaml" in found[0]["hint"]


# --- releases that cannot be read ------------------------------------------------------------


@pytest.mark.medium
def test_without_releases_nothing_is_said(released: Project) -> None:
    all_of(CUT_Q02, CUT_P01)(released)
    shutil.rmtree(released.root / "releases")
    assert checked(released) == []
    (released.root / "releases").mkdir()
    assert checked(released) == []
    (released.root / "releases/releases.json").write_text('{"releases": []}', "utf-8")
    assert checked(released) == []


def without(*names: str) -> Callable[[Path], object]:
    """The bundle without some of its files, made as bundles are."""

    def edit(root: Path) -> None:
        files = {n: raw for n, raw in old_files(root).items() if n not in names}
        put_release(root, root / "releases", OLD, files)

    return edit


def with_file(name: str, raw: bytes) -> Callable[[Path], object]:
    """The bundle with other bytes for a file, made as bundles are."""
    return lambda root: put_release(root, root / "releases", OLD, {**old_files(root), name: raw})


def damage(root: Path) -> None:
    path = root / f"releases/outsourced-care-{OLD}.zip"
    raw = bytearray(path.read_bytes())
    at = raw.index(b"data/quotes.parquetPAR1") + len("data/quotes.parquet")
    raw[at + 10] ^= 1
    path.write_bytes(bytes(raw))
    relist(root / "releases", OLD)


def nonsense_descriptor(root: Path) -> None:
    files = old_files(root)
    made = json.loads(files["datapackage.json"])
    for resource in made["resources"]:
        resource["schema"] = {"name": 3}
    files["datapackage.json"] = json.dumps(made).encode()
    put_release(root, root / "releases", OLD, files)


INDEX_FILE, ZIP = "releases/releases.json", f"releases/outsourced-care-{OLD}.zip"


def folder_for(name: str) -> Callable[[Path], object]:
    """A folder where a file should be."""

    def edit(root: Path) -> None:
        (root / name).unlink()
        (root / name).mkdir()

    return edit


DAMAGE: dict[str, Callable[[Path], object]] = {
    "an index that is no JSON": lambda root: (root / INDEX_FILE).write_text("{", "utf-8"),
    "an index of nothing": lambda root: (root / INDEX_FILE).write_text("[]", "utf-8"),
    "a folder for an index": folder_for(INDEX_FILE),
    "no bundle": lambda root: (root / ZIP).unlink(),
    "a folder for a bundle": folder_for(ZIP),
    "a bundle that is no zip": lambda root: (root / ZIP).write_bytes(b"lamps"),
    "a bundle cut short": lambda root: (root / ZIP).write_bytes((root / ZIP).read_bytes()[:5000]),
    "a table other than its hash": damage,
    "no articles": without("data/articles.parquet"),
    "no Parquet": with_file("data/quotes.parquet", b"lamps"),
    "other columns than described": lambda root: put_release(
        root, root / "releases", OLD,
        {**old_files(root),
         "data/quotes.parquet": (root / "data/people.parquet").read_bytes()},
    ),
    "a descriptor that is no object": with_file("datapackage.json", b"[]"),
    "a descriptor that is no JSON": with_file("datapackage.json", b"{"),
    "a descriptor with nonsense": nonsense_descriptor,
}  # fmt: skip


@pytest.fixture(scope="session")
def assembled(released_project: Project) -> Assembled:
    """The tables of the fictional repository, as they are released."""
    return examine(released_project.root, CONTRACT, None).assembled


@pytest.mark.parametrize("case", some(DAMAGE, 3))
def test_a_release_that_cannot_be_read_is_one_finding(
    released: Project, assembled: Assembled, case: str
) -> None:
    assert against_last_release(released.root / "releases", assembled, CONTRACT) == []
    DAMAGE[case](released.root)
    (found,) = against_last_release(released.root / "releases", assembled, CONTRACT)
    assert (found.rule, found.file, found.severity) == ("release-unreadable", INDEX_FILE, "error")
    assert "\n" not in found.message
    assert found.message.startswith("the last release cannot be read: ")


@pytest.mark.medium
def test_a_release_that_cannot_be_read_stops_check_and_build(released: Project) -> None:
    (released.root / INDEX_FILE).write_text("{", "utf-8")
    assert [f["rule"] for f in checked(released)] == ["release-unreadable"]
    outcome = released.build()
    assert outcome.status == 1
    assert "release-unreadable" in outcome.err


# --- what it is made of ----------------------------------------------------------------------


def test_the_vocabulary_of_tombstones_is_the_tables_with_ids() -> None:
    assert list(CONTRACT["withdrawn"]["table"].values) == [t.name for t in records(CONTRACT)]


@pytest.mark.medium
def test_an_older_release_is_read_by_its_own_contract(released: Project) -> None:
    """Without the table of tombstones, and with a column that has another name now."""
    files = old_files(released.root)
    made = json.loads(files["datapackage.json"])
    made["resources"] = [r for r in made["resources"] if "withdrawn" not in r["name"]]
    files = {n: raw for n, raw in files.items() if "withdrawn" not in n}
    files["datapackage.json"] = json.dumps(made).encode()
    put_release(released.root, released.root / "releases", OLD, files)
    (released.root / WITHDRAWN).unlink()
    assert checked(released) == []
    RENUMBER_Q04(released)
    assert [f["rule"] for f in checked(released)] == ["id-gone"]


def test_holding_ids_against_the_release_takes_no_time(released: Project) -> None:
    """Beside what `check` does anyway for as many entries."""
    begun = time.perf_counter()
    assembled = examine(released.root, CONTRACT, None).assembled
    whole = time.perf_counter() - begun
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        assert against_last_release(released.root / "releases", assembled, CONTRACT) == []
        taken.append(time.perf_counter() - begun)
    assert min(taken) < whole / 4

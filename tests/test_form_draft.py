"""Issue forms that GitHub accepts, and drafts made of what people, or attackers, send with them.

Catches forms that GitHub would refuse or that ask something else than the script reads, and
answers that reach an entry, a comment or a file name as something other than plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import FICTION, ROOT, examples
from hypothesis import given, settings
from hypothesis import strategies as st

from outsourced_care.article_ids import propose_id
from outsourced_care.entries import Sources
from outsourced_care.entry_files import read_sources
from outsourced_care.entry_form import canonical
from outsourced_care.entry_shapes import SLUG
from outsourced_care.findings import Finding, has_errors
from outsourced_care.form_answers import MOST
from outsourced_care.form_draft import CONSENT, LABELS, MODELINE, FormDraft, draft_from_form
from outsourced_care.schema_files import load_contract
from outsourced_care.yaml_nodes import Node
from outsourced_care.yaml_source import parse

CONTRACT = load_contract(ROOT / "schemas")
TEMPLATES = ROOT / ".github/ISSUE_TEMPLATE"
FORMS = sorted(p for p in TEMPLATES.glob("*.yml") if p.name != "config.yml")
NEW = TEMPLATES / "new-article.yml"
SOURCES, _ = read_sources(FICTION / "entries", CONTRACT)


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


# --- the forms, by GitHub's rules ------------------------------------------------------------
# docs.github.com: “Syntax for issue forms”, “Syntax for GitHub's form schema”, “Common validation
# errors when creating issue forms”

TOP = {"name", "description", "body", "assignees", "labels", "title", "projects", "type"}
ATTRIBUTES = {  # type → required and permitted attributes
    "markdown": ({"value"}, {"value"}),
    "input": ({"label"}, {"label", "description", "placeholder", "value"}),
    "textarea": ({"label"}, {"label", "description", "placeholder", "value", "render"}),
    "dropdown": (
        {"label", "options"},
        {"label", "description", "multiple", "options", "default"},
    ),
    "checkboxes": ({"label", "options"}, {"label", "description", "options"}),
}
SECRETS = re.compile(r"password|passphrase|secret|token|credential|api key|credit card", re.I)


def form_faults(form: Any) -> Iterator[str]:
    """What GitHub would refuse."""
    yield from (f"{key} is not a permitted key" for key in form.keys() - TOP)
    for key in ("name", "description", "title"):
        if key in form and not (isinstance(form[key], str) and form[key].strip()):
            yield f"{key} must be a string"
    yield from (f"{key} is missing" for key in {"name", "description", "body"} - form.keys())
    if len(form.get("name", "")) <= 3:
        yield "the name has not more than 3 characters"
    body = form.get("body") or []
    if not any(element.get("type") != "markdown" for element in body):
        yield "the body has no field"
    ids = [e["id"] for e in body if "id" in e]
    labels = [e["attributes"].get("label") for e in body if e.get("type") != "markdown"]
    labels += [o.get("label") for e in body if e.get("type") == "checkboxes" for o in options(e)]
    for what, values in (("id", ids), ("label", labels)):
        for value in {v for v in values if values.count(v) > 1}:
            yield f"the {what} {value} stands twice"
    references = [re.sub(r"[^a-z0-9_-]+", "-", str(v).lower()).strip("-") for v in labels]
    if len(set(references)) < len(set(labels)):
        yield "labels are too similar"
    for element in body:
        yield from element_faults(element)


def element_faults(element: Any) -> Iterator[str]:
    kind = element.get("type")
    if kind not in ATTRIBUTES:
        yield f"{kind} is not a valid type"
        return
    permitted = {"type", "attributes"} | (set() if kind == "markdown" else {"id", "validations"})
    yield from (f"{key} is not a permitted key" for key in element.keys() - permitted)
    if not re.fullmatch(r"[A-Za-z0-9_-]+", element.get("id", "a")):
        yield "an id has other characters than letters, digits, - and _"
    needed, known = ATTRIBUTES[kind]
    given = element.get("attributes") or {}
    yield from (f"the attribute {key} is missing" for key in needed - given.keys())
    yield from (f"{key} is not a permitted attribute" for key in given.keys() - known)
    for key in ("label", "description", "placeholder", "value"):
        if key in given and not (isinstance(given[key], str) and given[key].strip()):
            yield f"{key} must be a string"
    if kind in ("input", "textarea") and SECRETS.search(str(given.get("label"))):
        yield "a label holds a forbidden word"
    required = (element.get("validations") or {"required": False}).keys() == {"required"}
    if not required or not isinstance(element.get("validations", {}).get("required", True), bool):
        yield "validations are required: true or false"
    if kind == "dropdown":
        yield from dropdown_faults(options(element))
    if kind == "checkboxes":
        for option in options(element):
            if not option.keys() <= {"label", "required"} or "label" not in option:
                yield "a checkbox has a label, and perhaps required"


def dropdown_faults(choices: list[Any]) -> Iterator[str]:
    if not choices or not all(isinstance(choice, str) for choice in choices):
        yield "options are strings, at least one"
    if len(set(map(str, choices))) < len(choices):
        yield "options must be unique"
    if any(str(choice).lower() == "none" for choice in choices):
        yield "none is a reserved word"


def options(element: Any) -> list[Any]:
    return list((element.get("attributes") or {}).get("options") or [])


@pytest.mark.parametrize("path", FORMS, ids=lambda p: p.name)
def test_github_accepts_the_form(path: Path) -> None:
    assert list(form_faults(loaded(path))) == []


def element(**keys: Any) -> dict[str, Any]:
    return {"type": "input", "attributes": {"label": "One"}} | keys


BROKEN = {  # what is wrong with a form → its body and the words for it
    "no body": ([], "no field"),
    "text only": ([{"type": "markdown", "attributes": {"value": "Hello"}}], "no field"),
    "an unknown type": ([element(type="number")], "number is not a valid type"),
    "no type": ([{"attributes": {"label": "One"}}], "None is not a valid type"),
    "no label": ([element(attributes={})], "label is missing"),
    "a label that is no text": ([element(attributes={"label": True})], "label must be"),
    "a blank description": (
        [element(attributes={"label": "One", "description": " "})],
        "description must be",
    ),
    "an unknown attribute": ([element(attributes={"label": "One", "size": 3})], "size is not"),
    "an unknown key": ([element(required=True)], "required is not"),
    "two labels": ([element(), element()], "label One stands twice"),
    "two ids": (
        [element(id="a"), element(id="a", attributes={"label": "Two"})],
        "id a stands twice",
    ),
    "similar labels": ([element(), element(attributes={"label": "One?"})], "too similar"),
    "an id with a space": ([element(id="a b")], "other characters"),
    "an id on plain text": (
        [element(), {"type": "markdown", "id": "a", "attributes": {"value": "x"}}],
        "id is not a permitted key",
    ),
    "a forbidden word": ([element(attributes={"label": "Your password"})], "forbidden word"),
    "a choice that is no text": (
        [element(type="dropdown", attributes={"label": "One", "options": [True]})],
        "options are strings",
    ),
    "the same choice twice": (
        [element(type="dropdown", attributes={"label": "One", "options": ["a", "a"]})],
        "must be unique",
    ),
    "a reserved choice": (
        [element(type="dropdown", attributes={"label": "One", "options": ["None"]})],
        "reserved",
    ),
    "a box without a label": (
        [element(type="checkboxes", attributes={"label": "One", "options": [{}]})],
        "a checkbox",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_the_rules_find_a_broken_form(case: str) -> None:
    body, words = BROKEN[case]
    form = {"name": "A form", "description": "For tests", "body": body}
    found = list(form_faults(form))
    assert any(words in fault for fault in found), found


def test_the_chooser_has_keys_that_github_knows_and_no_addresses() -> None:
    config = loaded(TEMPLATES / "config.yml")
    assert config == {"blank_issues_enabled": True}
    assert len({loaded(path)["name"] for path in FORMS}) == len(FORMS) == 2


def test_form_and_script_ask_the_same() -> None:
    fields = [e for e in loaded(NEW)["body"] if e["type"] != "markdown"]
    assert {e["id"]: e["attributes"]["label"] for e in fields} == LABELS
    assert [e["id"] for e in fields] == list(LABELS)
    choices = next(e for e in fields if e["id"] == "kind")["attributes"]["options"]
    assert choices == [c.label for c in CONTRACT["articles"]["kind"].categories]
    boxes = next(e for e in fields if e["id"] == "consent")["attributes"]["options"]
    assert [box["label"] for box in boxes] == list(CONSENT)
    assert all(box["required"] for box in boxes)
    assert [e["id"] for e in fields if e["type"] == "textarea"] == ["tells"]


def test_the_form_for_corrections_keeps_what_the_policy_promises() -> None:
    form = loaded(TEMPLATES / "correction.yml")
    required = [e["id"] for e in form["body"] if e.get("validations", {}).get("required")]
    assert required == ["request"], "facts that must not be public cannot be required"
    boxes = [o for e in form["body"] if e["type"] == "checkboxes" for o in options(e)]
    assert boxes and not any(box.get("required") for box in boxes), (
        "a reply is kept if its author agrees"
    )


# --- drafts ----------------------------------------------------------------------------------

ANSWERS = {
    "url": "https://gazette.example/2031/wicks",
    "title": "Wicks: who pays for “oil”?",
    "publisher": "Fenwick Gazette",
    "author": "Ida Fen",
    "published": "2031-05-06",
    "kind": "Analysis",
    "tells": "Two towns argue about wicks.\n\n- The guild is against it.",
    "consent": "\n".join(f"- [X] {box}" for box in CONSENT),
}


def body_of(**changed: str) -> str:
    """The body that GitHub makes of answers."""
    told = {**ANSWERS, **changed}
    return "\n\n".join(f"### {LABELS[i]}\n\n{told[i] or '_No response_'}" for i in LABELS)


def drafted(body: str) -> tuple[FormDraft, list[Finding]]:
    draft, found = draft_from_form(body, CONTRACT, SOURCES)
    assert draft is not None, found
    return draft, found


def cells(draft: FormDraft) -> dict[str, Any]:
    root, found = parse(draft.text.encode(), "draft.yaml")
    assert root is not None and root.mapping is not None and not found
    assert list(root.mapping) == ["article"]
    article = root.mapping["article"]
    assert isinstance(article, Node) and article.mapping is not None
    return {key: node.value for key, node in article.mapping.items()}


def test_a_form_becomes_a_draft() -> None:
    draft, found = drafted(body_of())
    assert draft.article_id == "fenwick-gazette-2031-05-wicks-who-pays"
    assert cells(draft) == {
        "title": "Wicks: who pays for “oil”?",
        "publisher_id": "fenwick-gazette",
        "author": "Ida Fen",
        "published": "2031-05-06",
        "url": "https://gazette.example/2031/wicks",
        "kind": "analysis",
        "language": "en",
        "selection": "contributed",
        "summary": None,
    }
    assert draft.text.splitlines()[0] == MODELINE
    assert [(f.severity, f.rule) for f in found] == [("notice", "form-tells")]


def test_the_modeline_leads_to_the_schema() -> None:
    relative = MODELINE.partition("$schema=")[2]
    assert (ROOT / "entries/articles" / relative).resolve() == ROOT / "schemas/entry.schema.json"


def test_the_account_of_what_happens_stays_in_the_issue() -> None:
    draft, found = drafted(body_of(tells="Zebrafinch quarrels about wicks. " * 100))
    assert "ebrafinch" not in draft.text
    assert [(f.severity, f.rule) for f in found] == [("warning", "form-tells")]
    assert "400 words" in found[0].message


def with_draft(draft: FormDraft, folder: Path, replace: dict[str, str]) -> list[Finding]:
    """What reading finds in a draft among the other entries."""
    path = folder / "entries/articles" / f"{draft.article_id}.yaml"
    path.parent.mkdir(parents=True)
    for name in ("organisations.yaml", "people.yaml"):
        (folder / "entries" / name).write_bytes((FICTION / "entries" / name).read_bytes())
    text = draft.text
    for old, new in replace.items():
        assert old in text
        text = re.sub(rf"{re.escape(old)}.*", f"{old} {new}", text)
    path.write_text(text, encoding="utf-8")
    return read_sources(folder / "entries", CONTRACT)[1]


def test_a_draft_is_refused_at_each_place_to_fill_in(tmp_path: Path) -> None:
    draft, _ = drafted(body_of(publisher="", published="soon", kind="", url="nowhere"))
    found = with_draft(draft, tmp_path, {})
    lines = draft.text.splitlines()
    places = [n for n, line in enumerate(lines, start=1) if ":  # TODO: " in line]
    assert sorted(f.line or 0 for f in found if f.rule == "empty-cell") == places
    assert {f.field for f in found} == {"publisher_id", "published", "kind", "url", "summary"}


def test_a_draft_that_is_filled_in_is_an_entry(tmp_path: Path) -> None:
    draft, _ = drafted(body_of())
    assert with_draft(draft, tmp_path, {"summary:": "Towns argue."}) == []


def test_a_draft_has_the_canonical_form() -> None:
    draft, _ = drafted(body_of(publisher="Somebody: new", published=""))
    file = f"entries/articles/{draft.article_id}.yaml"
    assert canonical(draft.text.encode(), file, CONTRACT) == draft.text


DATES = {
    "2031-05-06": "2031-05-06",
    "2031-05": "2031-05",
    "2031": "2031",
    "[2031-05-01..2031-05-06]": "[2031-05-01..2031-05-06]",
    "6 May 2031": "2031-05-06",
    "6th May 2031": "2031-05-06",
    "Tuesday 6 May 2031": "2031-05-06",
    "Tuesday, 6 May 2031": "2031-05-06",
    "May 6, 2031": "2031-05-06",
    "6 Sep 2031": "2031-09-06",
    "06/05/2031": None,
    "31 February 2031": None,
    "2031-02-30": None,
    "yesterday": None,
    "": None,
}


@pytest.mark.parametrize("written", DATES)
def test_dates_are_taken_as_articles_print_them(written: str) -> None:
    draft, found = drafted(body_of(published=written))
    assert cells(draft)["published"] == DATES[written]
    told = [f.rule for f in found if f.severity == "warning"]
    assert told == ([] if DATES[written] else ["form-published"])


@pytest.mark.parametrize(
    ("publisher", "wanted"),
    [
        ("fenwick gazette", "fenwick-gazette"),
        ("Marrowby council", "marrowby-council"),
        ("Nobody’s Courier", None),
        ("", None),
    ],
)
def test_a_publisher_is_looked_up_by_its_names(publisher: str, wanted: str | None) -> None:
    draft, found = drafted(body_of(publisher=publisher))
    assert cells(draft)["publisher_id"] == wanted
    unknown = [f for f in found if f.rule == "form-publisher"]
    assert bool(unknown) == (publisher == "Nobody’s Courier")


def test_windows_line_ends_and_hand_edits_around_the_form_do_no_harm() -> None:
    body = f"A greeting.\r\n\r\n{body_of()}\r\n".replace("\n", "\r\n").replace("\r\r", "\r")
    assert drafted(body)[0] == drafted(body_of())[0]


# name → (body, rule of the error)
REFUSED: dict[str, tuple[str, str]] = {
    "nothing of the form": ("Please add my article.", "form-heading"),
    "a heading that is missing": (
        body_of().replace("### Title\n", "### Titel\n"),
        "form-heading",
    ),
    "a heading of another level": (body_of().replace("### Title", "## Title"), "form-heading"),
    "an injected heading": (
        body_of(tells="Wicks.\n\n### Title\n\nAnother title"),
        "form-heading",
    ),
    "an injected heading in an edited line": (
        body_of(title="Wicks\n### Web address\nhttps://evil.example"),
        "form-heading",
    ),
    "headings in another order": (
        body_of().replace("### Title", "### X").replace("### Publisher", "### Title")
        .replace("### X", "### Publisher"),
        "form-heading",
    ),
    "no consent": (body_of(consent=""), "form-consent"),
    "half a consent": (body_of(consent=f"- [X] {CONSENT[0]}\n- [ ] {CONSENT[1]}"), "form-consent"),
    "consent to something else": (body_of(consent="- [X] Anything goes."), "form-consent"),
    "a huge text": (body_of(tells="x" * MOST), "form-size"),
    "an article that has an entry": (
        body_of(url="http://www.gazette.example/2031/lanterns/#top"),
        "form-url",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_form_is_refused(case: str) -> None:
    body, rule = REFUSED[case]
    draft, found = draft_from_form(body, CONTRACT, SOURCES, "body.md")
    assert draft is None
    assert rule in {f.rule for f in found if f.severity == "error"}
    assert {f.file for f in found} == {"body.md"}
    assert all(f.hint for f in found)


def test_a_finding_names_the_line_of_the_form() -> None:
    body = body_of(tells="Wicks.\n\n### Title\n\nAnother title")
    _, (found,) = draft_from_form(body, CONTRACT, SOURCES)
    assert found.line == body[: body.rindex("### Title")].count("\n") + 1


def test_a_title_that_an_entry_has_is_told() -> None:
    draft, found = drafted(body_of(title="marrowby lantern service to leave the COUNCIL"))
    assert cells(draft)["title"] == "marrowby lantern service to leave the COUNCIL"
    assert [f.rule for f in found if f.severity == "warning"] == ["form-title"]
    assert "gazette-one.yaml" in found[0].message


# name → (question, answer, what becomes of the cell: None for left to be filled in)
HOSTILE: dict[str, tuple[str, str, str | None]] = {
    "a script as address": ("url", "javascript:alert(1)", None),
    "a file as address": ("url", "file:///etc/passwd", None),
    "an address with a user": ("url", "https://bank.example@evil.example/", None),
    "an address with white space": ("url", "https://a.example/ onload=x", None),
    "an address with a quotation mark": ("url", 'https://a.example/"', None),
    "an address in brackets": ("url", "<https://a.example/b>", "https://a.example/b"),
    "an address as a link": ("url", "[x](https://a.example/b)", None),
    "an address over lines": ("url", "https://a.example/\nkind: opinion", None),
    "a title over lines": ("title", "Wicks\nkind: opinion", None),
    "a key in a title": ("title", "Wicks, kind: opinion", "Wicks, kind: opinion"),
    "a comment in a title": ("title", "Wicks # kind", "Wicks # kind"),
    "quotation marks in a title": ("title", "\"}: 'x' \\n \\", "\"}: 'x' \\n \\"),
    "an alias as title": ("title", "*x &y !!python/object", "*x &y !!python/object"),
    "a truth value as title": ("title", "no", "no"),
    "a number as title": ("title", "1984", "1984"),
    "nothing as title": ("title", "null", "null"),
    "a document mark as title": ("title", "--- wicks", None),
    "a formula as title": ("title", "=HYPERLINK(1)", None),
    "a script in a title": ("title", "Wicks <script>x</script>", None),
    "a link in a title": ("title", "Wicks [here](https://evil.example)", None),
    "bidi in a title": ("title", "Wicks \u202e\u2066of oil\u2069", "Wicks of oil"),
    "zero width in a title": ("title", "W\u200bi\ufeffcks\u00ad", "Wicks"),
    "control characters in a title": ("title", "Wicks\x1b[31m\x07 oil", "Wicks[31m oil"),
    "another line end in a title": ("title", "Wicks\u2028kind: opinion", None),
    "tag characters in a title": ("title", "Wicks\U000e0041\U000e0042", "Wicks"),
    "a huge title": ("title", "wick " * 1000, None),
    "an author over lines": ("author", "Ida\n- id: x", None),
    "a formula as author": ("author", "@ida", None),
    "a key as publisher": ("publisher", "x\nkind: opinion", None),
    "a comment's end as publisher": ("publisher", "x\u2028kind: opinion", None),
    "a date with a key": ("published", "2031-05-06, kind: opinion", None),
    "another kind": ("kind", "Opinion\n", "opinion"),
    "an unknown kind": ("kind", "news: {}", None),
}  # fmt: skip
CELL = {"publisher": "publisher_id"}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_answer_is_neutralised_or_left_out(case: str) -> None:
    name, answer, wanted = HOSTILE[case]
    draft, found = drafted(body_of(**{name: answer}))
    made = cells(draft)
    assert made.get(CELL.get(name, name)) == wanted
    untouched = cells(drafted(body_of())[0])
    assert {k: v for k, v in made.items() if k != CELL.get(name, name)} == {
        k: v for k, v in untouched.items() if k != CELL.get(name, name)
    }
    altered = wanted is None or wanted != answer.strip()
    told = {f.rule for f in found if f.severity == "warning"}
    assert (f"form-{name}" in told) == (altered and name not in ("kind",) and answer[0] != "<")


Known = tuple[str | None, str | None, str | None]
IDENTIFIERS: dict[Known, str] = {  # publisher, date, title → identifier
    ("fenwick-gazette", "2031-05-06", "The oil of the town"): "fenwick-gazette-2031-05-oil-town",
    ("fenwick-gazette", "2031", "Oil"): "fenwick-gazette-2031-oil",
    ("fenwick-gazette", "[2031-05..2031-06]", "Oil"): "fenwick-gazette-oil",
    (None, None, "Ministers’ Été"): "ministers-ete",
    (None, None, None): "article",
    (None, None, "../../etc/passwd"): "etc-passwd",
    (None, None, "..\\con:nul"): "con-nul",
    (None, None, "灯"): "article",
    (None, None, "w" * 500): "w" * 60,
    (None, None, "gazette one"): "gazette-one-2",
}


@pytest.mark.parametrize("known", IDENTIFIERS)
def test_an_identifier_is_short_plain_and_free(known: Known) -> None:
    assert propose_id(*known, SOURCES) == IDENTIFIERS[known]


def test_entries_of_a_publisher_begin_alike() -> None:
    sources, _ = read_sources(ROOT / "entries", CONTRACT)
    made = propose_id("community-care", "2031-05-06", "Lamps and wicks", sources)
    assert made == "cc-2031-05-lamps-wicks"


HOSTILE_TEXT = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="#:-[]{}\"'\\\n\r\t &*!|>%@`=\u2028\u202e\ufeff./<x0", max_size=40),
    st.sampled_from([answer for _, answer, _ in HOSTILE.values()]),
)


@settings(max_examples=examples(300))
@given(st.dictionaries(st.sampled_from([n for n in LABELS if n != "consent"]), HOSTILE_TEXT))
def test_no_answer_reaches_a_draft_as_anything_but_text(answers: dict[str, str]) -> None:
    draft, found = draft_from_form(body_of(**answers), CONTRACT, SOURCES)
    assert (draft is None) == has_errors(found)
    if draft is None:
        return
    assert SLUG.fullmatch(draft.article_id) and len(draft.article_id) < 120
    made = cells(draft)
    allowed = {f.name for f in CONTRACT["articles"].fields if f.origin == "curated"}
    assert set(made) <= allowed
    assert all(value is None or isinstance(value, str) for value in made.values())
    assert str(made.get("url") or "https://").startswith(("https://", "http://"))
    printable = draft.text.replace("\n", "")
    assert printable.isprintable()


@settings(max_examples=examples(200))
@given(st.text() | st.lists(st.sampled_from([*(f"### {x}" for x in LABELS.values()), "", "x", *(
    f"- [x] {box}" for box in CONSENT)]), max_size=30).map("\n".join))  # fmt: skip
def test_any_body_gives_a_draft_or_says_why_not(body: str) -> None:
    draft, found = draft_from_form(body, CONTRACT, Sources())
    assert (draft is None) == has_errors(found)


# --- the recipe ------------------------------------------------------------------------------


def run(root: Path, body: Path, out: Path | None = None) -> int:
    """Run the recipe's step as `python build draft --from-form` does."""
    import draft_from_form as recipe

    return recipe.run(root, body, out)


@pytest.fixture
def repository(project: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(ROOT / "build"))
    root: Path = project.root
    return root


def test_the_recipe_writes_the_draft_where_it_belongs(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = repository / "body.md"
    body.write_text(body_of(), encoding="utf-8")
    assert run(repository, body) == 0
    path = repository / "entries/articles/fenwick-gazette-2031-05-wicks-who-pays.yaml"
    assert path.read_text(encoding="utf-8") == drafted(body_of())[0].text
    assert "2 places to fill in" in capsys.readouterr().out


def test_the_recipe_writes_where_it_is_told_but_never_over_a_file(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body, path = repository / "body.md", repository / "elsewhere/draft.yaml"
    body.write_text(body_of(), encoding="utf-8")
    path.parent.mkdir()
    assert run(repository, body, path) == 0
    assert "elsewhere/draft.yaml: written" in capsys.readouterr().out
    path.write_text("mine", encoding="utf-8")
    assert run(repository, body, path) == 1
    assert path.read_text(encoding="utf-8") == "mine"
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("nowhere/draft.yaml", "there is no folder"),
        ("entries/articles/x y.yaml", "small letters, digits, single hyphens"),
        ("entries/articles/draft.yml", "is called ID.yaml"),
        ("entries/draft.yaml", "entries belong in entries/articles/"),
    ],
)
def test_the_recipe_writes_no_file_that_check_refuses_and_makes_no_folder(
    repository: Path, capsys: pytest.CaptureFixture[str], out: str, words: str
) -> None:
    body = repository / "body.md"
    body.write_text(body_of(), encoding="utf-8")
    before = sorted(repository.rglob("*"))
    assert run(repository, body, repository / out) == 1
    assert words in capsys.readouterr().err
    assert sorted(repository.rglob("*")) == before


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"### Title\n\xe9", "not UTF-8"),
        (b"x" * 300_000, "are the most"),
        (body_of(consent="").encode(), "not ticked"),
    ],
)
def test_the_recipe_writes_nothing_of_a_form_that_cannot_be_used(
    repository: Path, capsys: pytest.CaptureFixture[str], raw: bytes, words: str
) -> None:
    body = repository / "body.md"
    body.write_bytes(raw)
    before = {p.name for p in (repository / "entries/articles").iterdir()}
    assert run(repository, body) == 1
    said = capsys.readouterr().err
    assert words in said and "body.md" in said and "Traceback" not in said
    assert {p.name for p in (repository / "entries/articles").iterdir()} == before

"""A submitted form for a new article flows in, a draft entry flows out.

The form is `.github/ISSUE_TEMPLATE/new-article.yml`. What it answers is filled in; what a
person must fill in stays empty with a `TODO` beside it, so that no draft passes for an entry.
What happens and who speaks is left in the issue: nothing shows that these words are not the
article's, and an entry holds none of those.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from dataclasses import dataclass

from outsourced_care import dates
from outsourced_care.article_ids import propose_id
from outsourced_care.contract import Contract
from outsourced_care.entries import Sources
from outsourced_care.entry_form import canonical
from outsourced_care.entry_shapes import ARTICLE, typed
from outsourced_care.findings import Finding, Place, Severity, finding
from outsourced_care.form_answers import NO_ANSWER, answers, one_line, ticked
from outsourced_care.mentions import names_of
from outsourced_care.text import count_words, fold

LABELS = {
    "url": "Web address",
    "title": "Title",
    "publisher": "Publisher",
    "author": "Author",
    "published": "Date of publication",
    "kind": "Kind of article",
    "tells": "What happens, and who speaks",
    "consent": "Before you send this",
}
CONSENT = (
    "No sentence of the article stands in this form, apart from its title.",
    "What I wrote is in my own words and may be published under CC BY 4.0.",
)
MODELINE = "# yaml-language-server: $schema=../../schemas/entry.schema.json"

_LONGEST = 300  # characters of a title or name
_MANY_WORDS = 300  # of an account in own words
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?([/?#][!#-;=?-Z_a-z~%]*)?")
_ODD = re.compile(r"[<>]|\]\(|^[=+\-@]")  # HTML, links, what a spreadsheet would run
_DATES = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%B %d %Y")


@dataclass(frozen=True, slots=True)
class FormDraft:
    """An entry to be edited, and the identifier that it would have."""

    article_id: str
    text: str


def draft_from_form(
    body: str, contract: Contract, sources: Sources, shown: str = "form"
) -> tuple[FormDraft | None, list[Finding]]:
    """Make a draft entry of a submitted form.

    Args:
        body: The body of the issue, as GitHub made it of the form.
        contract: The contract.
        sources: The entries and registries that there are.
        shown: How findings name the body.

    Returns:
        The draft, or None if the form cannot be used; then what was found. An error goes with
        no draft, a warning with a place that is left to be filled in.
    """
    given, found = answers(body, list(LABELS.values()), shown)
    if not found:
        form = _Form({i: given[label] for i, label in LABELS.items()}, contract, sources)
        found = form.found
        if not any(f.severity == "error" for f in found):
            return form.draft(), found
    return None, found


class _Form:
    """The answers of a form on their way to cells."""

    def __init__(
        self, given: dict[str, tuple[str, Place]], contract: Contract, sources: Sources
    ) -> None:
        self.given = given
        self.contract = contract
        self.sources = sources
        self.cells = {"language": "en", "selection": "contributed"}
        self.todo = {"summary": "what the article tells, in our own words"}
        self.found: list[Finding] = []
        self.consent()
        self.url()
        self.words("title")
        self.words("author")
        self.title_known()
        self.publisher()
        self.published()
        self.kind()
        self.tells()

    def report(self, name: str, message: str, hint: str, severity: Severity = "warning") -> None:
        """Keep what is to be said of an answer."""
        place = self.given[name][1]
        self.found.append(finding(place, f"form-{name}", message, hint, severity=severity))

    def answer(self, name: str) -> str:
        """The answer to a question of one line; empty when there is none that can be used."""
        written = self.given[name][0]
        answer = one_line(written)
        if written in NO_ANSWER:
            return ""
        if len(written.splitlines()) > 1 or len(answer) > _LONGEST:
            message = f"“{LABELS[name]}” is answered with more than a line"
            self.report(name, message, "see the issue, and fill it in by hand")
            return ""
        if len(answer) != len(unicodedata.normalize("NFC", written)):
            message = f"“{LABELS[name]}” held spaces or characters that nobody sees; they are gone"
            self.report(name, message, "compare it with the article")
        return answer

    def consent(self) -> None:
        """Refuse a form whose boxes are not all ticked."""
        boxes = ticked(self.given["consent"][0])
        for box in CONSENT:
            if box not in boxes:
                hint = "ask whoever opened the issue"
                self.report("consent", f"not ticked: “{box}”", hint, "error")

    def url(self) -> None:
        """Take a web address, and refuse an article that has an entry."""
        answer = self.answer("url").removeprefix("<").removesuffix(">")
        if not _ADDRESS.fullmatch(answer):
            self.todo["url"] = "where the article stands on the web"
            self.report("url", "the answer is no web address", "write https://…")
            return
        self.cells["url"] = answer
        for entry in self.sources.entries:
            if _page(entry.article.text("url") or "") == _page(answer):
                hint = f"tell whoever opened the issue that it is {entry.article_id}"
                self.report("url", f"the article has an entry: {entry.file}", hint, "error")

    def words(self, name: str) -> None:
        """Take a title or a name, if it is plain text."""
        answer = self.answer(name)
        if answer and not _ODD.search(answer):
            self.cells[name] = answer
        elif answer or name == "title":
            self.todo[name] = "as the article has it"
        if answer and name in self.todo:
            hint = "see the issue, and fill it in by hand"
            self.report(name, f"“{LABELS[name]}” is answered with more than plain words", hint)

    def title_known(self) -> None:
        """Tell of an entry with the same title: perhaps another copy of the article."""
        title = fold(self.cells.get("title", "")).lower()
        for entry in self.sources.entries:
            if title and fold(entry.article.text("title") or "").lower() == title:
                message = f"an entry has this title: {entry.file}"
                self.report("title", message, "see whether it is the same article")

    def publisher(self) -> None:
        """Look the publisher up by its names."""
        answer = self.answer("publisher")
        for body in self.sources.organisations:
            if answer and fold(answer).lower() in {fold(n).lower() for n in names_of(body)}:
                self.cells["publisher_id"] = body.id
                return
        self.todo["publisher_id"] = "who published it first; without the line if that is unknown"
        if answer and not _ODD.search(answer):
            hint = "add it there, if it is not there under another name"
            message = f"“{answer}” is not in entries/organisations.yaml"
            self.report("publisher", message, hint)

    def published(self) -> None:
        """Take a date in EDTF, or as English articles print it."""
        answer = self.answer("published")
        date = _date(answer)
        if date is not None:
            self.cells["published"] = date
        else:
            self.todo["published"] = "the date in EDTF, as 2013-07-16"
            message = f"the answer is no date: {dates.problem(answer)}" if answer else "no date"
            self.report("published", message, "see the article")

    def kind(self) -> None:
        """Take the kind by its label."""
        kinds = {c.label: c.value for c in self.contract["articles"]["kind"].categories}
        if (value := kinds.get(self.answer("kind"))) is not None:
            self.cells["kind"] = value
        else:
            self.todo["kind"] = "one of " + ", ".join(kinds.values())

    def tells(self) -> None:
        """Say that the account of what happens stays where it is."""
        words = count_words(self.given["tells"][0])
        if self.given["tells"][0] in NO_ANSWER:
            return
        message = f"“{LABELS['tells']}” ({words:,} words) stays in the issue"
        if words > _MANY_WORDS:
            hint = "see that none of it is the article's text; if it is, have it removed"
            self.report("tells", message, hint)
        else:
            hint = "it says where to look; write in words of your own"
            self.report("tells", message, hint, "notice")

    def draft(self) -> FormDraft:
        """Write the entry."""
        publisher_id, published = self.cells.get("publisher_id"), self.cells.get("published")
        article_id = propose_id(publisher_id, published, self.cells.get("title"), self.sources)
        lines = [MODELINE, "article:"]
        for field in typed(self.contract["articles"], ARTICLE):
            if field.name in self.cells:
                value = json.dumps(self.cells[field.name], ensure_ascii=False)
                lines.append(f"  {field.name}: {value}")
            elif field.name in self.todo or field.required:
                told = self.todo.get(field.name, field.description)
                lines.append(f"  {field.name}:  # TODO: {told}")
        lines += ["", "# TODO: quotes, events, proposals and positions; see docs/entries.md", ""]
        raw = "\n".join(lines).encode()
        file = f"entries/articles/{article_id}.yaml"
        return FormDraft(article_id, canonical(raw, file, self.contract))


def _page(url: str) -> str:
    """What of an address tells one page from another."""
    return re.sub(r"^https?://(www\.)?|#.*|/+(?=$|[?#])", "", url.lower())


def _date(answer: str) -> str | None:
    """The date in EDTF, None when it is none."""
    if answer and dates.problem(answer) is None:
        return answer
    plain = re.sub(r"^\w+day,? ", "", answer)
    plain = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", plain)
    for form in _DATES:
        try:
            return dt.datetime.strptime(plain, form).date().isoformat()
        except ValueError:
            continue
    return None

"""A dataset, documents and releases flow in, every page of the site flows out as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from outsourced_care.metadata.extent import Extent
from outsourced_care.metadata.schema_org import dataset as schema_org
from outsourced_care.metadata.text import script_safe
from outsourced_care.metadata.words import Download, citation
from outsourced_care.releases.index import Index
from outsourced_care.site import in_words
from outsourced_care.site.addresses import PAGED, identifiers, table_page
from outsourced_care.site.dataset import Dataset
from outsourced_care.site.documents import Document, document
from outsourced_care.site.parts import anchor
from outsourced_care.site.pictures import positions, timeline
from outsourced_care.site.records import record_pages
from outsourced_care.site.table_pages import AT_FIRST, script, show, table_pages

# what the pages of words are, in the order of their list; others come after them
_FIRST = (
    "docs/first-five-minutes.md", "docs/scope.md", "docs/coding.md", "docs/policy.md",
    "docs/questions.md", "docs/data-dictionary.md", "docs/versions.md", "CHANGELOG.md",
)  # fmt: skip
_SCOPE, _POLICY, _CHANGELOG = "docs/scope.md", "docs/policy.md", "CHANGELOG.md"


@dataclass(frozen=True, slots=True)
class Words:
    """What people wrote beside the data.

    Attributes:
        documents: Pages in Markdown, by their path in the repository.
        changes: What the changelog's newest section says of the data, in Markdown.
        changed_in: The version of that section.
        releases: The releases; None when there are none.
        released: The files of each release one by one, by its version.
        files: What else of the repository the site has, by its path there.
        extent: What times and languages the rows are about.
    """

    documents: Mapping[str, str] = field(default_factory=dict)
    changes: str = ""
    changed_in: str = ""
    releases: Index | None = None
    released: Mapping[str, Sequence[Download]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    extent: Extent | None = None

    def published(self, version: str) -> str | None:
        """The day on which a version was released; None when it was not."""
        found = (r.date for r in (self.releases or Index()).releases if r.version == version)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Hosted:
    """Where the site and its repository are on the web; None where that is not known."""

    base_url: str | None = None
    repository: str | None = None

    @property
    def issues(self) -> str | None:
        """Where one asks for a correction, at the addresses of GitHub and those that follow it."""
        return f"{self.repository.rstrip('/')}/issues" if self.repository else None


class Site:
    """The pages of a dataset.

    Args:
        dataset: The dataset.
        words: What people wrote beside it.
        downloads: What can be downloaded.
        templates: The folder with the templates.
        hosted: Where it will be on the web.
    """

    def __init__(
        self,
        dataset: Dataset,
        words: Words,
        downloads: Sequence[Download],
        templates: Path,
        hosted: Hosted | None = None,
    ) -> None:
        self.hosted = hosted or Hosted()
        self.dataset = dataset
        self.words = words
        self.downloads = downloads
        order = {path: n for n, path in enumerate(_FIRST)}
        self.sources = sorted(words.documents, key=lambda p: (order.get(p, len(order)), p))
        self.documents = {path: document_page(path) for path in self.sources}
        self._records = identifiers(dataset)
        self._templates = environment(templates)
        self._templates.globals.update(self._common())

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Every page, by its address."""
        yield self._page("index.html", "home.html", self._home())
        for path, context, more in table_pages(self.dataset):
            rows = f"{path.removesuffix('.html')}.rows.js" if more else None
            yield self._page(path, "table.html", {**context, "rows_script": rows})
            if rows:
                yield rows, script(more, "../")
        for path, template, context in record_pages(self.dataset):
            yield self._page(path, template, context)
        axis, groups = timeline(self.dataset)
        yield self._page("timeline.html", "timeline.html", {"axis": axis, "groups": groups})
        terms = self.dataset.contract["positions"]["stance"].categories
        held = {"proposals": positions(self.dataset), "stances": terms}
        yield self._page("positions.html", "positions.html", held)
        titles = []
        for source in self.sources:
            page, made = self._document(source)
            titles.append((page, made.title or source, made.about))
            context = {"document": made, "title": made.title or source}
            yield self._page(page, "document.html", context)
        if titles:
            yield self._page("docs/index.html", "documents.html", {"list": titles})
        if self.words.releases is not None:
            kept = {"index": self.words.releases, "released": self.words.released}
            yield self._page("releases.html", "releases.html", kept)
        yield from self._signposts()

    def _signposts(self) -> Iterator[tuple[str, bytes]]:
        """What stands at the address of a folder, and at that of no page."""
        to = {f"{table}/index.html": table_page(table) for table in PAGED}
        to["tables/index.html"] = "index.html#tables"
        if self.words.releases is not None:
            to["releases/index.html"] = "releases.html"
        for path, page in to.items():
            yield self._page(path, "elsewhere.html", {"page": page})
        yield self._page("404.html", "404.html", {})

    def _common(self) -> dict[str, Any]:
        about = self.dataset.descriptor
        docs = self.documents
        return {
            "about": about,
            "tables": list(self.dataset.contract.values()),
            "counts": {name: len(rows) for name, rows in self.dataset.rows.items()},
            "workbook": next((d.path for d in self.downloads if d.path.endswith(".xlsx")), None),
            "table_page": table_page,
            "paged": PAGED,
            "at_first": AT_FIRST,
            "scope_page": docs.get(_SCOPE),
            "policy_page": docs.get(_POLICY),
            "changelog_page": docs.get(_CHANGELOG),
            "repository": self.hosted.repository,
            "issues": self.hosted.issues,
            "has_documents": bool(docs),
            "has_releases": self.words.releases is not None,
        }

    def _home(self) -> dict[str, Any]:
        about = self.dataset.descriptor
        told = schema_org(
            about,
            self.dataset.contract,
            self.downloads,
            base_url=self.hosted.base_url,
            extent=self.words.extent,
            published=self.words.published(str(about["version"])),
        )
        linked = json.dumps(told, ensure_ascii=False, sort_keys=True)
        changes = document(
            self.words.changes, _CHANGELOG, self._known(), "index.html", self._records
        )
        return {
            "downloads": self.downloads,
            "citation": citation(
                self.dataset.descriptor,
                self.words.published(str(about["version"])),
                self.hosted.base_url,
            ),
            "changes": changes.html,
            "changed_in": self.words.changed_in,
            "linked_data": Markup(script_safe(linked)),  # noqa: S704
        }

    def _document(self, source: str) -> tuple[str, Document]:
        page, text = self.documents[source], self.words.documents[source]
        return page, document(text, source, self._known(), page, self._records)

    def _known(self) -> dict[str, str]:
        return {**self.words.files, **self.documents}

    def _page(self, path: str, template: str, context: Mapping[str, Any]) -> tuple[str, bytes]:
        root = "../" * path.count("/")
        text = self._templates.get_template(template).render(context, root=root, path=path)
        return path, text.encode("utf-8")


def document_page(source: str) -> str:
    """Where the site has a page in Markdown."""
    return f"docs/{Path(source).stem.lower()}.html"


def environment(templates: Path) -> Environment:
    """The template engine: everything that a template shows is escaped."""
    made = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        lstrip_blocks=True,
    )
    made.globals.update(anchor=anchor, show=show)
    made.filters["size"] = in_words.size
    made.filters["edtf"] = in_words.date
    made.filters["number"] = in_words.number
    return made

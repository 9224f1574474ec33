"""A path or version flows in, its tables and what is said about them flow out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from outsourced_care.archive.made import made_tables
from outsourced_care.contract import WEB_ADDRESS, Contract, Json
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.descriptor_contract import read_descriptor
from outsourced_care.errors import DatasetError
from outsourced_care.exports.bundle import Bundle, released_on
from outsourced_care.home import home
from outsourced_care.release_choice import chosen
from outsourced_care.releases.index import plain_request
from outsourced_care.releases.local import instead_of
from outsourced_care.table_source import TableSource

_ADDRESS = re.compile(WEB_ADDRESS)


def instead(path: Path) -> str | None:
    """What to give in place of a path that is no dataset, where that can be told."""
    if path.exists():
        return instead_of(path, "browse --version {version} --releases {path}")
    asked = plain_request(str(path))
    return asked and f"{path} is no path; to look through a release: browse --version {asked}"


def opened(
    path: Path | None, version: str | None, releases: str | None
) -> tuple[Bundle, tuple[Warning, ...]]:
    """Open what `load` would open, with those of its tables that are there.

    Args:
        path: A folder, descriptor or bundle.
        version: A version, its beginning, or `latest`.
        releases: Where releases are kept.

    Returns:
        The tables, and what to warn of.

    Raises:
        DatasetError: There is no such version or no table, or one cannot be read.
    """
    source, told = chosen(path, version, releases, home)
    if path is not None:
        source = made_tables(path, source) or source
    found = {name: source.find(table) for name, table in source.contract.items()}
    rows = {name: table for name, table in found.items() if table is not None}
    if not rows:
        raise DatasetError(f"{source.shown} holds no file of any table")
    tables = Contract([source.contract[name] for name in rows])
    words = said(_descriptor(source, path), source)
    return Bundle(tables, rows, words, released_on(source, releases)), told


def _descriptor(source: TableSource, path: Path | None) -> Json:
    raw = path.read_bytes() if path and path.suffix == ".json" else source.read(DESCRIPTOR)
    return read_descriptor(raw or b"", DESCRIPTOR)


def said(content: Json, source: TableSource) -> Json:
    """What a descriptor says of its tables, as far as it is what it should be.

    Anybody may have written it: a text is a text then, and an address leads to the web.
    """
    licences = [_known(x, "name", "title", "path") for x in _listed(content, "licenses")]
    makers = [_maker(x) for x in _listed(content, "contributors")]
    return {
        **_known(content, "homepage"),
        "title": _text(content.get("title")) or source.shown,
        "description": _text(content.get("description")) or "",
        "version": source.version,
        "licenses": [{"name": x.get("title", x.get("path")), **x} for x in licences if x],
        "contributors": [x for x in makers if x["title"]],
    }


def _maker(contributor: Any) -> Json:
    """A contributor with what they are called, if they are, and their roles."""
    known = _known(contributor, "title", "path", "givenName", "familyName")
    names = " ".join(known[key] for key in ("givenName", "familyName") if key in known)
    roles = _listed(contributor, "roles") if isinstance(contributor, dict) else []
    return {"title": names, **known, "roles": [role for role in roles if isinstance(role, str)]}


def _listed(content: Json, key: str) -> list[Any]:
    found = content.get(key)
    return found if isinstance(found, list) else []


def _known(thing: Any, *keys: str) -> Json:
    """The texts among some properties of a thing."""
    texts = {key: _text(thing.get(key)) for key in keys} if isinstance(thing, dict) else {}
    return {key: text for key, text in texts.items() if text and _fits(key, text)}


def _fits(key: str, text: str) -> bool:
    return key not in ("homepage", "path") or _ADDRESS.fullmatch(text) is not None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

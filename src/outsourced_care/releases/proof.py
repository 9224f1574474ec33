"""A release's bundle and what the index says of it flow in, what could be proven flows out.

The bundle is held against the index, each of its files against its own list of hashes and the
index, its tables against the descriptor and the index, its schemas against the descriptor and
the index, and its passages against articles. It is judged by its own contract.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from outsourced_care.contract import Contract, Json
from outsourced_care.descriptor import DESCRIPTOR, sha256
from outsourced_care.descriptor_contract import contract_of, read_descriptor, schemas_in
from outsourced_care.errors import DatasetError, TamperedError
from outsourced_care.home import contract, home
from outsourced_care.package_check import Show
from outsourced_care.release_choice import not_at_hand
from outsourced_care.releases.at_hand import verify_at_hand
from outsourced_care.releases.bundle import Bundle, BundleError, open_bundle
from outsourced_care.releases.index import (
    INDEX,
    Release,
    schema_hash,
    version_fits,
)
from outsourced_care.releases.local import LocalReleases, other_bytes
from outsourced_care.releases.store import find_place
from outsourced_care.table_source import open_at_hand
from outsourced_care.text import decode
from outsourced_care.verification import Item, Part, Status, Verification, verify

_SCHEMAS = "schemas"


def verify_release(
    version: str, releases: str | None, articles: Path | None, show: Show = lambda _: None
) -> Verification:
    """Verify a release, or the dataset at hand where no releases are and it is that version.

    Args:
        version: A version, its beginning, or `latest`.
        releases: Where releases are kept; by default as for `load`.
        articles: A folder with the article texts; without it passages are left alone.
        show: Called with what is being done.

    Raises:
        DatasetError: There is no such release, or it or the index cannot be had.
        OSError: Its file cannot be read.
    """
    at_hand = open_at_hand(home(), contract())
    place = find_place(releases, at_hand.releases, home())
    if place is None:
        if version_fits(version, at_hand.version):
            return verify_at_hand(None, articles, show)
        raise not_at_hand(version, at_hand.version)
    show(f"looking for {version} in {place.shown}")
    release = place.index().find(version, place.shown)
    try:
        path = place.bundle(release)
    except TamperedError as error:
        if not isinstance(place, LocalReleases):  # what was fetched is not kept
            broken = _item(release.bundle.path, str(error))
            return Verification(place.shown, release.version, [broken], [])
        path = place.folder / release.bundle.path
    return verify_bundle(path, release, articles, show)


def verify_file(path: Path, articles: Path | None, show: Show = lambda _: None) -> Verification:
    """Verify a bundle, held against an index that lies beside it and lists it.

    Raises:
        ReleaseError: There is a file beside it that is called as an index, and it is none.
        OSError: The file cannot be read.
    """
    listed = None
    if (path.parent / INDEX).is_file():
        index = LocalReleases(path.parent).index()
        listed = next((r for r in index.releases if r.bundle.path == path.name), None)
    return verify_bundle(path, listed, articles, show)


def verify_bundle(
    path: Path, listed: Release | None, articles: Path | None, show: Show = lambda _: None
) -> Verification:
    """Verify a release's bundle.

    Args:
        path: The zip file.
        listed: What the index says of it; without, that is left alone.
        articles: A folder with the article texts; without it passages are left alone.
        show: Called with what is being done.

    Raises:
        OSError: The file cannot be read.
    """
    show(f"reading {path.name}")
    version = None if listed is None else listed.version
    items = []
    if listed is not None:
        why = other_bytes(path, listed.bundle)
        items.append(_item(path.name, why and f"it {why}"))
    try:
        bundle = open_bundle(path)
    except BundleError as error:
        broken = Item("bundle", path.name, "changed", str(error))
        return Verification(path.name, version, [*items, broken], [])
    with tempfile.TemporaryDirectory(prefix="outsourced-care-") as name:
        folder = Path(name)
        members = list(_members(bundle, listed, folder))
        content, own, faults = _contract(folder)
        items += [*members, *faults]
        if own is None or content is None:
            return Verification(path.name, version, items, [])
        items += _schemas(folder, own, listed)
        if listed is not None:
            items += _tables(content, listed)
        found = verify(folder, articles, show, tables=own)
        broken_files = {item.name for item in members if item.status != "verified"}
        inside = [_renamed(item, folder.as_posix(), path.name) for item in found.items]
        items += [i for i in inside if i.status != "missing" or i.name not in broken_files]
    return Verification(path.name, found.version, items, found.notes)


def _members(bundle: Bundle, listed: Release | None, folder: Path) -> Iterator[Item]:
    """Every file of a bundle; those that are the ones put there are unpacked."""
    expected = {} if listed is None else {file.path: file for file in listed.files}
    for name in bundle.sums:
        shown = f"{bundle.path.name}/{name}"
        try:
            raw = bundle.read(name)
        except BundleError as error:
            yield _item(shown, str(error))
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
        file = expected.get(name)
        if listed is not None and file is None:
            yield _item(shown, f"{INDEX} does not list it")
        elif file is not None and (file.bytes, file.hash) != (len(raw), sha256(raw)):
            yield _item(shown, f"it is not the file that {INDEX} lists")
        else:
            yield _item(shown)
    for name in expected.keys() - bundle.sums.keys():
        yield _item(f"{bundle.path.name}/{name}", f"{INDEX} lists it", status="missing")


def _contract(folder: Path) -> tuple[Json | None, Contract | None, list[Item]]:
    """The descriptor of an unpacked bundle, the contract in it, and what is wrong with them."""
    try:
        content = read_descriptor((folder / DESCRIPTOR).read_bytes(), DESCRIPTOR)
        return content, contract_of(schemas_in(content)), []
    except FileNotFoundError:
        missing = _item(DESCRIPTOR, "without it nothing can be compared", "descriptor", "missing")
        return None, None, [missing]
    except DatasetError as error:
        return None, None, [_item(DESCRIPTOR, str(error), "descriptor")]


def _schemas(folder: Path, described: Contract, listed: Release | None) -> Iterator[Item]:
    """The schema files, held against the schemas in the descriptor, and these against the index."""
    files = {name: folder / _SCHEMAS / f"{name}.json" for name in described}
    for file in files.values():
        if not file.is_file():
            yield _item(f"{_SCHEMAS}/{file.name}", "it is not there", "schema", "missing")
    there = {name: file for name, file in files.items() if file.is_file()}
    try:
        own = contract_of({n: json.loads(decode(f.read_bytes())) for n, f in there.items()})
    except (ValueError, RecursionError, AttributeError) as error:
        yield _item(_SCHEMAS, str(error), "schema")
    else:
        for name, table in own.items():
            same = table.to_frictionless() == described[name].to_frictionless()
            why = None if same else f"it is not the schema in {DESCRIPTOR}"
            yield _item(f"{_SCHEMAS}/{name}.json", why, "schema")
    if listed is not None:
        same = listed.schema_hash == _schema_hash(described)
        why = None if same else f"they are not those of which {INDEX} has the hash"
        yield _item(f"the schemas in {DESCRIPTOR}", why, "schema")


def _schema_hash(described: Contract) -> str | None:
    with suppress(ValueError):  # text that is no Unicode
        return schema_hash(described)
    return None


def _tables(content: Json, listed: Release) -> Iterator[Item]:
    """The tables in the descriptor, held against the index."""
    resources = {str(r.get("name")): r for r in content["resources"] if isinstance(r, dict)}
    described = {n: (r.get("rows"), r.get("contentHash")) for n, r in resources.items()}
    for name, table in listed.tables.items():
        same = described.get(name) == (table.rows, table.content_hash)
        why = None if same else f"{INDEX} tells its rows or content otherwise"
        yield _item(f"{name} in {INDEX}", why, "content")


def _item(
    name: str, why: str | None = None, part: Part = "bundle", status: Status = "changed"
) -> Item:
    return Item(part, name, "verified" if why is None else status, why)


def _renamed(item: Item, folder: str, bundle: str) -> Item:
    """An item without the folder that the bundle was unpacked into."""
    detail = item.detail and item.detail.replace(folder, bundle)
    return replace(item, name=item.name.replace(folder, bundle), detail=detail)

"""A release's bundle and what must go flow in, the bundle that takes its place flows out.

The bundle is read and written by its own contract, which may have other tables and columns
than the present one. Files in which nothing must go keep their bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care.content import content_hash, csv_bytes, parquet_bytes, read_csv, read_parquet
from outsourced_care.contract import Contract, Json
from outsourced_care.descriptor import DESCRIPTOR, descriptor_bytes, sha256
from outsourced_care.descriptor_contract import (
    DescriptorContractError,
    contract_of,
    schemas_in,
)
from outsourced_care.package_files import table_name
from outsourced_care.redaction.changelog_lines import without_records
from outsourced_care.redaction.going import Going
from outsourced_care.redaction.old_tables import UnredactableError, Without, without
from outsourced_care.redaction.traces import Traces
from outsourced_care.releases.bundle import SUMS, bundle_bytes, open_bundle
from outsourced_care.releases.changelog import CHANGELOG
from outsourced_care.releases.index import (
    Release,
    ReleaseTable,
    Replacement,
    schema_hash,
)
from outsourced_care.releases.local import LocalReleases
from outsourced_care.releases.release import file_of
from outsourced_care.releases.writing import UnfitReleaseError

_WORDS = ("title", "description", "label")  # of a schema, the parts that are words


@dataclass(frozen=True)
class OldBundle:
    """A release as its bundle has it."""

    release: Release
    files: Mapping[str, bytes]

    @cached_property
    def descriptor(self) -> Json:
        """Its descriptor."""
        try:
            content = json.loads(self.files[DESCRIPTOR])
            return {**content, "resources": [dict(r) for r in content["resources"]]}
        except (KeyError, ValueError, TypeError):
            raise UnfitReleaseError(f"{self.release.bundle.path} has no descriptor") from None

    @cached_property
    def contract(self) -> Contract:
        """Its own contract."""
        try:
            return contract_of(schemas_in(self.descriptor))
        except DescriptorContractError as error:
            raise UnfitReleaseError(f"{self.release.bundle.path}: {error}") from None

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """Its tables."""
        read = {"csv": read_csv, "parquet": read_parquet}
        found: dict[str, pa.Table] = {}
        for resource in self.descriptor["resources"]:
            name, form = table_name(str(resource.get("name"))), str(resource.get("format"))
            if name in self.contract and form in read and name not in found:
                try:
                    raw = self.files[resource["path"]]
                    found[name] = read[form](raw, self.contract[name])
                except (KeyError, pa.ArrowException) as error:
                    said = f"{name} cannot be read: {str(error)[:200]}"
                    raise UnfitReleaseError(f"{self.release.bundle.path}: {said}") from None
        return found


def read_bundles(releases: LocalReleases) -> list[OldBundle]:
    """Read every bundle of a folder.

    Raises:
        ReleaseError: One is missing, damaged, or not the one that the index lists.
    """
    listed = releases.listed().releases
    return [OldBundle(one, open_bundle(releases.bundle(one)).files()) for one in listed]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A bundle that takes the place of another: its bytes, what the index says, what went."""

    release: Release
    raw: bytes
    without: Without


def replaced(old: OldBundle, going: Going, traces: Traces, reason: str) -> Replaced | None:
    """Make a bundle again without what goes.

    Args:
        old: The bundle.
        going: What goes from its tables.
        traces: What must not be left in it.
        reason: Why, for the index.

    Returns:
        The new bundle; None when the old one holds nothing of it.

    Raises:
        UnredactableError: A trace stands where nothing can take its place.
        CannotRunError: The old bundle cannot be read.
    """
    made = without(old.tables, old.contract, going, traces)
    files = {**old.files, **_words(old.files, traces)}
    descriptor = _described(old, going, traces)
    for resource in descriptor["resources"]:
        name = table_name(str(resource.get("name")))
        if name in made.tables:
            _rewrite(resource, made.tables[name], files, old.contract)
    if descriptor != old.descriptor:
        files[DESCRIPTOR] = descriptor_bytes(descriptor)
    for name in left_over(files, traces):
        raise UnredactableError(
            f"{old.release.bundle.path}: {name} would still hold a name or identifier of what goes"
        )
    if files == old.files:
        return None
    raw, listed = bundle_bytes(files), old.release
    counted = {
        r["name"]: ReleaseTable(r["rows"], r["contentHash"])
        for r in descriptor["resources"]
        if r.get("name") in listed.tables
    }
    release = replace(
        listed,
        bundle=file_of(listed.bundle.path, raw),
        files=tuple(file_of(name, files[name]) for name in sorted(files)),
        tables={name: counted.get(name, table) for name, table in listed.tables.items()},
        schema_hash=schema_hash(contract_of(schemas_in(descriptor))),
        replaced=(*listed.replaced, Replacement(listed.bundle.hash, reason)),
    )
    return Replaced(release, raw, made)


def left_over(files: Mapping[str, bytes], traces: Traces) -> Iterator[str]:
    """The files that hold a trace, in their name or in what is in them."""
    for name, raw in files.items():
        if traces.within(name) or any(traces.within(text) for text in _texts(name, raw)):
            yield name


def _texts(name: str, raw: bytes) -> Iterator[str]:
    """Every text in a file, Parquet's columns decompressed."""
    yield raw.decode("utf-8", "replace")
    if name.endswith(".parquet"):
        read = pq.read_table(io.BytesIO(raw))
        for column in read.columns:
            if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
                yield from (text for text in column.to_pylist() if text is not None)


def _rewrite(resource: Json, rows: pa.Table, files: dict[str, bytes], contract: Contract) -> None:
    """Write a table's file anew, and what the descriptor says of it."""
    form = str(resource.get("format"))
    if form not in ("csv", "parquet"):
        raise UnfitReleaseError(f"a table is held as {form[:50]!r}, which is not written here")
    raw = csv_bytes(rows) if form == "csv" else parquet_bytes(rows)
    files[resource["path"]] = raw
    table = contract[table_name(resource["name"])]
    said = {"hash": sha256(raw), "rows": rows.num_rows, "contentHash": content_hash(rows, table)}
    said["bytes"] = len(raw)
    resource |= {key: value for key, value in said.items() if key in resource}


def _described(old: OldBundle, going: Going, traces: Traces) -> Json:
    """The descriptor without traces in its words; schemas in it as in their own files."""
    gone = [key[1] for key in going.records if key[0] == "articles"]
    articles = old.tables["articles"].to_pylist() if "articles" in old.tables else []
    titles = {row["title"] for row in articles if row["article_id"] in gone}
    descriptor: Json = {}
    for key, value in old.descriptor.items():
        if key == "resources":
            descriptor[key] = [_masked(resource, traces, _WORDS) for resource in value]
        elif key == "sources" and isinstance(value, list):
            left = [s for s in value if not isinstance(s, dict) or s.get("title") not in titles]
            descriptor[key] = [_source(source, traces) for source in left]
        else:
            descriptor[key] = _masked(value, traces)
    return descriptor


def _source(source: Any, traces: Traces) -> Any:
    """A source without an address that holds a trace."""
    if isinstance(source, dict) and traces.within(str(source.get("path", ""))):
        source = {key: value for key, value in source.items() if key != "path"}
    return _masked(source, traces)


def _words(files: Mapping[str, bytes], traces: Traces) -> dict[str, bytes]:
    """The files of words in which something goes: changelog, citation, licences, schemas."""
    changed: dict[str, bytes] = {}
    for name, raw in files.items():
        if name in (DESCRIPTOR, SUMS) or name.endswith((".csv", ".parquet")):
            continue
        text = raw.decode("utf-8", "replace")
        if not traces.within(text):
            continue
        if name.endswith(".json"):
            try:
                content = _masked(json.loads(raw), traces, _WORDS)
            except (ValueError, RecursionError):
                raise UnfitReleaseError(f"{name} in a bundle is no JSON") from None
            changed[name] = (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
        else:
            told = without_records(text, traces) if name == CHANGELOG else text
            changed[name] = traces.masked(told).encode("utf-8")
    return changed


def _masked(value: Any, traces: Traces, keys: tuple[str, ...] = (), here: bool = True) -> Any:
    """A JSON value with marks in its texts; with `keys`, in those below these only."""
    if isinstance(value, dict):
        return {k: _masked(v, traces, keys, not keys or k in keys) for k, v in value.items()}
    if isinstance(value, list):
        return [_masked(item, traces, keys, here) for item in value]
    return traces.masked(value) if isinstance(value, str) and here else value

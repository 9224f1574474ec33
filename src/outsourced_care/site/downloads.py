"""The published files flow in, everything that can be downloaded flows out, by its address."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from outsourced_care import metadata
from outsourced_care.contract import Json
from outsourced_care.descriptor import DESCRIPTOR, sha256
from outsourced_care.descriptor_contract import read_descriptor
from outsourced_care.errors import DatasetError
from outsourced_care.exports import FORMATS
from outsourced_care.exports.bundle import Bundle
from outsourced_care.metadata.extent import Extent
from outsourced_care.metadata.words import Download
from outsourced_care.metadata.writing import CROISSANT
from outsourced_care.package_paths import leads_out
from outsourced_care.releases.bundle import open_bundle
from outsourced_care.releases.index import NAME
from outsourced_care.site.dataset import Dataset, read

_FOLDER = "downloads"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WHOLE = {
    "xlsx": ("Workbook for Excel, LibreOffice and the like", _SHEET),
    "sqlite": ("SQLite database", "application/vnd.sqlite3"),
    "duckdb": ("DuckDB database", "application/octet-stream"),
}
_VARYING = ".duckdb"  # holds random numbers: its hash is in the list of hashes, and in no page
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can tell; a clock would show
_MEDIA = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}


def published(root: Path, descriptor: Json) -> dict[str, bytes]:
    """The files that a descriptor lists, and itself.

    Raises:
        DatasetError: A file is missing, altered or outside the folder.
    """
    found = {DESCRIPTOR: (root / DESCRIPTOR).read_bytes()}
    for resource in descriptor["resources"]:
        path = str(resource["path"])
        if wrong := leads_out(path, root, trust_links=False):
            raise DatasetError(f"{DESCRIPTOR}: the path {path[:80]!r} {wrong}")
        raw = (root / path).read_bytes()
        if sha256(raw) != resource["hash"]:
            raise DatasetError(f"{path} is not the file of {DESCRIPTOR}: its hash is another")
        found[path] = raw
    return found


def of_release(path: Path, published: str) -> tuple[dict[str, bytes], list[Download]]:
    """The files of a release one by one, by the addresses that the latest have, and what is told.

    What its descriptor lists is as it was released; all tables as one file are made anew.

    Args:
        path: Its bundle.
        published: The day of the release.

    Raises:
        DatasetError: The bundle is unfit.
        ExportError: A table cannot be written.
    """
    bundle = open_bundle(path)
    descriptor = read_descriptor(bundle.read(DESCRIPTOR), DESCRIPTOR)
    listed = [DESCRIPTOR, *(str(resource["path"]) for resource in descriptor["resources"])]
    files = {name: bundle.read(name) for name in listed} | whole_files(
        *read(path, descriptor), published
    )
    return files, told(descriptor, files)


def whole_files(
    dataset: Dataset, tables: dict[str, pa.Table], published: str | None
) -> dict[str, bytes]:
    """All tables as one file, in each format that has one; `published` is the version's day."""
    bundle = Bundle(dataset.contract, tables, dataset.descriptor, published)
    made = {}
    for name in _WHOLE:
        module = import_module(f"outsourced_care.exports.{FORMATS[name].module}")
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{NAME}.{name}"
            module.write(bundle, path, name, lambda _: None)
            made[f"{_FOLDER}/{path.name}"] = path.read_bytes()
    return made


def described(
    dataset: Dataset,
    told: list[Download],
    extent: Extent | None,
    published: str | None,
    base_url: str | None = None,
) -> dict[str, bytes]:
    """What describes the files to programs: Croissant, and CSVW beside each CSV file."""
    made = metadata.files(
        dataset.descriptor,
        dataset.contract,
        base_url=base_url,
        extent=extent,
        published=published,
        more=told,
    )
    return {path: raw for path, raw in made.items() if path == CROISSANT or "/" in path}


def archive(files: Mapping[str, bytes]) -> bytes:
    """Files as one zip file, always of the same bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(files):
            packed.writestr(_entry(path), files[path])
    return sink.getvalue()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"{NAME}/{path}", _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def sums_path() -> str:
    """Where the list of hashes is."""
    return "SHA256SUMS"


def archive_path() -> str:
    """Where the zip file with all files is."""
    return f"{_FOLDER}/{NAME}.zip"


def sums(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 of each file in the form of `sha256sum`."""
    lines = [f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)]
    return "".join(lines).encode("utf-8")


def told(descriptor: Json, files: Mapping[str, bytes]) -> list[Download]:
    """What is told of each file that can be downloaded, those with all tables first."""
    found = []
    for form, (words, media) in _WHOLE.items():
        path = f"{_FOLDER}/{NAME}.{form}"
        if path in files:
            found.append(_told(path, f"All tables: {words}", media, files[path]))
    if archive_path() in files:
        words = f"All tables as CSV and Parquet, with {DESCRIPTOR} and licences, in one zip file"
        found.append(_told(archive_path(), words, "application/zip", files[archive_path()]))
    for resource in descriptor["resources"]:
        path = str(resource["path"])
        if path in files:
            name = str(resource["name"]).removesuffix("-parquet")
            media = _MEDIA[Path(path).suffix]
            found.append(_told(path, str(resource["title"]), media, files[path], name))
    return found


def _told(path: str, title: str, media: str, raw: bytes, table: str | None = None) -> Download:
    sha256 = None if path.endswith(_VARYING) else hashlib.sha256(raw).hexdigest()
    return Download(path, title, media, sha256, len(raw), table)

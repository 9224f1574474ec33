"""The files of a release flow in, one zip file that is always the same flows out; and back.

A *bundle* holds the descriptor at its root, so that whatever reads zipped data packages reads
it. Its members are stored, not compressed: compressed bytes depend on the version of zlib, and
Parquet is compressed already. They stand in the order of their names, with the earliest time
that zip can tell, and `SHA256SUMS` lists them in the form of `sha256sum --check`.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

from outsourced_care.errors import ReleaseError

SUMS = "SHA256SUMS"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3
_LOCAL_HEADER = 30  # bytes before a member, and its name (APPNOTE.TXT 6.3.10, 4.3.7)
_MOST_FILES = 10_000
_LINE = re.compile(r"([0-9a-f]{64})  ([^\0\n\\]+)")


class BundleError(ReleaseError):
    """The file is no bundle of a release, or is damaged."""


def bundle_bytes(files: Mapping[str, bytes]) -> bytes:
    """Pack files, and the list of their hashes, into a zip file.

    Args:
        files: Contents by path; paths are relative, with slashes.

    Returns:
        Bytes that depend on nothing but the files.
    """
    whole = {**files, SUMS: _sums(files)}
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as made:
        for name in sorted(whole):
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.create_system, member.external_attr = _UNIX, _PLAIN_FILE
            made.writestr(member, whole[name])
    return sink.getvalue()


@dataclass(frozen=True, slots=True)
class Bundle:
    """An opened bundle: where it is, and the hash of each of its files, by path."""

    path: Path
    sums: Mapping[str, str]

    def read(self, name: str) -> bytes:
        """Read one file and check it against its hash.

        Raises:
            BundleError: The file is not in the bundle, or not the one that was put there.
        """
        if name not in self.sums:
            raise BundleError(f"{self.path.name} holds no {name}")
        with _opened(self.path) as packed:
            try:
                raw = packed.read(name)
            except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
                raise BundleError(f"{self.path.name}: {name} cannot be read: {error}") from None
        if hashlib.sha256(raw).hexdigest() != self.sums[name]:
            raise BundleError(f"{self.path.name}: {name} is not the file that {SUMS} lists")
        return raw

    def files(self) -> dict[str, bytes]:
        """Read every file, by path.

        Raises:
            BundleError: A file is not the one that was put there.
        """
        return {name: self.read(name) for name in self.sums}

    def extract(self, folder: Path) -> None:
        """Write every file below a folder.

        Raises:
            BundleError: A file is not the one that was put there.
            OSError: The folder cannot be written.
        """
        for name in self.sums:
            raw, path = self.read(name), folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)


def open_bundle(path: Path) -> Bundle:
    """Open a bundle that may have come from anywhere; contents are checked when they are read.

    Raises:
        BundleError: It is no zip file, or not of the form that `bundle_bytes` gives.
        OSError: It is not there or cannot be read.
    """
    with _opened(path) as packed:
        members = packed.infolist()
        for fault in _faults(members, packed.start_dir):
            raise BundleError(f"{path.name} is no bundle of a release: {fault}")
        try:
            listed = packed.read(SUMS).decode("utf-8").splitlines()
        except (zipfile.BadZipFile, EOFError, OSError, UnicodeDecodeError) as error:
            raise BundleError(f"{path.name}: {SUMS} cannot be read: {error}") from None
    lines = [_LINE.fullmatch(line) for line in listed]
    sums = {line[2]: line[1] for line in lines if line is not None}
    names = {member.filename for member in members} - {SUMS}
    if len(sums) != len(lines) or sums.keys() != names:
        raise BundleError(f"{path.name}: {SUMS} does not list just the files that are there")
    return Bundle(path, sums)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BundleError(f"{path.name} is no readable zip file: {error}") from None


def _faults(members: Sequence[zipfile.ZipInfo], end: int) -> list[str]:
    """What keeps members, which stand before `end`, from being those of a bundle."""
    names = Counter(member.filename for member in members)
    if len(members) > _MOST_FILES:
        return [f"it holds {len(members):,} files"]
    if SUMS not in names:
        return [f"it holds no {SUMS}"]
    found = [f"{name[:80]!r} stands in it twice" for name, times in names.items() if times > 1]
    for member in members:
        if not _is_inside(member.filename):
            found.append(f"{member.filename[:80]!r} is no path inside it")
        elif (
            member.compress_type != zipfile.ZIP_STORED
            or member.compress_size != member.file_size
            or member.flag_bits & 1
        ):
            found.append(f"{member.filename[:80]!r} is compressed or encrypted")
    if _overlap(members, end):
        found.append("its files overlap")
    return found


def _is_inside(name: str) -> bool:
    """Tell whether a name is a plain path that leads out of no folder on any system."""
    parts = PurePosixPath(name).parts
    return (
        _LINE.fullmatch(f"{'0' * 64}  {name}") is not None
        and not name.startswith("/")
        and "/".join(parts) == name
        and not {"..", "."} & set(parts)
        and ":" not in name
    )


def _overlap(members: Sequence[zipfile.ZipInfo], end: int) -> bool:
    """Tell whether bytes of the file are those of two members, so that it grows when unpacked."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    begins = [*(member.header_offset for member in ordered), end]
    return any(
        begin + _LOCAL_HEADER + len(member.filename.encode("utf-8")) + member.file_size > following
        for member, (begin, following) in zip(ordered, pairwise(begins), strict=True)
    )


def _sums(files: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode("utf-8")

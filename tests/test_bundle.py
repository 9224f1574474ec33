"""Bundles: one release as one file, the same whenever and wherever it is made.

Catches bytes that depend on clock, order or machine, a bundle that `unzip` or `sha256sum` cannot
read, and a hostile one that writes outside its folder, hides a file or passes for another.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.releases.bundle import SUMS, BundleError, bundle_bytes, open_bundle

FILES = {"datapackage.json": b"{}\n", "data/lamps.csv": b"lamp\nred\n", "LICENSE": b""}
PART = st.text("abcxyz09_-", min_size=1, max_size=8)
NAMES = st.lists(PART, min_size=1, max_size=3).map("/".join)


def put(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def packed(members: list[tuple[str | zipfile.ZipInfo, bytes]], how: int = 0) -> bytes:
    """Any zip file."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", how) as made:
        for name, raw in members:
            made.writestr(name, raw)
    return sink.getvalue()


@given(files=st.dictionaries(NAMES, st.binary(max_size=200), max_size=6))
def test_what_goes_in_comes_out(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("bundle")
    raw = bundle_bytes(files)
    assert raw == bundle_bytes(dict(reversed(files.items())))
    bundle = open_bundle(put(folder / "b.zip", raw))
    assert bundle.files() == files


def test_the_clock_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    now = bundle_bytes(FILES)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    later = time.struct_time((2033, 5, 18, 1, 1, 1, 2, 138, 0))
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    assert bundle_bytes(FILES) == now
    with zipfile.ZipFile(io.BytesIO(now)) as opened:
        assert {m.date_time for m in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {m.compress_type for m in opened.infolist()} == {zipfile.ZIP_STORED}
        assert {m.external_attr >> 16 for m in opened.infolist()} == {0o100644}
        assert opened.namelist() == sorted([*FILES, SUMS])


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_other_programs_check_the_sums(tmp_path: Path) -> None:
    with zipfile.ZipFile(put(tmp_path / "b.zip", bundle_bytes(FILES))) as opened:
        opened.extractall(tmp_path / "out")
    command = ["sha256sum", "--check", "--strict", "--quiet", SUMS]
    assert subprocess.run(command, cwd=tmp_path / "out", check=False).returncode == 0
    (tmp_path / "out/data/lamps.csv").write_bytes(b"lamp\nblue\n")
    done = subprocess.run(command, cwd=tmp_path / "out", check=False, capture_output=True)
    assert done.returncode == 1


def test_a_bundle_is_unpacked_below_its_folder(tmp_path: Path) -> None:
    open_bundle(put(tmp_path / "b.zip", bundle_bytes(FILES))).extract(tmp_path / "out")
    there = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert {p.relative_to(tmp_path / "out").as_posix(): p.read_bytes() for p in there} == FILES


@pytest.mark.parametrize("at", range(0, len(bundle_bytes(FILES)), 7))
def test_no_flipped_byte_passes_for_the_file(tmp_path: Path, at: int) -> None:
    raw = bytearray(bundle_bytes(FILES))
    raw[at] ^= 0x55
    try:
        found = open_bundle(put(tmp_path / "b.zip", bytes(raw))).files()
    except BundleError as error:
        assert "b.zip" in str(error)
    else:
        assert found == FILES  # where the byte says nothing of a file


@pytest.mark.parametrize("length", [0, 1, 30, 200, len(bundle_bytes(FILES)) - 1])
def test_a_bundle_that_was_cut_is_refused(tmp_path: Path, length: int) -> None:
    with pytest.raises(BundleError):
        open_bundle(put(tmp_path / "b.zip", bundle_bytes(FILES)[:length]))


NONE = "0" * 64
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"PK not really", "zip"),
    "no sums": (lambda: packed([("a", b"")]), SUMS),
    "a file too many": (lambda: packed([("a", b""), (SUMS, b"")]), "list"),
    "a file too few": (lambda: packed([(SUMS, f"{NONE}  a\n".encode())]), "list"),
    "sums of another form": (lambda: packed([("a", b""), (SUMS, b"a\n")]), "list"),
    "sums that are no text": (lambda: packed([("a", b""), (SUMS, b"\xff\xfe")]), "read"),
    "a way out": (lambda: packed([("../a", b""), (SUMS, b"")]), "path"),
    "a way out inside": (lambda: packed([("x/../../a", b""), (SUMS, b"")]), "path"),
    "an absolute path": (lambda: packed([("/a", b""), (SUMS, b"")]), "path"),
    "a drive": (lambda: packed([("C:a", b""), (SUMS, b"")]), "path"),
    "a folder": (lambda: packed([("a/", b""), (SUMS, b"")]), "path"),
    "a line in a name": (lambda: packed([("a\nb", b""), (SUMS, b"")]), "path"),
    "compressed": (lambda: packed([("a", b"a" * 99), (SUMS, b"")], zipfile.ZIP_DEFLATED), "compr"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bundles_are_refused(tmp_path: Path, name: str) -> None:
    make, said = HOSTILE[name]
    with pytest.raises(BundleError, match=said):
        open_bundle(put(tmp_path / "b.zip", make()))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    raw = packed([("a", b"one"), ("a", b"two"), (SUMS, f"{NONE}  a\n".encode())])
    with pytest.raises(BundleError, match="twice"):
        open_bundle(put(tmp_path / "b.zip", raw))


def test_a_file_that_is_not_the_listed_one_is_refused(tmp_path: Path) -> None:
    raw = packed([("a", b"other"), (SUMS, f"{NONE}  a\n".encode())])
    bundle = open_bundle(put(tmp_path / "b.zip", raw))
    with pytest.raises(BundleError, match="not the file"):
        bundle.read("a")
    with pytest.raises(BundleError, match="not the file"):
        bundle.extract(tmp_path / "out")
    assert not (tmp_path / "out/a").exists()
    with pytest.raises(BundleError, match="holds no b"):
        bundle.read("b")


def test_a_bundle_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_bundle(tmp_path / "none.zip")


def twice_the_same(raw: bytes) -> bytes:
    """A bundle whose list of members leads to the bytes of one for another, of the same size."""
    begin = raw.index(b"PK\x01\x02")
    entries = [
        b"PK\x01\x02" + e for e in raw[begin:].split(b"PK\x05\x06")[0].split(b"PK\x01\x02")[1:]
    ]
    first, second = entries[0], entries[1]
    return raw.replace(second, second[:42] + first[42:46] + second[46:])


def test_files_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """What is small when it is fetched may not be large when it is unpacked."""
    raw = bundle_bytes({"a": b"lamp", "b": b"lamp"})
    assert open_bundle(put(tmp_path / "b.zip", raw)).files() == {"a": b"lamp", "b": b"lamp"}
    for order in (raw, bundle_bytes({"b": b"lamp", "a": b"lamp", "c": b"lamp"})):
        with pytest.raises(BundleError, match="overlap"):
            open_bundle(put(tmp_path / "b.zip", twice_the_same(order)))


@pytest.mark.parametrize("field", [20, 24], ids=["in the file", "unpacked"])
def test_a_size_that_is_said_twice_and_differs_is_refused(tmp_path: Path, field: int) -> None:
    raw = bytearray(bundle_bytes({"a": b"lamp"}))
    at = raw.rindex(b"PK\x01\x02") + field  # of the list of hashes
    raw[at : at + 4] = (1).to_bytes(4, "little")
    with pytest.raises(BundleError, match="compressed"):
        open_bundle(put(tmp_path / "b.zip", bytes(raw)))


@pytest.mark.medium
def test_many_files_are_looked_at_in_a_moment(tmp_path: Path) -> None:
    files = {f"lamps/{number}": b"" for number in range(9_999)}
    path = put(tmp_path / "b.zip", bundle_bytes(files))
    begun = time.process_time()
    assert len(open_bundle(path).sums) == 9_999
    assert time.process_time() - begun < 2
    with pytest.raises(BundleError, match="10,001 files"):
        open_bundle(put(path, bundle_bytes({**files, "another": b""})))

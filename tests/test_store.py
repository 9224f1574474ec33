"""Releases from a server: fetched once, verified, kept, and what goes wrong told in one line.

Catches what a server can do to a reader: errors, silence, other bytes, too many or too few of
them, addresses that lead elsewhere. Also files left half-written, a cache that is believed
after it was damaged or replaced, and passwords in messages.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import release_server as server
from conftest import ROOT, some
from lamp_releases import lamp_files, put
from release_server import Answer, Site, serving

import outsourced_care as oc
from outsourced_care.errors import (
    NewerReleaseWarning,
    OfflineWarning,
    ReleaseError,
    TamperedError,
    UnknownReleaseError,
)
from outsourced_care.releases import cache

INDEX = "releases.json"
BUNDLE = "outsourced-care-0.0.1.zip"
FETCH = """
import sys, outsourced_care as oc
print(oc.load("lamps", version="0.0.1", releases=sys.argv[1])["name"][0])
"""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A cache of its own, no proxy, and nothing fetched so far."""
    by_itself(monkeypatch, tmp_path / "cache")


def by_itself(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A cache in a folder, no proxy, and nothing fetched so far."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("OUTSOURCED_CARE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("OUTSOURCED_CARE_CACHE", str(folder))
    monkeypatch.setenv("NETRC", os.devnull)
    cache.forget()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server with one release."""
    put(tmp_path / "site", "0.0.1")
    with serving(tmp_path / "site") as served:
        yield served


def lamp(address: str, version: str = "0.0.1") -> str:
    """The name of the lamp in a release."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NewerReleaseWarning)
        return str(oc.load("lamps", version=version, releases=address)["name"][0])


def refused(address: str, version: str = "0.0.1", kind: type[Exception] = ReleaseError) -> str:
    """The one line that is said."""
    with pytest.raises(kind) as raised:
        lamp(address, version)
    said = str(raised.value)
    assert "\n" not in said and said.count("://") <= 2 and len(said) < 400
    return said


def kept(tmp_path: Path) -> list[str]:
    """The files in the cache."""
    return sorted(p.name for p in (tmp_path / "cache").rglob("*") if p.is_file())


def test_a_release_is_fetched_once(site: Site, tmp_path: Path) -> None:
    for version in ("0.0.1", "0.0", "0.0.1"):
        assert lamp(site.address, version) == "Lamp of 0.0.1"
        assert list(oc.load_all(version=version, releases=f"{site.address}/")) == ["lamps", "parts"]
    assert site.asked == [INDEX, BUNDLE]
    assert kept(tmp_path) == [BUNDLE, INDEX]
    cache.forget()
    assert lamp(site.address) == "Lamp of 0.0.1"
    assert site.asked == [INDEX, BUNDLE, INDEX]


@pytest.mark.parametrize("answer", [server.chunked, server.slowly(0.1)])
def test_however_it_is_sent(site: Site, answer: Answer) -> None:
    site.faults = {INDEX: answer, BUNDLE: answer}
    assert lamp(site.address) == "Lamp of 0.0.1"


FAULTS: dict[str, tuple[Answer, str]] = {
    "not there": (server.status(404), "status 404"),
    "forbidden": (server.status(403), "status 403"),
    "broken": (server.status(500), "status 500"),
    "nothing": (server.status(204), "status 204"),
    "cut off": (server.cut, "was cut off"),
    "silent": (server.silent, "gave no answer within 0.1 s"),
    "stalling": (server.stalling, "gave no answer within 0.1 s"),
    "to a file": (server.redirect("file:///etc/hostname"), "other than http or https"),
    "to ftp": (server.redirect("ftp://lamps.example/x"), "other than http or https"),
    "in a circle": (server.redirect(f"/{INDEX}"), "without end"),
    "without end": (server.endless, "bytes; it was not fetched"),
}
OF_THE_INDEX: dict[str, tuple[Answer, str]] = {
    **FAULTS,
    "one byte at a time": (server.dripping, "too slowly"),
    "no JSON": (server.instead(b"soup"), "is no index of releases"),
    "no index": (server.instead(b'{"releases": [{"version": "1"}]}'), "is no index of releases"),
    "a page": (server.instead(b"<html>Sign in.</html>"), "is no index of releases"),
    "binary": (server.instead(b"\xff\0"), "is no index of releases"),
}
OF_THE_BUNDLE: dict[str, tuple[Answer, str]] = {
    **{name: fault for name, fault in FAULTS.items() if name != "in a circle"},
    "in a circle": (server.redirect(f"/{BUNDLE}"), "without end"),
    "another byte": (server.wrong, "is not the file that releases.json lists"),
    "another file": (server.instead(b"PK"), "is not the file that releases.json lists"),
    "empty": (server.instead(b""), "is not the file that releases.json lists"),
    "longer": (server.instead(b"x" * 10**6), "bytes; it was not fetched"),
}


@pytest.mark.parametrize(
    ("path", "name"),
    some([*((INDEX, n) for n in OF_THE_INDEX), *((BUNDLE, n) for n in OF_THE_BUNDLE)], 3),
)
def test_what_goes_wrong_is_told_and_nothing_is_kept(
    path: str, name: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, words = (OF_THE_INDEX if path == INDEX else OF_THE_BUNDLE)[name]
    site.faults = {path: answer}
    if answer in (server.silent, server.stalling, server.dripping):
        monkeypatch.setenv("OUTSOURCED_CARE_TIMEOUT", "0.1")
    start = time.monotonic()
    said = refused(site.address)
    assert words in said and path in said
    assert time.monotonic() - start < 10
    assert kept(tmp_path) == ([] if path == INDEX else [INDEX])
    monkeypatch.delenv("OUTSOURCED_CARE_TIMEOUT", raising=False)
    site.faults = {}
    assert lamp(site.address) == "Lamp of 0.0.1"  # a failure is not remembered


def test_other_bytes_are_an_error_of_their_own(site: Site) -> None:
    site.faults = {BUNDLE: server.wrong}
    assert "tell those who publish it" in refused(site.address, kind=TamperedError)


def test_a_size_that_no_disk_should_be_asked_for(site: Site, tmp_path: Path) -> None:
    index = json.loads((site.folder / INDEX).read_bytes())
    index["releases"][0]["bundle"]["bytes"] = 10**15
    (site.folder / INDEX).write_text(json.dumps(index), encoding="utf-8")
    site.faults = {BUNDLE: server.endless}
    assert "too many" in refused(site.address)
    assert kept(tmp_path) == [INDEX] and BUNDLE not in site.asked


def test_a_redirect_to_another_server_is_followed(site: Site, tmp_path: Path) -> None:
    with serving(site.folder) as other:
        site.faults = {n: server.redirect(f"{other.address}/{n}") for n in (INDEX, BUNDLE)}
        assert lamp(site.address) == "Lamp of 0.0.1"


def test_nobody_answers() -> None:
    assert "cannot be reached; is there a network?" in refused(server.nobody())
    assert "cannot be reached" in refused("http://lamps.invalid")


def test_an_unknown_version_is_answered_with_those_there_are(site: Site) -> None:
    put(site.folder, "0.0.2")
    assert "there are: 0.0.2, 0.0.1" in refused(site.address, "0.0.3", UnknownReleaseError)
    assert BUNDLE not in site.asked


@pytest.mark.parametrize("told", ["soon", "0", "-1", "nan", "inf", "1e9"])
def test_a_time_that_is_none(told: str, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTSOURCED_CARE_TIMEOUT", told)
    assert "$OUTSOURCED_CARE_TIMEOUT" in refused(site.address)


@pytest.mark.parametrize("trouble", ["gone", "broken", "soup"])
def test_without_a_network_what_is_kept_is_used(trouble: str, site: Site, tmp_path: Path) -> None:
    """Whatever keeps the index from being fetched."""
    put(site.folder, "0.0.2")
    assert lamp(site.address) == "Lamp of 0.0.1"
    cache.forget()
    faults = {"gone": server.cut, "broken": server.status(500), "soup": server.instead(b"soup")}
    site.faults = {INDEX: faults[trouble], BUNDLE: server.status(500)}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert len(oc.load("lamps", version="0.0.1", releases=site.address)) == 1
    (offline,) = [w for w in caught if w.category is OfflineWarning]
    assert INDEX in str(offline.message) and "\n" not in str(offline.message)
    assert Path(offline.filename) == Path(__file__)
    for version in ("0.0.2", "0.0.9"):  # the first is listed and was not fetched
        assert INDEX in refused(site.address, version)
    (file,) = (tmp_path / "cache").rglob(BUNDLE)
    file.write_bytes(b"damaged")
    for version in ("0.0.1", "0.0"):
        assert INDEX in refused(site.address, version)


LISTED = ("0.0.1", "0.0.2", "0.0.3", "0.1.0", "98.0.0", "98.1.0", "99.0.0")
FETCHED = ("0.0.1", "0.0.2", "0.1.0", "98.0.0", "98.1.0")


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a server that is not there any more, and a cache with some of its releases."""
    folder = tmp_path_factory.mktemp("fetched")
    for version in LISTED:
        put(folder / "site", version)
    with pytest.MonkeyPatch.context() as patch, serving(folder / "site") as site:
        by_itself(patch, folder / "cache")
        for version in FETCHED:
            assert lamp(site.address, version) == f"Lamp of {version}"
    with server.nobody_at(site.address):
        yield site.address, folder / "cache"


@pytest.fixture
def gone(fetched: tuple[str, Path], tmp_path: Path) -> str:
    """The address of a server that is not there any more, with some of its releases kept."""
    address, cached = fetched
    shutil.copytree(cached, tmp_path / "cache")
    return address


def offline(address: str, version: str, name: str = "lamps") -> tuple[str, str]:
    """The first cell of a table in what is loaded, and the one line that is warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = oc.load(name, version=version, releases=address)
    (warned,) = [w for w in caught if w.category is OfflineWarning]
    assert Path(warned.filename) == Path(__file__) and "\n" not in str(warned.message)
    assert "cannot be reached" in str(warned.message)
    return str(found.iloc[0]["name"]), str(warned.message)


@pytest.mark.parametrize(
    ("asked", "taken", "words"),
    [
        ("0.0.1", "0.0.1", "release 0.0.1 is the one in the cache"),
        ("0.0", "0.0.2", "'0.0' is taken as 0.0.2, the newest in the cache; 0.0.3 is newer"),
        ("0.1", "0.1.0", "'0.1' is taken as 0.1.0, the newest in the cache; there may be a newer"),
        ("98", "98.1.0", "'98' is taken as 98.1.0, the newest in the cache; there may be a newer"),
        ("latest", "98.1.0", "'latest' is taken as 98.1.0, the newest in the cache; 99.0.0 is"),
    ],
)
def test_without_a_server_the_newest_that_is_kept_is_taken(
    asked: str, taken: str, words: str, gone: str
) -> None:
    found, told = offline(gone, asked)
    assert found == f"Lamp of {taken}" and words in told


@pytest.mark.parametrize("asked", ["0.0.3", "99", "0.0.9", "5", "v0.0.1", "soup"])
def test_without_a_server_what_is_not_kept_is_not_there(asked: str, gone: str) -> None:
    assert "cannot be reached" in refused(gone, asked)


def test_without_a_server_a_damaged_bundle_is_none(gone: str, tmp_path: Path) -> None:
    """One whose bytes are others, or that is no file at all; the one before it is taken."""
    cached = tmp_path / "cache"
    (newest,) = cached.rglob("outsourced-care-98.1.0.zip")
    newest.write_bytes(newest.read_bytes()[:-1] + b"\1")
    (pipe,) = cached.rglob("outsourced-care-0.0.2.zip")
    pipe.unlink()
    os.mkfifo(pipe)
    assert offline(gone, "latest")[0] == "Lamp of 98.0.0"
    assert offline(gone, "0.0")[0] == "Lamp of 0.0.1"


@pytest.mark.parametrize("raw", [b"soup", b'{"releases": [{"version": 1}]}', b"\xff", b"[" * 10**5])
def test_without_a_server_nothing_is_taken_by_an_index_that_is_none(
    raw: bytes, gone: str, tmp_path: Path
) -> None:
    (file,) = (tmp_path / "cache").rglob(INDEX)
    file.write_bytes(raw)
    for asked in ("0.0.1", "0.0", "latest"):
        assert "cannot be reached" in refused(gone, asked)


def test_without_a_server_the_version_at_hand_may_be_the_newest(tmp_path: Path) -> None:
    """Only where an index was seen before: an address that was never answered may be wrong."""
    asked = oc.__version__.rpartition(".")[0]
    put(tmp_path / "site", "0.0.1")
    with serving(tmp_path / "site") as site:
        assert lamp(site.address) == "Lamp of 0.0.1"
    cache.forget()
    for version in (asked, "latest"):
        with pytest.warns(OfflineWarning, match=f"{oc.__version__}, the one at hand"):
            assert len(oc.load("people", version=version, releases=site.address))
        with pytest.raises(ReleaseError, match="cannot be reached"):
            oc.load("people", version=version, releases=server.nobody())


def test_what_can_be_loaded_is_listed(site: Site, tmp_path: Path) -> None:
    put(site.folder, "0.0.2")
    put(site.folder, "99.0.0")
    assert lamp(site.address) == "Lamp of 0.0.1"
    (file,) = (tmp_path / "cache").rglob(BUNDLE)

    def listed() -> dict[str, str]:
        found = oc.list_releases(site.address)
        return dict(zip(found["version"], found["where"], strict=True))

    addresses = {v: f"{site.address}/outsourced-care-{v}.zip" for v in ("99.0.0", "0.0.2")}
    here = {oc.__version__: "at hand"}
    cache.forget()
    expected = {"99.0.0": addresses["99.0.0"], **here, "0.0.2": addresses["0.0.2"]}
    assert list(listed().items()) == [*expected.items(), ("0.0.1", str(file))]
    cache.forget()
    site.faults = {INDEX: server.status(500)}
    with pytest.warns(OfflineWarning, match="only what is on this machine .* status 500") as told:
        assert list(listed().items()) == [*here.items(), ("0.0.1", str(file))]
    assert Path(told[0].filename) == Path(__file__)


def test_the_index_stands_for_its_folder(site: Site, tmp_path: Path) -> None:
    assert lamp(f"{site.address}/{INDEX}") == lamp(site.address) == "Lamp of 0.0.1"
    assert site.asked == [INDEX, BUNDLE]


def test_a_damaged_file_in_the_cache_is_fetched_anew(site: Site, tmp_path: Path) -> None:
    lamp(site.address)
    (file,) = (tmp_path / "cache").rglob(BUNDLE)
    for raw in (b"", file.read_bytes()[:-1], b"soup"):
        file.write_bytes(raw)
        assert lamp(site.address) == "Lamp of 0.0.1"
    assert site.asked.count(BUNDLE) == 4


def test_a_damaged_index_in_the_cache_is_no_index(site: Site, tmp_path: Path) -> None:
    lamp(site.address)
    (file,) = (tmp_path / "cache").rglob(INDEX)
    file.write_text("soup", encoding="utf-8")
    assert len(oc.load("people", releases=site.address))
    cache.forget()
    site.faults = {INDEX: server.status(500)}
    assert "status 500" in refused(site.address)
    site.faults = {}
    assert lamp(site.address) == "Lamp of 0.0.1"
    assert "0.0.1" in file.read_text(encoding="utf-8")


def test_a_replaced_bundle_leaves_the_cache(site: Site, tmp_path: Path) -> None:
    lamp(site.address)
    other = {**lamp_files("0.0.1"), "NOTE": b"A lamp has left."}
    put(site.folder, "0.0.1", other, "a lamp had to go")
    put(site.folder, "0.0.2")
    cache.forget()
    (file,) = (tmp_path / "cache").rglob(BUNDLE)
    assert lamp(site.address, "0.0.2") == "Lamp of 0.0.2"
    assert not file.exists()  # though another release was asked for
    assert lamp(site.address) == "Lamp of 0.0.1"
    assert file.read_bytes() == (site.folder / BUNDLE).read_bytes()


def test_addresses_do_not_mix(site: Site, tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = site.folder / name
        put(folder, "0.0.1", {**lamp_files("0.0.1"), "NOTE": name.encode()})
        assert lamp(f"{site.address}/{name}") == "Lamp of 0.0.1"
    bundles = {p.read_bytes() for p in (tmp_path / "cache").rglob(BUNDLE)}
    assert bundles == {(site.folder / n / BUNDLE).read_bytes() for n in ("one", "two")}


def test_no_password_is_told(site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    address = site.address.replace("http://", "http://somebody:geheim@")
    assert lamp(address) == "Lamp of 0.0.1"
    assert all(h["Authorization"].startswith("Basic ") for h in site.headers)
    put(site.folder, "0.0.2")
    site.faults = {"outsourced-care-0.0.2.zip": server.status(404)}
    said = [refused(address, "9"), refused(address.replace("127.0.0.1", "lamps.invalid"))]
    for fault in (server.status(401), server.cut, server.wrong):
        site.faults = {BUNDLE: fault}
        shutil.rmtree(tmp_path / "cache")
        said.append(refused(address))
    paths = [str(p) for p in (tmp_path / "cache").rglob("*")]
    printed = "".join(capfd.readouterr())
    assert "geheim" not in "".join([*said, *paths, printed]) and printed == ""


def test_a_cache_that_cannot_be_written(site: Site, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("OUTSOURCED_CARE_CACHE", str(tmp_path / "file" / "cache"))
    assert "name another in $OUTSOURCED_CARE_CACHE" in refused(site.address)
    assert len(oc.load("people", releases=site.address))


def test_without_the_library(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pooch", None)
    assert "pip install pooch" in refused(site.address)
    monkeypatch.delenv("OUTSOURCED_CARE_CACHE")
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    assert "pip install pooch" in refused(site.address)
    assert len(oc.load("people", releases=site.address))


def test_the_cache_is_where_pooch_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pooch

    monkeypatch.delenv("OUTSOURCED_CARE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.cache_folder() == pooch.os_cache("outsourced-care")


def test_what_a_killed_download_left_is_removed_after_an_hour(site: Site, tmp_path: Path) -> None:
    lamp(site.address)
    (file,) = (tmp_path / "cache").rglob(BUNDLE)
    old, new = file.parent / "tmpold", file.parent / "tmpnew"
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (0, 0))
    file.unlink()
    lamp(site.address)
    assert kept(tmp_path) == [BUNDLE, INDEX, "tmpnew"]


def fetching(address: str) -> subprocess.Popen[str]:
    """A process of its own that fetches and loads."""
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, address], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.medium
def test_two_processes_fetch_at_once(site: Site, tmp_path: Path) -> None:
    site.faults = {BUNDLE: server.slowly(1)}
    both = [fetching(site.address) for _ in range(2)]
    assert [p.communicate(timeout=60)[0] for p in both] == ["Lamp of 0.0.1\n"] * 2
    assert kept(tmp_path) == [BUNDLE, INDEX]
    assert lamp(site.address) == "Lamp of 0.0.1"


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_download_leaves_nothing_half_written(
    how: signal.Signals, site: Site, tmp_path: Path
) -> None:
    site.faults = {BUNDLE: server.stalling}
    process = fetching(site.address)
    until = time.monotonic() + 60
    while BUNDLE not in site.asked and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.2)
    process.send_signal(how)
    process.wait(timeout=30)
    assert BUNDLE in site.asked
    assert BUNDLE not in kept(tmp_path)
    if how == signal.SIGINT:
        assert kept(tmp_path) == [INDEX]
    site.faults = {}
    assert lamp(site.address) == "Lamp of 0.0.1"


@pytest.mark.medium
def test_threads_fetch_at_once(site: Site) -> None:
    site.faults = {BUNDLE: server.slowly(0.3)}
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(lamp(site.address))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Lamp of 0.0.1"] * 4


@pytest.fixture
def secure(site: Site, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The site by https, and the certificate that vouches for it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on the PATH: no certificate can be made")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    with server.serving(site.folder, (certificate, key)) as served:
        served.faults = site.faults
        yield served.address, certificate


def test_https_is_held_to_its_certificate(
    secure: tuple[str, Path], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, certificate = secure
    assert "no certificate that can be trusted" in refused(address)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert lamp(address) == "Lamp of 0.0.1"
    cache.forget()
    site.faults[INDEX] = server.redirect(f"{site.address}/other/{INDEX}")
    put(site.folder / "other", "0.0.2")
    assert "from https to http" in refused(address, "0.0.2")

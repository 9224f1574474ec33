"""Pages from the web: what is fetched, and everything that is not.

Catches requests to the user's own network (whatever the address looks like, wherever a redirect
leads and whatever a name server says), answers without end in size or time, pages that a
robots.txt closes, credentials in messages, and tracebacks.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from article_server import (
    babble,
    bomb,
    cut,
    cut_chunk,
    drip,
    drip_headers,
    endless,
    hang_up,
    led,
    page,
    robots,
    zipped,
)
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from release_server import Answer, Site, nobody, serving, silent

from outsourced_care import __version__
from outsourced_care.errors import DatasetError
from outsourced_care.fetching import Fetched, Fetcher, FetchError, Limits, fetch_page
from outsourced_care.fetching.addresses import is_public

TEXT = "<!doctype html><title>Lamps</title><p>The lamps are lit.</p>"
PATIENT = Limits(size=200_000, wait=20, seconds=40)
SHORT_WAIT = Limits(size=200_000, wait=0.3, seconds=40)
SHORT_TIME = Limits(size=200_000, wait=20, seconds=0.4)
LIMITS: dict[Answer, Limits] = {silent: SHORT_WAIT, drip: SHORT_TIME, drip_headers: SHORT_TIME}
PUBLIC, OTHER = "93.184.215.14", "93.184.215.15"  # connected to on a made-up network only


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site with one page, without robots.txt."""
    with serving(tmp_path) as served:
        served.faults["lamps"] = page(TEXT)
        yield served


def got(url: str, **more: Any) -> Fetched:
    return fetch_page(url, **{"allow_private": True, "limits": PATIENT, **more})


def refusal(url: str, **more: Any) -> str:
    """The one line that is said."""
    with pytest.raises(FetchError) as raised:
        got(url, **more)
    assert isinstance(raised.value, DatasetError)
    said = str(raised.value)
    assert said.isprintable() and 10 < len(said) < 600
    return said


@dataclass
class Network:
    """A made-up network: public hosts that are served on this machine.

    Attributes:
        names: The addresses of each host name, another list each time it is asked for.
        ports: The port on this machine of each public address.
        asked: The names that were asked for.
        connected: The addresses that were connected to.
    """

    names: dict[str, list[list[str]]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    told: bool = True  # whether who asks for the other end is told the public address


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """The system's own functions, as they are on a network with public hosts."""
    net = Network()
    ends: weakref.WeakKeyDictionary[socket.socket, Any] = weakref.WeakKeyDictionary()
    look_up, connect, end = socket.getaddrinfo, socket.socket.connect, socket.socket.getpeername

    def getaddrinfo(host: str, port: int, *rest: Any, **more: Any) -> Any:
        net.asked.append(host)
        if host not in net.names:
            return look_up(host, port, *rest, **more)
        answers = net.names[host]
        listed = answers.pop(0) if len(answers) > 1 else answers[0]
        if not listed:
            raise socket.gaierror(-2, "Name or service not known")
        families = {True: socket.AF_INET6, False: socket.AF_INET}
        places = [(ip, port, 0, 0) if ":" in ip else (ip, port) for ip in listed]
        return [(families[":" in p[0]], socket.SOCK_STREAM, 6, "", p) for p in places]

    def connect_to(self: socket.socket, place: Any) -> None:
        net.connected.append(place[0])
        if place[0] not in net.ports:
            return connect(self, place)
        ends[self] = place
        return connect(self, ("127.0.0.1", net.ports[place[0]]))

    def getpeername(self: socket.socket) -> Any:
        return ends[self] if net.told and self in ends else end(self)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket.socket, "connect", connect_to)
    monkeypatch.setattr(socket.socket, "getpeername", getpeername)
    return net


def port_of(site: Site) -> int:
    return int(site.address.rpartition(":")[2])


def test_a_page_as_it_was_sent(site: Site) -> None:
    url = f"{site.address}/lamps?street=high&n=1#end"
    site.faults["lamps?street=high&n=1"] = page(TEXT, "Text/HTML; Charset=Windows-1252")
    found = got(url, homepage="https://lamps.example/about")
    assert found == Fetched(url, url[:-4], TEXT.encode(), "text/html", "windows-1252")
    assert site.asked == ["robots.txt", "lamps?street=high&n=1"]
    expected = f"outsourced-care/{__version__} (+https://lamps.example/about)"
    assert [h["User-Agent"] for h in site.headers] == [expected] * 2
    assert not {"Cookie", "Authorization", "Referer"} & set(site.headers[1])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("text/html", ("text/html", None)),
        ("TEXT/HTML;charset=UTF-8", ("text/html", "utf-8")),
        ('text/plain; charset="iso-8859-1"', ("text/plain", "iso-8859-1")),
        ("application/xhtml+xml ; x=1; charset=x-lamp", ("application/xhtml+xml", "x-lamp")),
        (None, ("text/html", None)),
    ],
)
def test_kinds_that_are_read(site: Site, kind: str | None, expected: tuple[str, str]) -> None:
    site.faults["lamps"] = page(TEXT, kind)
    found = got(f"{site.address}/lamps")
    assert (found.content_type, found.charset) == expected


@pytest.mark.parametrize(
    "kind", ["application/pdf", "image/png", "text/htmlx", "lamps", "text/html/x", "a\x1b[31m/b"]
)
def test_kinds_that_are_not(site: Site, kind: str) -> None:
    site.faults["lamps"] = page(TEXT, kind)
    assert "no web page" in refusal(f"{site.address}/lamps")


@pytest.mark.parametrize("packing", ["gzip", "deflate", "X-GZIP"])
def test_packed_pages_are_unpacked(site: Site, packing: str) -> None:
    import gzip
    import zlib

    raw = zlib.compress(TEXT.encode()) if packing == "deflate" else gzip.compress(TEXT.encode())
    site.faults["lamps"] = page(raw, Content_Encoding=packing)
    assert got(f"{site.address}/lamps").bytes == TEXT.encode()


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_followed_one_by_one(site: Site, code: int) -> None:
    for n in range(5):
        site.faults[f"{n}"] = led(f"/{n + 1}" if n % 2 else f"{site.address}/./{n + 1}#x", code)
    site.faults["5"] = page(TEXT)
    found = got(f"{site.address}/0")
    assert (found.url, found.final_url) == (f"{site.address}/0", f"{site.address}/5")
    assert site.asked == ["robots.txt", "0", "1", "2", "3", "4", "5"]
    site.faults["start"] = led("/0", code)
    assert "leads on more than 5 times" in refusal(f"{site.address}/start")


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("/again", "leads on more than 5 times"),
        ("file:///etc/passwd", "no http or https address"),
        ("ftp://lamps.example/", "no http or https address"),
        ("data:text/html,lamps", "no http or https address"),
        ("//u:secret@lamps.example/", "holds a user name or password"),
        ("http://[::1/", "is no web address"),
        ("http://lamps.example:99999/", "is no web address"),
        ("http://\\\\lamps.example/", "holds spaces"),
        ("https:///", "names no host"),
        ("/" + "a" * 9000, "are the most"),
        ("/caf\u00e9", "status 404"),
    ],
)
def test_redirects_that_lead_nowhere(site: Site, location: str, why: str) -> None:
    site.faults["again"] = led(location)
    said = refusal(f"{site.address}/again")
    assert why in said and "secret" not in said and f"{site.address}/again leads" in said


ANSWERS: list[tuple[Answer, str]] = [
    (page(TEXT, code=404), "status 404 (Not Found)"),
    (page(TEXT, code=403), "status 403"),
    (page(TEXT, code=500), "status 500"),
    (page(TEXT, code=204), "status 204"),
    (page(TEXT, code=304), "status 304"),
    (page(TEXT, code=302), "status 302"),
    (page(TEXT, code=799), "status 799"),
    (cut, "cut off"),
    (cut_chunk, "cut off"),
    (hang_up, "cut off"),
    (babble, "not answered as a web server"),
    (silent, "gave no answer within 0.3 s"),
    (drip, "did not come whole within 0.4 s"),
    (drip_headers, "did not come whole within 0.4 s"),
    (endless, "more than 200,000 bytes"),
    (page(b"x" * 200_001), "more than 200,000 bytes"),
    (zipped(b"x" * 200_001), "more than 200,000 bytes"),
    (bomb(50_000_000), "more than 200,000 bytes"),
    (page(b"no gzip", Content_Encoding="gzip"), "cannot be unpacked"),
    (page(b"\x1b\x00", Content_Encoding="br"), "a packing that was not asked for"),
    (page(b"x", Content_Encoding="gzip, gzip, gzip"), "a packing that was not asked for"),
]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(*a, id=a[1], marks=pytest.mark.medium if a[0] in LIMITS else ())
        for a in ANSWERS
    ],
)
def test_answers_that_are_no_page(site: Site, answer: Answer, why: str) -> None:
    site.faults["lamps"] = answer
    begun = time.monotonic()
    said = refusal(f"{site.address}/lamps", limits=LIMITS.get(answer, PATIENT))
    assert why in said and said.startswith(f"{site.address}/lamps ")
    assert time.monotonic() - begun < 15


def test_the_largest_page_that_is_taken(site: Site) -> None:
    site.faults["lamps"] = zipped(b"x" * 200_000)
    assert len(got(f"{site.address}/lamps").bytes) == 200_000


@pytest.mark.medium
def test_all_redirects_share_the_time(site: Site) -> None:
    def late(n: int) -> Answer:
        def answer(handler: Any, body: bytes) -> None:
            time.sleep(0.09)
            led(f"/{n + 1}")(handler, body)

        return answer

    site.faults |= {str(n): late(n) for n in range(6)}
    assert "did not come whole within 0.4 s" in refusal(f"{site.address}/0", limits=SHORT_TIME)


def test_nobody_answers() -> None:
    assert "cannot be reached" in refusal(f"{nobody()}/lamps")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "no http or https address"),
        ("lamps", "no http or https address"),
        ("file:///etc/passwd", "no http or https address"),
        ("javascript:alert(1)", "no http or https address"),
        ("http://u:secret@lamps.example/a?token=secret", "holds a user name or password"),
        ("http://secret@lamps.example/", "holds a user name or password"),
        ("http://lamps.example/\r\nHost: x", "holds spaces"),
        ("http://lamps\u202e.example/", ""),
        ("http://lamps.example:0/", "names no host"),
        ("http://lamps.example:65536/", "is no web address"),
        ("http://lamps..example/", "names no host"),
        ("http://" + "l" * 64 + ".example/", "names no host"),
        ("http://[v1.lamp]/", ""),
        ("http://" + "a" * 9000, "are the most"),
        ("http://nobody.invalid/", "whose address cannot be found"),
    ],
)
def test_addresses_that_are_none(url: str, why: str, network: Network) -> None:
    network.names |= {"nobody.invalid": [[]]}
    said = refusal(url, allow_private=False)
    assert why in said and "secret" not in said
    assert network.connected == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "localhost", "[::1]",
     "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "0.0.0.0", "0", "10.0.0.1", "192.168.1.1",  # noqa: S104
     "172.16.0.1", "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fc00::1]", "[64:ff9b::7f00:1]",
     "[2002:7f00:1::]", "[::127.0.0.1]", "224.0.0.1", "255.255.255.255", "198.18.0.1",
     "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "localhost."],
)  # fmt: skip
def test_the_users_own_network_is_closed(site: Site, host: str, network: Network) -> None:
    said = refusal(f"http://{host}:{port_of(site)}/lamps", allow_private=False)
    assert any(w in said for w in ("private or reserved", "cannot be found", "is no web address"))
    assert network.connected == [] and site.asked == []


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["64:ff9b:1::1", "2001:db8::1", "3fff::1", "ff02::1", "fec0::1", "5f00::1", "4000::1",
     "100::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fe80::1%eth0", "240.0.0.1", "192.0.2.1",
     "0x7f.1", "", "lamps"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_an_address_inside_an_address(inside: IPv4Address) -> None:
    """The forms in which IPv6 carries IPv4 (RFC 4291, 6052, 3056) are as public as it is."""
    high, low = divmod(int(inside), 65536)
    public = is_public(str(inside))
    assert public == (inside.is_global and not inside.is_multicast)
    assert public == is_public(f"::ffff:{inside}") == is_public(f"64:ff9b::{high:x}:{low:x}")
    assert public == is_public(f"2002:{high:x}:{low:x}::1")
    assert not is_public(f"::{high:x}:{low:x}")


def test_a_public_host(site: Site, network: Network) -> None:
    network.names["lamps.example"] = [[PUBLIC]]
    network.ports[PUBLIC] = port_of(site)
    assert got("http://lamps.example/lamps", allow_private=False).bytes == TEXT.encode()
    assert site.headers[1]["Host"] == "lamps.example"
    assert set(network.connected) == {PUBLIC} and set(network.asked) == {"lamps.example"}


def test_a_redirect_into_the_users_own_network(site: Site, network: Network) -> None:
    network.names["lamps.example"] = [[PUBLIC]]
    network.ports[PUBLIC] = port_of(site)
    site.faults["in"] = led(f"{site.address}/lamps")
    said = refusal("http://lamps.example/in", allow_private=False)
    assert "127.0.0.1" in said and "private or reserved" in said
    assert site.asked == ["robots.txt", "in"]


def test_a_name_that_means_another_address_each_time(site: Site, network: Network) -> None:
    """What is checked is what is connected to: a name is looked up once a connection."""
    network.ports[PUBLIC] = port_of(site)
    network.names["lamps.example"] = [[PUBLIC], ["127.0.0.1"], [PUBLIC]]
    said = refusal(f"http://lamps.example:{port_of(site)}/lamps", allow_private=False)
    assert "private or reserved" in said
    assert network.connected == [PUBLIC] and site.asked == ["robots.txt"]


def test_only_the_public_addresses_of_a_host(site: Site, network: Network) -> None:
    network.ports[OTHER] = port_of(site)
    network.names["lamps.example"] = [["127.0.0.1", "::1", OTHER, "10.0.0.1"]]
    assert got("http://lamps.example/lamps", allow_private=False).bytes == TEXT.encode()
    assert set(network.connected) == {OTHER}


def test_who_is_at_the_other_end_is_looked_at(site: Site, network: Network) -> None:
    network.ports[PUBLIC] = port_of(site)
    network.names["lamps.example"] = [[PUBLIC]]
    network.told = False
    said = refusal("http://lamps.example/lamps", allow_private=False)
    assert "127.0.0.1" in said and site.asked == []


def test_the_next_address_when_one_does_not_answer(site: Site, network: Network) -> None:
    network.ports |= {PUBLIC: int(nobody().rpartition(":")[2]), OTHER: port_of(site)}
    network.names["lamps.example"] = [[PUBLIC, OTHER]]
    assert got("http://lamps.example/lamps", allow_private=False).bytes == TEXT.encode()


def test_proxies_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, nobody())
    assert got(f"{site.address}/lamps").bytes == TEXT.encode()
    assert "proxies are not used" in refusal(f"{nobody()}/lamps")


@pytest.fixture
def secure_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site by https whose certificate is the only one that is trusted."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on the PATH: no certificate can be made")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=lamps.example", "-addext", "subjectAltName=DNS:lamps.example"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with serving(tmp_path, (certificate, key)) as served:
        served.faults["lamps"] = page(TEXT)
        yield served


@pytest.mark.medium
def test_https(secure_site: Site, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    network.names |= {"lamps.example": [[PUBLIC]], "moths.example": [[PUBLIC]]}
    network.ports[PUBLIC] = port_of(secure_site)
    url = "https://lamps.example/lamps"
    assert got(url, allow_private=False).bytes == TEXT.encode()
    said = refusal("https://moths.example/lamps", allow_private=False)
    assert "no certificate that can be trusted" in said
    secure_site.faults |= {"down": led("http://lamps.example/lamps"), "slow": drip}
    assert "leads from https to http" in refusal("https://lamps.example/down", allow_private=False)
    late = refusal("https://lamps.example/slow", allow_private=False, limits=SHORT_TIME)
    assert "did not come whole within 0.4 s" in late
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert "no certificate that can be trusted" in refusal(url, allow_private=False)


def test_plain_http_where_https_is_asked_for(site: Site) -> None:
    said = refusal(site.address.replace("http:", "https:") + "/lamps")
    assert "no secure connection" in said


ROBOTS: list[tuple[Answer, bool]] = [
    (robots("User-agent: *\nDisallow:"), True),
    (robots("User-agent: *\nDisallow: /"), False),
    (robots("User-agent: *\nDisallow: /lamps"), False),
    (robots("User-agent: *\nDisallow: /*ps$"), False),
    (robots("User-agent: *\nDisallow: /\nAllow: /lam"), True),
    (robots("User-agent: other\nDisallow: /"), True),
    (robots("User-agent: Outsourced-Care\nDisallow: /\n\nUser-agent: *\nAllow: /"), False),
    (robots("User-agent: *\nDisallow: /\n\nUser-agent: outsourced-care\nAllow: /"), True),
    (robots("User-agent: care\nDisallow: /"), True),
    (robots("User-agent: lamps.example\nDisallow: /"), True),
    (robots("\ufeffUser-agent: *\r\nDisallow: /"), False),
    (robots("<!doctype html><p>Disallow: /</p>"), True),
    (robots(b"\xff\xfe\x00 lamps \x00\r\r\x0b:::"), True),
    (robots("User-agent: *\nDisallow: /lamps\n" + "# moth\n" * 100_000), False),
    (robots("# moth\n" * 100_000 + "User-agent: *\nDisallow: /lamps\n"), True),
    (robots("User-agent: *\nDisallow: /\n", 404), True),
    (robots("", 401), True),
    (robots("", 410), True),
    (robots("", 429), False),
    (robots("", 500), False),
    (robots("", 503), False),
    (robots("", 304), False),
    (led("/rules"), False),
    (led("/missing"), True),
    (led("/robots.txt"), False),
    (led("file:///rules"), False),
    (cut, False),
    (hang_up, False),
    (zipped(b"User-agent: *\nDisallow: /"), False),
    (bomb(3_000_000), True),
    (robots("".join(f"User-agent: {n}\n" for n in range(9000)) + "Allow: /\n" * 9000), False),
]


@pytest.mark.parametrize(("answer", "allowed"), ROBOTS)
def test_robots(site: Site, answer: Answer, allowed: bool) -> None:
    site.faults |= {"robots.txt": answer, "rules": robots("User-agent: *\nDisallow: /")}
    url = f"{site.address}/lamps"
    if allowed:
        assert got(url, homepage="https://lamps.example/").bytes == TEXT.encode()
    else:
        said = refusal(url)
        assert said.startswith(f"{url} was not fetched: ") and "robots.txt" in said
        assert "lamps" not in site.asked


@pytest.mark.medium
def test_a_silent_robots(site: Site) -> None:
    site.faults["robots.txt"] = silent
    said = refusal(f"{site.address}/lamps", limits=SHORT_WAIT)
    assert "robots.txt gave no answer within 0.3 s" in said


def test_robots_of_each_host_that_a_redirect_leads_to(site: Site, tmp_path: Path) -> None:
    with serving(tmp_path) as other:
        other.faults |= {"lamps": page(TEXT), "robots.txt": robots("User-agent: *\nDisallow: /")}
        site.faults["out"] = led(f"{other.address}/lamps")
        said = refusal(f"{site.address}/out")
    assert said.startswith(f"{site.address}/out leads to {other.address}/lamps, which was not")
    assert other.asked == ["robots.txt"]


def test_each_robots_once_and_pages_with_a_pause(site: Site) -> None:
    site.faults["robots.txt"] = robots("User-agent: *\nCrawl-delay: 0.1")
    fetcher = Fetcher(allow_private=True, delay=0.05, limits=PATIENT)
    begun = time.monotonic()
    for _ in range(3):
        fetcher.page(f"{site.address}/lamps")
    assert 0.2 <= time.monotonic() - begun < 15
    assert site.asked == ["robots.txt", "lamps", "lamps", "lamps"]


@pytest.mark.parametrize("asked", ["900", "1e308", "inf", "nan", "-5", "x"])
def test_a_pause_is_bounded(site: Site, asked: str) -> None:
    site.faults["robots.txt"] = robots(f"User-agent: *\nCrawl-delay: {asked}")
    limits = Limits(crawl_delay=0.02)
    fetcher = Fetcher(allow_private=True, limits=limits)
    begun = time.monotonic()
    for _ in range(2):
        fetcher.page(f"{site.address}/lamps")
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize("value", ["0", "-1", "x", "nan", "1e9"])
def test_a_time_limit_that_is_none(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTSOURCED_CARE_TIMEOUT", value)
    with pytest.raises(FetchError, match="OUTSOURCED_CARE_TIMEOUT"):
        fetch_page("http://lamps.example/")


@settings(max_examples=examples(100))
@given(st.sampled_from(["", "http://", "https://u:secret@", "http://[", "//"]), st.text())
def test_no_text_given_for_an_address_breaks_it(before: str, text: str) -> None:
    """Refused in one line, or looked up; `.invalid` is nowhere (RFC 6761)."""
    with pytest.raises(FetchError) as raised:
        fetch_page(before + text.replace("/", "") + ".invalid/", limits=PATIENT)
    assert str(raised.value).isprintable() and "secret" not in str(raised.value)

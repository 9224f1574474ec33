"""A server of releases on this machine, with whatever can go wrong with one."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from outsourced_care.releases.cache import forget

Answer = Callable[["Handler", bytes], None]


class Handler(BaseHTTPRequestHandler):
    """Answers with the files of a folder, or as the server was told to."""

    server: Server

    def do_GET(self) -> None:
        name = self.path.lstrip("/")
        site = self.server.site
        site.asked.append(name)
        site.headers.append(dict(self.headers))
        file = site.folder / name
        body = file.read_bytes() if file.is_file() else b""
        with contextlib.suppress(ConnectionError):
            if name in site.faults:
                site.faults[name](self, body)
            elif file.is_file():
                whole(self, body)
            else:
                status(404)(self, b"")

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


class Server(ThreadingHTTPServer):
    """An HTTP server that knows its site."""

    daemon_threads = True
    site: Site

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up is no news."""


@dataclass
class Site:
    """A folder of releases that is served.

    Attributes:
        folder: The folder.
        address: Its address.
        faults: What goes wrong, by path.
        asked: The paths that were asked for.
        headers: The headers of each request.
    """

    folder: Path
    address: str = ""
    faults: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)


def whole(handler: Handler, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def status(code: int) -> Answer:
    def answer(handler: Handler, _: bytes) -> None:
        handler.send_response(code)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def cut(handler: Handler, body: bytes) -> None:
    """Promise all, send half, hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.close_connection = True


def wrong(handler: Handler, body: bytes) -> None:
    """As many bytes, one of them another."""
    middle = len(body) // 2
    whole(handler, body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :])


def instead(other: bytes) -> Answer:
    return lambda handler, _: whole(handler, other)


def redirect(address: str) -> Answer:
    def answer(handler: Handler, _: bytes) -> None:
        handler.send_response(302)
        handler.send_header("Location", address)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def silent(handler: Handler, _: bytes) -> None:
    """Say nothing at all until the test ends."""
    handler.server.site.stopped.wait(30)


def stalling(handler: Handler, body: bytes) -> None:
    """Send half, then nothing until the test ends."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()
    handler.server.site.stopped.wait(30)


def dripping(handler: Handler, body: bytes) -> None:
    """Send a byte now and then, more often than any time-out."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    for byte in body:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        if handler.server.site.stopped.wait(0.05):
            return


def endless(handler: Handler, _: bytes) -> None:
    """Send more and more, without saying how much."""
    handler.send_response(200)
    handler.end_headers()
    piece = b" " * 1_000_000
    while not handler.server.site.stopped.is_set():
        handler.wfile.write(piece)
    handler.close_connection = True


def chunked(handler: Handler, body: bytes) -> None:
    """Send it whole, in pieces of announced lengths."""
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.send_header("Connection", "close")
    handler.end_headers()
    for start in range(0, len(body), 1000):
        piece = body[start : start + 1000]
        handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    handler.wfile.write(b"0\r\n\r\n")
    handler.close_connection = True


def slowly(seconds: float) -> Answer:
    """Send it whole, in a hundred pieces over so many seconds."""

    def answer(handler: Handler, body: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        step = len(body) // 100 + 1
        for start in range(0, len(body), step):
            handler.wfile.write(body[start : start + step])
            handler.wfile.flush()
            time.sleep(seconds / 100)

    return answer


@contextlib.contextmanager
def serving(folder: Path, secret: tuple[Path, Path] | None = None) -> Iterator[Site]:
    """Serve a folder of releases, by https with a certificate and its key."""
    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if secret is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*secret)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    server.site = Site(folder, f"{scheme}://127.0.0.1:{server.server_address[1]}")
    forget()  # an earlier server may have had this port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.site
    finally:
        server.site.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def nobody_at(address: str) -> Iterator[None]:
    """Keep the address of a server that has ended from being given to another."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", int(address.rpartition(":")[2])))
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)  # and no other may share it
        yield


def nobody() -> str:
    """An address on this machine at which nothing answers."""
    server = Server(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    server.server_close()
    return f"http://127.0.0.1:{port}"

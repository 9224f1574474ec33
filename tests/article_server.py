"""Pages for a `release_server`: what sites send, and what hostile ones could."""

from __future__ import annotations

import gzip
import zlib

from release_server import Answer, Handler

HTML = "text/html; charset=utf-8"


def page(body: str | bytes, kind: str | None = HTML, code: int = 200, **fields: str) -> Answer:
    """A page, whole; further header fields with _ for -."""
    raw = body.encode() if isinstance(body, str) else body

    def answer(handler: Handler, _: bytes) -> None:
        handler.send_response(code)
        if kind is not None:
            handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(raw)))
        for name, value in fields.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


def robots(text: str | bytes, code: int = 200) -> Answer:
    return page(text, "text/plain", code)


def zipped(body: bytes) -> Answer:
    return page(gzip.compress(body), Content_Encoding="gzip")


def bomb(size: int) -> Answer:
    """So many zeros in a thousandth of the bytes, made without holding them."""
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(1_000_000)
    packed = b"".join(packer.compress(zeros) for _ in range(size // len(zeros)))
    return page(packed + packer.flush(), Content_Encoding="gzip")


def led(location: str, code: int = 302) -> Answer:
    """A redirect, with whatever is its Location."""
    return page(b"", HTML, code, Location=location)


def cut(handler: Handler, _: bytes) -> None:
    """Promise a page, send half, hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", HTML)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"<p>" * 100)
    handler.close_connection = True


def cut_chunk(handler: Handler, _: bytes) -> None:
    """Announce a piece, send half of it, hang up."""
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", HTML)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"400\r\n" + b"<p>" * 100)
    handler.close_connection = True


def hang_up(handler: Handler, _: bytes) -> None:
    """Say nothing and go."""
    handler.close_connection = True


def babble(handler: Handler, _: bytes) -> None:
    """Something that is no HTTP."""
    handler.wfile.write(b"220 lamps.example ready\r\n")
    handler.close_connection = True


def drip(handler: Handler, _: bytes) -> None:
    """A byte of a body now and then, without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", HTML)
    handler.end_headers()
    _dripping(handler)


def drip_headers(handler: Handler, _: bytes) -> None:
    """Header fields now and then, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Lamp: ")
    _dripping(handler)


def endless(handler: Handler, _: bytes) -> None:
    """More and more, without saying how much."""
    handler.send_response(200)
    handler.send_header("Content-Type", HTML)
    handler.end_headers()
    while not handler.server.site.stopped.is_set():
        handler.wfile.write(b" " * 100_000)
    handler.close_connection = True


def _dripping(handler: Handler) -> None:
    while not handler.server.site.stopped.wait(0.02):
        handler.wfile.write(b" ")
        handler.wfile.flush()
    handler.close_connection = True

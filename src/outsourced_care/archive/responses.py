"""A record of a web archive flows in, the page that a server sent flows out, or why it cannot."""

from __future__ import annotations

import codecs
import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from outsourced_care.archive.inputs import Read
from outsourced_care.archive.records import LONGEST_CELL, read_record
from outsourced_care.archive.sources import MOST
from outsourced_care.text import UnreadableTextError

_PAGES = ("text/html", "application/xhtml+xml")
_OK = 200
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I | re.ASCII)
_UNPACKED = ("", "identity", "none")
_HEAD = 1024


@dataclass(frozen=True, slots=True)
class Response:
    """A page as it was sent.

    Attributes:
        url: Where it was found.
        charset: The encoding that the server told.
        codings: How the body is packed, the last first (RFC 9110, 8.4, and RFC 9112, 6.1).
        body: Its bytes.
    """

    url: str | None
    charset: str | None
    codings: tuple[str, ...]
    body: bytes = field(repr=False)


def is_html(record: Any) -> bool:
    """Whether a record whose HTTP headers are parsed is a page, found and in HTML."""
    headers = record.http_headers
    if headers is None or headers.status_code != _OK:
        return False
    return (record.http_content_type or "").strip().lower() in _PAGES


def response_of(record: Any, body: bytes) -> Response:
    """The response that a record tells, with its body."""
    headers = record.http_headers
    charset = _CHARSET.search(headers.get("Content-Type") or "")
    codings = [
        coding.strip().lower()
        for name in ("Content-Encoding", "Transfer-Encoding")
        for told in headers.get_multiple(name)
        for coding in told.split(",")
    ]
    return Response(
        _address(record.headers.get("WARC-Target-URI")),
        charset[1] if charset else None,
        tuple(c for c in reversed(codings) if c not in _UNPACKED),
        body,
    )


def read_response(response: Response, where: str) -> Read:
    """The article of a response."""
    from outsourced_care.pages import markup

    try:
        text = _text(_unpacked(response), response.charset)
    except UnreadableTextError as error:
        return Read(where, None, refused=str(error))
    if not markup.is_page(text):  # the server says that it is one
        text = f"<html>\n{text}"
    return read_record({"html": text, "url": response.url}, where)


def _address(told: str | None) -> str | None:
    """The address of a record, which some writers put in angle brackets."""
    told = (told or "").strip().removeprefix("<").removesuffix(">")
    return told if 0 < len(told) <= LONGEST_CELL else None


def _unpacked(response: Response) -> bytes:
    """The page as the server had it; some who archive unpack pages and leave the headers.

    Raises:
        UnreadableTextError: It is packed otherwise than it says, or too large.
    """
    body = response.body
    for coding in response.codings:
        reader = _reader(coding)
        try:
            found = reader(body)
        except (OSError, ValueError, EOFError, zlib.error) as error:
            if _begins_a_page(body):
                continue
            raise UnreadableTextError(f"the page is no {coding}, as it says: {error}") from None
        if len(found) > MOST:
            raise UnreadableTextError(f"the page has more than {MOST:,} bytes unpacked")
        body = found
    return body


def _reader(coding: str) -> Callable[[bytes], bytes]:
    """What unpacks a coding, as much as is read of a page and a byte more.

    Raises:
        UnreadableTextError: It is none that is known.
    """
    from fastwarc import stream_io

    if coding in ("gzip", "x-gzip", "deflate"):
        return _inflated
    streams = {
        "chunked": stream_io.ChunkedReader,
        "br": stream_io.BrotliReader,
        "zstd": stream_io.ZstdReader,
    }
    if coding not in streams:
        raise UnreadableTextError(f"the page is packed as {coding[:40]!r}, which is not read")
    return lambda body: bytes(streams[coding](io.BytesIO(body)).read(MOST + 1))


def _inflated(body: bytes) -> bytes:
    """What gzip or deflate hold, the latter with a header or, as some servers send it, without."""
    bare = not body.startswith(b"\x1f\x8b") and body[:1] and body[0] & 15 != zlib.DEFLATED
    packed = zlib.decompressobj(-zlib.MAX_WBITS if bare else 32 + zlib.MAX_WBITS)
    found = packed.decompress(body, MOST + 1)
    if not packed.eof and len(found) <= MOST:
        raise EOFError("it ends too early")
    return found


def _begins_a_page(body: bytes) -> bool:
    from outsourced_care.pages import encodings, markup

    try:
        return markup.is_page(encodings.page_text(body[:_HEAD]))
    except UnreadableTextError:
        return False


def _text(body: bytes, charset: str | None) -> str:
    """Decode a page; what the server says goes before what the page says of its encoding.

    Raises:
        UnreadableTextError: The bytes are no text.
    """
    from outsourced_care.pages.encodings import page_text

    marked = body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if charset is None or marked or charset.lower().startswith("utf"):
        return page_text(body)
    told = f"<!--charset={charset}-->"
    return page_text(told.encode("ascii") + body).removeprefix(told)

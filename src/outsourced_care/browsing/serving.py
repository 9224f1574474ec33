"""A database and what is told of it flow in, pages at an address of this machine flow out."""

from __future__ import annotations

import errno
import ipaddress
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from datasette.app import Datasette  # type: ignore[import-untyped]

from outsourced_care.browsing.links import linked
from outsourced_care.browsing.quiet import QuietDatabase, one_line_of_errors
from outsourced_care.contract import Contract, Json
from outsourced_care.errors import CannotRunError

Application = Callable[..., Awaitable[None]]

_OWN_NAMES = {"localhost", "127.0.0.1", "::1"}
_PATIENCE = 1  # seconds that a request may still take when the server is told to end
_SETTINGS = {"suggest_facets": False}  # the closed vocabularies are counted already


class NoAddressError(CannotRunError):
    """Nothing can be served at an address; the message is the one line that says why."""


def listening(host: str, port: int) -> socket.socket:
    """A socket at which this process listens from now on.

    Args:
        host: The name or number of this machine.
        port: The port; 0 for any that is free.

    Raises:
        NoAddressError: It is taken, or is none of this machine.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            another = "name another with --port, or 0 for any that is free"
            raise NoAddressError(f"port {port} is taken; {another}") from None
        why = error.strerror or str(error)
        raise NoAddressError(f"nothing can be served at {host}, port {port}: {why}") from None
    except UnicodeError:
        raise NoAddressError(f"{host!r} is no name of a machine") from None


def address_of(listener: socket.socket, path: str) -> str:
    """The address at which a browser finds what is served."""
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/{path}"


def serve(
    database: Path,
    told: Json,
    tables: Contract,
    listener: socket.socket,
    started: Callable[[], object],
) -> None:
    """Serve a database, which nobody can write to, until a signal ends it.

    Args:
        database: The SQLite file.
        told: What is told of it, as Datasette's metadata.
        tables: Its tables.
        listener: Where.
        started: Called when everything is ready.

    Raises:
        KeyboardInterrupt: A signal ended it.
    """
    pages = Datasette(immutables=[str(database)], metadata=told, settings=_SETTINGS)
    pages.remove_database(database.stem)
    pages.add_database(QuietDatabase(pages, str(database), is_mutable=False), database.stem)
    config = uvicorn.Config(
        _called_by_its_name(pages.app(), listener), log_config=None, log_level="error",
        access_log=False, server_header=False, timeout_graceful_shutdown=_PATIENCE,
    )  # fmt: skip
    with linked(tables), one_line_of_errors():
        started()
        uvicorn.Server(config).run(sockets=[listener])


def _called_by_its_name(app: Application, listener: socket.socket) -> Application:
    """Answer on this machine only who asks for this machine.

    A page of another site may have its own name lead here (DNS rebinding), and would read what
    is served as if it were its own; its name still stands in the request.
    """
    own = listener.getsockname()[0]
    if not ipaddress.ip_address(own).is_loopback:
        return app

    async def answer(scope: Json, receive: Any, send: Any) -> None:
        told = dict(scope.get("headers", ())).get(b"host", b"localhost").decode("latin-1")
        if scope["type"] == "http" and _hostname(told) not in {*_OWN_NAMES, own}:
            await send({"type": "http.response.start", "status": 421, "headers": []})
            await send({"type": "http.response.body", "body": b"This is another machine.\n"})
            return
        await app(scope, receive, send)

    return answer


def _hostname(told: str) -> str | None:
    """The name without its port; None where it is none."""
    with suppress(ValueError):
        return urlsplit(f"//{told}").hostname
    return None


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let whatever ends this process end it as Ctrl-C does, so that nothing stays behind."""
    wanted: dict[int, Callable[[int, FrameType | None], Any]]
    wanted = {signal.SIGTERM: signal.default_int_handler}
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        wanted[signal.SIGHUP] = _as_term  # the server knows that one
    before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _as_term(*_: object) -> None:
    signal.raise_signal(signal.SIGTERM)

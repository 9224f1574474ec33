"""An address or none flows in, a Dask cluster that is there flows out: another's, or our own."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from outsourced_care.archive.engines import uninterrupted
from outsourced_care.archive.inputs import InputError

_NEEDED = "--engine dask needs distributed: pip install outsourced-care[dask]"
_NONE = "what listens there is no Dask scheduler; 8787 is usually its dashboard"
_TRIES = 3  # to start a cluster, whose processes may be killed meanwhile
_ASKED = ("tcp", "tls")  # what others do when they are asked first is not known
LOOPBACK = "127.0.0.1"  # nobody but this machine reaches a cluster of its own


def library() -> Any:
    """Dask's `distributed`, which tells no types.

    Raises:
        InputError: It is not installed.
    """
    try:
        import distributed
    except ImportError:
        raise InputError(_NEEDED) from None
    return distributed


def unreachable(scheduler: str, error: Exception | str) -> InputError:
    """What tells that there is no scheduler."""
    return InputError(f"the scheduler at “{scheduler}” cannot be reached: {_first_line(error)}")


def not_started(error: BaseException) -> InputError:
    """What tells that there is no cluster of this machine."""
    return InputError(f"the Dask cluster of this machine did not start: {_first_line(error)}")


def _first_line(error: BaseException | str) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__


@contextmanager
def local_cluster(workers: int) -> Iterator[Any]:
    """A cluster of this machine.

    Args:
        workers: How many processes.

    Raises:
        InputError: distributed is not installed, or the cluster does not start.
    """
    for left in reversed(range(_TRIES)):
        try:
            cluster = _started(workers)
            break
        except (RuntimeError, OSError) as error:  # one of its processes was killed, or is too slow
            if not left:
                raise not_started(error.__cause__ or error) from None
    with cluster:
        yield cluster


def _started(workers: int) -> Any:
    start = library().LocalCluster
    with uninterrupted():  # its processes leave Ctrl-C to this one
        return start(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host=LOOPBACK,
            # never None, which would be port 8787; never a port alone, which all networks would see
            dashboard_address=f"{LOOPBACK}:0",
            silence_logs=logging.CRITICAL,
        )


def look_for(scheduler: str, seconds: float) -> None:
    """See whether a scheduler is there: a client would wait for ever for what greets otherwise.

    Args:
        scheduler: Its address.
        seconds: How long it may take to answer.

    Raises:
        InputError: The address is none, or nobody there answers as a scheduler does.
    """
    distributed = library()
    try:
        distributed.comm.get_address_host_port(scheduler, strict=True)
    except (ValueError, TypeError) as error:
        raise unreachable(scheduler, error) from None
    if distributed.comm.parse_address(scheduler)[0] not in _ASKED:
        return
    failed: list[Exception] = [TimeoutError()]  # until it is known better

    def ask() -> None:
        try:
            asyncio.run(asyncio.wait_for(_asked(scheduler, seconds), seconds + 0.5))
        except Exception as error:  # whatever can be read out of any bytes
            failed[0] = error
        else:
            failed.clear()

    asking = threading.Thread(target=ask, daemon=True)  # this one may have a loop of its own
    asking.start()
    asking.join(seconds + 1)
    for why in failed:
        told = isinstance(why, _Unconnected)
        raise unreachable(scheduler, why if told else _NONE) from None


class _Unconnected(Exception):  # noqa: N818 - it is told as another
    """Nobody listens, or not to us."""


async def _asked(scheduler: str, seconds: float) -> None:
    """Ask whoever listens what it is.

    Raises:
        _Unconnected: Nobody listens, or the certificates are wanting.
        Exception: It does not answer as Dask does, or is no scheduler.
    """
    distributed = library()
    closed = distributed.comm.CommClosedError
    fatal = distributed.comm.core.FatalCommClosedError
    try:
        to = distributed.Security().get_connection_args("client")
        there = await distributed.comm.connect(scheduler, seconds, deserialize=False, **to)
    except fatal as error:
        raise _Unconnected(str(error)) from None
    except (closed, TimeoutError):
        raise
    except OSError as error:
        raise _Unconnected(str(error)) from None
    except TypeError as error:  # so it tells of settings that name no certificates
        raise (_Unconnected(str(error)) if scheduler.startswith("tls:") else error) from None
    try:
        await there.write({"op": "identity", "reply": True})
        told = await there.read()
        if "workers" not in told:  # a worker speaks as a scheduler does
            raise ValueError(told)
    finally:
        there.abort()

"""What acts in a folder flows in, folders in which it was killed at each moment flow out.

Run as a script, so that what is forked is a process without threads that has loaded little.
"""

from __future__ import annotations

import itertools
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Step = Callable[[Path], object]
_FILE_EVENTS = ("open", "os.", "shutil.", "ctypes.dlsym")  # the last: how folders are exchanged


def killed_before_each(prepare: Step, act: Step, given: Path, every: int = 1) -> list[Path]:
    """Let something act again and again, killed before the n-th thing that it does to a file.

    Args:
        prepare: Makes the folder to act in, which is not there yet.
        act: Acts in it. Both are functions of the package or of Python, or a `partial` of one.
        given: Where the folders are made.
        every: By how much n grows.

    Returns:
        The folder for n = 1, 1 + every, …; in the last one it came to its end.
    """
    done = subprocess.run(
        [sys.executable, __file__],
        input=pickle.dumps((prepare, act, given, every)),
        capture_output=True,
        check=True,
    )
    return [given / str(n) for n in range(1, int(done.stdout) + 1, every)]


def _first_unkilled(prepare: Step, act: Step, given: Path, every: int) -> int:
    """Act for n = 1, 1 + every, …; give the first n that there is no kill before."""
    for n in itertools.count(1, every):
        root = given / str(n)
        prepare(root)
        child = os.fork()
        if child == 0:
            _kill_before(n)
            act(root)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        if not os.WIFSIGNALED(status):
            return n
    raise AssertionError  # it counts without end


def _kill_before(moment: int) -> None:
    """Let this process kill itself before the n-th thing that it does to a file."""
    moments = itertools.count(1)

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(_FILE_EVENTS) and next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


if __name__ == "__main__":
    print(_first_unkilled(*pickle.load(sys.stdin.buffer)))  # noqa: S301 - from the test

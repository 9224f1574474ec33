"""Work with the dataset from a terminal.

Arguments flow in, one command's output and exit status flow out. Every command is a module of
`outsourced_care.commands`; what a command needs is imported when it runs.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from pathlib import Path

from outsourced_care import __version__
from outsourced_care.commands import COMMANDS
from outsourced_care.commands.terminal import Stop
from outsourced_care.finding_reports import printable

_EXAMPLES = """\
Examples:
  outsourced-care export xlsx --out outsourced-care.xlsx
  outsourced-care export csv --out tables --table quotes events
  outsourced-care browse --open
  outsourced-care validate my-extension
  outsourced-care verify --articles my-articles
  outsourced-care extract saved-pages --out tables
  outsourced-care hydrate --out my-articles
  outsourced-care evaluate corpus.jsonl --out predictions.jsonl

exit status: 0 done and clean, 1 findings, 2 could not run.
“outsourced-care COMMAND --help” says more about a command.
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="outsourced-care",
        description=(__doc__ or "").split("\n", 1)[0],
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"outsourced-care {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        summary, _, text = (module.__doc__ or "").partition("\n\n")
        module.add_arguments(
            commands.add_parser(
                name,
                help=summary.rstrip(".").lower(),
                description=summary,
                epilog=text,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
        )
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: The arguments; by default those that the process was given.

    Returns:
        The exit status: 0 done and clean, 1 findings, 2 could not run, 130 interrupted.
    """
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        given = parser().parse_args(argv)
    except SystemExit as end:  # --help, --version, or arguments that make no command
        return int(end.code or 0)
    try:
        return _run(given)
    except Stop as reason:
        return _stopped(given.command, str(reason))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _stopped(given.command, f"{where}{error.strerror or error}")
    except MemoryError:
        return _stopped(given.command, "not enough memory")
    except KeyboardInterrupt:
        _stopped(given.command, "interrupted")
        return 130


def _open_closed_streams() -> None:
    """Let a stream that was closed when this began lead nowhere: no other file takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode)  # noqa: SIM115 - until the process ends
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)


def _run(given: argparse.Namespace) -> int:
    """The status of a command, which is known before anybody reads what it prints."""
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            status = COMMANDS[given.command].run(given)
    except BaseException:
        with suppress(Stop):  # why it ended is told
            _print(printed.getvalue())
        raise
    _print(printed.getvalue())
    return status


def _print(printed: str) -> None:
    """Write to standard output.

    Raises:
        Stop: It cannot be written.
    """
    try:
        sys.stdout.write(printed)
        sys.stdout.flush()
    except OSError as error:
        # else Python tries again at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # whoever read it has seen enough
            raise Stop(f"standard output: {error.strerror or error}") from None


def _stopped(command: str, reason: str) -> int:
    with suppress(OSError):  # standard error may be a full disk: the status tells it
        print(printable(f"outsourced-care {command}: {reason}"), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())

"""Run a step of the recipe: `python build --help` names them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import arguments

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run one command; say in a line what keeps it from running."""
    given = arguments.read()
    try:
        import reporting

        from outsourced_care.errors import CannotRunError
        from outsourced_care.finding_reports import one_line
        from outsourced_care.schema_files import ContractError
    except ModuleNotFoundError as error:
        print(f"python build: {error}; {what_helps()}", file=sys.stderr)
        return 2
    try:
        return run(given)
    except ContractError as error:
        return reporting.stop(error.findings)
    except CannotRunError as error:
        print(one_line(f"python build: {error}"), file=sys.stderr)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        said = one_line(f"python build: {where}{error.strerror}; nothing was changed")
        print(said, file=sys.stderr)
    except KeyboardInterrupt:
        print("python build: interrupted", file=sys.stderr)
        return 130
    return 2


def what_helps() -> str:
    """What to do where the package is not in this Python: use the one that has it, or make it."""
    environment = ROOT / ".venv"
    if environment.is_dir() and Path(sys.prefix).resolve() != environment.resolve():
        return "run “.venv/bin/python build” instead of it"
    return "run “make build” first"


def run(given: argparse.Namespace) -> int:
    """Run the command that was given; each imports only what it needs."""
    if given.command == "check":
        import check_entries

        return check_entries.run(ROOT, given)
    if given.command == "lock":
        import lock_passages

        return lock_passages.run(ROOT, given.entries, given.articles)
    if given.command == "draft" and given.drafted:
        import draft_entry

        return draft_entry.run(ROOT, given)
    if given.command == "draft":
        import draft_from_form

        return draft_from_form.run(ROOT, given.from_form, given.out)
    if given.command == "diff":
        import show_changes

        return show_changes.run(ROOT, given.old, given.new, given.format, given.check_version)
    if given.command == "release":
        import make_release

        return make_release.run(ROOT, given)
    if given.command == "redact":
        import redact_record

        return redact_record.run(ROOT, given)
    if given.command == "dictionary":
        import write_generated

        return write_generated.run(ROOT, given.compare)
    import make_dataset

    return make_dataset.run(ROOT, given.articles, given.compare)


if __name__ == "__main__":
    sys.exit(main())

"""Make the dataset: `python build` reads entries/ and schemas/ and writes data/.

Examples:
  python build                               make data/ and datapackage.json
  python build --compare                     write nothing; exit 1 if anything would change
  python build lock --articles ../articles   find every passage in the texts, write the locks
  python build lock entries/articles/some-article.yaml --articles ../articles
  python build dictionary                    write docs/data-dictionary.md from schemas/

Article texts are looked for in --articles DIR, else in $OUTSOURCED_CARE_ARTICLES, else in
articles/; without them the build takes the passages from the locks.

exit status: 0 done (or nothing differs), 1 faults in the input (or something differs),
2 could not run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def arguments() -> argparse.Namespace:
    """Read the command line."""
    doc = __doc__ or ""
    parser = argparse.ArgumentParser(
        prog="python build",
        description=doc.split("\n\n")[0],
        epilog=doc.split("\n\n", 1)[1],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--articles", type=Path, metavar="DIR", help="folder with the article texts"
    )
    parser.add_argument("--compare", action="store_true", help="write nothing, report differences")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    lock = commands.add_parser("lock", help="find passages in the texts, write the locks")
    lock.add_argument("entries", nargs="*", metavar="ENTRY", help="entry file or article_id")
    lock.add_argument(
        "--articles",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="folder with the texts",
    )
    page = commands.add_parser("dictionary", help="write docs/data-dictionary.md from schemas/")
    page.add_argument(
        "--compare",
        action="store_true",
        default=argparse.SUPPRESS,
        help="write nothing, report a difference",
    )
    given = parser.parse_args()
    if given.command == "lock" and given.compare:
        parser.error("--compare does not go with lock; python build --articles DIR compares locks")
    return given


def main() -> int:
    """Run one command; say in a line what keeps it from running."""
    given = arguments()
    try:
        import reporting

        from outsourced_care.dataset import NoArticlesError
        from outsourced_care.publish import ForeignFilesError
        from outsourced_care.schema_files import ContractError
    except ModuleNotFoundError as error:
        print(f"python build: {error}; run “make build” first", file=sys.stderr)
        return 2
    try:
        return run(given)
    except ContractError as error:
        return reporting.stop(error.findings)
    except (NoArticlesError, ForeignFilesError) as error:
        print(f"python build: {error}", file=sys.stderr)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"python build: {where}{error.strerror}; nothing was changed", file=sys.stderr)
    except KeyboardInterrupt:
        print("python build: interrupted", file=sys.stderr)
        return 130
    return 2


def run(given: argparse.Namespace) -> int:
    """Run the command that was given."""
    import lock_passages
    import make_dataset
    import write_dictionary

    if given.command == "lock":
        return lock_passages.run(ROOT, given.entries, given.articles)
    if given.command == "dictionary":
        return write_dictionary.run(ROOT, given.compare)
    return make_dataset.run(ROOT, given.articles, given.compare)


if __name__ == "__main__":
    sys.exit(main())

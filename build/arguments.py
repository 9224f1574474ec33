"""The command line of `python build`: every command's arguments, help and examples."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

TEXTS = """Article texts are looked for in --articles DIR, else in $OUTSOURCED_CARE_ARTICLES, else
in articles/; without them passages are taken from the locks."""

BUILD = f"""Make the dataset: `python build` reads entries/ and schemas/ and writes data/.

Examples:
  python build                               make data/ and datapackage.json
  python build --compare                     write nothing; exit 1 if anything would change
  python build check some-article            check an entry: what is wrong, where, what to write
  python build draft some-article.txt        begin the entry of an article
  python build lock --articles ../articles   find every passage in the texts, write the locks
  python build diff origin/main              what has changed in the tables, and the version
  python build release                       make the release that CHANGELOG.md names

{TEXTS}
“python build COMMAND --help” says more of each command.

exit status: 0 done (or nothing differs), 1 faults in the input (or something differs),
2 could not run.
"""

CHECK = f"""Check entries: everything the build would refuse, and what a reviewer would object to.

Checked are syntax, keys, types, vocabularies, dates, references, identifiers, selectors,
locks, evidence, the canonical form of the files and, where the texts are at hand, that every
quotation mark is accounted for and every body that is named is listed. Errors fail; warnings
fail with --strict only; a text that is not at hand is noticed.

Examples:
  python build check                                     check all entries
  python build check entries/articles/some-article.yaml  check one, or by its article_id
  python build check some-article --fix                  bring it into its canonical form first,
                                                         lock it where the text is at hand
  python build check --since main                        check what differs from a git revision
  python build check --format github                     annotations in a workflow
  python build check --format json > findings.json

{TEXTS}

exit status: 0 clean, 1 findings, 2 could not run.
"""

LOCK = """Find the passages of entries in the article texts, and write the locks beside the entries.

Examples:
  python build lock --articles ../articles
  python build lock entries/articles/some-article.yaml --articles ../articles

exit status: 0 done, 1 passages that are not found (nothing is written), 2 could not run.
"""

DRAFT = """Draft the entry of an article, to be edited.

ARTICLE is a .txt or .html file, or an address on the web. The draft holds what can be read from
the text: quotes and who speaks, dated events, proposals, the organisations that are meant, and a
selector of every passage. What is not certain is marked “unsure”; what a person must write is TODO,
and check refuses it until it is written. No sentence of the article goes into it.

Of an article that has an entry, only what the entry lacks is proposed, as a diff; nothing is
written then unless --out is given. No file is ever written over. --published gives the date of an
article that tells none; one that it tells is kept, and a notice names both.

Examples:
  python build draft articles/some-article.txt --published 2013-07-16
  python build draft saved-page.html --out entries/articles/some-article.yaml
  python build draft https://example.org/some-article --articles articles
  python build draft articles/*.txt --out drafts
  python build draft --from-form issue.md        from the text of the issue that the form
                                                 “New article” made

exit status: 0 drafted, 1 something was refused, 2 could not run.
"""

DIFF = """Show what has changed in the dataset, record by record, and the version it calls for.

OLD and NEW are each one of these: the folder, descriptor or bundle of a dataset; the version of a
release in releases/ (0.1.0; 0.1 is the newest of 0.1.x; latest); a git revision. Without OLD the
latest release is meant, or the last commit when there is none; without NEW the tables in data/.
Build first: changes of entries/ show when they are in data/.

Examples:
  python build diff                          since the latest release
  python build diff origin/main
  python build diff 0.1.0 0.2.0
  python build diff --check-version          exit 1 if the version is too low, and what to write;
                                             build first: entries/ that are ahead of data/ fail too
  python build diff ../older-copy/datapackage.json --format json
  python build diff latest --format markdown > changes.md

exit status: 0 compared, 1 with --check-version: the version is too low, something is refused, or
data/ is not what entries/ and schemas/ give, 2 could not run.
"""

RELEASE = f"""Make the release that CHANGELOG.md names: its version, changes, citation and bundle.

Version and date are those of the newest heading, such as ## [0.2.0] - 2026-11-22; below it, a
person has said in a few sentences what changed. Refused are changes that were not committed,
whatever “check --strict” objects to, and a version lower than the changes since the last release
call for. A release that there is stays as it is.

Written are the version, its section of CHANGELOG.md between two comments, CITATION.cff,
.zenodo.json, data/ and datapackage.json, and in releases/ the bundle and the index. All that is
left is to commit it.

Examples:
  python build release
  python build release --compare             write nothing; exit 1 if the latest release would
                                             come out otherwise from what is here now

{TEXTS}

exit status: 0 made (or the same), 1 refused (or something differs), 2 could not run.
"""

REDACT = """Take a record out of entries, locks, tables and old bundles, where the law calls for it.

RECORD is TABLE/ID, such as people/some-person, or an ID that only one table has. What is nothing
without it goes as well: a person's utterances and positions, an article's records. Other
references to it are emptied. Each bundle in releases/ that holds any of it is made again; the index
says that it was replaced, and why. Tombstones say that something was removed, and not what.

Nothing is written while entries, changelog or any other text name it: those are told with file
and line, to be reworded and committed first. --name gives more names to look for. The reason is
published, and must not tell what goes either.

Examples:
  python build redact people/some-person --reason "Removed at a person's request." --dry-run
  python build redact people/some-person --reason "Removed at a person's request."
  python build redact some-article-q03 --reason "Removed by order of a court." --name "A. Nickname"

Nothing is taken from git's history, nor from copies elsewhere: the command ends with what is left
to do.

exit status: 0 done (or shown), 1 refused, 2 could not run.
"""

DICTIONARY = """Write what follows from schemas/: docs/data-dictionary.md and schemas/*.schema.json.

Examples:
  python build dictionary
  python build dictionary --compare          write nothing; exit 1 if anything would change
"""


def read() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python build", **_told(BUILD))
    _add_articles(parser, None)
    parser.add_argument("--compare", action="store_true", help="write nothing, report differences")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    parsers: dict[str | None, argparse.ArgumentParser] = {None: parser}
    for name, (text, add) in COMMANDS.items():
        told = _told(text)
        parsers[name] = commands.add_parser(name, help=told["description"].rstrip("."), **told)
        add(parsers[name])
    given, unknown = parser.parse_known_args()
    wrong = f"unrecognized arguments: {' '.join(unknown)}" if unknown else _at_odds(given)
    if wrong is not None:
        parsers[given.command].error(wrong)
    return given


def _at_odds(given: argparse.Namespace) -> str | None:
    """What does not go together in what was given; None where all does."""
    if given.command == "check" and given.since is not None and given.entries:
        return "--since does not go with ENTRY: name the entries, or a revision"
    if given.command == "diff" and given.format == "github" and not given.check_version:
        return "--format github goes with --check-version: changes have no line to stand at"
    if given.command in ("lock", "check", "draft", "diff", "redact") and given.compare:
        return f"--compare does not go with {given.command}: python build --compare compares"
    if given.command == "draft":
        if (given.from_form is None) == (not given.drafted):
            return "draft takes ARTICLE..., or --from-form FORM"
        if given.published is not None and len(given.drafted) != 1:
            return "--published goes with one ARTICLE"
    return None


def _check(parser: argparse.ArgumentParser) -> None:
    _add_entries(parser)
    _add_articles(parser)
    parser.add_argument(
        "--fix", action="store_true", help="first write canonical forms, shorter selectors, locks"
    )
    parser.add_argument(
        "--format",
        choices=("text", "github", "json"),
        default="text",
        help="form of the report (default: text)",
    )
    parser.add_argument(
        "--since", metavar="REVISION", help="check the entries changed since a git revision"
    )
    parser.add_argument("--strict", action="store_true", help="let warnings fail too")


def _lock(parser: argparse.ArgumentParser) -> None:
    _add_entries(parser)
    _add_articles(parser)


def _draft(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "drafted", nargs="*", metavar="ARTICLE", help="a .txt or .html file, or an address"
    )
    parser.add_argument("--from-form", type=Path, metavar="FORM", help="the text of the issue")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="the .yaml file to write, or a folder for drafts (default: entries/articles/)",
    )
    parser.add_argument(
        "--published", metavar="DATE", help="when it was published, if the article tells no date"
    )
    parser.add_argument(
        "--articles",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="folder to keep the text of a web page in",
    )
    parser.add_argument(
        "--allow-private", action="store_true", help="fetch from private addresses too"
    )


def _diff(parser: argparse.ArgumentParser) -> None:
    what = "release, bundle, folder, descriptor or revision"
    parser.add_argument("old", nargs="?", metavar="OLD", help=what)
    parser.add_argument("new", nargs="?", metavar="NEW", help="the same (default: data/)")
    parser.add_argument(
        "--format",
        choices=("text", "markdown", "json", "github"),
        default="text",
        help="form of the report (default: text); github: annotations, with --check-version",
    )
    parser.add_argument(
        "--check-version", action="store_true", help="fail where the version is too low"
    )


def _release(parser: argparse.ArgumentParser) -> None:
    _add_articles(parser)
    _add_compare(parser)


def _redact(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar="RECORD", help="TABLE/ID, or an ID")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="why, to be published")
    parser.add_argument(
        "--name", metavar="NAME", action="append", default=[], help="what else it is called"
    )
    parser.add_argument("--dry-run", action="store_true", help="show it, write nothing")
    parser.add_argument("--yes", action="store_true", help="write it without being asked")


def _told(text: str) -> dict[str, Any]:
    """A command's description and what follows its arguments."""
    head, _, rest = text.partition("\n\n")
    shape = argparse.RawDescriptionHelpFormatter
    return {"description": head, "epilog": rest, "formatter_class": shape}


def _add_entries(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entries", nargs="*", metavar="ENTRY", help="entry file or article_id")


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--compare",
        action="store_true",
        default=argparse.SUPPRESS,
        help="write nothing, report a difference",
    )


def _add_articles(parser: argparse.ArgumentParser, default: object = argparse.SUPPRESS) -> None:
    parser.add_argument(
        "--articles", type=Path, metavar="DIR", default=default, help="folder with article texts"
    )


COMMANDS = {
    "check": (CHECK, _check),
    "lock": (LOCK, _lock),
    "draft": (DRAFT, _draft),
    "diff": (DIFF, _diff),
    "release": (RELEASE, _release),
    "redact": (REDACT, _redact),
    "dictionary": (DICTIONARY, _add_compare),
}

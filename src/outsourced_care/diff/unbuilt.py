"""The tables in data/ and the sources of a repository flow in, which of those is ahead flows out.

Schemas are compared. Entries take long to read, so they are only read when something in their
folder is no older than the descriptor, which the build writes last, or when it has to be sure;
then their tables are made and compared, since a checkout may touch files and change none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from outsourced_care.article import ArticleFolder
from outsourced_care.assembly import assemble
from outsourced_care.contract import Contract
from outsourced_care.dataset import read_locks
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.diff.compare_schemas import compare_contracts, compare_words
from outsourced_care.diff.states import State
from outsourced_care.entry_files import ARTICLES, read_sources
from outsourced_care.findings import has_errors
from outsourced_care.lock_files import LockFolder
from outsourced_care.package_words import load_package_words
from outsourced_care.schema_files import read_contract

ENTRIES, SCHEMAS = "entries", "schemas"
_WORDS = f"{ENTRIES}/package.yaml"


def unbuilt(root: Path, built: State, *, surely: bool = False) -> str | None:
    """Tell whether `schemas/`, or else `entries/`, give other tables than those in `data/`.

    Entries that cannot be read do: no build was made of them.

    Args:
        root: The repository's folder.
        built: The tables in `data/`.
        surely: Read the entries whatever the times of their files say.

    Returns:
        The name of the folder that is ahead, None when neither is.

    Raises:
        ContractError: The schemas cannot be read.
    """
    contract = read_contract(root / SCHEMAS)
    if compare_contracts(built.contract, contract):
        return SCHEMAS
    if not (surely or _touched(root)):
        return None
    return None if _the_same(root, built, contract) else ENTRIES


def _touched(root: Path) -> bool:
    """Whether an entry was written, put there or taken away since the last build."""
    try:
        since = (root / DESCRIPTOR).stat().st_mtime_ns
        return any(path.stat().st_mtime_ns >= since for path in _sources(root))
    except OSError:  # on their way out
        return True


def _sources(root: Path) -> Iterator[Path]:
    yield root / ENTRIES
    yield from (root / ENTRIES).rglob("*")


def _the_same(root: Path, built: State, contract: Contract) -> bool:
    """Whether the entries give the tables that are there."""
    sources, found = read_sources(root / ENTRIES, contract)
    locks, faults = read_locks(
        sources, ArticleFolder([], {}), LockFolder(root / ARTICLES, ARTICLES), found
    )
    words, unsaid = load_package_words(root / _WORDS, _WORDS)
    if has_errors([*found, *faults, *unsaid]) or compare_words(built.words, words):
        return False
    made = assemble(sources, locks.lines, contract)
    return not has_errors(made.findings) and made.tables == built.tables

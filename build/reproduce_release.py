"""A release is rebuilt from its entries in a fresh environment, and compared with its bundle.

Examples:
  python build/reproduce_release.py           the latest release in releases/
  python build/reproduce_release.py 0.1.0
  python build/reproduce_release.py --python .venv/bin/python
                                              without a fresh environment, in that of this Python

The tree of the commit that the bundle came with is taken to a temporary folder; there make makes
an environment, and the build makes the tables anew. They are compared with the bundle, file by
file, and with the index: content, schemas, and the bundle made again. Nothing of the working tree
is touched, and nothing stays.

Of a release whose bundle was replaced, since something had to go, the first bundle is rebuilt, and
that of today must hold no more than that one.

exit status: 0 reproduced, 1 something differs, 2 could not run.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.errors import CannotRunError
from outsourced_care.finding_reports import one_line
from outsourced_care.git import git, git_bytes
from outsourced_care.publish import DATA
from outsourced_care.releases.bundle import Bundle
from outsourced_care.releases.index import LATEST, RELEASES, Release
from outsourced_care.releases.local import LocalReleases
from outsourced_care.releases.reproduction import (
    Came,
    Reproduction,
    bundles_in_git,
    compare_release,
    compare_replaced,
    replacements,
)

ROOT = Path(__file__).resolve().parent.parent
LAST_LINES = 15  # of what a failing step printed
# what would lead the build there to code, texts or arguments from here
FOREIGN = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "MAKEFLAGS", "MFLAGS", "MAKELEVEL",
           "VERSION", "OUTSOURCED_CARE_ARTICLES"}  # fmt: skip


class StepError(CannotRunError):
    """A step of the rebuild failed."""


def main() -> int:
    """Rebuild and compare; say in lines what is verified and what differs."""
    given = arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # so that nothing stays
        signal.signal(number, signal.default_int_handler)
    try:
        release, bundle = LocalReleases.of(ROOT).open(given.version)
        came = bundles_in_git(ROOT, release)
        commit, certain = commit_of(release, came)
        found, held = reproduce(commit, release, bundle, given.python)
    except CannotRunError as error:
        print(one_line(f"reproduce: {error}"), file=sys.stderr)
        return 2
    except OSError as error:
        print(one_line(f"reproduce: {error.filename}: {error.strerror}"), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("reproduce: interrupted", file=sys.stderr)
        return 130
    return tell(release, found, held, came, certain)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    words, _, epilog = (__doc__ or "").partition("\n\n")
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=words, epilog=epilog, formatter_class=shape)
    which = "which release (default: the latest)"
    parser.add_argument("version", nargs="?", default=LATEST, metavar="VERSION", help=which)
    instead = "build with this Python, which has all that the build needs"
    parser.add_argument("--python", type=Path, metavar="PYTHON", help=instead)
    return parser.parse_args()


def commit_of(release: Release, came: Sequence[Came]) -> tuple[str, bool]:
    """The commit to rebuild, and whether history goes back far enough to tell that it is.

    It is the one that the bundle came with; where that was replaced, the first bundle.
    """
    path = f"{RELEASES}/{release.bundle.path}"
    if not came:
        raise StepError(f"no commit holds {path}: commit the release first")
    if release.replaced:
        first = [one.commit for one in came if one.hash == release.replaced[0].hash]
        if first:
            return first[-1], True
        for line in replacements(release, came):
            print(line)
        raise StepError(
            f"history does not hold the first bundle of {release.version} (any more), so that it "
            f"cannot be rebuilt; outsourced-care verify {release.version} proves that of today"
        )
    commit = came[0].commit
    cut = git(ROOT, "rev-parse", "--is-shallow-repository").strip() == "true"
    return commit, not (cut and not git(ROOT, "log", "-1", "--format=%P", commit).strip())


def reproduce(
    commit: str, release: Release, bundle: Bundle, python: Path | None
) -> tuple[Reproduction, Reproduction]:
    """Rebuild a release in a temporary folder, and compare.

    What came of it comes apart from what came of holding the bundle of today against the first.
    """
    held = Reproduction((), ())
    with tempfile.TemporaryDirectory(prefix="outsourced-care-") as folder:
        tree, now = Path(folder), bundle
        say(f"{release.version} came with commit {commit[:12]}; taking its tree")
        with tarfile.open(fileobj=io.BytesIO(git_bytes(ROOT, "archive", commit))) as packed:
            packed.extractall(tree, filter="data")
        if release.replaced:
            release, bundle = LocalReleases.of(tree).open(release.version)
        if python is None:
            say("making an environment; takes a few minutes")
            step(["make", ".venv/.ready", f"PYTHON={sys.executable}"], tree)
        python = (python or tree / ".venv/bin/python").absolute()
        say("making the tables anew")
        shutil.rmtree(tree / DATA, ignore_errors=True)
        (tree / DESCRIPTOR).unlink(missing_ok=True)
        step([str(python), "build"], tree)
        found = compare_release(tree, bundle, release)
        if now is not bundle:
            held = compare_replaced(bundle.path, now.path)
        say("making the release again")
        status, said = run([str(python), "build", "release", "--compare"], tree)
    if status not in (0, 1):
        raise StepError(f"python build release --compare: {said[-1] if said else 'failed'}")
    told = tuple(f"python build release --compare: {line}" for line in said)
    return found + (Reproduction((), told) if status else Reproduction(told, ())), held


def step(command: Sequence[str], tree: Path) -> None:
    """Run a command that must not fail."""
    status, said = run(command, tree)
    if status:
        print(*said[-LAST_LINES:], sep="\n", file=sys.stderr)
        raise StepError(f"“{Path(command[0]).name} {command[1]}” failed")


def run(command: Sequence[str], tree: Path) -> tuple[int, list[str]]:
    """Run a command in the tree; its exit status and what it printed, line by line."""
    clean = {k: v for k, v in os.environ.items() if k not in FOREIGN}
    clean["PYTHONPATH"] = str(tree / "src")  # the code there, whatever the Python has installed
    with subprocess.Popen(  # noqa: S603 - a list of arguments, each of them ours
        command, cwd=tree, env=clean, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", start_new_session=True,
    ) as started:  # fmt: skip
        try:
            said = started.communicate()[0]
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)  # with all that it started
            raise
    return started.returncode, [one_line(line) for line in said.splitlines() if line.strip()]


def say(what: str) -> None:
    """Tell how far it is."""
    print(f"reproduce: {what} …", file=sys.stderr, flush=True)


def tell(
    release: Release, found: Reproduction, held: Reproduction, came: Sequence[Came], certain: bool
) -> int:
    """Print what is verified and what differs; give the exit status."""
    for line in (found + held).verified:
        print(f"same     {line}")
    for line in (found + held).differing:
        print(f"differs  {line}")
    for line in replacements(release, came):
        print(line)
    if found.differing and not certain:
        said = "history is cut off before the release, so a later tree may have been rebuilt"
        print(f"reproduce: {said}; git fetch --unshallow", file=sys.stderr)
        return 2
    print(conclusion(release, found, held))
    return 1 if found.differing or held.differing else 0


def conclusion(release: Release, found: Reproduction, held: Reproduction) -> str:
    """What all the lines come to."""
    given = "is not" if found.differing else "is"
    if not release.replaced:
        return f"{release.version} {given} what its entries give"
    first = f"{release.version} as it was first released {given} what its entries give"
    if not held.differing:
        return f"{first}, and that of today holds no more"
    return (
        f"{first}, {'and' if found.differing else 'but'} that of today is not what was left of it"
    )


if __name__ == "__main__":
    sys.exit(main())

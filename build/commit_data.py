"""data/ and datapackage.json as they were rebuilt are read, a commit with them is made or pushed.

Examples:
  python build/commit_data.py              commit them where they differ from the last commit
  python build/commit_data.py --push main  push that commit to origin, unless the branch moved

A push takes $GITHUB_TOKEN, where it is set, for its password.

exit status: 0 done (or nothing to do), 2 refused or could not run.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.git import GitError, commit_named, git
from outsourced_care.publish import DATA

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = (DATA, DESCRIPTOR)
BOT = (
    *("-c", "user.name=github-actions[bot]"),
    *("-c", "user.email=41898282+github-actions[bot]@users.noreply.github.com"),
    *("-c", "commit.gpgsign=false"),
)
# git asks its helper, which sh runs, so that the token stands in no command line
HELPER = "!printf 'username=x-access-token\\npassword=%s\\n' \"$GITHUB_TOKEN\" #"
TOKEN = ("-c", "credential.helper=", "-c", f"credential.helper={HELPER}")
MESSAGE = """Rebuild data/ from the entries and schemas of {commit}

{files} no longer what they give. Whoever changes entries/, schemas/ or the code
leaves data/ alone; it follows here, so that main always holds what its entries give.
"""


def main() -> int:
    """Commit or push; say in a line what was done, or why not."""
    words, _, epilog = (__doc__ or "").partition("\n\n")
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=words, epilog=epilog, formatter_class=shape)
    parser.add_argument("--push", metavar="BRANCH", help="push the commit instead of making it")
    branch = parser.parse_args().push
    try:
        print(commit(ROOT) if branch is None else push(ROOT, branch))
    except GitError as error:
        print(f"commit_data: {error}", file=sys.stderr)
        return 2
    return 0


def commit(root: Path) -> str:
    """Commit what was rebuilt and nothing else; tell what was done."""
    differing = git(root, "status", "--porcelain", "--untracked-files=all", "--", *PUBLISHED)
    count = len(differing.splitlines())
    if not count:
        return "data/ is what was committed; nothing to commit"
    files = "1 file was" if count == 1 else f"{count} files were"
    message = MESSAGE.format(commit=commit_named(root, "HEAD")[:12], files=files)
    git(root, "add", "--all", "--", *PUBLISHED)
    git(root, *BOT, "commit", "--quiet", "--no-verify", "--message", message, "--", *PUBLISHED)
    return f"{commit_named(root, 'HEAD')[:12]}: {files} committed"


def push(root: Path, branch: str) -> str:
    """Push the commit if the branch is where it was made from; tell what was done.

    Raises:
        GitError: The branch is not there, has moved, or refuses the commit.
    """
    here, known = (commit_named(root, r) for r in ("HEAD", f"refs/remotes/origin/{branch}"))
    if here == known:
        return f"{branch} holds what its entries give; nothing to push"
    access = TOKEN if os.environ.get("GITHUB_TOKEN") else ()
    ref = f"refs/heads/{branch}"
    there = git(root, *access, "ls-remote", "--exit-code", "origin", ref).split()[0]
    if there != known:
        hint = "the run for its newer commits rebuilds data/; or start one by hand"
        raise GitError(f"{branch} has moved to {there[:12]}, nothing was pushed; {hint}")
    git(root, *access, "push", "--quiet", "origin", f"{here}:{ref}")
    return f"{here[:12]}: pushed to {branch}"


if __name__ == "__main__":
    sys.exit(main())

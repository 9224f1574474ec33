"""The dataset, documents, releases and templates are read, `site/_out` is written: `make site`.

Examples:
  make site
  python build/make_site.py
  python build/make_site.py --base-url https://data.example/care/
  SITE_REPOSITORY=https://git.example/us/care make site
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.descriptor_contract import read_descriptor
from outsourced_care.errors import DatasetError, ReleaseError
from outsourced_care.exports.bundle import ExportError
from outsourced_care.exports.targets import staged
from outsourced_care.metadata.extent import extent
from outsourced_care.metadata.words import Download
from outsourced_care.releases.changelog import CHANGELOG
from outsourced_care.releases.index import INDEX, RELEASES
from outsourced_care.releases.local import LocalReleases
from outsourced_care.site import downloads
from outsourced_care.site.addresses import UnfitIdentifierError, web_address
from outsourced_care.site.dataset import read
from outsourced_care.site.documents import changes
from outsourced_care.site.pages import Hosted, Site, Words

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"
OUT = SITE / "_out"
INSTALLED = ROOT / ".venv/site-components/node_modules"  # by `make site`
_FONTS = "@fontsource-variable/source"
# what a page loads: its place in node_modules, and on the site with its licence
COMPONENTS = {
    "datatables.net/js/dataTables.min.js": "assets/datatables/dataTables.min.js",
    "datatables.net/License.txt": "assets/datatables/LICENSE.txt",
    f"{_FONTS}-sans-3/files/source-sans-3-latin-wght-normal.woff2": "assets/fonts/sans.woff2",
    f"{_FONTS}-sans-3/LICENSE": "assets/fonts/sans-LICENSE.txt",
    f"{_FONTS}-serif-4/files/source-serif-4-latin-wght-normal.woff2": "assets/fonts/serif.woff2",
    f"{_FONTS}-serif-4/LICENSE": "assets/fonts/serif-LICENSE.txt",
}
LICENCES = ("LICENSE", "LICENSE-DATA")


def make(root: Path, components: Path, hosted: Hosted | None = None) -> Iterator[tuple[str, bytes]]:
    """Every file of the site of a repository, by its path."""
    hosted = hosted or Hosted()
    descriptor = read_descriptor((root / DESCRIPTOR).read_bytes(), DESCRIPTOR)
    dataset, tables = read(root, descriptor)

    files = downloads.published(root, descriptor)
    files |= {name: (root / name).read_bytes() for name in LICENCES if (root / name).exists()}
    files[downloads.archive_path()] = downloads.archive(files)
    kept = LocalReleases.of(root)
    releases = kept.index() if (root / RELEASES / INDEX).exists() else None
    days = {r.version: r.date for r in releases.releases} if releases else {}
    files |= downloads.whole_files(dataset, tables, days.get(str(descriptor["version"])))
    told = downloads.told(descriptor, files)
    released: dict[str, list[Download]] = {}
    for release in releases.releases if releases else ():
        bundle = kept.bundle(release)
        files[f"{RELEASES}/{release.bundle.path}"] = bundle.read_bytes()
        single, released[release.version] = downloads.of_release(bundle, release.date)
        files |= {f"{RELEASES}/{release.version}/{p}": raw for p, raw in single.items()}
    if releases:
        files[f"{RELEASES}/{INDEX}"] = (root / RELEASES / INDEX).read_bytes()

    sources = [*sorted((root / "docs").glob("*.md")), root / CHANGELOG, root / "CONTRIBUTING.md"]
    documents = {
        p.relative_to(root).as_posix(): p.read_text("utf-8") for p in sources if p.exists()
    }
    titles = {name: table.title for name, table in dataset.contract.items()}
    newest, changed = changes(documents.get(CHANGELOG, "").encode(), titles)
    there = {path: path for path in files}
    words = Words(documents, changed, newest, releases, released, there, extent(tables))
    version = str(descriptor["version"])
    files |= downloads.described(
        dataset, told, words.extent, words.published(version), hosted.base_url
    )
    files[downloads.sums_path()] = downloads.sums(files)

    files |= {f"assets/{p.name}": p.read_bytes() for p in sorted((SITE / "assets").iterdir())}
    files |= {to: (components / at).read_bytes() for at, to in COMPONENTS.items()}
    yield from files.items()
    yield from Site(dataset, words, told, SITE / "templates", hosted).pages()


def run(root: Path, components: Path, out: Path, hosted: Hosted | None = None) -> int:
    """Write the site, all of it or nothing."""
    try:
        with staged(out) as stage:
            count = 0
            for path, raw in make(root, components, hosted):
                target = stage / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(raw)
                count += 1
    except (DatasetError, ExportError, ReleaseError, UnfitIdentifierError, OSError) as error:
        print(f"the site was not made: {error}", file=sys.stderr)
        return 2
    print(f"{count:,} files in {out.relative_to(root) if out.is_relative_to(root) else out}")
    return 0


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What is asked for on the command line, or by settings of the same names."""
    about, _, examples = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="make_site.py",
        description=about.replace("`", ""),
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "components",
        type=Path,
        nargs="?",
        default=INSTALLED,
        help="the folder node_modules (default: where “make site” installs it)",
    )
    for name, words in (
        ("base-url", "where the site will be, for addresses that search engines can follow"),
        ("repository", "its repository, for a button that asks for a correction there"),
    ):
        setting = f"SITE_{name.upper().replace('-', '_')}"
        parser.add_argument(
            f"--{name}",
            type=_address,
            metavar="URL",
            default=os.environ.get(setting) or None,
            help=f"{words} (default: the setting {setting}; else none)",
        )
    return parser.parse_args(given)


def _address(text: str) -> str:
    """An address on the web.

    Raises:
        ArgumentTypeError: It is none.
    """
    if web_address(text) is None or any(
        c in '?#"<>' or not c.isprintable() or c == " " for c in text
    ):
        raise argparse.ArgumentTypeError(
            f"{text[:80]!r} is no address such as https://data.example/"
        )
    return text


if __name__ == "__main__":
    asked = arguments()
    sys.exit(run(ROOT, asked.components, OUT, Hosted(asked.base_url, asked.repository)))

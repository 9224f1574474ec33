"""What a run of `outsourced-care extract` tells of itself, and how little it holds meanwhile.

Catches words, speeds and times that are not those of the run, articles of an earlier run counted
as work of this one, an input that is cut up long before anybody reads it, files that readers must
load whole, and a file that is half-written and passes for whole.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archive_corpus import records, texts, write_lines
from archive_processes import batches, little_disk, state, unfinished

from outsourced_care.archive.engines import Engine, Here, Processes
from outsourced_care.archive.progress import Progress
from outsourced_care.archive.report import Report
from outsourced_care.archive.run import Options, UnfinishedError, run
from outsourced_care.archive.worker import write_parquet
from outsourced_care.cli import main, parser


def nothing() -> None:
    """Look at nothing."""


class Heard(Progress):
    """Hears what a run tells of its progress: of its reading, then of its putting together.

    Args:
        reading: Called when some of the input is done.
        putting: Called when a batch is put in its place.
    """

    def __init__(
        self, reading: Callable[[], None] = nothing, putting: Callable[[], None] = nothing
    ) -> None:
        super().__init__("extract")
        self.totals: list[int] = []
        self.told: list[list[tuple[int, int, int, bool]]] = []
        self._looks = reading, putting

    def begin(self, total: int, of: str = "of the input") -> None:
        super().begin(total, of)
        self.totals.append(total)
        self.told.append([])

    def add(self, done: int, articles: int = 0, words: int = 0, *, before: bool = False) -> None:
        super().add(done, articles, words, before=before)
        self.told[-1].append((done, articles, words, before))
        self._looks[len(self.told) - 1]()


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(tmp_path_factory.mktemp("lamps") / "lamps.jsonl", records(30))


def asked(lines: Path, out: Path, **more: object) -> Options:
    return Options((lines,), out, **{"batch": 4, "workers": 1, **more})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Ran:
    """A run, and what was heard and seen of it.

    Attributes:
        lines: What it read: thirty records.
        out: What it wrote, of batches of four.
        report: What it returned.
        took: The seconds from without.
        heard: What it told of its progress.
        begins: How the files began that there were when a batch was put in its place.
    """

    lines: Path
    out: Path
    report: Report
    took: float
    heard: Heard
    begins: list[list[bytes]]


@pytest.fixture(scope="module")
def ran(lines: Path) -> Ran:
    begins = []
    out = lines.with_name("tables")

    def putting() -> None:
        files = (p for p in unfinished(out).rglob("*") if p.is_file())
        begins.append([path.read_bytes()[:15] for path in files])

    heard, begun = Heard(putting=putting), time.monotonic()
    report = run(asked(lines, out), heard)
    return Ran(lines, out, report, time.monotonic() - begun, heard, begins)


# --- words, seconds, shares ---------------------------------------------------------------------


def words_of(out: Path) -> int:
    return sum(pq.read_table(out / "articles", partitioning=None)["word_count"].to_pylist())


def test_the_report_tells_words_and_seconds(ran: Ran, tmp_path: Path) -> None:
    made = [{"text": "Lamps are lit\n\nAda Quill said that nobody had lit the lamps.\n"}] * 2
    made += [{"text": f"Lamps are out\n\nNobody lit the oil lamps of house {n}.\n"} for n in "ABC"]
    few = write_lines(tmp_path / "few.jsonl", made)
    assert run(asked(few, tmp_path / "few")).words == 9 + 3 * 8 == words_of(tmp_path / "few")
    assert ran.report.words == words_of(ran.out)
    assert 0 < ran.report.seconds <= ran.took + 0.001  # it is rounded


def test_all_that_is_done_is_told(ran: Ran) -> None:
    reading, putting = ran.heard.told
    size = ran.lines.stat().st_size
    assert ran.heard.totals == [size, 8]
    assert sum(done for done, *_ in reading) == size
    assert [articles for _, articles, _, _ in reading] == [4] * 7 + [2]
    assert ran.report.read == 30
    words = [words for _, _, words, _ in reading]
    assert all(words) and ran.report.words <= sum(words) < 2 * ran.report.words  # with copies
    assert putting == [(1, 0, 0, False)] * 8
    assert not any(before for *_, before in reading)


def test_what_an_earlier_run_did_is_told_as_such(lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    with pytest.raises(UnfinishedError):
        run(asked(lines, out, batch=3, limit=12, fail_fast=True))
    there = len(batches(out))
    assert 0 < there < 4
    heard = Heard()
    run(asked(lines, out, batch=3, limit=12, resume=True), heard)
    assert [before for *_, before in heard.told[0]] == [True] * there + [False] * (4 - there)
    assert [articles for _, articles, _, _ in heard.told[0]] == [3] * 4


def test_plain_lines_tell_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    clock = [0.0]
    shown = Progress("extract", lambda: clock[0])
    shown.begin(1000)
    shown.add(100, 10, 70_000, before=True)
    for _ in range(4):
        clock[0] += 25
        shown.add(50, 5, 5000)
    shown.begin(4, "put together")
    for _ in range(2):
        clock[0] += 25
        shown.add(1)
    assert capsys.readouterr().err.splitlines() == [
        "outsourced-care extract: 20 articles, 200 words a second, 20 % of the input, 0:06:40 left",
        "outsourced-care extract: 30 articles, 200 words a second, 30 % of the input, 0:05:50 left",
        "outsourced-care extract: 50 % put together, 0:00:50 left",
    ]


def test_a_run_tells_plain_lines(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ticks = iter(range(0, 10**6, 31))
    run(asked(lines, tmp_path / "tables"), Progress("extract", lambda: float(next(ticks))))
    said = r"outsourced-care extract: (\d+) articles, \d+ words a second, (\d+) % of the input, "
    told = re.findall(rf"^{said}\d:\d\d:\d\d left$", capsys.readouterr().err, re.M)
    assert [int(articles) for articles, _ in told] == [4, 8, 12, 16, 20, 24, 28, 30]
    shares = [int(share) for _, share in told]
    assert shares == sorted(shares) and 0 < shares[0] < 30 and shares[-1] == 100


BAR = re.compile(
    r"\rextract: +(\d+)%\|[^|]*\| ([\d,]+) articles, ([\d,]+) words a second, (\d+):(\d\d):(\d\d)"
)


@pytest.mark.medium
def test_a_bar_shows_on_a_terminal_and_goes_away(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pty = pytest.importorskip("pty")
    long = write_lines(tmp_path_factory.mktemp("long") / "long.jsonl", records(150, 5, 40))
    ours, theirs = pty.openpty()
    pytest.importorskip("termios").tcsetwinsize(theirs, (24, 100))
    given = ["extract", str(long), "--out", str(tmp_path / "tables"), "--batch", "3"]
    begun = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "outsourced_care", *given, "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    shown = bytearray()
    with os.fdopen(ours, "rb", buffering=0) as screen, suppress(OSError):  # so Linux says it ends
        while more := screen.read(65_536):
            shown += more
    assert child.wait(60) == 1
    took = time.monotonic() - begun
    before, _, after = shown.decode().partition("neither")
    bars = [tuple(int(n.replace(",", "")) for n in found) for found in BAR.findall(before)]
    assert bars and [bar[0] for bar in bars] == sorted(bar[0] for bar in bars)
    assert all(articles > 0 and speed > 0 for _, articles, speed, *_ in bars)
    left = [3600 * hours + 60 * minutes + seconds for *_, hours, minutes, seconds in bars]
    assert left[-1] <= took and max(left) < 20 * took
    assert "\rextract" not in after


# --- what it holds ------------------------------------------------------------------------------


def test_row_groups_are_bounded_and_compressed(ran: Ran, tmp_path: Path) -> None:
    rows = pa.table({"n": range(150_000), "lamp": [f"lamp {n % 97}" for n in range(150_000)]})
    write_parquet(rows, tmp_path / "many.parquet")
    assert pq.read_table(tmp_path / "many.parquet").equals(rows)
    assert pq.read_metadata(tmp_path / "many.parquet").num_row_groups == 3
    for path in (tmp_path / "many.parquet", *ran.out.rglob("*.parquet")):
        told = pq.read_metadata(path)
        groups = [told.row_group(n) for n in range(told.num_row_groups)]
        assert all(group.num_rows <= 65_536 for group in groups)
        columns = [group.column(n) for group in groups for n in range(told.num_columns)]
        assert {column.compression for column in columns} <= {"ZSTD"}


def test_the_articles_that_are_kept_are_known_on_disk(ran: Ran) -> None:
    assert len(ran.begins) == 8
    assert all(b"SQLite format 3" in some for some in ran.begins)


def test_the_input_is_cut_up_while_it_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for n, text in enumerate(texts(6)):
        (folder / str(n)).mkdir(parents=True)
        (folder / str(n) / "lamp.txt").write_text(text)

    def reading() -> None:
        (folder / "5" / "more.txt").write_text("Lamps\n\nOne more lamp was lit today.\n")

    assert run(asked(folder, tmp_path / "tables", batch=1), Heard(reading)).read == 7


def tasks_on_their_way(engine: Engine) -> list[int]:
    """How many tasks are taken and not done, each time that one is done."""
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for n in range(60):
            taken += 1
            yield n

    done: set[int] = set()
    most = []
    for task, made in engine.map(abs, tasks(), lambda task: task):
        assert task == made
        done.add(task)
        most.append(taken - len(done))
    assert done == {*range(60)}
    return most


@pytest.mark.parametrize(
    ("engine", "most"),
    [
        ("here", 0),
        pytest.param("processes", 6, marks=pytest.mark.medium),
        pytest.param("dask", 8, marks=pytest.mark.medium),
    ],
)
def test_few_tasks_are_on_their_way(engine: str, most: int) -> None:
    with ExitStack() as opened:
        which: Engine = Here()
        if engine == "processes":
            which = opened.enter_context(Processes(2))
        elif engine == "dask":
            pytest.importorskip("distributed")
            from outsourced_care.archive.dask_engine import dask

            which = opened.enter_context(dask(None, 2))
        assert max(tasks_on_their_way(which)) <= most


# --- what does not pass for whole ---------------------------------------------------------------


def cannot_be_put_together(lines: Path, out: Path, spoil: Callable[[], None]) -> None:
    """A run to which something happens when the first batch is in its place."""
    once = [spoil]
    heard = Heard(putting=lambda: once.pop()() if once else None)
    with pytest.raises(UnfinishedError, match=re.escape(str(out))):
        run(asked(lines, out, batch=12), heard)
    assert not out.exists()


@pytest.fixture(scope="module")
def long_lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Batches of which some hold nothing but copies."""
    made = records(24, seed=3)
    made += [{**one, "id": f"again-{n}"} for n, one in enumerate(made) if "text" in one]
    return write_lines(tmp_path_factory.mktemp("long") / "long.jsonl", made)


@pytest.fixture(scope="module")
def whole(long_lines: Path) -> dict[str, bytes]:
    run(asked(long_lines, long_lines.with_name("whole"), batch=12))
    return state(long_lines.with_name("whole"))


def test_a_file_that_breaks_off_is_made_again(
    long_lines: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    resource = pytest.importorskip("resource")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    out = tmp_path / "tables"
    try:
        cannot_be_put_together(
            long_lines, out, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    report = run(asked(long_lines, out, batch=12, resume=True))
    assert report.left_out["duplicates"]
    assert state(out) == whole


@pytest.mark.medium
@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system of Linux")
def test_a_disk_that_is_full_when_all_is_put_together(
    long_lines: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    with little_disk(disk, 4_000):
        other = disk / "other"

        def fill() -> None:
            with other.open("wb", buffering=0) as file, suppress(OSError):
                while file.write(bytes(4096)):
                    pass
            os.truncate(other, other.stat().st_size - 8192)

        out = disk / "tables"
        cannot_be_put_together(long_lines, out, fill)
        other.unlink()
        run(asked(long_lines, out, batch=12, resume=True))
        assert state(out) == whole


# --- what it says on a terminal -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["b.jsonl", "-b.jsonl", "--out", "b c.jsonl"])
@pytest.mark.parametrize("out", ["tables", "-tables", "--force"])
def test_the_command_that_goes_on_is_one(
    name: str,
    out: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(f"{name}.jsonl")
    path.write_text(
        '{"text": "Lamps\\n\\nAda Quill said that the lamps were lit."}\n{"text": ""}\n'
    )
    asked = ["--batch", "1", "--workers", "1", f"--out={out}"]
    begun = ["extract", "--fail-fast", *asked, "--tables", "quotes,people", "--", str(path)]
    assert main(begun) == 2
    _, command, told = capsys.readouterr().err.strip().rpartition("outsourced-care extract ")
    again = shlex.split(command + told)[1:]
    before, after = parser().parse_args(begun), parser().parse_args(again)
    assert vars(after) == {**vars(before), "fail_fast": False, "resume": True}
    assert main(again) == 1
    assert {p.name for p in Path(out).iterdir() if p.is_dir()} == {"articles", "quotes", "people"}


def test_names_of_tables_may_be_spaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lamps.txt"
    path.write_text("Lamps\n\nAda Quill said that the lamps were lit.\n")
    out = tmp_path / "tables"
    asked = ["extract", str(path), "--out", str(out), "--published", "2013"]
    assert main([*asked, "--tables", " quotes, people "]) == 0
    assert {p.name for p in out.iterdir() if p.is_dir()} == {"articles", "quotes", "people"}
    assert main([*asked, "--tables", "quotes, lamp posts", "--force"]) == 2
    assert "lamp posts" in capsys.readouterr().err


def in_shell(redirected: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command whose output a shell leads elsewhere."""
    words = [sys.executable, "-m", "outsourced_care", *map(str, arguments)]
    shell = ["sh", "-c", f'exec "$@" {redirected}', "sh", *words]
    return subprocess.run(shell, capture_output=True, text=True, timeout=120)


@pytest.mark.medium
@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize(
    "redirected",
    ["<&- >&- 2>&-", *(pytest.param(s, marks=pytest.mark.slow) for s in (">&-", "2>&-"))],
)
def test_streams_may_be_closed(lines: Path, tmp_path: Path, redirected: str) -> None:
    asked = ("--out", tmp_path / "tables", "--limit", 4, "--batch", 2, "--workers", 2)
    ran = in_shell(redirected, "extract", lines, *asked)
    told = in_shell("", "extract", lines, "--out", tmp_path / "told", *asked[2:])
    assert ran.returncode == told.returncode
    assert ran.stdout == (
        "" if ">&-" in redirected.split() else told.stdout.replace("told", "tables")
    )
    assert ran.stderr == ("" if "2>&-" in redirected else told.stderr)
    assert state(tmp_path / "tables") == state(tmp_path / "told")
    nothing = in_shell(redirected, "validate", tmp_path / "missing")
    assert nothing.returncode == 2 and "Traceback" not in nothing.stderr


@pytest.mark.medium
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_that_is_full_is_named(lines: Path, tmp_path: Path) -> None:
    asked = ("extract", lines, "--out", tmp_path / "tables", "--limit", 1, "--workers", 1)
    ran = in_shell("> /dev/full", *asked)
    assert ran.returncode == 2
    said = "outsourced-care extract: standard output: No space left on device\n"
    assert ran.stderr.endswith(said) and ran.stderr.count("No space") == 1
    assert (tmp_path / "tables" / "report.json").exists()
    assert in_shell("> /dev/full 2> /dev/full", *asked, "--force").returncode == 2

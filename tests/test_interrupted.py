"""Killed at any moment, a build leaves the old set or the new one, and the next build ends it.

Catches half-written files, a `data/` with files of two builds, and remains of a killed build
that stop the next one.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from conftest import Project
from kills import killed_before_each

from outsourced_care.descriptor import DESCRIPTOR, sha256
from outsourced_care.publish import STAGE, differences, finish_interrupted, install


def a_set(version: int) -> dict[str, bytes]:
    """A small set of files that goes together."""
    files = {f"data/{n}.csv": f"{n},{version}\n".encode() * 50 for n in range(4)}
    hashes = {name: sha256(raw) for name, raw in files.items()}
    return {**files, DESCRIPTOR: json.dumps([version, hashes]).encode()}


def present(root: Path) -> dict[str, bytes]:
    paths = [*(root / "data").glob("*"), root / DESCRIPTOR]
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in paths if p.exists()}


def consistent(root: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """`data/` is wholly old or wholly new, and so is the descriptor."""
    there = present(root)
    data = {n: b for n, b in there.items() if n != DESCRIPTOR}
    sets = [{n: b for n, b in files.items() if n != DESCRIPTOR} for files in (old, new)]
    assert data in sets
    assert there.get(DESCRIPTOR) in (old.get(DESCRIPTOR), new[DESCRIPTOR])


@pytest.mark.medium
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("first", [True, False], ids=["nothing there", "an old set there"])
def test_killed_before_each_thing_it_does(tmp_path: Path, first: bool) -> None:
    start, old, new = tmp_path / "start", ({} if first else a_set(1)), a_set(2)
    start.mkdir()
    if old:
        install(old, start)
    prepare, act = partial(shutil.copytree, start), partial(install, new)
    killed = killed_before_each(prepare, act, tmp_path / "killed")
    assert len(killed) > 20
    mixed = 0
    for moment, root in enumerate(killed):
        consistent(root, old, new)
        mixed += present(root) not in (old, new)
        if moment % 2:
            finish_interrupted(root)
            assert present(root) in (old, new)
        install(new, root)
        assert present(root) == new and not (root / STAGE).exists()
    assert mixed <= 3  # between the exchange of data/ and the descriptor's replacement only


def test_an_interrupted_staging_is_undone(tmp_path: Path) -> None:
    install(a_set(1), tmp_path)
    (tmp_path / STAGE / "new").mkdir(parents=True)
    (tmp_path / STAGE / "new" / "half").write_bytes(b"half")
    finish_interrupted(tmp_path)
    assert present(tmp_path) == a_set(1) and not (tmp_path / STAGE).exists()


def test_an_interrupted_exchange_is_finished(tmp_path: Path) -> None:
    install(a_set(1), tmp_path)
    old, new = a_set(1), a_set(2)
    for name, raw in new.items():
        path = tmp_path / STAGE / "new" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(old[name] if name != DESCRIPTOR else raw)
        if name != DESCRIPTOR:
            (tmp_path / name).write_bytes(raw)
    hashes = {name: sha256(raw) for name, raw in new.items()}
    (tmp_path / STAGE / "ready").write_text(json.dumps(hashes))
    finish_interrupted(tmp_path)
    assert present(tmp_path) == new and not (tmp_path / STAGE).exists()
    assert differences(new, tmp_path) == []


def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(a_set(1), tmp_path)
    calls = 0

    def full(_: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        install(a_set(2), tmp_path)
    assert present(tmp_path) == a_set(1)
    assert not (tmp_path / STAGE).exists()


@pytest.mark.slow
def test_builds_killed_at_random_moments(project: Project) -> None:
    """Real builds, killed 25 times at seeded random moments after their first write."""
    assert project.build_apart().status == 0
    old = project.published()
    entry = project.entry()
    entry.write_text(
        entry.read_text(encoding="utf-8").replace(
            "minister moves the lamps", "minister moves lamps"
        ),
        encoding="utf-8",
    )
    assert project.build_apart().status == 0
    new = project.published()
    assert old != new
    texts = (
        entry.read_text(encoding="utf-8"),
        entry.read_text(encoding="utf-8").replace(
            "minister moves lamps", "minister moves the lamps"
        ),
    )
    seeded = random.Random(20310304)  # noqa: S311 - moments, not secrets
    begin = time.monotonic()
    project.build_apart()
    span = time.monotonic() - begin
    for number in range(25):
        entry.write_text(texts[(number + 1) % 2], encoding="utf-8")
        wanted, other = (old, new) if number % 2 == 0 else (new, old)
        child = subprocess.Popen(
            [sys.executable, "build"],
            cwd=project.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seeded.uniform(0.5, 1.05) * span)
        child.send_signal(signal.SIGKILL)
        child.wait()
        there = project.published()
        assert there in (wanted, other), number
        assert project.build_apart().status == 0
        assert project.published() == wanted

"""A disk that fills: nobody is told that something was received when it was not, and health says why."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontoffice.operate.tests.running import (
    READY_WITHIN_S,
    Family,
    Surroundings,
    Up,
    arrivals,
    copy_home,
    eventually,
    frontoffice,
    health,
    running,
    surroundings_in,
)

pytestmark = pytest.mark.slow
ROOM_MB = 160
LONG = "Please write back. " * 900
SEVERAL = 30


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own, of ROOM_MB."""
    disk = folder / "disk"
    disk.mkdir()
    if os.geteuid() != 0:
        pytest.skip("NOT TRIED: a full disk. Only root may mount a small one; run the tests as root.")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM_MB}m,mode=755", "tmpfs", str(disk)],
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"NOT TRIED: a full disk. This machine does not let us mount one: {mounted.stderr}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def on_small_disk(small_disk: Path, riverbend_home: Path) -> Surroundings:
    surroundings = surroundings_in(small_disk)
    copy_home(riverbend_home, Path(surroundings["FRONTOFFICE_HOME"]))
    return surroundings


def fill(disk: Path) -> Path:
    """Not a byte is left on the disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return ballast


def test_a_family_is_told_the_truth_while_the_disk_is_full_and_served_once_there_is_room(
    on_small_disk: Surroundings, small_disk: Path
) -> None:
    with running(on_small_disk) as up:
        family = Family(up)
        assert family.writes()[0] == 303
        assert family.mails()
        ballast = fill(small_disk)
        answers = [family.writes(LONG) for _ in range(SEVERAL)]
        assert {status for status, _ in answers} <= {303, 503}
        told = [page for status, page in answers if status == 503]
        assert told
        assert all("Please write back." in page and "not" in page for page in told)
        while family.mails():
            pass
        assert not health(on_small_disk)["disk space"]
        assert "make room on the disk" in frontoffice(on_small_disk, "health").stdout

        ballast.unlink()
        wait_until_it_serves(up, family)
        kept = arrivals(up.home)
        assert [mark for mark in family.acknowledged if mark not in kept] == []


def test_a_database_that_is_killed_on_a_full_disk_comes_back_and_the_truth_is_told_meanwhile(
    on_small_disk: Surroundings, small_disk: Path
) -> None:
    with running(on_small_disk) as up:
        family = Family(up)
        assert family.writes()[0] == 303
        ballast = fill(small_disk)
        for process in up.parts():
            if "postgres" in process.name():
                process.kill()
        eventually(lambda: "PostgreSQL ended" in up.said(), 5, up.said)
        answers = [family.writes(LONG) for _ in range(SEVERAL)]
        assert {status for status, _ in answers} <= {303, 503}
        assert all("Please write back." in page for status, page in answers if status == 503)
        assert up.process.poll() is None

        ballast.unlink()
        wait_until_it_serves(up, family)
        kept = arrivals(up.home)
        assert [mark for mark in family.acknowledged if mark not in kept] == []


def wait_until_it_serves(up: Up, family: Family) -> None:
    def serves() -> bool:
        return family.writes()[0] == 303 and family.mails()

    family.forms *= 100  # Send is pressed again and again
    eventually(serves, READY_WITHIN_S, up.said)

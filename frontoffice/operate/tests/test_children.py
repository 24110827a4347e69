"""Processes that are kept alive, tried on small real ones."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from frontoffice.operate.children import (
    FIRST_WAIT_S,
    SUPERVISED,
    Child,
    end_orphans,
    how_it_ended,
    rotate,
    stop_all,
)

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "logs").mkdir()
    return tmp_path


def child(home: Path, program: str) -> Child:
    return Child("stand-in", [sys.executable, "-c", program], home)


def eventually(happens: Callable[[], bool], within_s: float = 5) -> None:
    deadline = time.monotonic() + within_s
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_child_that_dies_starts_again_after_a_wait_that_doubles(home: Path) -> None:
    said: list[str] = []
    dying = child(home, "raise SystemExit(3)")
    dying.start()

    def has_failed_twice() -> bool:
        dying.tend(said.append)
        return dying.back_off.failures == 2

    began = time.monotonic()
    eventually(has_failed_twice)
    assert time.monotonic() - began >= FIRST_WAIT_S
    assert "exit 3" in said[0]
    assert f"in {FIRST_WAIT_S:g} s" in said[0]
    assert f"in {2 * FIRST_WAIT_S:g} s" in said[1]
    stop_all([dying])


def test_a_killed_child_is_named_by_its_signal(home: Path) -> None:
    said: list[str] = []
    living = child(home, "import time; time.sleep(60)")
    living.start()
    assert living.process
    living.process.kill()

    def was_said() -> bool:
        living.tend(said.append)
        return bool(said)

    eventually(was_said)
    assert "SIGKILL" in said[0]
    stop_all([living])


def test_what_a_child_prints_is_in_its_log(home: Path) -> None:
    printing = child(home, "print('hello'); raise SystemExit('no')")
    printing.start()
    assert printing.process
    printing.process.wait()
    assert printing.last_lines() == "hello\nno"


def test_a_child_that_does_not_stop_when_asked_is_killed(home: Path) -> None:
    stubborn = child(home, STUBBORN)
    stubborn.start()
    process = stubborn.process
    assert process
    eventually(lambda: "up" in stubborn.last_lines())
    began = time.monotonic()
    stop_all([stubborn], patience_s=0.2)
    assert time.monotonic() - began < 2
    assert process.returncode == -9


def test_children_of_a_killed_supervisor_are_ended_and_others_are_left_alone(home: Path) -> None:
    sleep = ["sleep", "60"]
    orphan = subprocess.Popen(sleep, env=os.environ | {SUPERVISED: str(home)})
    neighbour = subprocess.Popen(sleep, env=os.environ | {SUPERVISED: str(home / "other")})
    eventually(lambda: SUPERVISED in psutil.Process(orphan.pid).environ())
    end_orphans(home, patience_s=1)
    assert orphan.wait(5) == -15
    assert neighbour.poll() is None
    neighbour.kill()
    neighbour.wait()


def test_a_log_over_its_size_is_set_aside_and_its_writer_goes_on(home: Path) -> None:
    log = home / "logs" / "web.log"
    with log.open("ab") as writer:
        for text in (b"first", b"second", b"third", b"fourth", b"fifth"):
            writer.write(text)
            writer.flush()
            rotate(log, most_bytes=3)
        writer.write(b"now")
    assert log.read_bytes() == b"now"
    assert [log.with_name(f"web.log.{number}").read_bytes() for number in (1, 2, 3)] == [
        b"fifth",
        b"fourth",
        b"third",
    ]
    assert not log.with_name("web.log.4").exists()


def test_an_end_has_a_name() -> None:
    assert how_it_ended(-15) == "SIGTERM"
    assert how_it_ended(2) == "exit 2"

"""What is killed starts again, and what was acknowledged is still there."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from frontoffice.config.home import data_folder
from frontoffice.operate.tests.running import (
    READY_WITHIN_S,
    Family,
    Surroundings,
    Up,
    all_work,
    arrivals,
    eventually,
    frontoffice,
    has_ended,
    running,
)

pytestmark = pytest.mark.slow


def works_again(up: Up) -> None:
    eventually(
        lambda: all_work(up.surroundings),
        READY_WITHIN_S,
        lambda: frontoffice(up.surroundings, "health").stdout + up.said(),
    )


def postmaster(home: Path) -> psutil.Process:
    return psutil.Process(int((data_folder(home) / "postmaster.pid").read_text().split()[0]))


@pytest.mark.parametrize("word", ["granian", "operate.worker", "mail_listener", "demo.site"])
def test_a_part_that_is_killed_starts_again(up: Up, word: str) -> None:
    before = up.part(word)
    before.kill()
    eventually(lambda: has_ended(before), 5)
    eventually(lambda: "ended (SIGKILL) and starts again in 0.5 s" in up.said(), 5)
    works_again(up)
    assert up.part(word).pid != before.pid


def test_a_web_process_that_is_killed_below_its_server_is_replaced(up: Up) -> None:
    worker = max(up.part("granian").children(recursive=True), key=lambda each: each.memory_info().rss)
    worker.kill()
    works_again(up)
    assert Family(up).writes()[0] == 303


def test_a_database_that_is_killed_starts_again_and_has_lost_nothing(up: Up) -> None:
    family = Family(up)
    assert family.writes()[0] == 303
    postmaster(up.home).kill()
    eventually(lambda: "PostgreSQL ended and starts again" in up.said(), 5)
    works_again(up)
    assert family.writes()[0] == 303
    assert [mark for mark in family.acknowledged if mark not in arrivals(up.home)] == []


def test_a_database_that_cannot_start_again_is_tried_until_it_can(up: Up) -> None:
    family = Family(up)
    control = data_folder(up.home) / "global" / "pg_control"
    aside = control.rename(up.home / "aside")
    postmaster(up.home).kill()
    eventually(lambda: "PostgreSQL is tried again in 1 s" in up.said(), 20, up.said)
    status, page = family.writes()
    assert status == 503
    assert "Where is bus 12?" in page
    aside.rename(control)
    works_again(up)
    assert family.writes()[0] == 303


def test_a_family_that_sends_while_the_database_is_killed_is_told_or_received(up: Up) -> None:
    family = Family(up)
    with ThreadPoolExecutor(4) as writers:
        sent = [writers.submit(family.writes) for _ in range(30)]
        eventually(lambda: len(family.acknowledged) >= 3, 10)
        postmaster(up.home).kill()
        answers = [each.result() for each in sent]
    assert {status for status, _ in answers} <= {303, 503}
    for status, page in answers:
        assert status == 303 or ("Where is bus 12?" in page and "not" in page)
    works_again(up)
    kept = arrivals(up.home)
    assert [mark for mark in family.acknowledged if mark not in kept] == []


def test_everything_killed_in_the_middle_of_a_rush_loses_nothing_acknowledged(
    riverbend: Surroundings,
) -> None:
    with running(riverbend) as up:
        family = Family(up)
        with ThreadPoolExecutor(4) as writers:
            for _ in range(20):
                writers.submit(family.writes)
                writers.submit(family.mails)
            eventually(lambda: len(family.acknowledged) >= 10, 20)
            up.kill_everything()
    assert family.refused
    began = time.monotonic()
    with running(riverbend) as again:
        assert time.monotonic() - began < READY_WITHIN_S
        kept = arrivals(again.home)
        assert [mark for mark in family.acknowledged if mark not in kept] == []


def test_everything_ends_with_bin_up_however_it_ends(up: Up) -> None:
    everything = up.parts()
    up.process.send_signal(signal.SIGKILL)
    up.process.wait()
    eventually(lambda: up.parts() == [], 10, lambda: [process.cmdline() for process in up.parts()])
    assert len(everything) > 5

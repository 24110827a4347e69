"""bin/up as an operator meets it: every part real, in a home of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from frontoffice.config.home import CHECKOUT, home_id
from frontoffice.operate.place import PLACED_UNDER
from frontoffice.operate.tests.running import (
    ALWAYS_HERE,
    Family,
    Surroundings,
    Up,
    arrivals,
    eventually,
    frontoffice,
    health,
    running,
    surroundings_in,
)

pytestmark = pytest.mark.slow
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a folder that nobody may enter")
STOPS_WITHIN_S = 10


def test_every_part_is_named_in_health_and_works(up: Up) -> None:
    found = health(up.surroundings)
    assert set(found) == {*ALWAYS_HERE, "demo site", "disk space"}
    assert [name for name, works in found.items() if not works and name != "disk space"] == []
    told = frontoffice(up.surroundings, "health")
    assert all(f" {name} " in told.stdout for name in found)


def test_health_of_a_home_that_is_stopped_says_what_to_do_and_exits_1(folder: Path) -> None:
    told = frontoffice(surroundings_in(folder), "health")
    assert told.returncode == 1
    assert "FAIL database       stopped" in told.stdout
    assert "-> start Front Office with bin/up" in told.stdout


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_it_leaves_nothing_running(riverbend: Surroundings, how: signal.Signals) -> None:
    with running(riverbend) as up:
        began = time.monotonic()
        up.process.send_signal(how)
        assert up.process.wait(STOPS_WITHIN_S) == 0
        assert time.monotonic() - began < STOPS_WITHIN_S
        assert up.parts() == []


def test_asked_to_stop_while_it_starts_it_stops(riverbend: Surroundings) -> None:
    up = Up(riverbend)
    eventually(lambda: bool(up.parts()), 10)
    up.process.terminate()
    assert up.process.wait(STOPS_WITHIN_S) == 0
    assert up.parts() == []
    up.stop()


def test_a_second_start_on_the_same_home_is_refused_with_a_sentence(up: Up) -> None:
    said = Up(up.surroundings).refuses()
    assert f"Front Office is already running on {up.home} (process {up.process.pid} " in said
    assert "set FRONTOFFICE_HOME to another folder" in said


def test_two_homes_run_side_by_side(up: Up, folder: Path) -> None:
    with running(surroundings_in(folder, "another"), "--empty") as other:
        family = Family(up)
        assert family.writes()[0] == 303
        assert family.acknowledged[0] in arrivals(up.home)
        assert arrivals(other.home) == ""


@pytest.mark.parametrize("setting", ["FRONTOFFICE_PORT", "FRONTOFFICE_MAIL_PORT"])
def test_a_port_that_is_taken_is_named_with_its_setting(riverbend: Surroundings, setting: str) -> None:
    with socket.create_server(("127.0.0.1", int(riverbend[setting]))):
        said = Up(riverbend).refuses()
    assert f"cannot listen on 127.0.0.1 port {riverbend[setting]} (address already in use)" in said
    assert f"set {setting} to another port" in said


def test_the_port_of_the_demo_website_is_looked_at_too(riverbend: Surroundings) -> None:
    port = int(riverbend["FRONTOFFICE_PORT"]) + 1
    with socket.create_server(("127.0.0.1", port)):
        assert f"port {port} (address already in use)" in Up(riverbend).refuses()


@AS_ROOT
def test_a_home_in_a_private_folder_of_root_works_and_the_folder_stays_private(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    surroundings = surroundings_in(private)
    try:
        with running(surroundings, "--empty") as up:
            assert f"so the database is kept in {PLACED_UNDER}" in up.said()
        assert private.stat().st_mode & 0o777 == 0o700
    finally:
        shutil.rmtree(PLACED_UNDER / home_id(Path(surroundings["FRONTOFFICE_HOME"])))


def test_a_home_that_is_a_file_is_a_sentence(folder: Path) -> None:
    surroundings = surroundings_in(folder)
    Path(surroundings["FRONTOFFICE_HOME"]).write_text("not a folder")
    told = subprocess.run(
        [sys.executable, "-P", "-m", "frontoffice.operate.up"],
        env=surroundings,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
    )
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert told.stderr.count("\n") == 1

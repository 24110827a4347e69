"""bin/up as an operator meets it: every part real, in a home of its own."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from frontoffice.config.home import CHECKOUT
from frontoffice.operate.children import SUPERVISED

NO_LISTENER = not (CHECKOUT / "frontoffice" / "frontdoor" / "mail_listener.py").exists()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NO_LISTENER, reason="a part is missing from this checkout"),
]
READY_WITHIN_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def surroundings() -> Iterator[dict[str, str]]:
    """The environment of an installation of its own."""
    folder = Path(tempfile.mkdtemp(prefix="fo-up-"))
    folder.chmod(0o755)
    yield {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(CHECKOUT),
        "FRONTOFFICE_HOME": str(folder / "my home"),
        "FRONTOFFICE_PORT": str(free_port()),
        "FRONTOFFICE_MAIL_PORT": str(free_port()),
    }
    shutil.rmtree(folder)


class Up:
    """A running bin/up."""

    def __init__(self, surroundings: dict[str, str]) -> None:
        self.surroundings = surroundings
        self.errors = Path(surroundings["FRONTOFFICE_HOME"]).parent / "errors"
        with self.errors.open("ab") as errors:
            command = [sys.executable, "-P", "-m", "frontoffice.operate.up", "--empty"]
            self.process = subprocess.Popen(
                command, env=surroundings, stdout=subprocess.PIPE, stderr=errors, text=True
            )

    def wait_until_ready(self) -> None:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert (
            line == f"Front Office is ready: http://127.0.0.1:{self.surroundings['FRONTOFFICE_PORT']}/\n"
        ), self.errors.read_text()

    def parts(self) -> list[psutil.Process]:
        home = self.surroundings["FRONTOFFICE_HOME"]
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get(SUPERVISED) == home:
                    found.append(process)
        return found

    def part(self, word: str) -> psutil.Process:
        return next(process for process in self.parts() if word in " ".join(process.cmdline()))

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(10)
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture
def up(surroundings: dict[str, str]) -> Iterator[Up]:
    running = Up(surroundings)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


def frontoffice(surroundings: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "frontoffice.operate", *command],
        env=surroundings,
        capture_output=True,
        text=True,
    )


def health(surroundings: dict[str, str]) -> dict[str, bool]:
    told = json.loads(frontoffice(surroundings, "health", "--json").stdout)
    return {part["name"]: part["works"] for part in told["parts"]}


def test_up_runs_every_part_mends_what_is_killed_and_stops_them_all(up: Up) -> None:
    surroundings = up.surroundings
    assert health(surroundings) == dict.fromkeys(
        ("database", "web", "worker", "mail listener", "disk space", "migrations", "outgoing mail"), True
    )

    again = Up(surroundings)
    assert again.process.wait(10) == 2
    assert f"already running on {surroundings['FRONTOFFICE_HOME']}" in again.errors.read_text()
    again.stop()

    taken = Up(surroundings | {"FRONTOFFICE_HOME": surroundings["FRONTOFFICE_HOME"] + " two"})
    assert taken.process.wait(10) == 2
    assert f"port {surroundings['FRONTOFFICE_PORT']}" in taken.errors.read_text()
    taken.stop()

    for word in ("granian", "worker", "mail_listener"):
        up.part(word).kill()
    data = Path(surroundings["FRONTOFFICE_HOME"]) / "database" / "data"
    psutil.Process(int((data / "postmaster.pid").read_text().split()[0])).kill()
    time.sleep(1)
    deadline = time.monotonic() + READY_WITHIN_S
    while not all(health(surroundings).values()):
        assert time.monotonic() < deadline, frontoffice(surroundings, "health").stdout
        time.sleep(0.2)

    began = time.monotonic()
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(10) == 0
    assert time.monotonic() - began < 10
    assert up.parts() == []
    stopped = frontoffice(surroundings, "health")
    assert stopped.returncode == 1
    assert "start Front Office with bin/up" in stopped.stdout


def test_after_everything_was_killed_the_next_start_is_ready(up: Up, surroundings: dict[str, str]) -> None:
    everything = up.parts()
    up.process.kill()
    for process in everything:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    up.process.wait()
    began = time.monotonic()
    second = Up(surroundings)
    second.wait_until_ready()
    assert time.monotonic() - began < READY_WITHIN_S
    second.stop()


def test_a_wrong_setting_is_named_in_a_sentence(surroundings: dict[str, str]) -> None:
    told = subprocess.run(
        [sys.executable, "-P", "-m", "frontoffice.operate.up"],
        env=surroundings | {"FRONTOFFICE_PORT": "eighty"},
        capture_output=True,
        text=True,
    )
    assert told.returncode != 0
    assert "FRONTOFFICE_PORT is 'eighty': set it to a port from 1 to 65535" in told.stderr
    assert "Traceback" not in told.stderr

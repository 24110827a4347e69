"""A Front Office to measure: `bin/up` with the demo district, in a home and on ports of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import psycopg

from frontoffice.config.home import CHECKOUT, connection_parameters
from frontoffice.operate.database import stop_with_parent
from frontoffice.operate.welcome import DEMO_SITE_STEP

STOP_PATIENCE_S = 30
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


class CannotMeasure(Exception):
    """The installation did not start; what it said stands in the message."""


class Installation:
    """Everything that `bin/up` runs, on this machine, until the block ends."""

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="fo-bench-"))
        self.folder.chmod(0o755)
        self.home, self.said = self.folder / "home", self.folder / "said"
        self.port, mail_port = free_ports()
        own = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(CHECKOUT),
            "FRONTOFFICE_HOME": str(self.home),
            "FRONTOFFICE_PORT": str(self.port),
            "FRONTOFFICE_MAIL_PORT": str(mail_port),
        }
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "frontoffice.operate.up"],
                env=own,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                preexec_fn=stop_with_parent(signal.SIGTERM),
            )
        assert self.process.stdout
        if "ready" not in self.process.stdout.readline():
            words = self.said.read_text(errors="replace")
            self._end()
            raise CannotMeasure(words)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self.process.terminate()
        self.process.wait(STOP_PATIENCE_S)
        assert self.process.stdout
        self.process.stdout.close()
        placed = Path(connection_parameters(self.home)["host"])
        if not placed.is_relative_to(self.folder):
            shutil.rmtree(placed, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self) -> psycopg.Connection[Any]:
        """A connection to its database that commits each statement."""
        return psycopg.connect(
            **connection_parameters(self.home), autocommit=True, cursor_factory=psycopg.ClientCursor
        )

    def refuse_unsafe(self) -> None:
        """Raises CannotMeasure when the database could lose what it has acknowledged."""
        with self.connect() as database:
            for name in DURABLE:
                (value,) = database.execute(f"SHOW {name}").fetchone() or ("",)
                if value != "on":
                    raise CannotMeasure(f"{name} is {value}: nothing measured so would be true.")

    def processor_s(self) -> dict[str, float]:
        """Seconds of processor time that each part has used so far."""
        used: dict[str, float] = defaultdict(float)
        for process in self.processes():
            times = process.cpu_times()
            used[part_of(process)] += times.user + times.system
        return dict(used)

    def processes(self) -> list[psutil.Process]:
        """Everything it runs, itself included."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]


def free_ports() -> tuple[int, int]:
    """A port for the web whose demo website's is free too, and one for mail."""
    while True:
        with socket.socket() as web, socket.socket() as site, socket.socket() as mail:
            web.bind(("127.0.0.1", 0))
            mail.bind(("127.0.0.1", 0))
            port, mail_port = web.getsockname()[1], mail.getsockname()[1]
            try:
                site.bind(("127.0.0.1", port + DEMO_SITE_STEP))
            except (OSError, OverflowError):
                continue
            return port, mail_port


def part_of(process: psutil.Process) -> str:
    """The name by which the table calls a process."""
    words = " ".join(process.cmdline())
    names = {
        "postgres": "database",
        "granian": "web",
        "operate.worker": "worker",
        "mail_listener": "mail listener",
        "demo.site": "the demo's website",
        "operate.up": "bin/up",
    }
    return next((name for mark, name in names.items() if mark in words), "other")

"""The product as a newcomer starts it: a real bin/up in a home of its own, and the families' mail server."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from frontoffice.config.home import CHECKOUT
from frontoffice.operate.welcome import DEMO_SITE_STEP, MOST_PORTS

READY_WITHIN_S = 90
STOPPED_WITHIN_S = 15
PORTS = 3
Found = TypeVar("Found")


def ports_in_a_row(count: int) -> int:
    """The first of `count` ports in a row that nobody listens on, nor on its demo website's."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first = int(probe.getsockname()[1])
        wanted = (*range(first, first + count), first + DEMO_SITE_STEP)
        if first + DEMO_SITE_STEP < MOST_PORTS and all(_is_free(port) for port in wanted):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def wait_for(ask: Callable[[], Found | None], within_s: float, what: str) -> Found:
    """The first answer of `ask` that is true. Raises AssertionError naming `what` when the time is up."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if found := ask():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within {within_s} s")


class Mailboxes:
    """The mail server of every family: keeps each message's bytes as they came over the wire."""

    def __init__(self, port: int) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.received += [(recipient, envelope.content) for recipient in envelope.rcpt_tos]
        return "250 Kept"

    def of(self, address: str) -> list[bytes]:
        return [raw for recipient, raw in self.received if recipient == address]


class Product:
    """A running bin/up over a new home; it and its mail server use ports of their own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fo-journey-"))
        self.folder.chmod(0o755)
        self.port = ports_in_a_row(PORTS)
        self.site_port, self.mail_port = self.port + DEMO_SITE_STEP, self.port + 1
        self.mailboxes = Mailboxes(self.port + 2)
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(CHECKOUT),
            "FRONTOFFICE_HOME": str(self.folder / "home"),
            "FRONTOFFICE_PORT": str(self.port),
            "FRONTOFFICE_MAIL_PORT": str(self.mail_port),
            "MAIL_URL": f"smtp://127.0.0.1:{self.port + 2}",
        }
        self.said = self.folder / "said"

    @property
    def door(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.site_port}"

    def start(self) -> str:
        """Everything runs; what the terminal said."""
        self.mailboxes.controller.start()
        command = [sys.executable, "-P", "-m", "frontoffice.operate.up"]
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(command, env=self.environment, stdout=said, stderr=said)
        wait_for(self._is_ready, READY_WITHIN_S, "bin/up")
        return self.said.read_text()

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, self.said.read_text()
        return "As administrator:" in self.said.read_text()

    def frontoffice(self, *command: str) -> subprocess.CompletedProcess[str]:
        """What bin/frontoffice answers to a command of an operator."""
        whole = [sys.executable, "-P", "-m", "frontoffice.operate", *command]
        return subprocess.run(whole, env=self.environment, capture_output=True, text=True)

    def post(self, raw: bytes, to_address: str, sender: str) -> None:
        """A family's mail client hands a message to our listener."""
        with smtplib.SMTP("127.0.0.1", self.mail_port) as client:
            client.sendmail(sender, [to_address], raw)

    def stop(self) -> None:
        """Nothing runs any more and the home is gone."""
        if hasattr(self, "process"):
            self.process.terminate()
            self.process.wait(STOPPED_WITHIN_S)
        self.mailboxes.controller.stop()
        shutil.rmtree(self.folder)

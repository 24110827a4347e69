"""The mail listener as bin/up starts it, while the database is away."""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def connected(port: int) -> smtplib.SMTP:
    for _try in range(120):
        try:
            return smtplib.SMTP("127.0.0.1", port, timeout=30)
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the listener did not start")


@pytest.mark.slow
def test_while_the_database_is_away_the_sender_is_told_to_try_later(tmp_path: Path) -> None:
    port = free_port()
    away = f"postgresql://nobody@127.0.0.1:{free_port()}/frontoffice"
    facts = {"FRONTOFFICE_MAIL_PORT": str(port), "DATABASE_URL": away, "MAIL_DOMAIN": "front.example"}
    home = {"FRONTOFFICE_HOME": str(tmp_path)}
    command = [sys.executable, "-P", "-m", "frontoffice.frontdoor.mail_listener"]
    listener = subprocess.Popen(command, env={**os.environ, **facts, **home})
    try:
        with connected(port) as client:
            client.ehlo()
            client.mail("ana@home.example")
            code, said = client.rcpt("bus@front.example")
        assert code == 451 and b"try again later" in said
    finally:
        listener.terminate()
        assert listener.wait(20) == 0

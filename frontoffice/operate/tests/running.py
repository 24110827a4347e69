"""A bin/up of a test's own, and a family that writes to it: what the tests of hard operation share."""

import contextlib
import email.message
import http.client
import json
import os
import re
import secrets
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import psycopg

from frontoffice.config.home import CHECKOUT, connection_parameters, data_folder
from frontoffice.operate.children import SUPERVISED
from frontoffice.operate.welcome import DEMO_SITE_STEP

READY_WITHIN_S = 60
NOT_HURRIED_S = 2.1
ALWAYS_HERE = ("database", "web", "worker", "mail listener", "migrations", "outgoing mail")
Surroundings = dict[str, str]


def surroundings_in(folder: Path, home: str = "my home") -> Surroundings:
    """The environment of an installation of its own in `folder`, with nothing of who runs the tests."""
    web, mail = free_ports()
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(CHECKOUT),
        "FRONTOFFICE_HOME": str(folder / home),
        "FRONTOFFICE_PORT": str(web),
        "FRONTOFFICE_MAIL_PORT": str(mail),
    }


def free_ports() -> tuple[int, int]:
    """A port for the web whose demo website's is free too, and one for mail.

    They lie below those that the system gives to connections, and are not the next run's choice.
    """
    while True:
        web = 20_000 + 3 * secrets.randbelow(4_000)
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            for port in (web, web + 1, web + DEMO_SITE_STEP):
                held.enter_context(socket.create_server(("127.0.0.1", port)))
            return web, web + 1


class Up:
    """A running bin/up."""

    def __init__(self, surroundings: Surroundings, *arguments: str) -> None:
        self.surroundings = surroundings
        self.home = Path(surroundings["FRONTOFFICE_HOME"])
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        command = [sys.executable, "-P", "-m", "frontoffice.operate.up", *arguments]
        self.process = subprocess.Popen(
            command, env=surroundings, stdout=subprocess.PIPE, stderr=self.errors, text=True
        )

    @property
    def port(self) -> int:
        return int(self.surroundings["FRONTOFFICE_PORT"])

    def wait_until_ready(self) -> None:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line == f"Front Office is ready: http://127.0.0.1:{self.port}/\n", self.said()

    def said(self) -> str:
        """What stands on its stderr."""
        return os.pread(self.errors.fileno(), 1_000_000, 0).decode()

    def refuses(self) -> str:
        """What it says before it ends with exit 2."""
        assert self.process.wait(READY_WITHIN_S) == 2
        said = self.said()
        self.stop()
        return said

    def parts(self) -> list[psutil.Process]:
        """Every living process that works for the home, the database's too."""
        return [process for process in psutil.process_iter() if self._is_part(process)]

    def _is_part(self, process: psutil.Process) -> bool:
        with contextlib.suppress(psutil.Error, OSError):
            ours = process.environ().get(SUPERVISED) == str(self.home)
            return not has_ended(process) and (ours or self._is_database(process))
        return False

    def _is_database(self, process: psutil.Process) -> bool:
        return process.cwd() == str(data_folder(self.home).resolve())

    def part(self, word: str) -> psutil.Process:
        """The one that bin/up started, by a word of its command."""
        ours = psutil.Process(self.process.pid).children()
        return next(process for process in ours if word in " ".join(process.cmdline()))

    def kill_everything(self) -> None:
        everything = self.parts()
        self.process.kill()
        for process in everything:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(10)
        assert self.process.stdout
        self.process.stdout.close()
        self.errors.close()


def has_ended(process: psutil.Process) -> bool:
    """Whether it does no more work; it may end at any moment while we ask."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@contextlib.contextmanager
def running(surroundings: Surroundings, *arguments: str) -> Any:
    """A bin/up that is ready, and stopped afterwards."""
    up = Up(surroundings, *arguments)
    try:
        up.wait_until_ready()
        yield up
    finally:
        up.stop()


def frontoffice(surroundings: Surroundings, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "frontoffice.operate", *command],
        env=surroundings,
        capture_output=True,
        text=True,
    )


def health(surroundings: Surroundings) -> dict[str, bool]:
    """Whether each part works."""
    told = json.loads(frontoffice(surroundings, "health", "--json").stdout)
    return {part["name"]: part["works"] for part in told["parts"]}


def all_work(surroundings: Surroundings) -> bool:
    """Every part of it does; how full this machine's disk is does not count."""
    found = health(surroundings)
    return all(found[name] for name in found if name != "disk space")


def eventually(happens: Callable[[], bool], within_s: float, says: Callable[[], object] = str) -> None:
    deadline = time.monotonic() + within_s
    while not happens():
        assert time.monotonic() < deadline, says()
        time.sleep(0.05)


class Family:
    """Someone who writes through the form and by mail, and remembers what was acknowledged."""

    def __init__(self, up: Up) -> None:
        self.surroundings = up.surroundings
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.topic = re.findall(r'href="/t/([a-z0-9-]+)/', self.get("/ask/"))[0]
        self.forms = [self.token() for _ in range(40)]
        time.sleep(NOT_HURRIED_S)

    def get(self, path: str) -> str:
        return self._ask("GET", path)[1]

    def token(self) -> str:
        """A new form's own name."""
        found = re.search(r'name="token" value="([^"]+)"', self.get(f"/ask/{self.topic}/"))
        assert found
        return found[1]

    def writes(self, words: str = "") -> tuple[int, str]:
        """Press Send: the status and the page. 0 when nobody answered."""
        mark = uuid.uuid4().hex
        filled = {"token": self.forms.pop(), "message": f"Where is bus 12? {mark} {words}", "name": "Ana"}
        try:
            status, page = self._ask("POST", f"/ask/{self.topic}/", filled | {"by": "code", "language": "en"})
        except OSError:
            status, page = 0, ""
        (self.acknowledged if status == 303 else self.refused).append(mark)
        return status, page

    def mails(self) -> bool:
        """Whether the mail listener took a mail."""
        mark = uuid.uuid4().hex
        mail = email.message.EmailMessage()
        mail["From"], mail["To"] = "ana@example.org", f"{self.topic}@front.localhost"
        mail["Subject"], mail["Message-ID"] = "Bus 12", f"<{mark}@example.org>"
        mail.set_content(f"Where is it? {mark}")
        try:
            with smtplib.SMTP(
                "127.0.0.1", int(self.surroundings["FRONTOFFICE_MAIL_PORT"]), timeout=10
            ) as server:
                server.send_message(mail)
        except (OSError, smtplib.SMTPException):
            self.refused.append(mark)
            return False
        self.acknowledged.append(mark)
        return True

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(
            "127.0.0.1", int(self.surroundings["FRONTOFFICE_PORT"]), timeout=15
        )
        try:
            body = urlencode(fields) if fields else None
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()


def arrivals(home: Path) -> str:
    """Everything that ever arrived, raw, in one text."""
    with psycopg.connect(**connection_parameters(home)) as connection:
        rows = connection.execute("SELECT raw FROM conversations_arrival").fetchall()
    return "\n".join(bytes(raw).decode(errors="replace") for (raw,) in rows)


def copy_home(source: Path, target: Path) -> None:
    """The home as it is, whoever owns its files."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)

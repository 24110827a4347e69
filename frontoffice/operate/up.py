"""`bin/up`: the database, web server, worker and mail listener, in the foreground until stopped."""

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from frontoffice.config.environment import Environment
from frontoffice.config.home import make_home
from frontoffice.operate import parts
from frontoffice.operate.children import BackOff, Child, end_orphans, python, rotate, stop_all
from frontoffice.operate.database import AlreadyRunning, CannotStart, EmbeddedDatabase
from frontoffice.operate.lock import AlreadyHeld, Lock
from frontoffice.operate.stopping import StopRequest
from frontoffice.operate.welcome import demo_site_port, where_to_go_file, with_ports

PURPOSE = "bin/up"
WAIT_FOR_COMMAND_S = 20
TEND_EVERY_S = 0.5
LOOK_EVERY_S = 0.05
ROTATE_EVERY_S = 15
SAY_WAITING_EVERY_S = 10
GIVE_UP_AFTER_FAILURES = 5
WEB = (
    "granian --interface asgi --http auto --no-ws --log-level warning --workers-kill-timeout 3 --backlog 1024"
)


class PortInUse(CannotStart):
    """Another program listens where we should."""


class Stopped(Exception):
    """We were asked to stop before we were ready."""


class Installation:
    """One home, up: everything that runs for it and what is waited for."""

    def __init__(self, settings: Environment, stop: StopRequest, *, empty: bool = False) -> None:
        self.settings = settings
        self.home = settings.home
        self.stop = stop
        self.empty = empty
        self.lock = Lock(self.home / "run" / "up.lock")
        self.database: EmbeddedDatabase | None = None
        self.database_back_off = BackOff()
        self.children: list[Child] = []
        self.rotated_at = 0.0

    def run(self) -> None:
        """Up until asked to stop; everything has ended afterwards. Raises CannotStart, Stopped."""
        make_home(self.home)
        self._take_the_home()
        try:
            end_orphans(self.home)
            self._refuse_taken_ports()
            self._start_database()
            self._prepare()
            self._start_children()
            self._wait_until_ready()
            self._announce()
            while not self.stop.wait(TEND_EVERY_S):
                self._tend()
        finally:
            self._stop_everything()

    def _take_the_home(self) -> None:
        try:
            self.lock.take(PURPOSE)
        except AlreadyHeld as held:
            raise AlreadyRunning(
                f"Front Office is already running on {self.home} (process {held.holder}). "
                "Stop it first, or set FRONTOFFICE_HOME to another folder."
            ) from held

    def _refuse_taken_ports(self) -> None:
        for part in ("FRONTOFFICE", "FRONTOFFICE_MAIL"):
            port = self.settings.number(f"{part}_PORT")
            refuse_taken_port(self.settings.text(f"{part}_BIND"), port, f"{part}_PORT")

    def _start_database(self) -> None:
        if not self.settings.text("DATABASE_URL"):
            self.database = EmbeddedDatabase(self.home, say=say, stopping=lambda: self.stop.asked)
            self.database.start(PURPOSE, WAIT_FOR_COMMAND_S)
            self.database_back_off.note_start()

    def _prepare(self) -> None:
        command = python("frontoffice.operate.prepare", *(["--empty"] if self.empty else []))
        preparation = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        while preparation.poll() is None:
            if self.stop.wait(LOOK_EVERY_S):
                preparation.kill()
                preparation.wait()
                raise Stopped
        if preparation.returncode:
            raise CannotStart("The database could not be prepared: the lines above say why.")

    def _start_children(self) -> None:
        if where_to_go_file(self.home).exists():
            port = demo_site_port(self.settings)
            refuse_taken_port(parts.DEMO_SITE_HOST, port, "FRONTOFFICE_PORT")
        parts.heartbeat(self.home).unlink(missing_ok=True)
        self.children = [Child(name, command, self.home) for name, command in commands(self.settings).items()]
        for child in self.children:
            child.start()

    def _wait_until_ready(self) -> None:
        waiting, said_at = dict(self._questions()), time.monotonic()
        while waiting:
            if self.stop.wait(LOOK_EVERY_S):
                raise Stopped
            self._tend()
            self._give_up_on_what_cannot_start()
            waiting = {name: ask for name, ask in waiting.items() if not ask().works}
            if waiting and time.monotonic() - said_at > SAY_WAITING_EVERY_S:
                say(f"Waiting for: {', '.join(waiting)} ...")
                said_at = time.monotonic()

    def _questions(self) -> dict[str, Callable[[], parts.Part]]:
        questions = {
            "web": lambda: parts.web(self.settings),
            "mail listener": lambda: parts.mail_listener(self.settings),
            "worker": lambda: parts.worker(self.home),
            "demo site": lambda: parts.demo_site(self.settings),
        }
        return {child.name: questions[child.name] for child in self.children}

    def _give_up_on_what_cannot_start(self) -> None:
        for child in self.children:
            if child.back_off.failures >= GIVE_UP_AFTER_FAILURES:
                raise CannotStart(f"The {child.name} does not start:\n{child.last_lines()}")

    def _announce(self) -> None:
        port = self.settings.number("FRONTOFFICE_PORT")
        print(f"Front Office is ready: http://127.0.0.1:{port}/", flush=True)
        with contextlib.suppress(FileNotFoundError):
            print(with_ports(where_to_go_file(self.home).read_text().rstrip(), self.settings), flush=True)

    def _tend(self) -> None:
        self._tend_database()
        for child in self.children:
            child.tend(say)
        if time.monotonic() - self.rotated_at > ROTATE_EVERY_S:
            self.rotated_at = time.monotonic()
            for log in (self.home / "logs").glob("*.log"):
                with contextlib.suppress(OSError):  # a full disk has no room for the old log: later
                    rotate(log)

    def _tend_database(self) -> None:
        database, back_off = self.database, self.database_back_off
        if database is None or database.is_running():
            return
        if database.process:
            database.process = None
            log = self.home / "logs" / "database.log"
            say(f"PostgreSQL ended and starts again in {back_off.note_end():g} s: {log}")
        if back_off.is_over:
            try:
                database.restart()
                back_off.note_start()
            except CannotStart as reason:
                say(f"{reason}\nPostgreSQL is tried again in {back_off.note_end():g} s.")

    def _stop_everything(self) -> None:
        stop_all(self.children)
        parts.heartbeat(self.home).unlink(missing_ok=True)
        if self.database:
            self.database.stop()
        self.lock.release()


def commands(settings: Environment) -> dict[str, list[str]]:
    """What runs beside the database, by the name that health, messages and logs call it."""
    port = settings.number("FRONTOFFICE_PORT")
    where = ["--host", settings.text("FRONTOFFICE_BIND"), "--port", str(port)]
    size = ["--workers", str(settings.number("FRONTOFFICE_WEB_PROCESSES"))]
    web = python(*WEB.split(), *where, *size, "frontoffice.config.asgi:application")
    found = {
        "web": web,
        "worker": python("frontoffice.operate.worker"),
        "mail listener": python("frontoffice.frontdoor.mail_listener"),
    }
    if where_to_go_file(settings.home).exists():
        site = [
            "--port",
            str(demo_site_port(settings)),
            "--home",
            str(settings.home),
            "--front-door",
            f"http://127.0.0.1:{port}",
        ]
        found["demo site"] = python("frontoffice.operate.demo.site", *site)
    return found


def refuse_taken_port(bind: str, port: int, setting: str) -> None:
    """Nobody listens on the port. Raises PortInUse naming the setting that changes it."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise PortInUse(
                f"Front Office cannot listen on {bind} port {port} ({parts.said(error)}): "
                f"stop what does, or set {setting} to another port."
            ) from error


def options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/up", description="Starts everything Front Office needs, in the foreground; Ctrl-C stops it."
    )
    parser.add_argument("--empty", action="store_true", help="a new home starts without the demo district")
    return parser.parse_args(argv)


def say(line: str) -> None:
    """Tell the operator. Where that goes may be full or closed, which ends nothing."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def main(argv: list[str]) -> int:
    """0 when it was asked to stop; 2 with a sentence when it cannot start."""
    asked = options(argv)
    stop = StopRequest()
    try:
        settings = Environment()
        os.environ["FRONTOFFICE_HOME"] = str(Path(settings.home))
        Installation(settings, stop, empty=asked.empty).run()
    except Stopped:
        return 0
    except CannotStart as reason:
        if not stop.asked:
            say(str(reason))
            return 2
    except OSError as error:
        say(f"Front Office cannot run: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

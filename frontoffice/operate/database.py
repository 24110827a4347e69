"""The embedded PostgreSQL: one server for one home, reached by its socket alone, durable, never as root.

    with EmbeddedDatabase(home) as database:
        psycopg.connect(**database.connection_parameters)

Where its files lie is written in `frontoffice/config/home.py` and `place.py`. Only one process holds a home's
database; when that process ends, however it ends, PostgreSQL stops.
"""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from frontoffice.config.home import (
    DATABASE_NAME,
    DATABASE_ROLE,
    ConnectionParameters,
    connection_parameters,
    database_password,
    home_id,
    make_home,
    write_private,
)
from frontoffice.operate.lock import AlreadyHeld, Lock
from frontoffice.operate.place import PLACED_UNDER, SOCKET_NAME, CannotPlace, Place, Say, find_place

START_TIMEOUT_S = 60
FAST_STOP_S = 3.5
IMMEDIATE_STOP_S = 1
POLL_S = 0.01

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "superuser_reserved_connections": "2",
    "shared_buffers": "64MB",
    "huge_pages": "off",
    "jit": "off",
    "io_method": "sync",
    "max_parallel_workers_per_gather": "0",
    "max_worker_processes": "2",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "2",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "random_page_cost": "1.1",
    "min_wal_size": "96MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
}
FOR_TESTS_ONLY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class CannotStart(Exception):
    """PostgreSQL did not start; the message says why and what to do."""


class AlreadyRunning(CannotStart):
    """Another process runs this home's database."""


class EmbeddedDatabase:
    """One home's PostgreSQL. `durable=False` gives up safety for speed, in tests only.

    A start is given up when `stopping()` turns true.
    """

    def __init__(
        self,
        home: Path,
        *,
        durable: bool = True,
        say: Say | None = None,
        stopping: Callable[[], bool] = lambda: False,
        placed_under: Path = PLACED_UNDER,
    ) -> None:
        self.home = home.absolute()
        self.durable = durable
        self.say = say or _to_stderr
        self.stopping = stopping
        self.placed_under = placed_under
        self.process: subprocess.Popen[bytes] | None = None
        self.lock = Lock(self.home / "run" / "database.lock")

    def start(self, purpose: str = "frontoffice", wait_s: float = 0) -> None:
        """PostgreSQL accepts connections, whatever an earlier end left behind.

        Call it from the main thread: PostgreSQL stops when the thread that started it ends.
        `wait_s` is how long to wait for another process to let go of the home.
        Raises AlreadyRunning, CannotStart.
        """
        make_home(self.home)
        home_id(self.home)
        try:
            if wait_s and (holder := self.lock.holder()):
                self.say(f"Waiting for process {holder}, which works with the database ...")
            self.lock.take(purpose, wait_s, self.stopping)
        except AlreadyHeld as held:
            raise AlreadyRunning(
                f"Front Office is already running on {self.home} (process {held.holder}). "
                "Stop it first, or set FRONTOFFICE_HOME to another folder."
            ) from held
        try:
            self._start_locked()
        except BaseException:
            self.stop()
            raise

    def _start_locked(self) -> None:
        try:
            place = find_place(self.home, self.say, self.placed_under)
        except CannotPlace as reason:
            raise CannotStart(str(reason)) from reason
        try:
            self._start_at(place)
        except OSError as error:
            raise CannotStart(f"PostgreSQL cannot start: {error}") from error

    def _start_at(self, place: Place) -> None:
        end_leftovers(place)
        if not place.data.exists():
            self.say("Making the database (about 3 s) ...")
            self._initialise(place)
        _refuse_another_version(place)
        where = {"socket": str(place.socket), "data": str(place.data), "programs": str(place.programs)}
        self._write_where(json.dumps(where))
        self.process = self._launch(place)
        self._wait_until_ready(place)

    def _write_where(self, where: str) -> None:
        """Not again when nothing moved: a restart needs no room on the disk for it."""
        file = self.home / "run" / "database.json"
        if not file.exists() or file.read_text().strip() != where:
            write_private(file, where)

    def is_running(self) -> bool:
        """The server that this object started is alive."""
        return self.process is not None and self.process.poll() is None

    def restart(self) -> None:
        """It accepts connections again after it ended by itself. The home stays ours, also when this fails.

        Raises CannotStart.
        """
        try:
            self._start_locked()
        except CannotStart:
            self._stop_server()
            raise

    def stop(self) -> None:
        """PostgreSQL has ended and everything committed is on disk. Takes at most 10 s."""
        self._stop_server()
        self.lock.release()

    def _stop_server(self) -> None:
        if self.process:
            for how, patience_s in ((signal.SIGINT, FAST_STOP_S), (signal.SIGQUIT, IMMEDIATE_STOP_S)):
                if self.process.poll() is None:
                    self.process.send_signal(how)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        self.process.wait(patience_s)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process = None

    @property
    def connection_parameters(self) -> ConnectionParameters:
        """What psycopg.connect needs, as keywords."""
        return connection_parameters(self.home)

    @property
    def dsn(self) -> str:
        """The same as one libpq string."""
        quoted = (
            (name, str(value).replace("\\", "\\\\").replace("'", "\\'"))
            for name, value in self.connection_parameters.items()
        )
        return " ".join(f"{name}='{value}'" for name, value in quoted)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _initialise(self, place: Place) -> None:
        """A cluster appears under its name only when it is whole."""
        draft = place.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        secret = place.folder / "password.new"
        secret.unlink(missing_ok=True)
        write_private(secret, database_password(self.home))
        os.chown(secret, place.account.pw_uid, place.account.pw_gid)
        try:
            self._initdb(place, draft, secret)
            self._create_database(place, draft)
        finally:
            secret.unlink(missing_ok=True)
        draft.rename(place.data)

    def _initdb(self, place: Place, draft: Path, secret: Path) -> None:
        options = ["-U", DATABASE_ROLE, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8"]
        options += ["--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums", "-D", str(draft)]
        self._run(place, "initdb", options + ([] if self.durable else ["--no-sync"]))

    def _create_database(self, place: Place, draft: Path) -> None:
        options = ["--single", "-D", str(draft), *([] if self.durable else ["-F"]), "postgres"]
        self._run(place, "postgres", options, f"CREATE DATABASE {DATABASE_NAME}\n".encode())

    def _run(self, place: Place, program: str, options: list[str], text: bytes = b"") -> None:
        run = subprocess.run(
            [str(place.programs / program), *options],
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=place.folder,
            env=_environment(),
            **place.run_as,
        )
        if run.returncode:
            raise CannotStart(
                f"{program} could not make the database:\n{run.stdout.decode(errors='replace')}"
            )

    def _launch(self, place: Place) -> subprocess.Popen[bytes]:
        settings = SETTINGS | ({} if self.durable else FOR_TESTS_ONLY)
        settings["unix_socket_directories"] = '"' + str(place.socket).replace('"', '""') + '"'
        options = [f"--{name}={value}" for name, value in settings.items()]
        log = self.home / "logs" / "database.log"
        with log.open("ab") as output:
            self.log_started_at = output.tell()
            return subprocess.Popen(
                [str(place.programs / "postgres"), "-D", str(place.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=place.folder,
                env=_environment(),
                start_new_session=True,
                preexec_fn=stop_with_parent(signal.SIGINT),
                **place.run_as,
            )

    def _wait_until_ready(self, place: Place) -> None:
        assert self.process
        deadline, told = time.monotonic() + START_TIMEOUT_S, False
        while not _says_ready(place, self.process.pid):
            if self.process.poll() is not None:
                raise CannotStart(f"PostgreSQL did not start:\n{self._latest_log()}")
            if self.stopping():
                raise CannotStart("PostgreSQL was stopped before it was ready.")
            if time.monotonic() > deadline:
                raise CannotStart(f"PostgreSQL is not ready after {START_TIMEOUT_S} s:\n{self._latest_log()}")
            if not told and time.monotonic() > deadline - START_TIMEOUT_S + 2:
                self.say("PostgreSQL is recovering what was written before it was last stopped ...")
                told = True
            time.sleep(POLL_S)

    def _latest_log(self) -> str:
        with (self.home / "logs" / "database.log").open("rb") as log:
            log.seek(self.log_started_at)
            return log.read()[-4000:].decode(errors="replace").strip()


def running_process(home: Path) -> str | None:
    """Who holds the home's embedded database ("412 bin/up"), None when it is stopped."""
    return Lock(home / "run" / "database.lock").holder()


def end_leftovers(place: Place) -> None:
    """No process and no lock of an earlier server is left, though its supervisor was killed.

    Call it only while holding the home's lock: then whoever still works in the data folder is an orphan.
    A process that merely has the number in an old postmaster.pid is left alone.
    """
    for how, patience_s in ((signal.SIGINT, FAST_STOP_S), (signal.SIGKILL, IMMEDIATE_STOP_S)):
        for orphan in _working_in(place.data):
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.send_signal(how)
        deadline = time.monotonic() + patience_s
        while _working_in(place.data) and time.monotonic() < deadline:
            time.sleep(5 * POLL_S)
    for stale in (
        place.data / "postmaster.pid",
        place.socket / SOCKET_NAME,
        place.socket / f"{SOCKET_NAME}.lock",
    ):
        stale.unlink(missing_ok=True)


def _working_in(folder: Path) -> list[psutil.Process]:
    """Every PostgreSQL process has its data folder as working folder."""
    if not folder.exists():
        return []
    return [process for process in psutil.process_iter() if _works_in(process, folder.resolve())]


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return bool(process.cwd() == str(folder))
    except (psutil.Error, OSError):
        return False


def _says_ready(place: Place, pid: int) -> bool:
    """postmaster.pid: the number on its first line, the status on its eighth (PostgreSQL 10 and later)."""
    try:
        lines = (place.data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _refuse_another_version(place: Place) -> None:
    made_by = (place.data / "PG_VERSION").read_text().strip()
    program = [str(place.programs / "postgres"), "--version"]
    ours = (
        subprocess.run(program, capture_output=True, text=True, check=True).stdout.split()[-1].split(".")[0]
    )
    if made_by != ours:
        raise CannotStart(
            f"{place.data} was made by PostgreSQL {made_by} and this is {ours}: back it up with the earlier "
            "Front Office (frontoffice backup FILE) and restore it here."
        )


def stop_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """For Popen's preexec_fn: the child gets the signal when its parent dies. Only Linux can."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, parent, pr_set_pdeathsig = ctypes.CDLL(None).prctl, os.getpid(), 1

    def in_the_child() -> None:
        prctl(pr_set_pdeathsig, int(how))
        if os.getppid() != parent:
            os._exit(1)

    return in_the_child


def _environment() -> dict[str, str]:
    """Nothing of the operator's PG* or locale settings reaches the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

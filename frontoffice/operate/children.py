"""The processes that bin/up keeps alive: started, watched, started again with back-off, stopped, logged."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from frontoffice.operate.database import stop_with_parent

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30
STEADY_AFTER_S = 60
STOP_PATIENCE_S = 4
LOG_BYTES = 5_000_000
OLD_LOGS = 3
SUPERVISED = "FRONTOFFICE_SUPERVISED"  # set in every child to the home it works for

Say = Callable[[str], None]


@dataclass
class BackOff:
    """When what ended starts again: twice as late after each end that came within STEADY_AFTER_S."""

    failures: int = 0
    started_at: float = 0
    next_start_at: float = 0

    def note_start(self) -> None:
        self.started_at = time.monotonic()

    def note_end(self) -> float:
        """How many seconds to wait."""
        if time.monotonic() - self.started_at > STEADY_AFTER_S:
            self.failures = 0
        wait_s = min(FIRST_WAIT_S * 2**self.failures, LONGEST_WAIT_S)
        self.failures += 1
        self.next_start_at = time.monotonic() + wait_s
        return wait_s

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.next_start_at


@dataclass
class Child:
    """One process that must live."""

    name: str
    command: list[str]
    home: Path
    process: subprocess.Popen[bytes] | None = None
    back_off: BackOff = field(default_factory=BackOff)

    @property
    def log(self) -> Path:
        return self.home / "logs" / f"{self.name.replace(' ', '-')}.log"

    def start(self) -> None:
        """It runs in a session of its own, and ends when we do."""
        surroundings = {SUPERVISED: str(self.home), "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=os.environ | surroundings,
                start_new_session=True,
                preexec_fn=stop_with_parent(signal.SIGTERM),
            )
        self.back_off.note_start()

    def tend(self, say: Say) -> None:
        """Notice that it ended and, when its wait is over, start it again."""
        if self.process and self.process.poll() is not None:
            ended, self.process = self.process, None
            kill_session(ended.pid)
            self._say_when(say, f"ended ({how_it_ended(ended.returncode)})")
        if self.process is None and self.back_off.is_over:
            try:
                self.start()
            except OSError as error:
                self._say_when(say, f"cannot start ({error})")

    def _say_when(self, say: Say, what: str) -> None:
        say(f"The {self.name} {what} and starts again in {self.back_off.note_end():g} s: {self.log}")

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def last_lines(self, lines: int = 12) -> str:
        with contextlib.suppress(FileNotFoundError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return ""


def how_it_ended(code: int) -> str:
    """A signal by its name, anything else by its number."""
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


def kill_session(leader: int) -> None:
    """Whatever a process left behind in its own session is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def stop_all(children: list[Child], patience_s: float = STOP_PATIENCE_S) -> None:
    """Every child has ended: asked at once, killed when its patience is over."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + patience_s
    for child in children:
        if child.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.05, deadline - time.monotonic()))
            kill_session(child.process.pid)
            child.process.wait()
            child.process = None


def end_orphans(home: Path, patience_s: float = STOP_PATIENCE_S) -> None:
    """No child of an earlier bin/up on this home still runs, though its supervisor was killed."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        for orphan in orphans_of(home):
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.send_signal(how)
        deadline = time.monotonic() + patience_s
        while orphans_of(home) and time.monotonic() < deadline:
            time.sleep(0.05)


def orphans_of(home: Path) -> list[psutil.Process]:
    """They carry the home's path in their environment."""
    return [process for process in psutil.process_iter() if works_for(process, str(home))]


def works_for(process: psutil.Process, home: str) -> bool:
    try:
        return bool(process.pid != os.getpid() and process.environ().get(SUPERVISED) == home)
    except (psutil.Error, OSError):
        return False


def rotate(log: Path, most_bytes: int = LOG_BYTES, keep: int = OLD_LOGS) -> None:
    """A log over its size becomes `.1`, the one before `.2`; its writers go on in the same, emptied file."""
    if not log.exists() or log.stat().st_size < most_bytes:
        return
    for number in range(keep - 1, 0, -1):
        with contextlib.suppress(FileNotFoundError):
            log.with_name(f"{log.name}.{number}").replace(log.with_name(f"{log.name}.{number + 1}"))
    shutil.copyfile(log, log.with_name(f"{log.name}.1"))
    os.truncate(log, 0)


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours with our own interpreter."""
    return [sys.executable, "-P", "-m", module, *arguments]

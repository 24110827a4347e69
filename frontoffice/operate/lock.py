"""One process at a time: a lock that dies with the process that holds it."""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO


class AlreadyHeld(Exception):
    """Another process holds the lock; `holder` is what it wrote about itself ("412 bin/up")."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(f"{path} is held by process {holder or 'unknown'}")
        self.holder = holder


_held: set[IO[str]] = set()


class Lock:
    """A lock file. Only the lock counts, not the file: one left by a dead process stops nobody.

    It is held until it is released or the process ends, whether or not anybody keeps the object.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: IO[str] | None = None

    def take(self, purpose: str, wait_s: float = 0, give_up: Callable[[], bool] = lambda: False) -> None:
        """Hold the lock, waiting at most `wait_s`, or until `give_up()`, for another. Raises AlreadyHeld."""
        file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
        deadline = time.monotonic() + wait_s
        while not _locked(file):
            if time.monotonic() >= deadline or give_up():
                holder = file.read().strip()
                file.close()
                raise AlreadyHeld(self.path, holder)
            time.sleep(0.05)
        file.truncate()
        file.write(f"{os.getpid()} {purpose}\n")
        file.flush()
        self.file = file
        _held.add(file)

    def release(self) -> None:
        """Let go; a lock that was never taken is let go of too."""
        if self.file:
            _held.discard(self.file)
            self.file.close()
            self.file = None

    def holder(self) -> str | None:
        """Who holds it now ("412 bin/up"), None when nobody does."""
        if not self.path.exists():
            return None
        with self.path.open("r+") as file:
            return None if _locked(file) else file.read().strip()


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

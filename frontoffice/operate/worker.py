"""`python -m frontoffice.operate.worker`: runs the jobs that modules put in line, and says that it lives."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from frontoffice.config.home import home_from_environment
from frontoffice.operate.django import set_up_django
from frontoffice.operate.parts import heartbeat

JOBS_AT_ONCE = 4
SCANS = "scan"
"""The queue whose jobs take minutes to hours: it has a line of its own, so that mail never waits for it."""

SCANS_AT_ONCE = 2
HEARTBEAT_S = 10
LET_JOBS_END_S = 3
END_WITHIN_S = 6
"""From a signal to the end, come what may: an orderly end waits for a database that may have gone first."""

BEHIND_PAGES = 5  # a person waits for a page, and nobody for the worker


def main() -> int:
    """Work until SIGTERM or SIGINT; a job that was interrupted runs again."""
    os.nice(BEHIND_PAGES)
    set_up_django()
    asyncio.run(work(home_from_environment()))
    return 0


async def work(home: Path) -> None:
    """Jobs run and the heartbeat is touched for as long as the database answers."""
    from procrastinate.contrib.django import app

    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            beat = asyncio.create_task(keep_beating(heartbeat(home)))
            try:
                await both_lines(worker_app)
            finally:
                beat.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await beat
                heartbeat(home).unlink(missing_ok=True)


async def both_lines(app: Any) -> None:
    """Scans and everything else are worked off side by side, until a signal or a fault ends both."""
    app.perform_import_paths()
    others = sorted({task.queue for task in app.tasks.values()} - {SCANS})
    stopped = asyncio.Event()

    def stop() -> None:
        stopped.set()
        signal.alarm(END_WITHIN_S)

    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop)
    working = [
        asyncio.create_task(line(app, "scans", [SCANS], SCANS_AT_ONCE)),
        asyncio.create_task(line(app, "frontoffice", others, JOBS_AT_ONCE)),
    ]
    told = asyncio.create_task(stopped.wait())
    done, _ = await asyncio.wait([*working, told], return_when=asyncio.FIRST_COMPLETED)
    for task in (*working, told):
        task.cancel()
    await asyncio.gather(*working, told, return_exceptions=True)
    for task in done:
        task.result()


async def line(app: Any, name: str, queues: list[str], at_once: int) -> None:
    """Work off these queues, `at_once` jobs at a time, until cancelled."""
    await app.run_worker_async(
        name=name,
        queues=queues,
        concurrency=at_once,
        delete_jobs="successful",
        shutdown_graceful_timeout=LET_JOBS_END_S,
        install_signal_handlers=False,
        task_middleware=[with_a_live_connection],
    )


def with_a_live_connection(call_next: Callable[[], Any], *_: Any) -> Any:
    """A job never meets a connection that died while its thread was idle."""
    from django.db import close_old_connections

    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


async def keep_beating(file: Path) -> None:
    """The file is never older than HEARTBEAT_S while this process can do anything at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    while True:
        with contextlib.suppress(OSError):  # a full disk: the next beat may find room
            if file.exists() and file.stat().st_size:
                file.touch()
            else:
                file.write_text(str(os.getpid()))
        await asyncio.sleep(HEARTBEAT_S)


if __name__ == "__main__":
    sys.exit(main())

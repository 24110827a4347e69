"""`python -m frontoffice.operate.worker`: runs the jobs that modules put in line, and says that it lives."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from frontoffice.config.home import home_from_environment
from frontoffice.operate.django import set_up_django
from frontoffice.operate.parts import heartbeat

JOBS_AT_ONCE = 4
HEARTBEAT_S = 10
LET_JOBS_END_S = 3


def main() -> int:
    """Work until SIGTERM or SIGINT; a job that was interrupted runs again."""
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
                await worker_app.run_worker_async(
                    name="frontoffice",
                    concurrency=JOBS_AT_ONCE,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=LET_JOBS_END_S,
                    task_middleware=[with_a_live_connection],
                )
            finally:
                beat.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await beat
                heartbeat(home).unlink(missing_ok=True)


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

"""Two real SMTP servers for tests: our listener, and one that receives what we send."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections


@contextmanager
def listening(protocol: Callable[[], SMTP]) -> Iterator[int]:
    """The port at which this SMTP server answers, in a thread of its own."""
    loop = asyncio.new_event_loop()
    pool = ThreadPoolExecutor(max_workers=1)
    loop.set_default_executor(pool)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(loop.create_server(protocol, "127.0.0.1", 0), loop).result(10)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        pool.submit(connections.close_all).result(10)
        asyncio.run_coroutine_threadsafe(_closed(server, loop), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        pool.shutdown()
        loop.close()


async def _closed(server: asyncio.Server, loop: asyncio.AbstractEventLoop) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks(loop) if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class Mailboxes:
    """The family's mail provider: it keeps what comes, or refuses as a test says."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.senders: list[str] = []
        self.refusal = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.received.append(envelope.content)
        self.senders.append(envelope.mail_from or "")
        return "250 2.6.0 OK"

"""Live updates: server-sent events over LISTEN/NOTIFY. References travel, never content.

One listening connection for each web process; each open inbox has a queue. A member hears only of what they
may read, asked afresh each time, so that someone who is removed while reading hears nothing more.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection
from django.utils.crypto import constant_time_compare

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.verbs import CHANNEL, SAID
from frontoffice.district.access import lacks_second_factor
from frontoffice.district.models import Member

STREAM_PATH = "/inbox/stream/"
GATHER_S = 0.3
KEEP_ALIVE_S = 25
LISTEN_AGAIN_S = 2
MAX_WAITING_NEWS = 200
log = logging.getLogger(__name__)


News = tuple[int, str]
"""A conversation's id, and what was announced of it."""


class Hub:
    """Everyone in this process who has an inbox open."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[News]] = set()
        self._listening: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    @contextlib.asynccontextmanager
    async def joined(self) -> AsyncIterator[asyncio.Queue[News]]:
        """A queue of what happens in conversations from now on."""
        queue: asyncio.Queue[News] = asyncio.Queue(MAX_WAITING_NEWS)
        self._queues.add(queue)
        if self._listening is None or self._listening.done():
            self._ready = asyncio.Event()
            self._listening = asyncio.create_task(self._listen())
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ready.wait(), LISTEN_AGAIN_S)
            yield queue
        finally:
            self._queues.discard(queue)
            if not self._queues and self._listening:
                self._listening.cancel()

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except psycopg.Error as error:
                log.warning("live updates: %s; listening again", type(error).__name__)
                await asyncio.sleep(LISTEN_AGAIN_S)

    async def _hear(self) -> None:
        parameters = connection.get_connection_params()
        known = {
            key: parameters[key]
            for key in ("dbname", "user", "password", "host", "port")
            if key in parameters
        }
        async with await psycopg.AsyncConnection.connect(**known, autocommit=True) as listening:
            await listening.execute(f"LISTEN {CHANNEL}")
            self._ready.set()
            async for notice in listening.notifies():
                number, _space, what = notice.payload.partition(" ")
                self._tell((int(number), what or SAID))

    def _tell(self, news: News) -> None:
        for queue in self._queues:
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait(news)


hub = Hub()


async def stream(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """One member's event stream (text/event-stream); 404 for anyone else.

    Each event is named by what was announced (said, changed, writing) and holds a reference. It ends when the
    member goes, is removed or signs out.
    """
    key = _session_key(scope)
    if await _member(key) is None:
        await _start(send, 404, b"text/plain")
        await send({"type": "http.response.body", "body": b""})
        return
    await _start(send, 200, b"text/event-stream")
    async with hub.joined() as queue:
        await _write(send, ": hello\n\n")
        gone = asyncio.create_task(_until_gone(receive))
        while not gone.done():
            heard = await _gathered(queue, gone)
            member = None if gone.done() else await _member(key)
            if member is None:
                gone.cancel()
                break
            await _write(send, await _events(member, heard) or ": .\n\n")
    await send({"type": "http.response.body", "body": b""})


async def _gathered(queue: asyncio.Queue[News], gone: asyncio.Task[None]) -> set[News]:
    """The news of the next short while; none when only the keep-alive is due."""
    first = asyncio.create_task(queue.get())
    await asyncio.wait({first, gone}, timeout=KEEP_ALIVE_S, return_when=asyncio.FIRST_COMPLETED)
    if not first.done():
        first.cancel()
        return set()
    await asyncio.sleep(GATHER_S)
    heard = {first.result()}
    while not queue.empty():
        heard.add(queue.get_nowait())
    return heard


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _start(send: Any, status: int, content_type: bytes) -> None:
    headers = [
        (b"content-type", content_type),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _write(send: Any, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def _session_key(scope: dict[str, Any]) -> str:
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    with contextlib.suppress(Exception):
        return SimpleCookie(cookies.decode("latin-1"))[settings.SESSION_COOKIE_NAME].value
    return ""


@sync_to_async
def _member(session_key: str) -> Member | None:
    """Whose session this is, if they still work here, are still signed in and may read conversations."""
    close_old_connections()
    if not session_key:
        return None
    session = SessionStore(session_key).load()
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    member = Member.objects.filter(pk=int(session.get(SESSION_KEY, 0)), is_active=True).first()
    if member is None or not member.may("conversations.read") or lacks_second_factor(member):
        return None
    known = constant_time_compare(session.get(HASH_SESSION_KEY, ""), member.get_session_auth_hash())
    return member if known else None


@sync_to_async
def _events(member: Member, heard: set[News]) -> str:
    """What the member may hear of it, as server-sent events."""
    if not heard:
        return ""
    seen = Conversation.objects.visible_to(member).filter(pk__in={number for number, _what in heard})
    names = dict(seen.values_list("pk", "reference"))
    return "".join(
        f"event: {what}\ndata: {names[number]}\n\n" for number, what in sorted(heard) if number in names
    )

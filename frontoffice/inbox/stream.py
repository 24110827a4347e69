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
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection

from frontoffice.conversations.models import Conversation
from frontoffice.district.models import Member

STREAM_PATH = "/inbox/stream/"
CHANNEL = "conversations"
GATHER_S = 0.3
KEEP_ALIVE_S = 25
LISTEN_AGAIN_S = 2
MAX_WAITING_IDS = 200
log = logging.getLogger(__name__)


class Hub:
    """Everyone in this process who has an inbox open."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[int]] = set()
        self._listening: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def joined(self) -> AsyncIterator[asyncio.Queue[int]]:
        """A queue of the ids of conversations in which something was said."""
        queue: asyncio.Queue[int] = asyncio.Queue(MAX_WAITING_IDS)
        self._queues.add(queue)
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        try:
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
            async for notice in listening.notifies():
                self._tell(int(notice.payload))

    def _tell(self, conversation_id: int) -> None:
        for queue in self._queues:
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait(conversation_id)


hub = Hub()


async def stream(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """One member's event stream (text/event-stream); 404 for anyone else."""
    key = _session_key(scope)
    if await _member(key) is None:
        await _start(send, 404, b"text/plain")
        await send({"type": "http.response.body", "body": b""})
        return
    await _start(send, 200, b"text/event-stream")
    await _write(send, ": hello\n\n")
    async with hub.joined() as queue:
        gone = asyncio.create_task(_until_gone(receive))
        while not gone.done():
            ids = await _gathered(queue, gone)
            if gone.done():
                return
            member = await _member(key)
            if member is None:
                return
            await _write(
                send,
                "".join(f"event: message\ndata: {name}\n\n" for name in await _visible(member, ids))
                or ": .\n\n",
            )


async def _gathered(queue: asyncio.Queue[int], gone: asyncio.Task[None]) -> set[int]:
    """The ids of the next short while; none when only the keep-alive is due."""
    first = asyncio.create_task(queue.get())
    await asyncio.wait({first, gone}, timeout=KEEP_ALIVE_S, return_when=asyncio.FIRST_COMPLETED)
    if not first.done():
        first.cancel()
        return set()
    await asyncio.sleep(GATHER_S)
    ids = {first.result()}
    while not queue.empty():
        ids.add(queue.get_nowait())
    return ids


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
    close_old_connections()
    if not session_key:
        return None
    session = SessionStore(session_key).load()
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    member = Member.objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    return member if member and member.may("conversations.read") else None


@sync_to_async
def _visible(member: Member, ids: set[int]) -> list[str]:
    if not ids:
        return []
    return list(
        Conversation.objects.visible_to(member).filter(pk__in=ids).values_list("reference", flat=True)
    )

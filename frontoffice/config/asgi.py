"""One port for everything: event streams are served here, every other page by WSGI in threads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from frontoffice.config.wsgi import application as pages
from frontoffice.inbox.stream import STREAM_PATH, stream

THREADS = 8
Receive = Callable[[], Awaitable[Any]]
_pages: Any = WSGIMiddleware(cast("Any", pages), workers=THREADS)  # both type WSGI, each its own way


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == STREAM_PATH:
        await stream(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, _coroutine(receive), send)


def _coroutine(receive: Receive) -> Receive:
    """The same as a coroutine function: a2wsgi schedules nothing else, granian gives a bare awaitable."""

    async def awaited() -> Any:
        return await receive()

    return awaited


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return

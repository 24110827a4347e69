"""One port for everything: event streams are served here, every other page by WSGI in threads."""

from __future__ import annotations

import gc
from typing import Any

from frontoffice.config.pages import Pages
from frontoffice.config.wsgi import application as wsgi
from frontoffice.inbox.stream import STREAM_PATH, stream

THREADS = 6
COLLECT_AFTER = 20_000
"""Objects made between two looks for garbage: a page makes thousands and leaves none in a circle."""

_pages = Pages(wsgi, THREADS)
gc.freeze()
gc.set_threshold(COLLECT_AFTER, 20, 100)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == STREAM_PATH:
        await stream(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return

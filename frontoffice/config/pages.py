"""Pages for an event loop: each request is read whole, and answered by the WSGI application in a thread.

A thread is taken when everything has arrived and given back when the answer is made, so that a slow line
holds none. Only a response that streams goes out in pieces, from its thread.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Scope = dict[str, Any]
Environ = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[dict[str, Any]], Awaitable[Any]]

IN_MEMORY_BYTES = 1_000_000
MAX_BODY_BYTES = 200_000_000


class Gone(Exception):
    """The client hung up before its request had arrived."""


class TooMuch(Exception):
    """The request's body is over MAX_BODY_BYTES."""


class Pages:
    """An ASGI application around a WSGI one."""

    def __init__(self, wsgi: Callable[..., Iterable[bytes]], threads: int) -> None:
        self.wsgi = wsgi
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        try:
            body = await _whole(receive)
        except Gone:
            return
        except TooMuch:
            await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
            await send({"type": "http.response.body", "body": b""})
            return
        answer = Answer(loop, send)
        with body:
            rest = await loop.run_in_executor(self.pool, answer.made, self.wsgi, _environ(scope, body))
        if not answer.streamed:
            await send(answer.start)
        await send({"type": "http.response.body", "body": rest})


class Answer:
    """What the WSGI application answers to one request."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self.loop, self.send = loop, send
        self.start: dict[str, Any] = {}
        self.streamed = False

    def made(self, wsgi: Callable[..., Iterable[bytes]], environ: Environ) -> bytes:
        """Its last or only part; the parts of a stream before that have been sent. Runs in a thread."""
        response: Any = wsgi(environ, self._begin)
        try:
            if not getattr(response, "streaming", False):
                return b"".join(response)
            for part in response:
                self._send(part)
            return b""
        finally:
            if close := getattr(response, "close", None):
                close()

    def _begin(self, status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self.start = {"type": "http.response.start", "status": int(status[:3]), "headers": pairs}

    def _send(self, part: bytes) -> None:
        asyncio.run_coroutine_threadsafe(self._sent(part), self.loop).result()

    async def _sent(self, part: bytes) -> None:
        if not self.streamed:
            self.streamed = True
            await self.send(self.start)
        await self.send({"type": "http.response.body", "body": part, "more_body": True})


async def _whole(receive: Receive) -> IO[bytes]:
    """The body, from its beginning. Raises Gone, TooMuch."""
    body: Any = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
    more = True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            body.close()
            raise Gone
        body.write(event.get("body", b""))
        more = event.get("more_body", False)
        if body.tell() > MAX_BODY_BYTES:
            body.close()
            raise TooMuch
    body.seek(0)
    return body


def _environ(scope: Scope, body: IO[bytes]) -> Environ:
    """PEP 3333's view of an ASGI request."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1"))
    return environ


def _add_header(environ: Environ, name: str, value: str) -> None:
    key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
    if key in environ:
        value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
    environ[key] = value

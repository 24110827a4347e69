"""A real web server for tests: a dictionary of paths, on a free port of a loopback address."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HTML = "text/html; charset=utf-8"


@dataclass
class Answer:
    body: bytes | Iterator[bytes] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": HTML})


Given = Answer | str | bytes | Callable[[str], "Answer | str"]


class LocalSite:
    """What is asked for is in `asked`, in order."""

    def __init__(
        self,
        paths: dict[str, Given],
        other: Callable[[str], Answer | str] | None = None,
        host: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.paths, self.other, self.asked = paths, other, list[str]()
        self.times: list[float] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *args: Any) -> None:
                return None

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.server.daemon_threads = True
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://{host}:{self.port}/"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        self.times.append(time.monotonic())
        given = self.paths.get(request.path) or self.other
        made = given(request.path) if callable(given) else given
        if made is None:
            made = Answer(b"no such page", 404)
        if isinstance(made, (str, bytes)):
            made = Answer(made.encode() if isinstance(made, str) else made)
        request.send_response(made.status)
        for name, value in made.headers.items():
            request.send_header(name, value)
        try:
            if isinstance(made.body, bytes):
                request.send_header("Content-Length", str(len(made.body)))
                request.end_headers()
                request.wfile.write(made.body)
                return
            request.send_header("Connection", "close")
            request.end_headers()
            for piece in made.body:
                request.wfile.write(piece)
                request.wfile.flush()
        except OSError:
            pass
        request.close_connection = True


@contextmanager
def serving(
    paths: dict[str, Given],
    other: Callable[[str], Answer | str] | None = None,
    host: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
) -> Iterator[LocalSite]:
    site = LocalSite(paths, other, host, tls)
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
        thread.join()

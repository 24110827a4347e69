"""The web server of the demo site: everything from memory, before or after the replacements by a switch."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from frontoffice.operate.demo.site.contacts import LinkFor
from frontoffice.operate.demo.site.whole import File, Site

BEFORE, AFTER = "before", "after"
IDLE_TIMEOUT_S = 30
NOT_FOUND = b"<!DOCTYPE html><html lang=en><title>Not found</title><h1>We cannot find that page</h1>"


class SiteServer(ThreadingHTTPServer):
    """Serves both states of the site on 127.0.0.1; `get_state` is asked at each request.

    The state after the replacements is written anew whenever `get_version` answers something else.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        port: int,
        get_state: Callable[[], str],
        link_for: LinkFor,
        today: date,
        get_version: Callable[[], int] = lambda: 0,
    ) -> None:
        super().__init__(("127.0.0.1", port), SitePage)
        self.get_state, self.get_version = get_state, get_version
        self.link_for, self.today = link_for, today
        self.before = Site(today)
        self.after, self.version = Site(today, link_for), get_version()

    def file(self, path: str) -> File | None:
        """What the path answers in the present state."""
        if self.get_state() != AFTER:
            return self.before.file(path)
        version = self.get_version()
        if version != self.version:
            self.after, self.version = Site(self.today, self.link_for), version
        return self.after.file(path)

    def has(self, path: str) -> bool:
        """True when the path answers in either state."""
        return path in self.before.paths()


class SitePage(BaseHTTPRequestHandler):
    """One visitor's connection."""

    server: SiteServer
    protocol_version = "HTTP/1.1"
    server_version = "RiverbendSite"
    timeout = IDLE_TIMEOUT_S
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Answer a page or document."""
        path = self.path.partition("?")[0]
        file = self.server.file(path)
        if file is not None:
            self._send(HTTPStatus.OK, file.content_type, self._at_origin(path, file.body))
        elif self.server.has(path + "/"):
            self._send(HTTPStatus.MOVED_PERMANENTLY, "text/html", b"", {"Location": path + "/"})
        else:
            self._send(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", NOT_FOUND)

    do_HEAD = do_GET

    def _at_origin(self, path: str, body: bytes) -> bytes:
        if path == "/sitemap.xml":
            host, port = self.server.server_address[:2]
            return body.replace(
                b"{origin}",
                f"http://{self.headers.get('Host', f'{host!s}:{port}')}".encode(),
            )
        return body

    def _send(
        self,
        status: HTTPStatus,
        content_type: str,
        body: bytes,
        more: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged."""


def serve(
    port: int,
    get_state: Callable[[], str],
    link_for: LinkFor,
    get_version: Callable[[], int],
) -> None:
    """Serve the site on 127.0.0.1:`port` until interrupted. Raises OSError when the port is taken."""
    with SiteServer(port, get_state, link_for, date.today(), get_version) as server:
        server.serve_forever()

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
    """Serves both states of the site on 127.0.0.1; `get_state` is asked at each request."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, get_state: Callable[[], str], link_for: LinkFor, today: date) -> None:
        super().__init__(("127.0.0.1", port), SitePage)
        self.get_state = get_state
        self.before = Site(today)
        self.after = Site(today, link_for)

    def file(self, path: str) -> File | None:
        """What the path answers in the present state."""
        site = self.after if self.get_state() == AFTER else self.before
        return site.file(path)

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
    today: date | None = None,
) -> None:
    """Serve the site on 127.0.0.1:`port` until interrupted. Raises OSError when the port is taken."""
    with SiteServer(port, get_state, link_for, today or date.today()) as server:
        server.serve_forever()

"""A browser of few words: one kept connection, cookies, forms; light, so that it is not what is measured."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

TIMEOUT_S = 60
BOUNDARY = "----frontoffice-bench"
PASSWORD = "riverbend-demo"


class Answer(NamedTuple):
    status: int
    headers: bytes
    body: bytes

    def header(self, name: str) -> str:
        found = re.search(rb"(?im)^" + name.encode() + rb":\s*([^\r\n]*)", self.headers)
        return found[1].decode("latin-1") if found else ""


class Browser:
    """One connection to 127.0.0.1, kept open from request to request."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._socket: socket.socket | None = None
        self._read = b""

    def get(self, path: str, *, compressed: bool = False, pane: bool = False) -> Answer:
        """The page at `path`; with `pane` the part of it that the inbox's script asks for."""
        return self._ask("GET", path, b"", "", compressed, "HX-Request: true\r\n" if pane else "")

    def post(self, path: str, fields: Mapping[str, str], *, multipart: bool = False) -> Answer:
        """Send a form as a browser does; with `multipart` as one that takes files, none of them chosen."""
        if multipart:
            return self._ask(
                "POST", path, as_multipart(fields), f"multipart/form-data; boundary={BOUNDARY}", False
            )
        return self._ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded", False)

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """The member's cookies are ours. Raises PermissionError when they are not let in."""
        page = self.get("/account/login/").body.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
        if self.post("/account/login/", fields).status != 302 or "session" not in self.cookies:
            raise PermissionError(f"{email} cannot sign in.")

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    def _ask(
        self, method: str, path: str, body: bytes, content_type: str, compressed: bool, more: str = ""
    ) -> Answer:
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Language: en\r\n{more}"
        if compressed:
            head += "Accept-Encoding: br\r\n"
        if self.cookies:
            head += "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()) + "\r\n"
        if method == "POST":
            head += f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._read = b""
        self._socket.sendall(head.encode("latin-1") + b"\r\n" + body)
        answer = self._answer()
        for name, value in re.findall(rb"(?im)^set-cookie:\s*([^=]+)=([^;\r\n]*)", answer.headers):
            self.cookies[name.decode()] = value.decode("latin-1")
        return answer

    def _answer(self) -> Answer:
        head = self._until(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        lower = head.lower()
        if b"transfer-encoding: chunked" in lower:
            body = self._chunks()
        else:
            found = re.search(rb"content-length: (\d+)", lower)
            body = self._exactly(int(found[1]) if found else 0)
        if b"connection: close" in lower:
            self.close()
        return Answer(status, head, body)

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._until(b"\r\n"), 16):
            parts.append(self._exactly(size + 2)[:-2])
        self._exactly(2)
        return b"".join(parts)

    def _until(self, mark: bytes) -> bytes:
        while (at := self._read.find(mark)) < 0:
            self._more()
        found, self._read = self._read[:at], self._read[at + len(mark) :]
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._read) < size:
            self._more()
        found, self._read = self._read[:size], self._read[size:]
        return found

    def _more(self) -> None:
        assert self._socket
        more = self._socket.recv(262_144)
        if not more:
            raise ConnectionError("The server closed the connection.")
        self._read += more


def as_multipart(fields: Mapping[str, str]) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    no_file = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename=""\r\n'
        "Content-Type: application/octet-stream\r\n\r\n\r\n"
    )
    return ("".join(parts) + no_file + f"--{BOUNDARY}--\r\n").encode()

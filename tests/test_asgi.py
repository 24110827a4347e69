"""What a browser posts reaches its page through the server's one port."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Any

import pytest
from django.db import connections

from frontoffice.config import pages
from frontoffice.config.asgi import application
from frontoffice.config.pages import Pages
from frontoffice.district.models import District

FORM = b"login=ben&password=x"


class Arrived:
    """An awaitable that is no coroutine, as granian's `receive()` gives."""

    def __await__(self) -> Generator[None, None, dict[str, Any]]:
        yield from ()
        return {"type": "http.request", "body": FORM, "more_body": False}


async def posted(path: str) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"host", b"127.0.0.1")]
    headers.append((b"content-length", str(len(FORM)).encode()))
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": headers, "http_version": "1.1", "scheme": "http", "root_path": "",
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    await application(scope, Arrived, send)
    return sent


@pytest.mark.django_db(transaction=True)
def test_a_posted_form_is_read_and_refused_for_want_of_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    District.objects.create(name="Riverbend", short_name="Riverbend")
    assert asyncio.run(posted("/account/login/"))[0]["status"] == 403


async def asked(wsgi: Any, *events: dict[str, Any], **scope: Any) -> list[dict[str, Any]]:
    """What an ASGI server is given when `wsgi` answers a request that arrives in `events`."""
    sent: list[dict[str, Any]] = []
    coming = iter(events)

    async def receive() -> dict[str, Any]:
        return next(coming)

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    plain = {"method": "POST", "path": "/", "query_string": b"", "headers": [], "http_version": "2"}
    await Pages(wsgi, threads=1)({**plain, **scope}, receive, send)
    return sent


def body(content: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": content, "more_body": more}


def echo(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read(), environ.get("HTTP_COOKIE", "").encode()]


def test_a_body_that_comes_in_pieces_is_read_whole_and_the_answer_goes_out_in_one() -> None:
    events = asyncio.run(asked(echo, body(b"half ", more=True), body(b"and half")))
    assert [event["type"] for event in events] == ["http.response.start", "http.response.body"]
    assert events[1] == {"type": "http.response.body", "body": b"half and half"}


def test_cookies_that_http_2_brings_one_by_one_are_one_header() -> None:
    cookies = [(b"cookie", b"a=1"), (b"cookie", b"b=2")]
    assert asyncio.run(asked(echo, body(b""), headers=cookies))[1]["body"] == b"a=1; b=2"


def test_a_streaming_response_goes_out_piece_by_piece_and_is_closed() -> None:
    class Parts(list[bytes]):
        streaming, closed = True, False

        def close(self) -> None:
            self.closed = True

    parts = Parts([b"one", b"two"])

    def streamed(environ: dict[str, Any], start: Any) -> Parts:
        start("200 OK", [])
        return parts

    events = asyncio.run(asked(streamed, body(b"")))
    assert [event.get("body") for event in events] == [None, b"one", b"two", b""]
    assert [event.get("more_body", False) for event in events[1:]] == [True, True, False]
    assert parts.closed


def test_nothing_is_answered_when_the_client_hangs_up_in_the_middle_of_its_body() -> None:
    events = asyncio.run(asked(echo, body(b"half", more=True), {"type": "http.disconnect"}))
    assert events == []


def test_a_body_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_BODY_BYTES", 10)
    endless = [body(b"12345678", more=True)] * 9
    assert asyncio.run(asked(echo, *endless))[0]["status"] == 413

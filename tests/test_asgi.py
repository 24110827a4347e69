"""What a browser posts reaches its page through the server's one port."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Any

import pytest
from django.db import connections

from frontoffice.config.asgi import application
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
    assert asyncio.run(posted("/account/login/"))[0]["status"] == 400

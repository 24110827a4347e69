"""Live updates: server-sent events over LISTEN/NOTIFY. Ids travel, never content."""

from __future__ import annotations

from typing import Any

STREAM_PATH = "/inbox/stream/"


async def stream(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})

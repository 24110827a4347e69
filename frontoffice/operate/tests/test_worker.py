"""The worker's two lines: a scan takes hours, and a family's answer never waits for it."""

from __future__ import annotations

import asyncio

from procrastinate import App
from procrastinate.testing import InMemoryConnector

from frontoffice.operate.worker import JOBS_AT_ONCE, SCANS_AT_ONCE, both_lines


def test_mail_is_sent_while_more_scans_wait_than_there_are_hands() -> None:
    assert asyncio.run(_sent_while_scanning()) == ["sent"]


async def _sent_while_scanning() -> list[str]:
    app = App(connector=InMemoryConnector())
    sent, scanning, over = list[str](), list[int](), asyncio.Event()

    @app.task(queue="scan", name="read_scan")
    async def read_scan() -> None:
        scanning.append(1)
        await over.wait()

    @app.task(queue="mail", name="send")
    async def send() -> None:
        while len(scanning) < SCANS_AT_ONCE:
            await asyncio.sleep(0.01)
        sent.append("sent")

    async with app.open_async():
        for _ in range(JOBS_AT_ONCE + SCANS_AT_ONCE + 1):
            await read_scan.defer_async()
        await send.defer_async()
        working = asyncio.create_task(both_lines(app))
        try:
            await asyncio.wait_for(_until(sent), timeout=10)
            return list(sent)
        finally:
            over.set()
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)


async def _until(sent: list[str]) -> None:
    while not sent:
        await asyncio.sleep(0.01)

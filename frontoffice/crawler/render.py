"""Pages that scripts write, run in the system's Chromium: what only then can be read is `rendered`.

The browser may reach exactly what the crawl may: its resolver is told the checked addresses of the allowed
hosts and that no other name exists, and each request is held against the scope once more.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .extract.reading import read
from .guard import Guard, Refused, resolve
from .values import Policy, Sighting

if TYPE_CHECKING:
    from playwright.async_api import Browser, Route

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAGE_SECONDS = 20.0
SETTLE_SECONDS = 2.0
NEEDLESS = frozenset(("image", "font", "media", "stylesheet"))
MAX_RENDERED_CHARS = 5_000_000
MANY_WORDS = 1_500

TAGS = re.compile(rb"<script\b.*?</script>|<style\b.*?</style>|<[^<>]*>", re.S | re.I)
SCRIPTED = re.compile(
    rb"""id=["']?(?:root|app|__next|__nuxt|main-app)\b|\bfetch\(|XMLHttpRequest|innerHTML|appendChild|ng-app|\$\.(?:get|ajax)"""
)


def missing() -> str | None:
    """What to install before pages can be rendered, in a sentence; None when nothing is."""
    try:
        import playwright  # noqa: F401 (an optional extra)
    except ImportError:
        return "--render needs the Python package playwright: install Front Office with its extra `render`."
    if executable() is None:
        return "--render needs Chromium: install the system's package `chromium`."
    return None


def executable() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def resolver_rules(guard: Guard) -> str:
    """Chromium's `--host-resolver-rules`: the allowed hosts at their checked addresses, and nothing else."""
    rules = []
    for host, ports in guard.ports.items():
        try:
            allowed = [each for each in resolve(host) if guard.may_connect(host, str(each))]
        except Refused:
            continue
        if allowed:
            target = f"[{allowed[0]}]" if ":" in str(allowed[0]) else str(allowed[0])
            name = f"[{host}]" if ":" in host else host
            rules += [f"MAP {name}:{port} {target}:{port}" for port in sorted(ports)]
    return ",".join([*rules, "MAP * ~NOTFOUND"])


class Renderer:
    """One browser for one crawl, one page at a time."""

    def __init__(self, guard: Guard, policy: Policy, playwright: Any, browser: Browser, home: str) -> None:
        self.guard, self.policy = guard, policy
        self.playwright, self.browser, self.home = playwright, browser, home
        self.turn = asyncio.Lock()

    @classmethod
    async def started(cls, guard: Guard, policy: Policy) -> Renderer:
        from playwright.async_api import async_playwright

        home = tempfile.mkdtemp(prefix="frontoffice-render-")
        playwright = await async_playwright().start()
        quiet = "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
        arguments = ["--no-sandbox", "--disable-component-update", *quiet.split(" ")]
        browser = await playwright.chromium.launch(
            executable_path=executable(), args=[*arguments, f"--host-resolver-rules={resolver_rules(guard)}"]
        )
        return cls(guard, policy, playwright, browser, home)

    def worthwhile(self, body: bytes) -> bool:
        """True when the plain page suggests that scripts write what it says."""
        low = body[:2_000_000]
        if b"<script" not in low.lower():
            return False
        return SCRIPTED.search(low) is not None or len(TAGS.sub(b"", low).split()) < MANY_WORDS // 10

    async def sightings(
        self, url: str, seen: Sequence[Sighting], error: Callable[[str], None]
    ) -> list[Sighting]:
        """The addresses that the page shows only once its scripts have run."""
        async with self.turn:
            try:
                html = await asyncio.wait_for(self._html(url), PAGE_SECONDS)
            except Exception as failed:
                error(f"{url}: could not be rendered ({type(failed).__name__}).")
                return []
        known = {each.address for each in seen}
        found = read(html.encode("utf-8", "replace"), "text/html; charset=utf-8", url, {}).sightings
        new = {
            each.address: replace(each, technique="rendered") for each in found if each.address not in known
        }
        return list(new.values())

    async def _html(self, url: str) -> str:
        page = await self.browser.new_page(
            user_agent=self.policy.user_agent, service_workers="block", accept_downloads=False
        )
        try:
            await page.route("**/*", self._judge)
            await page.goto(url, wait_until="domcontentloaded", timeout=PAGE_SECONDS * 900)
            with contextlib.suppress(Exception):
                await page.wait_for_load_state("networkidle", timeout=SETTLE_SECONDS * 1000)
            return (await page.content())[:MAX_RENDERED_CHARS]
        finally:
            await page.close()

    async def _judge(self, route: Route) -> None:
        request = route.request
        if request.resource_type in NEEDLESS or not self.guard.in_scope(request.url):
            await route.abort()
        else:
            await route.continue_()

    async def closed(self) -> None:
        await self.browser.close()
        await self.playwright.stop()
        shutil.rmtree(self.home, ignore_errors=True)

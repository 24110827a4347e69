"""The spider: what to fetch, what came back, with which manners, and what is said of it."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Request, Response

from . import failures, links
from .extract import kinds
from .extract.reading import read
from .frontier import Frontier, Visit
from .guard import Guard
from .reader import Readers
from .render import Renderer
from .robots import Robots
from .space import Space
from .values import Finished, Page, Policy, Skipped
from .wire import dump

MAX_REDIRECTS = 10
MAX_TRIES = 4
MAX_ERRORS = 50
MAX_SITEMAPS = 100
MAX_BACK_OFF_SECONDS = 60.0
FETCH_TIMEOUT_SECONDS = 30.0
INLINE_BYTES = 1_000_000
"""A larger page is read in the reader process, where time and memory are bounded."""

REFUSALS = (403, 429)
"""The page may be there and was kept from us: not the same as gone."""

REDIRECTS = (301, 302, 303, 307, 308)
HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
    "Accept-Language": "en,es;q=0.8",
}


class SiteSpider(scrapy.Spider):
    name = "frontoffice"

    def __init__(self, start: list[str], policy: Policy, guard: Guard, **rest: Any) -> None:
        super().__init__(**rest)
        self.order, self.policy, self.guard = start, policy, guard
        self.frontier, self.space = Frontier(policy.max_pages), Space()
        self.robots: dict[str, Robots] = {}
        self.robots_moved: dict[str, str] = {}
        self.readers = Readers()
        self.began = time.monotonic()
        self.pages = self.documents = self.sitemaps = 0
        self.errors: dict[str, None] = {}
        self.complete = True
        self.headers = {**HEADERS, "User-Agent": policy.user_agent}
        self.timeout_s = fetch_timeout_s(policy)
        self.renderer: Renderer | None = None

    # 1. What to fetch

    async def start(self) -> AsyncIterator[Any]:
        self.guard_connections()
        if self.policy.render:
            self.renderer = await Renderer.started(self.guard, self.policy)
        for given in self.order:
            url = self.space.spell(given, given)
            if url and self.guard.in_scope(url):
                self.visit(Visit(url, start=True))
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request

    def guard_connections(self) -> None:
        from twisted.internet import reactor

        from .resolver import GuardedResolver

        reactor.installNameResolver(GuardedResolver(reactor.nameResolver, self.guard))

    def visit(self, visit: Visit) -> None:
        """Queue a fetch once the host's robots.txt is known and if it allows it."""
        if not self.space.new(visit.url):
            return
        parts = urlsplit(visit.url)
        host = f"{parts.scheme}://{parts.netloc}"
        rules = self.robots.get(host)
        if rules is None:
            rules = self.robots[host] = Robots(known=not self.policy.obey_robots)
            if self.policy.obey_robots:
                self.frontier.add(Visit(f"{host}/robots.txt", purpose="robots"), first=True)
            else:
                self.seed(host, rules)
        if not rules.known:
            rules.held.append(visit)
        elif rules.allows(visit.url, self.policy.user_agent):
            self.frontier.add(visit)
        else:
            self.skip(visit, rules.closed or "robots.txt asks not to read it", wrong=visit.start)

    def seed(self, host: str, rules: Robots) -> None:
        for url in [*rules.sitemaps()[:MAX_SITEMAPS], f"{host}/sitemap.xml"]:
            if (spelled := self.space.spell(host, url)) and self.guard.in_scope(spelled):
                self.visit(Visit(spelled, purpose="sitemap"))
        self.visit(Visit(f"{host}/.well-known/security.txt", purpose="probe"))

    def request(self, visit: Visit) -> Request:
        return Request(
            visit.url,
            callback=self.answered,
            errback=self.failed,
            headers=self.headers,
            cb_kwargs={"visit": visit},
            meta={"download_timeout": self.timeout_s},
            dont_filter=True,
        )

    # 2. What came back

    async def answered(self, response: Response, visit: Visit) -> None:
        self.frontier.answered(visit)
        status = response.status
        if visit.purpose == "robots":
            self.know_robots(response, visit)
        elif status in (429, 503) and visit.tries < MAX_TRIES:
            self.back_off(response, visit)
        elif status in REDIRECTS:
            self.follow(response, visit)
        elif visit.purpose == "sitemap":
            self.read_sitemap(response, visit)
        elif 200 <= status < 300:
            self.ease(visit)
            await self.take(response, visit)
        elif visit.purpose != "probe":
            self.skip(visit, f"answered {status}", wrong=visit.start or status in REFUSALS or status >= 500)

    async def take(self, response: Response, visit: Visit) -> None:
        """Read a page or document, say what it holds and queue where it leads."""
        body = response.body
        headers = {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()}
        content_type = headers.get("Content-Type", "")
        kind = kinds.kind_of(body, content_type, visit.url)
        if kind == kinds.OTHER:
            return
        if kind == kinds.HTML and len(body) <= INLINE_BYTES:
            reading = read(body, content_type, visit.url, headers)
        else:
            reading = await self.readers.read(body, content_type, visit.url, headers)
            if reading.failed:
                self.skip(visit, reading.failed, wrong=True)
        self.frontier.read += 1
        html = kind == kinds.HTML
        self.pages += html
        self.documents += not html
        seen = reading.sightings
        if html and self.renderer and self.renderer.worthwhile(body):
            seen = (*seen, *await self.renderer.sightings(visit.url, seen, self.error))
        digest = hashlib.sha256(body).hexdigest()
        when = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        what = content_type.partition(";")[0].strip().lower()
        say(
            Page(
                url=visit.url,
                status=response.status,
                kind="page" if html else "document",
                content_type=what,
                title=reading.title,
                size_bytes=len(body),
                sha256=digest,
                fetched_at=when,
                sightings=tuple(seen),
            )
        )
        self.spread(reading.links, reading.base or visit.url, visit)

    def spread(self, hrefs: list[str], base: str, visit: Visit) -> None:
        too_deep = visit.depth >= self.policy.max_depth
        base = self.space.spell(visit.url, base) or visit.url
        for href in hrefs:
            url = self.space.spell(base, href)
            if url is None or not self.guard.in_scope(url) or not links.worth_reading(url):
                continue
            if not too_deep:
                self.visit(Visit(url, visit.depth + 1))
            elif self.space.new(url):
                self.cut_short(f"Followed links {self.policy.max_depth} deep and no deeper.")

    def know_robots(self, response: Response, visit: Visit) -> None:
        host = visit.url.removesuffix("/robots.txt") if visit.hops == 0 else self._asked_for(visit)
        if response.status in REDIRECTS and visit.hops < MAX_REDIRECTS:
            target = self.space.spell(visit.url, header(response, "Location"))
            if target and self.guard.in_scope(target):
                self.robots_moved[target] = host
                self.frontier.add(Visit(target, purpose="robots", hops=visit.hops + 1), first=True)
                return
        if response.status in (429, 503) and visit.tries < MAX_TRIES:
            self.back_off(response, visit)
            return
        self.rules_known(host, response.status, response.body)

    def _asked_for(self, visit: Visit) -> str:
        return self.robots_moved.get(visit.url, visit.url.removesuffix("/robots.txt"))

    def rules_known(self, host: str, status: int, body: bytes) -> None:
        rules = self.robots[host]
        rules.read(status, body)
        delay = rules.delay_s(self.policy.user_agent)
        if self.policy.rate_per_s and delay > 1 / self.policy.rate_per_s:
            self.slow_down(host, delay)
        held, rules.held = rules.held, []
        for visit in held:
            if rules.allows(visit.url, self.policy.user_agent):
                self.frontier.add(visit)
            else:
                self.skip(visit, rules.closed or "robots.txt asks not to read it", wrong=visit.start)
        if not rules.closed:
            self.seed(host, rules)

    def follow(self, response: Response, visit: Visit) -> None:
        where = header(response, "Location")
        target = self.space.spell(visit.url, where)
        if target is None:
            self.skip(visit, "redirects to nowhere", wrong=visit.start)
        elif target == visit.url:
            self.skip(visit, "redirects to itself", wrong=True)
        elif visit.hops >= MAX_REDIRECTS:
            self.skip(visit, f"redirects more than {MAX_REDIRECTS} times", wrong=True)
        elif not self.guard.in_scope(target):
            self.skip(visit, f"leads to another site, {target[:200]}, which is not read", wrong=visit.start)
        else:
            self.visit(replace(visit, url=target, hops=visit.hops + 1))

    def read_sitemap(self, response: Response, visit: Visit) -> None:
        if not 200 <= response.status < 300 or self.sitemaps >= MAX_SITEMAPS:
            return
        self.sitemaps += 1
        text = kinds.unpacked(response.body, self.policy.max_bytes).decode("utf-8", "replace")
        nested = "<sitemapindex" in text
        for url in links.in_sitemap(text):
            spelled = self.space.spell(visit.url, url)
            if spelled and self.guard.in_scope(spelled) and links.worth_reading(spelled.removesuffix(".gz")):
                self.visit(Visit(spelled, 1, "sitemap" if nested else "page"))

    def failed(self, failure: Any) -> None:
        visit: Visit = failure.request.cb_kwargs["visit"]
        self.frontier.answered(visit)
        if failures.passing(failure.value) and visit.tries < 2:
            self.frontier.add(replace(visit, tries=visit.tries + 1))
            return
        reason = failures.reason(failure.value, visit.url, self.guard, self.policy, self.timeout_s)
        if visit.purpose == "robots":
            self.robots[self._asked_for(visit)].closed = reason
            self.rules_known(self._asked_for(visit), 200, b"")
        elif visit.purpose == "page":
            self.skip(visit, reason, wrong=True)

    # 3. Manners

    def slow_down(self, host: str, delay: float) -> None:
        name = urlsplit(host).hostname or ""
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings[name] = {"concurrency": 1, "delay": delay, "jitter": 0}
        if slot := downloader.slots.get(name):
            slot.concurrency, slot.delay, slot.jitter = 1, delay, 0.0

    def back_off(self, response: Response, visit: Visit) -> None:
        """Wait as long as the host asks, or twice as long as before, and try again."""
        slot = self._slot(visit)
        asked = header(response, "Retry-After").strip()
        took_s = response.meta.get("download_latency", 0.0)  # the slot counts from when we asked
        wanted = float(asked) + took_s + 0.1 if asked.isdigit() else 0.0
        delay = min(MAX_BACK_OFF_SECONDS, max(2 * slot.delay if slot else 0.0, wanted, 1.0))
        self.slow_down(visit.url, delay)
        self.frontier.add(replace(visit, tries=visit.tries + 1), first=visit.purpose == "robots")

    def ease(self, visit: Visit) -> None:
        slot = self._slot(visit)
        usual = self._usual_delay(visit)
        if slot and slot.delay > usual:
            slot.delay = max(usual, slot.delay * 0.8 if slot.delay > 0.05 else 0.0)

    def _usual_delay(self, visit: Visit) -> float:
        if not self.policy.rate_per_s:
            return 0.0
        parts = urlsplit(visit.url)
        rules = self.robots.get(f"{parts.scheme}://{parts.netloc}")
        return max(1 / self.policy.rate_per_s, rules.delay_s(self.policy.user_agent) if rules else 0.0)

    def _slot(self, visit: Visit) -> Any:
        return self.crawler.engine.downloader.slots.get(urlsplit(visit.url).hostname or "")

    # 4. What is said

    def skip(self, visit: Visit, reason: str, *, wrong: bool = False) -> None:
        say(Skipped(visit.url, f"{reason[:1].upper()}{reason[1:]}.".replace("..", ".")))
        if wrong:
            self.complete = False
            self.error(f"{visit.url}: {reason.rstrip('.')}.")

    def error(self, sentence: str) -> None:
        if len(self.errors) < MAX_ERRORS:
            self.errors[sentence] = None

    def cut_short(self, sentence: str) -> None:
        self.complete = False
        self.error(sentence)

    async def closed(self, reason: str) -> None:
        if self.renderer:
            await self.renderer.closed()

    def finish(self) -> Finished:
        frontier = self.frontier
        left = frontier.waiting + frontier.dropped
        if frontier.spent() and left and not frontier.closed:
            self.cut_short(f"Stopped after {frontier.read:,} pages; at least {left:,} more were not read.")
        elif frontier.dropped:
            self.cut_short(f"Left {frontier.dropped:,} addresses that were more than this scan may hold.")
        for sentence in list(self.space.ended.values())[:20]:
            self.cut_short(sentence)
        if not (self.pages or self.documents or self.errors):
            self.cut_short(f"Nothing could be read at {self.order[0]}: no answer was a page or a document.")
        seconds = round(time.monotonic() - self.began, 3)
        return Finished(self.pages, self.documents, seconds, self.complete, tuple(self.errors))


def header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def say(value: Page | Skipped | Finished) -> None:
    sys.stdout.buffer.write(dump(value))
    sys.stdout.buffer.flush()


def fetch_timeout_s(policy: Policy) -> float:
    """How long one fetch may take: a slow page is never given more than a quarter of the whole time."""
    return min(FETCH_TIMEOUT_SECONDS, max(1.0, policy.max_seconds / 4))

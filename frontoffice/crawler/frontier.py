"""What is still to be fetched, and the crawl's scheduler over it.

An address waits as a small tuple, not as a Scrapy request (one fiftieth of the memory), and is made a request
when its turn comes. Hosts take turns, so that a slow one does not hold up the rest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from scrapy import Request, Spider

SPARE_REQUESTS = 200
"""Requests beyond three for each page allowed, for robots.txt, sitemaps, redirects and retries."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One fetch to make. `purpose` is page, robots, sitemap or probe (an address that often is not there)."""

    url: str
    depth: int = 0
    purpose: str = "page"
    hops: int = 0
    tries: int = 0
    start: bool = False


class Frontier:
    def __init__(self, max_pages: int) -> None:
        self.max_pages = max_pages
        self.max_requests = 3 * max_pages + SPARE_REQUESTS
        self.max_waiting = 2 * max_pages + SPARE_REQUESTS
        self.queues: dict[str, deque[Visit]] = {}
        self.turn: deque[str] = deque()
        self.waiting = self.requests = self.read = self.in_flight = self.dropped = 0
        self.closed = False

    def add(self, visit: Visit, *, first: bool = False) -> None:
        """Put a fetch in line (or in front). Beyond the bound it is counted in `dropped` and forgotten."""
        if not first and self.waiting >= self.max_waiting:
            self.dropped += 1
            return
        host = urlsplit(visit.url).netloc
        queue = self.queues.get(host)
        if queue is None:
            queue = self.queues[host] = deque()
        if not queue:
            self.turn.append(host)
        queue.appendleft(visit) if first else queue.append(visit)
        self.waiting += 1

    def spent(self) -> bool:
        return self.closed or self.read >= self.max_pages or self.requests >= self.max_requests

    def next(self) -> Visit | None:
        """The fetch whose turn it is; None while as many are under way as there are pages left to read."""
        if self.spent() or not self.turn or self.read + self.in_flight >= self.max_pages + 1:
            return None
        host = self.turn.popleft()
        visit = self.queues[host].popleft()
        if self.queues[host]:
            self.turn.append(host)
        self.waiting -= 1
        if visit.purpose == "page" and self.read + self.in_flight >= self.max_pages:
            self.add(visit, first=True)
            return None
        self.requests += 1
        self.in_flight += visit.purpose == "page"
        return visit

    def answered(self, visit: Visit) -> None:
        self.in_flight -= visit.purpose == "page"


class Scheduler:
    """Scrapy's view of the frontier."""

    frontier: Frontier
    request: Callable[[Visit], Request]

    @classmethod
    def from_crawler(cls, crawler: Any) -> Scheduler:
        made = cls()
        made.frontier = crawler.spider.frontier
        made.request = crawler.spider.request
        return made

    def open(self, spider: Spider) -> None:
        return None

    def close(self, reason: str) -> None:
        return None

    def has_pending_requests(self) -> bool:
        return self.frontier.waiting > 0 and not self.frontier.spent()

    def enqueue_request(self, request: Request) -> bool:
        return False

    def next_request(self) -> Request | None:
        visit = self.frontier.next()
        return self.request(visit) if visit else None

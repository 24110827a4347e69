"""What each host's robots.txt allows, asked once a host (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MAX_CRAWL_DELAY_SECONDS = 60.0


@dataclass
class Robots:
    """The rules of one host. `parser` is None where everything is allowed; `closed` says why nothing is."""

    parser: Any = None
    closed: str = ""
    held: list[Any] = field(default_factory=list)
    known: bool = False

    def read(self, status: int, body: bytes) -> None:
        """Take the answer to /robots.txt: 2xx gives rules, 4xx none, 5xx forbids all (RFC 9309, 2.3.1)."""
        self.known = True
        if 200 <= status < 300:
            from protego import Protego

            self.parser = Protego.parse(body[:500_000].decode("utf-8", "replace"))
        elif status >= 500 or status == 429:
            self.closed = f"robots.txt answered {status}, which forbids reading the site"

    def allows(self, url: str, agent: str) -> bool:
        if self.closed:
            return False
        return self.parser is None or bool(self.parser.can_fetch(url, agent))

    def delay_s(self, agent: str) -> float:
        delay = self.parser.crawl_delay(agent) if self.parser else None
        return min(float(delay or 0), MAX_CRAWL_DELAY_SECONDS)

    def sitemaps(self) -> list[str]:
        return list(self.parser.sitemaps) if self.parser else []

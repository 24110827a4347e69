"""The addresses of a site as a bounded space: one spelling each, and an end to what never ends.

A calendar has a page for every month for ever, a filter page one for every combination, a broken relative
link one for every depth. What looks like such a pattern is followed a while and then left, and said.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

MAX_URL_CHARS = 2_000
MAX_SEGMENTS = 20
MAX_REPEATS = 3
MAX_SEEN = 2_000_000
MAX_CACHED = 20_000

PLAIN_QUERIES = 300
PAGING_QUERIES = 3_000
CALENDAR_PAGES = 60
NUMBERED_PAGES = 20_000

TRACKING = re.compile(
    r"(?:^|&)(?:utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|phpsessid|jsessionid|sessionid|session_id|sid|_ga|"
    r"aspsessionid\w*|cfid|cftoken|replytocom)=[^&]*",
    re.IGNORECASE,
)
SESSION_IN_PATH = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
PAGING = re.compile(
    r"(?:^|&|_)(?:page|page_no|pageid|p|paged|pg|start|offset|uREC_ID|pREC_ID|id)=", re.IGNORECASE
)
CALENDAR = re.compile(r"cal(?:endar)?\b|event|month|week|date|year|\bday\b|schedule", re.IGNORECASE)
NUMBER = re.compile(r"\d+")
DATED = re.compile(
    r"(?:^|[/=_-])(?:19|20|21|22)\d\d(?:[/_-]|$)|(?:^|[&?_])(?:month|year|date|day|week)=", re.IGNORECASE
)
CONTROL = re.compile(r"[\x00-\x20\x7f]+")
ESCAPES = str.maketrans({" ": "%20", "\t": "", "\n": "", "\r": "", '"': "%22", "<": "%3C", ">": "%3E"})


def canonical(base: str, href: str) -> str | None:
    """The one spelling of the http(s) address that `href` on page `base` leads to, else None."""
    href = href.strip()
    if not href or href[0] == "#" or len(href) > MAX_URL_CHARS:
        return None
    try:
        url = urljoin(base, href.translate(ESCAPES))
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or len(url) > MAX_URL_CHARS:
        return None
    try:
        host.encode("ascii")
        name = host
    except UnicodeError:
        try:
            name = host.encode("idna").decode()
        except UnicodeError:
            return None
    if ":" in name:
        name = f"[{name}]"
    usual = port is None or (parts.scheme, port) in (("http", 80), ("https", 443))
    path = SESSION_IN_PATH.sub("", parts.path) or "/"
    query = TRACKING.sub("", parts.query).lstrip("&") if parts.query else ""
    host = name.rstrip(".") + ("" if usual else f":{port}")
    return f"{parts.scheme}://{host}{path}{'?' + query if query else ''}"


def pattern(url: str) -> tuple[str, int]:
    """The family an address belongs to, and how many members of it are worth reading."""
    parts = urlsplit(url)
    path = NUMBER.sub("N", parts.path)
    names = (
        ",".join(sorted({piece.partition("=")[0] for piece in parts.query.split("&")})) if parts.query else ""
    )
    key = f"{parts.netloc}{path}?{names}"
    dated = DATED.search(f"{parts.path}?{parts.query}") and CALENDAR.search(url)
    if dated:
        return key, CALENDAR_PAGES
    if names:
        return key, PAGING_QUERIES if PAGING.search(parts.query) else PLAIN_QUERIES
    return key, NUMBERED_PAGES


def loops(url: str) -> bool:
    """True for a path that repeats itself or is absurdly deep, as broken relative links make."""
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        return True
    return len(segments) > MAX_REPEATS and max(Counter(segments).values()) > MAX_REPEATS


class Space:
    """What has been seen of a site; `new` is true once for each address worth reading."""

    def __init__(self) -> None:
        self.seen: set[int] = set()
        self.families: Counter[str] = Counter()
        self.ended: dict[str, str] = {}
        self._spelled: dict[tuple[str, str], str | None] = {}

    def spell(self, base: str, href: str) -> str | None:
        """`canonical`, remembering the links that stand on every page."""
        root = base if href[:1] not in "/hH" else base.partition("://")[2].partition("/")[0] + base[:5]
        key = (root, href)
        if key not in self._spelled:
            if len(self._spelled) >= MAX_CACHED:
                self._spelled.clear()
            self._spelled[key] = canonical(base, href)
        return self._spelled[key]

    def new(self, url: str) -> bool:
        mark = hash(url.partition("://")[2])
        if mark in self.seen or len(self.seen) >= MAX_SEEN:
            return False
        self.seen.add(mark)
        if loops(url):
            self.ended.setdefault("loop", f"Left addresses that repeat themselves, such as {url[:200]}.")
            return False
        family, most = pattern(url)
        self.families[family] += 1
        if self.families[family] <= most:
            return True
        self.ended.setdefault(family, f"Left addresses like {url[:200]} after {most:,} of the kind.")
        return False

"""What a crawl is told and what it answers: plain, frozen values that cross a process boundary."""

from __future__ import annotations

from dataclasses import dataclass

MAX_EVIDENCE_CHARS = 200
USER_AGENT = "FrontOffice/0.1 (looks for published e-mail addresses on behalf of the site's owner)"

TECHNIQUES = [
    "text",
    "mailto",
    "entity",
    "percent",
    "spoken",
    "reversed",
    "rot13",
    "base64",
    "hex",
    "cloudflare",
    "script",
    "attribute",
    "comment",
    "hidden",
    "json",
    "json-ld",
    "vcard",
    "calendar",
    "feed",
    "pdf-text",
    "pdf-metadata",
    "office-text",
    "office-metadata",
    "header",
    "rendered",
]


@dataclass(frozen=True)
class Policy:
    """How far and how fast a crawl may go.

    `rate_per_s` is requests a second to each host (0: no limit, for a site of one's own). `max_bytes` bounds
    one response, as sent and as decompressed. `max_seconds` bounds the whole crawl. `max_depth` counts links
    from a start page. With `allow_private_start` a start host may resolve to a private address, and then only
    that host and port is read; no other private address ever is.
    """

    rate_per_s: float = 1.0
    max_pages: int = 10_000
    max_bytes: int = 20_000_000
    max_seconds: float = 6 * 3600.0
    max_depth: int = 30
    obey_robots: bool = True
    allow_private_start: bool = True
    render: bool = False
    user_agent: str = USER_AGENT


@dataclass(frozen=True)
class Sighting:
    """One address, seen in one place, read in one way.

    `address` is lower case. `technique` is one of TECHNIQUES. `evidence` is a piece of the source as
    published (at most MAX_EVIDENCE_CHARS) that a person can search for.
    """

    address: str
    technique: str
    page: str
    where: str
    evidence: str
    person: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Page:
    """One page or document as fetched. `kind` is "page" for HTML and "document" for all else."""

    url: str
    status: int
    kind: str
    content_type: str
    title: str
    size_bytes: int
    sha256: str
    fetched_at: str
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True)
class Skipped:
    """An address in scope that was not read, and why, in a sentence."""

    url: str
    reason: str


@dataclass(frozen=True)
class Finished:
    """The end of a crawl. `complete` is true when nothing in scope was left unread for want of pages, time
    or an answer; `errors` says what was, in sentences."""

    pages: int
    documents: int
    seconds: float
    complete: bool
    errors: tuple[str, ...]

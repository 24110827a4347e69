"""A page or document of a site as last read, with the addresses seen there."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

from django.db import models

from frontoffice.website.models.site import Scan, Site

KEY_CHARS = 32


def key_of(*parts: str) -> str:
    """A short stand-in for texts too long to be unique in an index."""
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=KEY_CHARS // 2).hexdigest()


@dataclass(frozen=True)
class Seen:
    """An address on a page: how it can be read, where, its evidence, and the person and role named
    near it.
    """

    page_url: str
    address: str
    technique: str
    where: str
    evidence: str
    person: str
    role: str

    @property
    def key(self) -> str:
        return key_of(self.page_url, self.address, self.technique)

    def as_json(self) -> dict[str, str]:
        """What a page's row keeps; its own address is in the row."""
        kept = asdict(self)
        del kept["page_url"]
        return kept


class PageQuerySet(models.QuerySet["Page"]):
    def read_in(self, scan: Scan) -> PageQuerySet:
        """Pages about which `scan` knows what they show now: read by it, or found gone."""
        return self.filter(scan=scan)

    def showing(self) -> PageQuerySet:
        """Pages that gave an address away when last read."""
        return self.filter(shows__gt=0)


class Page(models.Model):
    """What one address of a site answered when it was last read. `gone_at` is set when it answers no more."""

    class Kind(models.TextChoices):
        PAGE = "page"
        DOCUMENT = "document"

    site = models.ForeignKey(Site, models.PROTECT, related_name="pages")
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="read_pages")
    key = models.CharField(max_length=KEY_CHARS)
    url = models.TextField()
    title = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PAGE)
    content_type = models.CharField(max_length=120, blank=True)
    status = models.PositiveSmallIntegerField(default=200)
    size_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    first_read_at = models.DateTimeField()
    read_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    sightings = models.JSONField(default=list)
    shows = models.PositiveIntegerField(default=0)

    objects = PageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="page_once_per_site")]
        indexes = [models.Index(fields=["scan", "id"], name="page_of_scan")]

    def __str__(self) -> str:
        return self.url

    def seen(self) -> list[Seen]:
        """The addresses on the page when it was last read."""
        rows: list[dict[str, Any]] = self.sightings
        return [Seen(page_url=self.url, **row) for row in rows]

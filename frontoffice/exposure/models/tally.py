"""What one scan showed, counted once when it was judged: the trend is made of these."""

from __future__ import annotations

from django.db import models

from frontoffice.website.models import Scan


class Tally(models.Model):
    """Addresses of the district (each once, on however many pages) that a site showed after one scan.

    `lawful` of the `shown` are lawful exceptions or accepted. `opened`, `closed` and `returned` count lines.
    """

    scan = models.OneToOneField(Scan, models.PROTECT, related_name="tally")
    at = models.DateTimeField()
    shown = models.PositiveIntegerField()
    lawful = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.scan}: {self.shown} shown"

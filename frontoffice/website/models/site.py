"""A website of the district, and each reading of it."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.db import models, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from frontoffice.crawler import Policy
from frontoffice.district import history
from frontoffice.district.models import Member

SILENT = timedelta(seconds=90)
"""A scan not heard of for this long has lost its process, which says every 20 seconds that it lives."""

MOST_NAMED_UNREAD = 500
PROOF_PATH = "/front-office.txt"


class SiteQuerySet(models.QuerySet["Site"]):
    def watched(self) -> SiteQuerySet:
        """Sites that are still the district's to look after."""
        return self.filter(retired_at=None)


class Site(models.Model):
    """A website of the district. `proven_at` says when it was shown to be the district's own (or is null)."""

    name = models.CharField(_("name"), max_length=120)
    start_url = models.URLField(_("address of its first page"), max_length=500, unique=True)
    rate_per_s = models.FloatField(
        _("pages a second"),
        default=1.0,
        help_text=_(
            "0 is as fast as the site answers, and counts only for a site proven to be the district's own."
        ),
    )
    max_pages = models.PositiveIntegerField(_("pages to read at most"), default=10_000)
    nightly = models.BooleanField(_("scan every night"), default=True)
    owner = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who is told when an address comes back"),
    )
    added_at = models.DateTimeField(auto_now_add=True)
    proven_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """The host and port, as people name the site."""
        return urlsplit(self.start_url).netloc

    @property
    def on_this_machine(self) -> bool:
        host = urlsplit(self.start_url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

    @property
    def proof(self) -> str:
        """The line that, served at `proof_url`, shows that who added the site may change it."""
        return "front-office-" + salted_hmac("website.proof", self.host).hexdigest()[:32]

    @property
    def proof_url(self) -> str:
        parts = urlsplit(self.start_url)
        return f"{parts.scheme}://{parts.netloc}{PROOF_PATH}"

    @property
    def policy(self) -> Policy:
        """How the site may be read: one request a second at most until it is proven to be the district's."""
        ours = self.on_this_machine or self.proven_at is not None
        rate = self.rate_per_s if ours else min(self.rate_per_s or 1.0, 1.0)
        return Policy(rate_per_s=0.0 if self.on_this_machine else rate, max_pages=self.max_pages)

    @transaction.atomic
    def ask_scan(self, by: Member | None) -> Scan:
        """A scan of the site waits for the worker; the one that already waits or reads, when there is one."""
        Site.objects.select_for_update().get(pk=self.pk)
        self.scans.silent().update(interrupted_at=now())
        running = self.scans.running().first()
        if running is not None:
            return running
        scan = Scan.objects.create(site=self, asked_by=by)
        history.record("website.scan_asked", self, by, scan=scan.pk)
        from frontoffice.website.jobs import read_scan

        read_scan.configure(lock=self.lock).defer(scan_id=scan.pk)
        return scan

    @transaction.atomic
    def retire(self, by: Member) -> None:
        """The site is no longer the district's to look after; what was read of it is kept."""
        self.retired_at = now()
        self.save(update_fields=["retired_at"])
        history.record("website.site_changed", self, by, retired=True)

    @property
    def lock(self) -> str:
        """What jobs on this site hold, so that one follows the other."""
        return f"website.site-{self.pk}"


class ScanQuerySet(models.QuerySet["Scan"]):
    def running(self) -> ScanQuerySet:
        """Scans that wait for the worker or are being read."""
        return self.filter(finished_at=None, interrupted_at=None)

    def silent(self) -> ScanQuerySet:
        """Scans that are said to be read while nobody reads them."""
        return self.running().filter(heard_at__lt=now() - SILENT)

    def finished(self) -> ScanQuerySet:
        return self.exclude(finished_at=None)

    def in_state(self, state: str) -> ScanQuerySet:
        """Scans whose `state` is this one."""
        return self.filter(
            {
                Scan.State.FINISHED: ~Q(finished_at=None),
                Scan.State.INTERRUPTED: Q(finished_at=None) & ~Q(interrupted_at=None),
                Scan.State.READING: Q(finished_at=None, interrupted_at=None) & ~Q(started_at=None),
                Scan.State.WAITING: Q(finished_at=None, interrupted_at=None, started_at=None),
            }[Scan.State(state)]
        )


class Scan(models.Model):
    """One reading of a site. `unread` are the first MOST_NAMED_UNREAD of the `skipped` pages, with why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to start")
        READING = "reading", _("Reading")
        FINISHED = "finished", _("Finished")
        INTERRUPTED = "interrupted", _("Interrupted")

    site = models.ForeignKey(Site, models.PROTECT, related_name="scans")
    asked_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    interrupted_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)
    sightings = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    complete = models.BooleanField(default=False)
    errors = models.JSONField(default=list)
    unread = models.JSONField(default=list)

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["site", "-id"], name="scan_of_site"),
            models.Index(
                fields=["heard_at"],
                name="scan_running",
                condition=Q(finished_at=None, interrupted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def state(self) -> str:
        if self.finished_at is not None:
            return self.State.FINISHED
        if self.interrupted_at is not None:
            return self.State.INTERRUPTED
        return self.State.READING if self.started_at is not None else self.State.WAITING

    @property
    def running(self) -> bool:
        return self.state in (self.State.WAITING, self.State.READING)

    @property
    def read(self) -> int:
        """Pages and documents read."""
        return self.pages + self.documents

    @property
    def seconds(self) -> float:
        """How long it took, or has taken so far."""
        if self.started_at is None:
            return 0.0
        return ((self.finished_at or self.heard_at or self.started_at) - self.started_at).total_seconds()

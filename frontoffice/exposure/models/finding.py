"""An address seen on a page of the district, from the first time it was seen until it is gone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from frontoffice.district.models import Member, RoleLink
from frontoffice.website.models import Scan, Site
from frontoffice.website.models.page import KEY_CHARS


class Kind(models.TextChoices):
    """Whose an address is. The first three are the district's own and count as exposed."""

    STAFF = "staff", _("Staff mailbox")
    ROLE = "role", _("Role mailbox")
    STUDENT = "student", _("Student")
    OUTSIDE = "outside", _("Outside the district")
    PLACEHOLDER = "placeholder", _("Placeholder")


EXPOSED = (Kind.STAFF, Kind.ROLE, Kind.STUDENT)


class State(models.TextChoices):
    OPEN = "open", _("Still shows")
    ACCEPTED = "accepted", _("Accepted")
    EXCEPTION = "exception", _("Lawful exception")
    FIXED = "fixed", _("Gone")


class FindingQuerySet(models.QuerySet["Finding"]):
    def exposed(self) -> FindingQuerySet:
        """Addresses of the district itself: staff, role and student mailboxes."""
        return self.filter(kind__in=EXPOSED)

    def showing(self) -> FindingQuerySet:
        """Lines that the last reading of their page still saw."""
        return self.filter(fixed_at=None)

    def in_state(self, state: str) -> FindingQuerySet:
        """Lines whose `state` is this one."""
        return self.filter(STATE_QUERIES[State(state)])

    def came_back(self) -> FindingQuerySet:
        """Lines that were gone and show again, and that nobody has judged."""
        return self.in_state(State.OPEN).exclude(came_back_at=None)

    def due_for_review(self, today: date | None = None) -> FindingQuerySet:
        """Lawful exceptions whose review date has passed."""
        return self.in_state(State.EXCEPTION).filter(review_on__lt=today or localdate())


class Finding(models.Model):
    """One address on one page, readable in one way: a line.

    `fixed_at` is set when a reading of the page no longer saw it and cleared when it came back;
    `decision` is what a person decided about it. `state` follows from these two.
    """

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        EXCEPTION = "exception", _("Lawful exception")

    site = models.ForeignKey(Site, models.PROTECT, related_name="findings")
    key = models.CharField(max_length=KEY_CHARS)
    page_url = models.TextField()
    document = models.BooleanField(default=False)
    address = models.CharField(max_length=254)
    technique = models.CharField(max_length=20)
    where = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    person = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="findings")
    role_link = models.ForeignKey(RoleLink, models.PROTECT, null=True, blank=True, related_name="findings")
    person_name = models.CharField(max_length=120, blank=True)
    role_text = models.CharField(max_length=200, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    last_scan = models.ForeignKey(Scan, models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField(null=True)
    came_back_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    approver = models.CharField(max_length=120, blank=True)
    review_on = models.DateField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="finding_once_per_page_and_technique"),
            models.CheckConstraint(
                name="exception_names_its_basis",
                condition=~Q(decision="exception")
                | (~Q(legal_basis="") & ~Q(approver="") & Q(review_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["page_url"], name="finding_of_page"),
            models.Index(fields=["address"], name="finding_of_address"),
            models.Index(fields=["site", "last_scan"], name="finding_of_scan", condition=Q(fixed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.address} on {self.page_url}"

    @property
    def state(self) -> str:
        if self.fixed_at is not None:
            return State.FIXED
        return {"accepted": State.ACCEPTED, "exception": State.EXCEPTION}.get(self.decision, State.OPEN)

    @property
    def returned(self) -> bool:
        """It was gone and shows again."""
        return self.state == State.OPEN and self.came_back_at is not None

    @property
    def exposed(self) -> bool:
        return self.kind in EXPOSED

    @property
    def review_is_due(self) -> bool:
        """A lawful exception past its review date."""
        return self.state == State.EXCEPTION and self.review_on is not None and self.review_on < localdate()

    @property
    def name(self) -> str:
        """Whose it is, as well as we know: the person, the role, the name on the page, or the address."""
        if self.person is not None:
            return self.person.name
        if self.role_link is not None:
            return self.role_link.title
        return self.person_name or self.address


STATE_QUERIES: dict[Any, Q] = {
    State.FIXED: ~Q(fixed_at=None),
    State.ACCEPTED: Q(fixed_at=None, decision="accepted"),
    State.EXCEPTION: Q(fixed_at=None, decision="exception"),
    State.OPEN: Q(fixed_at=None, decision=""),
}

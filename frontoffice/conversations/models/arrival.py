"""What arrived, raw, before it was understood."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from frontoffice.conversations.models.conversation import Conversation
from frontoffice.conversations.vocabulary import Channel
from frontoffice.district.models import Member


class Arrival(models.Model):
    """One thing that came in, kept as it came; `provider_id` makes the same thing twice one arrival.

    `raw` is the message's bytes (RFC 5322) for e-mail and the typed fields as JSON for every other channel.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("not looked at yet")
        FILED = "filed", _("opened a conversation")
        APPENDED = "appended", _("joined a conversation")
        HELD = "held", _("held for a person")
        QUARANTINED = "quarantined", _("quarantined")
        IGNORED = "ignored", _("needed no filing")
        DISMISSED = "dismissed", _("put aside by a person")

    channel = models.CharField(max_length=10, choices=Channel)
    provider_id = models.CharField(max_length=200, unique=True)
    raw = models.BinaryField()
    to_address = models.CharField(max_length=254, blank=True)
    from_address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    conversation = models.ForeignKey(Conversation, models.PROTECT, null=True, related_name="arrivals")
    judged_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["outcome", "id"],
                name="arrival_to_look_at",
                condition=models.Q(outcome__in=["waiting", "held", "quarantined"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.received_at:%Y-%m-%d %H:%M} {self.outcome}"

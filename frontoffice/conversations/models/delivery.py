"""Mail that leaves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frontoffice.conversations.models.conversation import Conversation
from frontoffice.conversations.models.message import Message
from frontoffice.district.models import Member


class Delivery(models.Model):
    """One mail to one address, sent at least once under one Message-ID; leased while it is sent."""

    class Purpose(models.TextChoices):
        REPLY = "reply", _("answer to the family")
        ACKNOWLEDGEMENT = "acknowledgement", _("receipt to the family")
        NOTIFICATION = "notification", _("notice to staff")
        REFUSAL = "refusal", _("notice to staff that their answer was not sent")

    class State(models.TextChoices):
        QUEUED = "queued", _("on its way")
        SENT = "sent", _("sent")
        STOPPED = "stopped", _("stopped: it carried a staff address")
        UNDELIVERED = "undelivered", _("could not be delivered")
        WITHDRAWN = "withdrawn", _("taken back before it left")

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="deliveries")
    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    purpose = models.CharField(max_length=16, choices=Purpose)
    to_address = models.EmailField()
    to_member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    mail_id = models.CharField(_("Message-ID"), max_length=250, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField()
    try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    raw = models.BinaryField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["try_at", "id"], name="delivery_to_try", condition=Q(state="queued")),
            models.Index(fields=["-id"], name="delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.state}"

"""What was said in a conversation."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from frontoffice.conversations.models.contact import Contact
from frontoffice.conversations.models.conversation import Conversation
from frontoffice.conversations.storing import Attached, path_of
from frontoffice.conversations.vocabulary import Channel, Direction
from frontoffice.district.models import Member


class Message(models.Model):
    """One thing said: inbound, outbound or a note. `whole_text` is set when `text` leaves a quote out."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    text = models.TextField()
    whole_text = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="en")
    at = models.DateTimeField()
    author = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    mail_id = models.CharField(_("Message-ID"), max_length=250, blank=True)
    send_after = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    search = models.GeneratedField(
        expression=SearchVector("text", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["conversation", "at", "id"], name="messages_in_order"),
            models.Index(fields=["mail_id"], name="message_by_mail_id", condition=~models.Q(mail_id="")),
            GinIndex(fields=["search"], name="message_search"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.at:%Y-%m-%d %H:%M}"


class Attachment(models.Model):
    """A file that came or went with a message; its bytes lie in HOME/files under their SHA-256."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    danger = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def attached(self) -> Attached:
        """The file with its bytes. Raises FileNotFoundError when they are gone from the disk."""
        content = path_of(self.sha256).read_bytes()
        return Attached(self.name, self.content_type, content, self.danger)


class Draft(models.Model):
    """What a member has begun to write in a conversation and not sent."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="drafts")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.OUTBOUND)
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "member"], name="one_draft_for_a_member")
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.conversation_id}"


class DraftFile(models.Model):
    """A file that waits with a draft; it becomes an Attachment when the draft is sent."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Feedback(models.Model):
    """The family's score from 1 to 10 and what could be better; one for a conversation."""

    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="feedback")
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(10)])
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.score} of 10"

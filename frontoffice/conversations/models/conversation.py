"""One thread between the district and someone who wrote."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from frontoffice.conversations.models.contact import Contact
from frontoffice.conversations.verbs import Verbs
from frontoffice.conversations.vocabulary import NOTHING_DUE, Channel, Kind, State, Urgency
from frontoffice.district.models import Member, RoleLink, School, Team, Topic

REFERENCE_ALPHABET = "234679CDFGHJKMNPRTVWXY"
REFERENCE_CHARS = 6
TOKEN_BYTES = 12


def new_reference(prefix: str) -> str:
    """A reference number to read aloud, such as RB-7K3F29: no two of its letters sound or look alike."""
    return prefix + "-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_CHARS))


def new_token() -> str:
    """The secret in the family's link and reply address: 24 lower-case hex digits, 96 bits."""
    return secrets.token_hex(TOKEN_BYTES)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, member: Member) -> ConversationQuerySet:
        """What `member` may read, find and count; nothing at all for roles that read no conversations."""
        if not member.may("conversations.read"):
            return self.none()
        named = Q(owner=member) | Q(
            pk__in=Conversation.people.through.objects.filter(member=member).values("conversation")
        )
        own_team = Q(team__in=member.team_ids)
        if member.may("conversations.read_all"):
            return self.filter(Q(private=False) | named | own_team)
        if member.may("conversations.answer"):
            return self.filter(named | own_team | Q(recorded_by=member, private=False))
        return self.filter(recorded_by=member, private=False)

    def open(self) -> ConversationQuerySet:
        return self.filter(closed_at=None)

    def closed(self) -> ConversationQuerySet:
        return self.filter(closed_at__isnull=False)

    def public(self) -> ConversationQuerySet:
        """Those that are not private."""
        return self.filter(private=False)

    def private(self) -> ConversationQuerySet:
        return self.filter(private=True)

    def mine(self, member: Member) -> ConversationQuerySet:
        return self.open().filter(owner=member)

    def of_teams(self, member: Member) -> ConversationQuerySet:
        return self.open().filter(team__in=member.team_ids)

    def unassigned(self) -> ConversationQuerySet:
        return self.open().filter(owner=None)

    def past_due(self, at: datetime | None = None) -> ConversationQuerySet:
        return self.open().filter(due_at__lt=at or now())

    def waiting(self) -> ConversationQuerySet:
        """Waiting for the family."""
        return self.open().filter(pending_since__isnull=False)

    def in_state(self, state: str) -> ConversationQuerySet:
        """Agrees with `Conversation.state`."""
        if state == State.CLOSED:
            return self.closed()
        if state == State.PENDING:
            return self.waiting()
        running = self.open().filter(pending_since=None)
        return (
            running.filter(first_opened_at=None)
            if state == State.UNOPENED
            else running.exclude(first_opened_at=None)
        )


class Conversation(Verbs, models.Model):
    """One thread. Facts are stored; its state and what is due are computed from them.

    `promised_at` is the promise made for the latest unanswered message; `due_at` repeats it while it is owed
    and is NOTHING_DUE otherwise, so that lists can be read in order from an index.
    """

    reference = models.CharField(max_length=12)
    token = models.CharField(max_length=2 * TOKEN_BYTES, default=new_token)
    subject = models.CharField(max_length=200)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="conversations")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="conversations", db_index=False)
    school = models.ForeignKey(
        School, models.PROTECT, null=True, related_name="conversations", db_index=False
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="conversations")
    owner = models.ForeignKey(Member, models.PROTECT, null=True, related_name="conversations")
    addressed_to = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    role_link = models.ForeignKey(
        RoleLink, models.PROTECT, null=True, related_name="conversations", db_index=False
    )
    recorded_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    people = models.ManyToManyField(Member, related_name="named_on", blank=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.QUESTION)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.P2)
    channel = models.CharField(max_length=10, choices=Channel)
    language = models.CharField(max_length=10, default="en")
    answer_by = models.CharField(max_length=8, default="email")
    private = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=False)

    started_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    last_inbound_at = models.DateTimeField(null=True)
    last_outbound_at = models.DateTimeField(null=True)
    first_opened_at = models.DateTimeField(null=True)
    first_answered_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=NOTHING_DUE)
    pending_since = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    has_attachments = models.BooleanField(default=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="one_conversation_of_a_reference"),
            models.UniqueConstraint(fields=["token"], name="one_conversation_of_a_token"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="open_by_due", condition=Q(closed_at=None)),
            models.Index(fields=["team", "due_at", "id"], name="open_of_team", condition=Q(closed_at=None)),
            models.Index(fields=["owner", "due_at", "id"], name="open_of_owner", condition=Q(closed_at=None)),
            models.Index(
                fields=["team", "due_at", "id"],
                name="open_unassigned",
                condition=Q(closed_at=None, owner=None),
            ),
            models.Index(fields=["topic", "due_at", "id"], name="open_of_topic", condition=Q(closed_at=None)),
            models.Index(
                fields=["school", "due_at", "id"], name="open_of_school", condition=Q(closed_at=None)
            ),
            models.Index(
                F("closed_at").desc(),
                F("id").desc(),
                name="closed_newest",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=["team", "-closed_at", "-id"],
                name="closed_of_team",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=["due_at", "id"], name="open_private", condition=Q(closed_at=None, private=True)
            ),
            models.Index(
                fields=["due_at", "id"],
                name="open_pending",
                condition=Q(closed_at=None, pending_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"

    @property
    def state(self) -> State:
        if self.closed_at:
            return State.CLOSED
        if self.pending_since:
            return State.PENDING
        return State.IN_PROGRESS if self.first_opened_at else State.UNOPENED

    def is_visible_to(self, member: Member) -> bool:
        """Agrees with `ConversationQuerySet.visible_to`; asks the database only when all else says no."""
        if not member.may("conversations.read"):
            return False
        everyones = member.may("conversations.read_all")
        if everyones and not self.private:
            return True
        recorded = self.recorded_by_id == member.pk and not self.private
        if not everyones and not member.may("conversations.answer"):
            return recorded
        own = self.owner_id == member.pk or self.team_id in member.team_ids
        return own or recorded or self.people.filter(pk=member.pk).exists()

    @property
    def awaits_answer(self) -> bool:
        return self.due_at < NOTHING_DUE

    @property
    def code(self) -> str:
        """The eight digits that open the conversation beside its reference; computed, stored nowhere."""
        digest = salted_hmac("conversation.code", self.token, algorithm="sha256").digest()
        return f"{int.from_bytes(digest[:8], 'big') % 100_000_000:08d}"

    @property
    def mail_address(self) -> str:
        """Where the family's mail client answers."""
        return f"reply+{self.token}@{settings.MAIL_DOMAIN}"

    def age(self, at: datetime | None = None) -> timedelta:
        return (self.closed_at or at or now()) - self.started_at

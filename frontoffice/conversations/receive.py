"""The one door in: every channel ends in `receive(inbound)`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.timezone import now

from frontoffice.conversations import delivery, routing
from frontoffice.conversations.models import Arrival, Contact, Conversation, Message
from frontoffice.conversations.models.conversation import new_reference
from frontoffice.conversations.storing import Attached, attach
from frontoffice.conversations.verbs import DEFAULT_GOAL
from frontoffice.conversations.vocabulary import Channel, Direction, Kind, Relation
from frontoffice.district import history
from frontoffice.district.calendar import current_calendar
from frontoffice.district.context import current_district
from frontoffice.district.models import Member, RoleLink, School, Topic

MAX_TEXT_CHARS = 20_000
MAX_SUBJECT_CHARS = 200
REFERENCE_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """A parsed arrival, not yet filed. `provider_id` is the same for the same thing sent twice.

    `text` is plain, at most MAX_TEXT_CHARS; `received_at` is aware UTC, our clock and not the sender's.
    With `conversation` it joins that conversation; else it opens one for `topic`, `school`, `person` or
    `role_link`, whichever are given. `answer_by` is "email" or "none" (reference and code only).
    """

    channel: str
    provider_id: str
    text: str
    received_at: datetime
    subject: str = ""
    whole_text: str = ""
    raw: bytes = b""
    arrival: Arrival | None = None
    conversation: Conversation | None = None
    topic: Topic | None = None
    school: School | None = None
    person: Member | None = None
    role_link: RoleLink | None = None
    kind: str = Kind.QUESTION
    name: str = ""
    email: str = ""
    phone: str = ""
    relation: str = Relation.PARENT
    student: str = ""
    language: str = "en"
    anonymous: bool = False
    answer_by: str = "email"
    recorded_by: Member | None = None
    mail_id: str = ""
    attachments: tuple[Attached, ...] = field(default=())


def receive(inbound: Inbound) -> Conversation:
    """File one message from the public, opening a conversation if it belongs to none.

    One transaction: the raw arrival, the contact, the conversation, the message and its files, the team, the
    promise date, history, and the mail that acknowledges it. The same `provider_id` twice returns the first
    result. Raises django.db.OperationalError when the database is away: then nothing was received.
    """
    for tries_left in reversed(range(REFERENCE_TRIES)):
        try:
            return _file(inbound)
        except IntegrityError:
            if not inbound.arrival and (earlier := _already_filed(inbound.provider_id)):
                return earlier
            if not tries_left:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _file(inbound: Inbound) -> Conversation:
    """Raises IntegrityError when it was filed before, or when its new reference number is taken."""
    arrival = inbound.arrival or _keep_raw(inbound)
    message = _append(inbound) if inbound.conversation else _begin(inbound)
    _settle(arrival, message.conversation, joined=inbound.conversation is not None)
    return message.conversation


def _already_filed(provider_id: str) -> Conversation | None:
    arrival = Arrival.objects.filter(provider_id=provider_id).select_related("conversation").first()
    return arrival.conversation if arrival else None


def _keep_raw(inbound: Inbound) -> Arrival:
    return Arrival.objects.create(
        channel=inbound.channel,
        provider_id=inbound.provider_id,
        raw=inbound.raw or _as_json(inbound),
        from_address=inbound.email[:254],
        subject=_subject(inbound),
        received_at=inbound.received_at,
    )


def _as_json(inbound: Inbound) -> bytes:
    rows = {
        "text": inbound.text,
        "subject": inbound.subject,
        "name": inbound.name,
        "email": inbound.email,
        "phone": inbound.phone,
        "relation": inbound.relation,
        "student": inbound.student,
        "language": inbound.language,
        "kind": inbound.kind,
        "topic": inbound.topic.slug if inbound.topic else None,
        "school": inbound.school.slug if inbound.school else None,
        "person": inbound.person.link if inbound.person else None,
        "role": inbound.role_link.slug if inbound.role_link else None,
        "files": [file.name for file in inbound.attachments],
    }
    return json.dumps(rows, ensure_ascii=False).encode()


def _settle(arrival: Arrival, conversation: Conversation, *, joined: bool) -> None:
    arrival.conversation = conversation
    arrival.outcome = Arrival.Outcome.APPENDED if joined else Arrival.Outcome.FILED
    arrival.save(update_fields=["conversation", "outcome"])


def _subject(inbound: Inbound) -> str:
    """The subject as given, else the first words of the message."""
    line = " ".join((inbound.subject or inbound.text.strip().split("\n", 1)[0]).split())
    if len(line) <= 90 or inbound.subject:
        return line[:MAX_SUBJECT_CHARS]
    return line[:90].rsplit(" ", 1)[0] + "…"


def _contact(inbound: Inbound) -> Contact:
    """The known contact with this address and name, else a new one; a nameless writer is never matched."""
    if inbound.email and not inbound.anonymous:
        known = (
            Contact.objects.annotate(address=Lower("email"))
            .filter(address=inbound.email.lower(), name__iexact=inbound.name)
            .order_by("id")
            .first()
        )
        if known:
            return known
    bare = inbound.anonymous
    return Contact.objects.create(
        name="" if bare else inbound.name[:120],
        email="" if bare else inbound.email[:254],
        phone="" if bare else inbound.phone[:40],
        student="" if bare else inbound.student[:120],
        relation=inbound.relation,
        language=inbound.language,
    )


def _begin(inbound: Inbound) -> Message:
    topic, at = inbound.topic, inbound.received_at
    person = inbound.person or (inbound.role_link.holder if inbound.role_link else None)
    person = person if person and person.is_active else None
    team = inbound.role_link.team if inbound.role_link and inbound.role_link.team else None
    due = current_calendar().promise(at, topic.response_goal if topic else DEFAULT_GOAL)
    conversation = Conversation.objects.create(
        reference=new_reference(current_district().prefix),
        subject=_subject(inbound),
        contact=_contact(inbound),
        topic=topic,
        school=inbound.school or (person.school if person else None),
        team=team or routing.team_for(topic, inbound.school, person),
        owner=person,
        addressed_to=person,
        role_link=inbound.role_link,
        recorded_by=inbound.recorded_by,
        kind=inbound.kind,
        channel=inbound.channel,
        language=inbound.language,
        answer_by="none" if inbound.anonymous else inbound.answer_by,
        private=bool(topic and topic.private),
        anonymous=inbound.anonymous,
        started_at=at,
        last_message_at=at,
        last_inbound_at=at,
        promised_at=due,
        due_at=due,
        has_attachments=bool(inbound.attachments),
    )
    message = _say(conversation, inbound)
    refs = {"channel": inbound.channel, "team": conversation.team_id, "message": message.pk}
    history.record("conversation.received", conversation, inbound.recorded_by, **refs)
    if delivery.queue_receipt_and_notice(conversation, message):
        delivery.wake()
    return message


def _append(inbound: Inbound) -> Message:
    conversation = inbound.conversation
    assert conversation is not None
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    at = inbound.received_at
    goal = conversation.topic.response_goal if conversation.topic else DEFAULT_GOAL
    if not conversation.awaits_answer:
        conversation.promised_at = conversation.due_at = current_calendar().promise(at, goal)
    reopened, resumed = conversation.closed_at is not None, conversation.pending_since is not None
    conversation.closed_at = conversation.closed_by = conversation.pending_since = None
    conversation.last_inbound_at = conversation.last_message_at = at
    conversation.has_attachments = conversation.has_attachments or bool(inbound.attachments)
    conversation.save()
    message = _say(conversation, inbound)
    history.record(
        "conversation.received",
        conversation,
        inbound.recorded_by,
        channel=inbound.channel,
        message=message.pk,
    )
    if reopened:
        history.record("conversation.reopened", conversation, None)
    if resumed:
        history.record("conversation.resumed", conversation, None)
    if delivery.queue_notice(conversation, message):
        delivery.wake()
    return message


def _say(conversation: Conversation, inbound: Inbound) -> Message:
    message = Message.objects.create(
        conversation=conversation,
        direction=Direction.INBOUND,
        channel=inbound.channel,
        text=inbound.text[:MAX_TEXT_CHARS],
        whole_text=inbound.whole_text if inbound.whole_text != inbound.text else "",
        language=inbound.language,
        at=inbound.received_at,
        contact=conversation.contact,
        mail_id=inbound.mail_id[:250],
    )
    attach(message, inbound.attachments)
    return message


def hold(arrival: Arrival, reason: str) -> None:
    """The arrival waits for a person; `reason` is a sentence for them."""
    arrival.outcome, arrival.reason = Arrival.Outcome.HELD, reason[:300]
    arrival.save(update_fields=["outcome", "reason"])
    history.record("arrival.held", arrival, None)


def accept(
    raw: bytes, *, channel: str, provider_id: str, to_address: str, from_address: str = ""
) -> tuple[Arrival, bool]:
    """Keep what arrived, durably, before anything is made of it; whether it is new."""
    return Arrival.objects.get_or_create(
        provider_id=provider_id,
        defaults={
            "channel": channel,
            "raw": raw,
            "to_address": to_address[:254],
            "from_address": from_address[:254],
            "received_at": now(),
        },
    )


__all__ = ["MAX_TEXT_CHARS", "Channel", "Inbound", "accept", "hold", "receive"]

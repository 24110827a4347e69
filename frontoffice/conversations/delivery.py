"""The one door out: mail is queued in the transaction that causes it, and sent by the worker.

A delivery is claimed with a lease, sent under one Message-ID, and marked: at least once, never twice under
two names. What cannot be sent is tried again with longer and longer waits for GIVE_UP_AFTER, then shown as
undelivered.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage as StandardMessage

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from frontoffice.conversations import routing
from frontoffice.conversations.models import Conversation, Delivery, Message
from frontoffice.conversations.staff_addresses import StaffAddress
from frontoffice.district import history
from frontoffice.district.models import Member

LEASE = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(days=3)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
BATCH = 20
NAMED_IN_A_LETTER = (
    "message",
    "to_member",
    "conversation__contact",
    "conversation__topic",
    "conversation__school",
)

log = logging.getLogger(__name__)


def queue_reply(conversation: Conversation, message: Message) -> Delivery | None:
    """The answer goes to the family by mail, when they asked for mail and can be reached."""
    contact = conversation.contact
    if conversation.answer_by != "email" or not contact.email:
        return None
    return _kept(_letter(conversation, message, Delivery.Purpose.REPLY, contact.email, at=message.send_after))


def queue_receipt_and_notice(conversation: Conversation, message: Message) -> list[Delivery]:
    """What a first message sets off, whichever of the two there are, in one statement."""
    both = [_receipt(conversation, message), _notice(conversation, message)]
    return Delivery.objects.bulk_create([letter for letter in both if letter])


def queue_notice(conversation: Conversation, message: Message) -> Delivery | None:
    """The person who answers is told, unless they may not see the conversation."""
    return _kept(_notice(conversation, message))


def _receipt(conversation: Conversation, message: Message) -> Delivery | None:
    """The reference, the promise date and the link, for the family."""
    contact = conversation.contact
    if conversation.answer_by != "email" or not contact.email:
        return None
    return _letter(conversation, message, Delivery.Purpose.ACKNOWLEDGEMENT, contact.email)


def _notice(conversation: Conversation, message: Message) -> Delivery | None:
    person = routing.person_for(conversation)
    if person is None or not conversation.is_visible_to(person):
        return None
    return _letter(conversation, message, Delivery.Purpose.NOTIFICATION, person.email, member=person)


def _kept(letter: Delivery | None) -> Delivery | None:
    if letter:
        letter.save(force_insert=True)
    return letter


def _letter(
    conversation: Conversation,
    message: Message,
    purpose: str,
    to_address: str,
    *,
    member: Member | None = None,
    at: datetime | None = None,
) -> Delivery:
    moment = now()
    return Delivery(
        conversation=conversation,
        message=message,
        purpose=purpose,
        to_address=to_address,
        to_member=member,
        mail_id=_mail_id(message, purpose),
        queued_at=moment,
        try_at=at or moment,
    )


def wake(at: datetime | None = None) -> None:
    """The worker sends what is queued, once this transaction commits (or at `at`)."""
    from frontoffice.conversations.jobs import send_queued

    send_queued.configure(schedule_at=at).defer()


def _mail_id(message: Message, purpose: str) -> str:
    """The same for the same message and purpose, and not guessable."""
    key = hmac.new(settings.SECRET_KEY.encode(), f"{message.pk}.{purpose}".encode(), hashlib.sha256)
    return f"<{key.hexdigest()[:32]}@{settings.MAIL_DOMAIN}>"


def withdraw(message: Message) -> bool:
    """Whether the message's mail was stopped before it left (or none was to leave and the time is not up)."""
    queued = message.deliveries.select_for_update().filter(purpose=Delivery.Purpose.REPLY)
    rows = list(queued)
    if any(
        row.state != Delivery.State.QUEUED or (row.leased_until and row.leased_until > now()) for row in rows
    ):
        return False
    if not rows and (message.send_after is None or message.send_after < now()):
        return False
    queued.update(state=Delivery.State.WITHDRAWN)
    return True


def claim(limit: int = BATCH) -> list[Delivery]:
    """Up to `limit` deliveries whose time has come, leased to this caller; the lease is committed."""
    moment = now()
    with transaction.atomic():
        ready = Delivery.objects.filter(state=Delivery.State.QUEUED, try_at__lte=moment).filter(
            Q(leased_until=None) | Q(leased_until__lt=moment)
        )
        first = ready.order_by("try_at", "id").select_for_update(skip_locked=True, of=("self",))
        rows = list(first.select_related(*NAMED_IN_A_LETTER)[:limit])
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(leased_until=moment + LEASE)
    return rows


def send_all_ready() -> int:
    """Send what is ready, batch after batch; how many were handled."""
    handled = 0
    while rows := claim():
        for row in rows:
            send(row)
        handled += len(rows)
    return handled


def send(delivery: Delivery) -> None:
    """Send one claimed delivery and mark what came of it. Never raises for what one message does."""
    from frontoffice.conversations import letters  # the worker's alone: the web server queues and never sends

    try:
        raw = letters.write(delivery)
        letters.refuse_staff_addresses(delivery, raw)
        _hand_over(delivery, raw, letters.envelope_from(delivery))
    except StaffAddress as leak:
        _mark(delivery, Delivery.State.STOPPED, error=str(leak)[:300], event="message.stopped")
    except Exception as error:
        log.warning("delivery %s failed: %s", delivery.pk, type(error).__name__)
        _try_again(delivery, type(error).__name__)
    else:
        _mark(delivery, Delivery.State.SENT, raw=raw, sent_at=now(), event="message.sent")


class _Wire(StandardMessage):
    """A message whose bytes are the ones that the guard has read, and none that were made anew."""

    raw = b""

    def as_bytes(self, *_options: object, **_more: object) -> bytes:
        return self.raw


class _Finished(EmailMessage):
    """Django's mail backends send this message's finished bytes as they are."""

    def __init__(self, raw: bytes, to_address: str, from_address: str) -> None:
        super().__init__(to=[to_address], from_email=from_address)
        self._raw = raw

    def message(self, **_ignored: object) -> _Wire:
        wire = message_from_bytes(self._raw, _class=_Wire, policy=policy.SMTP)
        wire.raw = self._raw
        return wire


def _hand_over(delivery: Delivery, raw: bytes, sender: str) -> None:
    if settings.OUTBOX_ONLY:
        return
    message = _Finished(raw, delivery.to_address, sender)
    with get_connection() as connection:
        connection.send_messages([message])


@transaction.atomic
def _mark(delivery: Delivery, state: str, *, event: str, **facts: object) -> None:
    for name, value in {**facts, "state": state, "leased_until": None}.items():
        setattr(delivery, name, value)
    delivery.save()
    history.record(event, delivery.conversation, None, delivery=delivery.pk)


def _try_again(delivery: Delivery, error: str) -> None:
    if now() - delivery.queued_at > GIVE_UP_AFTER:
        _mark(delivery, Delivery.State.UNDELIVERED, error=error, event="message.undelivered")
        return
    delivery.attempts += 1
    wait = min(FIRST_WAIT * 2 ** (delivery.attempts - 1), LONGEST_WAIT)
    delivery.try_at, delivery.leased_until, delivery.error = now() + wait, None, error[:300]
    delivery.save()
    wake(delivery.try_at)


def bounced(mail_id: str, *, permanent: bool, status: str) -> Conversation | None:
    """A delivery report names one of our messages: the conversation whose family was not reached, or None."""
    delivery = Delivery.objects.filter(mail_id=mail_id).select_related("conversation__contact").first()
    if delivery is None:
        return None
    if permanent:
        _mark(
            delivery,
            Delivery.State.UNDELIVERED,
            error=f"Refused by the receiving server ({status}).",
            event="message.undelivered",
        )
        if delivery.to_member is None:
            contact = delivery.conversation.contact
            contact.unreachable_since = contact.unreachable_since or now()
            contact.save(update_fields=["unreachable_since"])
    return delivery.conversation

"""The one door out: mail is queued in the transaction that causes it, and sent by the worker.

A delivery is claimed with a lease, sent under one Message-ID, and marked: at least once, never twice under
two names. What cannot be sent is tried again with longer and longer waits for GIVE_UP_AFTER, then shown as
undelivered.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.timezone import now

from frontoffice.conversations import routing
from frontoffice.conversations.models import Conversation, Delivery, Message
from frontoffice.conversations.staff_addresses import StaffAddress
from frontoffice.district import history
from frontoffice.district.models import Member
from frontoffice.mail.build import Unsendable

LEASE = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(days=3)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
NAMED_IN_A_LETTER = (
    "message",
    "to_member",
    "conversation__contact",
    "conversation__topic",
    "conversation__school",
)
BATCH = 4  # each may take 20 s to time out, and all must be marked before the lease is over
KEPT_HEADERS = {"Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress",
                "X-Front-Office", "Content-Language"}  # fmt: skip

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


def queue_refusal(conversation: Conversation, note: Message, member: Member) -> None:
    """The member is told that the answer they sent by mail was not sent on; `note` says why, and keeps it."""
    _kept(_letter(conversation, note, Delivery.Purpose.REFUSAL, member.email, member=member))
    wake()


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
        _hand_over(raw, delivery.to_address)
    except StaffAddress as leak:
        _mark(delivery, Delivery.State.STOPPED, error=str(leak)[:300], event="message.stopped")
    except Unsendable as wrong:
        _give_up(delivery, str(wrong))
    except Exception as error:
        log.warning("delivery %s failed: %s", delivery.pk, type(error).__name__)
        permanent, sentence = _why(error)
        _give_up(delivery, sentence) if permanent else _try_again(delivery, sentence)
    else:
        _mark(delivery, Delivery.State.SENT, raw=raw, error="", sent_at=now(), event="message.sent")


def _why(error: Exception) -> tuple[bool, str]:
    """Whether trying again is of no use, and a sentence for staff."""
    answer = (getattr(error, "smtp_code", 0), getattr(error, "smtp_error", b""))
    if isinstance(error, SMTPRecipientsRefused):
        answer = next(iter(error.recipients.values()), answer)
    code, said = answer
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if code:
        refused = isinstance(error, SMTPRecipientsRefused) and 500 <= code < 600
        return refused, f"The receiving server said: {code} {' '.join(words.split())}"[:300]
    if isinstance(error, OSError):
        return False, f"The mail server could not be reached ({type(error).__name__})."
    return False, f"It could not be sent ({type(error).__name__})."


class _Finished(EmailMultiAlternatives):
    """Finished bytes as Django's mail backends want them: whole for SMTP, in their parts for a provider."""

    def __init__(self, raw: bytes, to_address: str) -> None:
        self._raw = raw
        mail = message_from_bytes(raw, policy=SMTP)
        own = {name: str(value) for name, value in mail.items() if name in KEPT_HEADERS}
        body = mail.get_body(("plain",))
        super().__init__(
            subject=str(mail["Subject"]),
            body=body.get_content() if body else "",
            from_email=str(mail["From"]),
            to=[to_address],
            reply_to=[str(mail["Reply-To"])],
            headers=own,
        )
        if page := mail.get_body(("html",)):
            self.attach_alternative(page.get_content(), "text/html")
        for file in mail.iter_attachments():
            self.attach(file.get_filename(), file.get_payload(decode=True), file.get_content_type())

    def message(self, **_ignored: object) -> Any:
        return _Bytes(self._raw)


@dataclass(frozen=True)
class _Bytes:
    """What Django's SMTP backend asks for bytes, which are those that the guard has read."""

    raw: bytes

    def as_bytes(self, *, linesep: str = "\r\n", **_ignored: object) -> bytes:
        return self.raw


def _hand_over(raw: bytes, to_address: str) -> None:
    if settings.OUTBOX_ONLY:
        return
    with get_connection() as connection:
        connection.send_messages([_Finished(raw, to_address)])


@transaction.atomic
def _mark(delivery: Delivery, state: str, *, event: str, **facts: object) -> None:
    for name, value in {**facts, "state": state, "leased_until": None}.items():
        setattr(delivery, name, value)
    delivery.save()
    history.record(event, delivery.conversation, None, delivery=delivery.pk)


def _try_again(delivery: Delivery, error: str) -> None:
    if now() - delivery.queued_at > GIVE_UP_AFTER:
        _mark(delivery, Delivery.State.UNDELIVERED, error=error[:300], event="message.undelivered")
        return
    delivery.attempts += 1
    wait = min(FIRST_WAIT * 2 ** (delivery.attempts - 1), LONGEST_WAIT)
    delivery.try_at, delivery.leased_until, delivery.error = now() + wait, None, error[:300]
    delivery.save()
    wake(delivery.try_at)


def _give_up(delivery: Delivery, error: str) -> None:
    """The mail will never arrive: it is marked so, and so is the family it was for."""
    _mark(delivery, Delivery.State.UNDELIVERED, error=error[:300], event="message.undelivered")
    contact = delivery.conversation.contact
    if delivery.to_member_id is None and contact.unreachable_since is None:
        contact.unreachable_since = now()
        contact.save(update_fields=["unreachable_since"])


def sent_as(mail_ids: list[str]) -> Delivery | None:
    """The delivery that went out under one of these Message-IDs, or None."""
    return Delivery.objects.filter(mail_id__in=mail_ids).select_related("conversation__contact").first()


def last_sent_to(conversation: Conversation, addresses: Iterable[str]) -> Delivery | None:
    """The conversation's latest mail that left, of those to `addresses` when any are given; or None."""
    left = conversation.deliveries.filter(state=Delivery.State.SENT).select_related("conversation__contact")
    named = [address.lower() for address in addresses]
    rows = list(left.annotate(reader=Lower("to_address")).order_by("-id"))
    return next((row for row in rows if not named or row.reader in named), None)


def bounced(delivery: Delivery, *, permanent: bool, status: str) -> None:
    """A report says that this mail did not arrive; nothing changes while it may still."""
    if permanent:
        _give_up(delivery, f"Refused by the receiving server ({status}).")

"""E-mail that has arrived: understood, matched to a conversation, a topic or a person, and filed or held."""

from __future__ import annotations

import hashlib
import logging
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction

from frontoffice.conversations import delivery, staff_addresses, threading
from frontoffice.conversations.models import Arrival, Conversation, Delivery
from frontoffice.conversations.receive import MAX_TEXT_CHARS, Inbound, hold, receive
from frontoffice.conversations.receive import accept as keep
from frontoffice.conversations.storing import Attached
from frontoffice.conversations.vocabulary import Channel, Direction
from frontoffice.district.context import current_district
from frontoffice.mail.parse import parse
from frontoffice.mail.parsed import ParsedMail

BATCH = 50
CAME_BEFORE = "The same message came before."
log = logging.getLogger(__name__)


def accept(raw: bytes, recipients: list[str], sender: str = "") -> list[Arrival]:
    """Keep a mail durably, once for each of our addresses it came to; nothing is parsed yet.

    The same bytes to the same address twice are one arrival.
    """
    kept = []
    for recipient in recipients or [""]:
        name = name_of(raw, recipient)
        arrival, _new = keep(
            raw, channel=Channel.EMAIL, provider_id=name, to_address=recipient, from_address=sender
        )
        kept.append(arrival)
    return kept


def name_of(raw: bytes, recipient: str) -> str:
    """The arrival's `provider_id`: the same bytes to the same address are the same arrival."""
    return f"mail:{hashlib.sha256(raw).hexdigest()}:{recipient.lower()}"[:200]


def file_all_waiting() -> int:
    """File every arrival that nobody has looked at, a batch at a time; how many were looked at."""
    looked_at = 0
    while ids := _waiting_ids():
        for arrival_id in ids:
            file_one(arrival_id)
        looked_at += len(ids)
    return looked_at


def _waiting_ids() -> list[int]:
    waiting = Arrival.objects.filter(outcome=Arrival.Outcome.WAITING)
    return list(waiting.order_by("id").values_list("pk", flat=True)[:BATCH])


def file_one(arrival_id: int) -> Arrival:
    """The arrival is filed, or held or ignored with a reason; one that breaks us is held whole."""
    try:
        with transaction.atomic():
            arrival = Arrival.objects.select_for_update().get(pk=arrival_id)
            if arrival.outcome == Arrival.Outcome.WAITING:
                _file(arrival)
            return arrival
    except Exception as error:
        log.exception("arrival %s could not be filed", arrival_id)
        arrival = Arrival.objects.get(pk=arrival_id)
        hold(arrival, f"It could not be read ({type(error).__name__}). The message is kept whole.")
        return arrival


def _file(arrival: Arrival) -> None:
    mail = parse(bytes(arrival.raw))
    arrival.from_address, arrival.subject = mail.from_address[:254], mail.subject[:200]
    if mail.bounce or mail.automatic in ("bounce", "delivery-report"):
        return _take_bounce(arrival, mail)
    if mail.automatic or _is_ours(mail):
        return _ignore(arrival, f"An automatic message ({mail.automatic or 'loop'}).")
    if _seen_before(arrival, mail):
        return _ignore(arrival, CAME_BEFORE)
    if answer := threading.answer_of_member(arrival.to_address, mail.from_address):
        return _staff_answer(arrival, mail, *answer)
    _file_from_public(arrival, mail)


def _file_from_public(arrival: Arrival, mail: ParsedMail) -> None:
    place = threading.place_of(arrival.to_address, mail)
    if place is None:
        return hold(arrival, _why_held(arrival))
    if place.conversation and not threading.belongs(place.conversation, mail.from_address):
        return hold(arrival, "The sender is not the person of the conversation that this answers.")
    if not mail.from_address:
        return hold(arrival, "It does not say who sent it.")
    conversation = receive(inbound_of(arrival, mail, place))
    if conversation.messages.filter(mail_id=(mail.message_id or "")[:250]).count() > 1:
        log.warning("arrival %s repeats a Message-ID", arrival.pk)


def _why_held(arrival: Arrival) -> str:
    address = arrival.to_address or "an address we could not read"
    local = parseaddr(address)[1].partition("@")[0][:60]
    return f"No topic, person or conversation owns the address “{local}”."


def inbound_of(arrival: Arrival, mail: ParsedMail, place: threading.Place) -> Inbound:
    conversation = place.conversation
    return Inbound(
        channel=Channel.EMAIL,
        provider_id=arrival.provider_id,
        arrival=arrival,
        text=(mail.new_text or mail.text or mail.subject)[:MAX_TEXT_CHARS].replace("\x00", ""),
        whole_text=mail.text[: 5 * MAX_TEXT_CHARS].replace("\x00", ""),
        subject=mail.subject.replace("\x00", ""),
        received_at=arrival.received_at,
        conversation=conversation,
        topic=place.topic,
        school=place.school,
        person=place.person,
        role_link=place.role_link,
        name=mail.from_name.replace("\x00", "")[:120],
        email=mail.from_address,
        language=conversation.language if conversation else _language(mail),
        mail_id=mail.message_id or "",
        attachments=_files(mail),
    )


def _language(mail: ParsedMail) -> str:
    spoken = (mail.language or "en").lower().split("-")[0]
    return spoken if spoken in current_district().languages else "en"


def _files(mail: ParsedMail) -> tuple[Attached, ...]:
    return tuple(Attached(file.name, file.type, file.content, file.danger or "") for file in mail.attachments)


def _staff_answer(arrival: Arrival, mail: ParsedMail, conversation: Conversation, member: object) -> None:
    from frontoffice.district.models import Member

    assert isinstance(member, Member)
    text = staff_addresses.stripped(mail.new_text or mail.text)
    message = conversation.reply(text, by=member, channel=Channel.EMAIL, attachments=_files(mail))
    message.mail_id = (mail.message_id or "")[:250]
    message.save(update_fields=["mail_id"])
    arrival.conversation, arrival.outcome = conversation, Arrival.Outcome.APPENDED
    arrival.save()


def _take_bounce(arrival: Arrival, mail: ParsedMail) -> None:
    original = mail.bounce.original_message_id if mail.bounce else None
    candidates = [original, mail.in_reply_to, *mail.references]
    permanent = bool(mail.bounce and mail.bounce.permanent)
    status = mail.bounce.status if mail.bounce else ""
    for mail_id in filter(None, candidates):
        if conversation := delivery.bounced(mail_id, permanent=permanent, status=status):
            arrival.conversation = conversation
            break
    _ignore(arrival, "A report that a message could not be delivered.")


def _ignore(arrival: Arrival, reason: str) -> None:
    arrival.outcome, arrival.reason = Arrival.Outcome.IGNORED, reason
    arrival.save()


def _is_ours(mail: ParsedMail) -> bool:
    """Our own mail has come back: by its mark, or by a Message-ID that we gave."""
    if mail.front_office:
        return True
    return bool(mail.message_id) and Delivery.objects.filter(mail_id=mail.message_id).exists()


def _seen_before(arrival: Arrival, mail: ParsedMail) -> bool:
    """The same Message-ID from the same sender, filed by another way in."""
    if not mail.message_id:
        return False
    from frontoffice.conversations.models import Message

    same = Message.objects.filter(mail_id=mail.message_id[:250], direction=Direction.INBOUND)
    return same.filter(contact__email__iexact=mail.from_address).exists()


def domain_is_ours(address: str) -> bool:
    """Whether mail to `address` is for this Front Office."""
    return address.rpartition("@")[2].lower() == settings.MAIL_DOMAIN.lower()

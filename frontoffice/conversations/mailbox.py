"""E-mail that has arrived: understood, matched to a conversation, a topic or a person, and filed or held."""

from __future__ import annotations

import hashlib
import logging
from email.utils import parseaddr

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from frontoffice.conversations import delivery, staff_addresses, threading
from frontoffice.conversations.models import Arrival, Contact, Conversation, Delivery, Message
from frontoffice.conversations.receive import MAX_TEXT_CHARS, Inbound, hold, receive
from frontoffice.conversations.receive import accept as keep
from frontoffice.conversations.storing import Attached
from frontoffice.conversations.vocabulary import Channel
from frontoffice.district.context import current_district
from frontoffice.district.models import Member
from frontoffice.mail.parse import parse
from frontoffice.mail.parsed import ParsedMail

BATCH = 50
MIN_TEXT_TO_TELL_CHARS = 12
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
    same = raw.replace(b"\r\n", b"\n").strip()
    return f"mail:{hashlib.sha256(same).hexdigest()}:{recipient.lower()}"[:200]


def file_all_waiting() -> int:
    """File every arrival that nobody has looked at, a batch at a time; how many were looked at."""
    looked_at, last = 0, 0
    while ids := _waiting_ids(last):
        for arrival_id in ids:
            file_one(arrival_id)
        looked_at, last = looked_at + len(ids), ids[-1]
    return looked_at


def _waiting_ids(after: int) -> list[int]:
    waiting = Arrival.objects.filter(outcome=Arrival.Outcome.WAITING, pk__gt=after)
    return list(waiting.order_by("id").values_list("pk", flat=True)[:BATCH])


def file_one(arrival_id: int) -> Arrival:
    """The arrival is filed, held with a reason, or ignored with a reason; one that breaks us is held whole.

    While the disk is full or the database is busy it stays waiting, for the next sweep.
    """
    try:
        with transaction.atomic():
            arrival = Arrival.objects.select_for_update().get(pk=arrival_id)
            if arrival.outcome == Arrival.Outcome.WAITING:
                _file(arrival)
            return arrival
    except (OSError, OperationalError, InterfaceError) as away:
        log.warning("arrival %s waits: %s", arrival_id, type(away).__name__)
        return Arrival.objects.get(pk=arrival_id)
    except Exception as error:
        log.exception("arrival %s could not be filed", arrival_id)
        arrival = Arrival.objects.get(pk=arrival_id)
        hold(arrival, f"It could not be read ({type(error).__name__}). The message is kept whole.")
        return arrival


def _file(arrival: Arrival) -> None:
    mail = parse(bytes(arrival.raw))
    arrival.from_address, arrival.subject = mail.from_address[:254], mail.subject[:200]
    arrival.save(update_fields=["from_address", "subject"])
    if mail.bounce or mail.automatic in ("bounce", "delivery-report"):
        return _take_bounce(arrival, mail)
    if mail.automatic == "out-of-office":
        return _ignore(arrival, "An automatic answer of someone who is away.")
    if mail.automatic == "loop" or _is_ours(mail):
        return _ignore(arrival, "Our own message came back.")
    if mail.automatic:
        return hold(arrival, f"A program wrote it ({mail.automatic}), so it was not filed by itself.")
    if before := _seen_before(mail):
        arrival.conversation = before.conversation
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
    receive(inbound_of(arrival, mail, place))


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
    """What the answer is written in: the language they wrote, read here before, or set their program to."""
    known = Contact.objects.filter(email__iexact=mail.from_address).order_by("-id").first()
    spoken = (written_in(mail.new_text), known.language if known else "", (mail.language or "").lower())
    offered = {code.split("-")[0]: code for code in current_district().languages}
    return next((offered[code.split("-")[0]] for code in spoken if code.split("-")[0] in offered), "en")


def written_in(text: str) -> str:
    """The language of a text (ISO 639-1) when there is enough of it to tell, else an empty string."""
    import pycld2

    try:
        sure, _bytes, [(_name, code, _percent, _score), *_rest] = pycld2.detect(text[:2_000].encode())
    except pycld2.error:
        return ""
    return str(code) if sure and len(text) >= MIN_TEXT_TO_TELL_CHARS else ""


def _files(mail: ParsedMail) -> tuple[Attached, ...]:
    return tuple(Attached(file.name, file.type, file.content, file.danger or "") for file in mail.attachments)


def _staff_answer(arrival: Arrival, mail: ParsedMail, conversation: Conversation, member: Member) -> None:
    """A member's answer from their own mailbox goes to the family, without their address and signature."""
    text, files = staff_addresses.stripped(mail.new_text or mail.text), _files(mail)
    if not text and not files:
        return hold(arrival, f"An answer of {member.name} without words.")
    message = _said_by(member, conversation, text, files)
    message.mail_id = (mail.message_id or "")[:250]
    message.save(update_fields=["mail_id"])
    arrival.conversation, arrival.outcome = conversation, Arrival.Outcome.APPENDED
    arrival.save(update_fields=["conversation", "outcome"])


def _said_by(member: Member, conversation: Conversation, text: str, files: tuple[Attached, ...]) -> Message:
    """The answer; or, when the family must not see it, a note that says why, and mail that tells `member`."""
    danger = next((f"{file.name}: {file.danger}" for file in files if file.danger), "")
    try:
        if not danger:
            return conversation.reply(text, by=member, channel=Channel.EMAIL, attachments=files)
    except staff_addresses.StaffAddress as leak:
        danger = str(leak)
    note = conversation.note(f"Not sent: {danger}\n\n{text}", by=member, attachments=files)
    delivery.queue_refusal(conversation, note, member)
    return note


def _take_bounce(arrival: Arrival, mail: ParsedMail) -> None:
    """The report is tied to the mail it speaks of: by Message-ID, else by the address it came back to."""
    bounce = mail.bounce
    mail_ids = [bounce.original_message_id if bounce else None, mail.in_reply_to, *mail.references]
    sent = delivery.sent_as([one for one in mail_ids if one])
    if sent is None and (conversation := threading.answered_by(arrival.to_address)):
        sent = delivery.last_sent_to(conversation, bounce.recipients if bounce else ())
    if sent is not None:
        arrival.conversation = sent.conversation
        if bounce:
            delivery.bounced(sent, permanent=bounce.permanent, status=bounce.status)
    _ignore(arrival, "A report that a message could not be delivered.")


def _ignore(arrival: Arrival, reason: str) -> None:
    arrival.outcome, arrival.reason = Arrival.Outcome.IGNORED, reason
    arrival.save(update_fields=["outcome", "reason", "conversation"])


def _is_ours(mail: ParsedMail) -> bool:
    """Our own mail has come back: by its mark, or by a Message-ID that we gave."""
    if mail.front_office:
        return True
    return bool(mail.message_id) and Delivery.objects.filter(mail_id=mail.message_id).exists()


def _seen_before(mail: ParsedMail) -> Message | None:
    """The same Message-ID from the same sender, filed by another way in; two ways in take turns."""
    if not mail.message_id:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [mail.message_id[:250]])
    same = Message.objects.filter(mail_id=mail.message_id[:250])
    said = same.filter(
        Q(contact__email__iexact=mail.from_address) | Q(author__email__iexact=mail.from_address)
    )
    return said.select_related("conversation").first()

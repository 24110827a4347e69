"""The words of outgoing mail, and the guard that no staff address is in it."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from frontoffice.conversations.models import Attachment, Delivery
from frontoffice.conversations.storing import path_of
from frontoffice.conversations.threading import answer_address
from frontoffice.crawler import sightings
from frontoffice.district.calendar import current_calendar
from frontoffice.district.context import current_district
from frontoffice.district.models import Member
from frontoffice.mail.build import Outbound, OutboundAttachment, build
from frontoffice.mail.guard import staff_addresses_in

FRESH_S = 30


class StaffAddress(Exception):
    """A text that would leave carries a staff address; the message says where."""


def write(delivery: Delivery) -> bytes:
    """The finished message (RFC 5322 bytes) of one delivery, in the reader's language."""
    language = delivery.to_member.language if delivery.to_member else delivery.conversation.language
    with translation.override(language):
        return build(_outbound(delivery, language)).as_bytes()


def _outbound(delivery: Delivery, language: str) -> Outbound:
    conversation = delivery.conversation
    notice = delivery.purpose == Delivery.Purpose.NOTIFICATION
    own = (
        answer_address(conversation, delivery.to_member)
        if notice and delivery.to_member
        else conversation.mail_address
    )
    words = _words(delivery, language)
    before = [] if notice else _earlier_mail_ids(delivery)
    return Outbound(
        from_name=_from_name(delivery),
        from_address=own,
        reply_to=own,
        to_name="" if notice else conversation.contact.name,
        to_address=delivery.to_address,
        subject=_subject(delivery),
        text=render_to_string(f"conversations/{delivery.purpose}.txt", words).strip() + "\n",
        html=render_to_string("conversations/letter.html", words),
        language=language,
        message_id=delivery.mail_id,
        in_reply_to=before[-1] if before else None,
        references=tuple(before),
        attachments=_files(delivery),
        automatic=delivery.purpose != Delivery.Purpose.REPLY,
    )


def _words(delivery: Delivery, language: str) -> dict[str, object]:
    """What the templates of text and HTML say; the HTML says it in paragraphs."""
    conversation, message = delivery.conversation, delivery.message
    about = (
        ", ".join(str(part) for part in (conversation.topic, conversation.school) if part)
        or conversation.subject
    )
    promised = conversation.promised_at
    local = localtime(promised, current_calendar().zone) if promised else None
    words: dict[str, object] = {
        "delivery": delivery,
        "conversation": conversation,
        "message": message,
        "district": current_district(),
        "code": f"{conversation.code[:4]} {conversation.code[4:]}",
        "about": about,
        "promised": date_format(local, "l, F j") if local else "",
        "link": settings.SITE_URL + _path(delivery),
        "language": language,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "subject": _subject(delivery),
    }
    return {**words, **_parts(delivery, words)}


def _parts(delivery: Delivery, words: dict[str, object]) -> dict[str, object]:
    conversation = delivery.conversation
    if delivery.purpose == Delivery.Purpose.REPLY:
        after = _("Your message %(reference)s. You can also answer this e-mail.") % {
            "reference": conversation.reference
        }
        return {
            "paragraphs": delivery.message.text.split("\n\n"),
            "button": _("Read and answer here"),
            "after": [after],
        }
    if delivery.purpose == Delivery.Purpose.ACKNOWLEDGEMENT:
        facts = [
            (_("Reference"), conversation.reference),
            (_("Code, only for you"), words["code"]),
            (_("You will have an answer by"), words["promised"]),
            (_("About"), words["about"]),
        ]
        thanks = _("Thank you for writing to %(district)s. A person will answer you.") % {
            "district": current_district().name
        }
        return {
            "paragraphs": [thanks],
            "facts": facts,
            "button": _("Read or add to your message"),
            "after": [_danger()],
        }
    if conversation.private:
        return {
            "paragraphs": [_("A private message waits for you. Sign in to read it.")],
            "button": _("Open it"),
        }
    return {
        "paragraphs": [str(conversation.contact), *delivery.message.text.split("\n\n")],
        "button": _("Open it"),
    }


def _danger() -> str:
    return _(
        "This inbox is not watched every minute. If anyone is in danger now, call 911. "
        "In a crisis, call or text 988."
    )


def envelope_from(delivery: Delivery) -> str:
    """Where delivery reports come back: the conversation's own address, which tells what bounced."""
    return delivery.conversation.mail_address


def _path(delivery: Delivery) -> str:
    if delivery.purpose == Delivery.Purpose.NOTIFICATION:
        return reverse("inbox-conversation", args=[delivery.conversation.reference])
    return reverse("frontdoor:message", args=[delivery.conversation.token])


def _from_name(delivery: Delivery) -> str:
    district = current_district().name
    author = delivery.message.author
    if delivery.purpose == Delivery.Purpose.REPLY and author:
        return f"{author.name}, {district}"
    return district


def _subject(delivery: Delivery) -> str:
    conversation = delivery.conversation
    if delivery.purpose == Delivery.Purpose.NOTIFICATION:
        about = _("Private message") if conversation.private else conversation.subject
        return f"[{conversation.reference}] {about}"
    if delivery.purpose == Delivery.Purpose.ACKNOWLEDGEMENT:
        return _("We have your message, %(reference)s") % {"reference": conversation.reference}
    return _("Answer to your message %(reference)s") % {"reference": conversation.reference}


def _earlier_mail_ids(delivery: Delivery) -> list[str]:
    """The Message-IDs of the thread so far, oldest first, so that the family's client shows one thread."""
    earlier = delivery.conversation.messages.filter(pk__lt=delivery.message_id).exclude(mail_id="")
    theirs = list(earlier.filter(author=None).values_list("mail_id", flat=True))
    ours = delivery.conversation.deliveries.filter(pk__lt=delivery.pk, to_member=None)
    return [*theirs, *ours.values_list("mail_id", flat=True)][-10:]


def _files(delivery: Delivery) -> tuple[OutboundAttachment, ...]:
    if delivery.purpose != Delivery.Purpose.REPLY:
        return ()
    return tuple(
        OutboundAttachment(file.name, file.content_type, path_of(file.sha256).read_bytes())
        for file in delivery.message.attachments.all()
    )


def refuse_staff_addresses(delivery: Delivery, raw: bytes) -> None:
    """Raises StaffAddress when the finished bytes carry one anywhere, attached documents included.

    Notices to staff are not for the public; the address a message goes to is the reader's own.
    """
    if delivery.purpose == Delivery.Purpose.NOTIFICATION:
        return
    reader = delivery.to_address.lower()
    leaks = staff_addresses_in(raw, lambda address: address.lower() != reader and is_staff_address(address))
    if leaks:
        raise StaffAddress(leaks[0].sentence)
    refuse_in_files(delivery.message.attachments.all(), reader)


def refuse_in_files(files: object, reader: str = "") -> None:
    """Raises StaffAddress when an attached document (PDF, Office) carries one."""
    for file in files:  # type: ignore[attr-defined]
        assert isinstance(file, Attachment)
        carried = staff_addresses_of(path_of(file.sha256).read_bytes(), file.content_type, file.name)
        if any(address != reader for address in carried):
            raise StaffAddress(_("The file “%(name)s” carries a staff address.") % {"name": file.name})


def staff_addresses_of(content: bytes, content_type: str, name: str) -> list[str]:
    """The staff addresses that a file (PDF, Office, text) carries, in the order they stand."""
    found = [sighting.address for sighting in sightings(content, content_type, name)]
    return [address for address in found if is_staff_address(address)]


@lru_cache(maxsize=1)
def _roster(_period: int) -> tuple[frozenset[str], frozenset[str]]:
    addresses = frozenset(address.lower() for address in Member.objects.values_list("email", flat=True))
    return addresses, frozenset(domain.lower() for domain in current_district().staff_domains)


def is_staff_address(address: str) -> bool:
    """Whether `address` is a member's, or is at one of the district's own staff domains."""
    addresses, domains = _roster(int(monotonic() // FRESH_S))
    address = address.lower()
    domain = address.rpartition("@")[2]
    return address in addresses or any(domain == own or domain.endswith("." + own) for own in domains if own)


def forget_roster() -> None:
    """Read the roster afresh at the next use: for tests."""
    _roster.cache_clear()

"""The words of outgoing mail."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from frontoffice.conversations import staff_addresses
from frontoffice.conversations.models import Delivery
from frontoffice.conversations.threading import answer_address
from frontoffice.district.calendar import current_calendar
from frontoffice.district.context import current_district
from frontoffice.mail.build import Outbound, OutboundAttachment, build
from frontoffice.ui.templatetags.public import day


def write(delivery: Delivery) -> bytes:
    """The finished message (RFC 5322 bytes) of one delivery, in the reader's language."""
    language = delivery.to_member.language if delivery.to_member else delivery.conversation.language
    with translation.override(language):
        return build(_outbound(delivery, language)).as_bytes()


def _outbound(delivery: Delivery, language: str) -> Outbound:
    conversation = delivery.conversation
    notice = delivery.to_member is not None
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
    words: dict[str, object] = {
        "delivery": delivery,
        "conversation": conversation,
        "message": message,
        "district": current_district(),
        "code": f"{conversation.code[:4]} {conversation.code[4:]}",
        "about": about,
        "promised": day(localtime(promised, current_calendar().zone).date() if promised else None),
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
    if delivery.purpose == Delivery.Purpose.REFUSAL:
        return {"paragraphs": [_refused(), *delivery.message.text.split("\n\n")], "button": _("Open it")}
    if conversation.private:
        return {
            "paragraphs": [_("A private message waits for you. Sign in to read it.")],
            "button": _("Open it"),
        }
    return {
        "paragraphs": [str(conversation.contact), *delivery.message.text.split("\n\n")],
        "button": _("Open it"),
    }


def _refused() -> str:
    return _("Your answer did not go to the family. It is kept as a note: mend it, and send it again.")


def _danger() -> str:
    return _(
        "This inbox is not watched every minute. If anyone is in danger now, call 911. "
        "In a crisis, call or text 988."
    )


def _path(delivery: Delivery) -> str:
    if delivery.to_member_id:
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
    if delivery.purpose == Delivery.Purpose.REFUSAL:
        return _("Not sent: your answer to %(reference)s") % {"reference": conversation.reference}
    if delivery.purpose == Delivery.Purpose.ACKNOWLEDGEMENT:
        return _("We have your message, %(reference)s") % {"reference": conversation.reference}
    return _("Answer to your message %(reference)s") % {"reference": conversation.reference}


def _earlier_mail_ids(delivery: Delivery) -> list[str]:
    """The Message-IDs of the thread so far, oldest first, so that the family's client shows one thread."""
    earlier = delivery.conversation.messages.filter(pk__lt=delivery.message_id).exclude(mail_id="")
    said = earlier.filter(author=None).values_list("mail_id", flat=True)
    theirs = [one for one in said if not staff_addresses.roster().found_in(one)]
    ours = delivery.conversation.deliveries.filter(pk__lt=delivery.pk, to_member=None)
    return [*theirs, *ours.values_list("mail_id", flat=True)][-10:]


def _files(delivery: Delivery) -> tuple[OutboundAttachment, ...]:
    if delivery.purpose != Delivery.Purpose.REPLY:
        return ()
    files = [file.attached() for file in delivery.message.attachments.all()]
    return tuple(OutboundAttachment(file.name, file.content_type, file.content) for file in files)


def refuse_staff_addresses(delivery: Delivery, raw: bytes) -> None:
    """Raises StaffAddress when the finished bytes carry one anywhere, attached documents included.

    Notices to staff are not for the public; the address a message goes to is the reader's own.
    """
    if delivery.to_member_id is None:
        staff_addresses.refuse_in_mail(raw, reader=delivery.to_address)
        files = (file.attached() for file in delivery.message.attachments.all())
        staff_addresses.refuse_in_files(files, reader=delivery.to_address)

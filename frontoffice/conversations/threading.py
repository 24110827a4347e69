"""Where an e-mail belongs: by its address's token, In-Reply-To and References, then topic, person or role."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings

from frontoffice.conversations.models import Conversation, Delivery, Message
from frontoffice.district.models import Member, RoleLink, School, Topic
from frontoffice.mail.parsed import ParsedMail

SIGNATURE_CHARS = 12
ALWAYS_KNOWN = ("postmaster", "abuse")  # RFC 5321, 4.5.1; RFC 2142: held for a person


@dataclass(frozen=True)
class Place:
    """Where a message goes: into a conversation, or to open one about a topic, for a person or for a role."""

    conversation: Conversation | None = None
    topic: Topic | None = None
    school: School | None = None
    person: Member | None = None
    role_link: RoleLink | None = None


def place_of(to_address: str, mail: ParsedMail) -> Place | None:
    """Where `mail` to `to_address` belongs, or None when nothing owns the address (RFC 5322, 3.6.4)."""
    for address in (to_address, *mail.to, *mail.cc, *mail.delivered_to):
        if address and is_ours(address) and (place := _by_address(address)):
            return place
    if conversation := _by_references(mail):
        return Place(conversation=conversation)
    return None


def belongs(conversation: Conversation, sender: str) -> bool:
    """Whether `sender` is the person of the conversation; anyone else waits for a person to decide."""
    return bool(sender) and conversation.contact.email.lower() == sender.lower()


def is_ours(address: str) -> bool:
    """Whether mail to `address` is for this Front Office."""
    return address.rpartition("@")[2].lower() == str(settings.MAIL_DOMAIN).lower()


def is_known(address: str) -> bool:
    """Whether mail to `address` is taken in: ours, and something or someone, past or present, has it."""
    local = address.rpartition("@")[0].lower()
    if not is_ours(address):
        return False
    if local in ALWAYS_KNOWN or _by_address(address):
        return True
    token = local.removeprefix("answer+").partition(".")[0]
    answered = local.startswith("answer+") and Conversation.objects.filter(token=token).exists()
    return answered or Member.objects.filter(link=local).exists()


def answered_by(address: str) -> Conversation | None:
    """The conversation that a reply address names, or None."""
    place = _by_address(address) if is_ours(address) else None
    return place.conversation if place else None


def _by_address(address: str) -> Place | None:
    local = address.rpartition("@")[0].lower()
    kind, plus, key = local.partition("+")
    if kind == "reply" and plus:
        conversation = Conversation.objects.select_related("contact", "topic").filter(token=key).first()
        return Place(conversation=conversation) if conversation else None
    if plus and (place := _topic_at_school(kind, key)):
        return place
    return _by_name(local)


def _topic_at_school(topic_slug: str, school_slug: str) -> Place | None:
    topic = Topic.objects.published().filter(slug=topic_slug).first()
    school = School.objects.filter(slug=school_slug, closed_at=None).first()
    return Place(topic=topic, school=school) if topic and school else None


def _by_name(local: str) -> Place | None:
    if topic := Topic.objects.published().filter(slug=local).first():
        return Place(topic=topic)
    if person := Member.objects.reached_by(local):
        return Place(person=person) if person.is_active else Place(school=person.school)
    if role := RoleLink.objects.filter(slug=local).select_related("holder", "school", "team").first():
        return Place(role_link=role, school=role.school)
    if school := School.objects.filter(slug=local, closed_at=None).first():
        return Place(school=school)
    return None


def _by_references(mail: ParsedMail) -> Conversation | None:
    names = [name[:250] for name in (mail.in_reply_to, *reversed(mail.references)) if name]
    if not names:
        return None
    sent = Delivery.objects.filter(mail_id__in=names).select_related(
        "conversation__contact", "conversation__topic"
    )
    if found := sent.first():
        return found.conversation
    said = Message.objects.filter(mail_id__in=names).select_related(
        "conversation__contact", "conversation__topic"
    )
    if message := said.first():
        return message.conversation
    return None


def answer_address(conversation: Conversation, member: Member) -> str:
    """Where `member`'s own mail client answers this family: conversation, member and our signature."""
    return (
        f"answer+{conversation.token}.{member.link}.{_signature(conversation, member)}@{settings.MAIL_DOMAIN}"
    )


def answer_of_member(to_address: str, sender: str) -> tuple[Conversation, Member] | None:
    """The conversation and the member of this signed address, when that member sent it and may answer."""
    local, _at, domain = to_address.lower().rpartition("@")
    parts = local.removeprefix("answer+").split(".")
    if not local.startswith("answer+") or not is_ours(f"x@{domain}") or len(parts) != 3:
        return None
    member = Member.objects.filter(link=parts[1], is_active=True, email__iexact=sender).first()
    if member is None or not member.may("conversations.answer"):
        return None
    seen = Conversation.objects.visible_to(member).select_related("contact", "topic")
    conversation = seen.filter(token=parts[0]).first()
    if conversation is None or not hmac.compare_digest(parts[2], _signature(conversation, member)):
        return None
    return conversation, member


def _signature(conversation: Conversation, member: Member) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"answer.{conversation.token}.{member.link}".encode(), sha256).hexdigest()[
        :SIGNATURE_CHARS
    ]

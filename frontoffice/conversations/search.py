"""Search over what was said, who wrote and reference numbers: only what the member may see.

Candidates are capped before they are ranked, so that a word in every message costs no more than a rare one.
"""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models.functions import Lower

from frontoffice.conversations.models import Contact, Conversation, ConversationQuerySet, Message
from frontoffice.conversations.models.contact import NAME_WORDS
from frontoffice.conversations.vocabulary import Direction
from frontoffice.district.models import Member

MAX_QUERY_CHARS = 200
CANDIDATES = 400
CONTACTS = 100
FOUND = 50
REFERENCE = re.compile(r"^[A-Za-z0-9]{1,4}-?[2-9A-Za-z]{6}$")


def search(words: str, member: Member) -> ConversationQuerySet:
    """At most FOUND conversations, the latest first, in which every word of `words` was said, or whose person
    or reference number it names.

    Notes are searched too. Of a word that is everywhere, the CANDIDATES latest messages are looked at.
    """
    words = " ".join(words.replace("\x00", " ").split())[:MAX_QUERY_CHARS]
    seen = Conversation.objects.visible_to(member)
    if not words or not member.may("conversations.read"):
        return seen.none()
    exact = seen.filter(reference=_reference(words))
    if REFERENCE.match(words) and exact.exists():
        return exact
    ids = {*_said(words, member), *_written_by(words)}
    return seen.filter(pk__in=ids).order_by("-last_message_at", "-id")[:FOUND]


def _reference(words: str) -> str:
    plain = words.upper().replace("-", "")
    return f"{plain[:-6]}-{plain[-6:]}"


def _said(words: str, member: Member) -> list[int]:
    rows = Message.objects.filter(search=_query(words), withdrawn_at=None)
    if not member.may("conversations.answer") and not member.may("conversations.read_all"):
        rows = rows.exclude(direction=Direction.NOTE)
    visible = rows.filter(conversation__in=Conversation.objects.visible_to(member))
    return list(visible.order_by("-id").values_list("conversation_id", flat=True)[:CANDIDATES])


def _query(words: str) -> SearchQuery:
    """Every word must be there; the last one may be unfinished."""
    terms = re.findall(r"\w+", words)
    if not terms:
        return SearchQuery(words, config="simple", search_type="plain")
    return SearchQuery(" & ".join([*terms[:-1], f"{terms[-1]}:*"]), config="simple", search_type="raw")


def _written_by(words: str) -> list[int]:
    """Conversations of people whose name has the words or whose address they are, the latest first."""
    people = Contact.objects.annotate(words=NAME_WORDS).filter(words=_query(words))
    if "@" in words:
        people = Contact.objects.annotate(address=Lower("email")).filter(address=words.lower())
    ids = list(people.values_list("pk", flat=True)[:CONTACTS])
    rows = Conversation.objects.filter(contact__in=ids).order_by("-id")
    return list(rows.values_list("pk", flat=True)[:CANDIDATES])

"""Search over what was said, who wrote and reference numbers: only what the member may see.

A word that is seldom said is looked up in the index; of one that is often said, the latest messages are read,
newest first, until there are enough: so a word in every message costs no more than a rare one.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, Max, QuerySet, Value
from django.db.models.functions import Coalesce, Lower

from frontoffice.conversations.models import Contact, Conversation, ConversationQuerySet, Message
from frontoffice.conversations.models.contact import NAME_WORDS
from frontoffice.conversations.vocabulary import Direction
from frontoffice.district.models import Member

MAX_QUERY_CHARS = 200
PROBED, OFTEN = 5_000, 100
LATEST = 50_000
INDEXED = 2_000
CANDIDATES = 150
CONTACTS = 100
FOUND = 50
_NOTHING = Value("", output_field=SearchVectorField())
REFERENCE = re.compile(r"^[A-Za-z0-9]{1,4}-?[2-9A-Za-z]{6}$")


def search(words: str, member: Member) -> ConversationQuerySet:
    """At most FOUND conversations, the latest first, in which every word of `words` was said, or whose person
    or reference number it names.

    Notes are searched too. A word is often said when OFTEN of the PROBED latest messages have it; then the
    LATEST ones are looked at and no more; else the INDEXED latest that have it.
    """
    words = " ".join(words.replace("\x00", " ").split())[:MAX_QUERY_CHARS]
    seen = Conversation.objects.visible_to(member)
    if not words or not member.may("conversations.read"):
        return seen.none()
    exact = seen.filter(reference=_reference(words))
    if REFERENCE.match(words) and exact.exists():
        return exact
    ids = {*_said(words, member), *_written_by(words, seen)}
    return seen.filter(pk__in=ids).order_by("-last_message_at", "-id")[:FOUND]


def _reference(words: str) -> str:
    plain = words.upper().replace("-", "")
    return f"{plain[:-6]}-{plain[-6:]}"


def _said(words: str, member: Member) -> list[int]:
    seen, rows = Conversation.objects.visible_to(member), Message.objects.filter(withdrawn_at=None)
    if not member.may("conversations.answer") and not member.may("conversations.read_all"):
        rows = rows.exclude(direction=Direction.NOTE)
    read = rows.annotate(words=Coalesce("search", _NOTHING)).filter(
        words=_query(words)
    )  # no index is on that
    newest = Message.objects.aggregate(last=Max("pk"))["last"] or 0
    if read.filter(pk__gt=newest - PROBED).order_by()[:OFTEN].count() == OFTEN:
        lately = read.filter(pk__gt=newest - LATEST, conversation__in=seen).order_by("-pk")
        return list(lately.values_list("conversation_id", flat=True)[:CANDIDATES])
    found = rows.filter(search=_query(words)).order_by(F("pk") * -1)  # nor is one in that order
    latest = seen.filter(pk__in=found.values("conversation_id")[:INDEXED]).order_by("-last_message_at", "-id")
    return list(latest.values_list("pk", flat=True)[:FOUND])


def _query(words: str) -> SearchQuery:
    """Every word must be there; the last one may be unfinished."""
    terms = re.findall(r"\w+", words)
    if not terms:
        return SearchQuery(words, config="simple", search_type="plain")
    return SearchQuery(" & ".join([*terms[:-1], f"{terms[-1]}:*"]), config="simple", search_type="raw")


def _written_by(words: str, seen: ConversationQuerySet) -> list[int]:
    """Conversations of people whose name has the words or whose address they are, the latest first."""
    ids = list(_people(words)[:CONTACTS])
    rows = seen.filter(contact__in=ids).order_by("-id")
    return list(rows.values_list("pk", flat=True)[:CANDIDATES])


def _people(words: str) -> QuerySet[Any, int]:
    """The ids of the contacts with this address or with every word in their name."""
    if "@" in words:
        by_address = Contact.objects.annotate(address=Lower("email")).filter(address=words.lower())
        return by_address.values_list("pk", flat=True)
    return Contact.objects.annotate(words=NAME_WORDS).filter(words=_query(words)).values_list("pk", flat=True)

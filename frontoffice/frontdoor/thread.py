"""A conversation as its family sees it: letters in order, and the few facts between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from frontoffice.conversations.models import Attachment, Conversation, Message
from frontoffice.conversations.vocabulary import Direction


@dataclass(frozen=True)
class Letter:
    """One thing said, by the family or (`ours`) by the district; `paragraphs` are plain text."""

    message: Message
    ours: bool
    paragraphs: list[str]
    files: list[Attachment]


def said(conversation: Conversation) -> QuerySet[Message]:
    """What the family may read: no notes, nothing taken back, nothing that can still be taken back."""
    shown = conversation.messages.filter(
        direction__in=[Direction.INBOUND, Direction.OUTBOUND], withdrawn_at=None
    )
    return shown.filter(Q(send_after=None) | Q(send_after__lte=now())).order_by("at", "id")


def letters(conversation: Conversation) -> list[Letter]:
    """The letters of a conversation, oldest first."""
    messages = said(conversation).select_related("author").prefetch_related("attachments")
    return [
        Letter(
            message,
            message.direction == Direction.OUTBOUND,
            _paragraphs(message.text),
            list(message.attachments.all()),
        )
        for message in messages
    ]


def answered_at(thread: list[Letter]) -> datetime | None:
    """When the district answered, if its letter is the last."""
    return thread[-1].message.at if thread and thread[-1].ours else None


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()] or [text]

"""A person leaves: their open conversations go to whoever answers for the topic, else back to the team."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from frontoffice.conversations.models import Conversation, ConversationQuerySet
from frontoffice.district.departures import Handover
from frontoffice.district.models import Member

STANDING_BEHIND = ("topic__owner", "topic__backup", "topic__department__owner")


def held(leaving: Member) -> ConversationQuerySet:
    """The open conversations that `leaving` was to answer."""
    return Conversation.objects.mine(leaving).select_related(*STANDING_BEHIND)


def give(leaving: Member, to: Member | None, by: Member) -> None:
    """None of them is `leaving`'s any more; `to` gets those whose topic they answer for."""
    for conversation in held(leaving):
        conversation.assign(_next_person(conversation), by=by)


def _next_person(conversation: Conversation) -> Member | None:
    person = conversation.topic.person() if conversation.topic else None
    return person if person and person.may("conversations.answer") else None


OPEN_CONVERSATIONS = Handover(
    _("Their open conversations go to whoever answers for the topic, or back to the team."),
    held,
    give,
    goes_by_itself=True,
)

"""History, channels and failures in sentences for staff."""

from __future__ import annotations

from django.utils.dateformat import format as in_format
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from frontoffice.conversations.models import Conversation, Message
from frontoffice.conversations.vocabulary import Channel
from frontoffice.district.calendar import current_calendar
from frontoffice.district.models import Event, Member
from frontoffice.inbox import ages
from frontoffice.inbox.directory import Directory
from frontoffice.inbox.listing import language_name
from frontoffice.ui.templatetags.staff import hour

ICONS: dict[str, str] = {
    "conversation.assigned": "person",
    "conversation.closed": "closed",
    "conversation.made_private": "lock",
    "conversation.made_public": "lock",
    "conversation.pending": "pending",
    "conversation.person_added": "people",
    "conversation.person_removed": "people",
    "conversation.promised": "calendar",
    "conversation.reopened": "in-progress",
    "conversation.resumed": "in-progress",
    "conversation.routed": "route",
    "conversation.topic_changed": "route",
    "delivery.undone": "mail",
    "feedback.given": "tick",
}
SHOWN = frozenset(ICONS)


def begun(conversation: Conversation, moment: ages.Moment) -> str:
    """How a conversation began, with its reference."""
    local = conversation.started_at.astimezone(moment.calendar.zone)
    channel = (
        Channel(conversation.channel).label
        if conversation.channel in Channel.values
        else conversation.channel
    )
    words = {"day": in_format(local, "D, F j"), "channel": channel, "reference": conversation.reference}
    return gettext("Began %(day)s, by %(channel)s. Reference %(reference)s") % words


def how(message: Message, side: str) -> str:
    """What stands after a name: "wrote in Spanish, web form", "replied", "note, staff only"."""
    if side == "note":
        return gettext("note, staff only")
    if side == "staff":
        return gettext("replied")
    channel = dict(Channel.choices).get(message.channel, message.channel)
    if message.language in ("en", ""):
        return gettext("wrote, %(channel)s") % {"channel": channel}
    return gettext("wrote in %(language)s, %(channel)s") % {
        "language": language_name(message.language),
        "channel": channel,
    }


def trouble(mail: dict[str, str]) -> str:
    """Why a reply did not reach the family, and what to do."""
    if mail["state"] == "stopped":
        return gettext("Not sent: it would have carried a staff address. %(why)s") % {"why": mail["error"]}
    return gettext(
        "Not delivered. %(why)s Call the family, or write again when the address is put right."
    ) % {"why": mail["error"]}


def of(event: Event, names: Directory, reader: Member) -> tuple[str, str] | None:
    """An event's icon and sentence, or None for one that needs no line of its own."""
    words = {"who": _who(event.by_id, names, reader), **_refs(event, names, reader)}
    sentence = _sentence(event, words)
    return (ICONS[event.name], sentence % words) if sentence else None


def _who(member_id: int | None, names: Directory, reader: Member) -> str:
    if member_id is None:
        return gettext("The family")
    if member_id == reader.pk:
        return gettext("You")
    person = names.person(member_id)
    return person.name if person else gettext("Someone")


def _refs(event: Event, names: Directory, reader: Member) -> dict[str, str]:
    refs = event.refs
    person = refs.get("to") or refs.get("person")
    at = parse_datetime(str(refs.get("at", ""))) if refs.get("at") else None
    local = at.astimezone(current_calendar().zone) if at else None
    return {
        "to": gettext("you") if person == reader.pk else _who(person, names, reader) if person else "",
        "team": names.teams.get(refs.get("team") or 0, gettext("the front desk")),
        "about": names.about(refs.get("topic"), refs.get("school")) or gettext("no topic"),
        "at": f"{in_format(local, 'D M j')}, {hour(local)}" if local else "",
        "score": str(refs.get("score", "")),
    }


def _sentence(event: Event, words: dict[str, str]) -> str:
    match event.name:
        case "conversation.assigned":
            given = gettext("%(who)s assigned it to %(to)s")
            return given if words["to"] else gettext("%(who)s gave it back to the team")
        case "conversation.routed":
            return gettext("%(who)s gave it to %(team)s")
        case "conversation.topic_changed":
            return gettext("%(who)s changed the topic to %(about)s; %(team)s answers")
        case "conversation.pending":
            return gettext("%(who)s waits for the family; the clock stopped")
        case "conversation.resumed":
            return gettext("The clock runs again")
        case "conversation.closed":
            return gettext("%(who)s closed it")
        case "conversation.reopened":
            return gettext("%(who)s opened it again")
        case "conversation.made_private":
            return gettext("%(who)s made it private")
        case "conversation.made_public":
            return gettext("%(who)s ended its privacy")
        case "conversation.person_added":
            return gettext("%(who)s added %(to)s")
        case "conversation.person_removed":
            return gettext("%(who)s took %(to)s off")
        case "conversation.promised":
            return gettext("Answer promised by %(at)s")
        case "delivery.undone":
            return gettext("%(who)s took a reply back before it left")
        case "feedback.given":
            return gettext("The family gave %(score)s of 10")
    return ""

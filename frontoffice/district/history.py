"""The vocabulary of events, and the one way to write one (docs/events.md has a line for each)."""

from __future__ import annotations

from django.db import models

from frontoffice.district.models import Event, Member

EVENTS: dict[str, str] = {
    "arrival.dismissed": "A held message was put aside by a person",
    "arrival.filed": "A held message was filed by a person",
    "arrival.held": "A message fitted nothing and waits for a person",
    "conversation.assigned": "Given to a person",
    "conversation.closed": "Closed",
    "conversation.made_private": "Made private",
    "conversation.made_public": "No longer private",
    "conversation.noted": "An internal note was written",
    "conversation.opened": "Read for the first time by staff",
    "conversation.pending": "Waiting for the family; the clock stops",
    "conversation.person_added": "A colleague was added",
    "conversation.person_removed": "A colleague was taken off",
    "conversation.promised": "The promise date was changed",
    "conversation.read": "A private conversation was read by staff; kept each time",
    "conversation.received": "A family wrote",
    "conversation.reopened": "Opened again",
    "conversation.replied": "Staff replied",
    "conversation.resumed": "The clock runs again",
    "conversation.routed": "Given to a team",
    "conversation.topic_changed": "The topic or the school was changed",
    "delivery.undone": "A reply was taken back before it was sent",
    "feedback.given": "The family gave a score",
    "message.sent": "A message left for the family",
    "message.stopped": "A message was stopped because it carried a staff address",
    "message.undelivered": "A message could not be delivered",
    "calendar.changed": "The school calendar was changed",
    "department.changed": "A department was added or changed",
    "district.changed": "The district's own settings were changed",
    "member.added": "A person was added",
    "member.changed": "A person's details, teams or roles were changed",
    "member.removed": "A person no longer works here",
    "member.signed_in": "A person signed in",
    "people.imported": "People or schools were imported from a file",
    "role_link.changed": "A role's contact link was added or changed",
    "school.changed": "A school was added or changed",
    "team.changed": "A team was added or changed",
    "topic.changed": "A topic was added or changed",
    "exposure.finding_closed": "A finding is gone from the website",
    "exposure.finding_reopened": "A finding came back",
    "exposure.finding_judged": "A person accepted a finding or marked it a lawful exception",
    "exposure.links_made": "Contact links were made for findings",
    "website.scan_asked": "A scan was asked for",
    "website.scan_finished": "A scan ended",
    "website.site_changed": "A website was added or changed",
}


class UnknownEvent(ValueError):
    """The event is not in the vocabulary: add it to EVENTS and to docs/events.md."""


def record(name: str, subject: models.Model, by: Member | None, **refs: object) -> Event:
    """Write one event about `subject`. `refs` are ids and plain facts (JSON), never message text."""
    return Event.objects.create(**_fields(name, subject, by, refs))


def record_all(events: list[Event]) -> None:
    """Write several events, made by `event()`, in one statement."""
    Event.objects.bulk_create(events)


def event(name: str, subject: models.Model, by: Member | None, **refs: object) -> Event:
    """An unsaved event, for `record_all`."""
    return Event(**_fields(name, subject, by, refs))


def _fields(
    name: str, subject: models.Model, by: Member | None, refs: dict[str, object]
) -> dict[str, object]:
    if name not in EVENTS:
        raise UnknownEvent(name)
    return {
        "name": name,
        "by": by,
        "subject": subject._meta.model_name,
        "subject_id": subject.pk,
        "refs": refs,
    }


def of(subject: models.Model) -> models.QuerySet[Event]:
    """The history of one row, oldest first, with who did it."""
    return (
        Event.objects.filter(subject=subject._meta.model_name, subject_id=subject.pk)
        .select_related("by")
        .order_by("id")
    )

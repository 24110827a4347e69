"""Which team answers, and which person stands behind it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from frontoffice.conversations.models import Conversation
from frontoffice.district.context import current_district
from frontoffice.district.models import Member, School, SchoolTopic, Team, Topic


def team_for(topic: Topic | None, school: School | None, person: Member | None = None) -> Team | None:
    """The team for a message: the person's school's office, topic at school, topic, department, front desk.

    A message to a person belongs to the office of that person's school, so that somebody answers when the
    person is out.
    """
    if person is not None and person.school:
        return person.school.office or _front_desk()
    if topic is not None:
        if school is not None and (
            here := SchoolTopic.objects.filter(topic=topic, school=school).select_related("team").first()
        ):
            return here.team
        if topic.team_id:
            return topic.team
        if topic.department and (team := topic.department.teams.first()):
            return team
    if topic is None and school is not None and school.office:
        return school.office
    return _front_desk()


def _front_desk() -> Team | None:
    return current_district().front_desk


def person_for(conversation: Conversation) -> Member | None:
    """Who is told of a new message: the first who works here of its owner, the topic's owner and backup, the
    department's owner and the global owner.
    """
    topic = conversation.topic
    wanted = [
        conversation.owner_id,
        *(_answering(topic) if topic else ()),
        current_district().global_owner_id,
    ]
    teams = Member.teams.through.objects.filter(member=OuterRef("pk"))
    working = Member.objects.filter(pk__in={one for one in wanted if one}, is_active=True)
    known: dict[str, Any] = {"team_ids": ArraySubquery(teams.values("team_id"))}  # read now, not afterwards
    found: dict[int, Member] = {person.pk: person for person in working.annotate(**known)}
    return next((found[one] for one in wanted if one in found), None)


def _answering(topic: Topic) -> list[int | None]:
    """The ids behind `topic.person()`, in its order."""
    return [topic.owner_id, topic.backup_id, topic.department.owner_id if topic.department else None]

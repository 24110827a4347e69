"""Which team answers, and which person stands behind it."""

from __future__ import annotations

from frontoffice.conversations.models import Conversation
from frontoffice.district.context import current_district
from frontoffice.district.models import Member, School, SchoolTopic, Team, Topic


def team_for(topic: Topic | None, school: School | None, person: Member | None = None) -> Team | None:
    """The team for a message: the person's school's office, topic at school, topic, department, front desk.

    A message to a person belongs to the office of that person's school, so that somebody answers when the
    person is out.
    """
    if person is not None and person.school_id:
        return person.school.office or _front_desk()
    if topic is not None:
        if school is not None and (
            here := SchoolTopic.objects.filter(topic=topic, school=school).select_related("team").first()
        ):
            return here.team
        if topic.team_id:
            return topic.team
        if topic.department_id and (team := topic.department.teams.first()):
            return team
    if topic is None and school is not None and school.office_id:
        return school.office
    return _front_desk()


def _front_desk() -> Team | None:
    return current_district().front_desk


def person_for(conversation: Conversation) -> Member | None:
    """Who is told of a new message: its owner, else who answers for its topic, else the global owner."""
    if conversation.owner and conversation.owner.is_active:
        return conversation.owner
    if conversation.topic:
        return conversation.topic.person()
    owner = current_district().global_owner
    return owner if owner and owner.is_active else None

"""The names that lists and threads show, read once for many pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from time import monotonic

from django.utils.translation import get_language

from frontoffice.district.models import Member, School, SchoolTopic, Team, Topic

FRESH_S = 30


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    title: str
    initials: str
    active: bool
    teams: tuple[int, ...]

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name else ""


@dataclass(frozen=True)
class Directory:
    """Everybody and everything a conversation can name, by id."""

    people: dict[int, Person]
    teams: dict[int, str]
    topics: dict[int, Topic]
    schools: dict[int, School]
    topics_of_team: dict[int, frozenset[int]]

    @cached_property
    def at_work(self) -> dict[int, str]:
        """The names of the people who have not left."""
        return {person.id: person.name for person in self.people.values() if person.active}

    @cached_property
    def topic_names(self) -> dict[int, str]:
        return {topic.pk: topic.label for topic in self.topics.values()}

    @cached_property
    def school_names(self) -> dict[int, str]:
        return {school.pk: school.label for school in self.schools.values()}

    def person(self, member_id: int | None) -> Person | None:
        return self.people.get(member_id) if member_id else None

    def about(self, topic_id: int | None, school_id: int | None) -> str:
        """ "Bus, Lincoln": what a conversation is about, in few words."""
        topic, school = self.topics.get(topic_id or 0), self.schools.get(school_id or 0)
        words = [
            topic and (topic.words("short_name") or topic.label),
            school and (school.words("short_name") or school.label),
        ]
        return ", ".join(word for word in words if word)

    def on_team(self, team_id: int | None) -> list[Person]:
        """Who works on a team today, by name."""
        if team_id is None:
            return []
        return [person for person in self.people.values() if person.active and team_id in person.teams]


@lru_cache(maxsize=4)
def _directory(_period: int, _language: str) -> Directory:
    teams_of: dict[int, list[int]] = {}
    for member_id, team_id in Member.teams.through.objects.values_list("member_id", "team_id"):
        teams_of.setdefault(member_id, []).append(team_id)
    topics = {topic.pk: topic for topic in Topic.objects.order_by("position", "name")}
    topics_of_team: dict[int, set[int]] = {}
    pairs = [(topic.team_id, topic.pk) for topic in topics.values() if topic.team_id]
    for team_id, topic_id in [*pairs, *SchoolTopic.objects.values_list("team_id", "topic_id")]:
        topics_of_team.setdefault(team_id, set()).add(topic_id)
    return Directory(
        people={
            member.pk: Person(
                member.pk,
                member.name,
                member.title,
                member.initials,
                member.is_active,
                tuple(teams_of.get(member.pk, ())),
            )
            for member in Member.objects.only("name", "title", "is_active").order_by("name")
        },
        teams=dict(Team.objects.values_list("pk", "name")),
        topics=topics,
        schools={school.pk: school for school in School.objects.filter(closed_at=None)},
        topics_of_team={team_id: frozenset(ids) for team_id, ids in topics_of_team.items()},
    )


def directory() -> Directory:
    """The names as they stood at most FRESH_S seconds ago; read-only."""
    return _directory(int(monotonic() // FRESH_S), get_language() or "en")


def forget_directory() -> None:
    """Read the names afresh at the next use."""
    _directory.cache_clear()

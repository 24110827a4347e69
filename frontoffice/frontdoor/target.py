"""To whom a message goes, as its link says: a topic, a school, a person, a role, or the front desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now

from frontoffice.conversations.routing import team_for
from frontoffice.conversations.verbs import DEFAULT_GOAL
from frontoffice.district.calendar import current_calendar
from frontoffice.district.models import Category, Member, RoleLink, School, Team, Topic

ANYTHING = "anything"  # the slug that stands for no topic: the front desk sorts it
MAX_SLUG_CHARS = 120


@dataclass(frozen=True)
class Target:
    """Where a message goes. None of the four means the front desk."""

    topic: Topic | None = None
    school: School | None = None
    person: Member | None = None
    role: RoleLink | None = None

    @property
    def goal(self) -> str:
        return self.topic.response_goal if self.topic else DEFAULT_GOAL

    @property
    def team(self) -> Team | None:
        """Who reads it, beside the person."""
        if self.role and self.role.team:
            return self.role.team
        return team_for(self.topic, self.school, self.person or (self.role.holder if self.role else None))

    @property
    def anonymous_allowed(self) -> bool:
        return self.topic is not None and self.topic.anonymous_allowed

    @property
    def within_hours(self) -> bool:
        """The promise is a time of day, and not only a day."""
        return self.goal.endswith("h")

    def promise(self) -> datetime:
        """When something written now would be answered, on the school calendar."""
        return current_calendar().promise(now(), self.goal)

    def at(self, school: School | None) -> Target:
        return Target(self.topic, school, self.person, self.role) if school else self


def open_schools() -> QuerySet[School]:
    return School.objects.filter(closed_at=None)


def target_of(request: HttpRequest, slug: str) -> Target:
    """The target of an ask page's address; raises Http404 when any part of it does not exist."""
    asked = {name: request.GET.get(name, "")[:MAX_SLUG_CHARS] for name in ("school", "person", "role")}
    if "\x00" in slug + "".join(asked.values()):
        raise Http404
    topic = None if slug == ANYTHING else get_object_or_404(topics(), slug=slug)
    school = get_object_or_404(open_schools(), slug=asked["school"]) if asked["school"] else None
    person, office = _person(asked["person"]) if asked["person"] else (None, None)
    role = get_object_or_404(roles(), slug=asked["role"]) if asked["role"] else None
    return Target(topic, school or (role.school if role else None) or office, person, role)


def _person(link: str) -> tuple[Member | None, School | None]:
    """Who answers at a contact link, and the school; the school alone when they left without a successor."""
    found = Member.objects.reached_by(link)
    if found is None:
        raise Http404
    return (found if found.is_active else None), found.school


def topics() -> QuerySet[Topic]:
    found = Topic.objects.published().select_related("category", "team", "department")
    return found.order_by("category__position", "category__name", "position", "name")


def topics_by_category() -> list[tuple[Category, list[Topic]]]:
    """The published topics as home shows them; a category without any is left out."""
    return [
        (category, list(group)) for category, group in groupby(topics(), key=lambda topic: topic.category)
    ]


def people() -> QuerySet[Member]:
    """Who may be written to by name."""
    return Member.objects.filter(is_active=True).select_related("school", "school__office", "department")


def roles() -> QuerySet[RoleLink]:
    return RoleLink.objects.select_related(
        "school", "school__office", "holder", "holder__school", "holder__school__office", "team"
    )

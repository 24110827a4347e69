"""The kinds of rows that set-up lists, adds and changes; each is one Screen, drawn by views/rows.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from frontoffice.district.access import NEEDS_SECOND_FACTOR, may_manage
from frontoffice.district.forms.organisation import DepartmentForm, RoleLinkForm, SchoolForm, TeamForm
from frontoffice.district.forms.people import MemberForm
from frontoffice.district.forms.topics import CategoryForm, TopicForm
from frontoffice.district.forms.words import RowForm
from frontoffice.district.models import Category, Department, Member, RoleLink, School, Team, Topic

Words = str | Promise


@dataclass(frozen=True)
class Column:
    """One fact of a row, in words; `mark` draws it as a warning when it is not empty."""

    label: Words
    of: Callable[[Any], object]
    mark: bool = False


Rows = models.QuerySet[Any]


@dataclass(frozen=True)
class Narrow:
    """A part of a list that somebody looks for by itself."""

    words: Words
    of: Callable[[Rows], Rows]


@dataclass(frozen=True)
class Screen:
    """A kind of row: where it is, who may change it, which event a change writes, and what a list shows."""

    key: str
    title: Words
    add: Words
    teach: Words
    permission: str
    model: type[models.Model]
    form: type[RowForm]
    added: str
    changed: str
    rows: Callable[[], Rows]
    columns: tuple[Column, ...]
    find: tuple[str, ...] = ("name",)
    may_change: Callable[[Member, Any], bool] = lambda _by, _row: True
    extra: str = ""
    narrow: dict[str, Narrow] = field(default_factory=dict)

    @property
    def route(self) -> str:
        """The name of the list's address; `-add` and `-row` behind it name those of one row."""
        return f"setup-{self.key}"

    @property
    def add_route(self) -> str:
        return f"{self.route}-add"

    @property
    def row_route(self) -> str:
        return f"{self.route}-row"


def _names(rows: Any, most: int = 3) -> str:
    names = [str(row) for row in rows.all()]
    return ", ".join(names[:most]) + (f" +{len(names) - most}" if len(names) > most else "")


def _problem_of_topic(topic: Topic) -> str:
    if topic.owner and topic.owner.is_active:
        return ""
    person = topic.person()
    if person:
        return now_in("no owner; %(name)s answers") % {"name": person.name}
    return now_in("no owner, and nobody answers")


def _roles(member: Member) -> str:
    return ", ".join(str(Member.Role(role).label) for role in member.roles if role in Member.Role.values)


def without_second_factor(people: Rows) -> Rows:
    """Those of `people` who must have a second factor and have none."""
    needing = people.filter(is_active=True, roles__overlap=sorted(NEEDS_SECOND_FACTOR))
    return needing.exclude(pk__in=Authenticator.objects.values("user"))


SCREENS: tuple[Screen, ...] = (
    Screen(
        "schools",
        _("Schools"),
        _("Add a school"),
        _("A school gives families a page of its own, and topics a place. Add them here or import a file."),
        "district.manage",
        School,
        SchoolForm,
        "school.changed",
        "school.changed",
        lambda: School.objects.select_related("office"),
        (
            Column(_("Grades"), lambda school: school.grades),
            Column(_("Phone"), lambda school: school.phone),
            Column(_("Office team"), lambda school: school.office or ""),
            Column(_("State"), lambda school: now_in("closed for good") if school.closed_at else ""),
        ),
    ),
    Screen(
        "departments",
        _("Departments"),
        _("Add a department"),
        _("A department is a central unit, such as Transportation. Its owner stands in for topics."),
        "district.manage",
        Department,
        DepartmentForm,
        "department.changed",
        "department.changed",
        lambda: Department.objects.select_related("owner"),
        (
            Column(_("Owner"), lambda department: department.owner or ""),
            Column(_("Phone"), lambda department: department.phone),
        ),
    ),
    Screen(
        "teams",
        _("Teams"),
        _("Add a team"),
        _("Every message belongs to one team. A school's office is a team; so is Transportation's dispatch."),
        "district.manage",
        Team,
        TeamForm,
        "team.changed",
        "team.changed",
        lambda: Team.objects.select_related("department", "school").prefetch_related("members"),
        (
            Column(_("Belongs to"), lambda team: team.school or team.department or ""),
            Column(_("People"), lambda team: _names(team.members)),
            Column("", lambda team: "" if team.members.all() else now_in("nobody on it"), mark=True),
        ),
    ),
    Screen(
        "categories",
        _("Categories"),
        _("Add a category"),
        _("Categories group topics on the home page: Getting to school, Learning, Health."),
        "district.manage",
        Category,
        CategoryForm,
        "topic.changed",
        "topic.changed",
        lambda: Category.objects.prefetch_related("topics"),
        (Column(_("Topics"), lambda category: _names(category.topics)),),
    ),
    Screen(
        "topics",
        _("Topics"),
        _("Add a topic"),
        _("A topic names who answers. The 25 usual ones of a school district can be put in for you."),
        "district.manage",
        Topic,
        TopicForm,
        "topic.changed",
        "topic.changed",
        lambda: Topic.objects.select_related("category", "team", "owner", "backup", "department__owner"),
        (
            Column(_("Category"), lambda topic: topic.category),
            Column(_("Team"), lambda topic: topic.team or ""),
            Column(_("Owner"), lambda topic: topic.owner or ""),
            Column(_("Goal"), lambda topic: topic.response_goal),
            Column("", _problem_of_topic, mark=True),
            Column(_("State"), lambda topic: "" if topic.published else now_in("not published")),
        ),
        narrow={
            "orphaned": Narrow(
                _("Without an owner"), lambda topics: topics.filter(pk__in=Topic.objects.orphaned())
            ),
            "unpublished": Narrow(_("Not published"), lambda topics: topics.filter(published=False)),
        },
    ),
    Screen(
        "role-links",
        _("Role links"),
        _("Add a role link"),
        _("A role link, such as /c/lincoln-principal, stays when the person changes. Print it anywhere."),
        "district.manage",
        RoleLink,
        RoleLinkForm,
        "role_link.changed",
        "role_link.changed",
        lambda: RoleLink.objects.select_related("school", "holder", "team"),
        (
            Column(_("Link"), lambda link: f"/c/{link.slug}"),
            Column(_("School"), lambda link: link.school or ""),
            Column(_("Held by"), lambda link: link.holder or link.team or ""),
            Column(
                "",
                lambda link: now_in("has left") if link.holder and not link.holder.is_active else "",
                mark=True,
            ),
        ),
        find=("title", "slug"),
    ),
    Screen(
        "people",
        _("People"),
        _("Add a person"),
        _("People answer families and sign in here. Add them one by one or import a file."),
        "people.manage",
        Member,
        MemberForm,
        "member.added",
        "member.changed",
        lambda: Member.objects.select_related("school", "department").order_by("-is_active", "name"),
        (
            Column(_("Title"), lambda member: member.title),
            Column(_("Works at"), lambda member: member.school or member.department or ""),
            Column(_("Roles"), _roles),
            Column(_("Directory"), lambda member: "" if member.listed else now_in("not listed")),
            Column("", lambda member: "" if member.is_active else now_in("no longer here"), mark=True),
        ),
        find=("name", "email", "title"),
        may_change=may_manage,
        extra="district/person_extra.html",
        narrow={
            "without_role": Narrow(
                _("Without a role"), lambda people: people.filter(is_active=True, roles=[])
            ),
            "without_second_factor": Narrow(_("Second factor missing"), without_second_factor),
            "gone": Narrow(_("No longer here"), lambda people: people.filter(is_active=False)),
        },
    ),
)

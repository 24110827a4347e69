"""What is left to do before the district can rely on it: the overview's list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontoffice.district.calendar import today
from frontoffice.district.models import ClosedDay, District, Member, RoleLink, School, Team, Topic
from frontoffice.district.screens import without_second_factor

NEXT_YEAR_WANTED_FROM_MONTH = 5


@dataclass(frozen=True)
class Task:
    """One thing left to do: what, why, where, and who may do it."""

    words: str
    why: str
    url: str
    permission: str = "district.manage"


def tasks(member: Member) -> list[Task]:
    """What is left to do that `member` may do, the most pressing first."""
    found = (check() for check in CHECKS)
    return [task for task in found if task and member.may(task.permission)]


def _at(page: str, only: str = "") -> str:
    """The address of a page of set-up, narrowed to `only`."""
    return reverse(f"setup-{page}") + (f"?only={only}" if only else "")


def _district() -> Task | None:
    if District.objects.exists():
        return None
    return Task(_("Name the district"), _("Families see its name on every page."), _at("district"))


def _front_desk() -> Task | None:
    if District.current().front_desk_id:
        return None
    why = _("A message that fits nothing goes to the front desk; without one nobody sees it.")
    return Task(_("Choose the front desk"), why, _at("district"))


def _global_owner() -> Task | None:
    owner = District.current().global_owner
    if owner and owner.is_active:
        return None
    why = _("When a topic has lost everybody, this person answers for it.")
    return Task(_("Choose a global owner"), why, _at("district"))


def _schools() -> Task | None:
    if School.objects.exists():
        return None
    why = _("Families choose their school. Add them one by one or from a file.")
    return Task(_("Add your schools"), why, _at("import"))


def _topics() -> Task | None:
    if Topic.objects.exists():
        return None
    why = _("Topics decide who answers. Start with the 25 usual ones and change them.")
    return Task(_("Put in the topics"), why, _at("topic-template"))


def _orphaned() -> Task | None:
    count = Topic.objects.orphaned().count()
    if not count:
        return None
    words = ngettext("%(n)s topic has no owner", "%(n)s topics have no owner", count) % {"n": count}
    return Task(words, _("A fallback answers for them until you choose somebody."), _at("topics", "orphaned"))


def _empty_teams() -> Task | None:
    count = Team.objects.filter(members=None).count()
    if not count:
        return None
    words = ngettext("%(n)s team has nobody on it", "%(n)s teams have nobody on them", count) % {"n": count}
    return Task(words, _("Messages to them would wait unseen."), _at("teams"))


def _vacant_roles() -> Task | None:
    count = RoleLink.objects.filter(holder__is_active=False).count()
    if not count:
        return None
    words = ngettext("%(n)s role link is vacant", "%(n)s role links are vacant", count) % {"n": count}
    return Task(words, _("Its holder has left. Choose who holds the role now."), _at("role-links"))


def _second_factor() -> Task | None:
    count = without_second_factor(Member.objects.all()).count()
    if not count:
        return None
    words = ngettext(
        "%(n)s administrator has no second factor", "%(n)s administrators have no second factor", count
    ) % {"n": count}
    why = _("They are asked for it when they next sign in. Remind them.")
    return Task(words, why, _at("people", "without_second_factor"), "people.manage")


def _next_year() -> Task | None:
    day = today()
    year = day.year if day.month < NEXT_YEAR_WANTED_FROM_MONTH else day.year + 1
    if ClosedDay.objects.filter(on__year=year).exists():
        return None
    why = _("Promise dates would count holidays as school days.")
    return Task(_("Put in the closed days of %(year)s") % {"year": year}, why, _at("calendar"))


CHECKS: tuple[Callable[[], Task | None], ...] = (
    _district, _schools, _topics, _front_desk, _global_owner, _orphaned, _empty_teams, _vacant_roles,
    _second_factor, _next_year,
)  # fmt: skip

"""Who may do what: the one place where permissions stand.

A permission names what its holder may do; which rows are seen is asked of the QuerySets'
`visible_to(member)`. Each role has its line in docs/roles.md.

Who may not read conversations may change nothing by which anybody comes to read them: roles, teams, the
address or the password a person signs in with, who takes over what they answer for. That is `access.give`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from frontoffice.district.models import Member

ADMINISTRATOR = Member.Role.SYSTEM_ADMINISTRATOR
GLOBAL = Member.Role.GLOBAL_USER
TEAM = Member.Role.TEAM_MEMBER
RECORDER = Member.Role.RECORDER
IT = Member.Role.IT_ADMINISTRATOR
RECORDS = Member.Role.RECORDS_OFFICER

PERMISSIONS: dict[str, frozenset[str]] = {
    "conversations.read": frozenset({ADMINISTRATOR, GLOBAL, TEAM, RECORDS, RECORDER}),
    "conversations.read_all": frozenset({ADMINISTRATOR, GLOBAL, RECORDS}),
    "conversations.answer": frozenset({ADMINISTRATOR, GLOBAL, TEAM}),
    "conversations.record": frozenset({ADMINISTRATOR, GLOBAL, TEAM, RECORDER}),
    "held.file": frozenset({ADMINISTRATOR, GLOBAL}),
    "outbox.read": frozenset({ADMINISTRATOR}),
    "district.manage": frozenset({ADMINISTRATOR}),
    "access.give": frozenset({ADMINISTRATOR}),
    "people.manage": frozenset({ADMINISTRATOR, IT}),
    "system.manage": frozenset({ADMINISTRATOR, IT}),
    "exposure.read": frozenset({ADMINISTRATOR, GLOBAL, IT}),
    "exposure.manage": frozenset({ADMINISTRATOR, IT}),
    "history.read": frozenset({ADMINISTRATOR, RECORDS}),
}
NEEDS_SECOND_FACTOR: frozenset[str] = frozenset({ADMINISTRATOR, IT})
READS = PERMISSIONS["conversations.read"]
READS_EVERYTHING = PERMISSIONS["conversations.read_all"]


class StaffRequest(HttpRequest):
    """A request by a signed-in member of staff, as views see it after `staff_only` or `needs`."""

    member: Member


def member_of(request: HttpRequest) -> Member | None:
    """The signed-in, still active member, or None."""
    user = request.user
    return user if isinstance(user, Member) and user.is_active else None


def may_manage(by: Member, person: Member) -> bool:
    """Whether `by` may change who `person` is: only administrators touch those who read everything."""
    return by.may("access.give") or (by.may("people.manage") and READS_EVERYTHING.isdisjoint(person.roles))


def roles_to_give(by: Member) -> list[Member.Role]:
    """The roles that `by` may give or take: without `access.give` none that reads conversations."""
    return [role for role in Member.Role if by.may("access.give") or role not in READS]


def lacks_second_factor(member: Member) -> bool:
    """An administrator who has set up no second factor yet, and so is shown nothing else."""
    return member.has(*NEEDS_SECOND_FACTOR) and not is_mfa_enabled(member)


View = Callable[..., HttpResponse]


def needs(permission: str) -> Callable[[View], View]:
    """Open a view to members who hold `permission`: strangers sign in first, others find nothing (404)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            member = member_of(request)
            if member is None:
                return redirect_to_login(request.get_full_path())
            if not member.may(permission):
                raise Http404
            request.member = member
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate

"""What the staff side's first pane shows on the pages of set-up and of one's own account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from frontoffice.district.access import member_of
from frontoffice.district.models import Member


@dataclass(frozen=True)
class Link:
    url: str
    name: str
    icon: str = ""
    current: bool = False
    count: int = 0
    key: str = ""
    late: bool = False


@dataclass(frozen=True)
class Group:
    name: str
    links: list[Link]


def _setup_links(member: Member) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """Groups of (permission, link, icon, name)."""
    return [
        ("", [("people.manage", "/setup/", "settings", _("Set-up"))]),
        (
            _("The district"),
            [
                ("district.manage", "/setup/district/", "window", _("District")),
                ("district.manage", "/setup/schools/", "flag", _("Schools")),
                ("district.manage", "/setup/departments/", "template", _("Departments")),
                ("district.manage", "/setup/teams/", "people", _("Teams")),
                ("district.manage", "/setup/calendar/", "calendar", _("Calendar")),
            ],
        ),
        (
            _("What families ask"),
            [
                ("district.manage", "/setup/categories/", "tray", _("Categories")),
                ("district.manage", "/setup/topics/", "note", _("Topics")),
                ("district.manage", "/setup/role-links/", "route", _("Role links")),
            ],
        ),
        (
            _("People"),
            [
                ("people.manage", "/setup/people/", "person", _("People")),
                ("people.manage", "/setup/import/", "plus", _("Import")),
                ("history.read", "/setup/history/", "clock", _("History")),
            ],
        ),
    ]


def _groups(member: Member, path: str) -> list[Group]:
    groups = []
    for name, rows in _setup_links(member):
        links = [
            Link(url, words, icon, current=path == url or (url != "/setup/" and path.startswith(url)))
            for permission, url, icon, words in rows
            if member.may(permission)
        ]
        if links:
            groups.append(Group(name, links))
    return groups


def _foot(member: Member) -> list[Link]:
    rows = [
        ("conversations.read", "/inbox/", "tray", _("Inbox")),
        ("exposure.read", "/exposure/", "eye", _("Exposure")),
        ("outbox.read", "/outbox/", "mail", _("Outbox")),
    ]
    return [Link(url, words, icon) for permission, url, icon, words in rows if member.may(permission)]


def own_links() -> list[Link]:
    """What everybody may do to their own account."""
    return [
        Link("/account/password/change/", _("Change my password")),
        Link("/account/2fa/", _("My second factor")),
    ]


def where(request: HttpRequest) -> dict[str, Any]:
    """The first pane for the signed-in member; empty for a stranger."""
    member = member_of(request)
    if member is None:
        return {}
    home = "/inbox/" if member.may("conversations.read") else "/setup/"
    return {
        "home": home,
        "url": home if home == "/inbox/" else "/setup/",
        "search": home,
        "you": member,
        "own": own_links(),
        "sign_out": "/account/logout/",
        "groups": _groups(member, request.path),
        "foot": _foot(member),
    }

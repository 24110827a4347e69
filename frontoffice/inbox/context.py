"""The first pane: where one can go. Computed only on pages that draw it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from frontoffice.district.access import member_of
from frontoffice.district.models import Member
from frontoffice.inbox.counts import counts, shown
from frontoffice.inbox.places import Place, home_of, schools_for, topics_for, views_for

NEAR_TOPICS = 5
NEAR_SCHOOLS = 5


@dataclass(frozen=True)
class Link:
    name: Any
    url: str
    icon: str = ""
    count: str = ""
    current: bool = False
    late: bool = False
    key: str = ""


@dataclass(frozen=True)
class Links:
    name: str
    links: list[Link]


class Where:
    """Views, topics, schools and the other rooms, for one member on one page."""

    def __init__(self, member: Member, path: str) -> None:
        self.you, self.path = member, path
        self.search = reverse("inbox-search")
        self.url = reverse("inbox-where")
        self.here: Place | None = None

    @cached_property
    def home(self) -> str:
        return home_of(self.you).url if self.you.may("conversations.read") else self.foot[0].url

    @cached_property
    def _places(self) -> tuple[list[Place], list[Place], list[Place]]:
        if not self.you.may("conversations.read"):
            return [], [], []
        return views_for(self.you), topics_for(self.you), schools_for(self.you)

    @cached_property
    def counts(self) -> dict[str, int]:
        views, topics, schools = self._places
        counted = [place for place in views if place.kind != "closed"]
        return counts(self.you, [*counted, *topics[:NEAR_TOPICS], *schools[:NEAR_SCHOOLS]])

    @cached_property
    def groups(self) -> list[Links]:
        views, topics, schools = self._places
        groups = [Links("", self._links(views))] if views else []
        if topics:
            groups.append(
                Links(
                    gettext("By topic"),
                    self._near(topics, NEAR_TOPICS, gettext("All %(count)s topics"), "inbox-topics"),
                )
            )
        if schools:
            groups.append(
                Links(
                    gettext("By school"),
                    self._near(schools, NEAR_SCHOOLS, gettext("All %(count)s schools"), "inbox-schools"),
                )
            )
        return groups

    def _links(self, places: list[Place]) -> list[Link]:
        return [
            Link(
                place.name,
                place.url,
                place.icon,
                shown(self.counts.get(place.path, 0)),
                current=self.here is not None and self.here.path == place.path,
                late=place.kind == "past-due",
                key=place.path,
            )
            for place in places
        ]

    def _near(self, places: list[Place], most: int, every: str, all_of_them: str) -> list[Link]:
        links = self._links(places[:most])
        if len(places) > most:
            links.append(
                Link(
                    every % {"count": len(places)},
                    reverse(all_of_them),
                    current=self.path == reverse(all_of_them),
                )
            )
        return links

    @cached_property
    def foot(self) -> list[Link]:
        rooms = [
            ("conversations.record", gettext("Record a contact"), "inbox-record", "phone"),
            ("held.file", gettext("Held messages"), "inbox-held", "tray"),
            ("outbox.read", gettext("Outbox"), "inbox-outbox", "mail"),
            ("exposure.read", gettext("Exposure"), "exposure", "window"),
            ("people.manage", gettext("Set-up"), "setup", "settings"),
        ]
        return [
            Link(name, url, icon, current=self.path.startswith(url))
            for permission, name, route, icon in rooms
            if self.you.may(permission) and (url := _url(route))
        ]

    @property
    def own(self) -> list[Link]:
        return [Link(gettext("Keys and preferences"), reverse("inbox-preferences"))]

    @property
    def sign_out(self) -> str:
        return _url("account_logout")


def _url(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def where(request: HttpRequest) -> dict[str, Any]:
    def made() -> Where | None:
        member = member_of(request) if hasattr(request, "user") else None
        return Where(member, request.path) if member else None

    return {"where": getattr(request, "where", None) or SimpleLazyObject(made)}

"""Where one can stand in the inbox: the views, a topic, a school; and which conversations each holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontoffice.conversations.models import Conversation, ConversationQuerySet
from frontoffice.district.models import Member, School, Topic
from frontoffice.inbox.directory import directory


@dataclass(frozen=True)
class Place:
    """One list of conversations. `kind` is a view's name, "topic" or "school"; `slug` names which."""

    kind: str
    name: Any
    icon: str = ""
    key: str = ""
    slug: str = ""
    row_id: int = 0

    @property
    def path(self) -> str:
        """Its short name in `?in=`: "team", "topic/bus"."""
        return f"{self.kind}/{self.slug}" if self.slug else self.kind

    @property
    def url(self) -> str:
        if self.slug:
            return reverse(f"inbox-{self.kind}", args=[self.slug])
        return reverse("inbox-view", args=[self.kind])

    @property
    def is_closed(self) -> bool:
        return self.kind == "closed"

    def rows(self, member: Member) -> ConversationQuerySet:
        """What `member` finds here. Private conversations stand in the private view and nowhere else."""
        seen = Conversation.objects.visible_to(member)
        if self.kind == "private":
            return seen.open().private()
        return self._narrowed(seen.public(), member)

    def _narrowed(self, seen: ConversationQuerySet, member: Member) -> ConversationQuerySet:
        everywhere = member.may("conversations.read_all")
        match self.kind:
            case "mine":
                return seen.mine(member)
            case "team":
                return seen.of_teams(member)
            case "unassigned":
                return seen.unassigned() if everywhere else seen.unassigned().of_teams(member)
            case "past-due":
                return seen.past_due()
            case "waiting":
                return seen.waiting()
            case "closed":
                return seen.closed()
            case "topic":
                return seen.open().filter(topic=self.row_id)
            case "school":
                return seen.open().filter(school=self.row_id)
        return seen.open()


VIEWS: dict[str, Place] = {
    place.kind: place
    for place in (
        Place("mine", _("Mine"), "person", "m"),
        Place("team", _("Team"), "people", "t"),
        Place("all", _("Everyone"), "window", "a"),
        Place("unassigned", _("Unassigned"), "tray", "u"),
        Place("past-due", _("Past due"), "flag", "d"),
        Place("waiting", _("Waiting for family"), "pending", "w"),
        Place("private", _("Private"), "lock", "p"),
        Place("closed", _("Closed"), "closed", "c"),
    )
}


def views_for(member: Member) -> list[Place]:
    """The views a member has: "Everyone" only for those who may read everyone's."""
    everywhere = member.may("conversations.read_all")
    return [place for place in VIEWS.values() if place.kind != "all" or everywhere]


def home_of(member: Member) -> Place:
    """Where a member lands: their team's, else everyone's, else their own."""
    if member.team_ids:
        return VIEWS["team"]
    return VIEWS["all"] if member.may("conversations.read_all") else VIEWS["mine"]


def place_of(kind: str, slug: str = "") -> Place:
    """The place with this name. Raises Http404 for one that is not there."""
    found: Topic | School | None = None
    if kind == "topic":
        found = next((topic for topic in directory().topics.values() if topic.slug == slug), None)
    elif kind == "school":
        found = next((school for school in directory().schools.values() if school.slug == slug), None)
    if found is not None:
        return Place(kind, found.label, slug=slug, row_id=found.pk)
    if slug or kind not in VIEWS:
        raise Http404(gettext("There is no such list."))
    return VIEWS[kind]


def place_in(path: str, member: Member) -> Place:
    """The place named in `?in=`; the member's home when it names none."""
    kind, _slash, slug = path.partition("/")
    try:
        return place_of(kind, slug)
    except Http404:
        return home_of(member)


def topics_for(member: Member) -> list[Place]:
    """The topics a member answers, or every topic for those who may read everyone's."""
    names = directory()
    own = {topic for team in member.team_ids for topic in names.topics_of_team.get(team, ())}
    everywhere = member.may("conversations.read_all")
    return [
        Place("topic", topic.label, slug=topic.slug, row_id=topic.pk)
        for topic in names.topics.values()
        if topic.pk in own or (everywhere and not own)
    ]


def schools_for(member: Member) -> list[Place]:
    return [
        Place("school", school.words("short_name") or school.label, slug=school.slug, row_id=school.pk)
        for school in directory().schools.values()
    ]

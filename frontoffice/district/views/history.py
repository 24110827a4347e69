"""What was done, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.calendar import current_calendar
from frontoffice.district.history import EVENTS
from frontoffice.district.models import Event, Member
from frontoffice.district.views.page import paged

KINDS = sorted({name.split(".")[0] for name in EVENTS})
PEOPLE_REFS = ("to", "person")


@dataclass(frozen=True)
class Line:
    """One event in words; `at` is on the district's clock, without a zone so that a template leaves it so."""

    event: Event
    at: datetime
    words: str
    subject: str
    facts: list[tuple[str, str]]


@needs("history.read")
def history(request: StaffRequest) -> HttpResponse:
    who, what = request.GET.get("who", ""), request.GET.get("what", "")
    page = paged(request, _events(who, what))
    shown = {
        "page": page,
        "lines": _lines(list(page)),
        "who": who,
        "what": what,
        "kinds": KINDS,
        "people": Member.objects.order_by("name").only("name"),
    }
    return render(request, "district/history.html", shown)


def _events(who: str, what: str) -> QuerySet[Event]:
    events = Event.objects.select_related("by").order_by("-id")
    if who.isdecimal() and len(who) < 18:
        events = events.filter(by_id=int(who))
    if what in KINDS:
        events = events.filter(name__startswith=f"{what}.")
    return events


def _lines(events: list[Event]) -> list[Line]:
    names, zone = _names(events), current_calendar().zone
    return [
        Line(
            event,
            event.at.astimezone(zone).replace(tzinfo=None),
            EVENTS.get(event.name, event.name),
            names.get((event.subject, event.subject_id), f"{event.subject} {event.subject_id}"),
            _facts(event.refs, names),
        )
        for event in events
    ]


def _names(events: list[Event]) -> dict[tuple[str, int], str]:
    """What the events' rows are called today: set-up's own alone, for no family's words stand here."""
    wanted: dict[str, set[int]] = {"member": set()}
    for event in events:
        wanted.setdefault(event.subject, set()).add(event.subject_id)
        wanted["member"] |= {event.refs[key] for key in PEOPLE_REFS if isinstance(event.refs.get(key), int)}
    own = {model._meta.model_name: model for model in apps.get_app_config("district").get_models()}
    return {
        (kind, pk): str(row)
        for kind, pks in wanted.items()
        if kind in own
        for pk, row in own[kind]._default_manager.in_bulk(pks).items()
    }


def _facts(refs: dict[str, object], names: dict[tuple[str, int], str]) -> list[tuple[str, str]]:
    """The references in plain words: ("changed", "name, phone"), ("to", "Ana Ortiz")."""
    facts = []
    for key, value in refs.items():
        if isinstance(value, list):
            words = ", ".join(map(str, value))
        elif key in PEOPLE_REFS and isinstance(value, int):
            words = names.get(("member", value), str(value))
        else:
            words = "" if value is None else str(value)
        if words:
            facts.append((key.replace("_", " "), words))
    return facts

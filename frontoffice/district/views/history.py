"""What was done, by whom and when."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.history import EVENTS
from frontoffice.district.models import Event, Member
from frontoffice.district.views.page import paged

KINDS = sorted({name.split(".")[0] for name in EVENTS})


@needs("history.read")
def history(request: StaffRequest) -> HttpResponse:
    who, what = request.GET.get("who", ""), request.GET.get("what", "")
    page = paged(request, _events(who, what))
    lines = [(event, EVENTS.get(event.name, event.name), _facts(event.refs)) for event in page]
    people = Member.objects.order_by("name").only("name")
    shown = {"page": page, "lines": lines, "who": who, "what": what, "kinds": KINDS, "people": people}
    return render(request, "district/history.html", shown)


def _events(who: str, what: str) -> QuerySet[Event]:
    events = Event.objects.select_related("by").order_by("-id")
    if who.isdecimal() and len(who) < 18:
        events = events.filter(by_id=int(who))
    if what in KINDS:
        events = events.filter(name__startswith=f"{what}.")
    return events


def _facts(refs: dict[str, object]) -> str:
    """The references in plain words: "changed: name, phone"."""
    words = (
        (key, ", ".join(map(str, value)) if isinstance(value, list) else value) for key, value in refs.items()
    )
    return "; ".join(f"{key}: {value}" for key, value in words if value not in ("", None))

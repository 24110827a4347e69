"""The lists: views, topics, schools, search, and what is new in them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now

from frontoffice.conversations.search import search
from frontoffice.district.access import StaffRequest, needs
from frontoffice.inbox.context import Where
from frontoffice.inbox.counts import MOST, counts, shown
from frontoffice.inbox.listing import facts_of, in_words
from frontoffice.inbox.places import Place, home_of, place_in, place_of, schools_for, topics_for
from frontoffice.inbox.views.screens import list_context, wants_part


def _list(request: StaffRequest, place: Place) -> HttpResponse:
    after = request.GET.get("after", "")
    context = {**list_context(request, place, after), "pane": "which"}
    return render(request, "inbox/rows.html" if after and wants_part(request) else "inbox/list.html", context)


@needs("conversations.read")
def home(request: StaffRequest) -> HttpResponse:
    return _list(request, home_of(request.member))


@needs("conversations.read")
def view(request: StaffRequest, kind: str) -> HttpResponse:
    return _list(request, place_of(kind))


@needs("conversations.read")
def topic(request: StaffRequest, slug: str) -> HttpResponse:
    return _list(request, place_of("topic", slug))


@needs("conversations.read")
def school(request: StaffRequest, slug: str) -> HttpResponse:
    return _list(request, place_of("school", slug))


@needs("conversations.read")
def where(request: StaffRequest) -> HttpResponse:
    """The first pane alone, for a telephone."""
    return render(request, "inbox/where.html", {"pane": "where"})


def _every(request: StaffRequest, places: list[Place], title: str) -> HttpResponse:
    found = counts(request.member, places)
    rows = [(place, shown(found.get(place.path, 0))) for place in places]
    return render(request, "inbox/places.html", {"rows": rows, "title": title})


@needs("conversations.read")
def topics(request: StaffRequest) -> HttpResponse:
    return _every(request, topics_for(request.member), "topics")


@needs("conversations.read")
def schools(request: StaffRequest) -> HttpResponse:
    return _every(request, schools_for(request.member), "schools")


@needs("conversations.read")
def find(request: StaffRequest) -> HttpResponse:
    """What was said, who wrote, or a reference number."""
    words = request.GET.get("q", "")
    rows = in_words(facts_of(search(words, request.member)), request.member)
    context = {"words": words, "found": rows, "pane": "which", "place": home_of(request.member)}
    return render(request, "inbox/found.html" if wants_part(request) else "inbox/search.html", context)


@needs("conversations.read")
def news(request: StaffRequest) -> HttpResponse:
    """How many conversations of a place have news since a moment, and the counts of the first pane."""
    place = place_in(request.GET.get("in", ""), request.member)
    since = parse_datetime(request.GET.get("since", "").replace(" ", "+")) or now()
    fresh = place.rows(request.member).filter(last_inbound_at__gt=since).order_by()[: MOST + 1].count()
    pane = Where(request.member, reverse("inbox"))
    pane.here = place
    return render(request, "inbox/news.html", {"fresh": shown(fresh), "where": pane, "place": place})

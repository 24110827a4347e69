"""Home, and the pages of topics and schools."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from frontoffice.district.models import SchoolTopic
from frontoffice.frontdoor.page import PublicRequest, look, page, public
from frontoffice.frontdoor.search import find
from frontoffice.frontdoor.target import Target, open_schools, people, roles, topics, topics_by_category
from frontoffice.frontdoor.today import today
from frontoffice.frontdoor.typed import clean_line

MAX_QUERY_CHARS = 200
KEPT_FOR_A_YEAR = "public, max-age=31536000, immutable"


@public
@require_safe
def home(request: PublicRequest) -> HttpResponse:
    """Search, topics by category, schools, today; what was found stands alone."""
    query = clean_line(request.GET.get("q", ""))[:MAX_QUERY_CHARS]
    if query:
        return page(request, "found.html", {"here": "topics", "query": query, "found": find(query)})
    context = {"here": "topics", "groups": topics_by_category(), "schools": list(open_schools())}
    return page(request, "home.html", {**context, "today": today(localdate())})


@public
@require_safe
def topic(request: PublicRequest, slug: str) -> HttpResponse:
    """One topic: who answers, by when, and at which school."""
    return _about(request, Target(topic=get_object_or_404(topics(), slug=slug)))


@public
@require_safe
def school(request: PublicRequest, slug: str) -> HttpResponse:
    """One school: its office, its roles and what to write about."""
    found = get_object_or_404(open_schools().select_related("office"), slug=slug)
    context = {
        "here": "schools",
        "school": found,
        "roles": roles().filter(school=found),
        "staff": people().filter(school=found, listed=True).count(),
        "groups": topics_by_category(),
    }
    return page(request, "school.html", context)


@public
@require_safe
def school_topic(request: PublicRequest, slug: str, topic_slug: str) -> HttpResponse:
    """One topic at one school."""
    at = get_object_or_404(open_schools().select_related("office"), slug=slug)
    return _about(request, Target(topic=get_object_or_404(topics(), slug=topic_slug), school=at))


def _about(request: PublicRequest, target: Target) -> HttpResponse:
    own = SchoolTopic.objects.filter(topic=target.topic, school__closed_at=None).exists()
    context = {
        "here": "topics",
        "target": target,
        "team": target.team,
        "promised_at": target.promise(),
        "schools": [] if target.school else list(open_schools()),
        "needs_school": own and not target.school,
    }
    return page(request, "topic.html", context)


@public
@require_safe
def stylesheet(request: PublicRequest, name: str) -> HttpResponse:
    """The sheet in the district's colour, under a name that changes with it."""
    sheet = look(request.district)
    accepted = request.headers.get("Accept-Encoding", "")
    coding = next((coding for coding in ("br", "gzip") if coding in accepted), "")
    body = {"br": sheet.brotli, "gzip": sheet.gzip, "": sheet.plain}[coding]
    response = HttpResponse(body, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = KEPT_FOR_A_YEAR if name == sheet.name else "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    if coding:
        response.headers["Content-Encoding"] = coding
    return response

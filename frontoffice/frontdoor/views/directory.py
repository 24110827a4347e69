"""The people of the district, by name and never by address; and the links of roles."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from frontoffice.district.models import Member
from frontoffice.frontdoor import search
from frontoffice.frontdoor.page import PublicRequest, page, public
from frontoffice.frontdoor.target import ANYTHING, Target, open_schools, roles
from frontoffice.frontdoor.typed import clean_line

A_PAGE = 25
MAX_QUERY_CHARS = 200
MAX_OTHERS = 6


@public
@require_safe
def directory(request: PublicRequest) -> HttpResponse:
    """Names, titles and schools; by school, and by a few letters of a name."""
    query = clean_line(request.GET.get("q", ""))[:MAX_QUERY_CHARS]
    schools = list(open_schools())
    school = next((school for school in schools if school.slug == request.GET.get("school")), None)
    listed = search.people_named(search.words_of(query)).order_by("name")
    listed = listed.filter(school=school) if school else listed
    shown = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    context = {"here": "people", "query": query, "school": school, "schools": schools, "people": shown}
    return page(request, "people.html", context)


@public
@require_safe
def person(request: PublicRequest, link: str) -> HttpResponse:
    """One person: how to write to them, and no address."""
    found = Member.objects.reached_by(link)
    if found is None:
        raise Http404
    if not found.is_active:
        return _to_the_office(found)
    target = Target(school=found.school, person=found)
    context = {
        "here": "people",
        "person": found,
        "target": target,
        "team": target.team,
        "promised_at": target.promise(),
        "others": roles().filter(school=found.school)[:MAX_OTHERS] if found.school else [],
    }
    return page(request, "person.html", context)


def _to_the_office(gone: Member) -> HttpResponse:
    """The form to the office of the school where `gone` worked."""
    query = {"school": gone.school.slug} if gone.school and not gone.school.closed_at else {}
    return HttpResponseRedirect(reverse("frontdoor:ask", args=[ANYTHING], query=query))


@public
@require_safe
def role(request: PublicRequest, slug: str) -> HttpResponse:
    """One role, whoever holds it today."""
    found = get_object_or_404(roles(), slug=slug)
    target = Target(school=found.school, role=found)
    others = roles().filter(school=found.school).exclude(pk=found.pk)[:MAX_OTHERS] if found.school else []
    context = {"here": "people", "role": found, "target": target, "team": target.team, "others": others}
    return page(request, "role.html", {**context, "promised_at": target.promise()})

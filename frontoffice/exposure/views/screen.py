"""The Exposure screen, the links it makes and the files it gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from frontoffice.district.access import StaffRequest, needs
from frontoffice.exposure import listing, replacements, trend
from frontoffice.exposure.links import Made, make_links
from frontoffice.exposure.listing import Filters
from frontoffice.exposure.models import Finding, Kind
from frontoffice.exposure.models.finding import FindingQuerySet
from frontoffice.exposure.techniques import TECHNIQUES
from frontoffice.website.models import Scan, Site

SCREEN = "exposure"
MOST_PICKED = 1_000
SETTLED_WITHIN = timedelta(minutes=5)


@require_GET
@needs("exposure.read")
def screen(request: StaffRequest) -> HttpResponse:
    """The sentence, the trend, the certificate, and the lines."""
    filters = Filters.read(request.GET.dict())
    page = listing.page_of(filters, request.GET.get("page", "1"))
    graph = trend.points(trend.since_when(now()))
    sites = list(Site.objects.watched())
    read = Scan.objects.finished().filter(site__in=sites).select_related("site")
    context: dict[str, Any] = {
        "filters": filters,
        "page": page,
        "lines": [listing.line(finding) for finding in page],
        "numbers": listing.counts(filters),
        "summary": listing.summary(),
        "trend": graph,
        "chart": trend.chart(graph),
        "sites": sites,
        "scan": read.exclude(tally=None).order_by("-id").first(),
        "running": [
            *Scan.objects.running().filter(site__in=sites).select_related("site"),
            *read.filter(tally=None, finished_at__gt=now() - SETTLED_WITHIN),
        ],
        "techniques": TECHNIQUES,
        "kinds": Kind.choices,
        "came_back": listing.came_back(),
        "due": Finding.objects.filter(site__in=sites).due_for_review().count(),
        "today": localdate(),
        "manages": request.member.may("exposure.manage"),
        "here": request.get_full_path(),
    }
    return render(request, "exposure/screen.html", context)


@require_POST
@needs("exposure.manage")
def make(request: StaffRequest) -> HttpResponse:
    """Contact links are made for the picked lines, or for every open line that passes the filters."""
    filters = Filters.read(request.POST.dict())
    made = make_links(_chosen(request, filters), by=request.member)
    if made.addresses:
        messages.success(request, _said(made))
    else:
        messages.warning(request, _("No line was picked that a contact link can stand for."))
    return HttpResponseRedirect(reverse(SCREEN) + filters.address())


def _chosen(request: StaffRequest, filters: Filters) -> FindingQuerySet:
    if request.POST.get("all"):
        return filters.narrow().in_state("open")
    picked = [
        int(text) for text in request.POST.getlist("pick")[:MOST_PICKED] if text.isascii() and text.isdigit()
    ]
    return filters.narrow().filter(pk__in=[one for one in picked if one < 2**63])


def _said(made: Made) -> str:
    said = ngettext(
        "%(n)s address has a contact link, on %(lines)s lines.",
        "%(n)s addresses have a contact link, on %(lines)s lines.",
        made.addresses,
    ) % {"n": made.addresses, "lines": made.lines}
    added = _("%(people)s people and %(roles)s roles were added to the directory for it.") % {
        "people": len(made.people),
        "roles": len(made.roles),
    }
    return f"{said} {added}" if made.people or made.roles else said


@require_GET
@needs("exposure.read")  # type: ignore[arg-type]  # a stream is no HttpResponse, and answers like one
def directory_file(request: StaffRequest) -> StreamingHttpResponse:
    """Person, role, school and contact link of everyone in the chosen lines, for a directory."""
    rows = replacements.directory_rows(_for_file(request))
    return _file("directory.csv", replacements.as_csv(replacements.DIRECTORY_COLUMNS, rows))


@require_GET
@needs("exposure.read")  # type: ignore[arg-type]  # a stream is no HttpResponse, and answers like one
def work_file(request: StaffRequest) -> StreamingHttpResponse:
    """Page by page: what to search for and what to put there."""
    rows = replacements.work_rows(_for_file(request))
    return _file("replacements.csv", replacements.as_csv(replacements.WORK_COLUMNS, rows))


def _for_file(request: StaffRequest) -> Iterator[Finding]:
    return Filters.read(request.GET.dict()).lines().iterator(chunk_size=500)


def _file(name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

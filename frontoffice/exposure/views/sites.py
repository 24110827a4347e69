"""Sites, and the scans of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontoffice.district import history
from frontoffice.district.access import StaffRequest, needs
from frontoffice.exposure.forms import SiteForm
from frontoffice.exposure.scanning import ask_scan
from frontoffice.website.models import Scan, Site

SCANS_PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@needs("exposure.manage")
def new_site(request: StaffRequest) -> HttpResponse:
    """A website is added, and read at once when the person says so."""
    return _site_form(request, Site())


@require_http_methods(["GET", "POST"])
@needs("exposure.manage")
def site(request: StaffRequest, site_id: int) -> HttpResponse:
    """A website's address, pace and owner."""
    return _site_form(request, get_object_or_404(Site.objects.watched(), pk=site_id))


def _site_form(request: StaffRequest, row: Site) -> HttpResponse:
    form = SiteForm(request.POST or None, instance=row)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "exposure/site.html", {"form": form, "site": row}, status=status)
    with transaction.atomic():
        saved = form.save()
        history.record("website.site_changed", saved, request.member, fields=form.changed_data)
    messages.success(request, _("Saved."))
    if request.POST.get("scan"):
        return HttpResponseRedirect(_scan_page(ask_scan(saved, by=request.member)))
    return HttpResponseRedirect(reverse("exposure"))


def _scan_page(scan: Scan) -> str:
    return reverse("exposure-scan", args=[scan.pk])


@require_http_methods(["GET", "POST"])
@needs("exposure.read")
def scans(request: StaffRequest) -> HttpResponse:
    """Every scan, newest first; POST asks for a scan of every site, or of one."""
    if request.method == "POST":
        return _ask(request)
    rows = Scan.objects.filter(site__retired_at=None).select_related("site", "asked_by", "tally")
    context = {
        "page": Paginator(rows, SCANS_PER_PAGE).get_page(request.GET.get("page", "1")),
        "sites": Site.objects.watched().select_related("owner"),
        "manages": request.member.may("exposure.manage"),
    }
    return render(request, "exposure/scans.html", context)


@needs("exposure.manage")
def _ask(request: StaffRequest) -> HttpResponse:
    sites = Site.objects.watched()
    one = request.POST.get("site", "")
    if one:
        sites = (
            sites.filter(pk=int(one)) if one.isascii() and one.isdigit() and len(one) < 10 else sites.none()
        )
    asked = [ask_scan(row, by=request.member) for row in sites]
    if not asked:
        messages.warning(request, _("There is no site to scan yet. Add one."))
        return HttpResponseRedirect(reverse("exposure-new-site"))
    return HttpResponseRedirect(_scan_page(asked[0]) if len(asked) == 1 else reverse("exposure-scans"))


@require_GET
@needs("exposure.read")
def scan(request: StaffRequest, scan_id: int) -> HttpResponse:
    """How far one scan is, or what it saw and could not read."""
    rows = Scan.objects.select_related("site", "asked_by", "tally")
    row = get_object_or_404(rows, pk=scan_id)
    before = Scan.objects.finished().filter(site=row.site, pk__lt=row.pk).first()
    context = {
        "scan": row,
        "tally": getattr(row, "tally", None),
        "expected": before.read if before else 0,
        "manages": request.member.may("exposure.manage"),
    }
    return render(request, "exposure/scan.html", context)


@require_POST
@needs("exposure.manage")
def retire_site(request: StaffRequest, site_id: int) -> HttpResponse:
    """The site is no longer looked after: it is not scanned, and its lines are not shown."""
    row = get_object_or_404(Site.objects.watched(), pk=site_id)
    row.retire(by=request.member)
    messages.success(request, _("%(site)s is no longer looked after.") % {"site": row.name})
    return HttpResponseRedirect(reverse("exposure-scans"))

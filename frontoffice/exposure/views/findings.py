"""One line: its evidence, its replacement, its history, and what people decide about it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from frontoffice.district import history
from frontoffice.district.access import StaffRequest, needs
from frontoffice.exposure import deciding, listing
from frontoffice.exposure.exceptions import TEMPLATES, template
from frontoffice.exposure.forms import AcceptForm, ExceptionForm, OwnerForm
from frontoffice.exposure.models import Finding


def _finding(finding_id: int) -> Finding:
    rows = Finding.objects.select_related(
        "site", "person__school", "role_link__school", "owner", "decided_by"
    )
    return get_object_or_404(rows, pk=finding_id)


@require_GET
@needs("exposure.read")
def finding(request: StaffRequest, finding_id: int) -> HttpResponse:
    """What was seen, how a harvester reads it, what to put there, and what was decided."""
    return _show(request, _finding(finding_id))


def _show(
    request: StaffRequest, row: Finding, *, form: Form | None = None, wrong: str = "", status: int = 200
) -> HttpResponse:
    chosen = template(request.GET.get("template", ""))
    owners = OwnerForm().fields["owner"].queryset  # type: ignore[attr-defined]
    context = {
        "line": listing.line(row),
        "finding": row,
        "others": Finding.objects.filter(address=row.address).exclude(pk=row.pk).order_by("page_url")[:50],
        "events": history.of(row),
        "templates": TEMPLATES,
        "chosen": chosen,
        "review_on": localdate() + timedelta(days=chosen.review_days) if chosen else None,
        "owners": owners,
        "form": form,
        "wrong": wrong,
        "manages": request.member.may("exposure.manage"),
    }
    return render(request, "exposure/finding.html", context, status=status)


def _back(row: Finding) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("exposure-finding", args=[row.pk]))


@require_POST
@needs("exposure.manage")
def acceptance(request: StaffRequest, finding_id: int) -> HttpResponse:
    row, form = _finding(finding_id), AcceptForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form, wrong="acceptance", status=422)
    deciding.accept(row, form.cleaned_data["reason"], by=request.member)
    messages.success(request, _("Accepted. It is listed under Accepted and does not count as open."))
    return _back(row)


@require_POST
@needs("exposure.manage")
def exception(request: StaffRequest, finding_id: int) -> HttpResponse:
    row, form = _finding(finding_id), ExceptionForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form, wrong="exception", status=422)
    deciding.except_lawfully(row, by=request.member, **form.cleaned_data)
    messages.success(request, _("Noted as a lawful exception. This page speaks up when its review is due."))
    return _back(row)


@require_POST
@needs("exposure.manage")
def reopening(request: StaffRequest, finding_id: int) -> HttpResponse:
    row = _finding(finding_id)
    deciding.take_back(row, by=request.member)
    messages.success(request, _("Taken back. It counts as open again."))
    return _back(row)


@require_POST
@needs("exposure.manage")
def owner(request: StaffRequest, finding_id: int) -> HttpResponse:
    row, form = _finding(finding_id), OwnerForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form, wrong="owner", status=422)
    deciding.give_to(row, form.cleaned_data["owner"], by=request.member)
    messages.success(request, _("Saved."))
    return _back(row)

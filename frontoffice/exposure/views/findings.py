"""One line: its evidence, its replacement, its history, and what people decide about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

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
from frontoffice.district.models import Member
from frontoffice.exposure import deciding, listing
from frontoffice.exposure.exceptions import TEMPLATES, template
from frontoffice.exposure.forms import AcceptForm, ExceptionForm, OwnerForm
from frontoffice.exposure.models import Finding

Typed = dict[str, Any]
Decide = Callable[[Finding, Typed, Member], str]


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


def decision(asked: type[Form]) -> Callable[[Decide], Callable[..., HttpResponse]]:
    """A decision on a line, by someone who manages exposure; what they typed is checked by `asked`.

    The function is named as the part of the page that its form stands in, and answers the sentence to say.
    """

    def of(decide: Decide) -> Callable[..., HttpResponse]:
        @require_POST
        @needs("exposure.manage")
        @wraps(decide)
        def view(request: StaffRequest, finding_id: int) -> HttpResponse:
            row, form = _finding(finding_id), asked(request.POST)
            if not form.is_valid():
                return _show(request, row, form=form, wrong=decide.__name__, status=422)
            messages.success(request, decide(row, form.cleaned_data, request.member))
            return HttpResponseRedirect(reverse("exposure-finding", args=[row.pk]))

        return view

    return of


@decision(AcceptForm)
def acceptance(row: Finding, typed: Typed, by: Member) -> str:
    deciding.accept(row, typed["reason"], by=by)
    return _("Accepted. It is listed under Accepted and does not count as open.")


@decision(ExceptionForm)
def exception(row: Finding, typed: Typed, by: Member) -> str:
    deciding.except_lawfully(row, by=by, **typed)
    return _("Noted as a lawful exception. This page speaks up when its review is due.")


@decision(Form)
def reopening(row: Finding, typed: Typed, by: Member) -> str:
    deciding.take_back(row, by=by)
    return _("Taken back. It counts as open again.")


@decision(OwnerForm)
def owner(row: Finding, typed: Typed, by: Member) -> str:
    deciding.give_to(row, typed["owner"], by=by)
    return _("Saved.")

"""The school calendar: hours, closed days, and a snow day in one press."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontoffice.district import history
from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.calendar import today
from frontoffice.district.forms.calendar import ClosedDaysForm, HoursForm
from frontoffice.district.models import ClosedDay, District, Member
from frontoffice.district.views.page import forget
from frontoffice.district.withdraw import withdraw

PAST_SHOWN_DAYS = 60


def _changed(by: Member, what: str, days: list[date] | None = None) -> None:
    history.record(
        "calendar.changed", District.current(), by, what=what, days=[str(day) for day in days or []]
    )
    forget()


@needs("district.manage")
@transaction.atomic
def calendar(request: StaffRequest) -> HttpResponse:
    which = request.POST.get("which")
    hours = HoursForm(request.POST if which == "hours" else None)
    days = ClosedDaysForm(request.POST if which == "days" else None)
    if which == "hours" and hours.is_valid():
        hours.save()
        _changed(request.member, "hours")
        messages.success(request, _("The hours are kept. Promises made from now on use them."))
        return redirect("/setup/calendar/")
    if which == "days" and days.is_valid():
        _changed(request.member, "closed", days.save())
        messages.success(request, _("The calendar is kept. Promises made from now on use it."))
        return redirect("/setup/calendar/")
    return _calendar_page(request, hours, days)


def _calendar_page(request: StaffRequest, hours: HoursForm, days: ClosedDaysForm) -> HttpResponse:
    at = today()
    shown = {
        "hours": hours,
        "days": days,
        "closed": ClosedDay.objects.filter(on__gte=at - timedelta(days=PAST_SHOWN_DAYS)),
        "today": at,
        "closed_today": ClosedDay.objects.filter(on=at).first(),
    }
    return render(
        request, "district/calendar.html", shown, status=422 if hours.errors or days.errors else 200
    )


@needs("district.manage")
@require_POST
@transaction.atomic
def snow_day(request: StaffRequest) -> HttpResponse:
    facts = {"name": _("Snow day"), "kind": ClosedDay.Kind.SNOW_DAY}
    day, added = ClosedDay.objects.get_or_create(on=today(), defaults=facts)
    if added:
        _changed(request.member, "snow", [day.on])
    messages.success(request, _("The district is closed today: no promise falls due on it."))
    return redirect("/setup/calendar/")


@needs("district.manage")
@require_POST
@transaction.atomic
def open_again(request: StaffRequest, pk: int) -> HttpResponse:
    day = get_object_or_404(ClosedDay, pk=pk)
    withdraw(ClosedDay.objects.filter(pk=day.pk))
    _changed(request.member, "open", [day.on])
    messages.success(request, _("%(day)s is an open day again.") % {"day": day.on})
    return redirect("/setup/calendar/")

"""The school calendar: hours, closed days, and a snow day in one press."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from frontoffice.district import history
from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.breaks import breaks
from frontoffice.district.calendar import current_calendar, today
from frontoffice.district.forms.calendar import ClosedDaysForm, HoursForm
from frontoffice.district.forms.words import other_languages
from frontoffice.district.models import ClosedDay, District, Member, OpenHours
from frontoffice.district.views.page import forget
from frontoffice.district.withdraw import withdraw

PAST_SHOWN_DAYS = 60


def _changed(by: Member, what: str, days: list[date] | None = None) -> None:
    refs = {"what": what, "days": [str(day) for day in days or []]}
    history.record("calendar.changed", District.current(), by, **refs)
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
        messages.success(request, _("The hours are saved. Promises made from now on use them."))
        return redirect("setup-calendar")
    if which == "days" and days.is_valid():
        _changed(request.member, "closed", days.save())
        messages.success(request, _("The calendar is saved. Promises made from now on use it."))
        return redirect("setup-calendar")
    return _calendar_page(request, hours, days)


def _calendar_page(request: StaffRequest, hours: HoursForm, days: ClosedDaysForm) -> HttpResponse:
    at = today()
    open_on = set(OpenHours.objects.values_list("weekday", flat=True)) or set(range(5))
    shown_days = ClosedDay.objects.filter(on__gte=at - timedelta(days=PAST_SHOWN_DAYS))
    promise = current_calendar().promise(now(), "1d")
    shown = {
        "hours": hours,
        "days": days,
        "breaks": breaks(shown_days, open_on),
        "today": at,
        "closed_today": ClosedDay.objects.filter(on=at).first(),
        "promise": promise.astimezone(current_calendar().zone).replace(tzinfo=None),
    }
    status = 422 if hours.errors or days.errors else 200
    return render(request, "district/calendar.html", shown, status=status)


@needs("district.manage")
@require_POST
@transaction.atomic
def snow_day(request: StaffRequest) -> HttpResponse:
    kind = ClosedDay.Kind.SNOW_DAY
    facts = {"name": _in("en", kind), "kind": kind, "translations": _names(kind)}
    day, added = ClosedDay.objects.get_or_create(on=today(), defaults=facts)
    if added:
        _changed(request.member, "snow", [day.on])
    messages.success(request, _("The district is closed today: no promise falls due on it."))
    return redirect("setup-calendar")


def _in(language: str, kind: ClosedDay.Kind) -> str:
    with override(language):
        return str(kind.label)


def _names(kind: ClosedDay.Kind) -> dict[str, dict[str, str]]:
    """The kind's own name in each language that has a word for it, as a day's name in other languages."""
    said = {code: _in(code, kind) for code, _language in other_languages()}
    return {code: {"name": words} for code, words in said.items() if words != _in("en", kind)}


@needs("district.manage")
@require_POST
@transaction.atomic
def open_again(request: StaffRequest) -> HttpResponse:
    """The closed days from `first` to `last` (2026-12-23) are open days again."""
    try:
        first = date.fromisoformat(request.POST.get("first", ""))
        last = date.fromisoformat(request.POST.get("last", ""))
    except ValueError as error:
        raise Http404 from error
    rows = ClosedDay.objects.filter(on__range=(first, last))
    days = list(rows.values_list("on", flat=True))
    if not days:
        raise Http404
    withdraw(rows)
    _changed(request.member, "open", days)
    messages.success(request, _("These days are open again. Promises made from now on count them."))
    return redirect("setup-calendar")

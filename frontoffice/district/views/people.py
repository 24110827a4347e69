"""A person leaves, comes back, gets a link to choose a password, or loses a lost second factor."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontoffice.district import history
from frontoffice.district.access import ADMINISTRATOR, StaffRequest, needs
from frontoffice.district.departures import come_back, depart, held_by
from frontoffice.district.forms.people import DepartureForm, may_manage
from frontoffice.district.models import Member
from frontoffice.district.password_link import password_link
from frontoffice.district.withdraw import withdraw


def _person(request: StaffRequest, pk: int) -> Member:
    person = get_object_or_404(Member, pk=pk)
    if not may_manage(request.member, person):
        raise Http404
    return person


def _stays(person: Member, by: Member) -> str:
    """Why the person cannot leave, or nothing."""
    if person.pk == by.pk:
        return _("You cannot remove yourself. Ask another administrator.")
    others = Member.objects.filter(is_active=True, roles__contains=[ADMINISTRATOR]).exclude(pk=person.pk)
    if person.has(ADMINISTRATOR) and not others.exists():
        return _("This is the last system administrator. Name another one first.")
    return ""


@needs("people.manage")
def leave(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    held, stays = held_by(person), _stays(person, request.member)
    form = DepartureForm(
        request.POST if request.method == "POST" else None, leaving=person, needed=bool(held)
    )
    if request.method == "POST" and not stays and form.is_valid():
        depart(person, form.cleaned_data["to"], request.member)
        messages.success(request, _("%(name)s no longer works here.") % {"name": person.name})
        return redirect("/setup/people/")
    shown = {"person": person, "held": held, "form": form, "stays": stays}
    return render(request, "district/leave.html", shown, status=422 if form.errors else 200)


@needs("people.manage")
@require_POST
def back(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    come_back(person, request.member)
    messages.success(request, _("%(name)s works here again. Give them their teams.") % {"name": person.name})
    return redirect(f"/setup/people/{pk}/")


@needs("people.manage")
@require_POST
def new_password(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    if not person.is_active:
        raise Http404
    shown = {"person": person, "link": password_link(person, request.member)}
    return render(request, "district/password_link.html", shown)


@needs("people.manage")
@require_POST
@transaction.atomic
def forget_second_factor(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    withdraw(Authenticator.objects.filter(user=person))
    history.record("member.changed", person, request.member, changed=["second_factor"])
    messages.success(request, _("%(name)s sets up a new second factor next time.") % {"name": person.name})
    return redirect(f"/setup/people/{pk}/")

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
from frontoffice.district.access import ADMINISTRATOR, StaffRequest, may_manage, needs
from frontoffice.district.departures import come_back, depart, going_by_itself, heir, held_by
from frontoffice.district.forms.people import DepartureForm
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
    if not person.is_active:
        return _("%(name)s has left already.") % {"name": person.name}
    if person.pk == by.pk:
        return _("You cannot remove yourself. Ask another administrator.")
    others = Member.objects.filter(is_active=True, roles__contains=[ADMINISTRATOR]).exclude(pk=person.pk)
    if person.has(ADMINISTRATOR) and not others.exists():
        return _("This is the last system administrator. Name another one first.")
    if not by.may("access.give") and held_by(person) and not heir(person):
        return _("An administrator has to say who takes over.")
    return ""


@needs("people.manage")
def leave(request: StaffRequest, pk: int) -> HttpResponse:
    """The page asks who takes over; for a member without `access.give` it is the district's global owner."""
    person = _person(request, pk)
    held, stays = held_by(person), _stays(person, request.member)
    names = request.member.may("access.give")
    typed = request.POST if request.method == "POST" else None
    form = DepartureForm(typed, leaving=person, needed=bool(held) and names)
    if typed is not None and not stays and form.is_valid():
        to = form.cleaned_data["to"] if names else heir(person)
        depart(person, to, request.member)
        messages.success(request, _("%(name)s no longer works here.") % {"name": person.name})
        return redirect("setup-people")
    shown = {"person": person, "held": held, "going": going_by_itself(), "form": form, "stays": stays}
    shown |= {"names": names, "heir": heir(person)}
    return render(request, "district/leave.html", shown, status=422 if form.errors else 200)


@needs("people.manage")
@require_POST
def back(request: StaffRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    if person.is_active:
        raise Http404
    come_back(person, request.member)
    words = _("%(name)s works here again. Give them their roles and teams, and a link to choose a password.")
    messages.success(request, words % {"name": person.name})
    return redirect("setup-people-row", pk=pk)


@needs("access.give")
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
    return redirect("setup-people-row", pk=pk)

"""The district's own settings, with its colour tried out before it is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.forms.organisation import DistrictForm
from frontoffice.district.models import District
from frontoffice.district.swatch import swatch
from frontoffice.district.views.page import keep


@needs("district.manage")
def district(request: StaffRequest) -> HttpResponse:
    form = DistrictForm(
        request.POST if request.method == "POST" else None, instance=District.current(), by=request.member
    )
    looking = "look" in request.POST
    if request.method == "POST" and form.is_valid() and not looking:
        keep(form, "district.changed", request.member)
        messages.success(request, _("The district's settings are kept."))
        return redirect("/setup/district/")
    shown = {"form": form, "swatch": swatch(form["hue"].value(), form["chroma"].value()), "looking": looking}
    return render(request, "district/district.html", shown, status=422 if form.errors else 200)

"""The district's own settings, with its colour tried out before it is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.forms.organisation import DistrictForm
from frontoffice.district.models import District
from frontoffice.district.views.page import keep
from frontoffice.ui.colour import Swatch, swatch

HOUSE_HUE, HOUSE_CHROMA = 162.0, 0.075


@needs("district.manage")
def district(request: StaffRequest) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = DistrictForm(typed, instance=District.current(), by=request.member)
    looking = "look" in request.POST
    if typed is not None and form.is_valid() and not looking:
        keep(form, "district.changed", request.member)
        messages.success(request, _("The district's settings are saved."))
        return redirect("setup-district")
    shown = {"form": form, "swatch": _swatch(form), "looking": looking}
    return render(request, "district/district.html", shown, status=422 if form.errors else 200)


def _swatch(form: DistrictForm) -> Swatch:
    """The colour that was typed; the house's own where it is no number."""
    hue, chroma = _number(form["hue"].value(), HOUSE_HUE), _number(form["chroma"].value(), HOUSE_CHROMA)
    return swatch(hue, min(max(chroma, 0.0), 0.37))


def _number(words: object, otherwise: float) -> float:
    try:
        number = float(str(words))
    except ValueError:
        return otherwise
    return number if abs(number) < 1000 else otherwise

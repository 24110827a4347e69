"""List, add and change the rows of any Screen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from frontoffice.district.access import StaffRequest, View, needs
from frontoffice.district.screens import Screen
from frontoffice.district.views.page import keep, paged


def listing(screen: Screen) -> View:
    """The view that lists a screen's rows, found by `?q=`."""

    @needs(screen.permission)
    def view(request: StaffRequest) -> HttpResponse:
        words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        only = screen.narrow.get(request.GET.get("only", ""))
        page = paged(request, only(_found(screen, words)) if only else _found(screen, words))
        lines = [(row, _cells(screen, row), screen.may_change(request.member, row)) for row in page]
        shown = {"screen": screen, "page": page, "lines": lines, "q": words, "only": only}
        return render(request, "district/rows.html", shown)

    return view


def _found(screen: Screen, words: str) -> QuerySet[Any]:
    asked = Q()
    for name in screen.find if words else ():
        asked |= Q(**{f"{name}__icontains": words})
    return screen.rows().filter(asked)


def _cells(screen: Screen, row: Any) -> list[tuple[object, bool]]:
    return [(column.of(row), column.mark) for column in screen.columns]


def editing(screen: Screen) -> View:
    """The view that adds a row, or changes the one with `pk`."""

    @needs(screen.permission)
    def view(request: StaffRequest, pk: int | None = None) -> HttpResponse:
        row = get_object_or_404(screen.rows(), pk=pk) if pk else None
        if row and not screen.may_change(request.member, row):
            raise Http404
        form = screen.form(
            request.POST if request.method == "POST" else None, instance=row, by=request.member
        )
        if request.method == "POST" and form.is_valid():
            kept = keep(form, screen.changed if row else screen.added, request.member)
            messages.success(request, _("%(name)s is kept.") % {"name": kept})
            return redirect(f"{screen.url}{kept.pk}/" if screen.extra and not row else screen.url)
        shown = {"screen": screen, "row": row, "form": form}
        return render(request, "district/row.html", shown, status=422 if form.errors else 200)

    return view

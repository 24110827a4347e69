"""List, add and change the rows of any Screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontoffice.district.access import StaffRequest, View, needs
from frontoffice.district.screens import Column, Screen
from frontoffice.district.views.page import keep, paged


@dataclass(frozen=True)
class Line:
    """One row as a list shows it; `mine` when the member may change it."""

    row: Any
    cells: list[tuple[Column, object]]
    mine: bool


def listing(screen: Screen) -> View:
    """The view that lists a screen's rows, found by `?q=` and narrowed by `?only=`."""

    @needs(screen.permission)
    def view(request: StaffRequest) -> HttpResponse:
        words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        only = request.GET.get("only", "")
        narrow = screen.narrow.get(only)
        page = paged(request, narrow.of(_found(screen, words)) if narrow else _found(screen, words))
        columns, lines = _table(request, screen, list(page))
        shown = {"screen": screen, "page": page, "columns": columns, "lines": lines, "q": words}
        shown |= {"only": only if narrow else "", "narrow": narrow}
        return render(request, "district/rows.html", shown)

    return view


def _found(screen: Screen, words: str) -> QuerySet[Any]:
    asked = Q()
    for name in screen.find if words else ():
        asked |= Q(**{f"{name}__icontains": words})
    return screen.rows().filter(asked)


def _table(request: StaffRequest, screen: Screen, rows: list[Any]) -> tuple[list[Column], list[Line]]:
    """The rows with the columns in which at least one of them has something."""
    cells = [[(column, column.of(row)) for column in screen.columns] for row in rows]
    filled = {column for line in cells for column, words in line if words not in ("", None)}
    columns = [column for column in screen.columns if column in filled]
    lines = [
        Line(row, [cell for cell in line if cell[0] in filled], screen.may_change(request.member, row))
        for row, line in zip(rows, cells, strict=True)
    ]
    return columns, lines


def editing(screen: Screen) -> View:
    """The view that adds a row, or changes the one with `pk`."""

    @needs(screen.permission)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: StaffRequest, pk: int | None = None) -> HttpResponse:
        row = get_object_or_404(screen.rows(), pk=pk) if pk else None
        if row and not screen.may_change(request.member, row):
            raise Http404
        typed = request.POST if request.method == "POST" else None
        form = screen.form(typed, instance=row, by=request.member)
        if typed is not None and form.is_valid():
            kept = keep(form, screen.changed if row else screen.added, request.member)
            messages.success(request, _("%(name)s is saved.") % {"name": kept})
            if screen.extra and not row:
                return redirect(screen.row_route, pk=kept.pk)
            return redirect(screen.route)
        shown = {"screen": screen, "row": row, "form": form}
        return render(request, "district/row.html", shown, status=422 if form.errors else 200)

    return view

"""The first page of set-up: what is left to do, and how much there is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.screens import SCREENS
from frontoffice.district.todo import tasks


@needs("people.manage")
def overview(request: StaffRequest) -> HttpResponse:
    counts = [(screen, screen.rows().count()) for screen in SCREENS if request.member.may(screen.permission)]
    return render(request, "district/overview.html", {"tasks": tasks(request.member), "counts": counts})

"""Pages of set-up."""

from __future__ import annotations

from django.urls import URLPattern, path

from frontoffice.district.screens import SCREENS, Screen
from frontoffice.district.views import calendar, district, history, imports, overview, people, rows, topics


def _of(screen: Screen) -> list[URLPattern]:
    return [
        path(f"{screen.key}/", rows.listing(screen)),
        path(f"{screen.key}/add/", rows.editing(screen)),
        path(f"{screen.key}/<int:pk>/", rows.editing(screen)),
    ]


urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="setup"),
    path("district/", district.district),
    path("calendar/", calendar.calendar),
    path("calendar/snow-day/", calendar.snow_day),
    path("calendar/<int:pk>/open/", calendar.open_again),
    path("topics/template/", topics.template),
    path("people/<int:pk>/leave/", people.leave),
    path("people/<int:pk>/back/", people.back),
    path("people/<int:pk>/password/", people.new_password),
    path("people/<int:pk>/second-factor/", people.forget_second_factor),
    path("import/", imports.choose),
    path("import/<slug:kind>.csv", imports.example),
    path("history/", history.history),
    *(pattern for screen in SCREENS for pattern in _of(screen)),
]

"""Pages of set-up."""

from __future__ import annotations

from django.urls import URLPattern, path

from frontoffice.district.screens import SCREENS, Screen
from frontoffice.district.views import calendar, district, history, imports, overview, people, rows, topics


def _of(screen: Screen) -> list[URLPattern]:
    editing = rows.editing(screen)
    return [
        path(f"{screen.key}/", rows.listing(screen), name=screen.route),
        path(f"{screen.key}/add/", editing, name=f"{screen.route}-add"),
        path(f"{screen.key}/<int:pk>/", editing, name=f"{screen.route}-row"),
    ]


urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="setup"),
    path("district/", district.district, name="setup-district"),
    path("calendar/", calendar.calendar, name="setup-calendar"),
    path("calendar/snow-day/", calendar.snow_day, name="setup-snow-day"),
    path("calendar/open/", calendar.open_again, name="setup-open-again"),
    path("topics/template/", topics.template, name="setup-topic-template"),
    path("people/<int:pk>/leave/", people.leave, name="setup-leave"),
    path("people/<int:pk>/back/", people.back, name="setup-back"),
    path("people/<int:pk>/password/", people.new_password, name="setup-password"),
    path("people/<int:pk>/second-factor/", people.forget_second_factor, name="setup-second-factor"),
    path("import/", imports.choose, name="setup-import"),
    path("import/<slug:kind>.csv", imports.as_it_is, name="setup-import-file"),
    path("history/", history.history, name="setup-history"),
    *(pattern for screen in SCREENS for pattern in _of(screen)),
]

"""Where each module's pages begin."""

from __future__ import annotations

from django.urls import include, path

from frontoffice.config import errors

urlpatterns = [
    path("healthz", errors.alive),
    path("account/", include("frontoffice.district.account_urls")),
    path("setup/", include("frontoffice.district.urls")),
    path("exposure/", include("frontoffice.exposure.urls")),
    path("", include("frontoffice.ui.staff_urls")),
    path("", include("frontoffice.inbox.urls")),
    path("", include("frontoffice.frontdoor.urls")),
]

handler404 = "frontoffice.config.errors.not_found"
handler403 = "frontoffice.config.errors.forbidden"
handler500 = "frontoffice.config.errors.broken"
handler400 = "frontoffice.config.errors.bad_request"

"""One's own account: what allauth offers, without what a member of staff may not do for themselves.

Nobody signs up, changes the address they sign in with, or has a password mailed to them.
"""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml.utils import get_app_or_404
from allauth.socialaccount.providers.saml.views import finish_acs
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, re_path


def _closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def forgotten(request: HttpRequest) -> HttpResponse:
    """How to get a new password: the same page for everybody, whatever is sent."""
    return render(request, "account/password_reset.html")


def finish_saml(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """A SAML provider's answer is taken, or refused on our own page, whatever is wrong with it.

    Allauth fails at what is no XML, and finds nothing there when no request of this browser waits for the
    answer: it was used already, was asked for by another browser, or is older than ten minutes.
    """
    try:
        return finish_acs(request, organization_slug=organization_slug)
    except (PermissionDenied, SyntaxError, ValueError) as error:
        provider = get_app_or_404(request, organization_slug).get_provider(request)
        reason = (
            "no request of this browser waits for it" if isinstance(error, PermissionDenied) else str(error)
        )
        told = {"saml_last_error_reason": reason}
        return render_authentication_error(request, provider, extra_context=told)


urlpatterns = [
    path("password/reset/", forgotten),
    path("password/reset/done/", _closed),
    re_path(r"^(signup|email|confirm-email|3rdparty)/.*(?<!cancelled/)(?<!error/)$", _closed),
    path("saml/<str:organization_slug>/acs/finish/", finish_saml),
    path("", include("allauth.urls")),
]

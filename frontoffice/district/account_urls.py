"""One's own account: what allauth offers, without what a member of staff may not do for themselves.

Nobody signs up, changes the address they sign in with, or has a password mailed to them.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, re_path


def _closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def forgotten(request: HttpRequest) -> HttpResponse:
    """How to get a new password: the same page for everybody, whatever is sent."""
    return render(request, "account/password_reset.html")


urlpatterns = [
    path("password/reset/", forgotten),
    path("password/reset/done/", _closed),
    re_path(r"^(signup|email|confirm-email|3rdparty)/.*(?<!cancelled/)(?<!error/)$", _closed),
    path("", include("allauth.urls")),
]
